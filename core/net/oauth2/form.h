/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinForm:
 *
 * What is sent to a token endpoint (RFC 6749, section 4): names and values, some of them secret.
 * Its memory is overwritten when it goes.
 */
typedef struct _TocsinForm TocsinForm;

TocsinForm *tocsin_form_new (const char *grant_type);
void tocsin_form_free (TocsinForm *self);
void tocsin_form_add (TocsinForm *self, const char *name, const char *value);
void tocsin_form_add_secret (TocsinForm *self, const char *name, TocsinSecret *value);
void tocsin_form_note_secret (TocsinForm *self, TocsinSecret *secret);
GBytes *tocsin_form_to_bytes (const TocsinForm *self);
char *tocsin_form_redact (const TocsinForm *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinForm, tocsin_form_free)

G_END_DECLS
