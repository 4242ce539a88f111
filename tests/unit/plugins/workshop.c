/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/plugins/workshop.h"

#include "core/base/error.h"
#include "core/mail/message-json.h"

#include <glib/gstdio.h>
#include <string.h>

/* 1 November 2026, 08:00 */
#define RECEIVED (G_GINT64_CONSTANT (1793520000) * G_USEC_PER_SEC)

struct _WorkshopHost
{
  GObject parent_instance;

  GHashTable *connections;
  GPtrArray *outbox;
  char *work;
};

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  TocsinConnection *connection = g_hash_table_lookup (WORKSHOP_HOST (host)->connections, id);

  if (connection != NULL)
    return g_object_ref (connection);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND, "no connection %s", id);
  return NULL;
}

static const char *
get_work_directory (TocsinHost *host)
{
  return WORKSHOP_HOST (host)->work;
}

static void
free_mail (gpointer data)
{
  WorkshopMail *mail = data;

  g_free (mail->connection);
  tocsin_envelope_unref (mail->envelope);
  g_free (mail->message);
  g_free (mail->key);
  g_free (mail->origin);
  g_free (mail);
}

static char *
read_all (GInputStream *stream)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (memory, "", 1, NULL, NULL, &error);
  g_output_stream_close (memory, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

static gboolean
find_mail (TocsinHost *host, const char *key, char **id, GError **error)
{
  GPtrArray *outbox = WORKSHOP_HOST (host)->outbox;

  for (guint i = 0; i < outbox->len && *id == NULL; i++)
    if (g_strcmp0 (((WorkshopMail *) g_ptr_array_index (outbox, i))->key, key) == 0)
      *id = g_strdup_printf ("%u", i + 1);

  return TRUE;
}

/* As the engine's outbox does: the same key once. */
static char *
queue_mail (TocsinHost *host,
            const char *connection,
            TocsinEnvelope *envelope,
            GInputStream *message,
            const char *key,
            const char *origin,
            GError **error)
{
  GPtrArray *outbox = WORKSHOP_HOST (host)->outbox;
  WorkshopMail *mail;
  char *older = NULL;

  find_mail (host, key, &older, NULL);
  if (older != NULL)
    return older;

  mail = g_new0 (WorkshopMail, 1);
  mail->connection = g_strdup (connection);
  mail->envelope = tocsin_envelope_ref (envelope);
  mail->message = read_all (message);
  mail->key = g_strdup (key);
  mail->origin = g_strdup (origin);
  mail->when = g_get_real_time ();
  g_ptr_array_add (outbox, mail);

  return g_strdup_printf ("%u", outbox->len);
}

static gboolean
is_to (WorkshopMail *mail, const char *recipient)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (mail->envelope);

  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *one = g_ptr_array_index (recipients, i);

      if (recipient == NULL || g_ascii_strcasecmp (one->address, recipient) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
count_mail (TocsinHost *host,
            const char *origin,
            const char *recipient,
            gint64 since,
            guint64 *count,
            GError **error)
{
  GPtrArray *outbox = WORKSHOP_HOST (host)->outbox;

  *count = 0;
  for (guint i = 0; i < outbox->len; i++)
    {
      WorkshopMail *mail = g_ptr_array_index (outbox, i);

      *count +=
          mail->when >= since && g_strcmp0 (mail->origin, origin) == 0 && is_to (mail, recipient);
    }

  return TRUE;
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->queue_mail = queue_mail;
  iface->count_mail = count_mail;
  iface->find_mail = find_mail;
  iface->get_connection = get_connection;
  iface->get_work_directory = get_work_directory;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WorkshopHost,
                               workshop_host,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
workshop_host_finalize (GObject *object)
{
  WorkshopHost *self = WORKSHOP_HOST (object);

  g_hash_table_unref (self->connections);
  g_ptr_array_unref (self->outbox);
  g_free (self->work);

  G_OBJECT_CLASS (workshop_host_parent_class)->finalize (object);
}

static void
workshop_host_class_init (WorkshopHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = workshop_host_finalize;
}

static void
workshop_host_init (WorkshopHost *self)
{
  self->outbox = g_ptr_array_new_with_free_func (free_mail);
  self->connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/* Plugins stay loaded anyway. */
static TocsinRegistry *
get_registry (void)
{
  static TocsinRegistry *registry;

  if (registry == NULL)
    {
      registry = tocsin_registry_new ();
      tocsin_registry_load (registry);
    }

  return registry;
}

void
workshop_set_up (Workshop *self, gconstpointer data)
{
  self->registry = get_registry ();
  self->directory = g_dir_make_tmp ("tocsin-plugins-XXXXXX", NULL);
  self->work = g_dir_make_tmp ("tocsin-work-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
  g_assert_nonnull (self->work);
  self->host = g_object_new (WORKSHOP_TYPE_HOST, NULL);
  self->host->work = g_strdup (self->work);
}

void
workshop_remove (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          workshop_remove (child);
        }
    }
  g_remove (path);
}

/* Whatever an action put into the work directory has to be gone when it is done. */
void
workshop_tear_down (Workshop *self, gconstpointer data)
{
  g_autofree char *left = workshop_list (self->work);

  g_assert_cmpstr (left, ==, "");
  workshop_remove (self->directory);
  workshop_remove (self->work);
  g_free (self->directory);
  g_free (self->work);
  g_object_unref (self->host);
}

/* What was queued, as WorkshopMail. */
GPtrArray *
workshop_get_outbox (Workshop *self)
{
  return self->host->outbox;
}

void
workshop_add_connection (Workshop *self, const char *id, TocsinConnection *connection)
{
  g_hash_table_insert (self->host->connections, g_strdup (id), g_object_ref (connection));
}

static TocsinTaskSettings *
make_settings (const char *trigger,
               const char *prefix,
               const char *const *assignments,
               GError **error)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  g_strv_builder_add_many (all, "name=test", trigger, NULL);
  for (gsize i = 0; assignments[i] != NULL; i++)
    {
      g_autofree char *assignment = g_strconcat (prefix, assignments[i], NULL);

      g_strv_builder_add (all, assignment);
    }
  list = g_strv_builder_end (all);

  return tocsin_task_settings_new_from_assignments ("test", (const char *const *) list, error);
}

TocsinAction *
workshop_try_action (Workshop *self,
                     GError **error,
                     const char *type,
                     const char *const *assignments)
{
  g_autofree char *prefix = g_strdup_printf ("action.%s.", type);
  g_autoptr (TocsinTaskSettings) settings =
      make_settings ("trigger=schedule", prefix, assignments, error);
  GPtrArray *actions;

  if (settings == NULL)
    return NULL;

  actions = tocsin_task_settings_get_actions (settings);
  g_assert_cmpuint (actions->len, ==, 1);

  return tocsin_registry_new_action (self->registry, g_ptr_array_index (actions, 0), error);
}

TocsinAction *
workshop_new_action (Workshop *self, const char *type, const char *const *assignments)
{
  g_autoptr (GError) error = NULL;
  TocsinAction *action = workshop_try_action (self, &error, type, assignments);

  g_assert_no_error (error);
  g_assert_nonnull (action);

  return action;
}

TocsinTrigger *
workshop_try_trigger (Workshop *self,
                      GError **error,
                      const char *type,
                      const char *const *assignments)
{
  g_autofree char *trigger = g_strdup_printf ("trigger=%s", type);
  g_autoptr (TocsinTaskSettings) settings = make_settings (trigger, "trigger.", assignments, error);

  if (settings == NULL)
    return NULL;

  return tocsin_registry_new_trigger (self->registry, tocsin_task_settings_get_trigger (settings),
                                      error);
}

TocsinTrigger *
workshop_new_trigger (Workshop *self, const char *type, const char *const *assignments)
{
  g_autoptr (GError) error = NULL;
  TocsinTrigger *trigger = workshop_try_trigger (self, &error, type, assignments);

  g_assert_no_error (error);
  g_assert_nonnull (trigger);

  return trigger;
}

/* An event about the message @raw, as the engine makes it. */
TocsinEvent *
workshop_new_event (const char *raw)
{
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (raw, strlen (raw));
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_message_load_bytes (message, bytes, &error));
  g_assert_no_error (error);
  tocsin_message_set_received (message, RECEIVED);
  json_object_set_string_member (data, "task", "test");
  json_object_set_string_member (data, "connection", "work");
  json_object_set_string_member (data, "folder", "INBOX");
  json_object_set_string_member (data, "folder_id", "INBOX-id");
  json_object_set_string_member (data, "ref", "7:42");
  json_object_set_int_member (data, "uid", 42);
  tocsin_message_add_to_json (message, data);

  return tocsin_event_new ("0123456789abcdef", "org.tocsin.mail.received.v1",
                           "/connections/work/INBOX", tocsin_message_get_message_id (message),
                           RECEIVED, data, message, 1);
}

/* One that is about no message. */
TocsinEvent *
workshop_new_bare_event (void)
{
  g_autoptr (JsonObject) data = json_object_new ();

  json_object_set_string_member (data, "task", "test");

  return tocsin_event_new ("fedcba", "org.example.tick.v1", "/tasks/test", NULL, RECEIVED, data,
                           NULL, 1);
}

TocsinOutcome *
workshop_act (Workshop *self, TocsinAction *action, TocsinEvent *event, GError **error)
{
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, error);

  if (plan == NULL)
    return NULL;

  return tocsin_action_perform (action, plan, event, TOCSIN_HOST (self->host), NULL, error);
}

/* The content of a file below the directory. */
char *
workshop_read (Workshop *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);
  g_autoptr (GError) error = NULL;
  char *content = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);

  return content;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_into (GPtrArray *names, const char *directory, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autofree char *shown = g_strconcat (prefix, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        {
          g_autofree char *deeper = g_strconcat (shown, "/", NULL);

          list_into (names, path, deeper);
        }
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

/* All files below a directory, hidden ones too, in order, parted by "|". */
char *
workshop_list (const char *directory)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  list_into (names, directory, "");
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);

  return g_strjoinv ("|", (char **) names->pdata);
}
