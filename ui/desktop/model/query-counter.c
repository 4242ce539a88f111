/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-counter.h"

#include "core/base/error.h"
#include "core/engine/connections.h"
#include "ui/desktop/model/query-sample.h"

#include <glib/gi18n.h>

/* Milliseconds without a key pressed: shorter than a person waits, longer than between two keys. */
#define PAUSE 400

struct _TocsinQueryCounter
{
  GObject parent_instance;

  TocsinWorkbench *workbench;
  char *connection;
  GStrv folders;
  TocsinQuery *query;
  TocsinQuerySample *sample;

  guint pause;
  GCancellable *cancellable; /* of what is asked now */
  char *text;
  gboolean busy;
  gboolean failed;
};

enum
{
  PROP_TEXT = 1,
  PROP_BUSY,
  PROP_FAILED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TocsinQueryCounter, tocsin_query_counter, G_TYPE_OBJECT)

/* A question on its way: what is needed to find the mail, or the mail itself and what to look for.
 */
typedef struct
{
  TocsinRegistry *registry;
  char *connection;
  GStrv folders;
  TocsinQuerySample *sample;
  TocsinQuery *query;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->registry);
  g_clear_object (&self->sample);
  g_clear_pointer (&self->query, tocsin_query_unref);
  g_free (self->connection);
  g_strfreev (self->folders);
  g_free (self);
}

static gpointer
close_sample (gpointer data, GCancellable *cancellable, GError **error)
{
  tocsin_connections_close_all (TOCSIN_CONNECTIONS (tocsin_query_sample_get_host (data)));

  return NULL;
}

/* On a worker, as saying goodbye to a server may take a moment. */
static void
forget_sample (TocsinQueryCounter *self)
{
  if (self->sample != NULL)
    tocsin_workbench_run_async (self->workbench, close_sample, g_steal_pointer (&self->sample),
                                g_object_unref, NULL, NULL, NULL, NULL);
}

static void
stop_asking (TocsinQueryCounter *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
tocsin_query_counter_dispose (GObject *object)
{
  tocsin_query_counter_close (TOCSIN_QUERY_COUNTER (object));

  G_OBJECT_CLASS (tocsin_query_counter_parent_class)->dispose (object);
}

static void
tocsin_query_counter_finalize (GObject *object)
{
  TocsinQueryCounter *self = TOCSIN_QUERY_COUNTER (object);

  g_clear_object (&self->workbench);
  g_clear_pointer (&self->connection, g_free);
  g_clear_pointer (&self->folders, g_strfreev);
  g_clear_pointer (&self->query, tocsin_query_unref);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (tocsin_query_counter_parent_class)->finalize (object);
}

static void
tocsin_query_counter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TocsinQueryCounter *self = TOCSIN_QUERY_COUNTER (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_FAILED:
      g_value_set_boolean (value, self->failed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tocsin_query_counter_class_init (TocsinQueryCounterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = tocsin_query_counter_dispose;
  object_class->finalize = tocsin_query_counter_finalize;
  object_class->get_property = tocsin_query_counter_get_property;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_FAILED] = g_param_spec_boolean ("failed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tocsin_query_counter_init (TocsinQueryCounter *self)
{
  self->text = g_strdup ("");
  self->connection = g_strdup ("");
}

static void
say (TocsinQueryCounter *self, char *text, gboolean failed)
{
  g_free (self->text);
  self->text = text;
  self->failed = failed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_busy (TocsinQueryCounter *self, gboolean busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* What is asked is not asked any more: its answer is nobody's. */
static gboolean
is_stale (TocsinQueryCounter *self, GTask *question)
{
  return g_task_get_cancellable (question) != self->cancellable;
}

static void
say_error (TocsinQueryCounter *self, const GError *error)
{
  set_busy (self, FALSE);
  say (self, g_strdup_printf (_ ("Can't be tried on mail: %s"), error->message), TRUE);
}

static gpointer
count (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  TocsinQueryCount counted;

  if (!tocsin_query_sample_count (question->sample, question->query, &counted, cancellable, error))
    return NULL;

  return tocsin_query_count_to_text (&counted);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) question = user_data;
  TocsinQueryCounter *self = g_task_get_source_object (question);
  g_autoptr (GError) error = NULL;
  char *text = tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (is_stale (self, question))
    {
      g_free (text);
      return;
    }
  if (text == NULL)
    {
      say_error (self, error);
      return;
    }
  set_busy (self, FALSE);
  say (self, text, FALSE);
}

static void
ask_sample (TocsinQueryCounter *self, GTask *task)
{
  Question *question = g_new0 (Question, 1);

  question->sample = g_object_ref (self->sample);
  question->query = tocsin_query_ref (self->query);
  tocsin_workbench_run_async (self->workbench, count, question, question_free, g_free,
                              g_task_get_cancellable (task), on_counted, g_object_ref (task));
}

static gpointer
find_mailbox (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autofree char *id =
      tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, question->connection, error);
  g_autoptr (TocsinConnections) connections = NULL;

  if (id == NULL)
    return NULL;
  connections = tocsin_connections_new_for_config (config, question->registry, g_get_tmp_dir ());

  return tocsin_query_sample_new (TOCSIN_HOST (connections), id,
                                  (const char *const *) question->folders);
}

static void
on_mailbox (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TocsinQueryCounter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuerySample) sample =
      tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (is_stale (self, task))
    return;
  if (sample == NULL)
    {
      say_error (self, error);
      return;
    }
  g_set_object (&self->sample, sample);
  ask_sample (self, task);
}

static void
ask_settings (TocsinQueryCounter *self, GTask *task)
{
  Question *question = g_new0 (Question, 1);

  question->registry = g_object_ref (tocsin_workbench_get_registry (self->workbench));
  question->connection = g_strdup (self->connection);
  question->folders = g_strdupv (self->folders);
  tocsin_workbench_edit_async (self->workbench, find_mailbox, question, question_free,
                               g_object_unref, g_task_get_cancellable (task), on_mailbox,
                               g_object_ref (task));
}

static gboolean
on_pause (gpointer data)
{
  TocsinQueryCounter *self = data;
  g_autoptr (GTask) task = NULL;

  self->pause = 0;
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  task = g_task_new (self, self->cancellable, NULL, NULL);
  if (self->sample != NULL)
    ask_sample (self, task);
  else
    ask_settings (self, task);

  return G_SOURCE_REMOVE;
}

static void
ask_later (TocsinQueryCounter *self)
{
  stop_asking (self);
  set_busy (self, FALSE);
  if (*self->connection == '\0' || self->folders == NULL || self->query == NULL)
    say (self, g_strdup (""), FALSE);
  else
    self->pause = g_timeout_add (PAUSE, on_pause, self);
}

/**
 * tocsin_query_counter_new:
 * @workbench: where it is asked
 *
 * Returns: (transfer full): a counter that is asked nothing.
 */
TocsinQueryCounter *
tocsin_query_counter_new (TocsinWorkbench *workbench)
{
  TocsinQueryCounter *self = g_object_new (TOCSIN_TYPE_QUERY_COUNTER, NULL);

  self->workbench = g_object_ref (workbench);

  return self;
}

/**
 * tocsin_query_counter_set_mailbox:
 * @self: a counter
 * @connection: id or name of the connection; "" while there is none
 * @folders: globs over its folders
 */
void
tocsin_query_counter_set_mailbox (TocsinQueryCounter *self,
                                  const char *connection,
                                  const char *const *folders)
{
  if (g_str_equal (self->connection, connection) && self->folders != NULL
      && g_strv_equal ((const char *const *) self->folders, folders))
    return;
  g_free (self->connection);
  self->connection = g_strdup (connection);
  g_strfreev (self->folders);
  self->folders = g_strdupv ((GStrv) folders);
  forget_sample (self);
  ask_later (self);
}

/**
 * tocsin_query_counter_set_query:
 * @self: a counter
 * @query: (nullable): what is looked for; %NULL while that is not known
 */
void
tocsin_query_counter_set_query (TocsinQueryCounter *self, TocsinQuery *query)
{
  if (query != NULL && self->query != NULL && tocsin_query_equal (query, self->query))
    return;
  g_clear_pointer (&self->query, tocsin_query_unref);
  self->query = query != NULL ? tocsin_query_ref (query) : NULL;
  ask_later (self);
}

/**
 * tocsin_query_counter_close:
 * @self: a counter
 *
 * Nothing is asked any more, and the connection is closed.
 */
void
tocsin_query_counter_close (TocsinQueryCounter *self)
{
  stop_asking (self);
  forget_sample (self);
}

/**
 * tocsin_query_counter_get_text:
 * @self: a counter
 *
 * Returns: (transfer none): what is known.
 */
const char *
tocsin_query_counter_get_text (TocsinQueryCounter *self)
{
  return self->text;
}
