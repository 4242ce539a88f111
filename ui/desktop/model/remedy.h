/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/snapshot.h"

G_BEGIN_DECLS

/**
 * TocsinRemedyKind:
 * @TOCSIN_REMEDY_SET: change the settings in @assignments
 * @TOCSIN_REMEDY_PASSWORD: ask the person for the secret that @key refers to
 * @TOCSIN_REMEDY_SIGN_IN: change @assignments, if there are any, and let the person sign in
 * @TOCSIN_REMEDY_CHOOSE_FILE: have a file chosen for @key
 * @TOCSIN_REMEDY_EDIT: show @key in the editor
 * @TOCSIN_REMEDY_OPEN_PAGE: open @uri in a browser
 * @TOCSIN_REMEDY_AGAIN: try once more
 *
 * What is to be done.
 */
typedef enum
{
  TOCSIN_REMEDY_SET,
  TOCSIN_REMEDY_PASSWORD,
  TOCSIN_REMEDY_SIGN_IN,
  TOCSIN_REMEDY_CHOOSE_FILE,
  TOCSIN_REMEDY_EDIT,
  TOCSIN_REMEDY_OPEN_PAGE,
  TOCSIN_REMEDY_AGAIN,
} TocsinRemedyKind;

/**
 * TocsinRemedy:
 * @kind: what is to be done
 * @label: what the button says, with a mnemonic
 * @question: (nullable): what the person has to agree to first, because somebody is believed by it
 *   or something is no longer kept safe
 * @assignments: (array zero-terminated=1): `KEY=VALUE`, possibly none
 * @key: (nullable): the setting concerned
 * @uri: (nullable): an https address
 *
 * One way out of an error, to be offered as a button.
 */
typedef struct
{
  TocsinRemedyKind kind;
  char *label;
  char *question;
  GStrv assignments;
  char *key;
  char *uri;
} TocsinRemedy;

#define TOCSIN_TYPE_REMEDY (tocsin_remedy_get_type ())
GType tocsin_remedy_get_type (void);

GPtrArray *tocsin_remedy_list (const GError *error, TocsinSnapshot *settings);
TocsinRemedy *tocsin_remedy_copy (const TocsinRemedy *self);
void tocsin_remedy_free (TocsinRemedy *self);
char *tocsin_remedy_find_page (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinRemedy, tocsin_remedy_free)

G_END_DECLS
