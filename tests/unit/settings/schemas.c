/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/settings/key-info-private.h"
#include "core/settings/schemas.h"

/* Every schema of the program and its plugins, as built. */
static GStrv
list_all (void)
{
  return tocsin_schemas_list_plugins ("org.tocsin.");
}

typedef void (*Check) (const char *schema, const TocsinKeyInfo *info);

static void
for_each_key (Check check)
{
  g_auto (GStrv) schemas = list_all ();
  guint count = 0;

  for (char **schema = schemas; *schema != NULL; schema++)
    {
      g_autofree char *id = g_strconcat ("org.tocsin.", *schema, NULL);
      g_autoptr (GPtrArray) keys = tocsin_schemas_get_keys (id);

      for (guint i = 0; i < keys->len; i++, count++)
        check (*schema, g_ptr_array_index (keys, i));
    }

  /* Or else nothing was looked at. */
  g_assert_cmpuint (count, >, 60);
}

static gboolean
says (const TocsinKeyInfo *info, const char *word)
{
  return strcasestr (tocsin_key_info_get_description (info), word) != NULL;
}

/* The words of a test's own plugins are nobody's to read. */
static gboolean
is_of_a_test (const TocsinKeyInfo *info)
{
  return tocsin_key_info_get_summary (info)[0] == '\0'
         && tocsin_key_info_get_description (info)[0] == '\0';
}

static void
check_words (const char *schema, const TocsinKeyInfo *info)
{
  const char *summary = tocsin_key_info_get_summary (info);
  const char *description = tocsin_key_info_get_description (info);

  if (is_of_a_test (info)
      && (strstr (schema, "toy") || strstr (schema, "bell") || strstr (schema, "gong")
          || strstr (schema, "ring")))
    return;

  g_test_message ("%s %s", schema, tocsin_key_info_get_name (info));
  g_assert_cmpstr (summary, !=, "");
  g_assert_cmpuint (strlen (summary), <, 50);
  g_assert_false (g_str_has_suffix (summary, "."));
  g_assert_true (g_str_has_suffix (description, "."));
}

static void
test_words (void)
{
  for_each_key (check_words);
}

/* A key whose name makes it a time says what unit it is in, and one that speaks of seconds is one.
 */
static void
check_times (const char *schema, const TocsinKeyInfo *info)
{
  gboolean seconds = says (info, "seconds") || says (info, "00:05:00");

  if (is_of_a_test (info)
      || !g_variant_type_equal (tocsin_key_info_get_value_type (info), G_VARIANT_TYPE_UINT32))
    return;

  g_test_message ("%s %s", schema, tocsin_key_info_get_name (info));
  g_assert_cmpint (tocsin_key_info_is_time (info), ==, seconds);
}

static void
test_times (void)
{
  for_each_key (check_times);
}

/* Where nothing but text can be a reference, and nothing is one by accident. */
static void
check_secrets (const char *schema, const TocsinKeyInfo *info)
{
  g_autofree char *standard = tocsin_key_info_get_default_text (info);

  if (!tocsin_key_info_is_secret (info))
    return;

  g_test_message ("%s %s", schema, tocsin_key_info_get_name (info));
  g_assert_cmpstr (standard, ==, "");
  g_assert_null (tocsin_key_info_get_choices (info));
  if (!is_of_a_test (info))
    g_assert_true (says (info, "kept"));
}

static void
test_secrets (void)
{
  for_each_key (check_secrets);
}

/* A number that may be 0 says what 0 means, unless 0 is just none. */
static void
check_zero (const char *schema, const TocsinKeyInfo *info)
{
  GVariant *least;
  gboolean number =
      g_variant_type_equal (tocsin_key_info_get_value_type (info), G_VARIANT_TYPE_UINT32);

  if (!number || is_of_a_test (info))
    return;
  if (tocsin_key_info_get_range (info, &least, NULL) && g_variant_get_uint32 (least) > 0)
    return;

  g_test_message ("%s %s", schema, tocsin_key_info_get_name (info));
  g_assert_true (says (info, "0 "));
}

static void
test_zero (void)
{
  for_each_key (check_zero);
}

static gboolean
is_secret (const char *schema, const char *key)
{
  g_autoptr (GPtrArray) keys = tocsin_schemas_get_keys (schema);

  for (guint i = 0; i < keys->len; i++)
    if (g_str_equal (tocsin_key_info_get_name (keys->pdata[i]), key))
      return tocsin_key_info_is_secret (keys->pdata[i]);

  g_assert_not_reached ();
}

/* The list of settings.md, by hand: what must never be taken as it is typed. */
static void
test_all_secrets_are_found (void)
{
  static const char *const secrets[] = { "password", "bearer-token", "client-secret",
                                         "refresh-token", "service-account-key" };

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_true (is_secret ("org.tocsin.connection.authentication", secrets[i]));
  g_assert_true (is_secret ("org.tocsin.connection.proxy", "password"));
  g_assert_true (is_secret ("org.tocsin.connection.encryption", "client-key"));
  g_assert_false (is_secret ("org.tocsin.connection.encryption", "client-certificate"));
  g_assert_false (is_secret ("org.tocsin.connection.authentication", "username"));
}

static void
test_missing (void)
{
  g_assert_null (tocsin_schemas_look_up ("org.tocsin.trigger.telex"));
  g_assert_null (tocsin_schemas_get_keys ("org.tocsin.trigger.telex"));
}

static guint
count (GPtrArray *list)
{
  guint length = list->len;

  g_ptr_array_unref (list);
  return length;
}

static void
test_lists (void)
{
  g_autoptr (GError) error = NULL;
  guint common = count (tocsin_key_info_list_connection (NULL, NULL));

  g_assert_cmpuint (count (tocsin_key_info_list_connection ("toy", NULL)), ==, common + 1);
  g_assert_cmpuint (count (tocsin_key_info_list_connection ("borrower", NULL)), ==, common + 1);
  g_assert_cmpuint (count (tocsin_key_info_list_task ("bell", NULL)), ==,
                    count (tocsin_schemas_get_keys ("org.tocsin.task")) + 2);
  g_assert_cmpuint (count (tocsin_key_info_list_action ("ring", NULL)), ==, 4);
  g_assert_cmpuint (count (tocsin_key_info_list_engine (NULL)), ==,
                    count (tocsin_schemas_get_keys ("org.tocsin.engine")));
  g_assert_null (tocsin_key_info_list_action ("rings", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "“ring”"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/schemas/words", test_words);
  g_test_add_func ("/settings/schemas/times", test_times);
  g_test_add_func ("/settings/schemas/secrets", test_secrets);
  g_test_add_func ("/settings/schemas/zero", test_zero);
  g_test_add_func ("/settings/schemas/all-secrets-are-found", test_all_secrets_are_found);
  g_test_add_func ("/settings/schemas/missing", test_missing);
  g_test_add_func ("/settings/schemas/lists", test_lists);

  return g_test_run ();
}
