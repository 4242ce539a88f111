/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/scripted-server-private.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

static void
clear_step (ScriptedStep *step)
{
  g_clear_pointer (&step->bytes, g_bytes_unref);
}

static void
listen_on (ScriptedServer *self, const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new (address, 0);
  struct sockaddr_storage native;
  socklen_t size = (socklen_t) g_socket_address_get_native_size (socket_address);
  const int small = 64 * 1024;

  g_assert_true (g_socket_address_to_native (socket_address, &native, sizeof native, NULL));
  self->listen_fd = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (self->listen_fd, >=, 0);
  /* Small ones, so that a test of full buffers needs no megabytes. */
  setsockopt (self->listen_fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  setsockopt (self->listen_fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  g_assert_no_errno (bind (self->listen_fd, (struct sockaddr *) &native, size));
  g_assert_no_errno (listen (self->listen_fd, 16));
  g_assert_no_errno (getsockname (self->listen_fd, (struct sockaddr *) &native, &size));
  self->port = g_ntohs (native.ss_family == AF_INET ? ((struct sockaddr_in *) &native)->sin_port
                                                    : ((struct sockaddr_in6 *) &native)->sin6_port);
}

/**
 * scripted_server_new:
 *
 * Returns: (transfer full): a server on 127.0.0.1; free it with scripted_server_finish().
 */
ScriptedServer *
scripted_server_new (void)
{
  return scripted_server_new_on ("127.0.0.1");
}

/**
 * scripted_server_new_on:
 * @address: a loopback address
 */
ScriptedServer *
scripted_server_new_on (const char *address)
{
  ScriptedServer *self = g_new0 (ScriptedServer, 1);

  self->fd = -1;
  self->steps = g_array_new (FALSE, FALSE, sizeof (ScriptedStep));
  g_array_set_clear_func (self->steps, (GDestroyNotify) clear_step);
  self->report = g_string_new (NULL);
  self->input = g_byte_array_new ();
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->stop = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->go = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
  self->waiting = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
  self->priority = g_strdup ("NORMAL");
  gnutls_session_ticket_key_generate (&self->ticket_key);
  listen_on (self, address);

  return self;
}

guint16
scripted_server_get_port (ScriptedServer *self)
{
  return self->port;
}

/**
 * scripted_server_set_certificate:
 * @certificate: (transfer none): whom it is in TLS; must live as long
 */
void
scripted_server_set_certificate (ScriptedServer *self, TestCertificate *certificate)
{
  self->certificate = certificate;
}

/**
 * scripted_server_set_priority:
 * @priority: a GnuTLS priority string, for servers too old or too new
 */
void
scripted_server_set_priority (ScriptedServer *self, const char *priority)
{
  g_free (self->priority);
  self->priority = g_strdup (priority);
}

/**
 * scripted_server_require_client_certificate:
 *
 * Lets nobody in who shows no certificate.
 */
void
scripted_server_require_client_certificate (ScriptedServer *self)
{
  self->wants_client_certificate = TRUE;
}

static void
add_step (
    ScriptedServer *self, ScriptedStepType type, const char *bytes, gsize length, guint64 count)
{
  ScriptedStep step = { .type = type, .count = count };

  g_assert_null (self->thread);
  if (bytes != NULL)
    step.bytes = g_bytes_new (bytes, length);
  g_array_append_val (self->steps, step);
}

/**
 * scripted_server_connection:
 *
 * What follows happens on the next connection; the one before, if it is still there, is ended with
 * goodbye, and anything the client then still says is an error.
 */
void
scripted_server_connection (ScriptedServer *self)
{
  add_step (self, STEP_CONNECTION, NULL, 0, 0);
}

/** The client says exactly this; <<words>> are taken or compared. */
void
scripted_server_expect (ScriptedServer *self, const char *text)
{
  add_step (self, STEP_EXPECT, text, strlen (text), 0);
}

/** The client says exactly these bytes. */
void
scripted_server_expect_bytes (ScriptedServer *self, const char *bytes, gsize length)
{
  add_step (self, STEP_EXPECT_BYTES, bytes, length, 0);
}

/** Says this in one write; <<words>> are filled in. */
void
scripted_server_send (ScriptedServer *self, const char *text)
{
  add_step (self, STEP_SEND, text, strlen (text), 1);
}

/** Says these bytes in one write. */
void
scripted_server_send_bytes (ScriptedServer *self, const char *bytes, gsize length)
{
  add_step (self, STEP_SEND_BYTES, bytes, length, 1);
}

/** Says the same so many times: a flood. A client that runs away from it is right. */
void
scripted_server_send_repeated (ScriptedServer *self, const char *text, guint64 times)
{
  add_step (self, STEP_SEND_BYTES, text, strlen (text), times);
}

/** Says this byte by byte, each in a write (and TLS record) of its own, so many ms apart. */
void
scripted_server_drip (ScriptedServer *self, const char *text, guint interval_ms)
{
  add_step (self, STEP_DRIP, text, strlen (text), interval_ms);
}

/** Takes so many bytes from the client, whatever they are. */
void
scripted_server_discard (ScriptedServer *self, guint64 length)
{
  add_step (self, STEP_DISCARD, NULL, 0, length);
}

/** TLS from here on, implicit or after STARTTLS. */
void
scripted_server_start_tls (ScriptedServer *self)
{
  add_step (self, STEP_START_TLS, NULL, 0, 0);
}

/** Begins TLS with a client that will refuse it; an error if it doesn't. Ends the connection. */
void
scripted_server_fail_tls (ScriptedServer *self)
{
  add_step (self, STEP_FAIL_TLS, NULL, 0, 0);
}

/**
 * scripted_server_refuse_tls:
 * @alert: a gnutls_alert_description_t
 *
 * Refuses the certificate that the client shows, with @alert, and listens to the end.
 */
void
scripted_server_refuse_tls (ScriptedServer *self, guint alert)
{
  add_step (self, STEP_REFUSE_TLS, NULL, 0, alert);
}

/** Says goodbye inside TLS and closes. */
void
scripted_server_close_notify (ScriptedServer *self)
{
  add_step (self, STEP_CLOSE_NOTIFY, NULL, 0, 0);
}

/** Closes the socket without a goodbye. */
void
scripted_server_cut (ScriptedServer *self)
{
  add_step (self, STEP_CUT, NULL, 0, 0);
}

/**
 * scripted_server_hang_up:
 *
 * Ends the connection without a goodbye of TLS, but listens to the end: unlike after
 * scripted_server_cut() the client always sees an end and never a reset.
 */
void
scripted_server_hang_up (ScriptedServer *self)
{
  add_step (self, STEP_HANG_UP, NULL, 0, 0);
}

/** Closes with a TCP reset. */
void
scripted_server_reset (ScriptedServer *self)
{
  add_step (self, STEP_RESET, NULL, 0, 0);
}

/** Listens and says nothing until the client goes or the test ends. */
void
scripted_server_silence (ScriptedServer *self)
{
  add_step (self, STEP_SILENCE, NULL, 0, 0);
}

/** The client closes without another word. */
void
scripted_server_expect_eof (ScriptedServer *self)
{
  add_step (self, STEP_EXPECT_EOF, NULL, 0, 0);
}

/** Lets @call compute words from those that are known. */
void
scripted_server_call (ScriptedServer *self, ScriptedCall call)
{
  add_step (self, STEP_CALL, NULL, 0, 0);
  g_array_index (self->steps, ScriptedStep, self->steps->len - 1).call = call;
}

/** Waits for scripted_server_go(). */
void
scripted_server_wait (ScriptedServer *self)
{
  add_step (self, STEP_WAIT, NULL, 0, 0);
}

/**
 * scripted_server_set_record:
 * @record: (transfer none): is added to until the server is finished
 */
void
scripted_server_set_record (ScriptedServer *self, ScriptedRecord *record)
{
  self->record = record;
}

/**
 * scripted_server_set_alpn:
 * @protocol: the only one that is spoken inside TLS (RFC 7301); a client that offers others alone
 *   is turned away
 */
void
scripted_server_set_alpn (ScriptedServer *self, const char *protocol)
{
  g_free (self->alpn);
  self->alpn = g_strdup (protocol);
}

/**
 * scripted_server_has_visitor:
 *
 * Returns: whether somebody has connected whom the script has not let in.
 */
gboolean
scripted_server_has_visitor (ScriptedServer *self)
{
  GPollFD visitor = { .fd = self->listen_fd, .events = G_IO_IN };

  return g_poll (&visitor, 1, 0) > 0;
}

/**
 * scripted_server_start:
 *
 * The script is written; play it.
 */
void
scripted_server_start (ScriptedServer *self)
{
  self->thread = g_thread_new ("scripted-server", scripted_play, self);
}

/**
 * scripted_server_go:
 *
 * Ends one scripted_server_wait(), be it now or to come.
 */
void
scripted_server_go (ScriptedServer *self)
{
  g_assert_no_errno (eventfd_write (self->go, 1));
}

/**
 * scripted_server_sync:
 *
 * Returns when the script has come to its next scripted_server_wait().
 */
void
scripted_server_sync (ScriptedServer *self)
{
  guint64 count;

  g_assert_true (
      scripted_poll_one (self->waiting, G_IO_IN, self->stop, SCRIPTED_SERVER_PATIENCE * 1000));
  g_assert_cmpint (read (self->waiting, &count, sizeof count), >, 0);
}

/**
 * scripted_server_finish_with_report:
 *
 * As scripted_server_finish(), but says what differed instead of failing: for tests of the server.
 *
 * Returns: (transfer full) (nullable): the report, %NULL if all went as scripted.
 */
char *
scripted_server_finish_with_report (ScriptedServer *self)
{
  char *text;

  g_assert_no_errno (eventfd_write (self->stop, 1));
  if (self->thread != NULL)
    g_thread_join (self->thread);

  close (self->listen_fd);
  close (self->stop);
  close (self->go);
  close (self->waiting);
  g_array_unref (self->steps);
  g_byte_array_unref (self->input);
  g_hash_table_unref (self->words);
  g_free (self->priority);
  g_free (self->alpn);
  gnutls_free (self->ticket_key.data);
  text = self->report->len > 0 ? g_strdup (self->report->str) : NULL;
  g_string_free (self->report, TRUE);
  g_free (self);

  return text;
}

/**
 * scripted_server_finish:
 *
 * Ends and frees the server. The client must be done: what it has not said by now, it never will.
 * Fails the test with what differed from the script.
 */
void
scripted_server_finish (ScriptedServer *self)
{
  g_autofree char *text = scripted_server_finish_with_report (self);

  if (text != NULL)
    g_test_fail_printf ("%s", text);
}
