/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/* Gmail's labels are what keywords are elsewhere, and folders besides. A keyword is a label by the
 * name that people know it by: “Important” for `\Important`, “Café” for `Caf&AOk-`. */

gboolean imap4_labels_are_kept (TocsinImap4Session *session);
GStrv imap4_labels_to_keywords (TocsinImap4Session *session, const char *const *labels);
char *imap4_label_of_keyword (const char *keyword);
char *imap4_label_of_folder (const char *folder);

G_END_DECLS
