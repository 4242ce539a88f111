/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-challenge.h"

static gboolean
fail (const char *why, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE, why);
  return FALSE;
}

/* RFC 9112, section 4; the blank before a missing reason is often missing, too. */
static gboolean
parse_status (TocsinHttpAnswer *self, const char *line, GError **error)
{
  const char *status = line + strlen ("HTTP/1.x ");

  if (!g_str_has_prefix (line, "HTTP/1.") || !g_ascii_isdigit (line[7]) || line[8] != ' ')
    return fail (_ ("the answer is not HTTP/1"), error);
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_isdigit (status[i]))
      return fail (_ ("the answer has no status"), error);
  if (status[0] == '0' || (status[3] != ' ' && status[3] != '\0'))
    return fail (_ ("the answer has no valid status"), error);

  self->status = (guint) g_ascii_strtoull (status, NULL, 10);
  self->reason = g_strstrip (g_strdup (status + 3));
  self->keeps_open = line[7] != '0';
  return TRUE;
}

static void
append_folded (TocsinHttpAnswer *self, const char *line)
{
  g_autofree char *more = g_strstrip (g_strdup (line));
  guint last = self->values->len - 1;
  char *old = self->values->pdata[last];

  self->values->pdata[last] = g_strconcat (old, " ", more, NULL);
  g_free (old);
}

static gboolean
parse_header (TocsinHttpAnswer *self, const char *line, GError **error)
{
  const char *colon = strchr (line, ':');

  /* RFC 9112, section 5.2: older senders fold lines. */
  if ((*line == ' ' || *line == '\t') && self->names->len > 0)
    {
      append_folded (self, line);
      return TRUE;
    }
  if (colon == NULL || colon == line || self->names->len >= TOCSIN_HTTP_MAX_LINES)
    return fail (_ ("the answer has header lines that are none, or too many"), error);

  g_ptr_array_add (self->names, g_strchomp (g_strndup (line, (gsize) (colon - line))));
  g_ptr_array_add (self->values, g_strstrip (g_strdup (colon + 1)));
  return TRUE;
}

static gboolean
has_word (const TocsinHttpAnswer *self, const char *name, const char *word)
{
  for (guint i = 0; i < self->names->len; i++)
    {
      g_auto (GStrv) words = NULL;

      if (g_ascii_strcasecmp (self->names->pdata[i], name) != 0)
        continue;
      words = g_strsplit (self->values->pdata[i], ",", -1);
      for (guint j = 0; words[j] != NULL; j++)
        if (g_ascii_strcasecmp (g_strstrip (words[j]), word) == 0)
          return TRUE;
    }

  return FALSE;
}

/* RFC 9112, section 6.3. */
static gboolean
find_length (TocsinHttpAnswer *self, GError **error)
{
  const char *encoding = tocsin_http_answer_get (self, "Transfer-Encoding");

  self->length = TOCSIN_HTTP_LENGTH_TO_THE_END;
  if (encoding != NULL)
    {
      if (g_ascii_strcasecmp (encoding, "chunked") == 0)
        self->length = TOCSIN_HTTP_LENGTH_CHUNKED;
      return TRUE;
    }

  for (guint i = 0; i < self->names->len; i++)
    {
      guint64 length;

      if (g_ascii_strcasecmp (self->names->pdata[i], "Content-Length") != 0)
        continue;
      if (!g_ascii_string_to_unsigned (self->values->pdata[i], 10, 0, G_MAXINT64, &length, NULL)
          || (self->length >= 0 && self->length != (gint64) length))
        return fail (_ ("the answer's Content-Length is none"), error);
      self->length = (gint64) length;
    }

  return TRUE;
}

static void
find_connection (TocsinHttpAnswer *self)
{
  if (has_word (self, "Connection", "close") || has_word (self, "Proxy-Connection", "close"))
    self->keeps_open = FALSE;
  else if (has_word (self, "Connection", "keep-alive")
           || has_word (self, "Proxy-Connection", "keep-alive"))
    self->keeps_open = TRUE;
}

static gboolean
parse_lines (TocsinHttpAnswer *self, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (lines[0] == NULL)
    return fail (_ ("there is no answer"), error);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize length = strlen (lines[i]);

      if (length > 0 && lines[i][length - 1] == '\r')
        lines[i][length - 1] = '\0';
      if (i == 0 ? !parse_status (self, lines[i], error)
                 : (*lines[i] != '\0' && !parse_header (self, lines[i], error)))
        return FALSE;
    }

  find_connection (self);
  return find_length (self, error);
}

/**
 * tocsin_http_answer_parse: (skip)
 * @text: an answer's head
 * @length: of it, in bytes
 * @error: `protocol.parse`
 *
 * Returns: (transfer full): what it says.
 */
TocsinHttpAnswer *
tocsin_http_answer_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (TocsinHttpAnswer) self = g_new0 (TocsinHttpAnswer, 1);
  g_autofree char *copy = g_strndup (text, length);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  if (memchr (text, '\0', length) != NULL)
    {
      fail (_ ("the answer has a NUL in it"), error);
      return NULL;
    }

  return parse_lines (self, copy, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_http_answer_free: (skip)
 * @self: (transfer full): an answer
 */
void
tocsin_http_answer_free (TocsinHttpAnswer *self)
{
  g_free (self->reason);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  g_free (self);
}

/**
 * tocsin_http_answer_get: (skip)
 * @self: an answer
 * @name: a header line's name
 *
 * Returns: (transfer none) (nullable): the value of the first line of that name.
 */
const char *
tocsin_http_answer_get (const TocsinHttpAnswer *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (g_ascii_strcasecmp (self->names->pdata[i], name) == 0)
      return self->values->pdata[i];

  return NULL;
}

/**
 * tocsin_http_answer_list_challenges: (skip)
 * @self: an answer
 * @name: "Proxy-Authenticate" or "WWW-Authenticate"
 *
 * Returns: (transfer full) (element-type TocsinHttpChallenge): the ways to log in that it offers.
 */
GPtrArray *
tocsin_http_answer_list_challenges (const TocsinHttpAnswer *self, const char *name)
{
  GPtrArray *challenges =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_http_challenge_free);

  for (guint i = 0; i < self->names->len; i++)
    if (g_ascii_strcasecmp (self->names->pdata[i], name) == 0)
      tocsin_http_challenge_parse (self->values->pdata[i], challenges);

  return challenges;
}
