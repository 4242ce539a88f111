/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/fetch.h"

#include "core/base/error.h"
#include "core/base/write-all.h"
#include "plugins/imap4/wire/uid-set.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* What is read back from a temporary file at a time. */
#define COPY_BYTES (64 * 1024)

typedef struct
{
  const Imap4FetchSink *sink;
  GHashTable *wanted;
  int orphan;
  guint64 orphan_size;
  GError *failure;
} Fetch;

static void
fetch_clear (Fetch *self)
{
  g_clear_pointer (&self->wanted, g_hash_table_unref);
  g_clear_error (&self->failure);
  if (self->orphan >= 0)
    close (self->orphan);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetch, fetch_clear)

static void
fetch_init (Fetch *self, const Imap4FetchSink *sink)
{
  self->sink = sink;
  self->orphan = -1;
  self->wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
}

static gboolean
write_failed (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Fetch *self = user_data;

  g_propagate_error (error, g_error_copy (self->failure));

  return FALSE;
}

static gboolean
write_body (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Fetch *self = user_data;

  return self->sink->write (bytes, length, self->sink->user_data, error);
}

static gboolean
write_orphan (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Fetch *self = user_data;

  if (tocsin_write_all (self->orphan, bytes, length))
    return TRUE;
  tocsin_error_set_errno (error, errno, _ ("writing a temporary file in %s"), g_get_tmp_dir ());

  return FALSE;
}

static gboolean
discard (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  return TRUE;
}

/* RFC 9051 lets the items of a FETCH come in any order: a body can come before the UID that says
 * whose it is. Then it waits in a nameless file. */
static gboolean
open_orphan (Fetch *self, guint64 size)
{
  if (self->orphan >= 0)
    close (self->orphan);
  self->orphan_size = size;
  self->orphan = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (self->orphan < 0)
    tocsin_error_set_errno (&self->failure, errno, _ ("making a temporary file in %s"),
                            g_get_tmp_dir ());

  return self->orphan >= 0;
}

static gboolean
take_body (const Imap4BodyAnnouncement *body,
           TocsinSinkFunc *sink,
           gpointer *sink_data,
           gpointer user_data)
{
  Fetch *self = user_data;

  if (self->sink->begin == NULL || *body->section != '\0')
    return FALSE;

  *sink_data = self;
  if (body->uid == 0)
    *sink = open_orphan (self, body->size) ? write_orphan : write_failed;
  else if (!g_hash_table_contains (self->wanted, &body->uid))
    *sink = discard;
  else if (self->sink->begin (body->uid, body->size, self->sink->user_data, &self->failure))
    *sink = write_body;
  else
    *sink = write_failed;
  return TRUE;
}

static gboolean
give_orphan (Fetch *self, guint64 uid, GError **error)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);

  if (!self->sink->begin (uid, self->orphan_size, self->sink->user_data, error))
    return FALSE;
  if (lseek (self->orphan, 0, SEEK_SET) < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("reading a temporary file"));
      return FALSE;
    }
  for (;;)
    {
      gssize got = read (self->orphan, buffer, COPY_BYTES);

      if (got < 0)
        {
          tocsin_error_set_errno (error, errno, _ ("reading a temporary file"));
          return FALSE;
        }
      if (got == 0)
        break;
      if (!self->sink->write (buffer, (gsize) got, self->sink->user_data, error))
        return FALSE;
    }
  close (self->orphan);
  self->orphan = -1;

  return TRUE;
}

/* A body as NIL or a quoted string: an empty message, most likely (quirks 26 and 27). */
static gboolean
give_string (Fetch *self, const Imap4Fetched *fetched, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (fetched->body, &length);

  return self->sink->begin (fetched->uid, length, self->sink->user_data, error)
         && (length == 0 || self->sink->write (bytes, length, self->sink->user_data, error));
}

static gboolean
give_body (Fetch *self, const Imap4Fetched *fetched, GError **error)
{
  if (self->sink->begin == NULL || !fetched->has_body)
    return TRUE;
  if (self->orphan >= 0)
    return give_orphan (self, fetched->uid, error);

  return fetched->body == NULL || give_string (self, fetched, error);
}

static gboolean
take_data (const Imap4Response *response, gpointer user_data, GError **error)
{
  Fetch *self = user_data;
  g_autoptr (Imap4Fetched) fetched = NULL;

  if (!imap4_response_is (response, "FETCH"))
    return TRUE;

  /* What can't be read is a message that was not fetched: the caller asks again for less of it. One
   * odd message must not stop the others. */
  fetched = imap4_fetched_new ();
  if (!imap4_fetched_parse (fetched, response, NULL))
    return TRUE;
  /* Quirk 24: "* 0 FETCH", messages not asked for, news of flags: the UID decides, nothing else. */
  if (fetched->uid == 0 || !g_hash_table_contains (self->wanted, &fetched->uid))
    return TRUE;

  return give_body (self, fetched, error)
         && self->sink->message (fetched, self->sink->user_data, error);
}

static GPtrArray *
fetch_commands (GArray *uids, const char *items)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);

  for (guint from = 0; from < uids->len; from += IMAP4_FETCH_BATCH)
    {
      guint n = MIN (uids->len - from, IMAP4_FETCH_BATCH);
      g_autoptr (GPtrArray) sets =
          imap4_uid_sets_build (&g_array_index (uids, guint64, from), n, IMAP4_UID_SET_MAX_BYTES);

      for (guint i = 0; i < sets->len; i++)
        {
          Imap4Command *command = imap4_command_new ("UID FETCH");

          imap4_command_add (command, " %s (%s)", (const char *) g_ptr_array_index (sets, i),
                             items);
          g_ptr_array_add (commands, command);
        }
    }

  return commands;
}

/**
 * imap4_fetch:
 * @session: a session with a folder selected
 * @uids: (element-type guint64): the messages, in ascending order
 * @items: what to fetch, our own words; UID is always among them
 * @expected: about how many bytes will come
 * @sink: where to put it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Pipelined, in commands of bounded length. Messages that are gone are simply not told.
 *
 * Returns: whether the server answered all of it.
 */
gboolean
imap4_fetch (TocsinImap4Session *session,
             GArray *uids,
             const char *items,
             guint64 expected,
             const Imap4FetchSink *sink,
             GCancellable *cancellable,
             GError **error)
{
  g_auto (Fetch) fetch = { 0 };
  Imap4Listener listener = { take_data, take_body, &fetch };
  g_autoptr (GPtrArray) commands = fetch_commands (uids, items);

  fetch_init (&fetch, sink);
  for (guint i = 0; i < uids->len; i++)
    g_hash_table_add (fetch.wanted, &g_array_index (uids, guint64, i));
  imap4_chat_expect (tocsin_imap4_session_get_chat (session), expected);

  return tocsin_imap4_session_run_all (session, commands, &listener, cancellable, error);
}

/* A message fetched in pieces looks to its sink like one that came whole. */
typedef struct
{
  const Imap4FetchSink *sink;
  guint64 uid;
  guint64 size;
  guint64 total;
  guint64 piece;
  gboolean begun;
  gboolean found;
} Large;

static gboolean
begin_piece (guint64 uid, guint64 size, gpointer user_data, GError **error)
{
  Large *self = user_data;

  if (self->begun)
    return TRUE;
  self->begun = TRUE;

  return self->sink->begin (uid, self->size, self->sink->user_data, error);
}

static gboolean
write_piece (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Large *self = user_data;

  self->piece += length;

  return self->sink->write (bytes, length, self->sink->user_data, error);
}

static gboolean
end_piece (const Imap4Fetched *fetched, gpointer user_data, GError **error)
{
  Large *self = user_data;

  self->found = TRUE;

  return TRUE;
}

/**
 * imap4_fetch_large:
 * @session: a session with a folder selected
 * @uid: a message
 * @size: how large the server says it is
 * @sink: where its body goes; its message function is not called
 * @found: (out): whether the message is there
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Fetches the body in pieces, so that each has a deadline of its own and a cancel is heard soon.
 *
 * Returns: whether all of it came.
 */
gboolean
imap4_fetch_large (TocsinImap4Session *session,
                   guint64 uid,
                   guint64 size,
                   const Imap4FetchSink *sink,
                   gboolean *found,
                   GCancellable *cancellable,
                   GError **error)
{
  Large large = { .sink = sink, .uid = uid, .size = size };
  Imap4FetchSink pieces = { end_piece, begin_piece, write_piece, &large };
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  g_array_append_val (uids, uid);
  do
    {
      g_autofree char *items = g_strdup_printf ("UID BODY.PEEK[]<%" G_GUINT64_FORMAT ".%d>",
                                                large.total, IMAP4_FETCH_CHUNK);

      large.piece = 0;
      large.found = FALSE;
      if (!imap4_fetch (session, uids, items, IMAP4_FETCH_CHUNK, &pieces, cancellable, error))
        return FALSE;
      large.total += large.piece;
      /* Quirk 28: a short or empty piece is the end, whatever the size was said to be. */
    }
  while (large.found && large.piece == IMAP4_FETCH_CHUNK);
  *found = large.found;

  return TRUE;
}
