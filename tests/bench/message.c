/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How fast mail is read and matched, beside the time that GMime's own parser takes for the same in
 * the same run. Fails when reading takes more than MAX_RATIO of that. */
#include "core/mail/query/query.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

/* Each way of reading goes over all of the mail so often, in turns with GMime, so that a busy
 * machine disturbs both. What a turn takes at best is what counts. */
#define TURNS 25
#define ROUNDS 40
#define MAX_RATIO 1.5

typedef void (*Work) (GBytes *raw, TocsinQuery *query);

static const char trace[] =
    "Return-Path: <bounces+4711@mail.example.com>\nDelivered-To: bob@example.org\n"
    "Received: from mx.example.org (mx.example.org [192.0.2.7])\n\tby store.example.org (Postfix) "
    "with LMTP id 4711ABCD\n\tfor <bob@example.org>; Sun,  1 Nov 2026 08:01:02 +0000 (UTC)\n"
    "Received: from mail.example.com (mail.example.com [198.51.100.9])\n\t(using TLSv1.3 with "
    "cipher "
    "TLS_AES_256_GCM_SHA384 (256/256 bits))\n\tby mx.example.org (Postfix) with ESMTPS id "
    "4711ABCE\n"
    "\tfor <bob@example.org>; Sun,  1 Nov 2026 08:01:01 +0000 (UTC)\n"
    "Authentication-Results: mx.example.org;\n\tdkim=pass (2048-bit key) header.d=example.com "
    "header.i=@example.com header.b=abcdef;\n\tspf=pass smtp.mailfrom=bounces@mail.example.com;\n"
    "\tdmarc=pass (policy=reject) header.from=example.com\n"
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=mail;\n"
    "\th=from:to:subject:date:message-id:mime-version:content-type;\n"
    "\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\n"
    "\tb=dGhpcyBpcyBubyBzaWduYXR1cmUgYXQgYWxsLCBidXQgaXQgaXMgYXMgbG9uZyBhcyBvbmU\n"
    "\t dGhpcyBpcyBubyBzaWduYXR1cmUgYXQgYWxsLCBidXQgaXQgaXMgYXMgbG9uZyBhcyBvbmU=\n"
    "From: =?utf-8?q?Ad=C3=A8le_Lovelace?= <adele@example.com>\n"
    "To: Bob Stone <bob@example.org>, Carol <carol@example.org>\n"
    "Subject: =?iso-8859-1?q?Rechnung_f=FCr?= Bob\nDate: Sun, 01 Nov 2026 09:00:00 +0100\n"
    "Message-ID: <abc.4711@example.com>\nMIME-Version: 1.0\n";

static const char plain_line[] =
    "Lorem ipsum dolor sit amet, consetetur sadipscing =C3=BC elitr sed\n";
static const char html_line[] = "<tr><td style=3D\"padding:8px\"><a "
                                "href=3D\"https://example.com/?a=3D1\">Lorem ipsum</a></td></tr>\n";
static const char base64_line[] =
    "SGVsbG8gdGhlcmUgSGVsbG8gdGhlcmUgSGVsbG8gdGhlcmUgSGVsbG8gdGhlcmUgSGVsbG8gdGhl\n";

static void
append_lines (GString *text, guint bytes, const char *line)
{
  for (guint count = bytes / strlen (line); count > 0; count--)
    g_string_append (text, line);
}

/* What a person writes: @bytes of text and nothing else. */
static GBytes *
make_note (guint bytes)
{
  GString *text = g_string_new (trace);

  g_string_append (text, "Content-Type: text/plain; charset=utf-8; format=flowed\n"
                         "Content-Transfer-Encoding: quoted-printable\n\n");
  append_lines (text, bytes, plain_line);

  return g_string_free_to_bytes (text);
}

/* Two forms of a text, as most mailers and all newsletters send it. */
static void
append_forms (GString *text, guint plain_bytes, guint html_bytes)
{
  g_string_append (text, "Content-Type: multipart/alternative; boundary=\"=_inner_4711\"\n\n"
                         "--=_inner_4711\nContent-Type: text/plain; charset=utf-8\n"
                         "Content-Transfer-Encoding: quoted-printable\n\n");
  append_lines (text, plain_bytes, plain_line);
  g_string_append (text, "\n--=_inner_4711\nContent-Type: text/html; charset=utf-8\n"
                         "Content-Transfer-Encoding: quoted-printable\n\n<html><body><table>\n");
  append_lines (text, html_bytes, html_line);
  g_string_append (text, "</table></body></html>\n\n--=_inner_4711--\n");
}

static GBytes *
make_newsletter (guint plain_bytes, guint html_bytes)
{
  GString *text = g_string_new (trace);

  g_string_append (text, "List-Unsubscribe: <https://example.com/leave>\nPrecedence: bulk\n");
  append_forms (text, plain_bytes, html_bytes);

  return g_string_free_to_bytes (text);
}

/* Two forms of the text, and a file of @bytes. */
static GBytes *
make_invoice (guint bytes)
{
  GString *text = g_string_new (trace);

  g_string_append (text, "Content-Type: multipart/mixed; boundary=\"=_outer_4711\"\n\n"
                         "--=_outer_4711\n");
  append_forms (text, 800, 1200);
  g_string_append (
      text, "\n--=_outer_4711\n"
            "Content-Type: application/pdf; name=\"=?utf-8?q?Rechnung_f=C3=BCr_Bob=2Epdf?=\"\n"
            "Content-Transfer-Encoding: base64\nContent-Disposition: attachment;\n"
            " filename*=utf-8''Rechnung%20f%C3%BCr%20Bob.pdf\n\n");
  append_lines (text, bytes, base64_line);
  g_string_append (text, "\n--=_outer_4711--\n");

  return g_string_free_to_bytes (text);
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  gsize left = g_bytes_get_size (*(GBytes *const *) a);
  gsize right = g_bytes_get_size (*(GBytes *const *) b);

  return left < right ? -1 : left > right;
}

/* A mailbox as it is: the median has 6 KB, some have much more. By size. */
static GPtrArray *
make_mailbox (void)
{
  static const guint notes[] = { 300, 700, 2000, 4600, 5200 };
  static const guint newsletters[] = { 1500, 3300, 5000, 9000, 20000 };
  static const guint invoices[] = { 1500, 2500, 40000 };
  GPtrArray *mailbox = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    g_ptr_array_add (mailbox, make_note (notes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (newsletters); i++)
    g_ptr_array_add (mailbox, make_newsletter (newsletters[i] / 3, newsletters[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (invoices); i++)
    g_ptr_array_add (mailbox, make_invoice (invoices[i]));
  g_ptr_array_sort (mailbox, compare_sizes);

  return mailbox;
}

static void
parse_with_gmime (GBytes *raw, TocsinQuery *query)
{
  gsize length;
  const char *bytes = g_bytes_get_data (raw, &length);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (bytes, length);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);

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

typedef struct
{
  const char *name;
  Work work;
  const char *query;
  double seconds;
} Way;

static Way ways[] = {
  { "GMime's parser", parse_with_gmime, "", 0 },
  { "headers and structure", read_structure, "", 0 },
  { "matched by its headers", match, "from:adele subject:rechnung has:attachment", 0 },
  { "matched by its results", match, "dkim:pass -spf:fail -is:signed -is:list", 0 },
  { "matched by its text", match, "from:adele body:consetetur", 0 },
};

static void
take_turn (Way *way, GPtrArray *mailbox)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse (way->query, NULL);
  gint64 begin = g_get_monotonic_time ();
  double seconds;

  g_assert_nonnull (query);
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < mailbox->len; i++)
      way->work (g_ptr_array_index (mailbox, i), query);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  way->seconds = way->seconds > 0 ? MIN (way->seconds, seconds) : seconds;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) mailbox = make_mailbox ();
  double ratio;

  g_mime_init ();
  for (guint turn = 0; turn < TURNS; turn++)
    for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
      take_turn (&ways[i], mailbox);

  g_print ("%u messages, the median has %" G_GSIZE_FORMAT " bytes\n", mailbox->len,
           g_bytes_get_size (g_ptr_array_index (mailbox, mailbox->len / 2)));
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    g_print ("%-28s %8.0f messages/s  %.2f\n", ways[i].name,
             ROUNDS * mailbox->len / ways[i].seconds, ways[i].seconds / ways[0].seconds);

  ratio = ways[1].seconds / ways[0].seconds;
  if (ratio <= MAX_RATIO)
    return EXIT_SUCCESS;
  g_printerr ("Headers and structure take %.2f times as long as GMime's parser, more than %.1f\n",
              ratio, MAX_RATIO);

  return EXIT_FAILURE;
}
