/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Opening a session where another connection may mend what went wrong with the last. */
#include "core/net/session.h"

/* Each try is a connection and perhaps a sign-in: servers lock out who makes many. */
#define MAX_TRIES 3

/**
 * tocsin_session_open_in_tries: (skip)
 * @self: a session that is being opened
 * @open_once: makes one try
 * @hang_up: takes back what a try that failed has left
 * @cancellable: (nullable): to stop it
 * @error: where to put why the last try failed
 *
 * Tries until it works, until a try says that another would be of no use, or three times. The
 * report hears of each.
 *
 * Returns: whether the session is open.
 */
gboolean
tocsin_session_open_in_tries (TocsinSession *self,
                              TocsinSessionTry open_once,
                              TocsinSessionHangUp hang_up,
                              GCancellable *cancellable,
                              GError **error)
{
  TocsinReport *report = tocsin_session_get_report (self);

  for (guint tries = 1;; tries++)
    {
      g_autoptr (GError) failure = NULL;
      gboolean again = FALSE;
      gboolean opened = open_once (self, &again, cancellable, &failure);
      gboolean over = opened || !again || tries == MAX_TRIES;

      /* What another connection may mend is no failure yet. */
      if (!over)
        tocsin_report_warn (report, "%s", failure->message);
      tocsin_report_end (report, over ? failure : NULL);
      if (opened)
        return TRUE;
      hang_up (self);
      if (over)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
}
