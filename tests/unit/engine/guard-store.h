/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/host.h"
#include "tests/unit/engine/fake-store.h"

G_BEGIN_DECLS

/* A mailbox that ends the test as soon as anything in it would be changed. */

TocsinMailStore *guard_store_new (TocsinMailStore *behind, const char *id);
TocsinHost *guard_host_new (TocsinMailStore *store, TocsinMailStore *other);

G_END_DECLS
