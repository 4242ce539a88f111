/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/relay.h"

/* Where to. */
typedef struct
{
  GObject *target;
  GMainContext *context;
} Relay;

static Relay *
relay_new (gpointer target, GMainContext *context)
{
  Relay *self = g_new0 (Relay, 1);

  self->target = g_object_ref (target);
  self->context = context != NULL ? g_main_context_ref (context) : NULL;

  return self;
}

static void
relay_free (gpointer data, GClosure *closure)
{
  Relay *self = data;

  g_object_unref (self->target);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

/* Not g_main_context_invoke(), which runs it here when nobody runs the context yet. Sources of one
 * priority are dispatched in the order in which they came, so steps stay in theirs; and before the
 * result of a #GTask, which has the same priority and comes after them. */
static void
dispatch (Relay *self, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, self->context);
}

typedef struct
{
  TocsinReport *target;
  TocsinStep step;
  TocsinStepStatus status;
  guint milliseconds;
  GVariant *facts;
  GError *error;
} StepNews;

static void
step_news_free (gpointer data)
{
  StepNews *news = data;

  g_object_unref (news->target);
  g_variant_unref (news->facts);
  g_clear_error (&news->error);
  g_free (news);
}

static gboolean
tell_step (gpointer data)
{
  StepNews *news = data;

  tocsin_report_tell (news->target, news->step, news->status, news->milliseconds, news->facts,
                      news->error);

  return G_SOURCE_REMOVE;
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         const GError *error,
         Relay *relay)
{
  StepNews *news = g_new0 (StepNews, 1);

  news->target = g_object_ref (TOCSIN_REPORT (relay->target));
  news->step = (TocsinStep) step;
  news->status = (TocsinStepStatus) status;
  news->milliseconds = milliseconds;
  news->facts = g_variant_ref (facts);
  news->error = error != NULL ? g_error_copy (error) : NULL;
  dispatch (relay, tell_step, news, step_news_free);
}

/**
 * tocsin_relay_report:
 * @target: who wants to be told
 * @context: (nullable): where, %NULL for the default main context
 *
 * Returns: (transfer full): a report for another thread; what it is told, @target tells in
 * @context.
 */
TocsinReport *
tocsin_relay_report (TocsinReport *target, GMainContext *context)
{
  TocsinReport *self;

  g_return_val_if_fail (TOCSIN_IS_REPORT (target), NULL);

  self = tocsin_report_new ();
  g_signal_connect_data (self, "step", G_CALLBACK (on_step), relay_new (target, context),
                         relay_free, 0);

  return self;
}

typedef struct
{
  TocsinTranscript *target;
  char *line;
} LineNews;

static void
line_news_free (gpointer data)
{
  LineNews *news = data;

  g_object_unref (news->target);
  g_free (news->line);
  g_free (news);
}

static gboolean
tell_line (gpointer data)
{
  LineNews *news = data;

  tocsin_transcript_tell (news->target, news->line);

  return G_SOURCE_REMOVE;
}

static void
on_line (TocsinTranscript *transcript, const char *line, Relay *relay)
{
  LineNews *news = g_new0 (LineNews, 1);

  news->target = g_object_ref (TOCSIN_TRANSCRIPT (relay->target));
  news->line = g_strdup (line);
  dispatch (relay, tell_line, news, line_news_free);
}

/**
 * tocsin_relay_transcript:
 * @target: who wants to be told
 * @context: (nullable): where, %NULL for the default main context
 *
 * Returns: (transfer full): a transcript for another thread; its lines are @target's, in @context.
 */
TocsinTranscript *
tocsin_relay_transcript (TocsinTranscript *target, GMainContext *context)
{
  TocsinTranscript *self;

  g_return_val_if_fail (TOCSIN_IS_TRANSCRIPT (target), NULL);

  self = tocsin_transcript_new ();
  g_signal_connect_data (self, "line", G_CALLBACK (on_line), relay_new (target, context),
                         relay_free, 0);

  return self;
}
