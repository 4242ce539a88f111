/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/feed.h"
#include "core/engine/trial-store.h"
#include "core/engine/trial.h"
#include "core/plugin/plugin.h"
#include "tests/unit/engine/fake-mail.h"
#include "tests/unit/engine/guard-store.h"

#include <string.h>

/* What tasks would do to each other's mail, over a mailbox that nobody may change. */

/* An action that says what it would do to the mailbox: `deeds` like "move Done", with a folder that
 * is made when it ends with an exclamation mark. */
typedef struct
{
  GObject parent_instance;

  GStrv deeds;
  char *elsewhere;
} Shift;

typedef struct
{
  GObjectClass parent_class;
} ShiftClass;

static gboolean
shift_configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  Shift *self = (Shift *) action;

  self->deeds = g_strdupv ((GStrv) tocsin_snapshot_get_strv (settings, "deeds"));
  self->elsewhere = g_strdup (tocsin_snapshot_get_string (settings, "elsewhere"));

  return TRUE;
}

static TocsinPlan *
shift_plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  Shift *self = (Shift *) action;
  g_autofree char *text = g_strjoinv (", ", self->deeds);
  TocsinPlan *plan = tocsin_plan_new (g_variant_new ("a{sv}", NULL), "%s", text);

  for (gsize i = 0; self->deeds[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (self->deeds[i], " ", 2);
      TocsinMailOperation operation = { .argument = words[1] };

      g_assert_true (tocsin_mail_verb_from_string (words[0], &operation.verb, NULL));
      if (words[1] != NULL && g_str_has_suffix (words[1], "!"))
        {
          words[1][strlen (words[1]) - 1] = '\0';
          operation.create = TRUE;
        }
      tocsin_plan_add_effect (plan, &operation,
                              self->elsewhere[0] != '\0' ? self->elsewhere : NULL);
    }

  return plan;
}

static TocsinOutcome *
shift_perform (TocsinAction *action,
               TocsinPlan *plan,
               TocsinEvent *event,
               TocsinHost *host,
               GCancellable *cancellable,
               GError **error)
{
  g_assert_not_reached ();
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = shift_configure;
  iface->plan = shift_plan;
  iface->perform = shift_perform;
}

static GType shift_get_type (void);
G_DEFINE_TYPE_WITH_CODE (Shift,
                         shift,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
shift_finalize (GObject *object)
{
  g_strfreev (((Shift *) object)->deeds);
  g_free (((Shift *) object)->elsewhere);

  G_OBJECT_CLASS (shift_parent_class)->finalize (object);
}

static void
shift_class_init (ShiftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shift_finalize;
}

static void
shift_init (Shift *self)
{
}

typedef struct
{
  FakeStore *fake;
  FakeStore *other;
  TocsinMailStore *guard;
  TocsinMailStore *other_guard;
  TocsinHost *host;
  TocsinRegistry *registry;
  GPtrArray *tasks;
  GString *told;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinPlugin) plugin = tocsin_plugin_new ("shift");

  fixture->fake = fake_store_new (NULL, NULL);
  fixture->other = fake_store_new (NULL, NULL);
  fixture->guard = guard_store_new (fake_store_get (fixture->fake), "box");
  fixture->other_guard = guard_store_new (fake_store_get (fixture->other), "other");
  fixture->host = guard_host_new (fixture->guard, fixture->other_guard);
  fixture->registry = fake_mail_registry_new ();
  tocsin_plugin_add_action (plugin, "shift", shift_get_type ());
  tocsin_registry_adopt (fixture->registry, plugin);
  fixture->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->told = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_string_free (fixture->told, TRUE);
  g_ptr_array_unref (fixture->tasks);
  g_object_unref (fixture->registry);
  g_object_unref (fixture->host);
  g_object_unref (fixture->guard);
  g_object_unref (fixture->other_guard);
  fake_store_free (fixture->fake);
  fake_store_free (fixture->other);
}

static TocsinTask *
add_task (
    Fixture *fixture, const char *id, const char *deeds, const char *first, const char *second)
{
  g_autofree char *assignment = g_strconcat ("action.shift.deeds=", deeds, NULL);
  TocsinTask *task = fake_mail_task_new (fixture->registry, id, "enabled=true", "actions=shift",
                                         assignment, first != NULL ? first : "enabled=true",
                                         second != NULL ? second : "enabled=true", NULL);

  g_ptr_array_add (fixture->tasks, task);

  return task;
}

static void
deliver (Fixture *fixture, const char *subject)
{
  fake_store_deliver (fixture->fake, "INBOX", subject, 1000 * G_USEC_PER_SEC);
}

/* One word a firing: TASK/VERDICT/FOLDER/SUBJECT. */
static void
write_down (const TocsinTrialFiring *firing, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->told, "%s%s/%s/%s/%s", fixture->told->len > 0 ? " " : "",
                          tocsin_task_get_id (firing->task),
                          tocsin_trial_verdict_to_string (firing->verdict), firing->folder,
                          tocsin_message_get_subject (firing->message));
  for (guint i = 0; i < firing->steps->len; i++)
    {
      const TocsinTrialStep *step = g_ptr_array_index (firing->steps, i);

      if (step->error != NULL)
        g_string_append_printf (fixture->told, "!%s", tocsin_error_get_code_name (step->error));
      if (step->notes->len > 0)
        g_string_append_c (fixture->told, '*');
    }
  for (guint i = 0; i < firing->notes->len; i++)
    g_string_append_c (fixture->told, '+');
}

static TocsinTrial *
run (Fixture *fixture, TocsinTask *task, guint limit)
{
  TocsinTrial *trial = tocsin_trial_new (task, fixture->tasks, fixture->host);
  g_autoptr (GError) error = NULL;

  g_string_truncate (fixture->told, 0);
  tocsin_trial_set_limit (trial, limit);
  tocsin_trial_run (trial, write_down, fixture, NULL, &error);
  g_assert_no_error (error);

  return trial;
}

static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", NULL, NULL);
  g_autoptr (TocsinTrial) all = NULL;
  g_autoptr (TocsinTrial) some = NULL;

  deliver (fixture, "1");
  deliver (fixture, "2");
  deliver (fixture, "3");
  all = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/3 a/fires/INBOX/2 a/fires/INBOX/1");
  g_assert_cmpuint (tocsin_trial_get_summary (all)->examined, ==, 3);
  g_assert_false (tocsin_trial_get_summary (all)->limited);
  some = run (fixture, task, 2);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/3 a/fires/INBOX/2");
  g_assert_true (tocsin_trial_get_summary (some)->limited);
}

/* Beyond what the first windows hold, and beyond a burst-limit. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task =
      add_task (fixture, "a", "move Done!", "burst-limit=3", "trigger.query=subject:m");
  g_autoptr (TocsinTrial) trial = NULL;

  for (guint i = 0; i < 350; i++)
    deliver (fixture, i % 2 == 0 ? "m" : "x");
  trial = run (fixture, task, 0);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->fires, ==, 175);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->warnings->len, ==, 1);
}

/* Behind the newest, the server is asked for what the task itself asks for. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", "trigger.query=subject:old", NULL);
  g_autoptr (TocsinTrial) narrow = NULL;
  g_autoptr (TocsinTrial) wide = NULL;

  add_task (fixture, "b", "flag", NULL, NULL);
  for (guint i = 0; i < 300; i++)
    deliver (fixture, i == 7 ? "old" : "x");
  narrow = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/old");
  g_assert_cmpuint (tocsin_trial_get_summary (narrow)->examined, ==, 101);

  g_ptr_array_set_size (fixture->tasks, 0);
  task = add_task (fixture, "a", "flag", "trigger.query=subject:old", "trigger.folders=INBOX,Done");
  add_task (fixture, "b", "flag", NULL, NULL);
  wide = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/old");
  g_assert_cmpuint (tocsin_trial_get_summary (wide)->examined, ==, 300);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task;
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "first", "flag", "trigger.stop=true", "trigger.query=subject:bill");
  task = add_task (fixture, "second", "flag", "trigger.query=subject:big", NULL);
  add_task (fixture, "third", "flag", "trigger.stop=true", NULL);
  deliver (fixture, "big bill");
  deliver (fixture, "small bill");
  deliver (fixture, "big tree");
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==,
                   "second/fires/INBOX/big tree second/hidden/INBOX/big bill");
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->hidden, ==, 1);
}

/* The message has to be read to tell, and is so before the first task has it away. */
static void
test_hidden_by_mover (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task;
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "first", "move Done!", "trigger.stop=true", NULL);
  task = add_task (fixture, "second", "flag", "trigger.query=body:needle", NULL);
  fake_store_deliver_raw (fixture->fake, "INBOX", "Subject: a\r\n\r\nneedle\r\n", 0, FAKE_SOUND);
  fake_store_deliver_raw (fixture->fake, "INBOX", "Subject: b\r\n\r\nhay\r\n", 0, FAKE_SOUND);
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "second/hidden/INBOX/a");
}

/* Decided about the same state, but by then it is elsewhere. */
static void
test_moved_before (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task;
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "first", "mark-read,move Done!", NULL, NULL);
  task = add_task (fixture, "second", "flag", "trigger.query=is:unread", NULL);
  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "second/fires/INBOX/1*++");
}

static void
test_consequence (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "keyword $x,move Done!", NULL, NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "b", "flag", "trigger.folders=Do*", "trigger.query=keyword:$x");
  add_task (fixture, "c", "flag", "trigger.folders=Done", "trigger.query=keyword:$y");
  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/1 b/fires/Done/1++");
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->consequences, ==, 1);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->warnings->len, ==, 0);
}

static gboolean
warns (TocsinTrial *trial, const char *word)
{
  GPtrArray *warnings = tocsin_trial_get_summary (trial)->warnings;

  for (guint i = 0; i < warnings->len; i++)
    if (strstr (g_ptr_array_index (warnings, i), word) != NULL)
      return TRUE;

  return FALSE;
}

/* To another connection, where another task waits; what is there already is not looked at. */
static void
test_other_connection (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "move INBOX", "action.shift.elsewhere=other", NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "b", "flag", "trigger.connection=other", NULL);
  deliver (fixture, "1");
  fake_store_deliver (fixture->other, "INBOX", "its own", 1000 * G_USEC_PER_SEC);
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/1 b/fires/INBOX/1+");
}

/* There and back again, over two connections. */
static void
test_wide_circle (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "move INBOX", "action.shift.elsewhere=other", NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "b", "move INBOX", "trigger.connection=other", "action.shift.elsewhere=box");
  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_true (warns (trial, "INBOX → INBOX → INBOX"));
}

static void
test_circle (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "move Done", NULL, NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  fake_store_add_folder (fixture->fake, "Done");
  add_task (fixture, "b", "move INBOX", "trigger.folders=Done", NULL);
  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_true (warns (trial, "INBOX → Done → INBOX"));
}

/* A task that moves to where it waits itself. */
static void
test_own_circle (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "copy INBOX", NULL, NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_true (warns (trial, "INBOX → INBOX"));
}

/* Each time with another flag, so that it ends. */
static void
test_no_circle (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task =
      add_task (fixture, "a", "mark-read,move Done", "trigger.query=is:unread", NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  fake_store_add_folder (fixture->fake, "Done");
  add_task (fixture, "b", "move INBOX", "trigger.folders=Done", NULL);
  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->warnings->len, ==, 0);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->fires, ==, 1);
}

/* Two tasks that undo each other's marks without moving anything. */
static void
test_each_circle (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task =
      add_task (fixture, "a", "mark-read", "trigger.query=is:unread", "trigger.each=true");
  g_autoptr (TocsinTrial) trial = NULL;

  add_task (fixture, "b", "mark-unread", "trigger.query=is:read", "trigger.each=true");
  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_true (warns (trial, "again and again"));
}

/* On and on, without ever coming back. */
static void
test_hops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTrial) trial = NULL;

  for (guint i = 0; i <= TOCSIN_TRIAL_MAX_HOPS + 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);
      g_autofree char *from = g_strdup_printf ("F%u", i);
      g_autofree char *to = g_strdup_printf ("move F%u", i + 1);
      g_autofree char *folders = g_strconcat ("trigger.folders=", i == 0 ? "INBOX" : from, NULL);

      fake_store_add_folder (fixture->fake, from);
      add_task (fixture, id, to, folders, NULL);
    }
  deliver (fixture, "1");
  trial = run (fixture, g_ptr_array_index (fixture->tasks, 0), 0);
  g_assert_true (warns (trial, "did not come to rest"));
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->consequences, ==, TOCSIN_TRIAL_MAX_HOPS);
}

static void
test_missing_folder (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "move Nowhere", NULL, NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/1!mailbox.missing");
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->failing, ==, 1);
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", "trigger.query=body:x", NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  fake_store_deliver_raw (fixture->fake, "INBOX", "Subject: bad\r\n\r\nx\r\n", 0,
                          FAKE_RAW_UNREADABLE);
  fake_store_deliver_raw (fixture->fake, "INBOX", "Subject: good\r\n\r\nx\r\n", 0, FAKE_SOUND);
  trial = run (fixture, task, 0);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/good a/undecided/INBOX/bad");
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->undecided, ==, 1);
}

/* The pattern is named, and a trial with a task that can't go on comes to its end. */
static void
test_hostile_pattern (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", "trigger.query=subject:/^(x|xx)+$/", NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  for (guint i = 0; i < TOCSIN_FEED_MAX_TIMEOUTS + 2; i++)
    deliver (fixture, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!");
  trial = run (fixture, task, 0);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->fires, ==, 0);
  g_assert_true (warns (trial, "(x|xx)+"));
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", NULL, NULL);
  g_autoptr (TocsinTrial) trial = tocsin_trial_new (task, fixture->tasks, fixture->host);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  deliver (fixture, "1");
  deliver (fixture, "2");
  all = tocsin_mail_store_search (fixture->guard, "INBOX", NULL, NULL, NULL);
  g_ptr_array_add (one, g_ptr_array_index (all, 0));
  tocsin_trial_set_messages (trial, one);
  tocsin_trial_run (trial, write_down, fixture, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->told->str, ==, "a/fires/INBOX/1");
}

static void
cancel_at_first (const TocsinTrialFiring *firing, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", NULL, NULL);
  g_autoptr (TocsinTrial) trial = tocsin_trial_new (task, fixture->tasks, fixture->host);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  /* Few enough to be shown at once: the store is not asked again. */
  for (guint i = 0; i < TOCSIN_TRIAL_FIRST_WINDOW; i++)
    deliver (fixture, "m");
  g_assert_false (tocsin_trial_run (trial, cancel_at_first, cancellable, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->fires, ==, 1);
}

static void
test_no_such_folder (Fixture *fixture, gconstpointer data)
{
  TocsinTask *task = add_task (fixture, "a", "flag", "trigger.folders=INBOX,Nowhere", NULL);
  g_autoptr (TocsinTrial) trial = NULL;

  deliver (fixture, "1");
  trial = run (fixture, task, 0);
  g_assert_true (warns (trial, "Nowhere"));
  g_assert_cmpuint (tocsin_trial_get_summary (trial)->fires, ==, 1);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/trial/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* A task that pauses says so in the log. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);

  ADD ("newest-first", test_newest_first);
  ADD ("many", test_many);
  ADD ("narrow", test_narrow);
  ADD ("hidden", test_hidden);
  ADD ("hidden-by-mover", test_hidden_by_mover);
  ADD ("moved-before", test_moved_before);
  ADD ("consequence", test_consequence);
  ADD ("other-connection", test_other_connection);
  ADD ("wide-circle", test_wide_circle);
  ADD ("circle", test_circle);
  ADD ("own-circle", test_own_circle);
  ADD ("no-circle", test_no_circle);
  ADD ("each-circle", test_each_circle);
  ADD ("hops", test_hops);
  ADD ("missing-folder", test_missing_folder);
  ADD ("unreadable", test_unreadable);
  ADD ("hostile-pattern", test_hostile_pattern);
  ADD ("messages", test_messages);
  ADD ("cancelled", test_cancelled);
  ADD ("no-such-folder", test_no_such_folder);

  return g_test_run ();
}
