/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/inquiry.h"
#include "core/net/discovery/subject.h"

G_BEGIN_DECLS

void tocsin_ask_mx (TocsinInquiry *inquiry, TocsinSubject *subject);
void tocsin_ask_srv (TocsinInquiry *inquiry, TocsinSubject *subject);

G_END_DECLS
