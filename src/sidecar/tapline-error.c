/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with a connection, as whole sentences that say what to do. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-error.h"

/* What a TAPLINE_ERROR carries beside its message. */
typedef struct
{
  guint16 free_port;
} TaplineErrorPrivate;

static void
tapline_error_private_init (TaplineErrorPrivate *priv)
{
}

static void
tapline_error_private_copy (const TaplineErrorPrivate *from,
                            TaplineErrorPrivate       *to)
{
  *to = *from;
}

static void
tapline_error_private_clear (TaplineErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (TaplineError, tapline_error)

static gboolean
is (const GError *error,
    GIOErrorEnum  code)
{
  return g_error_matches (error, G_IO_ERROR, (int) code);
}

/* A link-local IPv6 address needs its scope; the kernel says EINVAL without it. */
static gboolean
lacks_scope (const char *host)
{
  return g_ascii_strncasecmp (host, "fe80:", 5) == 0 && strchr (host, '%') == NULL;
}

/* A socket in the file system, unix:PATH. */
static GError *
error_for_path (const char   *host,
                const GError *error,
                guint         timeout_ms)
{
  if (is (error, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_REFUSED,
                        _("%s refused the connection: nothing listens there. "
                          "Start the peer, or check the path."), host);
  if (is (error, G_IO_ERROR_NOT_FOUND))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_HOST_NOT_FOUND,
                        _("There is no socket %s. Start the peer, or check the path."), host);
  if (is (error, G_IO_ERROR_PERMISSION_DENIED))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                        _("You may not connect to %s. Ask its owner, or use another account."),
                        host);
  if (is (error, G_IO_ERROR_TIMED_OUT))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_TIMED_OUT,
                        _("%s did not accept the connection within %.3g seconds: "
                          "the peer is too busy."), host, timeout_ms / 1000.0);

  return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_FAILED, _("Connecting to %s failed: %s."),
                      host, error->message);
}

/**
 * tapline_error_for_connect:
 * @host: what was to be connected to
 * @port: its port, 0 for `unix:PATH`
 * @error: what GIO told
 * @timeout_ms: the deadline that was set, in milliseconds
 *
 * Thread: any.
 *
 * Returns: (transfer full): a #TAPLINE_ERROR whose message is a sentence for the user
 */
GError *
tapline_error_for_connect (const char   *host,
                           guint16       port,
                           const GError *error,
                           guint         timeout_ms)
{
  if (error->domain == TAPLINE_ERROR)
    return g_error_copy (error);
  if (port == 0)
    return error_for_path (host, error, timeout_ms);
  if (error->domain == G_RESOLVER_ERROR)
    {
      if (error->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE)
        return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_HOST_NOT_FOUND,
                            _("The name “%s” could not be looked up just now. "
                              "Check the network, or type an address."), host);
      return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_HOST_NOT_FOUND,
                          _("There is no host named “%s”. Check the spelling, or type an address."),
                          host);
    }
  if (is (error, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_REFUSED,
                        _("%s refused the connection: nothing listens on port %u there. "
                          "Start the peer, or check the port."), host, port);
  if (is (error, G_IO_ERROR_TIMED_OUT))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_TIMED_OUT,
                        _("%s did not answer on port %u within %.3g seconds. "
                          "It may be switched off, or a firewall may be in between."),
                        host, port, timeout_ms / 1000.0);
  if (lacks_scope (host))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_HOST_INVALID,
                        _("“%s” is a link-local address: add the interface, as in %s%%eth0."),
                        host, host);
  if (is (error, G_IO_ERROR_HOST_UNREACHABLE) || is (error, G_IO_ERROR_NETWORK_UNREACHABLE))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_UNREACHABLE,
                        _("There is no way to %s from here. Check the address and the network."),
                        host);

  return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                      _("Connecting to %s, port %u, failed: %s."), host, port, error->message);
}

/**
 * tapline_error_for_listen:
 * @address: where to listen
 * @port: on which port
 * @error: what GIO told
 * @free_port: a port that could be used instead, 0 if none is known
 *
 * Thread: any.
 *
 * Returns: (transfer full): a #TAPLINE_ERROR whose message is a sentence for the user
 */
GError *
tapline_error_for_listen (const char   *address,
                          guint16       port,
                          const GError *error,
                          guint16       free_port)
{
  if (error->domain == TAPLINE_ERROR)
    return g_error_copy (error);
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_HOST_NOT_FOUND,
                        _("“%s” is no address to listen on. Use 127.0.0.1 for this computer "
                          "only, or 0.0.0.0 for the whole network."), address);
  if (is (error, G_IO_ERROR_ADDRESS_IN_USE))
    {
      if (free_port != 0)
        {
          GError *in_use = g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_PORT_IN_USE,
                                        _("Port %u is in use by another program. "
                                          "Port %u is free."), port, free_port);

          tapline_error_get_private (in_use)->free_port = free_port;
          return in_use;
        }
      return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_PORT_IN_USE,
                          _("Port %u is in use by another program. Choose another one."), port);
    }
  if (is (error, G_IO_ERROR_PERMISSION_DENIED))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_PORT_PERMISSION,
                        _("Port %u is reserved for the system: ports below 1024 need special "
                          "rights. Choose a higher one, such as %u."),
                        port, port == 0 ? 8000 : 8000 + port % 1000);
  if (lacks_scope (address))
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_HOST_INVALID,
                        _("“%s” is a link-local address: add the interface, as in %s%%eth0."),
                        address, address);
  /* GIO has no code for EADDRNOTAVAIL: its text is all there is to know it by. */
  if (strstr (error->message, g_strerror (EADDRNOTAVAIL)) != NULL)
    return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_ADDRESS_NOT_LOCAL,
                        _("%s is not an address of this computer. Use 127.0.0.1 for this "
                          "computer only, or 0.0.0.0 for the whole network."), address);

  return g_error_new (TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                      _("Listening on %s, port %u, failed: %s."), address, port, error->message);
}

/**
 * tapline_error_get_free_port:
 * @error: a #TAPLINE_ERROR
 *
 * Thread: any.
 *
 * Returns: a port that could be used instead of one that is in use; 0 if none is known
 */
guint16
tapline_error_get_free_port (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == TAPLINE_ERROR, 0);

  return tapline_error_get_private (error)->free_port;
}
