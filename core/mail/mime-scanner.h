/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-block.h"
#include "core/mail/part.h"
#include "core/mail/raw-source.h"

G_BEGIN_DECLS

/**
 * TOCSIN_MIME_MAX_ATTACHED_HEADERS:
 *
 * So many bytes of an attached message without a name are looked at for its subject.
 */
#define TOCSIN_MIME_MAX_ATTACHED_HEADERS (16 * 1024)

TocsinHeaderBlock *
tocsin_mime_scan_headers (TocsinRawSource *source, guint64 *body, gboolean *truncated);
TocsinPart *tocsin_mime_scan_structure (TocsinRawSource *source,
                                        TocsinHeaderBlock *headers,
                                        guint64 body,
                                        const char *code_page,
                                        gboolean *truncated);

G_END_DECLS
