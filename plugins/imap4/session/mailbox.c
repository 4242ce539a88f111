/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/mailbox.h"

#include <string.h>

/**
 * imap4_mailbox_clear:
 * @self: what was said
 *
 * Forgets all of it; no folder is selected any more.
 */
void
imap4_mailbox_clear (Imap4Mailbox *self)
{
  g_free (self->folder);
  g_free (self->id);
  g_strfreev (self->flags);
  g_strfreev (self->permanent_flags);
  memset (self, 0, sizeof *self);
}

static void
take_flags (GStrv *flags, const Imap4Response *response)
{
  Imap4Scanner scanner = response->rest;
  g_autoptr (Imap4Value) list = imap4_scanner_take_value (&scanner, NULL);

  if (list == NULL)
    return;
  g_strfreev (*flags);
  *flags = imap4_value_to_strv (list);
}

static void
take_permanent_flags (Imap4Mailbox *self, const char *text)
{
  g_autofree char *words = g_strdup (text != NULL ? text : "");
  gsize length = strlen (words);

  if (length >= 2 && words[0] == '(' && words[length - 1] == ')')
    {
      words[length - 1] = '\0';
      words[0] = ' ';
    }
  g_strfreev (self->permanent_flags);
  self->permanent_flags = g_strsplit (g_strstrip (words), " ", -1);
}

/* "[MAILBOXID (F2212ea87-6097-4256-9d51-71338625)]" */
static void
take_id (Imap4Mailbox *self, const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length <= 2 || text[0] != '(' || text[length - 1] != ')')
    return;
  g_free (self->id);
  self->id = g_strndup (text + 1, length - 2);
}

static void
take_code (Imap4Mailbox *self, const Imap4Response *response)
{
  /* Quirk 22: hMailServer and home.pl send 0, which is as good as nothing. */
  if (imap4_response_has_code (response, "UIDVALIDITY"))
    imap4_response_get_code_number (response, &self->uid_validity);
  else if (imap4_response_has_code (response, "UIDNEXT"))
    imap4_response_get_code_number (response, &self->uid_next);
  else if (imap4_response_has_code (response, "HIGHESTMODSEQ"))
    imap4_response_get_code_number (response, &self->highest_modseq);
  else if (imap4_response_has_code (response, "PERMANENTFLAGS"))
    take_permanent_flags (self, response->code_text);
  else if (imap4_response_has_code (response, "MAILBOXID"))
    take_id (self, response->code_text);
  else if (imap4_response_has_code (response, "READ-ONLY"))
    self->writable = FALSE;
}

/**
 * imap4_mailbox_observe:
 * @self: what was said so far
 * @response: any response
 */
void
imap4_mailbox_observe (Imap4Mailbox *self, const Imap4Response *response)
{
  if (response->code != NULL)
    take_code (self, response);
  else if (imap4_response_is (response, "EXISTS"))
    self->exists = response->number;
  else if (imap4_response_is (response, "EXPUNGE") && self->exists > 0)
    self->exists--;
  else if (imap4_response_is (response, "FLAGS"))
    take_flags (&self->flags, response);
}

static gboolean
contains (const char *const *flags, const char *flag)
{
  for (guint i = 0; flags[i] != NULL; i++)
    if (g_ascii_strcasecmp (flags[i], flag) == 0)
      return TRUE;

  return FALSE;
}

/**
 * imap4_mailbox_keeps_flag:
 * @self: a selected mailbox
 * @flag: a flag or a keyword
 *
 * Returns: whether it stays set when the session ends.
 */
gboolean
imap4_mailbox_keeps_flag (const Imap4Mailbox *self, const char *flag)
{
  /* Quirk 34: without PERMANENTFLAGS the FLAGS stay; an empty PERMANENTFLAGS means that none do. */
  const char *const *kept =
      (const char *const *) (self->permanent_flags != NULL ? self->permanent_flags : self->flags);

  if (kept == NULL)
    return TRUE;
  if (contains (kept, flag))
    return TRUE;

  /* Either the server lets us make keywords, or it never said what it keeps. */
  return *flag != '\\' && (contains (kept, "\\*") || self->permanent_flags == NULL);
}
