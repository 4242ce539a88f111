/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-priority.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

static const struct
{
  const char *name;
  const char *gnutls;
  gboolean modern;
} known_versions[] = {
  { "tls1.3", "VERS-TLS1.3", TRUE },
  { "tls1.2", "VERS-TLS1.2", TRUE },
  { "tls1.1", "VERS-TLS1.1", FALSE },
  { "tls1.0", "VERS-TLS1.0", FALSE },
};

/* strict leaves out the key exchange without forward secrecy; legacy takes what old servers have,
 * certificates signed with SHA-1 and keys of 1024 bits among it. */
static const struct
{
  const char *name;
  const char *additions;
} levels[] = {
  { "default", ":%PROFILE_MEDIUM" },
  { "strict", ":-RSA:%PROFILE_MEDIUM" },
  { "legacy", ":+SHA1:+3DES-CBC:+ARCFOUR-128:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1"
              ":%VERIFY_ALLOW_SIGN_WITH_SHA1:%PROFILE_LOW" },
};

static gboolean
fail_ssl3 (const char *key, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.%s: SSL 3.0 is not provided by this GnuTLS"), key);
  return FALSE;
}

static gboolean
check_version (const char *version, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_versions); i++)
    if (g_ascii_strcasecmp (version, known_versions[i].name) == 0)
      return TRUE;
  if (g_ascii_strcasecmp (version, "ssl3") == 0)
    return fail_ssl3 ("versions", error);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.versions: “%s” is no version of TLS; tls1.0, tls1.1, tls1.2 and "
                  "tls1.3 are"),
               version);
  return FALSE;
}

static gboolean
is_listed (const char *const *versions, const char *name)
{
  for (; *versions != NULL; versions++)
    if (g_ascii_strcasecmp (*versions, name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_wanted (const char *const *versions, const char *level, gsize index)
{
  if (g_str_equal (level, "strict") && !known_versions[index].modern)
    return FALSE;
  if (g_str_equal (level, "legacy") && !known_versions[index].modern)
    return TRUE;

  return is_listed (versions, known_versions[index].name);
}

static gboolean
append_versions (GString *priority, const char *const *versions, const char *level, GError **error)
{
  gsize before = priority->len;

  for (gsize i = 0; i < G_N_ELEMENTS (known_versions); i++)
    if (is_wanted (versions, level, i))
      g_string_append_printf (priority, ":+%s", known_versions[i].gnutls);
  if (priority->len > before)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.versions: no version is left with encryption.level=%s; add tls1.2 "
                  "or tls1.3"),
               level);
  return FALSE;
}

static const char *
find_additions (const char *level, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_equal (level, levels[i].name))
      return levels[i].additions;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.level: “%s” is none of default, strict and legacy"), level);
  return NULL;
}

/* GnuTLS takes SSL 3.0 in a priority string and does without it, silently. */
static char *
check_raw (const char *raw, GError **error)
{
  g_autofree char *upper = g_ascii_strup (raw, -1);

  if (strstr (upper, "+VERS-SSL3.0") != NULL)
    {
      fail_ssl3 ("priority", error);
      return NULL;
    }

  return g_strdup (raw);
}

/**
 * tocsin_tls_priority_build: (skip)
 * @versions: `encryption.versions`
 * @level: `encryption.level`
 * @raw: `encryption.priority`; if not empty it wins over the others
 * @error: `config.invalid`
 *
 * Returns: (transfer full): a GnuTLS priority string.
 */
char *
tocsin_tls_priority_build (const char *const *versions,
                           const char *level,
                           const char *raw,
                           GError **error)
{
  g_autoptr (GString) priority = g_string_new ("NORMAL:-VERS-ALL");
  const char *additions;

  if (*raw != '\0')
    return check_raw (raw, error);

  for (gsize i = 0; versions[i] != NULL; i++)
    if (!check_version (versions[i], error))
      return NULL;
  additions = find_additions (level, error);
  if (additions == NULL || !append_versions (priority, versions, level, error))
    return NULL;
  g_string_append (priority, additions);

  return g_string_free (g_steal_pointer (&priority), FALSE);
}

static gnutls_priority_t
parse (const char *priority, GError **error)
{
  gnutls_priority_t parsed = NULL;
  const char *at = NULL;
  int status = gnutls_priority_init2 (&parsed, priority, &at, 0);

  if (status == GNUTLS_E_SUCCESS)
    return parsed;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.priority: not understood by GnuTLS at position %d, “%s”: %s"),
               at != NULL ? (int) (at - priority) + 1 : 1, at != NULL ? at : priority,
               gnutls_strerror (status));
  return NULL;
}

/**
 * tocsin_tls_priority_get: (skip)
 * @priority: a priority string
 * @error: `config.invalid` naming the position
 *
 * One object for all sessions with equal settings: one each would cost 8 KiB a session. They are
 * few and live as long as the process.
 *
 * Returns: (transfer none): the parsed priority.
 */
gnutls_priority_t
tocsin_tls_priority_get (const char *priority, GError **error)
{
  static GMutex mutex;
  static GHashTable *cache = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  gnutls_priority_t parsed;

  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  parsed = g_hash_table_lookup (cache, priority);
  if (parsed != NULL)
    return parsed;

  parsed = parse (priority, error);
  if (parsed != NULL)
    g_hash_table_insert (cache, g_strdup (priority), parsed);

  return parsed;
}
