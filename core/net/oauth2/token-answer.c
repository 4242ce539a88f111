/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-answer.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/access-token.h"
#include "core/net/oauth2/jwt.h"
#include "core/settings/secret-reference.h"

/* Of a scope or a name that is only shown. */
#define MAX_SHOWN 1000

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
  g_clear_pointer (&self->access, tocsin_secret_unref);
  g_clear_pointer (&self->refresh, tocsin_secret_unref);
  g_free (self->scope);
  g_free (self->user);
  g_free (self->place);
  g_free (self);
}

static gboolean
fail (const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
               _ ("the provider's answer is no access token: %s"), why);
  return FALSE;
}

/* RFC 6749, section 5.1: a number; some servers write it as text. */
static gboolean
read_seconds (JsonObject *object, const char *name, double *seconds)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = tocsin_jwt_get_text (object, name);
  char *end = NULL;
  double number = text != NULL ? g_ascii_strtod (text, &end) : 0;

  if (text != NULL && (end == text || *end != '\0'))
    return FALSE;
  if (text != NULL)
    {
      *seconds = number;
      return TRUE;
    }
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return FALSE;
  *seconds = json_node_get_double (node);

  return TRUE;
}

static gboolean
read_lifetime (TocsinTokenAnswer *self, JsonObject *object, GError **error)
{
  gint64 end = tocsin_access_token_get_end (self->access);
  double seconds = TOCSIN_TOKEN_LIFETIME;

  if (!read_seconds (object, "expires_in", &seconds) && end != 0)
    seconds = (double) ((end - g_get_real_time ()) / G_TIME_SPAN_SECOND);
  if (!(seconds >= 1))
    return fail (_ ("it has run out already"), error);

  self->lifetime = (guint) MIN (seconds, TOCSIN_TOKEN_MAX_LIFETIME);
  return TRUE;
}

static gboolean
read_access (TocsinTokenAnswer *self, JsonObject *object, GError **error)
{
  const char *type = tocsin_jwt_get_text (object, "token_type");
  const char *token = tocsin_jwt_get_text (object, "access_token");

  if (token == NULL)
    return fail (_ ("there is none in it"), error);
  /* RFC 6749, section 7.1: whoever does not know a kind of token must not use it. */
  if (type != NULL && g_ascii_strcasecmp (type, "bearer") != 0)
    return fail (_ ("it is of a kind that is not known"), error);

  self->access = tocsin_secret_new (token, -1);
  return tocsin_access_token_check (self->access, NULL)
         || fail (_ ("there are characters in it that no token has, or too many"), error);
}

static gboolean
read_refresh (TocsinTokenAnswer *self, JsonObject *object, GError **error)
{
  const char *token = tocsin_jwt_get_text (object, "refresh_token");

  if (token == NULL || *token == '\0')
    return TRUE;
  self->refresh = tocsin_secret_new (token, -1);
  if (!tocsin_text_is_line_safe (token)
      || tocsin_secret_get_length (self->refresh) > TOCSIN_SECRET_MAX_SIZE)
    return fail (_ ("its refresh token can't be kept"), error);

  return TRUE;
}

/* Who signed in, for a person to see (OpenID Connect Core, section 5.1). */
static char *
read_user (JsonObject *object)
{
  static const char *const names[] = { "preferred_username", "email", "upn", "unique_name" };
  const char *id = tocsin_jwt_get_text (object, "id_token");
  g_autoptr (JsonObject) claims = id != NULL ? tocsin_jwt_read_claims (id) : NULL;

  for (gsize i = 0; claims != NULL && i < G_N_ELEMENTS (names); i++)
    {
      const char *user = tocsin_jwt_get_text (claims, names[i]);

      if (user != NULL && *user != '\0')
        return tocsin_text_escape (user, -1, MAX_SHOWN);
    }

  return NULL;
}

/**
 * tocsin_token_answer_read: (skip)
 * @object: what a token endpoint answered
 * @error: `http.content`, without a word of what it was
 *
 * Returns: (transfer full): the tokens in it.
 */
TocsinTokenAnswer *
tocsin_token_answer_read (JsonObject *object, GError **error)
{
  g_autoptr (TocsinTokenAnswer) self = g_new0 (TocsinTokenAnswer, 1);
  const char *scope = tocsin_jwt_get_text (object, "scope");

  if (!read_access (self, object, error) || !read_lifetime (self, object, error)
      || !read_refresh (self, object, error))
    return NULL;
  self->scope = scope != NULL ? tocsin_text_escape (scope, -1, MAX_SHOWN) : NULL;
  self->user = read_user (object);

  return g_steal_pointer (&self);
}
