/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/compose-part.h"
#include "core/mail/composer.h"

G_BEGIN_DECLS

#define TOCSIN_COMPOSER_N_FIELDS (TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO + 1)
#define TOCSIN_COMPOSER_N_KINDS (TOCSIN_RECIPIENT_BCC + 1)

/* composer.c takes what is given, composer-write.c makes the message of it. */
struct _TocsinComposer
{
  GObject parent_instance;

  char *charset;
  guint max_header_length;
  char *message_id_domain;

  GPtrArray *fields[TOCSIN_COMPOSER_N_FIELDS];
  GPtrArray *recipients[TOCSIN_COMPOSER_N_KINDS];
  char *return_path;
  TocsinNotify notify;
  TocsinDsnReturn dsn_return;

  char *subject;
  char *text;
  char *html;
  GPtrArray *attachments;
  GPtrArray *inlines;

  GDateTime *date;
  char *message_id;
  GStrv in_reply_to;
  GStrv references;
  const char *importance;
  const char *priority;
  const char *sensitivity;
  gboolean automatic;
  gboolean replied;
  char *trace;
  /* Name and value in turn. */
  GPtrArray *headers;
};

const char *tocsin_composer_field_to_header (TocsinComposerField field);
const char *tocsin_composer_kind_to_header (TocsinRecipientKind kind);
gboolean tocsin_composer_check_value (const char *field, const char *value, GError **error);

G_END_DECLS
