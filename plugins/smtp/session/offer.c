/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* MAIL, RCPT and DATA (RFC 5321, section 3.3), together where the server takes them so (RFC 2920).
 */
#include "plugins/smtp/session/offer.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The server waits for the message. */
#define SEND_IT 354

typedef struct
{
  TocsinSmtpSession *session;
  SmtpOffer *offer;
  SmtpReply reply;
  GError *sender_refusal;
  GError *refusal; /* of a recipient, rather one that passes */
  GError *data_refusal;
  gboolean granted;
} Run;

static void
run_clear (Run *self)
{
  smtp_reply_clear (&self->reply);
  g_clear_error (&self->sender_refusal);
  g_clear_error (&self->refusal);
  g_clear_error (&self->data_refusal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static TocsinRecipient *
recipient_at (const Run *self, guint place)
{
  return g_ptr_array_index (tocsin_envelope_get_recipients (self->offer->envelope), place);
}

static guint
place_at (const Run *self, guint index)
{
  return g_array_index (self->offer->turn, guint, index);
}

static void
put (Run *self, const char *line)
{
  smtp_chat_put_line (tocsin_smtp_session_get_chat (self->session), "%s", line);
}

static void
put_mail (Run *self, GString *lines)
{
  smtp_command_add_mail (lines, &self->offer->mail,
                         tocsin_smtp_session_get_extensions (self->session));
  tocsin_smtp_session_note_begun (self->session);
}

static void
put_recipient (Run *self, guint index, GString *lines)
{
  guint place = place_at (self, index);

  smtp_command_add_recipient (lines, g_ptr_array_index (self->offer->addresses, place),
                              recipient_at (self, place), self->offer->mail.utf8,
                              tocsin_smtp_session_get_extensions (self->session));
}

static void
send_lines (Run *self, GString *lines)
{
  smtp_chat_put (tocsin_smtp_session_get_chat (self->session), lines->str, lines->len);
  g_string_truncate (lines, 0);
}

/* A yes as the phase has it, or a no, and no farewell. */
static gboolean
take (Run *self, SmtpPhase phase, const char *command, GCancellable *cancellable, GError **error)
{
  gboolean yes;

  if (!tocsin_smtp_session_read (self->session, &self->reply, cancellable, error))
    return FALSE;
  yes =
      phase == SMTP_PHASE_CONTENT ? self->reply.code == SEND_IT : smtp_reply_is_yes (&self->reply);
  if (!yes && !smtp_reply_is_no (&self->reply))
    {
      /* Whatever is said next, nobody knows what it answers. */
      tocsin_session_mark_broken (TOCSIN_SESSION (self->session));
      smtp_trouble_set_odd (&self->reply, phase, command, error);
      return FALSE;
    }

  return !smtp_reply_is_goodbye (&self->reply)
         || smtp_trouble_check (&self->reply, phase, command, error);
}

static gboolean
take_reset (Run *self, GCancellable *cancellable, GError **error)
{
  if (!take (self, SMTP_PHASE_COMMAND, "RSET", cancellable, error))
    return FALSE;
  if (smtp_reply_is_yes (&self->reply))
    return TRUE;

  /* A server that can't forget is of no use for another message; a new session is. */
  tocsin_session_mark_broken (TOCSIN_SESSION (self->session));
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
                       _ ("the server refused to begin another message (RSET)"));
  return FALSE;
}

static gboolean
take_mail (Run *self, GCancellable *cancellable, GError **error)
{
  if (!take (self, SMTP_PHASE_SENDER, "MAIL", cancellable, error))
    return FALSE;
  if (!smtp_trouble_check (&self->reply, SMTP_PHASE_SENDER,
                           *self->offer->mail.sender != '\0' ? self->offer->mail.sender : "MAIL",
                           &self->sender_refusal))
    tocsin_error_set_command (self->sender_refusal, "MAIL");

  return TRUE;
}

static void
note_refusal (Run *self, guint place)
{
  const TocsinRecipient *recipient = recipient_at (self, place);
  g_autoptr (GError) refusal = NULL;

  smtp_trouble_check (&self->reply, SMTP_PHASE_RECIPIENT, recipient->address, &refusal);
  tocsin_error_set_command (refusal, "RCPT");
  tocsin_send_report_refuse (self->offer->report, place, smtp_trouble_is_for_good (refusal),
                             refusal);
  if (self->offer->stop[recipient->kind])
    self->offer->stopped = TRUE;
  if (self->refusal == NULL
      || (smtp_trouble_is_for_good (self->refusal) && !smtp_trouble_is_for_good (refusal)))
    {
      g_clear_error (&self->refusal);
      self->refusal = g_steal_pointer (&refusal);
    }
}

/* Quirk 52: 250, 251 and 252 are all success. */
static gboolean
take_recipient (Run *self, guint index, GCancellable *cancellable, GError **error)
{
  SmtpOffer *offer = self->offer;
  guint place = place_at (self, index);

  if (!take (self, SMTP_PHASE_RECIPIENT, "RCPT", cancellable, error))
    return FALSE;
  /* What follows on a refused MAIL says nothing of the recipient. */
  if (self->sender_refusal != NULL && !smtp_reply_is_yes (&self->reply))
    return TRUE;
  if (offer->accepted->len > 0 && smtp_reply_is_no (&self->reply)
      && smtp_trouble_is_overflow (&self->reply))
    return TRUE;
  tocsin_send_report_set_answer (offer->report, place, self->reply.code,
                                 self->reply.enhanced[0] != '\0' ? self->reply.enhanced : NULL,
                                 smtp_reply_get_text (&self->reply));
  if (smtp_reply_is_yes (&self->reply))
    g_array_append_val (offer->accepted, place);
  else
    note_refusal (self, place);

  return TRUE;
}

static gboolean
take_data (Run *self, GCancellable *cancellable, GError **error)
{
  if (!take (self, SMTP_PHASE_CONTENT, "DATA", cancellable, error))
    return FALSE;
  self->granted = self->reply.code == SEND_IT;
  if (!self->granted)
    smtp_trouble_check (&self->reply, SMTP_PHASE_CONTENT, "DATA", &self->data_refusal);

  return TRUE;
}

/* Once DATA is granted a message follows, and nobody can take it back who has been accepted. So it
 * goes along only where no refusal keeps the message from those. */
static gboolean
may_send_data_along (const Run *self)
{
  if (self->offer->rehearsal || tocsin_smtp_session_has (self->session, SMTP_FEATURE_CHUNKING))
    return FALSE;
  if (self->offer->turn->len == 1)
    return TRUE;
  for (guint i = 0; i < self->offer->turn->len; i++)
    if (self->offer->stop[recipient_at (self, place_at (self, i))->kind])
      return FALSE;

  return TRUE;
}

/* Quirk 53: all answers are read, even when the first was a no. */
static gboolean
ask_together (Run *self, gboolean reset, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) lines = g_string_new (reset ? "RSET\r\n" : NULL);
  gboolean with_data = may_send_data_along (self);

  put_mail (self, lines);
  for (guint i = 0; i < self->offer->turn->len; i++)
    put_recipient (self, i, lines);
  if (with_data)
    g_string_append (lines, "DATA\r\n");
  send_lines (self, lines);

  if ((reset && !take_reset (self, cancellable, error)) || !take_mail (self, cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->offer->turn->len; i++)
    if (!take_recipient (self, i, cancellable, error))
      return FALSE;

  return !with_data || take_data (self, cancellable, error);
}

static gboolean
ask_singly (Run *self, gboolean reset, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (reset)
    {
      put (self, "RSET");
      if (!take_reset (self, cancellable, error))
        return FALSE;
    }
  put_mail (self, lines);
  send_lines (self, lines);
  if (!take_mail (self, cancellable, error))
    return FALSE;
  for (guint i = 0;
       i < self->offer->turn->len && self->sender_refusal == NULL && !self->offer->stopped; i++)
    {
      put_recipient (self, i, lines);
      send_lines (self, lines);
      if (!take_recipient (self, i, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* Quirk 53: DATA may be granted although nobody is there to receive anything. A lone dot then sends
 * nothing; if somebody is there it would send an empty message, and only hanging up doesn't. */
static void
withdraw (Run *self, GCancellable *cancellable)
{
  if (!self->granted)
    return;
  if (self->offer->accepted->len > 0)
    {
      tocsin_session_mark_broken (TOCSIN_SESSION (self->session));
      return;
    }
  put (self, ".");
  if (tocsin_smtp_session_read (self->session, &self->reply, cancellable, NULL))
    tocsin_smtp_session_note_reset (self->session);
}

static gboolean
fail (Run *self, GError **refusal, GCancellable *cancellable, GError **error)
{
  withdraw (self, cancellable);
  g_propagate_error (error, g_steal_pointer (refusal));

  return FALSE;
}

static gboolean
judge (Run *self, GCancellable *cancellable, GError **error)
{
  SmtpOffer *offer = self->offer;

  if (self->sender_refusal != NULL)
    {
      smtp_offer_refuse_all (offer, offer->turn, self->sender_refusal);
      return fail (self, &self->sender_refusal, cancellable, error);
    }
  if (offer->stopped || offer->accepted->len == 0)
    return fail (self, &self->refusal, cancellable, error);
  if (offer->rehearsal || self->granted
      || tocsin_smtp_session_has (self->session, SMTP_FEATURE_CHUNKING))
    return TRUE;
  if (self->data_refusal == NULL)
    {
      put (self, "DATA");
      if (!take_data (self, cancellable, error))
        return FALSE;
    }
  if (self->granted)
    return TRUE;

  smtp_offer_refuse_all (offer, offer->accepted, self->data_refusal);
  return fail (self, &self->data_refusal, cancellable, error);
}

/* What the server said in @error, which may be about all, takes the place of the yes that a
 * recipient was given before: that is no reason. */
static void
note_answer (TocsinSendReport *report, guint place, const GError *error)
{
  const char *words = tocsin_error_get_server_text (error);
  const char *enhanced = tocsin_error_get_response_code (error);
  char *text = NULL;
  guint code = words != NULL ? (guint) g_ascii_strtoull (words, &text, 10) : 0;

  if (code == 0)
    {
      tocsin_send_report_set_answer (report, place, 0, NULL, NULL);
      return;
    }
  text = g_strchug (g_strdup (text));
  if (enhanced != NULL && g_str_has_prefix (text, enhanced))
    memset (text, ' ', strlen (enhanced));
  tocsin_send_report_set_answer (report, place, code, enhanced, g_strchug (text));
  g_free (text);
}

/**
 * smtp_offer_refuse_all:
 * @offer: a message that was offered
 * @places: (element-type guint): for whom it was refused
 * @error: why
 *
 * Notes that these recipients don't get the message, each for the same reason.
 */
void
smtp_offer_refuse_all (const SmtpOffer *offer, GArray *places, const GError *error)
{
  for (guint i = 0; i < places->len; i++)
    {
      guint place = g_array_index (places, guint, i);

      note_answer (offer->report, place, error);
      tocsin_send_report_refuse (offer->report, place, smtp_trouble_is_for_good (error), error);
    }
}

/**
 * smtp_offer_make:
 * @session: an open session
 * @offer: the message and its recipients
 * @cancellable: (nullable): to stop it
 * @error: why nothing may be sent: of the session if that is broken now, of the message otherwise
 *
 * Tells the server from whom and to whom, as many commands in one write as it takes. With DATA the
 * server waits for the message afterwards; with BDAT (CHUNKING) it comes as it comes.
 *
 * Returns: whether the message is to be sent now, to @accepted.
 */
gboolean
smtp_offer_make (TocsinSmtpSession *session,
                 SmtpOffer *offer,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (Run) run = { .session = session, .offer = offer };
  gboolean reset = tocsin_smtp_session_needs_reset (session);
  gboolean asked;

  smtp_chat_begin (tocsin_smtp_session_get_chat (session), 0);
  if (tocsin_smtp_session_has (session, SMTP_FEATURE_PIPELINING))
    asked = ask_together (&run, reset, cancellable, error);
  else
    asked = ask_singly (&run, reset, cancellable, error);

  return asked && judge (&run, cancellable, error);
}
