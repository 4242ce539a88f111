/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-json.h"

#include "tests/unit/mail/corpus.h"

#include <string.h>

static JsonObject *
describe (TocsinMessage *message)
{
  JsonObject *data = json_object_new ();

  tocsin_message_add_to_json (message, data);

  return data;
}

static JsonObject *
first_of (JsonObject *data, const char *member)
{
  return json_array_get_object_element (json_object_get_array_member (data, member), 0);
}

static void
test_whole (void)
{
  static const char *const keywords[] = { "later", NULL };
  g_autoptr (TocsinMessage) message = corpus_load ("attachment");
  g_autoptr (JsonObject) data = NULL;
  JsonObject *attachment;

  tocsin_message_set_flags (message, TOCSIN_MESSAGE_FLAGS_SEEN, keywords);
  data = describe (message);
  attachment = first_of (data, "attachments");

  g_assert_cmpstr (json_object_get_string_member (data, "message_id"), ==,
                   "attachment@example.com");
  g_assert_cmpstr (json_object_get_string_member (data, "subject"), ==, "Invoice 4711");
  g_assert_cmpstr (json_object_get_string_member (first_of (data, "from"), "name"), ==,
                   "Ada Lovelace");
  g_assert_cmpstr (json_object_get_string_member (first_of (data, "from"), "address"), ==,
                   "ada@example.com");
  g_assert_cmpstr (json_object_get_string_member (data, "date"), ==, "2026-11-01T09:30:00+01:00");
  g_assert_cmpstr (json_object_get_string_member (data, "received"), ==,
                   "2026-11-01T08:30:00+00:00");
  g_assert_cmpint (json_object_get_int_member (data, "size"), ==,
                   tocsin_message_get_size (message));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (data, "flags")), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (first_of (data, "headers"), "name"), ==, "From");
  g_assert_cmpstr (json_object_get_string_member (data, "text"), ==, "Please pay.");
  g_assert_false (json_object_get_boolean_member (data, "html"));
  g_assert_cmpstr (json_object_get_string_member (attachment, "name"), ==, "Invoice 4711.pdf");
  g_assert_cmpstr (json_object_get_string_member (attachment, "type"), ==, "application/pdf");
  g_assert_cmpint (json_object_get_int_member (attachment, "size"), ==, 16);
  g_assert_cmpuint (strlen (json_object_get_string_member (attachment, "sha256")), ==, 64);
  g_assert_cmpstr (json_object_get_string_member (attachment, "disposition"), ==, "attachment");
}

/* What is not known is null or empty, never left out: scripts can rely on the names. */
static void
test_nothing_known (void)
{
  static const char *const members[] = { "message_id", "from",     "sender",     "to",
                                         "cc",         "reply_to", "subject",    "date",
                                         "received",   "size",     "flags",      "headers",
                                         "text",       "html",     "attachments" };
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (JsonObject) data = describe (message);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (data, members[i]));
  g_assert_true (json_object_get_null_member (data, "text"));
  g_assert_true (json_object_get_null_member (data, "message_id"));
}

static void
test_text_is_cut (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: x\n\n");
  g_autoptr (TocsinMessage) message = NULL;
  g_autoptr (JsonObject) data = NULL;
  const char *shown;

  while (text->len < 2 * TOCSIN_MESSAGE_JSON_MAX_TEXT)
    g_string_append (text, "€");
  message = corpus_from_text (text->str);
  data = describe (message);
  shown = json_object_get_string_member (data, "text");

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_cmpuint (strlen (shown), <=, TOCSIN_MESSAGE_JSON_MAX_TEXT);
  g_assert_cmpuint (strlen (shown), >, TOCSIN_MESSAGE_JSON_MAX_TEXT - 4);
}

/* Whatever mail holds, the document can be written and read again. */
static void
test_all_of_it (void)
{
  g_autoptr (GPtrArray) names = corpus_list ();

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (g_ptr_array_index (names, i));
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (JsonNode) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      json_node_take_object (node, describe (message));
      text = json_to_string (node, FALSE);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      again = json_from_string (text, &error);
      g_assert_no_error (error);
      g_assert_true (json_node_equal (node, again));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/message-json/whole", test_whole);
  g_test_add_func ("/mail/message-json/nothing-known", test_nothing_known);
  g_test_add_func ("/mail/message-json/text-is-cut", test_text_is_cut);
  g_test_add_func ("/mail/message-json/all-of-it", test_all_of_it);

  return g_test_run ();
}
