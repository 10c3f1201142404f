/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a format is made of, for the files that define one (tapline-framing-*.c). */
#pragma once

#include "tapline-framing.h"

G_BEGIN_DECLS

/**
 * TaplinePiece:
 * @bytes: (array length=length): payload of one block
 * @length: at most 65535
 *
 * A piece of a stream; it may begin and end anywhere in a message.
 */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
} TaplinePiece;

/**
 * TaplineFormat:
 * @info: what choosers show; the name is the first word of a spec
 * @parameters_size: bytes of the format's parameters, 0 if it has none
 * @parse: (nullable): fills in the parameters, all zero before, from what follows the colon
 *   (%NULL if there is no colon); reports with tapline_framing_set_error()
 * @find_end: finds where the message ends that the byte at @from continues or begins
 * @get_pause: (nullable): how much silence ends a message, see tapline_framing_get_pause()
 * @count: (nullable): a fast way to count, see below
 * @get_delimiter: (nullable): whether each message ends behind the first byte of one value; which,
 *   and whether a CR before it belongs to the ending
 * @explain: (nullable): says in a translated sentence what is wrong with a whole message that
 *   is flagged as garbage or for its checksum, or returns %NULL if it sees nothing wrong
 *
 * A format: an entry of the table in tapline-framing.c. All functions are pure and are called on
 * any thread; what must be kept between two pieces stands in the state's `format`, which is zero
 * where a message begins, and in its `flags`.
 *
 * @find_end looks at the bytes from @from up to @until and either fills in @cut and returns
 * %TRUE, or notes what it must know later in `format` and returns %FALSE. `state->length` is the
 * bytes of the message that came before @from. The end may be @from itself (it ended with the
 * piece before) only if that is not 0. @until is less than the piece's length where the limit
 * is: if the message does not end there it is cut as over the limit by the caller, who also
 * keeps length and start of the state. `format` and `flags` stay then: the message that follows
 * is the rest of the one that was cut, so a frame over the limit costs no frame behind it.
 *
 * @count is for pieces that cannot reach the limit: it returns how many messages end in the
 * piece, stores where the last of them ends in @rest (0 if none does), and leaves `format` and
 * `flags` as @find_end would.
 */
typedef struct
{
  TaplineFramingInfo info;
  gsize              parameters_size;
  gboolean         (*parse)    (const char          *text,
                                gpointer             parameters,
                                GError             **error);
  gboolean         (*find_end) (gconstpointer        parameters,
                                TaplineFramerState  *state,
                                const TaplinePiece  *piece,
                                gsize                from,
                                gsize                until,
                                TaplineCut          *cut);
  gint64           (*get_pause) (gconstpointer       parameters);
  guint            (*count)    (gconstpointer        parameters,
                                TaplineFramerState  *state,
                                const TaplinePiece  *piece,
                                gsize               *rest);
  gboolean         (*get_delimiter) (gconstpointer   parameters,
                                     guint8         *delimiter,
                                     gboolean       *with_cr);
  char            *(*explain)  (gconstpointer        parameters,
                                const guint8        *bytes,
                                gsize                length);
} TaplineFormat;

extern const TaplineFormat tapline_format_raw;
extern const TaplineFormat tapline_format_lines;
extern const TaplineFormat tapline_format_delim;
extern const TaplineFormat tapline_format_fixed;
extern const TaplineFormat tapline_format_length;
extern const TaplineFormat tapline_format_between;
extern const TaplineFormat tapline_format_idle;
extern const TaplineFormat tapline_format_slip;
extern const TaplineFormat tapline_format_cobs;
extern const TaplineFormat tapline_format_netstring;
extern const TaplineFormat tapline_format_mllp;
extern const TaplineFormat tapline_format_nmea;
extern const TaplineFormat tapline_format_fix;
extern const TaplineFormat tapline_format_syslog;
extern const TaplineFormat tapline_format_modbus;
extern const TaplineFormat tapline_format_mqtt;
extern const TaplineFormat tapline_format_scpi;
extern const TaplineFormat tapline_format_resp;

/* “%s: @reason. Write it as in “@example”.”; @reason names the part that is wrong. */
void tapline_framing_set_error (GError              **error,
                                const TaplineFormat  *format,
                                const char           *reason,
                                ...) G_GNUC_PRINTF (3, 4);

/* What is common to the parameters of specs. Each reads from @text on, reports with
 * tapline_framing_set_error() and moves @text behind what it read. */
gboolean tapline_framing_parse_number (const TaplineFormat  *format,
                                       const char          **text,
                                       guint                 min,
                                       guint                 max,
                                       guint                *number,
                                       GError              **error);
/* Pairs of hexadecimal digits up to @end, 1 to @max bytes. */
gboolean tapline_framing_parse_bytes  (const TaplineFormat  *format,
                                       const char          **text,
                                       const char           *end,
                                       guint8               *bytes,
                                       gsize                 max,
                                       guint8               *n_bytes,
                                       GError              **error);
/* Nothing may follow. */
gboolean tapline_framing_parse_end    (const TaplineFormat  *format,
                                       const char           *text,
                                       GError              **error);

G_END_DECLS
