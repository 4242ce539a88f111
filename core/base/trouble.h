/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_TROUBLE_REFUSALS:
 *
 * So many refused logins in a row park a connection: a server locks accounts that go on.
 */
#define TOCSIN_TROUBLE_REFUSALS 3

/**
 * TOCSIN_TROUBLE_LONG_WAIT:
 *
 * Seconds for which a server is left alone that says there were too many tries to log in: who goes
 * on is locked out for longer, or for good.
 */
#define TOCSIN_TROUBLE_LONG_WAIT 1800

/**
 * TocsinTrouble:
 * @TOCSIN_TROUBLE_RETRY: try again by itself, later
 * @TOCSIN_TROUBLE_PARK: stop until the settings change or a person says retry
 * @TOCSIN_TROUBLE_GIVE_UP: this one thing will never work; go on with the next
 * @TOCSIN_TROUBLE_ASK: the outcome is not known; a person decides
 *
 * What is to be done about an error.
 */
typedef enum
{
  TOCSIN_TROUBLE_RETRY,
  TOCSIN_TROUBLE_PARK,
  TOCSIN_TROUBLE_GIVE_UP,
  TOCSIN_TROUBLE_ASK,
} TocsinTrouble;

TocsinTrouble tocsin_trouble_judge (const GError *error, guint refusals);
gboolean tocsin_trouble_is_refusal (const GError *error);
gboolean tocsin_trouble_is_passing (const GError *error);
gint64 tocsin_trouble_get_wait (const GError *error);
const char *tocsin_trouble_to_string (TocsinTrouble trouble);
int tocsin_trouble_exit_status (const GError *error);

G_END_DECLS
