/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/settings-thread.h"

#include "core/engine/open-config.h"

struct _TocsinSettingsThread
{
  /* Of the thread that made it. */
  GThread *thread;
  TocsinSettingsTell tell;
  gpointer user_data;
  GMainContext *home;
  gboolean stopped;

  /* Of its own. */
  TocsinRegistry *registry;
  char *file;
  GMainContext *context;
  GMainLoop *loop;
  TocsinConfig *config;
  GError *error;
  GSource *pending;
};

/* From one thread to the other. */
typedef struct
{
  TocsinSettingsThread *thread;
  gpointer load;
} Message;

static void
thread_free (gpointer data)
{
  TocsinSettingsThread *self = data;

  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->home);
  g_object_unref (self->registry);
  g_clear_error (&self->error);
  g_free (self->file);
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_atomic_rc_box_release_full (message->thread, thread_free);
  g_free (message);
}

static void
post (TocsinSettingsThread *self, GMainContext *context, GSourceFunc function, gpointer load)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Message *message = g_new (Message, 1);

  message->thread = g_atomic_rc_box_acquire (self);
  message->load = load;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, message, message_free);
  g_source_attach (source, context);
}

static gboolean
tell_at_home (gpointer data)
{
  Message *message = data;

  if (message->thread->stopped)
    tocsin_settings_report_free (message->load);
  else
    message->thread->tell (message->load, message->thread->user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
return_at_home (gpointer data)
{
  tocsin_errand_return (((Message *) data)->load);

  return G_SOURCE_REMOVE;
}

static void
drop_pending (TocsinSettingsThread *self)
{
  if (self->pending == NULL)
    return;
  g_source_destroy (self->pending);
  g_clear_pointer (&self->pending, g_source_unref);
}

static void
report (TocsinSettingsThread *self)
{
  drop_pending (self);
  post (self, self->home, tell_at_home, tocsin_settings_report_new (self->config, self->error));
}

static gboolean
on_pending (gpointer data)
{
  report (data);

  return G_SOURCE_REMOVE;
}

/* Many changes at once are one report. */
static void
on_changed (TocsinConfig *config, gpointer user_data)
{
  TocsinSettingsThread *self = user_data;

  if (self->pending != NULL)
    return;
  self->pending = g_idle_source_new ();
  g_source_set_callback (self->pending, on_pending, self, NULL);
  g_source_attach (self->pending, self->context);
}

static void
open_config (TocsinSettingsThread *self)
{
  if (self->config != NULL)
    return;

  g_clear_error (&self->error);
  self->config = tocsin_open_config (self->file, FALSE, self->registry, NULL, &self->error);
  if (self->config != NULL)
    g_signal_connect (self->config, "problems-changed", G_CALLBACK (on_changed), self);
}

static gpointer
live (gpointer data)
{
  TocsinSettingsThread *self = data;

  g_main_context_push_thread_default (self->context);
  open_config (self);
  report (self);
  g_main_loop_run (self->loop);

  drop_pending (self);
  if (self->config != NULL)
    g_signal_handlers_disconnect_by_data (self->config, self);
  g_clear_object (&self->config);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/**
 * tocsin_settings_thread_new:
 * @registry: the plugins
 * @file: (nullable): the settings file, %NULL for the usual one
 * @tell: is told of all settings, at first and whenever they are others
 * @user_data: for @tell
 *
 * Returns: (transfer full): the thread, running, to be ended by tocsin_settings_thread_stop().
 */
TocsinSettingsThread *
tocsin_settings_thread_new (TocsinRegistry *registry,
                            const char *file,
                            TocsinSettingsTell tell,
                            gpointer user_data)
{
  TocsinSettingsThread *self = g_atomic_rc_box_new0 (TocsinSettingsThread);

  self->registry = g_object_ref (registry);
  self->file = g_strdup (file);
  self->tell = tell;
  self->user_data = user_data;
  self->home = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("settings", live, self);

  return self;
}

static gboolean
run_errand (gpointer data)
{
  Message *message = data;
  TocsinSettingsThread *self = message->thread;

  open_config (self);
  tocsin_errand_run (message->load, self->config, self->error);
  /* Who hears that something was added finds it in the list. */
  if (self->pending != NULL)
    report (self);
  post (self, self->home, return_at_home, message->load);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_settings_thread_run:
 * @self: the thread
 * @errand: (transfer full): what to do there; in the order of the calls
 */
void
tocsin_settings_thread_run (TocsinSettingsThread *self, TocsinErrand *errand)
{
  post (self, self->context, run_errand, errand);
}

static gboolean
reload (gpointer data)
{
  TocsinSettingsThread *self = ((Message *) data)->thread;

  if (self->config != NULL)
    tocsin_config_reload (self->config);
  open_config (self);
  report (self);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_settings_thread_reload:
 * @self: the thread
 *
 * Reads the settings again: what could not be read before is tried once more.
 */
void
tocsin_settings_thread_reload (TocsinSettingsThread *self)
{
  post (self, self->context, reload, NULL);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (((Message *) data)->thread->loop);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_settings_thread_stop:
 * @self: (transfer full): the thread
 *
 * Ends it, when every errand has returned. Nothing is told any more.
 */
void
tocsin_settings_thread_stop (TocsinSettingsThread *self)
{
  self->stopped = TRUE;
  post (self, self->context, quit, NULL);
  g_thread_join (self->thread);
  g_atomic_rc_box_release_full (self, thread_free);
}
