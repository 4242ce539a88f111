/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What one sender does with one mail. */
#include "core/engine/postman-private.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/notice.h"
#include "core/engine/outbox-verdict.h"
#include "core/plugin/connection.h"

#include <glib/gi18n-lib.h>

/* Sessions at once where a connection does not say how many it may have. */
#define DEFAULT_SENDERS 4

/* One try to send one mail. */
typedef struct
{
  TocsinPostmanLane *lane;
  TocsinOutboxMail *mail;
  gboolean touched;   /* whether the server has got any of it */
  gboolean committed; /* whether it is written down that it may have all of it */
  gboolean unwritten; /* that could not be written down */
} Try;

static gint64
now (TocsinPostmanLane *self)
{
  return tocsin_clock_get_real (self->services->clock);
}

static guint
count_sessions (TocsinConnection *connection)
{
  g_autoptr (TocsinEndpoint) endpoint = tocsin_connection_get_endpoint (connection, NULL);

  return endpoint != NULL ? tocsin_endpoint_get_limits (endpoint)->pool_size : DEFAULT_SENDERS;
}

/*< private >
 * tocsin_postman_route_open:
 * @route: (out caller-allocates): how mail goes through a connection
 * @services: the postman's
 * @connection: id of the connection
 * @error: why nothing can be sent: the connection is gone, can't be made or sends no mail
 *
 * Asks for the connection as its settings are now. No network.
 */
gboolean
tocsin_postman_route_open (TocsinPostmanRoute *route,
                           TocsinPostmanServices *services,
                           const char *connection,
                           GError **error)
{
  g_autoptr (TocsinMailTransport) live =
      tocsin_host_get_mail_transport (services->host, connection, error);
  g_autoptr (TocsinMailDefaults) defaults = NULL;

  if (live == NULL)
    return FALSE;
  defaults = tocsin_mail_transport_get_defaults (live, error);
  if (defaults == NULL)
    return FALSE;

  route->most_senders = count_sessions (TOCSIN_CONNECTION (live));
  route->keep_sent = defaults->keep_sent;
  route->directory = defaults->queue_directory != NULL
                         ? g_strdup (defaults->queue_directory)
                         : g_build_filename (services->directory, connection, NULL);
  route->transport = g_steal_pointer (&live);

  return TRUE;
}

/*< private >
 * tocsin_postman_route_clear:
 * @route: a route that is of no more use, or all zero
 */
void
tocsin_postman_route_clear (TocsinPostmanRoute *route)
{
  g_clear_object (&route->transport);
  g_clear_pointer (&route->directory, g_free);
}

static gboolean
on_commit (gpointer user_data, GError **error)
{
  Try *try = user_data;

  try->touched = TRUE;
  /* Where copies go one by one, the first of them tells already. */
  if (try->committed)
    return TRUE;

  try->committed = tocsin_outbox_ledger_commit (try->lane->services->ledger, try->mail->id, error);
  try->unwritten = !try->committed;

  return try->committed;
}

static void
on_progress (guint64 sent, guint64 size, gpointer user_data)
{
  Try *try = user_data;

  try->touched = try->touched || sent > 0;
}

static void
set_nobody (GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                       _ ("The mail names no recipient that is still to have it"));
}

static gboolean
send_through (Try *try, TocsinPostmanRoute *route, TocsinSendReport **report, GError **error)
{
  TocsinPostmanServices *services = try->lane->services;
  TocsinSendWatch watch = { on_commit, on_progress, try };
  g_autoptr (TocsinSendReport) before = tocsin_outbox_verdict_recall (try->mail);
  g_autoptr (TocsinEnvelope) rest = tocsin_send_report_get_rest (before, try->mail->envelope);
  g_autoptr (GInputStream) message = NULL;
  gboolean sent;

  if (rest == NULL)
    {
      set_nobody (error);
      return FALSE;
    }
  message = tocsin_outbox_open_message (services->outbox, try->mail, error);
  if (message == NULL)
    return FALSE;

  sent = tocsin_mail_transport_send (route->transport, rest, message, (guint64) try->mail->size,
                                     &watch, report, services->cancellable, error);
  tocsin_fault_hit ("outbox-answer");

  return sent;
}

static gboolean
was_answered (TocsinSendReport *report)
{
  for (guint i = 0; report != NULL && i < tocsin_send_report_get_n_results (report); i++)
    if (tocsin_send_report_get_result (report, i)->state != TOCSIN_SEND_STATE_UNTRIED)
      return TRUE;

  return FALSE;
}

/* Whether a failure can have anything to do with this mail. */
static gboolean
has_begun (const Try *try, TocsinSendReport *report, const GError *error)
{
  if (try->unwritten)
    return FALSE;

  return try->touched || was_answered (report)
         || (report != NULL && error != NULL && !tocsin_error_is_network (error));
}

/* A transport says itself when nobody knows what became of a mail; should one be cut off without a
 * word where that is so, the mail is not sent again either. */
static void
doubt (const Try *try, TocsinSendReport *report, GError **error)
{
  GError *doubtful;

  if (!try->committed || *error == NULL || was_answered (report)
      || !(tocsin_error_is_network (*error)
           || g_error_matches (*error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED)
           || g_error_matches (*error, TOCSIN_ERROR, TOCSIN_ERROR_TIMEOUT_COMMAND)))
    return;

  doubtful = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
                          _ ("it may have been sent: %s"), (*error)->message);
  g_clear_error (error);
  *error = doubtful;
}

static void
log_verdict (TocsinPostmanLane *self,
             const TocsinOutboxMail *mail,
             const TocsinOutboxVerdict *verdict)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, mail->id);
  const char *next;

  if (verdict->state == TOCSIN_OUTBOX_SENT || verdict->state == TOCSIN_OUTBOX_WAITING
      || verdict->error == NULL)
    return;
  /* Said when it begins to fail, and when it is over; the list tells how it goes on. */
  if (verdict->state == TOCSIN_OUTBOX_FAILED && verdict->attempts > 1)
    return;

  if (verdict->state == TOCSIN_OUTBOX_FAILED)
    next = _ ("it will be tried again");
  else if (verdict->state == TOCSIN_OUTBOX_UNKNOWN)
    next = _ ("it is not sent again unless you say “tocsin outbox retry”");
  else
    next = _ ("given up; “tocsin outbox retry” tries it again");
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                    verdict->state == TOCSIN_OUTBOX_UNKNOWN ? TOCSIN_NOTICE_MAIL_UNKNOWN
                                                            : TOCSIN_NOTICE_MAIL_FAILED,
                    "CONNECTION_ID", self->connection, "MAIL_ID", id, "ERROR_CODE",
                    tocsin_error_get_code_name (verdict->error), "MESSAGE",
                    _ ("mail %s through “%s”: %s; %s"), id, self->connection,
                    verdict->error->message, next);
}

static void
settle (TocsinPostmanLane *self,
        const TocsinOutboxMail *mail,
        const TocsinOutboxVerdict *verdict,
        gboolean keep_sent)
{
  TocsinOutboxMark *mark = tocsin_outbox_mark_new (mail->id, TOCSIN_OUTBOX_OWNER, verdict->state);
  gboolean over = tocsin_outbox_state_is_over (verdict->state);
  gboolean sent = verdict->state == TOCSIN_OUTBOX_SENT;

  mark->now = now (self);
  mark->due = verdict->due;
  mark->attempts = verdict->attempts;
  mark->failing_since = verdict->failing_since;
  mark->results = verdict->results != NULL ? g_variant_ref (verdict->results) : NULL;
  mark->to_file = over && (!sent || keep_sent);
  if (verdict->error != NULL)
    {
      mark->error_code = g_strdup (tocsin_error_get_code_name (verdict->error));
      mark->error_message = g_utf8_make_valid (verdict->error->message, -1);
    }
  if (mark->to_file)
    tocsin_postman_lane_note_unfiled (self);
  log_verdict (self, mail, verdict);
  tocsin_outbox_ledger_settle (self->services->ledger, mark,
                               sent && !mark->to_file ? mail->spool : NULL);
}

/*< private >
 * tocsin_postman_lane_give_back:
 * @self: a lane
 * @mail: one that it has in hand
 * @due: when it is to be tried, µs since 1970
 *
 * Leaves it as it was.
 */
void
tocsin_postman_lane_give_back (TocsinPostmanLane *self, TocsinOutboxMail *mail, gint64 due)
{
  TocsinOutboxVerdict verdict = { 0 };

  /* What had failed before has not become as good as new. */
  verdict.state = mail->attempts > 0 ? TOCSIN_OUTBOX_FAILED : TOCSIN_OUTBOX_WAITING;
  verdict.due = due;
  verdict.attempts = mail->attempts;
  verdict.failing_since = mail->failing_since;
  verdict.results = mail->results;
  settle (self, mail, &verdict, FALSE);
}

/*< private >
 * tocsin_postman_lane_send:
 * @self: a lane
 * @mail: one that it has in hand
 *
 * Sends it, and has written down what became of it.
 */
void
tocsin_postman_lane_send (TocsinPostmanLane *self, TocsinOutboxMail *mail)
{
  Try try = { .lane = self, .mail = mail };
  guint epoch = tocsin_postman_lane_get_epoch (self);
  g_auto (TocsinPostmanRoute) route = { 0 };
  g_auto (TocsinOutboxVerdict) verdict = { 0 };
  g_autoptr (TocsinSendReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean begun;

  if (tocsin_postman_route_open (&route, self->services, self->connection, &error))
    send_through (&try, &route, &report, &error);
  doubt (&try, report, &error);
  begun = has_begun (&try, report, error);
  tocsin_outbox_verdict_judge (&verdict, mail, report, error, begun, now (self));

  if (verdict.holds)
    tocsin_postman_lane_take_trouble (self, verdict.error, epoch);
  else if (begun || error == NULL)
    tocsin_postman_lane_take_answer (self, route.most_senders);

  /* Behind the others: should it be this one that the server does not like, they go first. */
  if (verdict.state == TOCSIN_OUTBOX_WAITING)
    tocsin_postman_lane_give_back (self, mail, MAX (mail->due, now (self)));
  else
    settle (self, mail, &verdict, route.keep_sent);
  if (!tocsin_outbox_state_is_over (verdict.state))
    tocsin_postman_lane_expect (self, verdict.due);
}
