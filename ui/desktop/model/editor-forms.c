/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-forms.h"

#include "core/settings/key-info.h"

#include <gio/gio.h>
#include <string.h>

/* Not the header beside this file. */
#include <config.h>

/* A form longer than this is none. */
#define MAX_FORM_SIZE (256 * 1024)

/* What has been asked for, NULL where there is no form. Kept as long as the process. */
static GMutex mutex;
static GHashTable *forms;
static gboolean all_known;

static void
add_places (GStrvBuilder *places, const char *list)
{
  g_auto (GStrv) all = g_strsplit (list != NULL ? list : "", ":", -1);

  for (guint i = g_strv_length (all); i > 0; i--)
    if (all[i - 1][0] != '\0')
      g_strv_builder_add (places, all[i - 1]);
}

static void
add_schemas_below (GStrvBuilder *places, const char *data_directory)
{
  g_autofree char *place = g_build_filename (data_directory, "glib-2.0", "schemas", NULL);

  g_strv_builder_add (places, place);
}

/* A form lies beside its schema, so it is looked for where schemas are, in the same order: the
 * folders of plugins first, so that one being developed wins over an installed one. */
static GStrv
list_places (void)
{
  g_autoptr (GStrvBuilder) places = g_strv_builder_new ();
  const char *const *system = g_get_system_data_dirs ();

  add_places (places, g_getenv ("TOCSIN_PLUGIN_PATH"));
  g_strv_builder_add (places, TOCSIN_PLUGIN_DIR);
  add_places (places, g_getenv ("GSETTINGS_SCHEMA_DIR"));
  add_schemas_below (places, g_get_user_data_dir ());
  for (; *system != NULL; system++)
    add_schemas_below (places, *system);
  g_strv_builder_add (places, TOCSIN_SCHEMA_DIR);

  return g_strv_builder_end (places);
}

static TocsinEditorForm *
read_form (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  TocsinEditorForm *form;

  if (!g_file_get_contents (path, &text, &length, &error) || length > MAX_FORM_SIZE)
    return NULL;
  form = tocsin_editor_form_parse (text, (gssize) length, path, &error);
  if (form == NULL)
    g_warning ("%s", error->message);

  return form;
}

static TocsinEditorForm *
load (const char *schema)
{
  g_auto (GStrv) places = list_places ();
  g_autofree char *name = g_strconcat (schema, ".form.xml", NULL);
  TocsinEditorForm *form = NULL;

  for (char **place = places; *place != NULL && form == NULL; place++)
    {
      g_autofree char *path = g_build_filename (*place, name, NULL);

      form = read_form (path);
    }

  return form;
}

static void
free_form (gpointer data)
{
  if (data != NULL)
    tocsin_editor_form_free (data);
}

/**
 * tocsin_editor_forms_find:
 * @schema: the id of a schema
 *
 * Reads the form when it is first asked for; tocsin_editor_forms_warm() does so in advance. From
 * any thread.
 *
 * Returns: (nullable) (transfer none): the form beside the schema, %NULL when it has none
 */
const TocsinEditorForm *
tocsin_editor_forms_find (const char *schema)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  gpointer form;

  if (forms == NULL)
    forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_form);
  if (!g_hash_table_lookup_extended (forms, schema, NULL, &form))
    {
      form = all_known ? NULL : load (schema);
      g_hash_table_insert (forms, g_strdup (schema), form);
    }

  return form;
}

static void
warm_folder (const char *place)
{
  g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".form.xml"))
      {
        g_autofree char *schema = g_strndup (name, strlen (name) - strlen (".form.xml"));

        tocsin_editor_forms_find (schema);
      }
}

/**
 * tocsin_editor_forms_warm:
 *
 * Reads all forms there are, and the words of all schemas, which GLib reads from every schema of
 * the system at once. For a worker, so that no editor has to wait for files when it is opened.
 */
void
tocsin_editor_forms_warm (void)
{
  g_auto (GStrv) places = list_places ();
  g_autoptr (GPtrArray) keys = tocsin_key_info_list_engine (NULL);

  if (keys != NULL && keys->len > 0)
    tocsin_key_info_get_summary (g_ptr_array_index (keys, 0));
  for (char **place = places; *place != NULL; place++)
    warm_folder (*place);

  g_mutex_lock (&mutex);
  all_known = TRUE;
  g_mutex_unlock (&mutex);
}
