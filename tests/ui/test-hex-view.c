/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a message: caret and selection by keys and mouse, in hex and in ASCII, whatever the
 * message's length; what assistive technology sees of them. */
#include "config.h"

#include <string.h>

#include "fake-list.h"
#include "log-fixture.h"
#include "tapline-go-to.h"
#include "tapline-hex-view.h"
#include "ui-test.h"

#define HUGE_LENGTH (G_GUINT64_CONSTANT (1) << 40)

typedef struct
{
  GtkWidget      *window;
  GtkWidget      *scroller;
  TaplineHexView *view;
  FakeList       *list;
  guint           n_moved;
} Hex;

static guint64 said_length;

/* A byte is the lowest eight bits of its offset. */
static void
decorate (FakeList       *list,
          guint64         number,
          TaplineMessage *message,
          GByteArray     *text)
{
  g_byte_array_set_size (text, 256);
  for (guint i = 0; i < 256; i++)
    text->data[i] = (guint8) i;
  message->length = said_length;
}

static void
count_cb (Hex *h)
{
  h->n_moved++;
}

static void
show (Hex     *h,
      guint64  length)
{
  said_length = length;
  tapline_hex_view_set_message (h->view, TAPLINE_MESSAGE_LIST (h->list), 3, length);
  gtk_test_widget_wait_for_draw (h->window);
  h->n_moved = 0;
}

static void
set_up (Hex           *h,
        gconstpointer  data)
{
  h->list = fake_list_new (10);
  h->list->decorate = decorate;
  h->window = gtk_window_new ();
  h->scroller = gtk_scrolled_window_new ();
  h->view = TAPLINE_HEX_VIEW (tapline_hex_view_new ());
  g_signal_connect_swapped (h->view, "moved", G_CALLBACK (count_cb), h);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (h->scroller), GTK_WIDGET (h->view));
  gtk_window_set_child (GTK_WINDOW (h->window), h->scroller);
  gtk_window_set_default_size (GTK_WINDOW (h->window), 900, 300);
  gtk_window_present (GTK_WINDOW (h->window));
  wait_until (gtk_widget_get_height (GTK_WIDGET (h->view)) > 0);
}

static void
tear_down (Hex           *h,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (h->view), (gpointer *) &h->view);
  gtk_window_destroy (GTK_WINDOW (h->window));
  wait_until (h->view == NULL);
  g_assert_finalize_object (h->list);
}

static void
press (Hex        *h,
       const char *key)
{
  fixture_press_in (GTK_WIDGET (h->view), key);
}

static void
assert_selection (Hex     *h,
                  guint64  start,
                  guint64  end)
{
  guint64 from, until;

  g_assert_true (tapline_hex_view_get_selection (h->view, &from, &until));
  g_assert_cmpuint (from, ==, start);
  g_assert_cmpuint (until, ==, end);
}

static void
test_new (void)
{
  GtkWidget *view = g_object_ref_sink (tapline_hex_view_new ());
  FakeList *list = fake_list_new (10);
  guint8 byte;

  tapline_hex_view_set_message (TAPLINE_HEX_VIEW (view), TAPLINE_MESSAGE_LIST (list), 3, 10);
  g_assert_cmpuint (tapline_hex_view_get_bytes (TAPLINE_HEX_VIEW (view), 9, 1, &byte), ==, 1);
  g_assert_cmpuint (tapline_hex_view_get_bytes (TAPLINE_HEX_VIEW (view), 10, 1, &byte), ==, 0);
  tapline_hex_view_set_message (TAPLINE_HEX_VIEW (view), NULL, 0, 0);
  g_assert_cmpuint (tapline_hex_view_get_bytes (TAPLINE_HEX_VIEW (view), 0, 1, &byte), ==, 0);
  g_assert_finalize_object (view);
  g_assert_finalize_object (list);
}

static void
test_keyboard (Hex           *h,
               gconstpointer  data)
{
  guint64 start, end, page;

  show (h, 1000);
  g_assert_false (tapline_hex_view_get_selection (h->view, &start, &end));
  g_assert_cmpuint (start, ==, 0);
  g_assert_cmpuint (end, ==, 1);
  press (h, "Left");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0);
  press (h, "Right");
  press (h, "Down");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 17);
  g_assert_cmpuint (h->n_moved, >=, 2);
  press (h, "<Shift>Right");
  press (h, "<Shift>Down");
  assert_selection (h, 17, 35);
  press (h, "<Shift>Up");
  press (h, "<Shift>Up");
  assert_selection (h, 2, 18);
  press (h, "End");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 15);
  g_assert_false (tapline_hex_view_get_selection (h->view, &start, &end));
  press (h, "Page_Down");
  page = tapline_hex_view_get_caret (h->view) - 15;
  g_assert_cmpuint (page % 16, ==, 0);
  g_assert_cmpuint (page, >=, 64);
  press (h, "<Control>End");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 999);
  press (h, "Down");
  press (h, "Right");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 999);
  press (h, "<Shift><Control>Home");
  assert_selection (h, 0, 1000);
  press (h, "Page_Up");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0);
  press (h, "<Control>a");
  assert_selection (h, 0, 1000);
}

static GtkAdjustment *
get_adjustment (Hex *h)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (h->scroller));
}

/* A terabyte opens as ten bytes do, and its end is where it is. */
static void
test_huge (Hex           *h,
           gconstpointer  data)
{
  gint64 before = g_get_monotonic_time ();
  guint8 bytes[16];

  show (h, HUGE_LENGTH);
  press (h, "<Control>End");
  gtk_test_widget_wait_for_draw (h->window);
  g_assert_cmpint (g_get_monotonic_time () - before, <, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, HUGE_LENGTH - 1);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (h))
                       + gtk_adjustment_get_page_size (get_adjustment (h)), >,
                     gtk_adjustment_get_upper (get_adjustment (h)) - 20);
  g_assert_cmpuint (tapline_hex_view_get_bytes (h->view, HUGE_LENGTH - 10, 16, bytes), ==, 10);
  g_assert_cmpuint (bytes[9], ==, 0xff);
  /* No more than what can be seen was asked for. */
  tapline_hex_view_set_caret (h->view, HUGE_LENGTH / 2 + 5);
  tapline_hex_view_get_bytes (h->view, HUGE_LENGTH / 2, 16, bytes);
  g_assert_cmpuint (bytes[5], ==, 5);
}

static void
drag (Hex      *h,
      double    x,
      double    y,
      double    dx,
      gboolean  drop)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (h->view));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_GESTURE_DRAG (controller))
        continue;
      g_signal_emit_by_name (controller, "drag-begin", x, y);
      if (dx != 0)
        g_signal_emit_by_name (controller, "drag-update", dx, 0.0);
      if (drop)
        g_signal_emit_by_name (controller, "drag-end", dx, 0.0);
    }
}

static double
get_char_width (Hex *h)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (h->view), "0000");
  int width;

  pango_layout_get_size (layout, &width, NULL);

  return width / 4.0 / PANGO_SCALE;
}

static char *
clipboard_text (Hex *h)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (h->window), NULL,
                                 fixture_got_text_cb, &text);
  wait_until (text != NULL);

  return text;
}

static void
copied_cb (Hex *h)
{
  h->n_moved = G_MAXUINT;
}

static char *
copy (Hex        *h,
      const char *key)
{
  h->n_moved = 0;
  press (h, key);
  wait_until (h->n_moved == G_MAXUINT);

  return clipboard_text (h);
}

/* Bytes are selected where they stand as hex or where they stand as ASCII, and copied so. */
static void
test_mouse (Hex           *h,
            gconstpointer  data)
{
  double width = get_char_width (h);
  g_autofree char *hex = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  show (h, 1000);
  g_signal_connect_swapped (h->view, "copied", G_CALLBACK (copied_cb), h);
  /* The third byte of the first line, and two more. */
  drag (h, 12 + width * (10 + 2 * 3 + 1), 5, width * 6, TRUE);
  assert_selection (h, 2, 5);
  hex = copy (h, "<Control>c");
  g_assert_cmpstr (hex, ==, "02 03 04");

  /* A to C, which are in the fifth line. */
  tapline_hex_view_set_caret (h->view, 0);
  drag (h, 12 + width * (8 + 5 + 48 + 1 + 0.5), 5 + 4 * 22, width * 2, TRUE);
  assert_selection (h, 0x41, 0x44);
  text = copy (h, "<Control>c");
  g_assert_cmpstr (text, ==, "ABC");
  press (h, "<Control>Left");
  again = copy (h, "<Control>c");
  g_assert_cmpstr (again, ==, "41 42 43");
}

static void
test_copy_as (Hex           *h,
              gconstpointer  data)
{
  static const char *const expected[][2] = {
    { "hex", "41 42" },
    { "text", "AB" },
    { "dump", "00000000  41 42                                              AB" },
    { "base64", "QUI=" },
  };

  show (h, 1000);
  g_signal_connect_swapped (h->view, "copied", G_CALLBACK (copied_cb), h);
  tapline_hex_view_select (h->view, 0x41, 0x43);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *text = NULL;

      h->n_moved = 0;
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (h->view), "hex.copy-as", "s",
                                                 expected[i][0]));
      wait_until (h->n_moved == G_MAXUINT);
      text = clipboard_text (h);
      g_assert_cmpstr (text, ==, expected[i][1]);
    }
}

/* The text that is copied is the session's. */
static void
test_encoding (Hex           *h,
               gconstpointer  data)
{
  g_autofree char *text = NULL;

  show (h, 1000);
  tapline_hex_view_set_encoding (h->view, "ISO-8859-1");
  g_signal_connect_swapped (h->view, "copied", G_CALLBACK (copied_cb), h);
  tapline_hex_view_select (h->view, 0xe4, 0xe6);
  gtk_widget_activate_action (GTK_WIDGET (h->view), "hex.copy-as", "s", "text");
  wait_until (h->n_moved == G_MAXUINT);
  text = clipboard_text (h);
  g_assert_cmpstr (text, ==, "äå");
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    guint64     to;
  } numbers[] = {
    { "0", 0 }, { "100", 100 }, { " 0x64 ", 100 }, { "64h", 100 }, { "0XffH", G_MAXUINT64 - 1 },
    { "+16", 66 }, { "-0x10", 34 }, { "-51", 0 }, { "+18446744073709551615", G_MAXUINT64 },
    { "", G_MAXUINT64 - 1 }, { "h", G_MAXUINT64 - 1 }, { "ten", G_MAXUINT64 - 1 },
    { "+-1", G_MAXUINT64 - 1 }, { "1 2", G_MAXUINT64 - 1 },
    { "18446744073709551616", G_MAXUINT64 - 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint64 to = G_MAXUINT64 - 1;

      g_assert_cmpint (tapline_go_to_parse (numbers[i].text, 50, &to), ==,
                       numbers[i].to != G_MAXUINT64 - 1);
      g_assert_cmpuint (to, ==, numbers[i].to);
    }
}

static GtkWidget *
find_child (GtkWidget *widget,
            GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_child (child, type);

  return found;
}

/* A byte far away, by its number; one that is not there leaves the question open. */
static void
test_go_to (Hex           *h,
            gconstpointer  data)
{
  GtkWidget *popover, *entry;

  show (h, HUGE_LENGTH);
  press (h, "<Control>j");
  popover = find_child (GTK_WIDGET (h->view), TAPLINE_TYPE_GO_TO);
  g_assert_nonnull (popover);
  wait_until (gtk_widget_get_mapped (popover));
  entry = find_child (popover, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "0x10000000000");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "0xffffffff");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0xffffffff);
  wait_until (!gtk_widget_get_mapped (popover));
  wait_until (gtk_widget_has_focus (GTK_WIDGET (h->view)));

  press (h, "<Control>j");
  wait_until (gtk_widget_get_mapped (popover));
  gtk_editable_set_text (GTK_EDITABLE (entry), "-0xff");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0xffffff00);
}

static void
test_highlight (Hex           *h,
                gconstpointer  data)
{
  show (h, 100000);
  tapline_hex_view_set_highlight (h->view, 50000, 50004, FALSE);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (h)), ==, 0);
  tapline_hex_view_set_highlight (h->view, 50000, 50008, TRUE);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (h)), >, 0);
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0);
  gtk_test_widget_wait_for_draw (h->window);
  tapline_hex_view_set_highlight (h->view, 0, 0, FALSE);
  gtk_test_widget_wait_for_draw (h->window);
}

static GtkWidget *
get_line (Hex   *h,
          guint  n)
{
  GtkWidget *line = gtk_widget_get_first_child (GTK_WIDGET (h->view));

  while (n-- > 0)
    line = gtk_widget_get_next_sibling (line);

  return line;
}

static gboolean
is_told (Hex        *h,
         guint       line,
         const char *label)
{
  return fixture_has_label (get_line (h, line), label);
}

/* Assistive technology has the lines that can be seen; narrow ones where there is less room. */
static void
test_lines (Hex           *h,
            gconstpointer  data)
{
  show (h, 0x45);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (h->view), GTK_ACCESSIBLE_ROLE_LIST);
  wait_until (is_told (h, 4, "00000040  40 41 42 43 44  @ABCD"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (get_line (h, 4)), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  show (h, 100000);
  tapline_hex_view_set_caret (h->view, 99999);
  wait_until (is_told (h, 0, "00000000  00") == FALSE
              && gtk_adjustment_get_value (get_adjustment (h)) > 0);
  gtk_window_set_default_size (GTK_WINDOW (h->window), 450, 300);
  tapline_hex_view_set_caret (h->view, 0);
  wait_until (is_told (h, 1, "00000008  08 09 0a 0b  0c 0d 0e 0f  ........"));
}

static void
test_growth (Hex           *h,
             gconstpointer  data)
{
  show (h, 20);
  press (h, "<Control>End");
  said_length = 30;
  tapline_hex_view_set_length (h->view, 30);
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 19);
  press (h, "<Control>End");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 29);
  show (h, 0);
  press (h, "<Control>a");
  press (h, "<Control>End");
  g_assert_cmpuint (tapline_hex_view_get_caret (h->view), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/hex-view/new", test_new);
  g_test_add_func ("/hex-view/parse", test_parse);
#define ADD(path, function) g_test_add (path, Hex, NULL, set_up, function, tear_down)
  ADD ("/hex-view/keyboard", test_keyboard);
  ADD ("/hex-view/huge", test_huge);
  ADD ("/hex-view/mouse", test_mouse);
  ADD ("/hex-view/copy-as", test_copy_as);
  ADD ("/hex-view/encoding", test_encoding);
  ADD ("/hex-view/go-to", test_go_to);
  ADD ("/hex-view/highlight", test_highlight);
  ADD ("/hex-view/lines", test_lines);
  ADD ("/hex-view/growth", test_growth);

  return g_test_run ();
}
