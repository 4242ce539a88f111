/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-context-private.h"

#include <glib/gi18n-lib.h>

#include <gnutls/x509.h>

#include "core/base/error.h"
#include "core/net/tls-priority.h"
#include "core/settings/connection-settings.h"

#define SHA256_LENGTH 32

G_DEFINE_FINAL_TYPE (TocsinTlsContext, tocsin_tls_context, G_TYPE_OBJECT)

static void
tocsin_tls_context_finalize (GObject *object)
{
  TocsinTlsContext *self = TOCSIN_TLS_CONTEXT (object);

  g_clear_object (&self->endpoint);
  g_clear_pointer (&self->trust, tocsin_tls_trust_unref);
  g_clear_pointer (&self->identity, tocsin_tls_identity_unref);
  g_clear_pointer (&self->pin, g_bytes_unref);
  g_clear_pointer (&self->tickets_key, g_free);

  G_OBJECT_CLASS (tocsin_tls_context_parent_class)->finalize (object);
}

static void
tocsin_tls_context_class_init (TocsinTlsContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_tls_context_finalize;
}

static void
tocsin_tls_context_init (TocsinTlsContext *self)
{
}

static gboolean
read_choice (TocsinSnapshot *settings,
             const char *key,
             const char *const *names,
             gsize n_names,
             int *choice,
             GError **error)
{
  const char *wanted = tocsin_snapshot_get_string (settings, key);
  g_autofree char *all = NULL;

  for (gsize i = 0; i < n_names; i++)
    if (g_str_equal (wanted, names[i]))
      {
        *choice = (int) i;
        return TRUE;
      }

  all = g_strjoinv (", ", (char **) names);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: “%s” is none of %s"), key,
               wanted, all);
  return FALSE;
}

static gboolean
read_checks (TocsinTlsContext *self, TocsinSnapshot *settings, GError **error)
{
  static const char *const verify[] = {
    [TOCSIN_TLS_VERIFY_FULL] = "full",   [TOCSIN_TLS_VERIFY_CHAIN] = "chain",
    [TOCSIN_TLS_VERIFY_PIN] = "pin",     [TOCSIN_TLS_VERIFY_NONE] = "none",
    [TOCSIN_TLS_VERIFY_NONE + 1] = NULL,
  };
  static const char *const revocation[] = {
    [TOCSIN_TLS_REVOCATION_STAPLE] = "staple",
    [TOCSIN_TLS_REVOCATION_REQUIRE_STAPLE] = "require-staple",
    [TOCSIN_TLS_REVOCATION_OFF] = "off",
    [TOCSIN_TLS_REVOCATION_OFF + 1] = NULL,
  };
  int choice = 0;

  if (!read_choice (settings, "encryption.verify", verify, G_N_ELEMENTS (verify) - 1, &choice,
                    error))
    return FALSE;
  self->verify = (TocsinTlsVerify) choice;
  if (!read_choice (settings, "encryption.revocation", revocation, G_N_ELEMENTS (revocation) - 1,
                    &choice, error))
    return FALSE;
  self->revocation = (TocsinTlsRevocation) choice;
  if (self->revocation == TOCSIN_TLS_REVOCATION_OFF)
    self->verify_flags |= GNUTLS_VERIFY_DISABLE_CRL_CHECKS;

  return TRUE;
}

/* AB:CD:… or abcd…, as the tools print it. */
static GBytes *
parse_hex (const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  while (*text != '\0')
    {
      guint8 byte;

      if (*text == ':' || *text == ' ')
        {
          text++;
          continue;
        }
      if (!g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
        return NULL;
      byte = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      g_byte_array_append (bytes, &byte, 1);
      text += 2;
    }

  return bytes->len == SHA256_LENGTH ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static GBytes *
parse_base64 (const char *text)
{
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  bytes = g_base64_decode (text, &length);
  if (length != SHA256_LENGTH)
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static gboolean
read_pin (TocsinTlsContext *self, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "encryption.pinned-certificate");
  const char *digits = text;

  if (self->verify != TOCSIN_TLS_VERIFY_PIN)
    return TRUE;

  self->pin_is_key = g_ascii_strncasecmp (text, "sha256:", strlen ("sha256:")) == 0;
  if (self->pin_is_key)
    digits += strlen ("sha256:");
  self->pin = parse_hex (digits);
  if (self->pin == NULL && self->pin_is_key)
    self->pin = parse_base64 (digits);
  if (self->pin != NULL)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("encryption.pinned-certificate: “%s” is no SHA-256; 64 hexadecimal digits of the "
                  "certificate's, or sha256: and the public key's, are needed with "
                  "encryption.verify=pin"),
               text);
  return FALSE;
}

static gboolean
read_trust (TocsinTlsContext *self, TocsinSnapshot *settings, GError **error)
{
  gboolean authorities =
      self->verify == TOCSIN_TLS_VERIFY_FULL || self->verify == TOCSIN_TLS_VERIFY_CHAIN;

  self->trust = tocsin_tls_trust_get (
      authorities, tocsin_snapshot_get_string (settings, "encryption.ca-file"),
      tocsin_snapshot_get_string (settings, "encryption.crl-file"), error);
  return self->trust != NULL;
}

static gboolean
read_priority (TocsinTlsContext *self, TocsinSnapshot *settings, GError **error)
{
  g_autofree char *priority = NULL;

  priority = tocsin_tls_priority_build (
      tocsin_snapshot_get_strv (settings, "encryption.versions"),
      tocsin_snapshot_get_string (settings, "encryption.level"),
      tocsin_snapshot_get_string (settings, "encryption.priority"), error);
  if (priority == NULL)
    return FALSE;

  self->priority = tocsin_tls_priority_get (priority, error);
  return self->priority != NULL;
}

static gboolean
read_identity (TocsinTlsContext *self,
               TocsinSnapshot *settings,
               GCancellable *cancellable,
               GError **error)
{
  gboolean has_key = tocsin_snapshot_has_secret (settings, "encryption.client-key");

  if (*tocsin_snapshot_get_string (settings, "encryption.client-certificate") != '\0')
    {
      self->identity = tocsin_tls_identity_get (settings, cancellable, error);
      return self->identity != NULL;
    }
  if (!has_key)
    return TRUE;

  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
      _ ("encryption.client-certificate: is empty, but encryption.client-key is set: a key "
         "is of no use without its certificate"));
  return FALSE;
}

/* A ticket skips the server's proof and ours, so it serves only sessions for which everything that
 * was decided by then would be decided alike: settings, the files that they name, and who we are.
 */
static void
make_tickets_key (TocsinTlsContext *self, TocsinSnapshot *settings)
{
  if (!tocsin_snapshot_get_boolean (settings, "encryption.session-resumption"))
    return;

  self->tickets_key = g_strdup_printf (
      "%s\n%s\n%s\n%s", tocsin_endpoint_get_key (self->endpoint),
      tocsin_endpoint_get_server_name (self->endpoint), tocsin_tls_trust_get_key (self->trust),
      self->identity != NULL ? tocsin_tls_identity_get_key (self->identity) : "");
}

/**
 * tocsin_tls_context_new:
 * @endpoint: whose `encryption` settings
 * @cancellable: (nullable): to give up
 * @error: `config.invalid` naming the key, or `secret.*` of `encryption.client-key`
 *
 * Blocks while the secret is resolved. Cheap when another context with equal settings is alive,
 * since they share what is large.
 *
 * Returns: (transfer full): the context.
 */
TocsinTlsContext *
tocsin_tls_context_new (TocsinEndpoint *endpoint, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinTlsContext) self = NULL;
  TocsinSnapshot *settings;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (TOCSIN_TYPE_TLS_CONTEXT, NULL);
  self->endpoint = g_object_ref (endpoint);
  settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (endpoint));

  self->min_strength = tocsin_snapshot_get_uint (settings, "encryption.min-strength");
  self->legacy = g_str_equal (tocsin_snapshot_get_string (settings, "encryption.level"), "legacy")
                 && *tocsin_snapshot_get_string (settings, "encryption.priority") == '\0';
  if (!read_checks (self, settings, error) || !read_pin (self, settings, error)
      || !read_priority (self, settings, error) || !read_trust (self, settings, error)
      || !read_identity (self, settings, cancellable, error))
    return NULL;
  make_tickets_key (self, settings);

  return g_steal_pointer (&self);
}
