/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/value-list.h"

#include "core/base/error.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char *name;
  TocsinTemplate *value;
} Row;

struct _ValueList
{
  GArray *rows;
};

static void
row_clear (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_clear_pointer (&row->value, tocsin_template_unref);
}

static gboolean
add (ValueList *self, const char *key, const char *text, const char *between, GError **error)
{
  const char *end = strstr (text, between);
  const char *value;
  Row row = { NULL, NULL };

  if (end == NULL || end == text)
    return tocsin_refuse_key (error, key, _ ("“%s” should be like NAME%sVALUE"), text, between);

  value = end + strlen (between);
  value += strspn (value, " \t");
  row.value = tocsin_template_new (value, TOCSIN_TEMPLATE_FLAGS_NONE, error);
  if (row.value == NULL)
    {
      tocsin_error_translate (error, "%s", key);
      return FALSE;
    }
  row.name = g_strndup (text, (gsize) (end - text));
  g_array_append_val (self->rows, row);

  return TRUE;
}

/**
 * value_list_new:
 * @key: the setting, for messages
 * @texts: (array zero-terminated=1): name and pattern each
 * @between: what parts them
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the list.
 */
ValueList *
value_list_new (const char *key, const char *const *texts, const char *between, GError **error)
{
  g_autoptr (ValueList) self = g_new0 (ValueList, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, row_clear);
  for (; *texts != NULL; texts++)
    if (!add (self, key, *texts, between, error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * value_list_free:
 * @self: (transfer full): a list
 */
void
value_list_free (ValueList *self)
{
  g_array_unref (self->rows);
  g_free (self);
}

/**
 * value_list_get_length:
 * @self: a list
 *
 * Returns: how many names it has.
 */
guint
value_list_get_length (const ValueList *self)
{
  return self->rows->len;
}

/**
 * value_list_get_name:
 * @self: a list
 * @index: which
 *
 * Returns: (transfer none): the name.
 */
const char *
value_list_get_name (const ValueList *self, guint index)
{
  return g_array_index (self->rows, Row, index).name;
}

/**
 * value_list_list_fields:
 * @self: a list
 * @fields: (element-type utf8 utf8): a set that gets the names of its fields
 */
void
value_list_list_fields (const ValueList *self, GHashTable *fields)
{
  for (guint i = 0; i < self->rows->len; i++)
    tocsin_template_list_fields (g_array_index (self->rows, Row, i).value, fields);
}

/**
 * value_list_expand:
 * @self: a list
 * @data: an event's data
 * @encode: makes a field fit for where the values go
 * @take: gets each name with its value
 * @user_data: for @take
 */
void
value_list_expand (const ValueList *self,
                   JsonObject *data,
                   TocsinTemplateEncoder encode,
                   ValueListFunc take,
                   gpointer user_data)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      g_autofree char *value = tocsin_template_expand (row->value, data, NULL, encode, NULL);

      take (row->name, value, user_data);
    }
}
