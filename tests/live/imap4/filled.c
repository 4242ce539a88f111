/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/imap4/filled.h"

#include <string.h>

static void
append_flags (GString *script, const Letter *letter)
{
  static const char *const names[] = { "\\Seen", "\\Answered", "\\Flagged", "\\Deleted",
                                       "\\Draft" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (letter->flags & (1u << i))
      g_string_append_printf (script, "%s ", names[i]);
  for (guint i = 0; i < letter->keywords->len; i++)
    g_string_append_printf (script, "%s ", (char *) g_ptr_array_index (letter->keywords, i));
  if (g_str_has_suffix (script->str, " "))
    g_string_truncate (script, script->len - 1);
}

static void
append_letter (GString *script, const Letter *letter, const char *folder)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (letter->zone * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (letter->received);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *received = g_date_time_format (local, "%d-%b-%Y %H:%M:%S %z");

  g_string_append_printf (script, "a APPEND %s (", folder);
  append_flags (script, letter);
  g_string_append_printf (script, ") \"%s\" {%" G_GSIZE_FORMAT "+}\r\n", received,
                          letter->raw->len);
  g_string_append_len (script, letter->raw->str, (gssize) letter->raw->len);
  g_string_append (script, "\r\n");
}

/* Some servers refuse what is too broken: it is not in the folder then. */
static void
drop_refused (Filled *self, const char *answer, gboolean may_refuse)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\r\n", -1);
  guint index = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_str_has_prefix (lines[i], "a "))
        continue;
      if (g_str_has_prefix (lines[i], "a OK "))
        index++;
      else if (may_refuse)
        mailbox_remove (self->mailbox, index);
      else
        g_error ("%s: letter %u: %s", self->folder, index, lines[i]);
    }
  if (index != self->mailbox->letters->len)
    g_error ("%s was not filled: %s", self->folder, answer);
}

static void
send_letters (Filled *self, MailServer *server, gboolean looked_at, gboolean may_refuse)
{
  g_autoptr (GString) script = g_string_new (NULL);
  g_autofree char *answer = NULL;

  g_string_append_printf (script, "c CREATE %s\r\n", self->folder);
  for (guint i = 0; i < self->mailbox->letters->len; i++)
    append_letter (script, mailbox_get_letter (self->mailbox, i), self->folder);
  if (looked_at)
    g_string_append_printf (script, "s SELECT %s\r\nu UNSELECT\r\n", self->folder);
  g_string_append (script, "l LOGOUT\r\n");

  answer = mail_server_imap (server, "alice", script->str);
  drop_refused (self, answer, may_refuse);
}

/* Cyrus reads no addresses behind one whose bracket is not closed, whatever it is asked for. */
static gboolean
has_unclosed_address (const Letter *letter)
{
  const char *end = strstr (letter->raw->str, "\r\n\r\n");

  for (const char *p = strchr (letter->raw->str, '<'); p != NULL; p = strchr (p + 1, '<'))
    {
      if (end != NULL && p > end)
        break;
      if (p[strcspn (p, ">,\r\n")] == ',')
        return TRUE;
    }

  return FALSE;
}

static void
make_strict (Mailbox *mailbox)
{
  mailbox_munge (mailbox);
  for (guint i = mailbox->letters->len; i-- > 0;)
    if (has_unclosed_address (mailbox_get_letter (mailbox, i)))
      mailbox_remove (mailbox, i);
}

Filled *
filled_new (MailServer *server, Dice *dice, guint number, guint n_letters, gboolean strict)
{
  g_autofree char *folder = g_strdup_printf ("Box%u", number);
  Filled *self =
      filled_take (folder, mailbox_new (dice, n_letters, g_get_real_time () / G_USEC_PER_SEC));
  gboolean looked_at = number % 2 == 0;

  if (strict)
    make_strict (self->mailbox);
  send_letters (self, server, looked_at, strict);
  if (!looked_at)
    mailbox_set_recent (self->mailbox);

  return self;
}
