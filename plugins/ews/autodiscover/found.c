/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/autodiscover/found-private.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of a server's words that are shown. */
#define MAX_SHOWN 300

/**
 * ews_found_new: (skip)
 *
 * Returns: (transfer full): settings that say nothing yet.
 */
EwsFound *
ews_found_new (void)
{
  EwsFound *self = g_new0 (EwsFound, 1);

  self->urls = g_new0 (char *, EWS_AUTODISCOVER_MAX_URLS + 1);

  return self;
}

/**
 * ews_found_free:
 * @self: (transfer full): an answer
 */
void
ews_found_free (EwsFound *self)
{
  g_strfreev (self->urls);
  g_free (self->mailbox);
  g_free (self->redirect);
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

/**
 * ews_found_add_url: (skip)
 * @self: an answer being read
 * @url: (nullable): one more address of the service; what is empty or known is left out
 */
void
ews_found_add_url (EwsFound *self, const char *url)
{
  g_autofree char *stripped = g_strstrip (g_strdup (url != NULL ? url : ""));
  guint n = g_strv_length (self->urls);

  if (*stripped == '\0' || n == EWS_AUTODISCOVER_MAX_URLS
      || g_strv_contains ((const char *const *) self->urls, stripped))
    return;
  self->urls[n] = g_steal_pointer (&stripped);
}

/**
 * ews_found_redirect: (skip)
 * @self: an answer being read
 * @kind: to a URL or to an address
 * @redirect: (nullable): which; without one it is a refusal
 */
void
ews_found_redirect (EwsFound *self, EwsFoundKind kind, const char *redirect)
{
  self->redirect = g_strstrip (g_strdup (redirect != NULL ? redirect : ""));
  self->kind = *self->redirect != '\0' ? kind : EWS_FOUND_REFUSAL;
}

/**
 * ews_found_refuse: (skip)
 * @self: an answer being read
 * @code: (nullable): the server's code
 * @text: (nullable): its words
 */
void
ews_found_refuse (EwsFound *self, const char *code, const char *text)
{
  self->kind = EWS_FOUND_REFUSAL;
  self->code = g_strstrip (g_strdup (code != NULL ? code : ""));
  self->text = g_strstrip (g_strdup (text != NULL ? text : ""));
}

static int
code_of (const char *code)
{
  /* [MS-OXDSCLI], section 2.2.4.1.1.1.1, and [MS-OXWSADISC], section 2.2.4.2. */
  static const char *const missing[] = {
    "500", "602", "InvalidUser", "UserNotFound", "MailboxNotFound", "InvalidDomain", NULL
  };
  static const char *const busy[] = { "603", "ServerBusy", "InternalServerError", NULL };

  if (g_strv_contains (missing, code))
    return TOCSIN_ERROR_MAILBOX_MISSING;

  return g_strv_contains (busy, code) ? TOCSIN_ERROR_SERVER_BUSY : TOCSIN_ERROR_SERVICE_FAULT;
}

/**
 * ews_found_check:
 * @self: an answer
 * @address: whose mailbox was asked for
 * @error: `mailbox.missing`, `server.busy` or `ews.fault`, with the server's code
 *
 * Returns: whether it is no refusal.
 */
gboolean
ews_found_check (const EwsFound *self, const char *address, GError **error)
{
  const char *code = self->code != NULL ? self->code : "";
  g_autofree char *words = NULL;
  GError *problem;

  if (self->kind != EWS_FOUND_REFUSAL)
    return TRUE;
  words = tocsin_text_escape (self->text != NULL && *self->text != '\0' ? self->text : code, -1,
                              MAX_SHOWN);
  problem = g_error_new (TOCSIN_ERROR, code_of (code),
                         _ ("Autodiscover knows no service for %s: %s"), address, words);
  tocsin_error_set_response_code (problem, code);
  if (self->text != NULL && *self->text != '\0')
    tocsin_error_set_server_text (problem, self->text);
  g_propagate_error (error, problem);

  return FALSE;
}
