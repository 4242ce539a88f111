/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/event.h"

struct _TocsinEvent
{
  GObject parent_instance;

  char *id;
  char *type;
  char *source;
  char *subject;
  gint64 time;
  JsonObject *data;
  TocsinMessage *message;
  guint attempt;
};

G_DEFINE_FINAL_TYPE (TocsinEvent, tocsin_event, G_TYPE_OBJECT)

static void
tocsin_event_finalize (GObject *object)
{
  TocsinEvent *self = TOCSIN_EVENT (object);

  g_free (self->id);
  g_free (self->type);
  g_free (self->source);
  g_free (self->subject);
  g_clear_pointer (&self->data, json_object_unref);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (tocsin_event_parent_class)->finalize (object);
}

static void
tocsin_event_class_init (TocsinEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_event_finalize;
}

static void
tocsin_event_init (TocsinEvent *self)
{
}

/**
 * tocsin_event_new:
 * @id: unique for the source; the same for every attempt at it
 * @type: what happened, such as `org.tocsin.mail.received.v1`
 * @source: where, such as `/connections/work/INBOX`
 * @subject: (nullable): what it is about, such as a Message-ID
 * @time: when, microseconds since 1970
 * @data: the particulars
 * @message: (nullable): the message it is about, as it was kept
 * @attempt: which try at the action this is, from 1
 *
 * Returns: (transfer full): an event.
 */
TocsinEvent *
tocsin_event_new (const char *id,
                  const char *type,
                  const char *source,
                  const char *subject,
                  gint64 time,
                  JsonObject *data,
                  TocsinMessage *message,
                  guint attempt)
{
  TocsinEvent *self;

  g_return_val_if_fail (id != NULL && type != NULL && source != NULL && data != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_EVENT, NULL);
  self->id = g_strdup (id);
  self->type = g_strdup (type);
  self->source = g_strdup (source);
  self->subject = subject != NULL ? g_utf8_make_valid (subject, -1) : NULL;
  self->time = time;
  self->data = json_object_ref (data);
  g_set_object (&self->message, message);
  self->attempt = attempt;

  return self;
}

/**
 * tocsin_event_get_id:
 * @self: an event
 *
 * Returns: (transfer none): its id.
 */
const char *
tocsin_event_get_id (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  return self->id;
}

/**
 * tocsin_event_get_event_type:
 * @self: an event
 *
 * Returns: (transfer none): what happened.
 */
const char *
tocsin_event_get_event_type (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  return self->type;
}

/**
 * tocsin_event_get_source:
 * @self: an event
 *
 * Returns: (transfer none): where it happened.
 */
const char *
tocsin_event_get_source (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  return self->source;
}

/**
 * tocsin_event_get_subject:
 * @self: an event
 *
 * Returns: (nullable) (transfer none): what it is about.
 */
const char *
tocsin_event_get_subject (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  return self->subject;
}

/**
 * tocsin_event_get_time:
 * @self: an event
 *
 * Returns: when it happened, microseconds since 1970.
 */
gint64
tocsin_event_get_time (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), 0);

  return self->time;
}

/**
 * tocsin_event_get_data:
 * @self: an event
 *
 * Returns: (transfer none): the particulars; not to be changed.
 */
JsonObject *
tocsin_event_get_data (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  return self->data;
}

/**
 * tocsin_event_get_field:
 * @self: an event
 * @name: a member of its data
 *
 * Returns: (nullable) (transfer none): the member when it is there and a string.
 */
const char *
tocsin_event_get_field (TocsinEvent *self, const char *name)
{
  JsonNode *node;

  g_return_val_if_fail (TOCSIN_IS_EVENT (self) && name != NULL, NULL);

  node = json_object_get_member (self->data, name);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * tocsin_event_get_message:
 * @self: an event
 *
 * Returns: (nullable) (transfer none): the message it is about, as it was kept.
 */
TocsinMessage *
tocsin_event_get_message (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  return self->message;
}

/**
 * tocsin_event_get_attempt:
 * @self: an event
 *
 * Returns: which try this is, from 1.
 */
guint
tocsin_event_get_attempt (TocsinEvent *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT (self), 0);

  return self->attempt;
}

/* A stranger chose it; in the strings of a CloudEvent's attributes there are no control characters
 * (CloudEvents 1.0.2, Type System). */
static void
add_subject (JsonObject *object, const char *subject)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *c = subject; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_iscntrl (g_utf8_get_char (c)))
      g_string_append_unichar (text, g_utf8_get_char (c));
  if (text->len > 0)
    json_object_set_string_member (object, "subject", text->str);
}

/**
 * tocsin_event_to_json:
 * @self: an event
 *
 * Returns: (transfer full): the event in CloudEvents 1.0's JSON format.
 */
JsonNode *
tocsin_event_to_json (TocsinEvent *self)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *stamp = NULL;
  JsonObject *object;
  JsonNode *node;

  g_return_val_if_fail (TOCSIN_IS_EVENT (self), NULL);

  time = g_date_time_new_from_unix_utc (self->time / G_USEC_PER_SEC);
  /* A server may name any time at all; one that no calendar has is left out. */
  stamp = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "specversion", "1.0");
  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "source", self->source);
  json_object_set_string_member (object, "type", self->type);
  if (stamp != NULL)
    json_object_set_string_member (object, "time", stamp);
  if (self->subject != NULL)
    add_subject (object, self->subject);
  json_object_set_string_member (object, "datacontenttype", "application/json");
  json_object_set_object_member (object, "data", json_object_ref (self->data));
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);

  return node;
}
