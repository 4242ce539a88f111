/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

#define BAD_CERTIFICATE_GOOD (-1)

/**
 * BadIssuer:
 *
 * Who makes the certificates of the set; each is made once.
 */
typedef enum
{
  BY_ROOT,
  BY_MIDDLE,
  BY_STRANGER,
  BY_STRANGERS_MIDDLE,
  BY_ITSELF,
  BY_OLD_MIDDLE,
  BY_EARLY_MIDDLE,
  BY_OLD_ROOT,
  BY_EARLY_ROOT,
  BY_RENEWED_ROOT, /* shown as it was before, expired */
  BY_LIMITED_NAMES,
  BY_BELOW_LIMIT,
  BY_SERVER,
  BY_SILENT_AUTHORITY,
  BY_AUTHORITY_WITHOUT_USAGE,
  BY_CRITICAL_MIDDLE,
  BY_SHA1_MIDDLE,
  BY_SMALL_MIDDLE,
  BY_RSA_MIDDLE,
  BY_REVOKED_MIDDLE,
  BY_CROSS_SIGNED,
  BY_TENTH,
  BY_TWENTIETH,
  N_BAD_ISSUERS,
} BadIssuer;

/**
 * BadCertificate:
 * @about: what is wrong with it
 * @issuer: who made it
 * @options: how
 * @name: (nullable): `encryption.server-name`, if not localhost
 * @setting: (nullable): one more setting
 * @priority: (nullable): what the server can do
 * @code: what becomes of it, %BAD_CERTIFICATE_GOOD if nothing
 * @said: (nullable): a part of the message
 * @starttls: whether it is tried behind STARTTLS too
 */
typedef struct
{
  const char *about;
  BadIssuer issuer;
  TestCertificateOptions options;
  const char *name;
  const char *setting;
  const char *priority;
  int code;
  const char *said;
  gboolean starttls;
} BadCertificate;

extern const BadCertificate bad_certificates[];
extern const gsize n_bad_certificates;

void bad_certificates_init (const char *directory);
void bad_certificates_clear (void);
TestCertificate *bad_certificates_make (const BadCertificate *row);
const char *bad_certificates_get_ca_file (void);
const char *bad_certificates_get_crl_file (void);

G_END_DECLS
