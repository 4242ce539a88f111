/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <core/tocsin.h>

/* The trigger "tick" fires so many times and remembers how often it did. */
G_DECLARE_FINAL_TYPE (TickTrigger, tick_trigger, TICK, TRIGGER, GObject)
struct _TickTrigger
{
  GObject parent_instance;
  guint times;
};

static gboolean
tick_configure (TocsinTrigger *trigger, TocsinSnapshot *settings, GError **error)
{
  TICK_TRIGGER (trigger)->times = tocsin_snapshot_get_uint (settings, "times");
  return TICK_TRIGGER (trigger)->times != 13 || tocsin_refuse_key (error, "times", "bad luck");
}

static gint64
tick_get_next (TocsinTrigger *trigger, GVariant *state, gint64 now)
{
  guint done = state != NULL ? g_variant_get_uint32 (state) : 0;
  return done < TICK_TRIGGER (trigger)->times ? now : -1;
}

static gboolean
tick_look (TocsinTrigger *trigger, TocsinTriggerPass *pass, GCancellable *stop, GError **error)
{
  GVariant *state = tocsin_trigger_pass_get_state (pass);
  guint number = (state != NULL ? g_variant_get_uint32 (state) : 0) + 1;
  gint64 now = tocsin_trigger_pass_get_now (pass);
  g_autofree char *key = g_strdup_printf ("tick-%u", number);
  tocsin_trigger_pass_add (pass, key, "org.example.tick.v1", key, now, json_object_new ());
  tocsin_trigger_pass_set_state (pass, g_variant_new_uint32 (number));
  return TRUE;
}

static void
tick_trigger_interface_init (TocsinTriggerInterface *iface)
{
  iface->configure = tick_configure;
  iface->get_next = tick_get_next;
  iface->look = tick_look;
}

TOCSIN_DEFINE_PLUGIN_TYPE (TickTrigger, tick_trigger, TOCSIN_TYPE_TRIGGER)

/* The action "shout" says what happened in capitals, into the history of the event. */
G_DECLARE_FINAL_TYPE (ShoutAction, shout_action, SHOUT, ACTION, GObject)
struct _ShoutAction
{
  GObject parent_instance;
  gboolean ask;
};

static gboolean
shout_configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  SHOUT_ACTION (action)->ask = tocsin_snapshot_get_boolean (settings, "ask");
  return TRUE;
}

static TocsinPlan *
shout_plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  g_autofree char *loud = g_utf8_strup (tocsin_event_get_event_type (event), -1);
  const char *mark = SHOUT_ACTION (action)->ask ? "?!" : "!";
  return tocsin_plan_new (g_variant_new ("a{sv}", NULL), "%s%s", loud, mark);
}

static TocsinOutcome *
shout_perform (TocsinAction *action,
               TocsinPlan *plan,
               TocsinEvent *event,
               TocsinHost *host,
               GCancellable *stop,
               GError **error)
{
  return tocsin_outcome_new ("shouted %s", plan->summary);
}

static void
shout_action_interface_init (TocsinActionInterface *iface)
{
  iface->configure = shout_configure;
  iface->plan = shout_plan;
  iface->perform = shout_perform;
}
TOCSIN_DEFINE_PLUGIN_TYPE (ShoutAction, shout_action, TOCSIN_TYPE_ACTION)
TOCSIN_PLUGIN_DECLARE_ABI ();

gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_trigger (plugin, "tick", tick_trigger_get_type ());
  tocsin_plugin_add_action (plugin, "shout", shout_action_get_type ());
  return TRUE;
}
