/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SmtpDots:
 * @in_line: whether a line has begun
 *
 * Doubles the dots that lines begin with, so that none of them ends the message (RFC 5321, section
 * 4.5.2). Only for what #SmtpClean has made. All zero to begin with.
 */
typedef struct
{
  gboolean in_line;
} SmtpDots;

void smtp_dots_add (SmtpDots *self, const char *bytes, gsize length, GString *out);

G_END_DECLS
