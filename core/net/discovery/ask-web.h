/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/inquiry.h"
#include "core/net/discovery/subject.h"

G_BEGIN_DECLS

void tocsin_ask_documents (TocsinInquiry *inquiry,
                           TocsinSubject *subject,
                           const char *domain,
                           gboolean is_vouched);
void tocsin_ask_database (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_ask_autodiscover (TocsinInquiry *inquiry, TocsinSubject *subject);

G_END_DECLS
