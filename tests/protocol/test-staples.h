/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

typedef enum
{
  TEST_STAPLE_GOOD,
  TEST_STAPLE_REVOKED,
  TEST_STAPLE_UNKNOWN,
} TestStapleStatus;

/**
 * TestStaple:
 * @status: what it says
 * @days_from: made so many days from now (0: yesterday)
 * @days_to: holds until so many days from now (0: for a week)
 * @no_end: doesn't say how long it holds
 * @about: (nullable): the certificate that it is about, if not the one that it is shown with
 * @also: (nullable): a certificate that it calls good besides, before all others
 * @signer: (nullable): who signs it, if not the issuer
 * @show_signer: the signer's certificate is in it
 * @broken: altered after it was signed
 * @refused: no answer but "try later"
 * @garbage: no OCSP response at all
 */
typedef struct
{
  TestStapleStatus status;
  int days_from;
  int days_to;
  gboolean no_end;
  TestCertificate *about;
  TestCertificate *also;
  TestCertificate *signer;
  gboolean show_signer;
  gboolean broken;
  gboolean refused;
  gboolean garbage;
} TestStaple;

GBytes *
test_staple_new (TestCertificate *certificate, TestCertificate *issuer, const TestStaple *options);
void test_staple_attach (TestCertificate *certificate, GBytes *staple);

G_END_DECLS
