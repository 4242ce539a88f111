/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/item-list.h"

#include "core/base/error.h"
#include "ui/desktop/model/connection-item.h"

#include <string.h>

/* Rows that stay are the same objects, and views hear of nothing but what is different. */

typedef struct
{
  guint position;
  guint removed;
  guint added;
  guint times;
} Change;

static void
on_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Change *change = user_data;

  *change = (Change){ position, removed, added, change->times + 1 };
}

static void
set_ids (TocsinItemList *list, const char *ids)
{
  g_auto (GStrv) split = g_strsplit (ids, " ", -1);

  tocsin_item_list_set_ids (list, (const char *const *) split);
}

static char *
get_ids (TocsinItemList *list)
{
  GString *ids = g_string_new ("");

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", tocsin_item_get_id (item));
    }

  return g_string_free (ids, FALSE);
}

static void
test_difference (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    Change change;
  } cases[] = {
    { "a b c", "a b c", { 0, 0, 0, 0 } },     { "a b c", "a x b c", { 1, 0, 1, 1 } },
    { "a b c", "a c", { 1, 1, 0, 1 } },       { "a b c", "a b c d", { 3, 0, 1, 1 } },
    { "a b c d", "a c b d", { 1, 2, 2, 1 } }, { "a b", "c d e", { 0, 2, 3, 1 } },
    { "a a b", "a b", { 0, 0, 0, 0 } },       { "a b a", "a b", { 0, 0, 0, 0 } },
    { "a", "a b", { 1, 0, 1, 1 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinItemList) list = tocsin_item_list_new (TOCSIN_TYPE_CONNECTION_ITEM);
      Change change = { 0 };
      g_autofree char *ids = NULL;
      TocsinItem *kept;

      set_ids (list, cases[i].before);
      kept = tocsin_item_list_find (list, "a");
      g_signal_connect (list, "items-changed", G_CALLBACK (on_changed), &change);
      set_ids (list, cases[i].after);
      ids = get_ids (list);

      g_assert_cmpstr (ids, ==, cases[i].after);
      g_assert_cmpuint (change.times, ==, cases[i].change.times);
      g_assert_cmpuint (change.position, ==, cases[i].change.position);
      g_assert_cmpuint (change.removed, ==, cases[i].change.removed);
      g_assert_cmpuint (change.added, ==, cases[i].change.added);
      if (g_str_has_prefix (cases[i].after, "a"))
        g_assert_true (tocsin_item_list_find (list, "a") == kept);
      else
        g_assert_null (tocsin_item_list_find (list, "a"));
    }
}

static void
on_notify (GObject *object, GParamSpec *spec, GString *told)
{
  g_string_append_printf (told, "%s ", spec->name);
}

static void
test_notifies (void)
{
  g_autoptr (TocsinItem) item = g_object_new (TOCSIN_TYPE_CONNECTION_ITEM, "id", "work", NULL);
  g_autoptr (GString) told = g_string_new ("");
  TocsinFacts facts = { .state = "watching", .moment = 10 * G_USEC_PER_SEC };
  g_autoptr (GError) problem =
      g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "no such port");

  g_signal_connect (item, "notify", G_CALLBACK (on_notify), told);
  tocsin_item_take_facts (item, &facts, 10 * G_USEC_PER_SEC);
  g_assert_nonnull (strstr (told->str, "state "));
  g_assert_cmpstr (tocsin_item_get_state (item), ==, "watching");

  g_string_truncate (told, 0);
  tocsin_item_take_facts (item, &facts, 10 * G_USEC_PER_SEC);
  g_assert_cmpstr (told->str, ==, "");

  /* Words age only when they are others. */
  g_assert_true (tocsin_item_age (item, 10 * G_USEC_PER_SEC + 1000));
  g_assert_cmpstr (told->str, ==, "");
  g_assert_true (tocsin_item_age (item, 12 * G_USEC_PER_SEC));
  g_assert_cmpstr (told->str, ==, "state-text ");

  /* A mistake in the settings is told first. */
  tocsin_item_take_settings (item, NULL, problem);
  tocsin_item_take_facts (item, &facts, 12 * G_USEC_PER_SEC);
  g_assert_cmpstr (tocsin_item_get_state (item), ==, "broken");
  g_assert_cmpstr (tocsin_item_get_error (item)->message, ==, "no such port");
  g_assert_nonnull (strstr (tocsin_item_get_state_text (item), "no such port"));
  tocsin_item_take_settings (item, NULL, NULL);
  tocsin_item_take_facts (item, &facts, 12 * G_USEC_PER_SEC);
  g_assert_cmpstr (tocsin_item_get_state (item), ==, "watching");
  g_assert_null (tocsin_item_get_error (item));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/desktop/item-list/difference", test_difference);
  g_test_add_func ("/desktop/item-list/notifies", test_notifies);

  return g_test_run ();
}
