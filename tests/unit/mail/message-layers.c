/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

#include <string.h>

#define HEADERS TOCSIN_MESSAGE_LAYERS_HEADERS
#define STRUCTURE TOCSIN_MESSAGE_LAYERS_STRUCTURE
#define TEXT TOCSIN_MESSAGE_LAYERS_TEXT
#define RAW TOCSIN_MESSAGE_LAYERS_RAW

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static TocsinPart *
make_leaf (const char *section, const char *type, const char *encoding, guint64 size)
{
  TocsinPart *part = tocsin_part_new (section, type, NULL, NULL);

  part->encoding = g_strdup (encoding);
  part->size = size;

  return part;
}

static TocsinPart *
make_tree (void)
{
  TocsinPart *root = tocsin_part_new ("", "multipart/mixed", NULL, NULL);

  tocsin_part_add_child (root,
                         make_leaf ("1", "text/plain; charset=iso-8859-1", "quoted-printable", 20));
  tocsin_part_add_child (root, make_leaf ("2", "application/pdf; name=a.pdf", "base64", 78000));

  return root;
}

static void
test_nothing_known (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  g_assert_cmpint (tocsin_message_get_layers (message), ==, 0);
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "");
  g_assert_null (tocsin_message_get_text (message));
  g_assert_null (tocsin_message_get_structure (message));
  g_assert_null (tocsin_message_get_date (message));
  g_assert_cmpuint (tocsin_message_get_addresses (message, "From")->len, ==, 0);
  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 0);
  g_assert_cmpint (tocsin_message_get_received (message), ==, 0);
  g_assert_cmpuint (tocsin_message_get_size (message), ==, 0);
}

static void
test_flags (void)
{
  static const char *const keywords[] = { "$Forwarded", "later", NULL };
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  tocsin_message_set_flags (message, TOCSIN_MESSAGE_FLAGS_SEEN, keywords);
  g_assert_cmpint (tocsin_message_get_layers (message), ==, TOCSIN_MESSAGE_LAYERS_FLAGS);
  g_assert_cmpint (tocsin_message_get_flags (message), ==, TOCSIN_MESSAGE_FLAGS_SEEN);
  g_assert_true (tocsin_message_has_keyword (message, "$forwarded"));
  g_assert_false (tocsin_message_has_keyword (message, "forwarded"));

  tocsin_message_set_flags (message, 0, NULL);
  g_assert_false (tocsin_message_has_keyword (message, "later"));
}

static void
test_headers (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) block = bytes_of ("Subject: One\r\nFrom: ada@example.com\r\n\r\n");
  g_autoptr (GBytes) other = bytes_of ("Subject: Two\r\n");

  tocsin_message_set_headers (message, block);
  g_assert_cmpint (tocsin_message_get_layers (message), ==, HEADERS);
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "One");
  g_assert_cmpuint (tocsin_message_get_addresses (message, "From")->len, ==, 1);

  tocsin_message_set_headers (message, other);
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "Two");
  g_assert_cmpuint (tocsin_message_get_addresses (message, "From")->len, ==, 0);
}

static void
test_structure (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) content = bytes_of ("Gr=FC=DFe");
  GPtrArray *parts;

  tocsin_message_set_structure (message, make_tree ());
  g_assert_cmpint (tocsin_message_get_layers (message), ==, STRUCTURE);
  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 1);
  parts = tocsin_message_get_text_parts (message);
  g_assert_cmpuint (parts->len, ==, 1);
  g_assert_cmpstr (((TocsinPart *) g_ptr_array_index (parts, 0))->section, ==, "1");
  g_assert_null (tocsin_message_get_text (message));

  tocsin_message_set_content (message, "1", content);
  g_assert_cmpint (tocsin_message_get_layers (message), ==, STRUCTURE | TEXT);
  g_assert_cmpstr (tocsin_message_get_text (message), ==, "Grüße");
}

/* A message without any text to show needs none to be fetched. */
static void
test_no_text (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  tocsin_message_set_structure (message, make_leaf ("1", "image/png", "base64", 100));
  g_assert_cmpint (tocsin_message_get_layers (message), ==, STRUCTURE | TEXT);
  g_assert_cmpstr (tocsin_message_get_text (message), ==, "");
}

/* Quirk 29: a tree that can't be true is no tree. */
static void
test_hollow (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  TocsinPart *root = make_tree ();

  tocsin_part_add_child (root, make_leaf ("3", "multipart/related", NULL, 0));
  tocsin_message_set_structure (message, root);
  g_assert_cmpint (tocsin_message_get_layers (message), ==, 0);
  tocsin_message_set_structure (message, make_leaf ("1", "multipart/mixed", NULL, 0));
  g_assert_cmpint (tocsin_message_get_layers (message), ==, 0);

  /* Dovecot's stopgap for a multipart without a boundary, or none of whose parts is there. */
  root = make_leaf ("", "multipart/mixed", NULL, 0);
  tocsin_part_add_child (root, make_leaf ("1", "text/plain", "7bit", 0));
  tocsin_message_set_structure (message, root);
  g_assert_cmpint (tocsin_message_get_layers (message), ==, 0);
}

/* Quirk 29: nor is one of which the header block says something else. */
static void
test_contradicted (void)
{
  static const struct
  {
    const char *why;
    const char *header;
    const char *type;
    gboolean believed;
  } rows[] = {
    { "the same", "Content-Type: Text/HTML; charset=x\r\n\r\n", "text/html", TRUE },
    { "nothing said is text", "Subject: x\r\n\r\n", "text/plain", TRUE },
    { "a multipart that no boundary parts", "Content-Type: multipart/mixed\r\n\r\n", "text/plain",
      FALSE },
    { "the second of two (Cyrus)", "Content-Type: text/html\r\nContent-Type: image/png\r\n\r\n",
      "image/png", FALSE },
    { "the first of two", "Content-Type: text/html\r\nContent-Type: image/png\r\n\r\n", "text/html",
      TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMessage) message = tocsin_message_new ();
      g_autoptr (GBytes) block = bytes_of (rows[i].header);

      g_test_message ("%s", rows[i].why);
      tocsin_message_set_headers (message, block);
      tocsin_message_set_structure (message, make_leaf ("1", rows[i].type, "7bit", 10));
      g_assert_true ((tocsin_message_get_structure (message) != NULL) == rows[i].believed);
    }
}

/* Quirk 48: what stands behind the headers without a blank line is not where the server looks. */
static void
test_no_blank_line (void)
{
  static const struct
  {
    const char *block;
    TocsinMessageLayers layers;
  } cases[] = {
    { "Subject: x\r\nContent-Type: multipart/mixed\r\n\r\n", HEADERS | STRUCTURE },
    { "Subject: x\r\nContent-Type: multipart/mixed\r\n\r\n \r\n", HEADERS | STRUCTURE },
    { "Content-Type: multipart/mixed\r\nThe body begins here.\r\nAnd goes on.\r\n\r\n", HEADERS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = tocsin_message_new ();
      g_autoptr (GBytes) block = bytes_of (cases[i].block);

      tocsin_message_set_headers (message, block);
      tocsin_message_set_structure (message, make_tree ());
      g_assert_cmpint (tocsin_message_get_layers (message), ==, cases[i].layers);
    }
}

/* A store may tell what is in an attached message; it stays one attachment. */
static void
test_attached_message (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  TocsinPart *root = make_tree ();
  TocsinPart *attached = make_leaf ("3", "message/rfc822", NULL, 500);

  tocsin_part_add_child (attached, make_leaf ("3.1", "text/plain", NULL, 100));
  tocsin_part_add_child (root, attached);
  tocsin_message_set_structure (message, root);
  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 2);
  g_assert_cmpuint (tocsin_message_get_text_parts (message)->len, ==, 1);
}

static void
test_raw_knows_better (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) block = bytes_of ("Subject: Hint\r\nContent-Type: multipart/mixed\r\n\r\n");
  g_autoptr (GBytes) raw = bytes_of ("Subject: Truth\n\nBody\n");

  tocsin_message_set_received (message, 12345);
  tocsin_message_set_size (message, 999);
  tocsin_message_set_headers (message, block);
  tocsin_message_set_structure (message, make_tree ());
  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 1);
  g_assert_true (tocsin_message_load_bytes (message, raw, NULL));
  g_assert_cmpint (tocsin_message_get_layers (message), ==, HEADERS | STRUCTURE | TEXT | RAW);
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "Truth");
  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 0);
  g_assert_cmpstr (tocsin_message_get_text (message), ==, "Body\n");

  tocsin_message_set_headers (message, block);
  tocsin_message_set_structure (message, make_tree ());
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "Truth");
  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 0);

  /* What only the store can know stays. */
  g_assert_cmpint (tocsin_message_get_received (message), ==, 12345);
  g_assert_cmpuint (tocsin_message_get_size (message), ==, 999);
}

static void
test_content_not_fetched (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GError) error = NULL;

  tocsin_message_set_structure (message, make_tree ());
  g_assert_false (tocsin_message_measure_part (
      message, g_ptr_array_index (tocsin_message_get_attachments (message), 0), NULL, NULL,
      &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/message-layers/nothing-known", test_nothing_known);
  g_test_add_func ("/mail/message-layers/flags", test_flags);
  g_test_add_func ("/mail/message-layers/headers", test_headers);
  g_test_add_func ("/mail/message-layers/structure", test_structure);
  g_test_add_func ("/mail/message-layers/no-text", test_no_text);
  g_test_add_func ("/mail/message-layers/hollow", test_hollow);
  g_test_add_func ("/mail/message-layers/contradicted", test_contradicted);
  g_test_add_func ("/mail/message-layers/no-blank-line", test_no_blank_line);
  g_test_add_func ("/mail/message-layers/attached-message", test_attached_message);
  g_test_add_func ("/mail/message-layers/raw-knows-better", test_raw_knows_better);
  g_test_add_func ("/mail/message-layers/content-not-fetched", test_content_not_fetched);

  return g_test_run ();
}
