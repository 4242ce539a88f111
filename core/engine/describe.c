/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/describe.h"

#include "core/base/error.h"
#include "core/base/retry.h"
#include "core/base/text.h"

/* So many bytes of what a server said are shown. */
#define MAX_WORDS 1000

/**
 * tocsin_describe_time: (skip)
 * @dict: where to put it
 * @key: its name
 * @time: microseconds since 1970; 0 or less is left out
 */
void
tocsin_describe_time (GVariantDict *dict, const char *key, gint64 time)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autofree char *text = NULL;

  if (time <= 0 || time == G_MAXINT64)
    return;

  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  text = g_date_time_format_iso8601 (utc);
  g_variant_dict_insert (dict, key, "s", text);
}

/**
 * tocsin_describe_string: (skip)
 * @dict: where to put it
 * @key: its name
 * @value: (nullable): the text; %NULL is left out, what is no UTF-8 is mended
 */
void
tocsin_describe_string (GVariantDict *dict, const char *key, const char *value)
{
  g_autofree char *valid = NULL;

  if (value == NULL)
    return;

  valid = g_utf8_make_valid (value, -1);
  g_variant_dict_insert (dict, key, "s", valid);
}

/* What the server said: control bytes made visible, and no more than fits. */
static void
describe_words (GVariantDict *dict, const char *key, const char *words)
{
  g_autofree char *escaped = words != NULL ? tocsin_text_escape (words, -1, MAX_WORDS) : NULL;

  tocsin_describe_string (dict, key, escaped);
}

/**
 * tocsin_describe_error:
 * @error: any error
 *
 * Returns: (transfer none): a floating `a{sv}` with code, message, when to try again, the command,
 * the server's code and words, the hint and the remedy, and of what a person typed the text, the
 * column and a correction; what is not known is left out.
 */
GVariant *
tocsin_describe_error (const GError *error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (error != NULL, NULL);

  tocsin_describe_string (&dict, "code", tocsin_error_get_code_name (error));
  tocsin_describe_string (&dict, "message", error->message);
  tocsin_describe_string (&dict, "retry", tocsin_retry_to_string (tocsin_error_get_retry (error)));
  tocsin_describe_string (&dict, "command", tocsin_error_get_command (error));
  describe_words (&dict, "response-code", tocsin_error_get_response_code (error));
  tocsin_describe_string (&dict, "hint", tocsin_error_get_hint (error));
  if (tocsin_error_get_remedy (error) != NULL)
    g_variant_dict_insert (&dict, "remedy", "^as", tocsin_error_get_remedy (error));
  describe_words (&dict, "server-says", tocsin_error_get_server_text (error));
  tocsin_describe_string (&dict, "input", tocsin_error_get_input (error));
  if (tocsin_error_get_column (error) > 0)
    g_variant_dict_insert (&dict, "column", "u", tocsin_error_get_column (error));
  tocsin_describe_string (&dict, "correction", tocsin_error_get_correction (error));

  return g_variant_dict_end (&dict);
}

static GVariant *
describe_step (const TocsinJournalStep *step)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  tocsin_describe_string (&dict, "action", step->action);
  tocsin_describe_string (&dict, "outcome", tocsin_journal_outcome_to_string (step->outcome));
  g_variant_dict_insert (&dict, "attempt", "u", step->attempt);
  tocsin_describe_string (&dict, "plan", step->plan);
  tocsin_describe_string (&dict, "summary", step->summary);
  tocsin_describe_string (&dict, "output", step->output);
  tocsin_describe_time (&dict, "started", step->started);
  tocsin_describe_time (&dict, "finished", step->finished);

  return g_variant_dict_end (&dict);
}

static GVariant *
describe_steps (GPtrArray *steps)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < steps->len; i++)
    g_variant_builder_add_value (&builder, describe_step (g_ptr_array_index (steps, i)));

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_describe_event:
 * @event: an event of the journal
 * @steps: (nullable) (element-type TocsinJournalStep): its steps
 *
 * Returns: (transfer none): a floating `a{sv}`.
 */
GVariant *
tocsin_describe_event (TocsinJournalEvent *event, GPtrArray *steps)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (event != NULL, NULL);

  g_variant_dict_insert (&dict, "id", "x", event->id);
  tocsin_describe_string (&dict, "task", event->task);
  tocsin_describe_string (&dict, "state", tocsin_journal_state_to_string (event->state));
  tocsin_describe_string (&dict, "type", event->type);
  tocsin_describe_string (&dict, "source", event->source);
  tocsin_describe_string (&dict, "subject", event->subject);
  tocsin_describe_string (&dict, "key", event->key);
  g_variant_dict_insert (&dict, "round", "u", event->round);
  g_variant_dict_insert (&dict, "attempts", "u", event->attempts);
  tocsin_describe_time (&dict, "received", event->received);
  tocsin_describe_time (&dict, "created", event->created);
  tocsin_describe_time (&dict, "due", event->due);
  tocsin_describe_time (&dict, "finished", event->finished);
  tocsin_describe_string (&dict, "error-code", event->error_code);
  tocsin_describe_string (&dict, "error", event->error_message);
  tocsin_describe_string (&dict, "mail", event->mail_subject);
  tocsin_describe_string (&dict, "from", event->mail_from);
  tocsin_describe_string (&dict, "data", event->data);
  if (steps != NULL)
    g_variant_dict_insert_value (&dict, "steps", describe_steps (steps));

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_describe_events:
 * @events: (element-type TocsinJournalEvent): events of the journal
 *
 * Returns: (transfer none): a floating `aa{sv}`.
 */
GVariant *
tocsin_describe_events (GPtrArray *events)
{
  GVariantBuilder builder;

  g_return_val_if_fail (events != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < events->len; i++)
    g_variant_builder_add_value (&builder,
                                 tocsin_describe_event (g_ptr_array_index (events, i), NULL));

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_describe_counts:
 * @count: (nullable): a task in numbers, %NULL for none yet
 *
 * Returns: (transfer none): a floating `a{sv}`: one number a state, and what was looked at.
 */
GVariant *
tocsin_describe_counts (const TocsinJournalCount *count)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  for (guint state = 0; state < TOCSIN_JOURNAL_N_STATES; state++)
    g_variant_dict_insert (&dict, tocsin_journal_state_to_string (state), "u",
                           count != NULL ? count->states[state] : 0);
  g_variant_dict_insert (&dict, "examined-today", "t", count != NULL ? count->examined_today : 0);
  g_variant_dict_insert (&dict, "matched-today", "t", count != NULL ? count->matched_today : 0);
  g_variant_dict_insert (&dict, "examined", "t", count != NULL ? count->examined : 0);
  g_variant_dict_insert (&dict, "matched", "t", count != NULL ? count->matched : 0);

  return g_variant_dict_end (&dict);
}
