/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fuzz target is a file with these two functions. With clang it is linked with libFuzzer:
 *
 *   CC=clang meson setup build-fuzz -Db_sanitize=address,undefined -Db_lundef=false \
 *     -Dc_args=-fsanitize=fuzzer-no-link
 *   ninja -C build-fuzz src/capture/libtapline-capture.a
 *   clang -g -fsanitize=fuzzer,address,undefined -Ibuild-fuzz -Isrc/capture \
 *     $(pkg-config --cflags glib-2.0) tests/fuzz/fuzz-framing.c \
 *     build-fuzz/src/capture/libtapline-capture.a $(pkg-config --libs glib-2.0) -o fuzz-framing
 *   G_SLICE=always-malloc ./fuzz-framing -max_total_time=60 -max_len=4096
 *
 * Everywhere else driver.c feeds it random and mutated inputs for some seconds, so that the
 * targets are built and run with all other tests.
 */
#pragma once

#include <glib.h>

int  LLVMFuzzerTestOneInput (const guint8 *bytes,
                             gsize         length);

/* Appends an input that makes sense; there are as many different ones as there are numbers. */
void fuzz_make_seed         (guint         number,
                             GByteArray   *seed);
