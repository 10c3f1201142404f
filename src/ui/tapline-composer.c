/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message entry with its line ending, its target and its history. A message that cannot be
 * sent stays in the entry with a sentence below it.
 *
 * The target is a connection, not a position in a list: when that peer leaves, its entry stays,
 * marked as closed, until another is chosen, so that no message ever goes to everybody because
 * one left. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-composer.h"
#include "tapline-drop-down.h"
#include "tapline-escape.h"
#include "tapline-tooltip.h"

#define HISTORY_MAX 200

typedef struct
{
  const char *name;
  const char *bytes;
} LineEnding;

/* In the order of the drop-down. */
static const LineEnding line_endings[] = {
  { "lf", "\n" },
  { "crlf", "\r\n" },
  { "cr", "\r" },
  { "none", "" },
};

struct _TaplineComposer
{
  GtkWidget parent_instance;

  GtkWidget   *box;
  GtkDropDown *target_drop_down;
  GtkEntry    *entry;
  GtkDropDown *ending_drop_down;
  GtkButton   *send_button;
  GtkLabel    *error_label;

  TaplineSession *session;
  GArray         *peers;   /* TaplinePeer, as the drop-down shows them from its second item on */
  guint32         target;
  gboolean        refreshing;

  GPtrArray *history; /* what was sent, oldest first */
  guint      history_at;
  char      *draft;
};

G_DEFINE_FINAL_TYPE (TaplineComposer, tapline_composer, GTK_TYPE_WIDGET)

enum
{
  LINE_ENDING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tapline_composer_show_error (TaplineComposer *self,
                             const char      *sentence)
{
  gtk_label_set_label (self->error_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
tapline_composer_remember (TaplineComposer *self,
                           const char      *text)
{
  const char *last = self->history->len > 0 ? self->history->pdata[self->history->len - 1] : NULL;

  if (*text != '\0' && g_strcmp0 (last, text) != 0)
    g_ptr_array_add (self->history, g_strdup (text));
  if (self->history->len > HISTORY_MAX)
    g_ptr_array_remove_index (self->history, 0);

  self->history_at = self->history->len;
}

static gboolean
tapline_composer_recall (TaplineComposer *self,
                         int              step)
{
  guint at = self->history_at + (guint) step;
  const char *text;

  if (at > self->history->len)
    return FALSE;

  if (self->history_at == self->history->len)
    {
      g_free (self->draft);
      self->draft = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
    }

  text = at < self->history->len ? self->history->pdata[at] : self->draft;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->history_at = at;

  return TRUE;
}

static GBytes *
tapline_composer_dup_bytes (TaplineComposer  *self,
                            GError          **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const char *ending = line_endings[gtk_drop_down_get_selected (self->ending_drop_down)].bytes;

  if (!tapline_escape_append (bytes, gtk_editable_get_text (GTK_EDITABLE (self->entry)), error))
    return NULL;

  g_byte_array_append (bytes, (const guint8 *) ending, (guint) strlen (ending));

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
send_cb (TaplineComposer *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_assert (TAPLINE_IS_COMPOSER (self));

  bytes = tapline_composer_dup_bytes (self, &error);
  if (bytes == NULL)
    {
      tapline_composer_show_error (self, error->message);
      return;
    }

  if (g_bytes_get_size (bytes) == 0)
    return;

  if (self->session == NULL)
    {
      tapline_composer_show_error (self, _("Nobody is connected; connect first, then send."));
      return;
    }

  if (!tapline_session_send (self->session, self->target, bytes, &error))
    {
      tapline_composer_show_error (self, error->message);
      return;
    }

  tapline_composer_show_error (self, NULL);
  tapline_composer_remember (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
entry_changed_cb (TaplineComposer *self)
{
  g_assert (TAPLINE_IS_COMPOSER (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->error_label)))
    tapline_composer_show_error (self, NULL);
}

static gboolean
key_pressed_cb (TaplineComposer *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  g_assert (TAPLINE_IS_COMPOSER (self));

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up)
    {
      /* Up at the oldest one stays there and leaves the focus where it is. */
      if (self->history_at > 0)
        tapline_composer_recall (self, -1);
      return GDK_EVENT_STOP;
    }

  if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
    {
      tapline_composer_recall (self, 1);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

static void
ending_selected_cb (TaplineComposer *self)
{
  g_assert (TAPLINE_IS_COMPOSER (self));

  if (!self->refreshing)
    g_signal_emit (self, signals[LINE_ENDING_CHANGED], 0);
}

static void
target_selected_cb (TaplineComposer *self)
{
  guint selected;

  g_assert (TAPLINE_IS_COMPOSER (self));

  if (self->refreshing)
    return;

  selected = gtk_drop_down_get_selected (self->target_drop_down);
  if (selected == 0 || selected > self->peers->len)
    self->target = 0;
  else
    self->target = g_array_index (self->peers, TaplinePeer, selected - 1).connection;

  tapline_composer_show_error (self, NULL);
  tapline_composer_refresh (self);
}

static gboolean
tapline_composer_same_peers (GArray *a,
                             GArray *b)
{
  guint i;

  if (a->len != b->len)
    return FALSE;

  for (i = 0; i < a->len; i++)
    {
      const TaplinePeer *peer_a = &g_array_index (a, TaplinePeer, i);
      const TaplinePeer *peer_b = &g_array_index (b, TaplinePeer, i);

      if (peer_a->connection != peer_b->connection || peer_a->sending != peer_b->sending)
        return FALSE;
    }

  return TRUE;
}

/* Adds the target that left to @peers, and tells where the target stands. */
static guint
tapline_composer_find_target (TaplineComposer *self,
                              GArray          *peers)
{
  guint i;

  if (self->target == 0)
    return 0;

  for (i = 0; i < peers->len; i++)
    if (g_array_index (peers, TaplinePeer, i).connection == self->target)
      return i + 1;

  for (i = 0; i < self->peers->len; i++)
    {
      TaplinePeer peer = g_array_index (self->peers, TaplinePeer, i);

      if (peer.connection == self->target)
        {
          peer.sending = FALSE;
          g_array_append_val (peers, peer);
          return peers->len;
        }
    }

  self->target = 0;

  return 0;
}

static void
tapline_composer_refresh_targets (TaplineComposer *self,
                                  GArray          *now)
{
  g_autoptr (GArray) peers = g_array_copy (now);
  g_autoptr (GtkStringList) names = NULL;
  guint selected = tapline_composer_find_target (self, peers);
  guint i;

  if (!tapline_composer_same_peers (self->peers, peers)
      || gtk_drop_down_get_model (self->target_drop_down) == NULL)
    {
      names = gtk_string_list_new (NULL);
      gtk_string_list_append (names, _("All peers"));
      for (i = 0; i < peers->len; i++)
        {
          const TaplinePeer *peer = &g_array_index (peers, TaplinePeer, i);
          char address[TAPLINE_ADDRESS_STRING_MAX];
          g_autofree char *closed = NULL;

          tapline_address_to_string (&peer->address, address);
          if (!peer->sending)
            /* Translators: %s is an address */
            closed = g_strdup_printf (_("%s (closed)"), address);
          gtk_string_list_append (names, closed != NULL ? closed : address);
        }

      g_array_unref (self->peers);
      self->peers = g_steal_pointer (&peers);

      self->refreshing = TRUE;
      gtk_drop_down_set_model (self->target_drop_down, G_LIST_MODEL (names));
      self->refreshing = FALSE;
    }

  self->refreshing = TRUE;
  if (gtk_drop_down_get_selected (self->target_drop_down) != selected)
    gtk_drop_down_set_selected (self->target_drop_down, selected);
  self->refreshing = FALSE;
}

static void
tapline_composer_refresh_placeholder (TaplineComposer *self,
                                      gboolean         listening)
{
  const TaplineEndpoint *endpoint = NULL;
  g_autofree char *placeholder = NULL;

  if (self->session != NULL)
    endpoint = tapline_session_get_endpoint (self->session);

  if (listening)
    placeholder = g_strdup (self->target == 0 ? _("Message to all peers")
                                              : _("Message to the peer"));
  else if (endpoint != NULL && !endpoint->listen)
    /* Translators: %s is a host */
    placeholder = g_strdup_printf (_("Message to %s"), endpoint->host);
  else if (self->session != NULL && endpoint == NULL)
    placeholder = g_strdup_printf (_("Message to %s"), tapline_session_get_title (self->session));
  else
    placeholder = g_strdup (_("Message"));

  if (g_strcmp0 (gtk_entry_get_placeholder_text (self->entry), placeholder) != 0)
    gtk_entry_set_placeholder_text (self->entry, placeholder);
}

static gboolean
tapline_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_COMPOSER (widget)->entry));
}

static void
tapline_composer_dispose (GObject *object)
{
  TaplineComposer *self = TAPLINE_COMPOSER (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_COMPOSER);
  g_clear_object (&self->session);
  g_clear_pointer (&self->peers, g_array_unref);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_clear_pointer (&self->draft, g_free);

  G_OBJECT_CLASS (tapline_composer_parent_class)->dispose (object);
}

static void
tapline_composer_class_init (TaplineComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_composer_dispose;
  widget_class->grab_focus = tapline_composer_grab_focus;

  signals[LINE_ENDING_CHANGED] = g_signal_new ("line-ending-changed", G_TYPE_FROM_CLASS (klass),
                                               G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "composer");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineComposer, box);
  gtk_widget_class_bind_template_child (widget_class, TaplineComposer, target_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TaplineComposer, entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineComposer, ending_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TaplineComposer, send_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineComposer, error_label);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ending_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, target_selected_cb);
}

static void
tapline_composer_init (TaplineComposer *self)
{
  self->peers = g_array_new (FALSE, FALSE, sizeof (TaplinePeer));
  self->history = g_ptr_array_new_with_free_func (g_free);
  self->draft = g_strdup ("");

  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->target_drop_down), _("Whom the message goes to"));
  tapline_tooltip_set (GTK_WIDGET (self->entry),
                       _("\\n, \\r, \\t, \\0, \\x1b and \\\\ are understood; Up and Down bring "
                         "back what was sent"));
  tapline_tooltip_set (GTK_WIDGET (self->ending_drop_down),
                       _("Line ending sent behind each message"));
  tapline_drop_down_name (self->target_drop_down, _("Send to"));
  tapline_drop_down_name (self->ending_drop_down, _("Line ending"));
  tapline_composer_refresh (self);
}

GtkWidget *
tapline_composer_new (void)
{
  return g_object_new (TAPLINE_TYPE_COMPOSER, NULL);
}

void
tapline_composer_set_session (TaplineComposer *self,
                              TaplineSession  *session)
{
  g_return_if_fail (TAPLINE_IS_COMPOSER (self));
  g_return_if_fail (session == NULL || TAPLINE_IS_SESSION (session));

  if (g_set_object (&self->session, session))
    tapline_composer_refresh (self);
}

void
tapline_composer_refresh (TaplineComposer *self)
{
  g_autoptr (GArray) peers = NULL;
  gboolean listening = FALSE;
  gboolean sensitive;

  g_return_if_fail (TAPLINE_IS_COMPOSER (self));

  if (self->session != NULL)
    {
      listening = tapline_session_get_state (self->session) == TAPLINE_TAP_LISTENING;
      peers = tapline_session_list_peers (self->session);
    }
  else
    {
      peers = g_array_new (FALSE, FALSE, sizeof (TaplinePeer));
    }

  sensitive = peers->len > 0;
  if (!listening)
    self->target = 0;
  tapline_composer_refresh_targets (self, peers);
  gtk_widget_set_visible (GTK_WIDGET (self->target_drop_down),
                          listening && (peers->len > 1 || self->target != 0));
  tapline_composer_refresh_placeholder (self, listening);

  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), sensitive);
  if (sensitive)
    gtk_widget_add_css_class (GTK_WIDGET (self->send_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->send_button), "suggested-action");
}

const char *
tapline_composer_get_line_ending (TaplineComposer *self)
{
  g_return_val_if_fail (TAPLINE_IS_COMPOSER (self), NULL);

  return line_endings[gtk_drop_down_get_selected (self->ending_drop_down)].name;
}

void
tapline_composer_set_line_ending (TaplineComposer *self,
                                  const char      *line_ending)
{
  guint i;

  g_return_if_fail (TAPLINE_IS_COMPOSER (self));
  g_return_if_fail (line_ending != NULL);

  for (i = 0; i < G_N_ELEMENTS (line_endings); i++)
    if (g_str_equal (line_endings[i].name, line_ending))
      {
        self->refreshing = TRUE;
        gtk_drop_down_set_selected (self->ending_drop_down, i);
        self->refreshing = FALSE;
      }
}

guint32
tapline_composer_get_target (TaplineComposer *self)
{
  g_return_val_if_fail (TAPLINE_IS_COMPOSER (self), 0);

  return self->target;
}
