/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/station.h"

#include "core/engine/open-config.h"
#include "tests/unit/engine/scratch.h"

static void
on_stopped (TocsinEngine *engine, gpointer user_data)
{
  ((Station *) user_data)->stopped = TRUE;
}

/* Replaces the settings. */
void
station_write (Station *self, const char *settings)
{
  g_autofree char *path = g_build_filename (self->folder, "tocsin.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, settings, -1, &error);
  g_assert_no_error (error);
}

/* @settings: (nullable): what its file says */
void
station_set_up (Station *self, gconstpointer settings)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = scratch_new ();
  self->socket = g_build_filename (self->folder, "socket", NULL);
  path = g_build_filename (self->folder, "tocsin.conf", NULL);
  station_write (self, settings != NULL ? settings : "");
  self->registry = tocsin_registry_new ();
  tocsin_registry_load (self->registry);
  self->config = tocsin_open_config (path, FALSE, self->registry, self->folder, &error);
  g_assert_no_error (error);
}

/* Starts the engine and answers. */
void
station_open (Station *self)
{
  g_autofree char *path = g_build_filename (self->folder, "state", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinStateDirectory) state = tocsin_state_directory_open (path, &error);

  g_assert_no_error (error);
  self->engine =
      tocsin_engine_new (self->config, self->registry, state, tocsin_clock_get_default ());
  g_signal_connect (self->engine, "stopped", G_CALLBACK (on_stopped), self);
  self->stopped = FALSE;
  tocsin_engine_start (self->engine, FALSE, &error);
  g_assert_no_error (error);
  self->control = tocsin_control_new (self->engine, self->socket, &error);
  g_assert_no_error (error);
}

/* Ends the engine as its process would. */
void
station_close (Station *self)
{
  if (self->engine == NULL)
    return;

  tocsin_engine_stop (self->engine);
  station_until (self->stopped);
  tocsin_control_close (self->control);
  g_clear_object (&self->control);
  g_clear_object (&self->engine);
}

void
station_tear_down (Station *self, gconstpointer settings)
{
  station_close (self);
  g_clear_object (&self->config);
  g_clear_object (&self->registry);
  g_free (self->socket);
  scratch_free (self->folder);
}
