/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "core/mail/query/query.h"

G_BEGIN_DECLS

/**
 * TOCSIN_MAIL_UNDECIDED_NAMED:
 *
 * So many messages are named; of further ones the number is told.
 */
#define TOCSIN_MAIL_UNDECIDED_NAMED 10

/**
 * TocsinMailUndecided:
 *
 * The messages of a search of which nobody knows whether they match, until all others are told.
 */
typedef struct _TocsinMailUndecided TocsinMailUndecided;

TocsinMailUndecided *tocsin_mail_undecided_new (void);
void tocsin_mail_undecided_free (TocsinMailUndecided *self);
void tocsin_mail_undecided_add (TocsinMailUndecided *self,
                                const TocsinMessageRef *ref,
                                TocsinMessage *message,
                                const GError *why);
TocsinQueryVerdict tocsin_mail_undecided_examine (TocsinMailUndecided *self,
                                                  const TocsinMessageRef *ref,
                                                  TocsinMessage *message,
                                                  TocsinQuery *query,
                                                  gint64 now,
                                                  GTimeZone *zone);
gboolean tocsin_mail_undecided_finish (TocsinMailUndecided *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMailUndecided, tocsin_mail_undecided_free)

G_END_DECLS
