/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching the page that is shown: each has a bar of its own, made when it is first wanted. */
#include "config.h"

#include <string.h>

#include "tapline-hex-view.h"
#include "tapline-search-bar.h"
#include "tapline-window-private.h"

#define TEXT_MAX  200 /* characters; who selects more wants to copy */
#define BYTES_MAX 64

/* (nullable): the page's bar, above its log. */
static TaplineSearchBar *
get_bar (TaplinePage *page)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (page)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (TAPLINE_IS_SEARCH_BAR (child))
        return TAPLINE_SEARCH_BAR (child);
    }

  return NULL;
}

/* (nullable): %NULL while there is nothing to search. */
static TaplineSearchBar *
ensure_bar (TaplinePage *page)
{
  TaplineSession *session = tapline_page_get_session (page);
  TaplineSearchBar *bar = get_bar (page);
  TaplineMessageList *messages;
  TaplineLog *log;

  if (bar != NULL || session == NULL)
    return bar;

  log = tapline_page_get_log (page);
  messages = tapline_session_get_messages (session);
  bar = TAPLINE_SEARCH_BAR (tapline_search_bar_new (log, TAPLINE_TRANSCRIPT (messages)));
  g_signal_connect_object (bar, "sought", G_CALLBACK (tapline_details_set_pattern),
                           tapline_page_get_details (page), G_CONNECT_SWAPPED);
  gtk_widget_insert_before (GTK_WIDGET (bar), GTK_WIDGET (page),
                            gtk_widget_get_parent (GTK_WIDGET (log)));

  return bar;
}

/* (transfer full) (nullable): the first line of what is selected where the focus is. */
static char *
dup_selected_text (TaplineWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  g_autofree char *text = NULL;
  int start, end;

  if (GTK_IS_TEXT_VIEW (focus))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus));
      GtkTextIter from, to;

      if (gtk_text_buffer_get_selection_bounds (buffer, &from, &to))
        text = gtk_text_buffer_get_text (buffer, &from, &to, FALSE);
    }
  else if (GTK_IS_LABEL (focus))
    {
      const char *label = gtk_label_get_text (GTK_LABEL (focus));

      if (gtk_label_get_selection_bounds (GTK_LABEL (focus), &start, &end))
        text = g_utf8_substring (label, start, end);
    }
  else if (GTK_IS_EDITABLE (focus)
           && gtk_editable_get_selection_bounds (GTK_EDITABLE (focus), &start, &end))
    {
      text = gtk_editable_get_chars (GTK_EDITABLE (focus), start, end);
    }

  if (text != NULL)
    text[strcspn (text, "\n")] = '\0';
  if (text == NULL || *text == '\0' || g_utf8_strlen (text, -1) > TEXT_MAX)
    return NULL;

  return g_steal_pointer (&text);
}

/* (transfer full) (nullable): the bytes that are selected in @view, as a pattern. */
static char *
dup_selected_bytes (TaplineHexView *view)
{
  g_autoptr (GString) pattern = g_string_new (NULL);
  guint8 bytes[BYTES_MAX];
  guint64 start, end;

  if (!tapline_hex_view_get_selection (view, &start, &end) || end - start > BYTES_MAX
      || tapline_hex_view_get_bytes (view, start, (gsize) (end - start), bytes) < end - start)
    return NULL;
  for (gsize i = 0; i < end - start; i++)
    g_string_append_printf (pattern, "%s%02X", i > 0 ? " " : "", bytes[i]);

  return g_string_free (g_steal_pointer (&pattern), FALSE);
}

static void
find_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplineSearchBar *bar = ensure_bar (self->page);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  g_autofree char *text = NULL;
  TaplinePatternKind kind = TAPLINE_PATTERN_TEXT;

  if (bar == NULL)
    return;
  if (TAPLINE_IS_HEX_VIEW (focus))
    {
      text = dup_selected_bytes (TAPLINE_HEX_VIEW (focus));
      kind = TAPLINE_PATTERN_HEX;
    }
  else if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (bar)))
    {
      text = dup_selected_text (self);
    }
  tapline_search_bar_open (bar, kind, text);
}

static void
go_action (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TaplineSearchBar *bar = ensure_bar (TAPLINE_WINDOW (widget)->page);

  if (bar != NULL)
    tapline_search_bar_go (bar, g_str_equal (action_name, "win.find-next"));
}

void
tapline_window_class_install_find_actions (TaplineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.find-next", NULL, go_action);
  gtk_widget_class_install_action (widget_class, "win.find-previous", NULL, go_action);
}
