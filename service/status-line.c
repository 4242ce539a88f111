/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/status-line.h"

#include <glib/gi18n.h>

/* Ten thousand connections that come back at once change the line only so often; milliseconds. */
#define PACE 500

struct _TocsinStatusLine
{
  GObject parent_instance;

  TocsinEngine *engine;
  TocsinNotifier *notifier;
  char *said;
  guint pace;
};

G_DEFINE_FINAL_TYPE (TocsinStatusLine, tocsin_status_line, G_TYPE_OBJECT)

static void
tocsin_status_line_dispose (GObject *object)
{
  TocsinStatusLine *self = TOCSIN_STATUS_LINE (object);

  g_clear_handle_id (&self->pace, g_source_remove);
  g_clear_pointer (&self->said, g_free);
  g_clear_object (&self->notifier);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (tocsin_status_line_parent_class)->dispose (object);
}

static void
tocsin_status_line_class_init (TocsinStatusLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_status_line_dispose;
}

static void
tocsin_status_line_init (TocsinStatusLine *self)
{
}

static void
add (GStrvBuilder *parts, guint number, char *text)
{
  g_autofree char *owned = text;

  if (number > 0)
    g_strv_builder_add (parts, owned);
}

/**
 * tocsin_status_line_make:
 * @counts: who does what
 *
 * Returns: (transfer full): one line for people.
 */
char *
tocsin_status_line_make (const TocsinRosterCounts *counts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  /* TRANSLATORS: how many connections do what, joined to a line such as “12 watching, 1 stalled”;
   * the server tells these of new mail */
  add (builder, counts->watching,
       g_strdup_printf (ngettext ("%u watching", "%u watching", counts->watching),
                        counts->watching));
  /* TRANSLATORS: these connections are asked for new mail from time to time */
  add (builder, counts->polling,
       g_strdup_printf (ngettext ("%u polling", "%u polling", counts->polling), counts->polling));
  /* TRANSLATORS: these are connecting, or catch up with what came meanwhile */
  add (builder, counts->starting,
       g_strdup_printf (ngettext ("%u connecting", "%u connecting", counts->starting),
                        counts->starting));
  /* TRANSLATORS: these failed, and wait for their next try */
  add (builder, counts->waiting,
       g_strdup_printf (
           ngettext ("%u waiting to try again", "%u waiting to try again", counts->waiting),
           counts->waiting));
  /* TRANSLATORS: these were refused, and wait for a person */
  add (builder, counts->parked,
       g_strdup_printf (ngettext ("%u parked", "%u parked", counts->parked), counts->parked));
  /* TRANSLATORS: these a person has put to rest */
  add (builder, counts->paused,
       g_strdup_printf (ngettext ("%u paused", "%u paused", counts->paused), counts->paused));
  /* TRANSLATORS: these have not been looked at for too long */
  add (builder, counts->stalled,
       g_strdup_printf (ngettext ("%u stalled", "%u stalled", counts->stalled), counts->stalled));
  parts = g_strv_builder_end (builder);

  return parts[0] != NULL ? g_strjoinv (", ", parts) : g_strdup (_ ("nothing to watch"));
}

static void
say (TocsinStatusLine *self)
{
  TocsinRosterCounts counts;
  char *line;

  tocsin_engine_count (self->engine, &counts);
  line = tocsin_status_line_make (&counts);
  if (g_strcmp0 (line, self->said) != 0)
    tocsin_notifier_say_status (self->notifier, line);
  g_free (self->said);
  self->said = line;
}

static gboolean
on_pace (gpointer data)
{
  TocsinStatusLine *self = data;

  self->pace = 0;
  say (self);

  return G_SOURCE_REMOVE;
}

static void
on_changed (TocsinEngine *engine, gpointer user_data)
{
  TocsinStatusLine *self = user_data;

  if (self->pace == 0)
    self->pace = g_timeout_add (PACE, on_pace, self);
}

/**
 * tocsin_status_line_new:
 * @engine: a running engine
 * @notifier: who is told
 *
 * Returns: (transfer full): the line; what it says now has been said.
 */
TocsinStatusLine *
tocsin_status_line_new (TocsinEngine *engine, TocsinNotifier *notifier)
{
  TocsinStatusLine *self = g_object_new (TOCSIN_TYPE_STATUS_LINE, NULL);

  self->engine = g_object_ref (engine);
  self->notifier = g_object_ref (notifier);
  g_signal_connect_object (engine, "changed", G_CALLBACK (on_changed), self, 0);
  say (self);

  return self;
}
