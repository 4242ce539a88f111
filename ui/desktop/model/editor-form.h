/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-condition.h"

G_BEGIN_DECLS

/**
 * TocsinEditorChoice:
 * @value: one of the values a key takes
 * @title: how it is called, translated
 * @warning: (nullable): what a person should know who takes it, translated
 */
typedef struct
{
  char *value;
  char *title;
  char *warning;
} TocsinEditorChoice;

/**
 * TocsinEditorFormRow:
 * @key: the key, by its name in the schema the form is of
 * @title: (nullable): what stands before the value where the schema's summary does not, translated
 * @kind: (nullable): what its text is, such as `file` (docs/writing-a-plugin.md)
 * @unit: (nullable): what a number counts: `bytes`, `days`
 * @fields: (nullable): whose fields its text may hold in braces: `event`, or `attachment` where it
 *   is about one
 * @zero: (nullable): what 0 or an empty text stands for, translated
 * @problems: (nullable): patterns of the names of errors that are this row's
 * @when: (nullable): when it applies
 * @choices: (element-type TocsinEditorChoice): how its values are called
 *
 * What a form says of one key.
 */
typedef struct
{
  char *key;
  char *title;
  char *kind;
  char *unit;
  char *fields;
  char *zero;
  GStrv problems;
  TocsinEditorCondition *when;
  GPtrArray *choices;
} TocsinEditorFormRow;

/**
 * TocsinEditorFormGroup:
 * @title: (nullable): its headline, translated
 * @description: (nullable): a sentence below it, translated
 * @folded: whether its rows are out of sight until asked for
 * @when: (nullable): when it applies
 * @rows: (element-type TocsinEditorFormRow): its rows
 */
typedef struct
{
  char *title;
  char *description;
  gboolean folded;
  TocsinEditorCondition *when;
  GPtrArray *rows;
} TocsinEditorFormGroup;

/**
 * TocsinEditorForm:
 * @title: (nullable): what the page is called, translated
 * @icon: (nullable): the name of its icon
 * @position: its place among the pages: the smaller, the sooner; 50 where nobody says it
 * @when: (nullable): when the page applies
 * @groups: (element-type TocsinEditorFormGroup): the rows of the page in groups
 * @changes: (element-type TocsinEditorFormRow): what is different about rows of other forms beside
 *   this one; their keys are those of the whole
 * @hidden: patterns of keys, those of the whole, that mean nothing here
 *
 * How the keys of one schema are put before a person: a file `SCHEMA.form.xml` beside the schema.
 * Immutable.
 */
typedef struct
{
  char *title;
  char *icon;
  guint position;
  TocsinEditorCondition *when;
  GPtrArray *groups;
  GPtrArray *changes;
  GStrv hidden;
} TocsinEditorForm;

TocsinEditorForm *
tocsin_editor_form_parse (const char *text, gssize length, const char *name, GError **error);
void tocsin_editor_form_free (TocsinEditorForm *self);
const TocsinEditorFormRow *
tocsin_editor_form_find_row (const TocsinEditorForm *self, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinEditorForm, tocsin_editor_form_free)

G_END_DECLS
