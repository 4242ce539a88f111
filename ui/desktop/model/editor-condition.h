/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinEditorCondition:
 *
 * When a row applies, as a form says it: `method=auto|password username!=`. All of the terms,
 * which are parted by blanks, have to hold; each names a key and one or more values of it. A list
 * has a value when it holds it; nothing behind the sign stands for an empty value.
 */
typedef struct _TocsinEditorCondition TocsinEditorCondition;

/**
 * TocsinEditorLookUp:
 * @key: a key as the condition names it
 * @data: what was given with the function
 *
 * Returns: (nullable) (transfer full): its value, for a list its elements; %NULL when there is no
 * such key
 */
typedef GStrv (*TocsinEditorLookUp) (const char *key, gpointer data);

TocsinEditorCondition *tocsin_editor_condition_parse (const char *text, GError **error);
void tocsin_editor_condition_free (TocsinEditorCondition *self);
gboolean tocsin_editor_condition_holds (const TocsinEditorCondition *self,
                                        TocsinEditorLookUp look_up,
                                        gpointer data);
GStrv tocsin_editor_condition_list_keys (const TocsinEditorCondition *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinEditorCondition, tocsin_editor_condition_free)

G_END_DECLS
