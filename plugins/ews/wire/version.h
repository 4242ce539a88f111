/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EwsVersion:
 * @EWS_VERSION_UNKNOWN: not said yet
 * @EWS_VERSION_2007: Exchange 2007 without a service pack
 * @EWS_VERSION_2007_SP1: Exchange 2007 SP1
 * @EWS_VERSION_2010: Exchange 2010
 * @EWS_VERSION_2010_SP1: streaming notifications from here on
 * @EWS_VERSION_2010_SP2: also what 2010 SP3 speaks
 * @EWS_VERSION_2013: flags and read receipts' suppression from here on
 * @EWS_VERSION_2013_SP1: Exchange 2013 SP1
 * @EWS_VERSION_2016: Exchange 2016, 2019, SE and Exchange Online
 *
 * The dialects of the service, oldest first, so that they can be compared.
 */
typedef enum
{
  EWS_VERSION_UNKNOWN,
  EWS_VERSION_2007,
  EWS_VERSION_2007_SP1,
  EWS_VERSION_2010,
  EWS_VERSION_2010_SP1,
  EWS_VERSION_2010_SP2,
  EWS_VERSION_2013,
  EWS_VERSION_2013_SP1,
  EWS_VERSION_2016,
} EwsVersion;

gboolean ews_version_from_setting (const char *text, EwsVersion *version);
EwsVersion ews_version_from_build (guint major, guint minor, const char *schema);
const char *ews_version_to_string (EwsVersion version);

G_END_DECLS
