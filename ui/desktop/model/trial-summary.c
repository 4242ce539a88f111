/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/trial-summary.h"

#include <glib/gi18n.h>

static void append (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append (GString *out, const char *format, ...)
{
  va_list args;

  if (out->len > 0)
    g_string_append_c (out, ' ');
  va_start (args, format);
  g_string_append_vprintf (out, format, args);
  va_end (args);
}

/**
 * tocsin_trial_summary_to_text:
 * @summary: what came of a trial
 * @is_mail: whether the task waits for mail
 *
 * Returns: (transfer full): the same in sentences.
 */
char *
tocsin_trial_summary_to_text (const TocsinTrialSummary *summary, gboolean is_mail)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (is_mail)
    append (
        out,
        ngettext ("%u message was looked at.", "%u messages were looked at.", summary->examined),
        summary->examined);
  append (
      out,
      ngettext ("The task would fire %u time.", "The task would fire %u times.", summary->fires),
      summary->fires);
  if (summary->hidden > 0)
    append (out,
            ngettext ("%u message is hidden by an earlier task.",
                      "%u messages are hidden by earlier tasks.", summary->hidden),
            summary->hidden);
  if (summary->undecided > 0)
    append (out,
            ngettext ("%u message can't be decided.", "%u messages can't be decided.",
                      summary->undecided),
            summary->undecided);
  if (summary->failing > 0)
    append (out, ngettext ("%u time it would fail.", "%u times it would fail.", summary->failing),
            summary->failing);
  if (summary->consequences > 0)
    append (out,
            ngettext ("Other tasks would fire %u time in turn.",
                      "Other tasks would fire %u times in turn.", summary->consequences),
            summary->consequences);
  if (summary->limited)
    append (out, "%s", _ ("There may be more."));

  return g_strdup (out->str);
}
