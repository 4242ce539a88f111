/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinShownCertificate:
 * @subject: whose it is
 * @issuer: who vouches for that
 * @not_after: (nullable): until when, for a person
 * @names: (nullable): the hosts that it is for
 * @fingerprint: (nullable): its SHA-256
 * @key: (nullable): the kind of its key
 *
 * One certificate of those that a server showed, read from the facts of a test's step.
 */
typedef struct
{
  char *subject;
  char *issuer;
  char *not_after;
  char *names;
  char *fingerprint;
  char *key;
} TocsinShownCertificate;

GPtrArray *tocsin_shown_certificate_list (GVariant *facts);
gboolean tocsin_shown_certificate_owns_fact (const char *name);
void tocsin_shown_certificate_free (TocsinShownCertificate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinShownCertificate, tocsin_shown_certificate_free)

G_END_DECLS
