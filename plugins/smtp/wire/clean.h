/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SmtpClean:
 * @n_returns: CRs that came last and may yet belong to a line end
 * @in_line: whether a line has begun
 *
 * Makes of any bytes lines that all end with CRLF and hold neither CR, LF nor NUL (RFC 5321,
 * section 2.3.8), in as many pieces as one likes. All zero to begin with.
 *
 * LF ends a line, with or without CRs before it. Any other CR, and NUL, becomes a blank: servers
 * disagree about what they mean, and one that takes them for a line end where another does not can
 * be made to see a message's end in its middle. A blank never makes a line, so no header and no
 * boundary comes into being that the message did not have.
 */
typedef struct
{
  gsize n_returns;
  gboolean in_line;
} SmtpClean;

void smtp_clean_add (SmtpClean *self, const char *bytes, gsize length, GString *out);
void smtp_clean_finish (SmtpClean *self, GString *out);

G_END_DECLS
