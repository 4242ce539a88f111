/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_PLAN (tocsin_plan_get_type ())

/**
 * TocsinPlan:
 * @summary: what would be done, a sentence for a person
 * @details: an `a{sv}` from which the action does exactly that, and nothing else
 *
 * What an action says it will do with an event. Written to the journal before it is performed.
 */
typedef struct
{
  char *summary;
  GVariant *details;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinPlan;

GType tocsin_plan_get_type (void);
TocsinPlan *tocsin_plan_new (GVariant *details, const char *format, ...) G_GNUC_PRINTF (2, 3);
TocsinPlan *tocsin_plan_ref (TocsinPlan *self);
void tocsin_plan_unref (TocsinPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinPlan, tocsin_plan_unref)

G_END_DECLS
