/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/wire/reply.h"

G_BEGIN_DECLS

/**
 * SmtpFeature:
 *
 * What a server may say that it can do. Names are the keywords of EHLO.
 */
typedef enum
{
  SMTP_FEATURE_STARTTLS = 1 << 0,
  SMTP_FEATURE_AUTH = 1 << 1,
  SMTP_FEATURE_SIZE = 1 << 2,
  SMTP_FEATURE_PIPELINING = 1 << 3,
  SMTP_FEATURE_CHUNKING = 1 << 4,
  SMTP_FEATURE_8BITMIME = 1 << 5,
  SMTP_FEATURE_SMTPUTF8 = 1 << 6,
  SMTP_FEATURE_DSN = 1 << 7,
  SMTP_FEATURE_ENHANCEDSTATUSCODES = 1 << 8,
  SMTP_FEATURE_REQUIRETLS = 1 << 9,
  SMTP_FEATURE_LIMITS = 1 << 10,
  SMTP_FEATURE_VRFY = 1 << 11,
  SMTP_FEATURE_EXPN = 1 << 12,
  SMTP_FEATURE_SEND = 1 << 13,
  SMTP_FEATURE_SOML = 1 << 14,
  SMTP_FEATURE_SAML = 1 << 15,
} SmtpFeature;

/**
 * SmtpExtensions:
 * @features: what the server can do
 * @max_size: the largest message it takes, in bytes; 0 if it does not say
 * @max_mails: how many messages it takes in a session (RFC 9422); 0 if it does not say
 * @max_recipients: how many recipients a message may have; 0 if it does not say
 * @max_domains: in how many domains they may be; 0 if it does not say
 * @mechanisms: (nullable): SASL mechanisms, in upper case
 * @words: (nullable): all that it said, for people
 *
 * What came of EHLO. All zero knows of nothing.
 */
typedef struct
{
  SmtpFeature features;
  guint64 max_size;
  guint max_mails;
  guint max_recipients;
  guint max_domains;
  GPtrArray *mechanisms;
  char *words;
} SmtpExtensions;

void smtp_extensions_clear (SmtpExtensions *self);
void smtp_extensions_read (SmtpExtensions *self, const SmtpReply *reply);
GStrv smtp_extensions_list_mechanisms (const SmtpExtensions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmtpExtensions, smtp_extensions_clear)

G_END_DECLS
