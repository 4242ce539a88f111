/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/answer.h"

/* One source may name so many places; more are no help to a person. */
#define MAX_CANDIDATES 40

/**
 * tocsin_answer_new:
 * @source: the kind of source
 * @format: printf format of what is asked of whom
 *
 * Returns: (transfer full): an answer that says nothing yet.
 */
TocsinAnswer *
tocsin_answer_new (TocsinSource source, const char *format, ...)
{
  TocsinAnswer *self = g_new0 (TocsinAnswer, 1);
  va_list args;

  va_start (args, format);
  self->question = g_strdup_vprintf (format, args);
  va_end (args);
  self->source = source;
  self->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_candidate_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * tocsin_answer_free:
 * @self: (transfer full): an answer
 */
void
tocsin_answer_free (TocsinAnswer *self)
{
  g_free (self->question);
  g_ptr_array_unref (self->candidates);
  g_ptr_array_unref (self->notes);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * tocsin_answer_add:
 * @self: an answer
 * @candidate: (transfer full): what the source found
 */
void
tocsin_answer_add (TocsinAnswer *self, TocsinCandidate *candidate)
{
  if (self->candidates->len >= MAX_CANDIDATES)
    {
      tocsin_candidate_free (candidate);
      return;
    }
  candidate->order = self->candidates->len;
  g_ptr_array_add (self->candidates, candidate);
}

/**
 * tocsin_answer_note:
 * @self: an answer
 * @format: printf format of something worth knowing
 */
void
tocsin_answer_note (TocsinAnswer *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}
