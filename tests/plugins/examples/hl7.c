/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of HL7 v2.5.1 (2.14.1 acknowledgment, 3.4 admit, 7.6 observation). */
#include "examples.h"

const char *const example_plugin = "hl7";
const char *const example_framing = "mllp";

#define ADMIT \
  "MSH|^~\\&|ADT1|GOOD HEALTH HOSPITAL|GHH LAB, INC.|GOOD HEALTH HOSPITAL|198808181126|SECURITY|" \
  "ADT^A01^ADT_A01|MSG00001|P|2.8||\r" \
  "EVN|A01|200708181123||\r" \
  "PID|1||PATID1234^5^M11^ADT1^MR^GOOD HEALTH HOSPITAL~123456789^^^USSSA^SS||" \
  "EVERYMAN^ADAM^A^III||19610615|M||C|2222 HOME STREET^^GREENSBORO^NC^27401-1020\r"
#define ACK \
  "MSH|^~\\&|LAB|767543|ADT|767543|199003141304-0500||ACK^^ACK|XX3657|P|2.5\r" \
  "MSA|AA|ZZ9380\r"

const Example examples[] = {
  { "admit", { IN ("\x0b" ADMIT "\x1c\r") },
    "ADT^A01^ADT_A01 · MSG00001 · ADT1 → GHH LAB, INC. · 3 segments",
    "0 segment: MSH @1+124\n1 MSH-2 encoding characters: ^~\\& @5+4\n1 MSH-3 sending "
    "application: ADT1 @10+4\n"
    "1 MSH-9 message type: ADT^A01^ADT_A01 @93+15\n2 1: ADT @93+3\n2 2: A01 @97+3\n"
    "0 segment: PID @149+151\n1 PID-3 patient identifiers: PATID1234^5^M11^ADT1^MR^GOOD HEALTH "
    "HOSPITAL~123456789^^^USSSA^SS @156+65\n"
    "2 1: PATID1234^5^M11^ADT1^MR^GOOD HEALTH HOSPITAL @156+44\n3 1: PATID1234 @156+9\n"
    "1 PID-5 name: EVERYMAN^ADAM^A^III @223+19\n2 1: EVERYMAN @223+8",
    .sure = TRUE },
  { "acknowledgment", { OUT (ADMIT), IN ("\x0b" ACK "\x1c\r") },
    "ACK^^ACK · AA for ZZ9380 · LAB → ADT", "1 MSA-1 acknowledgment code: AA @77+2", .sure = TRUE },
  { "other-delimiters", { IN ("MSH#*@\\&#A#B#C#D#2007##ADT*A04#5#P#2.5\rPID#1##7*x@8*y\r") },
    "ADT*A04 · 5 · A → C · 2 segments", "3 1: 8 @50+1", "raw", .sure = TRUE },
  { "line-feeds", { IN ("MSH|^~\\&|A|B|C|D|2007||ORU^R01|6|P|2.5\nOBX|1|NM|718-7^Hb||13.2|g/dL\n"
    "") },
    "ORU^R01 · 6 · A → C · 2 segments", "1 OBX-3 observation: 718-7^Hb @48+8\n1 OBX-5 value: "
    "13.2 @58+4", "raw",
    .sure = TRUE },
  { "no-segment", { IN ("MSH|^~\\&|A|B|C|D|2007||ORU^R01|6|P|2.5\rwhat is this\r") },
    "ORU^R01 · 6 · A → C · 2 segments", "0 ! no segment: what is this @39+12", "raw",
    .sure = TRUE },
  { "no-header", { IN ("PID|1||7") }, NULL, NULL, "raw" },
};
const guint n_examples = G_N_ELEMENTS (examples);
