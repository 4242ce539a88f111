/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Words that could be looked for as they stand and surely were not meant so: `subject=lunch`,
 * `!from:ada`, `from : ada`. In quotes each of them is a text like any other. */
#include "core/mail/query/suspect.h"

#include "core/mail/query/character.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the names of fields are made of. */
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

static const char *
skip_blanks (const char *p)
{
  while (*p != '\0' && tocsin_query_at_blank (p))
    p = g_utf8_next_char (p);

  return p;
}

static char *
read_following_word (const TocsinQueryToken *token, TocsinQueryPlace *place)
{
  place->text = token->place.text;
  place->begin = skip_blanks (token->place.end);
  place->end = tocsin_query_find_blank (place->begin);

  return tocsin_query_place_read (place);
}

static gboolean
is_field (const char *name, gsize length)
{
  g_autofree char *alone = g_strndup (name, length);

  return tocsin_query_field_find (alone) != NULL;
}

static TocsinQueryPlace
get_place (const TocsinQueryToken *token, gsize begin, gsize length)
{
  const char *from = token->place.begin + begin;

  return (TocsinQueryPlace){ token->place.text, from, from + length };
}

static void
advise_quotes (GError **error)
{
  tocsin_query_advise (error, _ ("to look for it as it stands put it in quotes"));
}

static gboolean
check_operator (const TocsinQueryToken *token, GError **error)
{
  static const char *const operators[][2] = {
    { "&&", "AND" }, { "||", "OR" }, { "|", "OR" }, { "XOR", NULL }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      if (!g_str_equal (token->text, operators[i][0]))
        continue;
      tocsin_query_mistake (error, &token->place, _ ("expected AND, OR or NOT instead of “%s”"),
                            token->text);
      advise_quotes (error);
      if (operators[i][1] != NULL)
        tocsin_query_suggest (error, &token->place, operators[i][1]);
      return TRUE;
    }

  return FALSE;
}

/* `!is:unread`, `+from:ada` */
static gboolean
check_sign (const TocsinQueryToken *token, GError **error)
{
  TocsinQueryPlace sign = get_place (token, 0, 1);
  gsize n = tocsin_query_field_length (token->text + 1);

  if (strchr ("!+~#&@", token->text[0]) == NULL || n == 0 || !is_field (token->text + 1, n))
    return FALSE;

  tocsin_query_mistake (error, &sign, _ ("expected a field here, or a minus to leave it out"));
  advise_quotes (error);
  tocsin_query_suggest (error, &sign, strchr ("!~", token->text[0]) != NULL ? "-" : "");

  return TRUE;
}

/* The name of a field of ours, or one that others compare with: `size>5M`. */
static char *
name_field (const char *name, gboolean less)
{
  const TocsinQueryFieldInfo *info = tocsin_query_field_find (name);

  if (info != NULL)
    return g_strdup (info->name);
  if (g_ascii_strcasecmp (name, "size") == 0)
    return g_strdup (less ? "smaller" : "larger");
  if (g_ascii_strcasecmp (name, "date") == 0 || g_ascii_strcasecmp (name, "received") == 0)
    return g_strdup (less ? "before" : "after");
  if (g_ascii_strcasecmp (name, "sent") == 0)
    return g_strdup (less ? "sent-before" : "sent-after");

  return NULL;
}

/* `subject=lunch`, `from!=ada`, `size>5M` */
static gboolean
check_comparison (const TocsinQueryToken *token, GError **error)
{
  gsize n = strspn (token->text, LETTERS);
  gsize length = strspn (token->text + n, "=<>!~");
  g_autofree char *name = g_strndup (token->text, n);
  g_autofree char *sign = g_strndup (token->text + n, length);
  g_autofree char *field = name_field (name, strchr (sign, '<') != NULL);
  TocsinQueryPlace place = get_place (token, n, length);
  TocsinQueryPlace whole = get_place (token, 0, n + length);
  gboolean keeps_sign =
      g_strcmp0 (field, "attachment") == 0 || g_strcmp0 (field, "attachments") == 0;
  g_autofree char *meant = NULL;

  if (n == 0 || length == 0 || field == NULL)
    return FALSE;

  tocsin_query_mistake (error, &place, _ ("expected a colon behind “%s” instead of “%s”"), name,
                        sign);
  advise_quotes (error);
  meant = g_strdup_printf ("%s%s:%s", *sign == '!' ? "-" : "", field,
                           keeps_sign && strpbrk (sign, "<>") != NULL ? sign : "");
  tocsin_query_suggest (error, &whole, meant);

  return TRUE;
}

/* `from : ada` */
static gboolean
check_gap (const TocsinQueryToken *token, GError **error)
{
  const char *colon = skip_blanks (token->place.end);
  TocsinQueryPlace gap = { token->place.text, token->place.end, colon };

  if (*colon != ':' || !is_field (token->text, strlen (token->text)))
    return FALSE;

  tocsin_query_mistake (error, &gap, _ ("expected the colon right behind “%s”"), token->text);
  advise_quotes (error);
  gap.end = skip_blanks (colon + 1);
  tocsin_query_suggest (error, &gap, ":");

  return TRUE;
}

/* `subject contains lunch`, `is unread` */
static gboolean
check_sentence (const TocsinQueryToken *token, GError **error)
{
  static const char *const verbs[] = { "contains", "includes", "equals", "matches", NULL };
  const TocsinQueryFieldInfo *info = tocsin_query_field_find (token->text);
  TocsinQueryPlace next;
  g_autofree char *following = read_following_word (token, &next);
  gboolean is_choice =
      info != NULL
      && (info->field == TOCSIN_QUERY_FIELD_IS || info->field == TOCSIN_QUERY_FIELD_HAS)
      && tocsin_query_choice_find (info->field, following) != NULL;
  TocsinQueryPlace whole = { token->place.text, token->place.end, next.begin };

  if (info == NULL || (!is_choice && !g_strv_contains (verbs, following)))
    return FALSE;

  tocsin_query_mistake (error, &whole, _ ("expected a colon behind “%s”"), token->text);
  advise_quotes (error);
  if (!is_choice)
    whole.end = skip_blanks (next.end);
  if (*whole.end != '\0')
    tocsin_query_suggest (error, &whole, ":");

  return TRUE;
}

/* What a word processor makes of a minus. */
static gboolean
check_dash (const TocsinQueryToken *token, GError **error)
{
  gunichar c = g_utf8_get_char (token->text);
  gsize length = (gsize) (g_utf8_next_char (token->text) - token->text);
  TocsinQueryPlace dash = get_place (token, 0, length);

  if (!((c >= 0x2010 && c <= 0x2014) || c == 0x2212 || c == 0xfe63 || c == 0xff0d))
    return FALSE;

  tocsin_query_mistake (error, &dash,
                        _ ("expected a plain minus (-) to negate a term instead of a dash"));
  advise_quotes (error);
  if (token->text[length] != '\0')
    tocsin_query_suggest (error, &dash, "-");

  return TRUE;
}

/* `{from:ada from:bob}`, as others write an OR */
static gboolean
check_braces (const TocsinQueryToken *token, GError **error)
{
  const char *open = token->place.begin, *close = strchr (open, '}');
  TocsinQueryPlace brace = get_place (token, 0, 1);
  TocsinQueryPlace whole = { token->place.text, open, close != NULL ? close + 1 : NULL };
  g_autofree char *inside = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *meant = NULL;
  g_auto (GStrv) words = NULL;

  if (*open != '{' || close == NULL
      || (close < token->place.end && strchr (token->text, ':') == NULL))
    return FALSE;

  tocsin_query_mistake (error, &brace, _ ("expected round brackets, as in (a OR b)"));
  advise_quotes (error);
  inside = g_strstrip (g_strndup (open + 1, (gsize) (close - open - 1)));
  words = g_strsplit (inside, " ", -1);
  joined = g_strjoinv (" OR ", words);
  meant = g_strdup_printf ("(%s)", joined);
  if (strpbrk (inside, "\"(/") == NULL)
    tocsin_query_suggest (error, &whole, meant);

  return TRUE;
}

/* The colons of Chinese and Japanese keyboards. */
static gboolean
check_wide_colon (const TocsinQueryToken *token, GError **error)
{
  gsize n = strspn (token->text, LETTERS);
  gunichar c = g_utf8_get_char (token->text + n);
  TocsinQueryPlace place;

  if ((c != 0xff1a && c != 0xfe55) || !is_field (token->text, n))
    return FALSE;

  place = get_place (token, n, (gsize) (g_utf8_next_char (token->text + n) - token->text) - n);
  tocsin_query_mistake (error, &place, _ ("expected a plain colon (:) behind the field"));
  advise_quotes (error);
  tocsin_query_suggest (error, &place, ":");

  return TRUE;
}

/* `attachments:>1 <5`, `header:X-Spam =yes` */
static gboolean
check_leading_sign (const TocsinQueryToken *token, GError **error)
{
  gsize n = strspn (token->text, "<>=");
  TocsinQueryPlace sign = get_place (token, 0, n);

  if (n == 0 || (*token->text != '=' && !g_ascii_isdigit (token->text[n]))
      || token->text[n] == '\0')
    return FALSE;

  tocsin_query_mistake (error, &sign, _ ("expected the name of a field before “%s”"), token->text);
  advise_quotes (error);
  while (sign.begin > sign.text && g_ascii_isspace (sign.begin[-1]))
    sign.begin--;
  sign.end = sign.begin + (token->place.begin - sign.begin);
  if (*token->text == '=' && sign.begin > sign.text)
    tocsin_query_suggest (error, &sign, "");

  return TRUE;
}

/* Their brackets; all of them are put right together. */
static gboolean
check_wide_brackets (const TocsinQueryToken *token, GError **error)
{
  gsize length = (gsize) (g_utf8_next_char (token->text) - token->text);
  TocsinQueryPlace place = get_place (token, 0, length);
  TocsinQueryPlace rest = { place.text, place.begin, place.begin + strlen (place.begin) };
  g_autoptr (GString) plain = NULL;

  if (g_utf8_get_char (token->text) != 0xff08 && g_utf8_get_char (token->text) != 0xff09)
    return FALSE;

  tocsin_query_mistake (error, &place,
                        _ ("expected plain brackets, ( and ), instead of wide ones"));
  advise_quotes (error);
  plain = g_string_new (place.begin);
  g_string_replace (plain, "（", "(", 0);
  g_string_replace (plain, "）", ")", 0);
  tocsin_query_suggest (error, &rest, plain->str);

  return TRUE;
}

/* `:ada`, and `:-)` */
static gboolean
check_leading_colon (const TocsinQueryToken *token, GError **error)
{
  TocsinQueryPlace place = get_place (token, 0, 1);

  if (*token->text != ':')
    return FALSE;

  tocsin_query_mistake (error, &place,
                        _ ("expected the name of a field right before the colon, with no blank "
                           "between them"));
  advise_quotes (error);

  return TRUE;
}

/**
 * tocsin_query_at_single_quote: (skip)
 * @p: a place in a text
 *
 * Returns: whether there is what some take for a quote: an apostrophe, or what is printed for one.
 */
gboolean
tocsin_query_at_single_quote (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  return c == '\'' || c == '`' || (c >= 0x2018 && c <= 0x201b) || c == 0x2039 || c == 0x203a;
}

static void
refuse_single_quotes (const TocsinQueryPlace *open,
                      const char *close,
                      const char *behind,
                      GError **error)
{
  TocsinQueryPlace whole = { open->text, open->begin, behind };
  g_autofree char *inside = g_strndup (open->end, (gsize) (close - open->end));
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", inside);

  tocsin_query_mistake (error, open, _ ("expected double quotes (\") instead of single ones"));
  advise_quotes (error);
  tocsin_query_suggest (error, &whole, quoted);
}

/**
 * tocsin_query_suspect_single_quotes:
 * @token: a word where a term or a value may begin
 * @error: where to put what was probably meant
 *
 * Returns: whether it begins a text in single quotes; not so the apostrophe of `'tis`.
 */
gboolean
tocsin_query_suspect_single_quotes (const TocsinQueryToken *token, GError **error)
{
  const char *open = token->place.begin, *behind = g_utf8_next_char (open);
  TocsinQueryPlace place = { token->place.text, open, behind };

  if (!tocsin_query_at_single_quote (open))
    return FALSE;

  for (const char *p = behind; *p != '\0' && *p != '"'; p = g_utf8_next_char (p))
    {
      const char *next = g_utf8_next_char (p);

      if (tocsin_query_at_single_quote (p)
          && (*next == '\0' || *next == ')' || tocsin_query_at_blank (next)))
        {
          refuse_single_quotes (&place, p, next, error);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * tocsin_query_suspect_word:
 * @token: a word where a term may begin
 * @error: where to put what was probably meant
 *
 * Returns: whether it is suspect.
 */
gboolean
tocsin_query_suspect_word (const TocsinQueryToken *token, GError **error)
{
  static gboolean (*const checks[]) (const TocsinQueryToken *, GError **) = {
    check_operator,   check_sign,          check_comparison,    check_gap,
    check_sentence,   check_dash,          check_leading_sign,  check_braces,
    check_wide_colon, check_wide_brackets, check_leading_colon, tocsin_query_suspect_single_quotes
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (checks[i](token, error))
      return TRUE;

  return FALSE;
}
