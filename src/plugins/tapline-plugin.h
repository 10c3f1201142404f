/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plug-in of Tapline sees of Tapline: this file and the C library, nothing else.
 *
 * A plug-in is a shared object NAME.so that exports one symbol, `tapline_plugin`. It brings
 * decoders: functions that get the bytes of one message and say what they mean, as a line for the
 * log and a tree for the details. README.md beside this file leads from nothing to a working one.
 *
 * The interface is plain C, so that a plug-in depends on no version of any library of ours, and
 * can be written in whatever can be called from C. The ABI: TAPLINE_PLUGIN_ABI names it and every
 * struct begins with its size in bytes, set by whoever made it. A later version may append members
 * to a struct, which are used only where the size says that they are there; what exists keeps its
 * meaning and place. A change that breaks this gets another number, and plug-ins of the old one
 * are refused with a sentence. Text is UTF-8 and ends with a zero byte.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAPLINE_PLUGIN_ABI 1

/* Room for a sentence that says why something failed, its zero byte included. */
#define TAPLINE_PLUGIN_WHY_MAX 256

/* The most that a decoder gets of one message, and of one before it. */
#define TAPLINE_PLUGIN_BYTES_MAX   (1024u * 1024)
#define TAPLINE_PLUGIN_EARLIER_MAX (64u * 1024)

/* The deepest tree, the most nodes, and the most bytes of one name or value. What is longer is cut,
 * and what is deeper or more is left out; the tree says so. */
#define TAPLINE_PLUGIN_DEPTH_MAX 64
#define TAPLINE_PLUGIN_NODES_MAX 20000
#define TAPLINE_PLUGIN_TEXT_MAX  4096

typedef enum
{
  TAPLINE_PLUGIN_IN,  /* received from the peer */
  TAPLINE_PLUGIN_OUT, /* sent to the peer */
} TaplinePluginDirection;

typedef enum
{
  TAPLINE_PLUGIN_CUT     = 1 << 0, /* not whole: the stream ended inside it, or it is too long */
  TAPLINE_PLUGIN_GARBAGE = 1 << 1, /* bytes that fit no frame of the framing */
  TAPLINE_PLUGIN_BAD_SUM = 1 << 2, /* its checksum is another than what was computed */
} TaplinePluginFlags;

typedef enum
{
  TAPLINE_PLUGIN_PLAIN,
  TAPLINE_PLUGIN_NOTE,    /* worth a look: an error that a peer reports, an unusual value */
  TAPLINE_PLUGIN_WARNING, /* allowed, but hardly meant */
  TAPLINE_PLUGIN_ERROR,   /* against the format */
} TaplinePluginSeverity;

/* One message of a connection. All of it is borrowed until decode() returns. */
typedef struct TaplinePluginMessage TaplinePluginMessage;
struct TaplinePluginMessage
{
  uint32_t       size;       /* of this struct */
  uint32_t       direction;  /* TaplinePluginDirection */
  uint32_t       flags;      /* TaplinePluginFlags */
  uint16_t       local_port; /* of our end */
  uint16_t       peer_port;  /* of the other */
  const uint8_t *bytes;
  size_t         length;     /* how many bytes there are */
  uint64_t       total;      /* of the whole message; more than length where it is very long */
  size_t         ending;     /* how many of the last bytes are framing: a line break */
  int64_t        time;       /* microseconds since 1970-01-01 UTC, when its last byte came */
  const char    *framing;    /* what cut the stream: "lines", "fixed:16" */

  /* The message that came or went just before this one on the same connection; NULL if there is
   * none, or if it is too far back. May be called on what it returned. This is all the memory that
   * a decoder has of a connection: messages are decoded in the order in which somebody looks at
   * them. For decode() only: in judge() it returns NULL. */
  const TaplinePluginMessage *(*earlier) (const TaplinePluginMessage *self);
};

/* Where a decoder puts what it found. The three functions that add a node return 1, or 0 once
 * there is no use in going on: the tree is full, or the time is over. Ignoring that does no harm
 * but to whoever waits. Bytes that are no UTF-8, and control characters, are made visible. */
typedef struct TaplinePluginOutput TaplinePluginOutput;
struct TaplinePluginOutput
{
  uint32_t size; /* of this struct */
  uint32_t want_tree; /* 0: only the summary is asked for, and adding nodes does nothing */

  /* The line for the log. Without one the message stays as it is: not one of ours. */
  void (*summary) (TaplinePluginOutput   *self,
                   const char            *format,
                   ...)
#ifdef __GNUC__
    __attribute__ ((format (printf, 2, 3)))
#endif
    ;
  /* A node that is about the bytes from offset on; length 0 if it is about none. */
  int  (*add)     (TaplinePluginOutput   *self,
                   TaplinePluginSeverity  severity,
                   size_t                 offset,
                   size_t                 length,
                   const char            *name,
                   const char            *format,
                   ...)
#ifdef __GNUC__
    __attribute__ ((format (printf, 6, 7)))
#endif
    ;
  /* The same; its value is the bytes themselves, as text. */
  int  (*add_text) (TaplinePluginOutput   *self,
                    TaplinePluginSeverity  severity,
                    size_t                 offset,
                    size_t                 length,
                    const char            *name);
  /* The same; its value is any text, which may have zero bytes in it. */
  int  (*add_value) (TaplinePluginOutput   *self,
                     TaplinePluginSeverity  severity,
                     size_t                 offset,
                     size_t                 length,
                     const char            *name,
                     const char            *value,
                     size_t                 value_length);
  /* What is added from now on belongs below the node that was added last, until leave(). */
  void (*enter)   (TaplinePluginOutput *self);
  void (*leave)   (TaplinePluginOutput *self);
  /* Gives the node into which was entered last another end, once that is known. */
  void (*extend)  (TaplinePluginOutput *self,
                   size_t               end);
};

/* What understands one protocol. Its functions are called on threads of Tapline's, one call at a
 * time for one session, but for several sessions at once; so whatever they share is made in
 * prepare() and only read. They have bytes: no files, no sockets, no windows. */
typedef struct TaplinePluginDecoder TaplinePluginDecoder;
struct TaplinePluginDecoder
{
  uint32_t    size;     /* of this struct */
  const char *name;     /* what --decode takes: a-z, 0-9 and "-" */
  const char *title;    /* for people: "Modbus/TCP" */
  /* Framings that it can work on, by their first word, with spaces between: "lines idle". NULL for
   * all of them. */
  const char *framings;
  /* Ports that it is at home on: "80 8000-8080". NULL for none. */
  const char *ports;

  /* How sure it is, from 0 (not mine) to 100 (nothing else looks like this), by the first bytes of
   * the message, at most 4096 of them. A decoder is chosen from 50 on; being at home on a port
   * counts for 25. */
  int  (*judge)  (void                       *state,
                  const TaplinePluginMessage *message);
  /* Says what the message means, in at most a tenth of a second. What takes longer is shown as too
   * slow, and a decoder that does not return is switched off for good. */
  void (*decode) (void                       *state,
                  const TaplinePluginMessage *message,
                  TaplinePluginOutput        *output);
};

/* Takes the decoders of a plug-in: all of them, or none if one is refused or the plug-in's own
 * register_decoders() fails. */
typedef struct TaplinePluginRegistration TaplinePluginRegistration;
struct TaplinePluginRegistration
{
  uint32_t size; /* of this struct */

  /* Returns 0, or -1 if the decoder is refused. What it points to has to stay until unload(). */
  int (*add) (TaplinePluginRegistration  *self,
              const TaplinePluginDecoder *decoder);
};

/* A plug-in may be in use twice for a moment, when it is loaded again while its old decoders are at
 * work: so it keeps what it has in its state, not in variables of its own. */
typedef struct TaplinePlugin TaplinePlugin;
struct TaplinePlugin
{
  uint32_t    size;    /* of this struct */
  uint32_t    abi;     /* TAPLINE_PLUGIN_ABI */
  const char *name;    /* that of the file, without its ending */
  const char *title;   /* for people */
  const char *version; /* of the plug-in, for people */

  /* Everything that takes time: tables, dictionaries, expressions. On a worker; the log is in use
   * meanwhile. What it puts into state is given to all other functions. Returns 0, or -1 with a
   * sentence in why, and then leaves nothing behind. NULL if there is nothing to prepare. */
  int  (*prepare)           (void **state,
                             char   why[TAPLINE_PLUGIN_WHY_MAX]);
  /* Hands its decoders over, and does nothing else: the window waits. On the thread that draws,
   * after prepare(). Returns 0, or -1 with a sentence in why. */
  int  (*register_decoders) (void                      *state,
                             TaplinePluginRegistration *registration,
                             char                       why[TAPLINE_PLUGIN_WHY_MAX]);
  /* Undoes prepare(). On any thread, once, when the last message was decoded; also if registering
   * failed. NULL if there is nothing to undo. */
  void (*unload)            (void *state);
};

/* `const TaplinePlugin tapline_plugin = { … };` */
#define TAPLINE_PLUGIN_SYMBOL "tapline_plugin"
#if defined (__GNUC__)
#define TAPLINE_PLUGIN_EXPORT __attribute__ ((visibility ("default")))
#else
#define TAPLINE_PLUGIN_EXPORT
#endif
TAPLINE_PLUGIN_EXPORT extern const TaplinePlugin tapline_plugin;

/* A plug-in that is one decoder and needs no preparation. */
#define TAPLINE_PLUGIN_DEFINE(plugin_name, plugin_title, plugin_version, plugin_decoder) \
  static int \
  tapline_plugin_register_one (void                      *state, \
                               TaplinePluginRegistration *registration, \
                               char                       why[TAPLINE_PLUGIN_WHY_MAX]) \
  { \
    (void) state; \
    (void) why; \
    return registration->add (registration, &plugin_decoder); \
  } \
  /* In the order of the members, which C++ before 2020 wants. */ \
  const TaplinePlugin tapline_plugin = { \
    sizeof (TaplinePlugin), TAPLINE_PLUGIN_ABI, plugin_name, plugin_title, plugin_version, \
    NULL, tapline_plugin_register_one, NULL, \
  }

#ifdef __cplusplus
}
#endif
