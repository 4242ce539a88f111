/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-condition.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char *key;
  GStrv values;
  gboolean negated;
} Term;

struct _TocsinEditorCondition
{
  GArray *terms;
};

static void
clear_term (gpointer data)
{
  Term *term = data;

  g_free (term->key);
  g_strfreev (term->values);
}

static gboolean
add_term (TocsinEditorCondition *self, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  Term term = { 0 };

  if (equals != NULL && equals > word)
    term.negated = equals[-1] == '!';
  if (equals == NULL || equals - word - term.negated <= 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no condition: write KEY=VALUE, KEY!=VALUE or KEY=ONE|OTHER"), word);
      return FALSE;
    }

  term.key = g_strndup (word, (gsize) (equals - word - term.negated));
  /* Nothing splits into no words, and is the one empty value here. */
  term.values = equals[1] != '\0' ? g_strsplit (equals + 1, "|", -1)
                                  : g_strdupv ((char *[]){ (char *) "", NULL });
  g_array_append_val (self->terms, term);

  return TRUE;
}

/**
 * tocsin_editor_condition_parse:
 * @text: a condition
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (nullable) (transfer full): the condition
 */
TocsinEditorCondition *
tocsin_editor_condition_parse (const char *text, GError **error)
{
  g_autoptr (TocsinEditorCondition) self = g_new0 (TocsinEditorCondition, 1);
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);

  self->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  g_array_set_clear_func (self->terms, clear_term);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && !add_term (self, *word, error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_editor_condition_free:
 * @self: (transfer full): a condition
 */
void
tocsin_editor_condition_free (TocsinEditorCondition *self)
{
  g_array_unref (self->terms);
  g_free (self);
}

static gboolean
has_value (const char *const *found, const char *wanted)
{
  if (wanted[0] == '\0')
    return found[0] == NULL || found[0][0] == '\0';

  return g_strv_contains (found, wanted);
}

static gboolean
term_holds (const Term *term, TocsinEditorLookUp look_up, gpointer data)
{
  g_auto (GStrv) found = look_up (term->key, data);

  for (char **value = term->values; found != NULL && *value != NULL; value++)
    if (has_value ((const char *const *) found, *value))
      return !term->negated;

  return term->negated;
}

/**
 * tocsin_editor_condition_holds:
 * @self: (nullable): a condition, %NULL for one that always holds
 * @look_up: gives the values of keys
 * @data: for @look_up
 *
 * Returns: whether all its terms hold
 */
gboolean
tocsin_editor_condition_holds (const TocsinEditorCondition *self,
                               TocsinEditorLookUp look_up,
                               gpointer data)
{
  for (guint i = 0; self != NULL && i < self->terms->len; i++)
    if (!term_holds (&g_array_index (self->terms, Term, i), look_up, data))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_editor_condition_list_keys:
 * @self: (nullable): a condition
 *
 * Returns: (transfer full): the keys it names
 */
GStrv
tocsin_editor_condition_list_keys (const TocsinEditorCondition *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; self != NULL && i < self->terms->len; i++)
    g_strv_builder_add (keys, g_array_index (self->terms, Term, i).key);

  return g_strv_builder_end (keys);
}
