/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/srv.h"

#include <glib/gi18n-lib.h>

#include "core/net/discovery/offer.h"

/**
 * tocsin_srv_make_name:
 * @label: a service, such as `imaps`
 * @who: whose mailbox
 *
 * Returns: (transfer full): the name whose SRV records tell where it is.
 */
char *
tocsin_srv_make_name (const char *label, const TocsinMailAddress *who)
{
  return g_strdup_printf ("_%s._tcp.%s", label, who->domain);
}

/**
 * tocsin_srv_take:
 * @records: (element-type TocsinDnsRecord): SRV records in their order
 * @service: the service they are of
 * @encryption: how this name of it is encrypted: RFC 8314 for TLS from the first byte, RFC 6186 for
 *   STARTTLS, which is required here though the RFC only advises it
 * @who: whose mailbox
 * @answer: where candidates and notes go
 *
 * A target that is the root says that the service is not offered (RFC 6186, section 3.4). One that
 * lies outside the domain needs a person's consent (section 6).
 */
void
tocsin_srv_take (GPtrArray *records,
                 const TocsinService *service,
                 TocsinEncryption encryption,
                 const TocsinMailAddress *who,
                 TocsinAnswer *answer)
{
  for (guint i = 0; i < records->len; i++)
    {
      const TocsinDnsRecord *record = records->pdata[i];
      g_autofree char *port = g_strdup_printf ("%u", record->port);
      TocsinOffer offer = { .service = service,
                            .who = who,
                            .host = record->target,
                            .port = port,
                            .encryption = encryption };

      if (record->target[0] != '\0')
        tocsin_offer_make (answer, &offer);
      else
        tocsin_answer_note (answer, _ ("the domain says that it is not offered"));
    }
}
