/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/net/discovery/autoconfig.h"
#include "core/net/discovery/autodiscover.h"
#include "core/net/discovery/dns.h"
#include "core/net/discovery/service.h"

#include <string.h>

static GPtrArray *
make_services (void)
{
  GPtrArray *services = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_service_free);
  static const char *const types[] = { "imap", "pop3", "smtp", "exchange" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      TocsinService *service = g_new0 (TocsinService, 1);

      service->protocol = g_strdup (types[i]);
      service->title = g_strdup (types[i]);
      service->document_types = g_strsplit (types[i], ",", -1);
      service->guesses = g_new0 (char *, 1);
      service->implicit_port = i < 3 ? 993 : 0;
      service->starttls_port = i < 3 ? 143 : 0;
      service->autodiscover = g_strdup (i == 3 ? "EWS" : NULL);
      g_ptr_array_add (services, service);
    }

  return services;
}

/* Whatever was believed can be stored and shown. */
static void
check (TocsinAnswer *answer, gboolean done, GError *error)
{
  g_assert_true (done == (error == NULL));
  for (guint i = 0; i < answer->candidates->len; i++)
    {
      const TocsinCandidate *candidate = answer->candidates->pdata[i];
      g_auto (GStrv) settings = tocsin_candidate_list_settings (candidate);

      g_assert_cmpuint (candidate->port, >, 0);
      g_assert_cmpstr (candidate->host, !=, "");
      g_assert_true (candidate->is_safe == (candidate->encryption != TOCSIN_ENCRYPTION_NONE));
      for (gsize j = 0; settings[j] != NULL; j++)
        {
          g_assert_true (g_utf8_validate (settings[j], -1, NULL));
          g_assert_null (strpbrk (settings[j], "\r\n"));
        }
    }
}

typedef gboolean (*Parse) (
    GBytes *, const TocsinMailAddress *, GPtrArray *, TocsinAnswer *, GError **);

/* One document to all who read what strangers publish: autoconfiguration, both forms of
 * Autodiscover, and records from name servers. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const Parse parsers[] = { tocsin_autoconfig_parse, tocsin_autodiscover_parse_xml,
                                   tocsin_autodiscover_parse_json };
  g_autoptr (TocsinMailAddress) who = tocsin_mail_address_parse ("ada@example.org", NULL);
  g_autoptr (GPtrArray) services = make_services ();
  g_autoptr (GBytes) document = g_bytes_new (data, size);
  g_autoptr (GPtrArray) records = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parsers); i++)
    {
      g_autoptr (TocsinAnswer) answer = tocsin_answer_new (TOCSIN_SOURCE_AUTOCONFIG, "fuzz");
      g_autoptr (GError) error = NULL;
      gboolean done = parsers[i](document, who, services, answer, &error);

      check (answer, done, error);
    }
  records = tocsin_dns_parse (TOCSIN_DNS_SRV, data, size, NULL);

  return 0;
}
