/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How filters are written: an example of each term, and what it lets through. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-filter-help.h"

#define TEXT_WIDTH 34 /* characters */

static const struct
{
  const char *example;
  const char *meaning;
} lines[] = {
  { "ready", N_("the text, in any case") },
  { "text:\"Not Ready\"", N_("exactly this text; text/w: whole words") },
  { "regex/i:\"err(or)?$\"", N_("a regular expression; /i: in any case") },
  { "hex:\"0D 0A ??\"", N_("these bytes, “?” for any digit") },
  { "dir:in  dir:out", N_("received, sent") },
  { "peer:192.0.2.7  peer::80", N_("the peer’s address or port, or both") },
  { "peer:10.0.0.0/8", N_("peers of a network") },
  { "size:>1k  size:10..20", N_("bytes, also as 1,5 or 2MiB") },
  { "time:14:30..14:45", N_("time of day; also time:2024-05-31T14:30") },
  { "flag:bad-checksum", N_("also garbage, cut-by-close, over-limit") },
  { "kind:note  is:marked", N_("notes only; marked messages") },
  { "conn:1,3..5", N_("connections by their number") },
  { "!dir:out", N_("not so") },
  { "a b   a or b   not (a b)", N_("all of them, one of them, all other messages") },
};

static GtkWidget *
create_label (const char *text,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_WIDTH);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

GtkWidget *
tapline_filter_help_new (void)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  for (int i = 0; i < (int) G_N_ELEMENTS (lines); i++)
    {
      GtkWidget *example = create_label (lines[i].example, "monospace");

      gtk_label_set_selectable (GTK_LABEL (example), TRUE);
      gtk_grid_attach (GTK_GRID (grid), example, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), create_label (_(lines[i].meaning), "dim-label"), 1, i, 1,
                       1);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 400);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);

  return popover;
}
