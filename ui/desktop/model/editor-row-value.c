/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-row-private.h"

#include <string.h>

static void
notify (TocsinEditorRow *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), tocsin_editor_row_properties[property]);
}

static gboolean
is_list (TocsinEditorRow *self)
{
  return g_variant_type_equal (tocsin_key_info_get_value_type (self->info),
                               G_VARIANT_TYPE_STRING_ARRAY);
}

/* The error of a check begins with the key, which the row says already. */
static char *
find_mistake (TocsinEditorRow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = tocsin_key_info_parse (self->info, self->text, &error);
  g_autofree char *prefix = g_strconcat (tocsin_key_info_get_name (self->info), ": ", NULL);

  if (value != NULL)
    return NULL;

  return g_strdup (g_str_has_prefix (error->message, prefix) ? error->message + strlen (prefix)
                                                             : error->message);
}

static void
put_text (TocsinEditorRow *self, const char *text)
{
  if (g_str_equal (self->text, text))
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  tocsin_editor_row_check (self);
  notify (self, TOCSIN_EDITOR_ROW_TEXT);
  notify (self, TOCSIN_EDITOR_ROW_WARNING);
}

/**
 * tocsin_editor_row_get_text:
 * @self: a row
 *
 * Returns: (transfer none): its value as it would be typed
 */
const char *
tocsin_editor_row_get_text (TocsinEditorRow *self)
{
  return self->text;
}

/**
 * tocsin_editor_row_get_items:
 * @self: a row
 *
 * Returns: (transfer full): for a list that is good its elements, and else its text alone
 */
GStrv
tocsin_editor_row_get_items (TocsinEditorRow *self)
{
  g_autoptr (GVariant) value =
      is_list (self) ? tocsin_key_info_parse (self->info, self->text, NULL) : NULL;

  if (value != NULL)
    return g_variant_dup_strv (value, NULL);

  return g_strdupv ((char *[]){ self->text, NULL });
}

/**
 * tocsin_editor_row_get_visible:
 * @self: a row
 *
 * Returns: whether the key applies as the others are now
 */
gboolean
tocsin_editor_row_get_visible (TocsinEditorRow *self)
{
  return self->visible;
}

/**
 * tocsin_editor_row_get_problem:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what is wrong with it
 */
const char *
tocsin_editor_row_get_problem (TocsinEditorRow *self)
{
  return self->problem;
}

/**
 * tocsin_editor_row_get_warning:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what a person should know who takes the value it has
 */
const char *
tocsin_editor_row_get_warning (TocsinEditorRow *self)
{
  g_auto (GStrv) items = tocsin_editor_row_get_items (self);

  for (char **item = items; *item != NULL; item++)
    {
      const TocsinEditorChoice *choice = tocsin_editor_row_find_choice (self, *item);

      if (choice != NULL && choice->warning != NULL)
        return choice->warning;
    }

  return NULL;
}

/**
 * tocsin_editor_row_get_effective:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what its default means at the moment, as it would be typed
 */
const char *
tocsin_editor_row_get_effective (TocsinEditorRow *self)
{
  return self->effective;
}

/**
 * tocsin_editor_row_is_touched:
 * @self: a row
 *
 * Returns: whether a person has typed into it
 */
gboolean
tocsin_editor_row_is_touched (TocsinEditorRow *self)
{
  return self->touched;
}

/**
 * tocsin_editor_row_is_default:
 * @self: a row
 *
 * Returns: whether it has the value that it has when nobody has set it
 */
gboolean
tocsin_editor_row_is_default (TocsinEditorRow *self)
{
  return g_str_equal (self->text, self->standard);
}

/**
 * tocsin_editor_row_is_changed:
 * @self: a row
 *
 * Returns: whether an assignment has to be made for it
 */
gboolean
tocsin_editor_row_is_changed (TocsinEditorRow *self)
{
  return !g_str_equal (self->text, self->saved) && !tocsin_editor_row_is_reset (self);
}

/**
 * tocsin_editor_row_is_reset:
 * @self: a row
 *
 * A value that is the default again is taken off the settings, and so is one of which a person
 * has said so.
 *
 * Returns: whether its key has to be reset
 */
gboolean
tocsin_editor_row_is_reset (TocsinEditorRow *self)
{
  if (!self->saved_set || !tocsin_editor_row_is_default (self))
    return FALSE;

  return self->reset || !g_str_equal (self->text, self->saved);
}

/**
 * tocsin_editor_row_fill:
 * @self: a row
 * @text: what is saved, as it would be typed
 * @is_set: whether it is set at all
 *
 * Forgets what was typed.
 */
void
tocsin_editor_row_fill (TocsinEditorRow *self, const char *text, gboolean is_set)
{
  g_free (self->saved);
  self->saved = g_strdup (text);
  self->saved_set = is_set;
  self->touched = FALSE;
  self->reset = FALSE;
  g_clear_pointer (&self->secret, tocsin_secret_unref);
  put_text (self, text);
}

/**
 * tocsin_editor_row_type:
 * @self: a row
 * @text: what a person has typed
 */
void
tocsin_editor_row_type (TocsinEditorRow *self, const char *text)
{
  if (g_str_equal (self->text, text))
    return;
  self->touched = TRUE;
  self->reset = FALSE;
  put_text (self, text);
}

/**
 * tocsin_editor_row_type_items:
 * @self: a row of a list
 * @items: (array zero-terminated=1): its elements
 */
void
tocsin_editor_row_type_items (TocsinEditorRow *self, const char *const *items)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_strv (items, -1));
  g_autofree char *text = tocsin_key_info_print (self->info, value);

  tocsin_editor_row_type (self, text);
}

/**
 * tocsin_editor_row_suggest:
 * @self: a row
 * @text: what was found out
 *
 * Takes @text unless a person has typed something.
 */
void
tocsin_editor_row_suggest (TocsinEditorRow *self, const char *text)
{
  if (!self->touched)
    put_text (self, text);
}

/**
 * tocsin_editor_row_reset:
 * @self: a row
 *
 * Back to the default, and off the settings.
 */
void
tocsin_editor_row_reset (TocsinEditorRow *self)
{
  self->touched = TRUE;
  self->reset = TRUE;
  g_clear_pointer (&self->secret, tocsin_secret_unref);
  put_text (self, self->standard);
  notify (self, TOCSIN_EDITOR_ROW_TEXT);
}

/**
 * tocsin_editor_row_take_secret:
 * @self: a row of a secret
 * @secret: (nullable): what a person has typed, %NULL to go back to what is saved
 *
 * The secret goes to the keyring when the settings are saved, and is never part of its text.
 */
void
tocsin_editor_row_take_secret (TocsinEditorRow *self, TocsinSecret *secret)
{
  g_clear_pointer (&self->secret, tocsin_secret_unref);
  if (secret != NULL)
    self->secret = tocsin_secret_ref (secret);
  self->touched = TRUE;
  self->reset = FALSE;
  put_text (self, secret != NULL ? "keyring:" : self->saved);
  /* The text is the same for every secret. */
  notify (self, TOCSIN_EDITOR_ROW_TEXT);
}

/**
 * tocsin_editor_row_get_secret:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): a secret that is still to be stored
 */
TocsinSecret *
tocsin_editor_row_get_secret (TocsinEditorRow *self)
{
  return self->secret;
}

/**
 * tocsin_editor_row_set_visible:
 * @self: a row
 * @visible: whether the key applies
 */
void
tocsin_editor_row_set_visible (TocsinEditorRow *self, gboolean visible)
{
  if (self->visible == visible)
    return;
  self->visible = visible;
  notify (self, TOCSIN_EDITOR_ROW_VISIBLE);
}

/**
 * tocsin_editor_row_set_problem:
 * @self: a row
 * @problem: (nullable): what is wrong, translated
 */
void
tocsin_editor_row_set_problem (TocsinEditorRow *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  notify (self, TOCSIN_EDITOR_ROW_PROBLEM);
}

/**
 * tocsin_editor_row_set_effective:
 * @self: a row
 * @effective: (nullable): what its default means at the moment
 */
void
tocsin_editor_row_set_effective (TocsinEditorRow *self, const char *effective)
{
  if (g_strcmp0 (self->effective, effective) == 0)
    return;
  g_free (self->effective);
  self->effective = g_strdup (effective);
  notify (self, TOCSIN_EDITOR_ROW_EFFECTIVE);
}

/**
 * tocsin_editor_row_check:
 * @self: a row
 *
 * Its problem is what is wrong with its text by itself, and no longer what others have said.
 */
void
tocsin_editor_row_check (TocsinEditorRow *self)
{
  g_autofree char *problem = find_mistake (self);

  tocsin_editor_row_set_problem (self, problem);
}
