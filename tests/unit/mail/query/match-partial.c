/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/matcher.h"

#include "tests/unit/mail/corpus.h"
#include "tests/unit/mail/query/generate.h"

#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)
#define MORE TOCSIN_QUERY_VERDICT_NEEDS_MORE
#define QUERIES 60

static const char *const keywords[] = { "later", NULL };

/* A message of which everything is known, and the bytes it came from. */
typedef struct
{
  TocsinMessage *message;
  GBytes *raw;
} Whole;

static TocsinQueryVerdict
match (TocsinQuery *query, TocsinMessage *message, gint64 budget, TocsinMessageLayers *missing)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  TocsinQueryMatcher matcher = {
    .message = message,
    .now = NOW,
    .zone = utc,
    .budget = { tocsin_clock_get_default (), budget },
  };
  TocsinQueryVerdict verdict;

  *missing = 0;
  verdict = tocsin_query_matcher_match (&matcher, tocsin_query_get_root (query), missing);
  g_clear_error (&matcher.trouble);

  return verdict;
}

static void
reveal_headers (TocsinMessage *message, const Whole *whole)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) block = NULL;

  for (guint i = 0; i < tocsin_message_get_n_headers (whole->message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (whole->message, i);

      g_string_append_printf (text, "%s: %s\r\n", header.name, header.value);
    }
  block = g_string_free_to_bytes (g_steal_pointer (&text));
  tocsin_message_set_headers (message, block);
}

static void
reveal_text (TocsinMessage *message, const Whole *whole)
{
  GPtrArray *parts = tocsin_message_get_text_parts (whole->message);

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);
      g_autoptr (GBytes) content =
          g_bytes_new_from_bytes (whole->raw, part->begin, part->end - part->begin);

      tocsin_message_set_content (message, part->section, content);
    }
}

static void
reveal (TocsinMessage *message, const Whole *whole, TocsinMessageLayers layer)
{
  switch (layer)
    {
    case TOCSIN_MESSAGE_LAYERS_FLAGS:
      tocsin_message_set_flags (message, tocsin_message_get_flags (whole->message), keywords);
      break;
    case TOCSIN_MESSAGE_LAYERS_HEADERS:
      reveal_headers (message, whole);
      break;
    case TOCSIN_MESSAGE_LAYERS_STRUCTURE:
      tocsin_message_set_structure (
          message, tocsin_part_ref (tocsin_message_get_structure (whole->message)));
      break;
    case TOCSIN_MESSAGE_LAYERS_TEXT:
      reveal_text (message, whole);
      break;
    case TOCSIN_MESSAGE_LAYERS_RAW:
    default:
      g_assert_true (tocsin_message_load_bytes (message, whole->raw, NULL));
      break;
    }
}

/* What is decided is so for good; what is not names something that is still missing. Without any
 * time for regular expressions less is decided, and nothing differently. */
static void
check (TocsinQuery *query, TocsinMessage *message, TocsinQueryVerdict expected)
{
  TocsinMessageLayers known = tocsin_message_get_layers (message), missing, unread;
  TocsinQueryVerdict verdict =
      match (query, message, TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME, &missing);
  TocsinQueryVerdict without = match (query, message, 0, &unread);

  g_assert_true (verdict == expected || verdict == MORE);
  g_assert_true (without == expected || without == MORE);
  g_assert_true ((verdict == MORE) == (missing != 0));
  g_assert_cmpint (missing & known, ==, 0);
  g_assert_cmpint (unread & known, ==, 0);
  if (without != MORE)
    g_assert_cmpint (unread, ==, 0);
}

static void
check_order (GRand *rand, TocsinQuery *query, const Whole *whole)
{
  TocsinMessageLayers order[] = { TOCSIN_MESSAGE_LAYERS_FLAGS, TOCSIN_MESSAGE_LAYERS_HEADERS,
                                  TOCSIN_MESSAGE_LAYERS_STRUCTURE, TOCSIN_MESSAGE_LAYERS_TEXT,
                                  TOCSIN_MESSAGE_LAYERS_RAW };
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  TocsinMessageLayers missing;
  TocsinQueryVerdict expected =
      match (query, whole->message, TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME, &missing);

  g_assert_cmpint (expected, !=, MORE);
  tocsin_message_set_received (message, tocsin_message_get_received (whole->message));
  check (query, message, expected);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      guint k = (guint) g_rand_int_range (rand, (gint) i, G_N_ELEMENTS (order));
      TocsinMessageLayers layer = order[k];

      order[k] = order[i];
      reveal (message, whole, layer);
      check (query, message, expected);
    }
}

static void
test_any_order (void)
{
  g_autoptr (GPtrArray) files = corpus_list ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (27);

  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (g_ptr_array_index (files, i));
      g_autofree char *name = g_strconcat (g_ptr_array_index (files, i), ".eml", NULL);
      g_autofree char *path =
          g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", name, NULL);
      g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, NULL);
      g_autoptr (GBytes) raw = g_mapped_file_get_bytes (map);
      Whole whole = { message, raw };

      g_test_message ("%s", name);
      tocsin_message_set_flags (message, g_rand_int_range (rand, 0, 64), keywords);
      for (guint k = 0; k < QUERIES; k++)
        {
          g_autofree char *text = generate_query (rand, 3);
          g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

          check_order (rand, query, &whole);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/match-partial/any-order", test_any_order);

  return g_test_run ();
}
