/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-info.h"
#include "core/settings/secret.h"
#include "ui/desktop/model/editor-form.h"

G_BEGIN_DECLS

/**
 * TocsinEditorKind:
 * @TOCSIN_EDITOR_TEXT: a line of text
 * @TOCSIN_EDITOR_LINES: text of several lines
 * @TOCSIN_EDITOR_SECRET: where a secret is kept
 * @TOCSIN_EDITOR_SWITCH: yes or no
 * @TOCSIN_EDITOR_CHOICE: one out of a few words
 * @TOCSIN_EDITOR_CHOICES: some out of a few words
 * @TOCSIN_EDITOR_NUMBER: a number, of which `unit` says what it counts
 * @TOCSIN_EDITOR_LIST: any number of texts
 * @TOCSIN_EDITOR_FILE: the path of a file
 * @TOCSIN_EDITOR_DIRECTORY: the path of a directory
 * @TOCSIN_EDITOR_FOLDER: a folder of a mailbox
 * @TOCSIN_EDITOR_FOLDERS: several of them
 * @TOCSIN_EDITOR_CONNECTION: one of the connections
 * @TOCSIN_EDITOR_CONNECTIONS: several of them
 * @TOCSIN_EDITOR_RAW: a value of a type that has no row of its own, in GVariant's notation
 *
 * What a person is given to change a value with.
 */
typedef enum
{
  TOCSIN_EDITOR_TEXT,
  TOCSIN_EDITOR_LINES,
  TOCSIN_EDITOR_SECRET,
  TOCSIN_EDITOR_SWITCH,
  TOCSIN_EDITOR_CHOICE,
  TOCSIN_EDITOR_CHOICES,
  TOCSIN_EDITOR_NUMBER,
  TOCSIN_EDITOR_LIST,
  TOCSIN_EDITOR_FILE,
  TOCSIN_EDITOR_DIRECTORY,
  TOCSIN_EDITOR_FOLDER,
  TOCSIN_EDITOR_FOLDERS,
  TOCSIN_EDITOR_CONNECTION,
  TOCSIN_EDITOR_CONNECTIONS,
  TOCSIN_EDITOR_RAW,
} TocsinEditorKind;

#define TOCSIN_TYPE_EDITOR_ROW (tocsin_editor_row_get_type ())

/**
 * TocsinEditorRow:
 *
 * One key while it is being edited: what is saved, what is typed, whether it applies now, and what
 * is wrong with it. Belongs to the main context.
 *
 * Properties: `text` (the value as it would be typed), `visible`, `problem` (translated, %NULL
 * when the text is good), `warning` (what to know of the choice that is taken), `effective` (what
 * the default means at the moment, %NULL when that is not known).
 */
G_DECLARE_FINAL_TYPE (TocsinEditorRow, tocsin_editor_row, TOCSIN, EDITOR_ROW, GObject)

TocsinEditorRow *tocsin_editor_row_new (TocsinKeyInfo *info,
                                        const char *key,
                                        const TocsinEditorFormRow *form,
                                        const TocsinEditorFormRow *change);
const char *tocsin_editor_row_get_key (TocsinEditorRow *self);
TocsinKeyInfo *tocsin_editor_row_get_info (TocsinEditorRow *self);
TocsinEditorKind tocsin_editor_row_get_kind (TocsinEditorRow *self);
const char *tocsin_editor_row_get_title (TocsinEditorRow *self);
const char *tocsin_editor_row_get_description (TocsinEditorRow *self);
const char *tocsin_editor_row_get_unit (TocsinEditorRow *self);
const char *tocsin_editor_row_get_fields (TocsinEditorRow *self);
const char *tocsin_editor_row_get_zero (TocsinEditorRow *self);
gboolean
tocsin_editor_row_applies (TocsinEditorRow *self, TocsinEditorLookUp look_up, gpointer data);
gboolean tocsin_editor_row_owns_problem (TocsinEditorRow *self, const char *code);
GPtrArray *tocsin_editor_row_get_choices (TocsinEditorRow *self);
const char *tocsin_editor_row_get_choice_title (TocsinEditorRow *self, const char *value);

const char *tocsin_editor_row_get_text (TocsinEditorRow *self);
GStrv tocsin_editor_row_get_items (TocsinEditorRow *self);
gboolean tocsin_editor_row_get_visible (TocsinEditorRow *self);
const char *tocsin_editor_row_get_problem (TocsinEditorRow *self);
const char *tocsin_editor_row_get_warning (TocsinEditorRow *self);
const char *tocsin_editor_row_get_effective (TocsinEditorRow *self);
gboolean tocsin_editor_row_is_touched (TocsinEditorRow *self);
gboolean tocsin_editor_row_is_default (TocsinEditorRow *self);
gboolean tocsin_editor_row_is_changed (TocsinEditorRow *self);
gboolean tocsin_editor_row_is_reset (TocsinEditorRow *self);

void tocsin_editor_row_fill (TocsinEditorRow *self, const char *text, gboolean is_set);
void tocsin_editor_row_type (TocsinEditorRow *self, const char *text);
void tocsin_editor_row_type_items (TocsinEditorRow *self, const char *const *items);
void tocsin_editor_row_suggest (TocsinEditorRow *self, const char *text);
void tocsin_editor_row_reset (TocsinEditorRow *self);
void tocsin_editor_row_take_secret (TocsinEditorRow *self, TocsinSecret *secret);
TocsinSecret *tocsin_editor_row_get_secret (TocsinEditorRow *self);
void tocsin_editor_row_set_visible (TocsinEditorRow *self, gboolean visible);
void tocsin_editor_row_set_effective (TocsinEditorRow *self, const char *effective);
void tocsin_editor_row_check (TocsinEditorRow *self);
void tocsin_editor_row_set_problem (TocsinEditorRow *self, const char *problem);

G_END_DECLS
