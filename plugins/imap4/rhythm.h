/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** IMAP4_RHYTHM_LEAST: seconds of IDLE before it is begun anew, at least; 29 minutes is the end */
#define IMAP4_RHYTHM_LEAST (9 * 60)
/** IMAP4_RHYTHM_MOST: at most */
#define IMAP4_RHYTHM_MOST (13 * 60)
/** IMAP4_RHYTHM_SHORTEST: however early a server hangs up, it is not asked more often than this */
#define IMAP4_RHYTHM_SHORTEST 60

/**
 * Imap4Rhythm:
 *
 * How long this server lets a session wait, as far as it has shown, and how many wait. Shared by
 * the watches of a connection; reference counted, thread safe.
 */
typedef struct _Imap4Rhythm Imap4Rhythm;

Imap4Rhythm *imap4_rhythm_new (void);
Imap4Rhythm *imap4_rhythm_ref (Imap4Rhythm *self);
void imap4_rhythm_unref (Imap4Rhythm *self);
void imap4_rhythm_learn (Imap4Rhythm *self, gint64 seconds);
gint64 imap4_rhythm_next (Imap4Rhythm *self);
gboolean imap4_rhythm_join (Imap4Rhythm *self, guint most);
void imap4_rhythm_leave (Imap4Rhythm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Rhythm, imap4_rhythm_unref)

G_END_DECLS
