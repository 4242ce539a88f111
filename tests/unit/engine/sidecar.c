/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/sidecar.h"

#include <string.h>

/* What may stand beside a message in a queue directory, and what is said of the rest. */

#define LETTER                                                                                     \
  "From: Ada <ada@example.org>\r\nTo: bob@example.org\r\nCc: cy@example.org\r\n\r\nText.\r\n"

static TocsinEnvelope *
make_envelope (TocsinSidecar *sidecar, const TocsinMailDefaults *defaults, GError **error)
{
  g_autoptr (GInputStream) raw =
      g_memory_input_stream_new_from_data (LETTER, strlen (LETTER), NULL);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (TocsinRawEnvelope) headers = tocsin_raw_envelope_read (raw, sink, NULL, NULL);

  return tocsin_sidecar_make_envelope (sidecar, headers, defaults, error);
}

/* `sender < recipient …`, as short as a table wants it. */
static char *
print (TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  GString *text = g_string_new (tocsin_envelope_get_sender (envelope));

  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = recipients->pdata[i];

      g_string_append_printf (text, " %s:%s", tocsin_recipient_kind_to_string (recipient->kind),
                              recipient->address);
    }

  return g_string_free (text, FALSE);
}

static void
test_envelope (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
    const char *about;
  } rows[] = {
    { "{}", "ada@example.org to:bob@example.org cc:cy@example.org", "the headers say all" },
    { "{\"from\": \"b@example.org\"}", "b@example.org to:bob@example.org cc:cy@example.org",
      "only the sender" },
    { "{\"from\": \"\"}", " to:bob@example.org cc:cy@example.org", "no sender at all" },
    { "{\"bcc\": \"x@example.org\"}", "ada@example.org bcc:x@example.org",
      "given any, the headers name nobody" },
    { "{\"cc\": [\"x@example.org\", \"y@example.org\"], \"to\": \"z@example.org\"}",
      "ada@example.org to:z@example.org cc:x@example.org cc:y@example.org", "lists and texts" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinMailDefaults) defaults = tocsin_mail_defaults_new ();
      g_autoptr (TocsinSidecar) sidecar =
          tocsin_sidecar_parse (rows[i].text, strlen (rows[i].text), &error);
      g_autoptr (TocsinEnvelope) envelope = NULL;
      g_autofree char *printed = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      envelope = make_envelope (sidecar, defaults, &error);
      g_assert_no_error (error);
      printed = print (envelope);
      g_assert_cmpstr (printed, ==, rows[i].expected);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
    const char *about;
  } rows[] = {
    { "", "JSON object", "nothing" },
    { "[]", "JSON object", "a list" },
    { "{\"to\": \"a@b.example\"} {}", "JSON object", "two of them" },
    { "{\"to\": \"a@b.example\"", "JSON object", "cut off" },
    { "{\"to\" \"a@b.example\"}", "not JSON", "no colon" },
    { "\xff{}", "UTF-8", "another charset" },
    { "{\"form\": \"a@b.example\"}", "“from”", "a key that is misspelt" },
    { "{\"headers\": {}}", "“headers”", "a key that means nothing" },
    { "{\"to\": 7}", "“to”", "a number for an address" },
    { "{\"to\": [[\"a@b.example\"]]}", "“to”", "a list in a list" },
    { "{\"to\": null}", "“to”", "null" },
    { "{\"dsn\": [\"sometimes\"]}", "sometimes", "an unknown report" },
    { "{\"dsn\": [\"never\", \"success\"]}", "never", "never, but sometimes" },
    { "{\"dsn-return\": \"half\"}", "“dsn-return”", "an unknown choice" },
    { "{\"require-tls\": \"true\"}", "“require-tls”", "a text for a truth" },
    { "{\"verb\": \"vrfy\"}", "“verb”", "an unknown verb" },
    { "{\"not-before\": \"tomorrow\"}", "“not-before”", "no time" },
    { "{\"not-before\": \"2026-01-01T00:00:00\"}", "“not-before”", "a time of which zone?" },
    { "{\"not-before\": -1}", "“not-before”", "before time began" },
    { "{\"not-before\": 9223372036854775807}", "“not-before”", "after it ends" },
    { "{\"not-before\": 1.5}", "“not-before”", "a fraction" },
    { "{\"key\": \"\"}", "“key”", "a key that is none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_null (tocsin_sidecar_parse (rows[i].text, strlen (rows[i].text), &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      if (strstr (error->message, rows[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, rows[i].says);
    }
}

/* What is read, and is no address, is found when the envelope is made. */
static void
test_addresses (void)
{
  static const char *const bad[] = {
    "{\"to\": \"nobody\"}",
    "{\"to\": \"a@b.example\\r\\nDATA\"}",
    "{\"to\": \"a@b.example\\u0000\"}",
    "{\"from\": \"Ada <ada@example.org>\"}",
    "{\"to\": []}",
    "{\"envelope-id\": \"a\\nb\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinMailDefaults) defaults = tocsin_mail_defaults_new ();
      g_autoptr (TocsinSidecar) sidecar = tocsin_sidecar_parse (bad[i], strlen (bad[i]), &error);
      g_autoptr (TocsinEnvelope) envelope = NULL;

      g_test_message ("%s", bad[i]);
      if (sidecar != NULL)
        envelope = make_envelope (sidecar, defaults, &error);
      g_assert_null (envelope);
      g_assert_nonnull (error);
    }
}

static void
test_limits (void)
{
  g_autofree char *spaces = g_strnfill (TOCSIN_SIDECAR_MOST_BYTES, ' ');
  g_autofree char *large = g_strconcat ("{}", spaces, NULL);
  g_autofree char *key = g_strnfill (1025, 'k');
  g_autofree char *long_key = g_strdup_printf ("{\"key\": \"%s\"}", key);
  GString *deep = g_string_new ("{\"to\": ");

  for (guint i = 0; i < TOCSIN_SIDECAR_MOST_DEPTH; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < TOCSIN_SIDECAR_MOST_DEPTH; i++)
    g_string_append_c (deep, ']');
  g_string_append_c (deep, '}');

  {
    const char *const texts[] = { large, long_key, deep->str };

    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        g_autoptr (GError) error = NULL;

        g_assert_null (tocsin_sidecar_parse (texts[i], strlen (texts[i]), &error));
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      }
  }
  g_string_free (deep, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sidecar/envelope", test_envelope);
  g_test_add_func ("/sidecar/refused", test_refused);
  g_test_add_func ("/sidecar/addresses", test_addresses);
  g_test_add_func ("/sidecar/limits", test_limits);

  return g_test_run ();
}
