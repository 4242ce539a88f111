/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/webhook-settings.h"

#include "core/base/error.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
take_address (WebhookSettings *self, GError **error)
{
  const char *url = tocsin_snapshot_get_string (self->snapshot, "url");
  gboolean anywhere;

  if (url[0] == '\0')
    return tocsin_refuse_key (error, "url", _ ("say whom to tell"));
  self->address = address_new (url, error);
  if (self->address == NULL)
    return FALSE;

  anywhere = tocsin_snapshot_get_boolean (self->snapshot, "allow-private")
             || address_says_local (self->address);
  self->client = tocsin_http_client_new (
      self->snapshot, address_get_server (self->address),
      anywhere ? TOCSIN_HTTP_CLIENT_FLAGS_NONE : TOCSIN_HTTP_CLIENT_FLAGS_PUBLIC_ONLY, error);

  return self->client != NULL;
}

/* What the action says itself. */
static gboolean
is_taken (const char *name)
{
  return g_ascii_strncasecmp (name, "webhook-", strlen ("webhook-")) == 0
         || g_ascii_strncasecmp (name, "ce-", strlen ("ce-")) == 0;
}

static gboolean
take_headers (WebhookSettings *self, GError **error)
{
  self->headers =
      value_list_new ("headers", tocsin_snapshot_get_strv (self->snapshot, "headers"), ":", error);
  if (self->headers == NULL)
    return FALSE;

  for (guint i = 0; i < value_list_get_length (self->headers); i++)
    {
      const char *name = value_list_get_name (self->headers, i);

      if (!tocsin_http_request_check_header (name, "", error))
        {
          tocsin_error_translate (error, "headers");
          return FALSE;
        }
      if (is_taken (name))
        return tocsin_refuse_key (error, "headers", _ ("“%s” is said by the action itself"), name);
      if (g_ascii_strcasecmp (name, "authorization") == 0)
        return tocsin_refuse_key (error, "headers",
                                  _ ("“%s” would stand in the settings for all to read: set "
                                     "bearer-token, or username and password"),
                                  name);
    }

  return TRUE;
}

static char *
put_letter (const char *value, const char *field, gpointer user_data)
{
  return g_strdup ("x");
}

/* A field that stood outside of a string could bring members of its own along; there it is no JSON
 * once a letter is in its place. */
static gboolean
check_body (WebhookSettings *self, GError **error)
{
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autofree char *text = tocsin_template_expand (self->body, nothing, NULL, put_letter, NULL);
  g_autoptr (GError) problem = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &problem);

  if (node != NULL)
    return TRUE;

  return tocsin_refuse_key (error, "body",
                            _ ("no JSON ({{ and }} stand for braces, and fields stand inside "
                               "quotes): %s"),
                            problem != NULL ? problem->message : _ ("it is empty"));
}

static gboolean
take_body (WebhookSettings *self, GError **error)
{
  if (self->format != FORMAT_JSON)
    return TRUE;

  self->body = tocsin_template_new (tocsin_snapshot_get_string (self->snapshot, "body"),
                                    TOCSIN_TEMPLATE_FLAGS_NONE, error);
  if (self->body == NULL)
    {
      tocsin_error_translate (error, "body");
      return FALSE;
    }

  return check_body (self, error);
}

static gboolean
check_login (WebhookSettings *self, GError **error)
{
  gboolean bearer = tocsin_snapshot_has_secret (self->snapshot, "bearer-token");
  gboolean basic = tocsin_snapshot_get_string (self->snapshot, "username")[0] != '\0';
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (
      tocsin_endpoint_get_settings (tocsin_http_client_get_endpoint (self->client)));

  if (bearer && basic)
    return tocsin_refuse_key (error, "bearer-token",
                              _ ("a token and a username are two ways to log in: set one"));
  if (strchr (tocsin_snapshot_get_string (self->snapshot, "username"), ':') != NULL)
    return tocsin_refuse_key (error, "username", _ ("“:” can't stand in it (RFC 7617)"));
  if ((bearer || basic) && g_str_has_prefix (address_get_server (self->address), "http:")
      && !tocsin_snapshot_get_boolean (settings, "encryption.allow-cleartext"))
    return tocsin_refuse_key (error, "url",
                              _ ("a password or a token is not sent in clear: begin with https://, "
                                 "or set encryption.allow-cleartext=true where nobody can listen"));

  return TRUE;
}

static Format
find_format (TocsinSnapshot *snapshot)
{
  const char *text = tocsin_snapshot_get_string (snapshot, "format");
  static const char *const names[] = { "structured", "binary", "form", "json", "raw" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      return (Format) i;

  return FORMAT_MULTIPART;
}

/**
 * webhook_settings_take:
 * @self: settings not yet filled
 * @snapshot: where from
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, naming the key
 *
 * Returns: whether all is well; free with webhook_settings_clear() in any case.
 */
gboolean
webhook_settings_take (WebhookSettings *self, TocsinSnapshot *snapshot, GError **error)
{
  self->snapshot = g_object_ref (snapshot);
  self->format = find_format (snapshot);
  self->method = g_strdup (tocsin_snapshot_get_string (snapshot, "method"));
  self->timeout = tocsin_snapshot_get_uint (snapshot, "timeout");
  self->repeatable = tocsin_snapshot_get_boolean (snapshot, "repeatable");
  self->fields =
      value_list_new ("fields", tocsin_snapshot_get_strv (snapshot, "fields"), "=", error);

  return self->fields != NULL && take_address (self, error) && take_headers (self, error)
         && take_body (self, error) && check_login (self, error);
}

/**
 * webhook_settings_clear:
 * @self: settings
 */
void
webhook_settings_clear (WebhookSettings *self)
{
  g_clear_object (&self->snapshot);
  g_clear_object (&self->client);
  g_clear_pointer (&self->address, address_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->headers, value_list_free);
  g_clear_pointer (&self->fields, value_list_free);
  g_clear_pointer (&self->body, tocsin_template_unref);
}

/**
 * webhook_settings_get_format:
 * @self: settings
 *
 * Returns: (transfer none): what is sent, for a person.
 */
const char *
webhook_settings_get_format (const WebhookSettings *self)
{
  switch (self->format)
    {
    case FORMAT_FORM:
      return _ ("fields as a form");
    case FORMAT_JSON:
      return _ ("JSON of your own");
    case FORMAT_RAW:
      return _ ("the message");
    case FORMAT_MULTIPART:
      return _ ("the event and its attachments");
    case FORMAT_STRUCTURED:
    case FORMAT_BINARY:
    default:
      return _ ("the event");
    }
}

/**
 * webhook_settings_list_fields:
 * @self: settings
 * @fields: (element-type utf8 utf8): a set that gets the names of the fields in use
 */
void
webhook_settings_list_fields (const WebhookSettings *self, GHashTable *fields)
{
  address_list_fields (self->address, fields);
  value_list_list_fields (self->headers, fields);
  if (self->format == FORMAT_FORM || self->format == FORMAT_MULTIPART)
    value_list_list_fields (self->fields, fields);
  if (self->body != NULL)
    tocsin_template_list_fields (self->body, fields);
}
