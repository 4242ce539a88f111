/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinStep:
 * @TOCSIN_STEP_SETTINGS: the settings are read and checked
 * @TOCSIN_STEP_NAMES: the host name is looked up
 * @TOCSIN_STEP_TCP: one address is tried
 * @TOCSIN_STEP_PROXY: the proxy is asked for a tunnel
 * @TOCSIN_STEP_TLS: the TLS handshake, implicit or after STARTTLS
 * @TOCSIN_STEP_GREETING: the server's first words
 * @TOCSIN_STEP_CAPABILITIES: what the server can do
 * @TOCSIN_STEP_STARTTLS: the switch to TLS is agreed on
 * @TOCSIN_STEP_LOGIN: authentication
 * @TOCSIN_STEP_MAILBOX: what was asked for is there
 * @TOCSIN_STEP_FEATURES: what else is worth knowing
 * @TOCSIN_STEP_LOGOUT: the goodbye
 *
 * The steps on the way to a usable session, in the order in which they come. A step may come more
 * than once: each address is a step, and capabilities are asked again after TLS and login.
 */
typedef enum
{
  TOCSIN_STEP_SETTINGS,
  TOCSIN_STEP_NAMES,
  TOCSIN_STEP_TCP,
  TOCSIN_STEP_PROXY,
  TOCSIN_STEP_TLS,
  TOCSIN_STEP_GREETING,
  TOCSIN_STEP_CAPABILITIES,
  TOCSIN_STEP_STARTTLS,
  TOCSIN_STEP_LOGIN,
  TOCSIN_STEP_MAILBOX,
  TOCSIN_STEP_FEATURES,
  TOCSIN_STEP_LOGOUT,
} TocsinStep;

/**
 * TocsinStepState:
 * @TOCSIN_STEP_STARTED: begins now
 * @TOCSIN_STEP_DONE: went well
 * @TOCSIN_STEP_FAILED: went wrong; the error says how
 */
typedef enum
{
  TOCSIN_STEP_STARTED,
  TOCSIN_STEP_DONE,
  TOCSIN_STEP_FAILED,
} TocsinStepState;

#define TOCSIN_TYPE_STEP (tocsin_step_get_type ())
#define TOCSIN_TYPE_STEP_STATE (tocsin_step_state_get_type ())

GType tocsin_step_get_type (void);
GType tocsin_step_state_get_type (void);

/**
 * TocsinProgressFunc:
 * @step: which step
 * @state: what became of it
 * @fact: (nullable): what it is about: a host name, an address, "TLS 1.3 …"; not translated
 * @error: (nullable): why it failed, only with %TOCSIN_STEP_FAILED
 * @user_data: the observer's
 *
 * An observer of the way to a session. Called on the thread that opens it; must not call back into
 * the session.
 */
typedef void (*TocsinProgressFunc) (TocsinStep step,
                                    TocsinStepState state,
                                    const char *fact,
                                    const GError *error,
                                    gpointer user_data);

const char *tocsin_step_to_string (TocsinStep step);

G_END_DECLS
