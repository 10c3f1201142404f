/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question before something is gone for good. What Return does is to leave it. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-confirm.h"
#include "tapline-side-window.h"

typedef struct
{
  TaplineConfirmed confirmed;
  gpointer         user_data;
  GDestroyNotify   destroy;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  if (question->destroy != NULL)
    question->destroy (question->user_data);
  g_free (question);
}

static void
response_cb (GtkDialog *dialog,
             int        response,
             gpointer   data)
{
  Question *question = data;

  if (response == GTK_RESPONSE_ACCEPT)
    question->confirmed (question->user_data);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
tapline_confirm (GtkWindow        *parent,
                 const char       *text,
                 const char       *details,
                 const char       *verb,
                 TaplineConfirmed  confirmed,
                 gpointer          user_data,
                 GDestroyNotify    destroy)
{
  Question *question = g_new (Question, 1);
  GtkWidget *dialog, *button;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  *question = (Question) { confirmed, user_data, destroy };
  dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", text);
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", details);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("Cancel"), GTK_RESPONSE_CANCEL);
  button = gtk_dialog_add_button (GTK_DIALOG (dialog), verb, GTK_RESPONSE_ACCEPT);
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  tapline_side_window_add_keys (GTK_WINDOW (dialog));
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
