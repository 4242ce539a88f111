/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

#define TEST_TOKEN_PIN "847263"

/**
 * TestToken:
 *
 * A PKCS#11 token of SoftHSM's in a directory of its own, with one certificate and its key. Made
 * before anything else in the process uses PKCS#11, since that reads its configuration once.
 */
typedef struct _TestToken TestToken;

/* Returns: (nullable): %NULL where SoftHSM or p11tool isn't installed */
TestToken *test_token_new (TestCertificate *certificate);
void test_token_free (TestToken *self);
/* Says that it is missing, and fails where the environment has `CI`. */
void test_token_skip (void);
/* @type: `cert` or `private` */
const char *test_token_get_address (TestToken *self, const char *type);

G_END_DECLS
