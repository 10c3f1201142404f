/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guard catches what it is for, seeded here in a process of its own each time, and lets a
 * program without fault pass. Run with the guard preloaded. */
#include "config.h"

#include <gtk/gtk.h>

typedef struct
{
  const char *path;
  void      (*seed) (GtkWidget *label);
  const char *function;
} Case;

/* A type of ours with a property, as a session has them. */
#define TAPLINE_TYPE_SEED (tapline_seed_get_type ())
G_DECLARE_FINAL_TYPE (TaplineSeed, tapline_seed, TAPLINE, SEED, GObject)

struct _TaplineSeed
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (TaplineSeed, tapline_seed, G_TYPE_OBJECT)

static void
tapline_seed_class_init (TaplineSeedClass *klass)
{
  g_signal_new ("changed", G_OBJECT_CLASS_TYPE (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
tapline_seed_init (TaplineSeed *self)
{
}

static void
seed_function (GtkWidget *label)
{
  gtk_label_set_label (GTK_LABEL (label), "seeded");
}

static void
seed_property (GtkWidget *label)
{
  g_object_set (label, "label", "seeded", "xalign", 0.5, NULL);
}

static void
seed_signal (GtkWidget *label)
{
  g_signal_connect (label, "notify::label", G_CALLBACK (gtk_widget_queue_draw), NULL);
}

static void
seed_new_widget (GtkWidget *label)
{
  g_object_ref_sink (gtk_button_new ());
}

static void
seed_model (GtkWidget *label)
{
  GListStore *store = g_object_get_data (G_OBJECT (label), "store");

  g_list_store_append (store, label);
}

static void
seed_own_type (GtkWidget *label)
{
  g_signal_emit_by_name (g_object_get_data (G_OBJECT (label), "own"), "changed");
}

static void
seed_last_unref (GtkWidget *label)
{
  g_object_unref (label);
}

/* What a thread may do: values, and objects of which the interface knows nothing. */
static void
seed_nothing (GtkWidget *label)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *name = NULL;
  GdkRGBA red;

  g_cancellable_cancel (cancellable);
  g_signal_emit_by_name (cancellable, "cancelled");
  g_assert_true (gdk_rgba_parse (&red, "#f00"));
  name = gdk_rgba_to_string (&red);
  g_assert_cmpstr (name, ==, "rgb(255,0,0)");
}

static const Case cases[] = {
  { "/guard/function", seed_function, "gtk_label_set_label" },
  { "/guard/property", seed_property, "g_object_set" },
  { "/guard/signal", seed_signal, "g_signal_connect_data" },
  { "/guard/new-widget", seed_new_widget, "gtk_button_new" },
  { "/guard/model", seed_model, "g_list_store_append" },
  { "/guard/own-type", seed_own_type, "g_signal_emit_by_name" },
  { "/guard/last-unref", seed_last_unref, "g_*" }, /* whatever dispose calls first */
};

/* Its arguments fill more registers than an entry itself uses, vector registers too. */
static void
use_all_registers (GtkWidget *label)
{
  g_autofree char *text = NULL;
  GtkAdjustment *adjustment = gtk_adjustment_new (1.5, 0.25, 99.75, 2.5, 10.25, 5.125);
  double step = 0;
  int width = 0;

  g_object_ref_sink (adjustment);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 1.5);
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), ==, 99.75);
  g_assert_cmpfloat (gtk_adjustment_get_page_size (adjustment), ==, 5.125);
  g_object_get (adjustment, "step-increment", &step, NULL);
  g_assert_cmpfloat (step, ==, 2.5);
  g_object_unref (adjustment);

  g_object_set (label, "label", "text", "width-chars", 7, "xalign", 0.25, "yalign", 0.75,
                "selectable", TRUE, NULL);
  g_object_get (label, "label", &text, "width-chars", &width, NULL);
  g_assert_cmpstr (text, ==, "text");
  g_assert_cmpint (width, ==, 7);
  g_assert_cmpfloat (gtk_label_get_xalign (GTK_LABEL (label)), ==, 0.25f);
  g_assert_cmpfloat (gtk_label_get_yalign (GTK_LABEL (label)), ==, 0.75f);
}

static gpointer
run_seed (gpointer data)
{
  gpointer *arguments = data;
  const Case *seeded = arguments[0];

  seeded->seed (arguments[1]);
  return NULL;
}

static void
run_in_thread (const Case *seeded)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new ("label"));
  gpointer arguments[] = { (gpointer) seeded, label };

  g_object_set_data_full (G_OBJECT (label), "store", g_list_store_new (GTK_TYPE_WIDGET),
                          g_object_unref);
  g_object_set_data_full (G_OBJECT (label), "own", g_object_new (TAPLINE_TYPE_SEED, NULL),
                          g_object_unref);
  use_all_registers (label);
  g_thread_join (g_thread_new ("seed", run_seed, arguments));
}

static void
test_seeded (gconstpointer data)
{
  const Case *seeded = data;
  g_autofree char *pattern = NULL;

  if (g_test_subprocess ())
    {
      run_in_thread (seeded);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  pattern = g_strdup_printf ("*guard: %s called off the main thread*", seeded->function);
  g_test_trap_assert_stderr (pattern);
}

static void
test_clean (void)
{
  static const Case clean = { "/guard/clean", seed_nothing, NULL };

  if (g_test_subprocess ())
    {
      run_in_thread (&clean);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr_unmatched ("*guard:*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display: run under tests/with-x.sh\n");
      return 77;
    }

  g_test_add_func ("/guard/clean", test_clean);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_seeded);

  return g_test_run ();
}
