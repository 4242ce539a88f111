/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinDnsRecord:
 * @priority: an MX record's preference, an SRV record's priority; the lowest first
 * @weight: an SRV record's weight; the highest first among equals
 * @port: an SRV record's port
 * @target: the host, without a dot at the end; "" is the root, "nothing here"
 */
typedef struct
{
  guint16 priority;
  guint16 weight;
  guint16 port;
  char *target;
} TocsinDnsRecord;

typedef enum
{
  TOCSIN_DNS_MX,
  TOCSIN_DNS_SRV,
} TocsinDnsType;

void tocsin_dns_record_free (TocsinDnsRecord *self);
GPtrArray *
tocsin_dns_parse (TocsinDnsType type, const guint8 *answer, gsize length, GError **error);
GPtrArray *tocsin_dns_look_up (TocsinDnsType type, const char *name, GError **error);

G_END_DECLS
