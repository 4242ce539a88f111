/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* One message on its way: over one session or several, in one transaction or in as many as its
 * recipients need. What is known of each of them is in the report, which says who is still to come.
 */
#include "plugins/smtp/send.h"

#include "core/base/error.h"
#include "plugins/smtp/fit.h"
#include "plugins/smtp/session/offer.h"
#include "plugins/smtp/session/upload.h"
#include "plugins/smtp/turn.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const SmtpSending *sending;
  SmtpMessage *message;
  TocsinSessionLoan *loan;
  GPtrArray *addresses; /* as they go over the line */
  GArray *turn;
  GArray *accepted;
  gboolean committed;
  gboolean lost; /* nobody knows what became of it */
  GError *refusal;
} Delivery;

static void
give_back (Delivery *self)
{
  g_clear_pointer (&self->loan, tocsin_session_loan_free);
}

static void
delivery_clear (Delivery *self)
{
  give_back (self);
  g_clear_pointer (&self->message, smtp_message_free);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->turn, g_array_unref);
  g_clear_pointer (&self->accepted, g_array_unref);
  g_clear_error (&self->refusal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Delivery, delivery_clear)

static TocsinSmtpSession *
session_of (const Delivery *self)
{
  return TOCSIN_SMTP_SESSION (tocsin_session_loan_get_session (self->loan));
}

/* A session that is of use, and a message and addresses that its server can take. */
static gboolean
get_session (Delivery *self, GCancellable *cancellable, GError **error)
{
  const SmtpSending *sending = self->sending;

  while (self->loan == NULL)
    {
      self->loan = tocsin_server_connection_borrow (sending->connection, cancellable, error);
      if (self->loan == NULL)
        return FALSE;
      if (!tocsin_smtp_session_is_spent (session_of (self)))
        return smtp_fit_message (session_of (self), self->message, sending->envelope,
                                 tocsin_session_loan_get_cancellable (self->loan), error)
               && smtp_fit_addresses (session_of (self), sending->envelope, self->addresses,
                                      sending->report, error);
      tocsin_session_loan_retire (self->loan);
      give_back (self);
    }

  return TRUE;
}

static void
keep_refusal (Delivery *self, GError *refusal)
{
  if (self->refusal != NULL
      && (smtp_trouble_is_for_good (refusal) || !smtp_trouble_is_for_good (self->refusal)))
    {
      g_error_free (refusal);
      return;
    }
  g_clear_error (&self->refusal);
  self->refusal = refusal;
}

static void
set_stop (SmtpOffer *offer, TocsinSnapshot *settings)
{
  static const char *const keys[] = { "smtp.on-to-error", "smtp.on-cc-error", "smtp.on-bcc-error" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    offer->stop[i] = g_str_equal (tocsin_snapshot_get_string (settings, keys[i]), "stop");
}

static void
set_all (Delivery *self, TocsinSendState state)
{
  for (guint i = 0; i < self->accepted->len; i++)
    tocsin_send_report_set_state (self->sending->report, g_array_index (self->accepted, guint, i),
                                  state);
}

/* Once for all transactions: what is written down is that some of them may have gone. */
static gboolean
commit (gpointer user_data, GError **error)
{
  Delivery *self = user_data;
  const TocsinSendWatch *watch = self->sending->watch;

  if (self->committed || watch == NULL || watch->commit == NULL)
    return TRUE;
  self->committed = watch->commit (watch->user_data, error);

  return self->committed;
}

static void
progress (guint64 sent, guint64 size, gpointer user_data)
{
  Delivery *self = user_data;
  const TocsinSendWatch *watch = self->sending->watch;

  if (watch != NULL && watch->progress != NULL)
    watch->progress (sent, size, watch->user_data);
}

static gboolean
lose (Delivery *self, const char *why, GError **error)
{
  self->lost = TRUE;
  set_all (self, TOCSIN_SEND_STATE_UNKNOWN);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
               _ ("The message may have been sent: the server had all of it, and then %s"), why);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Ask a recipient before you send it again"));

  return FALSE;
}

/* The server's last word about the message. */
static gboolean
judge (Delivery *self, const SmtpOffer *offer, const SmtpReply *verdict, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autofree char *words = smtp_reply_to_string (verdict);

  tocsin_send_report_set_server_text (self->sending->report, words);
  if (smtp_trouble_check (verdict, SMTP_PHASE_CONTENT, _ ("the message"), &refusal))
    {
      set_all (self, TOCSIN_SEND_STATE_ACCEPTED);
      return TRUE;
    }
  if (!smtp_reply_is_no (verdict))
    return lose (self, refusal->message, error);
  smtp_offer_refuse_all (offer, self->accepted, refusal);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
upload (Delivery *self, const SmtpOffer *offer, GCancellable *cancellable, GError **error)
{
  TocsinSendReport *report = self->sending->report;
  SmtpUpload upload = { commit, progress, self, 0, FALSE };
  g_auto (SmtpReply) verdict = { 0 };
  g_autoptr (GError) failure = NULL;
  gboolean answered =
      smtp_upload (session_of (self), self->message, &upload, &verdict, cancellable, &failure);

  tocsin_send_report_set_bytes (report, tocsin_send_report_get_bytes (report) + upload.n_sent);
  if (answered)
    return judge (self, offer, &verdict, error);
  if (upload.ended)
    return lose (self, failure->message, error);
  /* It did not even want to hear the end. */
  if (smtp_reply_is_no (&verdict))
    smtp_offer_refuse_all (offer, self->accepted, failure);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* One transaction. @on says whether there may be another. */
static gboolean
deliver (Delivery *self, gboolean *on, GCancellable *cancellable, GError **error)
{
  const SmtpSending *sending = self->sending;
  TocsinSmtpSession *session = session_of (self);
  gboolean was_used = tocsin_smtp_session_was_used (session);
  g_autofree char *sender = NULL;
  g_autoptr (GError) failure = NULL;
  SmtpOffer offer = { .envelope = sending->envelope,
                      .addresses = self->addresses,
                      .turn = self->turn,
                      .report = sending->report,
                      .accepted = self->accepted };

  g_array_set_size (self->accepted, 0);
  set_stop (&offer, TOCSIN_SNAPSHOT (tocsin_basic_connection_get_settings (
                        TOCSIN_BASIC_CONNECTION (sending->connection))));
  *on = FALSE;
  if (!smtp_fit_mail (session, self->message, sending->envelope, self->addresses, self->turn,
                      &offer.mail, &sender, error))
    return FALSE;
  if (!smtp_offer_make (session, &offer, cancellable, &failure))
    {
      gboolean alive = tocsin_session_get_state (TOCSIN_SESSION (session)) == TOCSIN_SESSION_OPEN;

      *on = alive ? !offer.stopped : was_used && smtp_trouble_is_stale (failure);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *on = TRUE;
  if (upload (self, &offer, cancellable, error))
    return TRUE;
  *on = !self->lost && tocsin_session_get_state (TOCSIN_SESSION (session)) == TOCSIN_SESSION_OPEN;

  return FALSE;
}

static gboolean
has_rest (const Delivery *self)
{
  TocsinSendReport *report = self->sending->report;

  for (guint i = 0; i < tocsin_send_report_get_n_results (report); i++)
    if (tocsin_send_report_get_result (report, i)->state == TOCSIN_SEND_STATE_UNTRIED)
      return TRUE;

  return FALSE;
}

static gboolean
deliver_all (Delivery *self, GCancellable *cancellable, GError **error)
{
  for (gboolean on = TRUE; on && has_rest (self);)
    {
      g_autoptr (GError) failure = NULL;

      if (!get_session (self, cancellable, error))
        return FALSE;
      if (!smtp_turn_choose (self->sending->envelope, self->sending->report,
                             tocsin_smtp_session_get_extensions (session_of (self)), self->turn))
        return TRUE;
      if (!deliver (self, &on, tocsin_session_loan_get_cancellable (self->loan), &failure))
        {
          if (!on)
            {
              g_propagate_error (error, g_steal_pointer (&failure));
              return FALSE;
            }
          if (tocsin_session_get_state (TOCSIN_SESSION (session_of (self))) == TOCSIN_SESSION_OPEN)
            keep_refusal (self, g_steal_pointer (&failure));
        }
      /* A stale session is replaced by another, at last by a new one; so is one that is spent. */
      if (tocsin_session_get_state (TOCSIN_SESSION (session_of (self))) != TOCSIN_SESSION_OPEN
          || tocsin_smtp_session_is_spent (session_of (self)))
        {
          tocsin_session_loan_retire (self->loan);
          give_back (self);
        }
    }

  return TRUE;
}

static gboolean
conclude (Delivery *self, GError *failure, GError **error)
{
  TocsinSendOutcome outcome = tocsin_send_report_get_outcome (self->sending->report);

  if (outcome == TOCSIN_SEND_SENT || outcome == TOCSIN_SEND_PARTIAL)
    {
      g_clear_error (&failure);
      return TRUE;
    }
  if (failure == NULL)
    failure = g_steal_pointer (&self->refusal);
  if (failure == NULL)
    failure = smtp_fit_refusal (self->sending->report);
  g_propagate_error (error, failure);

  return FALSE;
}

/**
 * smtp_send:
 * @sending: what is to be sent, and how
 * @message: the message, where it begins
 * @size: its size in bytes
 * @cancellable: (nullable): to stop it
 * @error: why nobody was sent it, or that nobody knows
 *
 * Returns: as tocsin_mail_transport_send().
 */
gboolean
smtp_send (const SmtpSending *sending,
           GInputStream *message,
           guint64 size,
           GCancellable *cancellable,
           GError **error)
{
  g_auto (Delivery) self = { .sending = sending };
  GError *failure = NULL;

  self.message = smtp_message_new (message, size, cancellable, error);
  if (self.message == NULL)
    return FALSE;
  self.addresses = g_ptr_array_new_with_free_func (g_free);
  self.turn = g_array_new (FALSE, FALSE, sizeof (guint));
  self.accepted = g_array_new (FALSE, FALSE, sizeof (guint));
  deliver_all (&self, cancellable, &failure);

  return conclude (&self, failure, error);
}
