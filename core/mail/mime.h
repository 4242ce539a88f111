/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

/**
 * TOCSIN_MIME_MAX_PARAMETERS:
 *
 * Bytes of a Content-Type or Content-Disposition that are read.
 */
#define TOCSIN_MIME_MAX_PARAMETERS (16 * 1024)

/* GMime brings none of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeContentDisposition, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeContentType, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeFilter, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InternetAddressList, g_object_unref)

void tocsin_mime_init (void);
GMimeParserOptions *tocsin_mime_get_options (const char *code_page);
GMimeContentType *tocsin_mime_parse_content_type (const char *value, const char *code_page);
GMimeContentDisposition *tocsin_mime_parse_disposition (const char *value, const char *code_page);
const char *tocsin_mime_skip_comments (const char *text);
char *tocsin_mime_clean_line (char *text);
char *tocsin_mime_decode_text (const char *raw, const char *code_page);

G_END_DECLS
