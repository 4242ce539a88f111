/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/channel.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/first-words.h"
#include "core/net/pace.h"
#include "core/net/tls-private.h"
#include "core/net/wait.h"

/* RFC 8446, section 5.1: what a server that expects TLS answers to plain text. */
#define CONTENT_TYPE_ALERT 0x15

/**
 * tocsin_channel_init: (skip)
 * @self: a channel not yet used
 * @endpoint: where it leads
 * @fd: (transfer full): a connected, non-blocking descriptor
 */
void
tocsin_channel_init (TocsinChannel *self, TocsinEndpoint *endpoint, int fd)
{
  *self = (TocsinChannel){ .endpoint = g_object_ref (endpoint),
                           .fd = fd,
                           .active = g_get_monotonic_time (),
                           .silence = tocsin_endpoint_get_limits (endpoint)->protocol_timeout };
}

/**
 * tocsin_channel_close: (skip)
 * @self: a channel
 *
 * Says goodbye inside TLS if that can be sent at once, and closes the descriptor. Idempotent.
 */
void
tocsin_channel_close (TocsinChannel *self)
{
  if (self->tls != NULL)
    tocsin_tls_say_goodbye (self->tls);
  g_clear_object (&self->tls);
  g_clear_object (&self->endpoint);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static gssize
finish_call (TocsinChannel *self, gssize result, GError **error)
{
  int saved_errno = errno;

  if (result >= 0)
    return result;
  if (saved_errno == EAGAIN || saved_errno == EWOULDBLOCK || saved_errno == EINTR)
    return TOCSIN_CHANNEL_AGAIN;

  tocsin_error_set_socket_errno (error, saved_errno, _ ("%s: talking to the server"),
                                 tocsin_endpoint_to_string (self->endpoint));
  return -1;
}

static gssize
note_read (TocsinChannel *self, const char *bytes, gssize n_read, GError **error)
{
  if (n_read <= 0)
    return n_read;

  if (!self->heard && self->tls == NULL && bytes[0] == CONTENT_TYPE_ALERT)
    {
      g_propagate_error (error, tocsin_first_words_want_tls (self->endpoint));
      return -1;
    }
  self->heard = TRUE;
  self->active = g_get_monotonic_time ();
  self->n_read += (guint64) n_read;
  if (tocsin_endpoint_get_pace (self->endpoint) != NULL)
    tocsin_pace_take (tocsin_endpoint_get_pace (self->endpoint), (gsize) n_read);

  return n_read;
}

/**
 * tocsin_channel_read_now: (skip)
 * @self: a channel
 * @bytes: (out caller-allocates): where to
 * @length: room there
 * @events: (out): what to wait for, if %TOCSIN_CHANNEL_AGAIN
 * @error: why it failed
 *
 * Never blocks.
 *
 * Returns: how many bytes came; 0 at the end; %TOCSIN_CHANNEL_AGAIN; -1 with @error.
 */
gssize
tocsin_channel_read_now (
    TocsinChannel *self, char *bytes, gsize length, gushort *events, GError **error)
{
  gssize n_read;

  *events = G_IO_IN;
  if (self->tls != NULL)
    n_read = tocsin_tls_read (self->tls, bytes, length, events, error);
  else
    n_read = finish_call (self, recv (self->fd, bytes, length, MSG_DONTWAIT), error);

  return note_read (self, bytes, n_read, error);
}

static void
note_written (TocsinChannel *self, gsize length)
{
  self->granted -= MIN (self->granted, length);
  if (tocsin_endpoint_get_pace (self->endpoint) != NULL)
    tocsin_pace_take (tocsin_endpoint_get_pace (self->endpoint), length);
}

static void
set_late_greeting (TocsinChannel *self, GError **error)
{
  const TocsinEndpointDefaults *defaults = tocsin_endpoint_get_defaults (self->endpoint);

  /* A server that waits for TLS says nothing either. */
  if (self->tls == NULL && tocsin_endpoint_get_port (self->endpoint) == defaults->tls_port)
    {
      g_propagate_error (error, tocsin_first_words_want_tls (self->endpoint));
      return;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_GREETING_TIMEOUT,
               _ ("%s is connected but says nothing"), tocsin_endpoint_to_string (self->endpoint));
  if (error != NULL && self->tls == NULL)
    tocsin_error_set_hint (*error,
                           _ ("If this port expects TLS at once, set encryption.mode=implicit."));
}

static void
set_late (TocsinChannel *self, GError **error)
{
  gboolean deadline = self->deadline != 0 && g_get_monotonic_time () >= self->deadline;
  const char *place = tocsin_endpoint_to_string (self->endpoint);

  if (!self->heard)
    set_late_greeting (self, error);
  else if (deadline)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TIMEOUT_COMMAND,
                 _ ("%s did not finish its answer in time"), place);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TIMEOUT_COMMAND,
                 _ ("%s was silent for %u seconds"), place, self->silence);
}

/**
 * tocsin_channel_wait: (skip)
 * @self: a channel
 * @events: (inout): what to wait for; what came
 * @cancellable: (nullable): ends the wait
 * @error: `timeout.command`, `net.greeting-timeout`, `cancelled`
 *
 * Waits until the descriptor is ready, no longer than the deadline and the silence allowed.
 */
gboolean
tocsin_channel_wait (TocsinChannel *self,
                     gushort *events,
                     GCancellable *cancellable,
                     GError **error)
{
  gint64 silence = self->silence * G_TIME_SPAN_SECOND;
  gint64 until = tocsin_wait_earlier (self->deadline, self->active + silence);
  GPollFD poll_fd = { .fd = self->fd, .events = *events };
  int ready = tocsin_wait_fds (&poll_fd, 1, until, cancellable, error);

  *events = poll_fd.revents;
  if (ready == 0)
    set_late (self, error);

  return ready > 0;
}

/* Bytes that come fast enough never make anybody wait, so the deadline is looked at here too;
 * before the call, since what has been read must not be lost. */
static gboolean
check_time (TocsinChannel *self, GError **error)
{
  if (self->deadline == 0 || g_get_monotonic_time () < self->deadline)
    return TRUE;

  set_late (self, error);
  return FALSE;
}

/* Waits until limits.max-transfer-rate lets us read or write. What comes meanwhile stays in the
 * kernel, and TCP slows the server down. Returns how much may be moved, 0 with @error. */
static gsize
keep_pace (TocsinChannel *self, gsize length, GCancellable *cancellable, GError **error)
{
  TocsinPace *pace = tocsin_endpoint_get_pace (self->endpoint);
  gsize allowed;
  gint64 wait;

  if (pace == NULL)
    return length;

  while ((allowed = tocsin_pace_get_allowance (pace, &wait)) == 0)
    {
      gint64 until = tocsin_wait_earlier (self->deadline, g_get_monotonic_time () + wait);

      if (tocsin_wait_fd (-1, 0, until, cancellable, error) < 0 || !check_time (self, error))
        return 0;
      /* It is us who are silent. */
      self->active = g_get_monotonic_time ();
    }

  return MIN (allowed, length);
}

static gssize
write_now (TocsinChannel *self, const char *bytes, gsize length, gushort *events, GError **error)
{
  gssize n_written;

  *events = G_IO_OUT;
  if (self->tls != NULL)
    n_written = tocsin_tls_write (self->tls, bytes, length, events, error);
  else
    n_written =
        finish_call (self, send (self->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL), error);
  if (n_written > 0)
    {
      self->active = g_get_monotonic_time ();
      self->n_written += (guint64) n_written;
      note_written (self, (gsize) n_written);
    }

  return n_written;
}

/**
 * tocsin_channel_write: (skip)
 * @self: a channel
 * @bytes: what to send; after %TOCSIN_CHANNEL_AGAIN the same must come again
 * @length: how many bytes, not 0
 * @events: (out): what to wait for, if %TOCSIN_CHANNEL_AGAIN
 * @cancellable: (nullable): ends the wait
 * @error: why it failed
 *
 * Waits for `limits.max-transfer-rate` only. What TLS has begun to send has to come again as it
 * was, so what was granted stays so until it has left.
 *
 * Returns: how many bytes left; %TOCSIN_CHANNEL_AGAIN; -1 with @error.
 */
gssize
tocsin_channel_write (TocsinChannel *self,
                      const char *bytes,
                      gsize length,
                      gushort *events,
                      GCancellable *cancellable,
                      GError **error)
{
  if (self->granted == 0)
    self->granted = keep_pace (self, length, cancellable, error);
  if (self->granted == 0)
    return -1;

  return write_now (self, bytes, MIN (self->granted, length), events, error);
}

/**
 * tocsin_channel_read: (skip)
 * @self: a channel
 * @bytes: (out caller-allocates): where to
 * @length: room there
 * @cancellable: (nullable): ends the wait
 * @error: why it failed
 *
 * Returns: how many bytes came; 0 at the end; -1 with @error.
 */
gssize
tocsin_channel_read (
    TocsinChannel *self, char *bytes, gsize length, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      gushort events;
      gsize allowed;
      gssize n_read;

      if (!check_time (self, error))
        return -1;
      allowed = keep_pace (self, length, cancellable, error);
      if (allowed == 0)
        return -1;
      n_read = tocsin_channel_read_now (self, bytes, allowed, &events, error);
      if (n_read != TOCSIN_CHANNEL_AGAIN)
        return n_read;
      if (!tocsin_channel_wait (self, &events, cancellable, error))
        return -1;
    }
}

/**
 * tocsin_channel_is_silent: (skip)
 * @self: a channel without TLS
 *
 * Returns: whether nothing waits to be read. What came behind the server's agreement to TLS was not
 *   protected and must not be taken for what it says inside.
 */
gboolean
tocsin_channel_is_silent (TocsinChannel *self)
{
  char byte;

  return recv (self->fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) <= 0;
}

/**
 * tocsin_channel_start_tls: (skip)
 * @self: a channel without TLS
 * @context: how to encrypt and whom to believe
 * @after_plain: whether plain text was spoken before
 * @report: (nullable): who watches; told the server's certificates, good or bad
 * @transcript: (nullable): where to write the handshake down, if `transcript-tls` says so
 * @cancellable: (nullable): ends the wait
 * @error: `tls.*` and others
 */
gboolean
tocsin_channel_start_tls (TocsinChannel *self,
                          TocsinTlsContext *context,
                          gboolean after_plain,
                          TocsinReport *report,
                          TocsinTranscript *transcript,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TocsinTls) tls = tocsin_tls_new (context, self->fd, after_plain, error);

  if (tls == NULL)
    return FALSE;
  tocsin_tls_watch (tls, report, transcript);
  if (!tocsin_tls_handshake (tls, self->deadline, cancellable, error))
    return FALSE;

  self->tls = g_steal_pointer (&tls);
  self->active = g_get_monotonic_time ();
  return TRUE;
}

/**
 * tocsin_channel_set_ended: (skip)
 * @self: a channel at its end
 * @error: `net.closed-early`
 */
void
tocsin_channel_set_ended (TocsinChannel *self, GError **error)
{
  const char *place = tocsin_endpoint_to_string (self->endpoint);

  if (self->heard)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                   _ ("%s closed the connection"), place);
      return;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
               _ ("%s closed the connection without a word"), place);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Too many connections at once, or your address is blocked "
                                      "there."));
}
