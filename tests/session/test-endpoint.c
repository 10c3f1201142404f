/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user types for host and port, and what a typed message means in bytes. */
#include "config.h"

#include "fixture.h"
#include "tapline-endpoint.h"
#include "tapline-escape.h"

#define NO_ERROR (-1)

static const struct
{
  const char *host;
  const char *port;
  gboolean    listen;
  int         error;
  const char *expected; /* host:port */
} cases[] = {
  { "scope.lab", "5025", FALSE, NO_ERROR, "scope.lab:5025" },
  { " scope.lab ", " 5025 ", FALSE, NO_ERROR, "scope.lab:5025" },
  { "scope.lab:5025", "", FALSE, NO_ERROR, "scope.lab:5025" },
  { "scope.lab:5025", "5025", FALSE, NO_ERROR, "scope.lab:5025" },
  { "tcp://scope.lab:5025", "", FALSE, NO_ERROR, "scope.lab:5025" },
  { "TCP://scope.lab:5025/", "", FALSE, NO_ERROR, "scope.lab:5025" },
  { "192.0.2.7", "1", FALSE, NO_ERROR, "192.0.2.7:1" },
  { "::1", "7000", FALSE, NO_ERROR, "[::1]:7000" },
  { "[::1]", "7000", FALSE, NO_ERROR, "[::1]:7000" },
  { "[::1]:7000", "", FALSE, NO_ERROR, "[::1]:7000" },
  { "tcp://[2001:db8::2]:65535", "", FALSE, NO_ERROR, "[2001:db8::2]:65535" },
  { "fe80::1%eth0", "7", FALSE, NO_ERROR, "[fe80::1%eth0]:7" },
  { "b\303\274ro.example", "7", FALSE, NO_ERROR, "b\303\274ro.example:7" },
  { "my_host", "7", FALSE, NO_ERROR, "my_host:7" },
  { "", "7000", TRUE, NO_ERROR, "127.0.0.1:7000" },
  { "", "", TRUE, NO_ERROR, "127.0.0.1:0" },
  { "0.0.0.0", "7000", TRUE, NO_ERROR, "0.0.0.0:7000" },
  { "*:7000", "", TRUE, NO_ERROR, "*:7000" },
  { "unix:/run/service.sock", "", FALSE, NO_ERROR, "unix:/run/service.sock" },
  { "unix:a:b", "", FALSE, NO_ERROR, "unix:a:b" },
  { "unix:", "", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "unix:/run/service.sock", "80", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "unix:/run/service.sock", "", TRUE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "", "", FALSE, TAPLINE_ERROR_HOST_EMPTY, NULL },
  { "   ", "80", FALSE, TAPLINE_ERROR_HOST_EMPTY, NULL },
  { ":80", "", FALSE, TAPLINE_ERROR_HOST_EMPTY, NULL },
  { "two words", "80", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "http://scope.lab/x", "80", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "[::1", "80", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "[scope.lab]", "80", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "1:2:3", "80", FALSE, TAPLINE_ERROR_HOST_INVALID, NULL },
  { "scope.lab", "", FALSE, TAPLINE_ERROR_PORT_EMPTY, NULL },
  { "scope.lab:", "", FALSE, TAPLINE_ERROR_PORT_EMPTY, NULL },
  { "scope.lab", "0", FALSE, TAPLINE_ERROR_PORT_INVALID, NULL },
  { "scope.lab", "65536", FALSE, TAPLINE_ERROR_PORT_INVALID, NULL },
  { "scope.lab", "-1", FALSE, TAPLINE_ERROR_PORT_INVALID, NULL },
  { "scope.lab", "http", FALSE, TAPLINE_ERROR_PORT_INVALID, NULL },
  { "scope.lab", "80x", FALSE, TAPLINE_ERROR_PORT_INVALID, NULL },
  { "scope.lab:80", "81", FALSE, TAPLINE_ERROR_PORT_INVALID, NULL },
  { "", "70000", TRUE, TAPLINE_ERROR_PORT_INVALID, NULL },
};

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineEndpoint) endpoint =
        tapline_endpoint_parse (cases[i].host, cases[i].port, cases[i].listen, &error);
      g_autofree char *text = NULL;

      g_test_message ("“%s” “%s”", cases[i].host, cases[i].port);
      if (cases[i].error == NO_ERROR)
        {
          g_assert_no_error (error);
          text = tapline_endpoint_to_string (endpoint);
          g_assert_cmpstr (text, ==, cases[i].expected);
          g_assert_cmpint (endpoint->listen, ==, cases[i].listen);
        }
      else
        {
          g_assert_null (endpoint);
          g_assert_error (error, TAPLINE_ERROR, cases[i].error);
          g_assert_true (g_str_has_suffix (error->message, "."));
        }
    }
}

static void
test_title (void)
{
  g_autoptr (TaplineEndpoint) there = tapline_endpoint_new ("scope.lab", 5025, FALSE);
  g_autoptr (TaplineEndpoint) here = tapline_endpoint_new ("127.0.0.1", 7000, TRUE);
  g_autofree char *there_title = tapline_endpoint_dup_title (there);
  g_autofree char *here_title = tapline_endpoint_dup_title (here);

  g_assert_cmpstr (there_title, ==, "scope.lab:5025");
  g_assert_cmpstr (here_title, ==, "Listening on 7000");
}

static void
test_escape (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  static const char *const wrong[] = { "a\\", "\\q", "\\x", "\\x1", "\\x1g", "\\\303\274" };

  g_assert_true (tapline_escape_append (bytes, "a\\n\\r\\t\\0\\x1b\\xFf\\\\\303\274", &error));
  g_assert_no_error (error);
  g_assert_cmpmem (bytes->data, bytes->len, "a\n\r\t\0\x1b\xff\\\303\274", 10);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (tapline_escape_append (bytes, wrong[i], &error));
      g_assert_error (error, TAPLINE_ERROR, TAPLINE_ERROR_FAILED);
      g_clear_error (&error);
    }
}

static void
add_tests (void)
{
  g_test_add_func ("/endpoint/parse", test_parse);
  g_test_add_func ("/endpoint/title", test_title);
  g_test_add_func ("/endpoint/escape", test_escape);
}

int
main (int    argc,
      char **argv)
{
  return test_main (argc, argv, add_tests);
}
