/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/scripted-server-private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

gboolean
scripted_poll_one (int fd, gushort events, int other, int milliseconds)
{
  GPollFD fds[] = { { .fd = fd, .events = events }, { .fd = other, .events = G_IO_IN } };
  int ready;

  do
    ready = g_poll (fds, 2, milliseconds);
  while (ready < 0 && errno == EINTR);

  /* After the test is done, only what is there already counts. */
  if (fds[0].revents == 0 && fds[1].revents != 0)
    g_poll (fds, 1, 0);

  return fds[0].revents != 0;
}

static gboolean
wait_for (ScriptedServer *self, gushort events)
{
  return scripted_poll_one (self->fd, events, self->stop, SCRIPTED_SERVER_PATIENCE * 1000);
}

void G_GNUC_PRINTF (2, 3) scripted_report (ScriptedServer *self, const char *format, ...)
{
  va_list args;

  g_string_append_printf (self->report, "connection %u: ", self->n_connections);
  va_start (args, format);
  g_string_append_vprintf (self->report, format, args);
  va_end (args);
  g_string_append_c (self->report, '\n');
}

static void
record (ScriptedServer *self, const char *bytes, gssize n_read)
{
  if (self->record == NULL || n_read <= 0)
    return;

  g_byte_array_append (self->record->wire, (const guint8 *) bytes, (guint) n_read);
  if (self->tls == NULL)
    g_byte_array_append (self->record->plain, (const guint8 *) bytes, (guint) n_read);
}

static gssize
receive_raw (ScriptedServer *self, char *bytes, gsize length)
{
  gssize n_read = recv (self->fd, bytes, length, 0);
  int saved_errno = errno;

  record (self, bytes, n_read);
  errno = saved_errno;

  return n_read;
}

/* Beneath TLS, so that what a client says beside it is recorded too. */
static ssize_t
pull (gnutls_transport_ptr_t data, void *bytes, size_t length)
{
  ScriptedServer *self = data;
  gssize n_read = receive_raw (self, bytes, length);

  if (n_read < 0)
    gnutls_transport_set_errno (self->tls, errno);

  return n_read;
}

static void
record_rest (ScriptedServer *self)
{
  char bytes[4096];

  while (self->record != NULL && self->fd >= 0 && receive_raw (self, bytes, sizeof bytes) > 0)
    ;
}

void
scripted_drop_connection (ScriptedServer *self)
{
  record_rest (self);
  g_clear_pointer (&self->tls, gnutls_deinit);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_byte_array_set_size (self->input, 0);
  g_hash_table_remove_all (self->words);
}

/* Returns what came, 0 at the end, -1 if nothing came in time. */
static gssize
scripted_receive (ScriptedServer *self, char *bytes, gsize length)
{
  for (;;)
    {
      gssize n_read = self->tls != NULL ? gnutls_record_recv (self->tls, bytes, length)
                                        : receive_raw (self, bytes, length);
      gboolean again = self->tls != NULL
                           ? n_read == GNUTLS_E_AGAIN || n_read == GNUTLS_E_INTERRUPTED
                           : n_read < 0 && (errno == EAGAIN || errno == EINTR);

      if (n_read >= 0)
        return n_read;
      if (!again)
        return 0;
      if (!wait_for (self, G_IO_IN))
        return -1;
    }
}

/* Makes sure that there is a byte at @offset; else says why not. */
ScriptedOutcome
scripted_need (ScriptedServer *self, gsize offset)
{
  while (self->input->len <= offset)
    {
      char bytes[4096];
      gssize n_read = scripted_receive (self, bytes, sizeof bytes);

      if (n_read == 0)
        return OUTCOME_GONE;
      if (n_read < 0)
        return OUTCOME_WRONG;
      g_byte_array_append (self->input, (const guint8 *) bytes, (guint) n_read);
    }

  return OUTCOME_DONE;
}

ScriptedOutcome
scripted_transmit (ScriptedServer *self, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n_sent = self->tls != NULL ? gnutls_record_send (self->tls, bytes, length)
                                        : send (self->fd, bytes, length, MSG_NOSIGNAL);
      gboolean again = self->tls != NULL
                           ? n_sent == GNUTLS_E_AGAIN || n_sent == GNUTLS_E_INTERRUPTED
                           : n_sent < 0 && (errno == EAGAIN || errno == EINTR);

      if (n_sent < 0 && !again)
        return OUTCOME_GONE;
      if (n_sent < 0 && !wait_for (self, G_IO_OUT))
        return OUTCOME_GONE;
      if (n_sent > 0)
        {
          bytes += n_sent;
          length -= (gsize) n_sent;
        }
    }

  return OUTCOME_DONE;
}

char *
scripted_escape (const char *bytes, gsize length)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\r')
        g_string_append (text, "\\r");
      else if (bytes[i] == '\n')
        g_string_append (text, "\\n");
      else if (g_ascii_isprint (bytes[i]))
        g_string_append_c (text, bytes[i]);
      else
        g_string_append_printf (text, "\\x%02x", (guint8) bytes[i]);
    }

  return g_string_free (text, FALSE);
}

ScriptedOutcome
scripted_report_difference (
    ScriptedServer *self, const char *expected, gsize length, gsize same, ScriptedOutcome outcome)
{
  g_autofree char *wanted = NULL;
  g_autofree char *seen = NULL;
  char *text;

  /* The rest of what was said in the same breath makes the difference readable. */
  if (outcome == OUTCOME_DONE)
    {
      char bytes[4096];
      gssize n_read = self->tls != NULL ? gnutls_record_recv (self->tls, bytes, sizeof bytes)
                                        : receive_raw (self, bytes, sizeof bytes);

      if (n_read > 0)
        g_byte_array_append (self->input, (const guint8 *) bytes, (guint) n_read);
    }
  wanted = scripted_escape (expected, length);
  seen = scripted_escape ((const char *) self->input->data, self->input->len);
  text = scripted_escape (expected, same);
  scripted_report (self,
                   "the client differs from the script\n  expected: %s\n  seen:     %s%s\n%*s^",
                   wanted, seen,
                   outcome == OUTCOME_GONE    ? " (closed)"
                   : outcome == OUTCOME_WRONG ? " (no more)"
                                              : "",
                   12 + (int) strlen (text), "");
  g_free (text);

  return OUTCOME_WRONG;
}

/* A server that doesn't like what it was shown; 1.3's client has finished by then. */
static int
on_client_certificate (gnutls_session_t tls)
{
  ScriptedServer *self = gnutls_session_get_ptr (tls);

  if (self->refusal == 0)
    return 0;

  gnutls_alert_send (tls, GNUTLS_AL_FATAL, (gnutls_alert_description_t) self->refusal);
  return GNUTLS_E_CERTIFICATE_ERROR;
}

static int
shake_hands (ScriptedServer *self)
{
  int status;

  g_assert_nonnull (self->certificate);
  gnutls_init (&self->tls, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  gnutls_priority_set_direct (self->tls, self->priority, NULL);
  gnutls_credentials_set (self->tls, GNUTLS_CRD_CERTIFICATE,
                          test_certificate_get_credentials (self->certificate));
  gnutls_session_ticket_enable_server (self->tls, &self->ticket_key);
  gnutls_certificate_server_set_request (
      self->tls, self->wants_client_certificate ? GNUTLS_CERT_REQUIRE : GNUTLS_CERT_IGNORE);
  gnutls_session_set_ptr (self->tls, self);
  if (self->wants_client_certificate)
    gnutls_session_set_verify_function (self->tls, on_client_certificate);
  gnutls_transport_set_ptr2 (self->tls, self, GINT_TO_POINTER (self->fd));
  gnutls_transport_set_pull_function (self->tls, pull);
  if (self->alpn != NULL)
    gnutls_alpn_set_protocols (
        self->tls,
        &(gnutls_datum_t){ (unsigned char *) self->alpn, (unsigned int) strlen (self->alpn) }, 1,
        GNUTLS_ALPN_MANDATORY);

  do
    status = gnutls_handshake (self->tls);
  while ((status == GNUTLS_E_AGAIN || status == GNUTLS_E_INTERRUPTED)
         && wait_for (self, gnutls_record_get_direction (self->tls) == 0 ? G_IO_IN : G_IO_OUT));

  return status;
}

ScriptedOutcome
scripted_start_tls (ScriptedServer *self)
{
  int status;

  if (self->input->len > 0)
    return scripted_report_difference (self, "(ClientHello)", strlen ("(ClientHello)"), 0,
                                       OUTCOME_DONE);

  status = shake_hands (self);
  if (status == GNUTLS_E_SUCCESS)
    return OUTCOME_DONE;

  scripted_report (self, "the TLS handshake failed: %s", gnutls_strerror (status));
  return OUTCOME_WRONG;
}

/* With TLS 1.3 the server is done before the client has looked at the certificate. */
ScriptedOutcome
scripted_fail_tls (ScriptedServer *self)
{
  int status = shake_hands (self);
  char byte;

  if (status == GNUTLS_E_SUCCESS && scripted_receive (self, &byte, 1) != 0)
    {
      scripted_report (self, "the client went on with TLS that it should have refused");
      return OUTCOME_WRONG;
    }
  if (status != GNUTLS_E_SUCCESS)
    gnutls_alert_send_appropriate (self->tls, status);

  return OUTCOME_GONE;
}

static ScriptedOutcome
read_to_the_end (ScriptedServer *self)
{
  shutdown (self->fd, SHUT_WR);
  while (scripted_need (self, 0) == OUTCOME_DONE)
    g_byte_array_set_size (self->input, 0);
  scripted_drop_connection (self);

  return OUTCOME_GONE;
}

ScriptedOutcome
scripted_refuse_tls (ScriptedServer *self, guint alert)
{
  int status;

  self->refusal = alert;
  status = shake_hands (self);
  self->refusal = 0;
  /* What the client still sends is no TLS that anybody can read. */
  g_clear_pointer (&self->tls, gnutls_deinit);
  if (status == GNUTLS_E_CERTIFICATE_ERROR)
    return read_to_the_end (self);

  scripted_report (self, "the client showed no certificate to refuse: %s",
                   gnutls_strerror (status));
  return OUTCOME_WRONG;
}

ScriptedOutcome
scripted_expect_end (ScriptedServer *self)
{
  if (scripted_need (self, 0) != OUTCOME_DONE)
    return OUTCOME_GONE;

  return scripted_report_difference (self, "(end)", strlen ("(end)"), 0, OUTCOME_DONE);
}

/* Says that no more comes, then listens to the end: closing at once might reset what is still on
 * its way. */
ScriptedOutcome
scripted_end_politely (ScriptedServer *self)
{
  ScriptedOutcome outcome;

  if (self->fd < 0)
    return OUTCOME_GONE;

  if (self->tls != NULL)
    gnutls_bye (self->tls, GNUTLS_SHUT_WR);
  shutdown (self->fd, SHUT_WR);
  outcome = scripted_expect_end (self);
  scripted_drop_connection (self);

  return outcome;
}

ScriptedOutcome
scripted_cut (ScriptedServer *self, gboolean reset)
{
  const struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (reset)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  else
    shutdown (self->fd, SHUT_WR);
  scripted_drop_connection (self);

  return OUTCOME_GONE;
}

ScriptedOutcome
scripted_take_connection (ScriptedServer *self)
{
  const int one = 1;

  if (self->fd >= 0 && scripted_end_politely (self) == OUTCOME_WRONG)
    return OUTCOME_WRONG;

  self->n_connections++;
  if (!scripted_poll_one (self->listen_fd, G_IO_IN, self->stop, SCRIPTED_SERVER_PATIENCE * 1000))
    {
      scripted_report (self, "the client never came");
      return OUTCOME_WRONG;
    }
  self->fd = accept4 (self->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  g_assert_cmpint (self->fd, >=, 0);
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);

  return OUTCOME_DONE;
}
