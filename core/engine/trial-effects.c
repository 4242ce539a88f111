/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/trial-private.h"

#include <glib/gi18n-lib.h>

/* An effect of a plan on the message of a firing. */
typedef struct
{
  TocsinTrial *self;
  TocsinTrialFiring *firing;
  TocsinTrialLane *lane;
  TocsinTrialStep *step;
  const TocsinPlanEffect *effect;
  TocsinMailOperation operation;
} Deed;

static char *
say_what_was_done (const Deed *deed)
{
  const char *who = tocsin_task_get_name (deed->firing->task);
  const char *what = deed->operation.argument;

  switch (deed->operation.verb)
    {
    case TOCSIN_MAIL_MARK_READ:
      return g_strdup_printf (_ ("“%s” has marked it as read"), who);
    case TOCSIN_MAIL_MARK_UNREAD:
      return g_strdup_printf (_ ("“%s” has marked it as unread"), who);
    case TOCSIN_MAIL_FLAG:
      return g_strdup_printf (_ ("“%s” has flagged it"), who);
    case TOCSIN_MAIL_UNFLAG:
      return g_strdup_printf (_ ("“%s” has taken its flag away"), who);
    case TOCSIN_MAIL_ADD_KEYWORD:
      return g_strdup_printf (_ ("“%s” has given it the keyword %s"), who, what);
    case TOCSIN_MAIL_REMOVE_KEYWORD:
      return g_strdup_printf (_ ("“%s” has taken the keyword %s away"), who, what);
    case TOCSIN_MAIL_MOVE:
      return g_strdup_printf (_ ("“%s” has moved it to “%s”"), who, what);
    case TOCSIN_MAIL_COPY:
      return g_strdup_printf (_ ("“%s” has copied it to “%s”"), who, what);
    case TOCSIN_MAIL_DELETE:
      return g_strdup_printf (_ ("“%s” has deleted it"), who);
    }

  g_return_val_if_reached (NULL);
}

static char *
say_way (const TocsinTrialMail *mail, const char *folder)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < mail->way->len; i++)
    g_string_append_printf (text, "%s → ", (const char *) g_ptr_array_index (mail->way, i));
  g_string_append (text, folder);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
transports (const Deed *deed)
{
  return deed->operation.verb == TOCSIN_MAIL_MOVE || deed->operation.verb == TOCSIN_MAIL_COPY;
}

/* What is moved on and on. Once it is seen, nobody moves the message any further. */
static gboolean
has_gone_far_enough (const Deed *deed, const TocsinTrialMail *mail)
{
  TocsinTrial *self = deed->self;
  g_autofree char *way = say_way (mail, deed->firing->folder);

  if (mail->hops >= TOCSIN_TRIAL_MAX_HOPS)
    {
      tocsin_trial_warn (self, _ ("a message did not come to rest after %d moves: %s"),
                         TOCSIN_TRIAL_MAX_HOPS, way);
      return TRUE;
    }
  if (tocsin_trial_store_get_n_arrivals (deed->lane->store) >= TOCSIN_TRIAL_MAX_ARRIVALS)
    {
      tocsin_trial_warn (self,
                         _ ("more than %d messages were moved or copied; what would become "
                            "of further ones in their new folders was not looked at"),
                         TOCSIN_TRIAL_MAX_ARRIVALS);
      return TRUE;
    }

  return FALSE;
}

static void
note_arrival (const Deed *deed, TocsinTrialMail *mail, TocsinTrialMail *arrival)
{
  g_autofree char *done = say_what_was_done (deed);

  g_ptr_array_add (mail->history, g_strdup (done));
  if (arrival == NULL)
    return;
  g_ptr_array_add (arrival->history, g_steal_pointer (&done));
  g_ptr_array_add (arrival->movers, g_strdup (tocsin_task_get_id (deed->firing->task)));
  g_ptr_array_add (arrival->way, g_strdup (deed->firing->folder));
}

static gboolean
apply_here (const Deed *deed,
            const TocsinMailOperation *operation,
            TocsinTrialMail **arrival,
            GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = NULL;

  g_ptr_array_add (refs, deed->firing->ref);
  if (!tocsin_mail_store_apply (TOCSIN_MAIL_STORE (deed->lane->store), refs, operation, &results,
                                deed->self->cancellable, error))
    return FALSE;
  if (g_ptr_array_index (results, 0) != NULL)
    *arrival = tocsin_trial_store_get_mail (deed->lane->store, g_ptr_array_index (results, 0));

  return TRUE;
}

static gboolean
apply_elsewhere (const Deed *deed, TocsinTrialMail *mail, TocsinTrialMail **arrival, GError **error)
{
  TocsinMailOperation remove = { .verb = TOCSIN_MAIL_DELETE };
  TocsinTrialMail *none = NULL;
  TocsinTrialLane *target = tocsin_trial_get_lane (deed->self, deed->effect->connection, error);

  if (target == NULL)
    return FALSE;
  *arrival = tocsin_trial_store_receive (target->store, mail, &deed->operation,
                                         deed->self->cancellable, error);

  return *arrival != NULL
         && (deed->operation.verb == TOCSIN_MAIL_COPY || apply_here (deed, &remove, &none, error));
}

static gboolean
do_deed (Deed *deed, TocsinTrialMail *mail, GError **error)
{
  TocsinTrialMail *arrival = NULL;

  if (mail->gone)
    {
      g_ptr_array_add (deed->step->notes,
                       g_strdup_printf (_ ("%s: by then it is no longer in “%s”, nothing would be "
                                           "done"),
                                        tocsin_mail_verb_to_string (deed->operation.verb),
                                        deed->firing->folder));
      return TRUE;
    }
  if (transports (deed) && has_gone_far_enough (deed, mail))
    return TRUE;
  if (deed->effect->connection != NULL ? !apply_elsewhere (deed, mail, &arrival, error)
                                       : !apply_here (deed, &deed->operation, &arrival, error))
    return FALSE;
  note_arrival (deed, mail, arrival);
  deed->self->n_deeds++;

  return TRUE;
}

/*< private >
 * tocsin_trial_take_effects:
 * @self: a trial
 * @firing: a firing
 * @lane: where its message is
 * @step: a step of it that is planned; gets why it would fail, and what it would meet
 *
 * Lets happen in the trial what the step would do to the mailbox.
 */
void
tocsin_trial_take_effects (TocsinTrial *self,
                           TocsinTrialFiring *firing,
                           TocsinTrialLane *lane,
                           TocsinTrialStep *step)
{
  GPtrArray *effects = step->plan->effects;
  TocsinTrialMail *mail;

  if (effects->len == 0)
    return;

  mail = tocsin_trial_store_get_mail (lane->store, firing->ref);
  for (guint i = 0; i < effects->len; i++)
    {
      const TocsinPlanEffect *effect = g_ptr_array_index (effects, i);
      Deed deed = { self, firing, lane,
                    step, effect, { effect->verb, effect->argument, effect->create } };

      if (!do_deed (&deed, mail, &step->error))
        {
          tocsin_error_translate (&step->error, "%s", tocsin_mail_verb_to_string (effect->verb));
          return;
        }
    }
}

/*< private >
 * tocsin_trial_runs_in_circles:
 * @self: a trial
 * @firing: a firing that begins; gets a note about it
 * @lane: where its message is
 *
 * Returns: whether the very same has happened before, and will for ever.
 */
gboolean
tocsin_trial_runs_in_circles (TocsinTrial *self, TocsinTrialFiring *firing, TocsinTrialLane *lane)
{
  TocsinTrialMail *mail = tocsin_trial_store_get_mail (lane->store, firing->ref);
  g_autofree char *way = NULL;

  if (tocsin_trial_mail_note_firing (mail, tocsin_task_get_id (firing->task), firing->message))
    return FALSE;

  way = say_way (mail, firing->folder);
  g_ptr_array_add (firing->notes, g_strdup_printf (_ ("this goes on for ever: it would fire again "
                                                      "and again for the same message (%s)"),
                                                   way));
  tocsin_trial_warn (self,
                     _ ("“%s” fires again and again for the same message: tasks chase mail "
                        "in circles (%s)"),
                     tocsin_task_get_name (firing->task), way);

  return TRUE;
}
