/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-reply.h"
#include "plugins/office365/wire/json.h"

G_BEGIN_DECLS

/**
 * GraphAbout:
 * @GRAPH_ABOUT_MAILBOX: the mailbox or the account
 * @GRAPH_ABOUT_FOLDER: a folder, and what is in it
 * @GRAPH_ABOUT_MESSAGE: one message
 * @GRAPH_ABOUT_SENDING: a message on its way out
 *
 * What a request is about: what is not found, or forbidden, if it is refused.
 */
typedef enum
{
  GRAPH_ABOUT_MAILBOX,
  GRAPH_ABOUT_FOLDER,
  GRAPH_ABOUT_MESSAGE,
  GRAPH_ABOUT_SENDING,
} GraphAbout;

GError *graph_trouble_new (
    guint status, JsonObject *answer, gint64 retry_after, GraphAbout about, const char *place);
gboolean graph_trouble_check (const TocsinHttpReply *reply,
                              GraphAbout about,
                              const char *place,
                              GError **error);
gboolean graph_trouble_is_called (const GError *error, const char *code);

G_END_DECLS
