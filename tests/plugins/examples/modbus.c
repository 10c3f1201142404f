/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the MODBUS Application Protocol Specification V1.1b3, chapter 6, in frames of
 * MODBUS Messaging on TCP/IP. */
#include "examples.h"

const char *const example_plugin = "modbus";
const char *const example_framing = "modbus";

#define READ_3 "\0\7\0\0\0\6\1\3\0\x6b\0\3"
#define READ_1 "\0\10\0\0\0\6\1\1\0\x13\0\x13"

const Example examples[] = {
  { "read-registers", { OUT (READ_3) }, "→ Read Holding Registers 107–109 · unit 1 · #7",
    "0 transaction: 7 @0+2\n0 protocol: 0 (Modbus) @2+2\n0 length: 6 @4+2\n0 unit: 1 @6+1\n"
    "0 function: 3: Read Holding Registers @7+1\n0 address: 107 @8+2\n0 quantity: 3 @10+2",
    .peer_port = 502, .sure = TRUE },
  { "registers", { OUT (READ_3), IN ("\0\7\0\0\0\x09\1\3\6\2\x2b\0\0\0\x64") },
    "← Read Holding Registers: 555 0 100 · unit 1 · #7",
    "0 byte count: 6 @8+1\n0 register 107: 555 (0x022b) @9+2\n0 register 109: 100 (0x0064) @13+2",
    .peer_port = 502, .sure = TRUE },
  { "paired-on-any-port", { OUT (READ_3), OUT ("\0\x09\0\0\0\6\1\3\0\0\0\1"),
                            IN ("\0\7\0\0\0\5\1\3\2\0\5") },
    "← Read Holding Registers: 5 · unit 1 · #7", "0 register 107: 5 (0x0005) @9+2",
    .peer_port = 4711, .sure = TRUE },
  { "unpaired", { IN ("\0\7\0\0\0\5\1\4\2\0\x0b") },
    "← Read Input Registers: 11 · unit 1 · #7",
    "0 register 0: 11 (0x000b) @9+2\n0 ? request: not found: the numbers count from 0 @0+2",
    .peer_port = 502, .sure = TRUE },
  { "read-coils", { OUT (READ_1) }, "→ Read Coils 19–37 · unit 1 · #8", NULL, .peer_port = 502,
    .sure = TRUE },
  { "coils", { OUT (READ_1), IN ("\0\10\0\0\0\6\1\1\3\xcd\x6b\5") },
    "← Read Coils: 1011001111010110101 · unit 1 · #8",
    "0 bit 19: 1 @9+1\n0 bit 20: 0 @9+1\n0 bit 26: 1 @9+1\n0 bit 27: 1 @10+1\n0 bit 37: 1 @11+1",
    .peer_port = 502, .sure = TRUE },
  { "write-coil", { OUT ("\0\1\0\0\0\6\1\5\0\xac\xff\0") },
    "→ Write Single Coil 172 = on · unit 1 · #1",
    "0 address: 172 @8+2\n0 value: 0xff00 @10+2", .peer_port = 502, .sure = TRUE },
  { "write-register", { OUT ("\0\1\0\0\0\6\1\6\0\1\0\3") },
    "→ Write Single Register 1 = 3 · unit 1 · #1", NULL, .peer_port = 502, .sure = TRUE },
  { "write-coils", { OUT ("\0\1\0\0\0\x09\1\x0f\0\x13\0\x0a\2\xcd\1") },
    "→ Write Multiple Coils 19–28: 1011001110 · unit 1 · #1", "0 bit 28: 0 @14+1",
    .peer_port = 502, .sure = TRUE },
  { "write-registers", { OUT ("\0\1\0\0\0\x0b\1\x10\0\1\0\2\4\0\x0a\1\2") },
    "→ Write Multiple Registers 1–2: 10 258 · unit 1 · #1", "0 register 2: 258 (0x0102) @15+2",
    .peer_port = 502, .sure = TRUE },
  { "written", { OUT ("\0\1\0\0\0\x0b\1\x10\0\1\0\2\4\0\x0a\1\2"),
                 IN ("\0\1\0\0\0\6\1\x10\0\1\0\2") },
    "← Write Multiple Registers 1–2 · unit 1 · #1", "0 address: 1 @8+2\n0 quantity: 2 @10+2",
    .peer_port = 502, .sure = TRUE },
  { "byte-count", { OUT (READ_3), IN ("\0\7\0\0\0\x09\1\3\5\2\x2b\0\0\0\x64") },
    "← Read Holding Registers: 555 0 · unit 1 · #7", "0 ! byte count: 5 @8+1", .peer_port = 502,
    .sure = TRUE },
  { "identification", { OUT ("\0\1\0\0\0\5\1\x2b\x0e\1\0"),
                        IN ("\0\1\0\0\0\x16\1\x2b\x0e\1\1\0\0\2\0\4Acme\x02\x06V2.1.0") },
    "← Read Device Identification: Acme V2.1.0 · unit 1 · #1",
    "0 number of objects: 2 @13+1\n0 vendor name: Acme @14+6\n0 revision: V2.1.0 @20+8",
    .peer_port = 502, .sure = TRUE },
  { "mask", { OUT ("\0\1\0\0\0\x08\1\x16\0\4\0\xf2\0\x25") },
    "→ Mask Write Register 4 · unit 1 · #1", "0 and mask: 0x00f2 @10+2\n0 or mask: 0x0025 @12+2",
    .peer_port = 502, .sure = TRUE },
  { "read-write", { OUT ("\0\1\0\0\0\x11\1\x17\0\3\0\6\0\x0e\0\3\6\0\xff\0\xff\0\xff") },
    "→ Read/Write Multiple Registers 3–8: 255 255 255 · unit 1 · #1",
    "0 read address: 3 @8+2\n0 register 14: 255 (0x00ff) @17+2", .peer_port = 502, .sure = TRUE },
  { "exception", { OUT ("\0\1\0\0\0\6\x0a\1\4\xa1\0\1"), IN ("\0\1\0\0\0\3\x0a\x81\2") },
    "← Read Coils: illegal data address · unit 10 · #1",
    "0 function: 1: Read Coils, failed @7+1\n0 ? exception: 2: illegal data address @8+1",
    .peer_port = 502, .sure = TRUE },
  { "wrong-length", { OUT ("\0\1\0\0\0\x08\1\3\0\1\0\1") },
    "→ Read Holding Registers 1–1 · unit 1 · #1", "0 ! length: 8 @4+2", .peer_port = 502 },
  { "other-protocol", { OUT ("\0\1\0\1\0\6\1\3\0\1\0\1") }, NULL, NULL, .peer_port = 502 },
};
const guint n_examples = G_N_ELEMENTS (examples);
