/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

#include <string.h>

#define AR "Authentication-Results: "
#define RECEIVED "Received: from a by b; Sun, 01 Nov 2026 08:01:00 +0000\n"

static const struct
{
  const char *why;
  const char *headers;
  const char *server;
  const char *said;
  const char *not_said;
} rows[] = {
  { "one result", AR "mx.example.com; spf=pass smtp.mailfrom=example.net\n", NULL, "spf=pass",
    "spf=fail dkim=pass mailfrom=example.net smtp.mailfrom=example.net" },
  { "case does not matter", "AUTHENTICATION-results: MX.example.com; DKIM=Pass\n", "mx.EXAMPLE.com",
    "dkim=pass DKIM=PASS", "dkim=fail" },
  { "several methods, folded",
    AR "mx.example.com;\n\tspf=softfail smtp.mailfrom=a@example.net;\n dkim=pass\n header.d=b.org;"
       "\n dmarc=fail (p=NONE)\n",
    NULL, "spf=softfail dkim=pass dmarc=fail", "spf=pass dkim=fail dmarc=pass p=none header.d=b" },
  { "no field at all", "Subject: x\n", NULL, "", "spf=pass spf=none" },
  { "nothing was checked", AR "mx.example.com 1; none\n", NULL, "spf=none dkim=none",
    "spf=pass none=pass" },
  { "a name and nothing else", AR "mx.example.com\n", NULL, "", "spf=none spf=pass" },
  { "an empty field", AR "\n", NULL, "", "spf=none" },
  { "the version there is", AR "mx.example.com 1; spf=pass\n", NULL, "spf=pass", "spf=none" },
  { "a version that nobody knows", AR "mx.example.com 2; spf=pass\n", NULL, "", "spf=pass" },
  { "a version of a method", AR "mx.example.com; dkim/1=pass\n", NULL, "dkim=pass", "dkim/1=pass" },
  { "comments anywhere",
    AR "(a) mx.example.com (b; spf=fail (c)) 1 (d) ; (e) spf (f) = (g) pass (h)\n", NULL,
    "spf=pass", "spf=fail" },
  { "a comment with a bracket in it", AR "mx.example.com; spf=pass (\\) ; dkim=pass)\n", NULL,
    "spf=pass", "dkim=pass" },
  { "a comment without end", AR "mx.example.com; spf=pass (x; dkim=pass\n", NULL, "spf=pass",
    "dkim=pass" },
  { "a comment right behind", AR "mx.example.com; dkim=pass(2048-bit key)\n", NULL, "dkim=pass",
    "dkim=fail" },
  { "a semicolon in quotes", AR "mx.example.com; spf=fail reason=\"x; dkim=pass \\\" y\"\n", NULL,
    "spf=fail", "dkim=pass" },
  { "quotes without end", AR "mx.example.com; spf=fail reason=\"x; dkim=pass\n", NULL, "spf=fail",
    "dkim=pass" },
  { "a quoted name", AR "\"mx.example.com\"; spf=pass\n", "mx.example.com", "spf=pass", "" },
  { "blanks around the equals sign", AR "mx.example.com; spf = pass\n", NULL, "spf=pass", "" },
  { "no name, as Microsoft writes it", AR "spf=pass (ok)\n smtp.mailfrom=a.org; dkim=fail\n", NULL,
    "spf=pass dkim=fail", "spf=fail" },
  { "no name is not the named server", AR "spf=pass; dkim=pass\n", "mx.example.com", "",
    "spf=pass" },
  { "words before the semicolon, as Yahoo wrote them",
    AR "mta1.mail.example.com from=a.org; domainkeys=neutral (no sig); from=a.org; dkim=pass\n",
    NULL, "dkim=pass domainkeys=neutral", "dkim=neutral" },
  { "what was hardfail is fail", AR "mx.example.com; spf=hardfail\n", NULL, "spf=fail",
    "spf=hardfail spf=pass" },
  { "any signature that passes", AR "mx.example.com; dkim=fail header.d=a.org; dkim=pass\n", NULL,
    "dkim=pass", "dkim=fail" },
  { "no signature that passes", AR "mx.example.com; dkim=fail; dkim=temperror\n", NULL,
    "dkim=fail dkim=temperror", "dkim=pass" },
  { "a word within a property", AR "mx.example.com; spf=fail policy.x=y dkim=pass\n", NULL,
    "spf=fail", "dkim=pass" },
  { "rubbish between semicolons", AR "mx.example.com;; ) = ;;\" ; spf=pass\n", NULL, "",
    "spf=pass" },
  { "a missing result", AR "mx.example.com; spf=; dkim=pass\n", NULL, "dkim=pass", "spf=pass" },

  { "the topmost counts", AR "a.example.com; spf=fail\n" AR "b.example.com; spf=pass dkim=pass\n",
    NULL, "spf=fail", "spf=pass dkim=pass" },
  { "the named counts", AR "a.example.com; spf=fail\n" AR "b.example.com; spf=pass\n",
    "b.example.com", "spf=pass", "spf=fail" },
  { "nobody else where one is named", AR "a.example.com; spf=pass\n", "b.example.com", "",
    "spf=pass" },
  { "no part of a name", AR "b.example.com.evil.net; spf=pass\n", "b.example.com", "", "spf=pass" },
  { "filters with a field each",
    AR "mx.example.com; dmarc=pass\n" AR "mx.example.com; spf=pass\n"
       "X: y\n" AR "mx.example.com; dkim=fail\n" RECEIVED,
    "mx.example.com", "dmarc=pass spf=pass dkim=fail", "dkim=pass" },
  { "the same where none is named",
    AR "mx.example.com; dmarc=pass\n" AR "mx.example.com; spf=pass\n", NULL, "dmarc=pass spf=pass",
    "" },
  { "what is told above is not told again below",
    AR "mx.example.com; dkim=fail\n" AR "mx.example.com; dkim=pass; spf=pass\n", "mx.example.com",
    "dkim=fail spf=pass", "dkim=pass" },
  { "what the message brought along is forged",
    RECEIVED AR "mx.example.com; spf=fail\n" RECEIVED AR "mx.example.com; dkim=pass\n",
    "mx.example.com", "spf=fail", "dkim=pass" },
  { "a server that writes several names",
    AR "spf.example.com; spf=pass\n" AR "dkim.example.com; dkim=pass\n" AR
       "evil.example.net; dmarc=pass\n",
    " spf.example.com  dkim.example.com", "spf=pass dkim=pass", "dmarc=pass" },
  { "blanks name nobody", AR "a.example.com; spf=pass\n", "  ", "spf=pass", "" },
  { "a topmost field that nobody can read", AR "a.example.com 2; spf=fail\n" AR "b; spf=pass\n",
    NULL, "", "spf=pass spf=fail" },
  { "what others saw",
    "ARC-Authentication-Results: i=1; mx.example.com; spf=pass\n"
    "Authentication-Results-Original: mx.example.com; spf=pass\n"
    "X-Authentication-Results: mx.example.com; spf=pass\n",
    NULL, "", "spf=pass" },
};

static void
check (TocsinMessage *message, const char *list, gboolean expected)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      char *equals = strchr (*word, '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_test_message ("%s %s", *word, equals + 1);
      g_assert_cmpint (tocsin_message_has_authentication_result (message, *word, equals + 1), ==,
                       expected);
    }
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (rows[i].headers, "\nbody\n", NULL);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_test_message ("%s", rows[i].why);
      tocsin_message_set_authserv_id (message, rows[i].server);
      check (message, rows[i].said, TRUE);
      check (message, rows[i].not_said, FALSE);
    }
}

/* A field that is as long as headers may be is read in one go, however it is nested. */
static void
test_long (void)
{
  static const char *const pieces[] = { "(", "\"", ";", "spf=fail;", "=", "\\", ") ( ", "x " };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (AR "mx.example.com; spf=pass; ");
      g_autoptr (TocsinMessage) message = NULL;

      while (text->len < TOCSIN_MESSAGE_MAX_HEADER_BYTES - 100)
        g_string_append (text, pieces[i]);
      g_string_append (text, "\n\nbody\n");
      message = corpus_from_text (text->str);
      g_assert_true (tocsin_message_has_authentication_result (message, "spf", "pass"));
    }
}

static void
test_nothing_known (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  g_assert_false (tocsin_message_has_authentication_result (message, "spf", "none"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/auth-results/table", test_table);
  g_test_add_func ("/mail/auth-results/long", test_long);
  g_test_add_func ("/mail/auth-results/nothing-known", test_nothing_known);

  return g_test_run ();
}
