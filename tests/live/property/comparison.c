/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/property/comparison.h"

#include "core/base/error.h"
#include "core/mail/mail-search.h"

#include "tests/generator/query.h"
#include "tests/generator/shrink.h"

#include <string.h>

/* One search that is compared with what was made. */
typedef struct
{
  const PropertyPlan *plan;
  TocsinMailStore *store;
  Filled *filled;
  gint64 now;
  GString *wrong;
  guint n_failures;
} Comparison;

/* An error of ours that says what happened is no wrong answer, where that may happen. */
static void
note_failure (Comparison *self, const char *what, const GError *error)
{
  if (self->plan->moody && error->domain == TOCSIN_ERROR && error->code != TOCSIN_ERROR_INTERNAL)
    self->n_failures++;
  else
    g_string_append_printf (self->wrong, "%s: %s\n", what, error->message);
}

static gboolean
take_found (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  g_ptr_array_add (user_data, tocsin_message_ref_ref (ref));

  return TRUE;
}

/* The letters of @expected that are not in @found. */
static void
note_difference (
    Comparison *self, const char *what, const char *expected, const char *found, char mark)
{
  for (guint i = 0; expected[i] != '\0'; i++)
    if (expected[i] == mark && found[i] != mark)
      {
        g_autofree char *story = mailbox_describe (self->filled->mailbox, i);

        g_string_append_printf (self->wrong, "%s %s\n", what, story);
        return;
      }
}

static void
note_disorder (Comparison *self, GPtrArray *refs)
{
  guint last = 0;

  for (guint i = 0; i < refs->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->filled->indexes, ref->key));

      if (i > 0 && index <= last)
        g_string_append_printf (self->wrong, "letter %u comes behind letter %u\n", index, last);
      last = index;
    }
}

/* How many letters the server left out, of its own. */
static guint
compare_answer (Comparison *self, TocsinQuery *query, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs =
      tocsin_mail_store_search (self->store, self->filled->folder, query, NULL, &error);
  g_autofree char *found = NULL;

  if (refs == NULL)
    {
      note_failure (self, "the server", error);
      return 0;
    }
  found = filled_mark (self->filled, refs);
  note_difference (self, "the server misses", expected, found, 'y');
  note_disorder (self, refs);

  return (guint) strlen (expected) - refs->len;
}

static void
compare_search (Comparison *self, TocsinQuery *query, const char *expected)
{
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  if (!tocsin_mail_search (self->store, self->filled->folder, query, self->now, take_found, refs,
                           NULL, &error))
    {
      note_failure (self, "the search", error);
      return;
    }
  found = filled_mark (self->filled, refs);
  note_difference (self, "the search misses", expected, found, 'y');
  note_difference (self, "the search finds", expected, found, 'n');
  note_disorder (self, refs);
}

/* Says in @wrong what is wrong; returns how many letters the server left out. */
static guint
compare (Comparison *self, TocsinQuery *query)
{
  g_autofree char *expected = NULL;
  guint left_out;

  self->now = g_get_real_time ();
  expected = mailbox_match (self->filled->mailbox, query, self->now);
  g_string_truncate (self->wrong, 0);
  /* A regular expression that was stopped leaves it open. */
  if (strchr (expected, '?') != NULL)
    return 0;
  left_out = compare_answer (self, query, expected);
  compare_search (self, query, expected);

  return left_out;
}

static gboolean
is_wrong (TocsinQuery *query, gpointer user_data)
{
  Comparison *self = user_data;

  compare (self, query);

  return self->wrong->len > 0;
}

static char *
describe_commands (TocsinMailStore *store, TocsinQuery *query)
{
  g_autoptr (TocsinMailExplanation) explanation =
      tocsin_mail_store_explain (store, query, NULL, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; explanation != NULL && i < explanation->commands->len; i++)
    g_string_append_printf (text, "\n%s", (char *) g_ptr_array_index (explanation->commands, i));

  return g_string_free (text, FALSE);
}

static void
tell (Comparison *self, guint32 seed, const char *text)
{
  g_autofree char *smallest = shrink_query (text, is_wrong, self);
  g_autoptr (TocsinQuery) query = tocsin_query_parse (smallest, NULL);
  g_autofree char *asked = describe_commands (self->store, query);

  compare (self, query);
  g_test_message ("seed %u, %s: %s\n(of %s)\nasked %s\n%s", seed, self->filled->folder, smallest,
                  text, asked, self->wrong->str);
  g_test_fail ();
}

static guint
from_environment (const char *name, guint fallback)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : fallback;
}

void
property_ask_all (const PropertyPlan *plan,
                  PropertyFill fill,
                  gpointer user_data,
                  TocsinMailStore *store,
                  TocsinMailStore *sober)
{
  guint32 seed = from_environment ("TOCSIN_SEED", 1);
  guint pairs = 0, narrowed = 0, hits = 0, failures = 0;

  for (guint i = 0; i < plan->mailboxes * from_environment ("TOCSIN_ROUNDS", 1); i++)
    {
      g_autoptr (Dice) dice = dice_new (seed + i);
      g_autoptr (Filled) filled = NULL;
      g_autoptr (GString) wrong = g_string_new (NULL);
      Comparison comparison = { plan, store, NULL, 0, wrong, 0 };

      dice_make_findable (dice);
      filled = comparison.filled = fill (dice, i, PROPERTY_LETTERS, user_data);
      filled_open (filled, sober);
      for (guint k = 0; k < plan->queries; k++)
        {
          g_autofree char *text = query_make (dice, filled->mailbox);
          g_autoptr (GError) error = NULL;
          g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
          guint left_out;

          g_assert_no_error (error);
          left_out = compare (&comparison, query);
          pairs++;
          narrowed += left_out > 0;
          hits += left_out < PROPERTY_LETTERS;
          if (wrong->len > 0)
            tell (&comparison, seed + i, text);
        }
      failures += comparison.n_failures;
    }
  g_test_message (
      "%u pairs; of these the server narrowed %u and found something for %u; %u searches "
      "of two each failed",
      pairs, narrowed, hits, failures);
  /* A server that is asked for everything is always right: that would be too easy. */
  g_assert_cmpuint (narrowed * 100, >=, pairs * plan->narrowed);
  g_assert_cmpuint (failures, <=, pairs / 4);
}
