/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/wire/survey.h"

#include <string.h>

static gboolean
has_eight_bit (const char *bytes, gsize length)
{
  guchar all = 0;

  for (gsize i = 0; i < length; i++)
    all |= (guchar) bytes[i];

  return all >= 0x80;
}

static void
note_stretch (SmtpSurvey *self, const char *bytes, gsize length)
{
  gboolean *eight_bit = self->in_body ? &self->eight_bit_body : &self->eight_bit_header;

  *eight_bit = *eight_bit || has_eight_bit (bytes, length);
  self->line += length;
}

/* @self->line counts its CR. */
static void
end_line (SmtpSurvey *self)
{
  guint64 *longest = self->in_body ? &self->longest_body : &self->longest_header;

  *longest = MAX (*longest, self->line - 1);
  self->in_body = self->in_body || self->line == 1;
  self->line = 0;
}

/**
 * smtp_survey_add:
 * @self: what is known so far
 * @bytes: the next bytes, from #SmtpClean
 * @length: how many
 */
void
smtp_survey_add (SmtpSurvey *self, const char *bytes, gsize length)
{
  const char *end = bytes + length;

  self->size += length;
  while (bytes < end)
    {
      const char *lf = memchr (bytes, '\n', (gsize) (end - bytes));
      const char *stop = lf != NULL ? lf : end;

      note_stretch (self, bytes, (gsize) (stop - bytes));
      if (lf == NULL)
        return;
      end_line (self);
      bytes = lf + 1;
    }
}
