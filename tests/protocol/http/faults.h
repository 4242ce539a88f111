/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/registry.h"
#include "tests/protocol/http/fault-server.h"

G_BEGIN_DECLS

/* Bytes behind the head of an answer that is as long as it says. */
#define FAULT_LONG (100 * 1024 * 1024)

/* The token that may be heard by nobody but the server it is for. */
#define FAULT_TOKEN "ya29.faults"

/**
 * FaultService:
 * @FAULT_HTTP: any service above HTTP: one request of an account
 * @FAULT_EWS: a mailbox by Exchange Web Services: its folders
 * @FAULT_GRAPH: a mailbox by Microsoft Graph: its folders
 *
 * Who asks.
 */
typedef enum
{
  FAULT_HTTP,
  FAULT_EWS,
  FAULT_GRAPH,
  FAULT_N_SERVICES,
} FaultService;

/**
 * FaultRow:
 * @what: what happens
 * @answer: what is answered: {type} stands for the right content type, {elsewhere} for another host
 * @n_filler: so many bytes more
 * @ends: whether the connection ends then: 1, or -1 for a reset
 * @expected: (nullable): what comes of it, for each service; %NULL: the same as for the one before
 *
 * A fault.
 */
typedef struct
{
  const char *what;
  const char *answer;
  guint64 n_filler;
  int ends;
  const char *expected[FAULT_N_SERVICES];
} FaultRow;

extern const FaultRow fault_rows[];
extern const gsize n_fault_rows;

const char *fault_service_to_string (FaultService service);

/**
 * fault_play:
 * @registry: with the plugins
 * @service: who asks
 * @row: what happens
 * @wrong: (out) (nullable) (transfer full): what must never be
 *
 * Returns: (transfer none): what comes of it: a code, or "ok".
 */
const char *
fault_play (TocsinRegistry *registry, FaultService service, const FaultRow *row, char **wrong);

G_END_DECLS
