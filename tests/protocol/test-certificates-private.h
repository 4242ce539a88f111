/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>
#include <gnutls/abstract.h>

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

/* Made in test-certificates.c, written to files in test-certificate-files.c, proved in
 * test-staples.c. Private to these. */

#define SECONDS_PER_DAY (24 * 60 * 60)
#define TEST_CERTIFICATE_MAX_CHAIN 40

struct _TestCertificate
{
  gnutls_x509_crt_t chain[TEST_CERTIFICATE_MAX_CHAIN]; /* our own first */
  guint n_chain;
  gboolean broken;
  gboolean garbage;
  gnutls_x509_privkey_t key;
  gnutls_certificate_credentials_t credentials;
  gboolean is_root;
  char *pem;
  GBytes *staple; /* what a server shows beside it */
};

static inline void
test_certificate_check (int status)
{
  g_assert_cmpstr (gnutls_strerror_name (status < 0 ? status : 0), ==,
                   gnutls_strerror_name (GNUTLS_E_SUCCESS));
}

G_END_DECLS
