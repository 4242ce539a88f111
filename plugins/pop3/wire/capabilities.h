/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** POP3_CAPABILITIES_MAX: lines of the answer to CAPA that are looked at */
#define POP3_CAPABILITIES_MAX 200

/**
 * Pop3Capabilities:
 *
 * What a server says it can do (RFC 2449), a line each.
 */
typedef struct _Pop3Capabilities Pop3Capabilities;

Pop3Capabilities *pop3_capabilities_new (void);
void pop3_capabilities_free (Pop3Capabilities *self);
void pop3_capabilities_add (Pop3Capabilities *self, const char *line);
gboolean pop3_capabilities_has (const Pop3Capabilities *self, const char *name);
const char *pop3_capabilities_get_words (const Pop3Capabilities *self, const char *name);
GStrv pop3_capabilities_list_mechanisms (const Pop3Capabilities *self);
gboolean
pop3_capabilities_get_number (const Pop3Capabilities *self, const char *name, guint *number);
char *pop3_capabilities_print (const Pop3Capabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pop3Capabilities, pop3_capabilities_free)

G_END_DECLS
