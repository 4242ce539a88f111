/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/basic-connection.h"
#include "core/plugin/plugin.h"

G_BEGIN_DECLS

extern const TocsinProtocol maildir_protocol;

#define TOCSIN_TYPE_MAILDIR_CONNECTION (tocsin_maildir_connection_get_type ())

/**
 * TocsinMaildirConnection:
 *
 * Mail in a directory of this machine.
 */
G_DECLARE_FINAL_TYPE (TocsinMaildirConnection,
                      tocsin_maildir_connection,
                      TOCSIN,
                      MAILDIR_CONNECTION,
                      TocsinBasicConnection)

G_END_DECLS
