/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/settings-check.h"

#include "ui/desktop/model/editor-check.h"

/* Milliseconds without a key after which somebody has typed a word. */
#define PAUSE 300

typedef struct
{
  GVariant *effective;
  GError *error;
} Findings;

struct _TocsinSettingsCheck
{
  GObject parent_instance;

  TocsinEditorModel *model;
  TocsinWorkbench *workbench;
  GCancellable *cancellable; /* of the check that is under way */
  guint timer;
  gboolean insists;        /* a person wants to save: all of it has to be good */
  TocsinEditorRow *blamed; /* whose problem is of the last check */
};

G_DEFINE_FINAL_TYPE (TocsinSettingsCheck, tocsin_settings_check, G_TYPE_OBJECT)

static void
findings_free (gpointer data)
{
  Findings *findings = data;

  g_clear_pointer (&findings->effective, g_variant_unref);
  g_clear_error (&findings->error);
  g_free (findings);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Findings *findings = g_new0 (Findings, 1);

  tocsin_editor_check_run (data, &findings->effective, &findings->error);

  return findings;
}

static void
blame (TocsinSettingsCheck *self, const GError *error)
{
  TocsinEditorRow *row = error != NULL ? tocsin_editor_model_find_error (self->model, error) : NULL;

  if (self->blamed != NULL && self->blamed != row)
    tocsin_editor_row_check (self->blamed);
  g_clear_object (&self->blamed);
  if (row == NULL || (!self->insists && !tocsin_editor_row_is_touched (row)))
    return;

  tocsin_editor_model_show_error (self->model, error);
  self->blamed = g_object_ref (row);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinSettingsCheck) self = user_data;
  Findings *findings = tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, NULL);

  /* Stopped, or another has begun: what was found is of an older text. */
  if (findings != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      blame (self, findings->error);
      tocsin_editor_model_show_effective (self->model, findings->effective);
    }
  g_clear_pointer (&findings, findings_free);
}

static void
cancel (TocsinSettingsCheck *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* What is wrong by itself is told already; the rest can't be judged without it. */
static gboolean
begin (gpointer user_data)
{
  TocsinSettingsCheck *self = user_data;

  self->timer = 0;
  cancel (self);
  self->cancellable = g_cancellable_new ();
  tocsin_workbench_run_async (
      self->workbench, run,
      tocsin_editor_check_new (self->model, tocsin_workbench_get_registry (self->workbench)),
      (GDestroyNotify) tocsin_editor_check_free, findings_free, self->cancellable, on_checked,
      g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
on_changed (TocsinSettingsCheck *self)
{
  cancel (self);
  self->timer = g_timeout_add (PAUSE, begin, self);
}

static void
tocsin_settings_check_finalize (GObject *object)
{
  TocsinSettingsCheck *self = TOCSIN_SETTINGS_CHECK (object);

  tocsin_settings_check_stop (self);
  g_clear_object (&self->blamed);
  g_object_unref (self->model);
  g_object_unref (self->workbench);

  G_OBJECT_CLASS (tocsin_settings_check_parent_class)->finalize (object);
}

static void
tocsin_settings_check_class_init (TocsinSettingsCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_settings_check_finalize;
}

static void
tocsin_settings_check_init (TocsinSettingsCheck *self)
{
}

/**
 * tocsin_settings_check_new:
 * @model: what is edited
 * @workbench: where the workers are
 *
 * Returns: (transfer full): who looks after @model, until it is stopped
 */
TocsinSettingsCheck *
tocsin_settings_check_new (TocsinEditorModel *model, TocsinWorkbench *workbench)
{
  TocsinSettingsCheck *self = g_object_new (TOCSIN_TYPE_SETTINGS_CHECK, NULL);

  self->model = g_object_ref (model);
  self->workbench = g_object_ref (workbench);
  g_signal_connect_object (model, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);

  return self;
}

/**
 * tocsin_settings_check_insist:
 * @self: a check
 *
 * From now on what was never filled in is wrong, too.
 */
void
tocsin_settings_check_insist (TocsinSettingsCheck *self)
{
  if (self->insists)
    return;
  self->insists = TRUE;
  on_changed (self);
}

/**
 * tocsin_settings_check_stop:
 * @self: a check
 *
 * Nothing is shown from now on.
 */
void
tocsin_settings_check_stop (TocsinSettingsCheck *self)
{
  g_signal_handlers_disconnect_by_func (self->model, on_changed, self);
  cancel (self);
}
