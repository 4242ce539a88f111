/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/first-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/starttls.h"

/* What stands for TLS itself. */
static const char tls[] = "TLS";

/* The first that fits counts. A file server greets as a mail server does, but for its name. */
static const struct
{
  const char *prefix;
  const char *within; /* nullable: must stand in the first line, too */
  const char *name;
  const char *service; /* as in TocsinEndpointDefaults */
} known[] = {
  { "* OK", NULL, "IMAP", "imap" },
  { "* PREAUTH", NULL, "IMAP", "imap" },
  { "* BYE", NULL, "IMAP", "imap" },
  { "+OK", NULL, "POP3", "pop" },
  { "-ERR", NULL, "POP3", "pop" },
  { "220", "FTP", "FTP", "ftp" },
  { "220", "ftp", "FTP", "ftp" },
  { "220", NULL, "SMTP", "smtp" },
  { "421", NULL, "SMTP", "smtp" },
  { "554", NULL, "SMTP", "smtp" },
  { "200 ", NULL, "NNTP", "nntp" },
  { "201 ", NULL, "NNTP", "nntp" },
  { "HTTP/", NULL, "HTTP", "http" },
  { "<!DOCTYPE", NULL, "HTTP", "http" },
  { "<html", NULL, "HTTP", "http" },
  { "SSH-", NULL, "SSH", "ssh" },
  { "RFB ", NULL, "VNC", "vnc" },
  { "\"IMPLEMENTATION\"", NULL, "ManageSieve", "sieve" },
  /* RFC 8446, section 5.1: an alert, a handshake. */
  { "\x15\x03", NULL, tls, tls },
  { "\x16\x03", NULL, tls, tls },
};

static gboolean
has_within (const char *bytes, gsize length, const char *word)
{
  const char *end = memchr (bytes, '\n', length);

  return memmem (bytes, end != NULL ? (gsize) (end - bytes) : length, word, strlen (word)) != NULL;
}

/**
 * tocsin_first_words_recognise:
 * @bytes: what a server said first
 * @length: how many bytes
 * @service: (out) (optional) (transfer none): its service name
 *
 * Returns: (nullable) (transfer none): what it speaks, for people; %NULL when that is not known.
 */
const char *
tocsin_first_words_recognise (const char *bytes, gsize length, const char **service)
{
  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      gsize size = strlen (known[i].prefix);

      if (length < size || g_ascii_strncasecmp (bytes, known[i].prefix, size) != 0
          || (known[i].within != NULL && !has_within (bytes, length, known[i].within)))
        continue;
      if (service != NULL)
        *service = known[i].service;
      return known[i].name;
    }

  return NULL;
}

/* Anybody on the way can have said what came before TLS that is wanted. */
static void
keep_words (GError *error, gboolean before_tls, const char *bytes, gsize length)
{
  const char *end = memchr (bytes, '\n', length);
  g_autofree char *text =
      g_strchomp (g_strndup (bytes, end != NULL ? (gsize) (end - bytes) : length));
  g_autofree char *labelled = g_strconcat (before_tls ? TOCSIN_STARTTLS_LABEL : "", text, NULL);

  tocsin_error_set_server_text (error, labelled);
}

static void
advise_standard_port (TocsinEndpoint *endpoint, GError *error)
{
  guint16 port = tocsin_endpoint_get_defaults (endpoint)->tls_port;
  g_autofree char *number = g_strdup_printf ("%u", port);

  if (tocsin_endpoint_get_port (endpoint) == port)
    {
      tocsin_error_set_hint (error, _ ("Check address: the port is the usual one."));
      return;
    }
  tocsin_error_set_hint (error,
                         _ ("Check address and port; the usual port is %s, with "
                            "encryption.mode=implicit."),
                         number);
  tocsin_error_add_remedy (error, "port", number);
  tocsin_error_add_remedy (error, "encryption.mode", "implicit");
}

static GError *
error_of_other_protocol (TocsinEndpoint *endpoint, const char *name)
{
  GError *error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
                               _ ("%s is a server for %s, not for what is wanted of it"),
                               tocsin_endpoint_to_string (endpoint), name);

  advise_standard_port (endpoint, error);

  return error;
}

static GError *
error_of_plain_text (TocsinEndpoint *endpoint, gboolean recognised)
{
  GError *error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
                   _ ("%s speaks plain text first, not TLS"), tocsin_endpoint_to_string (endpoint));

  if (!recognised)
    {
      tocsin_error_set_hint (error, _ ("Check address and port; if they are right, set "
                                       "encryption.mode=starttls."));
      return error;
    }
  tocsin_error_set_hint (error, _ ("Set encryption.mode=starttls: this port begins in plain text "
                                   "and turns to TLS then."));
  tocsin_error_add_remedy (error, "encryption.mode", "starttls");

  return error;
}

/**
 * tocsin_first_words_want_tls:
 * @endpoint: where a server waits for TLS while we wait for its greeting
 *
 * Returns: (transfer full): the error that says so, with the settings that put it right.
 */
GError *
tocsin_first_words_want_tls (TocsinEndpoint *endpoint)
{
  GError *error;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);

  error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
                       _ ("%s expects TLS at once, not plain text"),
                       tocsin_endpoint_to_string (endpoint));
  tocsin_error_set_hint (error, _ ("Set encryption.mode=implicit: this port speaks TLS from the "
                                   "first byte."));
  tocsin_error_add_remedy (error, "encryption.mode", "implicit");

  return error;
}

/**
 * tocsin_first_words_explain:
 * @endpoint: where to
 * @spoke_tls: whether we began with TLS, which is what the words are the answer to
 * @bytes: what the server said first
 * @length: how many bytes
 *
 * Looks for what tells that the port and the settings don't fit together.
 *
 * Returns: (transfer full) (nullable): `config.wrong-protocol` or `config.port-security-mismatch`
 *   with the settings that put it right, as far as they can be known; %NULL if the words say
 *   nothing of the kind.
 */
GError *
tocsin_first_words_explain (TocsinEndpoint *endpoint,
                            gboolean spoke_tls,
                            const char *bytes,
                            gsize length)
{
  const char *service = NULL;
  const char *name;
  TocsinEncryption encryption;
  GError *error = NULL;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);

  name = tocsin_first_words_recognise (bytes, length, &service);
  if (service == tls)
    return spoke_tls ? NULL : tocsin_first_words_want_tls (endpoint);
  if (name != NULL && !g_str_equal (service, tocsin_endpoint_get_defaults (endpoint)->service))
    error = error_of_other_protocol (endpoint, name);
  else if (spoke_tls)
    error = error_of_plain_text (endpoint, name != NULL);
  if (error == NULL)
    return NULL;
  encryption = tocsin_endpoint_get_encryption (endpoint);
  keep_words (error,
              spoke_tls || encryption == TOCSIN_ENCRYPTION_STARTTLS
                  || encryption == TOCSIN_ENCRYPTION_OPPORTUNISTIC,
              bytes, length);

  return error;
}
