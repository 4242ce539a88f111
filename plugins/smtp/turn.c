/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/turn.h"

#include <string.h>

static const char *
domain_of (const TocsinRecipient *recipient)
{
  const char *at = strrchr (recipient->address, '@');

  return at != NULL ? at + 1 : "";
}

static guint
find_limit (TocsinEnvelope *envelope, const SmtpExtensions *extensions)
{
  if (tocsin_envelope_get_verp (envelope))
    return 1;

  return extensions->max_recipients > 0 ? MIN (extensions->max_recipients, SMTP_TURN_MAX)
                                        : SMTP_TURN_MAX;
}

/* Whether one more domain is no more than the server takes. */
static gboolean
fits (GHashTable *domains, guint max_domains, const TocsinRecipient *recipient)
{
  g_autofree char *domain = g_utf8_casefold (domain_of (recipient), -1);

  if (max_domains == 0 || g_hash_table_contains (domains, domain))
    return TRUE;
  if (g_hash_table_size (domains) >= max_domains)
    return FALSE;
  g_hash_table_add (domains, g_steal_pointer (&domain));

  return TRUE;
}

/**
 * smtp_turn_choose:
 * @envelope: whose recipients they are
 * @report: what has become of them
 * @extensions: what the server can do, with its limits (RFC 9422)
 * @turn: (element-type guint): where the places of those go whose turn it is
 *
 * Chooses those for one transaction, in order. With VERP each has one of its own.
 *
 * Returns: whether there is anybody left.
 */
gboolean
smtp_turn_choose (TocsinEnvelope *envelope,
                  TocsinSendReport *report,
                  const SmtpExtensions *extensions,
                  GArray *turn)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  guint limit = find_limit (envelope, extensions);
  g_autoptr (GHashTable) domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_array_set_size (turn, 0);
  for (guint i = 0; i < recipients->len && turn->len < limit; i++)
    if (tocsin_send_report_get_result (report, i)->state == TOCSIN_SEND_STATE_UNTRIED
        && fits (domains, extensions->max_domains, g_ptr_array_index (recipients, i)))
      g_array_append_val (turn, i);

  return turn->len > 0;
}
