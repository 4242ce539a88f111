/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

/* The certificates that servers show, made when the first is asked for. Only those of the one
 * authority are to be trusted, whose certificate is in the file. */
TestCertificate *certificates_get (const char *name);
const char *certificates_get_ca_file (void);
const char *certificates_get_crl_file (void);
void certificates_clear (void);

G_END_DECLS
