/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-item.h"

#include "core/base/locale.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TocsinEventItem
{
  GObject parent_instance;

  TocsinJournalEvent *event;
  char *task_name;
};

G_DEFINE_FINAL_TYPE (TocsinEventItem, tocsin_event_item, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_TASK,
  PROP_TASK_NAME,
  PROP_CONNECTION,
  PROP_TITLE,
  PROP_FROM,
  PROP_SUBTITLE,
  PROP_STATE,
  PROP_MARK,
  PROP_STATE_TEXT,
  PROP_WHEN,
  PROP_ERROR,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/* What a row says of each state, and which picture stands beside it. */
static const struct
{
  const char *words;
  const char *mark;
} states[TOCSIN_JOURNAL_N_STATES] = {
  [TOCSIN_JOURNAL_WAITING] = { N_ ("Waiting"), "queued" },
  [TOCSIN_JOURNAL_RUNNING] = { N_ ("Being worked off"), "running" },
  [TOCSIN_JOURNAL_DONE] = { N_ ("Done"), "done" },
  [TOCSIN_JOURNAL_FAILED] = { N_ ("Failed, will be tried again"), "failed" },
  [TOCSIN_JOURNAL_DEAD] = { N_ ("Given up"), "dead" },
  [TOCSIN_JOURNAL_INTERRUPTED] = { N_ ("Interrupted, you decide"), "interrupted" },
  [TOCSIN_JOURNAL_DISCARDED] = { N_ ("Discarded"), "discarded" },
};

/**
 * tocsin_event_item_say_state:
 * @state: a state
 *
 * Returns: (transfer none): it in words.
 */
const char *
tocsin_event_item_say_state (TocsinJournalState state)
{
  g_return_val_if_fail (state < TOCSIN_JOURNAL_N_STATES, "");

  return _ (states[state].words);
}

/**
 * tocsin_event_item_name_mark:
 * @state: a state
 *
 * Returns: (transfer none): the picture for it.
 */
const char *
tocsin_event_item_name_mark (TocsinJournalState state)
{
  g_return_val_if_fail (state < TOCSIN_JOURNAL_N_STATES, "");

  return states[state].mark;
}

/**
 * tocsin_event_item_find_connection:
 * @source: where an event came from, such as `/connections/work/INBOX`
 *
 * Returns: (transfer full): the connection's id, "" where it came from none.
 */
char *
tocsin_event_item_find_connection (const char *source)
{
  static const char prefix[] = "/connections/";
  const char *id, *slash;

  if (!g_str_has_prefix (source, prefix))
    return g_strdup ("");
  id = source + strlen (prefix);
  slash = strchr (id, '/');

  return slash != NULL ? g_strndup (id, (gsize) (slash - id)) : g_strdup (id);
}

static const char *
get_task_name (TocsinEventItem *self)
{
  return self->task_name != NULL ? self->task_name : self->event->task;
}

static const char *
get_title (TocsinEventItem *self)
{
  const char *subject = self->event->mail_subject;

  if (subject != NULL && *subject != '\0')
    return subject;

  return self->event->mail_from != NULL ? _ ("(no subject)") : get_task_name (self);
}

static char *
make_subtitle (TocsinEventItem *self)
{
  const char *from = self->event->mail_from;

  if (from == NULL || *from == '\0')
    return g_strdup (get_task_name (self));

  return g_strjoin (" · ", from, get_task_name (self), NULL);
}

static void
tocsin_event_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinEventItem *self = TOCSIN_EVENT_ITEM (object);
  TocsinJournalEvent *event = self->event;

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, event->id);
      break;
    case PROP_TASK:
      g_value_set_string (value, event->task);
      break;
    case PROP_TASK_NAME:
      g_value_set_string (value, get_task_name (self));
      break;
    case PROP_CONNECTION:
      g_value_take_string (value, tocsin_event_item_find_connection (event->source));
      break;
    case PROP_TITLE:
      g_value_set_string (value, get_title (self));
      break;
    case PROP_FROM:
      g_value_set_string (value, event->mail_from != NULL ? event->mail_from : "");
      break;
    case PROP_SUBTITLE:
      g_value_take_string (value, make_subtitle (self));
      break;
    case PROP_STATE:
      g_value_set_string (value, tocsin_journal_state_to_string (event->state));
      break;
    case PROP_MARK:
      g_value_set_string (value, states[event->state].mark);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, tocsin_event_item_say_state (event->state));
      break;
    case PROP_WHEN:
      g_value_take_string (value, tocsin_locale_format_local (event->created));
      break;
    case PROP_ERROR:
      g_value_set_string (value, event->error_message != NULL ? event->error_message : "");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tocsin_event_item_finalize (GObject *object)
{
  TocsinEventItem *self = TOCSIN_EVENT_ITEM (object);

  tocsin_journal_event_unref (self->event);
  g_free (self->task_name);

  G_OBJECT_CLASS (tocsin_event_item_parent_class)->finalize (object);
}

static void
tocsin_event_item_class_init (TocsinEventItemClass *klass)
{
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const char *const names[] = {
    [PROP_TASK] = "task",   [PROP_TASK_NAME] = "task-name", [PROP_CONNECTION] = "connection",
    [PROP_TITLE] = "title", [PROP_FROM] = "from",           [PROP_SUBTITLE] = "subtitle",
    [PROP_STATE] = "state", [PROP_MARK] = "mark",           [PROP_STATE_TEXT] = "state-text",
    [PROP_WHEN] = "when",   [PROP_ERROR] = "error"
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_event_item_get_property;
  object_class->finalize = tocsin_event_item_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, shown);
  for (guint id = PROP_TASK; id < N_PROPERTIES; id++)
    properties[id] = g_param_spec_string (names[id], NULL, NULL, "", shown);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
tocsin_event_item_init (TocsinEventItem *self)
{
}

/**
 * tocsin_event_item_new:
 * @event: an event of the journal, from a list with summaries
 *
 * Returns: (transfer full): its row.
 */
TocsinEventItem *
tocsin_event_item_new (TocsinJournalEvent *event)
{
  TocsinEventItem *self = g_object_new (TOCSIN_TYPE_EVENT_ITEM, NULL);

  self->event = tocsin_journal_event_ref (event);

  return self;
}

/**
 * tocsin_event_item_get_id:
 * @self: a row
 *
 * Returns: the event's number.
 */
gint64
tocsin_event_item_get_id (TocsinEventItem *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT_ITEM (self), 0);

  return self->event->id;
}

/**
 * tocsin_event_item_get_task:
 * @self: a row
 *
 * Returns: (transfer none): the id of its task, which may be gone.
 */
const char *
tocsin_event_item_get_task (TocsinEventItem *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT_ITEM (self), NULL);

  return self->event->task;
}

/**
 * tocsin_event_item_get_state:
 * @self: a row
 *
 * Returns: where the event is on its way.
 */
TocsinJournalState
tocsin_event_item_get_state (TocsinEventItem *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT_ITEM (self), TOCSIN_JOURNAL_WAITING);

  return self->event->state;
}

static void
notify (TocsinEventItem *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * tocsin_event_item_set_task_name:
 * @self: a row
 * @name: what a person calls the task
 */
void
tocsin_event_item_set_task_name (TocsinEventItem *self, const char *name)
{
  g_return_if_fail (TOCSIN_IS_EVENT_ITEM (self));

  if (g_strcmp0 (name, self->task_name) == 0)
    return;
  g_free (self->task_name);
  self->task_name = g_strdup (name);
  notify (self, PROP_TASK_NAME);
  notify (self, PROP_SUBTITLE);
  notify (self, PROP_TITLE);
}

/**
 * tocsin_event_item_take:
 * @self: a row
 * @fresh: another one of the same event, read later and seen by nobody yet
 *
 * Tells what is different.
 */
void
tocsin_event_item_take (TocsinEventItem *self, TocsinEventItem *fresh)
{
  g_autoptr (TocsinJournalEvent) old = self->event;

  g_return_if_fail (old->id == fresh->event->id);

  self->event = tocsin_journal_event_ref (fresh->event);
  /* A mail stays what it was; it need not be read again for a change of state. */
  if (self->event->mail_from == NULL)
    {
      self->event->mail_from = g_steal_pointer (&old->mail_from);
      self->event->mail_subject = g_steal_pointer (&old->mail_subject);
    }
  if (old->state != self->event->state)
    {
      notify (self, PROP_STATE);
      notify (self, PROP_MARK);
      notify (self, PROP_STATE_TEXT);
    }
  if (g_strcmp0 (old->error_message, self->event->error_message) != 0)
    notify (self, PROP_ERROR);
}
