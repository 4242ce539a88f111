/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/facts.h"

#include "core/engine/describe-read.h"
#include "ui/desktop/model/age.h"

#include <glib/gi18n.h>

/* What the engine calls a state, and what a row makes of it. */
typedef struct
{
  const char *engine;
  const char *row;
} Translation;

static const Translation connection_states[] = {
  { "starting", "connecting" }, { "catching-up", "connecting" },
  { "watching", "watching" },   { "polling", "polling" },
  { "waiting", "waiting" },     { "parked", "parked" },
  { "paused", "paused" },       { "ready", "ready" },
  { "sending", "ready" },       { "unused", "unused" },
  { "resting", "resting" },     { "stopped", "off" },
  { "broken", "broken" },       { NULL, NULL },
};

static const Translation task_states[] = {
  { "on", "ready" },      { "enabled", "resting" }, { "disabled", "off" }, { "off", "off" },
  { "paused", "paused" }, { "broken", "broken" },   { NULL, NULL },
};

/**
 * tocsin_facts_clear:
 * @self: facts
 *
 * Lets go what they own.
 */
void
tocsin_facts_clear (TocsinFacts *self)
{
  g_clear_pointer (&self->reason, g_free);
  g_clear_error (&self->error);
}

/**
 * tocsin_facts_copy:
 * @self: facts, which are overwritten
 * @other: others
 */
void
tocsin_facts_copy (TocsinFacts *self, const TocsinFacts *other)
{
  TocsinFacts copy = *other;

  copy.reason = g_strdup (other->reason);
  copy.error = other->error != NULL ? g_error_copy (other->error) : NULL;
  tocsin_facts_clear (self);
  *self = copy;
}

static gboolean
is_same_error (const GError *one, const GError *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return g_error_matches (one, other->domain, other->code)
         && g_str_equal (one->message, other->message);
}

/**
 * tocsin_facts_equal:
 * @self: facts
 * @other: others
 *
 * Returns: whether a row would look the same.
 */
gboolean
tocsin_facts_equal (const TocsinFacts *self, const TocsinFacts *other)
{
  return g_strcmp0 (self->state, other->state) == 0 && self->moment == other->moment
         && self->today == other->today && g_strcmp0 (self->reason, other->reason) == 0
         && is_same_error (self->error, other->error);
}

/* A state that only a newer engine knows is one in which something goes on. */
static const char *
translate (const Translation *states, const char *engine)
{
  for (; states->engine != NULL; states++)
    if (g_str_equal (states->engine, engine))
      return states->row;

  return "connecting";
}

static void
read_state (TocsinFacts *self, GVariant *status, const Translation *states)
{
  const char *state = "";
  const char *paused = "";

  tocsin_facts_clear (self);
  *self = (TocsinFacts){ .state = "resting" };
  if (status == NULL)
    return;
  if (g_variant_lookup (status, "state", "&s", &state))
    self->state = translate (states, state);
  if (g_variant_lookup (status, "paused", "&s", &paused) && *paused != '\0')
    self->reason = g_strdup (paused);
  self->error = tocsin_describe_read_error (status, "error");
}

/**
 * tocsin_facts_read_connection:
 * @self: facts, which are overwritten
 * @status: (nullable): what the engine tells of the connection; %NULL when none runs
 */
void
tocsin_facts_read_connection (TocsinFacts *self, GVariant *status)
{
  gboolean stalled = FALSE;

  read_state (self, status, connection_states);
  if (status == NULL)
    return;
  g_variant_lookup (status, "stalled", "b", &stalled);
  if (stalled && (g_str_equal (self->state, "waiting") || g_str_equal (self->state, "connecting")))
    self->state = "stalled";
  self->moment = tocsin_describe_read_time (
      status, g_str_equal (self->state, "waiting") ? "next-try" : "last-check");
}

/* A task that waits for mail does as well as the connection it waits at. */
static void
follow_connection (TocsinFacts *self, const TocsinFacts *connection)
{
  guint64 today = self->today;

  tocsin_facts_copy (self, connection);
  self->today = today;
}

/**
 * tocsin_facts_read_task:
 * @self: facts, which are overwritten
 * @status: (nullable): what the engine tells of the task; %NULL when none runs
 * @connection: (nullable): how the connection does whose mail it waits for
 */
void
tocsin_facts_read_task (TocsinFacts *self, GVariant *status, const TocsinFacts *connection)
{
  g_autoptr (GVariant) events = NULL;

  read_state (self, status, task_states);
  if (status == NULL)
    return;
  events = g_variant_lookup_value (status, "events", G_VARIANT_TYPE_VARDICT);
  if (events != NULL)
    g_variant_lookup (events, "matched-today", "t", &self->today);
  self->moment = tocsin_describe_read_time (status, "next-look");
  if (connection != NULL && g_str_equal (self->state, "ready") && self->error == NULL)
    follow_connection (self, connection);
}

/* The words for a state of which no time is known. */
static const char *
say_state (const char *state)
{
  static const Translation words[] = {
    { "watching", N_ ("Watching") },
    { "polling", N_ ("Checked regularly") },
    { "ready", N_ ("Ready") },
    { "connecting", N_ ("Connecting…") },
    { "waiting", N_ ("Not reachable") },
    { "stalled", N_ ("Stalled") },
    { "parked", N_ ("Parked") },
    { "paused", N_ ("Paused") },
    { "unused", N_ ("No task uses it") },
    { "resting", N_ ("Not watched: the service is not running") },
    { "off", N_ ("Switched off") },
    { "broken", N_ ("Its settings have a mistake") },
    { NULL, NULL },
  };

  for (gsize i = 0; words[i].engine != NULL; i++)
    if (g_str_equal (words[i].engine, state))
      return _ (words[i].row);

  return _ ("Unknown");
}

/* What the time is that belongs to a state. */
static char *
say_moment (const TocsinFacts *self, gint64 now)
{
  g_autofree char *age = self->moment > 0 ? tocsin_age_say (self->moment, now) : NULL;

  if (age == NULL)
    return NULL;
  if (g_str_equal (self->state, "waiting"))
    /* Translators: %s is such as “in 12 s”. */
    return g_strdup_printf (_ ("next try %s"), age);
  if (self->moment > now)
    /* Translators: %s is such as “in 2 h”: when a task fires by its schedule. */
    return g_strdup_printf (_ ("next time %s"), age);

  /* Translators: %s is such as “12 s ago”. */
  return g_strdup_printf (_ ("checked %s"), age);
}

static char *
say_today (guint64 today)
{
  guint number = (guint) MIN (today, G_MAXUINT);

  /* Translators: of messages that matched. */
  return g_strdup_printf (ngettext ("%u today", "%u today", number), number);
}

static gboolean
shows_reason (const TocsinFacts *self)
{
  static const char *const states[] = { "waiting", "stalled", "parked", "broken", NULL };

  return self->error != NULL && g_strv_contains (states, self->state);
}

/**
 * tocsin_facts_say:
 * @self: facts
 * @now: the present, microseconds since 1970
 *
 * Returns: (transfer full): the line of a row: “Watching · checked 12 s ago · 3 today”.
 */
char *
tocsin_facts_say (const TocsinFacts *self, gint64 now)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);
  char *moment = say_moment (self, now);

  g_ptr_array_add (facts, g_strdup (say_state (self->state)));
  if (self->reason != NULL)
    g_ptr_array_add (facts, g_strdup (self->reason));
  if (shows_reason (self))
    g_ptr_array_add (facts, g_strdup (self->error->message));
  if (moment != NULL)
    g_ptr_array_add (facts, moment);
  if (self->today > 0)
    g_ptr_array_add (facts, say_today (self->today));
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}
