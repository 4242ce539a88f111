/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What no list of attacks has: each byte that comes before TLS is altered in every way that may
 * matter. What comes of it is not asked here, only that nothing is given away, that nothing is
 * shown as the server's, and that an end comes. */
#include <string.h>

#include "tests/protocol/attacks/rows.h"

typedef struct
{
  const Protocol *protocol;
  const char *before; /* the server's text, with escapes, of which each byte is altered */
  const char *after;  /* the script that goes on */
} Dialogue;

static const Dialogue dialogues[] = {
  { &protocol_imap, "* OK [CAPABILITY IMAP4rev1 STARTTLS] EVIL\\r\\n",
    "C STARTTLS\nA OK begin\nT\n" IMAP_INSIDE },
  { &protocol_pop3, "+OK EVIL\\r\\n",
    "C CAPA\nS +OK\nS STLS\nS .\nC STLS\nS +OK\nT\n" POP3_INSIDE },
  { &protocol_smtp, "220-EVIL\\r\\n220 EVIL\\r\\n",
    "C EHLO client.example\nS 250-mx\nS 250 STARTTLS\nC STARTTLS\nS 220 go\nT\n" SMTP_INSIDE },
};

static const Dialogue answers[] = {
  { &protocol_imap, "* OK [ALERT] EVIL\\r\\n<<t1>> OK begin\\r\\n", IMAP_ASK "%sT\n" IMAP_INSIDE },
  { &protocol_pop3, "+OK EVIL\\r\\n", POP3_ASK "%sT\n" POP3_INSIDE },
  { &protocol_smtp, "220-EVIL\\r\\n220 EVIL\\r\\n", SMTP_ASK "%sT\n" SMTP_INSIDE },
};

/* In the place of one byte, or before it. */
static const struct
{
  const char *text;
  gboolean instead;
} changes[] = {
  { "", TRUE },
  { "@", FALSE },
  { "\\r\\n", FALSE },
  { "\\n", FALSE },
  { "\\r", FALSE },
  { "{9}\\r\\n", FALSE },
  { "* BYE EVIL\\r\\n", FALSE },
  { "+ EVIL\\r\\n", FALSE },
  { "\\377", TRUE },
  { "\\026\\003\\003", FALSE },
};

/* An escape is one byte; a word of the script is left as it is. */
static gsize
length_of_byte (const char *text)
{
  if (*text == '\\')
    return g_ascii_isdigit (text[1]) ? 4 : 2;
  if (g_str_has_prefix (text, "<<"))
    return (gsize) (strstr (text, ">>") + 2 - text);

  return 1;
}

static char *
change (const char *text, gsize offset, gsize which)
{
  gsize skip = changes[which].instead ? length_of_byte (text + offset) : 0;

  /* Only B can say a NUL, and it knows no words. */
  return g_strdup_printf ("%c %.*s%s%s\n", strchr (changes[which].text, '@') != NULL ? 'B' : 's',
                          (int) offset, text, changes[which].text, text + offset + skip);
}

/* The server stands no surprise: that the client leaves it alone is what we want. */
static void
play_changed (const Protocol *protocol, const char *script)
{
  const Row row = { "changed", "a byte is altered", script, "ok", .settings = "timeout=1" };
  g_autofree char *seen = NULL;
  g_autofree char *wrong = row_play (&row, protocol, "encryption.mode=starttls", &seen);

  if (wrong != NULL && !g_str_has_prefix (wrong, "connection"))
    {
      g_strdelimit (wrong, "\n", ';');
      g_test_fail_printf ("%s", wrong);
      g_test_message ("%s", script);
    }
}

static void
play_greeting (const Dialogue *dialogue, gsize offset, gsize which)
{
  g_autofree char *first = change (dialogue->before, offset, which);
  g_autofree char *script = g_strconcat (first, dialogue->after, NULL);

  play_changed (dialogue->protocol, script);
}

static void
play_answer (const Dialogue *dialogue, gsize offset, gsize which)
{
  g_autofree char *answer = change (dialogue->before, offset, which);
  g_auto (GStrv) halves = g_strsplit (dialogue->after, "%s", 2);
  g_autofree char *script = g_strconcat (halves[0], answer, halves[1], NULL);

  play_changed (dialogue->protocol, script);
}

/* All bytes, each in one of the ways, the ways in turn: a few seconds. */
static void
play_all (const Dialogue *list, gsize n, void (*play) (const Dialogue *, gsize, gsize))
{
  for (gsize i = 0; i < n; i++)
    {
      gsize which = 0;

      for (gsize at = 0; list[i].before[at] != '\0'; at += length_of_byte (list[i].before + at))
        play (&list[i], at, which++ % G_N_ELEMENTS (changes));
    }
}

static void
test_greetings (void)
{
  play_all (dialogues, G_N_ELEMENTS (dialogues), play_greeting);
}

static void
test_answers (void)
{
  play_all (answers, G_N_ELEMENTS (answers), play_answer);
}

void
mutations_add (void)
{
  g_test_add_func ("/attacks/mutations/greetings", test_greetings);
  g_test_add_func ("/attacks/mutations/answers", test_answers);
}
