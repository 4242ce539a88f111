/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

#include <string.h>

#define P7M "application/pkcs7-mime"

static const struct
{
  const char *why;
  /* The types of a tree: parts of a multipart stand in braces behind it, with bars between. */
  const char *tree;
  /* s: signed, e: encrypted, S: has a signature, i: invites. */
  const char *expected;
} rows[] = {
  { "a plain text", "text/plain", "" },
  { "OpenPGP, signed",
    "multipart/signed; "
    "protocol=\"application/pgp-signature\"{text/plain|application/pgp-signature}",
    "sS" },
  { "S/MIME, signed",
    "multipart/signed; protocol=\"application/pkcs7-signature\"{text/plain|"
    "application/pkcs7-signature; name=smime.p7s}",
    "sS" },
  { "S/MIME, signed, the old name",
    "Multipart/Signed; PROTOCOL=\"application/x-pkcs7-signature\"{text/plain|"
    "application/x-pkcs7-signature}",
    "sS" },
  { "signed, without a protocol", "multipart/signed{text/plain|application/pgp-signature}", "sS" },
  { "signed, the signature lost", "multipart/signed{text/plain}", "sS" },
  { "OpenPGP, encrypted",
    "multipart/encrypted; protocol=\"application/pgp-encrypted\"{application/pgp-encrypted|"
    "application/octet-stream; name=encrypted.asc}",
    "e" },
  { "S/MIME, encrypted", P7M "; smime-type=enveloped-data; name=smime.p7m", "e" },
  { "S/MIME, encrypted and authenticated", P7M "; smime-type=authEnveloped-data", "e" },
  { "S/MIME, signed, in one piece", P7M "; name=smime.p7m; smime-type=\"signed-data\"", "sS" },
  { "S/MIME, the old name", "application/x-pkcs7-mime; smime-type=signed-data", "sS" },
  { "S/MIME, compressed", P7M "; smime-type=compressed-data; name=smime.p7z", "" },
  { "S/MIME, certificates", P7M "; smime-type=certs-only; name=smime.p7c", "" },
  { "S/MIME that does not say what", P7M "; name=smime.p7m", "e" },
  { "S/MIME that does not even have a name", P7M, "e" },
  { "certificates by their name", P7M "; name=certs.P7C", "" },
  { "a signature by its name", P7M "; name=smime.p7s", "sS" },
  { "a server that knows no S/MIME", "application/octet-stream; name=smime.p7m", "e" },
  { "nor its signatures", "multipart/mixed{text/plain|application/octet-stream; name=SMIME.P7S}",
    "sS" },
  { "a list that adds its words",
    "multipart/mixed{multipart/signed{text/plain|application/pgp-signature}|text/plain}", "sS" },
  { "two lists, each with its words",
    "multipart/mixed{multipart/mixed{text/plain|multipart/encrypted{application/pgp-encrypted|"
    "application/octet-stream}}|text/plain}",
    "e" },
  { "signed and then encrypted, the signature outside",
    "multipart/signed{multipart/encrypted{application/pgp-encrypted|application/octet-stream}|"
    "application/pgp-signature}",
    "seS" },
  { "a mixed where signed was",
    "multipart/mixed{text/plain|application/pgp-signature; name=signature.asc}", "sS" },
  { "a mixed where encrypted was",
    "multipart/mixed{text/plain|application/pgp-encrypted|application/octet-stream; "
    "name=encrypted.asc}",
    "e" },
  { "and its types lost",
    "multipart/mixed{text/plain|application/octet-stream; name=\"PGPMIME version identification\"|"
    "application/octet-stream; name=encrypted.asc}",
    "e" },
  { "the signature of a file",
    "multipart/mixed{text/plain|application/gzip; name=a.tar.gz|application/pgp-signature; "
    "name=a.tar.gz.sig}",
    "S" },
  { "OpenPGP before it had parts", "text/plain; x-action=pgp-signed", "sS" },
  { "the same, encrypted", "application/pgp; x-action=encrypt", "e" },
  { "a key is neither", "multipart/mixed{text/plain|application/pgp-keys; name=key.asc}", "" },

  { "an invitation", "multipart/alternative{text/plain|text/calendar; method=REQUEST}", "i" },
  { "an invitation, and the same as a file",
    "multipart/mixed{multipart/alternative{text/plain|text/calendar; method=Request}|"
    "application/ics; name=invite.ics}",
    "i" },
  { "a cancellation", "text/calendar; method=CANCEL", "i" },
  { "an answer", "multipart/alternative{text/plain|text/calendar; method=REPLY}", "" },
  { "an answer, with the event as a file",
    "multipart/mixed{text/calendar; method=\"reply\"|application/ics; name=invite.ics}", "" },
  { "an event as a file", "multipart/mixed{text/plain|text/calendar; name=a.ics}", "i" },
  { "an event whose type was lost",
    "multipart/mixed{text/plain|application/octet-stream; name=\"Trip.ICS\"}", "i" },
  { "a file of another kind", "multipart/mixed{text/plain|application/zip; name=a.ics.zip}", "" },
};

/* Takes one type with its braces off @p. */
static void
append_tree (GString *text, const char **p, guint *counter)
{
  gsize length = strcspn (*p, "{|}");
  guint boundary = ++*counter;

  g_string_append_printf (text, "Content-Type: %.*s%s%u\n\n", (int) length, *p, "; boundary=b",
                          boundary);
  *p += length;
  if (**p != '{')
    {
      g_string_append (text, "content\n");
      return;
    }
  while (**p == '{' || **p == '|')
    {
      (*p)++;
      g_string_append_printf (text, "--b%u\n", boundary);
      append_tree (text, p, counter);
    }
  g_string_append_printf (text, "--b%u--\n", boundary);
  (*p)++;
}

static char *
describe (TocsinMessage *message)
{
  TocsinMessageProtection protection = tocsin_message_get_protection (message);

  return g_strconcat (protection & TOCSIN_MESSAGE_PROTECTION_SIGNED ? "s" : "",
                      protection & TOCSIN_MESSAGE_PROTECTION_ENCRYPTED ? "e" : "",
                      tocsin_message_has_signature (message) ? "S" : "",
                      tocsin_message_has_invite (message) ? "i" : "", NULL);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new ("Subject: x\n");
      g_autoptr (TocsinMessage) message = NULL;
      g_autofree char *found = NULL;
      const char *p = rows[i].tree;
      guint counter = 0;

      append_tree (text, &p, &counter);
      g_assert_cmpstr (p, ==, "");
      message = corpus_from_text (text->str);
      found = describe (message);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (found, ==, rows[i].expected);
    }
}

/* What is attached is protected or invites, not the message it is attached to. */
static void
test_attached (void)
{
  g_autoptr (TocsinMessage) message = corpus_from_text (
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
      "Content-Type: multipart/signed; boundary=c\n\n--c\n\nx\n--c\n"
      "Content-Type: text/calendar; method=REQUEST\n\nx\n--c--\n--b--\n");
  g_autofree char *found = describe (message);

  g_assert_cmpstr (found, ==, "");
}

static void
test_nothing_known (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autofree char *found = describe (message);

  g_assert_cmpstr (found, ==, "");
}

static void
test_sensitivity (void)
{
  static const char *const words[][2] = {
    { "Personal", "personal" },
    { "PRIVATE", "private" },
    { "Company-Confidential", "confidential" },
    { " confidential (legal)", "confidential" },
    { "Normal", "normal" },
    { "top secret", "normal" },
    { "", "normal" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *text = g_strdup_printf ("sensitivity: %s\n\nx\n", words[i][0]);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_assert_cmpstr (tocsin_message_get_sensitivity (message), ==, words[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/protection/table", test_table);
  g_test_add_func ("/mail/protection/attached", test_attached);
  g_test_add_func ("/mail/protection/nothing-known", test_nothing_known);
  g_test_add_func ("/mail/protection/sensitivity", test_sensitivity);

  return g_test_run ();
}
