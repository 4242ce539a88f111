/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-talk.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/dialer.h"
#include "core/net/resolver.h"
#include "core/net/wait.h"

#define PEEK_SIZE 4096

/**
 * tocsin_proxy_talk_fail: (skip)
 * @self: what is said
 * @code: one of the `proxy.*` errors
 * @format: printf format of what the proxy did
 *
 * Returns: (transfer full): an error that names the proxy.
 */
GError *
tocsin_proxy_talk_fail (TocsinProxyTalk *self, int code, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  return g_error_new (TOCSIN_ERROR, code, _ ("The proxy %s %s"), self->hop->text, text);
}

/* Who looks for an error must not take the proxy for the server. */
static void
blame_proxy (TocsinProxyTalk *self, GError *reason, GError **error)
{
  if (reason->code != TOCSIN_ERROR_CANCELLED)
    {
      g_prefix_error (&reason, _ ("The proxy %s can't be reached: "), self->hop->text);
      tocsin_error_set_hint (reason, _ ("Check proxy.address and proxy.port."));
    }
  g_propagate_error (error, reason);
}

static gboolean
connect_to_proxy (TocsinProxyTalk *self, TocsinReport *report, GError **error)
{
  GError *reason = NULL;

  self->heard = FALSE;
  self->fd =
      tocsin_dialer_dial_to (self->endpoint, self->hop->text, self->hop->port, self->addresses,
                             report, self->deadline, self->cancellable, &reason);
  if (self->fd < 0)
    blame_proxy (self, reason, error);

  return self->fd >= 0;
}

/**
 * tocsin_proxy_talk_dial: (skip)
 * @self: what will be said
 * @error: `dns.*` and `net.*`, which name the proxy; `cancelled`
 *
 * Looks the proxy up and connects to it.
 */
gboolean
tocsin_proxy_talk_dial (TocsinProxyTalk *self, GError **error)
{
  GError *reason = NULL;

  tocsin_report_begin (self->report, TOCSIN_STEP_NAMES);
  tocsin_report_fact (self->report, "proxy", "%s", self->hop->host);
  self->addresses = tocsin_resolver_resolve (tocsin_resolver_get_default (), self->hop->host,
                                             tocsin_endpoint_get_families (self->endpoint),
                                             self->deadline, self->cancellable, &reason);
  if (self->addresses == NULL)
    {
      blame_proxy (self, reason, error);
      return FALSE;
    }

  tocsin_report_fact (self->report, "addresses", "%u", self->addresses->len);
  tocsin_report_begin (self->report, TOCSIN_STEP_TCP);
  tocsin_report_fact (self->report, "proxy", "%s", self->hop->text);
  return connect_to_proxy (self, self->report, error);
}

/**
 * tocsin_proxy_talk_dial_again: (skip)
 * @self: what is said
 * @error: `proxy.cut` if it can't be; `net.*`, `cancelled`
 *
 * Another connection to the same proxy, for one that ends each after an answer.
 */
gboolean
tocsin_proxy_talk_dial_again (TocsinProxyTalk *self, GError **error)
{
  tocsin_proxy_talk_close (self);
  if (self->addresses == NULL)
    {
      g_propagate_error (error, tocsin_proxy_talk_fail (self, TOCSIN_ERROR_PROXY_CUT,
                                                        _ ("closed the connection")));
      return FALSE;
    }

  tocsin_transcript_note (self->transcript, "%s", _ ("The proxy wants another connection"));
  return connect_to_proxy (self, NULL, error);
}

/**
 * tocsin_proxy_talk_close: (skip)
 * @self: what was said
 */
void
tocsin_proxy_talk_close (TocsinProxyTalk *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static gboolean
wait_for (TocsinProxyTalk *self, gushort events, GError **error)
{
  int ready = tocsin_wait_fd (self->fd, events, self->deadline, self->cancellable, error);

  if (ready == 0)
    g_propagate_error (
        error, tocsin_proxy_talk_fail (self, TOCSIN_ERROR_PROXY_TIMEOUT,
                                       self->heard ? _ ("did not finish its answer in time")
                                                   : _ ("is connected but gives no answer")));
  if (ready == 0 && error != NULL)
    {
      tocsin_error_set_hint (*error, _ ("Check proxy.type and proxy.port: a proxy of another kind "
                                        "waits for other words. Or the proxy tries to reach the "
                                        "server and does not say so: set timeout higher."));
      tocsin_error_set_command (*error, self->target);
    }

  return ready > 0;
}

static gboolean
fail_cut (TocsinProxyTalk *self, GError **error)
{
  GError *reason = tocsin_proxy_talk_fail (
      self, TOCSIN_ERROR_PROXY_CUT,
      self->heard ? _ ("cut its answer short") : _ ("closed the connection without a word"));

  tocsin_error_set_hint (reason,
                         _ ("Check proxy.type, and whether the proxy serves your address."));
  g_propagate_error (error, reason);
  return FALSE;
}

static gboolean
may_repeat (void)
{
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/**
 * tocsin_proxy_talk_send: (skip)
 * @self: what is said
 * @output: (inout): what to say; empty afterwards
 * @error: `proxy.timeout`, `proxy.cut`, `cancelled`
 */
gboolean
tocsin_proxy_talk_send (TocsinProxyTalk *self, TocsinWriteBuffer *output, GError **error)
{
  tocsin_write_buffer_report (output, self->transcript, FALSE);
  while (tocsin_write_buffer_get_length (output) > 0)
    {
      gssize n_sent;

      if (!wait_for (self, G_IO_OUT, error))
        return FALSE;
      n_sent = send (self->fd, tocsin_write_buffer_peek (output),
                     tocsin_write_buffer_get_length (output), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n_sent > 0)
        tocsin_write_buffer_skip (output, (gsize) n_sent);
      else if (!may_repeat ())
        return fail_cut (self, error);
    }

  return TRUE;
}

/* Returns how many bytes came, 0 if it should be tried again, or -1. */
static gssize
receive (TocsinProxyTalk *self, void *bytes, gsize length, int flags, GError **error)
{
  gssize n_read;

  if (!wait_for (self, G_IO_IN, error))
    return -1;

  n_read = recv (self->fd, bytes, length, MSG_DONTWAIT | flags);
  if (n_read < 0 && may_repeat ())
    return 0;
  if (n_read <= 0)
    {
      fail_cut (self, error);
      return -1;
    }

  self->heard = TRUE;
  return n_read;
}

/**
 * tocsin_proxy_talk_read: (skip)
 * @self: what is said
 * @bytes: (out caller-allocates): where to
 * @length: how many bytes, neither more nor less
 * @error: `proxy.timeout`, `proxy.cut`, `cancelled`
 */
gboolean
tocsin_proxy_talk_read (TocsinProxyTalk *self, guint8 *bytes, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n_read = receive (self, bytes, length, 0, error);

      if (n_read < 0)
        return FALSE;
      bytes += n_read;
      length -= (gsize) n_read;
    }

  return TRUE;
}

/* Looks first and takes only what is the proxy's. */
static gboolean
take_piece (TocsinProxyTalk *self,
            GString *text,
            gsize most,
            TocsinProxyEndFunc find_end,
            gsize *end,
            GError **error)
{
  char piece[PEEK_SIZE];
  gsize before = text->len;
  gssize n_seen = receive (self, piece, MIN (most, sizeof piece), MSG_PEEK, error);

  if (n_seen <= 0)
    return n_seen == 0;

  g_string_append_len (text, piece, n_seen);
  *end = find_end (text, before);
  if (*end > 0)
    g_string_truncate (text, *end);

  return tocsin_proxy_talk_read (self, (guint8 *) piece, text->len - before, error);
}

/**
 * tocsin_proxy_talk_read_until: (skip)
 * @self: what is said
 * @text: where to add it
 * @most: how many bytes at most
 * @find_end: finds where it ends
 * @error: `proxy.protocol` if it is longer; `proxy.timeout`, `proxy.cut`, `cancelled`
 */
gboolean
tocsin_proxy_talk_read_until (
    TocsinProxyTalk *self, GString *text, gsize most, TocsinProxyEndFunc find_end, GError **error)
{
  gsize limit = text->len + most;
  gsize end = 0;

  while (end == 0)
    {
      if (text->len >= limit)
        {
          g_propagate_error (error, tocsin_proxy_talk_fail (self, TOCSIN_ERROR_PROXY_PROTOCOL,
                                                            _ ("gives an answer without end")));
          return FALSE;
        }
      if (!take_piece (self, text, limit - text->len, find_end, &end, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_proxy_talk_note: (skip)
 * @self: what is said
 * @direction: who said it
 * @format: printf format of words for bytes that nobody could read
 */
void
tocsin_proxy_talk_note (TocsinProxyTalk *self,
                        TocsinTranscriptDirection direction,
                        const char *format,
                        ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tocsin_transcript_add (self->transcript, direction, FALSE, text, -1);
}
