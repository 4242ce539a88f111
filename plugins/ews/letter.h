/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/addressees.h"

G_BEGIN_DECLS

/**
 * EwsLetter:
 * @stream: what is to be sent, seekable, where it begins
 * @size: its size in bytes
 *
 * A message as the service needs it: it sends a message to whom the headers name, in the name of
 * whom they name, so that is what they have to say.
 */
typedef struct
{
  GInputStream *stream;
  guint64 size;
} EwsLetter;

gboolean ews_letter_write (EwsLetter *self,
                           GInputStream *message,
                           guint64 size,
                           const EwsAddressees *addressees,
                           const char *from,
                           const char *sender,
                           GCancellable *cancellable,
                           GError **error);
void ews_letter_clear (EwsLetter *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EwsLetter, ews_letter_clear)

G_END_DECLS
