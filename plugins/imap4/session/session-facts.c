/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a session knows of its server and of the way the two speak. */
#include "plugins/imap4/session/session-private.h"

#include "plugins/imap4/session/welcome.h"

/**
 * tocsin_imap4_session_is_preauthenticated:
 * @self: a session
 *
 * Returns: whether the server greeted with PREAUTH: it knows who we are.
 */
gboolean
tocsin_imap4_session_is_preauthenticated (TocsinImap4Session *self)
{
  return self->preauthenticated;
}

/**
 * tocsin_imap4_session_needs_select:
 * @self: a session
 *
 * Returns: whether EXAMINE is not good enough for this server (quirk 42).
 */
gboolean
tocsin_imap4_session_needs_select (TocsinImap4Session *self)
{
  return self->needs_select;
}

/**
 * tocsin_imap4_session_set_needs_select:
 * @self: a session
 */
void
tocsin_imap4_session_set_needs_select (TocsinImap4Session *self)
{
  self->needs_select = TRUE;
}

/**
 * tocsin_imap4_session_is_utf8:
 * @self: a session
 *
 * Returns: whether names and strings go over the line in UTF-8 (RFC 6855, RFC 9051).
 */
gboolean
tocsin_imap4_session_is_utf8 (TocsinImap4Session *self)
{
  return self->utf8 || self->rev2 || self->rev2_only;
}

/**
 * tocsin_imap4_session_is_rev2:
 * @self: a session
 *
 * Returns: whether IMAP4rev2 is spoken (RFC 9051), which has no \\Recent.
 */
gboolean
tocsin_imap4_session_is_rev2 (TocsinImap4Session *self)
{
  return self->rev2 || self->rev2_only;
}

/**
 * tocsin_imap4_session_set_enabled:
 * @self: a session
 * @utf8: whether UTF8=ACCEPT is enabled
 * @rev2: whether IMAP4rev2 is enabled
 */
void
tocsin_imap4_session_set_enabled (TocsinImap4Session *self, gboolean utf8, gboolean rev2)
{
  self->utf8 = utf8;
  self->rev2 = rev2;
  if (self->capabilities != NULL)
    imap4_session_digest_capabilities (self);
}

/**
 * tocsin_imap4_session_get_server:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): what the server calls itself.
 */
const char *
tocsin_imap4_session_get_server (TocsinImap4Session *self)
{
  return self->server;
}

/**
 * tocsin_imap4_session_set_server:
 * @self: a session
 * @server: (nullable): what the server calls itself
 */
void
tocsin_imap4_session_set_server (TocsinImap4Session *self, const char *server)
{
  g_autofree char *old = self->server;

  self->server = g_strdup (server);
  if (self->capabilities != NULL)
    imap4_welcome_apply_version (self, server);
}

/**
 * tocsin_imap4_session_note_time:
 * @self: a session
 * @time: what the server's clock says now, in microseconds since 1970
 * @source: where it says so
 */
void
tocsin_imap4_session_note_time (TocsinImap4Session *self, gint64 time, const char *source)
{
  self->clock_difference = time - g_get_real_time ();
  g_free (self->clock_source);
  self->clock_source = g_strdup (source);
}

/**
 * tocsin_imap4_session_get_clock:
 * @self: a session
 * @difference: (out): how far the server's clock is ahead of ours, in microseconds
 *
 * Returns: (nullable) (transfer none): where the server told the time; %NULL if it did not.
 */
const char *
tocsin_imap4_session_get_clock (TocsinImap4Session *self, gint64 *difference)
{
  *difference = self->clock_difference;

  return self->clock_source;
}

/**
 * tocsin_imap4_session_get_quotas:
 * @self: a session
 *
 * Returns: (transfer none) (element-type Imap4Quota): the limits that the server told of.
 */
GPtrArray *
tocsin_imap4_session_get_quotas (TocsinImap4Session *self)
{
  if (self->quotas == NULL)
    self->quotas = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_quota_free);

  return self->quotas;
}

/**
 * tocsin_imap4_session_get_prefix:
 * @self: a session
 *
 * Returns: (transfer none): what names of the user's own folders begin with, as on the line.
 */
const char *
tocsin_imap4_session_get_prefix (TocsinImap4Session *self)
{
  return self->prefix != NULL ? self->prefix : "";
}

/**
 * tocsin_imap4_session_get_delimiter:
 * @self: a session
 *
 * Returns: what parts levels of the user's own folders, NUL when not known.
 */
char
tocsin_imap4_session_get_delimiter (TocsinImap4Session *self)
{
  return self->delimiter;
}

/**
 * tocsin_imap4_session_set_namespace:
 * @self: a session
 * @prefix: what names of the user's own folders begin with
 * @delimiter: what parts their levels
 */
void
tocsin_imap4_session_set_namespace (TocsinImap4Session *self, const char *prefix, char delimiter)
{
  g_free (self->prefix);
  self->prefix = g_strdup (prefix);
  self->delimiter = delimiter;
}

/**
 * tocsin_imap4_session_get_mailbox:
 * @self: a session
 *
 * Returns: (transfer none): what is known of the selected folder.
 */
Imap4Mailbox *
tocsin_imap4_session_get_mailbox (TocsinImap4Session *self)
{
  return &self->mailbox;
}

/**
 * tocsin_imap4_session_get_chat:
 * @self: an open session
 *
 * Returns: (transfer none): the conversation, for commands that are no simple question and answer.
 */
Imap4Chat *
tocsin_imap4_session_get_chat (TocsinImap4Session *self)
{
  return self->chat;
}
