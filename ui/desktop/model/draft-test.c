/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/draft-test.h"

/* A test while it runs; shared by whoever is at work for it. */
typedef struct
{
  gatomicrefcount references;
  TocsinWorkbench *workbench;
  TocsinRegistry *registry;
  TocsinConnectionDraft *draft;
  TocsinChecklist *checklist;
  TocsinReport *report;
  GCancellable *cancellable;
} Run;

static Run *
run_ref (Run *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
run_unref (gpointer data)
{
  Run *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_object (&self->workbench);
  g_clear_object (&self->registry);
  g_clear_pointer (&self->draft, tocsin_connection_draft_free);
  g_clear_object (&self->checklist);
  g_clear_object (&self->report);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static gpointer
make_connection (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *self = data;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_draft_make_for_test (self->draft, error);

  return settings != NULL ? tocsin_registry_new_connection (self->registry, settings, error) : NULL;
}

static gpointer
close_connection (gpointer data, GCancellable *cancellable, GError **error)
{
  tocsin_connection_close (data);

  return NULL;
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *self = data;
  g_autoptr (GError) error = NULL;

  tocsin_connection_test_finish (TOCSIN_CONNECTION (source), result, &error);
  tocsin_checklist_finish (self->checklist, error);
  tocsin_workbench_run_async (self->workbench, close_connection, g_object_ref (source),
                              g_object_unref, NULL, NULL, NULL, NULL);
  run_unref (self);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnection) connection =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (connection == NULL)
    {
      tocsin_checklist_finish (self->checklist, error);
      run_unref (self);
      return;
    }
  self->report = tocsin_report_new ();
  tocsin_checklist_watch (self->checklist, self->report);
  tocsin_connection_test_async (connection, NULL, self->report, NULL, self->cancellable, on_tested,
                                self);
}

/**
 * tocsin_draft_test_start:
 * @workbench: the workbench
 * @draft: (transfer full): what to try
 * @cancellable: (nullable): to stop it, at any moment
 *
 * Tries a connection as it stands in the draft, through the very call that work uses.
 *
 * Returns: (transfer full): the checklist, which grows and finishes by itself.
 */
TocsinChecklist *
tocsin_draft_test_start (TocsinWorkbench *workbench,
                         TocsinConnectionDraft *draft,
                         GCancellable *cancellable)
{
  Run *self = g_new0 (Run, 1);
  TocsinChecklist *checklist;

  g_atomic_ref_count_init (&self->references);
  self->workbench = g_object_ref (workbench);
  self->registry = g_object_ref (tocsin_workbench_get_registry (workbench));
  self->draft = draft;
  self->checklist = tocsin_checklist_new ();
  g_set_object (&self->cancellable, cancellable);
  checklist = g_object_ref (self->checklist);
  tocsin_workbench_run_async (workbench, make_connection, run_ref (self), run_unref, g_object_unref,
                              cancellable, on_made, self);

  return checklist;
}
