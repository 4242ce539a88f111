/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/request-dice.h"
#include "tests/unit/ews/wire/schema.h"

#include "plugins/ews/wire/body-stream.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/send-requests.h"

#include <libxml/parser.h>
#include <string.h>

#define ROLLS 300

static xmlDocPtr
parse (GBytes *request)
{
  gsize length;
  const char *bytes = g_bytes_get_data (request, &length);
  xmlDocPtr document = xmlReadMemory (bytes, (int) length, NULL, NULL, XML_PARSE_NONET);

  if (document == NULL)
    g_test_message ("%.*s", (int) length, bytes);
  g_assert_nonnull (document);

  return document;
}

/* Every kind of request, whatever is put in it, is well-formed and as the schema wants it. */
static void
test_schema (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data);
  g_autoptr (Schema) schema = schema_load ();

  for (guint seed = 0; seed < ROLLS; seed++)
    {
      g_autoptr (Dice) dice = dice_new (seed);
      g_autoptr (GBytes) request = request_dice_roll (kind, dice);
      g_autoptr (xmlDoc) document = parse (request);
      g_autoptr (GString) report = g_string_new (NULL);

      if (schema == NULL || schema_check (schema, document, report))
        continue;
      g_test_message ("seed %u: %s\n%.*s", seed, report->str, (int) g_bytes_get_size (request),
                      (const char *) g_bytes_get_data (request, NULL));
      g_test_fail ();
      return;
    }
  if (schema == NULL)
    g_test_skip ("the schema is not here: only that requests are well-formed was looked at");
}

/* What a person looks for is what the server is asked for: no more, no less, no markup. */
static void
test_texts_arrive (void)
{
  EwsEnvelope envelope = { .version = EWS_VERSION_2013_SP1 };
  EwsFolderRef inbox = { .distinguished = "inbox" };
  EwsShape shape = { 0 };
  EwsProperty subject = { .field = "item:Subject" };

  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (Dice) dice = dice_new (seed);
      const char *text = request_dice_text (dice);
      g_autoptr (EwsRestriction) restriction = ews_restriction_new_contains (
          &subject, EWS_CONTAINMENT_SUBSTRING, EWS_COMPARISON_IGNORE_CASE, text);
      EwsFindItem what = { .folders = &inbox,
                           .n_folders = 1,
                           .shape = &shape,
                           .restriction = restriction,
                           .query = text };
      g_autoptr (GBytes) request = ews_find_item_build (&envelope, &what);
      g_autoptr (xmlDoc) document = parse (request);
      xmlNodePtr root = xmlDocGetRootElement (document);
      xmlChar *constant = xmlGetProp (schema_find (root, "Constant"), (const xmlChar *) "Value");
      xmlChar *query = xmlNodeGetContent (schema_find (root, "QueryString"));

      if (ews_xml_can_carry (text))
        {
          g_assert_cmpstr ((char *) constant, ==, text);
          g_assert_cmpstr ((char *) query, ==, text);
        }
      else
        g_assert_nonnull (strstr ((char *) constant, "\xef\xbf\xbd"));
      xmlFree (constant);
      xmlFree (query);
    }
}

static const struct
{
  const char *text;
  gboolean carried;
  const char *about;
} carried[] = {
  { "plain", TRUE, "letters" },
  { "\xc3\xa4\xf0\x9f\x94\x94", TRUE, "letters of other people" },
  { "a\tb\nc\rd", TRUE, "blanks, as references" },
  { "a\ab", FALSE, "a control character" },
  { "\xff", FALSE, "no UTF-8" },
  { "\xef\xbf\xbf", FALSE, "U+FFFF, which XML has not" },
  { "", TRUE, "nothing" },
};

static void
test_can_carry (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (carried); i++)
    {
      g_test_message ("%s", carried[i].about);
      g_assert_cmpint (ews_xml_can_carry (carried[i].text), ==, carried[i].carried);
    }
}

static char *
write_restriction (EwsRestriction *restriction)
{
  g_autoptr (EwsXml) xml = ews_xml_new ();
  g_autoptr (GBytes) bytes = NULL;

  ews_xml_open (xml, "r");
  if (!ews_restriction_is_empty (restriction))
    ews_restriction_write (restriction, xml);
  ews_xml_close (xml);
  bytes = ews_xml_finish (xml);
  ews_restriction_free (restriction);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static EwsRestriction *
exists (void)
{
  EwsProperty subject = { .field = "item:Subject" };

  return ews_restriction_new_exists (&subject);
}

#define LEAF "<t:Exists><t:FieldURI FieldURI=\"item:Subject\"/></t:Exists>"

/* A server refuses And and Or around one condition, and an empty one. */
static void
test_restrictions_shrink (void)
{
  EwsRestriction *alone = ews_restriction_new_and ();
  EwsRestriction *anything = ews_restriction_new_or ();
  EwsRestriction *both = ews_restriction_new_and ();
  g_autofree char *one = NULL;
  g_autofree char *all = NULL;
  g_autofree char *two = NULL;
  g_autofree char *none = write_restriction (ews_restriction_new_not (ews_restriction_new_and ()));

  ews_restriction_add (alone, ews_restriction_new_and ());
  ews_restriction_add (alone, exists ());
  one = write_restriction (alone);
  g_assert_cmpstr (one, ==, "<r>" LEAF "</r>");

  ews_restriction_add (anything, exists ());
  ews_restriction_add (anything, ews_restriction_new_and ());
  all = write_restriction (anything);
  g_assert_cmpstr (all, ==, "<r/>");

  ews_restriction_add (both, exists ());
  ews_restriction_add (both, ews_restriction_new_not (exists ()));
  g_assert_cmpuint (ews_restriction_count_terms (both), ==, 2);
  g_assert_cmpuint (ews_restriction_get_depth (both), ==, 3);
  two = write_restriction (both);
  g_assert_cmpstr (two, ==, "<r><t:And>" LEAF "<t:Not>" LEAF "</t:Not></t:And></r>");
  g_assert_cmpstr (none, ==, "<r/>");
}

/* The same bytes however they are read, and again from the beginning for another try. */
static void
test_body_is_read_again (void)
{
  static const gsize sizes[] = { 0, 1, 2, 3, 4, 24575, 24576, 24577, 100000 };
  g_autofree char *mime = g_malloc (100001);

  for (guint i = 0; i < 100001; i++)
    mime[i] = (char) (i * 31 + i / 251);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (mime, 100001, NULL);
      g_autofree char *encoded = g_base64_encode ((guchar *) mime + 1, sizes[i]);
      g_autofree char *wanted = g_strconcat ("<a>", encoded, "</a>", NULL);
      g_autofree char *got = g_malloc0 (strlen (wanted) + 1);
      g_autoptr (GInputStream) body = NULL;
      guint64 length;
      gsize n;

      g_assert_true (g_seekable_seek (G_SEEKABLE (content), 1, G_SEEK_SET, NULL, NULL));
      body = ews_body_stream_new (g_bytes_new ("<a>", 3), content, sizes[i],
                                  g_bytes_new ("</a>", 4), &length);
      g_assert_cmpuint (length, ==, strlen (wanted));
      g_assert_true (g_input_stream_read_all (body, got, length / 2, &n, NULL, NULL));
      g_assert_true (g_seekable_seek (G_SEEKABLE (body), 0, G_SEEK_SET, NULL, NULL));
      g_assert_true (g_input_stream_read_all (body, got, length + 1, &n, NULL, NULL));
      g_assert_cmpuint (n, ==, length);
      g_assert_cmpstr (got, ==, wanted);
      g_assert_cmpint (g_seekable_tell (G_SEEKABLE (body)), ==, length);
    }
}

/* A message that is shorter than was said must not become a shorter request. */
static void
test_body_too_short (void)
{
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data ("abc", 3, NULL);
  guint64 length;
  g_autoptr (GInputStream) body =
      ews_body_stream_new (g_bytes_new ("<a>", 3), content, 4, g_bytes_new ("</a>", 4), &length);
  g_autoptr (GError) error = NULL;
  char bytes[64];
  gsize n;

  g_assert_false (g_input_stream_read_all (body, bytes, sizeof bytes, &n, NULL, &error));
  g_assert_nonnull (error);
}

/* The document of a message that is sent has its content at one place and ends behind it. */
static void
test_create_holds_the_message (void)
{
  static const char mime[] = "Subject: a\r\n\r\n\0\xff";
  EwsEnvelope envelope = { .version = EWS_VERSION_2010_SP2 };
  EwsNewItem what = { .disposition = EWS_DISPOSITION_SEND_ONLY };
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (mime, sizeof mime, NULL);
  guint64 length;
  g_autoptr (GInputStream) body =
      ews_create_item_open (&envelope, &what, content, sizeof mime, &length);
  g_autoptr (GBytes) request = g_input_stream_read_bytes (body, length + 1, NULL, NULL);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autoptr (xmlDoc) document = NULL;
  xmlChar *text;
  g_autofree guchar *back = NULL;
  gsize n;

  while (g_bytes_get_size (request) > 0)
    {
      g_byte_array_append (whole, g_bytes_get_data (request, NULL),
                           (guint) g_bytes_get_size (request));
      g_bytes_unref (request);
      request = g_input_stream_read_bytes (body, length + 1, NULL, NULL);
    }
  g_assert_cmpuint (whole->len, ==, length);
  document = xmlReadMemory ((char *) whole->data, (int) whole->len, NULL, NULL, 0);
  g_assert_nonnull (document);
  text = xmlNodeGetContent (schema_find (xmlDocGetRootElement (document), "MimeContent"));
  back = g_base64_decode ((char *) text, &n);
  g_assert_cmpmem (back, n, mime, sizeof mime);
  xmlFree (text);
}

/* Receipts are held back where the server knows how (2013 SP1), and only there: an older one
 * refuses the attribute. */
static void
test_receipts (void)
{
  static const struct
  {
    EwsVersion version;
    gboolean says;
  } rows[] = { { EWS_VERSION_UNKNOWN, FALSE },
               { EWS_VERSION_2010_SP2, FALSE },
               { EWS_VERSION_2013, FALSE },
               { EWS_VERSION_2013_SP1, TRUE },
               { EWS_VERSION_2016, TRUE } };
  EwsItemRef item = { .id = "a" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      EwsEnvelope envelope = { .version = rows[i].version };
      g_autoptr (GBytes) request =
          ews_delete_item_build (&envelope, &item, 1, EWS_DISPOSAL_SOFT_DELETE);
      g_autofree char *text =
          g_strndup (g_bytes_get_data (request, NULL), g_bytes_get_size (request));

      g_assert_cmpint (strstr (text, "SuppressReadReceipts=\"true\"") != NULL, ==, rows[i].says);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < request_dice_count (); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ews/requests/%s", request_dice_get_name (i));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_schema);
    }
  g_test_add_func ("/ews/requests/texts-arrive", test_texts_arrive);
  g_test_add_func ("/ews/requests/can-carry", test_can_carry);
  g_test_add_func ("/ews/requests/restrictions-shrink", test_restrictions_shrink);
  g_test_add_func ("/ews/requests/body-is-read-again", test_body_is_read_again);
  g_test_add_func ("/ews/requests/body-too-short", test_body_too_short);
  g_test_add_func ("/ews/requests/create-holds-the-message", test_create_holds_the_message);
  g_test_add_func ("/ews/requests/receipts", test_receipts);

  return g_test_run ();
}
