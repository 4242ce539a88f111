/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/connection.h"

#include "core/base/error.h"
#include "core/base/relay.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (TocsinConnection, tocsin_connection, G_TYPE_OBJECT)

static void
tocsin_connection_default_init (TocsinConnectionInterface *iface)
{
  /**
   * TocsinConnection:settings:
   *
   * The snapshot the connection was made from.
   */
  g_object_interface_install_property (
      iface,
      g_param_spec_object ("settings", NULL, NULL, TOCSIN_TYPE_CONNECTION_SETTINGS,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

/**
 * tocsin_connection_get_settings:
 * @self: a connection
 *
 * Returns: (transfer full): the settings it was made from.
 */
TocsinConnectionSettings *
tocsin_connection_get_settings (TocsinConnection *self)
{
  TocsinConnectionSettings *settings = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION (self), NULL);

  g_object_get (self, "settings", &settings, NULL);

  return settings;
}

static gboolean
has_proxy (TocsinEndpoint *endpoint)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (endpoint));
  const char *type = tocsin_snapshot_get_string (settings, "proxy.type");

  /* What the system says is known only when it is asked, for the host. */
  return !g_str_equal (type, "none") && !g_str_equal (type, "system");
}

/* A step that does not apply is left out, everywhere: STARTTLS where TLS comes first. */
static void
expect_steps_to_server (TocsinReport *report, TocsinEndpoint *endpoint)
{
  static const TocsinStep always[] = {
    TOCSIN_STEP_NAMES,   TOCSIN_STEP_TCP,      TOCSIN_STEP_LOGIN,
    TOCSIN_STEP_MAILBOX, TOCSIN_STEP_FEATURES,
  };
  static const TocsinStep of_sessions[] = {
    TOCSIN_STEP_GREETING,
    TOCSIN_STEP_CAPABILITIES,
    TOCSIN_STEP_LOGOUT,
  };
  TocsinEncryption encryption = tocsin_endpoint_get_encryption (endpoint);

  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    tocsin_report_expect (report, always[i]);
  if (!tocsin_endpoint_get_defaults (endpoint)->sessionless)
    for (gsize i = 0; i < G_N_ELEMENTS (of_sessions); i++)
      tocsin_report_expect (report, of_sessions[i]);
  if (has_proxy (endpoint))
    tocsin_report_expect (report, TOCSIN_STEP_PROXY);
  if (encryption == TOCSIN_ENCRYPTION_IMPLICIT)
    tocsin_report_expect (report, TOCSIN_STEP_TLS);
  if (encryption == TOCSIN_ENCRYPTION_STARTTLS || encryption == TOCSIN_ENCRYPTION_OPPORTUNISTIC)
    {
      tocsin_report_expect (report, TOCSIN_STEP_STARTTLS);
      tocsin_report_expect (report, TOCSIN_STEP_CAPABILITIES_AGAIN);
    }
}

static void
expect_steps (TocsinReport *report, TocsinEndpoint *endpoint)
{
  if (endpoint != NULL)
    {
      expect_steps_to_server (report, endpoint);
      return;
    }
  tocsin_report_expect (report, TOCSIN_STEP_MAILBOX);
  tocsin_report_expect (report, TOCSIN_STEP_FEATURES);
}

static gboolean
find_endpoint (TocsinConnection *self,
               TocsinReport *report,
               TocsinEndpoint **endpoint,
               GError **error)
{
  if (TOCSIN_CONNECTION_GET_IFACE (self)->get_endpoint == NULL)
    return tocsin_connection_check (self, error);

  *endpoint = tocsin_connection_get_endpoint (self, error);
  if (*endpoint == NULL)
    return FALSE;
  tocsin_report_fact (report, "endpoint", "%s", tocsin_endpoint_to_string (*endpoint));
  tocsin_report_fact (report, "encryption", "%s",
                      tocsin_encryption_to_string (tocsin_endpoint_get_encryption (*endpoint)));

  return TRUE;
}

/* The step of the settings stays open until the network is asked: what is wrong with a file that
 * they name shows on the way there. */
static gboolean
run_test (TocsinConnection *self,
          const char *const *folders,
          TocsinReport *report,
          TocsinTranscript *transcript,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (TocsinEndpoint) endpoint = NULL;

  tocsin_report_begin (report, TOCSIN_STEP_SETTINGS);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("Cancelled"));
      return FALSE;
    }
  if (!find_endpoint (self, report, &endpoint, error))
    return FALSE;
  expect_steps (report, endpoint);

  return TOCSIN_CONNECTION_GET_IFACE (self)->test (self, endpoint, folders, report, transcript,
                                                   cancellable, error);
}

/**
 * tocsin_connection_test_folders:
 * @self: a connection
 * @folders: (nullable) (array zero-terminated=1): the names of folders to look at; %NULL for the
 *   one where mail arrives
 * @report: (nullable): who is told each step
 * @transcript: (nullable): where the conversation is noted
 * @cancellable: (nullable): to stop it
 * @error: where to put why the first failed step failed
 *
 * Blocking. Changes nothing on the server.
 *
 * Returns: whether every step went well.
 */
gboolean
tocsin_connection_test_folders (TocsinConnection *self,
                                const char *const *folders,
                                TocsinReport *report,
                                TocsinTranscript *transcript,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean passed;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION (self), FALSE);

  passed = run_test (self, folders, report, transcript, cancellable, &failure);
  tocsin_report_finish (report, failure);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return passed;
}

/**
 * tocsin_connection_test:
 * @self: a connection
 * @report: (nullable): who is told each step
 * @transcript: (nullable): where the conversation is noted
 * @cancellable: (nullable): to stop it
 * @error: where to put why the first failed step failed
 *
 * As tocsin_connection_test_folders() with the folder where mail arrives.
 *
 * Returns: whether every step went well.
 */
gboolean
tocsin_connection_test (TocsinConnection *self,
                        TocsinReport *report,
                        TocsinTranscript *transcript,
                        GCancellable *cancellable,
                        GError **error)
{
  return tocsin_connection_test_folders (self, NULL, report, transcript, cancellable, error);
}

typedef struct
{
  GStrv folders;
  TocsinReport *report;
  TocsinTranscript *transcript;
} TestRun;

static void
test_run_free (TestRun *run)
{
  g_strfreev (run->folders);
  g_clear_object (&run->report);
  g_clear_object (&run->transcript);
  g_free (run);
}

static gpointer
test_in_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  TestRun *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (tocsin_connection_test_folders (g_task_get_source_object (task),
                                      (const char *const *) run->folders, run->report,
                                      run->transcript, g_task_get_cancellable (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);

  return NULL;
}

/**
 * tocsin_connection_test_async:
 * @self: a connection
 * @folders: (nullable) (array zero-terminated=1): as for tocsin_connection_test_folders()
 * @report: (nullable): who is told each step
 * @transcript: (nullable): where the conversation is noted
 * @cancellable: (nullable): to stop it, at any moment
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * The Test button for user interfaces: @report, @transcript and @callback are told in the caller's
 * main context, in this order.
 */
void
tocsin_connection_test_async (TocsinConnection *self,
                              const char *const *folders,
                              TocsinReport *report,
                              TocsinTranscript *transcript,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  TestRun *run;

  g_return_if_fail (TOCSIN_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tocsin_connection_test_async);
  /* The test itself says that it was cancelled, in our own domain. */
  g_task_set_check_cancellable (task, FALSE);
  run = g_new0 (TestRun, 1);
  run->folders = g_strdupv ((GStrv) folders);
  if (report != NULL)
    run->report = tocsin_relay_report (report, g_task_get_context (task));
  if (transcript != NULL)
    run->transcript = tocsin_relay_transcript (transcript, g_task_get_context (task));
  g_task_set_task_data (task, run, (GDestroyNotify) test_run_free);
  /* A thread of its own: GTask's ten are shared with the whole process and a test may wait long. */
  g_thread_unref (g_thread_new ("tocsin-test", test_in_thread, task));
}

/**
 * tocsin_connection_test_finish:
 * @self: a connection
 * @result: what the callback got
 * @error: where to put why the first failed step failed
 *
 * Returns: whether every step went well.
 */
gboolean
tocsin_connection_test_finish (TocsinConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tocsin_connection_command:
 * @self: a connection
 * @line: one protocol line without its end
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the server's answer, a line each, verbatim.
 */
char *
tocsin_connection_command (TocsinConnection *self,
                           const char *line,
                           GCancellable *cancellable,
                           GError **error)
{
  TocsinConnectionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION (self) && line != NULL, NULL);

  iface = TOCSIN_CONNECTION_GET_IFACE (self);
  if (iface->command == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("this kind of connection knows no raw commands"));
      return NULL;
    }
  if (!tocsin_text_is_line_safe (line))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("a command is one line: it can't hold a line break"));
      return NULL;
    }

  return iface->command (self, line, cancellable, error);
}

/**
 * tocsin_connection_close:
 * @self: a connection
 *
 * Ends all its sessions.
 */
void
tocsin_connection_close (TocsinConnection *self)
{
  g_return_if_fail (TOCSIN_IS_CONNECTION (self));

  TOCSIN_CONNECTION_GET_IFACE (self)->close (self);
}

/**
 * tocsin_connection_get_endpoint:
 * @self: a connection
 * @error: where to put what is wrong with its settings, %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED when
 *   it leads to no server
 *
 * Asks no network.
 *
 * Returns: (transfer full): where it leads and under which limits.
 */
TocsinEndpoint *
tocsin_connection_get_endpoint (TocsinConnection *self, GError **error)
{
  TocsinConnectionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION (self), NULL);

  iface = TOCSIN_CONNECTION_GET_IFACE (self);
  if (iface->get_endpoint != NULL)
    return iface->get_endpoint (self, error);
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("this protocol leads to no server"));

  return NULL;
}

/**
 * tocsin_connection_check:
 * @self: a connection
 * @error: where to put what is wrong with its settings
 *
 * Asks no network.
 *
 * Returns: whether its settings can work.
 */
gboolean
tocsin_connection_check (TocsinConnection *self, GError **error)
{
  TocsinConnectionInterface *iface;
  g_autoptr (TocsinEndpoint) endpoint = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION (self), FALSE);

  iface = TOCSIN_CONNECTION_GET_IFACE (self);
  if (iface->check != NULL)
    return iface->check (self, error);
  if (iface->get_endpoint == NULL)
    return TRUE;
  endpoint = iface->get_endpoint (self, error);

  return endpoint != NULL;
}

/**
 * tocsin_connection_list_places:
 * @self: a connection
 *
 * Returns: (transfer full) (element-type utf8): the folders of this machine that it writes to.
 */
GPtrArray *
tocsin_connection_list_places (TocsinConnection *self)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);
  TocsinConnectionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION (self), places);

  iface = TOCSIN_CONNECTION_GET_IFACE (self);
  if (iface->list_places != NULL)
    iface->list_places (self, places);

  return places;
}
