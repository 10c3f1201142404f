/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two style sheets: the rules, which never change, and the colours they name, which come as a
 * pair for light and dark. Which one fits is seen from the background that the theme has in the
 * end, so that every theme and every way to choose one counts. */
#include "config.h"

#include "tapline-color-scheme.h"
#include "tapline-style.h"

struct _TaplineStyle
{
  GdkDisplay     *display;
  GtkSettings    *settings; /* borrowed: lives as long as the display */
  GtkCssProvider *rules;
  GtkCssProvider *colors;
  gboolean        is_dark;
  gboolean        is_loaded;
};

static gboolean
tapline_style_find_dark (TaplineStyle *self)
{
  g_autoptr (GtkWidget) probe = g_object_ref_sink (gtk_label_new (NULL));
  GdkRGBA background;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (probe), "theme_base_color",
                                       &background))
    return FALSE;

  return 0.299f * background.red + 0.587f * background.green + 0.114f * background.blue < 0.5f;
}

static void
tapline_style_load_colors (TaplineStyle *self)
{
  gboolean is_dark = tapline_style_find_dark (self);

  if (self->is_loaded && self->is_dark == is_dark)
    return;

  self->is_loaded = TRUE;
  self->is_dark = is_dark;
  gtk_css_provider_load_from_resource (self->colors,
                                       is_dark ? "/io/github/tapline/Tapline/ui/colors-dark.css"
                                               : "/io/github/tapline/Tapline/ui/colors-light.css");
}

/* GTK's own handler comes first: the theme is the new one here. */
static void
theme_changed_cb (TaplineStyle *self)
{
  tapline_style_load_colors (self);
}

TaplineStyle *
tapline_style_new (GdkDisplay *display)
{
  g_autofree char *signal = NULL;
  TaplineStyle *self;

  g_return_val_if_fail (GDK_IS_DISPLAY (display), NULL);

  self = g_new0 (TaplineStyle, 1);
  self->display = g_object_ref (display);
  self->settings = gtk_settings_get_for_display (display);
  self->rules = gtk_css_provider_new ();
  self->colors = gtk_css_provider_new ();

  tapline_style_load_colors (self);
  gtk_css_provider_load_from_resource (self->rules, "/io/github/tapline/Tapline/ui/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->colors),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->rules),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  signal = g_strconcat ("notify::", tapline_color_scheme_get_property (), NULL);
  g_signal_connect_swapped (self->settings, signal, G_CALLBACK (theme_changed_cb), self);
  g_signal_connect_swapped (self->settings, "notify::gtk-theme-name",
                            G_CALLBACK (theme_changed_cb), self);

  return self;
}

void
tapline_style_free (TaplineStyle *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->settings, self);
  gtk_style_context_remove_provider_for_display (self->display, GTK_STYLE_PROVIDER (self->rules));
  gtk_style_context_remove_provider_for_display (self->display, GTK_STYLE_PROVIDER (self->colors));
  g_clear_object (&self->rules);
  g_clear_object (&self->colors);
  g_clear_object (&self->display);
  g_free (self);
}
