/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/watch.h"

#include "core/base/error.h"
#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/session/idle.h"

#include <glib/gi18n-lib.h>

struct _TocsinImap4Watch
{
  TocsinWatch parent_instance;

  TocsinSessionLoan *loan;
  Imap4Rhythm *rhythm;
  TocsinClock *clock;
  GStrv folders;
  GPtrArray *statuses;
  GHashTable *changed;
  gboolean notifying;
  gboolean untold;
  gboolean idling;
  gint64 since;
  gint64 deadline;
};

G_DEFINE_FINAL_TYPE (TocsinImap4Watch, tocsin_imap4_watch, TOCSIN_TYPE_WATCH)

static TocsinImap4Session *
session_of (TocsinImap4Watch *self)
{
  return TOCSIN_IMAP4_SESSION (tocsin_session_loan_get_session (self->loan));
}

static Imap4FolderStatus *
find_status (GPtrArray *statuses, const char *id)
{
  for (guint i = 0; statuses != NULL && i < statuses->len; i++)
    if (g_str_equal (((Imap4FolderStatus *) g_ptr_array_index (statuses, i))->id, id))
      return g_ptr_array_index (statuses, i);

  return NULL;
}

static gboolean
take_status (TocsinImap4Watch *self, const Imap4Response *response, GError **error)
{
  g_autoptr (Imap4FolderStatus) status =
      imap4_folder_status_parse (response, tocsin_imap4_session_is_utf8 (session_of (self)), error);
  Imap4FolderStatus *known;

  if (status == NULL)
    return FALSE;
  for (guint i = 0; self->folders[i] != NULL; i++)
    if (g_str_equal (self->folders[i], status->id))
      g_hash_table_add (self->changed, self->folders[i]);

  /* Told is told: the next look around is not to find it once more. */
  known = find_status (self->statuses, status->id);
  if (known != NULL && status->messages >= 0)
    known->messages = status->messages;
  if (known != NULL && status->uid_next > 0)
    known->uid_next = status->uid_next;

  return TRUE;
}

static gboolean
take_news (const Imap4Response *response, gpointer user_data, GError **error)
{
  TocsinImap4Watch *self = user_data;

  if (self->notifying && imap4_response_is (response, "STATUS"))
    return take_status (self, response, error);

  /* EXISTS is a hint that something came, FETCH that flags changed; numbers are looked up later, by
   * whoever looks. "* OK Still here" is none of them (quirk 39). */
  if (!self->notifying
      && (imap4_response_is (response, "EXISTS") || imap4_response_is (response, "FETCH")))
    g_hash_table_add (self->changed, self->folders[0]);
  else if (imap4_response_has_code (response, "NOTIFICATIONOVERFLOW"))
    {
      /* RFC 5465, section 5.8: the server gave up telling; so look everywhere, and ask again. */
      for (guint i = 0; self->folders[i] != NULL; i++)
        g_hash_table_add (self->changed, self->folders[i]);
      self->deadline = 0;
    }

  return TRUE;
}

static gboolean
is_same (const Imap4FolderStatus *a, const Imap4FolderStatus *b)
{
  return a->messages == b->messages && a->uid_next == b->uid_next
         && a->uid_validity == b->uid_validity;
}

/* A look at the folders that IDLE does not tell of; and at all that NOTIFY should tell of, since
 * not every server keeps its word: Dovecot 2.3 was seen to forget one of three folders. */
static gboolean
look_around (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  const char *const *folders = (const char *const *) self->folders + (self->notifying ? 0 : 1);
  g_autoptr (GPtrArray) statuses = NULL;

  if (folders[0] == NULL)
    return TRUE;
  statuses = imap4_folders_ask_status (session_of (self), folders, cancellable, error);
  if (statuses == NULL)
    return FALSE;

  for (guint i = 0; self->statuses != NULL && folders[i] != NULL; i++)
    {
      const Imap4FolderStatus *before = find_status (self->statuses, folders[i]);
      const Imap4FolderStatus *now = find_status (statuses, folders[i]);

      if (now == NULL || (before != NULL && is_same (before, now)))
        continue;
      g_hash_table_add (self->changed, (gpointer) folders[i]);
      self->untold = TRUE;
    }
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  self->statuses = g_steal_pointer (&statuses);

  return TRUE;
}

static gint64
longest_silence (TocsinImap4Watch *self)
{
  if (self->notifying)
    return self->untold ? IMAP4_WATCH_ROUND : IMAP4_WATCH_NOTIFY_ROUND;

  return self->folders[1] != NULL ? IMAP4_WATCH_ROUND : G_MAXINT64;
}

static void
set_deadline (TocsinImap4Watch *self)
{
  gint64 seconds = MIN (imap4_rhythm_next (self->rhythm), longest_silence (self));

  self->since = tocsin_clock_get_monotonic (self->clock);
  self->deadline = self->since
                   + MIN (seconds * G_USEC_PER_SEC,
                          tocsin_session_get_time_left (TOCSIN_SESSION (session_of (self))));
}

/* Sooner than the server would do it: a new session begins with a new token. */
static gboolean
check_end (TocsinImap4Watch *self, GError **error)
{
  if (tocsin_session_get_time_left (TOCSIN_SESSION (session_of (self))) > 0)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED,
                       _ ("the access token ends, and the session with it"));
  return FALSE;
}

/* From commands to waiting. */
static gboolean
begin_wait (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_news, NULL, self };

  if (tocsin_imap4_session_has (session_of (self), "IDLE"))
    {
      if (!imap4_idle_begin (session_of (self), &listener, cancellable, error))
        return FALSE;
      self->idling = TRUE;
    }
  set_deadline (self);

  return imap4_idle_take (session_of (self), &listener, cancellable, error);
}

/* From waiting to commands; the answer is the sign of life. */
static gboolean
end_wait (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_news, NULL, self };
  g_autoptr (Imap4Command) noop = imap4_command_new ("NOOP");

  if (!self->idling)
    return tocsin_imap4_session_run (session_of (self), noop, &listener, IMAP4_PHASE_COMMAND,
                                     cancellable, error);
  self->idling = FALSE;

  return imap4_idle_end (session_of (self), &listener, cancellable, error);
}

static gboolean
choose_notify (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  TocsinImap4Session *session = session_of (self);
  Imap4Listener listener = { take_news, NULL, self };
  g_autoptr (GError) refusal = NULL;

  if (!tocsin_imap4_session_has (session, "NOTIFY")
      || (self->folders[1] == NULL && tocsin_imap4_session_has (session, "IDLE")))
    return TRUE;

  self->notifying = TRUE;
  if (imap4_notify_begin (session, (const char *const *) self->folders, &listener, cancellable,
                          &refusal))
    return TRUE;
  self->notifying = FALSE;
  if (refusal->code == TOCSIN_ERROR_CONFIG_NOT_SUPPORTED)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
begin (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  TocsinImap4Session *session = session_of (self);

  if (!choose_notify (self, cancellable, error))
    return FALSE;
  if (!self->notifying)
    {
      if (!tocsin_imap4_session_has (session, "IDLE"))
        {
          g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                               _ ("the server offers neither IDLE nor NOTIFY, so folders have to "
                                  "be polled"));
          return FALSE;
        }
      if (!imap4_folder_open (session, self->folders[0], FALSE, cancellable, error))
        return FALSE;
    }

  return look_around (self, cancellable, error) && begin_wait (self, cancellable, error);
}

static gboolean
renew (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_news, NULL, self };

  /* What ends the wait may bring an overflow along, so it is looked for only afterwards. */
  return end_wait (self, cancellable, error)
         && (self->deadline > 0 || !self->notifying
             || imap4_notify_begin (session_of (self), (const char *const *) self->folders,
                                    &listener, cancellable, error))
         && look_around (self, cancellable, error) && begin_wait (self, cancellable, error);
}

static gboolean
take_in (TocsinImap4Watch *self, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_news, NULL, self };

  if (!imap4_idle_take (session_of (self), &listener, cancellable, error)
      || !check_end (self, error))
    return FALSE;

  return tocsin_clock_get_monotonic (self->clock) < self->deadline
         || renew (self, cancellable, error);
}

/* The server went away while we waited: perhaps it lets nobody wait that long. */
static void
learn (TocsinImap4Watch *self, const GError *error)
{
  if (error->code == TOCSIN_ERROR_NET_CLOSED_EARLY || error->code == TOCSIN_ERROR_NET_RESET
      || error->code == TOCSIN_ERROR_NET_TIMEOUT || error->code == TOCSIN_ERROR_TLS_TRUNCATED)
    imap4_rhythm_learn (self->rhythm,
                        (tocsin_clock_get_monotonic (self->clock) - self->since) / G_USEC_PER_SEC);
}

static GStrv
steal_changed (TocsinImap4Watch *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->folders[i] != NULL; i++)
    if (g_hash_table_remove (self->changed, self->folders[i]))
      g_strv_builder_add (builder, self->folders[i]);

  return g_strv_builder_end (builder);
}

static gboolean
check_open (TocsinImap4Watch *self, GError **error)
{
  if (self->loan != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("the watch is closed"));
  return FALSE;
}

static void
tocsin_imap4_watch_close (TocsinWatch *watch)
{
  TocsinImap4Watch *self = TOCSIN_IMAP4_WATCH (watch);

  if (self->loan == NULL)
    return;
  /* A session that speaks unasked is of no use to anybody else. */
  if (self->idling || self->notifying)
    tocsin_session_mark_broken (TOCSIN_SESSION (session_of (self)));
  g_clear_pointer (&self->loan, tocsin_session_loan_free);
  imap4_rhythm_leave (self->rhythm);
}

static gboolean
tocsin_imap4_watch_resume (TocsinWatch *watch,
                           GStrv *folders,
                           GCancellable *cancellable,
                           GError **error)
{
  TocsinImap4Watch *self = TOCSIN_IMAP4_WATCH (watch);
  g_autoptr (GError) failure = NULL;

  if (!check_open (self, error))
    return FALSE;

  tocsin_session_loan_relink (self->loan, cancellable);
  if (!take_in (self, tocsin_session_loan_get_cancellable (self->loan), &failure))
    {
      learn (self, failure);
      tocsin_imap4_watch_close (watch);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  tocsin_session_loan_relink (self->loan, NULL);
  tocsin_line_stream_release_buffers (
      imap4_chat_get_stream (tocsin_imap4_session_get_chat (session_of (self))));
  *folders = steal_changed (self);

  return TRUE;
}

static int
tocsin_imap4_watch_get_fd (TocsinWatch *watch)
{
  TocsinImap4Watch *self = TOCSIN_IMAP4_WATCH (watch);

  if (self->loan == NULL)
    return -1;

  return tocsin_line_stream_get_fd (
      imap4_chat_get_stream (tocsin_imap4_session_get_chat (session_of (self))));
}

static gint64
tocsin_imap4_watch_get_deadline (TocsinWatch *watch)
{
  return TOCSIN_IMAP4_WATCH (watch)->deadline;
}

static void
tocsin_imap4_watch_finalize (GObject *object)
{
  TocsinImap4Watch *self = TOCSIN_IMAP4_WATCH (object);

  tocsin_imap4_watch_close (TOCSIN_WATCH (self));
  g_clear_pointer (&self->rhythm, imap4_rhythm_unref);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_clear_pointer (&self->folders, g_strfreev);

  G_OBJECT_CLASS (tocsin_imap4_watch_parent_class)->finalize (object);
}

static void
tocsin_imap4_watch_class_init (TocsinImap4WatchClass *klass)
{
  TocsinWatchClass *watch_class = TOCSIN_WATCH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_imap4_watch_finalize;
  watch_class->get_fd = tocsin_imap4_watch_get_fd;
  watch_class->get_deadline = tocsin_imap4_watch_get_deadline;
  watch_class->resume = tocsin_imap4_watch_resume;
  watch_class->close = tocsin_imap4_watch_close;
}

static void
tocsin_imap4_watch_init (TocsinImap4Watch *self)
{
  self->changed = g_hash_table_new (g_str_hash, g_str_equal);
}

/**
 * tocsin_imap4_watch_new:
 * @loan: (transfer full): a session that will wait
 * @folders: (array zero-terminated=1): ids of the folders, the most important first
 * @rhythm: how long waits may last here; the watch has joined it (imap4_rhythm_join())
 * @clock: (nullable): the time, for tests
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED or what else went wrong
 *
 * Returns: (transfer full): a session that waits already.
 */
TocsinWatch *
tocsin_imap4_watch_new (TocsinSessionLoan *loan,
                        const char *const *folders,
                        Imap4Rhythm *rhythm,
                        TocsinClock *clock,
                        GError **error)
{
  g_autoptr (TocsinImap4Watch) self = g_object_new (TOCSIN_TYPE_IMAP4_WATCH, NULL);

  self->loan = loan;
  self->rhythm = imap4_rhythm_ref (rhythm);
  self->clock = g_object_ref (clock != NULL ? clock : tocsin_clock_get_default ());
  self->folders = g_strdupv ((GStrv) folders);
  if (!begin (self, tocsin_session_loan_get_cancellable (loan), error))
    return NULL;
  tocsin_session_loan_relink (loan, NULL);
  tocsin_line_stream_release_buffers (
      imap4_chat_get_stream (tocsin_imap4_session_get_chat (session_of (self))));

  return TOCSIN_WATCH (g_steal_pointer (&self));
}
