/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-store.h"

#include "core/plugin/connection.h"
#include "tests/unit/engine/fake-texts.h"
#include "tests/unit/engine/fake-watch.h"

#include <string.h>

typedef struct
{
  guint64 uid;
  GBytes *raw;
  gint64 received;
  guint64 told_size;
  TocsinMessageFlags flags;
  FakeHabit habit;
} Letter;

typedef struct
{
  char *name;
  guint validity;
  guint64 next_uid;
  GPtrArray *letters;
  TocsinError refusal;
} Box;

struct _FakeStore
{
  GMutex mutex;
  GCond cond;
  GObject *connection;
  GPtrArray *boxes;
  GPtrArray *watches;
  TocsinError failures[FAKE_N_CALLS];
  guint failing[FAKE_N_CALLS];
  guint calls[FAKE_N_CALLS];
  int held_call;
  gboolean is_held;
  gboolean can_watch;
  gboolean tells;
  gboolean gives_texts;
  gint64 retry_after;
  guint pause;
  guint64 raw_bytes;
  guint64 text_bytes;
};

/* The object that the engine sees; the store behind it outlives it. */
typedef struct
{
  GObject parent_instance;

  TocsinConnectionSettings *settings;
  FakeStore *store;
} FakeConnection;

typedef struct
{
  GObjectClass parent_class;
} FakeConnectionClass;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_bytes_unref (letter->raw);
  g_free (letter);
}

static void
box_free (gpointer data)
{
  Box *box = data;

  g_free (box->name);
  g_ptr_array_unref (box->letters);
  g_free (box);
}

static FakeStore *
store_of (gpointer connection)
{
  return ((FakeConnection *) connection)->store;
}

static void
wake_up (GCancellable *cancellable, gpointer user_data)
{
  FakeStore *self = user_data;

  g_mutex_lock (&self->mutex);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Counts a call, keeps it waiting if a test wants that, fails it if a test wants that. */
static gboolean
enter (FakeStore *self, FakeCall call, GCancellable *cancellable, GError **error)
{
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (wake_up), self, NULL)
                       : 0;
  gboolean fails;

  g_mutex_lock (&self->mutex);
  self->calls[call]++;
  while (self->held_call == (int) call && !g_cancellable_is_cancelled (cancellable))
    {
      self->is_held = TRUE;
      g_cond_broadcast (&self->cond);
      g_cond_wait (&self->cond, &self->mutex);
    }
  self->is_held = FALSE;
  fails = self->failing[call] > 0;
  if (fails)
    self->failing[call]--;
  g_mutex_unlock (&self->mutex);
  g_cancellable_disconnect (cancellable, handler);

  if (g_cancellable_is_cancelled (cancellable))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, "cancelled");
  else if (fails)
    g_set_error (error, TOCSIN_ERROR, self->failures[call], "a test wanted call %d to fail", call);
  if (fails && self->retry_after > 0 && error != NULL && *error != NULL)
    tocsin_error_set_retry_after (*error, self->retry_after);

  return !fails && !g_cancellable_is_cancelled (cancellable);
}

static Box *
find_box (FakeStore *self, const char *name)
{
  for (guint i = 0; i < self->boxes->len; i++)
    if (g_str_equal (((Box *) g_ptr_array_index (self->boxes, i))->name, name))
      return g_ptr_array_index (self->boxes, i);

  return NULL;
}

static Box *
require_box (FakeStore *self, const char *name, GError **error)
{
  Box *box = find_box (self, name);

  if (box == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, "no folder %s", name);
  else if (box->refusal != 0)
    g_set_error (error, TOCSIN_ERROR, box->refusal, "a test wants no look into %s", name);

  return box != NULL && box->refusal == 0 ? box : NULL;
}

static Letter *
find_letter (Box *box, guint64 uid)
{
  for (guint i = 0; i < box->letters->len; i++)
    if (((Letter *) g_ptr_array_index (box->letters, i))->uid == uid)
      return g_ptr_array_index (box->letters, i);

  return NULL;
}

/* As a server does: the key alone says which, once it was written down and read back. */
static Letter *
find_by_ref (Box *box, const TocsinMessageRef *ref)
{
  const char *point = strchr (ref->key, '.');

  if (point == NULL || g_ascii_strtoull (ref->key, NULL, 10) != box->validity)
    return NULL;

  return find_letter (box, g_ascii_strtoull (point + 1, NULL, 10));
}

static TocsinMessageRef *
make_ref (Box *box, const Letter *letter)
{
  g_autofree char *key = g_strdup_printf ("%u.%" G_GUINT64_FORMAT, box->validity, letter->uid);
  TocsinMessageRef *ref = tocsin_message_ref_new (box->name, key);

  ref->uid = letter->uid;

  return ref;
}

static TocsinMessage *
make_message (const Letter *letter, gboolean whole)
{
  TocsinMessage *message = tocsin_message_new ();
  g_autoptr (TocsinMessage) parsed = tocsin_message_new ();
  gsize length;
  const char *text = g_bytes_get_data (letter->raw, &length);
  const char *body = g_strstr_len (text, (gssize) length, "\r\n\r\n");
  g_autoptr (GBytes) head = g_bytes_new (text, body != NULL ? (gsize) (body - text) + 4 : length);
  g_autoptr (GError) error = NULL;

  tocsin_message_set_flags (message, letter->flags, NULL);
  tocsin_message_set_received (message, letter->received);
  tocsin_message_set_size (message, letter->told_size);
  tocsin_message_load_bytes (whole ? message : parsed, letter->raw, &error);
  g_assert_no_error (error);
  if (whole)
    return message;

  tocsin_message_set_headers (message, head);
  if (letter->habit != FAKE_HEADERS_ALONE)
    tocsin_message_set_structure (message, tocsin_part_ref (tocsin_message_get_structure (parsed)));

  return message;
}

static gboolean
may_match (const Letter *letter, TocsinQuery *query)
{
  g_autoptr (TocsinMessage) message = make_message (letter, TRUE);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  TocsinMessageLayers needs;

  return query == NULL
         || tocsin_query_match (query, message, g_get_real_time (), zone, &needs)
                != TOCSIN_QUERY_VERDICT_NO;
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  FakeStore *self = store_of (store);
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *folders;

  if (!enter (self, FAKE_LIST, cancellable, error))
    return NULL;
  locker = g_mutex_locker_new (&self->mutex);
  folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const char *name = ((Box *) g_ptr_array_index (self->boxes, i))->name;

      g_ptr_array_add (folders, tocsin_folder_new (name, name, TOCSIN_FOLDER_ROLE_NONE, TRUE));
    }

  return folders;
}

static TocsinMailChanges *
list_changes (Box *box, GVariant *cursor, TocsinQuery *query, guint limit)
{
  TocsinMailChanges *changes = g_new0 (TocsinMailChanges, 1);
  guint validity = box->validity;
  guint64 last = box->next_uid - 1;

  changes->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  if (cursor != NULL)
    {
      g_variant_get (cursor, "(ut)", &validity, &last);
      changes->rebuilt = validity != box->validity;
    }
  if (changes->rebuilt)
    last = 0;
  for (guint i = 0; i < box->letters->len && !changes->more; i++)
    {
      const Letter *letter = g_ptr_array_index (box->letters, i);

      if (letter->uid <= last)
        continue;
      changes->more = limit > 0 && changes->refs->len == limit;
      if (changes->more)
        break;
      last = letter->uid;
      if (may_match (letter, query))
        g_ptr_array_add (changes->refs, make_ref (box, letter));
    }
  if (!changes->more)
    last = box->next_uid - 1;
  changes->cursor = g_variant_ref_sink (g_variant_new ("(ut)", box->validity, last));

  return changes;
}

static TocsinMailChanges *
get_changes (TocsinMailStore *store,
             const char *folder,
             GVariant *cursor,
             TocsinQuery *query,
             guint limit,
             GCancellable *cancellable,
             GError **error)
{
  FakeStore *self = store_of (store);
  g_autoptr (GMutexLocker) locker = NULL;
  Box *box;

  if (!enter (self, FAKE_CHANGES, cancellable, error))
    return NULL;
  locker = g_mutex_locker_new (&self->mutex);
  box = require_box (self, folder, error);

  return box != NULL ? list_changes (box, cursor, query, limit) : NULL;
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  FakeStore *self = store_of (store);
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *refs;
  Box *box;

  if (!enter (self, FAKE_SEARCH, cancellable, error))
    return NULL;
  locker = g_mutex_locker_new (&self->mutex);
  box = require_box (self, folder, error);
  if (box == NULL)
    return NULL;

  refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  for (guint i = 0; i < box->letters->len; i++)
    if (may_match (g_ptr_array_index (box->letters, i), query))
      g_ptr_array_add (refs, make_ref (box, g_ptr_array_index (box->letters, i)));

  return refs;
}

/* In pieces, as a network brings them. */
static gboolean
send_raw (FakeStore *self,
          TocsinMessageRef *ref,
          const Letter *letter,
          const TocsinMailSink *sink,
          GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (letter->raw, &length);

  if (!sink->begin (ref, letter->told_size, sink->user_data, error))
    return FALSE;
  for (gsize sent = 0; sent < length; sent += 1000)
    if (!sink->write (text + sent, MIN (length - sent, 1000), sink->user_data, error))
      return FALSE;
  self->raw_bytes += length;

  return TRUE;
}

static gboolean
fetch_one (FakeStore *self,
           TocsinMessageRef *ref,
           TocsinMailParts parts,
           const TocsinMailSink *sink,
           GError **error)
{
  Box *box = require_box (self, ref->folder, error);
  gboolean raw = (parts & TOCSIN_MAIL_PARTS_RAW) != 0;
  g_autoptr (TocsinMessage) message = NULL;
  Letter *letter;

  if (box == NULL)
    return FALSE;
  letter = find_by_ref (box, ref);
  if (letter == NULL || letter->habit == FAKE_VANISHING)
    return sink->message (ref, NULL, sink->user_data, error);
  if (letter->habit == FAKE_UNDELIVERED)
    return TRUE;
  if (letter->habit >= FAKE_FAILS && (raw || letter->habit < FAKE_RAW_FAILS))
    {
      g_set_error (error, TOCSIN_ERROR, (gint) letter->habit % FAKE_FAILS, "nobody can have that");
      return FALSE;
    }
  if (raw && !send_raw (self, ref, letter, sink, error))
    return FALSE;

  message = make_message (letter, letter->habit == FAKE_READ_WHOLE);

  return sink->message (ref, message, sink->user_data, error);
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  FakeStore *self = store_of (store);
  g_autoptr (GMutexLocker) locker = NULL;

  if (!enter (self, parts & TOCSIN_MAIL_PARTS_RAW ? FAKE_FETCH_RAW : FAKE_FETCH, cancellable,
              error))
    return FALSE;

  locker = g_mutex_locker_new (&self->mutex);
  /* Backwards: servers answer in the order they like. */
  for (guint i = refs->len; i > 0; i--)
    if (!fetch_one (self, g_ptr_array_index (refs, i - 1), parts, sink, error))
      return FALSE;

  return TRUE;
}

static gboolean
read_texts (TocsinMailStore *store,
            GPtrArray *refs,
            GPtrArray *messages,
            GCancellable *cancellable,
            GError **error)
{
  FakeStore *self = store_of (store);
  g_autoptr (GMutexLocker) locker = NULL;

  if (!enter (self, FAKE_READ_TEXTS, cancellable, error))
    return FALSE;

  locker = g_mutex_locker_new (&self->mutex);
  for (guint i = 0; i < refs->len && self->gives_texts; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      const Letter *letter = find_by_ref (find_box (self, ref->folder), ref);

      g_autoptr (TocsinMessage) whole = letter != NULL ? make_message (letter, TRUE) : NULL;

      if (letter != NULL && letter->habit == FAKE_SOUND)
        self->text_bytes += fake_texts_give (whole, g_ptr_array_index (messages, i));
    }

  return TRUE;
}

static gboolean
on_resume (gpointer user_data, GCancellable *cancellable, GError **error)
{
  return enter (user_data, FAKE_RESUME, cancellable, error);
}

static TocsinWatch *
watch (TocsinMailStore *store,
       const char *const *folders,
       GCancellable *cancellable,
       GError **error)
{
  FakeStore *self = store_of (store);
  g_autoptr (GMutexLocker) locker = NULL;
  TocsinWatch *watch;

  if (!enter (self, FAKE_WATCH, cancellable, error))
    return NULL;

  locker = g_mutex_locker_new (&self->mutex);
  if (!self->can_watch)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, "it can't wait");
      return NULL;
    }
  watch = fake_watch_new (G_MAXINT64, on_resume, self);
  g_ptr_array_add (self->watches, g_object_ref (watch));

  return watch;
}

static guint
rest (TocsinMailStore *store, GCancellable *cancellable)
{
  enter (store_of (store), FAKE_REST, NULL, NULL);

  return store_of (store)->pause;
}

static void
mail_store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = get_changes;
  iface->search = search;
  iface->fetch = fetch;
  iface->read_texts = read_texts;
  iface->watch = watch;
  iface->rest = rest;
}

static void
connection_init (TocsinConnectionInterface *iface)
{
}

static GType fake_connection_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeConnection,
                         fake_connection,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                             G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, mail_store_init))

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, ((FakeConnection *) object)->settings);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  ((FakeConnection *) object)->settings = g_value_dup_object (value);
}

static void
fake_connection_finalize (GObject *object)
{
  g_clear_object (&((FakeConnection *) object)->settings);

  G_OBJECT_CLASS (fake_connection_parent_class)->finalize (object);
}

static void
fake_connection_class_init (FakeConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->finalize = fake_connection_finalize;
  g_object_class_override_property (object_class, 1, "settings");
}

static void
fake_connection_init (FakeConnection *self)
{
}

FakeStore *
fake_store_new (const char *first_assignment, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new ();
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  FakeStore *self = g_new0 (FakeStore, 1);
  va_list args;

  va_start (args, first_assignment);
  for (const char *one = first_assignment; one != NULL; one = va_arg (args, const char *))
    g_ptr_array_add (assignments, (gpointer) one);
  va_end (args);
  g_ptr_array_add (assignments, NULL);
  settings = tocsin_connection_settings_new_from_assignments (
      "box", "memory", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->boxes = g_ptr_array_new_with_free_func (box_free);
  self->watches = g_ptr_array_new_with_free_func (g_object_unref);
  self->held_call = -1;
  self->can_watch = self->tells = TRUE;
  self->connection = g_object_new (fake_connection_get_type (), "settings", settings, NULL);
  ((FakeConnection *) self->connection)->store = self;
  fake_store_add_folder (self, "INBOX");

  return self;
}

void
fake_store_free (FakeStore *self)
{
  g_object_unref (self->connection);
  g_ptr_array_unref (self->watches);
  g_ptr_array_unref (self->boxes);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

TocsinMailStore *
fake_store_get (FakeStore *self)
{
  return TOCSIN_MAIL_STORE (self->connection);
}

void
fake_store_add_folder (FakeStore *self, const char *name)
{
  Box *box = g_new0 (Box, 1);

  box->name = g_strdup (name);
  box->validity = 1;
  box->next_uid = 1;
  box->letters = g_ptr_array_new_with_free_func (letter_free);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->boxes, box);
  g_mutex_unlock (&self->mutex);
}

static void
tell (FakeStore *self, const char *folder)
{
  for (guint i = 0; i < self->watches->len && self->tells; i++)
    fake_watch_say (g_ptr_array_index (self->watches, i), folder);
}

guint64
fake_store_deliver_raw (
    FakeStore *self, const char *folder, const char *raw, gint64 received, FakeHabit habit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Letter *letter = g_new0 (Letter, 1);
  Box *box = find_box (self, folder);

  letter->uid = box->next_uid++;
  letter->raw = g_bytes_new (raw, strlen (raw));
  letter->told_size = strlen (raw);
  letter->received = received;
  letter->habit = habit;
  g_ptr_array_add (box->letters, letter);
  tell (self, folder);

  return letter->uid;
}

guint64
fake_store_deliver (FakeStore *self, const char *folder, const char *subject, gint64 received)
{
  g_autofree char *raw = g_strdup_printf ("From: Ann <ann@example.com>\r\n"
                                          "Message-ID: <%s@example.com>\r\n"
                                          "Subject: %s\r\n"
                                          "\r\n"
                                          "This is about %s.\r\n",
                                          subject, subject, subject);

  return fake_store_deliver_raw (self, folder, raw, received, FAKE_SOUND);
}

void
fake_store_set_flags (FakeStore *self, const char *folder, guint64 uid, TocsinMessageFlags flags)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  find_letter (find_box (self, folder), uid)->flags = flags;
  tell (self, folder);
}

/* Whether it has the text of a message by itself; else that is only had with all the rest. */
void
fake_store_set_gives_texts (FakeStore *self, gboolean gives_texts)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->gives_texts = gives_texts;
}

void
fake_store_set_told_size (FakeStore *self, const char *folder, guint64 uid, guint64 size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  find_letter (find_box (self, folder), uid)->told_size = size;
}

void
fake_store_remove (FakeStore *self, const char *folder, guint64 uid)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Box *box = find_box (self, folder);

  g_ptr_array_remove (box->letters, find_letter (box, uid));
}

/* As after a server's index was lost: another UIDVALIDITY, and all numbers from the beginning. */
void
fake_store_renumber (FakeStore *self, const char *folder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Box *box = find_box (self, folder);

  box->validity++;
  box->next_uid = 1;
  for (guint i = 0; i < box->letters->len; i++)
    ((Letter *) g_ptr_array_index (box->letters, i))->uid = box->next_uid++;
}

void
fake_store_fail (FakeStore *self, FakeCall call, TocsinError code, guint times)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->failures[call] = code;
  self->failing[call] = times;
}

/* From now on nobody gets into this folder; 0 lets them in again. */
void
fake_store_fail_folder (FakeStore *self, const char *folder, TocsinError code)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  find_box (self, folder)->refusal = code;
}

/* What the server asks for whenever it fails. */
void
fake_store_set_retry_after (FakeStore *self, gint64 seconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->retry_after = seconds;
}

void
fake_store_set_pause (FakeStore *self, guint seconds)
{
  self->pause = seconds;
}

guint
fake_store_count (FakeStore *self, FakeCall call)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->calls[call];
}

/* From now on this call waits until it is let go, or cancelled. */
void
fake_store_hold (FakeStore *self, FakeCall call)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->held_call = call;
}

/* Waits until somebody has made the call that is held. */
void
fake_store_await (FakeStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (!self->is_held)
    g_cond_wait (&self->cond, &self->mutex);
}

void
fake_store_let_go (FakeStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->held_call = -1;
  g_cond_broadcast (&self->cond);
}

void
fake_store_set_pushes (FakeStore *self, gboolean can_watch, gboolean tells)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->can_watch = can_watch;
  self->tells = tells;
}

void
fake_store_hang_up (FakeStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < self->watches->len; i++)
    fake_watch_hang_up (g_ptr_array_index (self->watches, i));
}

/* How many watches are open. */
guint
fake_store_get_watches (FakeStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint open = 0;

  for (guint i = 0; i < self->watches->len; i++)
    open += !fake_watch_is_closed (g_ptr_array_index (self->watches, i));

  return open;
}

guint64
fake_store_get_raw_bytes (FakeStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->raw_bytes;
}

guint64
fake_store_get_text_bytes (FakeStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->text_bytes;
}
