/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/dns.h"

#include <arpa/nameser.h>
#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#include "core/base/error.h"

/* Of a set of records so many are looked at. */
#define MAX_RECORDS 20
#define MAX_ANSWER 65535

/* Seconds that a server may take for its first answer, and how often each is asked; so a thread
 * that nobody waits for any more ends soon. */
#define RETRY_SECONDS 3
#define TRIES 2

/**
 * tocsin_dns_record_free:
 * @self: (transfer full): a record
 */
void
tocsin_dns_record_free (TocsinDnsRecord *self)
{
  g_free (self->target);
  g_free (self);
}

/* RFC 2782 has equals chosen by chance, by their weights. What is chosen here is stored and kept,
 * so it is always the same. */
static int
compare_records (gconstpointer a, gconstpointer b)
{
  const TocsinDnsRecord *one = *(const TocsinDnsRecord *const *) a;
  const TocsinDnsRecord *other = *(const TocsinDnsRecord *const *) b;

  if (one->priority != other->priority)
    return one->priority < other->priority ? -1 : 1;
  if (one->weight != other->weight)
    return one->weight > other->weight ? -1 : 1;

  return strcmp (one->target, other->target);
}

static gboolean
read_target (ns_msg *message, const guint8 *from, TocsinDnsRecord *record)
{
  char name[NS_MAXDNAME];
  g_autofree char *lower = NULL;

  if (ns_name_uncompress (ns_msg_base (*message), ns_msg_end (*message), from, name, sizeof name)
      < 0)
    return FALSE;
  lower = g_ascii_strdown (name, -1);
  if (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';
  record->target = g_steal_pointer (&lower);

  return TRUE;
}

static TocsinDnsRecord *
read_record (TocsinDnsType type, ns_msg *message, ns_rr *rr)
{
  const guint8 *data = ns_rr_rdata (*rr);
  gsize fixed = type == TOCSIN_DNS_MX ? 2 : 6;
  TocsinDnsRecord *record;

  if (ns_rr_rdlen (*rr) <= fixed)
    return NULL;
  record = g_new0 (TocsinDnsRecord, 1);
  record->priority = (guint16) ns_get16 (data);
  if (type == TOCSIN_DNS_SRV)
    {
      record->weight = (guint16) ns_get16 (data + 2);
      record->port = (guint16) ns_get16 (data + 4);
    }
  if (!read_target (message, data + fixed, record))
    g_clear_pointer (&record, tocsin_dns_record_free);

  return record;
}

/**
 * tocsin_dns_parse: (skip)
 * @type: the records wanted
 * @answer: a name server's whole answer
 * @length: its length
 * @error: `protocol.parse`
 *
 * Returns: (transfer full) (element-type TocsinDnsRecord): the records, the one to be tried first
 *   in front; what can't be one is left out.
 */
GPtrArray *
tocsin_dns_parse (TocsinDnsType type, const guint8 *answer, gsize length, GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_dns_record_free);
  ns_type wanted = type == TOCSIN_DNS_MX ? ns_t_mx : ns_t_srv;
  ns_msg message;
  ns_rr rr;

  if (length > MAX_ANSWER || ns_initparse (answer, (int) length, &message) != 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the name server's answer can't be read"));
      return NULL;
    }

  for (int i = 0; i < ns_msg_count (message, ns_s_an) && records->len < MAX_RECORDS; i++)
    {
      TocsinDnsRecord *record;

      if (ns_parserr (&message, ns_s_an, i, &rr) != 0)
        break;
      if (ns_rr_type (rr) != wanted || ns_rr_class (rr) != ns_c_in)
        continue;
      record = read_record (type, &message, &rr);
      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  g_ptr_array_sort (records, compare_records);

  return g_steal_pointer (&records);
}

static GPtrArray *
fail (const char *name, int reason, GError **error)
{
  if (reason == NO_DATA)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_dns_record_free);

  g_set_error (error, TOCSIN_ERROR,
               reason == HOST_NOT_FOUND ? TOCSIN_ERROR_DNS_NOT_FOUND : TOCSIN_ERROR_DNS_TEMPORARY,
               _ ("Can't look up “%s”: %s"), name, hstrerror (reason));
  return NULL;
}

/**
 * tocsin_dns_look_up:
 * @type: the records wanted
 * @name: a full name in ASCII
 * @error: `dns.not-found` when there is no such name, `dns.temporary`, `protocol.parse`
 *
 * Asks the system's name servers, in their own time: for a thread that others don't wait for.
 *
 * Returns: (transfer full) (element-type TocsinDnsRecord): the records, the one to be tried first
 *   in front; none when the name has none of that type.
 */
GPtrArray *
tocsin_dns_look_up (TocsinDnsType type, const char *name, GError **error)
{
  g_autofree guint8 *answer = g_malloc (MAX_ANSWER);
  struct __res_state state;
  GPtrArray *records;
  int length;

  memset (&state, 0, sizeof state);
  if (res_ninit (&state) != 0)
    return fail (name, TRY_AGAIN, error);
  state.retrans = RETRY_SECONDS;
  state.retry = TRIES;

  length = res_nquery (&state, name, ns_c_in, type == TOCSIN_DNS_MX ? ns_t_mx : ns_t_srv, answer,
                       MAX_ANSWER);
  records = length < 0 ? fail (name, state.res_h_errno, error)
                       : tocsin_dns_parse (type, answer, (gsize) length, error);
  res_nclose (&state);

  return records;
}
