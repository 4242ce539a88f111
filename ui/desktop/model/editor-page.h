/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

G_BEGIN_DECLS

/**
 * TocsinEditorGroup:
 * @title: (nullable): its headline
 * @description: (nullable): a sentence below it
 * @folded: whether its rows are out of sight until asked for
 * @when: (nullable): when it applies
 * @rows: (element-type TocsinEditorRow): its rows
 *
 * Rows that belong together.
 */
typedef struct
{
  const char *title;
  const char *description;
  gboolean folded;
  const TocsinEditorCondition *when;
  GPtrArray *rows;
} TocsinEditorGroup;

/**
 * TocsinEditorPage:
 * @id: `main`, or the name of the group of settings, such as `encryption`
 * @prefix: what the keys of its own schema begin with, "" or with the dot at its end
 * @title: what it is called
 * @icon: the name of its icon
 * @position: its place among the pages
 * @when: (nullable): when it applies
 * @groups: (element-type TocsinEditorGroup): what is on it
 *
 * The keys of one schema.
 */
typedef struct
{
  char *id;
  char *prefix;
  char *title;
  char *icon;
  guint position;
  const TocsinEditorCondition *when;
  GPtrArray *groups;
} TocsinEditorPage;

TocsinEditorPage *tocsin_editor_page_new (const char *id,
                                          const char *prefix,
                                          const char *title,
                                          const TocsinEditorForm *form,
                                          GPtrArray *rows);
void tocsin_editor_page_free (TocsinEditorPage *self);
gboolean tocsin_editor_group_get_visible (const TocsinEditorGroup *self);
gboolean tocsin_editor_page_get_visible (const TocsinEditorPage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinEditorPage, tocsin_editor_page_free)

G_END_DECLS
