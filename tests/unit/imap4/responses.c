/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/imap4/wire/command.h"
#include "plugins/imap4/wire/fetched.h"
#include "plugins/imap4/wire/found.h"
#include "plugins/imap4/wire/listed.h"
#include "plugins/imap4/wire/structure.h"
#include "tests/unit/imap4/respond.h"

#include <string.h>

typedef struct
{
  const char *line;
  Imap4ResponseKind kind;
  Imap4Status status;
  const char *keyword;
  const char *code;
  const char *code_text;
  const char *text;
} Row;

static const Row rows[] = {
  { "* OK [UIDNEXT 12] next", IMAP4_RESPONSE_STATUS, IMAP4_STATUS_OK, NULL, "UIDNEXT", "12",
    "next" },
  { "a1 NO [ALERT] no", IMAP4_RESPONSE_TAGGED, IMAP4_STATUS_NO, NULL, "ALERT", NULL, "no" },
  { "a1 ok", IMAP4_RESPONSE_TAGGED, IMAP4_STATUS_OK, NULL, NULL, NULL, "" },
  { "* 12 EXISTS", IMAP4_RESPONSE_DATA, 0, "EXISTS", NULL, NULL, NULL },
  { "* flags (\\Seen)", IMAP4_RESPONSE_DATA, 0, "FLAGS", NULL, NULL, NULL },
  { "+ go on", IMAP4_RESPONSE_CONTINUATION, 0, NULL, NULL, NULL, "go on" },
  { "+", IMAP4_RESPONSE_CONTINUATION, 0, NULL, NULL, NULL, "" },
  { "* OK [PERMANENTFLAGS (\\* foo]bar)] kept", IMAP4_RESPONSE_STATUS, IMAP4_STATUS_OK, NULL,
    "PERMANENTFLAGS", "(\\* foo]bar)", "kept" },
  { "* OK ends with {12}", IMAP4_RESPONSE_STATUS, IMAP4_STATUS_OK, NULL, NULL, NULL,
    "ends with {12}" },
  { "[COPYUID 1 2 3] done", IMAP4_RESPONSE_STATUS, IMAP4_STATUS_OK, NULL, "COPYUID", "1 2 3",
    "done" },
  { "* [COPYUID 1 2 3]", IMAP4_RESPONSE_STATUS, IMAP4_STATUS_OK, NULL, "COPYUID", "1 2 3", "" },
  { "Server Unavailable. 15", IMAP4_RESPONSE_STATUS, IMAP4_STATUS_BYE, NULL, "UNAVAILABLE", NULL,
    "Server Unavailable. 15" },
};

static void
test_responses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Imap4Response) response = respond (&error, rows[i].line, NULL);

      g_test_message ("%s", rows[i].line);
      g_assert_no_error (error);
      g_assert_cmpint (response->kind, ==, rows[i].kind);
      g_assert_cmpint (response->status, ==, rows[i].status);
      g_assert_cmpstr (response->keyword, ==, rows[i].keyword);
      g_assert_cmpstr (response->code, ==, rows[i].code);
      g_assert_cmpstr (response->code_text, ==, rows[i].code_text);
      g_assert_cmpstr (response->text, ==, rows[i].text);
    }
}

static void
test_rubbish (void)
{
  static const char *const lines[] = { "", "hello", "* ", "a1 WELL then", " OK" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (respond (&error, lines[i], NULL));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
    }
}

static Imap4Fetched *
fetch (Imap4Response *response)
{
  g_autoptr (GError) error = NULL;
  Imap4Fetched *fetched = imap4_fetched_new ();

  g_assert_nonnull (response);
  imap4_fetched_parse (fetched, response, &error);
  g_assert_no_error (error);

  return fetched;
}

static void
test_fetch (void)
{
  g_autoptr (Imap4Response) response =
      respond (NULL, "* 3 FETCH (BODY[HEADER] {5}", "A: b\n",
               " FLAGS (\\Seen k]y) UID 12 RFC822.SIZE 9.5e3 MODSEQ (9223372036854775807)"
               " INTERNALDATE \"01-Jan-1970 00:00:01 +0000\" X-NEW (a \"b\" (c)) BODY[] NIL)",
               NULL);
  g_autoptr (Imap4Fetched) fetched = fetch (response);

  g_assert_cmpuint (fetched->uid, ==, 12);
  g_assert_cmpuint (fetched->size, ==, 9500);
  g_assert_cmpuint (fetched->modseq, ==, G_MAXINT64);
  g_assert_cmpint (fetched->received, ==, G_USEC_PER_SEC);
  g_assert_cmpstr (fetched->flags[1], ==, "k]y");
  g_assert_cmpuint (g_bytes_get_size (fetched->header), ==, 5);
  g_assert_true (fetched->has_body);
  g_assert_cmpuint (g_bytes_get_size (fetched->body), ==, 0);
}

static void
test_announced_body (void)
{
  static const struct
  {
    const char *line;
    gboolean is_body;
    guint64 uid;
  } cases[] = { { "* 3 FETCH (UID 12 BODY[] {9}", TRUE, 12 },
                { "* 3 FETCH (FLAGS (a) UID 12 body[]<0> {9}", TRUE, 12 },
                { "* 3 FETCH (BODY[] {9}", TRUE, 0 },
                { "* 3 FETCH (UID 12 RFC822 {9}", TRUE, 12 },
                { "* 3 FETCH (UID 12 BODY[HEADER] {9}", FALSE, 0 },
                { "* LIST () \"/\" BODY[] {9}", FALSE, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Imap4Frame) frame = imap4_frame_new ();
      Imap4BodyAnnouncement body = { 0 };
      gboolean more;

      g_assert_true (
          imap4_frame_add_line (frame, cases[i].line, strlen (cases[i].line), &more, NULL));
      g_assert_true (more);
      g_assert_cmpint (imap4_fetched_announces_body (frame, &body), ==, cases[i].is_body);
      g_assert_cmpuint (body.uid, ==, cases[i].uid);
    }
}

/* Lists within lists, far beyond what any stack takes. */
static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (100000, '(');
  g_autofree char *line = g_strconcat ("* 1 FETCH (UID 1 BODYSTRUCTURE ", deep, NULL);
  g_autoptr (Imap4Response) response = respond (NULL, line, NULL);
  g_autoptr (Imap4Fetched) fetched = imap4_fetched_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (imap4_fetched_parse (fetched, response, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_assert_cmpuint (fetched->uid, ==, 1);
}

static void
test_too_many_values (void)
{
  g_autoptr (GString) line = g_string_new ("* 1 FETCH (X (");
  g_autoptr (Imap4Response) response = NULL;
  g_autoptr (Imap4Fetched) fetched = imap4_fetched_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= IMAP4_SCANNER_MAX_VALUES; i++)
    g_string_append (line, "a ");
  g_string_append (line, "))");
  response = respond (NULL, line->str, NULL);
  g_assert_false (imap4_fetched_parse (fetched, response, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static gboolean
add_text (Imap4Frame *frame, const char *text, gboolean *more, GError **error)
{
  return imap4_frame_add_line (frame, text, strlen (text), more, error);
}

static void
test_frame_limits (void)
{
  g_autoptr (Imap4Frame) many = imap4_frame_new ();
  g_autoptr (Imap4Frame) large = imap4_frame_new ();
  g_autoptr (Imap4Frame) nul = imap4_frame_new ();
  g_autofree char *text = g_strnfill (IMAP4_FRAME_MAX_TEXT + 1, 'x');
  g_autoptr (GError) error = NULL;
  gboolean more;
  GBytes *bytes;
  gsize end;

  for (guint i = 0; i < IMAP4_FRAME_MAX_LITERALS; i++)
    g_assert_true (add_text (many, "{1}", &more, NULL) && more);
  g_assert_false (add_text (many, "{1}", &more, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_clear_error (&error);

  g_assert_false (add_text (large, text, &more, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_clear_error (&error);

  /* Quirk 17: before an answer they are skipped, within it refused. */
  g_assert_true (imap4_frame_add_line (nul, "\0\0* OK", 6, &more, NULL));
  g_assert_cmpstr (imap4_frame_get_text (nul, NULL), ==, "* OK");
  g_assert_false (imap4_frame_add_line (nul, "a\0b", 3, &more, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);

  /* What is too long for memory is cut, so that one message can't stop the others. */
  imap4_frame_free (g_steal_pointer (&large));
  large = imap4_frame_new ();
  g_assert_true (add_text (large, "* 1 FETCH (BODY[HEADER] {9000000}", &more, NULL) && more);
  for (guint i = 0; i < 4; i++)
    imap4_frame_add_bytes (large, text, IMAP4_FRAME_MAX_KEPT / 2);
  g_assert_true (add_text (large, ")", &more, NULL) && !more);
  g_assert_true (
      imap4_frame_find_literal (large, strlen ("* 1 FETCH (BODY[HEADER] "), &end, &bytes));
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, IMAP4_FRAME_MAX_KEPT);
}

static void
test_found (void)
{
  static const struct
  {
    const char *line;
    guint n;
  } cases[] = { { "* SEARCH 2 3 6 (MODSEQ 917)", 3 },
                { "* SEARCH", 0 },
                { "* ESEARCH (TAG \"a1\") UID COUNT 3 ALL 2:4 MODSEQ 9", 3 },
                { "* ESEARCH (TAG \"a1\") UID", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Imap4Response) response = respond (NULL, cases[i].line, NULL);
      g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

      g_assert_true (imap4_found_parse (response, uids, NULL));
      g_assert_cmpuint (uids->len, ==, cases[i].n);
    }
}

typedef struct
{
  const char *value;
  const char *types;
  const char *about;
} Structure;

static const Structure structures[] = {
  { "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 12 1)", "1:text/plain",
    "a leaf" },
  { "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1)(\"application\" \"pdf\" (\"name\" \"a.pdf\") "
    "\"<i@d>\" NIL \"base64\" 9 NIL (\"attachment\" (\"filename\" \"b.pdf\")) NIL) \"mixed\")",
    ":multipart/mixed 1:text/plain 2:application/pdf=b.pdf", "two parts" },
  { "(((\"text\" \"plain\" NIL NIL NIL NIL -1 1)(\"text\" \"html\" NIL NIL NIL NIL 2 1) "
    "\"alternative\")(\"image\" \"png\" NIL NIL NIL \"base64\" 9 NIL \"inline\") \"mixed\")",
    ":multipart/mixed 1:multipart/alternative 1.1:text/plain 1.2:text/html 2:image/png",
    "nested, with a negative size and a bare disposition (quirk 29)" },
  { "((((\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1))))", "1:text/plain",
    "extra parentheses (quirk 25)" },
  { "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 300 (NIL \"=?utf-8?q?=C3=9Cber?= all\" NIL NIL "
    "NIL "
    "NIL NIL NIL NIL NIL) (\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1) 9 NIL (\"inline\" NIL))",
    "1:message/rfc822=Über all.eml", "an attached message is named by its subject" },
  { "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 300)", "1:message/rfc822",
    "one of which nothing more is told" },
  { "(\"mixed\")", NULL, "an empty multipart lost its body (quirk 29)" },
  { "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1)(\"alternative\") \"mixed\")", NULL,
    "and so did a nested one" },
  { "((\"\" \"\" NIL NIL NIL \"7bit\" 2)(\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1) \"mixed\")",
    NULL, "nothing is told of a type that is none (Dovecot)" },
  { "()", NULL, "nothing" },
  { "NIL", NULL, "no list" },
};

static void
print_part (GString *out, const TocsinPart *part)
{
  g_string_append_printf (out, "%s%s:%s%s%s", out->len > 0 ? " " : "", part->section, part->type,
                          part->name != NULL ? "=" : "", part->name != NULL ? part->name : "");
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    print_part (out, g_ptr_array_index (part->children, i));
}

static void
test_structures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (structures); i++)
    {
      g_autofree char *line =
          g_strdup_printf ("* 1 FETCH (UID 1 BODYSTRUCTURE %s)", structures[i].value);
      g_autoptr (Imap4Response) response = respond (NULL, line, NULL);
      g_autoptr (Imap4Fetched) fetched = fetch (response);
      g_autoptr (TocsinPart) part = imap4_structure_to_part (fetched->structure, NULL);
      g_autoptr (GString) printed = g_string_new (NULL);

      g_test_message ("%s", structures[i].about);
      if (part != NULL)
        print_part (printed, part);
      g_assert_cmpstr (part != NULL ? printed->str : NULL, ==, structures[i].types);
    }
}

static void
test_commands (void)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("LIST");
  g_autofree char *shown = NULL;

  imap4_command_add (command, " ");
  imap4_command_add_folder (command, "INBOX", FALSE);
  imap4_command_add (command, " ");
  imap4_command_add_folder (command, "a \"b\"\\", FALSE);
  imap4_command_add (command, " ");
  imap4_command_add_string (command, "x\r\na LOGOUT", FALSE);
  imap4_command_add (command, " ");
  imap4_command_add_secret (command, "pass", 4);
  shown = imap4_command_to_string (command);
  g_assert_cmpstr (shown, ==, "LIST INBOX \"a \\\"b\\\"\\\\\" \"x\r\na LOGOUT\" ***");

  /* What would end the line is a literal, and nothing else is. */
  for (guint i = 0; i < imap4_command_get_n_pieces (command); i++)
    {
      const Imap4Piece *piece = imap4_command_get_piece (command, i);

      if (piece->kind == IMAP4_PIECE_TEXT)
        g_assert_null (strpbrk (piece->bytes->str, "\r\n"));
      else
        g_assert_cmpstr (piece->bytes->str, ==, "x\r\na LOGOUT");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/wire/responses", test_responses);
  g_test_add_func ("/imap4/wire/rubbish", test_rubbish);
  g_test_add_func ("/imap4/wire/fetch", test_fetch);
  g_test_add_func ("/imap4/wire/announced-body", test_announced_body);
  g_test_add_func ("/imap4/wire/depth", test_depth);
  g_test_add_func ("/imap4/wire/too-many-values", test_too_many_values);
  g_test_add_func ("/imap4/wire/frame-limits", test_frame_limits);
  g_test_add_func ("/imap4/wire/found", test_found);
  g_test_add_func ("/imap4/wire/structures", test_structures);
  g_test_add_func ("/imap4/wire/commands", test_commands);

  return g_test_run ();
}
