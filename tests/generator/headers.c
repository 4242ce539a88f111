/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/headers.h"

#include "tests/generator/encode.h"
#include "tests/generator/people.h"

#include <string.h>

static void
add_subject (Letter *letter, Dice *dice)
{
  const Script *script = words_choose_script (dice);
  g_autofree char *text = words_make_phrase (dice, script, 8);
  gboolean sure = TRUE;
  g_autofree char *value = encode_header_text (dice, script, text, &sure);

  letter_add_header (letter, "Subject", value);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_SUBJECT, NULL, text, sure);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_TEXT, NULL, text, sure);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_ANY, NULL, text, sure);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_HEADER, "Subject", text, sure);
}

static void
add_recipients (Letter *letter, Dice *dice)
{
  people_add (letter, dice, TOCSIN_QUERY_FIELD_FROM, "From", dice_one_in (dice, 10) ? 3 : 1);
  if (!dice_one_in (dice, 8))
    people_add (letter, dice, TOCSIN_QUERY_FIELD_TO, "To", 4);
  if (dice_one_in (dice, 3))
    people_add (letter, dice, TOCSIN_QUERY_FIELD_CC, "Cc", 4);
  if (dice_one_in (dice, 8))
    people_add (letter, dice, TOCSIN_QUERY_FIELD_BCC, "Bcc", 2);
  if (dice_one_in (dice, 5))
    people_add (letter, dice, TOCSIN_QUERY_FIELD_REPLY_TO, "Reply-To", 2);
  if (dice_one_in (dice, 8))
    people_add (letter, dice, TOCSIN_QUERY_FIELD_PARTICIPANTS, "Sender", 1);
}

static void
add_delivery (Letter *letter, Dice *dice)
{
  static const char *const names[] = { "Delivered-To", "X-Original-To", "Envelope-To" };

  for (guint left = dice_one_in (dice, 3) ? 1 + dice_roll (dice, 2) : 0; left > 0; left--)
    people_add (letter, dice, TOCSIN_QUERY_FIELD_DELIVERED_TO, DICE_PICK (dice, names), 1);
  if (dice_one_in (dice, 4))
    letter_add_header (letter, "Return-Path", dice_one_in (dice, 2) ? "<>" : "<back@example.org>");
}

static char *
write_date (Dice *dice, GDateTime *moment)
{
  static const char *const forms[] = {
    "%a, %d %b %Y %H:%M:%S %z",  "%d %b %Y %H:%M:%S %z", "%a, %-d %b %Y %H:%M %z",
    "%a, %d %b %y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S %z (CET)",
  };
  static const char *const nonsense[] = { "yesterday", "", "Thu, 99 Foo 2026 25:61:61 +9999",
                                          "2026-11-01T08:00:00Z" };

  if (dice_one_in (dice, 12))
    return g_strdup (DICE_PICK (dice, nonsense));

  return g_date_time_format (moment, DICE_PICK (dice, forms));
}

/* Sent when it was received, shortly before, or whenever the sender's clock said. */
static void
add_date (Letter *letter, Dice *dice)
{
  gint64 sent = letter->received - (dice_one_in (dice, 4) ? dice_range (dice, 0, 90 * 86400) : 0);
  g_autoptr (GTimeZone) zone =
      g_time_zone_new_offset (60 * 60 * ((gint) dice_roll (dice, 24) - 11));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (sent);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *day = g_date_time_format (utc, "%Y-%m-%d");
  g_autofree char *value = write_date (dice, local);

  letter_add_header (letter, "Date", value);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_SENT_AFTER, NULL, day, FALSE);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_SENT_BEFORE, NULL, day, FALSE);
}

static void
add_message_id (Letter *letter, Dice *dice)
{
  static const char *const forms[] = { "<%s@example.com>", "<%s.A_b=c+D@mail.example.org>",
                                       "\r\n <%s@example.com>", "%s@nobrackets",
                                       "<%s$x@[192.0.2.7]>" };
  g_autofree char *name = g_strdup_printf ("m%u", dice_roll (dice, 1000));
  g_autoptr (GString) value = g_string_new (DICE_PICK (dice, forms));
  g_autofree char *bare = NULL;

  g_string_replace (value, "%s", name, 1);
  letter_add_header (letter, dice_one_in (dice, 4) ? "Message-Id" : "Message-ID", value->str);
  bare = g_strstrip (g_strdup (value->str));
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_MESSAGE_ID, NULL, bare, TRUE);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_MESSAGE_ID, NULL, name, TRUE);
}

static void
add_list (Letter *letter, Dice *dice)
{
  static const char *const ids[] = { "<talk.example.com>", "The talk <talk.example.com>",
                                     "\"C++ & Straße\" <c.example.org>",
                                     "=?utf-8?Q?Gr=C3=B6=C3=9Fe?= <g.example.org>" };

  if (dice_one_in (dice, 2))
    {
      letter_add_header (letter, "List-Id", DICE_PICK (dice, ids));
      letter_add_hint (letter, TOCSIN_QUERY_FIELD_LIST, NULL, "example", TRUE);
      letter_add_hint (letter, TOCSIN_QUERY_FIELD_LIST, NULL, "talk.example.com", FALSE);
      letter_add_hint (letter, TOCSIN_QUERY_FIELD_LIST, NULL, "Größe", FALSE);
    }
  else
    letter_add_header (letter, "List-Unsubscribe", "<mailto:leave@example.com>");
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_IS, NULL, "list", TRUE);
}

/* Headers of which a query knows what they mean. Each row is one thing that senders write. */
typedef struct
{
  const char *name;
  const char *value;
  TocsinQueryField field;
  const char *meaning;
} Meaning;

static const Meaning meanings[] = {
  { "Importance", "high", TOCSIN_QUERY_FIELD_IMPORTANCE, "high" },
  { "Importance", "Low", TOCSIN_QUERY_FIELD_IMPORTANCE, "low" },
  { "X-Priority", "1 (Highest)", TOCSIN_QUERY_FIELD_IMPORTANCE, "high" },
  { "X-Priority", "5", TOCSIN_QUERY_FIELD_IMPORTANCE, "low" },
  { "Sensitivity", "Private", TOCSIN_QUERY_FIELD_SENSITIVITY, "private" },
  { "Sensitivity", "Company-Confidential", TOCSIN_QUERY_FIELD_SENSITIVITY, "confidential" },
  { "Auto-Submitted", "auto-replied (vacation)", TOCSIN_QUERY_FIELD_IS, "auto" },
  { "Auto-Submitted", "no", TOCSIN_QUERY_FIELD_IS, "auto" },
  { "Precedence", "bulk", TOCSIN_QUERY_FIELD_IS, "bulk" },
  { "Precedence", "list", TOCSIN_QUERY_FIELD_IS, "list" },
  { "X-Failed-Recipients", "gone@example.org", TOCSIN_QUERY_FIELD_IS, "bounce" },
  { "Authentication-Results",
    "mx.example.org; spf=pass smtp.mailfrom=a@example.com;\r\n"
    " dkim=fail (bad sig) header.d=example.com; dmarc=none",
    TOCSIN_QUERY_FIELD_SPF, "pass" },
  { "Authentication-Results", "mx.example.org 1; dkim=pass header.i=@example.com",
    TOCSIN_QUERY_FIELD_DKIM, "pass" },
  { "Authentication-Results", "(c) evil.example (x;y) ; dmarc=fail (p=\"none;\") header.from=x",
    TOCSIN_QUERY_FIELD_DMARC, "fail" },
  { "Authentication-Results", "mx.example.org; none", TOCSIN_QUERY_FIELD_SPF, "none" },
};

static void
add_meanings (Letter *letter, Dice *dice)
{
  for (guint left = dice_roll (dice, 3); left > 0; left--)
    {
      const Meaning *row = &meanings[dice_roll (dice, G_N_ELEMENTS (meanings))];

      letter_add_header (letter, row->name, row->value);
      letter_add_hint (letter, row->field, NULL, row->meaning, FALSE);
      letter_add_hint (letter, TOCSIN_QUERY_FIELD_HEADER, row->name, row->meaning, FALSE);
    }
}

/* Headers of no meaning, which header: can ask for. */
static void
add_other (Letter *letter, Dice *dice)
{
  static const char *const names[] = { "X-Mailer", "X-Spam-Status", "Received", "References",
                                       "X-Empty",  "Comments",      "x-lower" };
  const char *name = DICE_PICK (dice, names);
  const Script *script = words_choose_script (dice);
  g_autofree char *text = words_make_phrase (dice, script, 5);
  gboolean sure = TRUE;
  g_autofree char *value = encode_header_text (dice, script, text, &sure);

  letter_add_header (letter, name, g_str_equal (name, "X-Empty") ? "" : value);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_HEADER, name, text,
                   sure && !g_str_equal (name, "X-Empty"));
}

void
headers_add (Letter *letter, Dice *dice)
{
  add_delivery (letter, dice);
  if (dice_one_in (dice, 2))
    add_other (letter, dice);
  if (!dice_one_in (dice, 15))
    add_date (letter, dice);
  if (!dice_one_in (dice, 20))
    add_recipients (letter, dice);
  if (!dice_one_in (dice, 10))
    add_subject (letter, dice);
  if (!dice_one_in (dice, 10))
    add_message_id (letter, dice);
  if (dice_one_in (dice, 6))
    add_list (letter, dice);
  add_meanings (letter, dice);
}
