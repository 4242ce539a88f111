/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/cli/cli.h"

G_BEGIN_DECLS

void tocsin_outbox_output_list (GVariant *mails);
void tocsin_outbox_output_mail (GVariant *mail);

G_END_DECLS
