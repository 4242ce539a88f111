/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Where the service of a mail address is: Autodiscover, asked in its three forms at the places
 * where it may be, in an order in which whoever needs not know who we are is asked first. Where we
 * are referred to is looked at before we go (referral). */
#include "plugins/ews/discover.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-account.h"
#include "plugins/ews/autodiscover/found.h"
#include "plugins/ews/autodiscover/request.h"
#include "plugins/ews/referral.h"
#include "plugins/ews/wire/envelope.h"

#define POX_PATH "/autodiscover/autodiscover.xml"
#define SOAP_PATH "/autodiscover/autodiscover.svc"

/* Seconds for one place. */
#define PATIENCE 30

typedef enum
{
  FORM_JSON, /* asks without saying who we are */
  FORM_POX,
  FORM_SOAP,
  FORM_REFERRAL, /* only asks where to ask, in the clear and without saying who we are */
} Form;

typedef struct
{
  Form form;
  char *url;
} Step;

typedef struct
{
  TocsinConnectionSettings *settings;
  const TocsinEndpointDefaults *defaults;
  char *address;
  GPtrArray *domains;
  GQueue steps;
  GHashTable *asked;
  guint n_asked;
  GError *trouble;
  char *found;
} Search;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_free (self->url);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
search_clear (Search *self)
{
  g_queue_clear_full (&self->steps, step_free);
  g_clear_pointer (&self->domains, g_ptr_array_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_error (&self->trouble);
  g_free (self->address);
  g_free (self->found);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* What tells most of why nothing was found: a door that is closed to us, before one that is not
 * there. */
static guint
weigh (const GError *error)
{
  const char *code = tocsin_error_get_code_name (error);

  if (g_str_has_prefix (code, "auth.") || g_str_has_prefix (code, "mailbox."))
    return 5;
  if (error->code == TOCSIN_ERROR_HTTP_REDIRECTED)
    return 4;
  if (g_str_has_prefix (code, "tls.") || g_str_has_prefix (code, "ews."))
    return 3;
  if (g_str_has_prefix (code, "http.") || g_str_has_prefix (code, "protocol."))
    return 1;

  return tocsin_error_is_network (error) && error->code != TOCSIN_ERROR_DNS_NOT_FOUND ? 2 : 0;
}

static void
note_trouble (Search *self, GError *error)
{
  if (self->trouble == NULL || weigh (error) > weigh (self->trouble))
    {
      g_clear_error (&self->trouble);
      self->trouble = error;
      return;
    }
  g_error_free (error);
}

static void
add_step (Search *self, Form form, char *url, gboolean next)
{
  Step *step = g_new0 (Step, 1);

  step->form = form;
  step->url = url;
  if (next)
    g_queue_push_head (&self->steps, step);
  else
    g_queue_push_tail (&self->steps, step);
}

/* The port is for gateways, and for tests. */
static char *
make_url (const Search *self, const char *scheme, const char *host, const char *path)
{
  guint port = tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (self->settings), "port");

  if (port == 0 || !g_str_equal (scheme, "https"))
    return g_strconcat (scheme, "://", host, path, NULL);

  return g_strdup_printf ("%s://%s:%u%s", scheme, host, port, path);
}

static void
add_domain (Search *self, const char *domain)
{
  g_autofree char *host = g_strconcat ("autodiscover.", domain, NULL);
  g_autofree char *target = ews_autodiscover_json_target (self->address);
  const char *const hosts[] = { host, domain };

  g_ptr_array_add (self->domains, g_strdup (domain));
  add_step (self, FORM_JSON, make_url (self, "https", host, target), FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      add_step (self, FORM_POX, make_url (self, "https", hosts[i], POX_PATH), FALSE);
      add_step (self, FORM_SOAP, make_url (self, "https", hosts[i], SOAP_PATH), FALSE);
    }
  add_step (self, FORM_REFERRAL, make_url (self, "http", host, POX_PATH), FALSE);
}

static TocsinHttpRequest *
make_request (Search *self, const Step *step, const char *target, GError **error)
{
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (GBytes) body = NULL;

  if (step->form == FORM_POX)
    body = ews_autodiscover_pox_build (self->address);
  else if (step->form == FORM_SOAP)
    body = ews_autodiscover_soap_build (self->address, step->url);
  request = tocsin_http_request_new (body != NULL ? "POST" : "GET", target, error);
  if (request == NULL)
    return NULL;
  if (body != NULL)
    tocsin_http_request_set_body (request, EWS_CONTENT_TYPE, body);
  tocsin_http_request_set_repeatable (request, TRUE);
  tocsin_http_request_set_timeout (request, PATIENCE);

  return g_steal_pointer (&request);
}

static char *
find_target (const char *url)
{
  const char *host = strstr (url, "://");
  const char *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;

  return g_strdup (path != NULL ? path : "/");
}

/* As nobody, or as the user where the answer is only for him. */
static TocsinHttpReply *
send_request (Search *self, const Step *step, GCancellable *cancellable, GError **error)
{
  g_autofree char *target = find_target (step->url);
  g_autoptr (TocsinHttpRequest) request = make_request (self, step, target, error);
  g_autoptr (TocsinHttpAccount) account = NULL;
  g_autoptr (TocsinHttpClient) client = NULL;

  if (request == NULL)
    return NULL;
  if (step->form == FORM_POX || step->form == FORM_SOAP)
    {
      account = tocsin_http_account_new (self->settings, self->defaults, step->url, error);
      return account != NULL ? tocsin_http_account_send (account, request, cancellable, error)
                             : NULL;
    }
  client = tocsin_http_client_new_for_service (self->settings, self->defaults, step->url, error);

  return client != NULL ? tocsin_http_client_send (client, request, cancellable, error) : NULL;
}

static gboolean
follow (Search *self, const Step *step, const char *to, GError **error)
{
  g_autofree char *url = g_uri_resolve_relative (step->url, to, G_URI_FLAGS_NONE, NULL);

  if (!ews_referral_check (url != NULL ? url : to, self->domains, error))
    return FALSE;
  add_step (self, step->form == FORM_REFERRAL ? FORM_POX : step->form, g_steal_pointer (&url),
            TRUE);

  return TRUE;
}

static gboolean
follow_address (Search *self, const char *address, GError **error)
{
  g_autofree char *domain = ews_discover_domain (address, error);

  if (domain == NULL)
    return FALSE;
  if (!ews_referral_is_domain (domain, self->domains))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED,
                   _ ("Autodiscover refers to a mailbox of another domain, %s"), domain);
      return FALSE;
    }
  g_free (self->address);
  self->address = g_strdup (address);
  g_queue_clear_full (&self->steps, step_free);
  add_domain (self, domain);

  return TRUE;
}

/* The first place that is one of ours; those for the outside come first. */
static gboolean
choose_url (Search *self, const EwsFound *found, GError **error)
{
  g_autoptr (GError) first = NULL;

  for (char **url = found->urls; *url != NULL; url++)
    if (ews_referral_check (*url, self->domains, first == NULL ? &first : NULL))
      {
        self->found = g_strdup (*url);
        return TRUE;
      }
  if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVICE_DISABLED,
                         _ ("Autodiscover knows the mailbox, and no Exchange Web Services for it"));

  return FALSE;
}

static gboolean
take_found (Search *self, const Step *step, const EwsFound *found, GError **error)
{
  switch (found->kind)
    {
    case EWS_FOUND_REDIRECT_URL:
      return follow (self, step, found->redirect, error);
    case EWS_FOUND_REDIRECT_ADDRESS:
      return follow_address (self, found->redirect, error);
    case EWS_FOUND_REFUSAL:
      return ews_found_check (found, self->address, error);
    case EWS_FOUND_SETTINGS:
    default:
      return choose_url (self, found, error);
    }
}

static EwsFound *
parse (const Step *step, GBytes *document, GError **error)
{
  switch (step->form)
    {
    case FORM_JSON:
      return ews_found_parse_json (document, error);
    case FORM_SOAP:
      return ews_found_parse_soap (document, error);
    case FORM_POX:
    case FORM_REFERRAL:
    default:
      return ews_found_parse_pox (document, error);
    }
}

static gboolean
ask (Search *self, const Step *step, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinHttpReply) reply = send_request (self, step, cancellable, error);
  g_autoptr (EwsFound) found = NULL;
  const char *location;

  if (reply == NULL)
    return FALSE;
  location = tocsin_http_reply_get (reply, "location");
  if (reply->status >= 300 && reply->status < 400 && location != NULL)
    return follow (self, step, location, error);
  if (!tocsin_http_reply_check (reply, step->url, error))
    return FALSE;
  found = parse (step, reply->body, error);

  return found != NULL && take_found (self, step, found, error);
}

static gboolean
is_new (Search *self, const Step *step)
{
  return g_hash_table_add (self->asked,
                           g_strdup_printf ("%d %s %s", step->form, self->address, step->url));
}

static gboolean
search (Search *self, GCancellable *cancellable, GError **error)
{
  while (self->found == NULL && !g_queue_is_empty (&self->steps)
         && self->n_asked < EWS_DISCOVER_MAX_STEPS)
    {
      g_autoptr (Step) step = g_queue_pop_head (&self->steps);
      GError *trouble = NULL;

      if (!is_new (self, step))
        continue;
      self->n_asked++;
      if (ask (self, step, cancellable, &trouble))
        continue;
      if (g_error_matches (trouble, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
        {
          g_propagate_error (error, trouble);
          return FALSE;
        }
      note_trouble (self, trouble);
    }

  return TRUE;
}

static void
fail (Search *self, GError **error)
{
  GError *trouble = g_steal_pointer (&self->trouble);

  if (trouble == NULL)
    trouble = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED,
                                   _ ("one place only refers to the next"));
  g_prefix_error (&trouble, _ ("Autodiscover finds no Exchange server for %s: "), self->address);
  if (tocsin_error_get_hint (trouble) == NULL)
    tocsin_error_set_hint (trouble, _ ("Set address to the name of the server."));
  g_propagate_error (error, trouble);
}

/**
 * ews_discover_domain:
 * @address: (nullable): the address of the mailbox
 * @error: `config.invalid`
 *
 * Returns: (transfer full): where Autodiscover begins to look.
 */
char *
ews_discover_domain (const char *address, GError **error)
{
  const char *domain = address != NULL ? strrchr (address, '@') : NULL;

  if (domain != NULL && domain[1] != '\0' && strpbrk (domain, "/?#:\\ ") == NULL)
    return g_ascii_strdown (domain + 1, -1);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("address is not set, and without a mail address as the user name, or as "
                          "authentication.mailbox, no server can be looked for"));
  return NULL;
}

/**
 * ews_discover:
 * @settings: a connection's: how to get there, and who we are
 * @defaults: what core/net is to know of the service; static data
 * @address: (nullable): the address of the mailbox
 * @cancellable: (nullable): to stop it
 * @error: what tells most of why nothing was found
 *
 * Returns: (transfer full): the URL of the service.
 */
char *
ews_discover (TocsinConnectionSettings *settings,
              const TocsinEndpointDefaults *defaults,
              const char *address,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *domain = ews_discover_domain (address, error);
  g_auto (Search) self = { .settings = settings, .defaults = defaults };

  if (domain == NULL)
    return NULL;
  self.address = g_strdup (address);
  self.domains = g_ptr_array_new_with_free_func (g_free);
  self.asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self.steps);
  add_domain (&self, domain);
  if (!search (&self, cancellable, error))
    return NULL;
  if (self.found == NULL)
    fail (&self, error);

  return g_steal_pointer (&self.found);
}
