/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/secrets.h"

#include <string.h>

static gboolean
has (const GByteArray *bytes, const char *needle, gsize length)
{
  return bytes->len >= length && memmem (bytes->data, bytes->len, needle, length) != NULL;
}

/* What base64 makes of @secret behind @before bytes that are not known: the letters that depend on
 * it alone. */
static char *
in_base64 (const char *secret, gsize length, gsize before)
{
  g_autofree guchar *padded = g_malloc0 (before + length);
  g_autofree char *text = NULL;
  gsize first = (before * 8 + 5) / 6, end = (before + length) * 8 / 6;

  memcpy (padded + before, secret, length);
  text = g_base64_encode (padded, before + length);

  return g_strndup (text + first, end - first);
}

static char *
in_hex (const char *secret, gsize length)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", (guchar) secret[i]);

  return g_string_free (text, FALSE);
}

static char *
find_bytes (const GByteArray *bytes, const char *what, const char *secret, gsize length)
{
  g_autofree char *lower = in_hex (secret, length);
  g_autofree char *upper = g_ascii_strup (lower, -1);

  if (has (bytes, secret, length))
    return g_strdup (what);
  if (has (bytes, lower, strlen (lower)) || has (bytes, upper, strlen (upper)))
    return g_strdup_printf ("%s in hex", what);
  for (gsize before = 0; before < 3; before++)
    {
      g_autofree char *coded = in_base64 (secret, length, before);

      if (has (bytes, coded, strlen (coded)))
        return g_strdup_printf ("%s in base64", what);
    }

  return NULL;
}

static char *
find_text (const GByteArray *bytes, const char *what, const char *secret)
{
  glong units;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (secret, -1, NULL, &units, NULL);
  g_autofree char *what_wide = g_strdup_printf ("%s in UTF-16", what);
  char *found = find_bytes (bytes, what, secret, strlen (secret));

  for (glong i = 0; i < units; i++)
    wide[i] = GUINT16_TO_LE (wide[i]);

  return found != NULL ? found
                       : find_bytes (bytes, what_wide, (const char *) wide, (gsize) units * 2);
}

/* Any of them hands out something that a password can be guessed against, if not more. */
static char *
find_sign_in (const GByteArray *plain)
{
  g_autoptr (GRegex) begins =
      g_regex_new ("^(?:\\S+ )?(AUTHENTICATE|LOGIN|AUTH|USER|PASS|APOP)(?: |\\r|$)",
                   G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *word = NULL;

  if (!g_regex_match_full (begins, (const char *) plain->data, (gssize) plain->len, 0, 0, &match,
                           NULL))
    return NULL;
  word = g_match_info_fetch (match, 1);

  return g_strdup_printf ("the command “%s”", word);
}

char *
secrets_find (const ScriptedRecord *record, gboolean user_too)
{
  char *found = find_text (record->wire, "the password", SECRET_PASSWORD);

  if (found == NULL && record->plain->len > 0)
    found = find_sign_in (record->plain);
  if (found == NULL && user_too)
    found = find_text (record->wire, "the user's name", SECRET_USER);

  return found;
}

char *
secrets_find_in_text (const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));

  return find_text (bytes, "the password", SECRET_PASSWORD);
}
