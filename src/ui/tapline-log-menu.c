/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's menus: of the heads, of a row, and what the window's menu has of them. They are made
 * when they are first opened; their actions are found from where they are shown.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-log-menu.h"

#define RESOURCE "/io/github/tapline/Tapline/ui/tapline-log-menu.ui"

static const struct
{
  const char *name;
  const char *label;
} encodings[] = {
  { "UTF-8", N_("Unicode (UTF-8)") },
  { "UTF-16LE", N_("Unicode (UTF-16, little-endian)") },
  { "UTF-16BE", N_("Unicode (UTF-16, big-endian)") },
  { "ISO-8859-1", N_("Western (Latin-1)") },
  { "ISO-8859-15", N_("Western (Latin-9)") },
  { "WINDOWS-1252", N_("Western (Windows-1252)") },
  { "IBM850", N_("Western (DOS 850)") },
  { "IBM437", N_("Western (DOS 437)") },
  { "IBM037", N_("Western (EBCDIC 037)") },
  { "ISO-8859-2", N_("Central European (Latin-2)") },
  { "WINDOWS-1250", N_("Central European (Windows-1250)") },
  { "WINDOWS-1251", N_("Cyrillic (Windows-1251)") },
  { "KOI8-R", N_("Cyrillic (KOI8-R)") },
  { "ISO-8859-7", N_("Greek (ISO 8859-7)") },
  { "WINDOWS-1255", N_("Hebrew (Windows-1255)") },
  { "WINDOWS-1256", N_("Arabic (Windows-1256)") },
  { "SHIFT_JIS", N_("Japanese (Shift JIS)") },
  { "EUC-JP", N_("Japanese (EUC-JP)") },
  { "ISO-2022-JP", N_("Japanese (ISO 2022)") },
  { "GB18030", N_("Chinese (GB18030)") },
  { "BIG5", N_("Chinese (Big5)") },
  { "EUC-KR", N_("Korean (EUC-KR)") },
};

static GMenuModel *
load (const char *id)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (RESOURCE);

  return g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, id)));
}

static GMenuModel *
new_encodings (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(encodings[i].label), NULL);

      g_menu_item_set_action_and_target (item, "win.encoding", "s", encodings[i].name);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

/* For the heads: which columns, and what the time column tells. */
GMenuModel *
tapline_log_menu_new_columns (void)
{
  return load ("columns_menu");
}

/* For the window's menu: all there is to choose about rows. */
GMenuModel *
tapline_log_menu_new_view (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenuModel) columns = load ("columns_menu");
  g_autoptr (GMenuModel) body = load ("body_menu");
  g_autoptr (GMenuModel) text = new_encodings ();

  g_menu_append_section (menu, NULL, body);
  g_menu_append_submenu (section, _("_Columns and Time"), columns);
  g_menu_append_submenu (section, _("Text _Encoding"), text);
  g_menu_append (section, _("Highlight _Rules…"), "win.highlight-rules");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));

  return G_MENU_MODEL (menu);
}

/* For a row: copying, following, and the same as in the window's menu. */
GMenuModel *
tapline_log_menu_new_rows (void)
{
  g_autoptr (GMenuModel) rows = load ("rows_menu");
  g_autoptr (GMenuModel) view = tapline_log_menu_new_view ();
  g_autoptr (GMenu) section = g_menu_new ();

  g_menu_append_submenu (section, _("_View"), view);
  g_menu_append_section (G_MENU (rows), NULL, G_MENU_MODEL (section));

  return g_steal_pointer (&rows);
}
