/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/suspect.h"

#include "core/mail/query/character.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
refuse (const TocsinQueryToken *token, const char *message, GError **error)
{
  tocsin_query_mistake (error, &token->place, "%s", message);
  tocsin_query_advise (error, _ ("to look for it as it stands put it in quotes"));

  return TRUE;
}

static void
suggest_value (const TocsinQueryToken *token, const char *value, GError **error)
{
  tocsin_query_suggest (error, &token->place, value);
}

/* `from::ada`, `from:=ada` */
static gboolean
check_doubled (const TocsinQueryToken *token, GError **error)
{
  gsize n = strspn (token->text, ":=");

  if (n == 0 || token->text[n] == '\0')
    return FALSE;

  refuse (token, _ ("expected the value right behind the colon"), error);
  suggest_value (token, token->text + n, error);

  return TRUE;
}

/* `from:ada,from:bob` */
static gboolean
check_listed_fields (const TocsinQueryToken *token, GError **error)
{
  for (const char *p = token->text; *p != '\0'; p++)
    {
      g_autofree char *name = g_strndup (p, tocsin_query_field_length (p));
      const char *mark = token->place.begin + (p - token->text) - 1;
      TocsinQueryPlace place = { token->place.text, mark, mark + 1 };

      if (p == token->text || strchr (",;|", p[-1]) == NULL
          || tocsin_query_field_find (name) == NULL)
        continue;
      tocsin_query_mistake (error, &place, _ ("expected OR or a blank between two terms"));
      tocsin_query_advise (error, _ ("to look for it as it stands put it in quotes"));
      tocsin_query_suggest (error, &place, " OR ");
      return TRUE;
    }

  return FALSE;
}

/* `subject:from:ada` */
static gboolean
check_nested (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  gsize n = tocsin_query_field_length (token->text);
  g_autofree char *name = g_strndup (token->text, n);

  if (n == 0 || tocsin_query_field_find (name) == NULL)
    return FALSE;

  refuse (token, _ ("one field can't stand in another: expected a text"), error);
  if (tocsin_query_field_find (name)->field == info->field && token->text[n + 1] != '\0')
    suggest_value (token, token->text + n + 1, error);

  return TRUE;
}

/* A glob that everything fits; not so that of a file name, which not every attachment has. */
static gboolean
check_everything (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  gboolean is_glob = tocsin_query_field_takes_glob (info->field);

  if (info->field == TOCSIN_QUERY_FIELD_FILENAME
      || (!is_glob && info->field != TOCSIN_QUERY_FIELD_ANY)
      || token->text[strspn (token->text, is_glob ? "*?@./" : "*")] != '\0'
      || (!is_glob && strlen (token->text) > 1) || (is_glob && strchr (token->text, '*') == NULL)
      || g_str_has_suffix (token->text, "@"))
    return FALSE;

  refuse (token, _ ("this fits everything: expected a text"), error);
  tocsin_query_advise (error, _ ("leave the term out; whether there is such a header at all is "
                                 "asked by header:NAME"));

  return TRUE;
}

/* What was meant by a text with a star: `invoice*` is the text alone, which is found in the middle
 * of words anyway; `*.pdf` is the name of an attachment; stars within are stars. */
static char *
guess_without_star (const TocsinQueryFieldInfo *info, const char *text)
{
  const char *begin = text + (*text == '*');
  g_autofree char *bare = g_strdup (begin);
  gsize n = strlen (bare);

  if (n > 0 && bare[n - 1] == '*')
    bare[--n] = '\0';
  if (n < 2 || strchr (bare, '*') != NULL)
    return g_strdup_printf ("\"%s\"", text);
  if (info->field == TOCSIN_QUERY_FIELD_ANY && g_str_has_prefix (text, "*."))
    return g_strconcat ("filename:", text, NULL);

  return g_steal_pointer (&bare);
}

static gboolean
check_star (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  g_autofree char *meant = NULL;

  if (tocsin_query_field_takes_glob (info->field) || strchr (token->text, '*') == NULL)
    return FALSE;

  refuse (token, _ ("expected a text without *: it is found wherever it stands, within words, too"),
          error);
  tocsin_query_advise (error, _ ("a * itself goes in quotes; the name of an attachment goes with "
                                 "filename:"));
  meant = guess_without_star (info, token->text);
  if (strpbrk (token->text, "\"\\") == NULL)
    suggest_value (token, meant, error);

  return TRUE;
}

/* `a@x.example,b@x.example`, `*.pdf;*.doc` */
static gboolean
check_list (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (token->text, ",;|", -1);
  g_autofree char *joined = NULL;
  g_autofree char *meant = NULL;
  char mark = info->type == TOCSIN_QUERY_VALUE_TYPE_ADDRESS ? '@' : '.';

  if (!tocsin_query_field_takes_glob (info->field) || g_strv_length (parts) < 2)
    return FALSE;
  for (gsize i = 0; parts[i] != NULL; i++)
    if (strchr (parts[i], mark) == NULL && strchr (parts[i], '/') == NULL)
      return FALSE;

  refuse (token, _ ("several values stand in brackets: expected (a OR b)"), error);
  joined = g_strjoinv (" OR ", parts);
  meant = g_strdup_printf ("(%s)", joined);
  suggest_value (token, meant, error);

  return TRUE;
}

static gboolean
check_address (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  if (info->type != TOCSIN_QUERY_VALUE_TYPE_ADDRESS)
    return FALSE;

  if (g_ascii_strcasecmp (token->text, "me") == 0
      || g_ascii_strcasecmp (token->text, "myself") == 0)
    {
      refuse (token, _ ("nobody here knows who that is: expected a name or an address"), error);
      tocsin_query_advise (error, _ ("write your address, as in to:ada@example.org"));
      return TRUE;
    }
  if (g_ascii_strncasecmp (token->text, "mailto:", 7) == 0 && token->text[7] != '\0')
    {
      refuse (token, _ ("expected an address without mailto:"), error);
      suggest_value (token, token->text + 7, error);
      return TRUE;
    }

  return FALSE;
}

/* The flags that IMAP writes with a backslash have words of their own. */
static gboolean
check_flag (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  static const char *const flags[][2] = {
    { "\\seen", "is:read" },         { "\\unseen", "is:unread" }, { "\\flagged", "is:flagged" },
    { "\\answered", "is:answered" }, { "\\draft", "is:draft" },   { "\\recent", "is:recent" }
  };
  TocsinQueryPlace term = { token->place.text, token->term, token->place.end };

  if (info->field != TOCSIN_QUERY_FIELD_KEYWORD || *token->text != '\\')
    return FALSE;

  refuse (token, _ ("this is a flag and no keyword: expected is:read, is:flagged and the like"),
          error);
  tocsin_query_advise (error, _ ("deleted messages are not looked at"));
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (g_ascii_strcasecmp (token->text, flags[i][0]) == 0)
      tocsin_query_suggest (error, &term, flags[i][1]);

  return TRUE;
}

/**
 * tocsin_query_suspect_value:
 * @info: a field of texts
 * @token: its value, a word or a phrase
 * @error: where to put what was probably meant
 *
 * Returns: whether it is suspect.
 */
gboolean
tocsin_query_suspect_value (const TocsinQueryFieldInfo *info,
                            const TocsinQueryToken *token,
                            GError **error)
{
  if (check_flag (info, token, error))
    return TRUE;
  if (token->kind != TOCSIN_QUERY_TOKEN_KIND_WORD)
    return FALSE;
  if (info->field != TOCSIN_QUERY_FIELD_ANY
      && (tocsin_query_suspect_single_quotes (token, error) || check_doubled (token, error)
          || check_address (info, token, error) || check_nested (info, token, error)
          || check_listed_fields (token, error)))
    return TRUE;

  return check_everything (info, token, error) || check_star (info, token, error)
         || check_list (info, token, error);
}
