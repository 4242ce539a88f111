/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/ask-web.h"

#include "core/net/discovery/autoconfig.h"
#include "core/net/discovery/autodiscover.h"
#include "core/net/discovery/web.h"

/* How long one answer may take. */
#define SECONDS 10

/* The database that mail programs share. It is told the domain, so it is only asked on request. */
#define DATABASE "https://autoconfig.thunderbird.net/v1.1/"

static void
get_document (TocsinInquiry *inquiry,
              TocsinAnswer *answer,
              gint64 deadline,
              GCancellable *cancellable,
              gpointer user_data)
{
  TocsinQuestionTask *task = user_data;
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
  tocsin_inquiry_ask (inquiry, answer, SECONDS, get_document,
                      tocsin_question_task_new (subject, NULL, url), tocsin_question_task_free);
}

/**
 * tocsin_ask_documents: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 * @domain: whose documents are asked for
 * @is_vouched: whether that is the address's own domain
 *
 * Asks a domain for the document that Thunderbird began, at its two places, over HTTPS alone.
 */
void
tocsin_ask_documents (TocsinInquiry *inquiry,
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
 * tocsin_ask_database: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks a database that others keep, which learns the domain by it.
 */
void
tocsin_ask_database (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  ask_for_document (inquiry, subject, g_strconcat (DATABASE, subject->who->domain, NULL), TRUE);
}

static void
get_url (TocsinInquiry *inquiry,
         TocsinAnswer *answer,
         gint64 deadline,
         GCancellable *cancellable,
         gpointer user_data)
{
  TocsinQuestionTask *task = user_data;
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
  TocsinQuestionTask *task = user_data;
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
  tocsin_inquiry_ask (inquiry, answer, SECONDS, ask, tocsin_question_task_new (subject, NULL, url),
                      tocsin_question_task_free);
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
 * tocsin_ask_autodiscover: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Asks the domain's Autodiscover service in its short form and in XML, over HTTPS alone and without
 * a sign-in.
 */
void
tocsin_ask_autodiscover (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  g_autofree char *host = g_strconcat ("autodiscover.", subject->who->domain, NULL);

  ask_autodiscover_host (inquiry, subject, host);
  ask_autodiscover_host (inquiry, subject, subject->who->domain);
}
