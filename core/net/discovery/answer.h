/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/candidate.h"

G_BEGIN_DECLS

/**
 * TocsinAnswer:
 * @source: the kind of source
 * @is_vouched: whether the source has proven to speak for the domain
 * @question: what was asked of whom, for a person
 * @candidates: (element-type TocsinCandidate): what it found, in its own order
 * @notes: (element-type utf8): what else is worth knowing: a redirection, a refusal
 * @error: (nullable): why there is no answer
 *
 * What one source said.
 */
typedef struct
{
  TocsinSource source;
  gboolean is_vouched;
  char *question;
  GPtrArray *candidates;
  GPtrArray *notes;
  GError *error;
} TocsinAnswer;

TocsinAnswer *tocsin_answer_new (TocsinSource source, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_answer_free (TocsinAnswer *self);
void tocsin_answer_add (TocsinAnswer *self, TocsinCandidate *candidate);
void tocsin_answer_note (TocsinAnswer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinAnswer, tocsin_answer_free)

G_END_DECLS
