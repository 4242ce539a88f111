/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/version.h"

G_BEGIN_DECLS

/**
 * EWS_AUTODISCOVER_MAX_JSON:
 *
 * Bytes of a JSON answer; a real one has two hundred.
 */
#define EWS_AUTODISCOVER_MAX_JSON 65536

/**
 * EWS_AUTODISCOVER_MAX_URLS:
 *
 * Addresses of the service that are taken from one answer.
 */
#define EWS_AUTODISCOVER_MAX_URLS 16

/**
 * EwsFoundKind:
 * @EWS_FOUND_SETTINGS: where the service is
 * @EWS_FOUND_REDIRECT_URL: ask there
 * @EWS_FOUND_REDIRECT_ADDRESS: ask for that address
 * @EWS_FOUND_REFUSAL: neither
 *
 * What Autodiscover answered.
 */
typedef enum
{
  EWS_FOUND_SETTINGS,
  EWS_FOUND_REDIRECT_URL,
  EWS_FOUND_REDIRECT_ADDRESS,
  EWS_FOUND_REFUSAL,
} EwsFoundKind;

/**
 * EwsFound:
 * @kind: which of the rest is said
 * @urls: (array zero-terminated=1): addresses of the service, those for the outside first; may be
 *   empty
 * @version: the newest dialect the server speaks, unknown when not said
 * @mailbox: (nullable): the primary address of the mailbox
 * @redirect: (nullable): a URL or a mail address. It is what a stranger says: whoever follows it
 *   has to look at the scheme, at the host, and at how often
 * @code: (nullable): of a refusal
 * @text: (nullable): of a refusal, the server's words
 *
 * An answer of Autodiscover.
 */
typedef struct
{
  EwsFoundKind kind;
  GStrv urls;
  EwsVersion version;
  char *mailbox;
  char *redirect;
  char *code;
  char *text;
} EwsFound;

EwsFound *ews_found_parse_pox (GBytes *document, GError **error);
EwsFound *ews_found_parse_soap (GBytes *document, GError **error);
EwsFound *ews_found_parse_json (GBytes *document, GError **error);
void ews_found_free (EwsFound *self);
gboolean ews_found_check (const EwsFound *self, const char *address, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsFound, ews_found_free)

G_END_DECLS
