/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-ref.h"

G_DEFINE_BOXED_TYPE (TocsinMessageRef,
                     tocsin_message_ref,
                     tocsin_message_ref_ref,
                     tocsin_message_ref_unref)

/**
 * tocsin_message_ref_new:
 * @folder: the id of the folder
 * @key: what names the message in it for good
 *
 * Returns: (transfer full): a reference; the caller may fill in its hints before handing it out.
 */
TocsinMessageRef *
tocsin_message_ref_new (const char *folder, const char *key)
{
  TocsinMessageRef *self;

  g_return_val_if_fail (folder != NULL && key != NULL, NULL);

  self = g_new0 (TocsinMessageRef, 1);
  self->folder = g_strdup (folder);
  self->key = g_strdup (key);
  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * tocsin_message_ref_ref:
 * @self: a reference
 *
 * Returns: (transfer full): @self
 */
TocsinMessageRef *
tocsin_message_ref_ref (TocsinMessageRef *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_message_ref_unref:
 * @self: (transfer full): a reference
 */
void
tocsin_message_ref_unref (TocsinMessageRef *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->folder);
  g_free (self->key);
  g_free (self->identity);
  g_free (self);
}
