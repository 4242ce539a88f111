/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/key.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/wire/number.h"
#include "plugins/imap4/wire/uid-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * imap4_key_to_ref:
 * @self: a key
 * @folder: the folder's id
 *
 * Returns: (transfer full): the reference that says so.
 */
TocsinMessageRef *
imap4_key_to_ref (const Imap4Key *self, const char *folder)
{
  g_autofree char *key =
      g_strdup_printf ("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT, self->uid_validity, self->uid);
  TocsinMessageRef *ref = tocsin_message_ref_new (folder, key);

  ref->uid = self->uid;

  return ref;
}

/**
 * imap4_key_to_ref_of:
 * @self: a key
 * @folder: the folder's id
 * @same: what is known of the message already
 *
 * Returns: (transfer full): the reference that says so, with all that @same tells of the message.
 */
TocsinMessageRef *
imap4_key_to_ref_of (const Imap4Key *self, const char *folder, const TocsinMessageRef *same)
{
  TocsinMessageRef *ref = imap4_key_to_ref (self, folder);

  ref->size = same->size;
  ref->received = same->received;
  ref->identity = g_strdup (same->identity);

  return ref;
}

/**
 * imap4_key_from_ref:
 * @self: (out): the key
 * @ref: a reference
 * @error: where to put why it is none of ours
 *
 * Returns: whether @ref was made by imap4_key_to_ref().
 */
gboolean
imap4_key_from_ref (Imap4Key *self, const TocsinMessageRef *ref, GError **error)
{
  const char *point = strchr (ref->key, '.');

  if (point != NULL
      && imap4_number_parse (ref->key, (gsize) (point - ref->key), &self->uid_validity)
      && imap4_number_parse (point + 1, strlen (point + 1), &self->uid) && self->uid > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
               _ ("“%s” names no message of an IMAP folder"), ref->key);
  return FALSE;
}

static gboolean
parse_keys (GPtrArray *refs, guint64 *uid_validity, GArray *uids, GError **error)
{
  *uid_validity = 0;
  for (guint i = 0; i < refs->len; i++)
    {
      Imap4Key key;

      if (!imap4_key_from_ref (&key, g_ptr_array_index (refs, i), error))
        return FALSE;
      *uid_validity = MAX (*uid_validity, key.uid_validity);
      g_array_append_val (uids, key.uid);
    }
  imap4_uids_sort (uids);

  return TRUE;
}

/* So long what a session heard of a folder is near enough to the truth. With each answer it hears
 * what is new, but some servers wait for a NOOP with that. */
#define FRESH (2 * G_USEC_PER_SEC)
#define MOST (60 * G_USEC_PER_SEC)

/* A session that selected the folder before these messages came may not see them yet, and one that
 * did so long ago may still see messages that are gone. */
static gboolean
is_open_already (TocsinImap4Session *session, const char *folder, gboolean writable, guint64 last)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  gint64 now = g_get_monotonic_time ();

  return g_strcmp0 (mailbox->folder, folder) == 0 && (!writable || mailbox->writable)
         && last < mailbox->uid_next && now - mailbox->heard < FRESH
         && now - mailbox->opened < MOST;
}

/**
 * imap4_keys_open:
 * @session: an open session
 * @refs: (element-type TocsinMessageRef): messages of one folder, at least one
 * @writable: whether they are to be changed
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED when the numbers mean other
 * messages now, or what else went wrong
 *
 * Selects their folder, unless this session has it selected.
 *
 * Returns: (transfer full) (element-type guint64): their UIDs in ascending order.
 */
GArray *
imap4_keys_open (TocsinImap4Session *session,
                 GPtrArray *refs,
                 gboolean writable,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  const char *folder = ((TocsinMessageRef *) g_ptr_array_index (refs, 0))->folder;
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  guint64 uid_validity;

  if (!parse_keys (refs, &uid_validity, uids, error))
    return NULL;
  if (!is_open_already (session, folder, writable, g_array_index (uids, guint64, uids->len - 1))
      && !imap4_folder_open (session, folder, writable, cancellable, error))
    return NULL;

  /* Quirk 22: 0 is no UIDVALIDITY, so it differs from none. */
  if (uid_validity != 0 && mailbox->uid_validity != 0 && uid_validity != mailbox->uid_validity)
    {
      g_autofree char *shown = tocsin_text_escape (folder, -1, 0);

      g_autoptr (GError) changed = NULL;

      g_set_error (&changed, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED,
                   _ ("the server gave the folder “%s” a new identity (UIDVALIDITY), so the old "
                      "number of the message means nothing any more"),
                   shown);
      tocsin_error_set_response_code (changed, "UIDVALIDITY");
      tocsin_error_set_hint (changed,
                             _ ("nothing to do: the trigger looks through the whole folder "
                                "once and knows again what it has seen"));
      g_propagate_error (error, g_steal_pointer (&changed));
      return NULL;
    }

  return g_steal_pointer (&uids);
}
