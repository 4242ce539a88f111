/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* OAUTHBEARER (RFC 7628) and Google's older XOAUTH2, which many know. Quirk 7: the reason of a no
 * comes as a challenge before it, and waits for an answer. */
#include "core/net/sasl-backend.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/access-token.h"

#define SHOWN_BYTES 200

typedef struct
{
  const TocsinSaslFacts *facts;
  gboolean is_standard;
  gboolean asked;
  char *reason; /* the server's, as it came */
  char *status;
  char *scope;
} OAuth;

static void
oauth_free (gpointer state)
{
  OAuth *self = state;

  g_free (self->reason);
  g_free (self->status);
  g_free (self->scope);
  g_free (self);
}

static gpointer
oauth_begin (const TocsinSaslFacts *facts, GError **error)
{
  OAuth *self;

  if (facts->token == NULL)
    {
      tocsin_sasl_fail (facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("authentication.bearer-token is needed"), error);
      return NULL;
    }
  if (!tocsin_access_token_check (facts->token, error))
    return NULL;

  self = g_new0 (OAuth, 1);
  self->facts = facts;
  self->is_standard = g_str_equal (facts->mechanism, "OAUTHBEARER");

  return self;
}

/* RFC 5801, section 4: in a GS2 header a comma would end the name. */
static char *
escape_name (const char *name)
{
  g_autoptr (GString) escaped = g_string_new (name);

  g_string_replace (escaped, "=", "=3D", 0);
  g_string_replace (escaped, ",", "=2C", 0);

  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

static char *
make_head (OAuth *self)
{
  const TocsinSaslFacts *facts = self->facts;
  const char *who = *facts->authorization != '\0' ? facts->authorization : facts->username;
  g_autofree char *name = escape_name (who);

  if (!self->is_standard)
    return g_strdup_printf ("user=%s\1auth=Bearer ", who);

  return g_strdup_printf ("n,%s%s,\1host=%s\1port=%u\1auth=Bearer ", *name != '\0' ? "a=" : "",
                          name, facts->host, facts->port);
}

static TocsinSecret *
introduce (OAuth *self)
{
  g_autofree char *head = make_head (self);

  return tocsin_secret_new_take (
      g_strconcat (head, tocsin_secret_peek (self->facts->token), "\1\1", NULL), -1);
}

static char *
get_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return g_strdup (json_node_get_string (node));
}

static void
note_reason (OAuth *self, const char *challenge)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  self->reason = g_strdup (challenge);
  if (!g_utf8_validate (challenge, -1, NULL)
      || !json_parser_load_from_data (parser, challenge, -1, NULL))
    return;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;

  self->status = get_member (json_node_get_object (root), "status");
  self->scope = get_member (json_node_get_object (root), "scope");
}

static TocsinSecret *
oauth_step (gpointer state,
            const char *challenge,
            gsize length,
            gboolean *done,
            GCancellable *cancellable,
            GError **error)
{
  OAuth *self = state;

  if (!self->asked)
    {
      self->asked = *done = TRUE;
      return introduce (self);
    }
  if (self->reason != NULL)
    {
      tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("the server asks once more after its refusal"), error);
      return NULL;
    }

  /* From here on only a no makes sense. RFC 7628, section 3.2.3, wants a lone %x01; XOAUTH2 nothing
   * at all. */
  note_reason (self, challenge);
  return tocsin_secret_new (self->is_standard ? "\1" : "", -1);
}

static void
add_hint (OAuth *self, GError *refusal)
{
  g_autofree char *scope =
      tocsin_text_escape (self->scope != NULL ? self->scope : "", -1, SHOWN_BYTES);

  if (refusal->code == TOCSIN_ERROR_AUTH_OAUTH_EXPIRED)
    tocsin_error_set_hint (refusal, _ ("get a new access token for authentication.bearer-token"));
  else if (*scope != '\0')
    tocsin_error_set_hint (refusal, _ ("the server wants a token for the scope %s"), scope);
  else
    tocsin_error_set_hint (refusal, _ ("the token must be made for this server (scope and "
                                       "audience), and for the user in authentication.username"));
}

/* A token is no password: nothing but a plain "not you" is about it. */
static void
oauth_explain (gpointer state, GError *refusal)
{
  OAuth *self = state;
  g_autofree char *text = NULL;

  if (refusal->code != TOCSIN_ERROR_AUTH_REJECTED
      && refusal->code != TOCSIN_ERROR_AUTH_MECHANISM_FAILED)
    return;
  if (refusal->code == TOCSIN_ERROR_AUTH_MECHANISM_FAILED && self->reason == NULL)
    return;

  refusal->code = tocsin_access_token_judge (self->facts->token, self->status, self->scope);
  add_hint (self, refusal);
  if (self->reason == NULL)
    return;
  text = g_strjoin ("\n", self->reason, tocsin_error_get_server_text (refusal), NULL);
  tocsin_error_set_server_text (refusal, text);
}

const TocsinSaslBackend tocsin_sasl_oauth = { oauth_begin, oauth_step, oauth_explain, oauth_free };
