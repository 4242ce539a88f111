/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-file-private.h"

/* More of a bad line makes no message clearer. */
#define MAX_SHOWN 80

/* Where in the text a message points to. */
typedef struct
{
  TocsinKeyFile *file;
  TocsinKeyGroup *group;
  const char *name;
  guint number;
} Reader;

static gboolean
    G_GNUC_PRINTF (3, 4) complain (const Reader *reader, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s:%u: %s", reader->name,
               reader->number, what);

  return FALSE;
}

static gboolean
read_group (Reader *reader, const char *raw, const char *content, GError **error)
{
  gsize length = strlen (content);
  g_autofree char *name = NULL;
  TocsinKeyGroup *first;

  if (length < 3 || content[length - 1] != ']')
    return complain (reader, error, _ ("a group is written as [name], with nothing behind it"));

  name = g_strndup (content + 1, length - 2);
  first = g_hash_table_lookup (reader->file->by_name, name);
  if (first != NULL)
    {
      g_autofree char *shown = tocsin_text_escape (name, -1, MAX_SHOWN);

      return complain (reader, error, _ ("the group [%s] has already begun in line %u"), shown,
                       first->number);
    }

  reader->group = tocsin_key_group_new (name, raw, reader->number);
  g_ptr_array_add (reader->file->groups, reader->group);
  tocsin_key_file_register (reader->file, reader->group);

  return TRUE;
}

static gboolean
read_entry (Reader *reader, TocsinKeyLine *line, const char *content, GError **error)
{
  const char *equals = strchr (content, '=');
  g_autofree char *key = NULL;
  TocsinKeyLine *first;

  /* A line that is no setting may hold anything, a password too: it is not repeated. */
  if (equals == NULL || equals == content)
    return complain (reader, error,
                     _ ("expected KEY=VALUE, [GROUP] or a comment that begins with #"));
  if (reader->group->name == NULL)
    return complain (reader, error, _ ("a setting stands below the [GROUP] it belongs to"));

  key = g_strchomp (g_strndup (content, (gsize) (equals - content)));
  if (strchr (key, '/') != NULL)
    return complain (reader, error,
                     _ ("a key has no / in its name; what is before it is the group's"));
  first = g_hash_table_lookup (reader->group->keys, key);
  if (first != NULL)
    {
      g_autofree char *shown = tocsin_text_escape (key, -1, MAX_SHOWN);

      return complain (reader, error, _ ("“%s” has already been set in line %u"), shown,
                       first->number);
    }

  line->key = g_steal_pointer (&key);
  line->text = g_strstrip (g_strdup (equals + 1));
  g_hash_table_insert (reader->group->keys, line->key, line);

  return TRUE;
}

static gboolean
read_line (Reader *reader, const char *raw, GError **error)
{
  g_autofree char *content = g_strstrip (g_strdup (raw));
  TocsinKeyLine *line;

  if (content[0] == '[')
    return read_group (reader, raw, content, error);

  line = tocsin_key_line_new (raw, reader->number);
  g_ptr_array_add (reader->group->lines, line);
  if (content[0] == '\0' || content[0] == '#' || content[0] == ';')
    return TRUE;

  return read_entry (reader, line, content, error);
}

static gboolean
check_bytes (Reader *reader, const char *start, gsize length, GError **error)
{
  if (length > TOCSIN_KEY_FILE_MAX_LINE)
    return complain (reader, error, _ ("the line is longer than %d bytes"),
                     TOCSIN_KEY_FILE_MAX_LINE);
  if (memchr (start, '\0', length) != NULL)
    return complain (reader, error, _ ("the line holds a NUL byte"));
  if (!g_utf8_validate (start, (gssize) length, NULL))
    return complain (reader, error, _ ("the line is not UTF-8"));

  return TRUE;
}

static gboolean
read_lines (Reader *reader, const char *text, gsize length, GError **error)
{
  const char *end = text + length;

  for (const char *start = text; start < end; reader->number++)
    {
      const char *newline = memchr (start, '\n', (gsize) (end - start));
      gsize size = (gsize) ((newline != NULL ? newline : end) - start);
      g_autofree char *raw = NULL;

      if (!check_bytes (reader, start, size, error))
        return FALSE;
      raw = g_strndup (start, size);
      if (!read_line (reader, raw, error))
        return FALSE;
      start += size + 1;
    }

  return TRUE;
}

/*
 * tocsin_key_file_parse:
 * @text: what stands in the file
 * @length: how many bytes
 * @name: the file's name, for messages
 * @error: %TOCSIN_ERROR_CONFIG_INVALID as `NAME:LINE: what is wrong`
 *
 * Returns: (nullable) (transfer full): the file
 */
TocsinKeyFile *
tocsin_key_file_parse (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (TocsinKeyFile) self = tocsin_key_file_new ();
  Reader reader = { self, g_ptr_array_index (self->groups, 0), name, 1 };

  if (length > TOCSIN_KEY_FILE_MAX_SIZE)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: the file is larger than %d bytes"), name, TOCSIN_KEY_FILE_MAX_SIZE);
      return NULL;
    }

  return read_lines (&reader, text, length, error) ? g_steal_pointer (&self) : NULL;
}
