/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-challenge.h"

#include <string.h>

/* RFC 9110, section 5.6.2. */
static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/* RFC 9110, section 11.2. */
static gboolean
is_token68_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("-._~+/", c) != NULL);
}

static const char *
skip_blanks (const char *p)
{
  return p + strspn (p, " \t");
}

static const char *
skip_token (const char *p)
{
  while (is_token_char (*p))
    p++;

  return p;
}

/* Returns the text's first character behind a token68, or NULL if it begins with none. */
static const char *
skip_token68 (const char *p)
{
  const char *end = p;

  while (is_token68_char (*end))
    end++;
  if (end == p)
    return NULL;
  end += strspn (end, "=");
  if (strchr (",", *skip_blanks (end)) == NULL)
    return NULL;

  return end;
}

/* RFC 9110, section 5.6.4; NULL if its end is missing. */
static char *
take_quoted (const char **p)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for ((*p)++; **p != '"'; (*p)++)
    {
      if (**p == '\\')
        (*p)++;
      if (**p == '\0')
        return NULL;
      g_string_append_c (text, **p);
    }
  (*p)++;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
take_value (const char **p)
{
  const char *begin = *p;

  if (*begin == '"')
    return take_quoted (p);

  *p = skip_token (begin);
  return g_strndup (begin, (gsize) (*p - begin));
}

/* A word with "=" behind it is a parameter, one without begins the next challenge. */
static gboolean
is_parameter (const char *p)
{
  const char *end = skip_token (p);

  return end > p && *skip_blanks (end) == '=';
}

static gboolean
take_parameter (TocsinHttpChallenge *challenge, const char **p)
{
  const char *end = skip_token (*p);
  g_autofree char *name = g_ascii_strdown (*p, end - *p);
  g_autofree char *value = NULL;

  *p = skip_blanks (skip_blanks (end) + 1);
  value = take_value (p);
  if (value == NULL)
    return FALSE;
  /* The first counts: who comes behind must not talk over it. */
  if (g_hash_table_size (challenge->parameters) < TOCSIN_HTTP_MAX_PARAMETERS
      && !g_hash_table_contains (challenge->parameters, name))
    g_hash_table_insert (challenge->parameters, g_steal_pointer (&name), g_steal_pointer (&value));

  return TRUE;
}

static TocsinHttpChallenge *
take_challenge (const char **p)
{
  TocsinHttpChallenge *challenge = g_new0 (TocsinHttpChallenge, 1);
  const char *end = skip_token (*p);

  challenge->scheme = g_strndup (*p, (gsize) (end - *p));
  challenge->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  *p = skip_blanks (end);
  if (*p == end)
    return challenge;

  end = skip_token68 (*p);
  if (end != NULL)
    {
      challenge->token = g_strndup (*p, (gsize) (end - *p));
      *p = end;
    }

  return challenge;
}

/**
 * tocsin_http_challenge_parse: (skip)
 * @value: a header line's value; what can't be read ends it
 * @challenges: (element-type TocsinHttpChallenge): where to add those it holds
 */
void
tocsin_http_challenge_parse (const char *value, GPtrArray *challenges)
{
  const char *p = value;
  TocsinHttpChallenge *last = NULL;

  for (;;)
    {
      p += strspn (p, " \t,");
      if (!is_token_char (*p))
        return;
      if (last != NULL && is_parameter (p))
        {
          if (!take_parameter (last, &p))
            return;
          continue;
        }
      if (challenges->len >= TOCSIN_HTTP_MAX_CHALLENGES)
        return;
      last = take_challenge (&p);
      g_ptr_array_add (challenges, last);
    }
}

/**
 * tocsin_http_challenge_free: (skip)
 * @self: (transfer full): a challenge
 */
void
tocsin_http_challenge_free (TocsinHttpChallenge *self)
{
  g_free (self->scheme);
  g_free (self->token);
  g_hash_table_unref (self->parameters);
  g_free (self);
}

/**
 * tocsin_http_challenge_get: (skip)
 * @self: a challenge
 * @name: a parameter's name in lower case
 *
 * Returns: (transfer none) (nullable): its value.
 */
const char *
tocsin_http_challenge_get (const TocsinHttpChallenge *self, const char *name)
{
  return g_hash_table_lookup (self->parameters, name);
}

/**
 * tocsin_http_challenge_is: (skip)
 * @self: a challenge
 * @scheme: a way to log in
 *
 * Returns: whether @self is of that kind.
 */
gboolean
tocsin_http_challenge_is (const TocsinHttpChallenge *self, const char *scheme)
{
  return g_ascii_strcasecmp (self->scheme, scheme) == 0;
}
