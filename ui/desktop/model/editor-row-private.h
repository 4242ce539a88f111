/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

G_BEGIN_DECLS

enum
{
  TOCSIN_EDITOR_ROW_TEXT = 1,
  TOCSIN_EDITOR_ROW_VISIBLE,
  TOCSIN_EDITOR_ROW_PROBLEM,
  TOCSIN_EDITOR_ROW_WARNING,
  TOCSIN_EDITOR_ROW_EFFECTIVE,
  TOCSIN_EDITOR_ROW_N_PROPS,
};

struct _TocsinEditorRow
{
  GObject parent_instance;

  TocsinKeyInfo *info;
  /* What the plugin's form changes, and what the form of the schema says; NULL where they say
   * nothing. Forms are kept as long as the process. */
  const TocsinEditorFormRow *forms[2];
  char *key;
  TocsinEditorKind kind;
  GPtrArray *choices;
  char *standard;

  char *saved;
  gboolean saved_set;
  char *text;
  gboolean touched;
  gboolean reset; /* a person asked for it */
  gboolean visible;
  char *problem;
  char *effective;
  TocsinSecret *secret;
};

extern GParamSpec *tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_N_PROPS];

const TocsinEditorChoice *tocsin_editor_row_find_choice (TocsinEditorRow *self, const char *value);

G_END_DECLS
