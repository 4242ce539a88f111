/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

#include "tests/unit/mail/corpus.h"
#include "tests/unit/mail/query/generate.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)
#define FLAGS TOCSIN_MESSAGE_LAYERS_FLAGS
#define HEADERS TOCSIN_MESSAGE_LAYERS_HEADERS
#define STRUCTURE TOCSIN_MESSAGE_LAYERS_STRUCTURE
#define TEXT TOCSIN_MESSAGE_LAYERS_TEXT
#define RAW TOCSIN_MESSAGE_LAYERS_RAW

static void
test_first_needs (void)
{
  static const struct
  {
    const char *query;
    TocsinMessageLayers needs;
    const char *why;
  } cases[] = {
    { "from:a", HEADERS, "only what is looked at" },
    { "is:unread from:a has:html", FLAGS | HEADERS | STRUCTURE, "all that is cheap at once" },
    { "from:a body:b", HEADERS | STRUCTURE, "no text before the sender is known" },
    { "body:b", STRUCTURE, "nobody knows which parts" },
    { "x", HEADERS | STRUCTURE, "a bare word may stand in the subject" },
    { "-(from:a OR is:read)", FLAGS | HEADERS, "under a negation, too" },
    { "larger:1M", RAW, "only when no store told the size" },
    { "after:2026-11-01", HEADERS, "only when no store told the date" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = tocsin_message_new ();
      g_autoptr (TocsinQuery) query = tocsin_query_parse (cases[i].query, NULL);
      TocsinMessageLayers needs;

      g_test_message ("%s: %s", cases[i].query, cases[i].why);
      g_assert_cmpint (tocsin_query_match (query, message, NOW, NULL, &needs), ==,
                       TOCSIN_QUERY_VERDICT_NEEDS_MORE);
      g_assert_cmpint (needs, ==, cases[i].needs);
    }
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
expect (TocsinMessage *message, const char *text, TocsinQueryVerdict verdict)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

  g_assert_cmpint (tocsin_query_match (query, message, NOW, NULL, NULL), ==, verdict);
}

/* Headers decide as much as headers can. */
static void
test_decided_early (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) block = bytes_of ("Subject: Invoice\r\nFrom: ada@example.com\r\n\r\n");

  tocsin_message_set_headers (message, block);
  expect (message, "from:ada", TOCSIN_QUERY_VERDICT_YES);
  expect (message, "from:bob body:x", TOCSIN_QUERY_VERDICT_NO);
  expect (message, "from:ada OR body:x", TOCSIN_QUERY_VERDICT_YES);
  expect (message, "from:ada body:x", TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  expect (message, "invoice", TOCSIN_QUERY_VERDICT_YES);
  expect (message, "-invoice", TOCSIN_QUERY_VERDICT_NO);
  expect (message, "dinner", TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  expect (message, "-dinner", TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  expect (message, "text:invoice", TOCSIN_QUERY_VERDICT_YES);
}

/* The store's word on size and date is enough. */
static void
test_told_by_the_store (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  tocsin_message_set_received (message, NOW);
  tocsin_message_set_size (message, 2000);
  expect (message, "larger:1K newer:1d", TOCSIN_QUERY_VERDICT_YES);
  expect (message, "smaller:1K", TOCSIN_QUERY_VERDICT_NO);
  expect (message, "before:2026-01-01", TOCSIN_QUERY_VERDICT_NO);
}

/* An attachment is fetched for its size only where the size as sent leaves it open. */
static void
test_attachment_sizes (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  TocsinPart *part = tocsin_part_new ("1", "application/pdf; name=a.pdf", NULL, NULL);

  part->encoding = g_strdup ("base64");
  part->size = 7800000;
  tocsin_message_set_structure (message, part);
  expect (message, "attachment:>5600K", TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  expect (message, "attachment:>5M", TOCSIN_QUERY_VERDICT_YES);
  expect (message, "attachment:>1M", TOCSIN_QUERY_VERDICT_YES);
  expect (message, "attachment:>6M", TOCSIN_QUERY_VERDICT_NO);
  expect (message, "attachment:<1M", TOCSIN_QUERY_VERDICT_NO);
}

static GBytes *
header_block (TocsinMessage *message)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tocsin_message_get_n_headers (message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (message, i);

      g_string_append_printf (text, "%s: %s\r\n", header.name, header.value);
    }

  return g_string_free_to_bytes (text);
}

static TocsinPart *
copy_part (const TocsinPart *part)
{
  TocsinPart *copy = tocsin_part_new (part->section, part->type, part->disposition, NULL);

  copy->name = g_strdup (part->name);
  copy->encoding = g_strdup (part->encoding);
  copy->size = part->size;
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    tocsin_part_add_child (copy, copy_part (g_ptr_array_index (part->children, i)));

  return copy;
}

/* The layer that @needs names first, as a store would bring it. */
static void
widen (TocsinMessage *message, TocsinMessage *whole, GBytes *raw, TocsinMessageLayers needs)
{
  g_autoptr (GBytes) block = NULL;

  if (needs & FLAGS)
    tocsin_message_set_flags (message, tocsin_message_get_flags (whole), NULL);
  else if (needs & HEADERS)
    {
      block = header_block (whole);
      tocsin_message_set_headers (message, block);
    }
  else if (needs & STRUCTURE)
    tocsin_message_set_structure (message, copy_part (tocsin_message_get_structure (whole)));
  else
    g_assert_true (tocsin_message_load_bytes (message, raw, NULL));
}

/* However little is known at first: asking for what is needed ends, and ends with the same answer
 * as the whole message gives. */
static void
check_widening (TocsinQuery *query, TocsinMessage *whole, GBytes *raw)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  TocsinQueryVerdict expected = tocsin_query_match (query, whole, NOW, utc, NULL);
  TocsinMessageLayers needs;

  g_assert_cmpint (expected, !=, TOCSIN_QUERY_VERDICT_NEEDS_MORE);
  tocsin_message_set_received (message, tocsin_message_get_received (whole));
  for (guint step = 0; step < 6; step++)
    {
      TocsinQueryVerdict verdict = tocsin_query_match (query, message, NOW, utc, &needs);

      if (verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE)
        {
          g_assert_cmpint (needs, ==, 0);
          g_assert_cmpint (verdict, ==, expected);
          return;
        }
      g_assert_cmpint (needs, !=, 0);
      g_assert_cmpint (needs & tocsin_message_get_layers (message), ==, 0);
      widen (message, whole, raw, needs);
    }
  g_assert_not_reached ();
}

static void
test_widening (void)
{
  static const char *const files[] = { "plain",     "attachment",     "several-recipients",
                                       "list",      "alternative",    "invite",
                                       "html-only", "text-attachment" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4711);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (TocsinMessage) whole = corpus_load (files[i]);
      g_autofree char *file = g_strconcat (files[i], ".eml", NULL);
      g_autofree char *path =
          g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", file, NULL);
      g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, NULL);
      g_autoptr (GBytes) raw = g_mapped_file_get_bytes (map);

      tocsin_message_set_flags (whole, i % 2 == 0 ? TOCSIN_MESSAGE_FLAGS_SEEN : 0, NULL);
      for (guint k = 0; k < 300; k++)
        {
          g_autofree char *text = generate_query (rand, 3);
          g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

          check_widening (query, whole, raw);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/match-layers/first-needs", test_first_needs);
  g_test_add_func ("/query/match-layers/decided-early", test_decided_early);
  g_test_add_func ("/query/match-layers/told-by-the-store", test_told_by_the_store);
  g_test_add_func ("/query/match-layers/attachment-sizes", test_attachment_sizes);
  g_test_add_func ("/query/match-layers/widening", test_widening);

  return g_test_run ();
}
