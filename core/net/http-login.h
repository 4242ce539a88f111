/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "core/base/report.h"
#include "core/net/http-challenge.h"
#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TocsinHttpMechanism:
 * @TOCSIN_HTTP_MECHANISM_NONE: none yet
 * @TOCSIN_HTTP_MECHANISM_NEGOTIATE: RFC 4559
 * @TOCSIN_HTTP_MECHANISM_NTLM: MS-NTHT
 * @TOCSIN_HTTP_MECHANISM_DIGEST: RFC 7616
 * @TOCSIN_HTTP_MECHANISM_BASIC: RFC 7617
 *
 * A way to log in with a password or a ticket.
 */
typedef enum
{
  TOCSIN_HTTP_MECHANISM_NONE,
  TOCSIN_HTTP_MECHANISM_NEGOTIATE,
  TOCSIN_HTTP_MECHANISM_NTLM,
  TOCSIN_HTTP_MECHANISM_DIGEST,
  TOCSIN_HTTP_MECHANISM_BASIC,
} TocsinHttpMechanism;

#define TOCSIN_HTTP_N_MECHANISMS (TOCSIN_HTTP_MECHANISM_BASIC + 1)

/**
 * TocsinHttpRefusal:
 * @TOCSIN_HTTP_REFUSAL_NOBODY: a login is wanted, and nobody is set who could
 * @TOCSIN_HTTP_REFUSAL_NOTHING_IN_COMMON: of what is offered nothing can be used
 * @TOCSIN_HTTP_REFUSAL_REJECTED: we said who we are, and the answer is no
 * @TOCSIN_HTTP_REFUSAL_NOT_PROVEN: the other side did not prove who it is
 *
 * How a login ends badly.
 */
typedef enum
{
  TOCSIN_HTTP_REFUSAL_NOBODY,
  TOCSIN_HTTP_REFUSAL_NOTHING_IN_COMMON,
  TOCSIN_HTTP_REFUSAL_REJECTED,
  TOCSIN_HTTP_REFUSAL_NOT_PROVEN,
} TocsinHttpRefusal;

/**
 * TocsinHttpAsker:
 * @keys: the group of settings that says who we are, "proxy"
 * @get_password: resolves the password; %NULL without an error if there is none
 * @find_obstacle: why @mechanism must not be used with one that offers @challenges; %NULL if it may
 * @fail: makes the error: whose, with which code and hint; @text says what happened
 * @blame: (transfer full): what a library said as an error of this login; may change it
 *
 * Who wants to know who we are: a proxy or a server. Static data; the calls get the task's data.
 */
typedef struct
{
  const char *keys;
  TocsinSecret *(*get_password) (gpointer data, GError **error);
  const char *(*find_obstacle) (gpointer data,
                                TocsinHttpMechanism mechanism,
                                GPtrArray *challenges);
  GError *(*fail) (gpointer data, TocsinHttpRefusal refusal, const char *text);
  GError *(*blame) (gpointer data, TocsinHttpMechanism mechanism, GError *reason);
} TocsinHttpAsker;

/**
 * TocsinHttpLoginTask:
 * @method: of the request, "POST"
 * @target: what it asks for, as in its first line
 * @host: who asks, as Kerberos knows it
 * @username: (nullable): who we are; "" for whoever has a ticket, %NULL if nobody is set
 * @domain: (nullable): a Windows domain; puts NTLM first
 * @by_ticket: whether the ticket in the cache is used, even if there is a password
 * @binding: (nullable): as tocsin_gss_set_binding() wants it
 * @deadline: until when each step must be done, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends every wait
 * @report: (nullable): who watches
 * @asker: who asks
 * @data: for @asker's calls
 *
 * What a login is for. Borrowed as long as the login lives.
 */
typedef struct
{
  const char *method;
  const char *target;
  const char *host;
  const char *username;
  const char *domain;
  gboolean by_ticket;
  GBytes *binding;
  gint64 deadline;
  GCancellable *cancellable;
  TocsinReport *report;
  const TocsinHttpAsker *asker;
  gpointer data;
} TocsinHttpLoginTask;

/**
 * TocsinHttpLogin:
 *
 * Who we are, said over as many requests as it takes: Negotiate, NTLM (first if a domain is set),
 * Digest, Basic. The same for proxies and servers. Private to core/net.
 */
typedef struct _TocsinHttpLogin TocsinHttpLogin;

TocsinHttpLogin *tocsin_http_login_new (const TocsinHttpLoginTask *task);
void tocsin_http_login_free (TocsinHttpLogin *self);
gboolean
tocsin_http_login_begin (TocsinHttpLogin *self, TocsinHttpMechanism mechanism, GError **error);
gboolean tocsin_http_login_take (TocsinHttpLogin *self, GPtrArray *challenges, GError **error);
TocsinSecret *tocsin_http_login_make_value (TocsinHttpLogin *self);
gboolean tocsin_http_login_finish (TocsinHttpLogin *self,
                                   GPtrArray *challenges,
                                   const char *info,
                                   GError **error);
TocsinHttpMechanism tocsin_http_login_get_mechanism (const TocsinHttpLogin *self);
gboolean tocsin_http_login_is_bound (const TocsinHttpLogin *self);
gboolean tocsin_http_login_is_preliminary (const TocsinHttpLogin *self);
const TocsinHttpChallenge *
tocsin_http_login_find (GPtrArray *challenges, TocsinHttpMechanism mechanism);
const char *tocsin_http_mechanism_to_string (TocsinHttpMechanism mechanism);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpLogin, tocsin_http_login_free)

G_END_DECLS
