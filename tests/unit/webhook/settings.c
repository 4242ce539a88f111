/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/net/http-request.h"
#include "tests/unit/plugins/workshop.h"

#include <string.h>

#define URL "url=https://a.example/in"

/* What a person can get wrong, and what the answer has to name. */
static const struct
{
  const char *settings[4];
  int code;
  const char *says;
} refused[] = {
  { { "method=POST" }, TOCSIN_ERROR_CONFIG_INVALID, "url" },
  { { "url=https://u:p@a.example/" }, TOCSIN_ERROR_CONFIG_INVALID, "no place for a name" },
  { { "url=https://a.example:0/" }, TOCSIN_ERROR_CONFIG_INVALID, "names no server" },
  { { URL, "headers=['X']" }, TOCSIN_ERROR_CONFIG_INVALID, "NAME:VALUE" },
  { { URL, "headers=['X Y: z']" }, TOCSIN_ERROR_CONFIG_INVALID, "no header's name" },
  { { URL, "headers=['Host: b.example']" }, TOCSIN_ERROR_CONFIG_INVALID, "can't be set" },
  { { URL, "headers=['Content-Length: 1']" }, TOCSIN_ERROR_CONFIG_INVALID, "can't be set" },
  { { URL, "headers=['Transfer-Encoding: chunked']" }, TOCSIN_ERROR_CONFIG_INVALID, "can't be" },
  { { URL, "headers=['Webhook-Id: 1']" }, TOCSIN_ERROR_CONFIG_INVALID, "by the action itself" },
  { { URL, "headers=['CE-Id: 1']" }, TOCSIN_ERROR_CONFIG_INVALID, "by the action itself" },
  { { URL, "headers=['authorization: Bearer x']" }, TOCSIN_ERROR_CONFIG_INVALID, "bearer-token" },
  { { URL, "headers=['X: {subjekt}']" }, TOCSIN_ERROR_CONFIG_INVALID, "{subject}" },
  { { URL, "fields=['x']" }, TOCSIN_ERROR_CONFIG_INVALID, "NAME=VALUE" },
  { { URL, "format=json" }, TOCSIN_ERROR_CONFIG_INVALID, "no JSON" },
  { { URL, "format=json", "body={{\"a\": {subject}}}" }, TOCSIN_ERROR_CONFIG_INVALID, "quotes" },
  { { URL, "format=json", "body={{\"a\": \"{subject}\"" }, TOCSIN_ERROR_CONFIG_INVALID, "JSON" },
  { { URL, "bearer-token=env:T", "username=u" }, TOCSIN_ERROR_CONFIG_INVALID, "bearer-token" },
  { { URL, "username=a:b" }, TOCSIN_ERROR_CONFIG_INVALID, "username" },
  { { "url=http://a.example/", "bearer-token=env:T" }, TOCSIN_ERROR_CONFIG_INVALID, "in clear" },
  { { URL, "encryption.mode=starttls" }, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, "encryption.mode" },
  { { URL, "encryption.mode=none" }, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, "encryption.mode" },
  { { URL, "proxy.type=http" }, TOCSIN_ERROR_CONFIG_INVALID, "proxy.address" },
  { { URL, "encryption.verifi=none" }, TOCSIN_ERROR_CONFIG_INVALID, "encryption.verify" },
};

static void
test_refused (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinAction) action =
          workshop_try_action (workshop, &error, "webhook", refused[i].settings);

      if (action != NULL || !g_error_matches (error, TOCSIN_ERROR, refused[i].code)
          || strstr (error->message, refused[i].says) == NULL)
        g_error ("%s, %s: %s", refused[i].settings[0], refused[i].settings[1],
                 error != NULL ? error->message : "taken");
    }
}

static void
test_taken (Workshop *workshop, gconstpointer data)
{
  static const char *const rows[][4] = {
    { URL },
    { "url=http://localhost", "bearer-token=env:T", "encryption.allow-cleartext=true" },
    { URL, "format=json", "body={{\"a\": [\"{subject}\", 1]}}" },
    { URL, "encryption.mode=implicit", "encryption.verify=chain", "proxy.type=system" },
    { URL, "encryption.level=legacy", "encryption.server-name=b.example" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const settings[] = { rows[i][0], rows[i][1], rows[i][2], rows[i][3], NULL };

      g_object_unref (workshop_new_action (workshop, "webhook", settings));
    }
}

/* What is planned is what will be asked for, without anything secret. */
static void
test_plan (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "webhook",
      WITH ("url=https://a.example/in?s={subject}", "url-secret=env:TOCSIN_TEST_END",
            "headers=['X-From: {from}']", "bearer-token=env:TOCSIN_TEST_TOKEN"));
  g_autoptr (TocsinEvent) event = workshop_new_event ("From: Änn <a@b.example>\r\n"
                                                      "Subject: a b\r\n\r\nx\r\n");
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = NULL;
  g_autoptr (GVariant) details = NULL;
  g_autofree char *headers = NULL;
  g_autofree char *target = NULL;

  g_setenv ("TOCSIN_TEST_END", "/geheim", TRUE);
  g_setenv ("TOCSIN_TEST_TOKEN", "geheim", TRUE);
  plan = tocsin_action_plan (action, event, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plan->summary, ==, "POST the event to https://a.example/in?s=a%20b");
  details = g_variant_lookup_value (plan->details, "headers", NULL);
  headers = g_variant_print (details, FALSE);
  g_assert_cmpstr (headers, ==, "[('X-From', '%C3%84nn <a@b.example>')]");
  g_assert_true (g_variant_lookup (plan->details, "target", "s", &target));
  g_assert_cmpstr (target, ==, "/in?s=a%20b");
  g_assert_cmpuint (g_variant_n_children (plan->details), ==, 2);

  tocsin_action_list_fields (action, fields);
  g_assert_true (g_hash_table_contains (fields, "subject"));
  g_assert_true (g_hash_table_contains (fields, "from"));
  g_assert_cmpuint (tocsin_action_get_traits (action), ==, TOCSIN_ACTION_REPEATABLE);
}

/* A stranger's long words make no header that a server refuses. */
static void
test_long (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "webhook",
      WITH (URL, "headers=['X: {subject}{subject}{subject}{subject}{subject}{subject}']"));
  g_autofree char *subject = g_strnfill (5000, 'x');
  g_autofree char *raw = g_strdup_printf ("Subject: %s\r\n\r\n", subject);
  g_autoptr (TocsinEvent) event = workshop_new_event (raw);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
  g_autoptr (GVariant) headers = NULL;
  const char *value;

  g_assert_no_error (error);
  headers = g_variant_lookup_value (plan->details, "headers", NULL);
  g_variant_get_child (headers, 0, "(&s&s)", NULL, &value);
  g_assert_cmpuint (strlen (value), ==, TOCSIN_HTTP_MAX_HEADER);
}

static void
test_traits (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) raw =
      workshop_new_action (workshop, "webhook", WITH (URL, "format=raw"));
  g_autoptr (TocsinAction) once =
      workshop_new_action (workshop, "webhook", WITH (URL, "format=multipart", "repeatable=false"));
  g_autoptr (TocsinEvent) bare = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (tocsin_action_get_traits (raw), ==,
                    TOCSIN_ACTION_NEEDS_MESSAGE | TOCSIN_ACTION_REPEATABLE);
  g_assert_cmpuint (tocsin_action_get_traits (once), ==, TOCSIN_ACTION_NEEDS_MESSAGE);
  g_assert_null (tocsin_action_plan (raw, bare, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

/* What is missing is told before anything is sent. */
static void
test_foresee (Workshop *workshop, gconstpointer data)
{
  static const char *const rows[] = { "signing-secret=env:TOCSIN_TEST_NONE",
                                      "bearer-token=file:/nonexistent/token",
                                      "url-secret=env:TOCSIN_TEST_NONE" };
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinAction) action =
          workshop_new_action (workshop, "webhook", WITH (URL, rows[i]));
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GHashTable) promised = g_hash_table_new (NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);

      g_assert_no_error (error);
      g_assert_false (tocsin_action_foresee (action, plan, event, NULL, promised, notes, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  workshop_add ("/webhook/settings/refused", test_refused);
  workshop_add ("/webhook/settings/taken", test_taken);
  workshop_add ("/webhook/settings/plan", test_plan);
  workshop_add ("/webhook/settings/long", test_long);
  workshop_add ("/webhook/settings/traits", test_traits);
  workshop_add ("/webhook/settings/foresee", test_foresee);

  return g_test_run ();
}
