/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-mail.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/describe.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TocsinOutboxMail mail;
  gatomicrefcount ref_count;
} CountedMail;

G_DEFINE_BOXED_TYPE (TocsinOutboxMail,
                     tocsin_outbox_mail,
                     tocsin_outbox_mail_ref,
                     tocsin_outbox_mail_unref)

static const char *const state_names[TOCSIN_OUTBOX_N_STATES + 1] = {
  "waiting", "sending", "committing", "sent",    "failed",
  "dead",    "unknown", "partial",    "removed", NULL,
};

/**
 * tocsin_outbox_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its stable name, for people, scripts and `--json`.
 */
const char *
tocsin_outbox_state_to_string (TocsinOutboxState state)
{
  g_return_val_if_fail ((gsize) state < TOCSIN_OUTBOX_N_STATES, NULL);

  return state_names[state];
}

/**
 * tocsin_outbox_state_parse:
 * @name: what a person typed
 * @state: (out): the state of that name
 * @error: `config.invalid`, naming the nearest known one
 *
 * Returns: whether there is such a state.
 */
gboolean
tocsin_outbox_state_parse (const char *name, TocsinOutboxState *state, GError **error)
{
  const char *nearest;

  g_return_val_if_fail (name != NULL && state != NULL, FALSE);

  for (guint i = 0; i < TOCSIN_OUTBOX_N_STATES; i++)
    if (g_ascii_strcasecmp (name, state_names[i]) == 0)
      {
        *state = i;
        return TRUE;
      }

  nearest = tocsin_text_nearest (name, state_names);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               nearest != NULL ? _ ("A mail has no state “%s”; is “%s” meant?")
                               : _ ("A mail has no state “%s”"),
               name, nearest);

  return FALSE;
}

/**
 * tocsin_outbox_state_is_over:
 * @state: a state
 *
 * Returns: whether nothing more happens by itself to mail in it.
 */
gboolean
tocsin_outbox_state_is_over (TocsinOutboxState state)
{
  return state == TOCSIN_OUTBOX_SENT || state >= TOCSIN_OUTBOX_DEAD;
}

/**
 * tocsin_outbox_mail_new:
 * @connection: id of the connection it goes through
 * @envelope: from whom and to whom
 *
 * Returns: (transfer full): a mail that is not written down yet; fill in the rest.
 */
TocsinOutboxMail *
tocsin_outbox_mail_new (const char *connection, TocsinEnvelope *envelope)
{
  CountedMail *counted = g_new0 (CountedMail, 1);

  g_atomic_ref_count_init (&counted->ref_count);
  counted->mail.connection = g_strdup (connection);
  counted->mail.envelope = tocsin_envelope_ref (envelope);

  return &counted->mail;
}

/**
 * tocsin_outbox_mail_ref:
 * @self: a mail
 *
 * Returns: (transfer full): @self
 */
TocsinOutboxMail *
tocsin_outbox_mail_ref (TocsinOutboxMail *self)
{
  g_atomic_ref_count_inc (&((CountedMail *) self)->ref_count);

  return self;
}

/**
 * tocsin_outbox_mail_unref:
 * @self: (transfer full): a mail
 */
void
tocsin_outbox_mail_unref (TocsinOutboxMail *self)
{
  if (!g_atomic_ref_count_dec (&((CountedMail *) self)->ref_count))
    return;

  g_free (self->connection);
  g_free (self->key);
  g_free (self->origin);
  g_free (self->name);
  g_free (self->subject);
  g_free (self->owner);
  tocsin_envelope_unref (self->envelope);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self->spool);
  g_clear_pointer (&self->results, g_variant_unref);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self);
}

static void
describe_recipients (GVariantDict *dict, TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < recipients->len; i++)
    g_variant_builder_add (&builder, "s",
                           ((TocsinRecipient *) g_ptr_array_index (recipients, i))->address);
  g_variant_dict_insert_value (dict, "to", g_variant_builder_end (&builder));
}

/**
 * tocsin_outbox_mail_describe:
 * @self: a mail of the outbox
 *
 * Returns: (transfer none): a floating `a{sv}`: `id`, `connection`, `state`, `from`, `to`,
 * `subject`, `size`, `attempts`, the times `queued`, `due` (while it waits), `failing-since` and
 * `finished`, `error-code`, `error`, `file`, `key`, and `report`: what became of each recipient so
 * far.
 */
GVariant *
tocsin_outbox_mail_describe (const TocsinOutboxMail *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_dict_insert (&dict, "id", "x", self->id);
  tocsin_describe_string (&dict, "connection", self->connection);
  tocsin_describe_string (&dict, "state", tocsin_outbox_state_to_string (self->state));
  tocsin_describe_string (&dict, "from", tocsin_envelope_get_sender (self->envelope));
  describe_recipients (&dict, self->envelope);
  tocsin_describe_string (&dict, "subject", self->subject);
  g_variant_dict_insert (&dict, "size", "x", self->size);
  g_variant_dict_insert (&dict, "attempts", "u", self->attempts);
  tocsin_describe_time (&dict, "queued", self->created);
  if (!tocsin_outbox_state_is_over (self->state))
    tocsin_describe_time (&dict, "due", self->due);
  tocsin_describe_time (&dict, "failing-since", self->failing_since);
  tocsin_describe_time (&dict, "finished", self->finished);
  tocsin_describe_string (&dict, "error-code", self->error_code);
  tocsin_describe_string (&dict, "error", self->error_message);
  tocsin_describe_string (&dict, "file", self->name);
  tocsin_describe_string (&dict, "key", self->key);
  if (self->results != NULL)
    g_variant_dict_insert_value (&dict, "report", self->results);

  return g_variant_dict_end (&dict);
}
