/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user chose for the log's rows: which columns, how wide, which time, decoded, text or
 * hex; and for the selected one below. Each is a property, so that it can be bound to a setting of
 * the same name, and most are actions of the group `view` too, for menus and keys.
 */
#include "config.h"

#include "tapline-log-options.h"

struct _TaplineLogOptions
{
  GObject             parent_instance;

  gboolean            shown[TAPLINE_LOG_N_OPTIONAL];
  int                 widths[TAPLINE_LOG_N_OPTIONAL]; /* pixels; 0 for what fits */
  TaplineLogTime      time;
  TaplineLogBody      body;
  TaplineDetailsView  details;
  GSimpleActionGroup *actions;                        /* (nullable) until asked for */
  GSettings          *settings;                       /* (nullable) where all this is kept */
  TaplineRules       *rules;                          /* (nullable) until asked for */
};

G_DEFINE_ENUM_TYPE (TaplineLogTime, tapline_log_time,
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_TIME_CLOCK, "clock"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_TIME_START, "start"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_TIME_PREVIOUS, "previous"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_TIME_OTHER, "other"))
G_DEFINE_ENUM_TYPE (TaplineLogBody, tapline_log_body,
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_BODY_DECODED, "decoded"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_BODY_HEX, "hex"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_BODY_BOTH, "both"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_LOG_BODY_TEXT, "text"))
G_DEFINE_ENUM_TYPE (TaplineDetailsView, tapline_details_view,
                    G_DEFINE_ENUM_VALUE (TAPLINE_DETAILS_DECODED, "decoded"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_DETAILS_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (TAPLINE_DETAILS_HEX, "hex"))

G_DEFINE_FINAL_TYPE (TaplineLogOptions, tapline_log_options, G_TYPE_OBJECT)

/* The columns' properties follow each other in the order of the columns. */
enum
{
  PROP_0,
  PROP_TIME,
  PROP_BODY,
  PROP_DETAILS,
  PROP_SHOWN,
  PROP_WIDTH = PROP_SHOWN + TAPLINE_LOG_N_OPTIONAL,
  N_PROPS = PROP_WIDTH + TAPLINE_LOG_N_OPTIONAL
};

static const struct
{
  const char *shown;
  const char *width;
} names[TAPLINE_LOG_N_OPTIONAL] = {
  { "log-time-shown", "log-time-width" },
  { "log-direction-shown", "log-direction-width" },
  { "log-peer-shown", "log-peer-width" },
  { "log-size-shown", "log-size-width" },
};

static GParamSpec *properties[N_PROPS];

static void
reset_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    g_object_set (user_data, names[i].shown, TRUE, names[i].width, 0, NULL);
}

static void
next_time_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  TaplineLogOptions *self = user_data;

  g_object_set (self, "log-time", (self->time + 1) % (TAPLINE_LOG_TIME_OTHER + 1), NULL);
}

static void
next_body_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  TaplineLogOptions *self = user_data;

  g_object_set (self, "log-body", (self->body + 1) % (TAPLINE_LOG_BODY_TEXT + 1), NULL);
}

static void
tapline_log_options_finalize (GObject *object)
{
  TaplineLogOptions *self = TAPLINE_LOG_OPTIONS (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_clear_object (&self->rules);

  G_OBJECT_CLASS (tapline_log_options_parent_class)->finalize (object);
}

static void
tapline_log_options_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  TaplineLogOptions *self = TAPLINE_LOG_OPTIONS (object);

  if (prop_id == PROP_TIME)
    g_value_set_enum (value, self->time);
  else if (prop_id == PROP_BODY)
    g_value_set_enum (value, self->body);
  else if (prop_id == PROP_DETAILS)
    g_value_set_enum (value, self->details);
  else if (prop_id < PROP_WIDTH)
    g_value_set_boolean (value, self->shown[prop_id - PROP_SHOWN]);
  else
    g_value_set_int (value, self->widths[prop_id - PROP_WIDTH]);
}

static void
tapline_log_options_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  TaplineLogOptions *self = TAPLINE_LOG_OPTIONS (object);
  g_auto (GValue) before = G_VALUE_INIT;

  g_value_init (&before, pspec->value_type);
  tapline_log_options_get_property (object, prop_id, &before, pspec);
  if (g_param_values_cmp (pspec, &before, value) == 0)
    return;

  if (prop_id == PROP_TIME)
    self->time = (TaplineLogTime) g_value_get_enum (value);
  else if (prop_id == PROP_BODY)
    self->body = (TaplineLogBody) g_value_get_enum (value);
  else if (prop_id == PROP_DETAILS)
    self->details = (TaplineDetailsView) g_value_get_enum (value);
  else if (prop_id < PROP_WIDTH)
    self->shown[prop_id - PROP_SHOWN] = g_value_get_boolean (value);
  else
    self->widths[prop_id - PROP_WIDTH] = g_value_get_int (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
tapline_log_options_class_init (TaplineLogOptionsClass *klass)
{
  static const GParamFlags flags =
    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tapline_log_options_finalize;
  object_class->get_property = tapline_log_options_get_property;
  object_class->set_property = tapline_log_options_set_property;

  properties[PROP_TIME] = g_param_spec_enum ("log-time", NULL, NULL, TAPLINE_TYPE_LOG_TIME,
                                             TAPLINE_LOG_TIME_CLOCK, flags);
  properties[PROP_BODY] = g_param_spec_enum ("log-body", NULL, NULL, TAPLINE_TYPE_LOG_BODY,
                                             TAPLINE_LOG_BODY_DECODED, flags);
  properties[PROP_DETAILS] = g_param_spec_enum ("details-view", NULL, NULL,
                                                TAPLINE_TYPE_DETAILS_VIEW,
                                                TAPLINE_DETAILS_DECODED, flags);
  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    {
      properties[PROP_SHOWN + i] = g_param_spec_boolean (names[i].shown, NULL, NULL, TRUE, flags);
      properties[PROP_WIDTH + i] = g_param_spec_int (names[i].width, NULL, NULL, 0,
                                                     TAPLINE_LOG_WIDTH_MAX, 0, flags);
    }
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tapline_log_options_init (TaplineLogOptions *self)
{
  for (guint i = 0; i < TAPLINE_LOG_N_OPTIONAL; i++)
    self->shown[i] = TRUE;
}

TaplineLogOptions *
tapline_log_options_new (void)
{
  return g_object_new (TAPLINE_TYPE_LOG_OPTIONS, NULL);
}

/* Keeps every option in the setting of its name. */
void
tapline_log_options_bind (TaplineLogOptions *self,
                          GSettings         *settings)
{
  g_return_if_fail (TAPLINE_IS_LOG_OPTIONS (self));
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (self->rules == NULL);

  g_set_object (&self->settings, settings);
  for (guint i = PROP_TIME; i < N_PROPS; i++)
    {
      const char *name = g_param_spec_get_name (properties[i]);

      if (i != PROP_WIDTH + TAPLINE_LOG_COLUMN_DIRECTION)
        g_settings_bind (settings, name, self, name, G_SETTINGS_BIND_DEFAULT);
    }
}

/* Which messages stand out. */
TaplineRules *
tapline_log_options_get_rules (TaplineLogOptions *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_OPTIONS (self), NULL);

  if (self->rules == NULL)
    self->rules = tapline_rules_new (self->settings);

  return self->rules;
}

/* The group to insert as `view`: `log-time`, `log-body`, `details-view` and each column's
 * `log-…-shown` with a state, `log-next-time` and `log-next-body` for keys, and `log-reset`, which
 * shows all columns as wide as fits. */
GActionGroup *
tapline_log_options_get_actions (TaplineLogOptions *self)
{
  static const GActionEntry entries[] = {
    { .name = "log-next-body", .activate = next_body_action },
    { .name = "log-next-time", .activate = next_time_action },
    { .name = "log-reset", .activate = reset_action },
  };

  g_return_val_if_fail (TAPLINE_IS_LOG_OPTIONS (self), NULL);

  if (self->actions == NULL)
    {
      self->actions = g_simple_action_group_new ();
      g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                       G_N_ELEMENTS (entries), self);
      for (guint i = PROP_TIME; i < PROP_WIDTH; i++)
        {
          const char *name = g_param_spec_get_name (properties[i]);
          g_autoptr (GPropertyAction) action = g_property_action_new (name, self, name);

          g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
        }
    }

  return G_ACTION_GROUP (self->actions);
}

TaplineLogTime
tapline_log_options_get_time (TaplineLogOptions *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_OPTIONS (self), TAPLINE_LOG_TIME_CLOCK);

  return self->time;
}

TaplineLogBody
tapline_log_options_get_body (TaplineLogOptions *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_OPTIONS (self), TAPLINE_LOG_BODY_DECODED);

  return self->body;
}

gboolean
tapline_log_options_get_shown (TaplineLogOptions *self,
                               TaplineLogColumn   column)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_OPTIONS (self), FALSE);

  return column >= TAPLINE_LOG_N_OPTIONAL || self->shown[column];
}

/* In pixels; 0 for as much as what is in the column needs. */
int
tapline_log_options_get_width (TaplineLogOptions *self,
                               TaplineLogColumn   column)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_OPTIONS (self), 0);

  return column < TAPLINE_LOG_N_OPTIONAL ? self->widths[column] : 0;
}

void
tapline_log_options_set_width (TaplineLogOptions *self,
                               TaplineLogColumn   column,
                               int                width)
{
  g_return_if_fail (TAPLINE_IS_LOG_OPTIONS (self));
  g_return_if_fail (column < TAPLINE_LOG_N_OPTIONAL);

  g_object_set (self, names[column].width, CLAMP (width, 0, TAPLINE_LOG_WIDTH_MAX), NULL);
}
