/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-office.h"

#include "core/base/error.h"
#include "core/engine/sqlite-journal.h"
#include "core/plugin/connection.h"
#include "tests/unit/engine/fake-clock.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *id;
  GQueue answers;
  GPtrArray *delivered; /* recipients, each as often as it was sent something */
  guint tries;
  guint at_once;
  guint most_at_once;
  guint hanging;
  guint pool;
  gboolean keep_sent;
  gboolean gone;
} Counter;

typedef struct
{
  GObject parent_instance;

  GMutex mutex;
  GCond cond;
  GHashTable *counters;
  int record;
  gboolean going_on;
} FakePostHost;

typedef struct
{
  GObjectClass parent_class;
} FakePostHostClass;

typedef struct
{
  GObject parent_instance;

  FakePostHost *host;
  Counter *counter;
} FakeTransport;

typedef struct
{
  GObjectClass parent_class;
} FakeTransportClass;

static void
counter_free (gpointer data)
{
  Counter *counter = data;

  g_queue_clear (&counter->answers);
  g_ptr_array_unref (counter->delivered);
  g_free (counter->id);
  g_free (counter);
}

/* With the mutex held. */
static Counter *
ensure_counter (FakePostHost *self, const char *id)
{
  Counter *counter = g_hash_table_lookup (self->counters, id);

  if (counter != NULL)
    return counter;

  counter = g_new0 (Counter, 1);
  counter->id = g_strdup (id);
  counter->pool = 10;
  counter->delivered = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&counter->answers);
  g_hash_table_insert (self->counters, counter->id, counter);

  return counter;
}

static void
fail (GError **error, int code, const char *why)
{
  g_set_error_literal (error, TOCSIN_ERROR, code, why);
}

static void
refuse (TocsinSendReport *report, guint index, gboolean permanent)
{
  g_autoptr (GError) why = g_error_new_literal (
      TOCSIN_ERROR, permanent ? TOCSIN_ERROR_SEND_RECIPIENT_REFUSED : TOCSIN_ERROR_SEND_DEFERRED,
      permanent ? "no such user" : "try later");

  tocsin_send_report_set_answer (report, index, permanent ? 550 : 450, NULL, why->message);
  tocsin_send_report_refuse (report, index, permanent, why);
}

static void
wake_up (GCancellable *cancellable, gpointer user_data)
{
  FakePostHost *host = user_data;

  g_mutex_lock (&host->mutex);
  g_cond_broadcast (&host->cond);
  g_mutex_unlock (&host->mutex);
}

static gboolean
hang (FakeTransport *self, GCancellable *cancellable, GError **error)
{
  FakePostHost *host = self->host;
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (wake_up), host, NULL);
  gboolean cancelled;

  g_mutex_lock (&host->mutex);
  self->counter->hanging++;
  g_cond_broadcast (&host->cond);
  while (!host->going_on && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&host->cond, &host->mutex);
  self->counter->hanging--;
  cancelled = g_cancellable_is_cancelled (cancellable);
  g_mutex_unlock (&host->mutex);
  g_cancellable_disconnect (cancellable, handler);
  if (cancelled)
    fail (error, TOCSIN_ERROR_CANCELLED, "cancelled");

  return !cancelled;
}

static void
record (FakePostHost *host, const char *address)
{
  g_autofree char *line = g_strconcat (address, "\n", NULL);

  if (host->record >= 0)
    g_assert_cmpint (write (host->record, line, strlen (line)), ==, (gssize) strlen (line));
}

static gboolean
deliver (FakeTransport *self,
         TocsinEnvelope *envelope,
         const TocsinSendWatch *watch,
         TocsinSendReport *report,
         FakeAnswer answer,
         GError **error)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);

  if (watch->commit != NULL && !watch->commit (watch->user_data, error))
    return FALSE;
  if (answer == FAKE_LOST || answer == FAKE_LOST_MUTELY)
    {
      for (guint i = 0; answer == FAKE_LOST && i < recipients->len; i++)
        tocsin_send_report_set_state (report, i, TOCSIN_SEND_STATE_UNKNOWN);
      fail (error, answer == FAKE_LOST ? TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN : TOCSIN_ERROR_NET_RESET,
            "lost");
      return FALSE;
    }

  g_mutex_lock (&self->host->mutex);
  for (guint i = 0; i < recipients->len; i++)
    {
      const char *address = ((TocsinRecipient *) g_ptr_array_index (recipients, i))->address;

      if (i == 1 && (answer == FAKE_DEFER_SECOND || answer == FAKE_REFUSE_SECOND))
        {
          refuse (report, i, answer == FAKE_REFUSE_SECOND);
          continue;
        }
      tocsin_send_report_set_state (report, i, TOCSIN_SEND_STATE_ACCEPTED);
      g_ptr_array_add (self->counter->delivered, g_strdup (address));
      record (self->host, address);
    }
  g_mutex_unlock (&self->host->mutex);
  tocsin_send_report_set_server_text (report, "queued as 42");

  return TRUE;
}

static void
refuse_all (TocsinSendReport *report, gboolean permanent)
{
  for (guint i = 0; i < tocsin_send_report_get_n_results (report); i++)
    refuse (report, i, permanent);
}

static gboolean
answer_with (FakeTransport *self,
             FakeAnswer answer,
             TocsinEnvelope *envelope,
             const TocsinSendWatch *watch,
             TocsinSendReport **report,
             GCancellable *cancellable,
             GError **error)
{
  if (answer == FAKE_DOWN)
    fail (error, TOCSIN_ERROR_NET_REFUSED, "nobody answers");
  else if (answer == FAKE_WRONG_LOGIN)
    fail (error, TOCSIN_ERROR_AUTH_REJECTED, "wrong password");
  if (answer == FAKE_DOWN || answer == FAKE_WRONG_LOGIN)
    return FALSE;

  *report = tocsin_send_report_new (envelope);
  switch (answer)
    {
    case FAKE_DEFER:
    case FAKE_REFUSE:
      refuse_all (*report, answer == FAKE_REFUSE);
      fail (error,
            answer == FAKE_REFUSE ? TOCSIN_ERROR_SEND_RECIPIENT_REFUSED
                                  : TOCSIN_ERROR_SEND_DEFERRED,
            "refused");
      return FALSE;
    case FAKE_TOO_BIG:
      fail (error, TOCSIN_ERROR_SEND_TOO_BIG, "too big");
      return FALSE;
    case FAKE_CUT:
      watch->progress (1, 2, watch->user_data);
      fail (error, TOCSIN_ERROR_NET_RESET, "cut");
      return FALSE;
    case FAKE_BUSY:
      fail (error, TOCSIN_ERROR_SEND_RATE_LIMITED, "too fast");
      tocsin_error_set_retry_after (*error, 600);
      return FALSE;
    case FAKE_HANG:
      if (!hang (self, cancellable, error))
        return FALSE;
      break;
    default:
      break;
    }

  return deliver (self, envelope, watch, *report, answer, error);
}

static gboolean
send_mail (TocsinMailTransport *transport,
           TocsinEnvelope *envelope,
           GInputStream *message,
           guint64 size,
           const TocsinSendWatch *watch,
           TocsinSendReport **report,
           GCancellable *cancellable,
           GError **error)
{
  FakeTransport *self = (FakeTransport *) transport;
  Counter *counter = self->counter;
  FakeAnswer answer = FAKE_ACCEPT;
  g_autofree char *bytes = g_malloc (size);
  gboolean sent;
  gsize n;

  g_assert_true (g_input_stream_read_all (message, bytes, size, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, size);
  g_mutex_lock (&self->host->mutex);
  counter->tries++;
  counter->at_once++;
  counter->most_at_once = MAX (counter->most_at_once, counter->at_once);
  if (!g_queue_is_empty (&counter->answers))
    answer = GPOINTER_TO_INT (g_queue_pop_head (&counter->answers));
  g_mutex_unlock (&self->host->mutex);

  sent = answer_with (self, answer, envelope, watch, report, cancellable, error);

  g_mutex_lock (&self->host->mutex);
  counter->at_once--;
  g_mutex_unlock (&self->host->mutex);

  return sent;
}

static TocsinMailDefaults *
get_defaults (TocsinMailTransport *transport, GError **error)
{
  TocsinMailDefaults *defaults = tocsin_mail_defaults_new ();

  defaults->keep_sent = ((FakeTransport *) transport)->counter->keep_sent;

  return defaults;
}

static TocsinEndpoint *
get_endpoint (TocsinConnection *connection, GError **error)
{
  FakeTransport *self = (FakeTransport *) connection;
  TocsinEndpointDefaults defaults = { .service = "fake", .pool_size = self->counter->pool };
  static const char *const assignments[] = { "address=localhost", "port=1", NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("fake", "imap4", assignments, error);

  return settings != NULL ? tocsin_endpoint_new (settings, &defaults, error) : NULL;
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->get_endpoint = get_endpoint;
}

static void
transport_init (TocsinMailTransportInterface *iface)
{
  iface->send = send_mail;
  iface->get_defaults = get_defaults;
}

static GType fake_transport_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeTransport,
                         fake_transport,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                             G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT, transport_init))

static void
fake_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
}

static void
fake_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
}

static void
fake_transport_class_init (FakeTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_transport_get_property;
  G_OBJECT_CLASS (klass)->set_property = fake_transport_set_property;
  g_object_class_override_property (G_OBJECT_CLASS (klass), 1, "settings");
}

static void
fake_transport_init (FakeTransport *self)
{
}

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  FakePostHost *self = (FakePostHost *) host;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Counter *counter = ensure_counter (self, id);
  FakeTransport *transport;

  if (counter->gone)
    {
      fail (error, TOCSIN_ERROR_CONFIG_NOT_FOUND, "there is no such connection");
      return NULL;
    }
  transport = g_object_new (fake_transport_get_type (), NULL);
  transport->host = self;
  transport->counter = counter;

  return TOCSIN_CONNECTION (transport);
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->get_connection = get_connection;
}

static GType fake_post_host_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakePostHost,
                         fake_post_host,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
fake_post_host_finalize (GObject *object)
{
  FakePostHost *self = (FakePostHost *) object;

  if (self->record >= 0)
    close (self->record);
  g_hash_table_unref (self->counters);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);

  G_OBJECT_CLASS (fake_post_host_parent_class)->finalize (object);
}

static void
fake_post_host_class_init (FakePostHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_post_host_finalize;
}

static void
fake_post_host_init (FakePostHost *self)
{
  self->record = -1;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, counter_free);
}

FakeOffice *
fake_office_new (const char *folder)
{
  FakeOffice *self = g_new0 (FakeOffice, 1);

  self->folder = g_strdup (folder);
  self->clock = fake_clock_new ();
  self->host = TOCSIN_HOST (g_object_new (fake_post_host_get_type (), NULL));
  fake_office_open (self);

  return self;
}

void
fake_office_free (FakeOffice *self)
{
  fake_office_close (self);
  g_object_unref (self->host);
  g_object_unref (self->clock);
  g_free (self->folder);
  g_free (self);
}

/* As an engine does at its start. */
void
fake_office_open (FakeOffice *self)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.db", NULL);
  g_autofree char *spool = g_build_filename (self->folder, "spool", NULL);
  g_autoptr (GPtrArray) live = NULL;
  g_autoptr (GError) error = NULL;

  self->journal = TOCSIN_OUTBOX_JOURNAL (tocsin_sqlite_journal_open (path, &error));
  g_assert_no_error (error);
  self->spool = tocsin_spool_open (spool, &error);
  g_assert_no_error (error);
  live = tocsin_journal_list_spool (TOCSIN_JOURNAL (self->journal), &error);
  g_assert_true (tocsin_spool_collect (self->spool, live, &error));
  self->outbox = tocsin_outbox_new (self->journal, self->spool, self->clock);
  g_assert_true (tocsin_outbox_recover (self->outbox, &error));
}

/* As an engine does at its end: what is under way is told to end. */
void
fake_office_close (FakeOffice *self)
{
  if (self->postman != NULL)
    {
      tocsin_postman_stop (self->postman);
      tocsin_postman_cancel (self->postman);
      fake_office_run (self);
      tocsin_postman_close (self->postman);
    }
  g_clear_object (&self->postman);
  g_clear_object (&self->outbox);
  g_clear_object (&self->spool);
  g_clear_object (&self->journal);
}

void
fake_office_employ (FakeOffice *self, gboolean once)
{
  g_autofree char *directory = g_build_filename (self->folder, "outbox", NULL);
  g_autoptr (GError) error = NULL;

  self->postman =
      tocsin_postman_new (self->outbox, self->host, self->clock, directory, once, &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_postman_start (self->postman, &error));
  g_assert_no_error (error);
}

static Counter *
lock_counter (FakeOffice *self, const char *connection)
{
  FakePostHost *host = (FakePostHost *) self->host;

  g_mutex_lock (&host->mutex);

  return ensure_counter (host, connection);
}

static void
unlock (FakeOffice *self)
{
  g_mutex_unlock (&((FakePostHost *) self->host)->mutex);
}

void
fake_office_script (FakeOffice *self, const char *connection, guint times, FakeAnswer answer)
{
  Counter *counter = lock_counter (self, connection);

  for (guint i = 0; i < times; i++)
    g_queue_push_tail (&counter->answers, GINT_TO_POINTER (answer));
  unlock (self);
}

void
fake_office_set_pool (FakeOffice *self, const char *connection, guint sessions)
{
  lock_counter (self, connection)->pool = sessions;
  unlock (self);
}

void
fake_office_set_keep_sent (FakeOffice *self, const char *connection, gboolean keep)
{
  lock_counter (self, connection)->keep_sent = keep;
  unlock (self);
}

void
fake_office_set_gone (FakeOffice *self, const char *connection, gboolean gone)
{
  lock_counter (self, connection)->gone = gone;
  unlock (self);
}

void
fake_office_record (FakeOffice *self, const char *path)
{
  FakePostHost *host = (FakePostHost *) self->host;

  host->record = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  g_assert_cmpint (host->record, >=, 0);
}

void
fake_office_go_on (FakeOffice *self)
{
  FakePostHost *host = (FakePostHost *) self->host;

  g_mutex_lock (&host->mutex);
  host->going_on = TRUE;
  g_cond_broadcast (&host->cond);
  g_mutex_unlock (&host->mutex);
}

/* To @to and to second@example.org. */
gint64
fake_office_queue (FakeOffice *self, const char *connection, const char *to, gsize size)
{
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("from@example.org", NULL);
  g_autofree char *bytes = g_strnfill (size, 'x');
  g_autoptr (GInputStream) message =
      g_memory_input_stream_new_from_data (bytes, (gssize) size, NULL);
  const char *const both[] = { to, "second@example.org" };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    g_assert_true (tocsin_envelope_add_recipient (envelope, both[i], TOCSIN_RECIPIENT_TO,
                                                  TOCSIN_NOTIFY_DEFAULT, NULL, NULL));
  id = tocsin_outbox_queue (self->outbox, connection, envelope, message, NULL, NULL, &error);
  g_assert_no_error (error);

  return g_ascii_strtoll (id, NULL, 10);
}

/* Until nothing is being sent, and nothing could be. */
void
fake_office_run (FakeOffice *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  while (!tocsin_postman_is_idle (self->postman))
    g_main_context_iteration (NULL, TRUE);
  tocsin_postman_sync (self->postman);
}

void
fake_office_wait_for (FakeOffice *self, const char *connection, guint hanging)
{
  Counter *counter;

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  counter = lock_counter (self, connection);
  while (counter->hanging < hanging)
    g_cond_wait (&((FakePostHost *) self->host)->cond, &((FakePostHost *) self->host)->mutex);
  unlock (self);
}

guint
fake_office_count (FakeOffice *self, const char *connection)
{
  guint count = lock_counter (self, connection)->delivered->len;

  unlock (self);

  return count;
}

guint
fake_office_count_for (FakeOffice *self, const char *connection, const char *recipient)
{
  Counter *counter = lock_counter (self, connection);
  guint count = 0;

  for (guint i = 0; i < counter->delivered->len; i++)
    if (g_str_equal (g_ptr_array_index (counter->delivered, i), recipient))
      count++;
  unlock (self);

  return count;
}

guint
fake_office_get_tries (FakeOffice *self, const char *connection)
{
  guint tries = lock_counter (self, connection)->tries;

  unlock (self);

  return tries;
}

guint
fake_office_get_most (FakeOffice *self, const char *connection)
{
  guint most = lock_counter (self, connection)->most_at_once;

  unlock (self);

  return most;
}

TocsinOutboxMail *
fake_office_get (FakeOffice *self, gint64 mail)
{
  g_autoptr (GError) error = NULL;
  TocsinOutboxMail *found = tocsin_outbox_get (self->outbox, mail, &error);

  g_assert_no_error (error);

  return found;
}

void
fake_office_assert (FakeOffice *self, gint64 mail, TocsinOutboxState state)
{
  g_autoptr (TocsinOutboxMail) found = fake_office_get (self, mail);

  g_assert_cmpstr (tocsin_outbox_state_to_string (found->state), ==,
                   tocsin_outbox_state_to_string (state));
}
