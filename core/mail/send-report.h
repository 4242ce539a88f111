/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/mail/envelope.h"

G_BEGIN_DECLS

/**
 * TocsinSendOutcome:
 * @TOCSIN_SEND_NOT_SENT: nobody was sent anything
 * @TOCSIN_SEND_PARTIAL: some recipients were refused, the message went to the others
 * @TOCSIN_SEND_SENT: the server has taken it for all recipients
 * @TOCSIN_SEND_UNKNOWN: the connection was lost when the server had all of the message and had not
 *   answered yet: for at least one recipient nobody knows
 */
typedef enum
{
  TOCSIN_SEND_NOT_SENT,
  TOCSIN_SEND_PARTIAL,
  TOCSIN_SEND_SENT,
  TOCSIN_SEND_UNKNOWN,
} TocsinSendOutcome;

/**
 * TocsinSendState:
 * @TOCSIN_SEND_STATE_UNTRIED: it was not this recipient's turn; may be tried again
 * @TOCSIN_SEND_STATE_ACCEPTED: the server has taken the message for it
 * @TOCSIN_SEND_STATE_REFUSED: the server has refused it; `permanent` tells whether for good
 * @TOCSIN_SEND_STATE_UNKNOWN: it may have been sent; only a person may have it sent again
 */
typedef enum
{
  TOCSIN_SEND_STATE_UNTRIED,
  TOCSIN_SEND_STATE_ACCEPTED,
  TOCSIN_SEND_STATE_REFUSED,
  TOCSIN_SEND_STATE_UNKNOWN,
} TocsinSendState;

/**
 * TocsinSendResult:
 * @address: the recipient as the envelope has it
 * @state: what became of it
 * @permanent: for a refusal, whether another try can't help
 * @code: the server's three digits (or an HTTP status), 0 if it said nothing
 * @enhanced: (nullable): its enhanced status code, "5.1.1"
 * @text: (nullable): its words, unescaped
 * @error_code: the #TocsinError of a refusal, 0 for none
 *
 * What became of the message for one recipient. The strings are the report's.
 */
typedef struct
{
  char *address;
  TocsinSendState state;
  gboolean permanent;
  guint code;
  char *enhanced;
  char *text;
  int error_code;
} TocsinSendResult;

#define TOCSIN_TYPE_SEND_REPORT (tocsin_send_report_get_type ())

/**
 * TocsinSendReport:
 *
 * What became of a message, for each recipient and in all. Reference counted; filled in by the one
 * who sends, and not changed any more when it is handed over.
 */
typedef struct _TocsinSendReport TocsinSendReport;

GType tocsin_send_report_get_type (void);
TocsinSendReport *tocsin_send_report_new (TocsinEnvelope *envelope);
TocsinSendReport *tocsin_send_report_ref (TocsinSendReport *self);
void tocsin_send_report_unref (TocsinSendReport *self);

TocsinSendOutcome tocsin_send_report_get_outcome (TocsinSendReport *self);
guint tocsin_send_report_get_n_results (TocsinSendReport *self);
TocsinSendResult *tocsin_send_report_get_result (TocsinSendReport *self, guint index);
gboolean tocsin_send_report_was_accepted (TocsinSendReport *self, guint index);
const char *tocsin_send_report_get_server_text (TocsinSendReport *self);
guint64 tocsin_send_report_get_bytes (TocsinSendReport *self);
TocsinEnvelope *tocsin_send_report_get_rest (TocsinSendReport *self, TocsinEnvelope *envelope);

guint tocsin_send_report_add_result (TocsinSendReport *self, const char *address);
void tocsin_send_report_set_state (TocsinSendReport *self, guint index, TocsinSendState state);
void tocsin_send_report_set_answer (
    TocsinSendReport *self, guint index, guint code, const char *enhanced, const char *text);
void tocsin_send_report_refuse (TocsinSendReport *self,
                                guint index,
                                gboolean permanent,
                                const GError *error);
void tocsin_send_report_set_server_text (TocsinSendReport *self, const char *text);
void tocsin_send_report_set_bytes (TocsinSendReport *self, guint64 bytes);

GVariant *tocsin_send_report_to_variant (TocsinSendReport *self);
TocsinSendReport *tocsin_send_report_new_from_variant (GVariant *variant);
JsonNode *tocsin_send_report_to_json (TocsinSendReport *self);

const char *tocsin_send_outcome_to_string (TocsinSendOutcome outcome);
const char *tocsin_send_state_to_string (TocsinSendState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSendReport, tocsin_send_report_unref)

G_END_DECLS
