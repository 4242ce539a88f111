/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/preferences.h"

#include "core/base/error.h"
#include "ui/desktop/editor/settings-editor.h"

struct _TocsinPreferences
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  TocsinSettingsEditor *editor;
  GtkWidget *save;
  GtkWidget *trouble_group;
  AdwActionRow *trouble;
  AdwBin *editor_bin;
};

G_DEFINE_FINAL_TYPE (TocsinPreferences, tocsin_preferences, ADW_TYPE_WINDOW)

/* What is to be changed, on its way to the settings. */
typedef struct
{
  GStrv assignments;
  GStrv resets;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_strfreev (change->assignments);
  g_strfreev (change->resets);
  g_free (change);
}

static gpointer
edit (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;

  tocsin_config_edit (config, TOCSIN_CONFIG_ENGINE, "", (const char *const *) change->assignments,
                      (const char *const *) change->resets, NULL, error);

  return NULL;
}

static void
show_trouble (TocsinPreferences *self, const GError *error)
{
  const char *hint = error != NULL ? tocsin_error_get_hint (error) : NULL;

  gtk_widget_set_visible (self->trouble_group, error != NULL);
  if (error == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble), error->message);
  adw_action_row_set_subtitle (self->trouble, hint != NULL ? hint : "");
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (self->workbench == NULL)
    return;
  if (error == NULL)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  gtk_widget_set_sensitive (self->save, TRUE);
  if (!tocsin_settings_editor_show_error (self->editor, error))
    show_trouble (self, error);
}

static void
on_save (TocsinPreferences *self)
{
  Change *change;

  if (!gtk_widget_get_sensitive (self->save) || !tocsin_settings_editor_check (self->editor))
    return;
  change = g_new (Change, 1);
  change->assignments = tocsin_settings_editor_list_assignments (self->editor);
  change->resets = tocsin_settings_editor_list_resets (self->editor);
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (self->save, FALSE);
  tocsin_workbench_edit_async (self->workbench, edit, change, change_free, NULL, NULL, on_saved,
                               g_object_ref (self));
}

static void
on_changed (TocsinPreferences *self)
{
  gtk_widget_set_sensitive (self->save, tocsin_settings_editor_has_changes (self->editor));
}

static void
tocsin_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_PREFERENCES);
  g_clear_object (&TOCSIN_PREFERENCES (object)->workbench);

  G_OBJECT_CLASS (tocsin_preferences_parent_class)->dispose (object);
}

static void
tocsin_preferences_class_init (TocsinPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/tocsin/Manager/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinPreferences, save);
  gtk_widget_class_bind_template_child (widget_class, TocsinPreferences, trouble_group);
  gtk_widget_class_bind_template_child (widget_class, TocsinPreferences, trouble);
  gtk_widget_class_bind_template_child (widget_class, TocsinPreferences, editor_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
tocsin_preferences_init (TocsinPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_preferences_new:
 * @parent: (nullable): the window it belongs to
 * @workbench: the settings, which have been read
 *
 * Returns: (transfer none): the window, not yet presented.
 */
TocsinPreferences *
tocsin_preferences_new (GtkWindow *parent, TocsinWorkbench *workbench)
{
  TocsinPreferences *self = g_object_new (TOCSIN_TYPE_PREFERENCES, "transient-for", parent, NULL);
  TocsinSnapshot *settings = tocsin_workbench_get_engine_settings (workbench);

  self->workbench = g_object_ref (workbench);
  self->editor = tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_ENGINE, NULL);
  if (settings != NULL)
    tocsin_settings_editor_fill (self->editor, settings);
  adw_bin_set_child (self->editor_bin, GTK_WIDGET (self->editor));
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "activate", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);

  return self;
}
