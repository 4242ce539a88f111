/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/run/run-action.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/plugin/command.h"
#include "core/plugin/refusal.h"
#include "plugins/run/child.h"
#include "plugins/run/environment.h"
#include "plugins/run/handover.h"
#include "plugins/run/sandbox.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a program says by how it ends: EX_TEMPFAIL of sysexits.h, and what qmail made of 99. */
#define EXIT_LATER 75
#define EXIT_DROP 99

/* The longest piece of a program's last words that an error repeats. */
#define MAX_LAST_WORDS 200

struct _TocsinRunAction
{
  GObject parent_instance;

  TocsinCommand *command;
  Input input;
  gboolean attachments;
  guint timeout;
  char *directory;
  GStrv environment;
  gboolean sandbox;
  gboolean repeatable;
};

static gboolean
take_directory (TocsinRunAction *self, TocsinSnapshot *settings, GError **error)
{
  const char *directory = tocsin_snapshot_get_string (settings, "directory");

  if (directory[0] != '\0' && !g_path_is_absolute (directory))
    return tocsin_refuse_key (error, "directory", _ ("“%s” is no full path"), directory);

  self->directory = g_strdup (directory[0] != '\0' ? directory : "/");

  return TRUE;
}

static void
take_input (TocsinRunAction *self, TocsinSnapshot *settings)
{
  const char *input = tocsin_snapshot_get_string (settings, "input");

  if (g_str_equal (input, "event"))
    self->input = INPUT_EVENT;
  else if (g_str_equal (input, "message"))
    self->input = INPUT_MESSAGE;
  else
    self->input = INPUT_NONE;
}

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  TocsinRunAction *self = TOCSIN_RUN_ACTION (action);
  const char *const *environment = tocsin_snapshot_get_strv (settings, "environment");

  take_input (self, settings);
  self->attachments = tocsin_snapshot_get_boolean (settings, "attachments");
  self->timeout = tocsin_snapshot_get_uint (settings, "timeout");
  self->sandbox = tocsin_snapshot_get_boolean (settings, "sandbox");
  self->repeatable = tocsin_snapshot_get_boolean (settings, "repeatable");
  self->command =
      tocsin_command_new ("command", tocsin_snapshot_get_strv (settings, "command"), error);
  if (self->command == NULL || !environment_check (environment, error))
    return FALSE;

  self->environment = g_strdupv ((char **) environment);

  return take_directory (self, settings, error);
}

/* Only the person knows what the program does when it runs twice. */
static TocsinActionTraits
get_traits (TocsinAction *action)
{
  TocsinRunAction *self = TOCSIN_RUN_ACTION (action);

  return (self->attachments || self->input == INPUT_MESSAGE ? TOCSIN_ACTION_NEEDS_MESSAGE : 0)
         | (self->repeatable ? TOCSIN_ACTION_REPEATABLE : 0);
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  tocsin_command_list_fields (TOCSIN_RUN_ACTION (action)->command, fields);
}

static gboolean
has_message (TocsinEvent *event)
{
  TocsinMessage *message = tocsin_event_get_message (event);

  return message != NULL && (tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_RAW) != 0;
}

static gboolean
check_input (TocsinRunAction *self, TocsinEvent *event, GError **error)
{
  if (self->input != INPUT_MESSAGE || has_message (event))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("input: this event comes without a message"));
  return FALSE;
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  TocsinRunAction *self = TOCSIN_RUN_ACTION (action);
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  g_auto (GStrv) argv = NULL;
  g_autofree char *program = NULL;
  g_autofree char *text = NULL;

  if (!check_input (self, event, error)
      || (argv = tocsin_command_expand (self->command, event, error)) == NULL
      || (program = tocsin_command_find_program (argv[0], error)) == NULL)
    return NULL;

  text = tocsin_command_describe ((const char *const *) argv);
  g_free (argv[0]);
  argv[0] = g_steal_pointer (&program);
  g_variant_dict_insert_value (&details, "argv",
                               g_variant_new_strv ((const char *const *) argv, -1));

  return tocsin_plan_new (g_variant_dict_end (&details),
                          self->sandbox ? _ ("run %s in a sandbox") : _ ("run %s"), text);
}

static char *
find_last_words (GBytes *output)
{
  gsize size;
  const char *bytes = g_bytes_get_data (output, &size);
  gsize end = size, start;

  while (end > 0 && g_ascii_isspace (bytes[end - 1]))
    end--;
  for (start = end; start > 0 && bytes[start - 1] != '\n';)
    start--;

  return end == 0 ? g_strdup ("") : tocsin_text_escape (bytes + start, end - start, MAX_LAST_WORDS);
}

static char *
describe_end (TocsinRunAction *self, const ChildResult *result)
{
  if (result->timed_out)
    return g_strdup_printf (_ ("it took longer than %u seconds and was ended"), self->timeout);
  if (WIFSIGNALED (result->status))
    return g_strdup_printf (_ ("it was ended by signal %d (%s)"), WTERMSIG (result->status),
                            strsignal (WTERMSIG (result->status)));

  return g_strdup_printf (_ ("exit status %d"), WEXITSTATUS (result->status));
}

static char *
make_text (GBytes *output)
{
  gsize size;
  const char *bytes = g_bytes_get_data (output, &size);

  return size > 0 ? g_utf8_make_valid (bytes, (gssize) size) : g_strdup ("");
}

/* Nothing of the network's: an event whose program fails uses up its tries. */
static void
set_failure (TocsinRunAction *self, const char *program, const ChildResult *result, GError **error)
{
  g_autofree char *end = describe_end (self, result);
  g_autofree char *words = find_last_words (result->output);
  g_autofree char *output = make_text (result->output);
  gboolean later = !result->timed_out && WIFEXITED (result->status)
                   && WEXITSTATUS (result->status) == EXIT_LATER;

  g_set_error (error, TOCSIN_ERROR, later ? TOCSIN_ERROR_ACTION_LATER : TOCSIN_ERROR_ACTION_FAILED,
               "“%s”: %s%s%s", program, end, words[0] != '\0' ? ": " : "", words);
  if (error != NULL)
    tocsin_error_set_server_text (*error, output);
}

static TocsinOutcome *
judge (TocsinRunAction *self, const char *program, const ChildResult *result, GError **error)
{
  TocsinOutcome *outcome;
  int status = WIFEXITED (result->status) ? WEXITSTATUS (result->status) : -1;

  if (result->timed_out || (status != 0 && status != EXIT_DROP))
    {
      set_failure (self, program, result, error);
      return NULL;
    }

  outcome = status == 0 ? tocsin_outcome_new (_ ("“%s” ended well"), program)
                        : tocsin_outcome_new (_ ("“%s” said to drop the event (exit status %d)"),
                                              program, EXIT_DROP);
  outcome->drop = status == EXIT_DROP;
  outcome->output = g_bytes_ref (result->output);

  return outcome;
}

static gboolean
run_child (TocsinRunAction *self,
           const char *const *argv,
           const char *attachments,
           TocsinEvent *event,
           int input,
           ChildResult *result,
           GCancellable *cancellable,
           GError **error)
{
  g_auto (GStrv) environment =
      environment_new ((const char *const *) self->environment, event, attachments, self->sandbox);
  g_auto (GStrv) locked = NULL;
  Child child = { .environment = (const char *const *) environment,
                  .directory = self->sandbox ? "/" : self->directory,
                  .input = input,
                  .timeout = self->timeout };

  if (self->sandbox
      && (locked = sandbox_lock_in (argv, self->directory, attachments, error)) == NULL)
    return FALSE;
  child.argv = self->sandbox ? (const char *const *) locked : argv;

  return child_run (&child, result, cancellable, error);
}

static TocsinOutcome *
run_with_input (TocsinRunAction *self,
                const char *const *argv,
                const char *attachments,
                TocsinEvent *event,
                TocsinHost *host,
                GCancellable *cancellable,
                GError **error)
{
  ChildResult result = { 0 };
  TocsinOutcome *outcome = NULL;
  int input = handover_open_input (self->input, event, tocsin_host_get_work_directory (host),
                                   cancellable, error);

  if (input < 0)
    return NULL;

  if (run_child (self, argv, attachments, event, input, &result, cancellable, error))
    outcome = judge (self, argv[0], &result, error);
  g_clear_pointer (&result.output, g_bytes_unref);
  close (input);

  return outcome;
}

static gboolean
check_directory (TocsinRunAction *self, GError **error)
{
  if (g_file_test (self->directory, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("directory: there is no directory %s"), self->directory);
  return FALSE;
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  TocsinRunAction *self = TOCSIN_RUN_ACTION (action);
  g_autofree const char **argv = NULL;
  char *attachments = NULL;
  TocsinOutcome *outcome;

  g_variant_lookup (planned->details, "argv", "^a&s", &argv);
  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);

  if (!check_input (self, event, error) || !check_directory (self, error))
    return NULL;
  if (self->attachments && has_message (event))
    {
      attachments =
          handover_make_directory (tocsin_event_get_message (event),
                                   tocsin_host_get_work_directory (host), cancellable, error);
      if (attachments == NULL)
        return NULL;
    }

  outcome = run_with_input (self, argv, attachments, event, host, cancellable, error);
  g_clear_pointer (&attachments, handover_remove_directory);

  return outcome;
}

static gboolean
foresee (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GHashTable *promised,
         GPtrArray *notes,
         GError **error)
{
  return check_directory (TOCSIN_RUN_ACTION (action), error);
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = configure;
  iface->get_traits = get_traits;
  iface->list_fields = list_fields;
  iface->plan = plan;
  iface->perform = perform;
  iface->foresee = foresee;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinRunAction,
                               tocsin_run_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_run_action_finalize (GObject *object)
{
  TocsinRunAction *self = TOCSIN_RUN_ACTION (object);

  g_clear_pointer (&self->command, tocsin_command_free);
  g_free (self->directory);
  g_strfreev (self->environment);

  G_OBJECT_CLASS (tocsin_run_action_parent_class)->finalize (object);
}

static void
tocsin_run_action_class_init (TocsinRunActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_run_action_finalize;
}

static void
tocsin_run_action_init (TocsinRunAction *self)
{
}
