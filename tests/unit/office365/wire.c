/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/office365/wire/batch.h"
#include "plugins/office365/wire/filter.h"
#include "plugins/office365/wire/heading.h"
#include "plugins/office365/wire/page.h"
#include "plugins/office365/wire/target.h"
#include "plugins/office365/wire/trouble.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = graph_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return object;
}

static void
test_json (void)
{
  static const char *const bad[] = { "",       "null",    "[]",    "{",         "{}{}",
                                     "<html>", "{\"a\":", "\"a\"", "{\"a\":1}x" };
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (JsonObject) object =
      parse ("\xef\xbb\xbf{\"s\":\"x\",\"n\":7,\"q\":\"-8\",\"t\":true,\"u\":\"true\",\"z\":null}");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (graph_json_parse (bad[i], strlen (bad[i]), &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
      g_clear_error (&error);
    }
  for (guint i = 0; i <= GRAPH_JSON_MAX_DEPTH; i++)
    g_string_append (deep, "{\"a\":");
  g_assert_null (graph_json_parse (deep->str, deep->len, NULL));
  g_assert_null (graph_json_parse ("{\"a\":\"\xff\"}", 9, NULL));

  g_assert_cmpstr (graph_json_get_string (object, "s"), ==, "x");
  g_assert_null (graph_json_get_string (object, "n"));
  g_assert_null (graph_json_get_string (object, "z"));
  g_assert_null (graph_json_get_string (object, "none"));
  g_assert_cmpint (graph_json_get_int (object, "n", 0), ==, 7);
  g_assert_cmpint (graph_json_get_int (object, "q", 0), ==, -8);
  g_assert_cmpint (graph_json_get_int (object, "s", 5), ==, 5);
  g_assert_true (graph_json_get_boolean (object, "t"));
  g_assert_true (graph_json_get_boolean (object, "u"));
  g_assert_false (graph_json_get_boolean (object, "n"));
  g_assert_null (graph_json_get_object (object, "s"));
  g_assert_null (graph_json_get_array (NULL, "s"));
}

/* No id breaks out of its place. */
static void
test_target (void)
{
  g_autoptr (GString) target =
      graph_target_new ("/v1.0/me", "messages", "a/../b?c#d e=", "$value", NULL);

  graph_target_add (target, "$filter", "a eq 'x&y' and b");
  graph_target_add_number (target, "$top", 7);
  g_assert_cmpstr (target->str, ==,
                   "/v1.0/me/messages/a%2F..%2Fb%3Fc%23d%20e%3D/$value"
                   "?$filter=a%20eq%20'x%26y'%20and%20b&$top=7");
}

static void
test_page (void)
{
  g_autoptr (JsonObject) none = parse ("{\"value\":7}");
  g_autoptr (JsonObject) object =
      parse ("{\"value\":[{\"id\":\"A=\",\"receivedDateTime\":\"2026-11-21T10:00:00Z\"},3,"
             "{\"id\":\"B\",\"@removed\":{\"reason\":\"deleted\"}},{\"id\":\"a b\"},{\"x\":1}],"
             "\"@odata.nextLink\":\"https://h/n\",\"@odata.count\":9}");
  g_autoptr (GraphPage) page = graph_page_new (object, NULL);
  g_autofree char *long_id = g_strnfill (GRAPH_MAX_ID + 1, 'a');
  g_autoptr (GError) error = NULL;
  GraphEntry entry;

  g_assert_null (graph_page_new (none, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_assert_cmpuint (page->items->len, ==, 4);
  g_assert_cmpstr (page->next, ==, "https://h/n");
  g_assert_null (page->delta);
  g_assert_cmpint (page->count, ==, 9);
  g_assert_true (graph_entry_read (&entry, g_ptr_array_index (page->items, 0)));
  g_assert_cmpint (entry.received, ==, G_GINT64_CONSTANT (1795255200000000));
  g_assert_false (entry.removed);
  g_assert_true (graph_entry_read (&entry, g_ptr_array_index (page->items, 1)));
  g_assert_true (entry.removed);
  g_assert_false (graph_entry_read (&entry, g_ptr_array_index (page->items, 2)));
  g_assert_false (graph_entry_read (&entry, g_ptr_array_index (page->items, 3)));
  g_assert_false (graph_page_is_id (long_id));
  g_assert_false (graph_page_is_id (NULL));
}

static void
test_heading (void)
{
  static const char lines[] = "From: a\r\nDate: b\r\nX-Fold: one\r\n two\r\n X-Evil: yes\r\n\r\n";
  g_autoptr (JsonObject) item =
      parse ("{\"isRead\":true,\"flag\":{\"flagStatus\":\"flagged\"},\"categories\":[\"a b\",7],"
             "\"singleValueExtendedProperties\":[{\"id\":\"Integer 0xe08\",\"value\":\"1234\"},"
             "{\"id\":\"Integer 0x1081\",\"value\":\"103\"}],\"internetMessageHeaders\":["
             "{\"name\":\"From\",\"value\":\"a\"},{\"name\":\"Date\",\"value\":\"b\"},"
             "{\"name\":\"X-Fold\",\"value\":\"one\r\n two\nX-Evil: yes\"}]}");
  g_autoptr (JsonObject) no_date =
      parse ("{\"internetMessageHeaders\":[{\"name\":\"From\",\"value\":\"a\"}]}");
  g_autoptr (JsonObject) evil =
      parse ("{\"internetMessageHeaders\":[{\"name\":\"From\",\"value\":\"a\"},"
             "{\"name\":\"Date\",\"value\":\"b\"},"
             "{\"name\":\"X\r\nY\",\"value\":\"c\"}]}");
  g_auto (GStrv) categories = graph_heading_read_categories (item);
  g_autoptr (GBytes) block = graph_heading_read_block (item);

  g_assert_cmpint (graph_heading_read_flags (item), ==,
                   TOCSIN_MESSAGE_FLAGS_SEEN | TOCSIN_MESSAGE_FLAGS_FLAGGED
                       | TOCSIN_MESSAGE_FLAGS_ANSWERED);
  g_assert_cmpuint (g_strv_length (categories), ==, 1);
  g_assert_cmpstr (categories[0], ==, "a b");
  g_assert_cmpuint (graph_heading_read_size (item), ==, 1234);
  g_assert_cmpmem (g_bytes_get_data (block, NULL), g_bytes_get_size (block), lines, strlen (lines));
  g_assert_null (graph_heading_read_block (no_date));
  g_assert_null (graph_heading_read_block (evil));
}

static void
test_batch (void)
{
  g_autoptr (GraphPart) get = graph_part_new ("GET", "/me/messages/A");
  g_autoptr (GraphPart) patch = graph_part_new ("PATCH", "/me/messages/B");
  GraphPart *const parts[] = { get, patch };
  g_autoptr (JsonObject) request = NULL;
  g_autoptr (JsonObject) answer = parse (
      "{\"responses\":[{\"id\":\"2\",\"status\":429,\"headers\":{\"retry-after\":\"7\"}},"
      "{\"id\":\"9\",\"status\":200},{\"id\":\"1\",\"status\":200,\"body\":{\"id\":\"A\"}}]}");
  g_autoptr (JsonObject) short_answer = parse ("{\"responses\":[{\"id\":\"1\",\"status\":200}]}");
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  patch->body = json_object_new ();
  patch->if_match = g_strdup ("W/\"1\"");
  request = graph_batch_write (parts, 2);
  text = graph_json_write (request);
  g_assert_nonnull (strstr (g_bytes_get_data (text, NULL), "\"Prefer\":\"IdType=\\\"ImmutableId"));
  g_assert_nonnull (strstr (g_bytes_get_data (text, NULL), "If-Match"));
  g_assert_true (graph_batch_read (parts, 2, answer, &error));
  g_assert_no_error (error);
  g_assert_true (graph_part_is_good (get));
  g_assert_cmpstr (graph_json_get_string (get->answer, "id"), ==, "A");
  g_assert_cmpuint (patch->status, ==, 429);
  g_assert_cmpint (patch->retry_after, ==, 7);
  g_assert_false (graph_batch_read (parts, 2, short_answer, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static void
assert_filter (const char *query, const char *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) parsed = tocsin_query_parse (query, &error);
  g_autofree char *made = NULL;

  g_assert_no_error (error);
  made = graph_filter_new (parsed, G_GINT64_CONSTANT (1795255200000000));
  g_assert_cmpstr (made, ==, filter);
}

/* Never less than is meant: what has no words takes away what it stands with. */
static void
test_filter (void)
{
  assert_filter ("is:unread", "isRead eq false");
  assert_filter ("-is:read", "not (isRead eq true)");
  assert_filter ("is:unread subject:x", "isRead eq false");
  assert_filter ("is:unread OR subject:x", NULL);
  assert_filter ("-(is:unread subject:x)", NULL);
  assert_filter ("-(is:unread OR subject:x)", "not (isRead eq false)");
  assert_filter ("is:flagged -is:draft",
                 "(flag/flagStatus eq 'flagged' and not (isDraft eq true))");
  assert_filter ("after:\"2026-11-01T00:00:00Z\"", "receivedDateTime ge 2026-10-31T23:59:58Z");
  assert_filter ("-after:\"2026-11-01T00:00:00Z\"",
                 "not (receivedDateTime ge 2026-11-01T00:00:02Z)");
  assert_filter ("newer:1h", "receivedDateTime ge 2026-11-21T08:59:58Z");
  assert_filter ("keyword:red", NULL);
  assert_filter ("has:attachment larger:1M from:a msgid:b importance:high", NULL);
  g_assert_null (graph_filter_new (NULL, 0));
}

static void
assert_trouble (guint status, const char *answer, GraphAbout about, TocsinError code)
{
  g_autoptr (JsonObject) object = answer != NULL ? parse (answer) : NULL;
  g_autoptr (GError) error = graph_trouble_new (status, object, -1, about, "there");

  g_assert_error (error, TOCSIN_ERROR, (int) code);
}

static void
test_trouble (void)
{
#define FAULT(code) "{\"error\":{\"code\":\"" code "\",\"message\":\"words\"}}"
  assert_trouble (404, FAULT ("ErrorItemNotFound"), GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_GONE);
  assert_trouble (500, FAULT ("ErrorMimeContentConversionFailed"), GRAPH_ABOUT_MESSAGE,
                  TOCSIN_ERROR_MESSAGE_UNPARSABLE);
  assert_trouble (404, FAULT ("ErrorItemNotFound"), GRAPH_ABOUT_FOLDER,
                  TOCSIN_ERROR_MAILBOX_MISSING);
  assert_trouble (404, FAULT ("MailboxNotEnabledForRESTAPI"), GRAPH_ABOUT_FOLDER,
                  TOCSIN_ERROR_AUTH_NOT_CONNECTED);
  assert_trouble (400, FAULT ("ErrorInvalidSyncStateData"), GRAPH_ABOUT_FOLDER,
                  TOCSIN_ERROR_HTTP_GONE);
  assert_trouble (410, NULL, GRAPH_ABOUT_FOLDER, TOCSIN_ERROR_HTTP_GONE);
  assert_trouble (403, FAULT ("ErrorAccessDenied"), GRAPH_ABOUT_FOLDER,
                  TOCSIN_ERROR_MAILBOX_NO_PERMISSION);
  assert_trouble (403, FAULT ("ErrorAccessDenied"), GRAPH_ABOUT_SENDING,
                  TOCSIN_ERROR_SEND_SENDER_REFUSED);
  assert_trouble (429, NULL, GRAPH_ABOUT_MAILBOX, TOCSIN_ERROR_HTTP_THROTTLED);
  assert_trouble (503, NULL, GRAPH_ABOUT_MAILBOX, TOCSIN_ERROR_SERVER_BUSY);
  assert_trouble (504, NULL, GRAPH_ABOUT_MAILBOX, TOCSIN_ERROR_SERVER_BUSY);
  assert_trouble (507, NULL, GRAPH_ABOUT_MAILBOX, TOCSIN_ERROR_QUOTA_EXCEEDED);
  assert_trouble (400, FAULT ("ErrorSomethingNew"), GRAPH_ABOUT_MAILBOX,
                  TOCSIN_ERROR_SERVICE_ERROR);
  assert_trouble (400,
                  "{\"error\":{\"code\":\"x\",\"innerError\":{\"code\":\"y\",\"innererror\":"
                  "{\"code\":\"ErrorQuotaExceeded\"}}}}",
                  GRAPH_ABOUT_MAILBOX, TOCSIN_ERROR_QUOTA_EXCEEDED);
}

/* A page of a gateway is no JSON, whatever it is about. */
static void
test_pages_of_gateways (void)
{
  g_autoptr (TocsinHttpReply) reply = tocsin_http_reply_new (504, "Gateway Timeout");
  g_autoptr (GError) error = NULL;

  g_bytes_unref (reply->body);
  reply->body = g_bytes_new_static ("<html>504</html>", 16);
  g_assert_false (graph_trouble_check (reply, GRAPH_ABOUT_FOLDER, "there", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_assert_true (graph_trouble_is_called (error, "504"));
}

/* Behind the empty line of an example of the reference pages. */
static void
read_example (const char *text)
{
  const char *body = strstr (text, "\n\n");
  g_autoptr (JsonObject) object =
      body != NULL ? graph_json_parse (body + 2, strlen (body + 2), NULL) : NULL;
  g_autoptr (GraphPage) page = object != NULL ? graph_page_new (object, NULL) : NULL;

  if (object == NULL)
    return;
  graph_heading_read_flags (object);
  g_strfreev (graph_heading_read_categories (object));
  for (guint i = 0; page != NULL && i < page->items->len; i++)
    {
      GraphEntry entry;

      g_assert_true (graph_entry_read (&entry, g_ptr_array_index (page->items, i))
                     || graph_json_get_string (g_ptr_array_index (page->items, i), "id") == NULL);
    }
}

static void
test_examples (void)
{
  const char *reference = g_getenv ("TOCSIN_REFERENCE");
  g_autofree char *path =
      g_build_filename (reference != NULL ? reference : "", "graph", "examples", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n_read = 0;

  if (directory == NULL)
    {
      g_test_skip ("the reference data is not here (TOCSIN_REFERENCE)");
      return;
    }
  for (const char *name = g_dir_read_name (directory); name != NULL;
       name = g_dir_read_name (directory))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;

      if (strstr (name, "response") == NULL || !g_file_get_contents (file, &text, NULL, NULL))
        continue;
      read_example (text);
      n_read++;
    }
  g_assert_cmpuint (n_read, >, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/office365/wire/json", test_json);
  g_test_add_func ("/office365/wire/target", test_target);
  g_test_add_func ("/office365/wire/page", test_page);
  g_test_add_func ("/office365/wire/heading", test_heading);
  g_test_add_func ("/office365/wire/batch", test_batch);
  g_test_add_func ("/office365/wire/filter", test_filter);
  g_test_add_func ("/office365/wire/trouble", test_trouble);
  g_test_add_func ("/office365/wire/pages-of-gateways", test_pages_of_gateways);
  g_test_add_func ("/office365/wire/examples", test_examples);

  return g_test_run ();
}
