/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/shift.h"

struct _TocsinShift
{
  GObject parent_instance;

  TocsinStateDirectory *state;
  TocsinEngine *engine;
  TocsinControl *control;
  GMainLoop *loop;
};

G_DEFINE_FINAL_TYPE (TocsinShift, tocsin_shift, G_TYPE_OBJECT)

static void
tocsin_shift_dispose (GObject *object)
{
  TocsinShift *self = TOCSIN_SHIFT (object);

  g_clear_object (&self->control);
  g_clear_object (&self->engine);
  g_clear_object (&self->state);
  g_clear_pointer (&self->loop, g_main_loop_unref);

  G_OBJECT_CLASS (tocsin_shift_parent_class)->dispose (object);
}

static void
tocsin_shift_class_init (TocsinShiftClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_shift_dispose;
}

static void
tocsin_shift_init (TocsinShift *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);
}

/**
 * tocsin_shift_new:
 * @config: the settings
 * @registry: the plugins, loaded
 * @state: the engine's memory
 *
 * Returns: (transfer full): a shift that has not begun.
 */
TocsinShift *
tocsin_shift_new (TocsinConfig *config, TocsinRegistry *registry, TocsinStateDirectory *state)
{
  TocsinShift *self = g_object_new (TOCSIN_TYPE_SHIFT, NULL);

  self->state = g_object_ref (state);
  self->engine = tocsin_engine_new (config, registry, state, tocsin_clock_get_default ());

  return self;
}

static void
on_stopped (TocsinEngine *engine, gpointer user_data)
{
  g_main_loop_quit (((TocsinShift *) user_data)->loop);
}

/* Only who holds the lock may take the socket's place. */
static TocsinControl *
answer_calls (TocsinShift *self, GError **error)
{
  if (!tocsin_state_directory_prepare_control (self->state, error))
    return NULL;

  return tocsin_control_new (self->engine, tocsin_state_directory_get_control_path (self->state),
                             error);
}

/**
 * tocsin_shift_begin:
 * @self: a shift
 * @once: whether every task looks only once
 * @error: where to put why the engine can't start, or can't be asked
 *
 * Starts the engine and answers on its control socket.
 *
 * Returns: whether it runs; tocsin_shift_wait() is to follow. If not, nothing runs any more.
 */
gboolean
tocsin_shift_begin (TocsinShift *self, gboolean once, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SHIFT (self) && self->control == NULL, FALSE);

  if (!tocsin_engine_start (self->engine, once, error))
    return FALSE;

  g_signal_connect_object (self->engine, "stopped", G_CALLBACK (on_stopped), self, 0);
  self->control = answer_calls (self, error);
  if (self->control != NULL)
    return TRUE;

  tocsin_engine_stop (self->engine);
  g_main_loop_run (self->loop);

  return FALSE;
}

/**
 * tocsin_shift_wait:
 * @self: a shift that has begun
 *
 * Runs the main loop until the engine has stopped, and takes the control socket away.
 */
void
tocsin_shift_wait (TocsinShift *self)
{
  g_return_if_fail (TOCSIN_IS_SHIFT (self) && self->control != NULL);

  g_main_loop_run (self->loop);
  tocsin_control_close (self->control);
}

/**
 * tocsin_shift_get_engine:
 * @self: a shift
 *
 * Returns: (transfer none): its engine.
 */
TocsinEngine *
tocsin_shift_get_engine (TocsinShift *self)
{
  g_return_val_if_fail (TOCSIN_IS_SHIFT (self), NULL);

  return self->engine;
}

/**
 * tocsin_shift_get_control:
 * @self: a shift that has begun
 *
 * Returns: (transfer none): who answers for the engine.
 */
TocsinControl *
tocsin_shift_get_control (TocsinShift *self)
{
  g_return_val_if_fail (TOCSIN_IS_SHIFT (self), NULL);

  return self->control;
}
