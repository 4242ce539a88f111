/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/journal-event.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TocsinJournalEvent event;
  gatomicrefcount ref_count;
} CountedEvent;

G_DEFINE_BOXED_TYPE (TocsinJournalEvent,
                     tocsin_journal_event,
                     tocsin_journal_event_ref,
                     tocsin_journal_event_unref)

static const char *const state_names[TOCSIN_JOURNAL_N_STATES + 1] = {
  "waiting", "running", "done", "failed", "dead", "interrupted", "discarded", NULL,
};

/**
 * tocsin_journal_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its stable name, for people, scripts and `--json`.
 */
const char *
tocsin_journal_state_to_string (TocsinJournalState state)
{
  g_return_val_if_fail ((gsize) state < TOCSIN_JOURNAL_N_STATES, NULL);

  return state_names[state];
}

/**
 * tocsin_journal_state_parse:
 * @name: what a person typed
 * @state: (out): the state of that name
 * @error: `config.invalid`, naming the nearest known one
 *
 * Returns: whether there is such a state.
 */
gboolean
tocsin_journal_state_parse (const char *name, TocsinJournalState *state, GError **error)
{
  const char *nearest;

  g_return_val_if_fail (name != NULL && state != NULL, FALSE);

  for (guint i = 0; i < TOCSIN_JOURNAL_N_STATES; i++)
    if (g_ascii_strcasecmp (name, state_names[i]) == 0)
      {
        *state = i;
        return TRUE;
      }

  nearest = tocsin_text_nearest (name, state_names);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               nearest != NULL ? _ ("An event has no state “%s”; is “%s” meant?")
                               : _ ("An event has no state “%s”"),
               name, nearest);

  return FALSE;
}

/**
 * tocsin_journal_event_new:
 * @task: id of the task
 * @generation: the generation of its settings
 * @key: identity of the message or the firing within the task
 * @round: 0, or higher for a further firing of the same key
 * @type: CloudEvents type
 * @source: CloudEvents source
 *
 * Returns: (transfer full): an event that is not written down yet; fill in the rest.
 */
TocsinJournalEvent *
tocsin_journal_event_new (const char *task,
                          guint64 generation,
                          const char *key,
                          guint round,
                          const char *type,
                          const char *source)
{
  CountedEvent *counted;

  g_return_val_if_fail (task != NULL && key != NULL && type != NULL && source != NULL, NULL);

  counted = g_new0 (CountedEvent, 1);
  g_atomic_ref_count_init (&counted->ref_count);
  counted->event.task = g_strdup (task);
  counted->event.generation = generation;
  counted->event.key = g_strdup (key);
  counted->event.round = round;
  counted->event.type = g_strdup (type);
  counted->event.source = g_strdup (source);

  return &counted->event;
}

/**
 * tocsin_journal_event_ref:
 * @self: an event
 *
 * Returns: (transfer full): @self
 */
TocsinJournalEvent *
tocsin_journal_event_ref (TocsinJournalEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((CountedEvent *) self)->ref_count);

  return self;
}

/**
 * tocsin_journal_event_unref:
 * @self: (transfer full): an event
 */
void
tocsin_journal_event_unref (TocsinJournalEvent *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&((CountedEvent *) self)->ref_count))
    return;

  g_free (self->task);
  g_free (self->key);
  g_free (self->type);
  g_free (self->source);
  g_free (self->subject);
  g_free (self->data);
  g_free (self->spool);
  g_free (self->owner);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self->mail_subject);
  g_free (self->mail_from);
  g_free (self);
}
