/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/whole.h"

#include <string.h>

/* A message on its way. */
typedef struct
{
  TocsinMessageRef *ref;
  const TocsinMailSink *sink; /* nullable: only the headers are wanted */
  guint64 size;
  GByteArray *head;
  gboolean head_ended;
  gboolean begun;
} Stream;

/* Behind the empty line, in a text of which the first @from bytes have none. */
static gsize
find_end (const GByteArray *head, gsize from)
{
  const char *bytes = (const char *) head->data;

  for (gsize i = from; i < head->len; i++)
    if (bytes[i] == '\n'
        && ((i + 1 < head->len && bytes[i + 1] == '\n')
            || (i + 2 < head->len && bytes[i + 1] == '\r' && bytes[i + 2] == '\n')))
      return i + (bytes[i + 1] == '\n' ? 2 : 3);

  return 0;
}

static void
collect_head (Stream *self, const char *bytes, gsize length)
{
  gsize before = self->head->len;
  gsize end;

  if (self->head_ended)
    return;
  length = MIN (length, TOCSIN_MESSAGE_MAX_HEADER_BYTES - before);
  g_byte_array_append (self->head, (const guint8 *) bytes, (guint) length);
  end = find_end (self->head, before > 2 ? before - 2 : 0);
  if (end > 0)
    g_byte_array_set_size (self->head, (guint) end);
  self->head_ended = end > 0 || self->head->len >= TOCSIN_MESSAGE_MAX_HEADER_BYTES;
}

static gboolean
begin (Stream *self, GError **error)
{
  self->begun = TRUE;

  return self->sink == NULL || self->sink->begin == NULL
         || self->sink->begin (self->ref, self->size, self->sink->user_data, error);
}

static gboolean
take_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Stream *self = user_data;

  if (!self->begun && !begin (self, error))
    return FALSE;
  collect_head (self, bytes, length);

  return self->sink == NULL || self->sink->write == NULL
         || self->sink->write (bytes, length, self->sink->user_data, error);
}

/**
 * graph_whole_read:
 * @account: an account
 * @ref: a message
 * @sink: (nullable): where its bytes go; its `message` is not called
 * @size: what is known of its size, 0 for nothing
 * @block: (out): its header block
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; `message.gone` if it is not there
 *
 * Reads a message as it was sent, in as much memory as its headers need.
 *
 * Returns: whether all of it was read.
 */
gboolean
graph_whole_read (GraphAccount *account,
                  TocsinMessageRef *ref,
                  const TocsinMailSink *sink,
                  guint64 size,
                  GBytes **block,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GString) target = graph_target_new (graph_account_get_base (account), "mailFolders",
                                                 ref->folder, "messages", ref->key, "$value", NULL);
  g_autoptr (GByteArray) head = g_byte_array_new ();
  Stream stream = { .ref = ref, .sink = sink, .size = size, .head = head };

  if (!graph_account_read (account, target->str, take_bytes, &stream, cancellable, error)
      || (!stream.begun && !begin (&stream, error)))
    return FALSE;
  *block = g_bytes_new (head->data, head->len);

  return TRUE;
}
