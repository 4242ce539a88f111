/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/secret-row.h"

#include "ui/desktop/editor/path-chooser.h"
#include "ui/desktop/editor/row-dress.h"
#include "ui/desktop/model/editor-secret.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TocsinSecretRow
{
  AdwEntryRow parent_instance;

  GtkToggleButton *reveal;
  GtkButton *browse;
  GtkMenuButton *source;
  GSimpleAction *action;
  TocsinEditorRow *row;
  const TocsinEditorSource *chosen;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinSecretRow, tocsin_secret_row, ADW_TYPE_ENTRY_ROW)

static gboolean
is_keyring (TocsinSecretRow *self)
{
  return g_str_equal (self->chosen->scheme, "keyring:");
}

/* What is kept, where, and what typing would do. */
static char *
describe (TocsinSecretRow *self)
{
  const char *title = tocsin_editor_row_get_title (self->row);

  if (tocsin_editor_row_get_secret (self->row) != NULL)
    /* Translators: %s is the name of a setting, such as “Password”. */
    return g_strdup_printf (_ ("%s, to be stored in the keyring"), title);
  if (is_keyring (self) && tocsin_editor_row_get_text (self->row)[0] == '\0')
    return g_strdup (title);

  /* Translators: the first is the name of a setting, such as “Password”, the second says where it
   * is kept, such as “stored in the keyring”. */
  return g_strdup_printf (_ ("%s, %s"), title, _ (self->chosen->state));
}

static void
look (TocsinSecretRow *self)
{
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self)));
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self));
  g_autofree char *title = describe (self);

  tocsin_row_set_title (GTK_WIDGET (self), title);
  gtk_widget_set_visible (GTK_WIDGET (self->reveal), is_keyring (self) && typed[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->browse), g_str_equal (self->chosen->scheme, "file:"));
  gtk_text_set_visibility (text, !is_keyring (self) || gtk_toggle_button_get_active (self->reveal));
  gtk_text_set_input_purpose (text, is_keyring (self) ? GTK_INPUT_PURPOSE_PASSWORD
                                                      : GTK_INPUT_PURPOSE_FREE_FORM);
}

/* A typed secret stays in its line until it is saved. */
static void
show_text (TocsinSecretRow *self)
{
  const char *text = tocsin_editor_row_get_text (self->row);

  if (self->showing)
    return;
  self->showing = TRUE;
  self->chosen = tocsin_editor_secret_find_source (text);
  g_simple_action_set_state (self->action, g_variant_new_string (self->chosen->scheme));
  if (!is_keyring (self))
    gtk_editable_set_text (GTK_EDITABLE (self), text + strlen (self->chosen->scheme));
  else if (tocsin_editor_row_get_secret (self->row) == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self), "");
  look (self);
  self->showing = FALSE;
}

static void
on_typed (TocsinSecretRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self));
  g_autoptr (TocsinSecret) secret = NULL;
  g_autofree char *reference = NULL;

  if (self->showing)
    return;
  self->showing = TRUE;
  if (is_keyring (self))
    {
      secret = typed[0] != '\0' ? tocsin_secret_new (typed, -1) : NULL;
      tocsin_editor_row_take_secret (self->row, secret);
    }
  else
    {
      reference = g_strconcat (self->chosen->scheme, typed, NULL);
      tocsin_editor_row_type (self->row, reference);
    }
  look (self);
  self->showing = FALSE;
}

/* Until something is typed for it, another source changes nothing. */
static void
on_source (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TocsinSecretRow *self = user_data;

  self->chosen = tocsin_editor_secret_find_source (g_variant_get_string (parameter, NULL));
  g_simple_action_set_state (action, parameter);
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), "");
  self->showing = FALSE;
  if (tocsin_editor_row_get_secret (self->row) != NULL)
    on_typed (self);
  look (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_browse (TocsinSecretRow *self)
{
  tocsin_path_chooser_open (GTK_WIDGET (self), FALSE);
}

static void
tocsin_secret_row_dispose (GObject *object)
{
  TocsinSecretRow *self = TOCSIN_SECRET_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_SECRET_ROW);
  g_clear_object (&self->action);
  g_clear_object (&self->row);

  G_OBJECT_CLASS (tocsin_secret_row_parent_class)->dispose (object);
}

static void
tocsin_secret_row_class_init (TocsinSecretRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_secret_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/secret-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinSecretRow, reveal);
  gtk_widget_class_bind_template_child (widget_class, TocsinSecretRow, browse);
  gtk_widget_class_bind_template_child (widget_class, TocsinSecretRow, source);
  gtk_widget_class_bind_template_callback (widget_class, on_browse);
}

static void
tocsin_secret_row_init (TocsinSecretRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_menu (TocsinSecretRow *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  /* Translators: %s is the name of a setting, such as “Password”. */
  g_autofree char *label =
      g_strdup_printf (_ ("Where “%s” is kept"), tocsin_editor_row_get_title (self->row));
  gsize count;
  const TocsinEditorSource *sources =
      tocsin_editor_secret_list_sources (tocsin_editor_row_get_key (self->row), &count);

  self->action = g_simple_action_new_stateful ("source", G_VARIANT_TYPE_STRING,
                                               g_variant_new_string (sources[0].scheme));
  g_signal_connect (self->action, "activate", G_CALLBACK (on_source), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "secret", G_ACTION_GROUP (group));
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *detail = g_strdup_printf ("secret.source::%s", sources[i].scheme);

      g_menu_append (menu, _ (sources[i].title), detail);
    }
  gtk_menu_button_set_menu_model (self->source, G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->source), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->source), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/**
 * tocsin_secret_row_new:
 * @row: a setting that is a reference to a secret
 *
 * Returns: (transfer floating): a row to type the secret, or where it is
 */
GtkWidget *
tocsin_secret_row_new (TocsinEditorRow *row)
{
  TocsinSecretRow *self = g_object_new (TOCSIN_TYPE_SECRET_ROW, NULL);
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self)));
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();

  self->row = g_object_ref (row);
  gtk_text_set_buffer (text, buffer);
  fill_menu (self);
  tocsin_row_dress (GTK_WIDGET (self), row);
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "changed", G_CALLBACK (on_typed), NULL);
  g_signal_connect_swapped (self->reveal, "toggled", G_CALLBACK (look), self);

  return GTK_WIDGET (self);
}
