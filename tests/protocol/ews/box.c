/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/ews/box.h"

#include "plugins/ews/connection.h"

TocsinMailStore *
box_open (const char *endpoint)
{
  g_autofree char *place = g_strconcat ("endpoint=", endpoint, NULL);
  const char *assignments[] = { place,
                                "authentication.username=ada@example.org",
                                "authentication.method=none",
                                "encryption.allow-cleartext=true",
                                "protocol-timeout=20",
                                NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("desk", "exchange", assignments, &error);

  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_EWS_CONNECTION, "settings", settings, NULL);
}

static char *
make (const char *operation, const char *outcome, const char *content)
{
  return g_strdup_printf (
      BOX_HEAD "<m:%sResponse><m:ResponseMessages><m:%sResponseMessage ResponseClass='%s'>%s"
               "</m:%sResponseMessage></m:ResponseMessages></m:%sResponse>" BOX_TAIL,
      operation, operation, outcome, content, operation, operation);
}

char *
box_answer (const char *operation, const char *content)
{
  g_autofree char *whole = g_strconcat (BOX_FINE, content, NULL);

  return make (operation, "Success", whole);
}

char *
box_refuse (const char *operation, const char *code)
{
  g_autofree char *whole = g_strdup_printf (
      "<m:MessageText>Said so.</m:MessageText><m:ResponseCode>%s</m:ResponseCode>", code);

  return make (operation, "Error", whole);
}
