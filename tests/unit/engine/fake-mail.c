/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-mail.h"

typedef struct
{
  GObject parent_instance;

  TocsinMailRule rule;
} FakeLetter;

typedef struct
{
  GObjectClass parent_class;
} FakeLetterClass;

static TocsinMailStart
read_start (TocsinSnapshot *settings)
{
  static const char *const names[] = { "now", "unread", "all", "last", "since", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (tocsin_snapshot_get_string (settings, "start"), names[i]))
      return (TocsinMailStart) i;

  g_assert_not_reached ();
}

static gboolean
letter_configure (TocsinTrigger *trigger, TocsinSnapshot *settings, GError **error)
{
  TocsinMailRule *rule = &((FakeLetter *) trigger)->rule;
  const char *query = tocsin_snapshot_get_string (settings, "query");

  rule->connection = g_strdup (tocsin_snapshot_get_string (settings, "connection"));
  rule->folders = g_strdupv ((GStrv) tocsin_snapshot_get_strv (settings, "folders"));
  rule->check = g_strdup (tocsin_snapshot_get_string (settings, "check"));
  rule->start = read_start (settings);
  rule->start_value = (gint64) tocsin_snapshot_get_uint64 (settings, "value");
  rule->each = tocsin_snapshot_get_boolean (settings, "each");
  rule->stop_processing = tocsin_snapshot_get_boolean (settings, "stop");
  if (query[0] == '\0')
    return TRUE;

  rule->query = tocsin_query_parse (query, error);
  return rule->query != NULL;
}

static const TocsinMailRule *
letter_get_rule (TocsinMailTrigger *trigger)
{
  return &((FakeLetter *) trigger)->rule;
}

static void
trigger_init (TocsinTriggerInterface *iface)
{
  iface->configure = letter_configure;
}

static void
mail_trigger_init (TocsinMailTriggerInterface *iface)
{
  iface->get_rule = letter_get_rule;
}

static GType fake_letter_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeLetter,
                         fake_letter,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_TRIGGER, trigger_init)
                             G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRIGGER, mail_trigger_init))

static void
fake_letter_finalize (GObject *object)
{
  TocsinMailRule *rule = &((FakeLetter *) object)->rule;

  g_free (rule->connection);
  g_strfreev (rule->folders);
  g_free (rule->check);
  g_clear_pointer (&rule->query, tocsin_query_unref);

  G_OBJECT_CLASS (fake_letter_parent_class)->finalize (object);
}

static void
fake_letter_class_init (FakeLetterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_letter_finalize;
}

static void
fake_letter_init (FakeLetter *self)
{
}

typedef struct
{
  GObject parent_instance;

  gboolean wants_message;
} FakeAction;

typedef struct
{
  GObjectClass parent_class;
} FakeActionClass;

static gboolean
action_configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  ((FakeAction *) action)->wants_message =
      g_str_equal (tocsin_snapshot_get_plugin (settings), "keep");

  return TRUE;
}

static TocsinActionTraits
action_get_traits (TocsinAction *action)
{
  return ((FakeAction *) action)->wants_message ? TOCSIN_ACTION_NEEDS_MESSAGE : 0;
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = action_configure;
  iface->get_traits = action_get_traits;
}

static GType fake_action_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeAction,
                         fake_action,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
fake_action_class_init (FakeActionClass *klass)
{
}

static void
fake_action_init (FakeAction *self)
{
}

TocsinRegistry *
fake_mail_registry_new (void)
{
  g_autoptr (TocsinPlugin) plugin = tocsin_plugin_new ("fake-mail");
  TocsinRegistry *registry = tocsin_registry_new ();

  tocsin_plugin_add_trigger (plugin, "letter", fake_letter_get_type ());
  tocsin_plugin_add_action (plugin, "keep", fake_action_get_type ());
  tocsin_plugin_add_action (plugin, "note", fake_action_get_type ());
  tocsin_registry_adopt (registry, plugin);

  return registry;
}

/* The assignments follow the id, up to NULL. Without any about actions, the task has `note`. */
TocsinTask *
fake_mail_task_new (TocsinRegistry *registry, const char *id, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new ();
  g_autoptr (TocsinTaskSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_actions = FALSE;
  TocsinTask *task;
  const char *assignment;
  va_list args;

  g_ptr_array_add (assignments, (gpointer) "trigger=letter");
  va_start (args, id);
  while ((assignment = va_arg (args, const char *)) != NULL)
    {
      has_actions = has_actions || g_str_has_prefix (assignment, "actions=");
      g_ptr_array_add (assignments, (gpointer) assignment);
    }
  va_end (args);
  if (!has_actions)
    g_ptr_array_add (assignments, (gpointer) "actions=note");
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_task_settings_new_from_assignments (
      id, (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);
  task = tocsin_task_new (settings, registry, &error);
  g_assert_no_error (error);

  return task;
}
