/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/imap4/play.h"

#include "core/base/error.h"
#include "plugins/imap4/texts.h"

#include <string.h>

/* The text of messages without the rest of them: byte exact, what is asked for and what is made of
 * the answers. */

#define ADD_TEXT(part, section, size) add_leaf (part, section, "text/plain", NULL, NULL, size)

static void
add_leaf (TocsinPart *parent,
          const char *section,
          const char *type,
          const char *disposition,
          const char *encoding,
          guint64 size)
{
  TocsinPart *part = tocsin_part_new (section, type, disposition, NULL);

  part->encoding = g_strdup (encoding);
  part->size = size;
  tocsin_part_add_child (parent, part);
}

static TocsinMessage *
make_message (TocsinPart *root)
{
  TocsinMessage *message = tocsin_message_new ();

  tocsin_message_set_structure (message, root);

  return message;
}

static TocsinMessage *
make_single (const char *encoding, guint64 size)
{
  TocsinPart *root = tocsin_part_new ("1", "text/plain", NULL, NULL);

  root->encoding = g_strdup (encoding);
  root->size = size;

  return make_message (root);
}

/* A text, its HTML form, and a file. */
static TocsinMessage *
make_mixed (void)
{
  TocsinPart *root = tocsin_part_new ("", "multipart/mixed", NULL, NULL);
  TocsinPart *alternative = tocsin_part_new ("1", "multipart/alternative", NULL, NULL);

  ADD_TEXT (alternative, "1.1", 5);
  add_leaf (alternative, "1.2", "text/html", NULL, NULL, 500);
  tocsin_part_add_child (root, alternative);
  add_leaf (root, "2", "application/pdf; name=a.pdf", "attachment", "base64", 100000);

  return make_message (root);
}

/* What is read of the texts, one line a message; a question mark where it is not known. */
static char *
read_texts (Play *play, GPtrArray *refs, GPtrArray *messages)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_mail_store_read_texts (play->store, refs, messages, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    {
      const char *text = tocsin_message_get_text (g_ptr_array_index (messages, i));

      g_string_append_printf (out, "%s\n", text != NULL ? text : "?");
    }

  return g_string_free (out, FALSE);
}

static GPtrArray *
list_messages (TocsinMessage *first, ...)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_object_unref);
  va_list args;

  va_start (args, first);
  for (TocsinMessage *message = first; message != NULL; message = va_arg (args, TocsinMessage *))
    g_ptr_array_add (messages, message);
  va_end (args);

  return messages;
}

static Play *
begin (void)
{
  Play *play = play_new ();

  play_begin (play, "");
  play_examine (play, "INBOX", 9, 10);

  return play;
}

/* Messages of one shape in one command, all commands in one exchange, no attachment in any. */
static void
test_together (void)
{
  g_autoptr (Play) play = begin ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.4", "1.5", "1.3", "1.8", NULL);
  g_autoptr (GPtrArray) messages = list_messages (make_single (NULL, 3), make_mixed (),
                                                  make_single (NULL, 4), make_mixed (), NULL);
  g_autofree char *texts = NULL;

  play_expect (play, "UID FETCH 3:4 (UID BODY.PEEK[1])");
  play_expect (play, "UID FETCH 5,8 (UID BODY.PEEK[1.1])");
  play_say (play,
            "* 4 FETCH (UID 4 BODY[1] {4}\r\nfour)\r\n* 3 FETCH (BODY[1] {3}\r\none UID 3)\r\n"
            "<<t3>> OK done\r\n* 5 FETCH (UID 5 BODY[1.1] \"fifth\")\r\n"
            "* 8 FETCH (UID 8 BODY[1.1] {6+}\r\neighth)\r\n");
  play_answer (play, "OK done");
  play_start (play, NULL);
  texts = read_texts (play, refs, messages);
  g_assert_cmpstr (texts, ==, "four\nfifth\none\neighth\n");
}

/* Of a part whose size nobody knows, or that is larger than what a reader is shown, as much as
 * that; the answer names where it begins. */
static void
test_partial (void)
{
  g_autoptr (Play) play = begin ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.1", "1.2", NULL);
  g_autoptr (GPtrArray) messages =
      list_messages (make_single (NULL, 0), make_single (NULL, 5000000), NULL);
  g_autofree char *texts = NULL;

  play_expect (play, "UID FETCH 1:2 (UID BODY.PEEK[1]<0.4194304>)");
  play_say (play, "* 1 FETCH (UID 1 BODY[1]<0> {5}\r\nshort)\r\n* 2 FETCH (UID 2 BODY[1]<0> "
                  "{4194304}\r\n");
  scripted_server_send_repeated (play->server, "0123456789abcdef", 4194304 / 16);
  play_say (play, ")\r\n");
  play_answer (play, "OK done");
  play_start (play, NULL);
  texts = read_texts (play, refs, messages);
  g_assert_true (g_str_has_prefix (texts, "short\n0123456789abcdef0123"));
  g_assert_cmpuint (strlen (texts), ==, strlen ("short\n") + 4194304 + 1);
}

/* Quirk 29 and 28: what can't be is left to be fetched whole. */
static void
test_implausible (void)
{
  g_autoptr (Play) play = begin ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", NULL);
  g_autoptr (GPtrArray) messages = list_messages (
      make_single (NULL, 30), make_single (NULL, 30), make_single (NULL, 30), make_single (NULL, 0),
      make_single ("base64", 0), make_single (NULL, 5000000), NULL);
  g_autofree char *texts = NULL;

  play_expect (play, "UID FETCH 1:3 (UID BODY.PEEK[1])");
  play_expect (play, "UID FETCH 4:6 (UID BODY.PEEK[1]<0.4194304>)");
  play_say (play, "* 1 FETCH (UID 1 BODY[1] NIL)\r\n* 2 FETCH (UID 2 BODY[1] )\r\n"
                  "* 3 FETCH (UID 3 BODY[2] \"another part\")\r\n"
                  "* 4 FETCH (UID 4 BODY[1]<0> NIL)\r\n* 5 FETCH (UID 5 BODY[1]<0> {4194304}\r\n");
  scripted_server_send_repeated (play->server, "QUJD", 4194304 / 4);
  play_say (play, ")\r\n* 6 FETCH (UID 6 BODY[1]<0> \"ends early\")\r\n<<t3>> OK done\r\n");
  play_answer (play, "OK done");
  play_start (play, NULL);
  texts = read_texts (play, refs, messages);
  g_assert_cmpstr (texts, ==, "?\n?\n?\n\n?\n?\n");
}

/* Quirk 24: gone, not asked for, without a number: none of it harms the others. */
static void
test_gone (void)
{
  g_autoptr (Play) play = begin ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.1", "1.2", NULL);
  g_autoptr (GPtrArray) messages =
      list_messages (make_single (NULL, 3), make_single (NULL, 3), NULL);
  g_autofree char *texts = NULL;

  play_expect (play, "UID FETCH 1:2 (UID BODY.PEEK[1])");
  play_say (play, "* 7 FETCH (UID 7 BODY[1] {5}\r\nalien)\r\n* 2 FETCH (BODY[1] {4}\r\nlost)\r\n"
                  "* 2 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID 2 BODY[1] {3}\r\ntwo)\r\n");
  play_answer (play, "OK done");
  play_start (play, NULL);
  texts = read_texts (play, refs, messages);
  g_assert_cmpstr (texts, ==, "?\ntwo\n");
}

/* Servers that know no <0.n>, or one of the parts not: the others are had all the same. */
static void
test_refused (void)
{
  g_autoptr (Play) play = begin ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.1", "1.2", NULL);
  g_autoptr (GPtrArray) messages =
      list_messages (make_single (NULL, 0), make_single (NULL, 3), NULL);
  g_autofree char *texts = NULL;

  play_expect (play, "UID FETCH 1 (UID BODY.PEEK[1]<0.4194304>)");
  play_expect (play, "UID FETCH 2 (UID BODY.PEEK[1])");
  play_say (play, "<<t3>> BAD what is this\r\n");
  play_answer (play, "NO not now");
  play_command (play, "UID FETCH 1 (UID BODY.PEEK[1]<0.4194304>)", NULL, "BAD what is this");
  play_command (play, "UID FETCH 2 (UID BODY.PEEK[1])", "* 2 FETCH (UID 2 BODY[1] {3}\r\ntwo)\r\n",
                "OK done");
  play_start (play, NULL);
  texts = read_texts (play, refs, messages);
  g_assert_cmpstr (texts, ==, "?\ntwo\n");
}

static TocsinMessage *
make_long (void)
{
  TocsinPart *root = tocsin_part_new ("", "multipart/mixed", NULL, NULL);

  for (guint i = 1; i < 40; i++)
    {
      g_autofree char *section = g_strdup_printf ("%u", i);

      ADD_TEXT (root, section, 10);
    }

  return make_message (root);
}

static TocsinMessage *
make_strange (void)
{
  return make_message (tocsin_part_new ("1] BODY[", "text/plain", NULL, NULL));
}

/* Nothing to ask for: what is known, what has no text, no structure, or more parts than fit into a
 * command; and what is no number of a part never gets into one. */
static void
test_nothing_to_ask (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.1", "1.2", "1.3", "1.4", NULL);
  g_autoptr (GPtrArray) messages = list_messages (make_single (NULL, 3), tocsin_message_new (),
                                                  make_long (), make_strange (), NULL);
  g_autoptr (GBytes) known = g_bytes_new_static ("known", 5);
  g_autofree char *texts = NULL;

  tocsin_message_set_content (g_ptr_array_index (messages, 0), "1", known);
  play_begin (play, "");
  play_start (play, NULL);
  texts = read_texts (play, refs, messages);
  g_assert_cmpstr (texts, ==, "known\n?\n?\n?\n");
}

/* A server that takes its time is not asked to open the folder again for each answer: that would
 * take it even longer. */
static void
test_slow (void)
{
  g_autoptr (Play) play = begin ();
  g_autoptr (GPtrArray) refs = play_refs (play, "1.2", NULL);
  g_autoptr (GPtrArray) messages = list_messages (make_single (NULL, 3), NULL);
  g_autofree char *texts = NULL;

  play_expect (play, "UID FETCH 2 (UID RFC822.SIZE INTERNALDATE FLAGS)");
  scripted_server_drip (play->server, "* 2 FETCH (UID 2 FLAGS ())\r\n", 100);
  play_answer (play, "OK done");
  play_command (play, "UID FETCH 2 (UID BODY.PEEK[1])", "* 2 FETCH (UID 2 BODY[1] {3}\r\ntwo)\r\n",
                "OK done");
  play_start (play, NULL);
  play_fetch (play, refs, TOCSIN_MAIL_PARTS_FLAGS, "1.2  F0\n");
  texts = read_texts (play, refs, messages);
  g_assert_cmpstr (texts, ==, "two\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/texts/together", test_together);
  g_test_add_func ("/imap4/texts/partial", test_partial);
  g_test_add_func ("/imap4/texts/implausible", test_implausible);
  g_test_add_func ("/imap4/texts/gone", test_gone);
  g_test_add_func ("/imap4/texts/refused", test_refused);
  g_test_add_func ("/imap4/texts/nothing-to-ask", test_nothing_to_ask);
  g_test_add_func ("/imap4/texts/slow", test_slow);

  return g_test_run ();
}
