/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/duty.h"

#include "ui/desktop/trouble-dialog.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

/* A word to the engine about a connection. */
typedef struct
{
  GtkWidget *any;
  TocsinWorkbench *workbench;
  char *id;
  char *done;         /* what the toast says, NULL for none */
  const char *undone; /* the method that takes it back, NULL for none */
} Word;

static void
word_free (gpointer data)
{
  Word *self = data;

  g_object_unref (self->any);
  g_object_unref (self->workbench);
  g_free (self->id);
  g_free (self->done);
  g_free (self);
}

static void send (Word *word, const char *method);

static void
on_undo (TocsinWindow *window, gpointer data)
{
  const Word *word = data;
  Word *back = g_new0 (Word, 1);

  back->any = g_object_ref (word->any);
  back->workbench = g_object_ref (word->workbench);
  back->id = g_strdup (word->id);
  send (back, word->undone);
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  Word *word = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      tocsin_engine_client_call_finish (TOCSIN_ENGINE_CLIENT (source), result, &error);

  if (reply == NULL)
    tocsin_trouble_dialog_show (word->any, _ ("The Service Did Not Do It"), error);
  else if (word->done != NULL)
    {
      tocsin_window_toast (word->any, word->done, word->undone != NULL ? on_undo : NULL, word,
                           word_free);
      return;
    }
  word_free (word);
}

/* Undoing sends a word too. */
static void
send (Word *word, const char *method)
{
  tocsin_engine_client_call_async (tocsin_workbench_get_engine (word->workbench), method,
                                   g_variant_new ("(s)", word->id), NULL, NULL, on_reply, word);
}

static Word *
word_new (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Word *self = g_new0 (Word, 1);

  self->any = g_object_ref (any);
  self->workbench = g_object_ref (workbench);
  self->id = g_strdup (tocsin_item_get_id (item));

  return self;
}

/**
 * tocsin_duty_pause:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Has the engine leave it alone until somebody says otherwise.
 */
void
tocsin_duty_pause (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Word *word = word_new (any, workbench, item);

  word->done = g_strdup_printf (_ ("“%s” is paused"), tocsin_item_get_name (item));
  word->undone = "ResumeConnection";
  send (word, "PauseConnection");
}

/**
 * tocsin_duty_resume:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Ends its pause.
 */
void
tocsin_duty_resume (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Word *word = word_new (any, workbench, item);

  word->done = g_strdup_printf (_ ("“%s” goes on"), tocsin_item_get_name (item));
  word->undone = "PauseConnection";
  send (word, "ResumeConnection");
}

/**
 * tocsin_duty_check:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Has the engine look for mail now, also where it had given up.
 */
void
tocsin_duty_check (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  const char *state = tocsin_item_get_state (item);

  send (word_new (any, workbench, item),
        g_strcmp0 (state, "parked") == 0 ? "RetryConnection" : "CheckNow");
}

/**
 * tocsin_duty_try_again:
 * @workbench: the workbench
 * @id: a connection's id
 *
 * Tells the engine that what stood in its way may be gone: its settings, a password, a sign-in. One
 * that does not run, or has no use for the connection, misses nothing.
 */
void
tocsin_duty_try_again (TocsinWorkbench *workbench, const char *id)
{
  TocsinEngineClient *engine = tocsin_workbench_get_engine (workbench);

  if (tocsin_engine_client_get_running (engine))
    tocsin_engine_client_call_async (engine, "RetryConnection", g_variant_new ("(s)", id), NULL,
                                     NULL, NULL, NULL);
}
