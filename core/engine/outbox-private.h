/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"

G_BEGIN_DECLS

/* Shared by outbox.c, which queues, outbox-desk.c, which answers, and outbox-subject.c. */

struct _TocsinOutbox
{
  GObject parent_instance;

  TocsinOutboxJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;

  GMutex lock;       /* guards the rest */
  GHashTable *fresh; /* mail that has just been queued → its bytes */
  gsize fresh_bytes;
};

char *tocsin_outbox_subject_find (const char *bytes, gsize length);

G_END_DECLS
