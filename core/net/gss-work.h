/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gssapi/gssapi.h>

#include "core/net/gss.h"

G_BEGIN_DECLS

/**
 * TocsinGssWork:
 *
 * What the calls of GSS-API work on. The thread that is at it holds a reference of its own, and
 * until it is done nobody else touches any of it. Private to core/net.
 */
typedef struct
{
  gatomicrefcount references;
  gss_OID mechanism;
  OM_uint32 wanted;
  char *target;
  char *user;
  TocsinSecret *password;
  GBytes *binding;

  gss_ctx_id_t context;
  gss_cred_id_t credential;
  gss_name_t name;
  gboolean complete;

  GBytes *token;
  GBytes *reply;
  char *principal;
  GError *error;
} TocsinGssWork;

TocsinGssWork *
tocsin_gss_work_new (TocsinGssMechanism mechanism, const char *service, const char *host);
TocsinGssWork *tocsin_gss_work_ref (TocsinGssWork *self);
void tocsin_gss_work_unref (gpointer data);
void tocsin_gss_work_step (gpointer data);
void tocsin_gss_work_find_ticket (gpointer data);

G_END_DECLS
