/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/connection-menu.h"

#include <glib/gi18n.h>

static void
append (GMenu *section, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (section, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static gboolean
may_sign_in (TocsinItem *item)
{
  TocsinSnapshot *settings = tocsin_item_get_settings (item);

  return settings != NULL && tocsin_snapshot_has_key (settings, "authentication.method")
         && g_str_equal (tocsin_snapshot_get_string (settings, "authentication.method"), "oauth2");
}

static void
add_use (GMenu *menu, TocsinItem *item, const char *id)
{
  g_autoptr (GMenu) section = g_menu_new ();

  append (section, _ ("_Edit…"), "connections.edit", id);
  append (section, _ ("_Test…"), "connections.test", id);
  if (may_sign_in (item))
    append (section, _ ("_Sign In…"), "connections.sign-in", id);
  append_section (menu, section);
}

/* Only what a running engine can do. */
static void
add_duty (GMenu *menu, TocsinWorkbench *workbench, TocsinItem *item, const char *id)
{
  g_autoptr (GMenu) section = g_menu_new ();
  const char *state = tocsin_item_get_state (item);

  if (!tocsin_engine_client_get_running (tocsin_workbench_get_engine (workbench)))
    return;
  if (g_strcmp0 (state, "paused") == 0)
    append (section, _ ("_Go On"), "connections.resume", id);
  else
    {
      append (section, _ ("Check _Now"), "connections.check", id);
      append (section, _ ("_Pause"), "connections.pause", id);
    }
  append_section (menu, section);
}

static void
add_settings (GMenu *menu, const char *id)
{
  g_autoptr (GMenu) section = g_menu_new ();

  append (section, _ ("_Rename…"), "connections.rename", id);
  append (section, _ ("_Duplicate"), "connections.duplicate", id);
  append (section, _ ("E_xport…"), "connections.export", id);
  append (section, _ ("_Copy Identifier"), "connections.copy-id", id);
  append_section (menu, section);
}

static void
add_end (GMenu *menu, const char *id)
{
  g_autoptr (GMenu) section = g_menu_new ();

  append (section, _ ("De_lete…"), "connections.delete", id);
  append_section (menu, section);
}

/**
 * tocsin_connection_menu_new:
 * @workbench: everything that is shown
 * @item: a connection
 *
 * Returns: (transfer full): what can be done with it now.
 */
GMenuModel *
tocsin_connection_menu_new (TocsinWorkbench *workbench, TocsinConnectionItem *item)
{
  GMenu *menu = g_menu_new ();
  const char *id = tocsin_item_get_id (TOCSIN_ITEM (item));

  add_use (menu, TOCSIN_ITEM (item), id);
  add_duty (menu, workbench, TOCSIN_ITEM (item), id);
  add_settings (menu, id);
  add_end (menu, id);

  return G_MENU_MODEL (menu);
}
