/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/net/discovery/common.h"

#include <string.h>

TocsinMailAddress *
test_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  TocsinMailAddress *who = tocsin_mail_address_parse (text, &error);

  g_assert_no_error (error);

  return who;
}

GPtrArray *
test_services (void)
{
  GPtrArray *services = tocsin_service_list ();

  g_assert_cmpuint (services->len, >=, 5);

  return services;
}

GBytes *
test_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* One line a candidate, then one a note, short enough for tables. */
char *
test_describe (TocsinAnswer *answer)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < answer->candidates->len; i++)
    {
      const TocsinCandidate *candidate = answer->candidates->pdata[i];
      g_autofree char *place = tocsin_candidate_describe_place (candidate);
      g_autofree char *ways = g_strjoinv (",", candidate->authentication);

      g_string_append_printf (text, "%s %s %s %s %s%s%s\n", candidate->protocol, place,
                              tocsin_candidate_get_mode (candidate), candidate->username, ways,
                              candidate->is_safe ? "" : " unsafe",
                              candidate->needs_consent ? " consent" : "");
    }
  for (guint i = 0; i < answer->notes->len; i++)
    g_string_append (text, "note\n");

  return g_string_free (text, FALSE);
}
