/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/trigger-pass.h"

struct _TocsinTriggerPass
{
  GObject parent_instance;

  gint64 now;
  GVariant *state;
  GPtrArray *occurrences;
};

G_DEFINE_FINAL_TYPE (TocsinTriggerPass, tocsin_trigger_pass, G_TYPE_OBJECT)

static void
occurrence_free (gpointer data)
{
  TocsinOccurrence *occurrence = data;

  g_free (occurrence->key);
  g_free (occurrence->type);
  g_free (occurrence->subject);
  json_object_unref (occurrence->data);
  g_free (occurrence);
}

static void
tocsin_trigger_pass_finalize (GObject *object)
{
  TocsinTriggerPass *self = TOCSIN_TRIGGER_PASS (object);

  g_clear_pointer (&self->state, g_variant_unref);
  g_clear_pointer (&self->occurrences, g_ptr_array_unref);

  G_OBJECT_CLASS (tocsin_trigger_pass_parent_class)->finalize (object);
}

static void
tocsin_trigger_pass_class_init (TocsinTriggerPassClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_trigger_pass_finalize;
}

static void
tocsin_trigger_pass_init (TocsinTriggerPass *self)
{
  self->occurrences = g_ptr_array_new_with_free_func (occurrence_free);
}

/**
 * tocsin_trigger_pass_new:
 * @now: the time, microseconds since 1970
 * @state: (nullable): what the trigger remembered, %NULL the first time
 *
 * Returns: (transfer full): a pass in which nothing has been found yet.
 */
TocsinTriggerPass *
tocsin_trigger_pass_new (gint64 now, GVariant *state)
{
  TocsinTriggerPass *self = g_object_new (TOCSIN_TYPE_TRIGGER_PASS, NULL);

  self->now = now;
  tocsin_trigger_pass_set_state (self, state);

  return self;
}

/**
 * tocsin_trigger_pass_get_now:
 * @self: a pass
 *
 * Returns: the time by the engine's clock, microseconds since 1970.
 */
gint64
tocsin_trigger_pass_get_now (TocsinTriggerPass *self)
{
  g_return_val_if_fail (TOCSIN_IS_TRIGGER_PASS (self), 0);

  return self->now;
}

/**
 * tocsin_trigger_pass_get_state:
 * @self: a pass
 *
 * Returns: (nullable) (transfer none): what is remembered.
 */
GVariant *
tocsin_trigger_pass_get_state (TocsinTriggerPass *self)
{
  g_return_val_if_fail (TOCSIN_IS_TRIGGER_PASS (self), NULL);

  return self->state;
}

/**
 * tocsin_trigger_pass_set_state:
 * @self: a pass
 * @state: (nullable): what to remember; a floating reference is taken
 */
void
tocsin_trigger_pass_set_state (TocsinTriggerPass *self, GVariant *state)
{
  g_return_if_fail (TOCSIN_IS_TRIGGER_PASS (self));

  if (state != NULL)
    g_variant_ref_sink (state);
  g_clear_pointer (&self->state, g_variant_unref);
  self->state = state;
}

/**
 * tocsin_trigger_pass_add:
 * @self: a pass
 * @key: names the occurrence for good
 * @type: its CloudEvents type, such as `org.example.tick.v1`
 * @subject: (nullable): what it is about
 * @time: when, microseconds since 1970
 * @data: (transfer full): the particulars
 *
 * Says that something happened.
 */
void
tocsin_trigger_pass_add (TocsinTriggerPass *self,
                         const char *key,
                         const char *type,
                         const char *subject,
                         gint64 time,
                         JsonObject *data)
{
  TocsinOccurrence *occurrence;

  g_return_if_fail (TOCSIN_IS_TRIGGER_PASS (self));
  g_return_if_fail (key != NULL && type != NULL && data != NULL);

  occurrence = g_new0 (TocsinOccurrence, 1);
  occurrence->key = g_strdup (key);
  occurrence->type = g_strdup (type);
  occurrence->subject = g_strdup (subject);
  occurrence->time = time;
  occurrence->data = data;
  g_ptr_array_add (self->occurrences, occurrence);
}

/**
 * tocsin_trigger_pass_get_occurrences:
 * @self: a pass
 *
 * Returns: (transfer none) (element-type TocsinOccurrence): what was found, in order.
 */
GPtrArray *
tocsin_trigger_pass_get_occurrences (TocsinTriggerPass *self)
{
  g_return_val_if_fail (TOCSIN_IS_TRIGGER_PASS (self), NULL);

  return self->occurrences;
}
