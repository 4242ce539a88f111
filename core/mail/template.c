/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/template.h"

#include "core/base/error.h"
#include "core/mail/template-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Either text that stands for itself, or a field. */
typedef struct
{
  char *text;
  TocsinTemplateField *field;
} Piece;

struct _TocsinTemplate
{
  GArray *pieces;
  gatomicrefcount ref_count;
};

G_DEFINE_BOXED_TYPE (TocsinTemplate, tocsin_template, tocsin_template_ref, tocsin_template_unref)

static void
piece_clear (gpointer data)
{
  Piece *piece = data;

  g_free (piece->text);
  g_clear_pointer (&piece->field, tocsin_template_field_free);
}

static gboolean
fail (const char *pattern, const char *where, const char *message, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("Pattern “%s”, column %u: %s"),
               pattern, (guint) g_utf8_pointer_to_offset (pattern, where) + 1, message);
  return FALSE;
}

static void
add_text (TocsinTemplate *self, GString *text)
{
  Piece piece = { NULL, NULL };

  if (text->len == 0)
    return;
  piece.text = g_strndup (text->str, text->len);
  g_array_append_val (self->pieces, piece);
  g_string_truncate (text, 0);
}

/* @p stands on the opening brace; is moved behind the closing one. */
static gboolean
read_field (TocsinTemplate *self,
            const char *pattern,
            const char **p,
            TocsinTemplateFlags flags,
            GError **error)
{
  const char *end = strchr (*p, '}');
  g_autofree char *inside = NULL;
  g_autoptr (GError) local = NULL;
  Piece piece = { NULL, NULL };

  if (end == NULL)
    return fail (pattern, *p, _ ("this { is never closed: a } is missing ({{ stands for a brace)"),
                 error);
  inside = g_strndup (*p + 1, end - *p - 1);
  piece.field = tocsin_template_field_parse (inside, flags, &local);
  if (piece.field == NULL)
    return fail (pattern, *p, local->message, error);
  g_array_append_val (self->pieces, piece);
  *p = end + 1;

  return TRUE;
}

static gboolean
parse (TocsinTemplate *self, const char *pattern, TocsinTemplateFlags flags, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *p = pattern;

  while (*p != '\0')
    {
      if ((*p == '{' || *p == '}') && p[1] == *p)
        {
          g_string_append_c (text, *p);
          p += 2;
        }
      else if (*p == '{')
        {
          add_text (self, text);
          if (!read_field (self, pattern, &p, flags, error))
            return FALSE;
        }
      else if (*p == '}')
        return fail (pattern, p, _ ("a } without a { (}} stands for a brace)"), error);
      else
        g_string_append_c (text, *p++);
    }
  add_text (self, text);

  return TRUE;
}

/**
 * tocsin_template_new:
 * @pattern: text with fields in braces
 * @flags: what it may hold
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names an unknown field and the nearest
 *   known one
 *
 * Returns: (transfer full): the template.
 */
TocsinTemplate *
tocsin_template_new (const char *pattern, TocsinTemplateFlags flags, GError **error)
{
  g_autoptr (TocsinTemplate) self = NULL;

  g_return_val_if_fail (pattern != NULL, NULL);

  if (strlen (pattern) > TOCSIN_TEMPLATE_MAX_LENGTH || !g_utf8_validate (pattern, -1, NULL))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("A pattern is longer than %d bytes or no valid UTF-8"),
                   TOCSIN_TEMPLATE_MAX_LENGTH);
      return NULL;
    }
  self = g_new0 (TocsinTemplate, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);

  return parse (self, pattern, flags, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_template_ref:
 * @self: a template
 *
 * Returns: (transfer full): @self.
 */
TocsinTemplate *
tocsin_template_ref (TocsinTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_template_unref:
 * @self: (transfer full): a template
 */
void
tocsin_template_unref (TocsinTemplate *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->pieces);
  g_free (self);
}

/**
 * tocsin_template_uses_attachment:
 * @self: a template
 *
 * Returns: whether it comes out different for each attachment.
 */
gboolean
tocsin_template_uses_attachment (const TocsinTemplate *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);

      if (piece->field != NULL && tocsin_template_field_is_of_attachment (piece->field))
        return TRUE;
    }

  return FALSE;
}

/**
 * tocsin_template_list_fields:
 * @self: a template
 * @fields: (element-type utf8 utf8): a set that gets the names of its fields
 */
void
tocsin_template_list_fields (const TocsinTemplate *self, GHashTable *fields)
{
  g_return_if_fail (self != NULL && fields != NULL);

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);

      if (piece->field != NULL)
        g_hash_table_add (fields, g_strdup (tocsin_template_field_get_name (piece->field)));
    }
}

/**
 * tocsin_template_expand:
 * @self: a template
 * @data: the data of an event
 * @attachment: (nullable): the attachment in question, one of the data's `attachments`
 * @encode: (scope call): makes a value fit for the place where it goes
 * @user_data: for @encode
 *
 * Every value passes through @encode, the pattern's own text never does.
 *
 * Returns: (transfer full): the pattern with its fields filled in.
 */
char *
tocsin_template_expand (const TocsinTemplate *self,
                        JsonObject *data,
                        JsonObject *attachment,
                        TocsinTemplateEncoder encode,
                        gpointer user_data)
{
  GString *out;

  g_return_val_if_fail (self != NULL && data != NULL && encode != NULL, NULL);

  out = g_string_new (NULL);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);
      g_autofree char *value = NULL;
      g_autofree char *encoded = NULL;

      if (piece->text != NULL)
        {
          g_string_append (out, piece->text);
          continue;
        }
      value = tocsin_template_field_expand (piece->field, data, attachment);
      encoded = encode (value, tocsin_template_field_get_name (piece->field), user_data);
      g_string_append (out, encoded);
    }

  return g_string_free (out, FALSE);
}

/**
 * tocsin_template_encode_plain:
 * @value: what a field holds
 * @field: the field's name
 * @user_data: not used
 *
 * For places where any text is harmless: one element of an argument vector, a JSON string.
 *
 * Returns: (transfer full): @value as it is.
 */
char *
tocsin_template_encode_plain (const char *value, const char *field, gpointer user_data)
{
  return g_strdup (value);
}
