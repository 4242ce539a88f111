/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/remedy.h"

#include "core/base/error.h"
#include "core/base/retry.h"
#include "ui/desktop/model/remedy-settings.h"

#include <glib/gi18n.h>
#include <string.h>

/* When a row of the table below applies. */
typedef enum
{
  ALWAYS,
  WITH_PASSWORD, /* the connection signs in with a password */
  WITH_OAUTH2,   /* it signs in with a token */
} Condition;

typedef struct
{
  TocsinError code;
  TocsinRemedyKind kind;
  const char *label;
  const char *key;        /* or NULL */
  const char *assignment; /* or NULL */
  const char *question;   /* or NULL */
  Condition condition;
} Row;

/* What helps against which error besides what the error itself proposes, the best first. Nothing
 * here believes anybody or does without a protection unasked. */
static const Row rows[] = {
  { TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Server…"), "address" },
  { TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Port…"),
    "port" },
  { TOCSIN_ERROR_DNS_NOT_FOUND, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Server's Name…"), "address" },
  { TOCSIN_ERROR_DNS_NO_ADDRESS, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Server's Name…"), "address" },
  { TOCSIN_ERROR_NET_REFUSED, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Port…"), "port" },
  { TOCSIN_ERROR_NET_TIMEOUT, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Port…"), "port" },
  { TOCSIN_ERROR_NET_GREETING_TIMEOUT, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Encryption…"),
    "encryption.mode" },
  { TOCSIN_ERROR_TLS_UNAVAILABLE, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Encryption…"),
    "encryption.mode" },
  { TOCSIN_ERROR_TLS_HANDSHAKE, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Encryption…"),
    "encryption.mode" },
  { TOCSIN_ERROR_TLS_CERT_HOSTNAME, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Server's Name…"),
    "address" },
  { TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, TOCSIN_REMEDY_CHOOSE_FILE,
    N_ ("Choose an _Authority's Certificate…"), "encryption.ca-file" },
  { TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, TOCSIN_REMEDY_CHOOSE_FILE,
    N_ ("Choose an _Authority's Certificate…"), "encryption.ca-file" },
  { TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN, TOCSIN_REMEDY_CHOOSE_FILE,
    N_ ("Choose an _Authority's Certificate…"), "encryption.ca-file" },
  { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_REMEDY_SET, N_ ("Do _Without the Proof…"), NULL,
    "encryption.revocation=off",
    N_ ("A certificate whose key was stolen and reported is then believed too, by this connection "
        "only.") },
  { TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED, TOCSIN_REMEDY_CHOOSE_FILE,
    N_ ("Choose Your Own _Certificate…"), "encryption.client-certificate" },
  { TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS, TOCSIN_REMEDY_SET, N_ ("Use _STARTTLS"), NULL,
    "encryption.mode=starttls" },
  { TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge How to Sign In…"),
    "authentication.method" },
  { TOCSIN_ERROR_AUTH_MECHANISM_FAILED, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge How to Sign In…"),
    "authentication.mechanisms" },
  { TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In Again…"), NULL, NULL, NULL,
    WITH_OAUTH2 },
  { TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_REMEDY_PASSWORD, N_ ("Change the _Password…"),
    "authentication.password", NULL, NULL, WITH_PASSWORD },
  { TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the User Name…"),
    "authentication.username" },
  { TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED, TOCSIN_REMEDY_PASSWORD, N_ ("Enter an _App Password…"),
    "authentication.password" },
  { TOCSIN_ERROR_AUTH_BASIC_DISABLED, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In with a Browser…"), NULL,
    "authentication.method=oauth2" },
  { TOCSIN_ERROR_AUTH_EXPIRED, TOCSIN_REMEDY_PASSWORD, N_ ("Change the _Password…"),
    "authentication.password", NULL, NULL, WITH_PASSWORD },
  { TOCSIN_ERROR_AUTH_EXPIRED, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In Again…"), NULL, NULL, NULL,
    WITH_OAUTH2 },
  { TOCSIN_ERROR_AUTH_OAUTH_EXPIRED, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In Again…") },
  { TOCSIN_ERROR_AUTH_OAUTH_SCOPE, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In Again…") },
  { TOCSIN_ERROR_AUTH_OAUTH_INVALID, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In Again…") },
  { TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In Again…") },
  { TOCSIN_ERROR_AUTH_OAUTH_CONSENT, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In…") },
  { TOCSIN_ERROR_MAILBOX_MISSING, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Mailbox…"),
    "authentication.mailbox" },
  { TOCSIN_ERROR_SECRET_UNAVAILABLE, TOCSIN_REMEDY_SIGN_IN, N_ ("_Sign In…"), NULL, NULL, NULL,
    WITH_OAUTH2 },
  { TOCSIN_ERROR_SECRET_UNAVAILABLE, TOCSIN_REMEDY_PASSWORD, N_ ("Enter the _Password…"),
    "authentication.password", NULL, NULL, WITH_PASSWORD },
  { TOCSIN_ERROR_SECRET_LOCKED, TOCSIN_REMEDY_AGAIN, N_ ("_Unlock and Try Again") },
  { TOCSIN_ERROR_SECRET_INSECURE, TOCSIN_REMEDY_EDIT, N_ ("Keep the _Password Elsewhere…"),
    "authentication.password" },
  { TOCSIN_ERROR_PROXY_AUTH, TOCSIN_REMEDY_PASSWORD, N_ ("Change the Proxy's _Password…"),
    "proxy.password" },
  { TOCSIN_ERROR_PROXY_AUTH, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Proxy…"), "proxy.username" },
  { TOCSIN_ERROR_PROXY_REFUSED, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Proxy…"), "proxy.address" },
  { TOCSIN_ERROR_PROXY_PROTOCOL, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Proxy…"), "proxy.type" },
  { TOCSIN_ERROR_PROXY_TIMEOUT, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Proxy…"), "proxy.address" },
  { TOCSIN_ERROR_SEND_AUTH_REQUIRED, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge How to Sign In…"),
    "authentication.username" },
  { TOCSIN_ERROR_HTTP_CONTENT, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Server…"), "address" },
  { TOCSIN_ERROR_HTTP_GONE, TOCSIN_REMEDY_EDIT, N_ ("Chan_ge the Server…"), "address" },
};

static gboolean
uses_oauth2 (TocsinSnapshot *settings)
{
  const char *method;

  if (settings == NULL || !tocsin_snapshot_has_key (settings, "authentication.method"))
    return FALSE;
  method = tocsin_snapshot_get_string (settings, "authentication.method");
  if (!g_str_equal (method, "auto"))
    return g_str_equal (method, "oauth2");

  return tocsin_snapshot_has_secret (settings, "authentication.refresh-token")
         || tocsin_snapshot_has_secret (settings, "authentication.bearer-token");
}

static gboolean
applies (const Row *row, const GError *error, TocsinSnapshot *settings)
{
  if ((int) row->code != error->code)
    return FALSE;
  if (row->key != NULL && settings != NULL && !tocsin_snapshot_has_key (settings, row->key))
    return FALSE;

  return row->condition == ALWAYS || uses_oauth2 (settings) == (row->condition == WITH_OAUTH2);
}

static void
add_row (GPtrArray *remedies, const Row *row)
{
  const char *const assignments[] = { row->assignment, NULL };
  TocsinRemedy *remedy = g_new0 (TocsinRemedy, 1);

  remedy->kind = row->kind;
  remedy->label = g_strdup (_ (row->label));
  remedy->question = row->question != NULL ? g_strdup (_ (row->question)) : NULL;
  remedy->key = g_strdup (row->key);
  remedy->assignments = g_strdupv ((GStrv) assignments);
  g_ptr_array_add (remedies, remedy);
}

static void
add_simple (GPtrArray *remedies, TocsinRemedyKind kind, const char *label)
{
  const Row row = { .kind = kind, .label = label };

  add_row (remedies, &row);
}

/* The address is a server's word: where it leads is said on the button. */
static void
add_page (GPtrArray *remedies, const GError *error)
{
  const char *text = tocsin_error_get_server_text (error);
  g_autofree char *page = text != NULL ? tocsin_remedy_find_page (text) : NULL;
  g_autoptr (GUri) uri = page != NULL ? g_uri_parse (page, G_URI_FLAGS_NONE, NULL) : NULL;
  TocsinRemedy *remedy;

  if (uri == NULL)
    return;

  remedy = g_new0 (TocsinRemedy, 1);
  remedy->kind = TOCSIN_REMEDY_OPEN_PAGE;
  /* Translators: %s is the host of a web page, such as accounts.example.com. */
  remedy->label = g_strdup_printf (_ ("_Open %s…"), g_uri_get_host (uri));
  remedy->question = g_strdup_printf (
      _ ("The server names this page. Go there only if you know whose it is:\n%s"), page);
  remedy->assignments = g_new0 (char *, 1);
  remedy->uri = g_steal_pointer (&page);
  g_ptr_array_add (remedies, remedy);
}

/* Where something has to change first, trying again is how one sees that it was done elsewhere (the
 * account is unlocked), and not worth a button beside a better one. */
static gboolean
may_be_tried_again (const GError *error, guint others)
{
  TocsinRetry retry = tocsin_error_get_retry (error);

  if (error->code == TOCSIN_ERROR_CANCELLED)
    return TRUE;
  if (retry == TOCSIN_RETRY_USER)
    return others == 0;

  return retry != TOCSIN_RETRY_NEVER;
}

/**
 * tocsin_remedy_list:
 * @error: why a connection does not work
 * @settings: (nullable): the settings it does not work with
 *
 * What a person can do about it, the best first: what the error itself proposes, then what is known
 * to help, then trying again. Never offers anything for what looks like an attack.
 *
 * Returns: (transfer full) (element-type TocsinRemedy): the remedies, possibly none.
 */
GPtrArray *
tocsin_remedy_list (const GError *error, TocsinSnapshot *settings)
{
  GPtrArray *remedies = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_remedy_free);
  const char *const *own;

  g_return_val_if_fail (error != NULL, remedies);

  if (error->domain != TOCSIN_ERROR)
    {
      add_simple (remedies, TOCSIN_REMEDY_AGAIN, N_ ("_Try Again"));
      return remedies;
    }
  own = tocsin_error_get_remedy (error);
  if (own != NULL && own[0] != NULL)
    g_ptr_array_add (remedies, tocsin_remedy_new_for_assignments (error, own, settings));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (applies (&rows[i], error, settings))
      add_row (remedies, &rows[i]);
  add_page (remedies, error);
  if (may_be_tried_again (error, remedies->len))
    add_simple (remedies, TOCSIN_REMEDY_AGAIN, N_ ("_Try Again"));

  return remedies;
}

static gboolean
ends_address (char c)
{
  return !g_ascii_isgraph (c) || strchr ("<>\"'()[]{}\\^`|", c) != NULL;
}

/**
 * tocsin_remedy_find_page:
 * @text: what a server said
 *
 * Returns: (transfer full) (nullable): the first https address with a host in it.
 */
char *
tocsin_remedy_find_page (const char *text)
{
  const char *begin = strstr (text, "https://");
  g_autoptr (GUri) uri = NULL;
  g_autofree char *page = NULL;
  gsize length = 0;

  if (begin == NULL)
    return NULL;
  while (!ends_address (begin[length]))
    length++;
  while (length > 0 && strchr (".,;:!?", begin[length - 1]) != NULL)
    length--;
  page = g_strndup (begin, length);
  uri = g_uri_parse (page, G_URI_FLAGS_NONE, NULL);
  /* “https://bank.example@evil.example” would look like another place than it is. */
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || g_uri_get_userinfo (uri) != NULL)
    return NULL;

  return g_steal_pointer (&page);
}

/**
 * tocsin_remedy_copy:
 * @self: a remedy
 *
 * Returns: (transfer full): another like it.
 */
TocsinRemedy *
tocsin_remedy_copy (const TocsinRemedy *self)
{
  TocsinRemedy *copy = g_new0 (TocsinRemedy, 1);

  copy->kind = self->kind;
  copy->label = g_strdup (self->label);
  copy->question = g_strdup (self->question);
  copy->assignments = g_strdupv (self->assignments);
  copy->key = g_strdup (self->key);
  copy->uri = g_strdup (self->uri);

  return copy;
}

/**
 * tocsin_remedy_free:
 * @self: a remedy
 */
void
tocsin_remedy_free (TocsinRemedy *self)
{
  g_free (self->label);
  g_free (self->question);
  g_strfreev (self->assignments);
  g_free (self->key);
  g_free (self->uri);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (TocsinRemedy, tocsin_remedy, tocsin_remedy_copy, tocsin_remedy_free)
