/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/item.h"

#include "core/settings/task-settings.h"
#include "ui/desktop/model/age.h"

typedef struct
{
  char *id;
  TocsinSnapshot *settings;
  GError *problem;
  TocsinFacts facts;
  char *state_text;
  gint64 step;
} TocsinItemPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (TocsinItem, tocsin_item, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_PLUGIN,
  PROP_SETTINGS,
  PROP_ENABLED,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_ERROR,
  PROP_TODAY,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static TocsinItemPrivate *
get_private (TocsinItem *self)
{
  return tocsin_item_get_instance_private (self);
}

static void
tocsin_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinItem *self = TOCSIN_ITEM (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, tocsin_item_get_id (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, tocsin_item_get_name (self));
      break;
    case PROP_PLUGIN:
      g_value_set_string (value, tocsin_item_get_plugin (self));
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, tocsin_item_get_settings (self));
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, tocsin_item_get_enabled (self));
      break;
    case PROP_STATE:
      g_value_set_string (value, tocsin_item_get_state (self));
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, tocsin_item_get_state_text (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, tocsin_item_get_error (self));
      break;
    case PROP_TODAY:
      g_value_set_uint64 (value, tocsin_item_get_today (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tocsin_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TocsinItemPrivate *private = get_private (TOCSIN_ITEM (object));

  if (id == PROP_ID)
  private->id = g_value_dup_string (value);
  else G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_item_finalize (GObject *object)
{
  TocsinItemPrivate *private = get_private (TOCSIN_ITEM (object));

  g_clear_object (&private->settings);
  g_clear_error (&private->problem);
  tocsin_facts_clear (&private->facts);
  g_free (private->state_text);
  g_free (private->id);

  G_OBJECT_CLASS (tocsin_item_parent_class)->finalize (object);
}

static void
tocsin_item_class_init (TocsinItemClass *klass)
{
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_item_get_property;
  object_class->set_property = tocsin_item_set_property;
  object_class->finalize = tocsin_item_finalize;

  properties[PROP_ID] = g_param_spec_string (
      "id", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", shown);
  properties[PROP_PLUGIN] = g_param_spec_string ("plugin", NULL, NULL, "", shown);
  properties[PROP_SETTINGS] =
      g_param_spec_object ("settings", NULL, NULL, TOCSIN_TYPE_SNAPSHOT, shown);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, shown);
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, "resting", shown);
  properties[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, "", shown);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);
  properties[PROP_TODAY] = g_param_spec_uint64 ("today", NULL, NULL, 0, G_MAXUINT64, 0, shown);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
tocsin_item_init (TocsinItem *self)
{
  get_private (self)->facts.state = "resting";
}

/**
 * tocsin_item_get_id:
 * @self: a row
 *
 * Returns: (transfer none): its id, which never changes.
 */
const char *
tocsin_item_get_id (TocsinItem *self)
{
  g_return_val_if_fail (TOCSIN_IS_ITEM (self), NULL);

  return get_private (self)->id;
}

/**
 * tocsin_item_get_name:
 * @self: a row
 *
 * Returns: (transfer none): what a person calls it; its id where it has no name.
 */
const char *
tocsin_item_get_name (TocsinItem *self)
{
  TocsinItemPrivate *private;
  const char *name;

  g_return_val_if_fail (TOCSIN_IS_ITEM (self), NULL);

  private = get_private (self);
  name = private->settings != NULL ? tocsin_snapshot_get_name (private->settings) : "";

  return *name != '\0' ? name : private->id;
}

/**
 * tocsin_item_get_plugin:
 * @self: a row
 *
 * Returns: (transfer none): a connection's protocol, a task's trigger; "" where the settings have
 *   never been good.
 */
const char *
tocsin_item_get_plugin (TocsinItem *self)
{
  TocsinSnapshot *settings = tocsin_item_get_settings (self);

  if (settings == NULL)
    return "";
  if (TOCSIN_IS_TASK_SETTINGS (settings))
    settings = tocsin_task_settings_get_trigger (TOCSIN_TASK_SETTINGS (settings));

  return tocsin_snapshot_get_plugin (settings);
}

/**
 * tocsin_item_get_settings:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): its settings at this moment; %NULL where they have never
 *   been good.
 */
TocsinSnapshot *
tocsin_item_get_settings (TocsinItem *self)
{
  g_return_val_if_fail (TOCSIN_IS_ITEM (self), NULL);

  return get_private (self)->settings;
}

/**
 * tocsin_item_get_enabled:
 * @self: a row
 *
 * Returns: whether it is switched on; a connection always is.
 */
gboolean
tocsin_item_get_enabled (TocsinItem *self)
{
  TocsinSnapshot *settings = tocsin_item_get_settings (self);

  return settings == NULL || !TOCSIN_IS_TASK_SETTINGS (settings)
         || tocsin_task_settings_get_enabled (TOCSIN_TASK_SETTINGS (settings));
}

/**
 * tocsin_item_get_facts:
 * @self: a row
 *
 * Returns: (transfer none): how it does.
 */
const TocsinFacts *
tocsin_item_get_facts (TocsinItem *self)
{
  g_return_val_if_fail (TOCSIN_IS_ITEM (self), NULL);

  return &get_private (self)->facts;
}

/**
 * tocsin_item_get_state:
 * @self: a row
 *
 * Returns: (transfer none): one of the states of #TocsinFacts.
 */
const char *
tocsin_item_get_state (TocsinItem *self)
{
  return tocsin_item_get_facts (self)->state;
}

/**
 * tocsin_item_get_state_text:
 * @self: a row
 *
 * Returns: (transfer none): its line in words, until the next change.
 */
const char *
tocsin_item_get_state_text (TocsinItem *self)
{
  TocsinItemPrivate *private;

  g_return_val_if_fail (TOCSIN_IS_ITEM (self), NULL);

  /* Made when somebody looks: most rows of a long list are never seen. */
  private = get_private (self);
  if (private->state_text == NULL)
  private->state_text = tocsin_facts_say (&private->facts, g_get_real_time ());

  return private->state_text;
}

/**
 * tocsin_item_get_error:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): why it does not work: a mistake in its settings, or what the
 *   engine met.
 */
const GError *
tocsin_item_get_error (TocsinItem *self)
{
  return tocsin_item_get_facts (self)->error;
}

/**
 * tocsin_item_get_today:
 * @self: a row
 *
 * Returns: how many messages matched today.
 */
guint64
tocsin_item_get_today (TocsinItem *self)
{
  return tocsin_item_get_facts (self)->today;
}

static void
notify (TocsinItem *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * tocsin_item_take_settings:
 * @self: a row
 * @settings: (nullable): its settings now
 * @problem: (nullable): what is wrong with them, so that the engine can't use them as they stand
 *
 * Tells what is different.
 */
void
tocsin_item_take_settings (TocsinItem *self, TocsinSnapshot *settings, const GError *problem)
{
  TocsinItemPrivate *private = get_private (self);
  g_autofree char *name = g_strdup (tocsin_item_get_name (self));
  g_autofree char *plugin = g_strdup (tocsin_item_get_plugin (self));
  gboolean enabled = tocsin_item_get_enabled (self);

  g_clear_error (&private->problem);
  if (problem != NULL)
  private->problem = g_error_copy (problem);
  if (!g_set_object (&private->settings, settings))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_SETTINGS);
  if (!g_str_equal (name, tocsin_item_get_name (self)))
    notify (self, PROP_NAME);
  if (!g_str_equal (plugin, tocsin_item_get_plugin (self)))
    notify (self, PROP_PLUGIN);
  if (enabled != tocsin_item_get_enabled (self))
    notify (self, PROP_ENABLED);
  g_object_thaw_notify (G_OBJECT (self));
}

/* A mistake in the settings is told before anything else: the engine works with older ones. */
static void
put_problem (TocsinItemPrivate *private, TocsinFacts *facts)
{
  if (private->problem == NULL)
    return;
  tocsin_facts_clear (facts);
  facts->state = "broken";
  facts->error = g_error_copy (private->problem);
}

/**
 * tocsin_item_take_facts:
 * @self: a row, which has its settings
 * @facts: how it does now
 * @now: the present, microseconds since 1970
 *
 * Tells what is different.
 */
void
tocsin_item_take_facts (TocsinItem *self, const TocsinFacts *facts, gint64 now)
{
  TocsinItemPrivate *private = get_private (self);
  g_auto (TocsinFacts) fresh = { 0 };
  g_auto (TocsinFacts) old = private->facts;

  tocsin_facts_copy (&fresh, facts);
  put_problem (private, &fresh);
  if (tocsin_facts_equal (&old, &fresh))
    {
      old = (TocsinFacts){ 0 };
      return;
    }

  private->facts = fresh;
  fresh = (TocsinFacts){ 0 };
  g_clear_pointer (&private->state_text, g_free);
  private->step = tocsin_age_get_step (private->facts.moment, now);
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old.state, private->facts.state) != 0)
    notify (self, PROP_STATE);
  if (old.today != private->facts.today)
    notify (self, PROP_TODAY);
  notify (self, PROP_ERROR);
  notify (self, PROP_STATE_TEXT);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * tocsin_item_age:
 * @self: a row
 * @now: the present, microseconds since 1970
 *
 * Tells that its words are others now, if they are.
 *
 * Returns: whether its words age at all.
 */
gboolean
tocsin_item_age (TocsinItem *self, gint64 now)
{
  TocsinItemPrivate *private = get_private (self);
  gint64 step = tocsin_age_get_step (private->facts.moment, now);

  if (private->facts.moment == 0)
    return FALSE;
  if (step != private->step)
    {
      private->step = step;
      g_clear_pointer (&private->state_text, g_free);
      notify (self, PROP_STATE_TEXT);
    }

  return TRUE;
}
