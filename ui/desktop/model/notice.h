/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_NOTICE (tocsin_notice_get_type ())

/**
 * TocsinNotice:
 *
 * Something that is missing or wrong and stays so until it is solved: shown as a row with what to
 * do. Never changes.
 *
 * Properties: `id`, `title`, `detail`, `button` (a label with a mnemonic, %NULL for none),
 * `action` (the detailed name of the action behind it, such as `win.start-service`).
 */
G_DECLARE_FINAL_TYPE (TocsinNotice, tocsin_notice, TOCSIN, NOTICE, GObject)

TocsinNotice *tocsin_notice_new (const char *id, const char *title, const char *detail);
TocsinNotice *tocsin_notice_new_for_error (const char *id, const GError *error);
void tocsin_notice_set_button (TocsinNotice *self, const char *button, const char *action);
const char *tocsin_notice_get_id (TocsinNotice *self);
const char *tocsin_notice_get_title (TocsinNotice *self);
const char *tocsin_notice_get_detail (TocsinNotice *self);
const char *tocsin_notice_get_button (TocsinNotice *self);
const char *tocsin_notice_get_action (TocsinNotice *self);
gboolean tocsin_notice_equal (TocsinNotice *self, TocsinNotice *other);

G_END_DECLS
