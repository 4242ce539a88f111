/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Limits on an XML document that anybody may have written. */
#define TOCSIN_ELEMENT_MAX_DEPTH 16
#define TOCSIN_ELEMENT_MAX_COUNT 2000
#define TOCSIN_ELEMENT_MAX_ATTRIBUTES 16
#define TOCSIN_ELEMENT_MAX_TEXT 2048

/**
 * TocsinElement:
 * @name: its name without a namespace
 * @text: the text in it, without that of its children, trimmed
 * @attributes: name → value
 * @children: (element-type TocsinElement): its children
 *
 * An element of a small XML document that is not to be trusted.
 */
typedef struct
{
  char *name;
  char *text;
  GHashTable *attributes;
  GPtrArray *children;
} TocsinElement;

TocsinElement *tocsin_element_parse (GBytes *document, GError **error);
void tocsin_element_free (TocsinElement *self);
const char *tocsin_element_get_attribute (const TocsinElement *self, const char *name);
const TocsinElement *tocsin_element_get_child (const TocsinElement *self, const char *name);
const char *tocsin_element_get_child_text (const TocsinElement *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinElement, tocsin_element_free)

G_END_DECLS
