/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/property.h"

G_BEGIN_DECLS

/**
 * EwsContainment:
 * @EWS_CONTAINMENT_FULL: the whole value
 * @EWS_CONTAINMENT_PREFIX: its beginning
 * @EWS_CONTAINMENT_SUBSTRING: anywhere in it
 * @EWS_CONTAINMENT_PREFIX_ON_WORDS: the beginning of words
 * @EWS_CONTAINMENT_EXACT_PHRASE: words in this order
 *
 * Where a text is looked for.
 */
typedef enum
{
  EWS_CONTAINMENT_FULL,
  EWS_CONTAINMENT_PREFIX,
  EWS_CONTAINMENT_SUBSTRING,
  EWS_CONTAINMENT_PREFIX_ON_WORDS,
  EWS_CONTAINMENT_EXACT_PHRASE,
} EwsContainment;

/**
 * EwsComparison:
 * @EWS_COMPARISON_EXACT: as it is
 * @EWS_COMPARISON_IGNORE_CASE: capital or small
 * @EWS_COMPARISON_IGNORE_CASE_AND_MARKS: nor accents and other marks that take no space
 *
 * What counts when texts are compared.
 */
typedef enum
{
  EWS_COMPARISON_EXACT,
  EWS_COMPARISON_IGNORE_CASE,
  EWS_COMPARISON_IGNORE_CASE_AND_MARKS,
} EwsComparison;

/**
 * EwsRelation:
 * @EWS_RELATION_EQUAL: =
 * @EWS_RELATION_NOT_EQUAL: ≠
 * @EWS_RELATION_LESS: <
 * @EWS_RELATION_AT_MOST: ≤
 * @EWS_RELATION_GREATER: >
 * @EWS_RELATION_AT_LEAST: ≥
 *
 * How a property stands to a constant.
 */
typedef enum
{
  EWS_RELATION_EQUAL,
  EWS_RELATION_NOT_EQUAL,
  EWS_RELATION_LESS,
  EWS_RELATION_AT_MOST,
  EWS_RELATION_GREATER,
  EWS_RELATION_AT_LEAST,
} EwsRelation;

/**
 * EwsRestriction:
 *
 * A condition for FindItem and FindFolder. Made from the leaves up; a condition that was added to
 * another belongs to it.
 */
typedef struct _EwsRestriction EwsRestriction;

EwsRestriction *ews_restriction_new_and (void);
EwsRestriction *ews_restriction_new_or (void);
void ews_restriction_add (EwsRestriction *self, EwsRestriction *child);
EwsRestriction *ews_restriction_new_not (EwsRestriction *child);
EwsRestriction *ews_restriction_new_exists (const EwsProperty *property);
EwsRestriction *ews_restriction_new_contains (const EwsProperty *property,
                                              EwsContainment where,
                                              EwsComparison how,
                                              const char *text);
EwsRestriction *ews_restriction_new_compare (EwsRelation relation,
                                             const EwsProperty *property,
                                             const char *constant);
EwsRestriction *ews_restriction_new_excludes (const EwsProperty *property, guint32 mask);
void ews_restriction_free (EwsRestriction *self);

gboolean ews_restriction_is_empty (const EwsRestriction *self);
guint ews_restriction_count_terms (const EwsRestriction *self);
guint ews_restriction_get_depth (const EwsRestriction *self);
void ews_restriction_write (const EwsRestriction *self, EwsXml *xml);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsRestriction, ews_restriction_free)

G_END_DECLS
