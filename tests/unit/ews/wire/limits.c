/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/feed.h"

#include "core/base/error.h"

#include <string.h>

#define CONTENT(inner)                                                                             \
  FEED_ONE ("GetItem", FEED_SUCCESS,                                                               \
            FEED_NO_ERROR "<m:Items><t:Message><t:MimeContent CharacterSet='UTF-8'>" inner         \
                          "</t:MimeContent><t:ItemId Id='i'/></t:Message></m:Items>")

typedef struct
{
  GString *bytes;
  gsize largest;
  guint completed;
  guint last_index;
  gboolean refuse;
} Sink;

static gboolean
take (guint index, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Sink *self = user_data;

  if (self->refuse)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL, "full");
      return FALSE;
    }
  self->last_index = index;
  self->largest = MAX (self->largest, length);
  if (length == 0)
    self->completed++;
  else
    g_string_append_len (self->bytes, bytes, (gssize) length);

  return TRUE;
}

/* What harms a character only is read around; wherever it is cut. */
static void
test_forgiven (void)
{
  static const struct
  {
    const char *text;
    const char *subject;
    const char *about;
  } rows[] = {
    { "a&#x0;b", "ab", "a reference to NUL" },
    { "a&#x1F;b", "ab", "a reference to a control character" },
    { "a&#xFFFE;b", "ab", "a reference to what is no character" },
    { "a\x01"
      "b",
      "ab", "a control character as it is" },
    { "a&nbsp;b", "ab", "an entity of HTML" },
    { "<![CDATA[a<b]]>", "a<b", "a section" },
    { "a<!-- x -->b<?y z?>c", "abc", "comments and instructions" },
    { "<t:Invented><t:New a='b'>c</t:New></t:Invented>", "", "elements that are new" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize step = 1; step < 2000; step = step * 5 + 1)
      {
        g_autofree char *text = g_strdup_printf (
            "\xef\xbb\xbf" FEED_ONE ("GetItem", FEED_SUCCESS,
                                     FEED_NO_ERROR "<m:Items><t:Message><t:ItemId Id='i'/>"
                                                   "<t:Subject>%s</t:Subject></t:Message></m:Items>"
                                                   "<m:New/>"),
            rows[i].text);
        g_autoptr (EwsAnswer) answer = NULL;
        const EwsResponse *response = feed_only (&answer, text, step);
        const EwsNode *item = ews_node_get_nth (ews_node_find (response->node, "Items"), 0);

        g_test_message ("%s, in steps of %" G_GSIZE_FORMAT, rows[i].about, step);
        g_assert_cmpstr (ews_node_find_text (item, "Subject"), ==, rows[i].subject);
      }
}

static const struct
{
  const char *text;
  int code;
  const char *about;
} refused[] = {
  { "", TOCSIN_ERROR_HTTP_CONTENT, "nothing" },
  { " \r\n", TOCSIN_ERROR_HTTP_CONTENT, "blanks" },
  { "<!DOCTYPE html><html><body>Log in</body></html>", TOCSIN_ERROR_PROTOCOL_PARSE, "a page" },
  { "<html><body>Log in<br></body></html>", TOCSIN_ERROR_PROTOCOL_PARSE, "a page without a type" },
  { "{\"error\": 1}", TOCSIN_ERROR_PROTOCOL_PARSE, "JSON" },
  { "<Envelope/>", TOCSIN_ERROR_PROTOCOL_PARSE, "no body" },
  { "<Envelope><Body></Body></Envelope>", TOCSIN_ERROR_PROTOCOL_PARSE, "an empty body" },
  { "<Envelope><Body><A></B></Body></Envelope>", TOCSIN_ERROR_PROTOCOL_PARSE, "crossed tags" },
  { "<Envelope><Body><A>1 < 2</A></Body></Envelope>", TOCSIN_ERROR_PROTOCOL_PARSE,
    "a bare bracket: what follows can't be told" },
  { "<Envelope><Body><A>lost ]]> text</A></Body></Envelope>", TOCSIN_ERROR_PROTOCOL_PARSE,
    "the end of a section that never began: libxml2 loses what is before it" },
  { "<Envelope><Body><A b=c></A></Body></Envelope>", TOCSIN_ERROR_PROTOCOL_PARSE,
    "an attribute without quotes" },
  { "<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope><Body><A>&b;</A></Body></Envelope>",
    TOCSIN_ERROR_PROTOCOL_PARSE, "an entity of its own" },
  { "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Envelope><Body><A/></Body></Envelope>",
    TOCSIN_ERROR_PROTOCOL_PARSE, "a type from elsewhere" },
  { FEED_HEAD "<m:GetItemResponse><m:Respon", TOCSIN_ERROR_NET_CLOSED_EARLY, "cut in a name" },
  { FEED_HEAD "<m:GetItemResponse>", TOCSIN_ERROR_NET_CLOSED_EARLY, "cut in a response" },
  { FEED_HEAD "<m:A/></s:Body>", TOCSIN_ERROR_NET_CLOSED_EARLY, "cut before the last tag" },
  { CONTENT ("QUJD!!!!"), TOCSIN_ERROR_PROTOCOL_PARSE, "a content that is no base64" },
  { CONTENT ("QUJDR"), TOCSIN_ERROR_PROTOCOL_PARSE, "a content whose end is missing" },
  { CONTENT ("QU\xc3\xa4JD"), TOCSIN_ERROR_PROTOCOL_PARSE, "a content with letters of others" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    for (gsize step = 1; step < 2000; step = step * 5 + 1)
      {
        g_autoptr (GString) bytes = g_string_new (NULL);
        Sink sink = { .bytes = bytes };
        g_autoptr (GError) error = NULL;
        g_autoptr (EwsAnswer) answer = feed (refused[i].text, step, take, &sink, &error);

        g_test_message ("%s, in steps of %" G_GSIZE_FORMAT, refused[i].about, step);
        g_assert_null (answer);
        g_assert_error (error, TOCSIN_ERROR, refused[i].code);
        g_assert_cmpuint (sink.completed, ==, 0);
      }
}

/* Contents come decoded, in order and told apart, whatever is between their letters. */
static void
test_contents (void)
{
  static const char text[] = FEED_HEAD
      "<m:GetAttachmentResponse><m:ResponseMessages>"
      "<m:A ResponseClass='Error'><m:ResponseCode>ErrorItemNotFound</m:ResponseCode></m:A>"
      "<m:A ResponseClass='Success'><m:Attachments><t:FileAttachment>"
      "<t:Name>a</t:Name><t:Content>QUJD\r\n RA&#xD;==</t:Content></t:FileAttachment>"
      "</m:Attachments></m:A>"
      "<m:A ResponseClass='Success'><m:Attachments><t:ItemAttachment><t:Message>"
      "<t:MimeContent><![CDATA[RUY=]]></t:MimeContent></t:Message></t:ItemAttachment>"
      "</m:Attachments></m:A></m:ResponseMessages></m:GetAttachmentResponse>" FEED_TAIL;

  for (gsize step = 1; step < 3000; step = step * 2 + 1)
    {
      g_autoptr (GString) bytes = g_string_new (NULL);
      Sink sink = { .bytes = bytes };
      g_autoptr (GError) error = NULL;
      g_autoptr (EwsAnswer) answer = feed (text, step, take, &sink, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (answer->responses->len, ==, 3);
      g_assert_cmpstr (bytes->str, ==, "ABCDEF");
      g_assert_cmpuint (sink.completed, ==, 2);
      g_assert_cmpuint (sink.last_index, ==, 2);
    }
}

/* An empty message is complete too. */
static void
test_empty_content (void)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  Sink sink = { .bytes = bytes };
  g_autoptr (GError) error = NULL;
  g_autoptr (EwsAnswer) answer = feed (CONTENT (""), 10, take, &sink, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpuint (sink.completed, ==, 1);
}

/* Without a sink a content is text; with one that fails, its error is the reader's. */
static void
test_sink (void)
{
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response = feed_only (&answer, CONTENT ("QUJD"), 10);
  const EwsNode *item = ews_node_get_nth (ews_node_find (response->node, "Items"), 0);
  Sink full = { .refuse = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (ews_node_find_text (item, "MimeContent"), ==, "QUJD");
  g_assert_null (feed (CONTENT ("QUJD"), 10, take, &full, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
}

static gboolean
count (guint index, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Sink *self = user_data;

  self->largest = MAX (self->largest, length);
  self->completed += (guint) length;

  return TRUE;
}

/* A message of a hundred megabytes passes by in small pieces, however large those are that came. */
static void
test_large_content (void)
{
  static const char head[] = FEED_HEAD "<m:GetItemResponse><m:ResponseMessages><m:A><m:Items>"
                                       "<t:Message><t:MimeContent>";
  static const char tail[] = "</t:MimeContent></t:Message></m:Items></m:A></m:ResponseMessages>"
                             "</m:GetItemResponse>" FEED_TAIL;
  Sink sink = { 0 };
  g_autoptr (EwsReader) reader = ews_reader_new (count, &sink);
  g_autofree char *block = g_malloc (1 << 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (EwsAnswer) answer = NULL;

  memset (block, 'A', 1 << 20);
  ews_reader_feed (reader, head, sizeof head - 1, &error);
  for (guint i = 0; i < 100; i++)
    ews_reader_feed (reader, block, 1 << 20, &error);
  ews_reader_feed (reader, tail, sizeof tail - 1, &error);
  answer = ews_reader_finish (reader, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sink.completed, ==, 75 << 20);
  g_assert_cmpuint (sink.largest, <=, 16384);
}

/* Feeds @unit over and over; until it is refused, or @most bytes are through. */
static gboolean
is_refused_within (const char *head, const char *unit, gsize most)
{
  g_autoptr (EwsReader) reader = ews_reader_new (NULL, NULL);
  g_autoptr (GString) block = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean good = ews_reader_feed (reader, head, strlen (head), &error);

  while (block->len < 65536)
    g_string_append (block, unit);
  for (gsize fed = 0; good && fed < most; fed += block->len)
    good = ews_reader_feed (reader, block->str, block->len, &error);
  if (!good)
    {
      g_test_message ("%s", error->message);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
    }

  return !good;
}

static void
test_limits (void)
{
  g_autoptr (GString) deep = g_string_new (FEED_HEAD);
  g_autoptr (GError) error = NULL;
  g_autoptr (EwsAnswer) answer = NULL;

  g_test_message ("EWS_MAX_DEPTH");
  for (guint i = 2; i < EWS_MAX_DEPTH; i++)
    g_string_append (deep, "<a>");
  for (guint i = 2; i < EWS_MAX_DEPTH; i++)
    g_string_append (deep, "</a>");
  g_string_append (deep, FEED_TAIL);
  answer = feed (deep->str, 1000, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (is_refused_within (FEED_HEAD, "<a>", 65536));

  g_test_message ("EWS_MAX_KEPT, by texts, by elements, by attributes");
  g_assert_true (is_refused_within (FEED_HEAD "<a>", "text ", EWS_MAX_KEPT + 131072));
  g_assert_false (is_refused_within (FEED_HEAD "<a>", "text ", EWS_MAX_KEPT / 2));
  g_assert_true (is_refused_within (FEED_HEAD "<a>", "<b/>", EWS_MAX_KEPT / 20));
  g_assert_true (is_refused_within (FEED_HEAD "<a>", "<b c='d'/>", EWS_MAX_KEPT / 20));

  g_test_message ("EWS_MAX_MARKUP, of a tag, an attribute, a comment, an instruction");
  g_assert_true (is_refused_within (FEED_HEAD "<", "a", 2 * EWS_MAX_MARKUP));
  g_assert_true (is_refused_within (FEED_HEAD "<a b='", "c", 2 * EWS_MAX_MARKUP));
  g_assert_true (is_refused_within (FEED_HEAD "<!--", "c>", 2 * EWS_MAX_MARKUP));
  g_assert_true (is_refused_within (FEED_HEAD "<?c ", "c>", 2 * EWS_MAX_MARKUP));
}

/* What a proxy adds behind an answer is nothing to us; on a streaming connection it is. */
static void
test_behind_the_end (void)
{
  static const char text[] = FEED_ONE ("DeleteItem", FEED_SUCCESS, FEED_NO_ERROR) "<!-- x --><p>";
  g_autoptr (EwsReader) stream = ews_reader_new_streaming ();
  g_autoptr (EwsAnswer) answer = NULL;
  g_autoptr (EwsAnswer) streamed = NULL;
  g_autoptr (GError) error = NULL;

  feed_only (&answer, text, 7);
  g_assert_false (ews_reader_feed (stream, text, strlen (text), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  streamed = ews_reader_take (stream);
  g_assert_nonnull (streamed);
}

/* UTF-16, as libxml2 knows it by its mark. */
static void
test_sixteen_bits (void)
{
  static const char text[] = "<?xml version='1.0' encoding='utf-16'?>" FEED_ONE (
      "DeleteItem", FEED_SUCCESS, FEED_NO_ERROR);
  const char *begin = strstr (text, "?><?") + 2;
  g_autofree char *single = g_strconcat ("\xef\xbb\xbf<?xml version='1.0' encoding='utf-16'?>",
                                         strstr (begin + 2, "?>") + 2, NULL);
  gsize length;
  g_autofree char *wide = g_convert (single, -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);

  for (gsize step = 1; step < length; step = step * 4 + 1)
    {
      g_autoptr (EwsReader) reader = ews_reader_new (NULL, NULL);
      g_autoptr (EwsAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;

      for (gsize at = 0; at < length; at += step)
        g_assert_true (ews_reader_feed (reader, wide + at, MIN (step, length - at), &error));
      answer = ews_reader_finish (reader, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (answer->operation, ==, "DeleteItemResponse");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/limits/forgiven", test_forgiven);
  g_test_add_func ("/ews/limits/refused", test_refused);
  g_test_add_func ("/ews/limits/contents", test_contents);
  g_test_add_func ("/ews/limits/empty-content", test_empty_content);
  g_test_add_func ("/ews/limits/sink", test_sink);
  g_test_add_func ("/ews/limits/large-content", test_large_content);
  g_test_add_func ("/ews/limits/limits", test_limits);
  g_test_add_func ("/ews/limits/behind-the-end", test_behind_the_end);
  g_test_add_func ("/ews/limits/sixteen-bits", test_sixteen_bits);

  return g_test_run ();
}
