/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/reader.h"

struct _EwsReader
{
  EwsParser *parser;
  GQueue answers;
};

static EwsReader *
reader_new (gboolean streaming, EwsContentFunc content, gpointer user_data)
{
  EwsReader *self = g_new0 (EwsReader, 1);

  self->parser = ews_parser_new ("Envelope", streaming, content, user_data);
  g_queue_init (&self->answers);

  return self;
}

/**
 * ews_reader_new:
 * @content: (nullable) (scope notified): where contents go; without it they are text like any other
 * @user_data: given to it
 *
 * Returns: (transfer full): a reader of one answer; what stands behind it is not looked at.
 */
EwsReader *
ews_reader_new (EwsContentFunc content, gpointer user_data)
{
  return reader_new (FALSE, content, user_data);
}

/**
 * ews_reader_new_streaming:
 *
 * Returns: (transfer full): a reader of one answer after the other on a streaming connection.
 */
EwsReader *
ews_reader_new_streaming (void)
{
  return reader_new (TRUE, NULL, NULL);
}

/**
 * ews_reader_free:
 * @self: (transfer full): a reader
 */
void
ews_reader_free (EwsReader *self)
{
  ews_parser_free (self->parser);
  g_queue_clear_full (&self->answers, (GDestroyNotify) ews_answer_free);
  g_free (self);
}

/**
 * ews_reader_feed:
 * @self: a reader
 * @bytes: some of the answer
 * @length: how many
 * @error: `protocol.parse` when that can be no answer, or what the function for contents said.
 *   After that nothing more can be read; what was complete before can still be taken
 *
 * Returns: whether to go on.
 */
gboolean
ews_reader_feed (EwsReader *self, const char *bytes, gsize length, GError **error)
{
  gboolean good = ews_parser_feed (self->parser, bytes, length, error);
  EwsNode *document;

  while ((document = ews_parser_take (self->parser)) != NULL)
    {
      EwsAnswer *answer = ews_answer_new (document, good ? error : NULL);

      if (answer != NULL)
        g_queue_push_tail (&self->answers, answer);
      else
        good = FALSE;
    }

  return good;
}

/**
 * ews_reader_take:
 * @self: a reader
 *
 * Returns: (nullable) (transfer full): the next answer that is complete; %NULL if there is none
 * yet.
 */
EwsAnswer *
ews_reader_take (EwsReader *self)
{
  return g_queue_pop_head (&self->answers);
}

/**
 * ews_reader_finish:
 * @self: a reader of one answer that has been fed all there is
 * @error: `net.closed-early` when the end of the answer is missing, `http.content` when there was
 *   nothing at all
 *
 * Returns: (transfer full): the answer.
 */
EwsAnswer *
ews_reader_finish (EwsReader *self, GError **error)
{
  EwsAnswer *answer = ews_reader_take (self);
  EwsNode *document;

  if (answer != NULL)
    return answer;
  document = ews_parser_finish (self->parser, error);

  return document != NULL ? ews_answer_new (document, error) : NULL;
}
