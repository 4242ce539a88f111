/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinStep:
 *
 * The steps of opening a session, in the order in which a report shows them. The last is that of
 * accounts whose mail goes out by another server than it comes in.
 */
typedef enum
{
  TOCSIN_STEP_SETTINGS,
  TOCSIN_STEP_NAMES,
  TOCSIN_STEP_TCP,
  TOCSIN_STEP_PROXY,
  TOCSIN_STEP_TLS,
  TOCSIN_STEP_GREETING,
  TOCSIN_STEP_CAPABILITIES,
  TOCSIN_STEP_STARTTLS,
  TOCSIN_STEP_CAPABILITIES_AGAIN,
  TOCSIN_STEP_LOGIN,
  TOCSIN_STEP_MAILBOX,
  TOCSIN_STEP_FEATURES,
  TOCSIN_STEP_LOGOUT,
  TOCSIN_STEP_SENDING,
} TocsinStep;

/**
 * TOCSIN_N_STEPS:
 *
 * How many steps there are.
 */
#define TOCSIN_N_STEPS (TOCSIN_STEP_SENDING + 1)

/**
 * TocsinStepStatus:
 * @TOCSIN_STEP_STATUS_RUNNING: it has begun
 * @TOCSIN_STEP_STATUS_OK: it went well
 * @TOCSIN_STEP_STATUS_WARNING: it went well, but should not stay so
 * @TOCSIN_STEP_STATUS_FAILED: it failed, and nothing comes after it
 * @TOCSIN_STEP_STATUS_NOT_RUN: an earlier one failed
 *
 * How a step went.
 */
typedef enum
{
  TOCSIN_STEP_STATUS_RUNNING,
  TOCSIN_STEP_STATUS_OK,
  TOCSIN_STEP_STATUS_WARNING,
  TOCSIN_STEP_STATUS_FAILED,
  TOCSIN_STEP_STATUS_NOT_RUN,
} TocsinStepStatus;

#define TOCSIN_TYPE_REPORT (tocsin_report_get_type ())

/**
 * TocsinReport:
 *
 * An observer of a session that is being opened: who opens tells it each step, whether somebody
 * watches or not. The Test button is such a watcher and nothing more. All calls take %NULL for
 * "nobody watches".
 */
G_DECLARE_FINAL_TYPE (TocsinReport, tocsin_report, TOCSIN, REPORT, GObject)

TocsinReport *tocsin_report_new (void);
void tocsin_report_expect (TocsinReport *self, TocsinStep step);
void tocsin_report_begin (TocsinReport *self, TocsinStep step);
void tocsin_report_fact (TocsinReport *self, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void tocsin_report_warn (TocsinReport *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_report_end (TocsinReport *self, const GError *error);
void tocsin_report_finish (TocsinReport *self, const GError *error);
void tocsin_report_tell (TocsinReport *self,
                         TocsinStep step,
                         TocsinStepStatus status,
                         guint milliseconds,
                         GVariant *facts,
                         const GError *error);
const char *tocsin_step_to_string (TocsinStep step);
const char *tocsin_step_get_title (TocsinStep step);
const char *tocsin_step_status_to_string (TocsinStepStatus status);

G_END_DECLS
