/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/loopback-request.h"

#include <string.h>

/**
 * tocsin_loopback_request_free: (skip)
 * @self: (transfer full): a request
 */
void
tocsin_loopback_request_free (TocsinLoopbackRequest *self)
{
  g_free (self->method);
  g_free (self->path);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_free (self->host);
  g_free (self);
}

/* "/?name=value&name=value" */
static gboolean
read_target (TocsinLoopbackRequest *self, const char *target)
{
  const char *mark = strchrnul (target, '?');

  self->path = g_strndup (target, (gsize) (mark - target));
  self->query =
      g_uri_parse_params (*mark != '\0' ? mark + 1 : "", -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return self->path[0] == '/' && self->query != NULL;
}

static gboolean
read_first_line (TocsinLoopbackRequest *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  if (g_strv_length (words) != 3 || !g_str_has_prefix (words[2], "HTTP/1.") || *words[0] == '\0')
    return FALSE;
  self->method = g_strdup (words[0]);

  return read_target (self, words[1]);
}

static void
read_header (TocsinLoopbackRequest *self, const char *line, guint *hosts)
{
  if (g_ascii_strncasecmp (line, "Host:", strlen ("Host:")) != 0)
    return;

  g_free (self->host);
  self->host = ++*hosts == 1 ? g_strstrip (g_strdup (line + strlen ("Host:"))) : NULL;
}

/**
 * tocsin_loopback_request_parse: (skip)
 * @head: what came up to the empty line
 * @length: how many bytes
 *
 * Returns: (transfer full) (nullable): what is asked for; %NULL if it makes no sense.
 */
TocsinLoopbackRequest *
tocsin_loopback_request_parse (const char *head, gsize length)
{
  g_autoptr (TocsinLoopbackRequest) self = g_new0 (TocsinLoopbackRequest, 1);
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  guint hosts = 0;

  if (length > TOCSIN_LOOPBACK_MAX || memchr (head, '\0', length) != NULL
      || !g_utf8_validate (head, (gssize) length, NULL))
    return NULL;
  text = g_strndup (head, length);
  lines = g_strsplit (text, "\r\n", -1);
  if (!read_first_line (self, lines[0]))
    return NULL;
  for (gsize i = 1; lines[i] != NULL; i++)
    read_header (self, lines[i], &hosts);

  return g_steal_pointer (&self);
}
