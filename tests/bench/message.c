/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How fast mail is read and matched, beside the time that GMime's own parser takes. */
#include "core/mail/query/query.h"

#include <gmime/gmime.h>
#include <string.h>

#define ROUNDS 20000

typedef void (*Work) (GBytes *raw, TocsinQuery *query);

static void
append_lines (GString *text, guint count, const char *line)
{
  while (count-- > 0)
    g_string_append (text, line);
}

/* About 6 KB, the median of real mail: two forms of the text and a file. */
static GBytes *
make_mail (void)
{
  GString *text = g_string_new ("Received: from a by b; Sun, 01 Nov 2026 08:01:00 +0000\n"
                                "From: =?utf-8?q?Ad=C3=A9le?= <adele@example.com>\n"
                                "To: Bob <bob@example.org>, Carol <carol@example.org>\n"
                                "Subject: =?iso-8859-1?q?Rechnung_f=FCr?= Bob\n"
                                "Date: Sun, 01 Nov 2026 09:00:00 +0100\n"
                                "Message-ID: <abc@example.com>\nMIME-Version: 1.0\n"
                                "Content-Type: multipart/mixed; boundary=outer\n\n--outer\n"
                                "Content-Type: multipart/alternative; boundary=inner\n\n--inner\n"
                                "Content-Type: text/plain; charset=utf-8\n"
                                "Content-Transfer-Encoding: quoted-printable\n\n");

  append_lines (text, 25, "Lorem ipsum dolor sit amet, consetetur sadipscing =C3=BC elitr sed\n");
  g_string_append (text, "--inner\nContent-Type: text/html; charset=utf-8\n\n");
  append_lines (text, 25, "<p>Lorem ipsum <b>dolor</b> sit amet, consetetur sadipscing</p>\n");
  g_string_append (text, "--inner--\n--outer\nContent-Type: application/pdf; name=a.pdf\n"
                         "Content-Transfer-Encoding: base64\n"
                         "Content-Disposition: attachment; filename=a.pdf\n\n");
  append_lines (text, 25, "SGVsbG8gdGhlcmUgSGVsbG8gdGhlcmUgSGVsbG8gdGhlcmUgSGVsbG8gdGhlcmUg\n");
  g_string_append (text, "--outer--\n");

  return g_string_free_to_bytes (text);
}

static void
parse_with_gmime (GBytes *raw, TocsinQuery *query)
{
  gsize length;
  const char *bytes = g_bytes_get_data (raw, &length);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (bytes, length);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);

  g_mime_message_get_subject (message);
  g_object_unref (message);
  g_object_unref (parser);
  g_object_unref (stream);
}

static void
read_structure (GBytes *raw, TocsinQuery *query)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  tocsin_message_load_bytes (message, raw, NULL);
  tocsin_message_get_subject (message);
  tocsin_message_get_addresses (message, "From");
  tocsin_message_get_attachments (message);
}

static void
match (GBytes *raw, TocsinQuery *query)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  tocsin_message_load_bytes (message, raw, NULL);
  tocsin_query_match (query, message, 0, NULL, NULL);
}

static double
measure (const char *name, Work work, const char *text, double reference)
{
  g_autoptr (GBytes) raw = make_mail ();
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);
  gint64 begin = g_get_monotonic_time ();
  double seconds;

  for (guint i = 0; i < ROUNDS; i++)
    work (raw, query);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_print ("%-28s %8.0f messages/s  %.2f\n", name, ROUNDS / seconds,
           reference > 0 ? seconds / reference : 1.0);

  return seconds;
}

int
main (int argc, char *argv[])
{
  double gmime;

  g_mime_init ();
  gmime = measure ("GMime's parser", parse_with_gmime, "", 0);
  measure ("headers and structure", read_structure, "", gmime);
  measure ("matched by its headers", match, "from:adele subject:rechnung has:attachment", gmime);
  measure ("matched by its text", match, "from:adele body:consetetur", gmime);

  return 0;
}
