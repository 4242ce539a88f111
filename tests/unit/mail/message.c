/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

#include "core/base/error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const struct
{
  const char *file;
  const char *why;
  const char *subject;
  const char *text;
  const char *attachments;
} rows[] = {
  { "plain", "the simplest of all", "Lunch on Friday?", "Hi Bob,\n\nshall we meet at noon?\nAda\n",
    "" },
  { "no-blank-line", "quirk 48: no line between header and body", "Missing blank line",
    "This line is the body already.\nSo is this one.\n", "" },
  { "rubbish-in-headers", "a line among the headers that is none", "Rubbish", "Body.\n", "" },
  { "mbox-separator", "quirk 48: a mailbox file's first line", "From a mailbox file", "Body.\n",
    "" },
  { "space-before-colon", "RFC 822's syntax, and no mailbox file's line", "Old syntax", "Body.\n",
    "" },
  { "crlf", "line ends as on the wire", "Ends of lines", "First line\nSecond line",
    "2 text/csv a.csv" },
  { "bare-cr", "quirk 48: bare CR", "BareCR", "One\nTwo\n", "" },
  { "folded-subject", "a folded header", "This subject is folded in the middle and once more",
    "Body.\n", "" },
  { "encoded-words", "RFC 2047, with the blank between two words not counting", "Grüße aus Köln",
    "Body.\n", "" },
  { "encoded-word-line-break", "a subject that would be two headers", "One  Bcc: eve@example.org",
    "Body.\n", "" },
  { "raw-8bit-utf8", "headers without any encoding", "Größe ohne Kodierung", "Körper.\n", "" },
  { "raw-8bit-latin1", "the same in Latin 1", "Größe", "Körper.\n", "" },
  { "accents-decomposed", "accents typed apart stay as they are", "Cafe\u0301 opening",
    "The cafe\u0301 opens.\n", "" },
  { "cjk-iso-2022-jp", "a charset with states", "請求書", "請求書を送ります。\n", "" },
  { "right-to-left", "base64 text", "חשבונית", "שלום עולם\n", "" },
  { "latin1-text", "quoted-printable", "Latin 1", "Schöne Grüße, soft break\n", "" },
  { "wrong-charset", "ASCII that is none", "Wrong", "Das Menü für heute\n", "" },
  { "unknown-charset", "a charset nobody knows", "Unknown", "Plain words\n", "" },
  { "html-only", "HTML reduced to text", "Newsletter",
    "Big & bold\nFirst paragraph\u00a0here.\nleft right\none\ntwo\n", "" },
  { "html-meta-charset", "the charset stands in the HTML", "Meta", "Счёт\n", "" },
  { "alternative", "plain text is shown if there is any", "Two forms", "The plain form", "" },
  { "alternative-empty-plain", "but not an empty one", "Empty plain",
    "Only the HTML says something\n", "" },
  { "alternative-no-plain", "nor one of no bytes at all", "Nothing plain", "HTML\n", "" },
  { "attachment", "filename wins over name", "Invoice 4711", "Please pay.",
    "2 application/pdf Invoice 4711.pdf" },
  { "related-inline-image", "an inline picture is no text, so it is an attachment", "Picture",
    "See picture", "2 image/png pic.png" },
  { "text-between", "text after a file is shown, too", "Text, file, text", "Before\nAfter",
    "2 image/jpeg photo.jpg" },
  { "only-an-image", "a scanner's mail: no text at all", "Scan", "", "1 image/tiff scan.tif" },
  { "text-attachment", "text that is to be put away", "Log", "See the log.",
    "2 text/plain app.log" },
  { "named-text", "a text with a name is a file", "Named text", "The text.",
    "2 text/html report.html" },
  { "forwarded-message", "a message within is one attachment", "Fwd: old", "See below.",
    "2 message/rfc822 The old one.eml" },
  { "digest", "what RFC 2046 makes of parts of a digest", "Digest", "",
    "1 message/rfc822 One.eml" },
  { "name-rfc2231", "a name in pieces", "RFC 2231", "x",
    "2 application/octet-stream Résumé of the year.doc" },
  { "name-encoded-word", "an encoded word in a parameter", "Encoded word in a parameter", "x",
    "2 application/msword Übersicht.doc" },
  { "name-raw-8bit", "a name without encoding", "Raw name", "x",
    "2 application/pdf Übersicht.pdf" },
  { "name-raw-latin1", "the same in Latin 1", "Raw name", "x", "2 application/pdf Übersicht.pdf" },
  { "name-path", "a path for a name: told as it is, encoders come later", "A path for a name", "x",
    "2 application/pdf ../../etc/passwd" },
  { "name-missing", "no name at all", "No name", "x", "2 application/zip -" },
  { "invite", "an invitation is more than another form of the text", "Meeting", "Please come.",
    "2 text/calendar -" },
  { "signed", "a detached signature", "Signed", "Signed text",
    "2 application/pgp-signature signature.asc" },
  { "flowed", "RFC 3676: lines that are paragraphs", "Flowed",
    "One line that is only one.\n> A quote of two.\n-- \nAda\n", "" },
  { "flowed-delsp", "and where their blanks do not count", "Flowed, without blanks",
    "請求書を送ります。\n", "" },
  { "enriched", "text with readable markup", "Enriched", "A <bold>bold</bold> word\n", "" },
  { "related-start", "RFC 2387: the document may stand anywhere", "The document is not the first",
    "The document with a logo\n", "1 image/png logo.png" },
  { "html-hidden", "what is hidden in HTML is no text", "Hidden words", "Shown\na\nb\n", "" },
  { "base64-appended", "what a server appended in base64 of its own", "Base64, and more of it",
    "Hello, world!\n", "" },
  { "quoted-printable-broken", "escapes that are none stay", "Broken escapes", "100=% = é end\n",
    "" },
  { "type-semicolon", "parameters without a semicolon before them", "No semicolon", "café\n", "" },
  { "type-invalid", "RFC 2045: a type that is none is plain text", "A type that is none",
    "still text\n", "" },
  { "charset-quotes", "quotes that are none", "Quotes that are none", "Привет\n", "" },
  { "utf16", "a byte order mark", "UTF-16", "aβ\n", "" },
  { "gb2312", "more than GB 2312 has", "擣大圭", "擣大圭\n", "" },
  { "utf8-that-is-latin1", "UTF-8 that is none", "Grüße", "Grüße\n", "" },
  { "utf7", "UTF-7 is never read", "+ADw-script+AD4-", "+ADw-script+AD4-\n", "" },
  { "smime-signed", "a detached signature is an attachment", "S/MIME signed", "Signed by S/MIME",
    "2 application/pkcs7-signature smime.p7s" },
  { "smime-opaque", "nothing can be read", "S/MIME signed in one piece", "",
    "1 application/pkcs7-mime smime.p7m" },
  { "smime-encrypted", "nor here", "S/MIME encrypted", "", "1 application/pkcs7-mime smime.p7m" },
  { "pgp-encrypted", "nor here", "OpenPGP encrypted", "",
    "1 application/pgp-encrypted -, 2 application/octet-stream encrypted.asc" },
  { "pgp-mangled", "an empty text, and what is encrypted", "OpenPGP, taken apart by a server", "",
    "2 application/pgp-encrypted PGPMIME version identification, "
    "3 application/octet-stream encrypted.asc" },
  { "pgp-list", "the signed text, and the list's", "OpenPGP signed, through a list",
    "Signed\n_______\nThe list", "1.2 application/pgp-signature signature.asc" },
  { "invite-answer", "a file for the calendar", "Accepted: Meeting", "Ada comes.",
    "1.2 text/calendar -, 2 application/ics invite.ics" },
  { "winmail", "Outlook's own wrapping stays a file", "From Outlook", "See the file.",
    "2 application/ms-tnef winmail.dat" },
  { "attached-messages", "an attached message is named by its subject, if it has to be",
    "Two messages within", "Both of them:",
    "2 message/rfc822 Über all.eml, 3 message/rfc822 own name.eml, 4 message/rfc822 -" },
  { "missing-end", "cut off in the middle", "Cut off", "Text", "2 application/pdf cut.pdf" },
  { "missing-inner-end", "an outer delimiter ends the inner parts, too",
    "Inner boundary is not closed", "Text", "2 application/pdf after.pdf" },
  { "no-boundary", "a multipart that can't be one", "A multipart without one",
    "--b\n\nText\n--b--\n", "" },
  { "no-parts", "a boundary that never comes", "A boundary that never comes",
    "Just text after all\n", "" },
  { "empty-boundary", "a boundary of blanks is none", "An empty boundary", "--\nText\n--\n", "" },
  { "boundary-prefix", "a boundary that begins like another", "One boundary begins as another",
    "Inner", "2 application/pdf outer.pdf" },
  { "no-headers", "only a body", "", "Only a body.\n", "" },
  { "only-headers", "only a header block, and no line end", "Nothing else", "", "" },
  { "nul-bytes", "NULs do not hide what follows", "A B", "Text more\n", "" },
};

static char *
describe_attachments (TocsinMessage *message)
{
  GPtrArray *attachments = tocsin_message_get_attachments (message);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < attachments->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (attachments, i);

      g_string_append_printf (text, "%s%s %s %s", i > 0 ? ", " : "", part->section, part->type,
                              part->name != NULL ? part->name : "-");
    }

  return g_string_free (text, FALSE);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (rows[i].file);
      g_autofree char *attachments = describe_attachments (message);

      g_test_message ("%s: %s", rows[i].file, rows[i].why);
      g_assert_cmpstr (tocsin_message_get_subject (message), ==, rows[i].subject);
      g_assert_cmpstr (tocsin_message_get_text (message), ==, rows[i].text);
      g_assert_cmpstr (attachments, ==, rows[i].attachments);
      g_assert_false (tocsin_message_is_truncated (message));
    }
}

static char *
describe_addresses (TocsinMessage *message, const char *header)
{
  GPtrArray *addresses = tocsin_message_get_addresses (message, header);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *one = tocsin_address_to_string (address);

      g_string_append_printf (text, "%s%s%s%s", i > 0 ? "; " : "",
                              address->group != NULL ? address->group : "",
                              address->group != NULL ? ": " : "", one);
    }

  return g_string_free (text, FALSE);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *file;
    const char *header;
    const char *addresses;
  } cases[] = {
    { "plain", "From", "Ada Lovelace <ada@example.com>" },
    { "plain", "fRoM", "Ada Lovelace <ada@example.com>" },
    { "plain", "Cc", "" },
    { "groups", "To", "Friends: Stone, Bob <bob@example.org>; Friends: carol@example.org" },
    { "groups", "Cc", "undisclosed-recipients: " },
    { "idn-address", "From", "Bücher <shop@bücher.example.com>" },
    { "raw-8bit-name", "From", "Jürgen Groß <juergen@example.com>" },
    { "cjk-iso-2022-jp", "From", "山田 <yamada@example.com>" },
    { "broken-addresses", "From", "ada at example dot com" },
    { "broken-addresses", "Reply-To", "dave@example.org" },
    { "outlook-semicolons", "Cc", "carol@example.com; Dave <dave@example.com>" },
    { "several-recipients", "To", "bob@example.org; carol@example.org" },
    { "several-recipients", "Sender", "Desk <desk@example.com>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (cases[i].file);
      g_autofree char *addresses = describe_addresses (message, cases[i].header);

      g_assert_cmpstr (addresses, ==, cases[i].addresses);
    }
}

static void
test_dates (void)
{
  static const struct
  {
    const char *file;
    const char *date;
    gint64 received;
  } cases[] = {
    { "plain", "2026-11-01T09:30:00+0100", 1793521800 },
    { "received-date", "2026-11-01T06:00:00+0000", 1793602800 },
    { "bad-date", NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (cases[i].file);
      GDateTime *date = tocsin_message_get_date (message);
      g_autofree char *text = date != NULL ? g_date_time_format (date, "%FT%T%z") : NULL;

      g_assert_cmpstr (text, ==, cases[i].date);
      g_assert_cmpint (tocsin_message_get_received (message), ==,
                       cases[i].received * G_USEC_PER_SEC);
    }
}

static void
test_marks (void)
{
  static const struct
  {
    const char *file;
    TocsinMessageMarks marks;
    const char *importance;
  } cases[] = {
    { "plain", 0, "normal" },
    { "bounce", TOCSIN_MESSAGE_MARKS_BOUNCE | TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "auto-reply", TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "auto-comment", TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "not-auto", 0, "normal" },
    { "list", TOCSIN_MESSAGE_MARKS_LIST, "normal" },
    { "bulk", TOCSIN_MESSAGE_MARKS_BULK, "normal" },
    { "urgent", 0, "high" },
    { "important-wins", 0, "low" },
    { "bounce-old", TOCSIN_MESSAGE_MARKS_BOUNCE | TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "bounce-delayed", TOCSIN_MESSAGE_MARKS_BOUNCE | TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "receipt", TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "complaint", TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "out-of-office", TOCSIN_MESSAGE_MARKS_AUTO, "normal" },
    { "no-receipts", 0, "low" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (cases[i].file);

      g_test_message ("%s", cases[i].file);
      g_assert_cmpint (tocsin_message_get_marks (message), ==, cases[i].marks);
      g_assert_cmpstr (tocsin_message_get_importance (message), ==, cases[i].importance);
    }
}

static void
test_headers_in_order (void)
{
  g_autoptr (TocsinMessage) message = corpus_load ("received-date");
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < tocsin_message_get_n_headers (message); i++)
    g_string_append_printf (names, "%s ", tocsin_message_get_header_at (message, i).name);

  g_assert_cmpstr (names->str, ==, "Received Received From To Subject Date ");
  g_assert_cmpstr (tocsin_message_get_header (message, "subject"), ==, "Received");
  g_assert_null (tocsin_message_get_header (message, "X-Absent"));
  g_assert_null (tocsin_message_get_message_id (message));
}

static void
test_code_page (void)
{
  static const char *const files[] = { "undeclared-charset", "raw-8bit-cyrillic" };
  static const char *const texts[] = { "Привет, мир\n", "Как дела?\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (files[i]);

      tocsin_message_set_code_page (message, "koi8-r");
      g_assert_cmpstr (tocsin_message_get_text (message), ==, texts[i]);
      if (i == 1)
        g_assert_cmpstr (tocsin_message_get_subject (message), ==, "Привет");
    }
}

static void
test_measure (void)
{
  static const struct
  {
    const char *file;
    guint64 size;
    const char *content;
  } cases[] = {
    { "attachment", 16, "%PDF-1.4 invoice" },
    { "quoted-printable-attachment", 5, "a;b;c" },
    { "uuencoded", 6, "hello\n" },
    { "missing-end", 5, "Hello" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (cases[i].file);
      g_autofree char *sha256 = NULL;
      g_autofree char *expected = NULL;
      g_autoptr (GError) error = NULL;
      guint64 size = 0;

      g_test_message ("%s", cases[i].file);
      tocsin_message_measure_part (message,
                                   g_ptr_array_index (tocsin_message_get_attachments (message), 0),
                                   &size, &sha256, &error);
      g_assert_no_error (error);
      expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, cases[i].content, -1);
      g_assert_cmpuint (size, ==, cases[i].size);
      g_assert_cmpstr (sha256, ==, expected);
    }
}

static int
open_scratch (void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tocsin-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);

  return fd;
}

static char *
read_back (int fd)
{
  char buffer[4096];
  gssize n = pread (fd, buffer, sizeof buffer, 0);

  g_assert_cmpint (n, >=, 0);

  return g_strndup (buffer, n);
}

static void
test_write (void)
{
  g_autoptr (TocsinMessage) message = corpus_load ("attachment");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  const TocsinPart *part = g_ptr_array_index (tocsin_message_get_attachments (message), 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  int fd = open_scratch ();

  g_assert_true (tocsin_message_write_part (message, part, fd, NULL, &error));
  g_assert_no_error (error);
  content = read_back (fd);
  g_assert_cmpstr (content, ==, "%PDF-1.4 invoice");

  g_cancellable_cancel (cancelled);
  g_assert_false (tocsin_message_write_part (message, part, fd, cancelled, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  close (fd);
}

static void
test_write_fails (void)
{
  g_autoptr (TocsinMessage) message = corpus_load ("attachment");
  g_autoptr (GError) error = NULL;
  int fd = g_open ("/dev/full", O_WRONLY | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_test_skip ("no /dev/full");
      return;
    }
  g_assert_false (tocsin_message_write_raw (message, fd, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  close (fd);
}

/* Two messages in one file, each with its own place, whatever the descriptor's position is. */
static void
test_segment (void)
{
  static const char first[] = "Subject: one\n\nfirst body\n";
  static const char second[] = "Subject: two\n\nsecond body\n";
  g_autoptr (TocsinMessage) a = tocsin_message_new ();
  g_autoptr (TocsinMessage) b = tocsin_message_new ();
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;
  int fd = open_scratch (), out = open_scratch ();

  g_assert_cmpint (write (fd, first, strlen (first)), ==, strlen (first));
  g_assert_cmpint (write (fd, second, strlen (second)), ==, strlen (second));
  g_assert_true (tocsin_message_load_fd (a, fd, 0, strlen (first), &error));
  g_assert_true (tocsin_message_load_fd (b, fd, strlen (first), strlen (second), &error));
  g_assert_no_error (error);
  close (fd);

  g_assert_cmpstr (tocsin_message_get_text (b), ==, "second body\n");
  g_assert_cmpstr (tocsin_message_get_text (a), ==, "first body\n");
  g_assert_cmpuint (tocsin_message_get_size (a), ==, strlen (first));
  g_assert_true (tocsin_message_write_raw (b, out, NULL, &error));
  copy = read_back (out);
  g_assert_cmpstr (copy, ==, second);
  close (out);
}

static void
test_message_id (void)
{
  static const char *const ids[][2] = {
    { "<a@example.com>", "a@example.com" },
    { "a@example.com", "a@example.com" },
    { " <a@example.com> (comment)", "a@example.com" },
    { "", NULL },
    { "<>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *text = g_strdup_printf ("Message-Id: %s\n\nx\n", ids[i][0]);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_assert_cmpstr (tocsin_message_get_message_id (message), ==, ids[i][1]);
    }
}

/* A file that loses its end under our hands is told of, and nothing worse happens. */
static void
test_shrunk_file (void)
{
  static const char text[] = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
                             "--b\n\nfirst\n--b\n\nsecond\n--b--\n";
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  int fd = open_scratch ();

  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
  g_assert_true (tocsin_message_load_fd (message, fd, 0, strlen (text), NULL));
  g_assert_cmpint (ftruncate (fd, 62), ==, 0);
  g_assert_cmpuint (tocsin_message_get_text_parts (message)->len, ==, 1);
  g_assert_true (tocsin_message_is_truncated (message));
  close (fd);
}

static void
test_nothing_to_read (void)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_message_load_bytes (message, empty, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE);
  g_clear_error (&error);
  g_assert_false (tocsin_message_load_file (message, "/nonexistent/message.eml", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (tocsin_message_load_file (message, "/dev/null", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
}

/* Whatever a file of the corpus holds: everything can be asked, and all text is valid. */
static void
test_all_of_it (void)
{
  g_autoptr (GPtrArray) names = corpus_list ();

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (TocsinMessage) message = corpus_load (g_ptr_array_index (names, i));
      GPtrArray *attachments = tocsin_message_get_attachments (message);

      g_assert_true (g_utf8_validate (tocsin_message_get_text (message), -1, NULL));
      for (guint k = 0; k < tocsin_message_get_n_headers (message); k++)
        {
          const char *value = tocsin_message_get_header_at (message, k).value;

          g_assert_true (g_utf8_validate (value, -1, NULL));
          g_assert_null (strpbrk (value, "\r\n"));
        }
      for (guint k = 0; k < attachments->len; k++)
        g_assert_true (tocsin_message_measure_part (message, g_ptr_array_index (attachments, k),
                                                    NULL, NULL, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/message/table", test_table);
  g_test_add_func ("/mail/message/addresses", test_addresses);
  g_test_add_func ("/mail/message/dates", test_dates);
  g_test_add_func ("/mail/message/marks", test_marks);
  g_test_add_func ("/mail/message/headers-in-order", test_headers_in_order);
  g_test_add_func ("/mail/message/code-page", test_code_page);
  g_test_add_func ("/mail/message/measure", test_measure);
  g_test_add_func ("/mail/message/write", test_write);
  g_test_add_func ("/mail/message/write-fails", test_write_fails);
  g_test_add_func ("/mail/message/segment", test_segment);
  g_test_add_func ("/mail/message/message-id", test_message_id);
  g_test_add_func ("/mail/message/shrunk-file", test_shrunk_file);
  g_test_add_func ("/mail/message/nothing-to-read", test_nothing_to_read);
  g_test_add_func ("/mail/message/all-of-it", test_all_of_it);

  return g_test_run ();
}
