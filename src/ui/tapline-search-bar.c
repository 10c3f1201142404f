/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search above a log. What is typed is looked for at once, in the background and from the first
 * message on; the cursor goes to the first match at or behind where the view was, as soon as that
 * is found. A pattern that is wrong changes nothing.
 *
 * The finder speaks of messages by their number in the transcript, the log of rows in its list:
 * get_row() and get_number() are what stands between them.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-figures.h"
#include "tapline-filtered-list.h"
#include "tapline-finder.h"
#include "tapline-inscription.h"
#include "tapline-pattern-entry.h"
#include "tapline-search-bar.h"
#include "tapline-tooltip.h"

/* What is told may be read out. */
#define TELL_INTERVAL (G_TIME_SPAN_SECOND / 10)

typedef enum
{
  GOAL_NONE,
  GOAL_NEXT,
  GOAL_PREVIOUS,
} Goal;

struct _TaplineSearchBar
{
  GtkWidget parent_instance;

  TaplinePatternEntry *entry;
  GtkToggleButton     *across_button;
  GtkWidget           *direction_box; /* goes with the template only if it is bound */
  GtkWidget           *previous_button;
  GtkWidget           *next_button;
  GtkWidget           *status_box;    /* likewise */
  GtkInscription      *status;
  GtkProgressBar      *progress;
  GtkWidget           *close_button;

  /* immutable */
  TaplineLog          *log;
  TaplineTranscript   *transcript;
  TaplineFinder       *finder;

  guint64              origin;   /* where what is typed is looked for from */
  guint64              total;    /* how many messages there were when the search began */
  Goal                 goal;     /* where to go, once it is found */
  guint64              from;
  guint64              end;      /* how many messages there were when that was wished */
  gboolean             typing;   /* it was wished by typing */
  gboolean             going;    /* the cursor is moved by us */
  GtkWidget           *former;   /* (nullable) weak: had the focus; as long as nothing is found */
  const char          *remark;   /* (nullable) how the cursor came where it is */
  gint64               told_at;
  guint                tell_source;
};

G_DEFINE_FINAL_TYPE (TaplineSearchBar, tapline_search_bar, GTK_TYPE_WIDGET)

enum
{
  SOUGHT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Of all searches. */
static TaplineHistory history;

/* In the rows, and wherever else it can be seen; (nullable). */
static void
show_pattern (TaplineSearchBar *self,
              TaplinePattern   *pattern)
{
  tapline_log_set_pattern (self->log, pattern);
  g_signal_emit (self, signals[SOUGHT], 0, pattern);
}

/* (nullable): what of the messages the log shows, if that may be a part of them. */
static TaplineFilteredList *
get_rows (TaplineSearchBar *self)
{
  TaplineMessageList *list = tapline_log_get_list (self->log);

  return TAPLINE_IS_FILTERED_LIST (list) ? TAPLINE_FILTERED_LIST (list) : NULL;
}

/* The row that shows message @number, if any does. */
static gboolean
get_row (TaplineSearchBar *self,
         guint64           number,
         guint64          *row)
{
  TaplineFilteredList *rows = get_rows (self);

  *row = number;
  if (rows != NULL && !tapline_filtered_list_get_row (rows, number, row))
    return FALSE;

  return *row >= tapline_log_get_first (self->log);
}

/* The message in @row; what is behind all messages, for one behind all rows. */
static guint64
get_number (TaplineSearchBar *self,
            guint64           row)
{
  TaplineFilteredList *rows = get_rows (self);
  guint64 number = row;

  if (rows != NULL && !tapline_filtered_list_get_number (rows, row, &number))
    return G_MAXUINT64;

  return number;
}

/* Those that were cleared from view are not counted. */
static guint64
count_before (TaplineSearchBar *self,
              guint64           number)
{
  guint64 first = tapline_log_get_first (self->log);
  guint64 hidden = first > 0 ? tapline_finder_get_rank (self->finder, get_number (self, first)) : 0;

  return MAX (tapline_finder_get_rank (self->finder, number), hidden) - hidden;
}

/* The message that the cursor is on. */
static gboolean
get_cursor (TaplineSearchBar *self,
            guint64          *number)
{
  guint64 row = tapline_log_get_cursor (self->log);

  *number = row != TAPLINE_LOG_NO_CURSOR ? get_number (self, row) : G_MAXUINT64;

  return *number != G_MAXUINT64;
}

static gboolean
is_open (TaplineSearchBar *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/* Of the messages that there were at first; those that come later are searched as they come. */
static double
get_progress (TaplineSearchBar *self)
{
  guint64 examined = tapline_finder_get_examined (self->finder);

  return examined >= self->total ? 1 : (double) examined / (double) self->total;
}

/* What the search has to say: "3 of 1,204 messages". */
static char *
dup_status (TaplineSearchBar *self)
{
  guint64 n = count_before (self, G_MAXUINT64);
  g_autofree char *total = tapline_figures_format_messages (n);
  g_autofree char *place = NULL;
  guint64 number, before;

  if (tapline_finder_get_query (self->finder) == NULL
      || tapline_finder_get_state (self->finder) == TAPLINE_SEARCH_FAILED)
    return g_strdup ("");
  if (n == 0)
    return g_strdup (get_progress (self) < 1 ? _("Searching…") : _("No messages match"));
  if (!get_cursor (self, &number))
    return g_steal_pointer (&total);

  before = count_before (self, number);
  if (count_before (self, number + 1) == before)
    return g_steal_pointer (&total);

  place = tapline_figures_format_count (before + 1);
  if (self->remark != NULL)
    /* Translators: which match of how many: "3 of 1,204 messages", and how it was come to */
    return g_strdup_printf (_("%s of %s, %s"), place, total, self->remark);

  /* Translators: which match of how many: "3 of 1,204 messages" */
  return g_strdup_printf (_("%s of %s"), place, total);
}

/* Takes some hundred microseconds, however many messages there are. */
static void
mark (TaplineSearchBar *self)
{
  gboolean marks[TAPLINE_LOG_STRIP_PARTS];
  TaplineMessageList *list = tapline_log_get_list (self->log);
  guint64 first = tapline_log_get_first (self->log);
  guint64 n_rows = list != NULL ? tapline_message_list_get_n_messages (list) : 0;
  guint64 before = 0;

  if (tapline_finder_get_query (self->finder) == NULL)
    {
      tapline_log_set_strip (self->log, NULL);
      return;
    }

  n_rows -= MIN (first, n_rows);
  for (guint i = 0; i < TAPLINE_LOG_STRIP_PARTS; i++)
    {
      guint64 end = n_rows / TAPLINE_LOG_STRIP_PARTS * (i + 1)
                    + n_rows % TAPLINE_LOG_STRIP_PARTS * (i + 1) / TAPLINE_LOG_STRIP_PARTS;
      guint64 behind = count_before (self, get_number (self, first + end));

      marks[i] = behind > before;
      before = behind;
    }
  tapline_log_set_strip (self->log, marks);
}

static void
tell (TaplineSearchBar *self)
{
  double progress = get_progress (self);
  const GError *error = tapline_finder_get_error (self->finder);
  g_autofree char *status = dup_status (self);

  self->told_at = g_get_monotonic_time ();
  if (g_strcmp0 (gtk_inscription_get_text (self->status), status) != 0)
    gtk_inscription_set_text (self->status, status);
  gtk_progress_bar_set_fraction (self->progress, progress);
  /* It keeps its place, or everything would move. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), progress < 1 && error == NULL ? 1 : 0);
  if (error != NULL)
    tapline_pattern_entry_set_fault (self->entry, error->message);
  /* What takes for ever in one message does so in the next. */
  if (tapline_finder_get_state (self->finder) == TAPLINE_SEARCH_FAILED)
    show_pattern (self, NULL);
  mark (self);
}

static gboolean
tell_timeout (gpointer user_data)
{
  TaplineSearchBar *self = user_data;

  self->tell_source = 0;
  tell (self);

  return G_SOURCE_REMOVE;
}

static void
queue_tell (TaplineSearchBar *self)
{
  gint64 wait = self->told_at + TELL_INTERVAL - g_get_monotonic_time ();

  if (self->tell_source != 0 || !is_open (self))
    return;
  if (wait <= 0)
    {
      tell (self);
      return;
    }
  self->tell_source = g_timeout_add ((guint) (wait / 1000) + 1, tell_timeout, self);
  g_source_set_name_by_id (self->tell_source, "[tapline] tell what is found");
}

/* A match that can be shown, by the goal's direction: from @from on, or before it. What was cleared
 * from view is passed over. */
static gboolean
find (TaplineSearchBar *self,
      guint64           from,
      guint64          *row)
{
  guint64 first = get_number (self, tapline_log_get_first (self->log));
  guint64 number;

  if (self->goal == GOAL_NEXT)
    return tapline_finder_find_next (self->finder, MAX (from, first), &number)
           && get_row (self, number, row);

  return tapline_finder_find_previous (self->finder, from, &number)
         && get_row (self, number, row);
}

/* Goes where it is wished to as soon as it is known where that is; round the end, if nothing more
 * is there. */
static void
pursue (TaplineSearchBar *self)
{
  gboolean forward = self->goal == GOAL_NEXT;
  guint64 examined = tapline_finder_get_examined (self->finder);
  gboolean is_over = examined >= self->end
                     || tapline_finder_get_state (self->finder) == TAPLINE_SEARCH_FAILED;
  const char *remark = NULL;
  guint64 row;

  if (self->goal == GOAL_NONE)
    return;

  /* What is before a place is known once the search has come there. */
  if (!forward && !is_over && examined < self->from)
    return;
  if (!find (self, self->from, &row))
    {
      if (!is_over)
        return;
      if (!find (self, forward ? 0 : G_MAXUINT64, &row))
        {
          self->goal = GOAL_NONE;
          return;
        }
      remark = forward ? _("from the start") : _("from the end");
    }

  self->goal = GOAL_NONE;
  if (!self->typing)
    self->origin = get_number (self, row);
  self->going = TRUE;
  tapline_log_set_cursor (self->log, row);
  self->going = FALSE;
  g_clear_weak_pointer (&self->former);
  self->remark = remark;
  queue_tell (self);
}

static guint64
count_messages (TaplineSearchBar *self)
{
  return tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (self->transcript));
}

static void
wish (TaplineSearchBar *self,
      Goal              goal,
      guint64           from,
      gboolean          typing)
{
  self->goal = goal;
  self->from = from;
  self->typing = typing;
  self->end = count_messages (self);
  pursue (self);
}

/* Looks for what is in the entry, if that is right; else for what it was before. */
static void
search (TaplineSearchBar *self,
        Goal              goal)
{
  TaplinePattern *pattern = tapline_pattern_entry_get_pattern (self->entry);
  TaplineFilteredList *rows = get_rows (self);
  TaplineSearchFlags flags = 0;
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (GError) error = NULL;

  if (pattern != NULL)
    {
      TaplineCondition condition = { .type = TAPLINE_CONDITION_PATTERN, .pattern = pattern };

      query = tapline_query_new_within (rows != NULL ? tapline_filtered_list_get_query (rows)
                                                     : NULL, &condition, 1, 0);
    }
  if (gtk_toggle_button_get_active (self->across_button))
    flags |= TAPLINE_SEARCH_STREAM;

  /* Why it cannot be looked for is told with the rest. */
  self->remark = NULL;
  self->total = count_messages (self);
  show_pattern (self, pattern);
  tapline_finder_set_query (self->finder, query, flags, &error);
  wish (self, query != NULL ? goal : GOAL_NONE, self->origin, TRUE);
  tell (self);
}

static void
edited_cb (TaplineSearchBar *self)
{
  g_assert (TAPLINE_IS_SEARCH_BAR (self));

  if (is_open (self) && tapline_pattern_entry_is_valid (self->entry))
    search (self, GOAL_NEXT);
}

static void
found_cb (TaplineSearchBar *self)
{
  g_assert (TAPLINE_IS_SEARCH_BAR (self));

  if (!is_open (self))
    return;
  pursue (self);
  queue_tell (self);
}

/* What is typed is looked for from the cursor on if that is in view, else from the top. */
static void
set_origin (TaplineSearchBar *self)
{
  guint64 cursor = tapline_log_get_cursor (self->log);
  guint64 first, end;

  tapline_log_get_view (self->log, &first, &end);
  /* Where there is nothing yet, from what comes on. */
  self->origin = MIN (get_number (self, cursor >= first && cursor < end ? cursor : first),
                      count_messages (self));
}

static void
cursor_moved_cb (TaplineSearchBar *self)
{
  g_assert (TAPLINE_IS_SEARCH_BAR (self));

  self->remark = NULL;
  queue_tell (self);
  if (self->going)
    return;
  self->goal = GOAL_NONE;
  set_origin (self);
}

static void
encoding_changed_cb (TaplineSearchBar *self)
{
  g_autofree char *encoding = NULL;

  g_assert (TAPLINE_IS_SEARCH_BAR (self));

  g_object_get (self->log, "encoding", &encoding, NULL);
  tapline_pattern_entry_set_encoding (self->entry, encoding);
}

/* Other messages are cut, and the finder begins anew by itself; or the log shows others of them. */
static void
renumbered_cb (TaplineSearchBar *self)
{
  TaplineFilteredList *rows = get_rows (self);
  TaplineQuery *query = tapline_finder_get_query (self->finder);

  g_assert (TAPLINE_IS_SEARCH_BAR (self));

  self->goal = GOAL_NONE;
  self->total = count_messages (self);
  set_origin (self);
  if (query != NULL && rows != NULL
      && tapline_query_get_outer (query) != tapline_filtered_list_get_query (rows))
    search (self, GOAL_NONE);
}

/* Alt+A */
static gboolean
toggle_across_cb (GtkWidget *widget,
                  GVariant  *args,
                  gpointer   user_data)
{
  GtkToggleButton *button = TAPLINE_SEARCH_BAR (widget)->across_button;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));

  return GDK_EVENT_STOP;
}

static gboolean
go_cb (GtkWidget *widget,
       GVariant  *args,
       gpointer   user_data)
{
  tapline_search_bar_go (TAPLINE_SEARCH_BAR (widget), g_variant_get_boolean (args));

  return GDK_EVENT_STOP;
}

static gboolean
close_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   user_data)
{
  tapline_search_bar_close (TAPLINE_SEARCH_BAR (widget));

  return GDK_EVENT_STOP;
}

static void
activate_cb (TaplineSearchBar *self)
{
  g_assert (TAPLINE_IS_SEARCH_BAR (self));

  tapline_search_bar_go (self, TRUE);
}

static gboolean
tapline_search_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_SEARCH_BAR (widget)->entry));
}

static void
tapline_search_bar_dispose (GObject *object)
{
  TaplineSearchBar *self = TAPLINE_SEARCH_BAR (object);

  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_weak_pointer (&self->former);
  g_clear_object (&self->finder);
  g_clear_object (&self->transcript);
  g_clear_object (&self->log);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_SEARCH_BAR);

  G_OBJECT_CLASS (tapline_search_bar_parent_class)->dispose (object);
}

static void
tapline_search_bar_class_init (TaplineSearchBarClass *klass)
{
  static const guint enters[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_ISO_Enter };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_search_bar_dispose;
  widget_class->grab_focus = tapline_search_bar_grab_focus;

  /**
   * TaplineSearchBar::sought:
   * @pattern: (nullable): what is looked for now
   */
  signals[SOUGHT] = g_signal_new ("sought", TAPLINE_TYPE_SEARCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (TAPLINE_TYPE_PATTERN_ENTRY);
  gtk_widget_class_set_css_name (widget_class, "searchbar");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, across_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, direction_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, previous_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, next_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, status_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, status);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, progress);
  gtk_widget_class_bind_template_child (widget_class, TaplineSearchBar, close_button);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, tapline_search_bar_close);

  /* Enter alone is the entry's. */
  for (guint i = 0; i < G_N_ELEMENTS (enters); i++)
    gtk_widget_class_add_binding (widget_class, enters[i], GDK_SHIFT_MASK, go_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, close_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_a, GDK_ALT_MASK, toggle_across_cb, NULL);
}

static void
tapline_search_bar_init (TaplineSearchBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_inscription_follow_direction (self->status);
  tapline_pattern_entry_serve (self->entry, &history);
  tapline_tooltip_set (GTK_WIDGET (self->across_button),
                       _("Find also what goes on in the next message, as if there were no "
                         "messages (Alt+A)"));
  tapline_tooltip_set (self->previous_button, _("Previous match (Shift+F3)"));
  tapline_tooltip_set (self->next_button, _("Next match (F3)"));
  tapline_tooltip_set (self->close_button, _("Close the search (Escape)"));
}

GtkWidget *
tapline_search_bar_new (TaplineLog        *log,
                        TaplineTranscript *transcript)
{
  TaplineSearchBar *self = g_object_new (TAPLINE_TYPE_SEARCH_BAR, NULL);

  g_return_val_if_fail (TAPLINE_IS_LOG (log), NULL);
  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (transcript), NULL);

  self->log = g_object_ref (log);
  self->transcript = g_object_ref (transcript);
  self->finder = tapline_finder_new (transcript);
  g_signal_connect_object (self->finder, "changed", G_CALLBACK (found_cb), self,
                           G_CONNECT_SWAPPED);
  /* Behind the log, which moves its cursor then. */
  g_signal_connect_object (tapline_log_get_list (log), "renumbered", G_CALLBACK (renumbered_cb),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (log, "notify::cursor", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (log, "notify::encoding", G_CALLBACK (encoding_changed_cb), self,
                           G_CONNECT_SWAPPED);
  encoding_changed_cb (self);

  return GTK_WIDGET (self);
}

void
tapline_search_bar_open (TaplineSearchBar   *self,
                         TaplinePatternKind  kind,
                         const char         *text)
{
  gboolean was_open;

  g_return_if_fail (TAPLINE_IS_SEARCH_BAR (self));

  was_open = is_open (self);
  if (text != NULL)
    tapline_pattern_entry_fill (self->entry, kind, text,
                                tapline_pattern_entry_get_flags (self->entry));
  if (!was_open)
    g_set_weak_pointer (&self->former, gtk_root_get_focus (gtk_widget_get_root (
                                         GTK_WIDGET (self))));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (was_open)
    return;

  set_origin (self);
  search (self, GOAL_NEXT);
}

void
tapline_search_bar_close (TaplineSearchBar *self)
{
  g_return_if_fail (TAPLINE_IS_SEARCH_BAR (self));

  if (!is_open (self))
    return;

  tapline_history_add (&history, tapline_pattern_entry_get_text (self->entry));
  /* Who has found something goes on there. */
  if (self->former == NULL || !gtk_widget_grab_focus (self->former))
    gtk_widget_grab_focus (GTK_WIDGET (self->log));
  g_clear_weak_pointer (&self->former);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  self->goal = GOAL_NONE;
  show_pattern (self, NULL);
  tapline_finder_set_query (self->finder, NULL, 0, NULL);
  mark (self);
}

void
tapline_search_bar_go (TaplineSearchBar *self,
                       gboolean          forward)
{
  guint64 number;

  g_return_if_fail (TAPLINE_IS_SEARCH_BAR (self));

  if (!is_open (self))
    tapline_search_bar_open (self, TAPLINE_PATTERN_TEXT, NULL);
  if (tapline_finder_get_query (self->finder) == NULL)
    return;

  tapline_history_add (&history, tapline_pattern_entry_get_text (self->entry));
  if (!get_cursor (self, &number))
    number = self->origin;
  else if (forward)
    number++;
  wish (self, forward ? GOAL_NEXT : GOAL_PREVIOUS, number, FALSE);
}
