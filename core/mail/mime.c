/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mime.h"

#include "core/mail/charset.h"
#include "core/mail/encoded-word.h"

#include <string.h>

/* What mail without a declared charset is mostly written in, after UTF-8 has been ruled out. */
#define LAST_RESORT "windows-1252"

/**
 * tocsin_mime_init:
 *
 * Makes GMime ready, once, from whichever thread comes first.
 */
void
tocsin_mime_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      g_mime_init ();
      g_once_init_leave (&done, 1);
    }
}

static GMimeParserOptions *
options_new (const char *code_page)
{
  const char *charsets[] = { "utf-8", LAST_RESORT, NULL, NULL };
  GMimeParserOptions *options;

  if (*code_page != '\0')
    {
      charsets[1] = code_page;
      charsets[2] = LAST_RESORT;
    }
  options = g_mime_parser_options_new ();
  g_mime_parser_options_set_fallback_charsets (options, charsets);

  return options;
}

/**
 * tocsin_mime_get_options:
 * @code_page: (nullable): charset to assume where a message declares none
 *
 * There are as many of them as code pages in the settings, so they are kept.
 *
 * Returns: (transfer none): how GMime is to read: anything goes.
 */
GMimeParserOptions *
tocsin_mime_get_options (const char *code_page)
{
  static GMutex mutex;
  static GHashTable *known = NULL;
  GMimeParserOptions *options;

  tocsin_mime_init ();
  code_page = code_page != NULL ? code_page : "";
  g_mutex_lock (&mutex);
  if (known == NULL)
    known = g_hash_table_new (g_str_hash, g_str_equal);
  options = g_hash_table_lookup (known, code_page);
  if (options == NULL)
    {
      options = options_new (code_page);
      g_hash_table_insert (known, g_strdup (code_page), options);
    }
  g_mutex_unlock (&mutex);

  return options;
}

/* RFC 2231 names charsets (`name*=utf-8''x`), and GMime keeps every name that it is asked for. So
 * it is asked for one unknown one only. */
static void
hide_unknown_charsets (char *value)
{
  char *begin = NULL;

  for (char *p = value; *p != '\0'; p++)
    {
      if (*p == '=' && p > value && p[-1] == '*')
        begin = p + 1;
      else if (*p == ';')
        begin = NULL;
      else if (begin == p && strchr (" \t\r\n\"", *p) != NULL)
        begin++;
      else if (begin != NULL && *p == '\'')
        {
          g_autofree char *charset = g_strndup (begin, p - begin);

          if (*charset != '\0' && !tocsin_charset_is_known (charset))
            memset (begin, 'x', p - begin);
          begin = NULL;
        }
    }
}

/* RFC 2045, section 5.2: what is no type, or lacks one half as when a server tells of one that is
 * none, is plain text. Its parameters may be good all the same, and so they may be without the
 * semicolon before them. */
static char *
mend_type (const char *value)
{
  const char *type = value + strspn (value, " \t\r\n");
  gsize length = strcspn (type, "; \t\r\n");
  const char *rest = type + length + strspn (type + length, " \t\r\n");

  if (length < 3 || memchr (type + 1, '/', length - 2) == NULL)
    return g_strconcat ("text/plain", value + strcspn (value, ";"), NULL);
  if (strcspn (rest, "=") < strcspn (rest, ";( \t\r\n/"))
    return g_strdup_printf ("%.*s; %s", (int) length, type, rest);

  return g_strdup (value);
}

/**
 * tocsin_mime_parse_content_type:
 * @value: the value of a Content-Type as sent; more than %TOCSIN_MIME_MAX_PARAMETERS of it is not
 *   read, for GMime compares each parameter with all others
 * @code_page: (nullable): charset of names that declare none
 *
 * Returns: (transfer full): it parsed.
 */
GMimeContentType *
tocsin_mime_parse_content_type (const char *value, const char *code_page)
{
  g_autofree char *limited = g_strndup (value, TOCSIN_MIME_MAX_PARAMETERS);
  g_autofree char *typed = mend_type (limited);
  g_autofree char *mended = tocsin_encoded_word_rewrite (typed, code_page);

  hide_unknown_charsets (mended);

  return g_mime_content_type_parse (tocsin_mime_get_options (code_page), mended);
}

/**
 * tocsin_mime_parse_disposition:
 * @value: the value of a Content-Disposition as sent, limited likewise
 * @code_page: (nullable): charset of names that declare none
 *
 * Returns: (transfer full): it parsed.
 */
GMimeContentDisposition *
tocsin_mime_parse_disposition (const char *value, const char *code_page)
{
  g_autofree char *limited = g_strndup (value, TOCSIN_MIME_MAX_PARAMETERS);
  g_autofree char *mended = tocsin_encoded_word_rewrite (limited, code_page);

  hide_unknown_charsets (mended);

  return g_mime_content_disposition_parse (tocsin_mime_get_options (code_page), mended);
}

/**
 * tocsin_mime_clean_line:
 * @text: (transfer full) (nullable): what was decoded from a header
 *
 * An encoded word can hold line breaks and broken UTF-8. Neither may reach those who use the
 * value.
 *
 * Returns: (transfer full) (nullable): valid UTF-8 on one line, no tabs, no blanks at its ends.
 */
char *
tocsin_mime_clean_line (char *text)
{
  char *valid;

  if (text == NULL)
    return NULL;

  if (g_utf8_validate (text, -1, NULL))
    valid = text;
  else
    {
      valid = g_utf8_make_valid (text, -1);
      g_free (text);
    }
  for (char *p = valid; *p != '\0'; p++)
    if (*p == '\r' || *p == '\n' || *p == '\t')
      *p = ' ';

  return g_strstrip (valid);
}

/**
 * tocsin_mime_skip_comments:
 * @text: a structured header value
 *
 * Comments may hold comments (RFC 5322, section 3.2.2). One that is not closed takes all that
 * follows along.
 *
 * Returns: (transfer none): what stands behind the blanks and comments at the beginning.
 */
const char *
tocsin_mime_skip_comments (const char *text)
{
  guint depth = 0;

  for (; *text != '\0'; text++)
    {
      if (*text == '(')
        depth++;
      else if (*text == ')' && depth > 0)
        depth--;
      else if (*text == '\\' && depth > 0 && text[1] != '\0')
        text++;
      else if (depth == 0 && !g_ascii_isspace (*text))
        return text;
    }

  return text;
}

/**
 * tocsin_mime_decode_text:
 * @raw: an unstructured header value as sent
 * @code_page: (nullable): charset of what declares none or a wrong one
 *
 * Returns: (transfer full): it decoded (RFC 2047), unfolded and clean.
 */
char *
tocsin_mime_decode_text (const char *raw, const char *code_page)
{
  g_autofree char *unfolded = g_mime_utils_header_unfold (raw);

  return tocsin_mime_clean_line (tocsin_encoded_word_decode (unfolded, code_page));
}
