/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPLINE_ENCODING_DEFAULT "UTF-8"

/* A decoder of one encoding other than UTF-8. Not shared: it knows where in a text it is. */
typedef struct _TaplineEncoding TaplineEncoding;

gboolean         tapline_encoding_is_known (const char      *name);
TaplineEncoding *tapline_encoding_new      (const char      *name);
void             tapline_encoding_free     (TaplineEncoding *self);
void             tapline_encoding_begin    (TaplineEncoding *self);
gsize            tapline_encoding_decode   (TaplineEncoding *self,
                                            const guint8    *bytes,
                                            gsize            length,
                                            gboolean         more_follows,
                                            const char      *replacement,
                                            GByteArray      *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineEncoding, tapline_encoding_free)

G_END_DECLS
