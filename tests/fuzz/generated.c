/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "tests/generator/query.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1793534400))

static void
check_sure (const Mailbox *mailbox, guint index)
{
  const Letter *letter = mailbox_get_letter (mailbox, index);

  for (guint i = 0; i < letter->hints->len; i++)
    {
      const Hint *hint = g_ptr_array_index (letter->hints, i);
      g_autofree char *text = query_from_hint (hint);
      g_autoptr (TocsinQuery) query = hint->sure ? tocsin_query_parse (text, NULL) : NULL;
      g_autofree char *verdicts = NULL;

      if (query == NULL)
        continue;
      verdicts = mailbox_match (mailbox, query, NOW * G_USEC_PER_SEC);
      g_assert_cmpint (verdicts[index], ==, 'y');
    }
}

/* The bytes are the choices of the generator: whatever mail and query come of them, the query is
 * printed and parsed to the same, and what is sure to be in a letter is found. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Dice) dice = dice_new_from_bytes (data, size);
  g_autoptr (Mailbox) mailbox = mailbox_new (dice, 2, NOW);
  g_autofree char *text = query_make (dice, mailbox);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autoptr (TocsinQuery) again = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *verdicts = NULL;

  g_assert_no_error (error);
  printed = tocsin_query_to_string (query);
  again = tocsin_query_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_query_equal (query, again));

  verdicts = mailbox_match (mailbox, query, NOW * G_USEC_PER_SEC);
  g_assert_cmpuint (strlen (verdicts), ==, 2);
  for (guint i = 0; i < 2; i++)
    check_sure (mailbox, i);

  return 0;
}
