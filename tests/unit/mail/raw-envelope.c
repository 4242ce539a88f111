/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/raw-envelope.h"

#include "core/base/error.h"
#include "core/mail/message.h"

#include <string.h>

/* Lines end with LF here and are tried with CR LF, too. */
static const struct
{
  const char *why;
  const char *raw;
  const char *written; /* with LF */
  const char *sender;
  const char *recipients;
} rows[] = {
  { "the usual", "From: Ada <a@x.example>\nTo: b@x.example\n\ntext\n",
    "From: Ada <a@x.example>\nTo: b@x.example\n\ntext\n", "a@x.example", "to:b@x.example" },
  { "Bcc goes, and what belongs to it",
    "From: a@x.example\nBcc: b@x.example,\n c@x.example\nbcc : d@x.example\nCc: e@x.example\n\n.\n",
    "From: a@x.example\nCc: e@x.example\n\n.\n", "a@x.example",
    "cc:e@x.example bcc:b@x.example bcc:c@x.example bcc:d@x.example" },
  { "Bcc in the body stays", "From: a@x.example\nTo: b@x.example\n\nBcc: c@x.example\n",
    "From: a@x.example\nTo: b@x.example\n\nBcc: c@x.example\n", "a@x.example", "to:b@x.example" },
  { "so does what only begins so", "From: a@x.example\nBcc-Note: b\n\n",
    "From: a@x.example\nBcc-Note: b\n\n", "a@x.example", "" },
  { "mail that was received", "Return-Path: <z@x.example>\nFrom: a@x.example\nTo: b@x.example\n\nt",
    "From: a@x.example\nTo: b@x.example\n\nt", "a@x.example", "to:b@x.example" },
  { "from a mailbox file",
    "From a@x.example Sat Nov 21 2026\nFrom: a@x.example\nTo: b@x.example\n\nt\n",
    "From: a@x.example\nTo: b@x.example\n\nt\n", "a@x.example", "to:b@x.example" },
  { "only headers", "From: a@x.example\nTo: b@x.example\n", "From: a@x.example\nTo: b@x.example\n",
    "a@x.example", "to:b@x.example" },
  { "the last line without an end", "From: a@x.example\nTo: b@x.example",
    "From: a@x.example\nTo: b@x.example\n", "a@x.example", "to:b@x.example" },
  { "a secretary sends", "From: a@x.example, b@x.example\nSender: s@x.example\nTo: c@x.example\n\n",
    "From: a@x.example, b@x.example\nSender: s@x.example\nTo: c@x.example\n\n", "s@x.example",
    "to:c@x.example" },
  { "groups, names and encoded words",
    "From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\nTo: Team: b@x.example, \"c, d\" <c@x.example>;\n"
    "Cc: undisclosed-recipients:;\n\n",
    "From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\nTo: Team: b@x.example, \"c, d\" <c@x.example>;\n"
    "Cc: undisclosed-recipients:;\n\n",
    "j@x.example", "to:b@x.example to:c@x.example" },
  { "named twice", "From: a@x.example\nTo: b@x.example\nCc: b@x.example\nTo: c@x.example\n\n",
    "From: a@x.example\nTo: b@x.example\nCc: b@x.example\nTo: c@x.example\n\n", "a@x.example",
    "to:b@x.example to:c@x.example" },
  { "sent again: only to the new ones",
    "Resent-From: r@x.example\nResent-To: n@x.example\nResent-Bcc: h@x.example\n"
    "From: a@x.example\nTo: b@x.example\nBcc: c@x.example\n\nt\n",
    "Resent-From: r@x.example\nResent-To: n@x.example\nFrom: a@x.example\nTo: b@x.example\n\nt\n",
    "r@x.example", "to:n@x.example bcc:h@x.example" },
  { "sent again for the second time",
    "Resent-From: r@x.example\nResent-To: n@x.example\nResent-From: q@x.example\n"
    "Resent-Cc: o@x.example\nFrom: a@x.example\nTo: b@x.example\n\nt\n",
    "Resent-From: r@x.example\nResent-To: n@x.example\nResent-From: q@x.example\n"
    "Resent-Cc: o@x.example\nFrom: a@x.example\nTo: b@x.example\n\nt\n",
    "r@x.example", "to:n@x.example" },
  { "a name in another charset", "From: J\xf6rg <a@x.example>\nTo: \"J\xf6rg\"\n <b@x.example>\n\n",
    "From: J\xf6rg <a@x.example>\nTo: \"J\xf6rg\"\n <b@x.example>\n\n", "a@x.example",
    "to:b@x.example" },
  { "umlauts in addresses", "From: jörg@bücher.example\nTo: b@x.example\n\n",
    "From: jörg@bücher.example\nTo: b@x.example\n\n", "jörg@bücher.example", "to:b@x.example" },
};

static char *
replace (const char *text, const char *what, const char *with)
{
  g_auto (GStrv) pieces = g_strsplit (text, what, -1);

  return g_strjoinv (with, pieces);
}

static TocsinRawEnvelope *
read_text (const char *text, gsize length, GOutputStream *stream, GError **error)
{
  g_autoptr (GInputStream) raw = g_memory_input_stream_new_from_data (text, (gssize) length, NULL);

  return tocsin_raw_envelope_read (raw, stream, NULL, error);
}

static char *
list_recipients (TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);

      g_string_append_printf (list, "%s%s:%s", i > 0 ? " " : "",
                              tocsin_recipient_kind_to_string (recipient->kind),
                              recipient->address);
    }

  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* With the headers' lines always ended by CR LF; the body stays as it is. */
static char *
expect_written (const char *written, gboolean crlf)
{
  const char *body = strstr (written, "\n\n");
  gsize length = body != NULL ? (gsize) (body + 2 - written) : strlen (written);
  g_autofree char *headers = g_strndup (written, length);
  g_autofree char *ended = replace (headers, "\n", "\r\n");
  g_autofree char *rest = replace (written + length, "\n", crlf ? "\r\n" : "\n");

  return g_strconcat (ended, rest, NULL);
}

static void
check_row (gsize i, gboolean crlf)
{
  g_autofree char *raw = replace (rows[i].raw, "\n", crlf ? "\r\n" : "\n");
  g_autofree char *written = expect_written (rows[i].written, crlf);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinRawEnvelope) found = read_text (raw, strlen (raw), stream, &error);
  g_autoptr (TocsinEnvelope) envelope = NULL;
  g_autofree char *sender = NULL;
  g_autofree char *recipients = NULL;

  g_test_message ("%s", rows[i].why);
  g_assert_no_error (error);
  sender = tocsin_raw_envelope_find_sender (found, &error);
  g_assert_cmpstr (sender, ==, rows[i].sender);
  envelope = tocsin_envelope_new (sender, &error);
  g_assert_no_error (error);
  tocsin_raw_envelope_add_recipients (found, envelope, TOCSIN_NOTIFY_DEFAULT, &error);
  g_assert_no_error (error);
  recipients = list_recipients (envelope);
  g_assert_cmpstr (recipients, ==, rows[i].recipients);
  g_output_stream_close (stream, NULL, NULL);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                   g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)), written,
                   strlen (written));
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      check_row (i, FALSE);
      check_row (i, TRUE);
    }
}

/* Line ends of other programs: what stands behind a lone CR is a line, and Bcc there is found. */
static void
test_line_ends (void)
{
  static const char *const ends[] = { "\r", "\r\r\n", "\r\n", "\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *raw =
          replace ("From: a@x.example|Subject: s|Bcc: b@x.example||body", "|", ends[i]);
      g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
      g_autoptr (TocsinRawEnvelope) found = read_text (raw, strlen (raw), stream, NULL);
      g_autofree char *subject = tocsin_raw_envelope_get_header (found, "subject");
      g_autofree char *nothing = tocsin_raw_envelope_get_header (found, "X-Nothing");

      g_assert_cmpstr (subject, ==, "s");
      g_assert_null (nothing);
      g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
      g_assert_cmpstr (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)), ==,
                       "From: a@x.example\r\nSubject: s\r\n\r\nbody");
    }
}

/* The two halves of a line's end are read apart: the end of the headers is found at any place. */
static void
test_boundaries (void)
{
  for (gsize padding = 65490; padding < 65545; padding++)
    {
      g_autofree char *filler = g_strnfill (padding, 'x');
      g_autofree char *raw = g_strdup_printf (
          "From: a@x.example\r\nX-Y: %s\r\nBcc: b@x.example\r\n\r\nBcc: c\r\n", filler);
      g_autofree char *written =
          g_strdup_printf ("From: a@x.example\r\nX-Y: %s\r\n\r\nBcc: c\r\n", filler);
      g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
      g_autoptr (TocsinRawEnvelope) found = read_text (raw, strlen (raw), stream, NULL);

      g_assert_nonnull (found);
      g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                       g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
                       written, strlen (written));
    }
}

static void
refuse (const char *why, const char *raw, const char *said)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinRawEnvelope) found = read_text (raw, strlen (raw), stream, &error);
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("", NULL);
  g_autofree char *sender = NULL;

  g_test_message ("%s", why);
  if (found != NULL
      && tocsin_raw_envelope_add_recipients (found, envelope, TOCSIN_NOTIFY_DEFAULT, &error))
    sender = tocsin_raw_envelope_find_sender (found, &error);
  g_assert_nonnull (error);
  g_assert_true (error->domain == TOCSIN_ERROR);
  g_assert_nonnull (strstr (error->message, said));
}

static void
test_refused (void)
{
  refuse ("nothing", "", "does not begin with a header");
  refuse ("a picture", "\x89PNG\r\n\x1a\n", "does not begin with a header");
  refuse ("a text", "Dear Ada,\n\nbest wishes\n", "does not begin with a header");
  refuse ("nobody sends it", "To: b@x.example\n\n", "whom it is from");
  refuse ("an empty sender", "From: \nTo: b@x.example\n\n", "whom it is from");
  refuse ("no address", "From: a@x.example\nTo: b@x.example, Bob\n\n", "To");
  refuse ("two in one", "From: a@x.example\nTo: b@x.example c@x.example\n\n", "To");
  refuse ("in another charset",
          "From: a@x.example\nTo: b\xf6"
          "b@x.example\n\n",
          "To");
  refuse ("no empty line: who is quoted is no recipient",
          "From: a@x.example\nTo: b@x.example\nDear Bob, you wrote\nTo: c@x.example\n\nx\n",
          "Line 3 of the message is neither");
  refuse ("nor behind the line of a mailbox file",
          "From a@x.example Sat Nov 21 2026\nFrom: a@x.example\n folded\nDear Bob\n\nx\n",
          "Line 4 of the message is neither");
  refuse ("half an address", "From: a@x.example\nCc: b@\n\n", "Cc");
}

static void
refuse_large (const char *line, gsize times, const char *said)
{
  g_autoptr (GString) raw = g_string_new ("From: a@x.example\n");

  while (times-- > 0)
    g_string_append (raw, line);
  g_string_append (raw, "\n");
  refuse (said, raw->str, said);
}

static void
test_limits (void)
{
  refuse_large ("X: 123456789012345678901234567890\n", TOCSIN_MESSAGE_MAX_HEADER_BYTES / 30,
                "longer than");
  refuse_large ("X: 1\n", TOCSIN_MESSAGE_MAX_HEADERS, "more than");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail/raw-envelope/table", test_table);
  g_test_add_func ("/mail/raw-envelope/line-ends", test_line_ends);
  g_test_add_func ("/mail/raw-envelope/boundaries", test_boundaries);
  g_test_add_func ("/mail/raw-envelope/refused", test_refused);
  g_test_add_func ("/mail/raw-envelope/limits", test_limits);

  return g_test_run ();
}
