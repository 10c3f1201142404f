/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of peers. Peers only come, so a row keeps its item; what changes in it changes the texts
 * of the cells that are there, which are those around the visible ones. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-figures.h"
#include "tapline-peers-table.h"

#define TAPLINE_TYPE_PEER_ITEM (tapline_peer_item_get_type ())
G_DECLARE_FINAL_TYPE (TaplinePeerItem, tapline_peer_item, TAPLINE, PEER_ITEM, GObject)

/* A row; its signal "changed" tells that its figures did. */
struct _TaplinePeerItem
{
  GObject             parent_instance;

  char               *name;
  TaplinePeerFigures  figures;
};

G_DEFINE_FINAL_TYPE (TaplinePeerItem, tapline_peer_item, G_TYPE_OBJECT)

static guint item_changed;

typedef enum
{
  COLUMN_PEER,
  COLUMN_IN_MESSAGES,
  COLUMN_IN_BYTES,
  COLUMN_OUT_MESSAGES,
  COLUMN_OUT_BYTES,
  COLUMN_LAST,
  N_COLUMNS,
} Column;

struct _TaplinePeersTable
{
  GtkWidget     parent_instance;

  TaplineGauge  *gauge;
  GListStore    *items;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (TaplinePeersTable, tapline_peers_table, GTK_TYPE_WIDGET)

static void
tapline_peer_item_finalize (GObject *object)
{
  g_free (TAPLINE_PEER_ITEM (object)->name);

  G_OBJECT_CLASS (tapline_peer_item_parent_class)->finalize (object);
}

static void
tapline_peer_item_class_init (TaplinePeerItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_peer_item_finalize;
  item_changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
tapline_peer_item_init (TaplinePeerItem *self)
{
}

static guint64
get_number (const TaplinePeerItem *item,
            Column                 column)
{
  const TaplineTally *sums = item->figures.sums;

  switch (column)
    {
    case COLUMN_IN_MESSAGES:
      return sums[TAPLINE_DIRECTION_IN].messages;
    case COLUMN_IN_BYTES:
      return sums[TAPLINE_DIRECTION_IN].bytes;
    case COLUMN_OUT_MESSAGES:
      return sums[TAPLINE_DIRECTION_OUT].messages;
    case COLUMN_OUT_BYTES:
      return sums[TAPLINE_DIRECTION_OUT].bytes;
    case COLUMN_LAST:
      return (guint64) MAX (item->figures.last, 0);
    case COLUMN_PEER:
    case N_COLUMNS:
    default:
      return 0;
    }
}

/* The date only where it is not today's. */
static char *
dup_time (gint64 time)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  gboolean today;

  if (local == NULL)
    return g_strdup ("");

  today = g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (local)
          && g_date_time_get_year (now) == g_date_time_get_year (local);

  return g_date_time_format (local, today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
}

static char *
dup_text (const TaplinePeerItem *item,
          Column                 column)
{
  switch (column)
    {
    case COLUMN_PEER:
      return g_strdup (item->name);
    case COLUMN_IN_BYTES:
    case COLUMN_OUT_BYTES:
      return g_format_size (get_number (item, column));
    case COLUMN_LAST:
      return dup_time (item->figures.last);
    case COLUMN_IN_MESSAGES:
    case COLUMN_OUT_MESSAGES:
    case N_COLUMNS:
    default:
      return tapline_figures_format_count (get_number (item, column));
    }
}

/* Cells */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *cell,
          gpointer                  data)
{
  GtkWidget *label = gtk_label_new (NULL);
  Column column = GPOINTER_TO_UINT (data);

  gtk_label_set_xalign (GTK_LABEL (label), column == COLUMN_PEER ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  if (column == COLUMN_PEER)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_width_chars (GTK_LABEL (label), 16);
    }
  g_object_set_data (G_OBJECT (cell), "column", data);
  gtk_list_item_set_child (cell, label);
}

static void
fill_cell (GtkListItem *cell)
{
  Column column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "column"));
  g_autofree char *text = dup_text (gtk_list_item_get_item (cell), column);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (cell)), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *cell,
         gpointer                  data)
{
  g_signal_connect_object (gtk_list_item_get_item (cell), "changed", G_CALLBACK (fill_cell), cell,
                           G_CONNECT_SWAPPED);
  fill_cell (cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *cell,
           gpointer                  data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), fill_cell, cell);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  const TaplinePeerItem *x = a, *y = b;
  Column column = GPOINTER_TO_UINT (data);
  guint64 m, n;

  if (column == COLUMN_PEER)
    return g_utf8_collate (x->name, y->name);
  m = get_number (x, column);
  n = get_number (y, column);

  return m < n ? -1 : m > n;
}

static void
add_column (TaplinePeersTable *self,
            Column             column,
            const char        *title)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare,
                                                                    GUINT_TO_POINTER (column),
                                                                    NULL));
  g_autoptr (GtkColumnViewColumn) added = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_column_view_column_set_sorter (added, sorter);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column == COLUMN_PEER);
  gtk_column_view_append_column (self->view, added);
}

static void
tapline_peers_table_dispose (GObject *object)
{
  TaplinePeersTable *self = TAPLINE_PEERS_TABLE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->items);
  g_clear_object (&self->gauge);

  G_OBJECT_CLASS (tapline_peers_table_parent_class)->dispose (object);
}

static void
tapline_peers_table_class_init (TaplinePeersTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_peers_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tapline_peers_table_init (TaplinePeersTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkSortListModel *sorted;
  GtkSelectionModel *selection;

  self->items = g_list_store_new (TAPLINE_TYPE_PEER_ITEM);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  add_column (self, COLUMN_PEER, _("Peer"));
  add_column (self, COLUMN_IN_MESSAGES, _("Messages in"));
  add_column (self, COLUMN_IN_BYTES, _("Bytes in"));
  add_column (self, COLUMN_OUT_MESSAGES, _("Messages out"));
  add_column (self, COLUMN_OUT_BYTES, _("Bytes out"));
  add_column (self, COLUMN_LAST, _("Last seen"));
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                    g_object_ref (gtk_column_view_get_sorter (self->view)));
  /* Nobody has chosen the first. */
  selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE,
                            "model", sorted, NULL);
  gtk_column_view_set_model (self->view, selection);
  g_object_unref (selection);
  g_object_unref (sorted);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Peers"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

GtkWidget *
tapline_peers_table_new (TaplineGauge *gauge)
{
  TaplinePeersTable *self = g_object_new (TAPLINE_TYPE_PEERS_TABLE, NULL);

  self->gauge = g_object_ref (gauge);

  return GTK_WIDGET (self);
}

static TaplinePeerItem *
create_item (TaplinePeersTable        *self,
             const TaplinePeerFigures *figures)
{
  TaplinePeerItem *item = g_object_new (TAPLINE_TYPE_PEER_ITEM, NULL);

  item->figures = *figures;
  item->name = figures->peer.family != 0
               ? tapline_gauge_dup_peer_name (self->gauge, &figures->peer) : g_strdup (_("Others"));

  return item;
}

static gboolean
is_same_peer (TaplinePeersTable        *self,
              guint                     place,
              const TaplinePeerFigures *figures)
{
  g_autoptr (TaplinePeerItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), place);

  return item != NULL && tapline_address_equal (&item->figures.peer, &figures->peer);
}

/* Documented in the header. */
void
tapline_peers_table_update (TaplinePeersTable *self)
{
  g_autoptr (GArray) peers = NULL;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_known = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  gboolean changed = FALSE;

  g_return_if_fail (TAPLINE_IS_PEERS_TABLE (self));

  peers = tapline_gauge_list_peers (self->gauge);
  if (peers->len < n_known
      || (n_known > 0 && !is_same_peer (self, n_known - 1, &g_array_index (peers,
                                                                           TaplinePeerFigures,
                                                                           n_known - 1))))
    {
      g_list_store_remove_all (self->items);
      n_known = 0;
    }
  for (guint i = 0; i < n_known; i++)
    {
      const TaplinePeerFigures *figures = &g_array_index (peers, TaplinePeerFigures, i);
      g_autoptr (TaplinePeerItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (memcmp (item->figures.sums, figures->sums, sizeof figures->sums) == 0)
        continue;
      item->figures = *figures;
      changed = TRUE;
      g_signal_emit (item, item_changed, 0);
    }
  for (guint i = n_known; i < peers->len; i++)
    g_ptr_array_add (added, create_item (self, &g_array_index (peers, TaplinePeerFigures, i)));
  if (added->len > 0)
    g_list_store_splice (self->items, n_known, 0, added->pdata, added->len);
  if (changed)
    gtk_sorter_changed (gtk_column_view_get_sorter (self->view), GTK_SORTER_CHANGE_DIFFERENT);
}
