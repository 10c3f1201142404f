/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-encoding.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

/**
 * TaplineFormat:
 * @TAPLINE_FORMAT_TEXT: a line a message: when, which way, whose, and what as safe text
 * @TAPLINE_FORMAT_HEX: the same line, and below it a dump
 * @TAPLINE_FORMAT_JSON: an object a line; text where it is UTF-8, else base64
 * @TAPLINE_FORMAT_PAYLOAD: the bytes that were received
 * @TAPLINE_FORMAT_NONE: nothing
 * @TAPLINE_FORMAT_CSV: a row of RFC 4180 a message, below a row of names
 * @TAPLINE_FORMAT_PCAPNG: packets; not by a #TaplineRender
 * @TAPLINE_FORMAT_DUMP: the dump alone
 * @TAPLINE_FORMAT_C: a message an array of C
 * @TAPLINE_FORMAT_BASE64: a message a line (RFC 4648, section 4)
 */
typedef enum
{
  TAPLINE_FORMAT_TEXT,
  TAPLINE_FORMAT_HEX,
  TAPLINE_FORMAT_JSON,
  TAPLINE_FORMAT_PAYLOAD,
  TAPLINE_FORMAT_NONE,
  TAPLINE_FORMAT_CSV,
  TAPLINE_FORMAT_PCAPNG,
  TAPLINE_FORMAT_DUMP,
  TAPLINE_FORMAT_C,
  TAPLINE_FORMAT_BASE64,
} TaplineFormat;

/* Bytes of a message that are rendered at once: whole groups of all formats. */
#define TAPLINE_RENDER_PART (96 * 1024)

/**
 * TaplineRender:
 *
 * Messages becoming text of a format, a part at a time: a message may have gigabytes. A member of
 * its one user.
 */
typedef struct
{
  /* private */
  TaplineFormat       format;
  gboolean            color;
  gsize               part;
  gboolean            dated;
  TaplineEncoding    *encoding; /* (nullable) borrowed */
  const char         *summary;  /* (nullable) borrowed */
  const char         *fields;   /* (nullable) borrowed */
  TaplineMessageList *list;     /* borrowed */
  TaplineMessage      message;
  int                 stage;
  guint64             offset;   /* bytes of the message that are dealt with in this stage */
  gboolean            is_text;  /* so far */
  gboolean            is_broken;
  char               *flaw;     /* (nullable) of the message */
  char               *mark;     /* (nullable) likewise */
} TaplineRender;

void     tapline_render_init         (TaplineRender        *self,
                                      TaplineFormat         format,
                                      gboolean              color,
                                      gsize                 part);
void     tapline_render_set_dated    (TaplineRender        *self);
void     tapline_render_set_encoding (TaplineRender        *self,
                                      TaplineEncoding      *encoding);
void     tapline_render_clear        (TaplineRender        *self);
void     tapline_render_explain      (TaplineRender        *self,
                                      const char           *summary,
                                      const char           *fields);
void     tapline_render_append_start (const TaplineRender  *self,
                                      GString              *out);
void     tapline_render_begin        (TaplineRender        *self,
                                      TaplineMessageList   *list,
                                      const TaplineMessage *message,
                                      GString              *out);
gboolean tapline_render_go_on        (TaplineRender        *self,
                                      GString              *out);
double   tapline_render_get_fraction (const TaplineRender  *self);
gboolean tapline_render_is_broken    (const TaplineRender  *self);

void     tapline_render_append_json_string
                                     (GString              *out,
                                      const char           *text);

G_END_DECLS
