/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to connect or listen, checked: what a user types or pastes becomes host and port, or a
 * sentence that says what to type instead.
 */
#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "tapline-endpoint.h"
#include "tapline-error.h"

#define SCHEME "tcp://"
/* A socket of this computer, in the file system. */
#define LOCAL_SCHEME "unix:"
/* unix(7): sun_path with its NUL. */
#define LOCAL_PATH_MAX 107
/* RFC 1035 section 2.3.4, as text. */
#define HOST_MAX_LENGTH 253

G_DEFINE_BOXED_TYPE (TaplineEndpoint, tapline_endpoint, tapline_endpoint_copy,
                     tapline_endpoint_free)

static gboolean
is_ipv6 (const char *host)
{
  return strchr (host, ':') != NULL;
}

/* Whether it is `unix:PATH`, a socket of this computer. */
static gboolean
is_local (const char *host)
{
  return g_str_has_prefix (host, LOCAL_SCHEME);
}

static gboolean
set_host_error (GError     **error,
                const char  *host)
{
  g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_HOST_INVALID,
               _("“%s” is neither a name nor an address. Type one like scope.lab, 192.168.0.7 "
                 "or ::1."), host);
  return FALSE;
}

static gboolean
parse_port (const char  *text,
            gboolean     listen,
            guint16     *port,
            GError     **error)
{
  guint64 number;

  if (*text == '\0' && !listen)
    g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_PORT_EMPTY,
                         _("Type the port to connect to, a number from 1 to 65535."));
  else if (*text == '\0')
    {
      *port = 0;
      return TRUE;
    }
  else if (g_ascii_string_to_unsigned (text, 10, listen ? 0 : 1, G_MAXUINT16, &number, NULL))
    {
      *port = (guint16) number;
      return TRUE;
    }
  else
    g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_PORT_INVALID,
                 _("“%s” is no port. Type a number from 1 to 65535."), text);

  return FALSE;
}

/* A name or an address without brackets: nothing that could not be in one. The resolver has the
 * last word. */
static gboolean
check_host (const char  *host,
            GError     **error)
{
  g_autofree char *address = NULL;

  if (is_ipv6 (host))
    {
      address = g_strndup (host, strcspn (host, "%"));
      return g_hostname_is_ip_address (address) || set_host_error (error, host);
    }
  if (strlen (host) > HOST_MAX_LENGTH || strpbrk (host, " \t/?#@[]\\<>\"'%,;") != NULL
      || !g_utf8_validate (host, -1, NULL))
    return set_host_error (error, host);

  return TRUE;
}

/* Takes `host:port`, `[v6]`, `[v6]:port`, with or without the scheme, apart; a bare IPv6 address
 * has colons but no port. */
static gboolean
split_host (const char  *text,
            char       **host,
            char       **port,
            GError     **error)
{
  const char *colon, *bracket;
  g_autofree char *rest = NULL;

  if (g_ascii_strncasecmp (text, SCHEME, strlen (SCHEME)) == 0)
    text += strlen (SCHEME);
  else if (strstr (text, "://") != NULL)
    return set_host_error (error, text);
  rest = g_strdup (text);
  /* A pasted address may end like a URL. */
  if (g_str_has_suffix (rest, "/"))
    rest[strlen (rest) - 1] = '\0';

  colon = strchr (rest, ':');
  if (*rest == '[')
    {
      bracket = strchr (rest, ']');
      if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':'))
        return set_host_error (error, text);
      *host = g_strndup (rest + 1, (gsize) (bracket - rest - 1));
      *port = g_strdup (bracket[1] == ':' ? bracket + 2 : "");
      /* Brackets are for IPv6 addresses (RFC 3986 section 3.2.2). */
      return is_ipv6 (*host) || set_host_error (error, text);
    }
  if (colon != NULL && strchr (colon + 1, ':') == NULL)
    {
      *host = g_strndup (rest, (gsize) (colon - rest));
      *port = g_strdup (colon + 1);
    }
  else
    {
      *host = g_steal_pointer (&rest);
      *port = g_strdup ("");
    }

  return TRUE;
}

/* `unix:PATH` as it stands; nobody listens there, and it has no port. */
static TaplineEndpoint *
parse_local (const char  *host,
             const char  *port,
             gboolean     listen,
             GError     **error)
{
  const char *path = host + strlen (LOCAL_SCHEME);

  if (listen || *path == '\0' || strlen (path) > LOCAL_PATH_MAX || *port != '\0')
    {
      g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_HOST_INVALID,
                   _("“%s” cannot be used here. To connect, write a socket like "
                     "unix:/run/service.sock, at most %d bytes behind the colon, without a port."),
                   host, LOCAL_PATH_MAX);
      return NULL;
    }

  return tapline_endpoint_new (host, 0, FALSE);
}

/**
 * tapline_endpoint_new:
 * @host: name or address, an IPv6 one without brackets, or `unix:PATH`; not empty
 * @port: TCP port, 0 for `unix:PATH`
 * @listen: whether to listen there
 *
 * Thread: any.
 *
 * Returns: (transfer full): an endpoint
 */
TaplineEndpoint *
tapline_endpoint_new (const char *host,
                      guint16     port,
                      gboolean    listen)
{
  TaplineEndpoint *self;

  g_return_val_if_fail (host != NULL && *host != '\0', NULL);

  self = g_new (TaplineEndpoint, 1);
  self->host = g_strdup (host);
  self->port = port;
  self->listen = listen;

  return self;
}

/**
 * tapline_endpoint_parse:
 * @host: what was typed for the host: `host`, `host:port`, `[::1]:7000`, `::1`, `tcp://host:port`,
 *   `unix:PATH`
 * @port: what was typed for the port, may be empty
 * @listen: whether to listen there: an empty host is 127.0.0.1 then, an empty port any free one
 * @error: return location for #TAPLINE_ERROR: HOST_EMPTY, HOST_INVALID, PORT_EMPTY, PORT_INVALID
 *
 * White space around both is ignored. A port in @host wins over an empty @port and must agree with
 * one that is not. Thread: any.
 *
 * Returns: (transfer full): the endpoint, or %NULL
 */
TaplineEndpoint *
tapline_endpoint_parse (const char  *host,
                        const char  *port,
                        gboolean     listen,
                        GError     **error)
{
  g_autofree char *typed_host = g_strstrip (g_strdup (host));
  g_autofree char *typed_port = g_strstrip (g_strdup (port));
  g_autofree char *name = NULL;
  g_autofree char *name_port = NULL;
  guint16 number;

  if (is_local (typed_host))
    return parse_local (typed_host, typed_port, listen, error);
  if (*typed_host == '\0' && listen)
    {
      name = g_strdup ("127.0.0.1");
      name_port = g_strdup ("");
    }
  else if (!split_host (typed_host, &name, &name_port, error))
    return NULL;

  if (*name == '\0')
    {
      g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_HOST_EMPTY,
                           _("Type the name or the address of the host to connect to."));
      return NULL;
    }
  if (!check_host (name, error))
    return NULL;
  if (*name_port != '\0' && *typed_port != '\0' && strcmp (name_port, typed_port) != 0)
    {
      g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_PORT_INVALID,
                   _("The host says port %s, but here it is %s. Clear one of them."),
                   name_port, typed_port);
      return NULL;
    }
  if (!parse_port (*name_port != '\0' ? name_port : typed_port, listen, &number, error))
    return NULL;

  return tapline_endpoint_new (name, number, listen);
}

TaplineEndpoint *
tapline_endpoint_copy (const TaplineEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return tapline_endpoint_new (self->host, self->port, self->listen);
}

void
tapline_endpoint_free (TaplineEndpoint *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self);
}

/**
 * tapline_endpoint_to_string:
 * @self: an endpoint
 *
 * Thread: any.
 *
 * Returns: (transfer full): `host:port`, an IPv6 address in brackets (RFC 3986 section 3.2.2), or
 *   `unix:PATH`
 */
char *
tapline_endpoint_to_string (const TaplineEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (is_local (self->host))
    return g_strdup (self->host);

  return g_strdup_printf (is_ipv6 (self->host) ? "[%s]:%u" : "%s:%u", self->host, self->port);
}

/**
 * tapline_endpoint_dup_title:
 * @self: an endpoint
 *
 * Thread: any.
 *
 * Returns: (transfer full): what to call a session there: "scope.lab:5025", "Listening on 7000"
 */
char *
tapline_endpoint_dup_title (const TaplineEndpoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!self->listen)
    return tapline_endpoint_to_string (self);
  if (self->port == 0)
    return g_strdup (_("Listening"));

  return g_strdup_printf (_("Listening on %u"), self->port);
}
