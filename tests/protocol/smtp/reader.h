/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Reader:
 * @port: where it listens, on loopback
 * @messages: (element-type GBytes): what it took, each with its dots undone
 * @commands: all other lines it was sent, parted by blanks: only their first words
 * @wrong: (nullable): the first thing that RFC 5321 does not allow
 *
 * An SMTP server that takes the RFC at its word and nobody's word for anything: a line ends with
 * CRLF, a message by DATA with CRLF, dot, CRLF, one by BDAT with its last byte. CR, LF and NUL
 * elsewhere are wrong. It serves one session, in a thread of its own, and shares no code with the
 * client.
 */
typedef struct
{
  guint16 port;
  GPtrArray *messages;
  GString *commands;
  char *wrong;

  /*< private >*/
  int listener;
  int fd;
  const char *keywords;
  GThread *thread;
  guchar bytes[16384];
  gssize n_bytes;
  gssize next;
} Reader;

Reader *reader_new (const char *keywords);
void reader_finish (Reader *self);
void reader_free (Reader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

G_END_DECLS
