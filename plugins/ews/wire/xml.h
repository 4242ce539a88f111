/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EwsXml:
 *
 * Writes a document. Whatever comes from a person, a setting or a message goes through it as text
 * or as an attribute, so that it can't end where it stands; names are our own literals. What XML
 * can't carry at all (most control characters) becomes U+FFFD: see ews_xml_can_carry().
 */
typedef struct _EwsXml EwsXml;

EwsXml *ews_xml_new (void);
void ews_xml_free (EwsXml *self);
void ews_xml_open (EwsXml *self, const char *name);
void ews_xml_attribute (EwsXml *self, const char *name, const char *value);
void ews_xml_attribute_number (EwsXml *self, const char *name, gint64 value);
void ews_xml_text (EwsXml *self, const char *text);
void ews_xml_raw (EwsXml *self, const char *markup, gsize length);
void ews_xml_close (EwsXml *self);
void ews_xml_leaf (EwsXml *self, const char *name, const char *text);
void ews_xml_leaf_number (EwsXml *self, const char *name, gint64 value);
void ews_xml_leaf_boolean (EwsXml *self, const char *name, gboolean value);
gsize ews_xml_get_length (EwsXml *self);
GBytes *ews_xml_finish (EwsXml *self);
gboolean ews_xml_can_carry (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsXml, ews_xml_free)

G_END_DECLS
