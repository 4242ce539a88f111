/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/problem-list.h"

#include "core/engine/describe-read.h"

#include <glib/gi18n.h>

static TocsinNotice *
make_unreadable (const GError *error)
{
  TocsinNotice *notice = tocsin_notice_new_for_error ("settings", error);

  tocsin_notice_set_button (notice, _ ("_Read Again"), "app.reload");

  return notice;
}

/* One that is listed but has never been good has no row that could tell it. */
static gboolean
has_row (const TocsinSettingsReport *report, const TocsinConfigProblem *problem)
{
  return problem->is_fatal && problem->kind != TOCSIN_CONFIG_ENGINE
         && g_strv_contains ((const char *const *) report->ids[problem->kind], problem->id);
}

/**
 * tocsin_problem_list_add_settings:
 * @notices: (element-type TocsinNotice): gets more
 * @report: what the settings say
 */
void
tocsin_problem_list_add_settings (GPtrArray *notices, const TocsinSettingsReport *report)
{
  if (report->error != NULL)
    g_ptr_array_add (notices, make_unreadable (report->error));
  for (guint i = 0; i < report->problems->len; i++)
    {
      const TocsinConfigProblem *problem = g_ptr_array_index (report->problems, i);

      if (!has_row (report, problem))
        g_ptr_array_add (notices, tocsin_notice_new_for_error ("setting", problem->error));
    }
}

/**
 * tocsin_problem_list_add_plugins:
 * @notices: (element-type TocsinNotice): gets more
 * @registry: the plugins
 */
void
tocsin_problem_list_add_plugins (GPtrArray *notices, TocsinRegistry *registry)
{
  GPtrArray *problems = tocsin_registry_get_problems (registry);

  for (guint i = 0; i < problems->len; i++)
    g_ptr_array_add (notices,
                     tocsin_notice_new_for_error ("plugin", g_ptr_array_index (problems, i)));
}

static gboolean
is_told (GPtrArray *notices, const char *title)
{
  for (guint i = 0; i < notices->len; i++)
    if (g_str_equal (tocsin_notice_get_title (g_ptr_array_index (notices, i)), title))
      return TRUE;

  return FALSE;
}

/* It may have been started for another file than this program was. */
static void
add_other_settings (GPtrArray *notices, GVariant *status, const char *location)
{
  g_autoptr (GVariant) engine = g_variant_lookup_value (status, "engine", G_VARIANT_TYPE_VARDICT);
  g_autofree char *title = NULL;
  const char *settings;

  if (engine == NULL || location == NULL || !g_variant_lookup (engine, "settings", "&s", &settings)
      || g_str_equal (settings, location))
    return;
  title = g_strdup_printf (_ ("The service uses other settings: %s"), settings);
  g_ptr_array_add (notices,
                   tocsin_notice_new ("other-settings", title,
                                      _ ("What is changed here does not reach it. End the service "
                                         "and start it for these settings.")));
}

/**
 * tocsin_problem_list_add_status:
 * @notices: (element-type TocsinNotice): gets more
 * @status: what the engine tells
 * @location: (nullable): where this program's settings are
 *
 * What the engine finds wrong; it reads the same settings, so only what is not told yet.
 */
void
tocsin_problem_list_add_status (GPtrArray *notices, GVariant *status, const char *location)
{
  g_autoptr (GVariant) problems =
      g_variant_lookup_value (status, "problems", G_VARIANT_TYPE ("aa{sv}"));
  gsize n_problems = problems != NULL ? g_variant_n_children (problems) : 0;

  add_other_settings (notices, status, location);
  for (gsize i = 0; i < n_problems; i++)
    {
      g_autoptr (GVariant) dict = g_variant_get_child_value (problems, i);
      g_autoptr (GError) error = tocsin_describe_to_error (dict);

      if (!is_told (notices, error->message))
        g_ptr_array_add (notices, tocsin_notice_new_for_error ("engine", error));
    }
}

static gboolean
is_shown (GListStore *shown, GPtrArray *notices)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (shown)) != notices->len)
    return FALSE;
  for (guint i = 0; i < notices->len; i++)
    {
      g_autoptr (TocsinNotice) old = g_list_model_get_item (G_LIST_MODEL (shown), i);

      if (!tocsin_notice_equal (old, g_ptr_array_index (notices, i)))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_problem_list_show:
 * @shown: the notices that are shown
 * @notices: (element-type TocsinNotice): those that are to be
 *
 * Changes nothing where nothing is different, so that nobody's button goes away under the pointer.
 */
void
tocsin_problem_list_show (GListStore *shown, GPtrArray *notices)
{
  if (!is_shown (shown, notices))
    g_list_store_splice (shown, 0, g_list_model_get_n_items (G_LIST_MODEL (shown)), notices->pdata,
                         notices->len);
}
