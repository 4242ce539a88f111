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
  /* Who listens gets the password, or something to guess it from at leisure. */
  NEEDS_SECRECY = 1 << 2,
  NEEDS_CERTIFICATE = 1 << 3,
  /* Never by itself: it is no proof of who we are. */
  NEEDS_WISH = 1 << 4,
} Needs;

/* The strongest first. A mechanism that is bound to the TLS session beats a better hash that is
 * not. */
static const struct
{
  const char *name;
  Needs needs;
} known[] = {
  { "SCRAM-SHA-256-PLUS", NEEDS_PASSWORD | NEEDS_BINDING },
  { "SCRAM-SHA-1-PLUS", NEEDS_PASSWORD | NEEDS_BINDING },
  { "EXTERNAL", NEEDS_CERTIFICATE },
  { "SCRAM-SHA-256", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "SCRAM-SHA-1", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "CRAM-MD5", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "PLAIN", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "LOGIN", NEEDS_PASSWORD | NEEDS_SECRECY },
  { "ANONYMOUS", NEEDS_WISH },
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

/**
 * tocsin_sasl_policy_init:
 * @policy: (out caller-allocates): to be filled in
 * @endpoint: whose settings; must outlive @policy
 * @tls: (nullable): the TLS session, if there is one
 *
 * Takes from the settings what decides about mechanisms. Secrets may cross the line in clear only
 * if `encryption.mode` is none, or opportunistic where the server offered nothing, and
 * `encryption.allow-cleartext` says so.
 */
void
tocsin_sasl_policy_init (TocsinSaslPolicy *policy, TocsinEndpoint *endpoint, TocsinTls *tls)
{
  TocsinConnectionSettings *settings = tocsin_endpoint_get_settings (endpoint);
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  TocsinEncryption encryption = tocsin_endpoint_get_encryption (endpoint);
  g_autoptr (GBytes) exporter = NULL;
  g_autoptr (GBytes) unique = NULL;

  if (tls != NULL)
    {
      exporter = tocsin_tls_get_channel_binding (tls, TOCSIN_CHANNEL_BINDING_TLS_EXPORTER);
      unique = tocsin_tls_get_channel_binding (tls, TOCSIN_CHANNEL_BINDING_TLS_UNIQUE);
    }

  *policy = (TocsinSaslPolicy){
    .allowed = tocsin_snapshot_get_strv (snapshot, "authentication.mechanisms"),
    .encrypted = tls != NULL,
    .cleartext =
        (encryption == TOCSIN_ENCRYPTION_NONE || encryption == TOCSIN_ENCRYPTION_OPPORTUNISTIC)
        && tocsin_snapshot_get_boolean (snapshot, "encryption.allow-cleartext"),
    .has_password = *tocsin_snapshot_get_string (snapshot, "authentication.username") != '\0'
                    && tocsin_connection_settings_has_secret (settings, "authentication.password"),
    .has_certificate =
        tls != NULL
        && *tocsin_snapshot_get_string (snapshot, "encryption.client-certificate") != '\0',
    .binding = exporter != NULL || unique != NULL,
  };
}

static gboolean
is_secret (const TocsinSaslPolicy *policy)
{
  return policy->encrypted || policy->cleartext;
}

static gboolean
fail_secrecy (GError **error)
{
  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
      _ ("The line is not encrypted, so no password and nothing to guess it from is sent"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Set encryption.mode=implicit or starttls. On a line that "
                                      "nobody else can listen to, encryption.mode=none with "
                                      "encryption.allow-cleartext=true."));
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

/* All but secrecy, whose lack is an error of its own. */
static gboolean
is_usable (gsize index, const TocsinSaslPolicy *policy)
{
  Needs needs = known[index].needs;
  const char *name = known[index].name;

  if (has_any (policy->allowed) && !is_listed (policy->allowed, name))
    return FALSE;
  if (is_listed (policy->refused, name))
    return FALSE;
  if ((needs & NEEDS_WISH) != 0 && !has_any (policy->allowed))
    return FALSE;

  return ((needs & NEEDS_PASSWORD) == 0 || policy->has_password)
         && ((needs & NEEDS_BINDING) == 0 || policy->binding)
         && ((needs & NEEDS_CERTIFICATE) == 0 || policy->has_certificate);
}

static const char *
join_or_none (const char *const *list, char **joined)
{
  *joined = has_any (list) ? g_strjoinv (" ", (char **) list) : g_strdup (_ ("none"));

  return *joined;
}

static void
fail_choice (const char *const *offered, const TocsinSaslPolicy *policy, GError **error)
{
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;
  GError *reason;

  join_or_none (offered, &theirs);
  reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
                        _ ("No mechanism of authentication in common: the server offers %s; "
                           "authentication.mechanisms allows %s"),
                        theirs,
                        has_any (policy->allowed) ? join_or_none (policy->allowed, &ours)
                                                  : _ ("all that are known here"));
  if (!policy->has_password)
    tocsin_error_set_hint (reason, _ ("Most need authentication.username and "
                                      "authentication.password."));
  g_propagate_error (error, reason);
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
      if (!is_listed (offered, known[i].name) || !is_usable (i, policy))
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
