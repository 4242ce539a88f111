/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/save/file-name-pattern.h"

#include "core/base/error.h"
#include "core/base/file-name.h"
#include "core/mail/template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stands for a directory whose field is empty. */
#define NOTHING "unknown"

struct _FileNamePattern
{
  TocsinTemplate *name;
  char *text;
};

static char *
encode_value (const char *value, const char *field, gpointer user_data)
{
  return tocsin_file_name_clean (value, "");
}

/* Only what the person wrote: levels without a name of their own, names that hide or climb. What
 * fields hold is cleaned when it is known. */
static gboolean
is_good (const char *pattern)
{
  gboolean begins = TRUE;

  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p) || *p == '\\' || (begins && (*p == '/' || *p == '.')))
        return FALSE;
      begins = *p == '/';
      if (*p == '{' && p[1] != '{')
        p = strchr (p, '}');
      else if (*p == '{')
        p++;
    }

  return !begins;
}

/**
 * file_name_pattern_new:
 * @pattern: as a person wrote it
 * @for_attachments: whether `attachment.…` may stand in it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the pattern.
 */
FileNamePattern *
file_name_pattern_new (const char *pattern, gboolean for_attachments, GError **error)
{
  g_autoptr (FileNamePattern) self = g_new0 (FileNamePattern, 1);

  self->text = g_strdup (pattern);
  self->name = tocsin_template_new (
      pattern, for_attachments ? TOCSIN_TEMPLATE_FLAGS_ATTACHMENT : TOCSIN_TEMPLATE_FLAGS_NONE,
      error);
  if (self->name == NULL)
    return NULL;

  /* The template is known to close its braces by now. */
  if (!is_good (pattern))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” has to be relative to the directory, without empty parts and without "
                      "parts that begin with a dot"),
                   pattern);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * file_name_pattern_free:
 * @self: (transfer full): a pattern
 */
void
file_name_pattern_free (FileNamePattern *self)
{
  g_clear_pointer (&self->name, tocsin_template_unref);
  g_free (self->text);
  g_free (self);
}

/**
 * file_name_pattern_uses:
 * @self: a pattern
 * @field: a field, such as `attachment.sha256`
 *
 * Returns: whether it may be asked for; a wrong yes costs time, there is no wrong no.
 */
gboolean
file_name_pattern_uses (FileNamePattern *self, const char *field)
{
  return strstr (self->text, field) != NULL;
}

/**
 * file_name_pattern_list_fields:
 * @self: a pattern
 * @fields: (element-type utf8 utf8): a set that gets the names of its fields
 */
void
file_name_pattern_list_fields (FileNamePattern *self, GHashTable *fields)
{
  tocsin_template_list_fields (self->name, fields);
}

/**
 * file_name_pattern_expand:
 * @self: a pattern
 * @data: an event's data
 * @attachment: (nullable): the attachment
 * @fallback: what the file is called when nothing is left of its name
 *
 * Returns: (transfer full): a path below the directory: clean names, parted by `/`.
 */
char *
file_name_pattern_expand (FileNamePattern *self,
                          JsonObject *data,
                          JsonObject *attachment,
                          const char *fallback)
{
  g_autofree char *path = tocsin_template_expand (self->name, data, attachment, encode_value, NULL);
  g_auto (GStrv) levels = g_strsplit (path, "/", -1);

  /* Once more each level as a whole: two harmless values side by side can make a harmful one. */
  for (gsize i = 0; levels[i] != NULL; i++)
    {
      g_autofree char *level = g_steal_pointer (&levels[i]);

      levels[i] = tocsin_file_name_clean (level, levels[i + 1] != NULL ? NOTHING : fallback);
    }

  return g_strjoinv ("/", levels);
}
