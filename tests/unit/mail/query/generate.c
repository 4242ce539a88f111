/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/query/generate.h"

/* Terms over the corpus: some match, some do not, all of them parse. */
static const char *const terms[] = {
  "invoice",
  "4711",
  "Ada",
  "example.com",
  "\"please pay\"",
  "\"AND\"",
  "\"-dash\"",
  "größe",
  "\"quote \\\" backslash \\\\\"",
  "from:ada",
  "from:@example.com",
  "from:*@example.org",
  "to:bob",
  "to:\"Bob Stone\"",
  "cc:dave",
  "bcc:eve",
  "replyto:replies",
  "participants:carol",
  "deliveredto:info@example.org",
  "subject:invoice",
  "subject:\"lunch on friday\"",
  "subject:\"Café\"",
  "body:noon",
  "body:plain",
  "text:friday",
  "header:List-Id",
  "header:Precedence=bulk",
  "header:Subject=\"on friday\"",
  "list:talk",
  "msgid:plain@example.com",
  "has:attachment",
  "has:html",
  "has:invite",
  "filename:*.pdf",
  "filename:log",
  "type:image/*",
  "type:pdf",
  "attachment:>10",
  "attachment:<=16",
  "attachments:1",
  "attachments:>=2",
  "larger:300",
  "smaller:1K",
  "after:2026-11-01",
  "before:2026-11-02",
  "on:2026-11-01",
  "on:2026-11-01T08:30",
  "sent-after:2026-11-01T00:00+01:00",
  "sent-before:2026-10-01",
  "newer:7d",
  "older:1mo",
  "is:unread",
  "is:read",
  "is:flagged",
  "is:answered",
  "is:auto",
  "is:bulk",
  "is:list",
  "is:bounce",
  "keyword:later",
  "importance:high",
  "sensitivity:private",
  "is:signed",
  "is:encrypted",
  "has:signature",
  "spf:pass",
  "dkim:none",
  "dmarc:fail",
  "subject:/inv\\w+/i",
  "subject:/(?<nr>\\d+)\\/?/",
  "/noon|friday/",
  "body:/^.*plain/s",
  "text:/\\(a \"b\" - OR/",
  "header:Subject=/(?<on>o)n/is",
  "from:/^ada@/",
  "participants:/^bob\\b/i",
  "filename:/\\.pdf$/",
  "type:/^image/",
  "keyword:/l.t/",
  "subject:\"a*b\"",
  "\"'quoted'\"",
  "from:\"Ada <ada@example.com>\"",
  "larger:0.3K",
  "importance:normal",
};

static char *
generate_joined (GRand *rand, guint depth, const char *between)
{
  GString *text = g_string_new (NULL);
  guint count = g_rand_int_range (rand, 2, 5);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *child = generate_query (rand, depth - 1);

      g_string_append_printf (text, "%s(%s)", i > 0 ? between : "", child);
    }

  return g_string_free (text, FALSE);
}

static char *
generate_negated (GRand *rand, guint depth)
{
  g_autofree char *child = generate_query (rand, depth - 1);

  return g_strdup_printf ("%s(%s)", g_rand_boolean (rand) ? "-" : "NOT ", child);
}

/* A random query, at most @depth levels deep. */
char *
generate_query (GRand *rand, guint depth)
{
  switch (depth > 0 ? g_rand_int_range (rand, 0, 6) : 0)
    {
    case 1:
      return generate_joined (rand, depth, " ");
    case 2:
      return generate_joined (rand, depth, " AND ");
    case 3:
      return generate_joined (rand, depth, " OR ");
    case 4:
      return generate_negated (rand, depth);
    default:
      return g_strdup (terms[g_rand_int_range (rand, 0, G_N_ELEMENTS (terms))]);
    }
}
