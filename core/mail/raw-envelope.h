/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"

G_BEGIN_DECLS

/**
 * TocsinRawEnvelope:
 *
 * What the headers of a finished message say about who sends it and whom it goes to.
 */
typedef struct _TocsinRawEnvelope TocsinRawEnvelope;

TocsinRawEnvelope *tocsin_raw_envelope_read (GInputStream *raw,
                                             GOutputStream *stream,
                                             GCancellable *cancellable,
                                             GError **error);
void tocsin_raw_envelope_free (TocsinRawEnvelope *self);
char *tocsin_raw_envelope_get_header (TocsinRawEnvelope *self, const char *name);
char *tocsin_raw_envelope_find_sender (TocsinRawEnvelope *self, GError **error);
gboolean tocsin_raw_envelope_add_recipients (TocsinRawEnvelope *self,
                                             TocsinEnvelope *envelope,
                                             TocsinNotify notify,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinRawEnvelope, tocsin_raw_envelope_free)

G_END_DECLS
