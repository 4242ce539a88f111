/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/reader.h"

G_BEGIN_DECLS

/* Around what stands in a body. */
#define FEED_HEAD                                                                                  \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>"                                                     \
  "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:m=\"m\" xmlns:t=\"t\">" \
  "<s:Header><t:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"1\" "                         \
  "Version=\"V2017_07_11\"/></s:Header><s:Body>"
#define FEED_TAIL "</s:Body></s:Envelope>"

/* A whole answer of an operation with one response. */
#define FEED_ONE(name, attributes, content)                                                        \
  FEED_HEAD "<m:" name "Response><m:ResponseMessages><m:" name "ResponseMessage " attributes       \
            ">" content "</m:" name "ResponseMessage></m:ResponseMessages></m:" name               \
            "Response>" FEED_TAIL
#define FEED_SUCCESS "ResponseClass=\"Success\""
#define FEED_NO_ERROR "<m:ResponseCode>NoError</m:ResponseCode>"

/* Reads @text in pieces of @step bytes. */
EwsAnswer *
feed (const char *text, gsize step, EwsContentFunc content, gpointer user_data, GError **error);

/* The only response of the answer that @text is, however it is cut. */
const EwsResponse *feed_only (EwsAnswer **answer, const char *text, gsize step);

G_END_DECLS
