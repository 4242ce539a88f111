/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinService:
 * @protocol: the protocol, as in the setting `protocol`
 * @title: what a person calls it
 * @rank: which is shown first, from the lowest
 * @srv_implicit: (nullable): its SRV label with TLS from the first byte (RFC 8314), `imaps`
 * @srv_starttls: (nullable): its SRV label with STARTTLS (RFC 6186)
 * @document_types: (array zero-terminated=1): what autoconfiguration and Autodiscover documents
 * call it
 * @autodiscover: (nullable): what Autodiscover calls it whose answer is a URL, and what stands
 * before `Url` in documents
 * @implicit_port: its port with TLS from the first byte
 * @starttls_port: its port with STARTTLS, 0 if it has none
 * @own_address: (nullable): the setting that takes a person's own address, if it has one
 * @guesses: (array zero-terminated=1): labels that often stand before the domain of its host
 *
 * How the world outside calls a protocol: data of a file `discovery/PROTOCOL.discovery`.
 */
typedef struct
{
  char *protocol;
  char *title;
  guint rank;
  char *srv_implicit;
  char *srv_starttls;
  char **document_types;
  char *autodiscover;
  guint16 implicit_port;
  guint16 starttls_port;
  char *own_address;
  char **guesses;
} TocsinService;

TocsinService *tocsin_service_load (const char *path, GError **error);
void tocsin_service_free (TocsinService *self);
GPtrArray *tocsin_service_list (void);
const TocsinService *tocsin_service_find_type (GPtrArray *services, const char *type);
const TocsinService *tocsin_service_find (GPtrArray *services, const char *protocol);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinService, tocsin_service_free)

G_END_DECLS
