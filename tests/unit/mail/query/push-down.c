/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/push-down.h"

#include "tests/unit/mail/query/generate.h"

#include <string.h>

/* For the table: a server that knows from: exactly, subject: roughly and nothing else. */
static TocsinPushDown
express_some (const TocsinQueryNode *term, gpointer user_data)
{
  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_FROM:
      return TOCSIN_PUSH_DOWN_EXACT;
    case TOCSIN_QUERY_FIELD_SUBJECT:
      return TOCSIN_PUSH_DOWN_SUPERSET;
    default:
      return TOCSIN_PUSH_DOWN_NO;
    }
}

static const struct
{
  const char *why;
  const char *query;
  const char *pushed;
} rows[] = {
  { "everything", "", "" },
  { "what it knows", "from:a", "from:a" },
  { "what it knows roughly", "subject:a", "subject:a" },
  { "what it does not know", "body:a", "" },
  { "left out of an AND", "from:a body:b subject:c", "from:a subject:c" },
  { "only one left", "from:a body:b", "from:a" },
  { "none left", "body:a body:b", "" },
  { "spoils an OR", "from:a OR body:b", "" },
  { "does not spoil a whole OR", "from:a OR subject:b", "from:a OR subject:b" },
  { "half of each side of an OR", "(from:a body:x) OR (subject:b body:y)", "from:a OR subject:b" },
  { "exact under NOT", "-from:a", "-from:a" },
  { "rough under NOT would lose mail", "-subject:a", "" },
  { "unknown under NOT", "-body:a", "" },
  { "an AND under NOT is spoilt", "-(from:a body:b)", "" },
  { "an OR under NOT is not", "-(from:a OR body:b)", "-from:a" },
  { "rough under NOT NOT", "--subject:a", "--subject:a" },
  { "a spoilt OR beside something", "from:a (from:b OR body:c)", "from:a" },
  { "deep", "from:a -(subject:b OR -(body:c -from:d))", "from:a --(-from:d)" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, NULL);
      g_autoptr (TocsinQuery) pushed = tocsin_query_push_down (query, express_some, NULL);
      g_autoptr (TocsinQuery) expected = tocsin_query_parse (rows[i].pushed, NULL);

      g_test_message ("%s: %s", rows[i].why, rows[i].query);
      g_assert_true (tocsin_query_equal (pushed, expected));
    }
}

/* A world in which each term is true or not, and a server that knows each exactly, roughly, from
 * both sides or not at all; rough ones it finds too often, or too rarely under a negation. */
typedef struct
{
  guint seed;
} World;

static guint
hash_term (const World *world, const TocsinQueryNode *term, guint salt)
{
  const char *value = tocsin_query_node_get_value (term);
  guint hash = g_str_hash (value) ^ (tocsin_query_node_get_field (term) * 2654435761u);

  hash ^= world->seed * 40503u + salt * 97u;
  hash = (hash ^ (hash >> 15)) * 2246822519u;

  return hash ^ (hash >> 13);
}

static TocsinPushDown
rating (const World *world, const TocsinQueryNode *term)
{
  return (TocsinPushDown) (hash_term (world, term, 1) % 4);
}

static TocsinPushDown
express (const TocsinQueryNode *term, gpointer user_data)
{
  return rating (user_data, term);
}

static gboolean
is_true (const World *world, const TocsinQueryNode *term, gboolean negated)
{
  return hash_term (world, term, 2) % 2 == 0;
}

static gboolean
server_finds (const World *world, const TocsinQueryNode *term, gboolean negated)
{
  gboolean truth = is_true (world, term, negated);
  gboolean errs = rating (world, term) != TOCSIN_PUSH_DOWN_EXACT && hash_term (world, term, 3) % 2;

  return truth == negated && errs ? !truth : truth;
}

typedef gboolean (*Truth) (const World *world, const TocsinQueryNode *term, gboolean negated);

static gboolean
evaluate (const World *world, const TocsinQueryNode *node, gboolean negated, Truth truth)
{
  gboolean is_and = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_AND;

  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_ALL:
      return TRUE;
    case TOCSIN_QUERY_KIND_TERM:
      return truth (world, node, negated);
    case TOCSIN_QUERY_KIND_NOT:
      return !evaluate (world, tocsin_query_node_get_child (node, 0), !negated, truth);
    default:
      break;
    }
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (evaluate (world, tocsin_query_node_get_child (node, i), negated, truth) != is_and)
      return !is_and;

  return is_and;
}

static void
check_expressible (const World *world, const TocsinQueryNode *node, gboolean negated)
{
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    {
      g_assert_cmpint (rating (world, node), !=, TOCSIN_PUSH_DOWN_NO);
      if (negated)
        g_assert_cmpint (rating (world, node), >=, TOCSIN_PUSH_DOWN_BOUNDED);
      return;
    }
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_NOT)
    negated = !negated;
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    check_expressible (world, tocsin_query_node_get_child (node, i), negated);
}

/* Whatever matches is found by the server, in every world. */
static void
test_sound (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint narrowed = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *text = generate_query (rand, 4);
      g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

      for (guint seed = 0; seed < 10; seed++)
        {
          World world = { seed + i * 10 };
          g_autoptr (TocsinQuery) pushed = tocsin_query_push_down (query, express, &world);
          const TocsinQueryNode *root = tocsin_query_get_root (pushed);
          gboolean found = evaluate (&world, root, FALSE, server_finds);

          check_expressible (&world, root, FALSE);
          if (evaluate (&world, tocsin_query_get_root (query), FALSE, is_true))
            g_assert_true (found);
          narrowed += !found;
        }
    }
  /* A server that is asked for everything is always right: that would be too easy. */
  g_assert_cmpuint (narrowed, >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/push-down/table", test_table);
  g_test_add_func ("/query/push-down/sound", test_sound);

  return g_test_run ();
}
