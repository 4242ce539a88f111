/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/save/save-settings.h"

#include "core/base/error.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>

#define MESSAGE_NAME "{received:%Y-%m-%d %H%M%S} {subject}.eml"
#define TEXT_NAME "{received:%Y-%m-%d %H%M%S} {subject}.txt"

static int
index_of (const char *const *words, const char *word)
{
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;

  return 0;
}

static gboolean
take_directory (SaveSettings *self, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "directory");
  g_autofree char *path = NULL;

  if (text[0] == '\0')
    return tocsin_refuse_key (error, "directory", _ ("say where to save"));

  path = g_str_has_prefix (text, "~/") ? g_build_filename (g_get_home_dir (), text + 2, NULL)
                                       : g_strdup (text);
  if (!g_path_is_absolute (path))
    return tocsin_refuse_key (error, "directory", _ ("“%s” is no full path"), text);

  self->directory = g_canonicalize_filename (path, "/");

  return TRUE;
}

static gboolean
take_name (SaveSettings *self, TocsinSnapshot *settings, GError **error)
{
  static const char *const own[] = { NULL, MESSAGE_NAME, TEXT_NAME };
  const char *text = tocsin_snapshot_get_string (settings, "name");

  if (self->what != WHAT_ATTACHMENTS && !tocsin_snapshot_is_set (settings, "name"))
    text = own[self->what];

  self->name = file_name_pattern_new (text, self->what == WHAT_ATTACHMENTS, error);
  if (self->name == NULL)
    tocsin_error_translate (error, "name");

  return self->name != NULL;
}

/* What comes by mail is never made a program. */
static gboolean
take_mode (SaveSettings *self, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "mode");
  char *end = NULL;
  guint64 mode = g_ascii_strtoull (text, &end, 8);

  if (!g_ascii_isdigit (text[0]) || *end != '\0' || mode > 0777)
    return tocsin_refuse_key (error, "mode", _ ("“%s” should be like 0640"), text);
  if ((mode & 0111) != 0)
    return tocsin_refuse_key (error, "mode",
                              _ ("“%s” would make programs out of what comes by mail"), text);
  if ((mode & 0400) == 0)
    return tocsin_refuse_key (error, "mode", _ ("with “%s” the owner could not read them"), text);

  self->mode = (mode_t) mode;

  return TRUE;
}

/**
 * save_settings_take:
 * @self: settings, zeroed
 * @settings: as they stand in the task
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether they are good; clear @self in any case.
 */
gboolean
save_settings_take (SaveSettings *self, TocsinSnapshot *settings, GError **error)
{
  static const char *const whats[] = { "attachments", "message", "text", NULL };
  static const char *const collisions[] = { "number", "skip", "replace", NULL };

  self->what = (What) index_of (whats, tocsin_snapshot_get_string (settings, "what"));
  self->collision =
      (Collision) index_of (collisions, tocsin_snapshot_get_string (settings, "collision"));
  self->create = tocsin_snapshot_get_boolean (settings, "create");

  return take_directory (self, settings, error) && take_name (self, settings, error)
         && take_mode (self, settings, error)
         && tocsin_attachment_filter_configure (&self->filter, settings, error);
}

/**
 * save_settings_clear:
 * @self: settings
 */
void
save_settings_clear (SaveSettings *self)
{
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->name, file_name_pattern_free);
  tocsin_attachment_filter_clear (&self->filter);
}
