/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Whether a server can take a message at all, which is found out before it is asked, and in what
 * form: what it can't do is done without where that is possible. */
#include "plugins/smtp/fit.h"

#include "core/base/error.h"
#include "core/mail/address-spec.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static gboolean
fail (int code, const char *message, const char *hint, GError **error)
{
  GError *reason = g_error_new_literal (TOCSIN_ERROR, code, message);

  if (hint != NULL)
    tocsin_error_set_hint (reason, "%s", hint);
  g_propagate_error (error, reason);

  return FALSE;
}

static gboolean
check_verb (TocsinSmtpSession *session, TocsinSendVerb verb, GError **error)
{
  static const SmtpFeature features[] = { 0, SMTP_FEATURE_SEND, SMTP_FEATURE_SOML,
                                          SMTP_FEATURE_SAML };

  if (verb == TOCSIN_SEND_VERB_MAIL || tocsin_smtp_session_has (session, features[verb]))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_NEEDS_EXTENSION,
               _ ("The server does not offer “%s”"), tocsin_send_verb_to_string (verb));
  return FALSE;
}

/* RFC 8689, section 4.2.1: the server has to offer it, inside TLS, and to be the one it says. */
static gboolean
check_require_tls (TocsinSmtpSession *session, GError **error)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));

  if (!tocsin_smtp_session_is_encrypted (session)
      || g_str_equal (tocsin_snapshot_get_string (settings, "encryption.verify"), "none"))
    return fail (TOCSIN_ERROR_SEND_NEEDS_EXTENSION,
                 _ ("The message may only be sent over verified TLS (REQUIRETLS)"),
                 _ ("Set encryption.mode to implicit or starttls, and encryption.verify to full"),
                 error);
  if (tocsin_smtp_session_has (session, SMTP_FEATURE_REQUIRETLS))
    return TRUE;

  return fail (TOCSIN_ERROR_SEND_NEEDS_EXTENSION,
               _ ("The message may only be sent on over TLS, which the server does not promise "
                  "(REQUIRETLS)"),
               NULL, error);
}

static guint64
longest_line (const SmtpSurvey *survey)
{
  return MAX (survey->longest_header, survey->longest_body);
}

static gboolean
make_plain (TocsinSmtpSession *session,
            SmtpMessage *message,
            GCancellable *cancellable,
            GError **error)
{
  const SmtpSurvey *survey = smtp_message_get_survey (message);
  gboolean header =
      survey->eight_bit_header && !tocsin_smtp_session_has (session, SMTP_FEATURE_SMTPUTF8);
  gboolean body =
      survey->eight_bit_body && !tocsin_smtp_session_has (session, SMTP_FEATURE_8BITMIME);

  if (!header && !body && longest_line (survey) <= SMTP_SURVEY_MAX_LINE)
    return TRUE;

  return smtp_message_make_plain (message, header, body, cancellable, error);
}

static gboolean
check_form (TocsinSmtpSession *session, const SmtpSurvey *survey, GError **error)
{
  if (survey->eight_bit_header && !tocsin_smtp_session_has (session, SMTP_FEATURE_SMTPUTF8))
    return fail (TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8,
                 _ ("The message's headers hold characters beyond ASCII that can't be encoded, and "
                    "the server does not take them (SMTPUTF8)"),
                 NULL, error);
  if (survey->eight_bit_body && !tocsin_smtp_session_has (session, SMTP_FEATURE_8BITMIME))
    return fail (TOCSIN_ERROR_SEND_NEEDS_8BITMIME,
                 _ ("The message holds 8-bit text that is signed, so it can't be encoded, and the "
                    "server does not take it (8BITMIME)"),
                 _ ("Have it encoded before it is signed"), error);
  if (longest_line (survey) <= SMTP_SURVEY_MAX_LINE)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_CONTENT_REFUSED,
               _ ("The message has a line of %" PRIu64
                  " bytes that can't be broken; no server has to take more than %d"),
               longest_line (survey), SMTP_SURVEY_MAX_LINE);
  return FALSE;
}

static gboolean
check_size (TocsinSmtpSession *session, guint64 size, GError **error)
{
  guint64 limit = tocsin_smtp_session_get_extensions (session)->max_size;

  if (limit == 0 || size <= limit)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_TOO_BIG,
               _ ("The message has %" PRIu64 " bytes, and the server takes %" PRIu64 " at most"),
               size, limit);
  return FALSE;
}

/**
 * smtp_fit_message:
 * @session: an open session
 * @message: the message
 * @envelope: its envelope
 * @cancellable: (nullable): to stop it
 * @error: `smtp.needs-…`, `smtp.too-big` or `smtp.content-refused`
 *
 * Returns: whether the server can take the message, which may have another form now.
 */
gboolean
smtp_fit_message (TocsinSmtpSession *session,
                  SmtpMessage *message,
                  TocsinEnvelope *envelope,
                  GCancellable *cancellable,
                  GError **error)
{
  return check_verb (session, tocsin_envelope_get_verb (envelope), error)
         && (!tocsin_envelope_get_require_tls (envelope) || check_require_tls (session, error))
         && make_plain (session, message, cancellable, error)
         && check_form (session, smtp_message_get_survey (message), error)
         && check_size (session, smtp_message_get_survey (message)->size, error);
}

/* RFC 6531 is needed for what stands before the @ only: a domain has a form in ASCII. */
static char *
fit_address (TocsinSmtpSession *session, const char *address, GError **error)
{
  char *ascii = tocsin_address_spec_to_ascii (address);

  if (ascii != NULL)
    return ascii;
  if (tocsin_smtp_session_has (session, SMTP_FEATURE_SMTPUTF8))
    return g_strdup (address);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8,
               _ ("The server does not take addresses like “%s” (SMTPUTF8)"), address);
  return NULL;
}

/**
 * smtp_fit_addresses:
 * @session: an open session
 * @envelope: an envelope
 * @addresses: (element-type utf8): where its recipients go, as on the line
 * @report: where those go that can't be sent to
 * @error: (not nullable): where to put why nothing can be sent at all
 *
 * Returns: whether the sender's address can be said to this server.
 */
gboolean
smtp_fit_addresses (TocsinSmtpSession *session,
                    TocsinEnvelope *envelope,
                    GPtrArray *addresses,
                    TocsinSendReport *report,
                    GError **error)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  g_autofree char *sender = fit_address (session, tocsin_envelope_get_sender (envelope), error);

  if (sender == NULL)
    return FALSE;
  g_ptr_array_set_size (addresses, 0);
  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);
      g_autoptr (GError) refusal = NULL;

      g_ptr_array_add (addresses, fit_address (session, recipient->address, &refusal));
      if (refusal != NULL)
        tocsin_send_report_refuse (report, i, TRUE, refusal);
    }

  return TRUE;
}

static gboolean
needs_utf8 (const char *sender, GPtrArray *addresses, GArray *turn)
{
  if (!g_str_is_ascii (sender))
    return TRUE;
  for (guint i = 0; i < turn->len; i++)
    if (!g_str_is_ascii (g_ptr_array_index (addresses, g_array_index (turn, guint, i))))
      return TRUE;

  return FALSE;
}

/**
 * smtp_fit_mail:
 * @session: an open session
 * @message: a message that it can take
 * @envelope: its envelope
 * @addresses: (element-type utf8): its recipients as on the line
 * @turn: (element-type guint): whose turn it is
 * @mail: (out caller-allocates): what the server is to be told
 * @sender: (out): what @mail borrows
 * @error: where to put why the sender can't be said
 *
 * Returns: whether all can be said.
 */
gboolean
smtp_fit_mail (TocsinSmtpSession *session,
               SmtpMessage *message,
               TocsinEnvelope *envelope,
               GPtrArray *addresses,
               GArray *turn,
               SmtpMail *mail,
               char **sender,
               GError **error)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  const SmtpSurvey *survey = smtp_message_get_survey (message);
  g_autofree char *own = tocsin_envelope_make_sender (
      envelope, g_ptr_array_index (recipients, g_array_index (turn, guint, 0)));

  *sender = fit_address (session, own, error);
  if (*sender == NULL)
    return FALSE;
  *mail = (SmtpMail){
    .verb = tocsin_envelope_get_verb (envelope),
    .sender = *sender,
    .size = survey->size,
    .eight_bit = survey->eight_bit_header || survey->eight_bit_body,
    .utf8 = survey->eight_bit_header || needs_utf8 (*sender, addresses, turn),
    .require_tls = tocsin_envelope_get_require_tls (envelope),
    .dsn_return = tocsin_envelope_get_dsn_return (envelope),
    .envelope_id = tocsin_envelope_get_envelope_id (envelope),
  };

  return TRUE;
}

/**
 * smtp_fit_refusal:
 * @report: a report in which nobody was sent anything, and the server was not asked
 *
 * Returns: (transfer full): why not.
 */
GError *
smtp_fit_refusal (TocsinSendReport *report)
{
  for (guint i = 0; i < tocsin_send_report_get_n_results (report); i++)
    {
      const TocsinSendResult *result = tocsin_send_report_get_result (report, i);

      if (result->state == TOCSIN_SEND_STATE_REFUSED)
        return g_error_new_literal (TOCSIN_ERROR, result->error_code,
                                    result->text != NULL ? result->text : "");
    }

  return g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, _ ("nothing was tried"));
}
