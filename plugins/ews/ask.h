/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"
#include "plugins/ews/wire/reader.h"

G_BEGIN_DECLS

/**
 * EwsQuestion:
 * @command: what it is called in errors, `GetItem`
 * @body: (nullable): the request
 * @stream: (nullable): or the request to be read, seekable, where it begins
 * @length: how many bytes @stream gives
 * @content: (nullable): takes what stands in MimeContent and Content
 * @user_data: for @content
 * @expected: bytes that may come, as far as is known; they give a long answer its time
 * @once: whether it does something that must not be done twice
 *
 * One request.
 */
typedef struct
{
  const char *command;
  GBytes *body;
  GInputStream *stream;
  guint64 length;
  EwsContentFunc content;
  gpointer user_data;
  guint64 expected;
  gboolean once;
} EwsQuestion;

EwsAnswer *ews_ask (EwsAccount *account,
                    const EwsQuestion *question,
                    GCancellable *cancellable,
                    GError **error);
EwsAnswer *ews_ask_simple (EwsAccount *account,
                           const char *command,
                           GBytes *body,
                           GCancellable *cancellable,
                           GError **error);
TocsinHttpRequest *ews_ask_make_request (EwsAccount *account,
                                         const EwsQuestion *question,
                                         const char *target,
                                         GError **error);
TocsinHttpFlow *ews_ask_open (EwsAccount *account,
                              const char *command,
                              GBytes *body,
                              GCancellable *cancellable,
                              GError **error);
gboolean ews_ask_fails_with (const GError *error, const char *const *codes);
gboolean ews_ask_is_gone (const EwsResponse *response);
gboolean ews_ask_check_item (const EwsResponse *response, const char *command, GError **error);

G_END_DECLS
