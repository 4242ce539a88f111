/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-identity-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* Holds no references: an identity lives as long as a session of its. */
static GMutex identities_mutex;
static GHashTable *identities = NULL;

static void
append_state (GString *key, const char *path)
{
  GStatBuf info;

  if (g_stat (path, &info) == 0)
    g_string_append_printf (key, "%s:%" G_GINT64_FORMAT ".%ld:%" G_GINT64_FORMAT "\n", path,
                            (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                            (gint64) info.st_size);
}

/* A file that was replaced is another identity, as a renewed certificate is. */
static char *
make_key (TocsinSnapshot *settings)
{
  const char *certificate = tocsin_snapshot_get_string (settings, TOCSIN_TLS_IDENTITY_CERTIFICATE);
  const char *reference = tocsin_snapshot_get_string (settings, TOCSIN_TLS_IDENTITY_KEY);
  g_autoptr (GString) key = g_string_new (NULL);

  g_string_append_printf (key, "%s\n%s\n%s\n", tocsin_snapshot_get_id (settings), certificate,
                          reference);
  append_state (key, certificate);
  if (g_str_has_prefix (reference, "file:"))
    append_state (key, reference + strlen ("file:"));

  return g_string_free (g_steal_pointer (&key), FALSE);
}

static TocsinTlsIdentity *
look_up (const char *key)
{
  TocsinTlsIdentity *self = identities != NULL ? g_hash_table_lookup (identities, key) : NULL;

  if (self != NULL)
    self->references++;

  return self;
}

/* Somebody may have been faster: loading is done without the lock, since it may ask a program. */
static TocsinTlsIdentity *
publish (TocsinTlsIdentity *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&identities_mutex);
  TocsinTlsIdentity *other = look_up (self->cache_key);

  if (other != NULL)
    {
      tocsin_tls_identity_free (self);
      return other;
    }

  if (identities == NULL)
    identities = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (identities, self->cache_key, self);
  return self;
}

/**
 * tocsin_tls_identity_get: (skip)
 * @settings: a connection with `encryption.client-certificate`
 * @cancellable: (nullable): to give up
 * @error: `config.invalid` naming the key, or `secret.*`
 *
 * Blocks while a secret is resolved. Thread safe.
 *
 * Returns: (transfer full): the certificate, its issuers and its key.
 */
TocsinTlsIdentity *
tocsin_tls_identity_get (TocsinSnapshot *settings, GCancellable *cancellable, GError **error)
{
  g_autofree char *key = make_key (settings);
  TocsinTlsIdentity *self;

  g_mutex_lock (&identities_mutex);
  self = look_up (key);
  g_mutex_unlock (&identities_mutex);
  if (self != NULL)
    return self;

  self = tocsin_tls_identity_load (settings, cancellable, error);
  if (self == NULL)
    return NULL;

  self->cache_key = g_steal_pointer (&key);
  return publish (self);
}

static void
forget (TocsinTlsIdentity *self)
{
  if (identities != NULL && g_hash_table_lookup (identities, self->cache_key) == self)
    g_hash_table_remove (identities, self->cache_key);
}

/**
 * tocsin_tls_identity_forget: (skip)
 * @self: an identity whose key could not be used
 *
 * A token may have been pulled out: who comes next looks for it again.
 */
void
tocsin_tls_identity_forget (TocsinTlsIdentity *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&identities_mutex);

  forget (self);
}

/**
 * tocsin_tls_identity_unref: (skip)
 * @self: an identity
 *
 * The last one wipes the key.
 */
void
tocsin_tls_identity_unref (TocsinTlsIdentity *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&identities_mutex);

  if (--self->references > 0)
    return;

  forget (self);
  tocsin_tls_identity_free (self);
}

/**
 * tocsin_tls_identity_get_key: (skip)
 * @self: an identity
 *
 * Returns: (transfer none): equal for equal identities; no secret.
 */
const char *
tocsin_tls_identity_get_key (TocsinTlsIdentity *self)
{
  return self->cache_key;
}

/**
 * tocsin_tls_identity_get_subject: (skip)
 * @self: an identity
 *
 * Returns: (transfer none): whom the certificate is for, fit to be shown.
 */
const char *
tocsin_tls_identity_get_subject (TocsinTlsIdentity *self)
{
  return self->subject;
}

/**
 * tocsin_tls_identity_get_end: (skip)
 * @self: an identity
 *
 * Returns: when the certificate runs out, in seconds since 1970.
 */
gint64
tocsin_tls_identity_get_end (TocsinTlsIdentity *self)
{
  return self->end;
}

/**
 * tocsin_tls_identity_show: (skip)
 * @self: an identity
 * @certificates: (out) (transfer none): the chain, its own certificate first
 * @n_certificates: (out): how many
 *
 * Returns: (transfer none): the key
 */
gnutls_privkey_t
tocsin_tls_identity_show (TocsinTlsIdentity *self,
                          gnutls_pcert_st **certificates,
                          guint *n_certificates)
{
  *certificates = self->chain;
  *n_certificates = self->n_chain;

  return self->key;
}
