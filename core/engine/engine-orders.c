/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a person tells a running engine to do. */
#include "core/engine/engine-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* What rests does not move until it is told so, whatever else it is told. */
static gboolean
refuse_paused (TocsinEngine *self, TocsinConfigKind kind, const char *id, GError **error)
{
  TocsinPauses *pauses = tocsin_roster_get_pauses (self->roster);
  g_autoptr (GError) problem = NULL;

  if (!tocsin_pauses_hold (pauses, kind, id))
    return FALSE;

  if (tocsin_pauses_get_since (pauses, kind, id) == 0)
    {
      g_set_error_literal (&problem, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("the engine is paused"));
      tocsin_error_set_hint (problem, _ ("“tocsin resume” lets it go on."));
    }
  else if (kind == TOCSIN_CONFIG_TASK)
    {
      g_set_error (&problem, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("task “%s” is paused"),
                   id);
      tocsin_error_set_hint (problem, _ ("“tocsin task resume %s” lets it go on."), id);
    }
  else
    {
      g_set_error (&problem, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("connection “%s” is paused"), id);
      tocsin_error_set_hint (problem, _ ("“tocsin connection resume %s” lets it go on."), id);
    }
  g_propagate_error (error, g_steal_pointer (&problem));

  return TRUE;
}

static TocsinSupervisor *
find_supervisor (TocsinEngine *self, const char *connection, GError **error)
{
  g_autofree char *id =
      tocsin_config_find (self->config, TOCSIN_CONFIG_CONNECTION, connection, error);
  TocsinSupervisor *supervisor;

  if (id == NULL || refuse_paused (self, TOCSIN_CONFIG_CONNECTION, id, error))
    return NULL;

  supervisor = tocsin_roster_get_supervisor (self->roster, id);
  if (supervisor == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                 _ ("no task that is switched on waits for mail on connection “%s”"), connection);

  return supervisor;
}

/**
 * tocsin_engine_check_now:
 * @self: a running engine
 * @connection: id or name, or an empty string for all
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Has it look for mail at once.
 *
 * Returns: whether there is something to look at.
 */
gboolean
tocsin_engine_check_now (TocsinEngine *self, const char *connection, GError **error)
{
  TocsinSupervisor *supervisor;

  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && connection != NULL, FALSE);

  if (connection[0] == '\0')
    {
      tocsin_roster_check_now (self->roster);
      return TRUE;
    }
  supervisor = find_supervisor (self, connection, error);
  if (supervisor != NULL)
    tocsin_supervisor_check_now (supervisor);

  return supervisor != NULL;
}

/**
 * tocsin_engine_retry_connection:
 * @self: a running engine
 * @connection: id or name
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Lets a connection that is parked or waits for its next try go on at once.
 *
 * Returns: whether there is one.
 */
gboolean
tocsin_engine_retry_connection (TocsinEngine *self, const char *connection, GError **error)
{
  TocsinSupervisor *supervisor;
  g_autofree char *id = NULL;
  gboolean sends;

  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && connection != NULL, FALSE);

  id = tocsin_connections_find_id (self->connections, connection);
  sends = tocsin_postman_retry (self->postman, id);
  supervisor = find_supervisor (self, connection, sends ? NULL : error);
  if (supervisor != NULL)
    tocsin_supervisor_retry (supervisor);

  return supervisor != NULL || sends;
}

static TocsinTask *
find_task_on_duty (TocsinEngine *self, const char *name, GError **error)
{
  g_autofree char *id = tocsin_config_find (self->config, TOCSIN_CONFIG_TASK, name, error);
  TocsinTask *task;

  if (id == NULL || refuse_paused (self, TOCSIN_CONFIG_TASK, id, error))
    return NULL;

  task = tocsin_roster_get_task (self->roster, id);
  if (task == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("task “%s” is not at work: it is switched off, has expired or is broken"),
                 name);

  return task;
}

/**
 * tocsin_engine_find:
 * @self: a running engine
 * @kind: connection or task
 * @name: its id or name
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Returns: (transfer full): its id.
 */
char *
tocsin_engine_find (TocsinEngine *self, TocsinConfigKind kind, const char *name, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && name != NULL, NULL);

  return tocsin_config_find (self->config, kind, name, error);
}

/**
 * tocsin_engine_take_pauses:
 * @self: a running engine
 * @pauses: what rests according to the journal
 *
 * Brings everybody in line with it; what was read earlier than what is known already does nothing.
 */
void
tocsin_engine_take_pauses (TocsinEngine *self, TocsinPauses *pauses)
{
  g_return_if_fail (TOCSIN_IS_ENGINE (self) && self->roster != NULL && pauses != NULL);

  if (self->stopping || !tocsin_pauses_is_newer (pauses, tocsin_roster_get_pauses (self->roster)))
    return;

  tocsin_roster_set_pauses (self->roster, pauses);
  tocsin_postman_set_pauses (self->postman, pauses);
  tocsin_engine_apply (self);
  g_signal_emit_by_name (self, "item-changed", TOCSIN_CONFIG_CONNECTION, "");
  g_signal_emit_by_name (self, "item-changed", TOCSIN_CONFIG_TASK, "");
}

/**
 * tocsin_engine_run_task:
 * @self: a running engine
 * @name: id or name of a task
 * @error: where to put why it can't
 *
 * A person wants it now: a task that waits for mail has its connection looked at, any other one
 * fires.
 *
 * Returns: whether it is being done.
 */
gboolean
tocsin_engine_run_task (TocsinEngine *self, const char *name, GError **error)
{
  const TocsinMailRule *rule;
  TocsinTask *task;

  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && name != NULL, FALSE);

  task = find_task_on_duty (self, name, error);
  if (task == NULL)
    return FALSE;
  rule = tocsin_task_get_mail_rule (task);
  if (rule != NULL)
    return tocsin_engine_check_now (self, rule->connection, error);

  return tocsin_ticker_fire (tocsin_roster_get_ticker (self->roster, tocsin_task_get_id (task)),
                             error);
}

static gboolean
check_waits_for_mail (TocsinTask *task, GError **error)
{
  if (tocsin_task_get_mail_rule (task) != NULL)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("task “%s” does not wait for mail"), tocsin_task_get_name (task));

  return FALSE;
}

/**
 * tocsin_engine_make_replay:
 * @self: a running engine
 * @task: id or name of a task that waits for mail
 * @messages: `a(ssa(st))` as of tocsin_replay_get_messages()
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND or %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Once it is written down, with tocsin_replay_write() on a worker, tocsin_engine_begin_replay() has
 * it worked off.
 *
 * Returns: (transfer full): what is to be fired for.
 */
TocsinReplay *
tocsin_engine_make_replay (TocsinEngine *self, const char *task, GVariant *messages, GError **error)
{
  const TocsinMailRule *rule;
  g_autofree char *connection = NULL;
  TocsinTask *found;

  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && task != NULL && messages != NULL, NULL);

  found = find_task_on_duty (self, task, error);
  if (found == NULL || !check_waits_for_mail (found, error))
    return NULL;

  rule = tocsin_task_get_mail_rule (found);
  connection = tocsin_config_find (self->config, TOCSIN_CONFIG_CONNECTION, rule->connection, error);
  if (connection == NULL)
    return NULL;

  return tocsin_replay_new_from_variant (connection, tocsin_task_get_id (found),
                                         tocsin_clock_get_real (self->clock), messages, error);
}

/**
 * tocsin_engine_begin_replay:
 * @self: a running engine
 * @replay: what was written down
 *
 * Has it worked off at once; ::replayed tells when that is over. What can't be done now is done
 * later.
 */
void
tocsin_engine_begin_replay (TocsinEngine *self, TocsinReplay *replay)
{
  TocsinSupervisor *supervisor;

  g_return_if_fail (TOCSIN_IS_ENGINE (self) && replay != NULL);

  supervisor = tocsin_roster_get_supervisor (self->roster, replay->connection);
  if (supervisor != NULL)
    tocsin_supervisor_retry (supervisor);
}
