/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/plan.h"

#include "core/base/error.h"
#include "core/plugin/outcome.h"
#include "core/plugin/refusal.h"
#include "core/plugin/trigger-pass.h"

static void
test_plan (void)
{
  TocsinPlan *plan = tocsin_plan_new (g_variant_new_parsed ("{'a': <1>}"), "do %d %s", 2, "things");
  TocsinPlan *again = tocsin_plan_ref (plan);
  gint32 a = 0;

  tocsin_plan_unref (plan);
  g_assert_cmpstr (again->summary, ==, "do 2 things");
  g_assert_true (g_variant_lookup (again->details, "a", "i", &a));
  g_assert_cmpint (a, ==, 1);
  tocsin_plan_unref (again);
}

static void
test_effects (void)
{
  g_autoptr (TocsinPlan) plan = tocsin_plan_new (g_variant_new_parsed ("@a{sv} {}"), "move it");
  const TocsinPlanEffect *effect;

  g_assert_cmpuint (plan->effects->len, ==, 0);
  {
    g_autofree char *folder = g_strdup ("Done");
    TocsinMailOperation operation = { TOCSIN_MAIL_MOVE, folder, TRUE };

    tocsin_plan_add_effect (plan, &operation, NULL);
    tocsin_plan_add_effect (plan, &operation, "office");
  }
  g_assert_cmpuint (plan->effects->len, ==, 2);
  effect = g_ptr_array_index (plan->effects, 0);
  g_assert_cmpint (effect->verb, ==, TOCSIN_MAIL_MOVE);
  g_assert_cmpstr (effect->argument, ==, "Done");
  g_assert_true (effect->create);
  g_assert_null (effect->connection);
  effect = g_ptr_array_index (plan->effects, 1);
  g_assert_cmpstr (effect->connection, ==, "office");
}

static void
test_outcome (void)
{
  g_autoptr (TocsinOutcome) outcome = tocsin_outcome_new ("100%% of %s", "it");
  g_autoptr (TocsinOutcome) copy = NULL;

  g_assert_null (outcome->output);
  g_assert_false (outcome->drop);
  outcome->output = g_bytes_new_static ("out", 3);
  outcome->drop = TRUE;
  copy = tocsin_outcome_copy (outcome);
  g_clear_pointer (&outcome, tocsin_outcome_free);
  g_assert_cmpstr (copy->summary, ==, "100% of it");
  g_assert_cmpuint (g_bytes_get_size (copy->output), ==, 3);
  g_assert_true (copy->drop);
}

static void
test_refusal (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_refuse_key (&error, "mode", "“%s” should be like 0640", "rw"));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_cmpstr (error->message, ==, "mode: “rw” should be like 0640");
  g_assert_false (tocsin_refuse_key (NULL, "mode", "nobody listens"));
}

static void
test_trigger_pass (void)
{
  g_autoptr (GVariant) before = g_variant_ref_sink (g_variant_new_uint32 (1));
  g_autoptr (TocsinTriggerPass) pass = tocsin_trigger_pass_new (7, before);
  TocsinOccurrence *occurrence;
  GPtrArray *occurrences;

  g_assert_cmpint (tocsin_trigger_pass_get_now (pass), ==, 7);
  g_assert_true (tocsin_trigger_pass_get_state (pass) == before);
  /* The same once more must not drop the only reference. */
  g_clear_pointer (&before, g_variant_unref);
  tocsin_trigger_pass_set_state (pass, tocsin_trigger_pass_get_state (pass));
  g_assert_cmpuint (g_variant_get_uint32 (tocsin_trigger_pass_get_state (pass)), ==, 1);
  tocsin_trigger_pass_set_state (pass, g_variant_new_uint32 (2));
  g_assert_cmpuint (g_variant_get_uint32 (tocsin_trigger_pass_get_state (pass)), ==, 2);

  tocsin_trigger_pass_add (pass, "k1", "t", NULL, 5, json_object_new ());
  tocsin_trigger_pass_add (pass, "k2", "t", "s", 6, json_object_new ());
  occurrences = tocsin_trigger_pass_get_occurrences (pass);
  g_assert_cmpuint (occurrences->len, ==, 2);
  occurrence = g_ptr_array_index (occurrences, 0);
  g_assert_cmpstr (occurrence->key, ==, "k1");
  g_assert_null (occurrence->subject);
  occurrence = g_ptr_array_index (occurrences, 1);
  g_assert_cmpstr (occurrence->key, ==, "k2");
  g_assert_cmpint (occurrence->time, ==, 6);
  tocsin_trigger_pass_set_state (pass, NULL);
  g_assert_null (tocsin_trigger_pass_get_state (pass));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plugin/plan", test_plan);
  g_test_add_func ("/plugin/plan/effects", test_effects);
  g_test_add_func ("/plugin/outcome", test_outcome);
  g_test_add_func ("/plugin/refusal", test_refusal);
  g_test_add_func ("/plugin/trigger-pass", test_trigger_pass);

  return g_test_run ();
}
