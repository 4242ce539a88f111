/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/charset.h"

#include "core/mail/mime.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define LAST_RESORT "windows-1252"
/* GMime keeps every name it is asked for; a stranger's may be of any length. */
#define LONGEST_NAME 64
#define REPLACEMENT "\xef\xbf\xbd"
/* HTML promises to name its charset within the first 1024 bytes. */
#define SNIFFED 1024

/* Converts as much as makes sense; @bad counts the bytes that do not. When the text was cut, a
 * character that the cut went through is not bad, only lost. */
static char *
convert (const char *bytes, gsize length, gboolean cut, const char *charset, guint *bad)
{
  iconv_t converter = iconv_open ("UTF-8", g_mime_charset_iconv_name (charset));
  char *in = (char *) bytes;
  gboolean flushed = FALSE;
  GString *out;

  *bad = 0;
  if (converter == (iconv_t) -1)
    return NULL;

  out = g_string_sized_new (length + length / 8);
  while (!flushed)
    {
      char buffer[8192], *end = buffer;
      gsize room = sizeof buffer;
      gsize result;

      /* Some charsets hold a character back until they know that no accent follows. */
      flushed = length == 0;
      result = iconv (converter, flushed ? NULL : &in, &length, &end, &room);
      g_string_append_len (out, buffer, end - buffer);
      if (result != (gsize) -1 || errno == E2BIG)
        continue;
      if (errno == EINVAL && cut)
        break;
      g_string_append (out, REPLACEMENT);
      in++;
      length -= MIN (length, 1);
      (*bad)++;
    }
  iconv_close (converter);

  for (gsize i = 0; i < out->len; i++)
    if (out->str[i] == '\0')
      out->str[i] = ' ';

  return g_string_free (out, FALSE);
}

/* All that can be ASCII is UTF-8 as well; what is not was declared wrongly. */
static gboolean
is_ascii (const char *charset)
{
  return charset != NULL
         && (g_ascii_strcasecmp (charset, "us-ascii") == 0
             || g_ascii_strcasecmp (charset, "ascii") == 0);
}

/**
 * tocsin_charset_to_utf8:
 * @bytes: text
 * @length: how many bytes
 * @cut: whether there was more of it
 * @declared: (nullable): the charset it says it is in
 * @code_page: (nullable): the charset to assume when it says none or a wrong one
 *
 * Returns: (transfer full): valid UTF-8. The first of @declared, UTF-8 and @code_page in which all
 *   bytes make sense; else the first that exists at all, with U+FFFD for what makes none.
 */
char *
tocsin_charset_to_utf8 (
    const char *bytes, gsize length, gboolean cut, const char *declared, const char *code_page)
{
  const char *candidates[] = { is_ascii (declared) ? NULL : declared, "utf-8", code_page };
  g_autofree char *second_best = NULL;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  tocsin_mime_init ();
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      g_autofree char *text = NULL;
      guint bad;

      if (candidates[i] == NULL || *candidates[i] == '\0' || strlen (candidates[i]) > LONGEST_NAME)
        continue;
      text = convert (bytes, length, cut, candidates[i], &bad);
      if (text != NULL && bad == 0)
        return g_utf8_make_valid (text, -1);

      /* UTF-8 that nobody declared and that is none is a guess, and a bad one. */
      if (second_best == NULL && i != 1)
        second_best = g_steal_pointer (&text);
    }
  if (second_best == NULL)
    {
      guint bad;

      second_best = convert (bytes, length, cut, LAST_RESORT, &bad);
    }

  return g_utf8_make_valid (second_best != NULL ? second_best : "", -1);
}

/**
 * tocsin_charset_find_in_html:
 * @bytes: an HTML document
 * @length: how many bytes
 *
 * Returns: (transfer full) (nullable): the charset its `meta` element names.
 */
char *
tocsin_charset_find_in_html (const char *bytes, gsize length)
{
  g_autofree char *head = g_strndup (bytes, MIN (length, SNIFFED));
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *meta = strstr (lower, "<meta");
  const char *name = meta != NULL ? strstr (meta, "charset=") : NULL;
  gsize n;

  if (name == NULL)
    return NULL;
  name += strlen ("charset=");
  name += strspn (name, "\"' ");
  n = strcspn (name, "\"' />;");

  return n > 0 && name[n] != '\0' ? g_strndup (name, n) : NULL;
}
