/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "plugins/imap4/wire/capabilities.h"

G_BEGIN_DECLS

/**
 * Imap4Memory:
 *
 * What sessions to one endpoint found out that the next should know: capabilities that the server
 * claims and that do not work. Thread safe; lives as long as the endpoint.
 */
typedef struct _Imap4Memory Imap4Memory;

Imap4Memory *imap4_memory_of (TocsinEndpoint *endpoint);
void imap4_memory_note (Imap4Memory *self, const char *capability);
void imap4_memory_apply (Imap4Memory *self, Imap4Capabilities *capabilities);

G_END_DECLS
