/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the log and the details ask for what messages mean. It goes along with what may change while
 * they look: the decoders, as plug-ins come and go; the choice among them; and the framing, which
 * makes other messages of the same bytes. That is noticed when something is asked: a decoding
 * belongs to one index.
 *
 * Threads: all of it is the UI thread's. The bell is rung by the threads that decode.
 */
#include "config.h"

#include "tapline-bell.h"
#include "tapline-meaning.h"

struct _TaplineMeaning
{
  GObject parent_instance;

  TaplinePlugins    *plugins;
  TaplineBell       *bell;
  TaplineTranscript *transcript; /* (nullable) until there is a session */
  GPtrArray         *decoders;
  guint              n_faults;   /* of them are known to be switched off */
  char              *choice;
  TaplineIndex      *index;      /* (nullable) that is decoded */
  TaplineDecoding   *decoding;   /* (nullable) with it */
};

G_DEFINE_FINAL_TYPE (TaplineMeaning, tapline_meaning, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHOICE,
  PROP_DECODERS,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static guint
count_faults (TaplineMeaning *self)
{
  guint n = 0;

  for (guint i = 0; i < self->decoders->len; i++)
    n += tapline_decoder_get_fault (self->decoders->pdata[i]) != NULL;

  return n;
}

/* One that was switched off meanwhile is told to whoever lists plug-ins. */
static void
answer_bell (gpointer user_data)
{
  TaplineMeaning *self = TAPLINE_MEANING (user_data);
  guint n_faults = count_faults (self);

  if (n_faults != self->n_faults)
    {
      self->n_faults = n_faults;
      tapline_plugin_registry_look (tapline_plugins_get_registry (self->plugins));
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
end_decoding (TaplineMeaning *self)
{
  if (self->decoding != NULL)
    tapline_plugins_end_decoding (self->plugins, g_steal_pointer (&self->decoding));
  g_clear_pointer (&self->index, tapline_index_unref);
}

/* Whether there is something to ask: a decoding of the messages as they are cut now. */
static gboolean
follow_index (TaplineMeaning *self)
{
  TaplineIndex *index = NULL;

  if (self->transcript != NULL)
    index = tapline_transcript_get_index (self->transcript);
  if (index == self->index)
    return self->decoding != NULL;

  end_decoding (self);
  if (index == NULL)
    return FALSE;
  self->index = tapline_index_ref (index);
  self->decoding =
    tapline_decoding_new (index,
                          tapline_framing_get_spec (
                            tapline_transcript_get_framing (self->transcript)),
                          (TaplineDecodingNotify) tapline_bell_ring,
                          tapline_bell_ref (self->bell), (GDestroyNotify) tapline_bell_unref);
  tapline_decoding_choose (self->decoding, self->choice);
  tapline_decoding_set_decoders (self->decoding, self->decoders);

  return TRUE;
}

/* What was found out is forgotten with another list of decoders, so not without need. */
static void
plugins_changed_cb (TaplineMeaning *self)
{
  TaplinePluginRegistry *registry = tapline_plugins_get_registry (self->plugins);
  g_autoptr (GPtrArray) decoders = tapline_plugin_registry_list_decoders (registry);
  gboolean same = decoders->len == self->decoders->len;

  for (guint i = 0; same && i < decoders->len; i++)
    same = decoders->pdata[i] == self->decoders->pdata[i];
  if (same)
    return;

  g_ptr_array_unref (self->decoders);
  self->decoders = g_steal_pointer (&decoders);
  self->n_faults = count_faults (self);
  if (self->decoding != NULL)
    tapline_decoding_set_decoders (self->decoding, self->decoders);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DECODERS]);
  tapline_bell_ring (self->bell);
}

static void
tapline_meaning_dispose (GObject *object)
{
  TaplineMeaning *self = TAPLINE_MEANING (object);

  if (self->plugins != NULL)
    end_decoding (self);
  tapline_bell_remove (self->bell);
  g_clear_object (&self->transcript);
  g_clear_object (&self->plugins);

  G_OBJECT_CLASS (tapline_meaning_parent_class)->dispose (object);
}

static void
tapline_meaning_finalize (GObject *object)
{
  TaplineMeaning *self = TAPLINE_MEANING (object);

  g_ptr_array_unref (self->decoders);
  g_free (self->choice);
  tapline_bell_unref (self->bell);

  G_OBJECT_CLASS (tapline_meaning_parent_class)->finalize (object);
}

static void
tapline_meaning_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CHOICE:
      g_value_set_string (value, tapline_meaning_get_choice (TAPLINE_MEANING (object)));
      break;

    case PROP_DECODERS:
      g_value_set_boxed (value, tapline_meaning_get_decoders (TAPLINE_MEANING (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_meaning_class_init (TaplineMeaningClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tapline_meaning_dispose;
  object_class->finalize = tapline_meaning_finalize;
  object_class->get_property = tapline_meaning_get_property;

  properties[PROP_CHOICE] =
    g_param_spec_string ("choice", NULL, NULL, TAPLINE_DECODING_AUTO,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DECODERS] =
    g_param_spec_boxed ("decoders", NULL, NULL, G_TYPE_PTR_ARRAY,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", TAPLINE_TYPE_MEANING, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tapline_meaning_init (TaplineMeaning *self)
{
  self->bell = tapline_bell_new (answer_bell, self);
  self->choice = g_strdup (TAPLINE_DECODING_AUTO);
}

TaplineMeaning *
tapline_meaning_new (TaplinePlugins *plugins)
{
  TaplinePluginRegistry *registry = tapline_plugins_get_registry (plugins);
  TaplineMeaning *self = g_object_new (TAPLINE_TYPE_MEANING, NULL);

  self->plugins = g_object_ref (plugins);
  self->decoders = tapline_plugin_registry_list_decoders (registry);
  g_signal_connect_object (registry, "changed", G_CALLBACK (plugins_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

gboolean
tapline_meaning_replace (TaplineMeaning **place,
                         TaplineMeaning  *meaning,
                         gpointer         data)
{
  g_return_val_if_fail (place != NULL, FALSE);
  g_return_val_if_fail (meaning == NULL || TAPLINE_IS_MEANING (meaning), FALSE);

  if (*place != NULL && *place != meaning)
    g_signal_handlers_disconnect_by_data (*place, data);

  return g_set_object (place, meaning);
}

void
tapline_meaning_set_transcript (TaplineMeaning    *self,
                                TaplineTranscript *transcript)
{
  g_return_if_fail (TAPLINE_IS_MEANING (self));

  g_set_object (&self->transcript, transcript);
  follow_index (self);
  tapline_bell_ring (self->bell);
}

TaplineDecoded *
tapline_meaning_get_summary (TaplineMeaning *self,
                             guint64         number)
{
  g_return_val_if_fail (TAPLINE_IS_MEANING (self), NULL);

  return follow_index (self) ? tapline_decoding_get_summary (self->decoding, number) : NULL;
}

TaplineDecoded *
tapline_meaning_get_tree (TaplineMeaning *self,
                          guint64         number)
{
  g_return_val_if_fail (TAPLINE_IS_MEANING (self), NULL);

  return follow_index (self) ? tapline_decoding_get_tree (self->decoding, number) : NULL;
}

gboolean
tapline_meaning_is_decoding (TaplineMeaning *self)
{
  g_return_val_if_fail (TAPLINE_IS_MEANING (self), FALSE);

  return self->decoders->len > 0 && !g_str_equal (self->choice, TAPLINE_DECODING_NONE);
}

const char *
tapline_meaning_get_choice (TaplineMeaning *self)
{
  g_return_val_if_fail (TAPLINE_IS_MEANING (self), NULL);

  return self->choice;
}

void
tapline_meaning_choose (TaplineMeaning *self,
                        const char     *choice)
{
  g_return_if_fail (TAPLINE_IS_MEANING (self));
  g_return_if_fail (choice != NULL);

  if (g_str_equal (self->choice, choice))
    return;

  g_free (self->choice);
  self->choice = g_strdup (choice);
  if (self->decoding != NULL)
    tapline_decoding_choose (self->decoding, choice);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOICE]);
  tapline_bell_ring (self->bell);
}

GPtrArray *
tapline_meaning_get_decoders (TaplineMeaning *self)
{
  g_return_val_if_fail (TAPLINE_IS_MEANING (self), NULL);

  return self->decoders;
}
