/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/control.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SHIFT (tocsin_shift_get_type ())

/**
 * TocsinShift:
 *
 * One run of an engine from its start to its end, with the control socket on which it answers
 * meanwhile. In the foreground and as a service it is the same.
 */
G_DECLARE_FINAL_TYPE (TocsinShift, tocsin_shift, TOCSIN, SHIFT, GObject)

TocsinShift *
tocsin_shift_new (TocsinConfig *config, TocsinRegistry *registry, TocsinStateDirectory *state);
gboolean tocsin_shift_begin (TocsinShift *self, gboolean once, GError **error);
void tocsin_shift_wait (TocsinShift *self);
TocsinEngine *tocsin_shift_get_engine (TocsinShift *self);
TocsinControl *tocsin_shift_get_control (TocsinShift *self);

G_END_DECLS
