/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the packets of captures that other programs have made: pcap (draft-ietf-opsawg-pcap) in
 * micro- or nanoseconds, and pcapng (draft-ietf-opsawg-pcapng) with any sections, interfaces and
 * packet blocks; both in either byte order. The bytes are not trusted.
 *
 * Threads: its user's.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-import-file.h"
#include "tapline-marks.h"

#define READ_SIZE  (1024 * 1024)
#define LENGTH_MAX (16 * 1024 * 1024) /* of a block or a packet, as in Wireshark */

#define PCAP_HEADER        24
#define PCAP_PACKET_HEADER 16

#define BLOCK_SECTION      0x0a0d0d0au
#define BLOCK_INTERFACE    1u
#define BLOCK_OLD_PACKET   2u
#define BLOCK_SIMPLE       3u
#define BLOCK_PACKET       6u
#define BYTE_ORDER_MAGIC   0x1a2b3c4du
#define OPTION_END         0
#define OPTION_COMMENT     1
#define OPTION_TSRESOL     9
#define OPTION_TSOFFSET    14

/* What a packet needs to know of where it was captured. */
typedef struct
{
  guint   link_type;
  guint32 snaplen;    /* 0 for no limit */
  guint8  resolution; /* if_tsresol */
  gint64  offset;     /* if_tsoffset, seconds */
} Interface;

static guint16
get_u16 (const TaplineImportFile *self,
         const guint8            *p)
{
  return (guint16) (self->big_endian ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static guint32
get_u32 (const TaplineImportFile *self,
         const guint8            *p)
{
  guint32 first = get_u16 (self, p), second = get_u16 (self, p + 2);

  return self->big_endian ? first << 16 | second : second << 16 | first;
}

static guint64
get_u64 (const TaplineImportFile *self,
         const guint8            *p)
{
  guint64 first = get_u32 (self, p), second = get_u32 (self, p + 4);

  return self->big_endian ? first << 32 | second : second << 32 | first;
}

static TaplineImportResult
set_damaged (TaplineImportFile  *self,
             GError            **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               _("“%s” cannot be read from packet %u on: the lengths in the file contradict each "
                 "other. What comes before can be used."), self->path, self->number + 1);

  return TAPLINE_IMPORT_FAILED;
}

/* Makes @length bytes available at `at`. What is not one of these in the file is its end. */
static TaplineImportResult
need (TaplineImportFile  *self,
      gsize               length,
      GError            **error)
{
  if (self->filled - self->at >= length)
    return TAPLINE_IMPORT_PACKET;
  memmove (self->buffer, self->buffer + self->at, self->filled - self->at);
  self->filled -= self->at;
  self->at = 0;
  if (self->size < length + READ_SIZE)
    {
      self->size = length + READ_SIZE;
      self->buffer = g_realloc (self->buffer, self->size);
    }
  while (self->filled < length)
    {
      gssize n = pread (self->fd, self->buffer + self->filled, self->size - self->filled,
                        (off_t) (self->offset + self->filled));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int code = errno;

          g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                       _("“%s” cannot be read behind packet %u: %s. Check the disk."), self->path,
                       self->number, g_strerror (code));
          return TAPLINE_IMPORT_FAILED;
        }
      if (n == 0)
        return self->filled == 0 ? TAPLINE_IMPORT_END : TAPLINE_IMPORT_TORN;
      self->filled += (gsize) n;
    }

  return TAPLINE_IMPORT_PACKET;
}

static void
go_over (TaplineImportFile *self,
         gsize              length)
{
  self->at += length;
  self->offset += length;
}

/* Microseconds since 1970 from a time in the interface's units (section 4.2, if_tsresol). */
static gint64
convert_time (const Interface *interface,
              guint64          ticks)
{
  guint exponent = interface->resolution & 0x7f;
  guint64 time;

  if (interface->resolution & 0x80)
    {
      guint64 fraction = exponent < 64 ? ticks & ((G_GUINT64_CONSTANT (1) << exponent) - 1) : ticks;

      time = exponent < 64 ? (ticks >> exponent) * G_USEC_PER_SEC : 0;
      /* No more of the fraction than can be multiplied. */
      for (; exponent > 43; exponent--)
        fraction >>= 1;
      time += fraction * G_USEC_PER_SEC >> exponent;
    }
  else
    {
      time = ticks;
      for (; exponent > 6 && time > 0; exponent--)
        time /= 10;
      for (; exponent < 6; exponent++)
        time *= 10;
    }
  time += (guint64) interface->offset * G_USEC_PER_SEC;

  return MAX ((gint64) time, 0);
}

/* pcap */

static TaplineImportResult
next_of_pcap (TaplineImportFile    *self,
              TaplineImportPacket  *packet,
              GError              **error)
{
  const Interface *interface = &g_array_index (self->interfaces, Interface, 0);
  TaplineImportResult result = need (self, PCAP_PACKET_HEADER, error);
  guint64 fraction, unit;
  const guint8 *p;

  if (result != TAPLINE_IMPORT_PACKET)
    return result;
  p = self->buffer + self->at;
  packet->captured = get_u32 (self, p + 8);
  packet->original = get_u32 (self, p + 12);
  if (packet->captured > LENGTH_MAX)
    return set_damaged (self, error);
  result = need (self, PCAP_PACKET_HEADER + packet->captured, error);
  if (result != TAPLINE_IMPORT_PACKET)
    return result;

  p = self->buffer + self->at;
  unit = interface->resolution == 9 ? G_USEC_PER_SEC * 1000 : G_USEC_PER_SEC;
  fraction = get_u32 (self, p + 4);
  self->time = convert_time (interface, get_u32 (self, p) * unit + fraction);
  packet->bytes = p + PCAP_PACKET_HEADER;
  packet->link_type = interface->link_type;
  go_over (self, PCAP_PACKET_HEADER + packet->captured);

  return TAPLINE_IMPORT_PACKET;
}

static gboolean
init_pcap (TaplineImportFile  *self,
           guint32             magic,
           GError            **error)
{
  Interface interface = { .resolution = 6 };

  if (need (self, PCAP_HEADER, error) != TAPLINE_IMPORT_PACKET)
    return FALSE;
  self->big_endian = magic == 0xd4c3b2a1u || magic == 0x4d3cb2a1u;
  if (magic == 0xa1b23c4du || magic == 0x4d3cb2a1u)
    interface.resolution = 9;
  /* The upper half tells of check sums. */
  interface.link_type = get_u32 (self, self->buffer + 20) & 0xffff;
  g_array_append_val (self->interfaces, interface);
  go_over (self, PCAP_HEADER);

  return TRUE;
}

/* pcapng */

typedef struct
{
  guint16       code;
  guint16       size;
  const guint8 *value;
} Option;

/* The option of a block (section 3.5) that is @at, behind which that is then. */
static gboolean
next_option (const TaplineImportFile *self,
             const guint8            *block,
             gsize                    length,
             gsize                   *at,
             Option                  *option)
{
  const gsize end = length - 4;

  if (*at + 4 > end)
    return FALSE;
  option->code = get_u16 (self, block + *at);
  option->size = get_u16 (self, block + *at + 2);
  option->value = block + *at + 4;
  *at += 4;
  if (option->code == OPTION_END || option->size > end - *at)
    return FALSE;
  *at += ((gsize) option->size + 3) & ~(gsize) 3;

  return TRUE;
}

static void
take_interface (TaplineImportFile *self,
                const guint8      *block,
                gsize              length)
{
  Interface interface = { .link_type = get_u16 (self, block + 8),
                          .snaplen = get_u32 (self, block + 12),
                          .resolution = 6 };
  gsize at = 16;
  Option option;

  while (next_option (self, block, length, &at, &option))
    if (option.code == OPTION_TSRESOL && option.size == 1)
      interface.resolution = option.value[0];
    else if (option.code == OPTION_TSOFFSET && option.size == 8)
      interface.offset = (gint64) get_u64 (self, option.value);
  g_array_append_val (self->interfaces, interface);
}

/* All that is said of a packet, one behind the other. */
static void
take_comments (TaplineImportFile *self,
               const guint8      *block,
               gsize              length,
               gsize              at)
{
  g_autoptr (GString) all = NULL;
  Option option;

  while (next_option (self, block, length, &at, &option))
    {
      if (option.code != OPTION_COMMENT || option.size == 0)
        continue;
      if (all == NULL)
        all = g_string_new (NULL);
      else
        g_string_append (all, " · ");
      g_string_append_len (all, (const char *) option.value, option.size);
    }
  if (all != NULL)
    self->comment = tapline_mark_dup_note (all->str, all->len);
}

/* %FALSE if the block is too short for what it says. */
static gboolean
take_packet (TaplineImportFile   *self,
             const guint8        *block,
             gsize                length,
             guint32              type,
             TaplineImportPacket *packet)
{
  const gsize header = type == BLOCK_SIMPLE ? 12 : 28;
  const Interface *interface;
  guint number = 0;

  if (length < header + 4)
    return FALSE;
  if (type == BLOCK_PACKET)
    number = get_u32 (self, block + 8);
  else if (type == BLOCK_OLD_PACKET)
    number = get_u16 (self, block + 8);
  if (number >= self->interfaces->len)
    return FALSE;
  interface = &g_array_index (self->interfaces, Interface, number);

  if (type == BLOCK_SIMPLE)
    {
      packet->original = get_u32 (self, block + 8);
      packet->captured = MIN (packet->original, length - header - 4);
      if (interface->snaplen > 0)
        packet->captured = MIN (packet->captured, interface->snaplen);
    }
  else
    {
      guint64 upper = get_u32 (self, block + 12);

      packet->captured = get_u32 (self, block + 20);
      packet->original = get_u32 (self, block + 24);
      self->time = convert_time (interface, upper << 32 | get_u32 (self, block + 16));
    }
  packet->bytes = block + header;
  packet->link_type = interface->link_type;
  if (packet->captured > length - header - 4)
    return FALSE;
  if (type != BLOCK_SIMPLE)
    take_comments (self, block, length, header + ((packet->captured + 3) & ~(gsize) 3));

  return TRUE;
}

/* Makes the next block available, in the byte order of its section. */
static TaplineImportResult
next_block (TaplineImportFile  *self,
            guint32            *type,
            gsize              *length,
            GError            **error)
{
  TaplineImportResult result = need (self, 12, error);
  const guint8 *p;

  if (result != TAPLINE_IMPORT_PACKET)
    return result;
  p = self->buffer + self->at;
  *type = get_u32 (self, p);
  if (*type == BLOCK_SECTION)
    {
      self->big_endian = FALSE;
      if (get_u32 (self, p + 8) != BYTE_ORDER_MAGIC)
        self->big_endian = TRUE;
      if (get_u32 (self, p + 8) != BYTE_ORDER_MAGIC)
        return set_damaged (self, error);
      g_array_set_size (self->interfaces, 0);
    }
  *length = get_u32 (self, p + 4);
  if (*length < 12 || *length > LENGTH_MAX || *length % 4 != 0)
    return set_damaged (self, error);
  result = need (self, *length, error);
  if (result != TAPLINE_IMPORT_PACKET)
    return result;

  return get_u32 (self, self->buffer + self->at + *length - 4) == *length
         ? TAPLINE_IMPORT_PACKET : set_damaged (self, error);
}

static TaplineImportResult
next_of_pcapng (TaplineImportFile    *self,
                TaplineImportPacket  *packet,
                GError              **error)
{
  while (TRUE)
    {
      TaplineImportResult result;
      const guint8 *block;
      guint32 type;
      gsize length;

      result = next_block (self, &type, &length, error);
      if (result != TAPLINE_IMPORT_PACKET)
        return result;
      block = self->buffer + self->at;
      if (type == BLOCK_INTERFACE && length < 20)
        return set_damaged (self, error);
      if (type == BLOCK_INTERFACE)
        take_interface (self, block, length);
      if (type == BLOCK_PACKET || type == BLOCK_OLD_PACKET || type == BLOCK_SIMPLE)
        {
          if (!take_packet (self, block, length, type, packet))
            return set_damaged (self, error);
          go_over (self, length);
          return TAPLINE_IMPORT_PACKET;
        }
      go_over (self, length);
    }
}

/**
 * tapline_import_file_init:
 * @self: (out caller-allocates): a file
 * @fd: its descriptor, borrowed
 * @path: its path, borrowed
 * @error: return location
 *
 * Thread: any, as all of these.
 *
 * Returns: whether it is one; if not, @error is a #G_FILE_ERROR with a sentence, or not set if it
 *   is no capture at all, and there is nothing to clear
 */
gboolean
tapline_import_file_init (TaplineImportFile  *self,
                          int                 fd,
                          const char         *path,
                          GError            **error)
{
  gboolean is_one = FALSE;

  *self = (TaplineImportFile) { .fd = fd, .path = path, .size = READ_SIZE };
  self->buffer = g_malloc (self->size);
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  if (need (self, 4, error) == TAPLINE_IMPORT_PACKET)
    {
      guint32 magic = get_u32 (self, self->buffer);

      self->is_ng = magic == BLOCK_SECTION;
      if (self->is_ng)
        is_one = TRUE;
      else if (magic == 0xa1b2c3d4u || magic == 0xd4c3b2a1u || magic == 0xa1b23c4du
               || magic == 0x4d3cb2a1u)
        is_one = init_pcap (self, magic, error);
    }
  if (!is_one)
    tapline_import_file_clear (self);

  return is_one;
}

/**
 * tapline_import_file_clear:
 * @self: a file
 */
void
tapline_import_file_clear (TaplineImportFile *self)
{
  g_clear_pointer (&self->interfaces, g_array_unref);
  g_clear_pointer (&self->buffer, g_free);
  g_clear_pointer (&self->comment, g_free);
}

/**
 * tapline_import_file_next:
 * @self: a file
 * @packet: (out): the next packet
 * @error: return location for a #G_FILE_ERROR with a sentence that names the packet
 *
 * Returns: whether there is one
 */
TaplineImportResult
tapline_import_file_next (TaplineImportFile    *self,
                          TaplineImportPacket  *packet,
                          GError              **error)
{
  TaplineImportResult result;

  g_clear_pointer (&self->comment, g_free);
  result = self->is_ng ? next_of_pcapng (self, packet, error)
                       : next_of_pcap (self, packet, error);
  if (result == TAPLINE_IMPORT_PACKET)
    {
      packet->number = ++self->number;
      packet->time = self->time;
      packet->comment = self->comment;
      packet->original = MAX (packet->original, packet->captured);
    }

  return result;
}
