/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/notify-action.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/plugin/refusal.h"
#include "plugins/notify/button.h"
#include "plugins/notify/desk.h"
#include "plugins/notify/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest text that a summary of a plan repeats. */
#define MAX_SHOWN 100

#define LEAVE_TO_DESKTOP (-1)
#define NEVER 0

struct _TocsinNotifyAction
{
  GObject parent_instance;

  TocsinTemplate *summary;
  TocsinTemplate *text;
  GPtrArray *buttons;
  char *icon;
  char *category;
  guint8 urgency;
  gint32 expires;
  gboolean replace;
  guint most;
};

static TocsinTemplate *
take_pattern (TocsinSnapshot *settings, const char *key, GError **error)
{
  TocsinTemplate *pattern = tocsin_template_new (tocsin_snapshot_get_string (settings, key),
                                                 TOCSIN_TEMPLATE_FLAGS_NONE, error);

  if (pattern == NULL)
    tocsin_error_translate (error, "%s", key);

  return pattern;
}

static gboolean
take_icon (TocsinNotifyAction *self, TocsinSnapshot *settings, GError **error)
{
  const char *icon = tocsin_snapshot_get_string (settings, "icon");

  if (strchr (icon, '/') != NULL && !g_path_is_absolute (icon)
      && !g_str_has_prefix (icon, "file:///"))
    return tocsin_refuse_key (
        error, "icon", _ ("“%s”: give the name of an icon, or the full path of a picture"), icon);
  self->icon = g_strdup (icon);

  return TRUE;
}

static void
take_manner (TocsinNotifyAction *self, TocsinSnapshot *settings)
{
  static const char *const urgencies[] = { "low", "normal", "critical" };
  const char *urgency = tocsin_snapshot_get_string (settings, "urgency");
  guint timeout = tocsin_snapshot_get_uint (settings, "timeout");

  for (guint8 i = 0; i < G_N_ELEMENTS (urgencies); i++)
    if (g_str_equal (urgency, urgencies[i]))
      self->urgency = i;
  self->expires = timeout > 0 ? (gint32) timeout * 1000 : LEAVE_TO_DESKTOP;
  if (tocsin_snapshot_get_boolean (settings, "stay"))
    self->expires = NEVER;
  self->category = g_strdup (tocsin_snapshot_get_string (settings, "category"));
  self->replace = tocsin_snapshot_get_boolean (settings, "replace");
  self->most = tocsin_snapshot_get_uint (settings, "most");
}

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  TocsinNotifyAction *self = TOCSIN_NOTIFY_ACTION (action);

  self->summary = take_pattern (settings, "summary", error);
  if (self->summary == NULL)
    return FALSE;
  self->text = take_pattern (settings, "text", error);
  if (self->text == NULL || !take_icon (self, settings, error))
    return FALSE;
  take_manner (self, settings);
  self->buttons = notify_buttons_new (tocsin_snapshot_get_value (settings, "buttons"), error);

  return self->buttons != NULL;
}

/* A notification that comes twice does no harm; one that never comes may. */
static TocsinActionTraits
get_traits (TocsinAction *action)
{
  return TOCSIN_ACTION_REPEATABLE;
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  TocsinNotifyAction *self = TOCSIN_NOTIFY_ACTION (action);

  tocsin_template_list_fields (self->summary, fields);
  tocsin_template_list_fields (self->text, fields);
  notify_buttons_list_fields (self->buttons, fields);
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  TocsinNotifyAction *self = TOCSIN_NOTIFY_ACTION (action);
  JsonObject *data = tocsin_event_get_data (event);
  g_autofree char *summary = notify_text_expand (self->summary, data, FALSE);
  g_autofree char *text = notify_text_expand (self->text, data, TRUE);
  g_autofree char *shown = tocsin_text_escape (summary, -1, MAX_SHOWN);
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  GVariant *buttons = notify_buttons_expand (self->buttons, event, error);

  if (buttons == NULL)
    return NULL;
  g_variant_dict_insert (&details, "summary", "s", summary);
  g_variant_dict_insert (&details, "text", "s", text);
  g_variant_dict_insert_value (&details, "buttons", buttons);

  return tocsin_plan_new (g_variant_dict_end (&details), _ ("notify “%s”"), shown);
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  TocsinNotifyAction *self = TOCSIN_NOTIFY_ACTION (action);
  g_autoptr (GVariant) buttons =
      g_variant_lookup_value (planned->details, "buttons", G_VARIANT_TYPE (NOTIFY_BUTTONS_TYPE));
  const char *task = tocsin_event_get_field (event, "task");
  NotifyNote note = { .task = task != NULL ? task : "",
                      .icon = self->icon,
                      .category = self->category,
                      .urgency = self->urgency,
                      .expires = self->expires,
                      .replace = self->replace,
                      .most = self->most,
                      .buttons = buttons };
  guint counted;

  if (!g_variant_lookup (planned->details, "summary", "&s", &note.summary)
      || !g_variant_lookup (planned->details, "text", "&s", &note.text))
    g_return_val_if_reached (NULL);
  if (!notify_desk_show (notify_desk_get (), &note, &counted, cancellable, error))
    return NULL;

  return counted > 0
             ? tocsin_outcome_new (_ ("counted in a notification with others (%u)"), counted)
             : tocsin_outcome_new (_ ("shown on the desktop"));
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = configure;
  iface->get_traits = get_traits;
  iface->list_fields = list_fields;
  iface->plan = plan;
  iface->perform = perform;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinNotifyAction,
                               tocsin_notify_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_notify_action_finalize (GObject *object)
{
  TocsinNotifyAction *self = TOCSIN_NOTIFY_ACTION (object);

  g_clear_pointer (&self->summary, tocsin_template_unref);
  g_clear_pointer (&self->text, tocsin_template_unref);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_free (self->icon);
  g_free (self->category);

  G_OBJECT_CLASS (tocsin_notify_action_parent_class)->finalize (object);
}

static void
tocsin_notify_action_class_init (TocsinNotifyActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_notify_action_finalize;
}

static void
tocsin_notify_action_init (TocsinNotifyAction *self)
{
}
