/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinRecipientKind:
 * @TOCSIN_RECIPIENT_TO: a name in To
 * @TOCSIN_RECIPIENT_CC: a name in Cc
 * @TOCSIN_RECIPIENT_BCC: one that no header names
 */
typedef enum
{
  TOCSIN_RECIPIENT_TO,
  TOCSIN_RECIPIENT_CC,
  TOCSIN_RECIPIENT_BCC,
} TocsinRecipientKind;

/**
 * TocsinNotify:
 * @TOCSIN_NOTIFY_DEFAULT: nothing is said; servers then report failures
 * @TOCSIN_NOTIFY_NEVER: no report at all; excludes the others
 * @TOCSIN_NOTIFY_SUCCESS: when it was delivered
 * @TOCSIN_NOTIFY_FAILURE: when it could not be
 * @TOCSIN_NOTIFY_DELAY: when it takes long
 *
 * Which delivery status notifications are asked for (RFC 3461, section 4.1).
 */
typedef enum
{
  TOCSIN_NOTIFY_DEFAULT = 0,
  TOCSIN_NOTIFY_NEVER = 1 << 0,
  TOCSIN_NOTIFY_SUCCESS = 1 << 1,
  TOCSIN_NOTIFY_FAILURE = 1 << 2,
  TOCSIN_NOTIFY_DELAY = 1 << 3,
} TocsinNotify;

#define TOCSIN_TYPE_RECIPIENT (tocsin_recipient_get_type ())

/**
 * TocsinRecipient:
 * @address: `local@domain`, perhaps UTF-8
 * @kind: how the message names it
 * @notify: which reports are asked for
 * @original: (nullable): the address the sender wrote, where this one was made from it (RFC 3461,
 *   ORCPT), without its `rfc822;`
 *
 * One recipient of an envelope. Immutable; reference counted.
 */
typedef struct
{
  char *address;
  TocsinRecipientKind kind;
  TocsinNotify notify;
  char *original;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinRecipient;

GType tocsin_recipient_get_type (void);
TocsinRecipient *tocsin_recipient_new (const char *address,
                                       TocsinRecipientKind kind,
                                       TocsinNotify notify,
                                       const char *original,
                                       GError **error);
TocsinRecipient *tocsin_recipient_ref (TocsinRecipient *self);
void tocsin_recipient_unref (TocsinRecipient *self);

const char *tocsin_recipient_kind_to_string (TocsinRecipientKind kind);
gboolean tocsin_recipient_kind_from_string (const char *name, TocsinRecipientKind *kind);
gboolean tocsin_notify_from_strv (const char *const *names, TocsinNotify *notify, GError **error);
GStrv tocsin_notify_to_strv (TocsinNotify notify);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinRecipient, tocsin_recipient_unref)

G_END_DECLS
