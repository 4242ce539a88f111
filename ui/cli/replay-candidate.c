/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/replay-candidate.h"

#include "core/base/locale.h"
#include "core/base/text.h"
#include "core/engine/describe.h"

#include <glib/gi18n.h>
#include <inttypes.h>

/* Of a subject so many bytes stand on a line. */
#define LONGEST_SUBJECT 200

/**
 * tocsin_replay_candidate_new:
 * @folder: where the message is
 * @ref: which it is there
 * @message: its headers at least
 *
 * Returns: (transfer full): a candidate.
 */
TocsinReplayCandidate *
tocsin_replay_candidate_new (TocsinFolder *folder, TocsinMessageRef *ref, TocsinMessage *message)
{
  TocsinReplayCandidate *self = g_new0 (TocsinReplayCandidate, 1);

  self->folder = tocsin_folder_ref (folder);
  self->ref = tocsin_message_ref_ref (ref);
  self->message = g_object_ref (message);
  self->steps = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * tocsin_replay_candidate_free:
 * @self: (transfer full): a candidate
 */
void
tocsin_replay_candidate_free (TocsinReplayCandidate *self)
{
  tocsin_folder_unref (self->folder);
  tocsin_message_ref_unref (self->ref);
  g_object_unref (self->message);
  g_free (self->hidden_by);
  g_clear_pointer (&self->last, tocsin_journal_event_unref);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static const char *
get_sender (TocsinMessage *message)
{
  GPtrArray *senders = tocsin_message_get_addresses (message, "From");

  return senders->len > 0 ? ((TocsinAddress *) g_ptr_array_index (senders, 0))->address : "";
}

static GVariant *
describe_last (const TocsinJournalEvent *last)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "event", "x", last->id);
  g_variant_dict_insert (&dict, "state", "s", tocsin_journal_state_to_string (last->state));
  tocsin_describe_time (&dict, "created", last->created);

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_replay_candidate_describe:
 * @self: a candidate
 *
 * Returns: (transfer none): a floating `a{sv}`: ref, folder, received, from, subject, matches,
 *   hidden-by, before (event, state, created), actions.
 */
GVariant *
tocsin_replay_candidate_describe (const TocsinReplayCandidate *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  tocsin_describe_string (&dict, "ref", self->ref->key);
  tocsin_describe_string (&dict, "folder", self->folder->name);
  tocsin_describe_time (&dict, "received", tocsin_message_get_received (self->message));
  tocsin_describe_string (&dict, "from", get_sender (self->message));
  tocsin_describe_string (&dict, "subject", tocsin_message_get_subject (self->message));
  g_variant_dict_insert (&dict, "matches", "b", self->matches);
  tocsin_describe_string (&dict, "hidden-by", self->hidden_by);
  if (self->last != NULL)
    g_variant_dict_insert_value (&dict, "before", describe_last (self->last));
  g_variant_dict_insert_value (
      &dict, "actions",
      g_variant_new_strv ((const char *const *) self->steps->pdata, (gssize) self->steps->len));

  return g_variant_dict_end (&dict);
}

static void
print_last (const TocsinJournalEvent *last)
{
  g_autofree char *when = last != NULL ? tocsin_locale_format_local (last->created) : NULL;

  if (last == NULL)
    g_print (_ ("    fired before: never\n"));
  else
    g_print (_ ("    fired before: event %" PRId64 ", %s, %s\n"), last->id, when,
             tocsin_journal_state_to_string (last->state));
}

/**
 * tocsin_replay_candidate_print:
 * @self: a candidate
 *
 * Shows it to a person.
 */
void
tocsin_replay_candidate_print (const TocsinReplayCandidate *self)
{
  g_autofree char *key = tocsin_text_escape (self->ref->key, -1, 0);
  g_autofree char *folder = tocsin_text_escape (self->folder->name, -1, 0);
  g_autofree char *time = tocsin_locale_format_local (tocsin_message_get_received (self->message));
  g_autofree char *sender = tocsin_text_escape (get_sender (self->message), -1, 0);
  g_autofree char *subject =
      tocsin_text_escape (tocsin_message_get_subject (self->message), -1, LONGEST_SUBJECT);

  g_print ("%s  %s  %s  %s  %s\n", key, folder, time, sender, subject);
  if (!self->matches)
    g_print (_ ("    does not match the task's query\n"));
  if (self->hidden_by != NULL)
    g_print (_ ("    “%s” stops processing for such messages\n"), self->hidden_by);
  print_last (self->last);
  for (guint i = 0; i < self->steps->len; i++)
    {
      g_autofree char *step = tocsin_text_show (g_ptr_array_index (self->steps, i), 0);

      g_print ("    -> %s\n", step);
    }
}
