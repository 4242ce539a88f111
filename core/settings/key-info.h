/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_KEY_INFO (tocsin_key_info_get_type ())

/**
 * TocsinKeyInfo:
 *
 * One setting as its schema describes it: what command line, editor and manual are made from.
 * Immutable and thread safe.
 */
typedef struct _TocsinKeyInfo TocsinKeyInfo;

GType tocsin_key_info_get_type (void);

TocsinKeyInfo *tocsin_key_info_ref (TocsinKeyInfo *self);
void tocsin_key_info_unref (TocsinKeyInfo *self);

const char *tocsin_key_info_get_name (const TocsinKeyInfo *self);
const char *tocsin_key_info_get_summary (const TocsinKeyInfo *self);
const char *tocsin_key_info_get_description (const TocsinKeyInfo *self);
const GVariantType *tocsin_key_info_get_value_type (const TocsinKeyInfo *self);
GVariant *tocsin_key_info_get_default (const TocsinKeyInfo *self);
char *tocsin_key_info_get_default_text (const TocsinKeyInfo *self);
const char *const *tocsin_key_info_get_choices (const TocsinKeyInfo *self);
gboolean tocsin_key_info_get_range (const TocsinKeyInfo *self, GVariant **least, GVariant **most);
char *tocsin_key_info_get_expected (const TocsinKeyInfo *self);
gboolean tocsin_key_info_is_secret (const TocsinKeyInfo *self);
gboolean tocsin_key_info_is_time (const TocsinKeyInfo *self);
gboolean tocsin_key_info_is_multiline (const TocsinKeyInfo *self);
gboolean tocsin_key_info_is_reference (const TocsinKeyInfo *self);
GVariant *tocsin_key_info_parse (const TocsinKeyInfo *self, const char *text, GError **error);
char *tocsin_key_info_print (const TocsinKeyInfo *self, GVariant *value);

GPtrArray *tocsin_key_info_list_connection (const char *protocol, GError **error);
GPtrArray *tocsin_key_info_list_task (const char *trigger, GError **error);
GPtrArray *tocsin_key_info_list_action (const char *type, GError **error);
GPtrArray *tocsin_key_info_list_engine (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinKeyInfo, tocsin_key_info_unref)

G_END_DECLS
