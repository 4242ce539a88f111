/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/whom.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"

static const char *
read_word (TocsinConnectionSettings *settings, const char *key)
{
  const char *word = tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), key);

  return *word != '\0' ? word : NULL;
}

/* Who signs in by himself into his own mailbox needs nothing of all this. */
static const char *
leave_out_own (const char *mailbox, const char *username, gboolean app_only)
{
  if (mailbox == NULL || app_only || username == NULL)
    return mailbox;

  return g_ascii_strcasecmp (mailbox, username) == 0 ? NULL : mailbox;
}

/**
 * ews_whom_is_app_only:
 * @settings: a connection's
 *
 * Returns: whether the program signs in for itself, and not for a person who has a mailbox.
 */
gboolean
ews_whom_is_app_only (TocsinConnectionSettings *settings)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  const char *method = tocsin_snapshot_get_string (snapshot, "authentication.method");
  const char *grant = tocsin_snapshot_get_string (snapshot, "authentication.oauth2-grant");

  if (!g_str_equal (method, "oauth2")
      && !(g_str_equal (method, "auto")
           && tocsin_snapshot_is_set (snapshot, "authentication.oauth2-grant")))
    return FALSE;
  if (tocsin_connection_settings_has_secret (settings, "authentication.bearer-token"))
    return FALSE;

  return g_str_equal (grant, "client-credentials") || g_str_equal (grant, "service-account");
}

/**
 * ews_whom_read:
 * @settings: a connection's
 * @app_only: whether the program signs in for itself
 *
 * Returns: whose mailbox they mean.
 */
EwsWhom
ews_whom_read (TocsinConnectionSettings *settings, gboolean app_only)
{
  const char *access =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "authentication.access");
  const char *username = read_word (settings, "authentication.username");
  const char *mailbox = read_word (settings, "authentication.mailbox");
  gboolean impersonates =
      g_str_equal (access, "auto") ? app_only : g_str_equal (access, "impersonate");
  EwsWhom self = { 0 };

  if (mailbox == NULL && app_only && username != NULL && strchr (username, '@') != NULL)
    mailbox = username;
  self.mailbox = impersonates ? mailbox : leave_out_own (mailbox, username, app_only);
  self.impersonates = impersonates && self.mailbox != NULL;
  self.anchor = self.mailbox != NULL ? self.mailbox : username;
  if (self.anchor != NULL && strchr (self.anchor, '@') == NULL)
    self.anchor = NULL;

  return self;
}

/**
 * ews_whom_check:
 * @self: whose mailbox
 * @app_only: whether the program signs in for itself
 * @error: `config.invalid` naming the key
 *
 * Returns: whether it can be reached like that.
 */
gboolean
ews_whom_check (const EwsWhom *self, gboolean app_only, GError **error)
{
  if (self->mailbox != NULL && strchr (self->mailbox, '@') == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("authentication.mailbox: “%s” is no mail address; Exchange names mailboxes "
                      "by theirs"),
                   self->mailbox);
      return FALSE;
    }
  if (!app_only || self->mailbox != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("a program that signs in for itself has no mailbox: "
                          "authentication.mailbox must say whose is meant"));
  return FALSE;
}
