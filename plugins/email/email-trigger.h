/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_EMAIL_TRIGGER (tocsin_email_trigger_get_type ())

/**
 * TocsinEmailTrigger:
 *
 * Waits for mail that a query describes.
 */
G_DECLARE_FINAL_TYPE (TocsinEmailTrigger, tocsin_email_trigger, TOCSIN, EMAIL_TRIGGER, GObject)

G_END_DECLS
