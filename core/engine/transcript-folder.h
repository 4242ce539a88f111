/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"

G_BEGIN_DECLS

/**
 * TOCSIN_TRANSCRIPT_MAX_SIZE:
 *
 * A connection's transcript that has grown beyond so many bytes is put aside, and a new one begun.
 */
#define TOCSIN_TRANSCRIPT_MAX_SIZE (1024 * 1024)

#define TOCSIN_TYPE_TRANSCRIPT_FOLDER (tocsin_transcript_folder_get_type ())

/**
 * TocsinTranscriptFolder:
 *
 * Keeps what is said on sessions of connections with `transcript=true`: a file `ID.log` each, and
 * the one before it as `ID.log.1`. Readable by its owner only. Thread safe.
 */
G_DECLARE_FINAL_TYPE (
    TocsinTranscriptFolder, tocsin_transcript_folder, TOCSIN, TRANSCRIPT_FOLDER, GObject)

TocsinTranscriptFolder *tocsin_transcript_folder_new (const char *path);
void tocsin_transcript_folder_follow (TocsinTranscriptFolder *self, TocsinSession *session);

G_END_DECLS
