/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SMTP_SURVEY_MAX_LINE: the longest line that every server takes, without its end */
#define SMTP_SURVEY_MAX_LINE 998

/**
 * SmtpSurvey:
 * @size: bytes of the message
 * @longest_header: the longest line of its header, without its end
 * @longest_body: the longest line behind it
 * @eight_bit_header: whether its header holds bytes beyond ASCII
 * @eight_bit_body: whether what is behind it does
 *
 * What a server has to be able to do to take a message. Only for what #SmtpClean has made. All zero
 * to begin with.
 */
typedef struct
{
  guint64 size;
  guint64 longest_header;
  guint64 longest_body;
  gboolean eight_bit_header;
  gboolean eight_bit_body;

  /*< private >*/
  guint64 line;
  gboolean in_body;
} SmtpSurvey;

void smtp_survey_add (SmtpSurvey *self, const char *bytes, gsize length);

G_END_DECLS
