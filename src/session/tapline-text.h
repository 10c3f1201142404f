/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message.h"

G_BEGIN_DECLS

/**
 * TaplineTextKind:
 * @TAPLINE_TEXT_PLAIN: printable UTF-8, shown as it is
 * @TAPLINE_TEXT_CONTROL: one character that cannot be seen or that moves others about
 * @TAPLINE_TEXT_BYTE: one byte that is not part of valid UTF-8
 */
typedef enum
{
  TAPLINE_TEXT_PLAIN,
  TAPLINE_TEXT_CONTROL,
  TAPLINE_TEXT_BYTE,
} TaplineTextKind;

/**
 * TaplineTextFlags:
 * @TAPLINE_TEXT_MORE_FOLLOWS: the message goes on behind the bytes
 * @TAPLINE_TEXT_ESCAPED: the bytes were decoded from another encoding, with what
 *   tapline_text_append_escape() appends for those that could not be
 */
typedef enum
{
  TAPLINE_TEXT_MORE_FOLLOWS = 1 << 0,
  TAPLINE_TEXT_ESCAPED      = 1 << 1,
} TaplineTextFlags;

#define TAPLINE_TEXT_LABEL_MAX 12

/**
 * TaplineTextSpan:
 * @kind: what the bytes are
 * @ascii: the bytes of a plain span are all U+0020 to U+007E
 * @offset: where the span begins in the bytes that were given
 * @length: its size in bytes
 * @label: what to show instead: `LF`, `RLO`, `U+E0001`, for a byte `1B`; "" for a plain span
 *
 * A piece of a message as it is shown.
 */
typedef struct
{
  TaplineTextKind kind;
  gboolean        ascii;
  gsize           offset;
  gsize           length;
  char            label[TAPLINE_TEXT_LABEL_MAX];
} TaplineTextSpan;

gboolean tapline_text_next            (const guint8         *bytes,
                                       gsize                 length,
                                       TaplineTextFlags      flags,
                                       gsize                *offset,
                                       TaplineTextSpan      *span);
gsize    tapline_text_append          (GString              *text,
                                       const guint8         *bytes,
                                       gsize                 length,
                                       TaplineTextFlags      flags);
void     tapline_text_append_escape   (GByteArray           *text,
                                       guint8                byte);
gsize    tapline_text_message_length  (const TaplineMessage *message);
char    *tapline_text_dup_message     (const TaplineMessage *message);
void     tapline_text_append_hex      (GString              *text,
                                       const guint8         *bytes,
                                       gsize                 length);
void     tapline_text_append_hex_dump (GString              *text,
                                       const guint8         *bytes,
                                       gsize                 length,
                                       guint64               offset);

G_END_DECLS
