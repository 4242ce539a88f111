/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/client.h"

#include <string.h>

#include "core/base/error.h"
#include "core/net/sasl-choice.h"

static gboolean
connect_client (Client *self,
                TocsinConnectionSettings *settings,
                const TocsinEndpointDefaults *defaults,
                TocsinReport *report,
                TocsinTranscript *transcript,
                GCancellable *cancellable,
                GError **error)
{
  self->endpoint = tocsin_endpoint_new (settings, defaults, error);
  if (self->endpoint == NULL)
    return FALSE;
  self->report = report;
  self->stream =
      tocsin_line_stream_connect (self->endpoint, transcript, report, cancellable, error);

  return self->stream != NULL;
}

void
client_clear (Client *self)
{
  if (self->stream != NULL)
    tocsin_line_stream_close (self->stream);
  g_clear_object (&self->stream);
  g_clear_object (&self->endpoint);
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
}

gboolean
client_run (TocsinConnectionSettings *settings,
            const TocsinEndpointDefaults *defaults,
            ClientConverse converse,
            TocsinReport *report,
            TocsinTranscript *transcript,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (Client) self = { 0 };
  GError *reason = NULL;

  if (connect_client (&self, settings, defaults, report, transcript, cancellable, &reason))
    converse (&self, cancellable, &reason);
  tocsin_report_end (report, reason);
  if (reason == NULL)
    return TRUE;
  g_propagate_error (error, reason);

  return FALSE;
}

static gboolean
finish_line (Client *self, GCancellable *cancellable, GError **error)
{
  tocsin_line_stream_put (self->stream, "\r\n", 2);

  return tocsin_line_stream_flush (self->stream, cancellable, error);
}

gboolean
client_send (Client *self, const char *line, GCancellable *cancellable, GError **error)
{
  tocsin_line_stream_begin (self->stream, 0);
  tocsin_line_stream_put (self->stream, line, -1);

  return finish_line (self, cancellable, error);
}

gboolean
client_send_secret (Client *self, const char *line, GCancellable *cancellable, GError **error)
{
  gsize word = strcspn (line, " ");

  tocsin_line_stream_begin (self->stream, 0);
  tocsin_line_stream_put (self->stream, line, (gssize) word);
  tocsin_line_stream_put_secret (self->stream, line + word, -1);

  return finish_line (self, cancellable, error);
}

char *
client_read_line (Client *self, GCancellable *cancellable, GError **error)
{
  gsize length;
  const char *line = tocsin_line_stream_read_line (self->stream, &length, cancellable, error);

  if (line == NULL)
    return NULL;
  if (memchr (line, '\0', length) != NULL)
    {
      client_fail (error, TOCSIN_ERROR_PROTOCOL_PARSE, "a NUL byte in an answer", NULL);
      return NULL;
    }

  return g_strndup (line, length);
}

void
client_add_capability (Client *self, const char *line)
{
  if (self->capabilities == NULL)
    self->capabilities = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->capabilities, g_ascii_strup (line, -1));
}

gboolean
client_offers (const Client *self, const char *word)
{
  gsize length = strlen (word);

  for (guint i = 0; self->capabilities != NULL && i < self->capabilities->len; i++)
    {
      const char *line = g_ptr_array_index (self->capabilities, i);

      if (g_str_has_prefix (line, word) && (line[length] == ' ' || line[length] == '\0'))
        return TRUE;
    }

  return FALSE;
}

void
client_tell (const Client *self, const char *tls, TocsinStarttlsOffer *offer, char **told)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->capabilities != NULL && i < self->capabilities->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (self->capabilities, i));
  *told = g_string_free (text, FALSE);
  if (self->capabilities == NULL)
    *offer = TOCSIN_STARTTLS_UNTOLD;
  else
    *offer = client_offers (self, tls) ? TOCSIN_STARTTLS_OFFERED : TOCSIN_STARTTLS_NOT_OFFERED;
}

void
client_forget (Client *self)
{
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
}

gboolean
client_may_sign_in (Client *self, GError **error)
{
  TocsinSaslPolicy policy;

  tocsin_report_begin (self->report, TOCSIN_STEP_LOGIN);
  tocsin_sasl_policy_init (&policy, self->endpoint, tocsin_line_stream_get_tls (self->stream));

  return tocsin_sasl_policy_check_plain (&policy, error);
}

gboolean
client_fail (GError **error, int code, const char *message, const char *words)
{
  GError *reason = g_error_new_literal (TOCSIN_ERROR, code, message);

  if (words != NULL)
    tocsin_error_set_server_text (reason, words);
  g_propagate_error (error, reason);

  return FALSE;
}

gboolean
client_fail_greeting (Client *self, const char *line, GError **error)
{
  static const char *const others[] = { "* OK", "* PREAUTH", "* BYE", "+OK", "-ERR",
                                        "220",  "HTTP/",     "SSH-",  "554", "421" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (line, others[i]))
      return client_fail (error, TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, "a server of another protocol",
                          line);

  return client_fail (error, TOCSIN_ERROR_PROTOCOL_PARSE, "no greeting", line);
}
