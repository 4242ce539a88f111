/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/checklist-text.h"

#include "config.h"
#include "core/base/error.h"
#include "ui/desktop/model/cause.h"

#include <glib/gi18n.h>
#include <string.h>

/* What stands in the place of who it is. */
#define MASK "***"

static const char *
get_mark (TocsinStepStatus status)
{
  static const char *const marks[] = { "…", "✓", "!", "✗", "–" };

  return marks[status];
}

static void
add_facts (GString *text, GVariant *facts)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_string_append_printf (text, "    %s: %s\n", name, value);
}

static void
add_error (GString *text, const GError *error)
{
  g_autofree char *words = tocsin_cause_dup_server_words (error);
  const char *hint = tocsin_error_get_hint (error);

  g_string_append_printf (text, "    [%s] %s\n", tocsin_error_get_code_name (error),
                          error->message);
  if (words != NULL)
    g_string_append_printf (text, "    %s\n", words);
  if (hint != NULL)
    g_string_append_printf (text, "    → %s\n", hint);
}

static void
add_step (GString *text, TocsinChecklistStep *step)
{
  g_autofree char *time = tocsin_checklist_step_dup_time (step);

  g_string_append_printf (text, "%s %s %s\n", get_mark (tocsin_checklist_step_get_status (step)),
                          tocsin_step_get_title (tocsin_checklist_step_get_step (step)), time);
  add_facts (text, tocsin_checklist_step_get_facts (step));
  if (tocsin_checklist_step_get_error (step) != NULL)
    add_error (text, tocsin_checklist_step_get_error (step));
}

/* Letters fold to letters of the same length in ASCII only, and that is all that matters here: a
 * server may give the name back in another case. */
static char *
mask_word (const char *text, const char *word)
{
  g_autofree char *pattern = g_regex_escape_string (word, -1);
  g_autofree char *whole = g_strdup_printf ("(?<![\\w.])%s(?![\\w])", pattern);
  g_autoptr (GRegex) regex = g_regex_new (whole, G_REGEX_CASELESS, 0, NULL);
  char *masked = regex != NULL ? g_regex_replace_literal (regex, text, -1, 0, MASK, 0, NULL) : NULL;

  return masked != NULL ? masked : g_strdup (text);
}

/* The domain stays: who is to help needs to know whose server it is. */
static char *
mask_addresses (const char *text)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("[\\w.+%=!#$&'*/?^`{|}~-]+@(?=[\\w-])", G_REGEX_OPTIMIZE, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, MASK "@", 0, NULL);
}

/**
 * tocsin_checklist_text_make:
 * @checklist: a test
 * @private_words: (array zero-terminated=1): what nobody else is to read, such as the user name
 *
 * Writes a test down to be given to who can help. Secrets are in no report; here who the person is
 * goes too: the words given, and what stands before the @ of any address.
 *
 * Returns: (transfer full): the text, several lines.
 */
char *
tocsin_checklist_text_make (TocsinChecklist *checklist, const char *const *private_words)
{
  g_autoptr (GString) text = g_string_new ("Tocsin " TOCSIN_VERSION "\n");
  g_autofree char *verdict = tocsin_checklist_dup_verdict (checklist);
  char *masked;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (checklist)); i++)
    {
      g_autoptr (TocsinChecklistStep) step = g_list_model_get_item (G_LIST_MODEL (checklist), i);

      add_step (text, step);
    }
  g_string_append_printf (text, "%s\n", verdict);

  masked = mask_addresses (text->str);
  for (gsize i = 0; private_words[i] != NULL; i++)
    if (*private_words[i] != '\0')
      {
        char *next = mask_word (masked, private_words[i]);

        g_free (masked);
        masked = next;
      }

  return masked;
}
