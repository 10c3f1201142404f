/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log pane beside GTK's own list over the same computed messages: how long the main loop
 * stalls, how many frames are drawn and what that costs while messages arrive and the end is
 * followed.
 *
 *   bench-log [SECONDS [FILTER]]
 *
 * A stall is the gap between two firings of a 1 ms timer of high priority. CPU is that of this
 * process in per cent of a core. Ratios are to GtkListView with GtkInscription, the best of GTK's.
 * Run it with GSK_RENDERER=cairo on a quiet machine; it is no test.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "fake-list.h"
#include "tapline-log.h"
#include "tapline-text.h"

#define LIST_VIEW_MAX 76000000u   /* rows, before 2^31 pixels end it */
#define LIST_VIEW_START 66000000u /* so that it has some to append */
#define WIDTH 1000
#define HEIGHT 700

typedef enum
{
  WIDGET_LOG,
  WIDGET_LABEL,
  WIDGET_INSCRIPTION,
  WIDGET_NOTHING,
} WidgetKind;

static const char *const widget_names[] = {
  "TaplineLog",
  "GtkListView + GtkLabel",
  "GtkListView + GtkInscription",
  "nothing (a label that changes)",
};

typedef struct
{
  double p50, p99, max; /* ms */
  double fps;
  double cpu;           /* per cent */
  double rss;           /* MiB */
} Figures;

/* A list model of the same messages, for GtkListView. */
#define BENCH_TYPE_MODEL (bench_model_get_type ())
G_DECLARE_FINAL_TYPE (BenchModel, bench_model, BENCH, MODEL, GObject)

struct _BenchModel
{
  GObject   parent_instance;
  FakeList *list;
  guint     n_items;
};

#define BENCH_TYPE_ITEM (bench_item_get_type ())
G_DECLARE_FINAL_TYPE (BenchItem, bench_item, BENCH, ITEM, GObject)

struct _BenchItem
{
  GObject    parent_instance;
  FakeList  *list;
  guint      position;
};

G_DEFINE_FINAL_TYPE (BenchItem, bench_item, G_TYPE_OBJECT)

static void
bench_item_class_init (BenchItemClass *klass)
{
}

static void
bench_item_init (BenchItem *self)
{
}

static GType
get_item_type (GListModel *model)
{
  return BENCH_TYPE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return BENCH_MODEL (model)->n_items;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  BenchModel *self = BENCH_MODEL (model);
  BenchItem *item;

  if (position >= self->n_items)
    return NULL;
  item = g_object_new (BENCH_TYPE_ITEM, NULL);
  item->list = self->list;
  item->position = position;

  return item;
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchModel, bench_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

static void
bench_model_class_init (BenchModelClass *klass)
{
}

static void
bench_model_init (BenchModel *self)
{
}

typedef struct
{
  GtkWidget  *window;
  GtkWidget  *label;    /* of the empty run */
  FakeList   *list;
  BenchModel *model;
  GtkWidget  *scroller;
  double      rate;     /* messages a second */
  gint64      fed_at;
  double      owed;
  GArray     *gaps;     /* double, ms */
  gint64      last;
  guint       n_frames;
} Bench;

/* What a row says is the same for all: time, peer, size and text of the message. */
static char *
row_text (BenchItem *item)
{
  TaplineMessage message;
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (item->list);
  g_autofree char *peer = NULL;
  g_autofree char *text = NULL;

  if (!tapline_message_list_get_message (list, item->position, 1024, &message))
    return g_strdup ("");
  peer = tapline_message_list_dup_peer_name (list, &message);
  text = tapline_text_dup_message (&message);

  return g_strdup_printf ("%02d:%02d:%02d.%03d  %s  %s %8" G_GUINT64_FORMAT "  %s",
                          (int) (message.time / 3600000000 % 24),
                          (int) (message.time / 60000000 % 60),
                          (int) (message.time / 1000000 % 60), (int) (message.time / 1000 % 1000),
                          message.direction == TAPLINE_DIRECTION_IN ? "←" : "→", peer,
                          message.length, text);
}

static void
setup_label_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "monospace");
  gtk_list_item_set_child (item, label);
}

static void
bind_label_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  g_autofree char *text = row_text (BENCH_ITEM (gtk_list_item_get_item (item)));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
setup_inscription_cb (GtkSignalListItemFactory *factory,
                      GtkListItem              *item)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (inscription, "monospace");
  gtk_list_item_set_child (item, inscription);
}

static void
bind_inscription_cb (GtkSignalListItemFactory *factory,
                     GtkListItem              *item)
{
  g_autofree char *text = row_text (BENCH_ITEM (gtk_list_item_get_item (item)));

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

static GtkWidget *
create_list_view (Bench      *bench,
                  WidgetKind  kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection;
  GtkWidget *view;

  if (kind == WIDGET_LABEL)
    {
      g_signal_connect (factory, "setup", G_CALLBACK (setup_label_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_label_cb), NULL);
    }
  else
    {
      g_signal_connect (factory, "setup", G_CALLBACK (setup_inscription_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_inscription_cb), NULL);
    }
  bench->model = g_object_new (BENCH_TYPE_MODEL, NULL);
  bench->model->list = bench->list;
  bench->model->n_items = (guint) bench->list->n_messages;
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (bench->model)));
  view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  bench->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (bench->scroller), view);

  return bench->scroller;
}

static gboolean
feed_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();
  guint64 n;

  bench->n_frames++;
  bench->owed += bench->rate * (double) (now - bench->fed_at) / G_USEC_PER_SEC;
  bench->fed_at = now;
  n = (guint64) bench->owed;
  bench->owed -= (double) n;

  if (bench->label != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%u", bench->n_frames);

      gtk_label_set_label (GTK_LABEL (bench->label), text);
    }
  else if (bench->model != NULL)
    {
      GtkAdjustment *adjustment;
      guint before = bench->model->n_items;

      bench->list->n_messages += n;
      bench->model->n_items = (guint) MIN (bench->list->n_messages, LIST_VIEW_MAX);
      g_list_model_items_changed (G_LIST_MODEL (bench->model), before, 0,
                                  bench->model->n_items - before);
      adjustment =
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (bench->scroller));
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
    }
  else
    {
      fake_list_append (bench->list, n);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
stall_cb (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();
  double gap = (double) (now - bench->last) / 1000;

  bench->last = now;
  g_array_append_val (bench->gaps, gap);

  return G_SOURCE_CONTINUE;
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
rss_mib (void)
{
  g_autofree char *text = NULL;
  char *at;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  at = text != NULL ? strstr (text, "VmRSS:") : NULL;

  return at != NULL ? g_ascii_strtod (at + 6, NULL) / 1024 : 0;
}

static int
compare_gaps (gconstpointer a,
              gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static gboolean
turned_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
turn (double seconds)
{
  gboolean turned = FALSE;

  g_timeout_add_full (G_PRIORITY_HIGH, (guint) (seconds * 1000), turned_cb, &turned, NULL);
  while (!turned)
    g_main_context_iteration (NULL, TRUE);
}

static Figures
run (WidgetKind kind,
     guint64    n_messages,
     double     rate,
     double     seconds)
{
  Bench bench = { .rate = rate };
  Figures figures;
  GtkWidget *child;
  double cpu;
  gint64 start;
  guint id;

  bench.list = fake_list_new (kind == WIDGET_LABEL || kind == WIDGET_INSCRIPTION
                                ? MIN (n_messages, LIST_VIEW_START) : n_messages);
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (double));
  bench.window = gtk_window_new ();
  if (kind == WIDGET_LOG)
    {
      child = tapline_log_new ();
      tapline_log_set_list (TAPLINE_LOG (child), TAPLINE_MESSAGE_LIST (bench.list));
    }
  else if (kind == WIDGET_NOTHING)
    {
      child = bench.label = gtk_label_new ("0");
    }
  else
    {
      child = create_list_view (&bench, kind);
    }
  gtk_window_set_child (GTK_WINDOW (bench.window), child);
  gtk_window_set_default_size (GTK_WINDOW (bench.window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (bench.window));

  bench.fed_at = g_get_monotonic_time ();
  gtk_widget_add_tick_callback (child, feed_cb, &bench, NULL);
  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, stall_cb, &bench, NULL);
  turn (1);

  g_array_set_size (bench.gaps, 0);
  bench.n_frames = 0;
  bench.last = start = g_get_monotonic_time ();
  cpu = cpu_seconds ();
  turn (seconds);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

  g_array_sort (bench.gaps, compare_gaps);
  figures.p50 = g_array_index (bench.gaps, double, bench.gaps->len / 2);
  figures.p99 = g_array_index (bench.gaps, double, bench.gaps->len * 99 / 100);
  figures.max = g_array_index (bench.gaps, double, bench.gaps->len - 1);
  figures.fps = bench.n_frames / seconds;
  figures.cpu = 100 * (cpu_seconds () - cpu) / seconds;
  figures.rss = rss_mib ();

  g_source_remove (id);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  turn (0.2);
  g_clear_object (&bench.model);
  g_object_unref (bench.list);
  g_array_unref (bench.gaps);

  return figures;
}

static void
print_ratio (double value,
             double base)
{
  if (base > 0)
    g_print (" %6.2f", value / base);
  else
    g_print (" %6s", "-");
}

int
main (int   argc,
      char *argv[])
{
  static const guint64 lengths[] = { 1000000, 100000000 };
  static const double rates[] = { 100000, 1000000 };
  double seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 4;
  const char *filter = argc > 2 ? argv[2] : "";

  gtk_init ();
  g_print ("%-31s %9s %9s %7s %7s %7s %6s %6s %7s | p99, CPU to GtkInscription\n", "widget",
           "rows", "rows/s", "p50 ms", "p99 ms", "max ms", "fps", "CPU %", "RSS MiB");
  for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
    {
      for (guint r = 0; r < G_N_ELEMENTS (rates); r++)
        {
          static const WidgetKind order[] = {
            WIDGET_INSCRIPTION, WIDGET_LABEL, WIDGET_LOG, WIDGET_NOTHING,
          };
          Figures base = { 0 };

          for (guint k = 0; k < G_N_ELEMENTS (order); k++)
            {
              WidgetKind kind = order[k];
              Figures figures;

              if (strstr (widget_names[kind], filter) == NULL)
                continue;
              figures = run (kind, lengths[l], rates[r], seconds);
              if (kind == WIDGET_INSCRIPTION)
                base = figures;
              g_print ("%-31s %9" G_GUINT64_FORMAT " %9.0f %7.2f %7.2f %7.2f %6.1f %6.1f %7.1f |",
                       widget_names[kind],
                       kind == WIDGET_LOG ? lengths[l] : MIN (lengths[l], LIST_VIEW_START),
                       rates[r], figures.p50, figures.p99, figures.max, figures.fps,
                       figures.cpu, figures.rss);
              print_ratio (figures.p99, base.p99);
              print_ratio (figures.cpu, base.cpu);
              g_print ("\n");
            }
        }
    }

  return EXIT_SUCCESS;
}
