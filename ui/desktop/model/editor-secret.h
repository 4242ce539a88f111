/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinEditorSource:
 * @scheme: what a reference to a secret begins with: `file:`
 * @title: the source, as it stands in a list to choose from
 * @state: the same behind the name of a setting that has it
 *
 * Where a secret can be kept.
 */
typedef struct
{
  const char *scheme;
  const char *title;
  const char *state;
} TocsinEditorSource;

const TocsinEditorSource *tocsin_editor_secret_list_sources (const char *key, gsize *count);
const TocsinEditorSource *tocsin_editor_secret_find_source (const char *reference);

G_END_DECLS
