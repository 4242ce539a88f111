/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-defaults.h"
#include "core/settings/snapshot.h"

G_BEGIN_DECLS

TocsinMailDefaults *smtp_defaults_read (TocsinSnapshot *settings, GError **error);

G_END_DECLS
