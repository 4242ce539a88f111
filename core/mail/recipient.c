/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/recipient.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/address-spec.h"

G_DEFINE_BOXED_TYPE (TocsinRecipient,
                     tocsin_recipient,
                     tocsin_recipient_ref,
                     tocsin_recipient_unref)

static const char *const kind_names[] = { "to", "cc", "bcc" };

static const struct
{
  const char *name;
  TocsinNotify flag;
} notifications[] = {
  { "never", TOCSIN_NOTIFY_NEVER },
  { "success", TOCSIN_NOTIFY_SUCCESS },
  { "failure", TOCSIN_NOTIFY_FAILURE },
  { "delay", TOCSIN_NOTIFY_DELAY },
};

/**
 * tocsin_recipient_new:
 * @address: a bare `local@domain`, or `postmaster`
 * @kind: how the message names it
 * @notify: which reports are asked for
 * @original: (nullable): the address the sender wrote, if it was another
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when an address is none
 *
 * Returns: (transfer full): a recipient.
 */
TocsinRecipient *
tocsin_recipient_new (const char *address,
                      TocsinRecipientKind kind,
                      TocsinNotify notify,
                      const char *original,
                      GError **error)
{
  TocsinRecipient *self;

  g_return_val_if_fail (address != NULL && kind <= TOCSIN_RECIPIENT_BCC, NULL);

  if (!tocsin_address_spec_check (address, error))
    return NULL;
  if (original != NULL && !tocsin_address_spec_check (original, error))
    return NULL;

  self = g_new0 (TocsinRecipient, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->address = g_strdup (address);
  self->kind = kind;
  self->notify = (notify & TOCSIN_NOTIFY_NEVER) != 0 ? TOCSIN_NOTIFY_NEVER : notify;
  self->original = g_strdup (original);

  return self;
}

/**
 * tocsin_recipient_ref:
 * @self: a recipient
 *
 * Returns: (transfer full): @self.
 */
TocsinRecipient *
tocsin_recipient_ref (TocsinRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_recipient_unref:
 * @self: (transfer full): a recipient
 */
void
tocsin_recipient_unref (TocsinRecipient *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->address);
  g_free (self->original);
  g_free (self);
}

/**
 * tocsin_recipient_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): `to`, `cc` or `bcc`.
 */
const char *
tocsin_recipient_kind_to_string (TocsinRecipientKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

/**
 * tocsin_recipient_kind_from_string:
 * @name: `to`, `cc` or `bcc`, in any case
 * @kind: (out): the kind
 *
 * Returns: whether there is such a kind.
 */
gboolean
tocsin_recipient_kind_from_string (const char *name, TocsinRecipientKind *kind)
{
  g_return_val_if_fail (name != NULL && kind != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_ascii_strcasecmp (name, kind_names[i]) == 0)
      {
        *kind = (TocsinRecipientKind) i;
        return TRUE;
      }

  return FALSE;
}

static TocsinNotify
find_notification (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notifications); i++)
    if (g_ascii_strcasecmp (name, notifications[i].name) == 0)
      return notifications[i].flag;

  return TOCSIN_NOTIFY_DEFAULT;
}

/**
 * tocsin_notify_from_strv:
 * @names: (array zero-terminated=1): any of `never`, `success`, `failure`, `delay`
 * @notify: (out): what they ask for
 * @error: %TOCSIN_ERROR_CONFIG_INVALID for another word, and for `never` beside others
 *
 * Returns: whether they make sense.
 */
gboolean
tocsin_notify_from_strv (const char *const *names, TocsinNotify *notify, GError **error)
{
  TocsinNotify all = TOCSIN_NOTIFY_DEFAULT;

  g_return_val_if_fail (names != NULL && notify != NULL, FALSE);

  for (guint i = 0; names[i] != NULL; i++)
    {
      TocsinNotify one = find_notification (names[i]);

      if (one == TOCSIN_NOTIFY_DEFAULT)
        {
          g_autofree char *shown = tocsin_text_escape (names[i], -1, 100);

          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("“%s” is no delivery notification; there are: never, success, failure, "
                          "delay"),
                       shown);
          return FALSE;
        }
      all |= one;
    }
  if ((all & TOCSIN_NOTIFY_NEVER) != 0 && all != TOCSIN_NOTIFY_NEVER)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("The delivery notification “never” goes with no other"));
      return FALSE;
    }
  *notify = all;

  return TRUE;
}

/**
 * tocsin_notify_to_strv:
 * @notify: what is asked for
 *
 * Returns: (transfer full): its words, none for %TOCSIN_NOTIFY_DEFAULT.
 */
GStrv
tocsin_notify_to_strv (TocsinNotify notify)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (notifications); i++)
    if ((notify & notifications[i].flag) != 0)
      g_strv_builder_add (builder, notifications[i].name);

  return g_strv_builder_end (builder);
}
