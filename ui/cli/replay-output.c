/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/output.h"
#include "ui/cli/replay-job.h"

#include <glib/gi18n.h>

static GVariant *
describe_candidates (const TocsinReplayJob *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < self->candidates->len; i++)
    g_variant_builder_add_value (
        &builder, tocsin_replay_candidate_describe (g_ptr_array_index (self->candidates, i)));

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_replay_job_print_preview:
 * @self: a job
 *
 * Shows what would be fired for.
 */
void
tocsin_replay_job_print_preview (const TocsinReplayJob *self)
{
  for (guint i = 0; i < self->candidates->len; i++)
    tocsin_replay_candidate_print (g_ptr_array_index (self->candidates, i));
  if (self->hidden > 0)
    g_printerr (_ ("%u more are left out: an earlier task stops processing for them\n"),
                self->hidden);
  if (self->over > 0)
    g_printerr (_ ("%u more are left out: the task's max-firings lets no more through\n"),
                self->over);
}

/**
 * tocsin_replay_job_count:
 * @self: a job that is done
 * @key: a number in its result
 *
 * Returns: that number.
 */
guint
tocsin_replay_job_count (const TocsinReplayJob *self, const char *key)
{
  guint count = 0;

  if (self->result != NULL)
    g_variant_lookup (self->result, key, "u", &count);

  return count;
}

/**
 * tocsin_replay_job_print_result:
 * @self: a job that is done
 * @running: whether an engine runs
 */
void
tocsin_replay_job_print_result (const TocsinReplayJob *self, gboolean running)
{
  guint fired = tocsin_replay_job_count (self, "fired");
  guint gone = tocsin_replay_job_count (self, "gone");
  guint unread = tocsin_replay_job_count (self, "unread");
  guint spent = tocsin_replay_job_count (self, "spent");

  g_print (running ? ngettext ("%u event written; the engine works it off\n",
                               "%u events written; the engine works them off\n", fired)
                   : ngettext ("%u event written; “tocsin run” works it off\n",
                               "%u events written; “tocsin run” works them off\n", fired),
           fired);
  if (gone > 0)
    g_printerr (ngettext ("%u message was not there any more\n",
                          "%u messages were not there any more\n", gone),
                gone);
  if (unread > 0)
    g_printerr (ngettext ("%u message can't be read: “tocsin events --state dead” shows it\n",
                          "%u messages can't be read: “tocsin events --state dead” shows them\n",
                          unread),
                unread);
  if (spent > 0)
    g_printerr (ngettext ("%u was beyond the task's max-firings\n",
                          "%u were beyond the task's max-firings\n", spent),
                spent);
}

/**
 * tocsin_replay_job_print_json:
 * @self: a job that is done
 *
 * Shows what was fired for, and what came of it.
 */
void
tocsin_replay_job_print_json (const TocsinReplayJob *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (self->result);

  g_variant_dict_insert (&dict, "task", "s", tocsin_task_get_id (self->task));
  g_variant_dict_insert_value (&dict, "messages", describe_candidates (self));
  g_variant_dict_insert (&dict, "hidden", "u", self->hidden);
  g_variant_dict_insert (&dict, "over", "u", self->over);
  tocsin_output_json (g_variant_dict_end (&dict));
}
