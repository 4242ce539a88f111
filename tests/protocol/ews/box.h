/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/* Around what stands in the body of an answer. */
#define BOX_HEAD                                                                                   \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope "                                         \
  "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:m=\"m\" xmlns:t=\"t\"><s:Header>"   \
  "<t:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"1\" Version=\"V2017_07_11\"/>"          \
  "</s:Header><s:Body>"
#define BOX_TAIL "</s:Body></s:Envelope>"
#define BOX_FINE "<m:ResponseCode>NoError</m:ResponseCode>"

/* A mailbox whose server is at @endpoint. */
TocsinMailStore *box_open (const char *endpoint);

/* A whole answer to @operation, with one response of that content. */
char *box_answer (const char *operation, const char *content);
char *box_refuse (const char *operation, const char *code);

G_END_DECLS
