/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the title, the sidebar and the status line say of a page, and the state that it is in. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-figures.h"
#include "tapline-page.h"

gboolean
tapline_page_is_open (TaplinePage *self)
{
  TaplinePageState state = tapline_page_get_state (self);

  return state != TAPLINE_PAGE_IDLE && state != TAPLINE_PAGE_FAILED
         && state != TAPLINE_PAGE_RECORDING;
}

TaplinePageState
tapline_page_get_state (TaplinePage *self)
{
  TaplineSession *session = tapline_page_get_session (self);

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), TAPLINE_PAGE_IDLE);

  if (session == NULL)
    return TAPLINE_PAGE_IDLE;

  if (tapline_session_is_recording (session))
    return TAPLINE_PAGE_RECORDING;

  switch (tapline_session_get_state (session))
    {
    case TAPLINE_TAP_RESOLVING:
    case TAPLINE_TAP_CONNECTING:
    case TAPLINE_TAP_CLOSING:
      return TAPLINE_PAGE_WAITING;

    case TAPLINE_TAP_CONNECTED:
      return TAPLINE_PAGE_CONNECTED;

    case TAPLINE_TAP_LISTENING:
      return TAPLINE_PAGE_LISTENING;

    case TAPLINE_TAP_FAILED:
      return TAPLINE_PAGE_FAILED;

    case TAPLINE_TAP_IDLE:
    case TAPLINE_TAP_CLOSED:
    default:
      return TAPLINE_PAGE_IDLE;
    }
}

char *
tapline_page_dup_title (TaplinePage *self)
{
  TaplineSession *session = tapline_page_get_session (self);
  const char *title = NULL;

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  if (session != NULL)
    title = tapline_session_get_title (session);
  if (title == NULL || *title == '\0')
    return g_strdup (_("New session"));

  if (tapline_page_is_exposed (self))
    /* Translators: %s is "Listening on 7000"; anyone on the network can connect */
    return g_strdup_printf (_("%s (network)"), title);

  return g_strdup (title);
}

/* The sidebar's second line: a state that the dot alone does not tell, and figures. */
char *
tapline_page_dup_figures (TaplinePage *self)
{
  TaplineSession *session = tapline_page_get_session (self);
  TaplineSessionCounters counters;
  g_autofree char *messages = NULL;
  g_autofree char *other = NULL;

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  if (session == NULL)
    return NULL;

  counters = tapline_session_get_counters (session);
  messages = tapline_figures_format_messages (counters.messages);
  if (tapline_session_is_recording (session))
    return g_strdup_printf (_("%s · %s"), _("recording"), messages);

  switch (tapline_session_get_state (session))
    {
    case TAPLINE_TAP_RESOLVING:
      return g_strdup (_("looking up the host…"));

    case TAPLINE_TAP_CONNECTING:
      return g_strdup (_("connecting…"));

    case TAPLINE_TAP_CLOSING:
      return g_strdup (_("closing…"));

    case TAPLINE_TAP_LISTENING:
      other = tapline_figures_format_peers (counters.peers);
      /* Translators: "3 peers · 18,220 messages" */
      return g_strdup_printf (_("%s · %s"), other, messages);

    case TAPLINE_TAP_CONNECTED:
      other = g_format_size (counters.received + counters.sent);
      return g_strdup_printf (_("%s · %s"), messages, other);

    case TAPLINE_TAP_FAILED:
      return g_strdup_printf (_("%s · %s"), _("failed"), messages);

    case TAPLINE_TAP_IDLE:
      return g_strdup (_("not connected"));

    case TAPLINE_TAP_CLOSED:
    default:
      return g_strdup_printf (_("%s · %s"), _("closed"), messages);
    }
}

/* Both sides of the one connection are open. */
static gboolean
tapline_page_is_two_way (TaplinePage *self)
{
  g_autoptr (GArray) peers = tapline_session_list_peers (tapline_page_get_session (self));
  const TaplinePeer *peer;

  if (peers->len != 1)
    return FALSE;

  peer = &g_array_index (peers, TaplinePeer, 0);

  return peer->receiving && peer->sending;
}

const char *
tapline_page_get_status (TaplinePage *self)
{
  TaplineSession *session = tapline_page_get_session (self);
  const char *status = NULL;

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), NULL);

  /* Host and port are in the title, the sidebar and the entries. */
  if (tapline_page_get_state (self) == TAPLINE_PAGE_CONNECTED && tapline_page_is_two_way (self))
    return _("Connected");

  /* The notice and the log tell why. */
  if (tapline_page_get_state (self) == TAPLINE_PAGE_FAILED)
    return _("Failed");

  if (session != NULL && tapline_session_is_recording (session))
    status = _("Recording");
  else if (session != NULL)
    status = tapline_session_get_status (session);

  return status != NULL && *status != '\0' ? status : _("Not connected");
}

gboolean
tapline_page_is_exposed (TaplinePage *self)
{
  TaplineSession *session = tapline_page_get_session (self);
  TaplineAddress bound;

  g_return_val_if_fail (TAPLINE_IS_PAGE (self), FALSE);

  if (session == NULL || tapline_session_get_state (session) != TAPLINE_TAP_LISTENING)
    return FALSE;

  bound = tapline_session_get_bound (session);
  if (bound.family == 4)
    return bound.ip[0] != 127;
  if (bound.family == 6)
    {
      static const guint8 loopback[16] = { [15] = 1 };

      return memcmp (bound.ip, loopback, sizeof loopback) != 0;
    }

  return FALSE;
}
