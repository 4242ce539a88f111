/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/letters.h"

#include "core/mail/query/mistake.h"
#include "core/mail/query/query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_short (const char *text, GError **error)
{
  TocsinQueryPlace whole = { text, text, text };

  if (strlen (text) <= TOCSIN_QUERY_MAX_LENGTH)
    return TRUE;

  tocsin_query_mistake (error, &whole, _ ("longer than %d bytes"), TOCSIN_QUERY_MAX_LENGTH);
  tocsin_query_advise (error, _ ("make several tasks or searches of it"));
  return FALSE;
}

/* The letters of western Europe in one byte each are what such text most often is. */
static gboolean
is_utf8 (const char *text, GError **error)
{
  g_autofree char *latin = NULL;
  TocsinQueryPlace place = { text, NULL, text + strlen (text) };

  if (g_utf8_validate (text, -1, &place.begin))
    return TRUE;

  tocsin_query_mistake (error, &place, _ ("this is no valid UTF-8"));
  tocsin_query_advise (error, _ ("type it again, or convert the file that it comes from"));
  latin = g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  place.begin = text;
  if (latin != NULL && g_utf8_validate (latin, -1, NULL))
    tocsin_query_suggest (error, &place, latin);
  return FALSE;
}

/* Characters that nobody sees come along when text is copied: a soft hyphen, a space without width,
 * a mark of direction. Joiners, variants and tags are part of Persian words, of emoji and of flags.
 */
static gboolean
is_invisible (gunichar c)
{
  static const gunichar ranges[][2] = {
    { 0x00ad, 0x00ad }, { 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
    { 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f },
    { 0x3164, 0x3164 }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i][0] && c <= ranges[i][1])
      return TRUE;

  return FALSE;
}

static gboolean
is_control (gunichar c)
{
  return g_unichar_iscntrl (c) && !g_unichar_isspace (c);
}

static char *
leave_out (const char *text)
{
  GString *visible = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!is_control (g_utf8_get_char (text)) && !is_invisible (g_utf8_get_char (text)))
      g_string_append_unichar (visible, g_utf8_get_char (text));

  return g_string_free (visible, FALSE);
}

static gboolean
is_visible (const char *text, GError **error)
{
  TocsinQueryPlace place = { text, text, NULL };
  TocsinQueryPlace whole = { text, text, text + strlen (text) };

  for (; *place.begin != '\0'; place.begin = place.end)
    {
      gunichar c = g_utf8_get_char (place.begin);
      g_autofree char *visible = NULL;

      place.end = g_utf8_next_char (place.begin);
      if (!is_control (c) && !is_invisible (c))
        continue;
      if (is_control (c))
        tocsin_query_mistake (error, &place, _ ("a control character can't stand in a query"));
      else
        tocsin_query_mistake (error, &place,
                              _ ("an invisible character (U+%04X) stands here: expected the text "
                                 "without it"),
                              c);
      tocsin_query_advise (error,
                           _ ("such characters come along when text is copied; a regular "
                              "expression may ask for it as \\x{%04X}"),
                           c);
      visible = leave_out (text);
      tocsin_query_suggest (error, &whole, visible);
      return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_query_check_letters:
 * @text: what was typed
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it is a text that can be a query at all: short enough, UTF-8, and all of it to
 * be seen.
 */
gboolean
tocsin_query_check_letters (const char *text, GError **error)
{
  return is_short (text, error) && is_utf8 (text, error) && is_visible (text, error);
}
