/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/feed.h"

#include <string.h>

EwsAnswer *
feed (const char *text, gsize step, EwsContentFunc content, gpointer user_data, GError **error)
{
  g_autoptr (EwsReader) reader = ews_reader_new (content, user_data);
  gsize left = strlen (text);

  for (; left > 0; left -= MIN (step, left), text += step)
    {
      /* A copy of just that size, so that a read beyond it is seen. */
      g_autofree char *piece = g_memdup2 (text, MIN (step, left));

      if (!ews_reader_feed (reader, piece, MIN (step, left), error))
        return NULL;
    }

  return ews_reader_finish (reader, error);
}

const EwsResponse *
feed_only (EwsAnswer **answer, const char *text, gsize step)
{
  g_autoptr (GError) error = NULL;
  const EwsResponse *response;

  *answer = feed (text, step, NULL, NULL, &error);
  g_assert_no_error (error);
  response = ews_answer_get_only (*answer, "Test", &error);
  g_assert_no_error (error);

  return response;
}
