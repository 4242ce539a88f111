/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/webhook-action.h"

#include "core/base/error.h"
#include "plugins/webhook/body.h"
#include "plugins/webhook/cloud-event.h"
#include "plugins/webhook/encoders.h"
#include "plugins/webhook/signature.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of an answer that are kept. */
#define MAX_ANSWER (64 * 1024)

struct _TocsinWebhookAction
{
  GObject parent_instance;

  WebhookSettings settings;
};

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  return webhook_settings_take (&TOCSIN_WEBHOOK_ACTION (action)->settings, settings, error);
}

static gboolean
needs_message (TocsinWebhookAction *self)
{
  return self->settings.format == FORMAT_RAW || self->settings.format == FORMAT_MULTIPART;
}

static TocsinActionTraits
get_traits (TocsinAction *action)
{
  TocsinWebhookAction *self = TOCSIN_WEBHOOK_ACTION (action);

  return (needs_message (self) ? TOCSIN_ACTION_NEEDS_MESSAGE : 0)
         | (self->settings.repeatable ? TOCSIN_ACTION_REPEATABLE : 0);
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  webhook_settings_list_fields (&TOCSIN_WEBHOOK_ACTION (action)->settings, fields);
}

static gboolean
check_message (TocsinWebhookAction *self, TocsinEvent *event, GError **error)
{
  TocsinMessage *message = tocsin_event_get_message (event);

  if (!needs_message (self)
      || (message != NULL
          && (tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_STRUCTURE) != 0))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("this event comes without a message, so it can't be sent along; another format "
                  "has no need of it"));
  return FALSE;
}

/* However much several fields bring along together. */
static void
add_header (const char *name, const char *value, gpointer user_data)
{
  g_autofree char *cut = g_strndup (value, TOCSIN_HTTP_MAX_HEADER);

  g_variant_builder_add (user_data, "(ss)", name, cut);
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  TocsinWebhookAction *self = TOCSIN_WEBHOOK_ACTION (action);
  WebhookSettings *settings = &self->settings;
  JsonObject *data = tocsin_event_get_data (event);
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) headers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  g_autofree char *target = NULL;

  if (!check_message (self, event, error))
    return NULL;

  target = address_expand (settings->address, data);
  value_list_expand (settings->headers, data, encode_for_header, add_header, &headers);
  g_variant_dict_insert (&details, "target", "s", target);
  g_variant_dict_insert_value (&details, "headers", g_variant_builder_end (&headers));

  return tocsin_plan_new (g_variant_dict_end (&details), _ ("%s %s to %s%s"), settings->method,
                          webhook_settings_get_format (settings),
                          address_get_server (settings->address), target);
}

/* The end of the address that nobody is to see. It is only ever a part of the address of the server
 * that the settings name. */
static TocsinHttpRequest *
new_request (WebhookSettings *settings,
             const char *target,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TocsinSecret) secret = NULL;
  TocsinHttpRequest *request;
  char *whole;

  if (!tocsin_snapshot_has_secret (settings->snapshot, "url-secret"))
    return tocsin_http_request_new (settings->method, target, error);

  secret = tocsin_snapshot_resolve_secret (settings->snapshot, "url-secret", cancellable, error);
  if (secret == NULL)
    return NULL;
  whole = g_strconcat (target, tocsin_secret_peek (secret), NULL);
  request = tocsin_http_request_new (settings->method, whole, error);
  explicit_bzero (whole, strlen (whole));
  g_free (whole);

  return request;
}

static gboolean
add_headers (TocsinHttpRequest *request, TocsinPlan *planned, GError **error)
{
  g_autoptr (GVariant) headers =
      g_variant_lookup_value (planned->details, "headers", G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (!tocsin_http_request_add_header (request, name, value, error))
      return FALSE;

  return TRUE;
}

static gboolean
add_basic (WebhookSettings *settings,
           TocsinHttpRequest *request,
           GCancellable *cancellable,
           GError **error)
{
  const char *username = tocsin_snapshot_get_string (settings->snapshot, "username");
  g_autoptr (TocsinSecret) password = NULL;
  g_autoptr (TocsinSecret) encoded = NULL;
  char *pair;

  if (tocsin_snapshot_has_secret (settings->snapshot, "password"))
    password = tocsin_snapshot_resolve_secret (settings->snapshot, "password", cancellable, error);
  else
    password = tocsin_secret_new ("", 0);
  if (password == NULL)
    return FALSE;

  pair = g_strconcat (username, ":", tocsin_secret_peek (password), NULL);
  encoded = tocsin_secret_new_take (g_base64_encode ((const guchar *) pair, strlen (pair)), -1);
  explicit_bzero (pair, strlen (pair));
  g_free (pair);

  return tocsin_http_request_add_secret (request, "Authorization", "Basic ", encoded, error);
}

static gboolean
add_login (WebhookSettings *settings,
           TocsinHttpRequest *request,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinSecret) token = NULL;

  if (tocsin_snapshot_get_string (settings->snapshot, "username")[0] != '\0')
    return add_basic (settings, request, cancellable, error);
  if (!tocsin_snapshot_has_secret (settings->snapshot, "bearer-token"))
    return TRUE;

  token = tocsin_snapshot_resolve_secret (settings->snapshot, "bearer-token", cancellable, error);

  return token != NULL
         && tocsin_http_request_add_secret (request, "Authorization", "Bearer ", token, error);
}

/* The same for each try at an event, and another for each action: by it a receiver knows what it
 * has had already. */
static char *
make_id (WebhookSettings *settings, TocsinEvent *event)
{
  return g_strdup_printf ("%s-%s", tocsin_event_get_id (event),
                          tocsin_snapshot_get_id (settings->snapshot));
}

/* Standard Webhooks; id and time are sent unsigned, too. */
static gboolean
add_proof (WebhookSettings *settings,
           TocsinHttpRequest *request,
           TocsinEvent *event,
           const Body *body,
           GCancellable *cancellable,
           GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *id = make_id (settings, event);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autoptr (TocsinSecret) secrets = NULL;
  g_autofree char *signature = NULL;

  if (!tocsin_http_request_add_header (request, "webhook-id", id, error)
      || !tocsin_http_request_add_header (request, "webhook-timestamp", time, error))
    return FALSE;
  if (!tocsin_snapshot_has_secret (settings->snapshot, "signing-secret"))
    return TRUE;

  secrets =
      tocsin_snapshot_resolve_secret (settings->snapshot, "signing-secret", cancellable, error);
  if (secrets == NULL)
    return FALSE;
  signature = signature_make (secrets, id, now, body, error);

  return signature != NULL
         && tocsin_http_request_add_header (request, "webhook-signature", signature, error);
}

static TocsinHttpRequest *
make_request (WebhookSettings *settings,
              TocsinPlan *planned,
              TocsinEvent *event,
              const Body *body,
              GCancellable *cancellable,
              GError **error)
{
  const char *target = NULL;
  g_autoptr (TocsinHttpRequest) request = NULL;

  g_variant_lookup (planned->details, "target", "&s", &target);
  g_return_val_if_fail (target != NULL, NULL);

  request = new_request (settings, target, cancellable, error);
  if (request == NULL || !add_headers (request, planned, error)
      || !add_proof (settings, request, event, body, cancellable, error)
      || !add_login (settings, request, cancellable, error))
    return NULL;
  if (settings->format == FORMAT_BINARY && !cloud_event_add_headers (event, request, error))
    return NULL;
  if (!body_put (body, request, error))
    return NULL;

  tocsin_http_request_set_timeout (request, settings->timeout);
  tocsin_http_request_set_max_answer (request, MAX_ANSWER);
  tocsin_http_request_set_repeatable (request, TRUE);

  return g_steal_pointer (&request);
}

static TocsinOutcome *
judge (WebhookSettings *settings, TocsinHttpReply *reply, GError **error)
{
  const char *server = tocsin_http_client_get_origin (settings->client);
  TocsinOutcome *outcome;
  GError *problem = NULL;

  if (!tocsin_http_reply_check (reply, server, &problem))
    {
      if (problem->code == TOCSIN_ERROR_HTTP_GONE)
        tocsin_error_set_hint (problem, _ ("Whoever is there wants to be told nothing any more: "
                                           "the task is switched off until you switch it on."));
      g_propagate_error (error, problem);
      return NULL;
    }

  outcome = tocsin_outcome_new (_ ("%s answered %u"), server, reply->status);
  outcome->output = g_bytes_ref (reply->body);

  return outcome;
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  TocsinWebhookAction *self = TOCSIN_WEBHOOK_ACTION (action);
  WebhookSettings *settings = &self->settings;
  g_autoptr (Body) body = NULL;
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;

  if (!check_message (self, event, error))
    return NULL;
  body = body_new (settings, event, tocsin_host_get_work_directory (host), cancellable, error);
  if (body == NULL)
    return NULL;
  request = make_request (settings, planned, event, body, cancellable, error);
  if (request == NULL)
    return NULL;
  reply = tocsin_http_client_send (settings->client, request, cancellable, error);

  return reply != NULL ? judge (settings, reply, error) : NULL;
}

/* Whether a secret is where it is said to be. Programs are not run and no keyring is opened for it:
 * that may ask somebody something. */
static gboolean
foresee_secret (TocsinSnapshot *snapshot, const char *key, GError **error)
{
  const char *reference = tocsin_snapshot_get_string (snapshot, key);
  g_autoptr (TocsinSecret) secret = NULL;

  if (reference[0] == '\0' || g_str_has_prefix (reference, "command:")
      || g_str_has_prefix (reference, "keyring:"))
    return TRUE;

  secret = tocsin_snapshot_resolve_secret (snapshot, key, NULL, error);

  return secret != NULL;
}

static gboolean
foresee (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GHashTable *promised,
         GPtrArray *notes,
         GError **error)
{
  static const char *const secrets[] = { "url-secret", "signing-secret", "bearer-token",
                                         "password" };
  TocsinWebhookAction *self = TOCSIN_WEBHOOK_ACTION (action);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (!foresee_secret (self->settings.snapshot, secrets[i], error))
      return FALSE;

  return check_message (self, event, error);
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = configure;
  iface->get_traits = get_traits;
  iface->list_fields = list_fields;
  iface->plan = plan;
  iface->perform = perform;
  iface->foresee = foresee;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinWebhookAction,
                               tocsin_webhook_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_webhook_action_finalize (GObject *object)
{
  TocsinWebhookAction *self = TOCSIN_WEBHOOK_ACTION (object);

  webhook_settings_clear (&self->settings);

  G_OBJECT_CLASS (tocsin_webhook_action_parent_class)->finalize (object);
}

static void
tocsin_webhook_action_class_init (TocsinWebhookActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_webhook_action_finalize;
}

static void
tocsin_webhook_action_init (TocsinWebhookAction *self)
{
}
