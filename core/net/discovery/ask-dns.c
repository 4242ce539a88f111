/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/ask-dns.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "core/base/error.h"
#include "core/net/discovery/ask-web.h"
#include "core/net/discovery/preset.h"
#include "core/net/discovery/srv.h"

/* How long one answer may take: a name server may need two tries. */
#define SECONDS 8

/* Whose documents are asked for besides the domain's own: those of so many mail hosts' domains. */
#define MAX_MX_DOMAINS 2

static void
take_preset (const TocsinPreset *preset,
             const TocsinDnsRecord *record,
             TocsinQuestionTask *task,
             TocsinAnswer *answer)
{
  g_autoptr (GPtrArray) candidates = tocsin_preset_make_candidates (preset, task->subject->who);

  tocsin_answer_note (answer, _ ("%s takes the domain's mail: %s"), record->target, preset->name);
  while (candidates->len > 0)
    {
      TocsinCandidate *candidate = g_ptr_array_steal_index (candidates, 0);
      const TocsinService *service =
          tocsin_service_find (task->subject->services, candidate->protocol);

      if (service == NULL)
        {
          tocsin_candidate_free (candidate);
          continue;
        }
      candidate->rank = service->rank;
      tocsin_candidate_add_origin (candidate, "MX %s", record->target);
      tocsin_answer_add (answer, candidate);
    }
}

/* The mail hosts' own domains may publish what this one does not. They take its mail anyway, so
 * they learn nothing new. */
static void
ask_mail_hosts (TocsinInquiry *inquiry, TocsinQuestionTask *task, GPtrArray *records)
{
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len && g_hash_table_size (asked) < MAX_MX_DOMAINS; i++)
    {
      const TocsinDnsRecord *record = records->pdata[i];
      const char *domain = soup_tld_get_base_domain (record->target, NULL);

      if (domain != NULL && !g_str_equal (domain, task->subject->who->domain)
          && g_hash_table_add (asked, (gpointer) domain))
        tocsin_ask_documents (inquiry, task->subject, domain, FALSE);
    }
}

static void
look_up_mx (TocsinInquiry *inquiry,
            TocsinAnswer *answer,
            gint64 deadline,
            GCancellable *cancellable,
            gpointer user_data)
{
  TocsinQuestionTask *task = user_data;
  g_autoptr (GPtrArray) records = tocsin_dns_look_up (TOCSIN_DNS_MX, task->place, &answer->error);

  if (records == NULL)
    return;
  for (guint i = 0; i < records->len; i++)
    {
      const TocsinDnsRecord *record = records->pdata[i];
      const TocsinPreset *preset = tocsin_preset_find_mx (task->subject->presets, record->target);

      if (preset != NULL)
        {
          take_preset (preset, record, task, answer);
          return;
        }
    }
  ask_mail_hosts (inquiry, task, records);
}

/**
 * tocsin_ask_mx: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks who takes the domain's mail: a provider that is known, or one whose own domain may publish
 * how to get at it.
 */
void
tocsin_ask_mx (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  const char *domain = subject->who->domain;

  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_PRESET, "MX %s", domain), SECONDS,
                      look_up_mx, tocsin_question_task_new (subject, NULL, g_strdup (domain)),
                      tocsin_question_task_free);
}

static void
look_up_srv (TocsinInquiry *inquiry,
             TocsinAnswer *answer,
             gint64 deadline,
             GCancellable *cancellable,
             gpointer user_data)
{
  TocsinQuestionTask *task = user_data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GPtrArray) records = tocsin_dns_look_up (TOCSIN_DNS_SRV, task->place, &problem);

  if (records != NULL)
    tocsin_srv_take (records, task->service, task->encryption, task->subject->who, answer);
  else if (!g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_DNS_NOT_FOUND))
    answer->error = g_steal_pointer (&problem);
}

static void
ask_one_srv (TocsinInquiry *inquiry,
             TocsinSubject *subject,
             const TocsinService *service,
             const char *label,
             TocsinEncryption encryption)
{
  TocsinQuestionTask *task;

  if (label == NULL)
    return;
  task = tocsin_question_task_new (subject, service, tocsin_srv_make_name (label, subject->who));
  task->encryption = encryption;
  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "SRV %s", task->place),
                      SECONDS, look_up_srv, task, tocsin_question_task_free);
}

/**
 * tocsin_ask_srv: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks the domain's name server for its mail services (RFC 6186, RFC 8314).
 */
void
tocsin_ask_srv (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  for (guint i = 0; i < subject->services->len; i++)
    {
      const TocsinService *service = subject->services->pdata[i];

      ask_one_srv (inquiry, subject, service, service->srv_implicit, TOCSIN_ENCRYPTION_IMPLICIT);
      ask_one_srv (inquiry, subject, service, service->srv_starttls, TOCSIN_ENCRYPTION_STARTTLS);
    }
}
