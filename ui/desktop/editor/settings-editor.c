/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/settings-editor.h"

#include "ui/desktop/editor/group-box.h"
#include "ui/desktop/editor/mnemonics.h"
#include "ui/desktop/editor/page-switcher.h"
#include "ui/desktop/editor/settings-check.h"

struct _TocsinSettingsEditor
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  TocsinEditorModel *model; /* NULL when there is no such plugin */
  TocsinSettingsCheck *check;
  gboolean paged;
  char *mailbox;
  GStrv pages;         /* NULL for all */
  GPtrArray *boxes;    /* the groups, owned by their parents */
  AdwViewStack *stack; /* NULL unless paged */
  GQueue pending;      /* pages that are still empty */
  guint idle;
};

enum
{
  CHANGED,
  ACTIVATE,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TocsinSettingsEditor, tocsin_settings_editor, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static gboolean
is_wanted (TocsinSettingsEditor *self, const TocsinEditorPage *page)
{
  return self->pages == NULL || g_strv_contains ((const char *const *) self->pages, page->id);
}

static void
add_rows (TocsinSettingsEditor *self, GtkWidget *box, const TocsinEditorGroup *group)
{
  for (guint i = 0; i < group->rows->len; i++)
    tocsin_group_box_add (TOCSIN_GROUP_BOX (box), g_ptr_array_index (group->rows, i),
                          self->workbench);
}

static GtkWidget *
add_box (TocsinSettingsEditor *self, const char *title, const char *description, gboolean folded)
{
  GtkWidget *box = tocsin_group_box_new (title, description, folded);

  g_ptr_array_add (self->boxes, box);

  return box;
}

/* A page of its own, which scrolls. */
static void
add_page (TocsinSettingsEditor *self, TocsinEditorPage *page)
{
  AdwViewStackPage *in_stack =
      adw_view_stack_add_titled (self->stack, adw_preferences_page_new (), page->id, page->title);

  adw_view_stack_page_set_icon_name (in_stack, page->icon);
  g_queue_push_tail (&self->pending, page);
}

static void
fill_next_page (TocsinSettingsEditor *self)
{
  const TocsinEditorPage *page = g_queue_pop_head (&self->pending);
  GtkWidget *widget = adw_view_stack_get_child_by_name (self->stack, page->id);

  for (guint i = 0; i < page->groups->len; i++)
    {
      const TocsinEditorGroup *group = g_ptr_array_index (page->groups, i);
      GtkWidget *box = add_box (self, group->title, group->description, group->folded);

      add_rows (self, box, group);
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (widget), ADW_PREFERENCES_GROUP (box));
    }
}

/* The first page is open; what else there is stands folded below it. */
static void
build_part (TocsinSettingsEditor *self, const TocsinEditorPage *page, GtkBox *column)
{
  gboolean first = gtk_widget_get_first_child (GTK_WIDGET (column)) == NULL;
  GtkWidget *whole = first ? NULL : add_box (self, page->title, NULL, TRUE);

  for (guint i = 0; i < page->groups->len; i++)
    {
      const TocsinEditorGroup *group = g_ptr_array_index (page->groups, i);
      GtkWidget *box =
          first ? add_box (self, group->title, group->description, group->folded) : whole;

      add_rows (self, box, group);
      if (first)
        gtk_box_append (column, box);
    }
  if (whole != NULL)
    gtk_box_append (column, whole);
}

static void
update (TocsinSettingsEditor *self)
{
  GPtrArray *pages = tocsin_editor_model_get_pages (self->model);

  g_ptr_array_foreach (self->boxes, (GFunc) tocsin_group_box_update, NULL);
  for (guint i = 0; self->stack != NULL && i < pages->len; i++)
    {
      const TocsinEditorPage *page = g_ptr_array_index (pages, i);
      GtkWidget *child = adw_view_stack_get_child_by_name (self->stack, page->id);

      if (child != NULL)
        adw_view_stack_page_set_visible (adw_view_stack_get_page (self->stack, child),
                                         tocsin_editor_page_get_visible (page));
    }
}

/* Each page may use all letters that the window leaves: only one of them is seen. */
static void
set_mnemonics (TocsinSettingsEditor *self)
{
  GtkWidget *top = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (GHashTable) taken = NULL;
  GtkWidget *page = NULL;

  for (guint i = 0; i < self->boxes->len; i++)
    {
      GtkWidget *box = g_ptr_array_index (self->boxes, i);
      GtkWidget *own = gtk_widget_get_ancestor (box, ADW_TYPE_PREFERENCES_PAGE);

      if (taken == NULL || own != page)
        {
          g_clear_pointer (&taken, g_hash_table_unref);
          taken = tocsin_mnemonics_list_taken (top, GTK_WIDGET (self));
          page = own;
        }
      tocsin_group_box_set_mnemonics (TOCSIN_GROUP_BOX (box), taken);
    }
}

static gboolean
fill_when_idle (gpointer user_data)
{
  TocsinSettingsEditor *self = user_data;

  fill_next_page (self);
  update (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    set_mnemonics (self);
  if (!g_queue_is_empty (&self->pending))
    return G_SOURCE_CONTINUE;
  self->idle = 0;

  return G_SOURCE_REMOVE;
}

/* The page that is seen first at once; the others one by one, between what else there is to do: all
 * of them together would be felt. */
static void
begin_to_fill (TocsinSettingsEditor *self)
{
  if (!g_queue_is_empty (&self->pending))
    fill_next_page (self);
  if (!g_queue_is_empty (&self->pending) && self->idle == 0)
    self->idle = g_idle_add (fill_when_idle, self);
  if (g_queue_is_empty (&self->pending))
    g_clear_handle_id (&self->idle, g_source_remove);
}

static void
fill_all (TocsinSettingsEditor *self)
{
  while (self->idle != 0)
    {
      guint idle = self->idle;

      if (!fill_when_idle (self))
        g_source_remove (idle);
    }
}

static GtkWidget *
start_column (TocsinSettingsEditor *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, self->paged ? 0 : 18);

  if (!self->paged)
    return column;

  self->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (column), tocsin_page_switcher_new (self->stack));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->stack));

  return column;
}

static void
build (TocsinSettingsEditor *self)
{
  GPtrArray *pages = tocsin_editor_model_get_pages (self->model);
  GtkWidget *column;

  g_ptr_array_set_size (self->boxes, 0);
  g_queue_clear (&self->pending);
  self->stack = NULL;
  column = start_column (self);
  for (guint i = 0; i < pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (pages, i);

      if (!is_wanted (self, page))
        continue;
      if (self->paged)
        add_page (self, page);
      else
        build_part (self, page, GTK_BOX (column));
    }
  adw_bin_set_child (ADW_BIN (self), column);
  begin_to_fill (self);
  update (self);
}

static void
on_changed (TocsinSettingsEditor *self)
{
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Any of the lines of text. */
static void
on_activate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[ACTIVATE], 0);
}

static void
tocsin_settings_editor_map (GtkWidget *widget)
{
  set_mnemonics (TOCSIN_SETTINGS_EDITOR (widget));

  GTK_WIDGET_CLASS (tocsin_settings_editor_parent_class)->map (widget);
}

static void
tocsin_settings_editor_dispose (GObject *object)
{
  TocsinSettingsEditor *self = TOCSIN_SETTINGS_EDITOR (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_queue_clear (&self->pending);
  if (self->check != NULL)
    tocsin_settings_check_stop (self->check);
  g_clear_object (&self->check);
  g_clear_object (&self->model);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_settings_editor_parent_class)->dispose (object);
}

static void
tocsin_settings_editor_finalize (GObject *object)
{
  TocsinSettingsEditor *self = TOCSIN_SETTINGS_EDITOR (object);

  g_free (self->mailbox);
  g_strfreev (self->pages);
  g_ptr_array_unref (self->boxes);

  G_OBJECT_CLASS (tocsin_settings_editor_parent_class)->finalize (object);
}

static void
tocsin_settings_editor_class_init (TocsinSettingsEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_settings_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_settings_editor_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  GTK_WIDGET_CLASS (klass)->map = tocsin_settings_editor_map;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "editor.activate", NULL, on_activate);
}

static void
tocsin_settings_editor_init (TocsinSettingsEditor *self)
{
  self->boxes = g_ptr_array_new ();
}

static TocsinSettingsEditor *
make (TocsinWorkbench *workbench, TocsinEditorModel *model, gboolean paged, const GError *error)
{
  TocsinSettingsEditor *self = g_object_new (TOCSIN_TYPE_SETTINGS_EDITOR, NULL);

  self->workbench = g_object_ref (workbench);
  self->model = model;
  self->paged = paged;
  if (model == NULL)
    {
      adw_bin_set_child (ADW_BIN (self),
                         g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "dialog-error-symbolic",
                                       "description", error->message, NULL));
      return self;
    }
  g_signal_connect_object (model, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  self->check = tocsin_settings_check_new (model, workbench);
  build (self);

  return self;
}

/**
 * tocsin_settings_editor_new:
 * @workbench: where connections and folders are known
 * @kind: what is edited
 * @plugin: (nullable): its protocol or its trigger
 *
 * Returns: (transfer floating): an editor in which all keys have their defaults; when there is no
 *   such plugin it says so and has no keys
 */
TocsinSettingsEditor *
tocsin_settings_editor_new (TocsinWorkbench *workbench, TocsinConfigKind kind, const char *plugin)
{
  g_autoptr (GError) error = NULL;
  TocsinEditorModel *model = tocsin_editor_model_new (kind, plugin, &error);

  return make (workbench, model, kind == TOCSIN_CONFIG_CONNECTION, error);
}

/**
 * tocsin_settings_editor_new_for_action:
 * @workbench: where connections and folders are known
 * @type: the kind of action
 * @prefix: what its keys begin with in assignments, with the dot at its end: `action.save-2.`
 *
 * Returns: (transfer floating): an editor of one action of a task, with keys under @prefix
 */
TocsinSettingsEditor *
tocsin_settings_editor_new_for_action (TocsinWorkbench *workbench,
                                       const char *type,
                                       const char *prefix)
{
  g_autoptr (GError) error = NULL;
  TocsinEditorModel *model = tocsin_editor_model_new_for_action (type, prefix, &error);

  return make (workbench, model, FALSE, error);
}

/**
 * tocsin_settings_editor_get_model:
 * @self: an editor
 *
 * Returns: (nullable) (transfer none): what it shows
 */
TocsinEditorModel *
tocsin_settings_editor_get_model (TocsinSettingsEditor *self)
{
  return self->model;
}

/**
 * tocsin_settings_editor_get_workbench:
 * @self: an editor
 *
 * Returns: (transfer none): the workbench
 */
TocsinWorkbench *
tocsin_settings_editor_get_workbench (TocsinSettingsEditor *self)
{
  return self->workbench;
}

/**
 * tocsin_settings_editor_set_mailbox:
 * @self: an editor
 * @connection: (nullable): the connection that the task watches, by id or name
 *
 * Whose folders are offered where no setting of the editor itself names a connection.
 */
void
tocsin_settings_editor_set_mailbox (TocsinSettingsEditor *self, const char *connection)
{
  g_free (self->mailbox);
  self->mailbox = g_strdup (connection);
}

/**
 * tocsin_settings_editor_get_mailbox:
 * @self: an editor
 *
 * Returns: (nullable) (transfer none): the connection whose folders are meant, by id or name
 */
const char *
tocsin_settings_editor_get_mailbox (TocsinSettingsEditor *self)
{
  TocsinEditorRow *row =
      self->model != NULL ? tocsin_editor_model_find_mailbox (self->model) : NULL;

  return row != NULL ? tocsin_editor_row_get_text (row) : self->mailbox;
}

/**
 * tocsin_settings_editor_set_pages:
 * @self: an editor
 * @ids: (array zero-terminated=1): the ids of the pages to be shown: `main`, `trigger`,
 *   `encryption` and so on
 *
 * For who shows parts of one thing in different places.
 */
void
tocsin_settings_editor_set_pages (TocsinSettingsEditor *self, const char *const *ids)
{
  g_strfreev (self->pages);
  self->pages = g_strdupv ((GStrv) ids);
  if (self->model != NULL)
    build (self);
}

/**
 * tocsin_settings_editor_check:
 * @self: an editor
 *
 * Goes to the first row that is not good, if there is one. From then on also says what was never
 * filled in.
 *
 * Returns: whether all that applies is good
 */
gboolean
tocsin_settings_editor_check (TocsinSettingsEditor *self)
{
  TocsinEditorRow *row =
      self->model != NULL ? tocsin_editor_model_find_problem (self->model) : NULL;

  if (self->check != NULL)
    tocsin_settings_check_insist (self->check);
  if (row == NULL)
    return TRUE;
  tocsin_settings_editor_show_key (self, tocsin_editor_row_get_key (row));

  return FALSE;
}

/**
 * tocsin_settings_editor_show_key:
 * @self: an editor
 * @key: a key
 *
 * Goes to the key's row: its page, unfolded, with the focus.
 *
 * Returns: whether it has such a row, and that applies
 */
gboolean
tocsin_settings_editor_show_key (TocsinSettingsEditor *self, const char *key)
{
  TocsinEditorRow *row = self->model != NULL ? tocsin_editor_model_find (self->model, key) : NULL;

  fill_all (self);
  for (guint i = 0; row != NULL && i < self->boxes->len; i++)
    {
      GtkWidget *widget = tocsin_group_box_find (g_ptr_array_index (self->boxes, i), row);
      GtkWidget *page = widget != NULL && self->stack != NULL
                            ? gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_PAGE)
                            : NULL;

      if (widget == NULL)
        continue;
      if (page != NULL)
        adw_view_stack_set_visible_child (self->stack, page);
      gtk_widget_grab_focus (widget);
      return tocsin_editor_row_get_visible (row);
    }

  return FALSE;
}
