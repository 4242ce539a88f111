/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-file.h"

G_BEGIN_DECLS

typedef struct
{
  char *raw;  /* the line as it stands, without its end */
  char *key;  /* NULL for blank lines and comments */
  char *text; /* the value without the blanks around it */
  guint number;
} TocsinKeyLine;

typedef struct
{
  char *name; /* NULL for what stands before the first group */
  char *raw;  /* the line with its name */
  guint number;
  GPtrArray *lines;
  GHashTable *keys; /* key to TocsinKeyLine */
} TocsinKeyGroup;

struct _TocsinKeyFile
{
  GPtrArray *groups;
  GHashTable *by_name;
  GHashTable *families; /* what tocsin_key_file_family() gives to its groups, in order */
};

TocsinKeyGroup *tocsin_key_group_new (const char *name, const char *raw, guint number);
void tocsin_key_file_register (TocsinKeyFile *self, TocsinKeyGroup *group);
TocsinKeyLine *tocsin_key_line_new (const char *raw, guint number);

G_END_DECLS
