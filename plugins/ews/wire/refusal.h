/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"

G_BEGIN_DECLS

/**
 * EwsRefusal:
 * @code: a ResponseCode
 * @meaning: what it means to us
 * @hint: (nullable): what a person can do about it
 *
 * What a code of the service means.
 */
typedef struct
{
  const char *code;
  int meaning;
  const char *hint;
} EwsRefusal;

const EwsRefusal *ews_refusal_list (guint *n);
gint64 ews_refusal_get_seconds (const EwsResponse *response);
GError *ews_refusal_to_error (const EwsResponse *response, const char *command);

G_END_DECLS
