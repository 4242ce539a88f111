/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages that are made to be taken for two ("SMTP smuggling"), in their bodies and in their
 * headers, by DATA and by BDAT, with the odd bytes on both sides of any block's end. A strict
 * reader decides whether exactly one arrived, and with the right bytes. Makes docs/smuggling.md. */
#include "core/mail/mail-transport.h"
#include "plugins/smtp/connection.h"
#include "plugins/smtp/session/message.h"
#include "tests/protocol/smtp/reader.h"

#include <string.h>

#define INTRODUCTION                                                                               \
  "# Messages that are made to be taken for two\n"                                                 \
  "\n"                                                                                             \
  "Made by `tests/protocol/smtp/smuggling`. Servers disagree about what ends a line, and so a\n"   \
  "message: bytes that one passes on and another takes for an end smuggle a second message in.\n"  \
  "Each row is put into a body and into a header, in front of `MAIL FROM:<evil@example.org>`, "    \
  "and\n"                                                                                          \
  "sent by DATA and by BDAT with a block of the message ending before, within and behind it. "     \
  "The\n"                                                                                          \
  "test fails unless a strict reader of RFC 5321 gets exactly one message each time, in which\n"   \
  "every line ends with CRLF and no CR, LF or NUL stands elsewhere.\n"                             \
  "\n"                                                                                             \
  "| bytes | in a body they become | messages of so many sent |\n"                                 \
  "|---|---|---|\n"

#define SMUGGLED                                                                                   \
  "MAIL FROM:<evil@example.org>\r\nRCPT TO:<you@example.org>\r\nDATA\r\nSubject: "                 \
  "evil\r\n\r\nx\r\n.\r\n"

#define BYTES(text)                                                                                \
  {                                                                                                \
    text, sizeof text - 1                                                                          \
  }

static const struct
{
  const char *bytes;
  gsize length;
} rows[] = {
  BYTES ("\n.\n"),         BYTES ("\r.\r"),       BYTES ("\r\n.\n"),
  BYTES ("\n.\r\n"),       BYTES ("\r\n.\r"),     BYTES ("\n.\r"),
  BYTES ("\r.\n"),         BYTES ("\r.\r\n"),     BYTES ("\r\n.\r\n"),
  BYTES ("\r\r\n.\r\r\n"), BYTES ("\r\n.\r\r\n"), BYTES ("\r\r\n.\r\n"),
  BYTES ("\n\r.\r\n"),     BYTES ("\r\n\r.\r\n"), BYTES ("\r\n.\n\r\n"),
  BYTES ("\r\n\0.\r\n"),   BYTES ("\r\n.\0\r\n"), BYTES ("\r\0\n.\r\0\n"),
  BYTES ("\0\r\n.\r\n\0"), BYTES ("\r\n..\r\n"),  BYTES ("\r\n.\r\n.\r\n"),
  BYTES ("\n.\n.\n"),      BYTES ("\r\n. \r\n"),  BYTES ("\r\n.\t\r\n"),
  BYTES ("\x85.\x85"),     BYTES ("\v.\v"),       BYTES ("\f.\f"),
  BYTES ("\r\n.\r\n\r\n"),
};

static const char *const keywords[] = {
  "250-reader\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 8BITMIME",
  "250-reader\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 CHUNKING",
};

typedef struct
{
  guint sent;
  guint right;
  GString *becomes;
} Outcome;

static Outcome outcomes[G_N_ELEMENTS (rows)];

/* What has to arrive, said once more in another way: CRs in front of a LF belong to it, any other
 * and NUL is a blank, a line ends with CRLF. */
static GString *
expect (const GString *message)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; i <= message->len; i++)
    {
      char byte = i < message->len ? message->str[i] : '\n';

      if (i == message->len && line->len == 0)
        break;
      if (byte != '\n')
        {
          g_string_append_c (line, byte == '\0' ? ' ' : byte);
          continue;
        }
      while (line->len > 0 && line->str[line->len - 1] == '\r')
        g_string_truncate (line, line->len - 1);
      g_strdelimit (line->str, "\r", ' ');
      g_string_append_printf (out, "%s\r\n", line->str);
      g_string_truncate (line, 0);
    }

  return out;
}

static GString *
make_message (guint row, gboolean in_header, gsize place)
{
  GString *message = g_string_new ("From: me@example.org\r\nX: ");

  if (!in_header)
    g_string_append (message, "y\r\n\r\n");
  /* Lines that any server takes. */
  while (message->len < place)
    g_string_append (message, message->len % 60 == 59 && !in_header ? "\n" : "p");
  g_string_append_len (message, rows[row].bytes, (gssize) rows[row].length);
  g_string_append (message, SMUGGLED);

  return message;
}

static TocsinMailTransport *
make_transport (guint16 port)
{
  g_autofree char *place = g_strdup_printf ("port=%u", port);
  const char *assignments[] = { "address=127.0.0.1", place, "encryption.mode=none",
                                "smtp.hello=me.example", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("reader", "smtp", assignments, &error);

  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_SMTP_CONNECTION, "settings", settings, NULL);
}

static void
send_one (guint16 port, const GString *message)
{
  g_autoptr (TocsinMailTransport) transport = make_transport (port);
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("me@example.org", NULL);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (message->str, (gssize) message->len, NULL);
  g_autoptr (GError) error = NULL;

  tocsin_envelope_add_recipient (envelope, "you@example.org", TOCSIN_RECIPIENT_TO,
                                 TOCSIN_NOTIFY_DEFAULT, NULL, NULL);
  tocsin_mail_transport_send (transport, envelope, stream, message->len, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
is_right (Reader *reader, const GString *expected)
{
  GBytes *got = reader->messages->len == 1 ? g_ptr_array_index (reader->messages, 0) : NULL;

  return reader->wrong == NULL && got != NULL
         && g_str_has_prefix (reader->commands->str, "EHLO MAIL RCPT")
         && strstr (reader->commands->str + 4, "MAIL RCPT DATA MAIL") == NULL
         && g_bytes_get_size (got) == expected->len
         && memcmp (g_bytes_get_data (got, NULL), expected->str, expected->len) == 0;
}

static void
play (guint row, guint mode, gboolean in_header, gsize place)
{
  g_autoptr (GString) message = make_message (row, in_header, place);
  g_autoptr (GString) expected = expect (message);
  g_autoptr (Reader) reader = reader_new (keywords[mode]);

  send_one (reader->port, message);
  reader_finish (reader);
  outcomes[row].sent++;
  if (is_right (reader, expected))
    outcomes[row].right++;
  else
    g_test_fail_printf ("row %u, %s, %s, at %" G_GSIZE_FORMAT ": %u messages, %s, %s", row,
                        mode == 0 ? "DATA" : "BDAT", in_header ? "header" : "body", place,
                        reader->messages->len, reader->commands->str,
                        reader->wrong != NULL ? reader->wrong : "other bytes");
}

static void
append_shown (GString *out, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    switch (bytes[i])
      {
      case '\r':
        g_string_append (out, "CR ");
        break;
      case '\n':
        g_string_append (out, "LF ");
        break;
      case '\0':
        g_string_append (out, "NUL ");
        break;
      case ' ':
        g_string_append (out, "SP ");
        break;
      case '.':
        g_string_append (out, ". ");
        break;
      default:
        g_string_append_printf (out, "%02X ", (guint) (guchar) bytes[i]);
      }
}

/* What the bytes are on the line, between letters. */
static void
note_becomes (guint row)
{
  g_autoptr (GString) message = g_string_new ("a");
  g_autoptr (GString) clean = NULL;
  g_autoptr (GString) wire = g_string_new (NULL);

  g_string_append_len (message, rows[row].bytes, (gssize) rows[row].length);
  g_string_append_c (message, 'b');
  clean = expect (message);
  for (gsize i = 1; i < clean->len - 3; i++)
    {
      if (clean->str[i] == '.' && clean->str[i - 1] == '\n')
        g_string_append_c (wire, '.');
      g_string_append_c (wire, clean->str[i]);
    }
  outcomes[row].becomes = g_string_new (NULL);
  append_shown (outcomes[row].becomes, wire->str, wire->len);
}

static void
test_row (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  gsize block = SMTP_MESSAGE_BLOCK;

  note_becomes (row);
  for (guint mode = 0; mode < G_N_ELEMENTS (keywords); mode++)
    {
      play (row, mode, TRUE, 0);
      play (row, mode, FALSE, 0);
      /* Its first byte is the block's last, and so on. */
      for (gsize i = 0; i <= rows[row].length; i++)
        play (row, mode, FALSE, block - i);
    }
}

static char *
print (void)
{
  GString *text = g_string_new (INTRODUCTION);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) bytes = g_string_new (NULL);

      append_shown (bytes, rows[i].bytes, rows[i].length);
      g_string_append_printf (text, "| %s| %s| %u of %u |\n", bytes->str, outcomes[i].becomes->str,
                              outcomes[i].right, outcomes[i].sent);
    }

  return g_string_free (text, FALSE);
}

static int
compare (void)
{
  g_autofree char *text = print ();
  g_autofree char *made = g_test_build_filename (G_TEST_BUILT, "smuggling.md", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "smuggling.md", NULL);
  g_autofree char *there = NULL;

  g_file_set_contents (made, text, -1, NULL);
  if (g_file_get_contents (path, &there, NULL, NULL) && g_str_equal (there, text))
    return 0;
  g_printerr ("docs/smuggling.md is not the table of these rows: copy %s there\n", made);

  return 1;
}

int
main (int argc, char *argv[])
{
  int status;
  gboolean whole = TRUE;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smtp/smuggling/%02u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  status = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    whole = whole && outcomes[i].becomes != NULL;
  if (status == 0 && whole)
    status = compare ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (outcomes[i].becomes != NULL)
      g_string_free (outcomes[i].becomes, TRUE);

  return status;
}
