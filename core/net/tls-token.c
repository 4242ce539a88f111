/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/settings/secret-reference.h"

#define PIN_VALUE "pin-value="
#define PIN_SOURCE "pin-source="

/**
 * tocsin_tls_token_is_address: (skip)
 * @text: a setting or a secret
 *
 * Returns: whether it leads to a token.
 */
gboolean
tocsin_tls_token_is_address (const char *text)
{
  return g_ascii_strncasecmp (text, TOCSIN_TLS_TOKEN_SCHEME, strlen (TOCSIN_TLS_TOKEN_SCHEME)) == 0;
}

/**
 * tocsin_tls_token_free: (skip)
 * @self: (nullable): a token's address
 */
void
tocsin_tls_token_free (TocsinTlsToken *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->pin, tocsin_secret_unref);
  g_free (self->address);
  g_free (self);
}

static gboolean
refuse (TocsinTlsToken *self, const char *why, const char *hint, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", self->key, why);
  if (error != NULL)
    tocsin_error_set_hint (*error, "%s", hint);

  return FALSE;
}

/* In a setting a PIN would be a secret in clear; in what a secret's reference led to it is not. */
static gboolean
take_value (TocsinTlsToken *self, const char *escaped, gboolean secret, GError **error)
{
  char *pin;

  if (!secret)
    return refuse (
        self, _ ("a PIN is a secret, and a secret is never a setting"),
        _ ("Write pin-source=file:PATH instead of pin-value=…, or keep the whole address "
           "in a file and set encryption.client-key=file:PATH."),
        error);

  pin = g_uri_unescape_string (escaped, NULL);
  if (pin == NULL)
    return refuse (self, _ ("its pin-value can't be read"), _ ("Write %25 for a percent sign."),
                   error);
  g_clear_pointer (&self->pin, tocsin_secret_unref);
  self->pin = tocsin_secret_new_take (pin, -1);

  return TRUE;
}

/* RFC 7512 leaves open what a source is: a path, or any reference to a secret. */
static gboolean
take_source (TocsinTlsToken *self,
             const char *escaped,
             const char *owner,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *source = g_uri_unescape_string (escaped, NULL);
  g_autofree char *reference = NULL;

  if (source == NULL || *source == '\0' || tocsin_tls_token_is_address (source))
    return refuse (self, _ ("its pin-source names no place"), _ ("Write pin-source=file:PATH."),
                   error);

  reference = *source == '/' ? g_strconcat ("file:", source, NULL) : g_steal_pointer (&source);
  g_clear_pointer (&self->pin, tocsin_secret_unref);
  self->pin = tocsin_secret_resolve (reference, owner, "encryption.client-key", cancellable, error);

  return self->pin != NULL;
}

static gboolean
take_attributes (TocsinTlsToken *self,
                 GString *address,
                 const char *text,
                 char separator,
                 gboolean secret,
                 const char *owner,
                 GCancellable *cancellable,
                 GError **error)
{
  const char between[] = { separator, '\0' };
  g_auto (GStrv) attributes = g_strsplit (text, between, -1);
  gsize before = address->len;

  for (guint i = 0; attributes[i] != NULL; i++)
    {
      const char *attribute = attributes[i];

      if (g_str_has_prefix (attribute, PIN_VALUE))
        {
          if (!take_value (self, attribute + strlen (PIN_VALUE), secret, error))
            return FALSE;
        }
      else if (g_str_has_prefix (attribute, PIN_SOURCE))
        {
          if (!take_source (self, attribute + strlen (PIN_SOURCE), owner, cancellable, error))
            return FALSE;
        }
      else
        g_string_append_printf (address, "%s%s", address->len > before ? between : "", attribute);
    }

  return TRUE;
}

static gboolean
read_address (TocsinTlsToken *self,
              const char *text,
              gboolean secret,
              const char *owner,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (GStrv) halves = g_strsplit (text + strlen (TOCSIN_TLS_TOKEN_SCHEME), "?", 2);
  g_autoptr (GString) address = g_string_new (TOCSIN_TLS_TOKEN_SCHEME);
  g_autoptr (GString) query = g_string_new (NULL);

  if (!take_attributes (self, address, halves[0] != NULL ? halves[0] : "", ';', secret, owner,
                        cancellable, error)
      || !take_attributes (self, query, halves[0] != NULL && halves[1] != NULL ? halves[1] : "",
                           '&', secret, owner, cancellable, error))
    return FALSE;
  if (query->len > 0)
    g_string_append_printf (address, "?%s", query->str);

  self->address = g_string_free (g_steal_pointer (&address), FALSE);
  return TRUE;
}

/**
 * tocsin_tls_token_new: (skip)
 * @key: the setting that leads there; static
 * @address: an RFC 7512 address
 * @secret: whether @address is itself a secret, not a setting, and so may hold a PIN
 * @owner: whose settings it stands in
 * @cancellable: (nullable): to give up
 * @error: `config.invalid` or what the PIN's source gave, `secret.*`
 *
 * Takes the PIN out of the address: GnuTLS would read its file without asking who else can.
 *
 * Returns: (transfer full): the place in a token.
 */
TocsinTlsToken *
tocsin_tls_token_new (const char *key,
                      const char *address,
                      gboolean secret,
                      const char *owner,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (TocsinTlsToken) self = g_new0 (TocsinTlsToken, 1);

  self->key = key;
  if (!read_address (self, address, secret, owner, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Asked once, and never for the last try: a token locks itself after a few wrong ones. */
static int
on_pin (void *user_data,
        int attempt,
        const char *token_url,
        const char *token_label,
        unsigned int flags,
        char *pin,
        size_t size)
{
  TocsinTlsToken *self = user_data;

  self->asked = TRUE;
  self->refused = attempt > 0 || (flags & (GNUTLS_PIN_WRONG | GNUTLS_PIN_FINAL_TRY)) != 0;
  if (self->refused || self->pin == NULL || tocsin_secret_get_length (self->pin) >= size)
    return GNUTLS_E_PKCS11_PIN_ERROR;

  memcpy (pin, tocsin_secret_peek (self->pin), tocsin_secret_get_length (self->pin));
  pin[tocsin_secret_get_length (self->pin)] = '\0';
  return 0;
}

/**
 * tocsin_tls_token_load_certificates: (skip)
 * @self: where the certificate is
 * @certificates: (out) (transfer full): it and those of its issuers that the token has
 * @n_certificates: (out): how many
 *
 * Returns: GnuTLS's status
 */
int
tocsin_tls_token_load_certificates (TocsinTlsToken *self,
                                    gnutls_x509_crt_t **certificates,
                                    guint *n_certificates)
{
  return gnutls_x509_crt_list_import_url (certificates, n_certificates, self->address, on_pin, self,
                                          0);
}

/**
 * tocsin_tls_token_load_key: (skip)
 * @self: where the key is; must outlive @key, which may have to log in again
 * @key: a key not yet loaded
 *
 * Returns: GnuTLS's status
 */
int
tocsin_tls_token_load_key (TocsinTlsToken *self, gnutls_privkey_t key)
{
  gnutls_privkey_set_pin_function (key, on_pin, self);

  return gnutls_privkey_import_url (key, self->address, 0);
}

/**
 * tocsin_tls_token_set_error: (skip)
 * @self: where something was to be
 * @status: what GnuTLS said
 * @error: `config.invalid` if trying again might lock the token, else `secret.unavailable`
 */
void
tocsin_tls_token_set_error (TocsinTlsToken *self, int status, GError **error)
{
  if (self->refused)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: the token of %s does not take the PIN"), self->key, self->address);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("It is not tried again, so that the token isn't locked: "
                                          "put the right PIN where pin-source says."));
      return;
    }
  if (self->asked && self->pin == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: the token of %s wants a PIN, and there is nobody to ask"), self->key,
                   self->address);
      if (error != NULL)
        tocsin_error_set_hint (*error,
                               _ ("Add ?pin-source=file:PATH to the address, with the PIN in a "
                                  "file that only you can read."));
      return;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
               _ ("%s: nothing usable is found at %s: %s"), self->key, self->address,
               gnutls_strerror (status));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Is the token plugged in and its module installed? “p11tool "
                                      "--list-tokens” shows what can be seen."));
}
