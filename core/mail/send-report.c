/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/send-report.h"

#include "core/base/error.h"

/* What is kept of a server's words. */
#define MAX_TEXT 1000

struct _TocsinSendReport
{
  GArray *results;
  char *server_text;
  guint64 bytes;
  gatomicrefcount ref_count;
};

G_DEFINE_BOXED_TYPE (TocsinSendReport,
                     tocsin_send_report,
                     tocsin_send_report_ref,
                     tocsin_send_report_unref)

static void
result_clear (gpointer data)
{
  TocsinSendResult *result = data;

  g_free (result->address);
  g_free (result->enhanced);
  g_free (result->text);
}

static char *
copy_text (const char *text)
{
  return text != NULL ? g_strndup (text, MAX_TEXT) : NULL;
}

/**
 * tocsin_send_report_add_result:
 * @self: a report
 * @address: a recipient
 *
 * Returns: the place of what becomes of it; for now it is untried.
 */
guint
tocsin_send_report_add_result (TocsinSendReport *self, const char *address)
{
  TocsinSendResult result = { NULL };

  g_return_val_if_fail (self != NULL && address != NULL, 0);

  result.address = g_strdup (address);
  g_array_append_val (self->results, result);

  return self->results->len - 1;
}

/**
 * tocsin_send_report_new:
 * @envelope: (nullable): whose recipients it is about, %NULL for none yet
 *
 * Returns: (transfer full): a report that says that nothing has been tried.
 */
TocsinSendReport *
tocsin_send_report_new (TocsinEnvelope *envelope)
{
  TocsinSendReport *self = g_new0 (TocsinSendReport, 1);
  GPtrArray *recipients = envelope != NULL ? tocsin_envelope_get_recipients (envelope) : NULL;
  guint n_recipients = recipients != NULL ? recipients->len : 0;

  g_atomic_ref_count_init (&self->ref_count);
  self->results = g_array_sized_new (FALSE, TRUE, sizeof (TocsinSendResult), n_recipients);
  g_array_set_clear_func (self->results, result_clear);
  for (guint i = 0; i < n_recipients; i++)
    tocsin_send_report_add_result (
        self, ((TocsinRecipient *) g_ptr_array_index (recipients, i))->address);

  return self;
}

/**
 * tocsin_send_report_ref:
 * @self: a report
 *
 * Returns: (transfer full): @self.
 */
TocsinSendReport *
tocsin_send_report_ref (TocsinSendReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_send_report_unref:
 * @self: (transfer full): a report
 */
void
tocsin_send_report_unref (TocsinSendReport *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->results);
  g_free (self->server_text);
  g_free (self);
}

/**
 * tocsin_send_report_get_outcome:
 * @self: a report
 *
 * Returns: what became of the message in all, made from what became of it for each recipient.
 */
TocsinSendOutcome
tocsin_send_report_get_outcome (TocsinSendReport *self)
{
  guint n_accepted = 0;

  g_return_val_if_fail (self != NULL, TOCSIN_SEND_NOT_SENT);

  for (guint i = 0; i < self->results->len; i++)
    {
      TocsinSendState state = tocsin_send_report_get_result (self, i)->state;

      if (state == TOCSIN_SEND_STATE_UNKNOWN)
        return TOCSIN_SEND_UNKNOWN;
      if (state == TOCSIN_SEND_STATE_ACCEPTED)
        n_accepted++;
    }
  if (n_accepted == 0)
    return TOCSIN_SEND_NOT_SENT;

  return n_accepted == self->results->len ? TOCSIN_SEND_SENT : TOCSIN_SEND_PARTIAL;
}

/**
 * tocsin_send_report_get_n_results:
 * @self: a report
 *
 * Returns: how many recipients it is about.
 */
guint
tocsin_send_report_get_n_results (TocsinSendReport *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->results->len;
}

/**
 * tocsin_send_report_get_result: (skip)
 * @self: a report
 * @index: the recipient's place in the envelope
 *
 * Returns: (transfer none): what became of the message for it.
 */
TocsinSendResult *
tocsin_send_report_get_result (TocsinSendReport *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->results->len, NULL);

  return &g_array_index (self->results, TocsinSendResult, index);
}

/**
 * tocsin_send_report_was_accepted:
 * @self: a report
 * @index: the recipient's place in the envelope
 *
 * Returns: whether the server has taken the message for it.
 */
gboolean
tocsin_send_report_was_accepted (TocsinSendReport *self, guint index)
{
  TocsinSendResult *result = tocsin_send_report_get_result (self, index);

  return result != NULL && result->state == TOCSIN_SEND_STATE_ACCEPTED;
}

/**
 * tocsin_send_report_get_server_text:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the server's last words about the message, unescaped; where
 *   it was taken they often hold the number it has there.
 */
const char *
tocsin_send_report_get_server_text (TocsinSendReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->server_text;
}

/**
 * tocsin_send_report_get_bytes:
 * @self: a report
 *
 * Returns: how many bytes of message were sent, as they went over the line, all copies together.
 */
guint64
tocsin_send_report_get_bytes (TocsinSendReport *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->bytes;
}

static gboolean
is_open (const TocsinSendResult *result)
{
  return result->state == TOCSIN_SEND_STATE_UNTRIED
         || (result->state == TOCSIN_SEND_STATE_REFUSED && !result->permanent);
}

/**
 * tocsin_send_report_get_rest:
 * @self: a report
 * @envelope: the envelope it is about
 *
 * Returns: (transfer full) (nullable): an envelope for those recipients that may be tried again,
 *   %NULL if there are none: all accepted, refused for good, or unknown.
 */
TocsinEnvelope *
tocsin_send_report_get_rest (TocsinSendReport *self, TocsinEnvelope *envelope)
{
  g_autoptr (TocsinEnvelope) rest = NULL;
  GPtrArray *recipients;

  g_return_val_if_fail (self != NULL && envelope != NULL, NULL);

  rest = tocsin_envelope_copy (envelope);
  tocsin_envelope_clear_recipients (rest);
  recipients = tocsin_envelope_get_recipients (envelope);
  for (guint i = 0; i < MIN (recipients->len, self->results->len); i++)
    if (is_open (tocsin_send_report_get_result (self, i)))
      tocsin_envelope_take_recipient (rest,
                                      tocsin_recipient_ref (g_ptr_array_index (recipients, i)));

  return tocsin_envelope_get_recipients (rest)->len > 0 ? g_steal_pointer (&rest) : NULL;
}

/**
 * tocsin_send_report_set_state:
 * @self: a report
 * @index: the recipient's place in the envelope
 * @state: what became of it
 */
void
tocsin_send_report_set_state (TocsinSendReport *self, guint index, TocsinSendState state)
{
  TocsinSendResult *result = tocsin_send_report_get_result (self, index);

  g_return_if_fail (result != NULL);

  result->state = state;
}

/**
 * tocsin_send_report_set_answer:
 * @self: a report
 * @index: the recipient's place in the envelope
 * @code: the server's three digits, or 0
 * @enhanced: (nullable): its enhanced status code
 * @text: (nullable): its words
 *
 * Keeps what the server said about one recipient.
 */
void
tocsin_send_report_set_answer (
    TocsinSendReport *self, guint index, guint code, const char *enhanced, const char *text)
{
  TocsinSendResult *result = tocsin_send_report_get_result (self, index);

  g_return_if_fail (result != NULL);

  result->code = code;
  g_free (result->enhanced);
  result->enhanced = g_strdup (enhanced);
  g_free (result->text);
  result->text = copy_text (text);
}

/**
 * tocsin_send_report_refuse:
 * @self: a report
 * @index: the recipient's place in the envelope
 * @permanent: whether another try can't help
 * @error: why
 */
void
tocsin_send_report_refuse (TocsinSendReport *self,
                           guint index,
                           gboolean permanent,
                           const GError *error)
{
  TocsinSendResult *result = tocsin_send_report_get_result (self, index);

  g_return_if_fail (result != NULL && error != NULL);

  result->state = TOCSIN_SEND_STATE_REFUSED;
  result->permanent = permanent;
  result->error_code = error->domain == TOCSIN_ERROR ? error->code : TOCSIN_ERROR_INTERNAL;
  if (result->text == NULL)
    result->text = copy_text (error->message);
}

/**
 * tocsin_send_report_set_server_text:
 * @self: a report
 * @text: (nullable): the server's last words about the message
 */
void
tocsin_send_report_set_server_text (TocsinSendReport *self, const char *text)
{
  g_return_if_fail (self != NULL);

  g_free (self->server_text);
  self->server_text = copy_text (text);
}

/**
 * tocsin_send_report_set_bytes:
 * @self: a report
 * @bytes: how many bytes of message were sent
 */
void
tocsin_send_report_set_bytes (TocsinSendReport *self, guint64 bytes)
{
  g_return_if_fail (self != NULL);

  self->bytes = bytes;
}
