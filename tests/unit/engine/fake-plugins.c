/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-plugins.h"

#include "core/base/error.h"

/* What deeds have been performed, across threads: "ACTION:EVENT-KEY". */
static GMutex mutex;
static GString *deeds;
static GPtrArray *knocks;
static gboolean knock_fails;

typedef struct
{
  GObject parent_instance;

  char *id;
  char *behaviour;
  gboolean repeatable;
} FakeDeed;

typedef struct
{
  GObjectClass parent_class;
} FakeDeedClass;

static gboolean
deed_configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  FakeDeed *self = (FakeDeed *) action;

  self->id = g_strdup (tocsin_snapshot_get_id (settings));
  self->behaviour = g_strdup (tocsin_snapshot_get_string (settings, "behaviour"));
  self->repeatable = tocsin_snapshot_get_boolean (settings, "repeatable");

  return TRUE;
}

static TocsinActionTraits
deed_get_traits (TocsinAction *action)
{
  return ((FakeDeed *) action)->repeatable ? TOCSIN_ACTION_REPEATABLE : 0;
}

static TocsinPlan *
deed_plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  FakeDeed *self = (FakeDeed *) action;

  if (g_str_equal (self->behaviour, "no-plan"))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "no plan");
      return NULL;
    }

  return tocsin_plan_new (g_variant_new ("a{sv}", NULL), "would %s", self->behaviour);
}

static void
wait_until_cancelled (GCancellable *cancellable)
{
  GPollFD pollfd;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &pollfd));
  g_poll (&pollfd, 1, -1);
  g_cancellable_release_fd (cancellable);
}

static int
choose_code (const char *behaviour)
{
  if (g_str_equal (behaviour, "later"))
    return TOCSIN_ERROR_ACTION_LATER;
  if (g_str_equal (behaviour, "network"))
    return TOCSIN_ERROR_NET_TIMEOUT;
  if (g_str_equal (behaviour, "busy"))
    return TOCSIN_ERROR_SERVER_BUSY;
  if (g_str_equal (behaviour, "gone"))
    return TOCSIN_ERROR_MESSAGE_GONE;
  if (g_str_equal (behaviour, "hang"))
    return TOCSIN_ERROR_CANCELLED;

  return TOCSIN_ERROR_ACTION_FAILED;
}

static TocsinOutcome *
deed_perform (TocsinAction *action,
              TocsinPlan *plan,
              TocsinEvent *event,
              TocsinHost *host,
              GCancellable *cancellable,
              GError **error)
{
  FakeDeed *self = (FakeDeed *) action;
  TocsinOutcome *outcome;

  g_mutex_lock (&mutex);
  g_string_append_printf (deeds, "%s:%s ", self->id, tocsin_event_get_subject (event));
  g_mutex_unlock (&mutex);

  if (g_str_equal (self->behaviour, "hang"))
    wait_until_cancelled (cancellable);
  if (!g_str_equal (self->behaviour, "done") && !g_str_equal (self->behaviour, "drop"))
    {
      g_set_error (error, TOCSIN_ERROR, choose_code (self->behaviour), "it did %s",
                   self->behaviour);
      return NULL;
    }

  outcome = tocsin_outcome_new ("did %s", self->behaviour);
  outcome->drop = g_str_equal (self->behaviour, "drop");

  return outcome;
}

static void
deed_iface_init (TocsinActionInterface *iface)
{
  iface->configure = deed_configure;
  iface->get_traits = deed_get_traits;
  iface->plan = deed_plan;
  iface->perform = deed_perform;
}

static GType fake_deed_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeDeed,
                         fake_deed,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, deed_iface_init))

static void
fake_deed_finalize (GObject *object)
{
  g_free (((FakeDeed *) object)->id);
  g_free (((FakeDeed *) object)->behaviour);

  G_OBJECT_CLASS (fake_deed_parent_class)->finalize (object);
}

static void
fake_deed_class_init (FakeDeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_deed_finalize;
}

static void
fake_deed_init (FakeDeed *self)
{
}

typedef struct
{
  GObject parent_instance;
} FakeKnock;

typedef struct
{
  GObjectClass parent_class;
} FakeKnockClass;

static gboolean
knock_configure (TocsinTrigger *trigger, TocsinSnapshot *settings, GError **error)
{
  return TRUE;
}

/* Wants to look at once as long as somebody has knocked, and never else. */
static gint64
knock_get_next (TocsinTrigger *trigger, GVariant *state, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return knocks->len > 0 ? now : -1;
}

static gboolean
knock_look (TocsinTrigger *trigger,
            TocsinTriggerPass *pass,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (knock_fails)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_REFUSED, "nobody at the door");
      return FALSE;
    }
  for (guint i = 0; i < knocks->len; i++)
    {
      const char *key = g_ptr_array_index (knocks, i);

      tocsin_trigger_pass_add (pass, key, "org.tocsin.knock.v1", key,
                               tocsin_trigger_pass_get_now (pass), json_object_new ());
    }
  g_ptr_array_set_size (knocks, 0);
  tocsin_trigger_pass_set_state (pass, g_variant_new_int64 (tocsin_trigger_pass_get_now (pass)));

  return TRUE;
}

static void
knock_iface_init (TocsinTriggerInterface *iface)
{
  iface->configure = knock_configure;
  iface->get_next = knock_get_next;
  iface->look = knock_look;
}

static GType fake_knock_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeKnock,
                         fake_knock,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_TRIGGER, knock_iface_init))

static void
fake_knock_class_init (FakeKnockClass *klass)
{
}

static void
fake_knock_init (FakeKnock *self)
{
}

TocsinRegistry *
fake_registry_new (void)
{
  g_autoptr (TocsinPlugin) plugin = tocsin_plugin_new ("fake");
  TocsinRegistry *registry = tocsin_registry_new ();

  tocsin_plugin_add_trigger (plugin, "knock", fake_knock_get_type ());
  tocsin_plugin_add_action (plugin, "deed", fake_deed_get_type ());
  tocsin_registry_adopt (registry, plugin);
  fake_deeds_clear ();

  return registry;
}

TocsinTask *
fake_task_new (TocsinRegistry *registry, const char *id, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new ();
  g_autoptr (TocsinTaskSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  TocsinTask *task;
  const char *assignment;
  va_list args;

  g_ptr_array_add (assignments, (gpointer) "trigger=knock");
  va_start (args, id);
  while ((assignment = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (assignments, (gpointer) assignment);
  va_end (args);
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_task_settings_new_from_assignments (
      id, (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);
  task = tocsin_task_new (settings, registry, &error);
  g_assert_no_error (error);

  return task;
}

void
fake_deeds_clear (void)
{
  g_mutex_lock (&mutex);
  if (deeds == NULL)
    deeds = g_string_new (NULL);
  if (knocks == NULL)
    knocks = g_ptr_array_new_with_free_func (g_free);
  g_string_truncate (deeds, 0);
  g_ptr_array_set_size (knocks, 0);
  g_mutex_unlock (&mutex);
}

/* What was done since it was asked last, in order. */
char *
fake_deeds_list (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  char *list = g_strchomp (g_strdup (deeds->str));

  g_string_truncate (deeds, 0);

  return list;
}

void
fake_knock_add (const char *key)
{
  g_mutex_lock (&mutex);
  g_ptr_array_add (knocks, g_strdup (key));
  g_mutex_unlock (&mutex);
}

void
fake_knock_fail (gboolean fail)
{
  g_mutex_lock (&mutex);
  knock_fails = fail;
  g_mutex_unlock (&mutex);
}
