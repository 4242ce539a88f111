/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-answer.h"

/**
 * tocsin_token_answer_new: (skip)
 * @access: (transfer full): an access token
 * @lifetime: seconds that it holds
 *
 * Returns: (transfer full): an answer that gives nothing else.
 */
TocsinTokenAnswer *
tocsin_token_answer_new (TocsinSecret *access, guint lifetime)
{
  TocsinTokenAnswer *self = g_new0 (TocsinTokenAnswer, 1);

  self->access = access;
  self->lifetime = lifetime;

  return self;
}

/**
 * tocsin_token_answer_free: (skip)
 * @self: (transfer full): an answer
 */
void
tocsin_token_answer_free (TocsinTokenAnswer *self)
{
  tocsin_secret_unref (self->access);
  g_clear_pointer (&self->refresh, tocsin_secret_unref);
  g_free (self->scope);
  g_free (self->user);
  g_free (self);
}
