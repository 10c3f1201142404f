/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tapline-log-ranges.h"
#include "tapline-marks.h"
#include "tapline-message.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MESSAGE_LIST (tapline_message_list_get_type ())
G_DECLARE_INTERFACE (TaplineMessageList, tapline_message_list, TAPLINE, MESSAGE_LIST, GObject)

/**
 * TaplineView:
 * @n_rows: how many rows are in view; 0 while the view follows the end
 * @first: number of the first of them
 * @last: the greatest number that matters: of the last of them, or of one that is selected
 *
 * What of a list is being looked at.
 */
typedef struct
{
  guint   n_rows;
  guint64 first;
  guint64 last;
} TaplineView;

/* What came of looking for the next mark. */
typedef enum
{
  TAPLINE_MARK_NONE,
  TAPLINE_MARK_FOUND,
  TAPLINE_MARK_TOO_FAR, /* there are very many before it that the list does not have, if any is */
} TaplineMarkStep;

#define TAPLINE_MARK_OUTSIDE G_MAXUINT64

/**
 * TaplineMessageList:
 * @get_n_messages: how many messages are complete; only grows, but for `renumbered`
 * @get_n_pending: how many are unfinished; those have the numbers behind the complete ones
 * @get_message: fills in @message, its head at most @head_max bytes and valid until the next call;
 *   %FALSE if it cannot be read (any more)
 * @dup_bytes: (transfer full) (nullable): part of a message's bytes
 * @dup_peer_name: (transfer full): what to call the message's peer in a row; "" for none
 * @dup_flaw: (transfer full) (nullable): in sentences, what a message is flagged for
 * @set_view: takes note of the rows in view, for `renumbered`
 * @renumber: while `renumbered` is emitted, finds the message with the first byte of what was
 *   message @former; %FALSE if there is none any more
 * @place: while `renumbered` is emitted, tells how many messages are before what was message
 *   @former
 * @renumber_ranges: (transfer full): while `renumbered` is emitted, finds those of many messages
 *   that are still there
 * @get_marks: (transfer none) (nullable): the marks of its messages
 * @get_reach: where a message is, for its marks; %FALSE if it cannot be read (any more)
 * @find_position: the message with a byte; %FALSE if there is none (yet)
 *
 * What the log pane draws: rows by number, read when they are drawn. `changed` is emitted when
 * there is more; `renumbered` when the same bytes have become other messages. Those from
 * @dup_flaw on may be missing in a list that has no flaws and no marks, whose messages stay what
 * they are, or whose neighbours stay neighbours. Thread: UI.
 */
struct _TaplineMessageListInterface
{
  GTypeInterface parent_iface;

  guint64  (*get_n_messages) (TaplineMessageList   *self);
  guint    (*get_n_pending)  (TaplineMessageList   *self);
  gboolean (*get_message)    (TaplineMessageList   *self,
                              guint64               number,
                              gsize                 head_max,
                              TaplineMessage       *message);
  GBytes  *(*dup_bytes)      (TaplineMessageList   *self,
                              guint64               number,
                              guint64               offset,
                              gsize                 length);
  char    *(*dup_peer_name)  (TaplineMessageList   *self,
                              const TaplineMessage *message);
  char    *(*dup_flaw)       (TaplineMessageList   *self,
                              guint64               number);
  void     (*set_view)       (TaplineMessageList   *self,
                              const TaplineView    *view);
  gboolean (*renumber)       (TaplineMessageList   *self,
                              guint64               former,
                              guint64              *number);
  TaplineMarks
          *(*get_marks)      (TaplineMessageList   *self);
  gboolean (*get_reach)      (TaplineMessageList   *self,
                              guint64               number,
                              TaplineReach         *reach);
  gboolean (*find_position)  (TaplineMessageList   *self,
                              const TaplinePosition *position,
                              guint64              *number);
  guint64  (*place)          (TaplineMessageList   *self,
                              guint64               former);
  TaplineLogRanges *(*renumber_ranges) (TaplineMessageList     *self,
                                        const TaplineLogRanges *former);
};

guint64  tapline_message_list_get_n_messages (TaplineMessageList   *self);
guint    tapline_message_list_get_n_pending  (TaplineMessageList   *self);
gboolean tapline_message_list_get_message    (TaplineMessageList   *self,
                                              guint64               number,
                                              gsize                 head_max,
                                              TaplineMessage       *message);
GBytes  *tapline_message_list_dup_bytes      (TaplineMessageList   *self,
                                              guint64               number,
                                              guint64               offset,
                                              gsize                 length);
char    *tapline_message_list_dup_peer_name  (TaplineMessageList   *self,
                                              const TaplineMessage *message);
char    *tapline_message_list_dup_flaw       (TaplineMessageList   *self,
                                              guint64               number);
void     tapline_message_list_set_view       (TaplineMessageList   *self,
                                              const TaplineView    *view);
gboolean tapline_message_list_renumber       (TaplineMessageList   *self,
                                              guint64               former,
                                              guint64              *number);
/* Marks. */
guint64  tapline_message_list_get_marks_serial (TaplineMessageList *self);
guint    tapline_message_list_get_n_marks    (TaplineMessageList   *self);
gboolean tapline_message_list_get_mark       (TaplineMessageList   *self,
                                              guint                 nth,
                                              guint64              *number,
                                              char                **note);
char    *tapline_message_list_dup_mark       (TaplineMessageList   *self,
                                              guint64               number);
TaplineMarkStep
         tapline_message_list_find_mark      (TaplineMessageList   *self,
                                              guint64               number,
                                              gboolean              forward,
                                              guint64              *found);
gboolean tapline_message_list_get_mark_key   (TaplineMessageList   *self,
                                              guint64               number,
                                              TaplineMark          *mark);
guint64  tapline_message_list_place        (TaplineMessageList   *self,
                                            guint64               former);
TaplineLogRanges *tapline_message_list_renumber_ranges (TaplineMessageList     *self,
                                                        const TaplineLogRanges *former);
void     tapline_message_list_changed        (TaplineMessageList   *self);
void     tapline_message_list_renumbered     (TaplineMessageList   *self);

G_END_DECLS
