/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug-ins: found and loaded on workers, registered on the UI thread.
 *
 * Loading means opening, looking up, checking and preparing, and may take as long as a plug-in
 * likes. When a worker is done it puts the plug-in among those to be told of and notifies; the UI
 * then looks, registers what is ready and tells. Only there decoders come and go, all of a
 * plug-in's at once.
 *
 * Threads: workers have the part that is shared, never the registry, which has signals and so
 * dies on the UI thread. Its lock is never held while a plug-in's code or a signal runs. Whoever
 * moves an entry to LOADING loads it; every other request for it meanwhile is that one. What a
 * registry leaves behind when it goes, its workers let go of themselves.
 */
#include "config.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-plugin-registry.h"
#include "tapline-trust.h"

#define N_WORKERS 4

/* A plug-in, found or asked for. */
typedef struct
{
  /* immutable */
  char               *name;
  /* guarded by lock */
  char               *folder;   /* NULL if it was not found */
  char               *title;
  char               *version;
  TaplinePluginState  state;
  GError             *error;
  TaplineModule      *module;   /* ready or registered */
  GPtrArray          *decoders; /* registered */
} Entry;

typedef struct
{
  gatomicrefcount      ref_count;
  /* immutable */
  char               **folders;
  TaplinePluginNotify  notify;
  gpointer             user_data;
  GDestroyNotify       destroy;
  GThreadPool         *pool;
  /* guarded by lock */
  GMutex               lock;
  GPtrArray           *entries;
  GHashTable          *disabled;   /* names */
  GQueue               told;       /* names whose loading ended since the UI looked */
  guint                n_jobs;     /* that were not told of */
  gboolean             closed;
} Shared;

struct _TaplinePluginRegistry
{
  GObject  parent_instance;
  Shared  *shared;
};

/* What a worker has to do: load all, load the plug-in of a name, or drop one. */
typedef struct
{
  Shared        *shared;
  char          *name;
  TaplineModule *dropped;
} Job;

G_DEFINE_FINAL_TYPE (TaplinePluginRegistry, tapline_plugin_registry, G_TYPE_OBJECT)

enum
{
  PLUGIN_REGISTERED,
  PLUGIN_FAILED,
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/**
 * tapline_plugin_info_free:
 * @self: (transfer full): one of tapline_plugin_registry_list_plugins()
 */
void
tapline_plugin_info_free (TaplinePluginInfo *self)
{
  g_free (self->name);
  g_free (self->path);
  g_free (self->title);
  g_free (self->version);
  g_clear_error (&self->error);
  g_free (self->fault);
  g_free (self);
}

static void
entry_free (Entry *self)
{
  g_free (self->name);
  g_free (self->folder);
  g_free (self->title);
  g_free (self->version);
  g_clear_error (&self->error);
  g_clear_pointer (&self->decoders, g_ptr_array_unref);
  g_clear_pointer (&self->module, tapline_module_unref);
  g_free (self);
}

static void
shared_unref (Shared *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->disabled);
  g_queue_clear_full (&self->told, g_free);
  g_strfreev (self->folders);
  g_mutex_clear (&self->lock);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

static Entry *
find_locked (Shared     *self,
             const char *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (strcmp (entry->name, name) == 0)
        return entry;
    }

  return NULL;
}

/* Finds or adds it. By name, so that nothing depends on how a folder is read. */
static Entry *
add_locked (Shared     *self,
            const char *name)
{
  Entry *entry;
  guint i;

  for (i = 0; i < self->entries->len; i++)
    {
      int order = strcmp (((Entry *) self->entries->pdata[i])->name, name);

      if (order == 0)
        return self->entries->pdata[i];
      if (order > 0)
        break;
    }
  entry = g_new0 (Entry, 1);
  entry->name = g_strdup (name);
  g_ptr_array_insert (self->entries, (int) i, entry);

  return entry;
}

static void
push_locked (Shared        *self,
             const char    *name,
             TaplineModule *dropped) /* (transfer full) (nullable) */
{
  Job *job = g_new0 (Job, 1);

  job->shared = self;
  job->name = g_strdup (name);
  job->dropped = dropped;
  g_atomic_ref_count_inc (&self->ref_count);
  g_thread_pool_push (self->pool, job, NULL);
}

/* Unless it is on its way or there already. */
static void
request_locked (Shared *self,
                Entry  *entry)
{
  if (self->closed || entry->state == TAPLINE_PLUGIN_LOADING
      || entry->state == TAPLINE_PLUGIN_READY || entry->state == TAPLINE_PLUGIN_REGISTERED)
    return;

  entry->state = TAPLINE_PLUGIN_LOADING;
  g_clear_error (&entry->error);
  self->n_jobs++;
  push_locked (self, entry->name, NULL);
}

/* Workers */

/* The first folder that has it and may be trusted, else the first that has it, and why not. */
static char *
find_folder (Shared      *self,
             const char  *name,
             GError     **error)
{
  g_autofree char *file = g_strconcat (name, ".so", NULL);
  g_autoptr (GError) refusal = NULL;
  const char *refused = NULL;

  for (guint i = 0; self->folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->folders[i], file, NULL);
      g_autoptr (GError) cause = NULL;
      int folder, fd = -1;

      if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
        continue;
      folder = tapline_trust_open_folder (self->folders[i], &cause);
      if (folder >= 0)
        {
          fd = tapline_trust_open_file (folder, self->folders[i], file, &cause);
          close (folder);
        }
      if (fd >= 0)
        {
          close (fd);
          return g_strdup (self->folders[i]);
        }
      if (refused == NULL)
        {
          refused = self->folders[i];
          refusal = g_steal_pointer (&cause);
        }
    }

  if (refused != NULL)
    g_propagate_error (error, g_steal_pointer (&refusal));
  else
    g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_UNKNOWN,
                 _("There is no plug-in “%s” in the folders of plug-ins. Put it there as %s."),
                 name, file);

  return g_strdup (refused);
}

static gboolean
is_closed (Shared *self)
{
  gboolean closed;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  g_mutex_unlock (&self->lock);

  return closed;
}

static void
load_on_worker (Shared     *self,
                const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineModule) module = NULL;
  g_autofree char *folder = find_folder (self, name, &error);
  Entry *entry;

  if (error == NULL)
    module = tapline_module_load (folder, name, &error);

  g_mutex_lock (&self->lock);
  if (self->closed)
    {
      g_mutex_unlock (&self->lock);
      return;
    }
  entry = find_locked (self, name);
  g_free (entry->folder);
  entry->folder = g_steal_pointer (&folder);
  if (module != NULL)
    {
      const TaplinePlugin *plugin = tapline_module_get_plugin (module);

      g_free (entry->title);
      g_free (entry->version);
      entry->title = g_strdup (plugin->title);
      entry->version = g_strdup (plugin->version);
      entry->state = TAPLINE_PLUGIN_READY;
      entry->module = g_steal_pointer (&module);
    }
  else
    {
      entry->state = g_error_matches (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_REFUSED)
                     ? TAPLINE_PLUGIN_REFUSED : TAPLINE_PLUGIN_FAILED;
      entry->error = g_steal_pointer (&error);
    }
  g_queue_push_tail (&self->told, g_strdup (name));
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

static void
scan_on_worker (Shared     *self,
                const char *folder)
{
  DIR *dir = opendir (folder);
  struct dirent *item;

  if (dir == NULL)
    return;
  while ((item = readdir (dir)) != NULL)
    {
      g_autofree char *name = tapline_module_dup_name (item->d_name);
      Entry *entry;

      if (name == NULL)
        continue;
      g_mutex_lock (&self->lock);
      entry = add_locked (self, name);
      if (entry->folder == NULL)
        entry->folder = g_strdup (folder);
      if (!g_hash_table_contains (self->disabled, name))
        request_locked (self, entry);
      g_mutex_unlock (&self->lock);
    }
  closedir (dir);
}

static void
scan_all_on_worker (Shared *self)
{
  for (guint i = 0; self->folders[i] != NULL; i++)
    scan_on_worker (self, self->folders[i]);
  g_mutex_lock (&self->lock);
  self->n_jobs--;
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

static void
job_on_worker (gpointer data,
               gpointer unused)
{
  Job *job = data;
  Shared *shared = job->shared;

  if (job->dropped != NULL)
    tapline_module_unref (job->dropped);
  else if (!is_closed (shared))
    {
      if (job->name != NULL)
        load_on_worker (shared, job->name);
      else
        scan_all_on_worker (shared);
    }
  g_free (job->name);
  g_free (job);
  shared_unref (shared);
}

/* The UI thread */

/* (transfer full): of all plug-ins. */
static GPtrArray *
list_decoders_locked (Shared *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_decoder_unref);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      for (guint j = 0; entry->decoders != NULL && j < entry->decoders->len; j++)
        g_ptr_array_add (all, tapline_decoder_ref (entry->decoders->pdata[j]));
    }

  return all;
}

static void
fail_wrong_thread (const char  *name,
                   GError     **error)
{
  g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_WRONG_THREAD,
               _("The plug-in “%s” is registered on the UI thread only. Call "
                 "tapline_plugin_registry_load_async(), which any thread may; it is registered "
                 "when it is ready."), name);
}

/* Takes it out of use; its code goes when nobody is in it any more. Unloading may take long, so a
 * worker does it. */
static void
drop_locked (Shared             *self,
             Entry              *entry,
             TaplinePluginState  state)
{
  entry->state = state;
  g_clear_pointer (&entry->decoders, g_ptr_array_unref);
  if (entry->module != NULL)
    push_locked (self, NULL, g_steal_pointer (&entry->module));
}

/**
 * tapline_plugin_registry_register:
 * @self: a registry
 * @name: of a plug-in that is ready
 * @error: return location
 *
 * Puts all decoders of a plug-in into use, or none. tapline_plugin_registry_look() does this for
 * all that are ready. A plug-in that fails here may be loaded again. Thread: UI; on another it
 * sets %TAPLINE_PLUGIN_ERROR_WRONG_THREAD and changes nothing.
 *
 * Returns: %FALSE with a #TaplinePluginError
 */
gboolean
tapline_plugin_registry_register (TaplinePluginRegistry  *self,
                                  const char             *name,
                                  GError                **error)
{
  g_autoptr (TaplineModule) module = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GPtrArray) decoders = NULL;
  g_autoptr (GError) cause = NULL;
  Shared *shared;
  Entry *entry;

  g_return_val_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self) && name != NULL, FALSE);

  if (!g_main_context_is_owner (NULL))
    {
      fail_wrong_thread (name, error);
      return FALSE;
    }

  shared = self->shared;
  g_mutex_lock (&shared->lock);
  entry = find_locked (shared, name);
  if (entry != NULL && entry->state == TAPLINE_PLUGIN_READY)
    module = tapline_module_ref (entry->module);
  others = list_decoders_locked (shared);
  g_mutex_unlock (&shared->lock);
  if (module == NULL)
    {
      g_set_error (error, TAPLINE_PLUGIN_ERROR, TAPLINE_PLUGIN_ERROR_NOT_READY,
                   _("The plug-in “%s” is not ready to be registered. Load it first."), name);
      return FALSE;
    }

  /* Nobody else takes it out of READY: that is this thread's. */
  decoders = tapline_module_register (module, others, &cause);
  g_mutex_lock (&shared->lock);
  if (decoders != NULL)
    {
      entry->decoders = g_steal_pointer (&decoders);
      entry->state = TAPLINE_PLUGIN_REGISTERED;
    }
  else
    {
      drop_locked (shared, entry, TAPLINE_PLUGIN_FAILED);
      entry->error = g_error_copy (cause);
    }
  g_mutex_unlock (&shared->lock);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));

  return FALSE;
}

/* A plug-in whose loading ended. */
static void
settle (TaplinePluginRegistry *self,
        const char            *name)
{
  Shared *shared = self->shared;
  g_autoptr (GError) error = NULL;
  gboolean ready;
  Entry *entry;

  g_mutex_lock (&shared->lock);
  entry = find_locked (shared, name);
  ready = entry->state == TAPLINE_PLUGIN_READY;
  if (ready && g_hash_table_contains (shared->disabled, name))
    {
      drop_locked (shared, entry, TAPLINE_PLUGIN_FOUND);
      g_mutex_unlock (&shared->lock);
      return;
    }
  if (!ready && entry->error != NULL)
    error = g_error_copy (entry->error);
  g_mutex_unlock (&shared->lock);

  if (ready)
    ready = tapline_plugin_registry_register (self, name, &error);
  if (error != NULL)
    g_signal_emit (self, signals[PLUGIN_FAILED], 0, name, error->message);
  else if (ready)
    g_signal_emit (self, signals[PLUGIN_REGISTERED], 0, name);
}

/**
 * tapline_plugin_registry_look:
 * @self: a registry
 *
 * Registers what has become ready and tells what failed. To be called when the registry has
 * notified. Thread: UI.
 */
void
tapline_plugin_registry_look (TaplinePluginRegistry *self)
{
  g_autoptr (TaplinePluginRegistry) kept = g_object_ref (self);
  Shared *shared = self->shared;
  char *name;

  g_return_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self));
  g_assert (g_main_context_is_owner (NULL));

  for (;;)
    {
      g_mutex_lock (&shared->lock);
      name = g_queue_pop_head (&shared->told);
      if (name != NULL)
        shared->n_jobs--;
      g_mutex_unlock (&shared->lock);
      if (name == NULL)
        break;
      settle (self, name);
      g_free (name);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tapline_plugin_registry_set_enabled:
 * @self: a registry
 * @name: of a plug-in, which need not be there
 * @enabled: whether it is to be used
 *
 * Loads it, or takes its decoders out of use. Thread: UI.
 */
void
tapline_plugin_registry_set_enabled (TaplinePluginRegistry *self,
                                     const char            *name,
                                     gboolean               enabled)
{
  Shared *shared = self->shared;
  Entry *entry;

  g_return_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self) && name != NULL);
  g_assert (g_main_context_is_owner (NULL));

  g_mutex_lock (&shared->lock);
  entry = find_locked (shared, name);
  if (enabled)
    {
      g_hash_table_remove (shared->disabled, name);
      if (entry != NULL)
        request_locked (shared, entry);
    }
  else
    {
      g_hash_table_add (shared->disabled, g_strdup (name));
      /* What is loading or ready is dropped when it is looked at. */
      if (entry != NULL && entry->state == TAPLINE_PLUGIN_REGISTERED)
        drop_locked (shared, entry, TAPLINE_PLUGIN_FOUND);
    }
  g_mutex_unlock (&shared->lock);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tapline_plugin_registry_list_decoders:
 * @self: a registry
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type TaplineDecoder): all that are registered
 */
GPtrArray *
tapline_plugin_registry_list_decoders (TaplinePluginRegistry *self)
{
  GPtrArray *decoders;

  g_return_val_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self), NULL);

  g_mutex_lock (&self->shared->lock);
  decoders = list_decoders_locked (self->shared);
  g_mutex_unlock (&self->shared->lock);

  return decoders;
}

/* Any thread */

/**
 * tapline_plugin_registry_load_async:
 * @self: a registry, kept alive by the caller
 * @name: of a plug-in: its file's, without the ending
 *
 * Opens and prepares a plug-in on a worker. What becomes of it is told by `plugin-registered` or
 * `plugin-failed` on the UI thread. Does nothing if it is loading or registered. Thread: any.
 */
void
tapline_plugin_registry_load_async (TaplinePluginRegistry *self,
                                    const char            *name)
{
  g_return_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self) && name != NULL);
  g_return_if_fail (strchr (name, '/') == NULL);

  g_mutex_lock (&self->shared->lock);
  request_locked (self->shared, add_locked (self->shared, name));
  g_mutex_unlock (&self->shared->lock);
}

/**
 * tapline_plugin_registry_load_all_async:
 * @self: a registry, kept alive by the caller
 *
 * Loads what is in the folders of plug-ins and not disabled. Thread: any.
 */
void
tapline_plugin_registry_load_all_async (TaplinePluginRegistry *self)
{
  g_return_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self));

  g_mutex_lock (&self->shared->lock);
  self->shared->n_jobs++;
  push_locked (self->shared, NULL, NULL);
  g_mutex_unlock (&self->shared->lock);
}

/**
 * tapline_plugin_registry_is_loading:
 * @self: a registry
 *
 * Thread: any.
 *
 * Returns: whether something that was asked for has not been told of
 */
gboolean
tapline_plugin_registry_is_loading (TaplinePluginRegistry *self)
{
  gboolean loading;

  g_return_val_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self), FALSE);

  g_mutex_lock (&self->shared->lock);
  loading = self->shared->n_jobs > 0;
  g_mutex_unlock (&self->shared->lock);

  return loading;
}

/**
 * tapline_plugin_registry_list_plugins:
 * @self: a registry
 *
 * Thread: any.
 *
 * Returns: (transfer full) (element-type TaplinePluginInfo): all that were found or asked for, by
 *   name
 */
GPtrArray *
tapline_plugin_registry_list_plugins (TaplinePluginRegistry *self)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_plugin_info_free);
  Shared *shared = self->shared;

  g_return_val_if_fail (TAPLINE_IS_PLUGIN_REGISTRY (self), NULL);

  g_mutex_lock (&shared->lock);
  for (guint i = 0; i < shared->entries->len; i++)
    {
      Entry *entry = shared->entries->pdata[i];
      TaplinePluginInfo *info = g_new0 (TaplinePluginInfo, 1);
      g_autofree char *file = g_strconcat (entry->name, ".so", NULL);

      info->name = g_strdup (entry->name);
      info->path = entry->folder != NULL ? g_build_filename (entry->folder, file, NULL)
                                         : g_strdup (file);
      info->title = g_strdup (entry->title);
      info->version = g_strdup (entry->version);
      info->state = entry->state;
      info->error = entry->error != NULL ? g_error_copy (entry->error) : NULL;
      for (guint j = 0; info->fault == NULL && entry->decoders != NULL && j < entry->decoders->len;
           j++)
        info->fault = g_strdup (tapline_decoder_get_fault (entry->decoders->pdata[j]));
      info->enabled = !g_hash_table_contains (shared->disabled, entry->name);
      g_ptr_array_add (infos, info);
    }
  g_mutex_unlock (&shared->lock);

  return infos;
}

/**
 * tapline_plugin_registry_list_folders:
 *
 * Those of TAPLINE_PLUGIN_PATH if it is set, then the user's and the program's. A plug-in in an
 * earlier folder stands in for one of its name in a later one.
 *
 * Returns: (transfer full) (array zero-terminated=1): folders, which need not be there
 */
char **
tapline_plugin_registry_list_folders (void)
{
  const char *path = g_getenv ("TAPLINE_PLUGIN_PATH");
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "tapline", "plugins", NULL);
  g_auto (GStrv) more = g_strsplit (path != NULL ? path : "", ":", -1);

  for (guint i = 0; more[i] != NULL; i++)
    if (g_path_is_absolute (more[i]))
      g_strv_builder_add (folders, more[i]);
  g_strv_builder_add (folders, own);
  g_strv_builder_add (folders, PLUGINDIR);

  return g_strv_builder_end (folders);
}

static void
tapline_plugin_registry_dispose (GObject *object)
{
  TaplinePluginRegistry *self = TAPLINE_PLUGIN_REGISTRY (object);
  Shared *shared = g_steal_pointer (&self->shared);

  if (shared != NULL)
    {
      g_autoptr (GPtrArray) entries =
        g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

      g_mutex_lock (&shared->lock);
      shared->closed = TRUE;
      for (guint i = shared->entries->len; i > 0; i--)
        {
          Entry *entry = shared->entries->pdata[i - 1];

          /* A worker has the others still. */
          if (entry->state != TAPLINE_PLUGIN_LOADING)
            g_ptr_array_add (entries, g_ptr_array_steal_index (shared->entries, i - 1));
        }
      g_mutex_unlock (&shared->lock);
      /* Frees itself when its workers are done. */
      g_thread_pool_free (shared->pool, FALSE, FALSE);
      shared_unref (shared);
    }

  G_OBJECT_CLASS (tapline_plugin_registry_parent_class)->dispose (object);
}

static void
tapline_plugin_registry_class_init (TaplinePluginRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tapline_plugin_registry_dispose;

  signals[PLUGIN_REGISTERED] =
    g_signal_new ("plugin-registered", TAPLINE_TYPE_PLUGIN_REGISTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PLUGIN_FAILED] =
    g_signal_new ("plugin-failed", TAPLINE_TYPE_PLUGIN_REGISTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[CHANGED] =
    g_signal_new ("changed", TAPLINE_TYPE_PLUGIN_REGISTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
}

static void
tapline_plugin_registry_init (TaplinePluginRegistry *self)
{
  Shared *shared = g_new0 (Shared, 1);

  g_atomic_ref_count_init (&shared->ref_count);
  g_mutex_init (&shared->lock);
  shared->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  shared->disabled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&shared->told);
  shared->pool = g_thread_pool_new (job_on_worker, NULL, N_WORKERS, FALSE, NULL);
  self->shared = shared;
}

/**
 * tapline_plugin_registry_new:
 * @folders: where plug-ins are, as of tapline_plugin_registry_list_folders()
 * @notify: called on any thread when tapline_plugin_registry_look() has something to do
 * @user_data: for @notify
 * @destroy: (nullable): frees @user_data, on any thread, when @notify is not called any more
 *
 * Loads nothing by itself. Thread: UI.
 *
 * Returns: (transfer full): a registry
 */
TaplinePluginRegistry *
tapline_plugin_registry_new (const char *const   *folders,
                             TaplinePluginNotify  notify,
                             gpointer             user_data,
                             GDestroyNotify       destroy)
{
  TaplinePluginRegistry *self = g_object_new (TAPLINE_TYPE_PLUGIN_REGISTRY, NULL);

  g_return_val_if_fail (folders != NULL && notify != NULL, NULL);

  self->shared->folders = g_strdupv ((char **) folders);
  self->shared->notify = notify;
  self->shared->user_data = user_data;
  self->shared->destroy = destroy;

  return self;
}
