/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>

G_BEGIN_DECLS

/* Microsoft's schema of the service. */
typedef struct _Schema Schema;

/* %NULL where the reference data is not. */
Schema *schema_load (void);
void schema_free (Schema *self);

/* Holds what is in the body of a request, and each of its headers, against the schema; @document is
 * the request as a whole. What is wrong goes to @report. */
gboolean schema_check (Schema *self, xmlDocPtr document, GString *report);

/* The first element with that name anywhere in @node; any name without a namespace. */
xmlNodePtr schema_find (xmlNodePtr node, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Schema, schema_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

G_END_DECLS
