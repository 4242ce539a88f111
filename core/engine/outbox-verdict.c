/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-verdict.h"

#include "core/base/backoff.h"
#include "core/base/error.h"
#include "core/base/trouble.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_outbox_verdict_recall: (skip)
 * @mail: a mail
 *
 * Returns: (transfer full): what became of each of its recipients so far, in their order.
 */
TocsinSendReport *
tocsin_outbox_verdict_recall (const TocsinOutboxMail *mail)
{
  g_autoptr (TocsinSendReport) report =
      mail->results != NULL ? tocsin_send_report_new_from_variant (mail->results) : NULL;
  guint n_recipients = tocsin_envelope_get_recipients (mail->envelope)->len;

  /* What does not fit the envelope is not about it. */
  if (report != NULL && tocsin_send_report_get_n_results (report) == n_recipients)
    return g_steal_pointer (&report);

  return tocsin_send_report_new (mail->envelope);
}

static gboolean
was_tried (const TocsinSendResult *result)
{
  return result->state == TOCSIN_SEND_STATE_UNTRIED
         || (result->state == TOCSIN_SEND_STATE_REFUSED && !result->permanent);
}

static void
take_result (TocsinSendReport *all, guint index, const TocsinSendResult *result)
{
  TocsinSendResult *kept = tocsin_send_report_get_result (all, index);

  kept->permanent = result->permanent;
  kept->error_code = result->error_code;
  tocsin_send_report_set_state (all, index, result->state);
  tocsin_send_report_set_answer (all, index, result->code, result->enhanced, result->text);
}

/* A try is about those that were open before it, in their order. One of them that was refused for
 * now, and was not asked about again, stays so. */
static void
merge (TocsinSendReport *all, TocsinSendReport *tried)
{
  guint n_tried = tocsin_send_report_get_n_results (tried);
  guint next = 0;

  for (guint i = 0; i < tocsin_send_report_get_n_results (all) && next < n_tried; i++)
    {
      const TocsinSendResult *result;

      if (!was_tried (tocsin_send_report_get_result (all, i)))
        continue;
      result = tocsin_send_report_get_result (tried, next++);
      if (result->state != TOCSIN_SEND_STATE_UNTRIED)
        take_result (all, i, result);
    }
  tocsin_send_report_set_server_text (all, tocsin_send_report_get_server_text (tried));
  tocsin_send_report_set_bytes (all, tocsin_send_report_get_bytes (all)
                                         + tocsin_send_report_get_bytes (tried));
}

/* What the server said about the first recipient it did not take. */
static GError *
explain (TocsinSendReport *all)
{
  for (guint i = 0; i < tocsin_send_report_get_n_results (all); i++)
    {
      const TocsinSendResult *result = tocsin_send_report_get_result (all, i);

      if (result->state == TOCSIN_SEND_STATE_REFUSED)
        return g_error_new (TOCSIN_ERROR, result->error_code, _ ("%s was refused: %u %s"),
                            result->address, result->code,
                            result->text != NULL ? result->text : "");
    }

  return NULL;
}

static TocsinOutboxState
over (TocsinSendReport *all)
{
  switch (tocsin_send_report_get_outcome (all))
    {
    case TOCSIN_SEND_SENT:
      return TOCSIN_OUTBOX_SENT;
    case TOCSIN_SEND_PARTIAL:
      return TOCSIN_OUTBOX_PARTIAL;
    case TOCSIN_SEND_UNKNOWN:
      return TOCSIN_OUTBOX_UNKNOWN;
    case TOCSIN_SEND_NOT_SENT:
    default:
      return TOCSIN_OUTBOX_DEAD;
    }
}

/* Growing gaps, and one last try when patience ends. */
static void
try_later (TocsinOutboxVerdict *self, TocsinSendReport *all, gint64 now)
{
  TocsinBackoff backoff = { .first = TOCSIN_OUTBOX_FIRST_WAIT,
                            .most = TOCSIN_OUTBOX_MOST_WAIT,
                            .failures = MAX (self->attempts, 1) - 1 };
  gint64 asked = self->error != NULL ? tocsin_trouble_get_wait (self->error) : -1;
  gint64 wait = tocsin_backoff_next (&backoff, asked);
  gint64 end;

  if (self->failing_since == 0)
    self->failing_since = now;
  end = self->failing_since + TOCSIN_OUTBOX_PATIENCE;
  if (now >= end)
    {
      self->state = over (all);
      return;
    }

  self->state = TOCSIN_OUTBOX_FAILED;
  self->due = MIN (now + wait, MAX (end, now + asked * G_USEC_PER_SEC));
}

/* Settings that can't work are the connection's trouble; that they can't for this mail is its own.
 */
static gboolean
is_mails_fault (const GError *error, gboolean begun)
{
  return begun && g_str_has_prefix (tocsin_error_get_code_name (error), "config.");
}

static void
judge_failure (TocsinOutboxVerdict *self,
               const TocsinOutboxMail *mail,
               TocsinSendReport *all,
               const GError *error,
               gboolean begun,
               gint64 now)
{
  TocsinTrouble trouble = tocsin_trouble_judge (error, 0);

  if (trouble == TOCSIN_TROUBLE_GIVE_UP || is_mails_fault (error, begun))
    self->state = over (all);
  else if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    self->attempts = mail->attempts;
  else if (trouble == TOCSIN_TROUBLE_PARK || !begun)
    {
      self->attempts = mail->attempts;
      self->holds = TRUE;
    }
  else
    {
      try_later (self, all, now);
      /* Who asks for a pause asks it for whatever comes from us. */
      self->holds = g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_RATE_LIMITED)
                    || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
    }
}

static gboolean
is_unknown (TocsinSendReport *all, const GError *error)
{
  return tocsin_send_report_get_outcome (all) == TOCSIN_SEND_UNKNOWN
         || (error != NULL && tocsin_trouble_judge (error, 0) == TOCSIN_TROUBLE_ASK);
}

/**
 * tocsin_outbox_verdict_judge: (skip)
 * @self: (out caller-allocates): what follows
 * @mail: the mail as it was before the try
 * @report: (nullable): what became of the recipients that were still open
 * @error: (nullable): what the try failed with
 * @begun: whether the server had the mail before it; if not, it has nothing to do with the failure
 * @now: µs since 1970
 *
 * The one place where it is decided whether a mail is tried again, is over, or waits for a person.
 */
void
tocsin_outbox_verdict_judge (TocsinOutboxVerdict *self,
                             const TocsinOutboxMail *mail,
                             TocsinSendReport *report,
                             const GError *error,
                             gboolean begun,
                             gint64 now)
{
  g_autoptr (TocsinSendReport) all = tocsin_outbox_verdict_recall (mail);
  g_autoptr (TocsinEnvelope) rest = NULL;

  *self = (TocsinOutboxVerdict){
    .state = TOCSIN_OUTBOX_WAITING,
    .due = mail->due,
    .attempts = mail->attempts + (begun ? 1 : 0),
    .failing_since = mail->failing_since,
  };
  if (report != NULL)
    merge (all, report);
  self->error = error != NULL ? g_error_copy (error) : explain (all);
  rest = tocsin_send_report_get_rest (all, mail->envelope);

  if (is_unknown (all, error))
    self->state = TOCSIN_OUTBOX_UNKNOWN;
  else if (rest == NULL)
    self->state = over (all);
  else if (error != NULL)
    judge_failure (self, mail, all, error, begun, now);
  else
    try_later (self, all, now);

  if (self->state == TOCSIN_OUTBOX_SENT)
    g_clear_error (&self->error);
  if (report != NULL || mail->results != NULL)
    self->results = g_variant_ref_sink (tocsin_send_report_to_variant (all));
}

/**
 * tocsin_outbox_verdict_clear: (skip)
 * @self: a verdict that is of no more use
 */
void
tocsin_outbox_verdict_clear (TocsinOutboxVerdict *self)
{
  g_clear_pointer (&self->results, g_variant_unref);
  g_clear_error (&self->error);
}
