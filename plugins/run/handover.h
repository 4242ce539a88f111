/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"

G_BEGIN_DECLS

/**
 * Input:
 * @INPUT_NONE: nothing
 * @INPUT_EVENT: the event as JSON
 * @INPUT_MESSAGE: the message as it was sent
 *
 * What a program reads on its standard input.
 */
typedef enum
{
  INPUT_NONE,
  INPUT_EVENT,
  INPUT_MESSAGE,
} Input;

int handover_open_input (Input input,
                         TocsinEvent *event,
                         const char *work_directory,
                         GCancellable *cancellable,
                         GError **error);
char *handover_make_directory (TocsinMessage *message,
                               const char *work_directory,
                               GCancellable *cancellable,
                               GError **error);
void handover_remove_directory (char *path);

G_END_DECLS
