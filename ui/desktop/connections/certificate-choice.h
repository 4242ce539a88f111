/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/editor/settings-editor.h"

G_BEGIN_DECLS

void tocsin_certificate_choice_open (GtkWindow *parent,
                                     TocsinSettingsEditor *editor,
                                     const char *key,
                                     void (*chosen) (gpointer object),
                                     GObject *object);

G_END_DECLS
