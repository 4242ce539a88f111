/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/transcript.h"

#include "core/base/clock.h"
#include "core/base/text.h"

/* More of one line helps nobody, and a literal would drown the conversation. */
#define MAX_SHOWN 1000

struct _TocsinTranscript
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (TocsinTranscript, tocsin_transcript, G_TYPE_OBJECT)

enum
{
  LINE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_transcript_class_init (TocsinTranscriptClass *klass)
{
  /**
   * TocsinTranscript::line:
   * @self: the transcript
   * @line: the line as it is to be shown: time, direction, lock mark, escaped text
   *
   * Emitted for each line, on the thread that speaks with the server; by
   * tocsin_connection_test_async() in the main context of who called.
   */
  signals[LINE] = g_signal_new ("line", TOCSIN_TYPE_TRANSCRIPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tocsin_transcript_init (TocsinTranscript *self)
{
}

/**
 * tocsin_transcript_new:
 *
 * Returns: (transfer full): a transcript that nobody listens to yet.
 */
TocsinTranscript *
tocsin_transcript_new (void)
{
  return g_object_new (TOCSIN_TYPE_TRANSCRIPT, NULL);
}

/**
 * tocsin_transcript_tell:
 * @self: a transcript
 * @line: a line as #TocsinTranscript::line has it
 *
 * Emits it as it is: for those who pass on what another transcript noted.
 */
void
tocsin_transcript_tell (TocsinTranscript *self, const char *line)
{
  g_return_if_fail (TOCSIN_IS_TRANSCRIPT (self));

  g_signal_emit (self, signals[LINE], 0, line);
}

static char *
format_time (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (
      tocsin_clock_get_real (tocsin_clock_get_default ()) / G_USEC_PER_SEC);

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * tocsin_transcript_add:
 * @self: (nullable): the transcript, or %NULL when none is kept
 * @direction: who said it
 * @encrypted: whether it crossed the line inside TLS
 * @bytes: the line without its CRLF, secrets already replaced by the writer
 * @length: how many bytes, or -1 up to the NUL
 */
void
tocsin_transcript_add (TocsinTranscript *self,
                       TocsinTranscriptDirection direction,
                       gboolean encrypted,
                       const char *bytes,
                       gssize length)
{
  static const char *const marks[] = { "**", "->", "<-" };
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (self == NULL || !g_signal_has_handler_pending (self, signals[LINE], 0, TRUE))
    return;

  time = format_time ();
  text = tocsin_text_escape (bytes, length, MAX_SHOWN);
  line = g_strdup_printf ("%s %s%s %s", time, marks[direction], encrypted ? "🔒" : " ", text);
  tocsin_transcript_tell (self, line);
}

/**
 * tocsin_transcript_note:
 * @self: (nullable): the transcript
 * @format: printf format of something worth knowing that is not on the wire
 */
void
tocsin_transcript_note (TocsinTranscript *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tocsin_transcript_add (self, TOCSIN_TRANSCRIPT_NOTE, FALSE, text, -1);
}
