/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered after a crash. Nothing is opened unasked, and nothing is deleted without a second
 * question. Whatever else the answer is, the recording is completed first, and that it is complete
 * is also how the next start knows not to ask again. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-confirm.h"
#include "tapline-offer.h"
#include "tapline-tooltip.h"

struct _TaplineOffer
{
  GtkWidget parent_instance;

  GtkLabel *heading;
  GtkBox   *rows;
  GtkLabel *error;

  TaplineRecordings *recordings;
};

G_DEFINE_FINAL_TYPE (TaplineOffer, tapline_offer, GTK_TYPE_WIDGET)

/* What was asked for, until it is done. */
typedef struct
{
  TaplineOffer *offer; /* owned */
  char         *path;
} Request;

static Request *
request_new (TaplineOffer *self,
             const char   *path)
{
  Request *request = g_new (Request, 1);

  *request = (Request) { g_object_ref (self), g_strdup (path) };

  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->offer);
  g_free (request->path);
  g_free (request);
}

static char *
dup_time (gint64 time)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (g_date_time_get_year (then) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    /* Translators: a time of today, as g_date_time_format() takes it: "today, 14:03" */
    return g_date_time_format (then, _("today, %H:%M"));

  /* Translators: a date and a time, as g_date_time_format() takes them */
  return g_date_time_format (then, _("%x, %H:%M"));
}

static GtkWidget *
create_label (const char *text,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
add_button (GtkBox     *row,
            const char *label,
            const char *action,
            guint       number)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", number);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (row, button);
}

static GtkWidget *
create_row (const TaplineLeftover *leftover,
            guint                  number)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                 "spacing", 6,
                                 NULL);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *size = g_format_size (leftover->size);
  g_autofree char *time = dup_time (leftover->time);
  g_autofree char *figures = NULL;
  g_autofree char *name = NULL;
  const char *what = leftover->what != NULL ? leftover->what : _("A session without a name");

  /* Translators: a size and a time, "84.2 MB · today, 14:03" */
  figures = g_strdup_printf (_("%s · %s"), size, time);
  name = g_strdup_printf (_("%s · %s"), what, figures);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  tapline_tooltip_set (texts, leftover->path);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), create_label (what, NULL));
  gtk_box_append (GTK_BOX (texts), create_label (figures, "figures"));
  gtk_box_append (GTK_BOX (row), texts);
  add_button (GTK_BOX (row), _("Open"), "offer.open", number);
  add_button (GTK_BOX (row), _("Delete"), "offer.delete", number);
  add_button (GTK_BOX (row), _("Not now"), "offer.keep", number);

  return row;
}

static void
recordings_changed_cb (TaplineOffer *self)
{
  GPtrArray *leftovers = tapline_recordings_get_leftovers (self->recordings);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean focused = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  g_autofree char *heading = NULL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, row);
  for (guint i = 0; i < leftovers->len; i++)
    gtk_box_append (self->rows, create_row (g_ptr_array_index (leftovers, i), i));

  heading = g_strdup_printf (
    ngettext ("A session ended unexpectedly. What it recorded is kept:",
              "%u sessions ended unexpectedly. What they recorded is kept:", leftovers->len),
    leftovers->len);
  gtk_label_set_label (self->heading, heading);
  gtk_widget_set_visible (GTK_WIDGET (self), leftovers->len > 0);
  /* The button that was pressed is gone; who uses the keyboard stays here, or goes on. */
  if (focused)
    gtk_widget_child_focus (leftovers->len > 0 ? GTK_WIDGET (self) : GTK_WIDGET (root),
                            GTK_DIR_TAB_FORWARD);
}

static void
show_error (TaplineOffer *self,
            const GError *error)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
  gtk_label_set_label (self->error, error != NULL ? error->message : "");
}

static void
kept_cb (guint         n_removed,
         guint64       bytes,
         const GError *error,
         gpointer      data)
{
  Request *request = data;

  show_error (request->offer, error);
  request_free (request);
}

static void
mended_cb (guint         n_removed,
           guint64       bytes,
           const GError *error,
           gpointer      data)
{
  Request *request = data;
  g_autofree char *path = g_utf8_make_valid (request->path, -1);

  show_error (request->offer, error);
  if (error == NULL)
    gtk_widget_activate_action (GTK_WIDGET (request->offer), "app.open-recording", "s", path);
  request_free (request);
}

static void
delete_confirmed_cb (gpointer data)
{
  Request *request = data;

  tapline_recordings_remove (request->offer->recordings, request->path, NULL, NULL);
}

static const TaplineLeftover *
get_leftover (TaplineOffer *self,
              GVariant     *number)
{
  GPtrArray *leftovers = tapline_recordings_get_leftovers (self->recordings);

  return g_variant_get_uint32 (number) < leftovers->len
           ? g_ptr_array_index (leftovers, g_variant_get_uint32 (number)) : NULL;
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  TaplineOffer *self = TAPLINE_OFFER (widget);
  const TaplineLeftover *leftover = get_leftover (self, parameter);

  if (leftover != NULL)
    tapline_recordings_mend (self->recordings, leftover->path, mended_cb,
                             request_new (self, leftover->path));
}

static void
delete_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  TaplineOffer *self = TAPLINE_OFFER (widget);
  const TaplineLeftover *leftover = get_leftover (self, parameter);
  g_autofree char *size = NULL;
  g_autofree char *details = NULL;

  if (leftover == NULL)
    return;
  size = g_format_size (leftover->size);
  /* Translators: %s is a size, "84.2 MB" */
  details = g_strdup_printf (_("%s of what it received and sent are gone then."), size);
  tapline_confirm (GTK_WINDOW (gtk_widget_get_root (widget)), _("Delete this recording?"), details,
                   _("Delete"), delete_confirmed_cb, request_new (self, leftover->path),
                   request_free);
}

static void
keep_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  TaplineOffer *self = TAPLINE_OFFER (widget);
  const TaplineLeftover *leftover = get_leftover (self, parameter);

  if (leftover != NULL)
    tapline_recordings_mend (self->recordings, leftover->path, kept_cb,
                             request_new (self, leftover->path));
}

static void
tapline_offer_dispose (GObject *object)
{
  TaplineOffer *self = TAPLINE_OFFER (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->recordings);

  G_OBJECT_CLASS (tapline_offer_parent_class)->dispose (object);
}

static void
tapline_offer_class_init (TaplineOfferClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_offer_dispose;

  gtk_widget_class_set_css_name (widget_class, "offer");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-offer.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineOffer, heading);
  gtk_widget_class_bind_template_child (widget_class, TaplineOffer, rows);
  gtk_widget_class_bind_template_child (widget_class, TaplineOffer, error);
  gtk_widget_class_install_action (widget_class, "offer.open", "u", open_action);
  gtk_widget_class_install_action (widget_class, "offer.delete", "u", delete_action);
  gtk_widget_class_install_action (widget_class, "offer.keep", "u", keep_action);
}

static void
tapline_offer_init (TaplineOffer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tapline_offer_new (TaplineRecordings *recordings)
{
  TaplineOffer *self;

  g_return_val_if_fail (TAPLINE_IS_RECORDINGS (recordings), NULL);

  self = g_object_new (TAPLINE_TYPE_OFFER, NULL);
  self->recordings = g_object_ref (recordings);
  g_signal_connect_object (recordings, "changed", G_CALLBACK (recordings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  recordings_changed_cb (self);

  return GTK_WIDGET (self);
}
