/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_WRAP_LAYOUT (tocsin_wrap_layout_get_type ())

/**
 * TocsinWrapLayout:
 *
 * Puts children side by side, and those that don't fit on further lines; what is left of a line
 * goes to those that expand. Property: `spacing`, in pixels, between them and between lines.
 */
G_DECLARE_FINAL_TYPE (TocsinWrapLayout, tocsin_wrap_layout, TOCSIN, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
