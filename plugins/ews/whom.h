/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

/**
 * EwsWhom:
 * @mailbox: (nullable): the address whose mailbox is meant, %NULL for that of who signs in
 * @impersonates: whether requests act as that user; else they reach into another's mailbox
 * @anchor: (nullable): the address by which the service finds the right server behind it
 * (`X-AnchorMailbox`)
 *
 * Whose mailbox an account is, and by what right. The strings are the settings'.
 */
typedef struct
{
  const char *mailbox;
  gboolean impersonates;
  const char *anchor;
} EwsWhom;

EwsWhom ews_whom_read (TocsinConnectionSettings *settings, gboolean app_only);
gboolean ews_whom_is_app_only (TocsinConnectionSettings *settings);
gboolean ews_whom_check (const EwsWhom *self, gboolean app_only, GError **error);

G_END_DECLS
