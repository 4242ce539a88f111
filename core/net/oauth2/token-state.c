/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-state.h"

#include "core/base/error.h"

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

static void
insert_text (GVariantDict *dict, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_variant_dict_insert (dict, key, "s", text);
}

static void
insert_time (GVariantDict *dict, const char *key, gint64 time)
{
  g_autoptr (GDateTime) moment =
      time > 0 ? g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = moment != NULL ? g_date_time_format_iso8601 (moment) : NULL;

  insert_text (dict, key, text);
}

/**
 * tocsin_token_state_describe:
 * @self: a state
 *
 * Returns: (transfer none): a floating `a{sv}` for people and scripts: signed-in and needs-sign-in;
 *   where known user, since, expires, scope and stored; where there is one, the problem with its
 *   code and hint.
 */
GVariant *
tocsin_token_state_describe (const TocsinTokenState *self)
{
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "signed-in", "b", self->signed_in);
  g_variant_dict_insert (&dict, "needs-sign-in", "b", self->needs_sign_in);
  insert_text (&dict, "user", self->user);
  insert_time (&dict, "since", self->since);
  insert_time (&dict, "expires", self->expires);
  insert_text (&dict, "scope", self->scope);
  insert_text (&dict, "stored", self->place);
  if (self->problem != NULL)
    {
      insert_text (&dict, "code", tocsin_error_get_code_name (self->problem));
      insert_text (&dict, "problem", self->problem->message);
      insert_text (&dict, "hint", tocsin_error_get_hint (self->problem));
    }

  return g_variant_dict_end (&dict);
}
