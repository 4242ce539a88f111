/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/envelope.h"
#include "plugins/ews/wire/folder-ref.h"
#include "plugins/ews/wire/notification.h"

G_BEGIN_DECLS

/**
 * EWS_MAX_STREAMING_MINUTES:
 *
 * The longest a GetStreamingEvents connection may be asked to stay open.
 */
#define EWS_MAX_STREAMING_MINUTES 30

/**
 * EWS_MAX_PULL_MINUTES:
 *
 * The longest a pull subscription may live without being asked.
 */
#define EWS_MAX_PULL_MINUTES 1440

GBytes *ews_subscribe_streaming_build (const EwsEnvelope *envelope,
                                       const EwsFolderRef *folders,
                                       guint n_folders,
                                       EwsEventKinds kinds);
GBytes *ews_subscribe_pull_build (const EwsEnvelope *envelope,
                                  const EwsFolderRef *folders,
                                  guint n_folders,
                                  EwsEventKinds kinds,
                                  const char *watermark,
                                  guint minutes);
GBytes *ews_get_streaming_events_build (const EwsEnvelope *envelope,
                                        const char *const *subscriptions,
                                        guint minutes);
GBytes *
ews_get_events_build (const EwsEnvelope *envelope, const char *subscription, const char *watermark);
GBytes *ews_unsubscribe_build (const EwsEnvelope *envelope, const char *subscription);

G_END_DECLS
