/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences as in NMEA 0183 and in "AIVDM/AIVDO protocol decoding" of gpsd. */
#include "examples.h"

const char *const example_plugin = "nmea";
const char *const example_framing = "nmea";

const Example examples[] = {
  { "gga", { IN ("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n") },
    "GPGGA fix 48°07.038'N 011°31.000'E · 08 satellites · 545.4 m",
    "0 sentence: GPGGA @1+5\n0 time: 123519 @7+6\n0 latitude: 4807.038 @14+8\n0 N/S: N @23+1\n"
    "0 satellites: 08 @39+2\n0 altitude: 545.4 @46+5\n0 checksum: 47 @63+2",
    .sure = TRUE },
  { "rmc", { IN ("$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n") },
    "GPRMC recommended minimum 48°07.038'N 011°31.000'E · 022.4 kn · 084.4°",
    "0 date: 230394 @51+6",
    .sure = TRUE },
  { "gll", { IN ("$GPGLL,4916.45,N,12311.12,W,225444,A*31\r\n") },
    "GPGLL position 49°16.45'N 123°11.12'W", NULL,
    .sure = TRUE },
  { "depth", { IN ("$SDDPT,2.4,0.5*54\r\n") }, "SDDPT depth: 2.4 0.5",
    "0 depth in metres: 2.4 @7+3",
    .sure = TRUE },
  { "ais", { IN ("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n") },
    "AIVDM AIS of others: type 1, MMSI 477553000",
    "0 payload: 177KQJ5000G?tO`K>RA1wUbN0TKH @14+28\n0 message type: 1 @14+1\n0 MMSI: 477553000 "
    "@15+6",
    .sure = TRUE },
  { "tag-block", { IN ("\\g:1-2-73874*1A\\$HEHDT,101.1,T*2E\r\n") }, "HEHDT true heading: 101.1 T",
    "0 TAG block: \\g:1-2-73874*1A\\ @0+16\n0 heading: 101.1 @23+5", .sure = TRUE },
  { "proprietary", { IN ("$PGRME,15.0,M,45.0,M,25.0,M*1C\r\n") }, "PGRME: 15.0 M 45.0 M 25.0 M",
    "0 field 1: 15.0 @7+4", .sure = TRUE },
  { "proprietary-of-four", { IN ("$PUBX,00,081350.00,4717.113210*39\r\n") },
    "PUBX: 00 081350.00 4717.113210", "0 sentence: PUBX @1+4\n0 field 1: 00 @6+2", .sure = TRUE },
  { "query", { OUT ("$CCGPQ,GGA*2B\r\n") }, "CCGPQ query: GGA",
    "0 sentence asked for: GGA @7+3", .sure = TRUE },
  { "transducers", { IN ("$WIXDR,C,26.3,C,ENV*14\r\n") }, "WIXDR measurements: C 26.3 C ENV",
    "0 type: C @7+1\n0 value: 26.3 @9+4\n0 unit: C @14+1\n0 name: ENV @16+3", .sure = TRUE },
  { "wrong-sum", { IN ("$GPGLL,4916.45,N,12311.12,W,225444,A*32\r\n") },
    "GPGLL position 49°16.45'N 123°11.12'W · wrong checksum", "0 ! checksum: wrong: it is 31 @37+2",
    .sure = TRUE },
  { "no-sentence", { IN ("GPGLL,4916.45,N") }, NULL, NULL },
};
const guint n_examples = G_N_ELEMENTS (examples);
