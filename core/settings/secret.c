/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/secret.h"

#include <string.h>

struct _TocsinSecret
{
  gatomicrefcount refs;
  gsize length;
  char *text;
};

G_DEFINE_BOXED_TYPE (TocsinSecret, tocsin_secret, tocsin_secret_ref, tocsin_secret_unref)

/**
 * tocsin_secret_new:
 * @text: the secret
 * @length: how many bytes, or -1 up to the NUL
 *
 * The caller's own copy stays the caller's to wipe; tocsin_secret_new_take() leaves none.
 *
 * Returns: (transfer full): the secret
 */
TocsinSecret *
tocsin_secret_new (const char *text, gssize length)
{
  gsize size;
  char *copy;

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  copy = g_malloc (size + 1);
  memcpy (copy, text, size);
  copy[size] = '\0';

  return tocsin_secret_new_take (copy, (gssize) size);
}

/**
 * tocsin_secret_new_take:
 * @text: (transfer full): the secret, with a NUL behind its last byte, from g_malloc()
 * @length: how many bytes, or -1 up to the NUL
 *
 * Returns: (transfer full): the secret
 */
TocsinSecret *
tocsin_secret_new_take (char *text, gssize length)
{
  TocsinSecret *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (TocsinSecret, 1);
  g_atomic_ref_count_init (&self->refs);
  self->text = text;
  self->length = length < 0 ? strlen (text) : (gsize) length;

  return self;
}

/**
 * tocsin_secret_ref:
 * @self: a secret
 *
 * Returns: (transfer full): another reference
 */
TocsinSecret *
tocsin_secret_ref (TocsinSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * tocsin_secret_unref:
 * @self: (transfer full): a secret
 *
 * The last reference overwrites the bytes before it gives them back.
 */
void
tocsin_secret_unref (TocsinSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  explicit_bzero (self->text, self->length);
  g_free (self->text);
  g_free (self);
}

/**
 * tocsin_secret_peek:
 * @self: a secret
 *
 * Returns: (transfer none): its bytes with a NUL behind them, valid while @self is. Never print it.
 */
const char *
tocsin_secret_peek (const TocsinSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * tocsin_secret_get_length:
 * @self: a secret
 *
 * Returns: how many bytes it has
 */
gsize
tocsin_secret_get_length (const TocsinSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * tocsin_secret_equal:
 * @self: a secret
 * @other: another
 *
 * Compares without saying by the time it takes where the first difference is.
 *
 * Returns: whether both are the same bytes
 */
gboolean
tocsin_secret_equal (const TocsinSecret *self, const TocsinSecret *other)
{
  volatile guchar difference = 0;

  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self->length != other->length)
    return FALSE;
  for (gsize i = 0; i < self->length; i++)
    difference |= (guchar) self->text[i] ^ (guchar) other->text[i];

  return difference == 0;
}
