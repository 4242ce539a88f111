/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-sieve.h"

struct _TocsinOfflineSieve
{
  TocsinQuery *query;
  GTimeZone *zone;
};

/* From when ages count, only whoever asked knows. */
static gboolean
depends_on_now (const TocsinQueryNode *node)
{
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    return tocsin_query_node_get_field (node) == TOCSIN_QUERY_FIELD_NEWER
           || tocsin_query_node_get_field (node) == TOCSIN_QUERY_FIELD_OLDER;
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (depends_on_now (tocsin_query_node_get_child (node, i)))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_offline_sieve_new: (skip)
 * @query: (nullable): what is looked for
 *
 * Returns: (transfer full) (nullable): a sieve for it; %NULL where everything has to be looked at.
 */
TocsinOfflineSieve *
tocsin_offline_sieve_new (TocsinQuery *query)
{
  TocsinOfflineSieve *self;

  if (query == NULL || depends_on_now (tocsin_query_get_root (query)))
    return NULL;

  self = g_new0 (TocsinOfflineSieve, 1);
  self->query = tocsin_query_ref (query);
  self->zone = g_time_zone_new_local ();

  return self;
}

/**
 * tocsin_offline_sieve_free: (skip)
 * @self: (transfer full): a sieve
 */
void
tocsin_offline_sieve_free (TocsinOfflineSieve *self)
{
  tocsin_query_unref (self->query);
  g_time_zone_unref (self->zone);
  g_free (self);
}

/**
 * tocsin_offline_sieve_may_match: (skip)
 * @self: (nullable): a sieve
 * @entry: a message
 *
 * Returns: %FALSE only if it surely does not match, whatever is in it.
 */
gboolean
tocsin_offline_sieve_may_match (const TocsinOfflineSieve *self, const TocsinMaildirEntry *entry)
{
  g_autoptr (TocsinMessage) message = NULL;
  TocsinMessageLayers needs;

  if (self == NULL)
    return TRUE;

  message = tocsin_message_new ();
  tocsin_message_set_flags (message, entry->flags, (const char *const *) entry->keywords);
  tocsin_message_set_received (message, entry->received);

  return tocsin_query_match (self->query, message, 0, self->zone, &needs)
         != TOCSIN_QUERY_VERDICT_NO;
}
