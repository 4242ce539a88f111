/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/report.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>

struct _TocsinReport
{
  GObject parent_instance;

  TocsinStep step;
  TocsinStepStatus status;
  gboolean open;
  gboolean failed;
  gboolean expected[TOCSIN_N_STEPS];
  gint64 began;
  GVariantBuilder *facts;
};

G_DEFINE_FINAL_TYPE (TocsinReport, tocsin_report, G_TYPE_OBJECT)

enum
{
  STEP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_report_finalize (GObject *object)
{
  g_clear_pointer (&TOCSIN_REPORT (object)->facts, g_variant_builder_unref);

  G_OBJECT_CLASS (tocsin_report_parent_class)->finalize (object);
}

static void
tocsin_report_class_init (TocsinReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_report_finalize;

  /**
   * TocsinReport::step:
   * @self: the report
   * @step: a #TocsinStep
   * @status: a #TocsinStepStatus; running when it begins
   * @milliseconds: how long it took, 0 when it begins
   * @facts: an `a(ss)` of names and values worth knowing
   * @error: (nullable): why it failed
   *
   * Emitted when a step begins and when it ends, on the thread that opens the session; by
   * tocsin_connection_test_async() in the main context of who called. A step comes again when
   * another connection is tried; what it said last counts.
   */
  signals[STEP] =
      g_signal_new ("step", TOCSIN_TYPE_REPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    5, G_TYPE_INT, G_TYPE_INT, G_TYPE_UINT, G_TYPE_VARIANT, G_TYPE_ERROR);
}

static void
tocsin_report_init (TocsinReport *self)
{
}

/**
 * tocsin_report_new:
 *
 * Returns: (transfer full): a report of nothing so far.
 */
TocsinReport *
tocsin_report_new (void)
{
  return g_object_new (TOCSIN_TYPE_REPORT, NULL);
}

/**
 * tocsin_report_tell:
 * @self: a report
 * @step: which step
 * @status: how it is or was
 * @milliseconds: how long it took
 * @facts: an `a(ss)`; a floating reference is taken
 * @error: (nullable): why it failed
 *
 * Emits #TocsinReport::step as it is: for those who pass on what another report told.
 */
void
tocsin_report_tell (TocsinReport *self,
                    TocsinStep step,
                    TocsinStepStatus status,
                    guint milliseconds,
                    GVariant *facts,
                    const GError *error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (facts);

  g_return_if_fail (TOCSIN_IS_REPORT (self));

  g_signal_emit (self, signals[STEP], 0, (int) step, (int) status, milliseconds, owned, error);
}

static void
emit (TocsinReport *self, const GError *error)
{
  gint64 now = tocsin_clock_get_monotonic (tocsin_clock_get_default ());
  GVariant *facts = g_variant_builder_end (self->facts);

  g_clear_pointer (&self->facts, g_variant_builder_unref);
  self->facts = g_variant_builder_new (G_VARIANT_TYPE ("a(ss)"));
  tocsin_report_tell (self, self->step, self->status, (guint) ((now - self->began) / 1000), facts,
                      error);
}

/**
 * tocsin_report_expect:
 * @self: (nullable): who watches
 * @step: a step that this way to the server has
 *
 * Those that are expected and never reached are told as not run when an earlier one fails. What
 * does not apply (STARTTLS where TLS comes first) is not expected, and so never told.
 */
void
tocsin_report_expect (TocsinReport *self, TocsinStep step)
{
  g_return_if_fail (step < TOCSIN_N_STEPS);

  if (self != NULL)
    self->expected[step] = TRUE;
}

/**
 * tocsin_report_begin:
 * @self: (nullable): who watches
 * @step: what begins; a step still open ends well
 */
void
tocsin_report_begin (TocsinReport *self, TocsinStep step)
{
  if (self == NULL)
    return;

  tocsin_report_end (self, NULL);
  g_clear_pointer (&self->facts, g_variant_builder_unref);
  self->facts = g_variant_builder_new (G_VARIANT_TYPE ("a(ss)"));
  self->step = step;
  self->status = TOCSIN_STEP_STATUS_RUNNING;
  self->open = TRUE;
  self->began = tocsin_clock_get_monotonic (tocsin_clock_get_default ());
  emit (self, NULL);
}

static void
add_fact (TocsinReport *self, const char *name, const char *value)
{
  g_autofree char *shown = tocsin_text_escape (value, -1, 1000);

  g_variant_builder_add (self->facts, "(ss)", name, shown);
}

/**
 * tocsin_report_fact:
 * @self: (nullable): who watches
 * @name: a stable name such as `server` or `certificate.subject`
 * @format: printf format of the value; foreign text in it is escaped here
 */
void
tocsin_report_fact (TocsinReport *self, const char *name, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list args;

  if (self == NULL || !self->open)
    return;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  add_fact (self, name, value);
}

/**
 * tocsin_report_warn:
 * @self: (nullable): who watches
 * @format: printf format of a sentence about something that works but should not stay so
 */
void
tocsin_report_warn (TocsinReport *self, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list args;

  if (self == NULL || !self->open)
    return;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  add_fact (self, "warning", value);
  self->status = TOCSIN_STEP_STATUS_WARNING;
}

/**
 * tocsin_report_end:
 * @self: (nullable): who watches
 * @error: (nullable): why the step failed
 *
 * Ends the open step, if there is one.
 */
void
tocsin_report_end (TocsinReport *self, const GError *error)
{
  if (self == NULL || !self->open)
    return;

  self->failed = error != NULL;
  if (error != NULL)
    self->status = TOCSIN_STEP_STATUS_FAILED;
  else if (self->status == TOCSIN_STEP_STATUS_RUNNING)
    self->status = TOCSIN_STEP_STATUS_OK;
  self->open = FALSE;
  emit (self, error);
}

static gboolean
begin_next (TocsinReport *self)
{
  for (TocsinStep step = self->step + 1; step < TOCSIN_N_STEPS; step++)
    if (self->expected[step])
      {
        tocsin_report_begin (self, step);
        return TRUE;
      }

  return FALSE;
}

/**
 * tocsin_report_finish:
 * @self: (nullable): who watches
 * @error: (nullable): why it went no further
 *
 * Ends the open step, and after a failure tells the steps behind it as not run. An error between
 * two steps is the failure of the next.
 */
void
tocsin_report_finish (TocsinReport *self, const GError *error)
{
  if (self == NULL)
    return;

  if (error != NULL && !self->open && !self->failed)
    begin_next (self);
  tocsin_report_end (self, error);
  if (error == NULL)
    return;

  for (TocsinStep step = self->step + 1; step < TOCSIN_N_STEPS; step++)
    if (self->expected[step])
      tocsin_report_tell (self, step, TOCSIN_STEP_STATUS_NOT_RUN, 0,
                          g_variant_new_array (G_VARIANT_TYPE ("(ss)"), NULL, 0), NULL);
}

static const struct
{
  const char *name;
  const char *title;
} steps[] = {
  [TOCSIN_STEP_SETTINGS] = { "settings", N_ ("Settings") },
  [TOCSIN_STEP_NAMES] = { "names", N_ ("Name look-up") },
  [TOCSIN_STEP_TCP] = { "tcp", N_ ("Connection") },
  [TOCSIN_STEP_PROXY] = { "proxy", N_ ("Proxy") },
  [TOCSIN_STEP_TLS] = { "tls", N_ ("Encryption") },
  [TOCSIN_STEP_GREETING] = { "greeting", N_ ("Greeting") },
  [TOCSIN_STEP_CAPABILITIES] = { "capabilities", N_ ("Capabilities") },
  [TOCSIN_STEP_STARTTLS] = { "starttls", N_ ("Encryption (STARTTLS)") },
  [TOCSIN_STEP_CAPABILITIES_AGAIN] = { "capabilities-again", N_ ("Capabilities, encrypted") },
  [TOCSIN_STEP_LOGIN] = { "login", N_ ("Sign-in") },
  [TOCSIN_STEP_MAILBOX] = { "mailbox", N_ ("Mailbox") },
  [TOCSIN_STEP_FEATURES] = { "features", N_ ("Features and limits") },
  [TOCSIN_STEP_LOGOUT] = { "logout", N_ ("Sign-out") },
  [TOCSIN_STEP_SENDING] = { "sending", N_ ("Sending") },
};

/**
 * tocsin_step_to_string:
 * @step: a step
 *
 * Returns: (transfer none): its stable name.
 */
const char *
tocsin_step_to_string (TocsinStep step)
{
  g_return_val_if_fail ((gsize) step < G_N_ELEMENTS (steps), NULL);

  return steps[step].name;
}

/**
 * tocsin_step_get_title:
 * @step: a step
 *
 * Returns: (transfer none): its name for a person, translated.
 */
const char *
tocsin_step_get_title (TocsinStep step)
{
  g_return_val_if_fail ((gsize) step < G_N_ELEMENTS (steps), NULL);

  return _ (steps[step].title);
}

/**
 * tocsin_step_status_to_string:
 * @status: a status
 *
 * Returns: (transfer none): its stable name.
 */
const char *
tocsin_step_status_to_string (TocsinStepStatus status)
{
  static const char *const names[] = { "running", "ok", "warning", "failed", "not-run" };

  g_return_val_if_fail ((gsize) status < G_N_ELEMENTS (names), NULL);

  return names[status];
}
