/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framings of the window's sessions: a new one begins with the setting's; what it connects to
 * or listens on has the one that was chosen for it last, unless another was chosen just before.
 */
#include "config.h"

#include "tapline-remembered.h"
#include "tapline-window-private.h"

static guint32
get_limit (TaplineWindow *self)
{
  return self->settings != NULL ? g_settings_get_uint (self->settings, "message-limit")
                                : TAPLINE_MESSAGE_LIMIT_DEFAULT;
}

/* The framing of new sessions; if the setting is none, that of the page stays. */
void
tapline_window_framing_page_added (TaplineWindow *self,
                                   TaplinePage   *page)
{
  g_autofree char *spec = NULL;

  if (self->settings == NULL)
    return;

  spec = g_settings_get_string (self->settings, "default-framing");
  if (!tapline_page_set_framing (page, spec, get_limit (self), NULL))
    tapline_page_set_framing (page, "lines", get_limit (self), NULL);
}

/* What was remembered by another version may be no framing: the page's stays then. */
void
tapline_window_framing_opening (TaplineWindow         *self,
                                TaplinePage           *page,
                                const TaplineEndpoint *endpoint)
{
  g_autofree char *spec = NULL;

  if (self->settings == NULL)
    return;

  if (self->framed_page == tapline_page_get_id (page))
    tapline_remembered_set (self->settings, "endpoint-framings", endpoint,
                            tapline_page_get_framing (page));
  else
    spec = tapline_remembered_dup (self->settings, "endpoint-framings", endpoint);
  self->framed_page = 0;
  if (spec != NULL && !g_str_equal (spec, tapline_page_get_framing (page)))
    tapline_page_set_framing (page, spec, get_limit (self), NULL);
}

/* Chosen by the user, for the page that is shown. */
void
tapline_window_set_framing (TaplineWindow *self,
                            const char    *spec)
{
  const TaplineEndpoint *endpoint = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TAPLINE_IS_WINDOW (self));
  g_return_if_fail (spec != NULL);

  if (!tapline_page_set_framing (self->page, spec, get_limit (self), &error))
    {
      tapline_page_set_error (self->page, error);
      return;
    }
  if (tapline_page_get_session (self->page) != NULL)
    endpoint = tapline_session_get_endpoint (tapline_page_get_session (self->page));
  if (endpoint == NULL)
    self->framed_page = tapline_page_get_id (self->page);
  else if (self->settings != NULL)
    tapline_remembered_set (self->settings, "endpoint-framings", endpoint, spec);
}
