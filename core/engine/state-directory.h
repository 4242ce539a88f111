/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_STATE_DIRECTORY (tocsin_state_directory_get_type ())

/**
 * TocsinStateDirectory:
 *
 * The folder in which one engine keeps what it must not forget, and the rule where its control
 * socket is. Only the engine that holds the lock may write below it.
 */
G_DECLARE_FINAL_TYPE (
    TocsinStateDirectory, tocsin_state_directory, TOCSIN, STATE_DIRECTORY, GObject)

TocsinStateDirectory *tocsin_state_directory_open (const char *path, GError **error);
gboolean tocsin_state_directory_lock (TocsinStateDirectory *self, GError **error);
gboolean tocsin_state_directory_is_locked (TocsinStateDirectory *self);
gint64 tocsin_state_directory_get_lock_holder (TocsinStateDirectory *self);

const char *tocsin_state_directory_get_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_journal_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_spool_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_log_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_transcript_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_work_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_outbox_path (TocsinStateDirectory *self);
const char *tocsin_state_directory_get_control_path (TocsinStateDirectory *self);
gboolean tocsin_state_directory_prepare_control (TocsinStateDirectory *self, GError **error);

G_END_DECLS
