/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"

G_BEGIN_DECLS

/**
 * EwsAddressees:
 * @to: (nullable) (array zero-terminated=1): instead of those that the message names in To
 * @cc: (nullable) (array zero-terminated=1): the same in Cc
 * @bcc: (nullable) (array zero-terminated=1): whom no header names
 * @drop_to: whether nobody in To is to get it
 * @drop_cc: the same for Cc
 * @drop_bcc: whether those in Bcc are not to get it, or are in @bcc
 *
 * What has to be said besides the message, so that it goes to those in the envelope and to nobody
 * else: left to itself the service sends it to whom its headers name.
 */
typedef struct
{
  GStrv to;
  GStrv cc;
  GStrv bcc;
  gboolean drop_to;
  gboolean drop_cc;
  gboolean drop_bcc;
} EwsAddressees;

gboolean ews_addressees_read (EwsAddressees *self,
                              TocsinEnvelope *envelope,
                              GInputStream *message,
                              GCancellable *cancellable,
                              GError **error);
void ews_addressees_clear (EwsAddressees *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EwsAddressees, ews_addressees_clear)

G_END_DECLS
