/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinTranscriptDirection:
 * @TOCSIN_TRANSCRIPT_NOTE: said by us about the session, not sent
 * @TOCSIN_TRANSCRIPT_SENT: from us to the server
 * @TOCSIN_TRANSCRIPT_RECEIVED: from the server to us
 */
typedef enum
{
  TOCSIN_TRANSCRIPT_NOTE,
  TOCSIN_TRANSCRIPT_SENT,
  TOCSIN_TRANSCRIPT_RECEIVED,
} TocsinTranscriptDirection;

#define TOCSIN_TYPE_TRANSCRIPT (tocsin_transcript_get_type ())

/**
 * TocsinTranscript:
 *
 * What was said on one session, line by line, fit to be shown to anybody: the writer of a command
 * hands secrets over as such (they never reach this object), control bytes are escaped here, long
 * lines are cut. Thread safe; ::line is emitted on the thread that speaks.
 */
G_DECLARE_FINAL_TYPE (TocsinTranscript, tocsin_transcript, TOCSIN, TRANSCRIPT, GObject)

TocsinTranscript *tocsin_transcript_new (void);
void tocsin_transcript_add (TocsinTranscript *self,
                            TocsinTranscriptDirection direction,
                            gboolean encrypted,
                            const char *bytes,
                            gssize length);
void tocsin_transcript_tell (TocsinTranscript *self, const char *line);
void tocsin_transcript_note (TocsinTranscript *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
