/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/trial-report.h"

#include "core/base/error.h"
#include "core/engine/replay.h"
#include "ui/desktop/model/task-order.h"
#include "ui/desktop/model/trial-ground.h"
#include "ui/desktop/model/trial-summary.h"
#include "ui/desktop/model/trial-tray.h"

#include <glib/gi18n.h>

struct _TocsinTrialReport
{
  GObject parent_instance;

  TocsinWorkbench *workbench;
  GPtrArray *rows;
  gboolean running;
  char *summary;
  GStrv warnings;
};

enum
{
  PROP_RUNNING = 1,
  PROP_SUMMARY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return TOCSIN_TYPE_TRIAL_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TOCSIN_TRIAL_REPORT (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TocsinTrialReport *self = TOCSIN_TRIAL_REPORT (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position))
                                    : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinTrialReport,
                               tocsin_trial_report,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* What is run, and where its rows go. */
typedef struct
{
  TocsinTrialGround *ground;
  gint64 since;
  TocsinTrialTray *tray;
} Run;

static void
run_free (gpointer data)
{
  Run *self = data;

  g_clear_pointer (&self->ground, tocsin_trial_ground_free);
  g_clear_pointer (&self->tray, tocsin_trial_tray_unref);
  g_free (self);
}

/* What came of it, carried home. */
typedef struct
{
  char *summary;
  GStrv warnings;
  GError *error; /* (nullable): the rows stay, and are not all */
} Result;

static void
result_free (gpointer data)
{
  Result *self = data;

  g_free (self->summary);
  g_strfreev (self->warnings);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Result, result_free)

static void
free_ground (gpointer data)
{
  tocsin_trial_ground_free (data);
}

static void
tocsin_trial_report_finalize (GObject *object)
{
  TocsinTrialReport *self = TOCSIN_TRIAL_REPORT (object);

  g_clear_object (&self->workbench);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->summary, g_free);
  g_clear_pointer (&self->warnings, g_strfreev);

  G_OBJECT_CLASS (tocsin_trial_report_parent_class)->finalize (object);
}

static void
tocsin_trial_report_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TocsinTrialReport *self = TOCSIN_TRIAL_REPORT (object);

  switch (id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tocsin_trial_report_class_init (TocsinTrialReportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = tocsin_trial_report_finalize;
  object_class->get_property = tocsin_trial_report_get_property;
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tocsin_trial_report_init (TocsinTrialReport *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->summary = g_strdup ("");
  self->warnings = g_new0 (char *, 1);
}

/**
 * tocsin_trial_report_new:
 * @workbench: where it is run
 *
 * Returns: (transfer full): a report that is empty.
 */
TocsinTrialReport *
tocsin_trial_report_new (TocsinWorkbench *workbench)
{
  TocsinTrialReport *self = g_object_new (TOCSIN_TYPE_TRIAL_REPORT, NULL);

  self->workbench = g_object_ref (workbench);

  return self;
}

/* All that has come together since is told at once. */
static void
take_rows (GPtrArray *rows, gpointer user_data)
{
  TocsinTrialReport *self = user_data;
  guint before = self->rows->len;

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (self->rows, g_object_ref (g_ptr_array_index (rows, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, rows->len);
}

/* On the worker. */
static void
put_firing (const TocsinTrialFiring *firing, gpointer user_data)
{
  Run *run = user_data;

  tocsin_trial_tray_put (run->tray, tocsin_trial_row_new (firing, run->ground->task));
}

static GStrv
copy_texts (GPtrArray *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < texts->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (texts, i));

  return g_strv_builder_end (builder);
}

static gpointer
run_trial (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  g_autoptr (TocsinTrial) trial = tocsin_trial_new (run->ground->task, run->ground->tasks,
                                                    TOCSIN_HOST (run->ground->connections));
  Result *result = g_new0 (Result, 1);

  tocsin_trial_set_since (trial, run->since);
  tocsin_trial_set_limit (trial, TOCSIN_TRIAL_REPORT_LIMIT);
  tocsin_trial_run (trial, put_firing, run, cancellable, &result->error);
  result->summary = tocsin_trial_summary_to_text (
      tocsin_trial_get_summary (trial), tocsin_task_get_mail_rule (run->ground->task) != NULL);
  result->warnings = copy_texts (tocsin_trial_get_summary (trial)->warnings);
  /* Here, as saying goodbye to servers may take a moment. */
  g_clear_object (&trial);
  g_clear_pointer (&run->ground, tocsin_trial_ground_free);

  return result;
}

static void
set_running (TocsinTrialReport *self, gboolean running)
{
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
set_summary (TocsinTrialReport *self, char *summary, GStrv warnings)
{
  g_free (self->summary);
  self->summary = summary;
  g_strfreev (self->warnings);
  self->warnings = warnings;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

/* GIO's own word for a run that was stopped becomes ours. */
static void
return_error (GTask *task, GError *error)
{
  if (error->domain != TOCSIN_ERROR)
    tocsin_error_translate (&error, "%s", _ ("dry run"));
  g_task_return_error (task, error);
}

static void
on_run (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TocsinTrialReport *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (Result) result =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), async, &error);
  Run *run = g_task_get_task_data (task);

  tocsin_trial_tray_empty (run->tray);
  set_running (self, FALSE);
  if (result != NULL)
    {
      set_summary (self, g_steal_pointer (&result->summary), g_steal_pointer (&result->warnings));
      error = g_steal_pointer (&result->error);
    }
  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_ground (GObject *source, GAsyncResult *async, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TocsinTrialReport *self = g_task_get_source_object (task);
  Run *waiting = g_task_get_task_data (task);
  GError *error = NULL;
  TocsinTrialGround *ground =
      tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), async, &error);
  Run *run;

  if (ground == NULL)
    {
      set_running (self, FALSE);
      return_error (task, error);
      return;
    }
  run = g_new0 (Run, 1);
  run->ground = ground;
  run->since = waiting->since;
  run->tray = tocsin_trial_tray_ref (waiting->tray);
  tocsin_workbench_run_async (self->workbench, run_trial, run, run_free, result_free,
                              g_task_get_cancellable (task), on_run, g_object_ref (task));
}

static gpointer
load_ground (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  TocsinTaskOrder *order = data;

  return tocsin_trial_ground_new (order->change, config, order->registry, error);
}

/**
 * tocsin_trial_report_run_async:
 * @self: a report that is not running
 * @change: the task as it is to be tried; nothing of it is written
 * @since: only mail received since then, microseconds since 1970; 0 for all
 * @cancellable: (nullable): to stop it
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * What was there from another run is dropped.
 */
void
tocsin_trial_report_run_async (TocsinTrialReport *self,
                               const TocsinTaskChange *change,
                               gint64 since,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  TocsinTaskOrder *order =
      tocsin_task_order_new (change, tocsin_workbench_get_registry (self->workbench));
  Run *run = g_new0 (Run, 1);
  guint before = self->rows->len;

  g_return_if_fail (!self->running);

  g_ptr_array_set_size (self->rows, 0);
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  set_summary (self, g_strdup (""), g_new0 (char *, 1));
  set_running (self, TRUE);

  run->since = since;
  run->tray = tocsin_trial_tray_new (G_OBJECT (self), take_rows);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, run_free);
  tocsin_workbench_edit_async (self->workbench, load_ground, order, tocsin_task_order_free,
                               free_ground, cancellable, on_ground, g_object_ref (task));
}

/**
 * tocsin_trial_report_run_finish:
 * @self: the report
 * @result: what the callback got
 * @error: where to put why it ended early, or what is wrong with the task
 *
 * Returns: whether all was looked at.
 */
gboolean
tocsin_trial_report_run_finish (TocsinTrialReport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tocsin_trial_report_is_running:
 * @self: a report
 *
 * Returns: whether more is to come.
 */
gboolean
tocsin_trial_report_is_running (TocsinTrialReport *self)
{
  return self->running;
}

/**
 * tocsin_trial_report_get_summary:
 * @self: a report
 *
 * Returns: (transfer none): what came of it in all; "" while that is not known.
 */
const char *
tocsin_trial_report_get_summary (TocsinTrialReport *self)
{
  return self->summary;
}

/**
 * tocsin_trial_report_get_warnings:
 * @self: a report
 *
 * Returns: (transfer none): what a person should know, sentences.
 */
const char *const *
tocsin_trial_report_get_warnings (TocsinTrialReport *self)
{
  return (const char *const *) self->warnings;
}

/* What an earlier task hides, and what can't be decided, is not fired for. */
static gboolean
is_to_fire (TocsinTrialRow *row)
{
  return tocsin_trial_row_is_own (row) && tocsin_trial_row_get_ref (row) != NULL
         && tocsin_trial_row_get_verdict (row) == TOCSIN_TRIAL_FIRES;
}

/**
 * tocsin_trial_report_get_n_fires:
 * @self: a report
 *
 * Returns: for how many of the messages that are shown the task would fire.
 */
guint
tocsin_trial_report_get_n_fires (TocsinTrialReport *self)
{
  guint count = 0;

  for (guint i = 0; i < self->rows->len; i++)
    count += is_to_fire (g_ptr_array_index (self->rows, i));

  return count;
}

/**
 * tocsin_trial_report_get_n_destroyed:
 * @self: a report
 *
 * Returns: how many of these would leave their folder, or be deleted.
 */
guint
tocsin_trial_report_get_n_destroyed (TocsinTrialReport *self)
{
  guint count = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      TocsinTrialRow *row = g_ptr_array_index (self->rows, i);

      count += is_to_fire (row) && tocsin_trial_row_destroys (row);
    }

  return count;
}

/**
 * tocsin_trial_report_list_messages:
 * @self: a report
 *
 * Returns: (transfer floating): these messages, as the engine's method Replay takes them.
 */
GVariant *
tocsin_trial_report_list_messages (TocsinTrialReport *self)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("", "", 0);

  for (guint i = 0; i < self->rows->len; i++)
    {
      TocsinTrialRow *row = g_ptr_array_index (self->rows, i);
      TocsinMessageRef *ref = tocsin_trial_row_get_ref (row);
      g_autoptr (TocsinFolder) folder = NULL;

      if (!is_to_fire (row))
        continue;
      folder = tocsin_folder_new (ref->folder, tocsin_trial_row_get_folder (row),
                                  TOCSIN_FOLDER_ROLE_NONE, TRUE);
      tocsin_replay_add (replay, folder, ref);
    }

  return tocsin_replay_get_messages (replay);
}
