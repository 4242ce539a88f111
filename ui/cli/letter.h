/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/mail-defaults.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinLetterOptions:
 *
 * What a person says about a message on the command line; each field is the option of its name.
 */
typedef struct
{
  char *from;
  char *sender;
  char **to;
  char **cc;
  char **bcc;
  char **reply_to;
  char *return_path;
  char *subject;
  char *text;
  char *text_file;
  char *html;
  char *html_file;
  char **attach;
  char **inline_files;
  char **headers;
  char *date;
  char *message_id;
  char *in_reply_to;
  char *references;
  char *importance;
  char *priority;
  char *sensitivity;
  char **read_receipt_to;
  char **delivery_notification_to;
  char *dsn;
  char *dsn_return;
  char *envelope_id;
  char *verb;
  gboolean require_tls;
  char **files;
} TocsinLetterOptions;

/**
 * TocsinLetter:
 * @name: (nullable): the file it comes from
 * @subject: (nullable): its subject
 * @message_id: (nullable): its Message-ID
 * @envelope: from whom and to whom
 * @fd: a file that has no name and holds the bytes to be sent
 * @size: how many they are
 *
 * A message that is ready to be sent.
 */
typedef struct
{
  char *name;
  char *subject;
  char *message_id;
  TocsinEnvelope *envelope;
  int fd;
  guint64 size;
} TocsinLetter;

gboolean tocsin_letter_check_options (const TocsinLetterOptions *options, GError **error);
TocsinLetter *tocsin_letter_compose (const TocsinLetterOptions *options,
                                     const TocsinMailDefaults *defaults,
                                     GCancellable *cancellable,
                                     GError **error);
TocsinLetter *tocsin_letter_read_file (const TocsinLetterOptions *options,
                                       const TocsinMailDefaults *defaults,
                                       const char *path,
                                       GCancellable *cancellable,
                                       GError **error);
void tocsin_letter_free (TocsinLetter *self);
GInputStream *tocsin_letter_open (TocsinLetter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinLetter, tocsin_letter_free)

G_END_DECLS
