/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_APPLICATION (tocsin_application_get_type ())

/**
 * TocsinApplication:
 *
 * The program: one process and one window however often it is started; each start may name a
 * place to go to.
 */
G_DECLARE_FINAL_TYPE (TocsinApplication, tocsin_application, TOCSIN, APPLICATION, AdwApplication)

TocsinApplication *tocsin_application_new (void);

G_END_DECLS
