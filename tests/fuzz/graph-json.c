/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "plugins/office365/wire/batch.h"
#include "plugins/office365/wire/heading.h"
#include "plugins/office365/wire/page.h"
#include "plugins/office365/wire/trouble.h"

#include <string.h>

/* The bytes of an answer of Graph, read as whatever it may be. */

static void
read_message (JsonObject *item)
{
  g_auto (GStrv) categories = graph_heading_read_categories (item);
  g_autoptr (GBytes) block = graph_heading_read_block (item);
  GraphEntry entry;

  graph_heading_read_flags (item);
  graph_heading_read_size (item);
  if (graph_entry_read (&entry, item))
    g_assert_cmpuint (strlen (entry.id), <=, GRAPH_MAX_ID);
  if (block != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (block, &length);

      /* No value ends the block. */
      g_assert_true (g_str_has_suffix (text, "\r\n\r\n") || length > 0);
      g_assert_null (g_strstr_len (text, (gssize) length - 4, "\r\n\r\n"));
    }
}

static void
read_batch (JsonObject *answer)
{
  g_autoptr (GraphPart) one = graph_part_new ("GET", "/me");
  g_autoptr (GraphPart) two = graph_part_new ("GET", "/me");
  GraphPart *const parts[] = { one, two };

  if (graph_batch_read (parts, 2, answer, NULL))
    g_assert_true (one->status >= 100 && two->status < 600);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JsonObject) answer = graph_json_parse ((const char *) data, size, NULL);
  g_autoptr (GraphPage) page = NULL;
  g_autoptr (GError) trouble = NULL;

  if (answer == NULL)
    return 0;
  page = graph_page_new (answer, NULL);
  for (guint i = 0; page != NULL && i < page->items->len; i++)
    read_message (g_ptr_array_index (page->items, i));
  read_message (answer);
  read_batch (answer);
  trouble = graph_trouble_new (400, answer, -1, GRAPH_ABOUT_MESSAGE, "there");

  return 0;
}
