/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* RFC 7301: the number of the extension, and how a server's answer begins: the length of a list of
 * one name, and that of the name. */
#define EXTENSION_ALPN 16
#define ANSWER_HEADER 3
/* RFC 5246, section 7.4.1.3: version and random, session id, cipher suite and compression. */
#define HELLO_BEFORE_ID 34
#define HELLO_BEHIND_ID 3

static const char *const *
get_offers (TocsinTls *self)
{
  static const char *const nothing[] = { NULL };
  const char *const *alpn = tocsin_endpoint_get_defaults (self->context->endpoint)->alpn;

  return alpn != NULL ? alpn : nothing;
}

/**
 * tocsin_tls_offer_protocols: (skip)
 * @self: a new session
 *
 * Says which protocols we speak, so that nobody leads us to another service of the same name.
 */
void
tocsin_tls_offer_protocols (TocsinTls *self)
{
  const char *const *alpn = get_offers (self);
  guint n_offers = g_strv_length ((char **) alpn);
  g_autofree gnutls_datum_t *offers = NULL;

  if (n_offers == 0)
    return;

  offers = g_new (gnutls_datum_t, n_offers);
  for (guint i = 0; i < n_offers; i++)
    offers[i] =
        (gnutls_datum_t){ (unsigned char *) (gpointer) alpn[i], (unsigned int) strlen (alpn[i]) };
  gnutls_alpn_set_protocols (self->session, offers, n_offers, 0);
}

static gboolean
is_offered (TocsinTls *self, const char *name, gsize length)
{
  for (const char *const *alpn = get_offers (self); *alpn != NULL; alpn++)
    if (strlen (*alpn) == length && memcmp (*alpn, name, length) == 0)
      return TRUE;

  return FALSE;
}

static int
on_extension (void *user_data, unsigned int type, const unsigned char *data, unsigned int size)
{
  TocsinTls *self = user_data;
  const char *name = (const char *) data + ANSWER_HEADER;
  g_autofree char *shown = NULL;

  if (type != EXTENSION_ALPN)
    return 0;
  if (size > ANSWER_HEADER && is_offered (self, name, size - ANSWER_HEADER))
    return 0;

  shown =
      tocsin_text_escape (name, size > ANSWER_HEADER ? (gssize) (size - ANSWER_HEADER) : 0, 100);
  g_clear_error (&self->refusal);
  self->refusal =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_TLS_HANDSHAKE,
                   _ ("%s chose the protocol “%s”, which it was not offered (ALPN): possibly "
                      "somebody leads us to another service"),
                   tocsin_endpoint_to_string (self->context->endpoint), shown);
  return GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER;
}

/* An old server's hello may have none. */
static gboolean
find_extensions (const gnutls_datum_t *hello, gnutls_datum_t *extensions)
{
  gsize offset = HELLO_BEFORE_ID;

  if (hello->size <= offset)
    return FALSE;
  offset += 1 + hello->data[offset] + HELLO_BEHIND_ID;
  if (hello->size <= offset)
    return FALSE;

  *extensions = (gnutls_datum_t){ hello->data + offset, hello->size - (unsigned int) offset };
  return TRUE;
}

/**
 * tocsin_tls_check_protocol: (skip)
 * @self: a session in its handshake
 * @type: a gnutls_handshake_description_t
 * @message: what the server sent
 *
 * GnuTLS takes a protocol that it did not offer for none. None is fine: many servers know nothing
 * of this.
 *
 * Returns: a negative status to end the handshake
 */
int
tocsin_tls_check_protocol (TocsinTls *self, guint type, const gnutls_datum_t *message)
{
  gnutls_datum_t extensions = *message;

  if (type == GNUTLS_HANDSHAKE_SERVER_HELLO && !find_extensions (message, &extensions))
    return 0;
  if (type != GNUTLS_HANDSHAKE_SERVER_HELLO && type != GNUTLS_HANDSHAKE_ENCRYPTED_EXTENSIONS)
    return 0;

  return gnutls_ext_raw_parse (self, on_extension, &extensions, 0);
}
