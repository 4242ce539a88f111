/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

#include <string.h>

typedef struct
{
  const char *about;
  const char *spec;
  gboolean good;
  const char *ascii;
} Row;

static const Row rows[] = {
  { "the usual", "ada@example.org", TRUE, "ada@example.org" },
  { "the one every server knows", "Postmaster", TRUE, "Postmaster" },
  { "dots where none belong, which exist", "a..b.@example.org", TRUE, "a..b.@example.org" },
  { "quotes", "\"a b\\\"<c@d>\"@example.org", TRUE, "\"a b\\\"<c@d>\"@example.org" },
  { "an address as domain", "ada@[192.0.2.1]", TRUE, "ada@[192.0.2.1]" },
  { "a longer one", "ada@[IPv6:2001:db8::1]", TRUE, "ada@[IPv6:2001:db8::1]" },
  { "an international domain",
    "ada@b\xc3\xbc"
    "cher.example",
    TRUE, "ada@xn--bcher-kva.example" },
  { "an international user", "\xc3\xa4@example.org", TRUE, NULL },
  { "an international user at such a domain",
    "\xc3\xa4@b\xc3\xbc"
    "cher.example",
    TRUE, NULL },
  { "nothing", "", FALSE, NULL },
  { "no @", "ada", FALSE, NULL },
  { "no user", "@example.org", FALSE, NULL },
  { "no domain", "ada@", FALSE, NULL },
  { "a line break", "ada@example.org\r\nRCPT TO:<eve@example.org>", FALSE, NULL },
  { "a bare line feed in quotes", "\"a\nb\"@example.org", FALSE, NULL },
  { "the end of the brackets", "ada@example.org> SIZE=1 <x", FALSE, NULL },
  { "a bracket in the user", "ada>x@example.org", FALSE, NULL },
  { "a blank", "ada lovelace@example.org", FALSE, NULL },
  { "quotes that end early", "\"a\"b\"@example.org", FALSE, NULL },
  { "quotes whose end is quoted", "\"a\\\"@example.org", FALSE, NULL },
  { "a source route", "@a.example,@b.example:ada@example.org", FALSE, NULL },
  { "an open bracket", "ada@[192.0.2.1", FALSE, NULL },
  { "no UTF-8", "\xe4@example.org", FALSE, NULL },
  { "a delete", "a\x7f@example.org", FALSE, NULL },
  { "a domain without an end", "ada@.example", FALSE, NULL },
};

static void
test_addresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *ascii = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_cmpint (tocsin_address_spec_check (rows[i].spec, &error), ==, rows[i].good);
      g_assert_true ((error == NULL) == rows[i].good);
      if (!rows[i].good)
        continue;
      ascii = tocsin_address_spec_to_ascii (rows[i].spec);
      g_assert_cmpstr (ascii, ==, rows[i].ascii);
      g_assert_cmpint (tocsin_address_spec_needs_utf8 (rows[i].spec), ==, rows[i].ascii == NULL);
    }
}

static void
test_address_length (void)
{
  g_autofree char *local = g_strnfill (TOCSIN_ADDRESS_SPEC_MAX_LENGTH, 'a');
  g_autofree char *longer = g_strconcat (local, "@b", NULL);

  g_assert_false (tocsin_address_spec_check (longer, NULL));
  g_assert_true (tocsin_address_spec_check (longer + 2, NULL));
}

static TocsinEnvelope *
make_envelope (void)
{
  TocsinEnvelope *self = tocsin_envelope_new ("ada@example.org", NULL);

  g_assert_true (tocsin_envelope_add_recipient (self, "b@example.org", TOCSIN_RECIPIENT_TO,
                                                TOCSIN_NOTIFY_NEVER, NULL, NULL));
  g_assert_true (tocsin_envelope_add_recipient (self, "c@example.org", TOCSIN_RECIPIENT_CC,
                                                TOCSIN_NOTIFY_FAILURE | TOCSIN_NOTIFY_DELAY,
                                                "list@example.org", NULL));
  g_assert_true (tocsin_envelope_add_recipient (self, "d@example.org", TOCSIN_RECIPIENT_BCC,
                                                TOCSIN_NOTIFY_DEFAULT, NULL, NULL));

  return self;
}

static void
test_envelope (void)
{
  g_autoptr (TocsinEnvelope) self = make_envelope ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id = g_strnfill (101, 'x');

  g_assert_true (tocsin_envelope_add_recipient (self, "b@example.org", TOCSIN_RECIPIENT_BCC,
                                                TOCSIN_NOTIFY_DEFAULT, NULL, NULL));
  g_assert_cmpuint (tocsin_envelope_get_recipients (self)->len, ==, 3);
  g_assert_true (tocsin_envelope_set_sender (self, "", NULL));
  g_assert_false (tocsin_envelope_set_sender (self, "a@b\r\nDATA", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_cmpstr (tocsin_envelope_get_sender (self), ==, "");
  g_assert_false (tocsin_envelope_set_envelope_id (self, "a\nb", NULL));
  g_assert_false (tocsin_envelope_set_envelope_id (self, id, NULL));
  g_assert_true (tocsin_envelope_set_envelope_id (self, id + 1, NULL));
}

static void
test_envelope_kept (void)
{
  g_autoptr (TocsinEnvelope) self = make_envelope ();
  g_autoptr (TocsinEnvelope) again = NULL;
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;

  tocsin_envelope_set_verp (self, TRUE);
  tocsin_envelope_set_require_tls (self, TRUE);
  tocsin_envelope_set_verb (self, TOCSIN_SEND_VERB_SOML);
  tocsin_envelope_set_dsn_return (self, TOCSIN_DSN_RETURN_HEADERS);
  tocsin_envelope_set_envelope_id (self, "id+1", NULL);
  first = g_variant_ref_sink (tocsin_envelope_to_variant (self));
  again = tocsin_envelope_new_from_variant (first, NULL);
  g_assert_nonnull (again);
  second = g_variant_ref_sink (tocsin_envelope_to_variant (again));
  g_assert_cmpvariant (first, second);
}

/* What comes from a disk may have been changed there. */
static void
test_envelope_damaged (void)
{
  static const char *const texts[] = {
    "@u 1",
    "@a{sv} {'sender': <'a@b\\nDATA'>}",
    "@a{sv} {'sender': <''>, 'recipients': <[('x', uint32 0, uint32 0, '')]>}",
    "@a{sv} {'sender': <''>, 'envelope-id': <'a\\nb'>}",
  };
  g_autoptr (GVariant) odd = g_variant_ref_sink (
      g_variant_new_parsed ("@a{sv} {'sender': <7>, 'verb': <'what'>, 'recipients': <[('x@y', "
                            "uint32 9, uint32 99, '')]>}"));
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new_from_variant (odd, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (tocsin_envelope_new_from_variant (variant, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
  g_assert_nonnull (envelope);
  g_assert_cmpstr (tocsin_envelope_get_sender (envelope), ==, "");
}

static void
test_verp (void)
{
  g_autoptr (TocsinEnvelope) self = make_envelope ();
  TocsinRecipient *recipient = g_ptr_array_index (tocsin_envelope_get_recipients (self), 0);
  g_autofree char *plain = NULL;
  g_autofree char *own = NULL;

  g_assert_true (tocsin_envelope_set_sender (self, "bounces+VERP@list.example", NULL));
  plain = tocsin_envelope_make_sender (self, recipient);
  g_assert_cmpstr (plain, ==, "bounces+VERP@list.example");
  tocsin_envelope_set_verp (self, TRUE);
  own = tocsin_envelope_make_sender (self, recipient);
  g_assert_cmpstr (own, ==, "bounces+b=example.org@list.example");
}

static void
test_report (void)
{
  g_autoptr (TocsinEnvelope) envelope = make_envelope ();
  g_autoptr (TocsinSendReport) self = tocsin_send_report_new (envelope);
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SEND_DEFERRED, "later");
  g_autoptr (TocsinEnvelope) rest = NULL;
  g_autoptr (TocsinEnvelope) all = tocsin_send_report_get_rest (self, envelope);

  g_assert_cmpuint (tocsin_envelope_get_recipients (all)->len, ==, 3);
  g_assert_cmpint (tocsin_send_report_get_outcome (self), ==, TOCSIN_SEND_NOT_SENT);
  tocsin_send_report_set_state (self, 0, TOCSIN_SEND_STATE_ACCEPTED);
  tocsin_send_report_refuse (self, 1, FALSE, error);
  tocsin_send_report_refuse (self, 2, TRUE, error);
  g_assert_cmpint (tocsin_send_report_get_outcome (self), ==, TOCSIN_SEND_PARTIAL);
  rest = tocsin_send_report_get_rest (self, envelope);
  g_assert_cmpuint (tocsin_envelope_get_recipients (rest)->len, ==, 1);
  tocsin_send_report_set_state (self, 1, TOCSIN_SEND_STATE_UNKNOWN);
  g_assert_cmpint (tocsin_send_report_get_outcome (self), ==, TOCSIN_SEND_UNKNOWN);
  g_assert_null (tocsin_send_report_get_rest (self, envelope));
  tocsin_send_report_set_state (self, 1, TOCSIN_SEND_STATE_ACCEPTED);
  tocsin_send_report_set_state (self, 2, TOCSIN_SEND_STATE_ACCEPTED);
  g_assert_cmpint (tocsin_send_report_get_outcome (self), ==, TOCSIN_SEND_SENT);
}

static void
test_report_kept (void)
{
  g_autoptr (TocsinEnvelope) envelope = make_envelope ();
  g_autoptr (TocsinSendReport) self = tocsin_send_report_new (envelope);
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SEND_DEFERRED, "later");
  g_autoptr (TocsinSendReport) again = NULL;
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *text = NULL;

  tocsin_send_report_set_answer (self, 1, 451, "4.7.1",
                                 "come \xff"
                                 "back");
  tocsin_send_report_refuse (self, 1, FALSE, error);
  tocsin_send_report_set_server_text (self, "queued as 1");
  tocsin_send_report_set_bytes (self, 77);
  first = g_variant_ref_sink (tocsin_send_report_to_variant (self));
  again = tocsin_send_report_new_from_variant (first);
  second = g_variant_ref_sink (tocsin_send_report_to_variant (again));
  g_assert_cmpvariant (first, second);
  g_assert_cmpint (tocsin_send_report_get_result (again, 1)->error_code, ==,
                   TOCSIN_ERROR_SEND_DEFERRED);
  json = tocsin_send_report_to_json (again);
  text = json_to_string (json, FALSE);
  g_assert_nonnull (strstr (text, "\"error\":\"smtp.deferred\""));
}

static void
test_notify (void)
{
  static const char *const both[] = { "Success", "delay", NULL };
  static const char *const never[] = { "never", "failure", NULL };
  static const char *const odd[] = { "often", NULL };
  g_auto (GStrv) names = NULL;
  TocsinNotify notify = TOCSIN_NOTIFY_DEFAULT;

  g_assert_true (tocsin_notify_from_strv (both, &notify, NULL));
  g_assert_cmpint (notify, ==, TOCSIN_NOTIFY_SUCCESS | TOCSIN_NOTIFY_DELAY);
  names = tocsin_notify_to_strv (notify);
  g_assert_cmpstrv (names, ((const char *[]){ "success", "delay", NULL }));
  g_assert_false (tocsin_notify_from_strv (never, &notify, NULL));
  g_assert_false (tocsin_notify_from_strv (odd, &notify, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/sending/addresses", test_addresses);
  g_test_add_func ("/mail/sending/address-length", test_address_length);
  g_test_add_func ("/mail/sending/envelope", test_envelope);
  g_test_add_func ("/mail/sending/envelope/kept", test_envelope_kept);
  g_test_add_func ("/mail/sending/envelope/damaged", test_envelope_damaged);
  g_test_add_func ("/mail/sending/verp", test_verp);
  g_test_add_func ("/mail/sending/report", test_report);
  g_test_add_func ("/mail/sending/report/kept", test_report_kept);
  g_test_add_func ("/mail/sending/notify", test_notify);

  return g_test_run ();
}
