/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox-mail.h"
#include "core/mail/send-report.h"

G_BEGIN_DECLS

/**
 * TOCSIN_OUTBOX_PATIENCE:
 *
 * For so long after its first failure a mail is tried, in microseconds (RFC 5321, section 4.5.4.1:
 * at least four to five days).
 */
#define TOCSIN_OUTBOX_PATIENCE (5 * G_TIME_SPAN_DAY)

/**
 * TOCSIN_OUTBOX_FIRST_WAIT:
 * TOCSIN_OUTBOX_MOST_WAIT:
 *
 * Seconds between two tries: at most so long after the first, and after many. Each is drawn from
 * the upper half, so that what failed together does not come back together.
 */
#define TOCSIN_OUTBOX_FIRST_WAIT 120
#define TOCSIN_OUTBOX_MOST_WAIT (4 * 60 * 60)

/**
 * TocsinOutboxVerdict:
 * @state: where the mail is from now on
 * @due: when it is tried again, µs since 1970, where it waits
 * @attempts: how often a server had it before it
 * @failing_since: since when, µs since 1970, or 0
 * @results: what became of each recipient so far, as kept
 * @error: (nullable): why it is not sent
 * @holds: whether it is the connection that does not work: then its other mail waits, too, and no
 *   attempt of this one was used up
 *
 * What follows from a try to send a mail.
 */
typedef struct
{
  TocsinOutboxState state;
  gint64 due;
  guint attempts;
  gint64 failing_since;
  GVariant *results;
  GError *error;
  gboolean holds;
} TocsinOutboxVerdict;

void tocsin_outbox_verdict_judge (TocsinOutboxVerdict *self,
                                  const TocsinOutboxMail *mail,
                                  TocsinSendReport *report,
                                  const GError *error,
                                  gboolean begun,
                                  gint64 now);
void tocsin_outbox_verdict_clear (TocsinOutboxVerdict *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinOutboxVerdict, tocsin_outbox_verdict_clear)

TocsinSendReport *tocsin_outbox_verdict_recall (const TocsinOutboxMail *mail);

G_END_DECLS
