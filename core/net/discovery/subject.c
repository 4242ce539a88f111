/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/subject.h"

/**
 * tocsin_subject_new: (skip)
 * @who: whose mailbox
 * @services: (element-type TocsinService): the protocols to look for
 * @presets: (element-type TocsinPreset): the providers that are known
 *
 * Returns: (transfer full): all that, for several threads.
 */
TocsinSubject *
tocsin_subject_new (const TocsinMailAddress *who, GPtrArray *services, GPtrArray *presets)
{
  TocsinSubject *self = g_new0 (TocsinSubject, 1);

  g_atomic_ref_count_init (&self->references);
  self->who = g_new0 (TocsinMailAddress, 1);
  self->who->full = g_strdup (who->full);
  self->who->local = g_strdup (who->local);
  self->who->domain = g_strdup (who->domain);
  self->services = g_ptr_array_ref (services);
  self->presets = g_ptr_array_ref (presets);

  return self;
}

/**
 * tocsin_subject_unref: (skip)
 * @self: (transfer full): a subject
 */
void
tocsin_subject_unref (TocsinSubject *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  tocsin_mail_address_free (self->who);
  g_ptr_array_unref (self->services);
  g_ptr_array_unref (self->presets);
  g_free (self);
}

/**
 * tocsin_question_task_new: (skip)
 * @subject: what the question is about
 * @service: (nullable): the protocol it is about, if only one
 * @place: (transfer full): the name or the address that is asked
 *
 * Returns: (transfer full): all that, for the thread that asks.
 */
TocsinQuestionTask *
tocsin_question_task_new (TocsinSubject *subject, const TocsinService *service, char *place)
{
  TocsinQuestionTask *self = g_new0 (TocsinQuestionTask, 1);

  g_atomic_ref_count_inc (&subject->references);
  self->subject = subject;
  self->service = service;
  self->place = place;

  return self;
}

/**
 * tocsin_question_task_free: (skip)
 * @data: (transfer full): a task
 */
void
tocsin_question_task_free (gpointer data)
{
  TocsinQuestionTask *self = data;

  tocsin_subject_unref (self->subject);
  g_free (self->place);
  g_free (self);
}
