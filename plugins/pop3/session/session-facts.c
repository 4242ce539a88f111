/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/session/session-private.h"

#include "core/net/apop.h"

/* Commands under way at once, where the server can take them (RFC 2449, section 6.6). They are some
 * bytes each, so all of them fit into what any network holds. */
#define WINDOW 64

/**
 * tocsin_pop3_session_get_chat:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the conversation, while there is one.
 */
Pop3Chat *
tocsin_pop3_session_get_chat (TocsinPop3Session *self)
{
  return self->chat;
}

/**
 * tocsin_pop3_session_get_memory:
 * @self: a session
 *
 * Returns: (transfer none): what earlier sessions have found out.
 */
Pop3Memory *
tocsin_pop3_session_get_memory (TocsinPop3Session *self)
{
  return pop3_memory_of (tocsin_session_get_endpoint (TOCSIN_SESSION (self)));
}

/**
 * tocsin_pop3_session_has:
 * @self: a session
 * @capability: such as `TOP`
 *
 * Returns: whether the server says it has it.
 */
gboolean
tocsin_pop3_session_has (TocsinPop3Session *self, const char *capability)
{
  return pop3_capabilities_has (self->capabilities, capability);
}

/**
 * tocsin_pop3_session_get_capabilities:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what the server can do; %NULL if it does not tell.
 */
const Pop3Capabilities *
tocsin_pop3_session_get_capabilities (TocsinPop3Session *self)
{
  return self->capabilities;
}

/**
 * tocsin_pop3_session_set_capabilities:
 * @self: a session
 * @capabilities: (transfer full) (nullable): what the server can do, as far as it is known now
 */
void
tocsin_pop3_session_set_capabilities (TocsinPop3Session *self, Pop3Capabilities *capabilities)
{
  g_clear_pointer (&self->capabilities, pop3_capabilities_free);
  self->capabilities = capabilities;
}

/**
 * tocsin_pop3_session_set_greeting:
 * @self: a session
 * @text: (nullable): how the server greeted; %NULL to forget that, when TLS begins: whoever was in
 *   between could have chosen the challenge in it
 */
void
tocsin_pop3_session_set_greeting (TocsinPop3Session *self, const char *text)
{
  g_free (self->server);
  g_free (self->timestamp);
  self->server = g_strdup (text);
  self->timestamp = text != NULL ? tocsin_apop_find_timestamp (text) : NULL;
}

/**
 * tocsin_pop3_session_get_timestamp:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the challenge for APOP.
 */
const char *
tocsin_pop3_session_get_timestamp (TocsinPop3Session *self)
{
  return self->timestamp;
}

/**
 * tocsin_pop3_session_get_server:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): what the server calls itself.
 */
const char *
tocsin_pop3_session_get_server (TocsinPop3Session *self)
{
  const char *words = pop3_capabilities_get_words (self->capabilities, "IMPLEMENTATION");

  return words != NULL && *words != '\0' ? words : self->server;
}

/**
 * tocsin_pop3_session_get_age:
 * @self: an open session
 *
 * Returns: microseconds since it began: it sees nothing that came later.
 */
gint64
tocsin_pop3_session_get_age (TocsinPop3Session *self)
{
  return g_get_monotonic_time () - self->opened;
}

/**
 * tocsin_pop3_session_get_window:
 * @self: a session
 *
 * Returns: how many commands may be under way at once.
 */
guint
tocsin_pop3_session_get_window (TocsinPop3Session *self)
{
  return tocsin_pop3_session_has (self, "PIPELINING") ? WINDOW : 1;
}

/**
 * tocsin_pop3_session_get_maildrop:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the messages, once somebody has asked for them.
 */
Pop3Maildrop *
tocsin_pop3_session_get_maildrop (TocsinPop3Session *self)
{
  return self->maildrop;
}

/**
 * tocsin_pop3_session_set_maildrop:
 * @self: a session
 * @maildrop: (transfer full): the messages
 */
void
tocsin_pop3_session_set_maildrop (TocsinPop3Session *self, Pop3Maildrop *maildrop)
{
  g_clear_pointer (&self->maildrop, pop3_maildrop_free);
  self->maildrop = maildrop;
}

/**
 * tocsin_pop3_session_note_retrieved:
 * @self: a session in which a message was read with RETR
 */
void
tocsin_pop3_session_note_retrieved (TocsinPop3Session *self)
{
  self->retrieved = TRUE;
}

/**
 * tocsin_pop3_session_has_retrieved:
 * @self: a session
 *
 * Returns: whether a message was read in it with RETR.
 */
gboolean
tocsin_pop3_session_has_retrieved (TocsinPop3Session *self)
{
  return self->retrieved;
}

/**
 * tocsin_pop3_session_deletes_what_was_read:
 * @self: a session
 *
 * Returns: whether the server may remove what was read when the session ends in order (RFC 2449,
 *   section 6.7, EXPIRE 0).
 */
gboolean
tocsin_pop3_session_deletes_what_was_read (TocsinPop3Session *self)
{
  guint days;

  return pop3_capabilities_get_number (self->capabilities, "EXPIRE", &days) && days == 0;
}
