/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/version.h"

#include <string.h>

typedef struct
{
  const char *name;
  EwsVersion version;
} Name;

/* All that settings may say; 2010 SP3 brought no dialect of its own, and 2019 and SE speak that of
 * 2016. */
static const Name settings[] = {
  { "2007", EWS_VERSION_2007 },         { "2007_SP1", EWS_VERSION_2007_SP1 },
  { "2007_SP2", EWS_VERSION_2007_SP1 }, { "2007_SP3", EWS_VERSION_2007_SP1 },
  { "2010", EWS_VERSION_2010 },         { "2010_SP1", EWS_VERSION_2010_SP1 },
  { "2010_SP2", EWS_VERSION_2010_SP2 }, { "2010_SP3", EWS_VERSION_2010_SP2 },
  { "2013", EWS_VERSION_2013 },         { "2013_SP1", EWS_VERSION_2013_SP1 },
  { "2015", EWS_VERSION_2016 },         { "2016", EWS_VERSION_2016 },
  { "2019", EWS_VERSION_2016 },         { "SE", EWS_VERSION_2016 },
  { "Office365", EWS_VERSION_2016 },
};

/* What a request says, in the order of EwsVersion. */
static const char *const names[] = {
  "Exchange2007_SP1", "Exchange2007", "Exchange2007_SP1", "Exchange2010", "Exchange2010_SP1",
  "Exchange2010_SP2", "Exchange2013", "Exchange2013_SP1", "Exchange2016",
};

/* By which version of a product a server calls itself, newest first. */
static const struct
{
  guint major;
  guint minor;
  EwsVersion version;
} builds[] = {
  { 15, 1, EWS_VERSION_2016 },     { 15, 0, EWS_VERSION_2013 }, { 14, 2, EWS_VERSION_2010_SP2 },
  { 14, 1, EWS_VERSION_2010_SP1 }, { 14, 0, EWS_VERSION_2010 }, { 8, 1, EWS_VERSION_2007_SP1 },
  { 8, 0, EWS_VERSION_2007 },
};

/**
 * ews_version_from_setting:
 * @text: as in the setting `exchange-version`: `2013_SP1`, with or without `Exchange` before it,
 *   `Office365`, or nothing
 * @version: (out): what it means; unknown of nothing
 *
 * Returns: whether it means something.
 */
gboolean
ews_version_from_setting (const char *text, EwsVersion *version)
{
  if (*text == '\0')
    {
      *version = EWS_VERSION_UNKNOWN;
      return TRUE;
    }
  if (g_ascii_strncasecmp (text, "Exchange", strlen ("Exchange")) == 0)
    text += strlen ("Exchange");

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_ascii_strcasecmp (text, settings[i].name) == 0)
      {
        *version = settings[i].version;
        return TRUE;
      }

  return FALSE;
}

/**
 * ews_version_from_build:
 * @major: of ServerVersionInfo, MajorVersion; 0 when not said
 * @minor: MinorVersion
 * @schema: (nullable): Version, the newest dialect it speaks, where it tells (from 2010 on)
 *
 * Returns: the newest dialect that both speak. A server newer than all we know speaks the newest.
 */
EwsVersion
ews_version_from_build (guint major, guint minor, const char *schema)
{
  EwsVersion version;

  if (schema != NULL && *schema != '\0' && ews_version_from_setting (schema, &version))
    return version;
  /* Exchange Online has dialects by date: V2017_07_11. */
  if (schema != NULL && schema[0] == 'V' && g_ascii_isdigit (schema[1]))
    return EWS_VERSION_2016;

  for (gsize i = 0; i < G_N_ELEMENTS (builds); i++)
    if (major > builds[i].major || (major == builds[i].major && minor >= builds[i].minor))
      return builds[i].version;

  return EWS_VERSION_UNKNOWN;
}

/**
 * ews_version_to_string:
 * @version: a version
 *
 * Returns: what a request says in RequestServerVersion; of an unknown one, what all servers take.
 */
const char *
ews_version_to_string (EwsVersion version)
{
  g_return_val_if_fail ((gsize) version < G_N_ELEMENTS (names), names[0]);

  return names[version];
}
