/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sidecar.h"

#include "core/base/error.h"
#include "core/base/json-shape.h"
#include "core/base/text.h"
#include "core/engine/outbox.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Later than this is a mistake: 9999-12-31, in seconds since 1970. */
#define LATEST G_GINT64_CONSTANT (253402214400)

/* What makes servers send each recipient's bounces to an address of its own. */
#define VERP_WORD "VERP"

struct _TocsinSidecar
{
  char *from;
  GStrv recipients[3]; /* by TocsinRecipientKind */
  gboolean names_recipients;
  gboolean says_notify;
  TocsinNotify notify;
  gboolean says_return;
  TocsinDsnReturn dsn_return;
  char *envelope_id;
  gboolean require_tls;
  TocsinSendVerb verb;
  gint64 not_before;
  char *key;
};

static gboolean
refuse (GError **error, const char *member, const char *expected)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s” takes %s"), member,
               expected);

  return FALSE;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
take_text (JsonNode *node, const char *member, char **text, GError **error)
{
  if (!is_text (node))
    return refuse (error, member, _ ("a text"));

  *text = json_node_dup_string (node);

  return TRUE;
}

/* One text, or a list of them. */
static gboolean
take_list (JsonNode *node, const char *member, GStrv *list, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL && !is_text (node))
    return refuse (error, member, _ ("a text or a list of texts"));
  if (array == NULL)
    g_strv_builder_add (builder, json_node_get_string (node));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!is_text (element))
        return refuse (error, member, _ ("a text or a list of texts"));
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  *list = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
take_from (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  return take_text (node, member, &self->from, error);
}

static gboolean
take_recipients (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  TocsinRecipientKind kind = TOCSIN_RECIPIENT_TO;

  self->names_recipients = TRUE;
  tocsin_recipient_kind_from_string (member, &kind);

  return take_list (node, member, &self->recipients[kind], error);
}

static gboolean
take_dsn (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  g_auto (GStrv) names = NULL;

  self->says_notify = TRUE;

  return take_list (node, member, &names, error)
         && tocsin_notify_from_strv ((const char *const *) names, &self->notify, error);
}

static gboolean
take_dsn_return (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  self->says_return = TRUE;

  return (is_text (node)
          && tocsin_dsn_return_from_string (json_node_get_string (node), &self->dsn_return))
         || refuse (error, member, "headers | full");
}

static gboolean
take_envelope_id (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  return take_text (node, member, &self->envelope_id, error);
}

static gboolean
take_require_tls (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (error, member, "true | false");

  self->require_tls = json_node_get_boolean (node);

  return TRUE;
}

static gboolean
take_verb (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  return (is_text (node) && tocsin_send_verb_from_string (json_node_get_string (node), &self->verb))
         || refuse (error, member, "mail | send | soml | saml");
}

/* A time without a zone means one thing here and another where the engine runs. */
static gboolean
take_not_before (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  g_autoptr (GDateTime) time = NULL;
  gint64 seconds = -1;

  if (is_text (node))
    {
      time = g_date_time_new_from_iso8601 (json_node_get_string (node), NULL);
      seconds = time != NULL ? g_date_time_to_unix (time) : -1;
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    seconds = json_node_get_int (node);
  if (seconds < 0 || seconds > LATEST)
    return refuse (error, member, _ ("a time like 2026-01-31T08:00:00Z"));

  self->not_before = seconds * G_USEC_PER_SEC;

  return TRUE;
}

static gboolean
take_key (TocsinSidecar *self, JsonNode *node, const char *member, GError **error)
{
  return take_text (node, member, &self->key, error)
         && ((*self->key != '\0' && strlen (self->key) <= TOCSIN_OUTBOX_MAX_KEY)
             || refuse (error, member, _ ("a text of 1 to 1024 bytes")));
}

static const struct
{
  const char *name;
  gboolean (*take) (TocsinSidecar *self, JsonNode *node, const char *member, GError **error);
} members[] = {
  { "from", take_from },
  { "to", take_recipients },
  { "cc", take_recipients },
  { "bcc", take_recipients },
  { "dsn", take_dsn },
  { "dsn-return", take_dsn_return },
  { "envelope-id", take_envelope_id },
  { "require-tls", take_require_tls },
  { "verb", take_verb },
  { "not-before", take_not_before },
  { "key", take_key },
};

static gboolean
refuse_unknown (const char *member, GError **error)
{
  const char *known[G_N_ELEMENTS (members) + 1] = { NULL };
  g_autofree char *shown = tocsin_text_escape (member, -1, 100);
  const char *nearest;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    known[i] = members[i].name;
  nearest = tocsin_text_nearest (member, known);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               nearest != NULL ? _ ("“%s” means nothing here; is “%s” meant?")
                               : _ ("“%s” means nothing here"),
               shown, nearest);

  return FALSE;
}

static gboolean
take_member (TocsinSidecar *self, const char *name, JsonNode *node, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (name, members[i].name))
      return members[i].take (self, node, name, error);

  return refuse_unknown (name, error);
}

/* A text would end there for us, and go on for whoever wrote it. */
static gboolean
has_nul (const char *text, gsize length)
{
  static const char escape[] = "\\u0000";

  for (gsize i = 0; i + 1 < length; i++)
    if (text[i] == '\\')
      {
        if (length - i >= strlen (escape) && memcmp (text + i, escape, strlen (escape)) == 0)
          return TRUE;
        i++;
      }

  return FALSE;
}

static gboolean
check_form (const char *text, gsize length, GError **error)
{
  const char *why = NULL;

  if (length > TOCSIN_SIDECAR_MOST_BYTES)
    why = _ ("it is too large");
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    why = _ ("it is not UTF-8 text");
  else if (!tocsin_json_shape_is_object (text, length, TOCSIN_SIDECAR_MOST_DEPTH))
    why = _ ("it is not one JSON object");
  else if (has_nul (text, length))
    why = _ ("it holds the character NUL");
  if (why == NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, why);

  return FALSE;
}

static JsonObject *
parse_object (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local_error = NULL;
  JsonNode *root;

  if (!check_form (text, length, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local_error))
    {
      g_autofree char *shown = tocsin_text_escape (local_error->message, -1, 200);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("it is not JSON: %s"),
                   shown);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return json_node_dup_object (root);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("it is not a JSON object"));

  return NULL;
}

/**
 * tocsin_sidecar_new: (skip)
 *
 * Returns: (transfer full): one that says nothing: the headers decide.
 */
TocsinSidecar *
tocsin_sidecar_new (void)
{
  return g_new0 (TocsinSidecar, 1);
}

/**
 * tocsin_sidecar_parse: (skip)
 * @text: what the file holds
 * @length: how many bytes
 * @error: `config.invalid`, naming what is wrong
 *
 * Reads what any program may have written.
 *
 * Returns: (transfer full): what it says.
 */
TocsinSidecar *
tocsin_sidecar_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (TocsinSidecar) self = tocsin_sidecar_new ();
  g_autoptr (JsonObject) object = parse_object (text, length, error);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (object == NULL)
    return NULL;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!take_member (self, name, node, error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_sidecar_free: (skip)
 * @self: (transfer full): a sidecar
 */
void
tocsin_sidecar_free (TocsinSidecar *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    g_strfreev (self->recipients[i]);
  g_free (self->from);
  g_free (self->envelope_id);
  g_free (self->key);
  g_free (self);
}

/**
 * tocsin_sidecar_get_key: (skip)
 * @self: a sidecar
 *
 * Returns: (transfer none) (nullable): what is queued only once.
 */
const char *
tocsin_sidecar_get_key (TocsinSidecar *self)
{
  return self->key;
}

/**
 * tocsin_sidecar_get_not_before: (skip)
 * @self: a sidecar
 *
 * Returns: not to be sent before, µs since 1970; 0 for at once.
 */
gint64
tocsin_sidecar_get_not_before (TocsinSidecar *self)
{
  return self->not_before;
}

static TocsinEnvelope *
begin_envelope (TocsinSidecar *self,
                TocsinRawEnvelope *headers,
                const TocsinMailDefaults *defaults,
                GError **error)
{
  g_autofree char *by_settings = tocsin_mail_defaults_make_return_path (defaults, NULL);
  g_autofree char *by_headers = NULL;
  TocsinEnvelope *envelope;

  if (self->from != NULL)
    return tocsin_envelope_new (self->from, error);
  if (by_settings == NULL)
    {
      by_headers = tocsin_raw_envelope_find_sender (headers, error);
      return by_headers != NULL ? tocsin_envelope_new (by_headers, error) : NULL;
    }
  envelope = tocsin_envelope_new (by_settings, error);
  if (envelope != NULL)
    tocsin_envelope_set_verp (envelope, strstr (by_settings, VERP_WORD) != NULL);

  return envelope;
}

static gboolean
add_recipients (TocsinSidecar *self,
                TocsinRawEnvelope *headers,
                TocsinEnvelope *envelope,
                TocsinNotify notify,
                GError **error)
{
  if (!self->names_recipients)
    return tocsin_raw_envelope_add_recipients (headers, envelope, notify, error);

  for (guint kind = 0; kind < G_N_ELEMENTS (self->recipients); kind++)
    for (guint i = 0; self->recipients[kind] != NULL && self->recipients[kind][i] != NULL; i++)
      if (!tocsin_envelope_add_recipient (envelope, self->recipients[kind][i],
                                          (TocsinRecipientKind) kind, notify, NULL, error))
        return FALSE;

  return TRUE;
}

/**
 * tocsin_sidecar_make_envelope: (skip)
 * @self: a sidecar
 * @headers: what the message's headers say
 * @defaults: what the connection's settings say where nobody else does
 * @error: `config.invalid` or `message.unparsable`: what is no address, or that there is nobody
 *
 * Returns: (transfer full): from whom and to whom the message goes.
 */
TocsinEnvelope *
tocsin_sidecar_make_envelope (TocsinSidecar *self,
                              TocsinRawEnvelope *headers,
                              const TocsinMailDefaults *defaults,
                              GError **error)
{
  g_autoptr (TocsinEnvelope) envelope = begin_envelope (self, headers, defaults, error);
  TocsinNotify notify = self->says_notify ? self->notify : defaults->notify;

  if (envelope == NULL || !add_recipients (self, headers, envelope, notify, error))
    return NULL;
  if (tocsin_envelope_get_recipients (envelope)->len == 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                           _ ("nobody is named whom it goes to"));
      return NULL;
    }
  if (self->envelope_id != NULL
      && !tocsin_envelope_set_envelope_id (envelope, self->envelope_id, error))
    return NULL;

  tocsin_envelope_set_dsn_return (envelope,
                                  self->says_return ? self->dsn_return : defaults->dsn_return);
  tocsin_envelope_set_require_tls (envelope, self->require_tls);
  tocsin_envelope_set_verb (envelope, self->verb);

  return g_steal_pointer (&envelope);
}
