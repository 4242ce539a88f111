/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-trust.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "core/base/error.h"

struct _TocsinTlsTrust
{
  guint references;
  char *key;
  gnutls_certificate_credentials_t credentials;
};

/* Holds no references: the last user takes a store out, since the system's costs 4 MiB. */
static GMutex stores_mutex;
static GHashTable *stores = NULL;

static void
free_trust (TocsinTlsTrust *self)
{
  gnutls_certificate_free_credentials (self->credentials);
  g_free (self->key);
  g_free (self);
}

static gboolean
load_system (TocsinTlsTrust *self, GError **error)
{
  int status = gnutls_certificate_set_x509_system_trust (self->credentials);

  if (status >= 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
               _ ("Can't load the system's certificate authorities: %s"), gnutls_strerror (status));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Install the package ca-certificates."));
  return FALSE;
}

static int
load_authorities (gnutls_certificate_credentials_t credentials, const char *path)
{
  int n_loaded;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return gnutls_certificate_set_x509_trust_dir (credentials, path, GNUTLS_X509_FMT_PEM);

  n_loaded = gnutls_certificate_set_x509_trust_file (credentials, path, GNUTLS_X509_FMT_PEM);
  if (n_loaded > 0)
    return n_loaded;

  return gnutls_certificate_set_x509_trust_file (credentials, path, GNUTLS_X509_FMT_DER);
}

static gboolean
load_own (TocsinTlsTrust *self, const char *path, GError **error)
{
  int n_loaded;

  if (*path == '\0')
    return TRUE;

  n_loaded = load_authorities (self->credentials, path);
  if (n_loaded > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.ca-file: no certificate found in %s: %s"), path,
               n_loaded < 0 ? gnutls_strerror (n_loaded) : _ ("it holds none"));
  return FALSE;
}

static gboolean
load_revoked (TocsinTlsTrust *self, const char *path, GError **error)
{
  int n_loaded;

  if (*path == '\0')
    return TRUE;

  n_loaded = gnutls_certificate_set_x509_crl_file (self->credentials, path, GNUTLS_X509_FMT_PEM);
  if (n_loaded > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.crl-file: no revocation list found in %s: %s"), path,
               n_loaded < 0 ? gnutls_strerror (n_loaded) : _ ("it holds none"));
  return FALSE;
}

static TocsinTlsTrust *
load (const char *key,
      gboolean authorities,
      const char *ca_file,
      const char *crl_file,
      GError **error)
{
  TocsinTlsTrust *self = g_new0 (TocsinTlsTrust, 1);

  self->references = 1;
  self->key = g_strdup (key);
  gnutls_certificate_allocate_credentials (&self->credentials);

  if (!authorities
      || (load_system (self, error) && load_own (self, ca_file, error)
          && load_revoked (self, crl_file, error)))
    return self;

  free_trust (self);
  return NULL;
}

/* A file that was replaced is another store; sessions of the old one keep it. */
static gboolean
append_file (GString *key, const char *name, const char *path, GError **error)
{
  GStatBuf info;

  if (*path == '\0')
    return TRUE;

  if (g_stat (path, &info) != 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("encryption.%s: can't read %s: %s"), name, path, g_strerror (errno));
      return FALSE;
    }

  g_string_append_printf (key, "%s=%s:%" G_GINT64_FORMAT ".%ld:%" G_GINT64_FORMAT "\n", name, path,
                          (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                          (gint64) info.st_size);
  return TRUE;
}

static char *
make_key (gboolean authorities, const char *ca_file, const char *crl_file, GError **error)
{
  g_autoptr (GString) key = g_string_new (authorities ? "system\n" : "none\n");

  if (authorities
      && (!append_file (key, "ca-file", ca_file, error)
          || !append_file (key, "crl-file", crl_file, error)))
    return NULL;

  return g_string_free (g_steal_pointer (&key), FALSE);
}

/**
 * tocsin_tls_trust_get: (skip)
 * @authorities: whether certificates are checked at all; if not, nothing is loaded
 * @ca_file: further authorities, a file or directory, or ""
 * @crl_file: a revocation list, or ""
 * @error: `config.invalid` naming the key
 *
 * Thread safe. Loading is done under the lock: whoever comes second would only load it again.
 *
 * Returns: (transfer full): the store.
 */
TocsinTlsTrust *
tocsin_tls_trust_get (gboolean authorities,
                      const char *ca_file,
                      const char *crl_file,
                      GError **error)
{
  g_autofree char *key = make_key (authorities, ca_file, crl_file, error);
  g_autoptr (GMutexLocker) locker = NULL;
  TocsinTlsTrust *self;

  if (key == NULL)
    return NULL;

  locker = g_mutex_locker_new (&stores_mutex);
  if (stores == NULL)
    stores = g_hash_table_new (g_str_hash, g_str_equal);
  self = g_hash_table_lookup (stores, key);
  if (self != NULL)
    {
      self->references++;
      return self;
    }

  self = load (key, authorities, ca_file, crl_file, error);
  if (self != NULL)
    g_hash_table_insert (stores, self->key, self);

  return self;
}

/**
 * tocsin_tls_trust_unref: (skip)
 * @self: a store
 */
void
tocsin_tls_trust_unref (TocsinTlsTrust *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&stores_mutex);

  if (--self->references > 0)
    return;

  g_hash_table_remove (stores, self->key);
  free_trust (self);
}

/**
 * tocsin_tls_trust_get_credentials: (skip)
 * @self: a store
 *
 * Returns: (transfer none): what a session is given.
 */
gnutls_certificate_credentials_t
tocsin_tls_trust_get_credentials (TocsinTlsTrust *self)
{
  return self->credentials;
}
