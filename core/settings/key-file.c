/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* More of a bad line makes no message clearer. */
#define MAX_SHOWN 80

typedef struct
{
  char *raw;  /* the line as it stands, without its end */
  char *key;  /* NULL for blank lines and comments */
  char *text; /* the value without the blanks around it */
  guint number;
} Line;

typedef struct
{
  char *name; /* NULL for what stands before the first group */
  char *raw;  /* the line with its name */
  guint number;
  GPtrArray *lines;
  GHashTable *keys; /* key to Line */
} Group;

struct _TocsinKeyFile
{
  GPtrArray *groups;
  GHashTable *by_name;
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->raw);
  g_free (line->key);
  g_free (line->text);
  g_free (line);
}

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->name);
  g_free (group->raw);
  g_hash_table_unref (group->keys);
  g_ptr_array_unref (group->lines);
  g_free (group);
}

static Group *
group_new (const char *name, const char *raw, guint number)
{
  Group *group = g_new0 (Group, 1);

  group->name = g_strdup (name);
  group->raw = g_strdup (raw);
  group->number = number;
  group->lines = g_ptr_array_new_with_free_func (line_free);
  group->keys = g_hash_table_new (g_str_hash, g_str_equal);

  return group;
}

static Line *
line_new (const char *raw, guint number)
{
  Line *line = g_new0 (Line, 1);

  line->raw = g_strdup (raw);
  line->number = number;

  return line;
}

static gboolean
is_blank (const Line *line)
{
  return line->key == NULL && line->raw[strspn (line->raw, " \t\r")] == '\0';
}

/*
 * tocsin_key_file_new:
 *
 * Returns: (transfer full): a file with nothing in it
 */
TocsinKeyFile *
tocsin_key_file_new (void)
{
  TocsinKeyFile *self = g_new0 (TocsinKeyFile, 1);

  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (self->groups, group_new (NULL, NULL, 0));

  return self;
}

/*
 * tocsin_key_file_free:
 * @self: (transfer full): a file
 */
void
tocsin_key_file_free (TocsinKeyFile *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

/* Where in the text a message points to. */
typedef struct
{
  TocsinKeyFile *file;
  Group *group;
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
  Group *first;

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

  reader->group = group_new (name, raw, reader->number);
  g_ptr_array_add (reader->file->groups, reader->group);
  g_hash_table_insert (reader->file->by_name, reader->group->name, reader->group);

  return TRUE;
}

static gboolean
read_entry (Reader *reader, Line *line, const char *content, GError **error)
{
  const char *equals = strchr (content, '=');
  g_autofree char *key = NULL;
  Line *first;

  /* A line that is no setting may hold anything, a password too: it is not repeated. */
  if (equals == NULL || equals == content)
    return complain (reader, error,
                     _ ("expected KEY=VALUE, [GROUP] or a comment that begins with #"));
  if (reader->group->name == NULL)
    return complain (reader, error, _ ("a setting stands below the [GROUP] it belongs to"));

  key = g_strchomp (g_strndup (content, (gsize) (equals - content)));
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
  Line *line;

  if (content[0] == '[')
    return read_group (reader, raw, content, error);

  line = line_new (raw, reader->number);
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

static Line *
find (TocsinKeyFile *self, const char *group_name, const char *key)
{
  Group *group = g_hash_table_lookup (self->by_name, group_name);

  return group != NULL ? g_hash_table_lookup (group->keys, key) : NULL;
}

/*
 * tocsin_key_file_get:
 * @self: a file
 * @group: a group's name
 * @key: a key's name
 * @line: (out) (optional): where it stands
 *
 * Returns: (nullable) (transfer none): its value as text, %NULL when it is not set
 */
const char *
tocsin_key_file_get (TocsinKeyFile *self, const char *group, const char *key, guint *line)
{
  Line *found = find (self, group, key);

  if (found != NULL && line != NULL)
    *line = found->number;

  return found != NULL ? found->text : NULL;
}

/*
 * tocsin_key_file_get_group_line:
 * @self: a file
 * @group: a group's name
 *
 * Returns: where the group begins, 0 when there is none
 */
guint
tocsin_key_file_get_group_line (TocsinKeyFile *self, const char *group)
{
  Group *found = g_hash_table_lookup (self->by_name, group);

  return found != NULL ? found->number : 0;
}

/* Of connections/work/proxy the part that all groups of one connection begin with. */
static gsize
family_length (const char *name)
{
  const char *slash = strchr (name, '/');

  slash = slash != NULL ? strchr (slash + 1, '/') : NULL;

  return slash != NULL ? (gsize) (slash - name) : strlen (name);
}

static gboolean
is_family (const char *name, const char *other, gsize length)
{
  return strncmp (name, other, length) == 0 && (name[length] == '\0' || name[length] == '/');
}

/* Behind the last group of the same connection or task, or else at the end. */
static guint
find_place (TocsinKeyFile *self, const char *name)
{
  gsize length = family_length (name);

  for (guint i = self->groups->len - 1; i > 0; i--)
    if (is_family (((Group *) g_ptr_array_index (self->groups, i))->name, name, length))
      return i + 1;

  return self->groups->len;
}

static void
end_with_blank (Group *group)
{
  Line *last =
      group->lines->len > 0 ? g_ptr_array_index (group->lines, group->lines->len - 1) : NULL;

  if ((last == NULL && group->name != NULL) || (last != NULL && !is_blank (last)))
    g_ptr_array_add (group->lines, line_new ("", 0));
}

static Group *
add_group (TocsinKeyFile *self, const char *name)
{
  g_autofree char *raw = g_strdup_printf ("[%s]", name);
  Group *group = group_new (name, raw, 0);
  guint place = find_place (self, name);

  end_with_blank (g_ptr_array_index (self->groups, place - 1));
  if (place < self->groups->len)
    end_with_blank (group);
  g_ptr_array_insert (self->groups, (gint) place, group);
  g_hash_table_insert (self->by_name, group->name, group);

  return group;
}

/* Behind the last setting; in a group without any, behind the comment that it begins with. */
static guint
find_line_place (Group *group)
{
  guint place = 0;

  for (guint i = group->lines->len; i > 0; i--)
    if (((Line *) g_ptr_array_index (group->lines, i - 1))->key != NULL)
      return i;
  while (place < group->lines->len && !is_blank (g_ptr_array_index (group->lines, place)))
    place++;

  return place;
}

/*
 * tocsin_key_file_set:
 * @self: a file
 * @group: a group's name
 * @key: a key's name
 * @text: its value, on one line
 *
 * Writes over the value where it stands, or adds it to its group.
 */
void
tocsin_key_file_set (TocsinKeyFile *self, const char *group, const char *key, const char *text)
{
  Group *owner = g_hash_table_lookup (self->by_name, group);
  Line *line = find (self, group, key);

  if (owner == NULL)
    owner = add_group (self, group);
  if (line == NULL)
    {
      line = line_new ("", 0);
      line->key = g_strdup (key);
      g_ptr_array_insert (owner->lines, (gint) find_line_place (owner), line);
      g_hash_table_insert (owner->keys, line->key, line);
    }

  g_free (line->raw);
  g_free (line->text);
  line->raw = g_strdup_printf ("%s=%s", key, text);
  line->text = g_strdup (text);
}

static gboolean
is_bare (Group *group)
{
  for (guint i = 0; i < group->lines->len; i++)
    if (!is_blank (g_ptr_array_index (group->lines, i)))
      return FALSE;

  return TRUE;
}

/*
 * tocsin_key_file_unset:
 * @self: a file
 * @group: a group's name
 * @key: a key's name
 *
 * A group goes with its last setting, unless a comment stands in it.
 *
 * Returns: whether it was set
 */
gboolean
tocsin_key_file_unset (TocsinKeyFile *self, const char *group, const char *key)
{
  Group *owner = g_hash_table_lookup (self->by_name, group);
  Line *line = find (self, group, key);

  if (line == NULL)
    return FALSE;

  g_hash_table_remove (owner->keys, key);
  g_ptr_array_remove (owner->lines, line);
  if (is_bare (owner))
    {
      g_hash_table_remove (self->by_name, group);
      g_ptr_array_remove (self->groups, owner);
    }

  return TRUE;
}

/*
 * tocsin_key_file_foreach:
 * @self: a file
 * @func: called for each setting, in order
 * @user_data: for @func
 */
void
tocsin_key_file_foreach (TocsinKeyFile *self, TocsinKeyFileFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      for (guint j = 0; j < group->lines->len; j++)
        {
          Line *line = g_ptr_array_index (group->lines, j);

          if (line->key != NULL)
            func (group->name, line->key, line->text, line->number, user_data);
        }
    }
}

/*
 * tocsin_key_file_is_empty:
 * @self: a file
 *
 * Returns: whether nothing is set in it
 */
gboolean
tocsin_key_file_is_empty (TocsinKeyFile *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (g_hash_table_size (((Group *) g_ptr_array_index (self->groups, i))->keys) > 0)
      return FALSE;

  return TRUE;
}

/*
 * tocsin_key_file_print:
 * @self: a file
 * @length: (out) (optional): how many bytes
 *
 * Returns: (transfer full): its text; what has not been changed is as it was parsed
 */
char *
tocsin_key_file_print (TocsinKeyFile *self, gsize *length)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (group->raw != NULL)
        g_string_append_printf (out, "%s\n", group->raw);
      for (guint j = 0; j < group->lines->len; j++)
        g_string_append_printf (out, "%s\n", ((Line *) g_ptr_array_index (group->lines, j))->raw);
    }
  if (length != NULL)
    *length = out->len;

  return g_string_free (out, FALSE);
}
