/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-model.h"

#include "core/base/error.h"

static TocsinEditorModel *
make (const char *protocol)
{
  g_autoptr (GError) error = NULL;
  TocsinEditorModel *model = tocsin_editor_model_new (TOCSIN_CONFIG_CONNECTION, protocol, &error);

  g_assert_no_error (error);

  return model;
}

static TocsinEditorRow *
find (TocsinEditorModel *model, const char *key)
{
  TocsinEditorRow *row = tocsin_editor_model_find (model, key);

  g_test_message ("%s", key);
  g_assert_nonnull (row);

  return row;
}

static gboolean
is_shown (TocsinEditorModel *model, const char *key)
{
  return tocsin_editor_row_get_visible (find (model, key));
}

static TocsinConnectionSettings *
load (const char *protocol, const char *const *assignments)
{
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_connection_settings_new_from_assignments ("it", protocol, assignments, &error);

  g_assert_no_error (error);

  return settings;
}

static void
assert_lists (TocsinEditorModel *model, const char *assignments, const char *resets)
{
  g_auto (GStrv) assigned = tocsin_editor_model_list_assignments (model);
  g_auto (GStrv) reset = tocsin_editor_model_list_resets (model);
  g_autofree char *one = g_strjoinv (" ", assigned);
  g_autofree char *other = g_strjoinv (" ", reset);

  g_assert_cmpstr (one, ==, assignments);
  g_assert_cmpstr (other, ==, resets);
}

static void
test_applies (void)
{
  g_autoptr (TocsinEditorModel) model = make ("imap4");

  g_assert_true (is_shown (model, "authentication.password"));
  tocsin_editor_row_type (find (model, "authentication.method"), "oauth2");
  g_assert_false (is_shown (model, "authentication.password"));
  g_assert_true (is_shown (model, "authentication.client-id"));
  tocsin_editor_row_type (find (model, "authentication.method"), "none");
  g_assert_false (is_shown (model, "authentication.username"));
  g_assert_false (is_shown (model, "authentication.client-id"));

  g_assert_false (is_shown (model, "encryption.allow-cleartext"));
  tocsin_editor_row_type (find (model, "encryption.mode"), "none");
  g_assert_true (is_shown (model, "encryption.allow-cleartext"));
  g_assert_false (is_shown (model, "encryption.verify"));
  g_assert_nonnull (tocsin_editor_row_get_warning (find (model, "encryption.mode")));
  tocsin_editor_row_type (find (model, "encryption.mode"), "starttls");
  g_assert_null (tocsin_editor_row_get_warning (find (model, "encryption.mode")));

  g_assert_false (is_shown (model, "proxy.address"));
  tocsin_editor_row_type (find (model, "proxy.type"), "socks5");
  g_assert_true (is_shown (model, "proxy.address"));
}

/* A mail directory has no server, and so no such pages. */
static void
test_pages (void)
{
  static const char *const with_server[] = { "main", "authentication", "encryption", "limits",
                                             "proxy" };
  g_autoptr (TocsinEditorModel) imap = make ("imap4");
  g_autoptr (TocsinEditorModel) maildir = make ("maildir");
  GPtrArray *pages = tocsin_editor_model_get_pages (imap);

  g_assert_cmpuint (pages->len, ==, G_N_ELEMENTS (with_server));
  for (guint i = 0; i < pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (pages, i);

      g_test_message ("%s", page->id);
      g_assert_true (g_strv_contains (with_server, page->id));
      g_assert_true (tocsin_editor_page_get_visible (page));
    }

  pages = tocsin_editor_model_get_pages (maildir);
  for (guint i = 0; i < pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (pages, i);
      gboolean shown = g_str_equal (page->id, "main") || g_str_equal (page->id, "maildir")
                       || g_str_equal (page->id, "limits");

      g_test_message ("%s", page->id);
      g_assert_cmpint (tocsin_editor_page_get_visible (page), ==, shown);
    }
  g_assert_cmpint (tocsin_editor_row_get_kind (find (maildir, "address")), ==,
                   TOCSIN_EDITOR_DIRECTORY);
  g_assert_cmpint (tocsin_editor_row_get_kind (find (imap, "address")), ==, TOCSIN_EDITOR_TEXT);
}

static void
test_lists (void)
{
  static const char *const assignments[] = { "name=It", "address=mail.example.org", "port=1143",
                                             NULL };
  g_autoptr (TocsinConnectionSettings) settings = load ("imap4", assignments);
  g_autoptr (TocsinEditorModel) model = make ("imap4");

  tocsin_editor_model_fill (model, TOCSIN_SNAPSHOT (settings));
  g_assert_cmpstr (tocsin_editor_row_get_text (find (model, "port")), ==, "1143");
  assert_lists (model, "", "");

  tocsin_editor_row_type (find (model, "address"), "mx.example.org");
  assert_lists (model, "address=mx.example.org", "");
  tocsin_editor_row_type (find (model, "address"), "mail.example.org");
  assert_lists (model, "", "");
  tocsin_editor_row_type (find (model, "port"), "0");
  assert_lists (model, "", "port");
  tocsin_editor_row_type (find (model, "timeout"), "0");
  assert_lists (model, "", "port");
  tocsin_editor_row_type (find (model, "encryption.versions"), "tls1.3");
  assert_lists (model, "encryption.versions=tls1.3", "port");
  tocsin_editor_model_fill (model, TOCSIN_SNAPSHOT (settings));
  assert_lists (model, "", "");
}

/* A value that is set to what it is anyway is taken off when a person asks for that. */
static void
test_reset (void)
{
  static const char *const assignments[] = { "address=a", "encryption.verify=full", NULL };
  g_autoptr (TocsinConnectionSettings) settings = load ("imap4", assignments);
  g_autoptr (TocsinEditorModel) model = make ("imap4");

  tocsin_editor_model_fill (model, TOCSIN_SNAPSHOT (settings));
  assert_lists (model, "", "");
  tocsin_editor_row_reset (find (model, "encryption.verify"));
  assert_lists (model, "", "encryption.verify");
}

static void
test_suggestions (void)
{
  g_autoptr (TocsinEditorModel) model = make ("imap4");
  TocsinEditorRow *address = find (model, "address");

  tocsin_editor_row_suggest (address, "one.example.org");
  tocsin_editor_row_suggest (address, "two.example.org");
  g_assert_cmpstr (tocsin_editor_row_get_text (address), ==, "two.example.org");
  tocsin_editor_row_type (address, "mine.example.org");
  tocsin_editor_row_suggest (address, "three.example.org");
  g_assert_cmpstr (tocsin_editor_row_get_text (address), ==, "mine.example.org");
  assert_lists (model, "address=mine.example.org", "");
}

static void
test_problems (void)
{
  g_autoptr (TocsinEditorModel) model = make ("imap4");
  TocsinEditorRow *port = find (model, "port");
  TocsinEditorRow *password = find (model, "authentication.password");

  g_assert_null (tocsin_editor_model_find_problem (model));
  tocsin_editor_row_type (port, "99999");
  g_assert_nonnull (tocsin_editor_row_get_problem (port));
  g_assert_false (g_str_has_prefix (tocsin_editor_row_get_problem (port), "port"));
  g_assert_true (tocsin_editor_model_find_problem (model) == port);
  tocsin_editor_row_type (port, "993");
  g_assert_null (tocsin_editor_row_get_problem (port));

  /* A password is no reference to one, and is not repeated. */
  tocsin_editor_row_type (password, "hunter2");
  g_assert_nonnull (tocsin_editor_row_get_problem (password));
  g_assert_null (strstr (tocsin_editor_row_get_problem (password), "hunter2"));

  /* What does not apply is no problem. */
  tocsin_editor_row_type (find (model, "authentication.method"), "none");
  g_assert_null (tocsin_editor_model_find_problem (model));
}

static void
test_secrets (void)
{
  g_autoptr (TocsinEditorModel) model = make ("imap4");
  TocsinEditorRow *password = find (model, "authentication.password");
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("hunter2", -1);
  g_autoptr (GPtrArray) rows = NULL;

  tocsin_editor_row_take_secret (password, secret);
  assert_lists (model, "authentication.password=keyring:", "");
  rows = tocsin_editor_model_list_secrets (model);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_true (g_ptr_array_index (rows, 0) == password);
  tocsin_editor_row_take_secret (password, NULL);
  assert_lists (model, "", "");
}

typedef struct
{
  const char *about;
  int code;
  const char *message;
  const char *key; /* NULL when no row is meant */
} Error;

static const Error errors[] = {
  { "named first", TOCSIN_ERROR_CONFIG_INVALID, "encryption.mode: “x” is not good",
    "encryption.mode" },
  { "named by its own name", TOCSIN_ERROR_CONFIG_INVALID, "verify: “x” is not good",
    "encryption.verify" },
  { "named within", TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, "There is no encryption.priority over HTTP",
    "encryption.priority" },
  { "quoted", TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, "What “ca-file” names is missing",
    "encryption.ca-file" },
  { "the server's address", TOCSIN_ERROR_NET_REFUSED, "Nobody listens", "address" },
  { "the password", TOCSIN_ERROR_AUTH_REJECTED, "The server says no", "authentication.password" },
  { "the certificate", TOCSIN_ERROR_TLS_CERT_EXPIRED, "Too old", "encryption.verify" },
  { "nobody's", TOCSIN_ERROR_STORAGE_FULL, "The disk is full", NULL },
};

static void
test_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (TocsinEditorModel) model = make ("imap4");
      g_autoptr (GError) error =
          g_error_new_literal (TOCSIN_ERROR, errors[i].code, errors[i].message);
      TocsinEditorRow *row = tocsin_editor_model_show_error (model, error);

      g_test_message ("%s", errors[i].about);
      g_assert_cmpstr (row != NULL ? tocsin_editor_row_get_key (row) : NULL, ==, errors[i].key);
      if (row != NULL)
        g_assert_nonnull (tocsin_editor_row_get_problem (row));
    }
}

static void
test_action (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEditorModel) model =
      tocsin_editor_model_new_for_action ("save", "action.save-2.", &error);

  g_assert_no_error (error);
  g_assert_true (is_shown (model, "action.save-2.names"));
  tocsin_editor_row_type (find (model, "action.save-2.what"), "text");
  g_assert_false (is_shown (model, "action.save-2.names"));
  tocsin_editor_row_type (find (model, "action.save-2.directory"), "/srv");
  assert_lists (model, "action.save-2.what=text action.save-2.directory=/srv", "");
  g_assert_null (tocsin_editor_model_new_for_action ("dance", "action.dance.", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
}

static void
test_hidden (void)
{
  static const char *const patterns[] = { "name", "encryption.*", NULL };
  g_autoptr (TocsinEditorModel) model = make ("imap4");

  g_autoptr (TocsinEditorModel) task = tocsin_editor_model_new (TOCSIN_CONFIG_TASK, "email", NULL);

  g_assert_false (is_shown (task, "enabled-since"));
  g_assert_false (is_shown (task, "actions"));
  tocsin_editor_model_set_hidden_keys (model, patterns);
  g_assert_false (is_shown (model, "name"));
  g_assert_false (is_shown (model, "encryption.mode"));
  g_assert_false (is_shown (model, "protocol"));
  tocsin_editor_model_set_hidden_keys (model, NULL);
  g_assert_true (is_shown (model, "name"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-model/applies", test_applies);
  g_test_add_func ("/desktop/editor-model/pages", test_pages);
  g_test_add_func ("/desktop/editor-model/lists", test_lists);
  g_test_add_func ("/desktop/editor-model/reset", test_reset);
  g_test_add_func ("/desktop/editor-model/suggestions", test_suggestions);
  g_test_add_func ("/desktop/editor-model/problems", test_problems);
  g_test_add_func ("/desktop/editor-model/secrets", test_secrets);
  g_test_add_func ("/desktop/editor-model/errors", test_errors);
  g_test_add_func ("/desktop/editor-model/action", test_action);
  g_test_add_func ("/desktop/editor-model/hidden", test_hidden);

  return g_test_run ();
}
