/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream-private.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/tls-context-private.h"
#include "core/net/tunnel.h"

static gboolean
shake_hands (TocsinLineStream *self,
             gboolean after_plain,
             TocsinReport *report,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *text = NULL;
  GError *reason = NULL;

  if (!tocsin_channel_start_tls (&self->channel, self->context, after_plain, report,
                                 self->transcript, cancellable, &reason))
    return tocsin_line_stream_break (self, reason, error);

  tocsin_tls_report (self->channel.tls, report);
  text = tocsin_tls_describe (self->channel.tls);
  tocsin_transcript_note (self->transcript, "%s", text);
  return TRUE;
}

static TocsinLineStream *
connect_once (TocsinEndpoint *endpoint,
              TocsinTlsContext *context,
              TocsinTranscript *transcript,
              TocsinReport *report,
              gint64 deadline,
              GCancellable *cancellable,
              GError **error)
{
  TocsinEncryption encryption = tocsin_endpoint_get_encryption (endpoint);
  g_autoptr (TocsinLineStream) self = NULL;
  int fd = tocsin_tunnel_open (endpoint, transcript, report, deadline, cancellable, error);

  if (fd < 0)
    return NULL;

  self = tocsin_line_stream_new_for_fd (endpoint, fd, transcript);
  g_set_object (&self->context, context);
  self->channel.deadline = deadline;
  if (encryption == TOCSIN_ENCRYPTION_NONE)
    tocsin_report_warn (report, _ ("Everything is sent in clear (encryption.mode=none): whoever is "
                                   "in between can read along"));
  if (encryption != TOCSIN_ENCRYPTION_IMPLICIT)
    return g_steal_pointer (&self);

  tocsin_report_begin (report, TOCSIN_STEP_TLS);
  if (!shake_hands (self, FALSE, report, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

static TocsinLineStream *
connect_steps (TocsinEndpoint *endpoint,
               TocsinTranscript *transcript,
               TocsinReport *report,
               GCancellable *cancellable,
               GError **error)
{
  gint64 deadline =
      g_get_monotonic_time () + tocsin_endpoint_get_limits (endpoint)->timeout * G_TIME_SPAN_SECOND;
  g_autoptr (TocsinTlsContext) context = NULL;
  g_autoptr (GError) reason = NULL;
  TocsinLineStream *self;

  /* Before anything is sent: a wrong key is no reason to bother a server. */
  if (tocsin_endpoint_get_encryption (endpoint) != TOCSIN_ENCRYPTION_NONE)
    {
      context = tocsin_tls_context_new (endpoint, cancellable, error);
      if (context == NULL)
        return NULL;
    }
  self = connect_once (endpoint, context, transcript, report, deadline, cancellable, &reason);
  if (self != NULL)
    return self;
  if (context == NULL || !context->tripped)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  tocsin_transcript_note (transcript, "again, without resuming: %s", reason->message);
  return connect_once (endpoint, context, transcript, report, deadline, cancellable, error);
}

/**
 * tocsin_line_stream_connect:
 * @endpoint: where to
 * @transcript: (nullable): where to write down what is said
 * @report: (nullable): who watches; is told the steps names, TCP, proxy and TLS
 * @cancellable: (nullable): ends the wait
 * @error: `dns.*`, `net.*`, `proxy.*`, `tls.*`, `config.*`, `secret.*` or `cancelled`
 *
 * Looks the name up, connects, through a proxy if the settings say so, and with implicit encryption
 * speaks TLS; all within `timeout`, which stays the stream's deadline for the greeting.
 *
 * Returns: (transfer full): a stream to the server, who speaks next.
 */
TocsinLineStream *
tocsin_line_stream_connect (TocsinEndpoint *endpoint,
                            TocsinTranscript *transcript,
                            TocsinReport *report,
                            GCancellable *cancellable,
                            GError **error)
{
  TocsinLineStream *self;
  GError *reason = NULL;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);

  self = connect_steps (endpoint, transcript, report, cancellable, &reason);
  tocsin_report_end (report, reason);
  if (reason != NULL)
    g_propagate_error (error, reason);

  return self;
}

static gboolean
check_nothing_injected (TocsinLineStream *self, GError **error)
{
  GError *reason;

  if (tocsin_read_buffer_get_length (&self->input) == 0
      && tocsin_channel_is_silent (&self->channel))
    return TRUE;

  reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_INJECTED,
                        _ ("%s sent plain text behind its agreement to TLS: possibly somebody in "
                           "between who wants it taken for the server's"),
                        tocsin_endpoint_to_string (self->endpoint));
  return tocsin_line_stream_break (self, reason, error);
}

/**
 * tocsin_line_stream_start_tls:
 * @self: a stream in plain text, right after the server agreed to TLS
 * @report: (nullable): who watches; the step is the caller's, facts are added to it
 * @cancellable: (nullable): ends the wait
 * @error: `tls.injected` if anything came behind the agreement; `tls.*`, `net.*`, `cancelled`
 *
 * Switches to TLS. Whatever was learned before must be forgotten by the caller. After a failure the
 * stream is of no more use: there is no way back to plain text.
 */
gboolean
tocsin_line_stream_start_tls (TocsinLineStream *self,
                              TocsinReport *report,
                              GCancellable *cancellable,
                              GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);
  g_return_val_if_fail (self->channel.tls == NULL, FALSE);

  if (!tocsin_line_stream_check_usable (self, error) || !check_nothing_injected (self, error))
    return FALSE;
  if (self->context == NULL)
    self->context = tocsin_tls_context_new (self->endpoint, cancellable, error);
  if (self->context == NULL)
    return FALSE;

  return shake_hands (self, TRUE, report, cancellable, error);
}
