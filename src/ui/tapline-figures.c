/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures in words, alike in the sidebar, the status line and the tool tips. Sizes are
 * g_format_size()'s. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-figures.h"

char *
tapline_figures_format_count (guint64 count)
{
  /* The apostrophe groups the digits as the locale does. */
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
}

char *
tapline_figures_format_messages (guint64 messages)
{
  g_autofree char *count = tapline_figures_format_count (messages);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s message", "%s messages",
                                       (gulong) messages),
                          count);
}

char *
tapline_figures_format_peers (guint peers)
{
  g_autofree char *count = tapline_figures_format_count (peers);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s peer", "%s peers", peers), count);
}

char *
tapline_figures_format_rate (double rate)
{
  if (rate >= 999500.0)
    /* Translators: millions of messages a second */
    return g_strdup_printf (_("%.2f M/s"), rate / 1e6);

  if (rate >= 999.5)
    /* Translators: thousands of messages a second */
    return g_strdup_printf (_("%.1f k/s"), rate / 1e3);

  /* Translators: messages a second */
  return g_strdup_printf (_("%.0f /s"), rate);
}
