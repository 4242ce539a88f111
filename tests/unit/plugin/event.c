/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/event.h"

static TocsinEvent *
make_event (const char *subject, gint64 time)
{
  g_autoptr (JsonObject) data = json_object_new ();

  json_object_set_string_member (data, "task", "bills");
  json_object_set_int_member (data, "uid", 7);
  json_object_set_null_member (data, "date");
  json_object_set_array_member (data, "flags", json_array_new ());

  return tocsin_event_new ("id", "org.example.v1", "/connections/work/INBOX", subject, time, data,
                           NULL, 2);
}

static void
test_getters (void)
{
  g_autoptr (TocsinEvent) event = make_event ("<1@x>", 5);

  g_assert_cmpstr (tocsin_event_get_id (event), ==, "id");
  g_assert_cmpstr (tocsin_event_get_event_type (event), ==, "org.example.v1");
  g_assert_cmpstr (tocsin_event_get_source (event), ==, "/connections/work/INBOX");
  g_assert_cmpstr (tocsin_event_get_subject (event), ==, "<1@x>");
  g_assert_cmpint (tocsin_event_get_time (event), ==, 5);
  g_assert_cmpuint (tocsin_event_get_attempt (event), ==, 2);
  g_assert_null (tocsin_event_get_message (event));
}

/* A field is a string or it is not there: never a warning for what a stranger left out. */
static void
test_fields (void)
{
  g_autoptr (TocsinEvent) event = make_event (NULL, 5);

  g_assert_cmpstr (tocsin_event_get_field (event, "task"), ==, "bills");
  g_assert_null (tocsin_event_get_field (event, "uid"));
  g_assert_null (tocsin_event_get_field (event, "date"));
  g_assert_null (tocsin_event_get_field (event, "flags"));
  g_assert_null (tocsin_event_get_field (event, "nonsense"));
}

static char *
to_text (TocsinEvent *event)
{
  g_autoptr (JsonNode) node = tocsin_event_to_json (event);

  return json_to_string (node, FALSE);
}

static void
test_json (void)
{
  g_autoptr (TocsinEvent) event = make_event ("<1@x>", G_GINT64_CONSTANT (1793520000000005));
  g_autofree char *text = to_text (event);

  g_assert_cmpstr (text, ==,
                   "{\"specversion\":\"1.0\",\"id\":\"id\",\"source\":\"/connections/work/INBOX\","
                   "\"type\":\"org.example.v1\",\"time\":\"2026-11-01T08:00:00Z\","
                   "\"subject\":\"<1@x>\",\"datacontenttype\":\"application/json\","
                   "\"data\":{\"task\":\"bills\",\"uid\":7,\"date\":null,\"flags\":[]}}");
}

/* In an attribute are no control characters, whatever a stranger wrote, and no empty subject. */
static void
test_json_subject (void)
{
  static const struct
  {
    const char *subject;
    const char *expected;
  } rows[] = {
    { "<1\r\n@\x7fx\xc2\x85\x1b>", "<1@x>" },
    { "<\xc3\xbc@x>", "<\xc3\xbc@x>" },
    { "\r\n", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinEvent) event = make_event (rows[i].subject, 0);
      g_autoptr (JsonNode) node = tocsin_event_to_json (event);

      g_assert_cmpstr (
          json_object_get_string_member_with_default (json_node_get_object (node), "subject", NULL),
          ==, rows[i].expected);
    }
}

/* A server can name a time that no calendar has, and an event need not have a subject. */
static void
test_json_without (void)
{
  g_autoptr (TocsinEvent) event = make_event (NULL, G_MAXINT64);
  g_autoptr (JsonNode) node = tocsin_event_to_json (event);
  JsonObject *object = json_node_get_object (node);

  g_assert_false (json_object_has_member (object, "time"));
  g_assert_false (json_object_has_member (object, "subject"));
  g_assert_true (json_object_has_member (object, "data"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plugin/event/getters", test_getters);
  g_test_add_func ("/plugin/event/fields", test_fields);
  g_test_add_func ("/plugin/event/json", test_json);
  g_test_add_func ("/plugin/event/json-subject", test_json_subject);
  g_test_add_func ("/plugin/event/json-without", test_json_without);

  return g_test_run ();
}
