/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

#include <errno.h>

static void
test_details (void)
{
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "no");
  g_autoptr (GError) copy = NULL;

  g_assert_null (tocsin_error_get_hint (error));
  g_assert_null (tocsin_error_get_server_text (error));
  g_assert_cmpint (tocsin_error_get_retry_after (error), ==, -1);

  tocsin_error_set_hint (error, "try %d", 1);
  tocsin_error_set_hint (error, "%s, then %d", tocsin_error_get_hint (error), 2);
  tocsin_error_set_server_text (error, "535 no");
  tocsin_error_set_server_text (error, tocsin_error_get_server_text (error) + 4);
  tocsin_error_set_retry_after (error, 30);
  tocsin_error_set_response_code (error, "AUTHENTICATIONFAILED");
  tocsin_error_set_command (error, "LOGIN");
  tocsin_error_add_remedy (error, "encryption.verify", "pin");
  tocsin_error_add_remedy (error, "port", "993");
  copy = g_error_copy (error);

  g_assert_cmpstr (tocsin_error_get_hint (copy), ==, "try 1, then 2");
  g_assert_cmpstr (tocsin_error_get_server_text (copy), ==, "no");
  g_assert_cmpint (tocsin_error_get_retry_after (copy), ==, 30);
  g_assert_cmpstr (tocsin_error_get_response_code (copy), ==, "AUTHENTICATIONFAILED");
  g_assert_cmpstr (tocsin_error_get_command (copy), ==, "LOGIN");
  g_assert_cmpstrv ((char **) tocsin_error_get_remedy (copy),
                    ((char *[]){ (char *) "encryption.verify=pin", (char *) "port=993", NULL }));
}

/* An error crosses to another process with all that it knows; what a server said as it is. */
static void
test_carry (void)
{
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "no");
  g_autoptr (GError) arrived = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "no");
  g_autoptr (GError) plain = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "no");
  g_autoptr (GVariant) details = NULL;
  g_autoptr (GVariant) none = g_variant_ref_sink (tocsin_error_save_details (plain));

  tocsin_error_set_hint (error, "do %s", "this");
  tocsin_error_set_place (error, "a (b", 3);
  tocsin_error_set_correction (error, "a (b)");
  tocsin_error_set_server_text (error, "NO \xff \x1b[1m\\");
  tocsin_error_set_response_code (error, "ALERT");
  tocsin_error_set_command (error, "LOGIN");
  tocsin_error_set_retry_after (error, 7);
  tocsin_error_add_remedy (error, "encryption.mode", "implicit");
  tocsin_error_add_remedy (error, "a", "b=c");
  details = g_variant_ref_sink (tocsin_error_save_details (error));
  tocsin_error_restore_details (arrived, details);
  tocsin_error_restore_details (plain, none);

  g_assert_cmpstr (tocsin_error_get_hint (arrived), ==, "do this");
  g_assert_cmpstr (tocsin_error_get_server_text (arrived), ==, "NO \xff \x1b[1m\\");
  g_assert_cmpstr (tocsin_error_get_response_code (arrived), ==, "ALERT");
  g_assert_cmpstr (tocsin_error_get_command (arrived), ==, "LOGIN");
  g_assert_cmpint (tocsin_error_get_retry_after (arrived), ==, 7);
  g_assert_cmpstrv (tocsin_error_get_remedy (arrived), tocsin_error_get_remedy (error));
  g_assert_cmpstr (tocsin_error_get_input (arrived), ==, "a (b");
  g_assert_cmpuint (tocsin_error_get_column (arrived), ==, 3);
  g_assert_cmpstr (tocsin_error_get_correction (arrived), ==, "a (b)");
  g_assert_null (tocsin_error_get_hint (plain));
  g_assert_null (tocsin_error_get_remedy (plain));
  g_assert_null (tocsin_error_get_input (plain));
  g_assert_cmpuint (tocsin_error_get_column (plain), ==, 0);
  g_assert_null (tocsin_error_get_correction (plain));
}

/* What sits at the other end may be anything. */
static void
test_carry_rubbish (void)
{
  g_autoptr (GError) arrived = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, "no");
  g_autoptr (GVariant) rubbish = g_variant_ref_sink (g_variant_new_parsed (
      "{'hint': <5>, 'remedy': <['no equals', '=', '']>, 'server-text': <'not bytes'>}"));

  tocsin_error_restore_details (arrived, rubbish);
  g_assert_null (tocsin_error_get_hint (arrived));
  g_assert_null (tocsin_error_get_server_text (arrived));
}

static void
test_retry (void)
{
  static const struct
  {
    TocsinError code;
    TocsinRetry retry;
  } cases[] = {
    { TOCSIN_ERROR_TLS_INJECTED, TOCSIN_RETRY_NEVER },
    { TOCSIN_ERROR_CONFIG_INVALID, TOCSIN_RETRY_USER },
    { TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_RETRY_USER },
    { TOCSIN_ERROR_NET_REFUSED, TOCSIN_RETRY_LATER },
    { TOCSIN_ERROR_MESSAGE_GONE, TOCSIN_RETRY_NEVER },
    { TOCSIN_ERROR_QUERY_TIMEOUT, TOCSIN_RETRY_NEVER },
    { TOCSIN_ERROR_AUTH_NO_TICKET, TOCSIN_RETRY_LATER },
    { TOCSIN_ERROR_AUTH_OAUTH_EXPIRED, TOCSIN_RETRY_NOW },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, (int) cases[i].code, "x");

      g_assert_cmpint (tocsin_error_get_retry (error), ==, cases[i].retry);
    }
  g_assert_cmpstr (tocsin_retry_to_string (TOCSIN_RETRY_USER), ==, "user");
}

/* Every code has a name of its own: scripts rely on them. */
static void
test_code_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = TOCSIN_ERROR_INTERNAL; code <= TOCSIN_ERROR_TIMEOUT_COMMAND; code++)
    {
      g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, code, "x");
      const char *name = tocsin_error_get_code_name (error);

      g_assert_nonnull (name);
      g_assert_true (g_hash_table_add (seen, (gpointer) name));
      g_assert_true (code <= TOCSIN_ERROR_CANCELLED || strchr (name, '.') != NULL);
    }
}

static void
test_foreign_code_name (void)
{
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  g_autoptr (GError) unknown = g_error_new (TOCSIN_ERROR, 99999, "x");
  g_autoptr (GError) negative = g_error_new (TOCSIN_ERROR, -1, "x");

  g_assert_cmpstr (tocsin_error_get_code_name (foreign), ==, "internal");
  g_assert_cmpstr (tocsin_error_get_code_name (unknown), ==, "internal");
  g_assert_cmpstr (tocsin_error_get_code_name (negative), ==, "internal");
  g_assert_null (tocsin_error_get_hint (foreign));
  g_assert_cmpint (tocsin_error_get_retry_after (foreign), ==, -1);
}

typedef struct
{
  const char *about;
  const char *domain;
  int code;
  int ours;
} Row;

static const Row rows[] = {
  { "cancelled", "g-io-error-quark", G_IO_ERROR_CANCELLED, TOCSIN_ERROR_CANCELLED },
  { "timed out", "g-io-error-quark", G_IO_ERROR_TIMED_OUT, TOCSIN_ERROR_NET_TIMEOUT },
  { "refused", "g-io-error-quark", G_IO_ERROR_CONNECTION_REFUSED, TOCSIN_ERROR_NET_REFUSED },
  { "no route", "g-io-error-quark", G_IO_ERROR_HOST_UNREACHABLE, TOCSIN_ERROR_NET_UNREACHABLE },
  { "cut", "g-io-error-quark", G_IO_ERROR_BROKEN_PIPE, TOCSIN_ERROR_NET_RESET },
  { "no such host", "g-io-error-quark", G_IO_ERROR_HOST_NOT_FOUND, TOCSIN_ERROR_DNS_NOT_FOUND },
  { "proxy", "g-io-error-quark", G_IO_ERROR_PROXY_FAILED, TOCSIN_ERROR_PROXY_REFUSED },
  { "proxy's login", "g-io-error-quark", G_IO_ERROR_PROXY_NEED_AUTH, TOCSIN_ERROR_PROXY_AUTH },
  { "disk full", "g-io-error-quark", G_IO_ERROR_NO_SPACE, TOCSIN_ERROR_STORAGE_FULL },
  { "not writable", "g-io-error-quark", G_IO_ERROR_PERMISSION_DENIED,
    TOCSIN_ERROR_STORAGE_READONLY },
  { "no file", "g-io-error-quark", G_IO_ERROR_NOT_FOUND, TOCSIN_ERROR_STORAGE_FAILED },
  { "anything else", "g-io-error-quark", G_IO_ERROR_FAILED, TOCSIN_ERROR_INTERNAL },
  { "no such name", "g-resolver-error-quark", G_RESOLVER_ERROR_NOT_FOUND,
    TOCSIN_ERROR_DNS_NOT_FOUND },
  { "resolver down", "g-resolver-error-quark", G_RESOLVER_ERROR_TEMPORARY_FAILURE,
    TOCSIN_ERROR_DNS_TEMPORARY },
  { "disk full, as a file", "g-file-error-quark", G_FILE_ERROR_NOSPC, TOCSIN_ERROR_STORAGE_FULL },
  { "not writable, as a file", "g-file-error-quark", G_FILE_ERROR_ACCES,
    TOCSIN_ERROR_STORAGE_READONLY },
  { "no file, as a file", "g-file-error-quark", G_FILE_ERROR_NOENT, TOCSIN_ERROR_STORAGE_FAILED },
  { "a domain of nobody", "of-nobody", 1, TOCSIN_ERROR_INTERNAL },
};

static void
test_translate (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error =
          g_error_new_literal (g_quark_from_string (rows[i].domain), rows[i].code, "why");

      g_test_message ("%s", rows[i].about);
      tocsin_error_translate (&error, "doing %s", "this");
      g_assert_error (error, TOCSIN_ERROR, rows[i].ours);
      g_assert_cmpstr (error->message, ==, "doing this: why");
    }
}

/* Our own error keeps what is known of it. */
static void
test_translate_ours (void)
{
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY, "why");
  GError *none = NULL;

  tocsin_error_set_hint (error, "wait");
  tocsin_error_translate (&error, "logging in");
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_assert_cmpstr (error->message, ==, "logging in: why");
  g_assert_cmpstr (tocsin_error_get_hint (error), ==, "wait");

  tocsin_error_translate (&none, "nothing");
  tocsin_error_translate (NULL, "nothing");
  g_assert_no_error (none);
}

static void
test_errno (void)
{
  static const struct
  {
    int saved_errno;
    int code;
  } codes[] = {
    { ENOSPC, TOCSIN_ERROR_STORAGE_FULL },       { EDQUOT, TOCSIN_ERROR_STORAGE_FULL },
    { EROFS, TOCSIN_ERROR_STORAGE_READONLY },    { EACCES, TOCSIN_ERROR_STORAGE_READONLY },
    { EIO, TOCSIN_ERROR_STORAGE_FAILED },        { ECONNREFUSED, TOCSIN_ERROR_NET_REFUSED },
    { ETIMEDOUT, TOCSIN_ERROR_NET_TIMEOUT },     { ENETUNREACH, TOCSIN_ERROR_NET_UNREACHABLE },
    { EHOSTDOWN, TOCSIN_ERROR_NET_UNREACHABLE }, { EPIPE, TOCSIN_ERROR_NET_RESET },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;

      tocsin_error_set_errno (&error, codes[i].saved_errno, "writing %s", "x");
      g_assert_error (error, TOCSIN_ERROR, codes[i].code);
      g_assert_true (g_str_has_prefix (error->message, "writing x: "));
      tocsin_error_set_errno (NULL, codes[i].saved_errno, "nobody asks");
    }
}

static gboolean
is_network (int code)
{
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, code, "x");

  return tocsin_error_is_network (error);
}

/* What is the way's fault is never counted against the password. */
/* A firewall that forbids sending is no disk that can't be written. */
static void
test_socket_errno (void)
{
  g_autoptr (GError) forbidden = NULL;
  g_autoptr (GError) reset = NULL;

  tocsin_error_set_socket_errno (&forbidden, EPERM, "sending");
  tocsin_error_set_socket_errno (&reset, ECONNRESET, "sending");

  g_assert_error (forbidden, TOCSIN_ERROR, TOCSIN_ERROR_NET_UNREACHABLE);
  g_assert_error (reset, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET);
}

static void
test_network (void)
{
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "x");

  g_assert_true (is_network (TOCSIN_ERROR_DNS_TEMPORARY));
  g_assert_true (is_network (TOCSIN_ERROR_NET_CLOSED_EARLY));
  g_assert_true (is_network (TOCSIN_ERROR_NET_GREETING_TIMEOUT));
  g_assert_true (is_network (TOCSIN_ERROR_TIMEOUT_COMMAND));
  g_assert_true (is_network (TOCSIN_ERROR_PROXY_REFUSED));
  g_assert_true (is_network (TOCSIN_ERROR_PROXY_PROTOCOL));
  g_assert_true (is_network (TOCSIN_ERROR_PROXY_TIMEOUT));
  g_assert_true (is_network (TOCSIN_ERROR_PROXY_CUT));
  g_assert_false (is_network (TOCSIN_ERROR_PROXY_AUTH));
  g_assert_false (is_network (TOCSIN_ERROR_SERVER_BUSY));
  g_assert_false (is_network (TOCSIN_ERROR_AUTH_REJECTED));
  g_assert_false (is_network (TOCSIN_ERROR_CONFIG_INVALID));
  g_assert_false (tocsin_error_is_network (foreign));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/details", test_details);
  g_test_add_func ("/base/error/retry", test_retry);
  g_test_add_func ("/base/error/code-names", test_code_names);
  g_test_add_func ("/base/error/foreign-code-name", test_foreign_code_name);
  g_test_add_func ("/base/error/translate", test_translate);
  g_test_add_func ("/base/error/translate-ours", test_translate_ours);
  g_test_add_func ("/base/error/errno", test_errno);
  g_test_add_func ("/base/error/socket-errno", test_socket_errno);
  g_test_add_func ("/base/error/network", test_network);
  g_test_add_func ("/base/error/carry", test_carry);
  g_test_add_func ("/base/error/carry-rubbish", test_carry_rubbish);

  return g_test_run ();
}
