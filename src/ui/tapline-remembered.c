/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key of the settings that is a list of pairs: an endpoint and what was chosen for it, the last
 * one first. It has an end, so that the settings do not grow with each port that was ever tried.
 */
#include "config.h"

#include "tapline-remembered.h"

#define REMEMBERED_MAX 50

/* What the settings remember a value for. */
static char *
dup_name (const TaplineEndpoint *endpoint)
{
  g_autofree char *address = tapline_endpoint_to_string (endpoint);

  return g_strdup_printf ("%s%s", endpoint->listen ? "listen " : "", address);
}

/* (transfer full) (nullable): what is remembered with @endpoint under @key, as it was set. */
char *
tapline_remembered_dup (GSettings             *settings,
                        const char            *key,
                        const TaplineEndpoint *endpoint)
{
  g_autoptr (GVariant) remembered = g_settings_get_value (settings, key);
  g_autofree char *name = dup_name (endpoint);
  const char *other, *value;
  GVariantIter iter;

  g_variant_iter_init (&iter, remembered);
  while (g_variant_iter_next (&iter, "(&s&s)", &other, &value))
    {
      if (g_str_equal (name, other))
        return g_strdup (value);
    }

  return NULL;
}

/* @value: (nullable): what to remember, %NULL for nothing any more */
void
tapline_remembered_set (GSettings             *settings,
                        const char            *key,
                        const TaplineEndpoint *endpoint,
                        const char            *value)
{
  g_autoptr (GVariant) remembered = g_settings_get_value (settings, key);
  g_autofree char *name = dup_name (endpoint);
  const char *other, *former;
  GVariantBuilder builder;
  GVariantIter iter;
  guint n = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  if (value != NULL)
    {
      g_variant_builder_add (&builder, "(ss)", name, value);
      n++;
    }
  g_variant_iter_init (&iter, remembered);
  while (n < REMEMBERED_MAX && g_variant_iter_next (&iter, "(&s&s)", &other, &former))
    {
      if (g_str_equal (name, other))
        continue;
      g_variant_builder_add (&builder, "(ss)", other, former);
      n++;
    }
  g_settings_set_value (settings, key, g_variant_builder_end (&builder));
}
