/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The status line. It lays its parts out itself: figures that change ten times a second
 * move nothing outside of it, and never ask the window for another size. A text is set only when
 * it differs. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-figures.h"
#include "tapline-framing-popover.h"
#include "tapline-inscription.h"
#include "tapline-status-bar.h"
#include "tapline-tooltip.h"

#define MINIMUM_WIDTH 240
#define SPACING       18

struct _TaplineStatusBar
{
  GtkWidget parent_instance;

  GtkInscription *state;
  GtkMenuButton  *framing_button;
  GtkLabel       *framing_label;
  GtkInscription *figures;
  GtkInscription *ledger;

  /* what to say where there is room, and where there is little */
  char *figures_long;
  char *figures_short;
  char *ledger_long;
  char *ledger_short;

  GtkWidget      *focus;   /* weak: what had it before a key opened the framings */
  guint           focus_source;
  char           *framing; /* spec */
  TaplineMeaning *meaning; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (TaplineStatusBar, tapline_status_bar, GTK_TYPE_WIDGET)

static void
tapline_status_bar_set_text (GtkInscription *inscription,
                             const char     *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (inscription), text) != 0)
    gtk_inscription_set_text (inscription, text);
}

static int
tapline_status_bar_get_width (GtkInscription *inscription,
                              const char     *text)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (text == NULL || *text == '\0')
    return 0;

  layout = gtk_widget_create_pango_layout (GTK_WIDGET (inscription), text);
  pango_layout_get_pixel_size (layout, &width, NULL);

  return width + 1;
}

static void
tapline_status_bar_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  TaplineStatusBar *self = TAPLINE_STATUS_BAR (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      int button;

      gtk_widget_measure (GTK_WIDGET (self->state), orientation, -1, minimum, natural, NULL, NULL);
      gtk_widget_measure (GTK_WIDGET (self->framing_button), orientation, -1, &button, NULL, NULL,
                          NULL);
      *minimum = MAX (*minimum, button);
      *natural = MAX (*natural, button);
    }
  else
    {
      *minimum = MINIMUM_WIDTH;
      *natural = MINIMUM_WIDTH;
    }
}

/* All parts get what their texts need, the framing at most a quarter unless there is room. What is
 * left stands before the figures. Where the state would have less than a quarter, the ledger says
 * less; if that leaves it less than a third, the figures do too, and then the ledger goes. Then
 * the figures are whole before the state is, as long as it keeps a quarter. */
static void
tapline_status_bar_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TaplineStatusBar *self = TAPLINE_STATUS_BAR (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *const parts[] = {
    GTK_WIDGET (self->state),
    GTK_WIDGET (self->framing_button),
    GTK_WIDGET (self->figures),
    GTK_WIDGET (self->ledger),
  };
  int state = tapline_status_bar_get_width (self->state, gtk_inscription_get_text (self->state));
  int figures = tapline_status_bar_get_width (self->figures, self->figures_long);
  int ledger = tapline_status_bar_get_width (self->ledger, self->ledger_long);
  int room = width - 3 * SPACING;
  const char *figures_text = self->figures_long;
  const char *ledger_text = self->ledger_long;
  int framing, minimum, natural, spare, widened;
  int widths[G_N_ELEMENTS (parts)];
  int x = 0;
  guint i;

  gtk_widget_measure (parts[1], GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  framing = MAX (MIN (natural, width / 4), minimum);
  room -= framing;

  if (MIN (state, width / 4) + figures + ledger > room)
    {
      ledger_text = self->ledger_short;
      ledger = tapline_status_bar_get_width (self->ledger, ledger_text);
    }
  if (MIN (state, width / 3) + figures + ledger > room)
    {
      figures_text = self->figures_short;
      figures = tapline_status_bar_get_width (self->figures, figures_text);
    }
  tapline_status_bar_set_text (self->figures, figures_text);
  tapline_status_bar_set_text (self->ledger, ledger_text);

  if (MIN (state, width / 3) + figures + ledger > room)
    ledger = 0;
  state = CLAMP (room - figures - ledger, MIN (state, width / 4), state);
  figures = CLAMP (figures, 0, MAX (room - state, 0));
  spare = MAX (room - state - figures - ledger, 0);
  widened = MIN (spare, MAX (natural - framing, 0));
  widths[0] = state;
  widths[1] = framing + widened;
  widths[2] = figures;
  widths[3] = ledger;

  for (i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GtkAllocation allocation = { 0, 0, widths[i], height };
      int line;

      /* An inscription that has to cut its text puts it to the top. */
      if (GTK_IS_INSCRIPTION (parts[i]))
        {
          gtk_widget_measure (parts[i], GTK_ORIENTATION_VERTICAL, -1, NULL, &line, NULL, NULL);
          allocation.height = MIN (line, height);
          allocation.y = (height - allocation.height) / 2;
        }
      if (parts[i] == GTK_WIDGET (self->figures))
        x += spare - widened;
      allocation.x = is_rtl ? width - x - widths[i] : x;
      gtk_widget_size_allocate (parts[i], &allocation, -1);
      x += widths[i] + SPACING;
    }
}

static void
tapline_status_bar_set_figures (TaplineStatusBar             *self,
                                const TaplineSessionCounters *counters,
                                const TaplineMeter           *meter)
{
  g_autofree char *messages = NULL;
  g_autofree char *received = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *rate = NULL;

  g_clear_pointer (&self->figures_long, g_free);
  g_clear_pointer (&self->figures_short, g_free);
  if (counters == NULL)
    return;

  messages = tapline_figures_format_messages (counters->messages);
  received = g_format_size (counters->received);
  sent = g_format_size (counters->sent);
  rate = tapline_figures_format_rate (tapline_meter_get_rate (meter));
  /* Translators: messages, bytes received, bytes sent, messages a second */
  self->figures_long = g_strdup_printf (_("%s   %s in   %s out   %s"), messages, received, sent,
                                        rate);
  /* Translators: messages, bytes received, bytes sent; as short as can be */
  self->figures_short = g_strdup_printf (_("%s   %s in   %s out"), messages, received, sent);
}

/* While the log is cut anew it is behind, and on its way. */
static void
tapline_status_bar_set_progress (TaplineStatusBar *self,
                                 double            progress)
{
  int percent = (int) (progress * 100);

  g_free (self->ledger_long);
  g_free (self->ledger_short);
  self->ledger_long = g_strdup_printf (_("Cutting into messages again… %d %%"), percent);
  /* Translators: cutting into messages again, as short as can be */
  self->ledger_short = g_strdup_printf (_("Cutting again… %d %%"), percent);
}

/* Tells whether a stage is behind. */
static gboolean
tapline_status_bar_set_ledger (TaplineStatusBar             *self,
                               const TaplineSessionCounters *counters,
                               const TaplineMeter           *meter)
{
  g_autofree char *size = NULL;
  guint64 unrecorded, unindexed;

  g_clear_pointer (&self->ledger_long, g_free);
  g_clear_pointer (&self->ledger_short, g_free);
  if (counters == NULL)
    return FALSE;

  unrecorded = tapline_meter_get_behind (meter, counters, counters->recorded);
  unindexed = tapline_meter_get_behind (meter, counters, counters->indexed);
  size = g_format_size (unrecorded > 0 ? unrecorded : unindexed);
  if (unrecorded == 0 && unindexed == 0)
    {
      /* Translators: three figures that are equal: nothing was lost */
      self->ledger_long = g_strdup (_("received = recorded = indexed"));
      /* Translators: received = recorded = indexed, as short as can be */
      self->ledger_short = g_strdup (_("nothing lost"));
      return FALSE;
    }

  if (unrecorded > 0)
    /* Translators: %s is a size in bytes; as short as can be */
    self->ledger_long = g_strdup_printf (_("recording, %s behind"), size);
  else
    /* Translators: %s is a size in bytes; as short as can be */
    self->ledger_long = g_strdup_printf (_("indexing, %s behind"), size);
  self->ledger_short = g_strdup (self->ledger_long);

  return TRUE;
}

/* (transfer full) (nullable): who tells what messages mean, if that was chosen. */
static char *
tapline_status_bar_dup_decoder (TaplineStatusBar *self)
{
  const char *choice = TAPLINE_DECODING_AUTO;
  GPtrArray *decoders;

  if (self->meaning != NULL)
    choice = tapline_meaning_get_choice (self->meaning);
  if (g_str_equal (choice, TAPLINE_DECODING_AUTO))
    return NULL;
  if (g_str_equal (choice, TAPLINE_DECODING_NONE))
    return g_strdup (_("not decoded"));

  decoders = tapline_meaning_get_decoders (self->meaning);
  for (guint i = 0; i < decoders->len; i++)
    if (g_str_equal (choice, tapline_decoder_get_name (decoders->pdata[i])))
      return g_strdup (tapline_decoder_get_title (decoders->pdata[i]));

  return g_strdup (choice);
}

static void
tapline_status_bar_update_framing (TaplineStatusBar *self)
{
  g_autofree char *framing = tapline_framing_popover_dup_words (self->framing);
  g_autofree char *decoder = tapline_status_bar_dup_decoder (self);
  g_autofree char *words = NULL;
  g_autofree char *tooltip = NULL;

  words = decoder != NULL ? g_strdup_printf ("%s · %s", framing, decoder) : g_strdup (framing);
  /* Translators: %s is a format, such as "Lines of text" */
  tooltip = g_strdup_printf (_("Cut into messages by: %s"), words);
  gtk_label_set_label (self->framing_label, words);
  tapline_tooltip_set (GTK_WIDGET (self->framing_button), tooltip);
}

static gboolean
focus_in_idle (gpointer data)
{
  TaplineStatusBar *self = TAPLINE_STATUS_BAR (data);

  self->focus_source = 0;
  if (self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
  g_clear_weak_pointer (&self->focus);

  return G_SOURCE_REMOVE;
}

/* GTK 4.8 would leave the focus on the button, 4.18 puts it there right behind this signal. Ahead
 * of all events: no key goes to the button. */
static void
popover_closed_cb (TaplineStatusBar *self)
{
  g_assert (TAPLINE_IS_STATUS_BAR (self));

  if (self->focus_source != 0)
    return;
  self->focus_source = g_idle_add_full (G_PRIORITY_HIGH, focus_in_idle, self, NULL);
  g_source_set_name_by_id (self->focus_source, "[tapline] focus behind the framings");
}

/* Made when it is asked for. */
static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       data)
{
  TaplineStatusBar *self = TAPLINE_STATUS_BAR (data);
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  if (popover == NULL)
    {
      popover = GTK_POPOVER (tapline_framing_popover_new ());
      g_signal_connect_object (popover, "closed", G_CALLBACK (popover_closed_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, GTK_WIDGET (popover));
    }
  tapline_framing_popover_set_spec (TAPLINE_FRAMING_POPOVER (popover), self->framing);
  if (self->meaning != NULL)
    tapline_framing_popover_set_meaning (TAPLINE_FRAMING_POPOVER (popover), self->meaning);
}

static void
tapline_status_bar_dispose (GObject *object)
{
  TaplineStatusBar *self = TAPLINE_STATUS_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_STATUS_BAR);
  tapline_status_bar_set_figures (self, NULL, NULL);
  tapline_status_bar_set_ledger (self, NULL, NULL);
  if (self->meaning != NULL)
    g_signal_handlers_disconnect_by_data (self->meaning, self);
  g_clear_object (&self->meaning);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_weak_pointer (&self->focus);
  g_clear_pointer (&self->framing, g_free);

  G_OBJECT_CLASS (tapline_status_bar_parent_class)->dispose (object);
}

static void
tapline_status_bar_class_init (TaplineStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_status_bar_dispose;
  widget_class->measure = tapline_status_bar_measure;
  widget_class->size_allocate = tapline_status_bar_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "statusbar");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineStatusBar, state);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatusBar, framing_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatusBar, framing_label);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatusBar, figures);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatusBar, ledger);
}

static void
tapline_status_bar_init (TaplineStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_inscription_follow_direction (self->state);
  tapline_inscription_follow_direction (self->figures);
  tapline_inscription_follow_direction (self->ledger);
  tapline_tooltip_set (GTK_WIDGET (self->ledger),
                       _("Bytes received from the network = bytes in the recording = bytes in "
                         "the index that the log shows"));
  gtk_menu_button_set_create_popup_func (self->framing_button, create_popover_cb, self, NULL);
  tapline_status_bar_set_framing (self, "lines");
}

GtkWidget *
tapline_status_bar_new (void)
{
  return g_object_new (TAPLINE_TYPE_STATUS_BAR, NULL);
}

void
tapline_status_bar_set_framing (TaplineStatusBar *self,
                                const char       *spec)
{
  g_return_if_fail (TAPLINE_IS_STATUS_BAR (self));
  g_return_if_fail (spec != NULL);

  if (g_strcmp0 (self->framing, spec) == 0)
    return;

  g_free (self->framing);
  self->framing = g_strdup (spec);
  tapline_status_bar_update_framing (self);
}

void
tapline_status_bar_set_meaning (TaplineStatusBar *self,
                                TaplineMeaning   *meaning)
{
  g_return_if_fail (TAPLINE_IS_STATUS_BAR (self));
  g_return_if_fail (meaning == NULL || TAPLINE_IS_MEANING (meaning));

  if (!tapline_meaning_replace (&self->meaning, meaning, self))
    return;

  if (meaning != NULL)
    {
      g_signal_connect_swapped (meaning, "notify::choice",
                                G_CALLBACK (tapline_status_bar_update_framing), self);
      g_signal_connect_swapped (meaning, "notify::decoders",
                                G_CALLBACK (tapline_status_bar_update_framing), self);
    }
  tapline_status_bar_update_framing (self);
}

void
tapline_status_bar_open_framing (TaplineStatusBar *self)
{
  g_return_if_fail (TAPLINE_IS_STATUS_BAR (self));

  g_set_weak_pointer (&self->focus, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_menu_button_popup (self->framing_button);
}

void
tapline_status_bar_update (TaplineStatusBar             *self,
                           const char                   *state,
                           gboolean                      exposed,
                           const char                   *following,
                           const TaplineSessionCounters *counters,
                           const TaplineMeter           *meter,
                           double                        progress)
{
  g_autoptr (GString) words = NULL;
  gboolean is_behind;

  g_return_if_fail (TAPLINE_IS_STATUS_BAR (self));
  g_return_if_fail (state != NULL);
  g_return_if_fail ((counters == NULL) == (meter == NULL));

  words = g_string_new (state);
  if (exposed)
    g_string_append_printf (words, " · %s", _("reachable from the network"));
  if (following != NULL)
    g_string_append_printf (words, " · %s", following);
  tapline_status_bar_set_text (self->state, words->str);
  tapline_tooltip_set (GTK_WIDGET (self->state), words->str);

  tapline_status_bar_set_figures (self, counters, meter);
  is_behind = tapline_status_bar_set_ledger (self, counters, meter);
  if (progress < 1)
    tapline_status_bar_set_progress (self, progress);
  gtk_widget_queue_allocate (GTK_WIDGET (self));

  if (counters != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "in-use");
  if (exposed)
    gtk_widget_add_css_class (GTK_WIDGET (self->state), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->state), "warning");
  if (is_behind)
    gtk_widget_add_css_class (GTK_WIDGET (self->ledger), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->ledger), "warning");
}
