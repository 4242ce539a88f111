/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/sources.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/discovery/autoconfig.h"
#include "core/net/discovery/autodiscover.h"
#include "core/net/discovery/guess.h"
#include "core/net/discovery/preset.h"
#include "core/net/discovery/srv.h"
#include "core/net/discovery/web.h"

/* Seconds for one question: a name server may need two tries. */
#define DNS_SECONDS 8
#define WEB_SECONDS 10
#define GUESS_SECONDS 6

/* Whose documents are asked for besides the domain's own: those of so many mail hosts' domains. */
#define MAX_MX_DOMAINS 2

/* The database that mail programs share. It is told the domain, so it is only asked on request. */
#define DATABASE "https://autoconfig.thunderbird.net/v1.1/"

/* What one thread needs to know. */
typedef struct
{
  TocsinSubject *subject;
  const TocsinService *service;
  TocsinEncryption encryption;
  char *place; /* a name or an address */
} Task;

static Task *
task_new (TocsinSubject *subject, const TocsinService *service, char *place)
{
  Task *self = g_new0 (Task, 1);

  g_atomic_ref_count_inc (&subject->references);
  self->subject = subject;
  self->service = service;
  self->place = place;

  return self;
}

static void
task_free (gpointer data)
{
  Task *self = data;

  tocsin_subject_unref (self->subject);
  g_free (self->place);
  g_free (self);
}

/**
 * tocsin_subject_new: (skip)
 * @who: whose mailbox
 * @services: (element-type TocsinService): the protocols to look for
 * @presets: (element-type TocsinPreset): the providers that are known
 *
 * Returns: (transfer full): all that, for several threads.
 */
TocsinSubject *
tocsin_subject_new (const TocsinMailAddress *who, GPtrArray *services, GPtrArray *presets)
{
  TocsinSubject *self = g_new0 (TocsinSubject, 1);

  g_atomic_ref_count_init (&self->references);
  self->who = g_new0 (TocsinMailAddress, 1);
  self->who->full = g_strdup (who->full);
  self->who->local = g_strdup (who->local);
  self->who->domain = g_strdup (who->domain);
  self->services = g_ptr_array_ref (services);
  self->presets = g_ptr_array_ref (presets);

  return self;
}

/**
 * tocsin_subject_unref: (skip)
 * @self: (transfer full): a subject
 */
void
tocsin_subject_unref (TocsinSubject *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  tocsin_mail_address_free (self->who);
  g_ptr_array_unref (self->services);
  g_ptr_array_unref (self->presets);
  g_free (self);
}

static void
get_document (TocsinInquiry *inquiry,
              TocsinAnswer *answer,
              gint64 deadline,
              GCancellable *cancellable,
              gpointer user_data)
{
  Task *task = user_data;
  g_autoptr (GBytes) document =
      tocsin_web_get (answer, task->place, deadline, cancellable, &answer->error);

  if (document != NULL)
    tocsin_autoconfig_parse (document, task->subject->who, task->subject->services, answer,
                             &answer->error);
}

static void
ask_for_document (TocsinInquiry *inquiry, TocsinSubject *subject, char *url, gboolean is_vouched)
{
  TocsinAnswer *answer = tocsin_answer_new (TOCSIN_SOURCE_AUTOCONFIG, "%s", url);

  answer->is_vouched = is_vouched;
  tocsin_inquiry_ask (inquiry, answer, WEB_SECONDS, get_document, task_new (subject, NULL, url),
                      task_free);
}

static void
ask_domain_for_documents (TocsinInquiry *inquiry,
                          TocsinSubject *subject,
                          const char *domain,
                          gboolean is_vouched)
{
  g_autofree char *address = g_uri_escape_string (subject->who->full, NULL, FALSE);

  ask_for_document (inquiry, subject,
                    g_strdup_printf ("https://autoconfig.%s/mail/config-v1.1.xml?emailaddress=%s",
                                     domain, address),
                    is_vouched);
  ask_for_document (
      inquiry, subject,
      g_strdup_printf ("https://%s/.well-known/autoconfig/mail/config-v1.1.xml", domain),
      is_vouched);
}

/**
 * tocsin_sources_ask_autoconfig: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks the domain for the document that Thunderbird began, at its two places, over HTTPS alone.
 */
void
tocsin_sources_ask_autoconfig (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  ask_domain_for_documents (inquiry, subject, subject->who->domain, TRUE);
}

/**
 * tocsin_sources_ask_database: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks a database that others keep, which learns the domain by it.
 */
void
tocsin_sources_ask_database (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  ask_for_document (inquiry, subject, g_strconcat (DATABASE, subject->who->domain, NULL), TRUE);
}

static void
take_preset (const TocsinPreset *preset,
             const TocsinDnsRecord *record,
             Task *task,
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
ask_mail_hosts (TocsinInquiry *inquiry, Task *task, GPtrArray *records)
{
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len && g_hash_table_size (asked) < MAX_MX_DOMAINS; i++)
    {
      const TocsinDnsRecord *record = records->pdata[i];
      const char *domain = soup_tld_get_base_domain (record->target, NULL);

      if (domain != NULL && !g_str_equal (domain, task->subject->who->domain)
          && g_hash_table_add (asked, (gpointer) domain))
        ask_domain_for_documents (inquiry, task->subject, domain, FALSE);
    }
}

static void
look_up_mx (TocsinInquiry *inquiry,
            TocsinAnswer *answer,
            gint64 deadline,
            GCancellable *cancellable,
            gpointer user_data)
{
  Task *task = user_data;
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
 * tocsin_sources_ask_mx: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks who takes the domain's mail: a provider that is known, or one whose own domain may publish
 * how to get at it.
 */
void
tocsin_sources_ask_mx (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  const char *domain = subject->who->domain;

  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_PRESET, "MX %s", domain),
                      DNS_SECONDS, look_up_mx, task_new (subject, NULL, g_strdup (domain)),
                      task_free);
}

static void
look_up_srv (TocsinInquiry *inquiry,
             TocsinAnswer *answer,
             gint64 deadline,
             GCancellable *cancellable,
             gpointer user_data)
{
  Task *task = user_data;
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
  Task *task;

  if (label == NULL)
    return;
  task = task_new (subject, service, tocsin_srv_make_name (label, subject->who));
  task->encryption = encryption;
  tocsin_inquiry_ask (inquiry, tocsin_answer_new (TOCSIN_SOURCE_SRV, "SRV %s", task->place),
                      DNS_SECONDS, look_up_srv, task, task_free);
}

/**
 * tocsin_sources_ask_srv: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks the domain's name server for its mail services (RFC 6186, RFC 8314).
 */
void
tocsin_sources_ask_srv (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  for (guint i = 0; i < subject->services->len; i++)
    {
      const TocsinService *service = subject->services->pdata[i];

      ask_one_srv (inquiry, subject, service, service->srv_implicit, TOCSIN_ENCRYPTION_IMPLICIT);
      ask_one_srv (inquiry, subject, service, service->srv_starttls, TOCSIN_ENCRYPTION_STARTTLS);
    }
}

static void
get_url (TocsinInquiry *inquiry,
         TocsinAnswer *answer,
         gint64 deadline,
         GCancellable *cancellable,
         gpointer user_data)
{
  Task *task = user_data;
  g_autoptr (GBytes) document =
      tocsin_web_get (answer, task->place, deadline, cancellable, &answer->error);

  if (document != NULL)
    tocsin_autodiscover_parse_json (document, task->subject->who, task->subject->services, answer,
                                    &answer->error);
}

static void
post_question (TocsinInquiry *inquiry,
               TocsinAnswer *answer,
               gint64 deadline,
               GCancellable *cancellable,
               gpointer user_data)
{
  Task *task = user_data;
  g_autofree char *question = tocsin_autodiscover_make_request (task->subject->who);
  g_autoptr (GBytes) document = tocsin_web_post (answer, task->place, "text/xml; charset=utf-8",
                                                 question, deadline, cancellable, &answer->error);

  if (document != NULL)
    tocsin_autodiscover_parse_xml (document, task->subject->who, task->subject->services, answer,
                                   &answer->error);
}

static void
ask_autodiscover (TocsinInquiry *inquiry, TocsinSubject *subject, TocsinAskFunc ask, char *url)
{
  TocsinAnswer *answer = tocsin_answer_new (TOCSIN_SOURCE_AUTODISCOVER, "%s", url);

  answer->is_vouched = TRUE;
  tocsin_inquiry_ask (inquiry, answer, WEB_SECONDS, ask, task_new (subject, NULL, url), task_free);
}

static void
ask_autodiscover_host (TocsinInquiry *inquiry, TocsinSubject *subject, const char *host)
{
  g_autofree char *address = g_uri_escape_string (subject->who->full, NULL, FALSE);

  for (guint i = 0; i < subject->services->len; i++)
    {
      const TocsinService *service = subject->services->pdata[i];

      if (service->autodiscover != NULL)
        ask_autodiscover (
            inquiry, subject, get_url,
            g_strdup_printf ("https://%s/autodiscover/autodiscover.json?Email=%s&Protocol=%s", host,
                             address, service->autodiscover));
    }
  ask_autodiscover (inquiry, subject, post_question,
                    g_strdup_printf ("https://%s/autodiscover/autodiscover.xml", host));
}

/**
 * tocsin_sources_ask_autodiscover: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks the domain's Autodiscover service in its short form and in XML, over HTTPS alone and without
 * a sign-in.
 */
void
tocsin_sources_ask_autodiscover (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  g_autofree char *host = g_strconcat ("autodiscover.", subject->who->domain, NULL);

  ask_autodiscover_host (inquiry, subject, host);
  ask_autodiscover_host (inquiry, subject, subject->who->domain);
}

static void
try_place (TocsinInquiry *inquiry,
           TocsinAnswer *answer,
           gint64 deadline,
           GCancellable *cancellable,
           gpointer user_data)
{
  Task *task = user_data;

  tocsin_guess_try (task->service, task->place, task->subject->who, answer, GUESS_SECONDS,
                    cancellable);
}

/**
 * tocsin_sources_guess: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Tries the usual names within the domain: a TLS handshake and nothing more.
 */
void
tocsin_sources_guess (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  for (guint i = 0; i < subject->services->len; i++)
    {
      const TocsinService *service = subject->services->pdata[i];

      for (gsize j = 0; service->implicit_port != 0 && service->guesses[j] != NULL; j++)
        {
          char *host = g_strdup_printf ("%s.%s", service->guesses[j], subject->who->domain);
          TocsinAnswer *answer = tocsin_answer_new (TOCSIN_SOURCE_GUESS, "%s %s:%u", _ ("guess"),
                                                    host, service->implicit_port);

          answer->is_vouched = TRUE;
          tocsin_inquiry_ask (inquiry, answer, GUESS_SECONDS, try_place,
                              task_new (subject, service, host), task_free);
        }
    }
}
