/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "tests/unit/plugins/workshop.h"

#include <string.h>

#define LETTER "From: Ann <ann@ex.ample.com>\r\nSubject: ../a/b*%\"\r\n\r\nText.\r\n"

/* A mailbox that writes down what it is told, and can be told to fail. */
#define TEST_TYPE_STORE (test_store_get_type ())
G_DECLARE_FINAL_TYPE (TestStore, test_store, TEST, STORE, GObject)

struct _TestStore
{
  GObject parent_instance;

  const char *name;
  GString *log;
  gboolean has_target;
  gboolean fails;
};

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);

  g_ptr_array_add (folders,
                   tocsin_folder_new ("INBOX-id", "INBOX", TOCSIN_FOLDER_ROLE_INBOX, TRUE));
  if (TEST_STORE (store)->has_target)
    g_ptr_array_add (folders,
                     tocsin_folder_new ("target-id", "Archive", TOCSIN_FOLDER_ROLE_NONE, TRUE));

  return folders;
}

static gboolean
succeed (TestStore *self, GError **error)
{
  if (self->fails)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_QUOTA_EXCEEDED, "the mailbox is full");

  return !self->fails;
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  TestStore *self = TEST_STORE (store);
  TocsinMessageRef *ref = g_ptr_array_index (refs, 0);

  g_assert_cmpuint (refs->len, ==, 1);
  g_string_append_printf (self->log, "%s: %s %s %s/%s%s\n", self->name,
                          tocsin_mail_verb_to_string (operation->verb),
                          operation->argument != NULL ? operation->argument : "", ref->folder,
                          ref->key, operation->create ? " create" : "");

  return succeed (self, error);
}

static gboolean
append (TocsinMailStore *store,
        const char *folder,
        GInputStream *message,
        guint64 size,
        GCancellable *cancellable,
        GError **error)
{
  TestStore *self = TEST_STORE (store);
  char buffer[1024] = { 0 };
  gsize length;

  g_assert_true (g_input_stream_read_all (message, buffer, sizeof buffer - 1, &length, NULL, NULL));
  g_assert_cmpuint (length, ==, size);
  g_assert_cmpstr (buffer, ==, LETTER);
  g_string_append_printf (self->log, "%s: append %s\n", self->name, folder);

  return succeed (self, error);
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  TestStore *self = TEST_STORE (store);

  g_string_append_printf (self->log, "%s: create %s\n", self->name, name);
  self->has_target = TRUE;

  return TRUE;
}

static void
store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->apply = apply;
  iface->append = append;
  iface->create_folder = create_folder;
}

static void
connection_init (TocsinConnectionInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestStore,
                               test_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, store_init))

enum
{
  PROP_SETTINGS = 1,
};

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
}

static void
test_store_class_init (TestStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  g_object_class_override_property (object_class, PROP_SETTINGS, "settings");
}

static void
test_store_init (TestStore *self)
{
  self->has_target = TRUE;
}

static TestStore *
add_store (Workshop *workshop, const char *name, GString *log)
{
  TestStore *store = g_object_new (TEST_TYPE_STORE, NULL);

  store->name = name;
  store->log = log;
  workshop_add_connection (workshop, name, TOCSIN_CONNECTION (store));

  return store;
}

static TocsinOutcome *
act (Workshop *workshop, TocsinAction *action, GError **error)
{
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);

  return workshop_act (workshop, action, event, error);
}

static const struct
{
  const char *about;
  const char *settings[5];
  const char *expected;
  TocsinActionTraits traits;
} rows[] = {
  { "a flag",
    { "operations=mark-read" },
    "work: mark-read  INBOX-id/7:42\n",
    TOCSIN_ACTION_REPEATABLE },
  { "in order",
    { "operations=flag,keyword,move", "keyword=$Done", "folder=Archive" },
    "work: flag  INBOX-id/7:42\nwork: keyword $Done INBOX-id/7:42\n"
    "work: move Archive INBOX-id/7:42\n",
    TOCSIN_ACTION_REPEATABLE },
  { "copy, with a folder to be made",
    { "operations=copy", "folder=Archive/{received:%Y}", "create=true" },
    "work: copy Archive/2026 INBOX-id/7:42 create\n",
    0 },
  { "what mail says stays in its level",
    { "operations=move", "folder=By/{subject}/{from.domain}/{header.None}x" },
    "work: move By/_a_b___/ex_ample_com/unknownx INBOX-id/7:42\n",
    TOCSIN_ACTION_REPEATABLE },
  { "delete", { "operations=delete" }, "work: delete  INBOX-id/7:42\n", TOCSIN_ACTION_REPEATABLE },
  { "move elsewhere",
    { "operations=mark-read,move", "folder=Archive", "connection=other" },
    "work: mark-read  INBOX-id/7:42\nother: append target-id\nwork: delete  INBOX-id/7:42\n",
    TOCSIN_ACTION_NEEDS_MESSAGE },
  { "copy elsewhere",
    { "operations=copy", "folder=Archive", "connection=other" },
    "other: append target-id\n",
    TOCSIN_ACTION_NEEDS_MESSAGE },
};

static void
test_operations (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) log = g_string_new (NULL);
      g_autoptr (TestStore) work = add_store (workshop, "work", log);
      g_autoptr (TestStore) other = add_store (workshop, "other", log);
      g_autoptr (TocsinAction) action = workshop_new_action (workshop, "mailbox", rows[i].settings);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = act (workshop, action, &error);

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      g_assert_nonnull (outcome);
      g_assert_cmpstr (log->str, ==, rows[i].expected);
      g_assert_cmpuint (tocsin_action_get_traits (action), ==, rows[i].traits);
    }
}

static void
test_plan_changes_nothing (Workshop *workshop, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TestStore) work = add_store (workshop, "work", log);
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "mailbox", WITH ("operations=mark-read,move", "folder=Archive"));
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plan->summary, ==, "mark-read, move Archive");
  g_assert_cmpstr (log->str, ==, "");
}

static char *
list_effects (TocsinPlan *plan)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < plan->effects->len; i++)
    {
      const TocsinPlanEffect *effect = g_ptr_array_index (plan->effects, i);

      g_string_append_printf (text, "%s%s %s%s%s%s", i > 0 ? ", " : "",
                              tocsin_mail_verb_to_string (effect->verb), effect->argument,
                              effect->create ? " create" : "",
                              effect->connection != NULL ? " on " : "",
                              effect->connection != NULL ? effect->connection : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whoever only wants to know what would become of the mailbox asks the plan. */
static void
test_effects (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *settings[6];
    const char *expected;
  } plans[] = {
    { { "operations=mark-read" }, "mark-read " },
    { { "operations=flag,keyword,move", "keyword=$Done", "folder=By/{subject}", "create=true" },
      "flag  create, keyword $Done create, move By/_a_b___ create" },
    { { "operations=mark-read,copy", "folder=Archive", "connection=other" },
      "mark-read , copy Archive on other" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (TocsinAction) action =
          workshop_new_action (workshop, "mailbox", plans[i].settings);
      g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
      g_autofree char *effects = NULL;

      g_assert_no_error (error);
      effects = list_effects (plan);
      g_assert_cmpstr (effects, ==, plans[i].expected);
    }
}

/* Deleted here only after it is safe there. */
static void
test_other_fails (Workshop *workshop, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TestStore) work = add_store (workshop, "work", log);
  g_autoptr (TestStore) other = add_store (workshop, "other", log);
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "mailbox", WITH ("operations=move", "folder=Archive", "connection=other"));
  g_autoptr (GError) error = NULL;

  other->fails = TRUE;
  g_assert_null (act (workshop, action, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_QUOTA_EXCEEDED);
  g_assert_cmpstr (log->str, ==, "other: append target-id\n");
}

static void
test_other_folder_missing (Workshop *workshop, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TestStore) work = add_store (workshop, "work", log);
  g_autoptr (TestStore) other = add_store (workshop, "other", log);
  g_autoptr (TocsinAction) refuses = workshop_new_action (
      workshop, "mailbox", WITH ("operations=move", "folder=Archive", "connection=other"));
  g_autoptr (TocsinAction) makes = workshop_new_action (
      workshop, "mailbox",
      WITH ("operations=move", "folder=Archive", "connection=other", "create=true"));
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  other->has_target = FALSE;
  g_assert_null (act (workshop, refuses, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_nonnull (strstr (error->message, "Archive"));
  g_assert_cmpstr (log->str, ==, "");
  g_clear_error (&error);

  outcome = act (workshop, makes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (log->str, ==,
                   "other: create Archive\nother: append target-id\n"
                   "work: delete  INBOX-id/7:42\n");
}

/* What comes after an operation that fails is not done. */
static void
test_first_failure_ends_it (Workshop *workshop, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TestStore) work = add_store (workshop, "work", log);
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "mailbox", WITH ("operations=mark-read,delete"));
  g_autoptr (GError) error = NULL;

  work->fails = TRUE;
  g_assert_null (act (workshop, action, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_QUOTA_EXCEEDED);
  g_assert_nonnull (strstr (error->message, "mark-read"));
  g_assert_cmpstr (log->str, ==, "work: mark-read  INBOX-id/7:42\n");
}

static void
test_no_connection (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "mailbox", WITH ("operations=mark-read"));
  g_autoptr (TocsinEvent) bare = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;

  g_assert_null (act (workshop, action, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (tocsin_action_plan (action, bare, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

static const struct
{
  const char *about;
  const char *key;
  const char *settings[4];
} bad[] = {
  { "nothing to do", "operations", { "create=true" } },
  { "unknown", "operations", { "operations=shred" } },
  { "twice", "operations", { "operations=flag,flag" } },
  { "behind a move", "operations", { "operations=move,mark-read", "folder=A" } },
  { "behind a delete", "operations", { "operations=delete,flag" } },
  { "move to nowhere", "folder", { "operations=move" } },
  { "a folder for nothing", "folder", { "operations=flag", "folder=A" } },
  { "a level without a name", "folder", { "operations=move", "folder=A//B" } },
  { "unknown field", "folder", { "operations=move", "folder={nonsense}" } },
  { "no keyword", "keyword", { "operations=keyword" } },
  { "two words", "keyword", { "operations=keyword", "keyword=two words" } },
  { "a flag of the system", "keyword", { "operations=keyword", "keyword=\\Deleted" } },
  { "not ASCII", "keyword", { "operations=keyword", "keyword=gr\u00fcn" } },
  { "a keyword for nothing", "keyword", { "operations=flag", "keyword=x" } },
  { "elsewhere for nothing", "connection", { "operations=flag", "connection=other" } },
};

static void
test_bad_settings (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].about);
      g_assert_null (workshop_try_action (workshop, &error, "mailbox", bad[i].settings));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i].key));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/mailbox/operations", test_operations);
  workshop_add ("/plugins/mailbox/plan-changes-nothing", test_plan_changes_nothing);
  workshop_add ("/plugins/mailbox/effects", test_effects);
  workshop_add ("/plugins/mailbox/other-fails", test_other_fails);
  workshop_add ("/plugins/mailbox/other-folder-missing", test_other_folder_missing);
  workshop_add ("/plugins/mailbox/first-failure-ends-it", test_first_failure_ends_it);
  workshop_add ("/plugins/mailbox/no-connection", test_no_connection);
  workshop_add ("/plugins/mailbox/bad-settings", test_bad_settings);

  return g_test_run ();
}
