/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/mail/message-json.h"

#include <string.h>

static void
check_part (TocsinMessage *message, const TocsinPart *part)
{
  guint64 size;

  g_assert_true (g_utf8_validate (part->type, -1, NULL));
  g_assert_true (part->name == NULL || g_utf8_validate (part->name, -1, NULL));
  g_assert_cmpuint (part->begin, <=, part->end);
  if (part->children == NULL)
    g_assert_true (tocsin_message_measure_part (message, part, &size, NULL, NULL));
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    check_part (message, g_ptr_array_index (part->children, i));
}

/* All that is asked by queries. */
static void
check_meaning (TocsinMessage *message)
{
  static const char *const methods[] = { "spf", "dkim", "dmarc" };
  static const char *const headers[] = { "From", "To", "Cc", "Reply-To" };
  TocsinMessageProtection protection = tocsin_message_get_protection (message);

  g_assert_true (!(protection & TOCSIN_MESSAGE_PROTECTION_SIGNED)
                 || tocsin_message_has_signature (message));
  tocsin_message_has_invite (message);
  tocsin_message_get_importance (message);
  tocsin_message_get_sensitivity (message);
  tocsin_message_get_marks (message);
  tocsin_message_get_received (message);

  /* A server says one thing of a method, or nothing. */
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    g_assert_false (tocsin_message_has_authentication_result (message, methods[i], "pass")
                    && tocsin_message_has_authentication_result (message, methods[i], "fail"));
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      GPtrArray *addresses = tocsin_message_get_addresses (message, headers[i]);

      g_assert_cmpuint (addresses->len, <=, TOCSIN_MESSAGE_MAX_ADDRESSES);
      for (guint k = 0; k < addresses->len; k++)
        {
          g_autofree char *text = tocsin_address_to_string (g_ptr_array_index (addresses, k));

          g_assert_true (g_utf8_validate (text, -1, NULL));
        }
    }
}

/* Whatever the bytes are: everything can be asked of the message, and all text is valid UTF-8. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  if (size > 0 && data[0] % 2 == 0)
    tocsin_message_set_code_page (message, "koi8-r");
  if (size > 0 && data[0] % 3 == 0)
    tocsin_message_set_authserv_id (message, "mx.example.org");
  if (!tocsin_message_load_bytes (message, bytes, NULL))
    return 0;

  json_node_take_object (node, json_object_new ());
  tocsin_message_add_to_json (message, json_node_get_object (node));
  json = json_to_string (node, FALSE);
  g_assert_true (g_utf8_validate (json, -1, NULL));
  g_assert_cmpuint (strlen (tocsin_message_get_text (message)), <=, TOCSIN_MESSAGE_MAX_TEXT);
  check_part (message, tocsin_message_get_structure (message));
  check_meaning (message);

  return 0;
}
