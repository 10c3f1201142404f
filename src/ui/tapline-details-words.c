/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the details say of the message above it: its number, size and flags, what is wrong with it,
 * and what the user says of it.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-details-private.h"
#include "tapline-log-content.h"
#include "tapline-tooltip.h"

/* What of the text is there to be seen, if it is not all of it as it is. */
static void
append_shown (TaplineDetails *self,
              GString        *title)
{
  guint64 start, end;

  tapline_message_text_get_part (self->text, &start, &end);
  if (start > 0)
    {
      g_autofree char *from = tapline_log_format_size (start);
      g_autofree char *to = tapline_log_format_size (end);

      g_string_append (title, " · ");
      /* Translators: which part of a long message is shown: two sizes such as 1.2 MB */
      g_string_append_printf (title, _("%s to %s"), from, to);
    }
  if (tapline_message_text_is_broken (self->text))
    g_string_append_printf (title, " · %s", _("long lines are broken"));
}

void
tapline_details_update_title (TaplineDetails *self)
{
  const TaplineMessage *message = &self->message;
  g_autofree char *flags = tapline_log_format_flags (message->flags);
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, message->number + 1);
  g_autofree char *size = g_strdup_printf ("%'" G_GUINT64_FORMAT, message->length);
  g_autofree char *bytes = NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (message->time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%x %X") : NULL;
  GString *title = g_string_new (NULL);

  bytes = g_strdup_printf (ngettext ("%s byte", "%s bytes", (gulong) message->length), size);
  if (message->direction == TAPLINE_DIRECTION_NOTE)
    /* Translators: a number, counted with the messages */
    g_string_append_printf (title, _("Note %s"), number);
  else
    g_string_append_printf (title, _("Message %s · %s"), number, bytes);
  if (flags != NULL)
    g_string_append_printf (title, " · %s", flags);
  if (tapline_details_shows_text (self))
    append_shown (self, title);
  if (self->view == TAPLINE_DETAILS_DECODED && self->decoded != NULL && !self->shows_tree
      && tapline_decoded_get_why (self->decoded) == NULL)
    /* Translators: behind the number and the size of a message that is shown as text instead */
    g_string_append_printf (title, " · %s", _("no decoder knows it"));

  gtk_label_set_label (self->title, title->str);
  tapline_tooltip_set (GTK_WIDGET (self->title), when);
  g_string_free (title, TRUE);
}

/* What is wrong with the message, or with decoding it, in sentences. */
void
tapline_details_update_flaw (TaplineDetails *self)
{
  g_autofree char *flaw = NULL;
  const char *why = self->decoded != NULL ? tapline_decoded_get_why (self->decoded) : NULL;

  if ((self->message.flags & ~(guint) TAPLINE_MESSAGE_PENDING) != 0)
    flaw = tapline_message_list_dup_flaw (self->list, self->number);
  if (flaw == NULL)
    flaw = g_strdup (why);
  gtk_label_set_label (self->flaw, flaw != NULL ? flaw : "");
  gtk_widget_set_visible (GTK_WIDGET (self->flaw), flaw != NULL);
}

/* What the user says of the message. */
void
tapline_details_update_mark (TaplineDetails *self)
{
  g_autofree char *note = tapline_message_list_dup_mark (self->list, self->number);
  g_autofree char *words = NULL;

  self->marks_serial = tapline_message_list_get_marks_serial (self->list);
  if (note != NULL)
    /* Translators: what the user says of a message */
    words = note[0] != '\0' ? g_strdup_printf (_("Marked: %s"), note) : g_strdup (_("Marked"));
  gtk_label_set_label (self->mark, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->mark), words != NULL);
}
