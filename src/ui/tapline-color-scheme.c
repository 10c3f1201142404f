/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light or dark, as the desktop says through the Settings portal
 * (org.freedesktop.appearance, color-scheme: 0 no preference, 1 dark, 2 light). GTK 4.8 does not
 * ask it. Everything is asynchronous: without a bus or a portal nothing waits, and the style
 * stays what GTK's own settings say. */
#include "config.h"

#include "tapline-color-scheme.h"

#define PORTAL_NAME      "org.freedesktop.portal.Desktop"
#define PORTAL_PATH      "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Settings"
#define NAMESPACE        "org.freedesktop.appearance"
#define KEY              "color-scheme"

#define SCHEME_DARK  1
#define SCHEME_LIGHT 2

/* GtkInterfaceColorScheme */
#define INTERFACE_DARK  2
#define INTERFACE_LIGHT 3

struct _TaplineColorScheme
{
  GtkSettings     *settings; /* borrowed: lives as long as the display */
  GCancellable    *cancellable;
  GDBusConnection *bus;
  guint            subscription;
};

/* Of GtkSettings. Since GTK 4.20 the one that earlier versions know warns, and may do nothing. */
const char *
tapline_color_scheme_get_property (void)
{
  return gtk_get_minor_version () >= 20 ? "gtk-interface-color-scheme"
                                        : "gtk-application-prefer-dark-theme";
}

/* Whatever the desktop says. */
void
tapline_color_scheme_set_dark (GtkSettings *settings,
                               gboolean     dark)
{
  if (gtk_get_minor_version () >= 20)
    g_object_set (settings, tapline_color_scheme_get_property (),
                  dark ? INTERFACE_DARK : INTERFACE_LIGHT, NULL);
  else
    g_object_set (settings, tapline_color_scheme_get_property (), dark, NULL);
}

static void
tapline_color_scheme_apply (TaplineColorScheme *self,
                            GVariant           *boxed)
{
  g_autoptr (GVariant) value = g_variant_ref (boxed);

  /* Read() boxes the value twice. */
  while (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *inner = g_variant_get_variant (value);

      g_variant_unref (value);
      value = inner;
    }

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return;

  switch (g_variant_get_uint32 (value))
    {
    case SCHEME_DARK:
      tapline_color_scheme_set_dark (self->settings, TRUE);
      break;

    case SCHEME_LIGHT:
      tapline_color_scheme_set_dark (self->settings, FALSE);
      break;

    default:
      gtk_settings_reset_property (self->settings, tapline_color_scheme_get_property ());
    }
}

static void
setting_changed_cb (GDBusConnection *bus,
                    const char      *sender,
                    const char      *path,
                    const char      *interface,
                    const char      *signal,
                    GVariant        *parameters,
                    gpointer         data)
{
  TaplineColorScheme *self = data;
  g_autoptr (GVariant) value = NULL;
  const char *name, *key;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;

  g_variant_get (parameters, "(&s&sv)", &name, &key, &value);
  if (g_str_equal (name, NAMESPACE) && g_str_equal (key, KEY))
    tapline_color_scheme_apply (self, value);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  /* No portal, or cancelled, which is when @data is gone: nothing to follow. */
  if (reply == NULL)
    return;

  g_variant_get (reply, "(v)", &value);
  tapline_color_scheme_apply (data, value);
}

static void
bus_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  TaplineColorScheme *self = data;

  if (bus == NULL)
    return;

  self->bus = g_steal_pointer (&bus);
  self->subscription =
    g_dbus_connection_signal_subscribe (self->bus, PORTAL_NAME, PORTAL_INTERFACE, "SettingChanged",
                                        PORTAL_PATH, NAMESPACE, G_DBUS_SIGNAL_FLAGS_NONE,
                                        setting_changed_cb, self, NULL);
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "Read",
                          g_variant_new ("(ss)", NAMESPACE, KEY), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, read_cb, self);
}

TaplineColorScheme *
tapline_color_scheme_new (GtkSettings *settings)
{
  TaplineColorScheme *self;

  g_return_val_if_fail (GTK_IS_SETTINGS (settings), NULL);

  self = g_new0 (TaplineColorScheme, 1);
  self->settings = settings;
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, bus_cb, self);

  return self;
}

void
tapline_color_scheme_free (TaplineColorScheme *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  if (self->bus != NULL)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);
  g_free (self);
}
