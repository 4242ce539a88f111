/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "plugins/ews/autodiscover/found.h"

#include <string.h>

typedef EwsFound *(*Parse) (GBytes *, GError **);

/* One document to all forms: what was believed can be followed up, or says why not. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const Parse parsers[] = { ews_found_parse_pox, ews_found_parse_soap,
                                   ews_found_parse_json };
  g_autoptr (GBytes) document = g_bytes_new (data, size);

  for (gsize i = 0; i < G_N_ELEMENTS (parsers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EwsFound) found = parsers[i](document, &error);
      g_autoptr (GError) refusal = NULL;

      g_assert_true ((found == NULL) == (error != NULL));
      if (found == NULL)
        continue;
      g_assert_cmpuint (g_strv_length (found->urls), <=, EWS_AUTODISCOVER_MAX_URLS);
      for (guint j = 0; found->urls[j] != NULL; j++)
        g_assert_cmpstr (found->urls[j], !=, "");
      if (found->kind == EWS_FOUND_REDIRECT_URL || found->kind == EWS_FOUND_REDIRECT_ADDRESS)
        g_assert_cmpstr (found->redirect, !=, "");
      g_assert_true (ews_found_check (found, "a@b", &refusal)
                     == (found->kind != EWS_FOUND_REFUSAL));
      g_assert_true (refusal == NULL || g_utf8_validate (refusal->message, -1, NULL));
    }

  return 0;
}
