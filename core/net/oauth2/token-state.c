/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-state.h"

G_DEFINE_BOXED_TYPE (TocsinTokenState,
                     tocsin_token_state,
                     tocsin_token_state_copy,
                     tocsin_token_state_free)

/**
 * tocsin_token_state_new:
 *
 * Returns: (transfer full): a state of which nothing is known.
 */
TocsinTokenState *
tocsin_token_state_new (void)
{
  return g_new0 (TocsinTokenState, 1);
}

/**
 * tocsin_token_state_copy:
 * @self: a state
 *
 * Returns: (transfer full): the same.
 */
TocsinTokenState *
tocsin_token_state_copy (const TocsinTokenState *self)
{
  TocsinTokenState *copy = tocsin_token_state_new ();

  *copy = *self;
  copy->user = g_strdup (self->user);
  copy->scope = g_strdup (self->scope);
  copy->place = g_strdup (self->place);
  copy->problem = self->problem != NULL ? g_error_copy (self->problem) : NULL;

  return copy;
}

/**
 * tocsin_token_state_free:
 * @self: (transfer full): a state
 */
void
tocsin_token_state_free (TocsinTokenState *self)
{
  g_free (self->user);
  g_free (self->scope);
  g_free (self->place);
  g_clear_error (&self->problem);
  g_free (self);
}
