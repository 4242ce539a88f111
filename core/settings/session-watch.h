/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/layout.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SESSION_WATCH (tocsin_session_watch_get_type ())

/**
 * TocsinSessionWatch:
 *
 * Tells of changes in a settings backend that is not ours. GSettings tells them only to an object
 * that stands at the very path, so this keeps one at each.
 */
G_DECLARE_FINAL_TYPE (TocsinSessionWatch, tocsin_session_watch, TOCSIN, SESSION_WATCH, GObject)

TocsinSessionWatch *tocsin_session_watch_new (GSettingsBackend *backend, const char *root);
void tocsin_session_watch_add (TocsinSessionWatch *self, const char *path, const char *schema);
void
tocsin_session_watch_add_layout (TocsinSessionWatch *self, const char *path, TocsinLayout *layout);
void tocsin_session_watch_remove (TocsinSessionWatch *self, const char *path);

G_END_DECLS
