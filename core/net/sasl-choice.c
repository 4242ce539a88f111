/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl-choice.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

typedef enum
{
  NEEDS_PASSWORD = 1 << 0,
  NEEDS_BINDING = 1 << 1,
  /* Who listens gets the secret, or something to guess it from at leisure. */
  NEEDS_SECRECY = 1 << 2,
  NEEDS_CERTIFICATE = 1 << 3,
  NEEDS_TICKET = 1 << 4,
  NEEDS_TOKEN = 1 << 5,
  NEEDS_USERNAME = 1 << 6,
  /* Never by itself: it is no proof of who we are. */
  NEEDS_WISH = 1 << 7,
} Needs;

/* The strongest first:
 * - proofs on both sides, tied to the TLS session or made by Kerberos: nobody in between gains
 *   anything, not even with a certificate that we believe;
 * - a key that never leaves this machine;
 * - a proof on both sides, not tied;
 * - a secret that is only good for mail and soon runs out;
 * - a proof of ours alone, from which a bad server can guess the password;
 * - the password itself. */
static const struct
{
  const char *name;
  Needs needs;
} known[] = {
  { "SCRAM-SHA-256-PLUS", NEEDS_PASSWORD | NEEDS_BINDING },
  { "SCRAM-SHA-1-PLUS", NEEDS_PASSWORD | NEEDS_BINDING },
  { "GSSAPI", NEEDS_TICKET },
  { "EXTERNAL", NEEDS_CERTIFICATE },
  { "SCRAM-SHA-256", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "SCRAM-SHA-1", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "OAUTHBEARER", NEEDS_TOKEN | NEEDS_SECRECY },
  { "XOAUTH2", NEEDS_TOKEN | NEEDS_SECRECY | NEEDS_USERNAME },
  { "DIGEST-MD5", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "CRAM-MD5", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "APOP", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "NTLM", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "PLAIN", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "LOGIN", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "ANONYMOUS", NEEDS_WISH },
};

static const char *const method_names[] = {
  [TOCSIN_SASL_METHOD_AUTO] = "auto",
  [TOCSIN_SASL_METHOD_PASSWORD] = "password",
  [TOCSIN_SASL_METHOD_OAUTH2] = "oauth2",
  [TOCSIN_SASL_METHOD_NONE] = "none",
};

static gboolean
is_listed (const char *const *list, const char *name)
{
  for (; list != NULL && *list != NULL; list++)
    if (g_ascii_strcasecmp (*list, name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_any (const char *const *list)
{
  return list != NULL && *list != NULL;
}

static TocsinSaslMethod
read_method (TocsinSnapshot *settings)
{
  const char *name = tocsin_snapshot_get_string (settings, "authentication.method");

  for (gsize i = 0; i < G_N_ELEMENTS (method_names); i++)
    if (g_str_equal (method_names[i], name))
      return (TocsinSaslMethod) i;

  return TOCSIN_SASL_METHOD_AUTO;
}

/**
 * tocsin_sasl_policy_init:
 * @policy: (out caller-allocates): to be filled in
 * @endpoint: whose settings; must outlive @policy
 * @tls: (nullable): the TLS session, if there is one
 *
 * Takes from the settings what decides about mechanisms. Secrets may cross the line in clear only
 * if `encryption.mode` is none, or opportunistic where the server offered nothing, and
 * `encryption.allow-cleartext` says so. What is at hand besides a user name and a client
 * certificate is left for who has looked.
 */
void
tocsin_sasl_policy_init (TocsinSaslPolicy *policy, TocsinEndpoint *endpoint, TocsinTls *tls)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (endpoint));
  TocsinEncryption encryption = tocsin_endpoint_get_encryption (endpoint);
  g_autoptr (GBytes) exporter = NULL;
  g_autoptr (GBytes) unique = NULL;

  if (tls != NULL)
    {
      exporter = tocsin_tls_get_channel_binding (tls, TOCSIN_CHANNEL_BINDING_TLS_EXPORTER);
      unique = tocsin_tls_get_channel_binding (tls, TOCSIN_CHANNEL_BINDING_TLS_UNIQUE);
    }

  *policy = (TocsinSaslPolicy){
    .method = read_method (settings),
    .allowed = tocsin_snapshot_get_strv (settings, "authentication.mechanisms"),
    .encrypted = tls != NULL,
    .cleartext =
        (encryption == TOCSIN_ENCRYPTION_NONE || encryption == TOCSIN_ENCRYPTION_OPPORTUNISTIC)
        && tocsin_snapshot_get_boolean (settings, "encryption.allow-cleartext"),
    .has_username = *tocsin_snapshot_get_string (settings, "authentication.username") != '\0',
    .has_certificate =
        tls != NULL
        && *tocsin_snapshot_get_string (settings, "encryption.client-certificate") != '\0',
    .binding = exporter != NULL || unique != NULL,
  };
}

/**
 * tocsin_sasl_policy_wishes:
 * @policy: what is allowed
 * @mechanism: a mechanism in capitals
 *
 * Returns: whether `authentication.mechanisms` names it.
 */
gboolean
tocsin_sasl_policy_wishes (const TocsinSaslPolicy *policy, const char *mechanism)
{
  g_return_val_if_fail (policy != NULL, FALSE);

  return is_listed (policy->allowed, mechanism);
}

/**
 * tocsin_sasl_policy_allows:
 * @policy: what is allowed
 * @mechanism: a mechanism in capitals
 *
 * Returns: whether `authentication.mechanisms` names it or nothing.
 */
gboolean
tocsin_sasl_policy_allows (const TocsinSaslPolicy *policy, const char *mechanism)
{
  g_return_val_if_fail (policy != NULL, FALSE);

  return !has_any (policy->allowed) || is_listed (policy->allowed, mechanism);
}

static gboolean
is_secret (const TocsinSaslPolicy *policy)
{
  return policy->encrypted || policy->cleartext;
}

static gboolean
fail_secrecy (GError **error)
{
  GError *reason = g_error_new_literal (
      TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
      _ ("The line is not encrypted, so no secret and nothing to guess it from is sent"));

  tocsin_error_set_hint (reason, _ ("Set encryption.mode=implicit or starttls. On a line that "
                                    "nobody else can listen to, encryption.mode=none with "
                                    "encryption.allow-cleartext=true."));
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * tocsin_sasl_policy_check_plain:
 * @policy: what is allowed
 * @error: `auth.plain-refused-without-tls`
 *
 * Returns: whether a protocol's own command with the password in clear may be sent.
 */
gboolean
tocsin_sasl_policy_check_plain (const TocsinSaslPolicy *policy, GError **error)
{
  g_return_val_if_fail (policy != NULL, FALSE);

  return is_secret (policy) || fail_secrecy (error);
}

/* A certificate may be there because the line wants one, for a user who has a password, too. So has
 * the password its say unless it is put differently. */
static const char *
find_certificate_obstacle (const TocsinSaslPolicy *policy)
{
  if (!policy->has_certificate)
    return _ ("no client certificate");
  if (policy->has_password || policy->has_token)
    return _ ("another secret is set, and authentication.mechanisms does not name it");

  return NULL;
}

/* With a password a ticket can be had, but only who asks for Kerberos by name has its servers. */
static const char *
find_ticket_obstacle (const TocsinSaslPolicy *policy)
{
  if (policy->has_ticket)
    return NULL;
  if (policy->has_foreign_ticket)
    return _ ("the ticket is not this user's, and authentication.mechanisms does not name it");

  return _ ("no ticket");
}

static const char *
find_wish_obstacle (const TocsinSaslPolicy *policy, Needs needs)
{
  if ((needs & NEEDS_CERTIFICATE) != 0 && !policy->has_certificate)
    return _ ("no client certificate");
  if ((needs & NEEDS_TICKET) != 0 && !policy->has_ticket && !policy->has_foreign_ticket
      && !policy->has_password)
    return _ ("no ticket, and no password to get one with");

  return NULL;
}

static const char *
find_method_obstacle (const TocsinSaslPolicy *policy, gboolean wished, Needs needs)
{
  const Needs own = policy->method == TOCSIN_SASL_METHOD_OAUTH2 ? NEEDS_TOKEN : NEEDS_PASSWORD;

  if (policy->method == TOCSIN_SASL_METHOD_NONE)
    return _ ("authentication.method is none");
  if (policy->method == TOCSIN_SASL_METHOD_OAUTH2 && (needs & own) == 0)
    return _ ("authentication.method is oauth2");
  if (policy->method == TOCSIN_SASL_METHOD_PASSWORD && (needs & own) == 0
      && !(wished && (needs & NEEDS_TICKET) != 0))
    return _ ("authentication.method is password");

  return NULL;
}

/* All but secrecy, whose lack is an error of its own; %NULL if nothing stands in the way. */
static const char *
find_obstacle (gsize index, const TocsinSaslPolicy *policy)
{
  Needs needs = known[index].needs;
  gboolean wished = is_listed (policy->allowed, known[index].name);
  const char *obstacle = find_method_obstacle (policy, wished, needs);

  if (obstacle != NULL)
    return obstacle;
  if (has_any (policy->allowed) && !wished)
    return _ ("not among authentication.mechanisms");
  if (is_listed (policy->refused, known[index].name))
    return _ ("it failed before");
  if ((needs & NEEDS_PASSWORD) != 0 && !policy->has_password)
    return _ ("no user name and password");
  if ((needs & NEEDS_TOKEN) != 0 && !policy->has_token)
    return _ ("no access token");
  if ((needs & NEEDS_USERNAME) != 0 && !policy->has_username)
    return _ ("no user name");
  if ((needs & NEEDS_BINDING) != 0 && !policy->binding)
    return _ ("nothing in this TLS session to tie it to");
  if (wished)
    return find_wish_obstacle (policy, needs);
  if ((needs & NEEDS_WISH) != 0)
    return _ ("authentication.mechanisms does not name it");
  if ((needs & NEEDS_CERTIFICATE) != 0)
    return find_certificate_obstacle (policy);

  return (needs & NEEDS_TICKET) != 0 ? find_ticket_obstacle (policy) : NULL;
}

/**
 * tocsin_sasl_list_passed_over:
 * @offered: (array zero-terminated=1): what the server offers
 * @policy: what is allowed and at hand
 * @chosen: (nullable): the mechanism chosen; %NULL for none
 *
 * Returns: (transfer full) (nullable): which stronger ones the server offers, each with why it was
 *   not chosen; %NULL if there are none.
 */
char *
tocsin_sasl_list_passed_over (const char *const *offered,
                              const TocsinSaslPolicy *policy,
                              const char *chosen)
{
  g_autoptr (GString) list = g_string_new (NULL);

  g_return_val_if_fail (policy != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known) && g_strcmp0 (known[i].name, chosen) != 0; i++)
    if (is_listed (offered, known[i].name))
      {
        const char *obstacle = find_obstacle (i, policy);

        if (obstacle == NULL)
          obstacle = _ ("the line is not encrypted");
        g_string_append_printf (list, "%s%s (%s)", list->len > 0 ? ", " : "", known[i].name,
                                obstacle);
      }

  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

static char *
join_or_none (const char *const *list)
{
  return has_any (list) ? g_strjoinv (" ", (char **) list) : g_strdup (_ ("none"));
}

static void
fail_choice (const char *const *offered, const TocsinSaslPolicy *policy, GError **error)
{
  g_autofree char *theirs = join_or_none (offered);
  g_autofree char *ours =
      has_any (policy->allowed) ? join_or_none (policy->allowed) : g_strdup (_ ("all known here"));
  g_autofree char *reasons = tocsin_sasl_list_passed_over (offered, policy, NULL);
  GError *failure = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
                                 _ ("No mechanism of authentication in common: the server offers "
                                    "%s; authentication.mechanisms allows %s"),
                                 theirs, ours);

  if (reasons != NULL)
    tocsin_error_set_hint (failure, _ ("What stands in the way: %s."), reasons);
  else if (!policy->has_password && !policy->has_token)
    tocsin_error_set_hint (failure, _ ("Most need authentication.username and "
                                       "authentication.password."));
  g_propagate_error (error, failure);
}

/**
 * tocsin_sasl_choose:
 * @offered: (array zero-terminated=1): what the server offers, in any case of letters
 * @policy: what is allowed and at hand
 * @error: `auth.no-common-mechanism` with both lists, or `auth.plain-refused-without-tls` if it is
 *   only the missing encryption
 *
 * Returns: (transfer none): the strongest mechanism in common, static.
 */
const char *
tocsin_sasl_choose (const char *const *offered, const TocsinSaslPolicy *policy, GError **error)
{
  gboolean only_secrecy = FALSE;

  g_return_val_if_fail (policy != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (!is_listed (offered, known[i].name) || find_obstacle (i, policy) != NULL)
        continue;
      if ((known[i].needs & NEEDS_SECRECY) == 0 || is_secret (policy))
        return known[i].name;
      only_secrecy = TRUE;
    }

  if (only_secrecy)
    fail_secrecy (error);
  else
    fail_choice (offered, policy, error);
  return NULL;
}
