/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder of a plug-in, checked.
 *
 * Threads: made on the UI thread, used on those that decode. `fault` is atomic and set once.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-decoder.h"

#define JUDGED_MAX 4096
#define AT_HOME    25

typedef struct
{
  guint16 first;
  guint16 last;
} PortRange;

struct _TaplineDecoder
{
  gatomicrefcount       ref_count;
  /* immutable */
  TaplineModule        *module;
  TaplinePluginDecoder  plain;
  char                **framings; /* NULL: all */
  GArray               *ports;    /* PortRange */
  /* atomic */
  char                 *fault;    /* NULL until it is switched off */
};

static gboolean
parse_ports (GArray     *ranges,
             const char *text)
{
  while (*text != '\0')
    {
      guint64 first, last;
      char *end;

      if (!g_ascii_isdigit (*text))
        return FALSE;
      first = last = g_ascii_strtoull (text, &end, 10);
      if (*end == '-')
        last = g_ascii_strtoull (end + 1, &end, 10);
      if (last < first || last > G_MAXUINT16 || (*end != ' ' && *end != '\0'))
        return FALSE;
      g_array_append_val (ranges, ((PortRange) { (guint16) first, (guint16) last }));
      text = end + strspn (end, " ");
    }

  return TRUE;
}

/* What users type after --decode, where two words are taken. */
static gboolean
is_name (const char *name)
{
  return name != NULL && name[0] != '\0'
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (name)
         && strcmp (name, "auto") != 0 && strcmp (name, "none") != 0;
}

/**
 * tapline_decoder_new:
 * @module: the plug-in it is of
 * @plain: what the plug-in gave
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the decoder, or %NULL with %TAPLINE_PLUGIN_ERROR_REGISTER
 */
TaplineDecoder *
tapline_decoder_new (TaplineModule               *module,
                     const TaplinePluginDecoder  *plain,
                     GError                     **error)
{
  const char *plugin = tapline_module_get_plugin (module)->name;
  g_autoptr (GArray) ports = g_array_new (FALSE, FALSE, sizeof (PortRange));
  TaplineDecoder *self;

  if (plain == NULL || plain->size < sizeof *plain || !is_name (plain->name))
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REGISTER,
                 _("The plug-in “%s” has a decoder without a name that can be typed (a-z, 0-9, "
                   "“-”), or one for another version of Tapline."), plugin);
  else if (plain->title == NULL || plain->judge == NULL || plain->decode == NULL)
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REGISTER,
                 _("The decoder “%s” of the plug-in “%s” lacks a title, judge() or decode()."),
                 plain->name, plugin);
  else if (plain->ports != NULL && !parse_ports (ports, plain->ports))
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REGISTER,
                 _("The decoder “%s” of the plug-in “%s” names ports as “%s”; write them as "
                   "“80 8000-8080”."), plain->name, plugin, plain->ports);
  else
    {
      self = g_new0 (TaplineDecoder, 1);
      g_atomic_ref_count_init (&self->ref_count);
      self->module = tapline_module_ref (module);
      self->plain = *plain;
      if (plain->framings != NULL)
        self->framings = g_strsplit (plain->framings, " ", -1);
      self->ports = g_steal_pointer (&ports);
      return self;
    }

  return NULL;
}

TaplineDecoder *
tapline_decoder_ref (TaplineDecoder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_decoder_unref (TaplineDecoder *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_strfreev (self->framings);
  g_array_unref (self->ports);
  g_free (self->fault);
  tapline_module_unref (self->module);
  g_free (self);
}

const char *
tapline_decoder_get_name (TaplineDecoder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->plain.name;
}

const char *
tapline_decoder_get_title (TaplineDecoder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->plain.title;
}

/**
 * tapline_decoder_get_fault:
 * @self: a decoder
 *
 * Thread: any.
 *
 * Returns: (nullable): why it is switched off, a sentence
 */
const char *
tapline_decoder_get_fault (TaplineDecoder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_pointer_get (&self->fault);
}

/**
 * tapline_decoder_switch_off:
 * @self: a decoder
 * @why: a sentence
 *
 * It is not called any more until its plug-in is loaded again. Thread: any.
 */
void
tapline_decoder_switch_off (TaplineDecoder *self,
                            const char     *why)
{
  char *fault = g_strdup (why);

  g_return_if_fail (self != NULL && why != NULL);

  if (!g_atomic_pointer_compare_and_exchange (&self->fault, NULL, fault))
    g_free (fault);
}

/* Whether it can work on messages that this framing cuts, given as a spec. */
gboolean
tapline_decoder_takes (TaplineDecoder *self,
                       const char     *framing)
{
  g_autofree char *word = g_strndup (framing, strcspn (framing, ":"));

  g_return_val_if_fail (self != NULL, FALSE);

  return self->framings == NULL || g_strv_contains ((const char *const *) self->framings, word);
}

static gboolean
is_at_home (TaplineDecoder *self,
            guint           port)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      const PortRange *range = &g_array_index (self->ports, PortRange, i);

      if (port >= range->first && port <= range->last)
        return TRUE;
    }

  return FALSE;
}

static const TaplinePluginMessage *
no_earlier_cb (const TaplinePluginMessage *message)
{
  return NULL;
}

/**
 * tapline_decoder_judge:
 * @self: a decoder
 * @message: a message
 *
 * Thread: one that decodes.
 *
 * Returns: how sure it is, 0 to 125
 */
guint
tapline_decoder_judge (TaplineDecoder             *self,
                       const TaplinePluginMessage *message)
{
  TaplinePluginMessage judged = *message;
  int sure;

  g_return_val_if_fail (self != NULL, 0);

  judged.length = MIN (judged.length, JUDGED_MAX);
  judged.earlier = no_earlier_cb;
  sure = CLAMP (self->plain.judge (tapline_module_get_state (self->module), &judged), 0, 100);
  if (sure > 0 && (is_at_home (self, message->local_port)
                   || is_at_home (self, message->peer_port)))
    sure += AT_HOME;

  return (guint) sure;
}

/**
 * tapline_decoder_decode:
 * @self: a decoder
 * @message: a message
 * @want_tree: whether more than the summary is wanted
 * @time_ms: how long it may take, of the thread's own time; %TAPLINE_DECODER_TIME_MS
 *
 * Thread: one that decodes.
 *
 * Returns: (transfer full): what it means; nothing if the decoder does not know it
 */
TaplineDecoded *
tapline_decoder_decode (TaplineDecoder             *self,
                        const TaplinePluginMessage *message,
                        gboolean                    want_tree,
                        guint                       time_ms)
{
  TaplineDecodedBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);

  tapline_decoded_builder_init (&builder, self->plain.name, self->plain.title, message,
                                want_tree, time_ms);
  self->plain.decode (tapline_module_get_state (self->module), message, &builder.output);

  return tapline_decoded_builder_end (&builder);
}
