/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-trust.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"

struct _TocsinTlsTrust
{
  guint references;
  char *key;
  gnutls_certificate_credentials_t credentials;
  gnutls_x509_crl_t *lists; /* of crl-file; the credentials have their own copies */
  guint n_lists;
};

/* Holds no references: the last user takes a store out, since the system's costs 4 MiB. While
 * there are endpoints one store without users stays, the one that was let go last: loading the
 * system's takes as long as the rest of a handshake, and a connection that is alone would do it for
 * each of its sessions. */
static GMutex stores_mutex;
static GHashTable *stores = NULL;
static TocsinTlsTrust *idle = NULL;
static guint n_holders = 0;

static void
free_trust (TocsinTlsTrust *self)
{
  gnutls_certificate_free_credentials (self->credentials);
  for (guint i = 0; i < self->n_lists; i++)
    gnutls_x509_crl_deinit (self->lists[i]);
  gnutls_free (self->lists);
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

static int
parse_lists (TocsinTlsTrust *self, const char *bytes, gsize length)
{
  gnutls_datum_t datum = { (unsigned char *) (gpointer) bytes, (unsigned int) length };
  int status =
      gnutls_x509_crl_list_import2 (&self->lists, &self->n_lists, &datum, GNUTLS_X509_FMT_PEM, 0);

  if (status >= 0)
    return status;

  return gnutls_x509_crl_list_import2 (&self->lists, &self->n_lists, &datum, GNUTLS_X509_FMT_DER,
                                       0);
}

static gboolean
load_revoked (TocsinTlsTrust *self, const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *bytes = NULL;
  gsize length = 0;
  int status;

  if (*path == '\0')
    return TRUE;

  if (!g_file_get_contents (path, &bytes, &length, &reason))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "encryption.crl-file: %s",
                   reason->message);
      return FALSE;
    }
  status = parse_lists (self, bytes, length);
  if (status >= 0 && self->n_lists > 0)
    status = gnutls_certificate_set_x509_crl (self->credentials, self->lists, (int) self->n_lists);
  if (status >= 0 && self->n_lists > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.crl-file: no revocation list found in %s: %s"), path,
               status < 0 ? gnutls_strerror (status) : _ ("it holds none"));
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
  gnutls_certificate_set_retrieve_function2 (self->credentials, tocsin_tls_on_asked);

  if (!authorities
      || (load_system (self, error) && load_own (self, ca_file, error)
          && load_revoked (self, crl_file, error)))
    return self;

  free_trust (self);
  return NULL;
}

static void
append_state (GString *key, const char *path, const GStatBuf *info)
{
  g_string_append_printf (key, "%s:%" G_GINT64_FORMAT ".%ld:%" G_GINT64_FORMAT "\n", path,
                          (gint64) info->st_mtim.tv_sec, info->st_mtim.tv_nsec,
                          (gint64) info->st_size);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Of a directory of thousands only the times count, not to hold a megabyte of names. */
static void
append_directory (GString *key, const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) states = g_string_new (NULL);
  g_autofree char *digest = NULL;
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      GStatBuf info;

      if (g_stat (g_ptr_array_index (names, i), &info) == 0)
        append_state (states, g_ptr_array_index (names, i), &info);
    }

  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, states->str, (gssize) states->len);
  g_string_append_printf (key, "%s\n", digest);
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

  g_string_append_printf (key, "%s=", name);
  append_state (key, path, &info);
  if (S_ISDIR (info.st_mode))
    append_directory (key, path);
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
      if (self == idle)
        idle = NULL;
      self->references++;
      return self;
    }

  self = load (key, authorities, ca_file, crl_file, error);
  if (self != NULL)
    g_hash_table_insert (stores, self->key, self);

  return self;
}

/* Called with the lock held. */
static void
set_idle (TocsinTlsTrust *self)
{
  TocsinTlsTrust *former = idle;

  idle = self;
  if (former == NULL)
    return;

  g_hash_table_remove (stores, former->key);
  free_trust (former);
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

  set_idle (self);
  if (n_holders == 0)
    set_idle (NULL);
}

/**
 * tocsin_tls_trust_hold: (skip)
 *
 * There will be sessions: the store that was used last stays until tocsin_tls_trust_release().
 */
void
tocsin_tls_trust_hold (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&stores_mutex);

  n_holders++;
}

/**
 * tocsin_tls_trust_release: (skip)
 *
 * The counterpart of tocsin_tls_trust_hold().
 */
void
tocsin_tls_trust_release (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&stores_mutex);

  if (--n_holders == 0)
    set_idle (NULL);
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

/**
 * tocsin_tls_trust_get_key: (skip)
 * @self: a store
 *
 * Returns: (transfer none): equal for stores that believe the same; files that change change it.
 */
const char *
tocsin_tls_trust_get_key (TocsinTlsTrust *self)
{
  return self->key;
}

/**
 * tocsin_tls_trust_has_lists: (skip)
 * @self: a store
 *
 * Returns: whether it has `encryption.crl-file`.
 */
gboolean
tocsin_tls_trust_has_lists (TocsinTlsTrust *self)
{
  return self->n_lists > 0;
}

/**
 * tocsin_tls_trust_has_revoked: (skip)
 * @self: a store
 * @certificate: a certificate
 *
 * Returns: whether a list of `encryption.crl-file` names it.
 */
gboolean
tocsin_tls_trust_has_revoked (TocsinTlsTrust *self, gnutls_x509_crt_t certificate)
{
  return self->n_lists > 0
         && gnutls_x509_crt_check_revocation (certificate, self->lists, (int) self->n_lists) == 1;
}
