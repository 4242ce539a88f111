/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/registry.h"

#include "core/base/error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const TocsinProtocolAlias aliases[] = { { "telegraph", FALSE },
                                               { "telegraphs", TRUE },
                                               { NULL, FALSE } };
static const TocsinProtocol protocol = { "morse", "Morse", aliases, 1844, 1845 };

static char *
module_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, "." G_MODULE_SUFFIX, NULL);

  return g_test_build_filename (G_TEST_BUILT, "unit", "plugin", file, NULL);
}

static gboolean
load (TocsinRegistry *registry, const char *name, GError **error)
{
  g_autofree char *path = module_path (name);

  return tocsin_registry_load_file (registry, path, error);
}

static void
test_good (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) actions = NULL;
  const TocsinPluginType *type;

  g_assert_true (load (registry, "good", &error));
  g_assert_no_error (error);
  actions = tocsin_registry_list (registry, TOCSIN_PLUGIN_ACTION);
  g_assert_cmpstr (actions[0], ==, "idle");
  g_assert_null (actions[1]);
  type = g_ptr_array_index (tocsin_registry_get_types (registry), 0);
  g_assert_true (g_str_has_suffix (type->file, "good." G_MODULE_SUFFIX));
}

/* The first keeps its name; the second's other gifts are welcome, and a person is told. */
static void
test_twin (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_auto (GStrv) actions = NULL;
  GPtrArray *problems = tocsin_registry_get_problems (registry);
  const TocsinPluginType *idle;
  GError *problem;

  g_assert_true (load (registry, "good", NULL));
  g_assert_true (load (registry, "twin", NULL));
  actions = tocsin_registry_list (registry, TOCSIN_PLUGIN_ACTION);
  g_assert_cmpuint (g_strv_length (actions), ==, 2);
  g_assert_cmpstr (actions[0], ==, "idle");
  g_assert_cmpstr (actions[1], ==, "other");
  idle = g_ptr_array_index (tocsin_registry_get_types (registry), 0);
  g_assert_cmpstr (g_type_name (idle->type), ==, "GoodAction");
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_error (problem, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_FAILED);
  g_assert_nonnull (strstr (problem->message, "twin." G_MODULE_SUFFIX));
  g_assert_nonnull (strstr (problem->message, "good." G_MODULE_SUFFIX));
}

static const struct
{
  const char *module;
  int code;
  const char *message;
} bad[] = {
  { "no-abi", TOCSIN_ERROR_PLUGIN_ABI, "declares no ABI version" },
  { "old-abi", TOCSIN_ERROR_PLUGIN_ABI, "ABI version 2" },
  { "no-init", TOCSIN_ERROR_PLUGIN_FAILED, "tocsin_plugin_init" },
  { "refuses", TOCSIN_ERROR_PLUGIN_FAILED, "no soup today" },
  { "foreign-error", TOCSIN_ERROR_INTERNAL, "no such thing here" },
  { "missing", TOCSIN_ERROR_PLUGIN_FAILED, "missing" },
};

static void
test_bad (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].module);
      g_assert_false (load (registry, bad[i].module, &error));
      g_assert_error (error, TOCSIN_ERROR, bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].message));
      g_assert_nonnull (strstr (error->message, bad[i].module));
    }
  g_assert_cmpuint (tocsin_registry_get_types (registry)->len, ==, 0);
}

/* What can't be loaded is told, and the rest goes on. */
static void
test_directory (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autofree char *directory = g_dir_make_tmp ("tocsin-registry-XXXXXX", NULL);
  g_autofree char *rubbish = g_build_filename (directory, "a." G_MODULE_SUFFIX, NULL);
  g_autofree char *text = g_build_filename (directory, "README", NULL);
  g_autofree char *good = module_path ("good");
  g_autofree char *link = g_build_filename (directory, "z." G_MODULE_SUFFIX, NULL);
  GPtrArray *problems = tocsin_registry_get_problems (registry);
  GError *problem;

  g_assert_true (g_file_set_contents (rubbish, "no module", -1, NULL));
  g_assert_true (g_file_set_contents (text, "no module either", -1, NULL));
  g_assert_cmpint (symlink (good, link), ==, 0);
  tocsin_registry_load_directory (registry, directory);
  tocsin_registry_load_directory (registry, "/not/there");
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_error (problem, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_FAILED);
  g_assert_nonnull (strstr (problem->message, rubbish));
  g_unlink (rubbish);
  g_unlink (text);
  g_unlink (link);
  g_rmdir (directory);
}

#define TEST_TYPE_CONNECTION (test_connection_get_type ())
G_DECLARE_FINAL_TYPE (TestConnection, test_connection, TEST, CONNECTION, GObject)

struct _TestConnection
{
  GObject parent_instance;
};

static void
test_connection_interface_init (TocsinConnectionInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestConnection,
                               test_connection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION,
                                                      test_connection_interface_init))

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
}

static void
test_connection_class_init (TestConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  g_object_class_override_property (object_class, 1, "settings");
}

static void
test_connection_init (TestConnection *self)
{
}

static void
test_protocols (void)
{
  static const struct
  {
    const char *typed;
    gboolean implicit;
  } rows[] = {
    { "morse", FALSE }, { "Morse", FALSE }, { "TELEGRAPH", FALSE }, { "telegraphs", TRUE }
  };
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (TocsinPlugin) plugin = tocsin_plugin_new ("test.so");
  g_autoptr (GError) error = NULL;

  tocsin_plugin_add_connection (plugin, &protocol, TEST_TYPE_CONNECTION);
  tocsin_registry_adopt (registry, plugin);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean implicit = !rows[i].implicit;

      g_test_message ("%s", rows[i].typed);
      g_assert_true (tocsin_registry_find_protocol (registry, rows[i].typed, &implicit, NULL)
                     == &protocol);
      g_assert_cmpint (implicit, ==, rows[i].implicit);
    }

  g_assert_null (tocsin_registry_find_protocol (registry, "semaphore", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
  g_assert_nonnull (strstr (error->message, "semaphore"));
  g_assert_nonnull (strstr (error->message, "morse"));
}

/* A setting that names a plugin nobody brings. */
static void
test_missing (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (TocsinTaskSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *actions;

  settings = tocsin_task_settings_new_from_assignments (
      "t", (const char *const[]){ "name=t", "trigger=schedule", "action.log.format=", NULL },
      &error);
  g_assert_no_error (error);
  actions = tocsin_task_settings_get_actions (settings);

  g_assert_null (tocsin_registry_new_action (registry, g_ptr_array_index (actions, 0), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
  g_assert_nonnull (strstr (error->message, "log"));
  g_clear_error (&error);
  g_assert_null (
      tocsin_registry_new_trigger (registry, tocsin_task_settings_get_trigger (settings), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
  g_assert_nonnull (strstr (error->message, "schedule"));
}

static void
test_environment (void)
{
  g_autofree char *path = module_path ("good");
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *two = g_strconcat (":/not/there:", directory, ":", NULL);
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();

  g_setenv ("TOCSIN_PLUGIN_PATH", two, TRUE);
  tocsin_registry_load (registry);
  /* All modules of this test lie there: five are bad, one brings again what is there. */
  g_assert_cmpuint (tocsin_registry_get_problems (registry)->len, ==, 6);
  g_assert_cmpuint (tocsin_registry_get_types (registry)->len, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plugin/registry/good", test_good);
  g_test_add_func ("/plugin/registry/twin", test_twin);
  g_test_add_func ("/plugin/registry/bad", test_bad);
  g_test_add_func ("/plugin/registry/directory", test_directory);
  g_test_add_func ("/plugin/registry/protocols", test_protocols);
  g_test_add_func ("/plugin/registry/missing", test_missing);
  g_test_add_func ("/plugin/registry/environment", test_environment);

  return g_test_run ();
}
