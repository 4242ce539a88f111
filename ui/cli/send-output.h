/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/send-report.h"
#include "ui/cli/cli.h"
#include "ui/cli/letter.h"

G_BEGIN_DECLS

void tocsin_send_output_recipients (GVariant *recipients);
void tocsin_send_output_report (const TocsinLetter *letter, TocsinSendReport *report);
GVariant *tocsin_send_output_describe (const TocsinLetter *letter, TocsinSendReport *report);
GVariant *tocsin_send_output_describe_failure (const char *file, const GError *error);
void tocsin_send_output_queued (TocsinCli *cli, const TocsinLetter *letter, gint64 id);

G_END_DECLS
