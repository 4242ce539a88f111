/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/executor-log.h"

#include "core/base/error.h"
#include "core/base/notice.h"

#include <glib/gi18n-lib.h>

/*< private >
 * tocsin_executor_log_success:
 * @task: a task
 * @row: an event of it of which nothing is left to do
 */
void
tocsin_executor_log_success (TocsinTask *task, const TocsinJournalEvent *row)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "MESSAGE_ID", TOCSIN_NOTICE_EVENT_DONE,
                    "TASK_ID", tocsin_task_get_id (task), "EVENT_ID", id, "MESSAGE_KEY", row->key,
                    "MESSAGE", _ ("task “%s”, event %s: done"), tocsin_task_get_name (task), id);
}

/*< private >
 * tocsin_executor_log_failure:
 * @task: a task
 * @row: an event of it
 * @error: why an action failed
 * @what_next: what comes of that, translated
 */
void
tocsin_executor_log_failure (TocsinTask *task,
                             const TocsinJournalEvent *row,
                             const GError *error,
                             const char *what_next)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, row->id);

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_EVENT_FAILED,
                    "TASK_ID", tocsin_task_get_id (task), "EVENT_ID", id, "MESSAGE_KEY", row->key,
                    "ERROR_CODE", tocsin_error_get_code_name (error), "MESSAGE",
                    _ ("task “%s”, event %s: %s; %s"), tocsin_task_get_name (task), id,
                    error->message, what_next);
}
