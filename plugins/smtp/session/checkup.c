/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a test finds out: whether we may send, by a message to ourselves that ends before it begins,
 * and what the server can do. */
#include "plugins/smtp/session/checkup.h"

#include "core/base/error.h"
#include "core/base/trouble.h"
#include "core/mail/address-spec.h"
#include "plugins/smtp/session/offer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The bare address in `Ada <ada@example.org>`. */
static char *
strip_name (const char *mailbox)
{
  const char *open = strrchr (mailbox, '<');
  const char *end = open != NULL ? strchr (open, '>') : NULL;

  return end != NULL ? g_strndup (open + 1, (gsize) (end - open - 1)) : g_strdup (mailbox);
}

/* Who we are: whom mail is sent from, or else as whom we sign in. */
static char *
find_own_address (TocsinSession *session)
{
  static const char *const keys[] = { "smtp.from", "authentication.username" };
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_session_get_settings (session));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *bare = strip_name (tocsin_snapshot_get_string (settings, keys[i]));
      g_autofree char *address = strchr (bare, '@') != NULL ? g_strdup (bare) : NULL;

      if (address != NULL && tocsin_address_spec_check (address, NULL))
        return tocsin_address_spec_to_ascii (address);
    }

  return NULL;
}

/* A grey list lets nobody in at once, and does not mean us. */
static gboolean
forgive (TocsinSession *session, TocsinReport *report, GError *refusal, GError **error)
{
  if (tocsin_session_get_state (session) == TOCSIN_SESSION_OPEN
      && tocsin_trouble_judge (refusal, 1) == TOCSIN_TROUBLE_RETRY)
    {
      tocsin_report_warn (report, "%s", refusal->message);
      g_error_free (refusal);
      return TRUE;
    }
  g_propagate_error (error, refusal);

  return FALSE;
}

/* Quirk 54: some servers hang up here, and we are about to leave anyhow. */
static void
take_back (TocsinSmtpSession *session, GCancellable *cancellable)
{
  g_auto (SmtpReply) reply = { 0 };

  if (tocsin_session_get_state (TOCSIN_SESSION (session)) != TOCSIN_SESSION_OPEN)
    return;
  smtp_chat_begin (tocsin_smtp_session_get_chat (session), 0);
  smtp_chat_put_line (tocsin_smtp_session_get_chat (session), "RSET");
  if (tocsin_smtp_session_read (session, &reply, cancellable, NULL) && smtp_reply_is_yes (&reply))
    tocsin_smtp_session_note_reset (session);
}

static gboolean
rehearse (TocsinSession *session,
          const char *address,
          TocsinReport *report,
          GCancellable *cancellable,
          GError **error)
{
  TocsinSmtpSession *self = TOCSIN_SMTP_SESSION (session);
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new (address, error);
  g_autoptr (TocsinSendReport) results = NULL;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  g_autoptr (GArray) turn = g_array_new (FALSE, TRUE, sizeof (guint));
  g_autoptr (GArray) accepted = g_array_new (FALSE, TRUE, sizeof (guint));
  GError *refusal = NULL;
  SmtpOffer offer = { .mail = { .sender = address },
                      .envelope = envelope,
                      .addresses = addresses,
                      .turn = turn,
                      .rehearsal = TRUE,
                      .accepted = accepted };
  gboolean welcome;

  if (envelope == NULL
      || !tocsin_envelope_add_recipient (envelope, address, TOCSIN_RECIPIENT_TO,
                                         TOCSIN_NOTIFY_DEFAULT, NULL, error))
    return FALSE;
  g_ptr_array_add (addresses, (gpointer) address);
  g_array_set_size (turn, 1);
  results = offer.report = tocsin_send_report_new (envelope);
  welcome = smtp_offer_make (self, &offer, cancellable, &refusal);
  take_back (self, cancellable);

  return welcome || forgive (session, report, refusal, error);
}

/**
 * smtp_checkup_look_at:
 * @session: an open session
 * @folder: (nullable): not looked at, there are none
 * @report: (nullable): who watches
 * @cancellable: (nullable): to stop it
 * @error: why nothing could be sent
 *
 * Begins a message from us to us and takes it back: nothing is sent.
 *
 * Returns: whether the server would take it, now or later.
 */
gboolean
smtp_checkup_look_at (TocsinSession *session,
                      const char *folder,
                      TocsinReport *report,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *address = find_own_address (session);

  if (address == NULL)
    {
      tocsin_report_warn (report, _ ("Set smtp.from to have it tried whether mail may be sent from "
                                     "there"));
      return TRUE;
    }
  tocsin_report_fact (report, "sender", "%s", address);
  tocsin_report_fact (report, "recipient", "%s", address);

  return rehearse (session, address, report, cancellable, error);
}

/**
 * smtp_checkup_describe:
 * @session: an open session
 * @report: (nullable): who watches
 *
 * Tells what the server can do and allows.
 */
void
smtp_checkup_describe (TocsinSession *session, TocsinReport *report)
{
  TocsinSmtpSession *self = TOCSIN_SMTP_SESSION (session);
  const SmtpExtensions *extensions = tocsin_smtp_session_get_extensions (self);

  tocsin_report_fact (report, "extensions", "%s",
                      extensions->words != NULL ? extensions->words : _ ("none (HELO)"));
  if (extensions->max_size > 0)
    tocsin_report_fact (report, "max-message-size", "%" G_GUINT64_FORMAT, extensions->max_size);
  if (extensions->max_recipients > 0)
    tocsin_report_fact (report, "max-recipients", "%u", extensions->max_recipients);
  if (extensions->max_mails > 0)
    tocsin_report_fact (report, "max-messages-per-session", "%u", extensions->max_mails);
  if (!tocsin_smtp_session_has (self, SMTP_FEATURE_8BITMIME))
    tocsin_report_warn (report, _ ("No 8BITMIME: messages are encoded before they are sent"));
}
