/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log pane beside GTK's own list, with GtkLabel as in its documentation and with the fastest,
 * GtkInscription, over the same computed messages: how long the main loop stalls, how many frames
 * are drawn and what that costs, while messages arrive and the end is followed, or while one
 * scrolls about. The log is there once more with ten highlight rules, of which one matches some
 * rows and the others none.
 *
 *   bench-log [SECONDS [ROUNDS]]
 *
 * Every measurement is in a process of its own, the widgets in turns; of several rounds the median
 * is told. A stall is the gap between two firings of a 1 ms timer of high priority, without the
 * time in which other programs had the processors (proc(5), schedstat). CPU is the process's in per
 * cent of a core and in milliseconds a frame, the computing of messages included; all draw time,
 * direction, peer, size and text, the log with heads and stripes. The last lines are about the
 * budgets. Run it with GSK_RENDERER=cairo; it is no test.
 */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fake-list.h"
#include "tapline-log-private.h"
#include "tapline-text.h"

#define LIST_VIEW_MAX 76000000u   /* rows, before 2^31 pixels end it */
#define LIST_VIEW_START 66000000u /* so that it has some to append */
#define SCROLL_ROWS 7             /* a frame */
#define JUMP_EVERY 30             /* frames */
#define BUDGET_ROUNDS 5
#define ROUNDS_MAX 25
#define ROW_PIXELS 28             /* of GtkListView; any error only scrolls a little more or less */
#define WIDTH 1000
#define HEIGHT 700

typedef enum
{
  WIDGET_LABELS,
  WIDGET_INSCRIPTIONS,
  WIDGET_LOG,
  WIDGET_RULES,
  WIDGET_NOTHING,
} WidgetKind;

#define N_COMPARED WIDGET_NOTHING

static const char *const widget_names[] = {
  "labels",
  "inscriptions",
  "TaplineLog",
  "with rules",
  "nothing",
};

/* What is measured. */
typedef struct
{
  WidgetKind kind;
  guint64    n_messages;
  double     rate;      /* messages a second */
  gboolean   scrolls;   /* instead of following */
  double     seconds;
} Case;

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
  GtkAdjustment *adjustment;
  gboolean    scrolls;
  double      rate;     /* messages a second */
  gint64      fed_at;
  double      owed;
  GArray     *gaps;     /* double, ms */
  gint64      last;
  gint64      last_waited;
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
create_list_view (Bench    *bench,
                  gboolean  labels)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection;
  GtkWidget *view;

  g_signal_connect (factory, "setup", labels ? G_CALLBACK (setup_label_cb)
                                             : G_CALLBACK (setup_inscription_cb), NULL);
  g_signal_connect (factory, "bind", labels ? G_CALLBACK (bind_label_cb)
                                            : G_CALLBACK (bind_inscription_cb), NULL);
  bench->model = g_object_new (BENCH_TYPE_MODEL, NULL);
  bench->model->list = bench->list;
  bench->model->n_items = (guint) bench->list->n_messages;
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (bench->model)));
  view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  bench->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (bench->scroller), view);

  return bench->scroller;
}

static void
append (Bench   *bench,
        guint64  n)
{
  guint before;

  if (bench->model == NULL)
    {
      fake_list_append (bench->list, n);
      return;
    }

  before = bench->model->n_items;
  bench->list->n_messages += n;
  bench->model->n_items = (guint) MIN (bench->list->n_messages, LIST_VIEW_MAX);
  g_list_model_items_changed (G_LIST_MODEL (bench->model), before, 0,
                              bench->model->n_items - before);
}

/* Some rows on, and now and then to quite another place, as by dragging the scrollbar. */
static void
scroll (Bench *bench)
{
  double page = gtk_adjustment_get_page_size (bench->adjustment);
  double last = gtk_adjustment_get_upper (bench->adjustment) - page;
  double step = SCROLL_ROWS * (bench->model != NULL ? ROW_PIXELS : 1);
  double value = gtk_adjustment_get_value (bench->adjustment) + step;

  if (bench->n_frames % JUMP_EVERY == 0)
    value = g_random_double () * last;
  gtk_adjustment_set_value (bench->adjustment, value < last ? value : 0);
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
      return G_SOURCE_CONTINUE;
    }

  if (n > 0)
    append (bench, n);
  if (bench->scrolls)
    scroll (bench);
  else if (bench->model != NULL)
    gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_upper (bench->adjustment));

  return G_SOURCE_CONTINUE;
}

/* Microseconds that this thread has waited for a processor. */
static gint64
get_waited (void)
{
  static int fd = -1;
  char text[128] = { 0 };
  gint64 ran, waited = 0;

  if (fd < 0)
    fd = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (pread (fd, text, sizeof text - 1, 0) <= 0 ||
      sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &ran, &waited) != 2)
    return 0;

  return waited / 1000;
}

static gboolean
stall_cb (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 waited = get_waited ();
  double gap = (double) MAX (now - bench->last - (waited - bench->last_waited), 0) / 1000;

  bench->last = now;
  bench->last_waited = waited;
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
compare_doubles (gconstpointer a,
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

/* As many as the widget can. */
static guint64
get_length (WidgetKind kind,
            guint64    n_messages)
{
  return kind < WIDGET_LOG ? MIN (n_messages, LIST_VIEW_START) : n_messages;
}

static void
add_rules (TaplineLog *log)
{
  static const char *const conditions[] = {
    "text:ERROR", "regex/i:\"warn(ing)?\"", "hex:\"DE AD\"", "size:>1000000", "flag:garbage",
    "text/i:timeout", "regex:\"\\d{9}\"", "text/w:lost", "kind:note", "regex:\"[05]$\" dir:in",
  };
  TaplineRules *rules = tapline_log_options_get_rules (log->options);

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      TaplineRuleColor color = tapline_rules_choose_color (rules);
      TaplineRule *rule = tapline_rule_new (conditions[i], conditions[i],
                                            tapline_rule_get_color_name (color), "", TRUE);

      g_assert (tapline_rule_is_in_use (rule));
      tapline_rules_insert (rules, i, rule);
    }
}

static Figures
run (const Case *c)
{
  Bench bench = { .rate = c->rate, .scrolls = c->scrolls };
  Figures figures;
  GtkWidget *child;
  double cpu, seconds;
  gint64 start;
  guint id;

  bench.list = fake_list_new (get_length (c->kind, c->n_messages));
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (double));
  bench.window = gtk_window_new ();
  if (c->kind == WIDGET_LOG || c->kind == WIDGET_RULES)
    {
      child = tapline_log_new ();
      tapline_log_set_list (TAPLINE_LOG (child), TAPLINE_MESSAGE_LIST (bench.list));
      bench.adjustment = TAPLINE_LOG (child)->adjustment;
      if (c->kind == WIDGET_RULES)
        add_rules (TAPLINE_LOG (child));
    }
  else if (c->kind == WIDGET_NOTHING)
    {
      child = bench.label = gtk_label_new ("0");
    }
  else
    {
      child = create_list_view (&bench, c->kind == WIDGET_LABELS);
      bench.adjustment =
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (bench.scroller));
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
  bench.last_waited = get_waited ();
  cpu = cpu_seconds ();
  turn (c->seconds);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

  g_array_sort (bench.gaps, compare_doubles);
  figures.p50 = g_array_index (bench.gaps, double, bench.gaps->len / 2);
  figures.p99 = g_array_index (bench.gaps, double, bench.gaps->len * 99 / 100);
  figures.max = g_array_index (bench.gaps, double, bench.gaps->len - 1);
  figures.fps = bench.n_frames / seconds;
  figures.cpu = 100 * (cpu_seconds () - cpu) / seconds;
  figures.rss = rss_mib ();

  g_source_remove (id);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  turn (0.1);
  g_clear_object (&bench.model);
  g_object_unref (bench.list);
  g_array_unref (bench.gaps);

  return figures;
}

/* Milliseconds: a widget that does not get to 60 frames a second is not the cheaper for it. */
static double
cpu_of_frame (const Figures *figures)
{
  return 10 * figures->cpu / figures->fps;
}

static void
print_figures (const Figures *figures)
{
  g_print ("%8.2f %7.2f %7.2f %6.1f %6.1f %7.1f %7.2f\n", figures->p50, figures->p99,
           figures->max, figures->fps, figures->cpu, figures->rss, cpu_of_frame (figures));
}

/* Measures in a process of its own. */
static Figures
run_apart (const char *program,
           const Case *c)
{
  g_autofree char *kind = g_strdup_printf ("%d", c->kind);
  g_autofree char *n_messages = g_strdup_printf ("%" G_GUINT64_FORMAT, c->n_messages);
  g_autofree char *rate = g_strdup_printf ("%.0f", c->rate);
  g_autofree char *seconds = g_strdup_printf ("%g", c->seconds);
  const char *words[] = { program, "--one", kind, n_messages, rate, c->scrolls ? "1" : "0",
                          seconds, NULL };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Figures figures = { 0 };

  if (!g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, NULL,
                     &error) ||
      sscanf (text, "%lf %lf %lf %lf %lf %lf", &figures.p50, &figures.p99, &figures.max,
              &figures.fps, &figures.cpu, &figures.rss) != 6)
    g_error ("%s", error != NULL ? error->message : text);

  return figures;
}

/* The median of each figure. */
static Figures
take_median (const Figures *rounds,
             guint          n)
{
  Figures median;
  double *out = (double *) &median;

  for (gsize field = 0; field < sizeof (Figures) / sizeof (double); field++)
    {
      double values[ROUNDS_MAX];

      for (guint i = 0; i < n; i++)
        values[i] = ((const double *) &rounds[i])[field];
      qsort (values, n, sizeof (double), compare_doubles);
      out[field] = values[n / 2];
    }

  return median;
}

/* All widgets in turns, and prints them. */
static void
compare (const char *program,
         guint64     n_messages,
         double      rate,
         gboolean    scrolls,
         double      seconds,
         guint       n_rounds,
         Figures     medians[N_COMPARED])
{
  Figures rounds[N_COMPARED][ROUNDS_MAX];

  for (guint i = 0; i < n_rounds; i++)
    {
      for (guint kind = 0; kind < N_COMPARED; kind++)
        rounds[kind][i] = run_apart (program, &(Case) { kind, n_messages, rate, scrolls, seconds });
    }
  for (guint kind = 0; kind < N_COMPARED; kind++)
    {
      medians[kind] = take_median (rounds[kind], n_rounds);
      g_print ("%-12s %-6s %9" G_GUINT64_FORMAT " %8.0f", widget_names[kind],
               scrolls ? "scroll" : "follow",
               get_length (kind, n_messages), rate);
      print_figures (&medians[kind]);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const guint64 lengths[] = { 1000, 1000000, 100000000 };
  static const double rates[] = { 0, 10000, 1000000 };
  double seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 3;
  guint n_rounds = argc > 2 ? (guint) CLAMP (atoi (argv[2]), 1, ROUNDS_MAX) : 1;
  Figures small[N_COMPARED], large[N_COMPARED];

  if (argc == 7 && g_str_equal (argv[1], "--one"))
    {
      Case c = { (WidgetKind) atoi (argv[2]), g_ascii_strtoull (argv[3], NULL, 10),
                 g_ascii_strtod (argv[4], NULL), atoi (argv[5]) != 0,
                 g_ascii_strtod (argv[6], NULL) };
      Figures figures;

      gtk_init ();
      figures = run (&c);
      print_figures (&figures);
      return EXIT_SUCCESS;
    }

  g_print ("%-12s %-6s %9s %8s %8s %7s %7s %6s %6s %7s %7s\n", "widget", "mode", "rows",
           "rows/s", "p50 ms", "p99 ms", "max ms", "fps", "CPU %", "RSS MiB", "ms/f");
  {
    Figures nothing = run_apart (argv[0], &(Case) { WIDGET_NOTHING, 0, 0, FALSE, seconds });

    g_print ("%-37s", "nothing but a label that changes");
    print_figures (&nothing);
  }
  for (guint scrolls = 0; scrolls < 2; scrolls++)
    {
      for (guint l = 0; l < G_N_ELEMENTS (lengths); l++)
        {
          for (guint r = 0; r < G_N_ELEMENTS (rates); r++)
            compare (argv[0], lengths[l], rates[r], scrolls, seconds, n_rounds, large);
        }
    }

  g_print ("\nThe budgets, following at 1,000,000 a second, %u rounds:\n", BUDGET_ROUNDS);
  compare (argv[0], 1000000, 1e6, FALSE, seconds, BUDGET_ROUNDS, small);
  compare (argv[0], 100000000, 1e6, FALSE, seconds, BUDGET_ROUNDS, large);
  g_print ("p99 %.1f ms (must 16.7, aim 6), max %.1f ms (must 50, aim 20)\n",
           large[WIDGET_LOG].p99, large[WIDGET_LOG].max);
  g_print ("CPU a frame %.2f of GtkListView's with labels (must 0.5, aim 0.33), %.2f with "
           "inscriptions\n",
           cpu_of_frame (&large[WIDGET_LOG]) / cpu_of_frame (&large[WIDGET_LABELS]),
           cpu_of_frame (&large[WIDGET_LOG]) / cpu_of_frame (&large[WIDGET_INSCRIPTIONS]));
  g_print ("memory, 1 to 100 million rows: %+.1f MiB (must 32, aim 8)\n",
           large[WIDGET_LOG].rss - small[WIDGET_LOG].rss);

  return EXIT_SUCCESS;
}
