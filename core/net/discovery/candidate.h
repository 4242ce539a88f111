/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/mail-address.h"
#include "core/net/endpoint.h"

G_BEGIN_DECLS

/**
 * TocsinSource:
 * @TOCSIN_SOURCE_PRESET: what is known of the provider
 * @TOCSIN_SOURCE_SRV: the domain's name server (RFC 6186, RFC 8314)
 * @TOCSIN_SOURCE_AUTOCONFIG: a document that the domain publishes over HTTPS
 * @TOCSIN_SOURCE_AUTODISCOVER: the domain's Autodiscover service, over HTTPS
 * @TOCSIN_SOURCE_GUESS: a usual name that answered with a certificate of its own
 *
 * Who says it, the most trusted first.
 */
typedef enum
{
  TOCSIN_SOURCE_PRESET,
  TOCSIN_SOURCE_SRV,
  TOCSIN_SOURCE_AUTOCONFIG,
  TOCSIN_SOURCE_AUTODISCOVER,
  TOCSIN_SOURCE_GUESS,
} TocsinSource;

/**
 * TocsinCandidate:
 * @protocol: the protocol, as in the setting `protocol`
 * @rank: the protocol's place among protocols
 * @host: where to, in ASCII; "" when the protocol needs none
 * @port: the port, 0 for the protocol's own
 * @url: (nullable): the address of a service that speaks HTTP
 * @encryption: how it is encrypted
 * @username: (nullable): what to sign in as
 * @authentication: (array zero-terminated=1): ways to sign in: `password`, `app-password`,
 *   `oauth2`, `kerberos`, `certificate`, `none`; empty when nobody said
 * @settings: (array zero-terminated=1): further `KEY=VALUE` of a preset
 * @source: the most trusted of those who say so
 * @order: the place that source gave it, from the lowest
 * @origins: (element-type utf8): all who say so, for a person
 * @warnings: (element-type utf8): what a person should know before choosing it
 * @preset: (nullable): the preset it comes from, by its id
 * @prepare: (nullable): what the person has to do first
 * @documentation: (nullable): where the provider explains that
 * @is_safe: %FALSE when it is shown only, because it would send secrets in clear
 * @needs_consent: whether the host lies outside the domain and nobody has proven to speak for the
 *   domain: RFC 6186, section 6, wants a person to agree
 *
 * One way to a mailbox, not tried and not signed in to.
 */
typedef struct
{
  char *protocol;
  guint rank;
  char *host;
  guint16 port;
  char *url;
  TocsinEncryption encryption;
  char *username;
  char **authentication;
  char **settings;
  TocsinSource source;
  guint order;
  GPtrArray *origins;
  GPtrArray *warnings;
  char *preset;
  char *prepare;
  char *documentation;
  gboolean is_safe;
  gboolean needs_consent;
} TocsinCandidate;

TocsinCandidate *tocsin_candidate_new (const char *protocol, TocsinSource source);
void tocsin_candidate_free (TocsinCandidate *self);
void
tocsin_candidate_add_origin (TocsinCandidate *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_candidate_warn (TocsinCandidate *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_candidate_add_authentication (TocsinCandidate *self, const char *way);
void tocsin_candidate_add_setting (TocsinCandidate *self, const char *assignment);
const char *tocsin_candidate_get_mode (const TocsinCandidate *self);
char *tocsin_candidate_describe_place (const TocsinCandidate *self);
GStrv tocsin_candidate_list_settings (const TocsinCandidate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinCandidate, tocsin_candidate_free)

G_END_DECLS
