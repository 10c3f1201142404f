/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortcuts window tells all keys that do something, and none that does not. */
#include "config.h"

#include <gtk/gtk.h>
#include <string.h>

#include "tapline-application-private.h"
#include "tapline-hex-view.h"
#include "tapline-log.h"
#include "ui-test.h"

/* Keys that GTK handles by itself. */
static const char *const built_in[] = { "F10" };

typedef struct
{
  GHashTable *keys;
  gboolean    is_accelerator; /* the element that is read */
} Reader;

/* The key as GTK writes it, whatever the order of its modifiers. */
static char *
dup_key (const char *accelerator)
{
  guint key;
  GdkModifierType modifiers;

  if (!gtk_accelerator_parse (accelerator, &key, &modifiers))
    g_error ("no key: %s", accelerator);

  return gtk_accelerator_name (key, modifiers);
}

static void
add_text (GMarkupParseContext  *context,
          const char           *text,
          gsize                 length,
          gpointer              data,
          GError              **error)
{
  const Reader *reader = data;
  g_autofree char *accelerators = g_strndup (text, length);
  g_auto (GStrv) keys = g_strsplit (accelerators, " ", -1);

  for (guint i = 0; reader->is_accelerator && keys[i] != NULL; i++)
    g_hash_table_add (reader->keys, dup_key (keys[i]));
}

static void
start_element (GMarkupParseContext  *context,
               const char           *element,
               const char          **names,
               const char          **values,
               gpointer              data,
               GError              **error)
{
  Reader *reader = data;

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "name") && g_str_equal (values[i], "accelerator"))
      reader->is_accelerator = TRUE;
}

static void
end_element (GMarkupParseContext  *context,
             const char           *element,
             gpointer              data,
             GError              **error)
{
  ((Reader *) data)->is_accelerator = FALSE;
}

/* The keys in the shortcuts window. */
static GHashTable *
read_window (void)
{
  static const GMarkupParser parser = {
    .start_element = start_element,
    .end_element = end_element,
    .text = add_text,
  };
  Reader reader = { .keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (
    "/io/github/tapline/Tapline/ui/tapline-shortcuts.ui", 0, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text;

  g_assert_nonnull (bytes);
  text = g_bytes_get_data (bytes, &length);
  g_markup_parse_context_parse (context, text, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (reader.keys), >, 30);

  return reader.keys;
}

/* What a widget does by itself with its keys: the key to the action, "" for what is none. */
static void
add_bindings (GHashTable *bindings,
              GtkWidget  *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          g_autofree char *trigger =
            gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
          g_autofree char *action =
            gtk_shortcut_action_to_string (gtk_shortcut_get_action (shortcut));
          GVariant *arguments = gtk_shortcut_get_arguments (shortcut);
          g_autofree char *words = arguments != NULL ? g_variant_print (arguments, FALSE) : NULL;

          /* GTK's own, for a key that has no name in it. */
          if (g_str_has_prefix (trigger, "0x"))
            continue;
          g_hash_table_insert (bindings, dup_key (trigger),
                               g_str_has_prefix (action, "action(")
                                 ? g_strconcat (action, words, NULL) : g_strdup (""));
        }
    }
}

/* Each action of the application that has keys, one of them. */
static void
test_application (void)
{
  g_autoptr (GHashTable) told = read_window ();
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);

  g_assert_cmpuint (g_strv_length (actions), >, 10);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (application, actions[i]);
      g_autofree char *key = dup_key (accels[0]);

      g_test_message ("%s %s", actions[i], key);
      g_assert_true (g_hash_table_contains (told, key));
    }
}

/* Each action of the log, too. */
static void
test_log (void)
{
  g_autoptr (GHashTable) told = read_window ();
  g_autoptr (GHashTable) bindings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                           g_free);
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  GtkWidget *log = g_object_ref_sink (tapline_log_new ());
  GHashTableIter iter;
  gpointer key, action;

  add_bindings (bindings, log);
  g_assert_cmpuint (g_hash_table_size (bindings), >, 20);
  g_hash_table_iter_init (&iter, bindings);
  while (g_hash_table_iter_next (&iter, &key, &action))
    if (g_hash_table_contains (told, key))
      g_hash_table_add (found, action);
  g_hash_table_iter_init (&iter, bindings);
  while (g_hash_table_iter_next (&iter, &key, &action))
    {
      g_test_message ("%s %s", (const char *) key, (const char *) action);
      g_assert_true (g_hash_table_contains (found, action));
    }
  g_object_unref (log);
}

/* Whatever the window tells of modifiers and function keys is a key of the application, the
 * log or the bytes of a message; the others belong to what has the focus. */
static void
test_window (void)
{
  g_autoptr (GHashTable) told = read_window ();
  g_autoptr (GHashTable) bindings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                           g_free);
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);
  GtkWidget *log = g_object_ref_sink (tapline_log_new ());
  GtkWidget *bytes = g_object_ref_sink (tapline_hex_view_new ());
  GHashTableIter iter;
  gpointer key;

  add_bindings (bindings, log);
  add_bindings (bindings, bytes);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (application, actions[i]);

      for (guint k = 0; accels[k] != NULL; k++)
        g_hash_table_insert (bindings, dup_key (accels[k]), g_strdup (actions[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    g_hash_table_insert (bindings, dup_key (built_in[i]), g_strdup (""));
  g_hash_table_iter_init (&iter, told);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gboolean is_function = ((const char *) key)[0] == 'F' && strlen (key) <= 3;

      g_test_message ("%s", (const char *) key);
      g_assert_true (g_hash_table_contains (bindings, key) ||
                     !(is_function || strstr (key, "<Control>") != NULL));
    }
  g_object_unref (bytes);
  g_object_unref (log);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (TaplineApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  ui_test_init (&argc, &argv);
  application = tapline_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_set_default (G_APPLICATION (application));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));

  g_test_add_func ("/shortcuts/application", test_application);
  g_test_add_func ("/shortcuts/log", test_log);
  g_test_add_func ("/shortcuts/window", test_window);

  return g_test_run ();
}
