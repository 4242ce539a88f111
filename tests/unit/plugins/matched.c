/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/task.h"
#include "tests/unit/plugins/workshop.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a group caught is text of a stranger, wherever an action puts it. */

#define LETTER                                                                                     \
  "From: Ann <ann@example.com>\r\nSubject: x\r\n"                                                  \
  "Content-Type: multipart/mixed; boundary=b\r\n\r\n"                                              \
  "--b\r\n\r\nText\r\n--b\r\nContent-Disposition: attachment; "                                    \
  "filename=a.txt\r\n\r\nA\r\n--b--\r\n"

static TocsinEvent *
new_event (const char *caught)
{
  TocsinEvent *event = workshop_new_event (LETTER);
  JsonObject *matched = json_object_new ();

  json_object_set_string_member (matched, "nr", caught);
  json_object_set_string_member (matched, "größe", "12");
  json_object_set_object_member (tocsin_event_get_data (event), "matched", matched);

  return event;
}

static const char *const hostile[] = {
  "../../etc/passwd",
  "/etc/passwd",
  "..",
  ".",
  "a/b",
  "a\\b",
  "a\nb",
  "a\r\nX: y",
  "$(id)",
  "`id`",
  "; rm -rf ~",
  "'\"",
  "-rf",
  "{subject}",
  "%s%n",
  "\xe2\x80\xae"
  "fdp.exe",
  "a\x1b[2Jb",
};

static guint
count (const char *text, char wanted)
{
  guint found = 0;

  for (; *text != '\0'; text++)
    found += *text == wanted;

  return found;
}

/* Files stay where they are to be. */
static void
test_save (Workshop *workshop, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (workshop->directory, "inside", NULL);
  g_autofree char *directory = g_strdup_printf ("directory=%s", inside);
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "save", WITH (directory, "name={matched.nr}/{attachment.name}"));
  g_autofree char *all = NULL;
  g_auto (GStrv) files = NULL;

  g_assert_cmpint (g_mkdir (inside, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (TocsinEvent) event = new_event (hostile[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

      g_test_message ("%s", hostile[i]);
      g_assert_no_error (error);
      g_assert_nonnull (outcome);
    }
  all = workshop_list (workshop->directory);
  files = g_strsplit (all, "|", -1);
  g_assert_cmpuint (g_strv_length (files), >, 1);
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_test_message ("%s", files[i]);
      g_assert_true (g_str_has_prefix (files[i], "inside/"));
      /* One level for the group, one for the attachment. */
      g_assert_cmpuint (count (files[i], '/'), ==, 2);
      g_assert_null (strpbrk (files[i], "\r\n\x1b\\"));
    }
}

/* One argument stays one argument, byte for byte. */
static void
test_arguments (Workshop *workshop, gconstpointer data)
{
  g_autofree char *out = g_build_filename (workshop->directory, "out", NULL);
  g_autofree char *command = g_strdup_printf (
      "command=['sh', '-c', 'printf \"%%s|%%s\" \"$#\" \"$2\" > %s', 'x', '--', '{matched.nr}']",
      out);
  g_autoptr (TocsinAction) action = workshop_new_action (workshop, "run", WITH (command));

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (TocsinEvent) event = new_event (hostile[i]);
      g_autofree char *expected = g_strdup_printf ("2|%s", hostile[i]);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

      g_assert_no_error (error);
      text = workshop_read (workshop, "out");
      g_assert_cmpstr (text, ==, expected);
    }
}

/* In the environment, by a name that can stand there; a large value is cut. */
static void
test_environment (Workshop *workshop, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf (
      "command=['sh', '-c', 'printf \"%%s|%%s\" \"$TOCSIN_MATCHED_NR\" \"$(env | grep -c "
      "^TOCSIN_MATCHED_GR)\" > %s/out']",
      workshop->directory);
  g_autoptr (TocsinAction) action = workshop_new_action (workshop, "run", WITH (command));
  g_autofree char *large = g_strnfill (1024 * 1024, 'x');
  g_autofree char *text = NULL;
  g_autofree char *cut = NULL;
  g_autoptr (TocsinEvent) event = new_event ("$(id)\n../x");
  g_autoptr (TocsinEvent) big = new_event (large);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
  g_autoptr (TocsinOutcome) second = NULL;

  g_assert_no_error (error);
  text = workshop_read (workshop, "out");
  g_assert_cmpstr (text, ==, "$(id)\n../x|1");

  second = workshop_act (workshop, action, big, &error);
  g_assert_no_error (error);
  cut = workshop_read (workshop, "out");
  g_assert_cmpuint (strlen (cut), <, 256 * 1024);
  g_assert_cmpuint (strlen (cut), >, 1000);
}

static char *
plan_move (Workshop *workshop, const char *caught)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "mailbox", WITH ("operations=move", "folder=Bills/{matched.nr}"));
  g_autoptr (TocsinEvent) event = new_event (caught);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);

  g_assert_no_error (error);

  return g_strdup (plan->summary);
}

/* A folder keeps its level: no mark of a server's, no control character, nothing that climbs. */
static void
test_folder (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *summary = plan_move (workshop, hostile[i]);
      const char *level = strstr (summary, "Bills/");

      g_test_message ("%s", summary);
      g_assert_nonnull (level);
      g_assert_null (strpbrk (level + strlen ("Bills/"), "/\\*%\r\n\x1b"));
      g_assert_null (strstr (summary, ".."));
    }
}

/* A line of a log is one line. */
static void
test_log (Workshop *workshop, gconstpointer data)
{
  g_autofree char *file = g_strdup_printf ("file=%s/log", workshop->directory);
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "log", WITH (file, "format={matched.nr}"));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (TocsinEvent) event = new_event (hostile[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

      g_assert_no_error (error);
    }
  text = workshop_read (workshop, "log");
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (hostile));
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

      g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "text"), ==,
                       hostile[i]);
    }
}

static TocsinTask *
try_task (Workshop *workshop, const char *query, const char *const *action, GError **error)
{
  g_autofree char *asks = g_strdup_printf ("trigger.query=%s", query);
  const char *const assignments[] = { "trigger.connection=work", asks, action[0], action[1], NULL };
  g_autoptr (TocsinTaskSettings) settings =
      tocsin_task_settings_new_from_assignments ("t", assignments, error);

  return settings != NULL ? tocsin_task_new (settings, workshop->registry, error) : NULL;
}

static const struct
{
  const char *query;
  const char *action[2];
  const char *hint;
  gboolean good;
} tasks[] = {
  { "subject:/Bill (?<nr>\\d+)/", { "action.log.format={matched.nr}" }, NULL, TRUE },
  { "a OR (b subject:/x/ -c from:/(?<nr>\\d+)/)",
    { "action.log.format={matched.nr}" },
    NULL,
    TRUE },
  { "subject:/Bill (?<nr>\\d+)/", { "action.log.format={matched.number}" }, NULL, FALSE },
  { "subject:/Bill (?<number>\\d+)/", { "action.log.format={matched.numbr}" }, "number", FALSE },
  { "-subject:/Bill (?<nr>\\d+)/", { "action.log.format={matched.nr}" }, NULL, FALSE },
  { "subject:Bill", { "action.log.format={matched.nr}" }, NULL, FALSE },
  { "", { "action.log.format={matched.nr}" }, NULL, FALSE },
  { "subject:/Bill (?<nr>\\d+)/", { "action.run.command=['true','{matched.rn}']" }, "nr", FALSE },
  { "subject:/Bill (?<nr>\\d+)/",
    { "action.mailbox.operations=move", "action.mailbox.folder={matched.no}" },
    "nr",
    FALSE },
  { "", { "action.log.format={{matched.nr}}" }, NULL, TRUE },
};

/* A name that no group has is found when it is typed, not when a file is called so. */
static void
test_unknown_group (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTask) task = try_task (workshop, tasks[i].query, tasks[i].action, &error);

      g_test_message ("%s %s: %s", tasks[i].query, tasks[i].action[0],
                      error != NULL ? error->message : "good");
      g_assert_true ((task != NULL) == tasks[i].good);
      if (tasks[i].good)
        continue;
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, "matched."));
      if (tasks[i].hint != NULL)
        g_assert_nonnull (strstr (tocsin_error_get_hint (error), tasks[i].hint));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/matched/save", test_save);
  workshop_add ("/plugins/matched/arguments", test_arguments);
  workshop_add ("/plugins/matched/environment", test_environment);
  workshop_add ("/plugins/matched/folder", test_folder);
  workshop_add ("/plugins/matched/log", test_log);
  workshop_add ("/plugins/matched/unknown-group", test_unknown_group);

  return g_test_run ();
}
