/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/node.h"
#include "plugins/ews/wire/version.h"

G_BEGIN_DECLS

/**
 * EwsOutcome:
 * @EWS_OUTCOME_SUCCESS: done
 * @EWS_OUTCOME_WARNING: not done, as something before it had failed
 * @EWS_OUTCOME_ERROR: refused
 *
 * What became of one thing that was asked for.
 */
typedef enum
{
  EWS_OUTCOME_SUCCESS,
  EWS_OUTCOME_WARNING,
  EWS_OUTCOME_ERROR,
} EwsOutcome;

/**
 * EwsResponse:
 * @outcome: what became of it
 * @code: the ResponseCode, `NoError` or such as `ErrorItemNotFound`
 * @text: the server's words; may be empty
 * @back_off: milliseconds for which the server wants to be left alone, 0 when not said
 * @node: what came, for what is not read by a function of its own; belongs to the answer
 *
 * The answer to one of the things a request asks for, in the order of the request.
 */
typedef struct
{
  EwsOutcome outcome;
  char *code;
  char *text;
  gint64 back_off;
  const EwsNode *node;
} EwsResponse;

/**
 * EwsAnswer:
 * @operation: (nullable): the name of the answer, `GetItemResponse`; %NULL of a fault
 * @version: the version of the server that answered; unknown when not said. It may change from
 *   answer to answer: there are several servers behind an address
 * @fault: (nullable): why the request as a whole was refused
 * @responses: (element-type EwsResponse): the answers to its parts; empty of a fault
 *
 * One SOAP document.
 */
typedef struct
{
  char *operation;
  EwsVersion version;
  EwsResponse *fault;
  GPtrArray *responses;
  /*< private >*/
  EwsNode *envelope;
} EwsAnswer;

EwsAnswer *ews_answer_new (EwsNode *envelope, GError **error);
void ews_answer_free (EwsAnswer *self);
gboolean ews_answer_check (const EwsAnswer *self, const char *command, GError **error);
const EwsResponse *ews_answer_get_only (const EwsAnswer *self, const char *command, GError **error);

gboolean ews_response_is (const EwsResponse *self, const char *code);
gboolean ews_response_check (const EwsResponse *self, const char *command, GError **error);
const char *ews_response_find_value (const EwsResponse *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsAnswer, ews_answer_free)

G_END_DECLS
