/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SPOOL (tocsin_spool_get_type ())

/**
 * TocsinSpool:
 *
 * The raw messages of events, kept until the last step of the last event that names them is done.
 * One segment file a batch, with one fdatasync, not a file each. A *reference*
 * (`SEGMENT:OFFSET:LENGTH`) goes into the event's row of the journal; it is text without meaning
 * to anybody else. May be used from any thread; a #TocsinSpoolBatch belongs to one.
 */
G_DECLARE_FINAL_TYPE (TocsinSpool, tocsin_spool, TOCSIN, SPOOL, GObject)

TocsinSpool *tocsin_spool_open (const char *directory, GError **error);
TocsinSpool *tocsin_spool_new_unnamed (const char *directory);
const char *tocsin_spool_get_path (TocsinSpool *self);
gboolean tocsin_spool_collect (TocsinSpool *self, GPtrArray *live, GError **error);
int tocsin_spool_open_file (
    TocsinSpool *self, const char *reference, gint64 *offset, gint64 *length, GError **error);
void tocsin_spool_retain (TocsinSpool *self, const char *reference);
void tocsin_spool_release (TocsinSpool *self, const char *reference);

/*< private >*/
int tocsin_spool_create_segment (TocsinSpool *self, char **name, GError **error);
gboolean tocsin_spool_sync_directory (TocsinSpool *self, GError **error);
void tocsin_spool_end_segment (TocsinSpool *self, const char *name, gboolean keep);

G_END_DECLS
