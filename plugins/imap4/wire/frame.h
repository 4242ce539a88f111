/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** IMAP4_FRAME_MAX_TEXT: bytes of all lines of one response, literals apart */
#define IMAP4_FRAME_MAX_TEXT (4 * 1024 * 1024)
/** IMAP4_FRAME_MAX_LITERALS: literals in one response */
#define IMAP4_FRAME_MAX_LITERALS 1000
/** IMAP4_FRAME_MAX_KEPT: bytes kept of one literal; what lies beyond is read and dropped */
#define IMAP4_FRAME_MAX_KEPT (1024 * 1024)
/** IMAP4_FRAME_MAX_COLLECTED: bytes kept of all literals of one response */
#define IMAP4_FRAME_MAX_COLLECTED (8 * 1024 * 1024)

/**
 * Imap4Frame:
 *
 * One response as it comes over the line: lines, and between them literals (RFC 9051, section 4.3).
 * Whoever reads adds a line; when that announces a literal, adds its bytes (or sends them elsewhere
 * and says so) and the next line, until nothing more is announced. Lines lose their line ends, the
 * announcements stay where they are.
 */
typedef struct _Imap4Frame Imap4Frame;

Imap4Frame *imap4_frame_new (void);
void imap4_frame_free (Imap4Frame *self);

gboolean imap4_frame_add_line (
    Imap4Frame *self, const char *line, gsize length, gboolean *more, GError **error);
guint64 imap4_frame_get_announced (const Imap4Frame *self);
void imap4_frame_add_bytes (Imap4Frame *self, const char *bytes, gsize length);
void imap4_frame_send_elsewhere (Imap4Frame *self);

char *imap4_frame_print (const Imap4Frame *self);
const char *imap4_frame_get_text (const Imap4Frame *self, gsize *length);
gboolean
imap4_frame_find_literal (const Imap4Frame *self, gsize offset, gsize *end, GBytes **bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Frame, imap4_frame_free)

G_END_DECLS
