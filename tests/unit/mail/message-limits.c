/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mime-scanner.h"
#include "tests/unit/mail/corpus.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define HUGE_FILE (1024 * 1024 * 1024)
/* Sanitizers keep what was freed for a while. */
#define MAX_GROWTH (256 * 1024 * 1024)

static TocsinMessage *
load (GString *text)
{
  return corpus_from_text (text->str);
}

static void
test_headers (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < TOCSIN_MESSAGE_MAX_HEADERS + 100; i++)
    g_string_append (text, "X: y\n");
  g_string_append (text, "Content-Type: text/html\n\nbody\n");
  message = load (text);

  g_assert_cmpuint (tocsin_message_get_n_headers (message), ==, TOCSIN_MESSAGE_MAX_HEADERS);
  g_assert_true (tocsin_message_is_truncated (message));
  g_assert_cmpstr (tocsin_message_get_text (message), ==, "body\n");
}

static void
test_just_enough_headers (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < TOCSIN_MESSAGE_MAX_HEADERS; i++)
    g_string_append (text, "X: y\n");
  g_string_append (text, "\nbody\n");
  message = load (text);

  g_assert_cmpuint (tocsin_message_get_n_headers (message), ==, TOCSIN_MESSAGE_MAX_HEADERS);
  g_assert_false (tocsin_message_is_truncated (message));
}

/* A header too large is left out as a whole or in part, those after it are still read. */
static void
test_header_bytes (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: x\nX-Large: ");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < TOCSIN_MESSAGE_MAX_HEADER_BYTES; i++)
    g_string_append (text, "yy");
  g_string_append (text, "\nFrom: ada@example.com\n\nbody\n");
  message = load (text);

  g_assert_true (tocsin_message_is_truncated (message));
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "x");
  g_assert_cmpuint (tocsin_message_get_addresses (message, "From")->len, ==, 1);
  g_assert_cmpstr (tocsin_message_get_text (message), ==, "body\n");
}

static guint
count_parts (const TocsinPart *part)
{
  guint count = 1;

  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    count += count_parts (g_ptr_array_index (part->children, i));

  return count;
}

static void
test_parts (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: multipart/mixed; boundary=b\n\n");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 10 * TOCSIN_MESSAGE_MAX_PARTS; i++)
    g_string_append (text, "--b\n\n");
  message = load (text);

  g_assert_cmpuint (count_parts (tocsin_message_get_structure (message)), ==,
                    TOCSIN_MESSAGE_MAX_PARTS);
  g_assert_true (tocsin_message_is_truncated (message));
}

static guint
measure_depth (const TocsinPart *part)
{
  guint deepest = 0;

  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    {
      guint depth = measure_depth (g_ptr_array_index (part->children, i));

      deepest = MAX (deepest, depth);
    }

  return deepest + 1;
}

static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 2 * TOCSIN_MESSAGE_MAX_DEPTH; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
  g_string_append (text, "\nat the bottom\n");
  message = load (text);

  g_assert_cmpuint (measure_depth (tocsin_message_get_structure (message)), ==,
                    TOCSIN_MESSAGE_MAX_DEPTH + 1);
  g_assert_true (tocsin_message_is_truncated (message));
}

static void
test_text (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: text/plain; charset=utf-8\n\n");
  g_autoptr (TocsinMessage) message = NULL;
  const char *shown;

  while (text->len < TOCSIN_MESSAGE_MAX_TEXT + 1000)
    g_string_append (text, "ö€");
  message = load (text);
  shown = tocsin_message_get_text (message);

  g_assert_cmpuint (strlen (shown), <=, TOCSIN_MESSAGE_MAX_TEXT);
  g_assert_cmpuint (strlen (shown), >, TOCSIN_MESSAGE_MAX_TEXT - 10);
  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_null (strstr (shown, "\uFFFD"));
  g_assert_true (tocsin_message_is_truncated (message));
}

static void
test_texts_together (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: multipart/mixed; boundary=b\n\n");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_string_append (text, "--b\n\n");
      for (guint k = 0; k < TOCSIN_MESSAGE_MAX_TEXT / 2; k++)
        g_string_append_c (text, 'x');
      g_string_append_c (text, '\n');
    }
  message = load (text);

  g_assert_cmpuint (strlen (tocsin_message_get_text (message)), <=, TOCSIN_MESSAGE_MAX_TEXT);
  g_assert_true (tocsin_message_is_truncated (message));
}

static void
test_addresses (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: x\n");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 2 * TOCSIN_MESSAGE_MAX_ADDRESSES / 1000; i++)
    {
      g_string_append (text, "To: ");
      for (guint k = 0; k < 1000; k++)
        g_string_append (text, "a@example.com, ");
      g_string_append (text, "a@example.com\n");
    }
  g_string_append (text, "\nbody\n");
  message = load (text);

  g_assert_cmpuint (tocsin_message_get_addresses (message, "To")->len, ==,
                    TOCSIN_MESSAGE_MAX_ADDRESSES);
}

/* Groups within groups, which no standard knows: a careless reader runs out of stack. */
static void
test_groups (void)
{
  g_autoptr (GString) text = g_string_new ("To: ");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append (text, "a:");
  g_string_append (text, "b@example.com\n\nbody\n");
  message = load (text);

  g_assert_cmpuint (tocsin_message_get_addresses (message, "To")->len, >, 0);
}

/* Addresses without a domain: a careless reader looks ahead to the end for each. */
static void
test_no_domains (void)
{
  g_autoptr (GString) text = g_string_new ("To: ");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 2 * TOCSIN_MESSAGE_MAX_ADDRESSES; i++)
    g_string_append (text, "a,");
  g_string_append (text, "\n\nbody\n");
  message = load (text);

  g_assert_cmpuint (tocsin_message_get_addresses (message, "To")->len, >, 0);
}

/* A long list is read piece by piece, and none is lost or torn. */
static void
test_many_addresses (void)
{
  g_autoptr (GString) text = g_string_new ("To: ");
  g_autoptr (TocsinMessage) message = NULL;
  GPtrArray *addresses;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "\"Doe, J. (\\\"%u\\\")\" (a, b) <a%u@example.com>,\n ", i, i);
  g_string_append (text, "last@example.com\n\nbody\n");
  message = load (text);
  addresses = tocsin_message_get_addresses (message, "To");

  g_assert_cmpuint (addresses->len, ==, 1001);
  for (guint i = 0; i < 1000; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *name = g_strdup_printf ("Doe, J. (\"%u\")", i);
      g_autofree char *mailbox = g_strdup_printf ("a%u@example.com", i);

      g_assert_cmpstr (address->name, ==, name);
      g_assert_cmpstr (address->address, ==, mailbox);
    }
}

static void
test_parameters (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: application/pdf; name=a.pdf");
  g_autoptr (TocsinMessage) message = NULL;
  GPtrArray *attachments;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "; p%u=x", i);
  g_string_append (text, "\n\nbody\n");
  message = load (text);
  attachments = tocsin_message_get_attachments (message);

  g_assert_cmpuint (attachments->len, ==, 1);
  g_assert_cmpstr (((TocsinPart *) g_ptr_array_index (attachments, 0))->name, ==, "a.pdf");
}

static gsize
measure_memory (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);

  return (gsize) usage.ru_maxrss * 1024;
}

/* A file of 1 GiB that begins with @begin; the rest is a hole. Asks for all that can be asked
 * without wanting the whole of it, and tells by how much memory grew. */
static gsize
read_huge_file (const char *begin)
{
  g_autofree char *path = NULL;
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  int fd = g_file_open_tmp ("tocsin-XXXXXX", &path, NULL);
  gsize before = measure_memory ();

  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);
  g_assert_cmpint (write (fd, begin, strlen (begin)), ==, strlen (begin));
  g_assert_cmpint (ftruncate (fd, HUGE_FILE), ==, 0);
  g_assert_true (tocsin_message_load_fd (message, fd, 0, HUGE_FILE, NULL));
  close (fd);

  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "huge");
  g_assert_nonnull (tocsin_message_get_structure (message));
  g_assert_cmpuint (strlen (tocsin_message_get_text (message)), <=, TOCSIN_MESSAGE_MAX_TEXT);
  g_assert_cmpuint (tocsin_message_get_size (message), ==, HUGE_FILE);
  tocsin_message_get_protection (message);

  return measure_memory () - before;
}

/* What is large stays on the disk. */
static void
test_huge_files (void)
{
  static const char *const begins[] = {
    "Subject: huge\n\n",
    "Subject: huge\nContent-Type: text/html\n\n<p>x</p>",
    "Subject: huge\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n"
    "Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n",
    "Subject: huge\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n",
    "Subject: huge\nX-Large: ",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      gsize growth = read_huge_file (begins[i]);

      g_test_message ("%s: %" G_GSIZE_FORMAT " bytes more", begins[i], growth);
      g_assert_cmpuint (growth, <, MAX_GROWTH);
    }
}

/* Parts that cost their sender five bytes each, and a reader as much as it lets them. */
static void
test_bomb (void)
{
  static const char *const parts[] = { "--b\n\n", "--b\nContent-Type: message/rfc822\n\n",
                                       "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
                                       "--b\nContent-Type: text/html\n\n<p\n" };
  gsize before = measure_memory ();

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new ("Content-Type: multipart/mixed; boundary=b\n\n");
      g_autoptr (TocsinMessage) message = NULL;

      for (guint k = 0; k < 100000; k++)
        g_string_append (text, parts[i]);
      message = load (text);
      g_assert_cmpuint (count_parts (tocsin_message_get_structure (message)), <=,
                        TOCSIN_MESSAGE_MAX_PARTS);
      g_assert_nonnull (tocsin_message_get_text (message));
      g_assert_true (tocsin_message_is_truncated (message));
    }
  g_assert_cmpuint (measure_memory () - before, <, MAX_GROWTH);
}

/* The name of an attached message is only looked for where headers are. */
static void
test_attached_headers (void)
{
  static const struct
  {
    guint before;
    const char *name;
  } cases[] = { { TOCSIN_MIME_MAX_ATTACHED_HEADERS - 100, "x.eml" },
                { TOCSIN_MIME_MAX_ATTACHED_HEADERS, NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *filler = g_strnfill (cases[i].before, 'x');
      g_autofree char *text =
          g_strdup_printf ("Content-Type: message/rfc822\n\nX: %s\nSubject: x\n\nbody\n", filler);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_assert_cmpstr (tocsin_message_get_structure (message)->name, ==, cases[i].name);
    }
}

static gpointer
read_subject (gpointer text)
{
  g_autoptr (TocsinMessage) message = load (text);

  g_assert_true (strlen (tocsin_message_get_subject (message)) > 100);

  return NULL;
}

/* A charset's name that is longer than a worker's stack. */
static void
test_charset_name (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: =?");
  pthread_attr_t attributes;
  pthread_t thread;

  for (guint i = 0; i < 1000 * 1000; i++)
    g_string_append_c (text, 'A');
  g_string_append (text, "?q?x?=\n\nbody\n");
  g_assert_cmpint (pthread_attr_init (&attributes), ==, 0);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, 512 * 1024), ==, 0);
  g_assert_cmpint (pthread_create (&thread, &attributes, read_subject, text), ==, 0);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
  pthread_attr_destroy (&attributes);
}

/* One line of 3 MiB costs time, not sense. */
static void
test_long_line (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                                           "Content-Type: image/png; name=a.png\n\n");
  g_autoptr (TocsinMessage) message = NULL;

  for (guint i = 0; i < 3 * 1024 * 1024; i++)
    g_string_append_c (text, '-');
  g_string_append (text, "--b\n--b\nContent-Type: text/csv; name=b.csv\n\nx\n--b--\n");
  message = load (text);

  g_assert_cmpuint (tocsin_message_get_attachments (message)->len, ==, 2);
  g_assert_false (tocsin_message_is_truncated (message));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/message-limits/headers", test_headers);
  g_test_add_func ("/mail/message-limits/just-enough-headers", test_just_enough_headers);
  g_test_add_func ("/mail/message-limits/header-bytes", test_header_bytes);
  g_test_add_func ("/mail/message-limits/parts", test_parts);
  g_test_add_func ("/mail/message-limits/depth", test_depth);
  g_test_add_func ("/mail/message-limits/text", test_text);
  g_test_add_func ("/mail/message-limits/texts-together", test_texts_together);
  g_test_add_func ("/mail/message-limits/addresses", test_addresses);
  g_test_add_func ("/mail/message-limits/groups", test_groups);
  g_test_add_func ("/mail/message-limits/no-domains", test_no_domains);
  g_test_add_func ("/mail/message-limits/many-addresses", test_many_addresses);
  g_test_add_func ("/mail/message-limits/parameters", test_parameters);
  g_test_add_func ("/mail/message-limits/charset-name", test_charset_name);
  g_test_add_func ("/mail/message-limits/long-line", test_long_line);
  g_test_add_func ("/mail/message-limits/huge-files", test_huge_files);
  g_test_add_func ("/mail/message-limits/bomb", test_bomb);
  g_test_add_func ("/mail/message-limits/attached-headers", test_attached_headers);

  return g_test_run ();
}
