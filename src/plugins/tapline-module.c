/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One plug-in, from its file to its decoders.
 *
 * The file is opened, checked, and then loaded by its descriptor, so that what was checked is what
 * is loaded. The descriptor stays open as long as the module: the loader knows a module by the name
 * it was loaded by, and another file with the same number would be taken for it.
 *
 * Threads: loaded on a worker, registered on the UI thread, which gets it by a lock of the
 * registry's. Unloaded by whoever drops the last reference.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <gmodule.h>
#include <glib/gi18n-lib.h>

#include "tapline-decoder.h"
#include "tapline-module.h"
#include "tapline-trust.h"

#define SUFFIX ".so"
#define N_DECODERS_MAX 64

struct _TaplineModule
{
  gatomicrefcount      ref_count;
  /* immutable once it is loaded */
  int                  fd;
  GModule             *library;
  const TaplinePlugin *plugin;
  gboolean             prepared;
  void                *state;
};

typedef struct
{
  TaplinePluginRegistration  registration;
  TaplineModule             *module;   /* borrowed */
  GPtrArray                 *others;   /* borrowed */
  GPtrArray                 *decoders;
  GError                    *error;    /* why one was refused, the first */
} Registration;

/* One that is open twice is one GModule, which g_module_close() looks at without GLib's lock. */
static GMutex library_lock;

/**
 * tapline_module_dup_name:
 * @file: name of a file
 *
 * Returns: (transfer full) (nullable): the plug-in's, if it is a file of a plug-in
 */
char *
tapline_module_dup_name (const char *file)
{
  gsize length = strlen (file);

  if (!g_str_has_suffix (file, SUFFIX) || length == strlen (SUFFIX) || file[0] == '.')
    return NULL;

  return g_strndup (file, length - strlen (SUFFIX));
}

/* What the loader says, without the name by which it knows the file. */
static char *
dup_loader_error (const char *path)
{
  const char *said = g_module_error ();
  g_autofree char *name = g_strconcat (path, ": ", NULL);
  GString *error = g_string_new (said != NULL ? said : "");

  g_string_replace (error, name, "", 0);

  return g_string_free (error, FALSE);
}

static gboolean
open_library (TaplineModule  *self,
              const char     *name,
              GError        **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->fd);
  gpointer symbol;

  g_mutex_lock (&library_lock);
  self->library = g_module_open (path, G_MODULE_BIND_LOCAL);
  g_mutex_unlock (&library_lock);
  if (self->library == NULL || !g_module_symbol (self->library, TAPLINE_PLUGIN_SYMBOL, &symbol))
    {
      g_autofree char *why = dup_loader_error (path);

      g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_OPEN,
                   _("The plug-in “%s” cannot be opened: %s. Build it as a shared object that "
                     "exports “%s”."), name, why, TAPLINE_PLUGIN_SYMBOL);
      return FALSE;
    }
  self->plugin = symbol;

  return TRUE;
}

static gboolean
check_version (TaplineModule  *self,
               const char     *name,
               GError        **error)
{
  const TaplinePlugin *plugin = self->plugin;

  /* Nothing behind the first two members is known to be there before these fit. */
  if (plugin->abi != TAPLINE_PLUGIN_ABI || plugin->size < sizeof *plugin)
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_VERSION,
                 _("The plug-in “%s” is for version %u of the plug-in interface, and this Tapline "
                   "has version %d. Get a plug-in that was built for it."),
                 name, plugin->abi, TAPLINE_PLUGIN_ABI);
  else if (plugin->name == NULL || strcmp (plugin->name, name) != 0)
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_VERSION,
                 _("The plug-in “%s” calls itself “%s”. Give its file that name."), name,
                 plugin->name != NULL ? plugin->name : "");
  else if (plugin->title == NULL || plugin->version == NULL || plugin->register_decoders == NULL)
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_VERSION,
                 _("The plug-in “%s” lacks a title, a version or the function "
                   "register_decoders()."), name);
  else
    return TRUE;

  return FALSE;
}

/* What the plug-in wrote, if it did. */
static const char *
get_why (char *why)
{
  why[TAPLINE_PLUGIN_WHY_MAX - 1] = '\0';

  return why[0] != '\0' && g_utf8_validate (why, -1, NULL) ? why : _("It does not say why.");
}

static gboolean
prepare (TaplineModule  *self,
         const char     *name,
         GError        **error)
{
  char why[TAPLINE_PLUGIN_WHY_MAX] = "";

  if (self->plugin->prepare != NULL && self->plugin->prepare (&self->state, why) != 0)
    {
      g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_PREPARE,
                   _("The plug-in “%s” could not be prepared: %s"), name, get_why (why));
      return FALSE;
    }
  self->prepared = TRUE;

  return TRUE;
}

/**
 * tapline_module_load:
 * @folder: where it is
 * @name: its name
 * @error: return location
 *
 * Does everything that takes time. Leaves nothing behind when it fails. Thread: a worker.
 *
 * Returns: (transfer full) (nullable): the plug-in, to be registered
 */
TaplineModule *
tapline_module_load (const char  *folder,
                     const char  *name,
                     GError     **error)
{
  g_autoptr (TaplineModule) self = g_new0 (TaplineModule, 1);
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  int folder_fd;

  g_atomic_ref_count_init (&self->ref_count);
  self->fd = -1;
  folder_fd = tapline_trust_open_folder (folder, error);
  if (folder_fd < 0)
    return NULL;
  self->fd = tapline_trust_open_file (folder_fd, folder, file, error);
  close (folder_fd);
  if (self->fd < 0 || !open_library (self, name, error) || !check_version (self, name, error)
      || !prepare (self, name, error))
    return NULL;

  return g_steal_pointer (&self);
}

TaplineModule *
tapline_module_ref (TaplineModule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tapline_module_unref (TaplineModule *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->prepared && self->plugin->unload != NULL)
    self->plugin->unload (self->state);
  g_mutex_lock (&library_lock);
  if (self->library != NULL)
    g_module_close (self->library);
  g_mutex_unlock (&library_lock);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

const TaplinePlugin *
tapline_module_get_plugin (TaplineModule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->plugin;
}

/* What prepare() made. */
void *
tapline_module_get_state (TaplineModule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->state;
}

static gboolean
has_name (GPtrArray  *decoders,
          const char *name)
{
  for (guint i = 0; i < decoders->len; i++)
    if (strcmp (tapline_decoder_get_name (decoders->pdata[i]), name) == 0)
      return TRUE;

  return FALSE;
}

static int
add_cb (TaplinePluginRegistration  *registration,
        const TaplinePluginDecoder *plain)
{
  Registration *self = (Registration *) registration;
  g_autoptr (TaplineDecoder) decoder = NULL;
  const char *name = self->module->plugin->name;

  if (self->error != NULL)
    return -1;

  decoder = tapline_decoder_new (self->module, plain, &self->error);
  if (decoder == NULL)
    return -1;
  if (has_name (self->others, tapline_decoder_get_name (decoder))
      || has_name (self->decoders, tapline_decoder_get_name (decoder)))
    g_set_error (&self->error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REGISTER,
                 _("The plug-in “%s” has a decoder “%s”, but there is one of that name already. "
                   "Switch the other plug-in off."), name, tapline_decoder_get_name (decoder));
  else if (self->decoders->len == N_DECODERS_MAX)
    g_set_error (&self->error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REGISTER,
                 _("The plug-in “%s” has more than %d decoders. Split it."), name,
                 N_DECODERS_MAX);
  else
    {
      g_ptr_array_add (self->decoders, g_steal_pointer (&decoder));
      return 0;
    }

  return -1;
}

/**
 * tapline_module_register:
 * @self: a plug-in
 * @others: (element-type TaplineDecoder): whose names are taken
 * @error: return location
 *
 * All of its decoders, or none. Thread: UI.
 *
 * Returns: (transfer full) (element-type TaplineDecoder) (nullable): its decoders; %NULL with
 *   %TAPLINE_PLUGIN_ERROR_REGISTER
 */
GPtrArray *
tapline_module_register (TaplineModule  *self,
                         GPtrArray      *others,
                         GError        **error)
{
  g_autoptr (GPtrArray) decoders =
    g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_decoder_unref);
  Registration registration = {
    { sizeof (TaplinePluginRegistration), add_cb }, self, others, decoders,
  };
  char why[TAPLINE_PLUGIN_WHY_MAX] = "";
  int result;

  g_return_val_if_fail (self != NULL, NULL);

  result = self->plugin->register_decoders (self->state, &registration.registration, why);
  if (registration.error != NULL)
    {
      g_propagate_error (error, registration.error);
      return NULL;
    }
  if (result != 0)
    {
      g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REGISTER,
                   _("The plug-in “%s” could not register its decoders: %s"), self->plugin->name,
                   get_why (why));
      return NULL;
    }

  return g_steal_pointer (&decoders);
}
