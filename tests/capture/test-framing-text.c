/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framings of protocols made of text: netstring, mllp, nmea, fix, syslog, scpi, resp. */
#include "config.h"

#include "fixture-framing.h"

#define GGA    "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
#define AIVDM  "!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D\r\n"
#define TAGGED "\\g:1-2-73874,n:157036,s:r003669945,c:1241544035*4A\\" \
               "!AIVDM,1,1,,B,15N4cJ`005Jrek0H@9n`DW5608EP,0*13\r\n"
#define LOGON  "8=FIX.4.2\0019=65\00135=A\00149=SERVER\00156=CLIENT\00134=177\001" \
               "52=20090107-18:15:16\00198=0\001108=30\00110=062\001"
#define SU     "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8"
#define MSH    "MSH|^~\\&|MegaReg|XYZHospC|SuperOE|XYZImgCtr|20060529090131-0500||" \
               "ADT^A01^ADT_A01|01052901|P|2.5\rEVN||200605290901||||\r"

static const FixtureStream streams[] = {
  { "netstring/published", "netstring", 0, {
    /* D. J. Bernstein, Netstrings, sections 2 and 3. */
    M ("12:hello world!,", 1), M ("0:,", 1), M ("17:5:hello,6:world!,,", 1),
  } },
  { "netstring/garbage", "netstring", 0, {
    M ("abc", 0, GARBAGE, "These bytes fit no frame of “netstring”."), M ("5:hello,", 1),
    M ("\n", 0, GARBAGE), M ("0", 0, GARBAGE), M ("5:hello,", 1),
    M ("5:hello", 0, GARBAGE, "No comma follows the 5 bytes."), M ("x", 0, GARBAGE),
    M ("1:a", 0, GARBAGE, "No comma follows the 1 byte."), M ("3:\0,\0,", 1),
    M ("12x:,", 0, GARBAGE), M ("3", 0, PENDING),
  } },
  { "netstring/greatest", "netstring", 0, { M ("999999999:abc", 0, PENDING) } },
  { "netstring/too-many-digits", "netstring", 0, {
    M ("100000000", 0, GARBAGE), M ("0", 0, GARBAGE), M ("2:ab,", 1),
  } },
  { "netstring/over-limit", "netstring", 4, {
    M ("6:ab", 0, OVER_LIMIT), M ("cdef", 0, OVER_LIMIT), M (",", 1), M ("1:a,", 1),
    M ("2:ab", 0, OVER_LIMIT), M ("x", 0, GARBAGE), M ("1:a,", 1), M ("abcd", 0, GARBAGE
                                                                         | OVER_LIMIT),
    M ("0:,", 1),
  } },

  { "mllp/messages", "mllp", 0, {
    /* HL7 Transport Specification: MLLP, Release 1; the message is one of HL7 2.5. */
    M ("\x0b" MSH "\x1c\r", 2), M ("\x0bMSA|AA|01052901\r\x1c\r", 2), M ("\x0b\x1c\r", 2),
    M ("\x0b\x1cx\x1c\x1c\r", 2), M ("\x0b" MSH "\x1c", 0, PENDING),
  } },
  { "mllp/garbage", "mllp", 0, {
    M ("\r\n", 0, GARBAGE,
       "These bytes are outside of a message: no VT (0B) comes before them."),
    M ("\x0bMSH\r\x1c\r", 2), M ("\n", 0, GARBAGE), M ("\x0b" "a\x1c\r", 2),
    M ("\x0b" "a", 0, GARBAGE, "FS CR (1C 0D) is missing at the end."),
    M ("\x0b" "b\x1c", 1, GARBAGE), M ("\x0b" "c\x1c\r", 2), M ("\x1c\r", 0, GARBAGE | PENDING),
  } },
  { "mllp/over-limit", "mllp", 4, {
    M ("\x0b" "abc", 0, OVER_LIMIT), M ("d\x1c\r", 2), M ("\x0b" "ab\x1c", 0, OVER_LIMIT),
    M ("\r", 1), M ("\x0b" "abc", 0, OVER_LIMIT), M ("\x0b" "\x1c\r", 2),
  } },

  { "nmea/published", "nmea", 0, {
    /* Sentences of the NMEA 0183 and ITU-R M.1371 literature; the TAG block is of NMEA 0183
     * 4.0, as in the description of AIVDM by E. S. Raymond. */
    M (GGA, 2), M ("$GPGLL,5057.970,N,00146.110,E,142451,A*27\r\n", 2), M (AIVDM, 2),
    M (TAGGED, 2), M ("$GPRTE,c,0\r\n", 2), M ("$PTNTHPR,1*4a\n", 1, BAD_CHECKSUM),
    M ("$GPGGA", 0, PENDING),
  } },
  { "nmea/checksum", "nmea", 0, {
    M ("$GPGLL,5057.970,N,00146.110,E,142451,A*28\r\n", 2, BAD_CHECKSUM,
       "Checksum 28, computed 27."),
    M (GGA, 2), M ("\\s:x*00\\!AIVDM,1*00\r\n", 2, BAD_CHECKSUM, "Checksum 00, computed 4A."),
    M ("$A*4\r\n", 2, GARBAGE, "These bytes fit no frame of “nmea”."), M ("$A*\r\n", 2, GARBAGE),
    M ("$A*411\r\n", 2, GARBAGE), M ("$A*41\r", 0, PENDING),
  } },
  { "nmea/garbage", "nmea", 0, {
    M ("Hello\r\n", 2, GARBAGE), M ("\n", 1, GARBAGE), M ("x", 0, GARBAGE), M (GGA, 2),
    M ("$GPGGA,12", 0, GARBAGE), M (AIVDM, 2), M ("$\r\n", 2, GARBAGE), M ("$GP\rx", 0, GARBAGE),
    M (TAGGED, 2), M ("\\g:1\\x", 0, GARBAGE), M ("\\g:1\n", 1, GARBAGE), M ("\\g", 0, GARBAGE),
    M (GGA, 2), M ("$", 0, PENDING),
  } },
  { "nmea/over-limit", "nmea", 6, {
    M ("$GPA,1", 0, OVER_LIMIT), M ("*7B\r\n", 2, BAD_CHECKSUM, "The checksum is wrong."),
    M ("$A*41\r", 0, OVER_LIMIT), M ("\n", 1), M ("abcdef", 0, GARBAGE | OVER_LIMIT),
    M ("$A\r\n", 2),
  } },

  { "fix/published", "fix", 0, {
    /* Sample messages of the FIX community, used by many implementations as a reference. */
    M ("8=FIX.4.2\0019=178\00135=8\00149=PHLX\00156=PERS\00152=20071123-05:30:00.000\001"
       "11=ATOMNOCCC9990900\00120=3\001150=E\00139=E\00155=MSFT\001167=CS\00154=1\00138=15\001"
       "40=2\00144=15\00158=PHLX EQUITY TESTING\00159=0\00147=C\00132=0\00131=0\001151=15\001"
       "14=0\0016=0\00110=128\001", 1),
    M (LOGON, 1), M ("8=FIX.4.4\0019=5\00135=0\00110=163\001", 1), M (LOGON, 1),
    M ("8=FIX.4.4\0019=5\00135=0\00110=16", 0, PENDING),
  } },
  { "fix/flaws", "fix", 0, {
    M ("8=FIX.4.4\0019=5\00135=0\00110=164\001", 1, BAD_CHECKSUM,
       "Checksum 164, computed 163."),
    M ("8=FIX.4.4\0019=5\00135=0\00110=999\001", 1, BAD_CHECKSUM,
       "Checksum 999, computed 163."),
    M (LOGON, 1),
    M ("8=FIX.4.4\0019=4\00135=0\00110=163\001", 0, GARBAGE,
       "The body length is 4, but the checksum (10=) is not behind so many bytes."),
    M (LOGON, 1), M ("8=FIX.4.4\0019=\00135=0\00110=163\001", 0, GARBAGE,
                     "These bytes fit no frame of “fix”."),
    M ("8=FIX.4.4\0019=1234567890\001", 0, GARBAGE), M (LOGON, 1),
    M ("8=FIX.4.4\0019=5\00135=0\00110=16\001", 0, GARBAGE), M (LOGON, 1),
    M ("8=FIX.4.4\0019=5\00135=0\00110=1634", 0, GARBAGE | PENDING),
  } },
  { "fix/garbage", "fix", 0, {
    M ("abc", 0, GARBAGE), M (LOGON, 1), M ("\r\n", 0, GARBAGE), M ("8", 0, GARBAGE),
    M ("8x", 0, GARBAGE), M (LOGON, 1), M ("8=FIX.4.4\001", 0, GARBAGE), M (LOGON, 1),
    M ("8=FIX\0019=999999999\001", 0, PENDING),
  } },
  { "fix/over-limit", "fix", 19, {
    M ("8=FIX.4.4\0019=5\00135=0\001", 0, OVER_LIMIT), M ("10=163\001", 1),
    M ("8=FIX.4.4\0019=5\00135=0\001", 0, OVER_LIMIT),
    M ("10=164\001", 1, BAD_CHECKSUM, "The checksum is wrong."),
    M ("abcdefghijklmnopqrs", 0, GARBAGE | OVER_LIMIT), M ("8", 0, PENDING),
  } },

  { "syslog/published", "syslog", 0, {
    /* RFC 6587, 3.4.1 and 3.4.2, with the examples of RFC 3164, 5.4 and RFC 5424, 6.5. */
    M ("76 " SU, 0), M (SU "\n", 1), M (SU "\r\n", 2),
    M ("110 <34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \xef\xbb\xbf'su root' "
       "failed for lonvick on /dev/pts/8", 0),
    M ("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time.\n", 1),
    M ("14 <0>two\nlines\r\n", 2), M ("1 <", 0), M ("2 <\n", 1), M ("<0>\n", 1),
    M ("999999999 <34>", 0, PENDING),
  } },
  { "syslog/garbage", "syslog", 0, {
    M ("no priority\r\n", 2, GARBAGE, "It begins neither with its length and a space nor with <, "
                                      "a priority of up to three digits, and >."),
    M (SU "\n", 1), M ("\n", 1, GARBAGE), M ("76 " SU, 0), M ("0", 0, GARBAGE), M ("<34>x\n", 1),
    M ("12 monkeys\n", 1, GARBAGE), M ("1234567890 ", 0, GARBAGE), M ("<1234>x\n", 1, GARBAGE),
    M ("<>x\n", 1, GARBAGE), M ("<", 0, GARBAGE), M ("<1>\n", 1), M ("12", 0, GARBAGE),
    M ("<1>\n", 1), M (" ", 0, GARBAGE | PENDING),
  } },
  { "syslog/over-limit", "syslog", 5, {
    M ("8 <1>", 0, OVER_LIMIT), M ("abcde", 0), M ("9 <1>", 0, OVER_LIMIT),
    M ("abcde", 0, OVER_LIMIT), M ("f", 0), M ("<1>a\r", 0, OVER_LIMIT), M ("\n", 1),
    M ("abcde", 0, GARBAGE | OVER_LIMIT), M ("<1>\n", 1),
  } },

  { "scpi/published", "scpi", 0, {
    /* SCPI-1999, volume 1; the blocks as in IEEE 488.2, 7.7.6.2. */
    M ("*IDN?\n", 1), M ("HEWLETT-PACKARD,33120A,0,7.0-4.0-1.0\r\n", 2),
    M (":SYST:ERR?;*OPC?\n", 1), M ("#15he\nlo\n", 1), M ("#3005h\0\r\n#\n", 1),
    M (":DATA #212line\nline\r\nx,#11\n,#10;#H0A\r\n", 2), M ("#0any\r\n", 1), M ("\n", 1),
    M ("CURV #15he\n", 0, PENDING),
  } },
  { "scpi/no-block", "scpi", 0, {
    M ("CH#15\n", 1), M ("\"#15\n", 1), M ("'it is \" #15'\n", 1), M ("\"a\",#12\n\n\n", 1),
    M ("#Q17 #B1 #x\n", 1), M ("#1x\n", 1), M ("#2\n", 1), M ("#15hell\r\n", 1),
    M ("##15\n", 1), M ("#11##15\n", 1), M ("#9999999999\n", 0, PENDING),
  } },
  { "scpi/over-limit", "scpi", 4, {
    M ("#15h", 0, OVER_LIMIT), M ("\n\n\n\n", 0, OVER_LIMIT), M ("\n", 1),
    M ("abc\r", 0, OVER_LIMIT),
    M ("\n", 1),
  } },

  { "resp/resp2", "resp", 0, {
    /* The examples of Redis' description of the protocol. */
    M ("+OK\r\n", 2), M ("-ERR unknown command 'asdf'\r\n", 2), M (":1000\r\n", 2),
    M ("$5\r\nhello\r\n", 2), M ("$0\r\n\r\n", 2), M ("$-1\r\n", 2), M ("*0\r\n", 2),
    M ("*2\r\n$5\r\nhello\r\n$5\r\nworld\r\n", 2), M ("*3\r\n:1\r\n:2\r\n:3\r\n", 2),
    M ("*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n$5\r\nhello\r\n", 2), M ("*-1\r\n", 2),
    M ("*2\r\n*3\r\n:1\r\n:2\r\n:3\r\n*2\r\n+Hello\r\n-World\r\n", 2),
    M ("*3\r\n$5\r\nhello\r\n$-1\r\n$5\r\nworld\r\n", 2), M ("PING\r\n", 2),
    M ("EXISTS somekey\n", 1), M ("\r\n", 2),
  } },
  { "resp/resp3", "resp", 0, {
    /* The examples of the RESP3 specification. */
    M ("_\r\n", 2), M ("#t\r\n", 2), M (",1.23\r\n", 2),
    M ("(3492890328409238509324850943850943825024385\r\n", 2),
    M ("!21\r\nSYNTAX invalid syntax\r\n", 2), M ("=15\r\ntxt:Some string\r\n", 2),
    M ("%2\r\n+first\r\n:1\r\n+second\r\n:2\r\n", 2),
    M ("~5\r\n+orange\r\n+apple\r\n#t\r\n:100\r\n:999\r\n", 2),
    M ("|1\r\n+key-popularity\r\n%2\r\n$1\r\na\r\n,0.1923\r\n$1\r\nb\r\n,0.0012\r\n*2\r\n"
       ":2039123\r\n:9543892\r\n", 2),
    M ("*3\r\n:1\r\n:2\r\n|1\r\n+ttl\r\n:3600\r\n:3\r\n", 2),
    M (">4\r\n+pubsub\r\n+message\r\n+somechannel\r\n+this is the message\r\n", 2),
    M ("$?\r\n;4\r\nHell\r\n;6\r\no worl\r\n;1\r\nd\r\n;0\r\n", 2),
    M ("*?\r\n:1\r\n:2\r\n:3\r\n.\r\n", 2), M ("%?\r\n+a\r\n:1\r\n+b\r\n:2\r\n.\r\n", 2),
    M ("*2\r\n:1\r\n*?\r\n~?\r\n.\r\n*2\r\n:1\r\n$?\r\n;0\r\n.\r\n", 2),
    M ("|0\r\n*1\r\n%0\r\n", 2),
  } },
  { "resp/garbage", "resp", 0, {
    M ("\x80\x81", 0, GARBAGE, "These bytes fit no frame of “resp”."), M ("+OK\r\n", 2),
    M ("\0x\r\n", 2, GARBAGE), M ("$5\r\nhellox\r\n", 2, GARBAGE), M ("*x\r\n", 2, GARBAGE),
    M ("*-2\r\n", 2, GARBAGE), M ("*2\r\n:1\r\n", 0, GARBAGE), M ("PING\r\n", 2),
    M ("$5\r\nhello\r", 0, GARBAGE), M ("*1\r\n:1\r\n", 2), M ("$\r\n", 2, GARBAGE),
    M ("*2\r\n*?\r\n", 2, GARBAGE), M ("|?\r\n", 2, GARBAGE), M ("$?\r\n", 0, GARBAGE),
    M (":1\r\n", 2), M ("$5\rx", 0, GARBAGE | PENDING),
  } },
  { "resp/greatest", "resp", 0, {
    M ("*999999999\r\n%999999999\r\n$999999999\r\nabc", 0, PENDING),
  } },
  { "resp/too-great", "resp", 0, {
    M ("$1000000000\r\n", 2, GARBAGE), M ("%1999999999\r\n", 2, GARBAGE),
    M ("*999999999\r\n%999999999\r\n*999999999\r\n*999999999\r\n", 2, GARBAGE), M (":1\r\n", 2),
  } },
  { "resp/over-limit", "resp", 8, {
    M ("*2\r\n$5\r\n", 0, OVER_LIMIT), M ("hello\r\n:", 0, OVER_LIMIT), M ("1\r\n", 2),
    M ("*2\r\n:1\r\n", 0, OVER_LIMIT), M ("PING\r\n", 2), M ("+longer\r", 0, OVER_LIMIT),
    M ("\n", 1),
  } },
};

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_add_streams (streams, G_N_ELEMENTS (streams));

  return g_test_run ();
}
