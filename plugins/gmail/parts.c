/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/gmail/parts.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *protocol;
  const char *scheme;
  const char *host;
  guint port;
} parts[] = {
  [GMAIL_PART_MAIL] = { "imap4", "imaps", "imap.gmail.com", 993 },
  [GMAIL_PART_SENDING] = { "smtp", "smtps", "smtp.gmail.com", 465 },
};

static gboolean
refuse_endpoint (const char *word, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (word, -1, 100);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("endpoint: “%s” is no address of a mail service over TLS, or one too many"),
               shown);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("write imaps://HOST:PORT for mail, smtps://HOST:PORT for "
                                      "sending, or both with a blank between them"));

  return FALSE;
}

/* Nothing but a scheme of ours, a host and perhaps a port. */
static gboolean
parse_address (const char *word, GmailPart *part, char **host, guint *port, GError **error)
{
  int number = -1;
  g_autofree char *scheme = NULL;
  g_autofree char *user = NULL;
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  g_autofree char *fragment = NULL;
  g_autofree char *name = NULL;

  if (!g_uri_split (word, G_URI_FLAGS_NONE, &scheme, &user, &name, &number, &path, &query,
                    &fragment, NULL)
      || scheme == NULL || name == NULL || *name == '\0' || user != NULL || query != NULL
      || fragment != NULL || (*path != '\0' && !g_str_equal (path, "/")))
    return refuse_endpoint (word, error);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_ascii_strcasecmp (scheme, parts[i].scheme) == 0)
      {
        *part = (GmailPart) i;
        *host = g_steal_pointer (&name);
        *port = number > 0 ? (guint) number : parts[i].port;
        return TRUE;
      }

  return refuse_endpoint (word, error);
}

static gboolean
find_address (TocsinSnapshot *account, GmailPart part, char **host, guint *port, GError **error)
{
  g_auto (GStrv) words =
      g_strsplit_set (tocsin_snapshot_get_string (account, "endpoint"), " \t", -1);
  gboolean is_named = FALSE;

  *host = g_strdup (parts[part].host);
  *port = parts[part].port;
  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *found = NULL;
      GmailPart which = part;
      guint number = 0;

      if (**word == '\0')
        continue;
      if (!parse_address (*word, &which, &found, &number, error))
        return FALSE;
      if (which != part)
        continue;
      if (is_named)
        return refuse_endpoint (*word, error);
      is_named = TRUE;
      g_free (*host);
      *host = g_steal_pointer (&found);
      *port = number;
    }

  return TRUE;
}

static gboolean
is_service_account (TocsinSnapshot *account)
{
  return g_str_equal (tocsin_snapshot_get_string (account, "authentication.oauth2-grant"),
                      "service-account");
}

/* A service account acts as the user whose mailbox it is: that is the name to sign in with. Google
 * has no other way into another's mailbox. */
static gboolean
find_user (TocsinSnapshot *account, const char **user, GError **error)
{
  const char *mailbox = tocsin_snapshot_get_string (account, "authentication.mailbox");

  *user = tocsin_snapshot_get_string (account, "authentication.username");
  if (*mailbox == '\0')
    return TRUE;
  if (is_service_account (account))
    {
      *user = mailbox;
      return TRUE;
    }
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("authentication.mailbox: Google lets a service account into the "
                          "mailboxes of others, and nobody else"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("make a connection for that mailbox that signs in as its "
                                      "owner, or set authentication.oauth2-grant to "
                                      "service-account"));

  return FALSE;
}

/**
 * gmail_part_settings:
 * @account: settings of a Google account
 * @part: what is to be reached
 * @error: %TOCSIN_ERROR_CONFIG_INVALID or %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED
 *
 * Always TLS from the first byte, at Google's servers unless `endpoint` names others (`imaps://…
 * smtps://…`), with Google's tokens unless another issuer is set.
 *
 * Returns: (transfer full): settings of a connection of the protocol that @part speaks.
 */
TocsinConnectionSettings *
gmail_part_settings (TocsinConnectionSettings *account, GmailPart part, GError **error)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (account);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  g_autofree char *host = NULL;
  g_autofree char *address = NULL;
  g_autofree char *port_set = NULL;
  g_autofree char *user_set = NULL;
  const char *user;
  guint port = 0;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (account), NULL);

  if (!find_address (snapshot, part, &host, &port, error) || !find_user (snapshot, &user, error))
    return NULL;
  address = g_strconcat ("address=", host, NULL);
  port_set = g_strdup_printf ("port=%u", port);
  user_set = g_strconcat ("authentication.username=", user, NULL);
  g_strv_builder_add_many (builder, address, port_set, user_set,
                           "authentication.mailbox=", "endpoint=", "encryption.mode=implicit",
                           NULL);
  if (!tocsin_snapshot_is_set (snapshot, "authentication.oauth2-provider"))
    g_strv_builder_add (builder, "authentication.oauth2-provider=google");
  assignments = g_strv_builder_end (builder);

  return tocsin_connection_settings_new_from_part (snapshot, parts[part].protocol,
                                                   (const char *const *) assignments, error);
}
