/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-file.h"

#include <string.h>

#include "core/settings/key-file-private.h"

static void
line_free (gpointer data)
{
  TocsinKeyLine *line = data;

  g_free (line->raw);
  g_free (line->key);
  g_free (line->text);
  g_free (line);
}

static void
group_free (gpointer data)
{
  TocsinKeyGroup *group = data;

  g_free (group->name);
  g_free (group->raw);
  g_hash_table_unref (group->keys);
  g_ptr_array_unref (group->lines);
  g_free (group);
}

/*
 * tocsin_key_group_new:
 * @name: (nullable): the group's name
 * @raw: (nullable): the line with its name
 * @number: where that line is
 *
 * Returns: (transfer full): a group with nothing in it
 */
TocsinKeyGroup *
tocsin_key_group_new (const char *name, const char *raw, guint number)
{
  TocsinKeyGroup *group = g_new0 (TocsinKeyGroup, 1);

  group->name = g_strdup (name);
  group->raw = g_strdup (raw);
  group->number = number;
  group->lines = g_ptr_array_new_with_free_func (line_free);
  group->keys = g_hash_table_new (g_str_hash, g_str_equal);

  return group;
}

/*
 * tocsin_key_line_new:
 * @raw: the line without its end
 * @number: where it is
 *
 * Returns: (transfer full): a line that sets nothing yet
 */
TocsinKeyLine *
tocsin_key_line_new (const char *raw, guint number)
{
  TocsinKeyLine *line = g_new0 (TocsinKeyLine, 1);

  line->raw = g_strdup (raw);
  line->number = number;

  return line;
}

static gboolean
is_blank (const TocsinKeyLine *line)
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
  self->families =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_add (self->groups, tocsin_key_group_new (NULL, NULL, 0));

  return self;
}

/*
 * tocsin_key_file_free:
 * @self: (transfer full): a file
 */
void
tocsin_key_file_free (TocsinKeyFile *self)
{
  g_hash_table_unref (self->families);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

static TocsinKeyLine *
find (TocsinKeyFile *self, const char *group_name, const char *key)
{
  TocsinKeyGroup *group = g_hash_table_lookup (self->by_name, group_name);

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
  TocsinKeyLine *found = find (self, group, key);

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
  TocsinKeyGroup *found = g_hash_table_lookup (self->by_name, group);

  return found != NULL ? found->number : 0;
}

/* Of connections/work/proxy the part that all groups of one connection begin with. */
static char *
family_of (const char *name)
{
  const char *slash = strchr (name, '/');

  slash = slash != NULL ? strchr (slash + 1, '/') : NULL;

  return slash != NULL ? g_strndup (name, (gsize) (slash - name)) : g_strdup (name);
}

/*
 * tocsin_key_file_register:
 * @self: a file
 * @group: a group that has been put into it
 */
void
tocsin_key_file_register (TocsinKeyFile *self, TocsinKeyGroup *group)
{
  char *family = family_of (group->name);
  GPtrArray *kin = g_hash_table_lookup (self->families, family);

  g_hash_table_insert (self->by_name, group->name, group);
  if (kin == NULL)
    {
      kin = g_ptr_array_new ();
      g_hash_table_insert (self->families, g_steal_pointer (&family), kin);
    }
  g_ptr_array_add (kin, group);
  g_free (family);
}

static void
drop_group (TocsinKeyFile *self, TocsinKeyGroup *group)
{
  g_autofree char *family = family_of (group->name);
  GPtrArray *kin = g_hash_table_lookup (self->families, family);

  g_ptr_array_remove (kin, group);
  if (kin->len == 0)
    g_hash_table_remove (self->families, family);
  g_hash_table_remove (self->by_name, group->name);
  g_ptr_array_remove (self->groups, group);
}

/* Behind the last group of the same connection or task, or else at the end. */
static guint
find_place (TocsinKeyFile *self, const char *name)
{
  g_autofree char *family = family_of (name);
  GPtrArray *kin = g_hash_table_lookup (self->families, family);

  for (guint i = self->groups->len; kin != NULL && i > 0; i--)
    if (g_ptr_array_index (self->groups, i - 1) == g_ptr_array_index (kin, kin->len - 1))
      return i;

  return self->groups->len;
}

static void
end_with_blank (TocsinKeyGroup *group)
{
  TocsinKeyLine *last =
      group->lines->len > 0 ? g_ptr_array_index (group->lines, group->lines->len - 1) : NULL;

  if ((last == NULL && group->name != NULL) || (last != NULL && !is_blank (last)))
    g_ptr_array_add (group->lines, tocsin_key_line_new ("", 0));
}

static TocsinKeyGroup *
add_group (TocsinKeyFile *self, const char *name)
{
  g_autofree char *raw = g_strdup_printf ("[%s]", name);
  TocsinKeyGroup *group = tocsin_key_group_new (name, raw, 0);
  guint place = find_place (self, name);

  end_with_blank (g_ptr_array_index (self->groups, place - 1));
  if (place < self->groups->len)
    end_with_blank (group);
  g_ptr_array_insert (self->groups, (gint) place, group);
  tocsin_key_file_register (self, group);

  return group;
}

/* Behind the last setting; in a group without any, behind the comment that it begins with. */
static guint
find_line_place (TocsinKeyGroup *group)
{
  guint place = 0;

  for (guint i = group->lines->len; i > 0; i--)
    if (((TocsinKeyLine *) g_ptr_array_index (group->lines, i - 1))->key != NULL)
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
  TocsinKeyGroup *owner = g_hash_table_lookup (self->by_name, group);
  TocsinKeyLine *line = find (self, group, key);

  if (owner == NULL)
    owner = add_group (self, group);
  if (line == NULL)
    {
      line = tocsin_key_line_new ("", 0);
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
is_bare (TocsinKeyGroup *group)
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
  TocsinKeyGroup *owner = g_hash_table_lookup (self->by_name, group);
  TocsinKeyLine *line = find (self, group, key);

  if (line == NULL)
    return FALSE;

  g_hash_table_remove (owner->keys, key);
  g_ptr_array_remove (owner->lines, line);
  if (is_bare (owner))
    drop_group (self, owner);

  return TRUE;
}

static void
foreach_in_group (TocsinKeyGroup *group, TocsinKeyFileFunc func, gpointer user_data)
{
  for (guint i = 0; i < group->lines->len; i++)
    {
      TocsinKeyLine *line = g_ptr_array_index (group->lines, i);

      if (line->key != NULL)
        func (group->name, line->key, line->text, line->number, user_data);
    }
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
    foreach_in_group (g_ptr_array_index (self->groups, i), func, user_data);
}

/*
 * tocsin_key_file_foreach_in:
 * @self: a file
 * @family: what all groups of one item begin with, such as `connections/work`
 * @func: called for each setting in these groups
 * @user_data: for @func
 *
 * Takes as long as there are groups in the family, not in the file.
 */
void
tocsin_key_file_foreach_in (TocsinKeyFile *self,
                            const char *family,
                            TocsinKeyFileFunc func,
                            gpointer user_data)
{
  GPtrArray *kin = g_hash_table_lookup (self->families, family);

  for (guint i = 0; kin != NULL && i < kin->len; i++)
    foreach_in_group (g_ptr_array_index (kin, i), func, user_data);
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
    if (g_hash_table_size (((TocsinKeyGroup *) g_ptr_array_index (self->groups, i))->keys) > 0)
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
      TocsinKeyGroup *group = g_ptr_array_index (self->groups, i);

      if (group->raw != NULL)
        g_string_append_printf (out, "%s\n", group->raw);
      for (guint j = 0; j < group->lines->len; j++)
        g_string_append_printf (out, "%s\n",
                                ((TocsinKeyLine *) g_ptr_array_index (group->lines, j))->raw);
    }
  if (length != NULL)
    *length = out->len;

  return g_string_free (out, FALSE);
}
