/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "plugins/ews/wire/changes.h"
#include "plugins/ews/wire/notification.h"
#include "plugins/ews/wire/page.h"
#include "plugins/ews/wire/reader.h"
#include "plugins/ews/wire/resolution.h"

#include <string.h>

/* An answer in pieces of as many bytes as the first byte says, on a connection with one and on one
 * with many; then everything that may be read in it. */

static gboolean
take (guint index, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  guint64 *total = user_data;

  *total += length;

  return TRUE;
}

static void
read_response (const EwsResponse *response)
{
  static const EwsProperty flag = { .tag = 0x1090, .type = "Integer" };
  g_autoptr (GPtrArray) items = ews_response_read_items (response);
  g_autoptr (GPtrArray) folders = ews_response_read_folders (response);
  g_autoptr (GPtrArray) attachments = ews_response_read_attachments (response);
  g_autoptr (GPtrArray) notifications = ews_response_read_notifications (response);
  g_autoptr (EwsChanges) changes = ews_response_read_changes (response);
  g_autoptr (EwsSubscription) subscription = ews_response_read_subscription (response, NULL);
  g_auto (GStrv) bad = ews_response_read_bad_subscriptions (response);
  g_autoptr (GError) error = NULL;
  gboolean complete;
  g_autoptr (GPtrArray) people = ews_response_read_resolutions (response, &complete);
  g_autoptr (GPtrArray) members = ews_response_read_expansion (response, &complete);
  EwsPage page = ews_response_read_page (response);

  g_assert_true (page.is_last || page.next > 0
                 || ews_node_get_attribute (ews_node_find (response->node, "RootFolder"),
                                            "IncludesLastItemInRange")
                        != NULL);
  for (guint i = 0; i < items->len; i++)
    g_strfreev (ews_item_find_property (items->pdata[i], &flag));
  for (guint i = 0; i < changes->list->len; i++)
    g_assert_nonnull (((EwsChange *) changes->list->pdata[i])->id);
  g_assert_true (ews_response_check (response, "Fuzz", &error) == (error == NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  ews_response_read_connection_status (response);
  ews_response_find_value (response, "BackOffMilliseconds");
}

static void
read_answer (const EwsAnswer *answer)
{
  g_assert_true ((answer->fault != NULL) == (answer->operation == NULL));
  if (answer->fault != NULL)
    read_response (answer->fault);
  for (guint i = 0; i < answer->responses->len; i++)
    read_response (answer->responses->pdata[i]);
}

static EwsAnswer *
read_one (const char *bytes, gsize length, gsize step, guint64 *content)
{
  g_autoptr (EwsReader) reader = ews_reader_new (take, content);
  g_autoptr (GError) error = NULL;
  EwsAnswer *answer;

  for (gsize at = 0; at < length; at += step)
    if (!ews_reader_feed (reader, bytes + at, MIN (step, length - at), &error))
      {
        g_assert_nonnull (error);
        return NULL;
      }
  answer = ews_reader_finish (reader, &error);
  g_assert_true ((answer == NULL) == (error != NULL));

  return answer;
}

static void
read_many (const char *bytes, gsize length, gsize step)
{
  g_autoptr (EwsReader) reader = ews_reader_new_streaming ();
  gboolean good = TRUE;

  for (gsize at = 0; good && at < length; at += step)
    {
      EwsAnswer *answer;

      good = ews_reader_feed (reader, bytes + at, MIN (step, length - at), NULL);
      while ((answer = ews_reader_take (reader)) != NULL)
        {
          read_answer (answer);
          ews_answer_free (answer);
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (EwsAnswer) answer = NULL;
  g_autoptr (EwsAnswer) whole = NULL;
  guint64 in_pieces = 0;
  guint64 at_once = 0;
  gsize step;

  if (size < 2)
    return 0;
  step = 1 + data[0];
  answer = read_one ((const char *) data + 1, size - 1, step, &in_pieces);
  whole = read_one ((const char *) data + 1, size - 1, size, &at_once);
  read_many ((const char *) data + 1, size - 1, step);
  if (answer == NULL || whole == NULL)
    return 0;

  /* It does not matter how an answer is cut. */
  g_assert_cmpuint (in_pieces, ==, at_once);
  g_assert_cmpuint (answer->responses->len, ==, whole->responses->len);
  g_assert_cmpstr (answer->operation, ==, whole->operation);
  read_answer (answer);

  return 0;
}
