/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_PAGE_HEADER (tocsin_page_header_get_type ())

/**
 * TocsinPageHeader:
 *
 * What stands at the top of a page: its header bar, with the way back where there is one, and below
 * it what is missing or wrong. In a template children of the types `start`, `end` and `title` go
 * into the bar.
 *
 * Properties: `title`; `notices` (whether what is missing is shown here; it is by default).
 */
G_DECLARE_FINAL_TYPE (TocsinPageHeader, tocsin_page_header, TOCSIN, PAGE_HEADER, AdwBin)

G_END_DECLS
