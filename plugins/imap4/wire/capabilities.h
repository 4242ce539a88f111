/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Imap4Capabilities:
 *
 * What a server says it can do. Words are compared without regard to case (quirk 15).
 */
typedef struct _Imap4Capabilities Imap4Capabilities;

Imap4Capabilities *imap4_capabilities_new (const char *words);
void imap4_capabilities_free (Imap4Capabilities *self);
gboolean imap4_capabilities_has (const Imap4Capabilities *self, const char *word);
char *imap4_capabilities_dup_value (const Imap4Capabilities *self, const char *name);
void imap4_capabilities_add (Imap4Capabilities *self, const char *word);
void imap4_capabilities_remove (Imap4Capabilities *self, const char *word);
void imap4_capabilities_imply_rev2 (Imap4Capabilities *self);
GStrv imap4_capabilities_get_mechanisms (const Imap4Capabilities *self);
char *imap4_capabilities_to_string (const Imap4Capabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Capabilities, imap4_capabilities_free)

G_END_DECLS
