/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* From a connected line to a safe one, for every protocol that begins in plain text (RFC 2595, RFC
 * 3207, RFC 8314). Somebody in between may say anything in the server's name until TLS stands, so
 * nothing that is said before counts afterwards, and every doubt ends the session. */
#include "core/net/starttls.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/line-stream-private.h"

typedef struct
{
  TocsinLineStream *stream;
  const TocsinStarttlsDialect *dialect;
  gpointer user_data;
  TocsinReport *report;
  GCancellable *cancellable;
} Way;

static const char *
label_of (const Way *way)
{
  return tocsin_line_stream_is_distrusted (way->stream) ? TOCSIN_STARTTLS_LABEL : "";
}

static void
keep_words (GError *error, const char *words)
{
  g_autofree char *labelled = g_strconcat (TOCSIN_STARTTLS_LABEL, words, NULL);

  tocsin_error_set_server_text (error, labelled);
}

static void
advise_implicit (const Way *way, GError *error)
{
  guint16 port = tocsin_endpoint_get_defaults (way->stream->endpoint)->tls_port;
  g_autofree char *number = g_strdup_printf ("%u", port);

  tocsin_error_set_hint (
      error, _ ("If the server takes TLS from the first byte: encryption.mode=implicit, port=%s"),
      number);
  tocsin_error_add_remedy (error, "encryption.mode", "implicit");
  tocsin_error_add_remedy (error, "port", number);
}

static gboolean
refuse_signed_in (const Way *way, GError **error)
{
  GError *reason =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_PREAUTH,
                   _ ("%s took the session for signed in before TLS began, which makes TLS "
                      "impossible; possibly somebody in between"),
                   tocsin_endpoint_to_string (way->stream->endpoint));

  advise_implicit (way, reason);

  return tocsin_line_stream_break (way->stream, reason, error);
}

static gboolean
refuse_without (const Way *way, const char *told, GError **error)
{
  GError *reason =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_UNAVAILABLE,
                   _ ("%s offers no %s; nothing was sent without TLS"),
                   tocsin_endpoint_to_string (way->stream->endpoint), way->dialect->command);

  keep_words (reason, told);
  advise_implicit (way, reason);

  return tocsin_line_stream_break (way->stream, reason, error);
}

static gboolean
refuse_answer (const Way *way, TocsinStarttlsAnswer answer, const char *words, GError **error)
{
  const char *place = tocsin_endpoint_to_string (way->stream->endpoint);
  GError *reason;

  if (answer == TOCSIN_STARTTLS_REFUSED)
    {
      reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_REFUSED,
                            _ ("%s refused %s; nothing was sent without TLS"), place,
                            way->dialect->command);
      advise_implicit (way, reason);
    }
  else
    reason =
        g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                     _ ("%s answered %s with neither yes nor no"), place, way->dialect->command);
  keep_words (reason, words);
  tocsin_error_set_command (reason, way->dialect->command);

  return tocsin_line_stream_break (way->stream, reason, error);
}

static gboolean
greet (const Way *way, GError **error)
{
  gboolean signed_in = FALSE;

  tocsin_report_begin (way->report, TOCSIN_STEP_GREETING);
  if (!way->dialect->greet (way->user_data, &signed_in, way->cancellable, error))
    return FALSE;
  if (signed_in && tocsin_line_stream_is_distrusted (way->stream))
    return refuse_signed_in (way, error);
  /* Inside TLS it is the server itself that says so, as one does that has seen our certificate. */
  if (signed_in)
    tocsin_report_warn (way->report, _ ("The server took the session for signed in at once, and "
                                        "does not say as whom; no password was asked for"));

  return TRUE;
}

/* Without tags an answer belongs to the command that was sent last. One that is there before its
 * command was prepared by somebody who knows what we are going to say. */
static gboolean
check_unanswered (const Way *way, GError **error)
{
  return way->dialect->tagged || !tocsin_line_stream_is_distrusted (way->stream)
         || tocsin_line_stream_check_silent (way->stream, error);
}

static gboolean
look (const Way *way, TocsinStep step, TocsinStarttlsOffer *offer, char **told, GError **error)
{
  tocsin_report_begin (way->report, step);
  if (!check_unanswered (way, error)
      || !way->dialect->look (way->user_data, offer, told, way->cancellable, error))
    return FALSE;
  tocsin_report_fact (way->report, "capabilities", "%s%s", label_of (way), *told);

  return TRUE;
}

static gboolean
look_again (const Way *way, GError **error)
{
  g_autofree char *told = NULL;
  TocsinStarttlsOffer offer;

  return look (way, TOCSIN_STEP_CAPABILITIES_AGAIN, &offer, &told, error);
}

static gboolean
begin_tls (const Way *way, GError **error)
{
  TocsinStarttlsAnswer answer = TOCSIN_STARTTLS_ODD;
  g_autofree char *words = NULL;

  if (!check_unanswered (way, error)
      || !way->dialect->request (way->user_data, &answer, &words, way->cancellable, error))
    return FALSE;
  if (answer != TOCSIN_STARTTLS_AGREED)
    return refuse_answer (way, answer, words, error);
  if (!tocsin_line_stream_start_tls (way->stream, way->report, way->cancellable, error))
    return FALSE;

  way->dialect->forget (way->user_data);
  tocsin_line_stream_set_distrusted (way->stream, 0);

  return look_again (way, error);
}

static gboolean
go_on_in_plain (const Way *way)
{
  tocsin_report_warn (way->report, _ ("The server offers no TLS; the session goes on in plain text "
                                      "(encryption.mode=opportunistic)"));
  tocsin_line_stream_set_distrusted (way->stream, 0);

  return TRUE;
}

static gboolean
secure (const Way *way, TocsinStarttlsOffer offer, const char *told, GError **error)
{
  gboolean required =
      tocsin_endpoint_get_encryption (way->stream->endpoint) != TOCSIN_ENCRYPTION_OPPORTUNISTIC;

  tocsin_report_begin (way->report, TOCSIN_STEP_STARTTLS);
  if (!required)
    tocsin_report_warn (way->report,
                        _ ("Whoever is in between can keep TLS from beginning "
                           "(encryption.mode=opportunistic): use starttls or implicit"));
  /* A server that won't tell may still do it, and asking gives nothing away. */
  if (offer == TOCSIN_STARTTLS_OFFERED || (required && offer == TOCSIN_STARTTLS_UNTOLD))
    return begin_tls (way, error);
  if (required)
    return refuse_without (way, told, error);

  return go_on_in_plain (way);
}

static gboolean
go (const Way *way, GError **error)
{
  TocsinStarttlsOffer offer = TOCSIN_STARTTLS_NOT_OFFERED;
  g_autofree char *told = NULL;

  if (!greet (way, error) || !look (way, TOCSIN_STEP_CAPABILITIES, &offer, &told, error))
    return FALSE;

  return !tocsin_line_stream_is_distrusted (way->stream) || secure (way, offer, told, error);
}

/* An error about what came before TLS may quote it, and whoever is in between may have written that
 * for a person to read. */
static GError *
disown (const Way *way, GError *reason)
{
  const char *quoted = tocsin_error_get_server_text (reason);
  GError *own;

  if (quoted != NULL && g_str_has_prefix (quoted, TOCSIN_STARTTLS_LABEL))
    return reason;
  if (reason->code != TOCSIN_ERROR_PROTOCOL_PARSE)
    {
      if (quoted != NULL)
        keep_words (reason, quoted);
      return reason;
    }

  own = g_error_new (TOCSIN_ERROR, reason->code,
                     _ ("%s broke the rules of the protocol before TLS began"),
                     tocsin_endpoint_to_string (way->stream->endpoint));
  keep_words (own, quoted != NULL ? quoted : reason->message);
  g_error_free (reason);

  return own;
}

/**
 * tocsin_starttls_open:
 * @stream: a stream on which nothing was said yet
 * @dialect: how the protocol says what has to be said
 * @user_data: handed to @dialect
 * @report: (nullable): who watches; is told the steps from the greeting to the capabilities
 * @cancellable: (nullable): ends it
 * @error: `tls.unavailable`, `tls.refused`, `tls.injected`, `tls.preauth` and all other `tls.*`;
 *   `protocol.parse`, what @dialect says, `net.*`, `timeout.command` or `cancelled`
 *
 * Makes the line as safe as `encryption.mode` asks, whatever anybody in between says, and lets
 * @dialect learn what the server can do. Until TLS stands all has to fit into `timeout` and
 * %TOCSIN_STARTTLS_MAX_PLAIN. There is no way back to plain text: after a failure only closing is
 * left.
 *
 * Returns: whether it may be signed in now. With modes that allow plain text,
 *   tocsin_line_stream_is_encrypted() tells whether TLS stands.
 */
gboolean
tocsin_starttls_open (TocsinLineStream *stream,
                      const TocsinStarttlsDialect *dialect,
                      gpointer user_data,
                      TocsinReport *report,
                      GCancellable *cancellable,
                      GError **error)
{
  Way way = { stream, dialect, user_data, report, cancellable };
  GError *reason = NULL;

  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (stream), FALSE);
  g_return_val_if_fail (dialect != NULL, FALSE);

  if (!tocsin_line_stream_is_encrypted (stream)
      && tocsin_endpoint_get_encryption (stream->endpoint) != TOCSIN_ENCRYPTION_NONE)
    tocsin_line_stream_set_distrusted (stream, TOCSIN_STARTTLS_MAX_PLAIN);
  if (go (&way, &reason))
    return TRUE;

  if (tocsin_line_stream_is_distrusted (stream))
    reason = disown (&way, reason);
  g_propagate_error (error, reason);

  return FALSE;
}
