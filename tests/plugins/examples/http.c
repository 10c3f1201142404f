/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 9112, 2.1, 7.1.3 and C.2; RFC 9110, 3.9; in pieces and in lines. */
#include "examples.h"

const char *const example_plugin = "http";
const char *const example_framing = "raw";

#define GET \
  "GET /hello.txt HTTP/1.1\r\nUser-Agent: curl/7.64.1\r\nHost: www.example.com\r\n" \
  "Accept-Language: en, mi\r\n\r\n"
#define HEAD_OF_14 \
  "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nContent-Type: text/plain\r\n\r\n"

const Example examples[] = {
  { "request", { OUT (GET) }, "GET /hello.txt HTTP/1.1 · www.example.com",
    "0 request: GET /hello.txt HTTP/1.1 @0+24\n0 User-Agent: curl/7.64.1 @25+24\n0 Host: "
    "www.example.com @50+22",
    .sure = TRUE },
  { "response", { OUT (GET), IN (HEAD_OF_14 "Hello, World!\n") },
    "200 OK ← GET /hello.txt · text/plain",
    "0 status: HTTP/1.1 200 OK @0+16\n0 Content-Length: 14 @17+19\n0 body: Hello, World!\\n @65+14",
    .sure = TRUE },
  { "body-apart", { OUT (GET), IN (HEAD_OF_14 "Hello,"), IN (" World!\n") },
    "7 to 14 of 14 bytes of the body",
    "0 body:  World!\\n @0+8", .sure = TRUE },
  { "split-field", { OUT (GET), IN ("HTTP/1.1 404 Not Found\r\nContent-Le"),
                     IN ("ngth: 3\r\n\r\nno\n") },
    "Content-Length: 3", "0 Content-Length: 3 @0+8\n0 body: no\\n @11+3", .sure = TRUE },
  { "not-found", { OUT (GET), IN ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") },
    "404 Not Found ← GET /hello.txt", "0 ? status: HTTP/1.1 404 Not Found @0+23", .sure = TRUE },
  { "chunked", { IN ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                     "6;x=y\r\n world\r\n0\r\nExpires: never\r\n\r\n") },
    "200 OK", "0 chunk: 5 @47+2\n0 data: hello @50+5\n0 chunk: 6;x=y @57+6\n0 data:  world @64+6\n"
              "0 chunk: 0 @72+2\n0 Expires: never @75+15",
    .sure = TRUE },
  { "chunk-apart", { IN ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), IN ("5\r\nhel"),
                     IN ("lo\r\n0\r\n\r\n") },
    "4 to 5 of 5 bytes of the chunk", "0 data: lo @0+2\n0 chunk: 0 @4+2", .sure = TRUE },
  { "pipelined", { OUT ("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n") },
    "GET /b HTTP/1.1 · x", "0 request: GET /a HTTP/1.1 @0+16\n0 request: GET /b HTTP/1.1 @28+16",
    .sure = TRUE },
  { "head", { OUT ("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"),
              IN ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n") },
    "204 No Content ← HEAD /", "0 status: HTTP/1.1 200 OK @0+16\n0 status: HTTP/1.1 204 No "
    "Content @38+24",
    .sure = TRUE },
  { "to-the-end", { IN ("HTTP/1.0 200 OK\r\n\r\nabc"), IN ("more") }, "4 bytes of the body",
    "0 body: more @0+4",
    .sure = TRUE },
  { "line-field", { OUT ("GET / HTTP/1.1\r\n"), OUT ("Host: x\r\n") }, "Host: x",
    "0 Host: x @0+8", "lines",
    .sure = TRUE },
  { "line-end", { OUT ("GET / HTTP/1.1\r\n"), OUT ("Host: x\r\n"), OUT ("\r\n") },
    "end of the header", NULL, "lines",
    .sure = TRUE },
  { "line-body", { OUT ("POST / HTTP/1.1\r\n"), OUT ("Content-Length: 6\r\n"), OUT ("\r\n"
    ""), OUT ("a: b\r\n") },
    "1 to 6 of 6 bytes of the body", "0 body: a: b\\r\\n @0+6", "lines", .sure = TRUE },
  { "switched", { OUT ("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
                  IN ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n") },
    "101 Switching Protocols ← GET /chat", NULL, .sure = TRUE },
  { "behind-switching", { OUT ("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
                          IN ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
                          IN ("\x81\5Hello") }, NULL, NULL, .sure = TRUE },
  { "sent-behind-switching", { OUT ("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
                               IN ("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
                               OUT ("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58") }, NULL, NULL,
    .sure = TRUE },
  { "tunnel", { OUT ("CONNECT server:443 HTTP/1.1\r\nHost: server\r\n\r\n"),
                IN ("HTTP/1.1 200 OK\r\n\r\n"), IN ("\x16\3\3") }, NULL, NULL, .sure = TRUE },
  { "no-colon", { OUT ("GET / HTTP/1.1\r\nwhat\r\n\r\n") }, "GET / HTTP/1.1 · malformed",
    "0 ! no field: what @16+5",
    .sure = TRUE },
  { "space-before-colon", { OUT ("GET / HTTP/1.1\r\nHost : x\r\n\r\n") },
    "GET / HTTP/1.1 · malformed",
    "0 ! no field: Host : x @16+9", .sure = TRUE },
  { "two-lengths", { OUT ("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc") },
    "POST / HTTP/1.1 · malformed", "0 ! error: another length than before @36+18", .sure = TRUE },
  { "smuggled", { OUT ("POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
    "\r\n0\r\n\r\n") },
    "POST / HTTP/1.1 · malformed", "0 ! error: a length, and chunks: one of them is wrong @36+27",
    .sure = TRUE },
  { "body-alone", { IN ("just bytes") }, NULL, NULL },
};
const guint n_examples = G_N_ELEMENTS (examples);
