/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/printer.h"
#include "core/mail/query/push-down.h"

#include "tests/generator/query.h"
#include "tests/generator/shrink.h"

#include <locale.h>
#include <string.h>

/* What holds for any query and any mail, tried on generated ones. TOCSIN_SEED=N tries other ones;
 * what fails tells its seed. */

#define NOW (G_GINT64_CONSTANT (1793534400))
#define MAILBOXES 15
#define LETTERS 30
#define QUERIES 20

static guint32
first_seed (void)
{
  const char *text = g_getenv ("TOCSIN_SEED");

  return text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : 1;
}

/* A mailbox of its own for each seed, and the dice for queries about it. */
typedef struct
{
  guint32 seed;
  Dice *dice;
  Mailbox *mailbox;
} Round;

static void
round_clear (Round *self)
{
  g_clear_pointer (&self->dice, dice_free);
  g_clear_pointer (&self->mailbox, mailbox_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Round, round_clear)

static void
round_init (Round *self, guint number)
{
  self->seed = first_seed () + number;
  self->dice = dice_new (self->seed);
  self->mailbox = mailbox_new (self->dice, LETTERS, NOW);
}

static TocsinQuery *
make_query (Round *self)
{
  g_autofree char *text = query_make (self->dice, self->mailbox);
  g_autoptr (GError) error = NULL;
  TocsinQuery *query = tocsin_query_parse (text, &error);

  if (query == NULL)
    g_error ("seed %u: %s: %s", self->seed, text, error->message);

  return query;
}

/* Something is found, but not everything, often enough for the others to mean anything. */
static void
test_quality (void)
{
  guint none = 0, some = 0, all = 0, total = MAILBOXES * QUERIES;

  for (guint i = 0; i < MAILBOXES; i++)
    {
      g_auto (Round) round = { 0 };

      round_init (&round, i);
      for (guint k = 0; k < QUERIES; k++)
        {
          g_autoptr (TocsinQuery) query = make_query (&round);
          g_autofree char *verdicts = mailbox_match (round.mailbox, query, NOW * G_USEC_PER_SEC);

          none += strchr (verdicts, 'y') == NULL;
          all += strspn (verdicts, "y") == LETTERS;
          some += strchr (verdicts, 'y') != NULL && strspn (verdicts, "y") < LETTERS;
        }
    }
  g_test_message ("of %u queries %u find nothing, %u something, %u everything", total, none, some,
                  all);
  g_assert_cmpuint (some, >, total / 2);
}

static void
check_hints (Round *round, guint index)
{
  const Letter *letter = mailbox_get_letter (round->mailbox, index);

  for (guint i = 0; i < letter->hints->len; i++)
    {
      const Hint *hint = g_ptr_array_index (letter->hints, i);
      g_autofree char *text = query_from_hint (hint);
      g_autoptr (TocsinQuery) query = NULL;
      g_autofree char *verdicts = NULL;
      g_autofree char *story = NULL;

      if (!hint->sure)
        continue;
      query = tocsin_query_parse (text, NULL);
      verdicts = query != NULL ? mailbox_match (round->mailbox, query, NOW * G_USEC_PER_SEC) : NULL;
      if (verdicts != NULL && verdicts[index] == 'y')
        continue;
      story = mailbox_describe (round->mailbox, index);
      g_test_message ("seed %u: %s does not find %s", round->seed, text, story);
      g_test_fail ();
    }
}

/* Whoever wrote the letter knows what is in it. */
static void
test_hints (void)
{
  for (guint i = 0; i < MAILBOXES; i++)
    {
      g_auto (Round) round = { 0 };

      round_init (&round, i);
      for (guint k = 0; k < LETTERS; k++)
        check_hints (&round, k);
    }
}

/* What a store tells of a message when asked for it, taken from the letter itself. */
typedef struct
{
  const Letter *letter;
  TocsinMessage *whole;
  GString *raw;
} Store;

static void
store_clear (Store *self)
{
  g_string_free (self->raw, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_clear)

static void
give_headers (const Store *self, TocsinMessage *message)
{
  const char *end = strstr (self->raw->str, "\r\n\r\n");
  g_autoptr (GBytes) block = g_bytes_new (
      self->raw->str, end != NULL ? (gsize) (end - self->raw->str) + 4 : self->raw->len);

  tocsin_message_set_headers (message, block);
}

static void
give_texts (const Store *self, TocsinMessage *message)
{
  GPtrArray *parts = tocsin_message_get_text_parts (message);

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);
      g_autoptr (GBytes) content =
          g_bytes_new (self->raw->str + part->begin, (gsize) (part->end - part->begin));

      tocsin_message_set_content (message, part->section, content);
    }
}

static void
give (const Store *self, TocsinMessage *message, TocsinMessageLayers layers)
{
  if (layers & TOCSIN_MESSAGE_LAYERS_FLAGS)
    tocsin_message_set_flags (message, tocsin_message_get_flags (self->whole),
                              tocsin_message_get_keywords (self->whole));
  if (layers & TOCSIN_MESSAGE_LAYERS_HEADERS)
    give_headers (self, message);
  if (layers & TOCSIN_MESSAGE_LAYERS_STRUCTURE)
    tocsin_message_set_structure (message,
                                  tocsin_part_ref (tocsin_message_get_structure (self->whole)));
  if (layers & TOCSIN_MESSAGE_LAYERS_TEXT)
    give_texts (self, message);
}

/* Nothing is given but what was asked for; the whole message at last. */
static TocsinQueryVerdict
match_by_layers (const Store *self, TocsinQuery *query)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  TocsinMessageLayers needs = 0, given = 0;

  tocsin_message_set_received (message, self->letter->received * G_USEC_PER_SEC);
  tocsin_message_set_size (message, self->raw->len);
  for (;;)
    {
      TocsinQueryVerdict verdict =
          tocsin_query_match (query, message, NOW * G_USEC_PER_SEC, NULL, &needs);

      if (verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE || needs == 0)
        return verdict;
      /* A structure that is not believed is asked for again; nothing else is. */
      g_assert_cmpint (needs & given & ~TOCSIN_MESSAGE_LAYERS_STRUCTURE, ==, 0);
      if (needs & (TOCSIN_MESSAGE_LAYERS_RAW | given))
        return tocsin_query_match (query, self->whole, NOW * G_USEC_PER_SEC, NULL, &needs);
      given |= needs;
      give (self, message, needs);
    }
}

static gboolean
differs_by_layers (TocsinQuery *query, gpointer user_data)
{
  const Store *store = user_data;

  return match_by_layers (store, query)
         != tocsin_query_match (query, store->whole, NOW * G_USEC_PER_SEC, NULL, NULL);
}

static void
check_by_layers (Round *round, TocsinQuery *query, guint index)
{
  g_auto (Store) store = { mailbox_get_letter (round->mailbox, index),
                           g_ptr_array_index (round->mailbox->messages, index), NULL };

  store.raw = letter_get_canonical (store.letter);
  if (differs_by_layers (query, &store))
    {
      g_autofree char *text = tocsin_query_to_string (query);
      g_autofree char *smallest = shrink_query (text, differs_by_layers, &store);
      g_autofree char *story = mailbox_describe (round->mailbox, index);

      g_test_message ("seed %u: known piece by piece, %s is decided otherwise of %s", round->seed,
                      smallest, story);
      g_test_fail ();
    }
}

/* A message known piece by piece is decided as the whole is. */
static void
test_layers (void)
{
  for (guint i = 0; i < MAILBOXES; i++)
    {
      g_auto (Round) round = { 0 };

      round_init (&round, i);
      for (guint k = 0; k < QUERIES; k++)
        {
          g_autoptr (TocsinQuery) query = make_query (&round);

          for (guint letter = 0; letter < LETTERS; letter++)
            check_by_layers (&round, query, letter);
        }
    }
}

/* A server that knows some terms exactly, some roughly and some not at all; it finds what it knows
 * roughly too often. Which is which is a matter of luck, but stays so. */
typedef struct
{
  guint luck;
  TocsinMessage *message;
  guint index;
} ToyServer;

static guint
draw (const ToyServer *self, const TocsinQueryNode *term, guint salt)
{
  g_autofree char *text = tocsin_query_printer_print (term);
  guint hash = g_str_hash (text) ^ (self->luck * 2654435761u) ^ (salt * 40503u);

  hash = (hash ^ (hash >> 15)) * 2246822519u;

  return hash ^ (hash >> 13);
}

static TocsinPushDown
claim (const TocsinQueryNode *term, gpointer user_data)
{
  return (TocsinPushDown) (draw (user_data, term, 0) % 3);
}

static gboolean
is_found (ToyServer *self, const TocsinQueryNode *node)
{
  gboolean is_and = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_AND;
  g_autofree char *text = NULL;
  g_autoptr (TocsinQuery) term = NULL;

  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_ALL:
      return TRUE;
    case TOCSIN_QUERY_KIND_NOT:
      return !is_found (self, tocsin_query_node_get_child (node, 0));
    case TOCSIN_QUERY_KIND_TERM:
      g_assert_cmpint (claim (node, self), !=, TOCSIN_PUSH_DOWN_NO);
      text = tocsin_query_printer_print (node);
      term = tocsin_query_parse (text, NULL);
      return tocsin_query_match (term, self->message, NOW * G_USEC_PER_SEC, NULL, NULL)
                 == TOCSIN_QUERY_VERDICT_YES
             || (claim (node, self) == TOCSIN_PUSH_DOWN_SUPERSET
                 && draw (self, node, self->index + 1) % 2);
    default:
      break;
    }
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (is_found (self, tocsin_query_node_get_child (node, i)) != is_and)
      return !is_and;

  return is_and;
}

static gboolean
is_missed (TocsinQuery *query, gpointer user_data)
{
  ToyServer *server = user_data;
  g_autoptr (TocsinQuery) pushed = tocsin_query_push_down (query, claim, server);

  return tocsin_query_match (query, server->message, NOW * G_USEC_PER_SEC, NULL, NULL)
             == TOCSIN_QUERY_VERDICT_YES
         && !is_found (server, tocsin_query_get_root (pushed));
}

static guint
check_push_down (Round *round, TocsinQuery *query, guint luck)
{
  guint left_out = 0;

  for (guint i = 0; i < LETTERS; i++)
    {
      ToyServer server = { luck, g_ptr_array_index (round->mailbox->messages, i), i };
      g_autoptr (TocsinQuery) pushed = tocsin_query_push_down (query, claim, &server);

      left_out += !is_found (&server, tocsin_query_get_root (pushed));
      if (is_missed (query, &server))
        {
          g_autofree char *text = tocsin_query_to_string (query);
          g_autofree char *smallest = shrink_query (text, is_missed, &server);
          g_autofree char *story = mailbox_describe (round->mailbox, i);

          g_test_message ("seed %u: pushed down, %s misses %s", round->seed, smallest, story);
          g_test_fail ();
        }
    }

  return left_out;
}

/* Whatever matches is found by what is pushed down, whatever a server claims to know. */
static void
test_push_down (void)
{
  guint left_out = 0;

  for (guint i = 0; i < MAILBOXES; i++)
    {
      g_auto (Round) round = { 0 };

      round_init (&round, i);
      for (guint k = 0; k < QUERIES; k++)
        {
          g_autoptr (TocsinQuery) query = make_query (&round);

          left_out += check_push_down (&round, query, k);
        }
    }
  /* A server that is asked for everything is always right: that would be too easy. */
  g_assert_cmpuint (left_out, >, MAILBOXES * QUERIES * LETTERS / 5);
}

/* What is printed parses into what was printed. */
static void
test_printed (void)
{
  for (guint i = 0; i < MAILBOXES; i++)
    {
      g_auto (Round) round = { 0 };

      round_init (&round, i);
      for (guint k = 0; k < 4 * QUERIES; k++)
        {
          g_autoptr (TocsinQuery) query = make_query (&round);
          g_autofree char *printed = tocsin_query_to_string (query);
          g_autoptr (GError) error = NULL;
          g_autoptr (TocsinQuery) again = tocsin_query_parse (printed, &error);

          g_assert_no_error (error);
          g_assert_true (tocsin_query_equal (query, again));
        }
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/generated/quality", test_quality);
  g_test_add_func ("/query/generated/hints", test_hints);
  g_test_add_func ("/query/generated/printed", test_printed);
  g_test_add_func ("/query/generated/layers", test_layers);
  g_test_add_func ("/query/generated/push-down", test_push_down);

  return g_test_run ();
}
