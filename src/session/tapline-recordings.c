/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of recordings. Each job, whatever it is for, ends with a look at the whole folder, so
 * that what is told of it is never older than what was last done to it.
 *
 * A recording that a living process writes or reads is never offered and never deleted; which ones
 * those are the recordings tell themselves (tapline-seal.c), so that several programs can share the
 * folder without knowing of each other.
 *
 * Threads: the UI's. A job is a struct that goes to a worker of GTask's and comes back; it shares
 * nothing with the object.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tapline-error.h"
#include "tapline-pcapng.h"
#include "tapline-recordings.h"
#include "tapline-sidecar.h"

#define SUFFIX   ".pcapng"
/* The first note is among the first blocks. */
#define HEAD_MAX (16 * 1024)

struct _TaplineRecordings
{
  GObject parent_instance;

  /* immutable */
  char      *directory;

  /* UI thread: as the last job found it */
  guint      n;
  guint64    size;
  GPtrArray *leftovers; /* element-type TaplineLeftover, the latest first */
};

G_DEFINE_FINAL_TYPE (TaplineRecordings, tapline_recordings, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef enum
{
  JOB_SCAN,
  JOB_MEND,
  JOB_REMOVE,
  JOB_REMOVE_OLDEST,
  JOB_REMOVE_ALL,
} JobKind;

typedef struct
{
  /* what to do */
  JobKind                kind;
  char                  *directory;
  char                  *path;
  guint64                wanted;
  TaplineRecordings     *recordings; /* owned, touched on the UI thread only */
  TaplineRecordingsDone  done;
  gpointer               user_data;
  /* what came of it */
  guint                  n_removed;
  guint64                removed;
  GError                *error;
  guint                  n;
  guint64                size;
  GPtrArray             *leftovers;
} Job;

typedef struct
{
  char        *path;
  TaplineSeal  seal;
} Recording;

static void
leftover_free (gpointer data)
{
  TaplineLeftover *leftover = data;

  g_free (leftover->path);
  g_free (leftover->what);
  g_free (leftover);
}

static void
recording_free (gpointer data)
{
  Recording *recording = data;

  g_free (recording->path);
  g_free (recording);
}

/* On a worker */

static int
compare_ages (gconstpointer a,
              gconstpointer b)
{
  const Recording *first = *(const Recording **) a;
  const Recording *second = *(const Recording **) b;

  return first->seal.time < second->seal.time ? -1 : first->seal.time > second->seal.time;
}

/* (transfer full) (element-type Recording): the oldest first. */
static GPtrArray *
list_recordings (const char *directory)
{
  GPtrArray *recordings = g_ptr_array_new_with_free_func (recording_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      TaplineSeal seal = { TAPLINE_SEAL_NONE };
      Recording *recording;

      if (g_str_has_suffix (name, SUFFIX))
        seal = tapline_seal_look (path);
      if (seal.state == TAPLINE_SEAL_NONE)
        continue;
      recording = g_new (Recording, 1);
      *recording = (Recording) { g_steal_pointer (&path), seal };
      g_ptr_array_add (recordings, recording);
    }
  g_ptr_array_sort (recordings, compare_ages);

  return recordings;
}

/* Looks at the beginning of a recording: what its first note or comment says, "Listening on
 * 127.0.0.1:7000", and whether there is any connection in it. */
static char *
dup_first_note (const char *path,
                gboolean   *connected)
{
  g_autofree guint8 *head = g_malloc (HEAD_MAX);
  g_autofree char *note = NULL;
  TaplinePcapngBlock block;
  gsize length = 0, at = 0;
  FILE *file = g_fopen (path, "re");

  if (file != NULL)
    {
      length = fread (head, 1, HEAD_MAX, file);
      fclose (file);
    }
  *connected = length == HEAD_MAX;
  while (tapline_pcapng_parse (head + at, length - at, &block) == TAPLINE_PCAPNG_WHOLE)
    {
      const char *bytes = (const char *) head + at;

      if (note == NULL && block.kind == TAPLINE_PCAPNG_NOTE)
        note = g_utf8_make_valid (bytes + block.payload_at, block.payload_length);
      else if (note == NULL && block.comment_length > 0)
        note = g_utf8_make_valid (bytes + block.comment_at, block.comment_length);
      *connected = *connected || block.kind == TAPLINE_PCAPNG_SEGMENT;
      at += block.length;
    }

  return g_steal_pointer (&note);
}

static void
look_around (Job *job)
{
  g_autoptr (GPtrArray) recordings = list_recordings (job->directory);

  job->leftovers = g_ptr_array_new_with_free_func (leftover_free);
  for (guint i = recordings->len; i > 0; i--)
    {
      const Recording *recording = g_ptr_array_index (recordings, i - 1);
      g_autofree char *what = NULL;
      gboolean connected = TRUE;
      TaplineLeftover *leftover;

      if (recording->seal.state == TAPLINE_SEAL_LEFT)
        what = dup_first_note (recording->path, &connected);
      /* Nobody ever connected: to close it would have deleted it too. */
      if (!connected && tapline_seal_remove (recording->path))
        continue;
      job->n++;
      job->size += recording->seal.size;
      if (recording->seal.state != TAPLINE_SEAL_LEFT)
        continue;
      leftover = g_new (TaplineLeftover, 1);
      *leftover = (TaplineLeftover) {
        .path = g_strdup (recording->path),
        .what = g_steal_pointer (&what),
        .size = recording->seal.size,
        .time = recording->seal.time,
      };
      g_ptr_array_add (job->leftovers, leftover);
    }
}

static void
remove_one (Job        *job,
            const char *path)
{
  guint64 size = tapline_seal_look (path).size;

  if (!tapline_seal_remove (path))
    return;
  job->n_removed++;
  job->removed += size;
}

/* Those that were closed well, the oldest first, until there are @wanted bytes less. */
static void
remove_oldest (Job *job)
{
  g_autoptr (GPtrArray) recordings = list_recordings (job->directory);

  for (guint i = 0; i < recordings->len && job->removed < job->wanted; i++)
    {
      const Recording *recording = g_ptr_array_index (recordings, i);

      if (recording->seal.state == TAPLINE_SEAL_SEALED)
        remove_one (job, recording->path);
    }
}

static void
remove_all (Job *job)
{
  g_autoptr (GPtrArray) recordings = list_recordings (job->directory);

  for (guint i = 0; i < recordings->len; i++)
    remove_one (job, ((Recording *) g_ptr_array_index (recordings, i))->path);
}

static void
work (GTask        *task,
      gpointer      source,
      gpointer      data,
      GCancellable *cancellable)
{
  Job *job = data;

  switch (job->kind)
    {
    case JOB_MEND:
      tapline_seal_mend (job->path, &job->error);
      break;
    case JOB_REMOVE:
      remove_one (job, job->path);
      break;
    case JOB_REMOVE_OLDEST:
      remove_oldest (job);
      break;
    case JOB_REMOVE_ALL:
      remove_all (job);
      break;
    case JOB_SCAN:
    default:
      break;
    }
  look_around (job);
  g_task_return_boolean (task, TRUE);
}

/* Home again */

static void
job_free (Job *job)
{
  g_clear_object (&job->recordings);
  g_clear_pointer (&job->leftovers, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job->directory);
  g_free (job->path);
  g_free (job);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Job *job = data;
  TaplineRecordings *self = job->recordings;

  TAPLINE_ASSERT_UI ();

  self->n = job->n;
  self->size = job->size;
  g_ptr_array_unref (self->leftovers);
  self->leftovers = g_steal_pointer (&job->leftovers);
  if (job->done != NULL)
    job->done (job->n_removed, job->removed, job->error, job->user_data);
  g_signal_emit (self, signals[CHANGED], 0);
  job_free (job);
}

/* The task has no source object and its data no destroy notify: both could run on the worker. */
static void
start (TaplineRecordings     *self,
       JobKind                kind,
       const char            *path,
       guint64                wanted,
       TaplineRecordingsDone  done,
       gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  TAPLINE_ASSERT_UI ();

  job->kind = kind;
  job->recordings = g_object_ref (self);
  job->directory = g_strdup (self->directory);
  job->path = g_strdup (path);
  job->wanted = wanted;
  job->done = done;
  job->user_data = user_data;
  task = g_task_new (NULL, NULL, done_cb, job);
  g_task_set_name (task, "[tapline] recordings");
  g_task_set_task_data (task, job, NULL);
  g_task_run_in_thread (task, work);
}

static void
tapline_recordings_finalize (GObject *object)
{
  TaplineRecordings *self = TAPLINE_RECORDINGS (object);

  g_free (self->directory);
  g_ptr_array_unref (self->leftovers);

  G_OBJECT_CLASS (tapline_recordings_parent_class)->finalize (object);
}

static void
tapline_recordings_class_init (TaplineRecordingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_recordings_finalize;

  /**
   * TaplineRecordings::changed:
   *
   * The folder was looked at.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tapline_recordings_init (TaplineRecordings *self)
{
  self->leftovers = g_ptr_array_new_with_free_func (leftover_free);
}

/* Makes a folder and those above it, each for the user alone whatever the umask is. */
static gboolean
make_private (const char *directory)
{
  g_autofree char *parent = NULL;

  if (mkdir (directory, 0700) == 0)
    return chmod (directory, 0700) == 0;
  if (errno != ENOENT)
    return errno == EEXIST;
  parent = g_path_get_dirname (directory);

  return strcmp (parent, directory) != 0 && make_private (parent) && make_private (directory);
}

/**
 * tapline_recordings_make_folder:
 * @directory: where recordings go
 * @error: return location for %TAPLINE_ERROR_RECORDING
 *
 * Makes the folder if it is missing, and sees to it that it is the user's alone, whatever the umask
 * is and whoever made it. Thread: any.
 *
 * Returns: whether it is there
 */
gboolean
tapline_recordings_make_folder (const char  *directory,
                                GError     **error)
{
  struct stat status;
  int code = 0;

  g_return_val_if_fail (directory != NULL, FALSE);

  if (!make_private (directory) || stat (directory, &status) != 0)
    code = errno;
  else if (!S_ISDIR (status.st_mode))
    code = ENOTDIR;
  else if ((status.st_mode & 0777) != 0700 && chmod (directory, 0700) != 0)
    code = errno;
  if (code == 0)
    return TRUE;

  g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_RECORDING,
               _("The folder for recordings, %s, could not be made, or not for you alone: %s."),
               directory, g_strerror (code));

  return FALSE;
}

/**
 * tapline_recordings_new:
 * @directory: the folder, which need not be there yet
 *
 * Returns: (transfer full): what is known of it, nothing before tapline_recordings_scan()
 */
TaplineRecordings *
tapline_recordings_new (const char *directory)
{
  TaplineRecordings *self;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (TAPLINE_TYPE_RECORDINGS, NULL);
  self->directory = g_strdup (directory);

  return self;
}

const char *
tapline_recordings_get_directory (TaplineRecordings *self)
{
  g_return_val_if_fail (TAPLINE_IS_RECORDINGS (self), NULL);

  return self->directory;
}

/**
 * tapline_recordings_scan:
 * @self: recordings
 *
 * Looks at the folder; `changed` tells when that is over.
 */
void
tapline_recordings_scan (TaplineRecordings *self)
{
  g_return_if_fail (TAPLINE_IS_RECORDINGS (self));

  start (self, JOB_SCAN, NULL, 0, NULL, NULL);
}

/* How many there are, those of open sessions too. */
guint
tapline_recordings_get_n (TaplineRecordings *self)
{
  g_return_val_if_fail (TAPLINE_IS_RECORDINGS (self), 0);

  return self->n;
}

/* Bytes of all of them. */
guint64
tapline_recordings_get_size (TaplineRecordings *self)
{
  g_return_val_if_fail (TAPLINE_IS_RECORDINGS (self), 0);

  return self->size;
}

/* (transfer none) (element-type TaplineLeftover): the latest first. */
GPtrArray *
tapline_recordings_get_leftovers (TaplineRecordings *self)
{
  g_return_val_if_fail (TAPLINE_IS_RECORDINGS (self), NULL);

  return self->leftovers;
}

/**
 * tapline_recordings_mend:
 * @self: recordings
 * @path: one that was left
 * @done: (scope async) (nullable): called when it is mended or could not be
 * @user_data: for @done
 *
 * Cuts what is torn at its end and takes it among those that were closed well: it is not offered
 * any more.
 */
void
tapline_recordings_mend (TaplineRecordings     *self,
                         const char            *path,
                         TaplineRecordingsDone  done,
                         gpointer               user_data)
{
  g_return_if_fail (TAPLINE_IS_RECORDINGS (self));
  g_return_if_fail (path != NULL);

  start (self, JOB_MEND, path, 0, done, user_data);
}

/**
 * tapline_recordings_remove:
 * @self: recordings
 * @path: one of them; it stays if somebody has it open
 * @done: (scope async) (nullable): called afterwards
 * @user_data: for @done
 */
void
tapline_recordings_remove (TaplineRecordings     *self,
                           const char            *path,
                           TaplineRecordingsDone  done,
                           gpointer               user_data)
{
  g_return_if_fail (TAPLINE_IS_RECORDINGS (self));
  g_return_if_fail (path != NULL);

  start (self, JOB_REMOVE, path, 0, done, user_data);
}

/**
 * tapline_recordings_remove_oldest:
 * @self: recordings
 * @wanted: bytes to get back
 * @done: (scope async) (nullable): called afterwards
 * @user_data: for @done
 *
 * Deletes recordings that were closed well and that nobody has open, the oldest first, until
 * @wanted bytes are got back or none is left.
 */
void
tapline_recordings_remove_oldest (TaplineRecordings     *self,
                                  guint64                wanted,
                                  TaplineRecordingsDone  done,
                                  gpointer               user_data)
{
  g_return_if_fail (TAPLINE_IS_RECORDINGS (self));

  start (self, JOB_REMOVE_OLDEST, NULL, wanted, done, user_data);
}

/**
 * tapline_recordings_remove_all:
 * @self: recordings
 * @done: (scope async) (nullable): called afterwards
 * @user_data: for @done
 *
 * Deletes every recording that nobody has open, those that were left behind too.
 */
void
tapline_recordings_remove_all (TaplineRecordings     *self,
                               TaplineRecordingsDone  done,
                               gpointer               user_data)
{
  g_return_if_fail (TAPLINE_IS_RECORDINGS (self));

  start (self, JOB_REMOVE_ALL, NULL, 0, done, user_data);
}
