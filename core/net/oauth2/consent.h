/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-scope.h"
#include "core/settings/connection-settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinConsentWay:
 * @TOCSIN_CONSENT_BROWSER: with a browser on this machine
 * @TOCSIN_CONSENT_DEVICE: with a code, on any machine
 *
 * How a person signs in.
 */
typedef enum
{
  TOCSIN_CONSENT_BROWSER,
  TOCSIN_CONSENT_DEVICE,
} TocsinConsentWay;

#define TOCSIN_TYPE_CONSENT_WAY (tocsin_consent_way_get_type ())
GType tocsin_consent_way_get_type (void);

/**
 * TocsinConsentPrompts:
 * @show_address: shows @address, and opens it in a browser if there is one
 * @show_code: asks the person to go to @address and to type @code there within @seconds; at
 *   @complete, if it is not %NULL, the code is filled in already
 *
 * How a person is spoken to. Called on the thread that signs in.
 */
typedef struct
{
  void (*show_address) (const char *address, gpointer user_data);
  void (*show_code) (const char *address,
                     const char *complete,
                     const char *code,
                     guint seconds,
                     gpointer user_data);
} TocsinConsentPrompts;

gboolean tocsin_oauth2_sign_in (TocsinConnectionSettings *settings,
                                const TocsinTokenScope *scopes,
                                TocsinConsentWay way,
                                const TocsinConsentPrompts *prompts,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
