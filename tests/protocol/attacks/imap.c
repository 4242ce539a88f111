/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-store.h"
#include "core/plugin/connection.h"
#include "plugins/imap4/connection.h"
#include "tests/protocol/attacks/protocols.h"

#include <string.h>

static gpointer
make_connection (TocsinConnectionSettings *settings)
{
  return g_object_new (TOCSIN_TYPE_IMAP4_CONNECTION, "settings", settings, NULL);
}

static gboolean
run (TocsinConnectionSettings *settings,
     TocsinReport *report,
     TocsinTranscript *transcript,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (TocsinConnection) connection = make_connection (settings);

  return tocsin_connection_test (connection, report, transcript, cancellable, error);
}

const Protocol protocol_imap = { "IMAP", "imap4", TRUE, run };

/* A message that a person wrote, for the folder of drafts. */
gboolean
imap_upload (TocsinConnectionSettings *settings,
             TocsinReport *report,
             TocsinTranscript *transcript,
             GCancellable *cancellable,
             GError **error)
{
  static const char draft[] = "Subject: mine\r\n\r\nFor nobody else.\r\n";
  g_autoptr (TocsinMailStore) store = make_connection (settings);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (draft, (gssize) strlen (draft), NULL);

  return tocsin_mail_store_append (store, "Drafts", stream, strlen (draft), cancellable, error);
}

gboolean
imap_open_nowhere (TocsinConnectionSettings *settings,
                   TocsinReport *report,
                   TocsinTranscript *transcript,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (TocsinMailStore) store = make_connection (settings);
  g_autoptr (TocsinMailChanges) changes =
      tocsin_mail_store_changes (store, "Nowhere", NULL, NULL, 0, cancellable, error);

  return changes != NULL;
}

gboolean
imap_list (TocsinConnectionSettings *settings,
           TocsinReport *report,
           TocsinTranscript *transcript,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinMailStore) store = make_connection (settings);
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (store, cancellable, error);

  return folders != NULL;
}

static gboolean
take_nothing (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  return TRUE;
}

/* A message of a folder whose UIDVALIDITY was 7. */
gboolean
imap_fetch (TocsinConnectionSettings *settings,
            TocsinReport *report,
            TocsinTranscript *transcript,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (TocsinMailStore) store = make_connection (settings);
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  TocsinMailSink sink = { .message = take_nothing };

  g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", "7.1"));

  return tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_HEADERS, &sink, cancellable,
                                  error);
}

gboolean
imap_be_cancelled (TocsinConnectionSettings *settings,
                   TocsinReport *report,
                   TocsinTranscript *transcript,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GCancellable) done = g_cancellable_new ();

  g_cancellable_cancel (done);

  return run (settings, report, transcript, done, error);
}
