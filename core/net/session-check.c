/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The Test button: a session opened as any other is, with somebody watching. */
#include "core/net/session.h"

static gboolean
look_at (TocsinSession *self,
         const char *folder,
         TocsinReport *report,
         GCancellable *cancellable,
         GError **error)
{
  tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);

  return TOCSIN_SESSION_GET_CLASS (self)->look_at (self, folder, report, cancellable, error);
}

static gboolean
look_at_all (TocsinSession *self,
             const char *const *folders,
             TocsinReport *report,
             GCancellable *cancellable,
             GError **error)
{
  if (TOCSIN_SESSION_GET_CLASS (self)->look_at == NULL)
    return TRUE;
  if (folders == NULL || folders[0] == NULL)
    return look_at (self, NULL, report, cancellable, error);

  for (gsize i = 0; folders[i] != NULL; i++)
    if (!look_at (self, folders[i], report, cancellable, error))
      return FALSE;

  return TRUE;
}

static void
describe (TocsinSession *self, TocsinReport *report)
{
  if (TOCSIN_SESSION_GET_CLASS (self)->describe == NULL)
    return;

  tocsin_report_begin (report, TOCSIN_STEP_FEATURES);
  TOCSIN_SESSION_GET_CLASS (self)->describe (self, report);
}

/**
 * tocsin_session_check:
 * @self: a session not yet opened
 * @folders: (nullable) (array zero-terminated=1): names of folders to look at; %NULL for the one
 *   where mail arrives
 * @report: (nullable): who watches
 * @transcript: (nullable): where to write down what is said
 * @cancellable: (nullable): to stop it
 * @error: where to put why the first failed step failed
 *
 * Opens the session as work does, looks at @folders, tells what the server can do and ends it; all
 * under the eyes of @report. Nothing is said to the server but by the session itself.
 *
 * Returns: whether all of it went well.
 */
gboolean
tocsin_session_check (TocsinSession *self,
                      const char *const *folders,
                      TocsinReport *report,
                      TocsinTranscript *transcript,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (TOCSIN_IS_SESSION (self), FALSE);

  tocsin_session_set_report (self, report);
  tocsin_session_set_transcript (self, transcript);
  if (tocsin_session_open (self, cancellable, &failure)
      && look_at_all (self, folders, report, cancellable, &failure))
    {
      describe (self, report);
      tocsin_report_begin (report, TOCSIN_STEP_LOGOUT);
    }
  /* Before the goodbye of a session that failed: how long it takes is not the step's. */
  if (failure != NULL)
    tocsin_report_end (report, failure);
  tocsin_session_close (self, cancellable);
  tocsin_report_end (report, NULL);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
