/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/action-list.h"

#include "core/settings/task-settings.h"
#include "ui/desktop/model/plugin-title.h"
#include "ui/desktop/tasks/action-card.h"

struct _TocsinActionList
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  GHashTable
      *taken;   /* ids that are, or were, another action's: its settings must not be inherited */
  GStrv before; /* the order as it is stored */
  char *mailbox;

  GtkBox *cards;
  GtkWidget *none;
  GtkMenuButton *add;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TocsinActionList, tocsin_action_list, ADW_TYPE_BIN)

static TocsinActionCard *
first_card (TocsinActionList *self)
{
  return (TocsinActionCard *) gtk_widget_get_first_child (GTK_WIDGET (self->cards));
}

static TocsinActionCard *
next_card (TocsinActionCard *card)
{
  return (TocsinActionCard *) gtk_widget_get_next_sibling (GTK_WIDGET (card));
}

static void
number (TocsinActionList *self)
{
  guint count = tocsin_action_list_get_count (self), place = 0;

  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    tocsin_action_card_set_place (card, place++, count);
  gtk_widget_set_visible (self->none, count == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->cards), count > 0);
}

static void
tell (TocsinActionList *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_move (TocsinActionCard *card, int by, TocsinActionList *self)
{
  GtkWidget *widget = GTK_WIDGET (card);
  GtkWidget *before = by > 0 ? gtk_widget_get_next_sibling (widget) : NULL;

  if (by < 0 && gtk_widget_get_prev_sibling (widget) == NULL)
    return;
  if (by > 0 && before == NULL)
    return;
  if (by < 0)
    before = gtk_widget_get_prev_sibling (gtk_widget_get_prev_sibling (widget));
  gtk_box_reorder_child_after (self->cards, widget, before);
  number (self);
  tell (self);
}

static gboolean
stands_before (TocsinActionCard *card, TocsinActionCard *other)
{
  for (card = next_card (card); card != NULL; card = next_card (card))
    if (card == other)
      return TRUE;

  return FALSE;
}

/* It takes the place of the card it is dropped on, which makes room on the side it came from. */
static void
on_dropped (TocsinActionCard *card, TocsinActionCard *other, TocsinActionList *self)
{
  GtkWidget *after = GTK_WIDGET (card);

  if (!stands_before (other, card))
    after = gtk_widget_get_prev_sibling (after);
  gtk_box_reorder_child_after (self->cards, GTK_WIDGET (other), after);
  number (self);
  tell (self);
}

static void
on_removed (TocsinActionCard *card, TocsinActionList *self)
{
  gtk_box_remove (self->cards, GTK_WIDGET (card));
  number (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add));
  tell (self);
}

static TocsinActionCard *
add_card (TocsinActionList *self, const char *id, const char *type)
{
  GtkWidget *card = tocsin_action_card_new (self->workbench, id, type);

  tocsin_settings_editor_set_mailbox (tocsin_action_card_get_editor (TOCSIN_ACTION_CARD (card)),
                                      self->mailbox);
  g_signal_connect_object (card, "changed", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "move", G_CALLBACK (on_move), self, 0);
  g_signal_connect_object (card, "dropped", G_CALLBACK (on_dropped), self, 0);
  g_signal_connect_object (card, "removed", G_CALLBACK (on_removed), self, 0);
  gtk_box_append (self->cards, card);
  g_hash_table_add (self->taken, g_strdup (id));

  return TOCSIN_ACTION_CARD (card);
}

static void
activate_add (GtkWidget *widget, const char *action, GVariant *type)
{
  tocsin_action_list_add (TOCSIN_ACTION_LIST (widget), g_variant_get_string (type, NULL));
}

static void
tocsin_action_list_dispose (GObject *object)
{
  TocsinActionList *self = TOCSIN_ACTION_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_ACTION_LIST);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_action_list_parent_class)->dispose (object);
}

static void
tocsin_action_list_finalize (GObject *object)
{
  TocsinActionList *self = TOCSIN_ACTION_LIST (object);

  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->before, g_strfreev);
  g_clear_pointer (&self->mailbox, g_free);

  G_OBJECT_CLASS (tocsin_action_list_parent_class)->finalize (object);
}

static void
tocsin_action_list_class_init (TocsinActionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tocsin_action_list_dispose;
  object_class->finalize = tocsin_action_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/action-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinActionList, cards);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionList, none);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionList, add);
  gtk_widget_class_install_action (widget_class, "actions.add", "s", activate_add);
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_ACTION_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_action_list_init (TocsinActionList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->before = g_new0 (char *, 1);
}

/* Whatever actions the plugins bring. */
static GMenuModel *
make_menu (TocsinWorkbench *workbench)
{
  GMenu *menu = g_menu_new ();
  g_auto (GStrv) types =
      tocsin_registry_list (tocsin_workbench_get_registry (workbench), TOCSIN_PLUGIN_ACTION);

  for (gsize i = 0; types[i] != NULL; i++)
    {
      g_autofree char *icon = NULL;
      g_autofree char *title = tocsin_plugin_title_find (TOCSIN_PLUGIN_ACTION, types[i], &icon);
      g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

      g_menu_item_set_action_and_target (item, "actions.add", "s", types[i]);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

/**
 * tocsin_action_list_new:
 * @workbench: the workbench
 *
 * Returns: (transfer floating): a list without actions.
 */
TocsinActionList *
tocsin_action_list_new (TocsinWorkbench *workbench)
{
  TocsinActionList *self = g_object_new (TOCSIN_TYPE_ACTION_LIST, NULL);
  g_autoptr (GMenuModel) menu = make_menu (workbench);

  self->workbench = g_object_ref (workbench);
  gtk_menu_button_set_menu_model (self->add, menu);
  number (self);

  return self;
}

/**
 * tocsin_action_list_fill:
 * @self: a list without actions
 * @task: the task as it is stored
 */
void
tocsin_action_list_fill (TocsinActionList *self, TocsinSnapshot *task)
{
  GPtrArray *actions = tocsin_task_settings_get_actions (TOCSIN_TASK_SETTINGS (task));

  for (guint i = 0; i < actions->len; i++)
    {
      TocsinSnapshot *action = g_ptr_array_index (actions, i);
      TocsinActionCard *card =
          add_card (self, tocsin_snapshot_get_id (action), tocsin_snapshot_get_plugin (action));

      tocsin_settings_editor_fill (tocsin_action_card_get_editor (card), task);
    }
  g_strfreev (self->before);
  self->before = g_strdupv ((GStrv) tocsin_snapshot_get_strv (task, "actions"));
  number (self);
}

/**
 * tocsin_action_list_set_mailbox:
 * @self: a list
 * @connection: (nullable): the connection that the task watches, by id or name
 *
 * Whose folders are offered to actions that name no other.
 */
void
tocsin_action_list_set_mailbox (TocsinActionList *self, const char *connection)
{
  g_free (self->mailbox);
  self->mailbox = g_strdup (connection);
  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    tocsin_settings_editor_set_mailbox (tocsin_action_card_get_editor (card), connection);
}

static char *
make_id (TocsinActionList *self, const char *type)
{
  g_autofree char *id = g_strdup (type);

  for (guint i = 2; g_hash_table_contains (self->taken, id); i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", type, i);
    }

  return g_steal_pointer (&id);
}

/**
 * tocsin_action_list_add:
 * @self: a list
 * @type: a kind of action
 *
 * Puts a new one behind the others.
 */
void
tocsin_action_list_add (TocsinActionList *self, const char *type)
{
  g_autofree char *id = make_id (self, type);
  TocsinActionCard *card = add_card (self, id, type);

  number (self);
  tocsin_action_card_focus (card);
  tell (self);
}

/**
 * tocsin_action_list_get_count:
 * @self: a list
 *
 * Returns: how many actions there are.
 */
guint
tocsin_action_list_get_count (TocsinActionList *self)
{
  guint count = 0;

  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    count++;

  return count;
}

static void
collect_card (TocsinActionCard *card, GStrvBuilder *assignments, GStrvBuilder *resets)
{
  TocsinSettingsEditor *editor = tocsin_action_card_get_editor (card);
  g_auto (GStrv) set = tocsin_settings_editor_list_assignments (editor);
  g_auto (GStrv) reset = tocsin_settings_editor_list_resets (editor);

  g_strv_builder_addv (assignments, (const char **) set);
  g_strv_builder_addv (resets, (const char **) reset);
}

static gboolean
is_new (TocsinActionList *self, TocsinActionCard *card)
{
  return !g_strv_contains ((const char *const *) self->before, tocsin_action_card_get_id (card));
}

/* An action is called by its kind unless there are two of one. */
static void
collect_type (TocsinActionList *self, TocsinActionCard *card, GStrvBuilder *assignments)
{
  const char *id = tocsin_action_card_get_id (card);
  const char *type = tocsin_action_card_get_action_type (card);
  g_autofree char *assignment = g_strdup_printf ("action.%s.type=%s", id, type);

  if (is_new (self, card) && !g_str_equal (id, type))
    g_strv_builder_add (assignments, assignment);
}

/**
 * tocsin_action_list_collect:
 * @self: a list
 * @assignments: gets what is set
 * @resets: gets what goes back to its default
 *
 * Tells what differs from what is stored.
 */
void
tocsin_action_list_collect (TocsinActionList *self, GStrvBuilder *assignments, GStrvBuilder *resets)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *order = NULL;

  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    {
      g_strv_builder_add (builder, tocsin_action_card_get_id (card));
      collect_type (self, card, assignments);
      collect_card (card, assignments, resets);
    }
  ids = g_strv_builder_end (builder);
  if (g_strv_equal ((const char *const *) ids, (const char *const *) self->before))
    return;
  joined = g_strjoinv (",", ids);
  order = g_strdup_printf ("actions=%s", joined);
  g_strv_builder_add (assignments, order);
}

/**
 * tocsin_action_list_list_editors:
 * @self: a list
 *
 * Returns: (transfer container) (element-type TocsinSettingsEditor): the settings of each.
 */
GPtrArray *
tocsin_action_list_list_editors (TocsinActionList *self)
{
  GPtrArray *editors = g_ptr_array_new ();

  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    g_ptr_array_add (editors, tocsin_action_card_get_editor (card));

  return editors;
}

/**
 * tocsin_action_list_has_changes:
 * @self: a list
 *
 * Returns: whether a setting, or a password, of one of the actions was changed.
 */
gboolean
tocsin_action_list_has_changes (TocsinActionList *self)
{
  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    if (tocsin_settings_editor_has_changes (tocsin_action_card_get_editor (card)))
      return TRUE;

  return FALSE;
}

/* Passwords that are on their way. */
typedef struct
{
  guint waiting;
  GError *error; /* the first */
} Storing;

static void
storing_free (gpointer data)
{
  Storing *self = data;

  g_clear_error (&self->error);
  g_free (self);
}

static void
settle (GTask *task)
{
  Storing *storing = g_task_get_task_data (task);

  if (--storing->waiting > 0)
    return;
  if (storing->error != NULL)
    g_task_return_error (task, g_steal_pointer (&storing->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Storing *storing = g_task_get_task_data (task);

  tocsin_settings_editor_store_secrets_finish (TOCSIN_SETTINGS_EDITOR (source), result,
                                               storing->error == NULL ? &storing->error : NULL);
  settle (task);
}

/**
 * tocsin_action_list_store_secrets_async:
 * @self: a list
 * @task: the task's id
 * @callback: when that is done
 * @user_data: for @callback
 *
 * Puts the passwords that were typed for its actions where the settings say they are, each under
 * the name by which its action asks for it.
 */
void
tocsin_action_list_store_secrets_async (TocsinActionList *self,
                                        const char *task,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) storing = g_task_new (self, NULL, callback, user_data);
  Storing *state = g_new0 (Storing, 1);

  state->waiting = 1;
  g_task_set_task_data (storing, state, storing_free);
  for (TocsinActionCard *card = first_card (self); card != NULL; card = next_card (card))
    {
      g_autofree char *owner =
          g_strdup_printf ("tasks/%s/%s", task, tocsin_action_card_get_id (card));

      state->waiting++;
      tocsin_settings_editor_store_secrets_async (tocsin_action_card_get_editor (card), owner, NULL,
                                                  on_stored, g_object_ref (storing));
    }
  settle (storing);
}

/**
 * tocsin_action_list_store_secrets_finish:
 * @self: a list
 * @result: what the callback was given
 * @error: a secret error, of the first that could not be stored
 *
 * Returns: whether all of them are stored.
 */
gboolean
tocsin_action_list_store_secrets_finish (TocsinActionList *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
