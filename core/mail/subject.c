/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/subject.h"

#include <string.h>

/* What programs put before a subject when they answer, in the languages that they speak (folded;
 * single letters would be words of people). */
static const char *const reply_words[] = { "re",   "aw",      "sv",    "vs",   "antw",  "antwort",
                                           "odp",  "odpověď", "ynt",   "res",  "rv:re", "απ",
                                           "σχετ", "отв",     "ответ", "回复", "回覆",  "答复",
                                           "返信", "תשובה",   "رد",    "atb",  "vá",    "bls",
                                           "ref",  NULL };
static const char *const forward_words[] = { "fw",     "fwd",         "wg",   "tr",   "rv",
                                             "vb",     "vl",          "enc",  "pd",   "i̇lt",
                                             "πρθ",    "转发",        "轉寄", "転送", "הועבר",
                                             "doorst", "videresendt", NULL };

/* Behind the prefix that @subject begins with, one of @words with a counter perhaps ("Re[2]:"), or
 * %NULL when there is none. */
static const char *
skip_prefix (const char *subject, const char *const *words)
{
  const char *end = subject;
  const char *behind;
  g_autofree char *word = NULL;
  g_autofree char *folded = NULL;

  while (*end != '\0' && g_unichar_isalpha (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  word = g_strndup (subject, end - subject);
  folded = g_utf8_casefold (word, -1);
  if (!g_strv_contains (words, folded))
    return NULL;

  behind = end + strspn (end, "[(^0123456789)] ");
  if (*behind == ':')
    return behind + 1;

  return g_str_has_prefix (behind, "：") ? behind + strlen ("：") : NULL;
}

static const char *
skip_blanks (const char *text)
{
  return text + strspn (text, " \t");
}

/* `[list] Re: …`: whoever added the word in brackets knew of the answer. */
static gboolean
has_prefix_behind_brackets (const char *subject, const char *const *words)
{
  const char *end = *subject == '[' ? strchr (subject, ']') : NULL;

  return end != NULL && skip_prefix (skip_blanks (end + 1), words) != NULL;
}

/**
 * tocsin_subject_of_reply: (skip)
 * @subject: the subject of what is answered
 *
 * Returns: (transfer full): the subject of the answer, with one `Re: ` before it, whatever other
 *   programs put there in other languages (RFC 5322, section 3.6.5).
 */
char *
tocsin_subject_of_reply (const char *subject)
{
  const char *rest = skip_blanks (subject);

  if (has_prefix_behind_brackets (rest, reply_words))
    return g_strdup (rest);
  for (const char *p = rest; p != NULL; p = skip_prefix (rest, reply_words))
    rest = skip_blanks (p);

  return g_strconcat ("Re: ", rest, NULL);
}

/**
 * tocsin_subject_of_forward: (skip)
 * @subject: the subject of what is sent on
 *
 * Returns: (transfer full): it with `Fwd: ` before it, if nothing of the kind stands there.
 */
char *
tocsin_subject_of_forward (const char *subject)
{
  const char *rest = skip_blanks (subject);

  if (skip_prefix (rest, forward_words) != NULL || has_prefix_behind_brackets (rest, forward_words))
    return g_strdup (rest);

  return g_strconcat ("Fwd: ", rest, NULL);
}
