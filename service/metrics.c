/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/metrics.h"

#include "core/base/error.h"
#include "core/base/notice.h"
#include "service/metrics-text.h"
#include "service/status-line.h"
#include "service/web.h"

#include <glib/gi18n.h>

/* Whoever asks how we do is answered within so many seconds. */
#define PATIENCE 5

#define PLAIN "text/plain; charset=utf-8"

struct _TocsinMetrics
{
  GObject parent_instance;

  TocsinEngine *engine;
  TocsinWeb *web;
  char *address;
};

G_DEFINE_FINAL_TYPE (TocsinMetrics, tocsin_metrics, G_TYPE_OBJECT)

/* A question that is being answered. */
typedef struct
{
  TocsinEngine *engine;
  TocsinWebVisit *visit;
  TocsinCensus *census;
  guint patience;
  gulong beat;
} Question;

static void
tocsin_metrics_dispose (GObject *object)
{
  TocsinMetrics *self = TOCSIN_METRICS (object);

  tocsin_metrics_close (self);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (tocsin_metrics_parent_class)->dispose (object);
}

static void
tocsin_metrics_class_init (TocsinMetricsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_metrics_dispose;
}

static void
tocsin_metrics_init (TocsinMetrics *self)
{
}

static Question *
question_new (TocsinMetrics *self, TocsinWebVisit *visit)
{
  Question *question = g_new0 (Question, 1);

  question->engine = g_object_ref (self->engine);
  question->visit = visit;

  return question;
}

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->patience, g_source_remove);
  g_clear_signal_handler (&question->beat, tocsin_engine_get_pulse (question->engine));
  g_clear_pointer (&question->census, tocsin_census_free);
  g_object_unref (question->engine);
  g_free (question);
}

static void
count_on_worker (gpointer data, GCancellable *cancellable)
{
  Question *question = data;

  question->census =
      tocsin_census_take (tocsin_engine_get_journal (question->engine),
                          tocsin_clock_get_real (tocsin_engine_get_clock (question->engine)), NULL);
}

static void
write_on_main (gpointer data)
{
  Question *question = data;
  g_autoptr (GVariant) status = NULL;
  g_autofree char *text = NULL;

  if (question->census == NULL)
    {
      tocsin_web_visit_answer (question->visit, "500 Internal Server Error", PLAIN,
                               "the journal can't be read\n");
      question_free (question);
      return;
    }
  status = g_variant_ref_sink (tocsin_engine_describe (question->engine, question->census));
  text = tocsin_metrics_write (status,
                               tocsin_clock_get_real (tocsin_engine_get_clock (question->engine)));
  tocsin_web_visit_answer (question->visit, "200 OK", TOCSIN_METRICS_TYPE, text);
  question_free (question);
}

/* It gets on: what single connections do is told, and is no reason to start it anew. */
static void
on_beat (TocsinPulse *pulse, gpointer user_data)
{
  Question *question = user_data;
  TocsinRosterCounts counts;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  tocsin_engine_count (question->engine, &counts);
  line = tocsin_status_line_make (&counts);
  text = g_strdup_printf ("ok: %s\n", line);
  tocsin_web_visit_answer (question->visit, "200 OK", PLAIN, text);
  question_free (question);
}

static gboolean
on_no_beat (gpointer data)
{
  Question *question = data;

  question->patience = 0;
  tocsin_web_visit_answer (question->visit, "503 Service Unavailable", PLAIN,
                           "the engine makes no progress\n");
  question_free (question);

  return G_SOURCE_REMOVE;
}

static void
show_health (TocsinMetrics *self, TocsinWebVisit *visit)
{
  TocsinPulse *pulse = tocsin_engine_get_pulse (self->engine);
  Question *question = question_new (self, visit);

  question->patience = g_timeout_add_seconds (PATIENCE, on_no_beat, question);
  question->beat = g_signal_connect (pulse, "beat", G_CALLBACK (on_beat), question);
  tocsin_pulse_begin (pulse);
}

static void
on_visit (TocsinWebVisit *visit, const char *path, gpointer user_data)
{
  TocsinMetrics *self = user_data;

  if (g_str_equal (path, "/metrics"))
    tocsin_workers_run (tocsin_engine_get_workers (self->engine), count_on_worker, write_on_main,
                        question_new (self, visit), NULL);
  else if (g_str_equal (path, "/healthz"))
    show_health (self, visit);
  else
    tocsin_web_visit_answer (visit, "404 Not Found", PLAIN, "/metrics, /healthz\n");
}

/**
 * tocsin_metrics_new:
 * @engine: a running engine
 *
 * Returns: (transfer full): the figures, where the settings say.
 */
TocsinMetrics *
tocsin_metrics_new (TocsinEngine *engine)
{
  TocsinMetrics *self = g_object_new (TOCSIN_TYPE_METRICS, NULL);

  self->engine = g_object_ref (engine);
  tocsin_metrics_apply (self);

  return self;
}

/**
 * tocsin_metrics_apply:
 * @self: the figures
 *
 * Brings them to where the settings say now. A place that can't be had is told, and keeps nobody
 * from watching mail.
 */
void
tocsin_metrics_apply (TocsinMetrics *self)
{
  const char *address;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TOCSIN_IS_METRICS (self));

  address = tocsin_snapshot_get_string (tocsin_engine_get_settings (self->engine), "metrics");
  if (g_strcmp0 (address, self->address) == 0)
    return;

  tocsin_metrics_close (self);
  self->address = g_strdup (address);
  if (*address != '\0')
    self->web = tocsin_web_new (address, on_visit, self, &error);
  if (error != NULL)
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                      TOCSIN_NOTICE_SETTINGS_BROKEN, "ERROR_CODE",
                      tocsin_error_get_code_name (error), "MESSAGE", "%s", error->message);
}

/**
 * tocsin_metrics_close:
 * @self: the figures
 *
 * Shows nothing any more. Does nothing the second time.
 */
void
tocsin_metrics_close (TocsinMetrics *self)
{
  g_return_if_fail (TOCSIN_IS_METRICS (self));

  if (self->web != NULL)
    tocsin_web_close (self->web);
  g_clear_object (&self->web);
  g_clear_pointer (&self->address, g_free);
}
