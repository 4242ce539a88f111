/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What the receiving server found out about the sender (RFC 8601). Anybody can write such a field,
 * so which of them counts matters more than what they say. */
#include "core/mail/auth-results.h"

#include "core/mail/mime.h"

#include <string.h>

#define NAME "Authentication-Results"
#define SEPARATORS " \t\r\n,"

/* The one version there is; fields of others may mean anything. */
#define VERSION "1"

/* What a field says of one method. */
typedef struct
{
  gboolean told;
  gboolean passes;
  gboolean found;
} Answer;

static char *
read_quoted (const char **p)
{
  GString *word = g_string_new (NULL);

  for (; **p != '\0' && **p != '"'; (*p)++)
    {
      if (**p == '\\' && (*p)[1] != '\0')
        (*p)++;
      g_string_append_c (word, **p);
    }
  if (**p == '"')
    (*p)++;

  return g_string_free (word, FALSE);
}

/* The next token or quoted string, empty where neither is. */
static char *
read_word (const char **p)
{
  const char *begin;

  *p = tocsin_mime_skip_comments (*p);
  if (**p == '"')
    {
      (*p)++;
      return read_quoted (p);
    }
  begin = *p;
  *p += strcspn (*p, " \t\r\n;=()\"");

  return g_strndup (begin, *p - begin);
}

static gboolean
take (const char **p, char wanted)
{
  *p = tocsin_mime_skip_comments (*p);
  if (**p != wanted)
    return FALSE;
  (*p)++;

  return TRUE;
}

/* Reasons and properties, which nobody asks for: up to the next method. */
static void
skip_properties (const char **p)
{
  while (**p != '\0' && !take (p, ';'))
    {
      g_autofree char *word = read_word (p);

      if (*word == '\0' && **p != '\0' && **p != ';')
        (*p)++;
    }
}

/* To the results, behind the server's name and its version. Some servers, Microsoft's among them,
 * begin with the first result at once: they have no name. Others put words of their own before the
 * semicolon. Returns %NULL where nothing can be read. */
static char *
read_server (const char **p)
{
  const char *begin = *p;
  g_autofree char *server = read_word (p);
  g_autofree char *version = NULL;

  *p = tocsin_mime_skip_comments (*p);
  if (**p == '=')
    {
      *p = begin;
      return g_strdup ("");
    }
  version = read_word (p);
  if (g_ascii_isdigit (*version) && !g_str_equal (version, VERSION))
    return NULL;
  skip_properties (p);

  return g_steal_pointer (&server);
}

/* RFC 8601, section 2.7.2: what was once called hardfail is fail. */
static gboolean
is_result (const char *said, const char *wanted)
{
  if (g_ascii_strcasecmp (said, "hardfail") == 0)
    said = "fail";

  return g_ascii_strcasecmp (said, wanted) == 0;
}

static void
read_result (const char **p, const char *method, const char *wanted, Answer *answer)
{
  g_autofree char *name = read_word (p);
  g_autofree char *result = NULL;

  /* A method may have a version of its own, as in dkim/1=pass. */
  name[strcspn (name, "/")] = '\0';
  if (take (p, '='))
    {
      result = read_word (p);
      if (g_ascii_strcasecmp (name, method) == 0)
        {
          answer->told = TRUE;
          answer->passes = answer->passes || is_result (result, "pass");
          answer->found = answer->found || is_result (result, wanted);
        }
    }
  else if (g_ascii_strcasecmp (name, "none") == 0)
    {
      answer->told = TRUE;
      answer->found = answer->found || is_result ("none", wanted);
    }
  skip_properties (p);
}

static gboolean
is_among (const char *server, const char *servers)
{
  gsize length = strlen (server);

  for (const char *p = servers + strspn (servers, SEPARATORS); *p != '\0';)
    {
      gsize n = strcspn (p, SEPARATORS);

      if (n == length && g_ascii_strncasecmp (p, server, n) == 0)
        return TRUE;
      p += n;
      p += strspn (p, SEPARATORS);
    }

  return FALSE;
}

/* Whose fields are believed: that of the servers named, or else of the one that wrote the topmost.
 * What makes no sense is nobody's, and says nothing. */
static gboolean
is_believed (const char *server, const char *servers, const char *believed)
{
  if (server == NULL)
    return FALSE;
  if (servers != NULL)
    return is_among (server, servers);

  return believed == NULL || g_ascii_strcasecmp (server, believed) == 0;
}

static Answer
read_answer (const char *results, const char *method, const char *wanted)
{
  Answer answer = { FALSE };

  while (*results != '\0')
    read_result (&results, method, wanted, &answer);

  return answer;
}

/**
 * tocsin_auth_results_has:
 * @headers: a header block
 * @servers: (nullable): the authserv-id of the server to believe, or several with blanks between
 *   them; %NULL or empty for whoever wrote the topmost field
 * @method: such as `dkim`, in any case
 * @result: such as `pass`, in any case
 *
 * The topmost field of the server counts. Where its filters write a field each, those of the same
 * name below it count too, for what the ones above do not tell, down to the next Received header:
 * from there on it is what the message brought along, whoever it says it is from.
 *
 * A method with several results, such as DKIM with several signatures, passes when one of them
 * does, and only when none does is it anything else. A server that found nothing to check (`none`)
 * says `none` of every method. ARC-Authentication-Results are what others saw: they never count.
 *
 * Returns: whether the server said so.
 */
gboolean
tocsin_auth_results_has (const TocsinHeaderBlock *headers,
                         const char *servers,
                         const char *method,
                         const char *result)
{
  g_autofree char *believed = NULL;

  g_return_val_if_fail (headers != NULL && method != NULL && result != NULL, FALSE);

  if (servers != NULL && servers[strspn (servers, SEPARATORS)] == '\0')
    servers = NULL;
  for (guint i = 0; i < tocsin_header_block_get_length (headers); i++)
    {
      const char *name = tocsin_header_block_get_name (headers, i);
      const char *results = tocsin_header_block_get_raw (headers, i);
      g_autofree char *server = NULL;
      Answer answer;

      if (believed != NULL && g_ascii_strcasecmp (name, "Received") == 0)
        return FALSE;
      if (g_ascii_strcasecmp (name, NAME) != 0)
        continue;
      server = read_server (&results);
      if (!is_believed (server, servers, believed))
        {
          if (servers == NULL && believed == NULL)
            return FALSE;
          continue;
        }
      answer = read_answer (results, method, result);
      if (answer.told)
        return answer.found && (!answer.passes || is_result ("pass", result));
      if (believed == NULL)
        believed = g_steal_pointer (&server);
    }

  return FALSE;
}
