/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/shown-certificate.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *tocsin_certificate_row_new (const TocsinShownCertificate *certificate, guint place);

G_END_DECLS
