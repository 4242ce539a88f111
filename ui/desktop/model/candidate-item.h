/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/candidate.h"
#include "core/plugin/registry.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_CANDIDATE_ITEM (tocsin_candidate_item_get_type ())

/**
 * TocsinCandidateItem:
 *
 * One way to a mailbox that was found, as a row to be chosen. Never changes.
 */
G_DECLARE_FINAL_TYPE (TocsinCandidateItem, tocsin_candidate_item, TOCSIN, CANDIDATE_ITEM, GObject)

TocsinCandidateItem *
tocsin_candidate_item_new (const TocsinCandidate *candidate, TocsinRegistry *registry);
const char *tocsin_candidate_item_get_protocol (TocsinCandidateItem *self);
const char *tocsin_candidate_item_get_title (TocsinCandidateItem *self);
const char *tocsin_candidate_item_get_place (TocsinCandidateItem *self);
const char *tocsin_candidate_item_get_source (TocsinCandidateItem *self);
const char *tocsin_candidate_item_get_warnings (TocsinCandidateItem *self);
const char *tocsin_candidate_item_get_prepare (TocsinCandidateItem *self);
const char *tocsin_candidate_item_get_documentation (TocsinCandidateItem *self);
const char *const *tocsin_candidate_item_get_assignments (TocsinCandidateItem *self);
gboolean tocsin_candidate_item_can_choose (TocsinCandidateItem *self);
gboolean tocsin_candidate_item_needs_consent (TocsinCandidateItem *self);

G_END_DECLS
