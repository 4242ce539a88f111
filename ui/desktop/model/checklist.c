/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/checklist.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "ui/desktop/model/shown-certificate.h"

#include <glib/gi18n.h>

struct _TocsinChecklist
{
  GObject parent_instance;

  GPtrArray *steps;
  GError *error;
  gboolean finished;
  gint64 began;
  guint milliseconds;
};

static void tocsin_checklist_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinChecklist,
                               tocsin_checklist,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      tocsin_checklist_list_model_init))

enum
{
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
tocsin_checklist_get_item_type (GListModel *model)
{
  return TOCSIN_TYPE_CHECKLIST_STEP;
}

static guint
tocsin_checklist_get_n_items (GListModel *model)
{
  return TOCSIN_CHECKLIST (model)->steps->len;
}

static gpointer
tocsin_checklist_get_item (GListModel *model, guint position)
{
  GPtrArray *steps = TOCSIN_CHECKLIST (model)->steps;

  return position < steps->len ? g_object_ref (steps->pdata[position]) : NULL;
}

static void
tocsin_checklist_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = tocsin_checklist_get_item_type;
  iface->get_n_items = tocsin_checklist_get_n_items;
  iface->get_item = tocsin_checklist_get_item;
}

static void
tocsin_checklist_finalize (GObject *object)
{
  TocsinChecklist *self = TOCSIN_CHECKLIST (object);

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (tocsin_checklist_parent_class)->finalize (object);
}

static void
tocsin_checklist_class_init (TocsinChecklistClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_checklist_finalize;

  signals[FINISHED] = g_signal_new ("finished", TOCSIN_TYPE_CHECKLIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static gint64
get_milliseconds (void)
{
  return tocsin_clock_get_monotonic (tocsin_clock_get_default ()) / 1000;
}

static void
tocsin_checklist_init (TocsinChecklist *self)
{
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->began = get_milliseconds ();
}

/**
 * tocsin_checklist_new:
 *
 * Returns: (transfer full): a test that begins now.
 */
TocsinChecklist *
tocsin_checklist_new (void)
{
  return g_object_new (TOCSIN_TYPE_CHECKLIST, NULL);
}

/* A step that comes again, as another connection is tried, keeps its place. */
static TocsinChecklistStep *
ensure_step (TocsinChecklist *self, TocsinStep step)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (tocsin_checklist_step_get_step (self->steps->pdata[i]) == step)
      return self->steps->pdata[i];

  g_ptr_array_add (self->steps, tocsin_checklist_step_new (step));
  g_list_model_items_changed (G_LIST_MODEL (self), self->steps->len - 1, 0, 1);

  return self->steps->pdata[self->steps->len - 1];
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         const GError *error,
         TocsinChecklist *self)
{
  tocsin_checklist_step_take (ensure_step (self, (TocsinStep) step), (TocsinStepStatus) status,
                              milliseconds, facts, error);
}

/**
 * tocsin_checklist_watch:
 * @self: a checklist
 * @report: what will be told of a test, in this main context
 */
void
tocsin_checklist_watch (TocsinChecklist *self, TocsinReport *report)
{
  g_return_if_fail (TOCSIN_IS_CHECKLIST (self) && TOCSIN_IS_REPORT (report));

  g_signal_connect_object (report, "step", G_CALLBACK (on_step), self, 0);
}

/* What was stopped in the middle did not go on running. */
static void
end_open_steps (TocsinChecklist *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (tocsin_checklist_step_get_status (self->steps->pdata[i]) == TOCSIN_STEP_STATUS_RUNNING)
      tocsin_checklist_step_take (
          self->steps->pdata[i],
          self->error != NULL ? TOCSIN_STEP_STATUS_FAILED : TOCSIN_STEP_STATUS_OK, 0,
          tocsin_checklist_step_get_facts (self->steps->pdata[i]), self->error);
}

/**
 * tocsin_checklist_finish:
 * @self: a checklist
 * @error: (nullable): why the test failed
 */
void
tocsin_checklist_finish (TocsinChecklist *self, const GError *error)
{
  g_return_if_fail (TOCSIN_IS_CHECKLIST (self) && !self->finished);

  self->finished = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->milliseconds = (guint) (get_milliseconds () - self->began);
  end_open_steps (self);
  g_signal_emit (self, signals[FINISHED], 0);
}

static gboolean
has_warning (TocsinChecklist *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (tocsin_checklist_step_get_status (self->steps->pdata[i]) == TOCSIN_STEP_STATUS_WARNING)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_checklist_get_state:
 * @self: a checklist
 *
 * Returns: how the test stands.
 */
TocsinChecklistState
tocsin_checklist_get_state (TocsinChecklist *self)
{
  if (!self->finished)
    return TOCSIN_CHECKLIST_RUNNING;
  if (g_error_matches (self->error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    return TOCSIN_CHECKLIST_STOPPED;
  if (self->error != NULL)
    return TOCSIN_CHECKLIST_FAILED;

  return has_warning (self) ? TOCSIN_CHECKLIST_WARNED : TOCSIN_CHECKLIST_PASSED;
}

/**
 * tocsin_checklist_get_error:
 * @self: a checklist
 *
 * Returns: (transfer none) (nullable): why the test failed.
 */
const GError *
tocsin_checklist_get_error (TocsinChecklist *self)
{
  return self->error;
}

/**
 * tocsin_checklist_list_certificates:
 * @self: a checklist
 *
 * Returns: (transfer full) (element-type TocsinShownCertificate): the chain that the server showed
 *   last, its own certificate first; empty where there is none.
 */
GPtrArray *
tocsin_checklist_list_certificates (TocsinChecklist *self)
{
  for (guint i = self->steps->len; i > 0; i--)
    {
      g_autoptr (GPtrArray) chain = tocsin_shown_certificate_list (
          tocsin_checklist_step_get_facts (self->steps->pdata[i - 1]));

      if (chain->len > 0)
        return g_steal_pointer (&chain);
    }

  return g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_shown_certificate_free);
}

/**
 * tocsin_checklist_dup_verdict:
 * @self: a checklist
 *
 * Returns: (transfer full): the test in one line, for a person.
 */
char *
tocsin_checklist_dup_verdict (TocsinChecklist *self)
{
  double seconds = self->milliseconds / 1000.0;

  switch (tocsin_checklist_get_state (self))
    {
    case TOCSIN_CHECKLIST_PASSED:
      return g_strdup_printf (_ ("It works. Everything passed in %.1f seconds."), seconds);
    case TOCSIN_CHECKLIST_WARNED:
      return g_strdup_printf (_ ("It works, in %.1f seconds, but see the warnings."), seconds);
    case TOCSIN_CHECKLIST_FAILED:
      return g_strdup (_ ("It does not work yet."));
    case TOCSIN_CHECKLIST_STOPPED:
      return g_strdup (_ ("You stopped the test."));
    case TOCSIN_CHECKLIST_RUNNING:
    default:
      return g_strdup (_ ("Testing…"));
    }
}
