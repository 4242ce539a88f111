/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

#include "tests/unit/mail/corpus.h"

#define YES TOCSIN_QUERY_VERDICT_YES
#define NO TOCSIN_QUERY_VERDICT_NO

#define PLAIN "\n\nhello\n"
#define AUTH "Authentication-Results: mx.example.org;\n"
#define SIGNED                                                                                     \
  "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n"         \
  "--b\n\nx\n--b\nContent-Type: application/pgp-signature\n\ny\n--b--\n"
#define ENCRYPTED                                                                                  \
  "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n"      \
  "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"                                   \
  "--b\nContent-Type: application/octet-stream\n\ny\n--b--\n"
#define SMIME(type)                                                                                \
  "Content-Type: application/pkcs7-mime; smime-type=" type "; name=smime.p7m\n\nx\n"
#define ADDRESSES                                                                                  \
  "From: Ada Lovelace <ada@example.com>\nTo: \"Stone, Bob\" <bob@mail.example.org>\n"              \
  "Cc: <carol@xn--bcher-kva.example>\n"

static const struct
{
  const char *mail;
  const char *query;
  TocsinQueryVerdict verdict;
  const char *why;
} rows[] = {
  { AUTH " spf=pass; dkim=fail; dmarc=none" PLAIN, "spf:pass dkim:fail dmarc:none", YES, "each" },
  { AUTH " spf=pass; dkim=fail; dmarc=none" PLAIN, "spf:fail OR dkim:pass OR dmarc:pass", NO,
    "no other" },
  { AUTH " spf=softfail" PLAIN, "spf:softfail -spf:fail", YES, "soft is not hard" },
  { AUTH " spf=SoftFail" PLAIN, "spf:SOFTFAIL", YES, "in any case" },
  { AUTH " spf=temperror; dkim=policy; dmarc=permerror" PLAIN,
    "spf:temperror dkim:policy dmarc:permerror", YES, "rare ones" },
  { "Subject: x" PLAIN, "spf:none OR spf:pass OR spf:fail", NO, "nobody looked" },
  { AUTH " spf=pass" PLAIN, "-dkim:(pass OR fail OR none)", YES, "another method" },
  { "Sensitivity: Private" PLAIN, "sensitivity:private", YES, "as it says" },
  { "Sensitivity: Company-Confidential" PLAIN, "sensitivity:confidential", YES, "in its words" },
  { "Subject: x" PLAIN, "sensitivity:normal", YES, "nothing said" },
  { SIGNED, "is:signed has:signature -is:encrypted", YES, "OpenPGP" },
  { ENCRYPTED, "is:encrypted -is:signed -has:signature", YES, "OpenPGP" },
  { SMIME ("signed-data"), "is:signed -is:encrypted", YES, "S/MIME" },
  { SMIME ("enveloped-data"), "is:encrypted -is:signed", YES, "S/MIME" },
  { "Subject: x" PLAIN, "is:signed OR is:encrypted OR has:signature", NO, "neither" },
  { ADDRESSES PLAIN, "from:\"Ada Lovelace <ada@example.com>\"", YES, "as it is copied" },
  { ADDRESSES PLAIN, "from:<ada@example.com>", YES, "with its brackets" },
  { ADDRESSES PLAIN, "to:\"Stone, Bob\"", YES, "a name with a comma" },
  { ADDRESSES PLAIN, "to:@example.org", NO, "a domain is not its parent" },
  { ADDRESSES PLAIN, "to:*@*.example.org", YES, "but a glob may say so" },
  { ADDRESSES PLAIN, "to:*example.org", YES, "or so" },
  { ADDRESSES PLAIN, "to:b?b@*", YES, "or so" },
  { ADDRESSES PLAIN, "to:bob@*.com", NO, "not so" },
  { ADDRESSES PLAIN, "cc:@bücher.example", YES, "a domain as it is read" },
  { ADDRESSES PLAIN, "cc:@xn--bcher-kva.example", YES, "and as it is sent" },
  { ADDRESSES PLAIN, "from:(bob OR (ada -eve))", YES, "in brackets" },
  { ADDRESSES PLAIN, "from:(ada -lovelace)", NO, "negated" },
  { ADDRESSES PLAIN, "participants:*@*.example", YES, "any of them" },
  { "X-A: \nX-B: b" PLAIN, "header:X-A", YES, "empty, and yet there" },
  { "X-A: \nX-B: b" PLAIN, "header:x-b=(a OR /^B$/i)", YES, "names in any case" },
  { "Subject: 5*3 = 15" PLAIN, "subject:\"5*3\"", YES, "a star in quotes" },
  { "Subject: 5*3 = 15" PLAIN, "subject:\"5*5\"", NO, "stands for itself" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_from_text (rows[i].mail);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, &error);

      g_assert_no_error (error);
      g_test_message ("%s: %s", rows[i].query, rows[i].why);
      g_assert_cmpint (tocsin_query_match (query, message, 0, NULL, NULL), ==, rows[i].verdict);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/match-fields/table", test_table);

  return g_test_run ();
}
