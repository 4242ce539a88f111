/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-check.h"

#include "core/base/error.h"

typedef struct
{
  const char *about;
  const char *kind;
  const char *plugin;
  const char *values[7];
  const char *blamed; /* the key whose row is to show what is wrong, NULL when nothing is */
} Case;

static const Case cases[] = {
  { "a server", "connection", "imap4", { "address", "mail.example.org" }, NULL },
  { "no server", "connection", "imap4", { NULL }, "address" },
  { "no address of this machine",
    "connection",
    "imap4",
    { "address", "mail.example.org", "local-address", "here" },
    "local-address" },
  { "a field that there is not",
    "action",
    "save",
    { "action.it.directory", "/srv", "action.it.name", "{nonsense}" },
    "action.it.name" },
  { "no directory", "action", "save", { NULL }, "action.it.directory" },
  { "a directory", "action", "save", { "action.it.directory", "/srv" }, NULL },
  { "a calendar that is none",
    "task",
    "schedule",
    { "trigger.cron", "every day" },
    "trigger.cron" },
  { "a query that is none",
    "task",
    "email",
    { "trigger.connection", "work", "trigger.query", "from:(" },
    "trigger.query" },
  { "a day that is none",
    "task",
    "email",
    { "trigger.connection", "work", "expires", "tomorrow" },
    "expires" },
  { "hours that are none",
    "task",
    "email",
    { "trigger.connection", "work", "active", "always" },
    "active" },
  { "mail", "task", "email", { "trigger.connection", "work" }, NULL },
  { "a program without a path", "action", "run", { "action.it.command", "book" }, NULL },
  { "no program", "action", "run", { NULL }, "action.it.command" },
  { "no address", "action", "webhook", { NULL }, "action.it.url" },
  { "what can't be done to a message",
    "action",
    "mailbox",
    { "action.it.operations", "dance" },
    "action.it.operations" },
  { "moved nowhere", "action", "mailbox", { "action.it.operations", "move" }, "action.it.folder" },
};

static TocsinEditorModel *
make (const Case *row)
{
  g_autoptr (GError) error = NULL;
  TocsinEditorModel *model;

  if (g_str_equal (row->kind, "action"))
    model = tocsin_editor_model_new_for_action (row->plugin, "action.it.", &error);
  else
    model = tocsin_editor_model_new (g_str_equal (row->kind, "task") ? TOCSIN_CONFIG_TASK
                                                                     : TOCSIN_CONFIG_CONNECTION,
                                     row->plugin, &error);
  g_assert_no_error (error);
  for (gsize i = 0; row->values[i] != NULL; i += 2)
    tocsin_editor_row_type (tocsin_editor_model_find (model, row->values[i]), row->values[i + 1]);

  return model;
}

static void
test_cases (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();

  tocsin_registry_load (registry);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinEditorModel) model = make (&cases[i]);
      g_autoptr (TocsinEditorCheck) check = tocsin_editor_check_new (model, registry);
      g_autoptr (GVariant) effective = NULL;
      g_autoptr (GError) error = NULL;
      TocsinEditorRow *row;

      g_test_message ("%s", cases[i].about);
      tocsin_editor_check_run (check, &effective, &error);
      if (error != NULL)
        g_test_message ("%s", error->message);
      row = error != NULL ? tocsin_editor_model_show_error (model, error) : NULL;
      g_assert_cmpint (error != NULL, ==, cases[i].blamed != NULL);
      g_assert_cmpstr (row != NULL ? tocsin_editor_row_get_key (row) : NULL, ==, cases[i].blamed);
    }
}

/* The port that 0 stands for follows the encryption; one that was typed stands for itself. */
static void
test_effective (void)
{
  static const Case server = { "", "connection", "imap4", { "address", "a" }, NULL };
  static const char *const modes[] = { "implicit", "starttls" };
  static const char *const ports[] = { "993", "143" };
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (TocsinEditorModel) model = make (&server);
  TocsinEditorRow *port = tocsin_editor_model_find (model, "port");

  tocsin_registry_load (registry);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (TocsinEditorCheck) check = NULL;
      g_autoptr (GVariant) effective = NULL;
      g_autoptr (GError) error = NULL;

      tocsin_editor_row_type (tocsin_editor_model_find (model, "encryption.mode"), modes[i]);
      check = tocsin_editor_check_new (model, registry);
      g_assert_true (tocsin_editor_check_run (check, &effective, &error));
      g_assert_no_error (error);
      tocsin_editor_model_show_effective (model, effective);
      g_assert_cmpstr (tocsin_editor_row_get_effective (port), ==, ports[i]);
      g_assert_cmpstr (tocsin_editor_row_get_text (port), ==, "0");
    }
  tocsin_editor_model_show_effective (model, NULL);
  g_assert_null (tocsin_editor_row_get_effective (port));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-check/cases", test_cases);
  g_test_add_func ("/desktop/editor-check/effective", test_effective);

  return g_test_run ();
}
