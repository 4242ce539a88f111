/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/letter.h"
#include "plugins/office365/send.h"

G_BEGIN_DECLS

gboolean graph_send_json (const GraphSending *sending,
                          GraphLetter *letter,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
