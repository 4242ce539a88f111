/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/mailbox/target-folder.h"

#include "core/base/error.h"
#include "core/base/file-name.h"
#include "core/mail/template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stands for a field that is empty: a level must have a name. */
#define NOTHING "unknown"

struct _TargetFolder
{
  TocsinTemplate *name;
};

/* A level is named like a file, without what mail servers take for wildcards and level marks. */
static char *
encode_level (const char *value, const char *field, gpointer user_data)
{
  char *level = tocsin_file_name_clean (value, NOTHING);

  return g_strdelimit (level, "*%\"./\\", '_');
}

static char *
encode_probe (const char *value, const char *field, gpointer user_data)
{
  return g_strdup ("x");
}

static gboolean
is_good (const char *name)
{
  g_auto (GStrv) levels = g_strsplit (name, "/", -1);

  for (gsize i = 0; levels[i] != NULL; i++)
    if (levels[i][0] == '\0')
      return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;

  return levels[0] != NULL;
}

/**
 * target_folder_new:
 * @pattern: as a person wrote it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the target.
 */
TargetFolder *
target_folder_new (const char *pattern, GError **error)
{
  g_autoptr (TargetFolder) self = g_new0 (TargetFolder, 1);
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autofree char *probe = NULL;

  self->name = tocsin_template_new (pattern, TOCSIN_TEMPLATE_FLAGS_NONE, error);
  if (self->name == NULL)
    return NULL;

  probe = tocsin_template_expand (self->name, nothing, NULL, encode_probe, NULL);
  if (!is_good (probe))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” has a level without a name or a control character"), pattern);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * target_folder_free:
 * @self: (transfer full): a target
 */
void
target_folder_free (TargetFolder *self)
{
  g_clear_pointer (&self->name, tocsin_template_unref);
  g_free (self);
}

/**
 * target_folder_list_fields:
 * @self: a target
 * @fields: (element-type utf8 utf8): a set that gets the names of its fields
 */
void
target_folder_list_fields (TargetFolder *self, GHashTable *fields)
{
  tocsin_template_list_fields (self->name, fields);
}

/**
 * target_folder_expand:
 * @self: a target
 * @data: an event's data
 *
 * Returns: (transfer full): the folder, as a person names it.
 */
char *
target_folder_expand (TargetFolder *self, JsonObject *data)
{
  return tocsin_template_expand (self->name, data, NULL, encode_level, NULL);
}
