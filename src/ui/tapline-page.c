/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session as the window shows it. The session is made when it is first needed, so that an
 * empty page costs neither a file nor a thread, and details and message entry come with it; the
 * log comes right behind the first frame, which waits for none of them. The page keeps its
 * session over any number of reconnections. Pages that are not shown draw nothing: the window
 * asks them for figures. */
#include "config.h"

#include "tapline-composer.h"
#include "tapline-details.h"
#include "tapline-encoding.h"
#include "tapline-filter-bar.h"
#include "tapline-log.h"
#include "tapline-page.h"
#include "tapline-page-marks.h"
#include "tapline-page-notices.h"
#include "tapline-page-room.h"
#include "tapline-page-work.h"
#include "tapline-search-bar.h"
#include "tapline-welcome.h"

#define REMARK_SECONDS 4

struct _TaplinePage
{
  GtkWidget            parent_instance;

  GtkPaned            *paned;

  /* made when they are needed, owned as children */
  TaplineLog          *log;
  TaplineFilterBar    *filter_bar;
  TaplinePageNotices   notices;
  TaplinePageRoom      room;
  TaplinePageWork      work;
  TaplineDetails      *details;
  TaplineComposer     *composer;

  guint                id;
  guint                log_source;
  TaplineSession      *session;       /* (nullable) until it is needed, likewise what follows */
  TaplineFilteredList *rows;          /* what of its messages the log shows */
  GSignalGroup        *session_signals;

  /* what the user chose, also before there is a session */
  char                *host;
  char                *port;
  char                *line_ending;
  char                *framing;       /* spec */
  guint32              limit;         /* of a message, in bytes */
  char                *encoding;
  gboolean             details_visible;
  TaplineLogOptions   *log_options;   /* (nullable) until it is set */
  TaplineMeaning      *meaning;       /* likewise */

  /* as of the last look */
  TaplineMeter         meter;
  double               progress;      /* of cutting again */
  gint64               cutting_since; /* monotonic, µs; 0 if nothing is cut again */
  GError              *error;         /* what its notice says */
  char                *paused;        /* likewise */

  /* what the status line says for a moment */
  char                *remark;
  guint                remark_source;
};

G_DEFINE_FINAL_TYPE (TaplinePage, tapline_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_DETAILS_VISIBLE,
  PROP_LINE_ENDING,
  N_PROPS
};

enum
{
  CHANGED,
  STATE_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* Details are of the message, whatever row it is in. */
static void
cursor_changed_cb (TaplinePage *self)
{
  guint64 number;

  g_assert (TAPLINE_IS_PAGE (self));

  if (self->session == NULL)
    return;
  if (!tapline_filtered_list_get_number (self->rows, tapline_log_get_cursor (self->log), &number))
    number = TAPLINE_LOG_NO_CURSOR;
  tapline_details_set_message (self->details, tapline_session_get_messages (self->session),
                               number);
}

static void
renumbered_cb (TaplinePage *self)
{
  g_assert (TAPLINE_IS_PAGE (self));

  tapline_meter_reset (&self->meter);
  cursor_changed_cb (self);
}

static void
log_changed_cb (TaplinePage *self)
{
  g_assert (TAPLINE_IS_PAGE (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
remark_timeout (gpointer data)
{
  TaplinePage *self = TAPLINE_PAGE (data);

  self->remark_source = 0;
  g_clear_pointer (&self->remark, g_free);
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
copied_cb (TaplinePage *self,
           const char  *sentence)
{
  g_assert (TAPLINE_IS_PAGE (self));

  g_free (self->remark);
  self->remark = g_strdup (sentence);
  g_clear_handle_id (&self->remark_source, g_source_remove);
  self->remark_source = g_timeout_add_seconds (REMARK_SECONDS, remark_timeout, self);
  g_source_set_name_by_id (self->remark_source, "[tapline] end of a remark");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
line_ending_changed_cb (TaplinePage *self)
{
  g_assert (TAPLINE_IS_PAGE (self));

  g_free (self->line_ending);
  self->line_ending = g_strdup (tapline_composer_get_line_ending (self->composer));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE_ENDING]);
}

static void
session_changed_cb (TaplinePage *self)
{
  g_assert (TAPLINE_IS_PAGE (self));

  tapline_page_notices_show_warning (&self->notices, self,
                                     tapline_session_get_warning (self->session));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
session_state_cb (TaplinePage *self)
{
  g_assert (TAPLINE_IS_PAGE (self));

  if (tapline_session_get_state (self->session) == TAPLINE_TAP_FAILED)
    tapline_page_set_error (self, tapline_session_get_error (self->session));
  else
    tapline_page_set_error (self, NULL);

  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
session_title_cb (TaplinePage *self)
{
  g_assert (TAPLINE_IS_PAGE (self));

  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
tapline_page_add_log (TaplinePage *self)
{
  g_clear_handle_id (&self->log_source, g_source_remove);
  if (self->log != NULL)
    return;

  self->log = TAPLINE_LOG (tapline_log_new ());
  if (self->log_options != NULL)
    tapline_log_set_options (self->log, self->log_options);
  tapline_log_set_meaning (self->log, self->meaning);
  tapline_log_set_encoding (self->log, self->encoding);
  tapline_log_set_empty_widget (self->log, tapline_welcome_new ());
  g_signal_connect_object (self->log, "notify::cursor", G_CALLBACK (cursor_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "notify::following", G_CALLBACK (log_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "copied", G_CALLBACK (copied_cb), self, G_CONNECT_SWAPPED);
  gtk_paned_set_start_child (self->paned, GTK_WIDGET (self->log));
}

static gboolean
log_in_idle (gpointer data)
{
  TaplinePage *self = TAPLINE_PAGE (data);

  self->log_source = 0;
  tapline_page_add_log (self);

  return G_SOURCE_REMOVE;
}

/* What a page needs once it has a session. */
static void
tapline_page_fill (TaplinePage *self)
{
  tapline_page_add_log (self);
  self->rows = tapline_filtered_list_new (
    TAPLINE_TRANSCRIPT (tapline_session_get_messages (self->session)));
  g_signal_connect_object (self->rows, "changed", G_CALLBACK (log_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "renumbered", G_CALLBACK (log_changed_cb), self,
                           G_CONNECT_SWAPPED);
  tapline_log_set_list (self->log, TAPLINE_MESSAGE_LIST (self->rows));
  tapline_page_marks_connect (self);
  g_signal_connect_object (tapline_session_get_messages (self->session), "renumbered",
                           G_CALLBACK (renumbered_cb), self, G_CONNECT_SWAPPED);

  self->details = TAPLINE_DETAILS (tapline_details_new ());
  tapline_details_set_encoding (self->details, self->encoding);
  if (self->log_options != NULL)
    tapline_details_set_options (self->details, self->log_options);
  tapline_details_set_meaning (self->details, self->meaning);
  gtk_widget_set_visible (GTK_WIDGET (self->details), self->details_visible);
  g_signal_connect_object (self->details, "copied", G_CALLBACK (copied_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_paned_set_end_child (self->paned, GTK_WIDGET (self->details));
  tapline_page_room_share (&self->room, self->paned, self->log, self->details);

  if (tapline_session_is_recording (self->session))
    {
      /* It is read from its beginning. */
      tapline_log_stay (self->log);
      return;
    }

  self->composer = TAPLINE_COMPOSER (tapline_composer_new ());
  tapline_composer_set_line_ending (self->composer, self->line_ending);
  tapline_composer_set_session (self->composer, self->session);
  g_signal_connect_object (self->composer, "line-ending-changed",
                           G_CALLBACK (line_ending_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_before (GTK_WIDGET (self->composer), GTK_WIDGET (self), NULL);
}

static gboolean
tapline_page_grab_focus (GtkWidget *widget)
{
  TaplinePage *self = TAPLINE_PAGE (widget);

  if (self->composer != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->composer));

  return self->session != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->log));
}

static void
tapline_page_dispose (GObject *object)
{
  TaplinePage *self = TAPLINE_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->log_source, g_source_remove);
  g_clear_handle_id (&self->remark_source, g_source_remove);
  g_clear_object (&self->session_signals);
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_PAGE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->log = NULL;
  self->filter_bar = NULL;
  self->notices = (TaplinePageNotices) { 0 };
  self->work = (TaplinePageWork) { 0 };
  self->details = NULL;
  self->composer = NULL;
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->log_options);
  g_clear_object (&self->meaning);

  G_OBJECT_CLASS (tapline_page_parent_class)->dispose (object);
}

static void
tapline_page_finalize (GObject *object)
{
  TaplinePage *self = TAPLINE_PAGE (object);

  g_clear_error (&self->error);
  g_free (self->host);
  g_free (self->port);
  g_free (self->line_ending);
  g_free (self->framing);
  g_free (self->encoding);
  g_free (self->paused);
  g_free (self->remark);

  G_OBJECT_CLASS (tapline_page_parent_class)->finalize (object);
}

static void
tapline_page_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TaplinePage *self = TAPLINE_PAGE (object);

  switch (prop_id)
    {
    case PROP_DETAILS_VISIBLE:
      g_value_set_boolean (value, self->details_visible);
      break;

    case PROP_LINE_ENDING:
      g_value_set_string (value, self->line_ending);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_page_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TaplinePage *self = TAPLINE_PAGE (object);

  switch (prop_id)
    {
    case PROP_DETAILS_VISIBLE:
      if (self->details_visible != g_value_get_boolean (value))
        {
          self->details_visible = g_value_get_boolean (value);
          if (self->details != NULL)
            gtk_widget_set_visible (GTK_WIDGET (self->details), self->details_visible);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    case PROP_LINE_ENDING:
      if (g_strcmp0 (self->line_ending, g_value_get_string (value)) != 0)
        {
          g_free (self->line_ending);
          self->line_ending = g_value_dup_string (value);
          if (self->composer != NULL)
            tapline_composer_set_line_ending (self->composer, self->line_ending);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_page_class_init (TaplinePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_page_dispose;
  object_class->finalize = tapline_page_finalize;
  object_class->get_property = tapline_page_get_property;
  object_class->set_property = tapline_page_set_property;

  widget_class->grab_focus = tapline_page_grab_focus;

  properties[PROP_DETAILS_VISIBLE] =
    g_param_spec_boolean ("details-visible", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINE_ENDING] =
    g_param_spec_string ("line-ending", NULL, NULL, "lf",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STATE_CHANGED] = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "page");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplinePage, paned);
}

static void
tapline_page_init (TaplinePage *self)
{
  static guint last_id = 0;

  self->id = ++last_id;
  self->host = g_strdup ("");
  self->port = g_strdup ("");
  self->line_ending = g_strdup ("lf");
  self->framing = g_strdup ("lines");
  self->limit = TAPLINE_MESSAGE_LIMIT_DEFAULT;
  self->progress = 1;
  self->encoding = g_strdup (TAPLINE_ENCODING_DEFAULT);
  self->details_visible = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Behind the first frame, which shows the same window without it. */
  self->log_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 20, log_in_idle, self, NULL);
  g_source_set_name_by_id (self->log_source, "[tapline] log");

  self->session_signals = g_signal_group_new (TAPLINE_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "changed",
                                  G_CALLBACK (session_changed_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::state",
                                  G_CALLBACK (session_state_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::title",
                                  G_CALLBACK (session_title_cb), self);
}

GtkWidget *
tapline_page_new (void)
{
  return g_object_new (TAPLINE_TYPE_PAGE, NULL);
}

guint
tapline_page_get_id (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), 0);

  return self->id;
}

TaplineSession *
tapline_page_get_session (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->session;
}

void
tapline_page_set_session (TaplinePage    *self,
                          TaplineSession *session)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (TAPLINE_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  tapline_session_set_framing (session, self->framing, self->limit, NULL);
  if (self->meaning != NULL)
    tapline_meaning_set_transcript (self->meaning,
                                    TAPLINE_TRANSCRIPT (tapline_session_get_messages (session)));
  g_signal_group_set_target (self->session_signals, session);
  tapline_page_fill (self);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

TaplineSession *
tapline_page_steal_session (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  g_signal_group_set_target (self->session_signals, NULL);
  if (self->meaning != NULL)
    tapline_meaning_set_transcript (self->meaning, NULL);

  return g_steal_pointer (&self->session);
}

void
tapline_page_open (TaplinePage           *self,
                   const TaplineEndpoint *endpoint)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (self->session != NULL);
  g_return_if_fail (endpoint != NULL);

  tapline_page_set_error (self, NULL);
  tapline_session_open (self->session, endpoint);
}

void
tapline_page_open_demo (TaplinePage *self)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (self->session != NULL);

  tapline_page_set_error (self, NULL);
  tapline_session_open_demo (self->session);
}

void
tapline_page_reopen (TaplinePage *self)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (self->session != NULL);

  tapline_page_set_error (self, NULL);
  tapline_session_reopen (self->session);
}

gboolean
tapline_page_is_following (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), FALSE);

  return self->log == NULL || tapline_log_get_following (self->log);
}

gboolean
tapline_page_is_working (TaplinePage *self)
{
  double unused;

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), FALSE);

  return self->session != NULL
         && tapline_session_get_work (self->session, &unused) != TAPLINE_SESSION_NO_WORK;
}

const TaplineMeter *
tapline_page_get_meter (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return &self->meter;
}

gboolean
tapline_page_set_framing (TaplinePage  *self,
                          const char   *spec,
                          guint32       limit,
                          GError      **error)
{
  g_autoptr (TaplineFraming) framing = NULL;

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  framing = tapline_framing_new (spec, limit, error);
  if (framing == NULL
      || (self->session != NULL
          && !tapline_session_set_framing (self->session, spec, limit, error)))
    return FALSE;

  g_free (self->framing);
  self->framing = g_strdup (spec);
  self->limit = limit;
  self->cutting_since = 0;
  g_signal_emit (self, signals[CHANGED], 0);

  return TRUE;
}

const char *
tapline_page_get_framing (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->framing;
}

double
tapline_page_get_progress (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), 1);

  return self->progress;
}

const char *
tapline_page_get_host (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->host;
}

const char *
tapline_page_get_port (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->port;
}

void
tapline_page_set_endpoint (TaplinePage *self,
                           const char  *host,
                           const char  *port)
{
  g_autofree char *old_host = NULL;
  g_autofree char *old_port = NULL;

  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (host != NULL);
  g_return_if_fail (port != NULL);

  old_host = g_steal_pointer (&self->host);
  old_port = g_steal_pointer (&self->port);
  self->host = g_strdup (host);
  self->port = g_strdup (port);
}

const GError *
tapline_page_get_error (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->error;
}

void
tapline_page_set_error (TaplinePage  *self,
                        const GError *error)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));

  if (error == NULL && self->error == NULL)
    return;

  g_clear_error (&self->error);
  if (error != NULL)
    self->error = g_error_copy (error);

  tapline_page_notices_show_error (&self->notices, self, self->error);
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/* (nullable): what was copied a moment ago, a sentence. */
const char *
tapline_page_get_remark (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->remark;
}

/* Half-close: of the connection that the message entry is addressed to. */
void
tapline_page_close_sending (TaplinePage *self)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));

  if (self->session != NULL && self->composer != NULL)
    tapline_session_close_sending (self->session, tapline_composer_get_target (self->composer));
}

void
tapline_page_look (TaplinePage *self,
                   gint64       now)
{
  TaplineSessionCounters counters;

  g_return_if_fail (TAPLINE_IS_PAGE (self));

  if (self->session == NULL)
    return;

  /* While messages are cut again their number says nothing of what arrives. */
  self->progress = tapline_session_get_progress (self->session);
  if (self->progress < 1)
    tapline_meter_reset (&self->meter);
  counters = tapline_session_get_counters (self->session);
  tapline_meter_look (&self->meter, now, &counters);

  if (self->progress == 1)
    self->cutting_since = 0;
  else if (self->cutting_since == 0)
    self->cutting_since = now;
  if (now < self->cutting_since + TAPLINE_PAGE_TOLD_AFTER)
    self->progress = 1;
}

void
tapline_page_refresh (TaplinePage *self)
{
  const char *paused = NULL;

  g_return_if_fail (TAPLINE_IS_PAGE (self));

  if (self->session != NULL)
    paused = tapline_session_get_paused (self->session);
  if (g_strcmp0 (self->paused, paused) != 0)
    {
      g_free (self->paused);
      self->paused = g_strdup (paused);
      tapline_page_notices_show_paused (&self->notices, self, paused,
                                        tapline_session_get_pause (self->session));
    }

  tapline_page_work_refresh (&self->work, self);
  if (self->composer != NULL)
    tapline_composer_refresh (self->composer);
}

/* How the log shows its rows, shared with other pages; before the log is made. */
void
tapline_page_set_log_options (TaplinePage       *self,
                              TaplineLogOptions *options)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (self->log == NULL);

  g_set_object (&self->log_options, options);
}

/* What tells what the session's messages mean; before the log is made. */
void
tapline_page_set_meaning (TaplinePage    *self,
                          TaplineMeaning *meaning)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (self->log == NULL);

  g_set_object (&self->meaning, meaning);
}

TaplineMeaning *
tapline_page_get_meaning (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->meaning;
}

const char *
tapline_page_get_encoding (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->encoding;
}

/* The encoding of the messages' text, for log and details. */
void
tapline_page_set_encoding (TaplinePage *self,
                           const char  *encoding)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));
  g_return_if_fail (encoding != NULL);

  if (g_str_equal (self->encoding, encoding))
    return;

  g_free (self->encoding);
  self->encoding = g_strdup (encoding);
  if (self->log != NULL)
    tapline_log_set_encoding (self->log, encoding);
  if (self->details != NULL)
    tapline_details_set_encoding (self->details, encoding);
}

void
tapline_page_focus_log (TaplinePage *self)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));

  if (self->log != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->log));
}

void
tapline_page_activate_log (TaplinePage *self,
                           const char  *action)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));

  if (self->log != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->log), action, NULL);
}

/* (nullable): without a session there are none. */
TaplineDetails *
tapline_page_get_details (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->details;
}

TaplineLog *
tapline_page_get_log (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->log;
}

void
tapline_page_show_news (TaplinePage *self,
                        const char  *sentence)
{
  g_return_if_fail (TAPLINE_IS_PAGE (self));

  tapline_page_notices_show_news (&self->notices, self, sentence);
}

/* (transfer none) (nullable): the messages that the log shows; %NULL until there is a session. */
TaplineFilteredList *
tapline_page_get_rows (TaplinePage *self)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  return self->rows;
}

/* (transfer none) (nullable): made when it is first asked for; %NULL until there is a session. */
TaplineFilterBar *
tapline_page_get_filter_bar (TaplinePage *self,
                             GSettings   *settings)
{
  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  if (self->filter_bar == NULL && self->rows != NULL)
    {
      GtkWidget *below = gtk_widget_get_prev_sibling (GTK_WIDGET (self->paned));

      self->filter_bar = TAPLINE_FILTER_BAR (tapline_filter_bar_new (self->log, self->rows,
                                                                     settings));
      gtk_widget_set_visible (GTK_WIDGET (self->filter_bar), FALSE);
      /* Whichever was first: a search is for what the filter shows. */
      gtk_widget_insert_before (GTK_WIDGET (self->filter_bar), GTK_WIDGET (self),
                                TAPLINE_IS_SEARCH_BAR (below) ? below : GTK_WIDGET (self->paned));
    }

  return self->filter_bar;
}
