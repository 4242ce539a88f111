/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_HTML_TEXT_MAX_DEPTH:
 *
 * So many open elements are remembered.
 */
#define TOCSIN_HTML_TEXT_MAX_DEPTH 500

char *tocsin_html_to_text (const char *html);

G_END_DECLS
