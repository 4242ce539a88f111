/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/add-window.h"

#include "core/base/error.h"
#include "core/net/discovery/preset.h"
#include "ui/desktop/connections/candidate-row.h"
#include "ui/desktop/connections/connection-window.h"
#include "ui/desktop/model/server-search.h"

#include <glib/gi18n.h>

struct _TocsinAddWindow
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  GCancellable *search; /* while one goes on */
  GPtrArray *items;     /* what was found last */
  char *asked_for;      /* the address that was looked for last */

  AdwEntryRow *email;
  GtkWidget *look;
  GtkSpinner *spinner;
  GtkWidget *done;
  GtkSwitch *database;
  AdwPreferencesGroup *found;
  GtkListBox *candidates;
  GtkWidget *trouble;
  AdwExpanderRow *trouble_row;
  GtkLabel *asked;
  AdwExpanderRow *providers;
  AdwExpanderRow *protocols;
};

G_DEFINE_FINAL_TYPE (TocsinAddWindow, tocsin_add_window, ADW_TYPE_WINDOW)

static char *
get_email (TocsinAddWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->email))));
}

static void
show_searching (TocsinAddWindow *self, gboolean searching)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), searching);
  gtk_spinner_set_spinning (self->spinner, searching);
  gtk_widget_set_visible (self->done, !searching && self->items->len > 0);
}

static void
stop_search (TocsinAddWindow *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
}

static void
clear_found (TocsinAddWindow *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->candidates, 0)) != NULL)
    gtk_list_box_remove (self->candidates, GTK_WIDGET (row));
  g_ptr_array_set_size (self->items, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->found), FALSE);
  gtk_widget_set_visible (self->trouble, FALSE);
  show_searching (self, FALSE);
}

/* What is found belongs to the address that was looked for, and to no other. */
static void
on_email_changed (TocsinAddWindow *self)
{
  g_autofree char *email = get_email (self);

  gtk_widget_set_sensitive (self->look, tocsin_server_search_knows_address (email));
  if (g_strcmp0 (email, self->asked_for) == 0)
    return;
  stop_search (self);
  clear_found (self);
  g_clear_pointer (&self->asked_for, g_free);
}

static void
show_candidates (TocsinAddWindow *self, const TocsinServersFound *found)
{
  for (guint i = 0; i < found->candidates->len; i++)
    {
      TocsinCandidateItem *item = found->candidates->pdata[i];

      g_ptr_array_add (self->items, g_object_ref (item));
      gtk_list_box_append (self->candidates, tocsin_candidate_row_new (item, i == 0));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->found), self->items->len > 0);
}

/* Whoever knows their server can go on without having been found. */
static void
show_trouble (TocsinAddWindow *self, const GError *error, const char *asked)
{
  const char *hint = tocsin_error_get_hint (error);
  g_autofree char *text =
      hint != NULL ? g_strdup_printf ("%s\n%s", error->message, hint) : g_strdup (error->message);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble_row),
                                 _ ("No server was found"));
  adw_expander_row_set_subtitle (self->trouble_row, text);
  gtk_label_set_text (self->asked, asked);
  adw_expander_row_set_enable_expansion (self->trouble_row, *asked != '\0');
  adw_expander_row_set_expanded (self->trouble_row, FALSE);
  adw_expander_row_set_expanded (self->protocols, TRUE);
  gtk_widget_set_visible (self->trouble, TRUE);
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TocsinAddWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinServersFound) found =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);

  /* Another one goes on, or the window is gone. */
  if (g_task_get_cancellable (G_TASK (result)) != self->search)
    return;
  g_clear_object (&self->search);
  if (found != NULL)
    show_candidates (self, found);
  show_searching (self, FALSE);
  if (found == NULL)
    show_trouble (self, error, "");
  else if (found->error != NULL)
    show_trouble (self, found->error, found->asked);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->candidates), GTK_DIR_TAB_FORWARD);
}

static void
start_search (TocsinAddWindow *self, TocsinServerSearch *search)
{
  stop_search (self);
  clear_found (self);
  self->search = g_cancellable_new ();
  show_searching (self, TRUE);
  tocsin_workbench_run_async (
      self->workbench, tocsin_server_search_run, search, (GDestroyNotify) tocsin_server_search_free,
      (GDestroyNotify) tocsin_servers_found_free, self->search, on_searched, g_object_ref (self));
}

static TocsinServerSearch *
make_search (TocsinAddWindow *self)
{
  g_free (self->asked_for);
  self->asked_for = get_email (self);

  return tocsin_server_search_new (tocsin_workbench_get_registry (self->workbench),
                                   self->asked_for);
}

static void
look (TocsinAddWindow *self)
{
  TocsinServerSearch *search;

  if (!gtk_widget_get_sensitive (self->look))
    return;
  search = make_search (self);
  tocsin_server_search_set_use_database (search, gtk_switch_get_active (self->database));
  start_search (self, search);
}

static gboolean
is_taken (TocsinAddWindow *self, const char *name)
{
  return tocsin_workbench_find (self->workbench, TOCSIN_CONFIG_CONNECTION, name) != NULL;
}

/* The address, or what it is; told from others that are called so. */
static char *
choose_name (TocsinAddWindow *self, const char *title)
{
  g_autofree char *email = get_email (self);
  g_autofree char *name = g_strdup (*email != '\0' ? email : title);

  if (is_taken (self, name) && *email != '\0')
    {
      g_free (name);
      name = g_strdup_printf ("%s (%s)", email, title);
    }
  for (guint number = 2; is_taken (self, name); number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", *email != '\0' ? email : title, number);
    }

  return g_steal_pointer (&name);
}

static TocsinConnectionWindow *
go_on (TocsinAddWindow *self,
       const char *protocol,
       const char *title,
       const char *const *assignments)
{
  g_autofree char *name = choose_name (self, title);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  TocsinConnectionWindow *window = tocsin_connection_window_new_for_protocol (
      parent, self->workbench, protocol, name, assignments);

  gtk_window_present (GTK_WINDOW (window));
  gtk_window_close (GTK_WINDOW (self));

  return window;
}

static void
choose (TocsinAddWindow *self, TocsinCandidateItem *item)
{
  const char *note = tocsin_candidate_item_get_prepare (item);
  TocsinConnectionWindow *window =
      go_on (self, tocsin_candidate_item_get_protocol (item),
             tocsin_candidate_item_get_title (item), tocsin_candidate_item_get_assignments (item));

  if (note != NULL)
    tocsin_connection_window_set_note (window, note,
                                       tocsin_candidate_item_get_documentation (item));
}

static void
on_consent (AdwMessageDialog *dialog, const char *response, TocsinAddWindow *self)
{
  if (!g_str_equal (response, "choose"))
    return;
  /* It would go with this window, and look back at it when its answer has been told to all. */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  choose (self, g_object_get_data (G_OBJECT (dialog), "item"));
}

/* RFC 6186, section 6: nobody but a person can say that a host elsewhere is the provider's. */
static void
ask_consent (TocsinAddWindow *self, TocsinCandidateItem *item)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (self), _ ("Is This Your Provider's?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s\n\n%s",
                                  tocsin_candidate_item_get_place (item),
                                  tocsin_candidate_item_get_warnings (item));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "choose",
                                    _ ("_It Is"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "item", g_object_ref (item), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_consent), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_candidate (TocsinAddWindow *self, GtkListBoxRow *row)
{
  TocsinCandidateItem *item = self->items->pdata[gtk_list_box_row_get_index (row)];

  if (tocsin_candidate_item_needs_consent (item))
    ask_consent (self, item);
  else
    choose (self, item);
}

static GtkWidget *
add_choice (TocsinAddWindow *self, AdwExpanderRow *place, const char *title, GCallback chosen)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", chosen, self, 0);
  adw_expander_row_add_row (place, row);

  return row;
}

static void
on_protocol (GtkWidget *row, TocsinAddWindow *self)
{
  const TocsinProtocol *protocol = g_object_get_data (G_OBJECT (row), "protocol");
  g_autofree char *email = get_email (self);
  g_autofree char *username = g_strdup_printf ("authentication.username=%s", email);
  const char *const assignments[] = { *email != '\0' ? username : NULL, NULL };

  go_on (self, protocol->name, protocol->title, assignments);
}

static void
add_protocols (TocsinAddWindow *self)
{
  TocsinRegistry *registry = tocsin_workbench_get_registry (self->workbench);
  g_auto (GStrv) names = tocsin_registry_list (registry, TOCSIN_PLUGIN_CONNECTION);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      const TocsinProtocol *protocol =
          tocsin_registry_find_protocol (registry, names[i], NULL, NULL);
      GtkWidget *row =
          add_choice (self, self->protocols, protocol->title, G_CALLBACK (on_protocol));

      g_object_set_data (G_OBJECT (row), "protocol", (gpointer) protocol);
    }
}

static void
on_provider (GtkWidget *row, TocsinAddWindow *self)
{
  TocsinServerSearch *search = make_search (self);

  tocsin_server_search_set_preset (search, g_object_get_data (G_OBJECT (row), "preset"));
  adw_expander_row_set_expanded (self->providers, FALSE);
  start_search (self, search);
}

static void
on_presets (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TocsinAddWindow) self = data;
  g_autoptr (GPtrArray) presets =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, NULL);

  if (presets == NULL || self->providers == NULL)
    return;
  for (guint i = 0; i < presets->len; i++)
    {
      const TocsinPreset *preset = presets->pdata[i];
      GtkWidget *row = add_choice (self, self->providers, preset->name, G_CALLBACK (on_provider));

      g_object_set_data_full (G_OBJECT (row), "preset", g_strdup (preset->id), g_free);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->providers), presets->len > 0);
}

static void
tocsin_add_window_dispose (GObject *object)
{
  TocsinAddWindow *self = TOCSIN_ADD_WINDOW (object);

  stop_search (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_ADD_WINDOW);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_add_window_parent_class)->dispose (object);
}

static void
tocsin_add_window_finalize (GObject *object)
{
  TocsinAddWindow *self = TOCSIN_ADD_WINDOW (object);

  g_ptr_array_unref (self->items);
  g_free (self->asked_for);

  G_OBJECT_CLASS (tocsin_add_window_parent_class)->finalize (object);
}

static void
tocsin_add_window_class_init (TocsinAddWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_add_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_add_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/add-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, email);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, look);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, done);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, database);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, found);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, candidates);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, trouble_row);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, asked);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, providers);
  gtk_widget_class_bind_template_child (widget_class, TocsinAddWindow, protocols);
  gtk_widget_class_bind_template_callback (widget_class, on_email_changed);
  gtk_widget_class_bind_template_callback (widget_class, look);
  gtk_widget_class_bind_template_callback (widget_class, on_candidate);
}

static void
tocsin_add_window_init (TocsinAddWindow *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->email));
}

/**
 * tocsin_add_window_new:
 * @parent: the window it belongs to
 * @workbench: the workbench
 *
 * Returns: (transfer none): the window, not yet presented.
 */
TocsinAddWindow *
tocsin_add_window_new (GtkWindow *parent, TocsinWorkbench *workbench)
{
  TocsinAddWindow *self = g_object_new (TOCSIN_TYPE_ADD_WINDOW, "transient-for", parent, NULL);

  self->workbench = g_object_ref (workbench);
  add_protocols (self);
  tocsin_workbench_run_async (workbench, tocsin_server_search_list_presets, NULL, NULL,
                              (GDestroyNotify) g_ptr_array_unref, NULL, on_presets,
                              g_object_ref (self));

  return self;
}
