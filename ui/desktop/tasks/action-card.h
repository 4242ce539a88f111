/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/editor/settings-editor.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_ACTION_CARD (tocsin_action_card_get_type ())

/**
 * TocsinActionCard:
 *
 * One action of a task: its place, what it is called, its settings, and buttons to move it and to
 * take it away. It is dragged by its handle.
 *
 * Signals: `changed` (a setting), `move` (int: by how many places), `dropped` (the card that was
 * dropped on this one), `removed`.
 */
G_DECLARE_FINAL_TYPE (TocsinActionCard, tocsin_action_card, TOCSIN, ACTION_CARD, AdwBin)

GtkWidget *tocsin_action_card_new (TocsinWorkbench *workbench, const char *id, const char *type);
const char *tocsin_action_card_get_id (TocsinActionCard *self);
const char *tocsin_action_card_get_action_type (TocsinActionCard *self);
TocsinSettingsEditor *tocsin_action_card_get_editor (TocsinActionCard *self);
void tocsin_action_card_set_place (TocsinActionCard *self, guint place, guint count);
void tocsin_action_card_focus (TocsinActionCard *self);

G_END_DECLS
