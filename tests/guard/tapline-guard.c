/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library to preload (LD_PRELOAD) that ends the program when a thread other than the main one
 * touches the user interface.
 *
 * GTK does not check: a label that a second thread sets is fine until one day it is not. Here an
 * entry stands in front of each public function of GTK, and of those of GLib that set properties
 * and emit signals. It looks at the thread and jumps on to the real function, so that a program
 * without fault does not notice. For GLib's functions it also looks at the type of the object:
 * only objects that the interface listens to belong to the main thread.
 *
 * Pitfalls: calls inside GTK do not come by here, the first one from outside does; what GTK does
 * on threads of its own (newer ones load icons so) is its own matter. The main thread must be the
 * first thread of its process. x86-64 only, and not together with the address
 * sanitizer, which wants to be the first library.
 *
 * TAPLINE_GUARD_WARN=1 in the environment reports and goes on.
 */
#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib-object.h>

/* Objects whose type's name begins so belong to the main thread. All of ours do: what the sidecar
 * and the indexer own are plain structs. */
static const char *const ui_types[] = {
  "Gtk", "Gdk", "Gsk", "GListStore", "GApplication", "GSimpleAction", "GMenu", "Tapline",
};

static __thread int is_main_thread; /* 0 not asked yet, 1 yes, -1 no */

static gboolean
is_ui_object (gpointer instance)
{
  const char *name = instance != NULL ? g_type_name_from_instance (instance) : NULL;

  /* A library of its own, with which GTK loads icons on a thread. */
  if (name != NULL && g_str_has_prefix (name, "GdkPixbuf"))
    return FALSE;
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (ui_types); i++)
    {
      if (g_str_has_prefix (name, ui_types[i]))
        return TRUE;
    }
  return FALSE;
}

/* Whether nobody but GTK and what it stands on had a part in a call. */
static gboolean
is_of_gtk (void *const *frames,
           int          n_frames)
{
  static const char *const libraries[] = { "libgtk-4.", "libgio-2.", "libgobject-2.", "libglib-2.",
                                           "libc." };
  Dl_info info;

  for (int i = 0; i < n_frames; i++)
    {
      const char *name = dladdr (frames[i], &info) != 0 ? strrchr (info.dli_fname, '/') : NULL;
      gsize known = 0;

      while (name != NULL && known < G_N_ELEMENTS (libraries)
             && !g_str_has_prefix (name + 1, libraries[known]))
        known++;
      if (name == NULL || known == G_N_ELEMENTS (libraries))
        return FALSE;
    }
  return TRUE;
}

static void
report (const char *function)
{
  void *frames[48];
  char line[256];
  int length = snprintf (line, sizeof line, "guard: %s called off the main thread\n", function);
  int n_frames = backtrace (frames, G_N_ELEMENTS (frames));
  int own_frames = MIN (n_frames, 3); /* this one, guard_enter(), the entry */

  if (is_of_gtk (frames + own_frames, n_frames - own_frames))
    return;
  if (write (STDERR_FILENO, line, (gsize) length) == length)
    backtrace_symbols_fd (frames + own_frames, n_frames - own_frames, STDERR_FILENO);
  if (getenv ("TAPLINE_GUARD_WARN") == NULL)
    abort ();
}

/* Called by name, from the assembly below only. */
__attribute__ ((visibility ("hidden")))
void *guard_enter (void       **slot,
                   const char  *function,
                   gpointer     first);

/* What an entry calls: @slot caches the real function, @first is the call's first argument.
 * Threads: any; a slot is written with one value only, by whoever comes first. */
void *
guard_enter (void       **slot,
             const char  *function,
             gpointer     first)
{
  gboolean is_glib = g_str_has_prefix (function, "g_");
  void *real = __atomic_load_n (slot, __ATOMIC_RELAXED);

  if (is_main_thread == 0)
    is_main_thread = syscall (SYS_gettid) == getpid () ? 1 : -1;
  if (is_main_thread < 0 && (!is_glib || is_ui_object (first)))
    report (function);

  if (real == NULL)
    {
      real = dlsym (RTLD_NEXT, function);
      if (real == NULL)
        {
          fprintf (stderr, "guard: there is no %s behind this library\n", function);
          abort ();
        }
      __atomic_store_n (slot, real, __ATOMIC_RELAXED);
    }

  return real;
}

/* The common part of all entries: saves every register that can carry an argument (rax: how many
 * vector registers a variadic call uses), calls guard_enter(), restores them and jumps to the
 * real function, which returns to the caller itself. An entry arrives by a jump with its slot in
 * r10 and its name in r11, which belong to nobody at a call. */
__asm__ (
  ".text\n"
  ".hidden guard_trampoline\n"
  ".type guard_trampoline, @function\n"
  "guard_trampoline:\n"
  "  .cfi_startproc\n"
  "  push %rbp\n"
  "  .cfi_def_cfa_offset 16\n"
  "  .cfi_offset %rbp, -16\n"
  "  mov %rsp, %rbp\n"
  "  .cfi_def_cfa_register %rbp\n"
  "  push %rdi\n"
  "  push %rsi\n"
  "  push %rdx\n"
  "  push %rcx\n"
  "  push %r8\n"
  "  push %r9\n"
  "  push %rax\n"
  "  sub $136, %rsp\n" /* eight vector registers, and the stack stays aligned to 16 */
  "  movups %xmm0, (%rsp)\n"
  "  movups %xmm1, 16(%rsp)\n"
  "  movups %xmm2, 32(%rsp)\n"
  "  movups %xmm3, 48(%rsp)\n"
  "  movups %xmm4, 64(%rsp)\n"
  "  movups %xmm5, 80(%rsp)\n"
  "  movups %xmm6, 96(%rsp)\n"
  "  movups %xmm7, 112(%rsp)\n"
  "  mov %rdi, %rdx\n"
  "  mov %r10, %rdi\n"
  "  mov %r11, %rsi\n"
  "  call guard_enter\n"
  "  mov %rax, %r11\n"
  "  movups (%rsp), %xmm0\n"
  "  movups 16(%rsp), %xmm1\n"
  "  movups 32(%rsp), %xmm2\n"
  "  movups 48(%rsp), %xmm3\n"
  "  movups 64(%rsp), %xmm4\n"
  "  movups 80(%rsp), %xmm5\n"
  "  movups 96(%rsp), %xmm6\n"
  "  movups 112(%rsp), %xmm7\n"
  "  add $136, %rsp\n"
  "  pop %rax\n"
  "  pop %r9\n"
  "  pop %r8\n"
  "  pop %rcx\n"
  "  pop %rdx\n"
  "  pop %rsi\n"
  "  pop %rdi\n"
  "  pop %rbp\n"
  "  .cfi_def_cfa %rsp, 8\n"
  "  jmp *%r11\n"
  "  .cfi_endproc\n"
  ".size guard_trampoline, . - guard_trampoline\n");

#define GUARD(function) \
  __asm__ ( \
    ".globl " #function "\n" \
    ".type " #function ", @function\n" \
    #function ":\n" \
    "  lea guard_slot_" #function "(%rip), %r10\n" \
    "  lea guard_name_" #function "(%rip), %r11\n" \
    "  jmp guard_trampoline\n" \
    ".data\n" \
    ".balign 8\n" \
    "guard_slot_" #function ": .quad 0\n" \
    ".section .rodata\n" \
    "guard_name_" #function ": .asciz \"" #function "\"\n" \
    ".text\n");

#include "tapline-guard-entries.h"
