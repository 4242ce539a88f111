/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/composer/recipe.h"
#include "tests/unit/mail/composer/table.h"

#include "core/base/error.h"
#include "core/mail/compose-part.h"
#include "core/mail/message.h"

#include <string.h>

/* No line is longer than RFC 5322 lets it be, each ends with CR LF, none is bare. */
static void
check_lines (const char *bytes, gsize length)
{
  gsize begin = 0;

  g_assert_cmpuint (length, >=, 2);
  g_assert_cmpmem (bytes + length - 2, 2, "\r\n", 2);
  for (gsize i = 0; i < length; i++)
    {
      g_assert_cmpint (bytes[i], !=, '\0');
      if (bytes[i] == '\r')
        g_assert_cmpint (bytes[i + 1], ==, '\n');
      if (bytes[i] != '\n')
        continue;
      g_assert_cmpint (bytes[i - 1], ==, '\r');
      g_assert_cmpuint (i - begin, <=, 998 + 1);
      begin = i + 1;
    }
}

static const char *
find_value (const ComposerRow *row, const char *key)
{
  gsize length = strlen (key);

  for (const char *const *line = row->recipe; *line != NULL; line++)
    if (strncmp (*line, key, length) == 0 && (*line)[length] == '=')
      return *line + length + 1;

  return NULL;
}

/* As a reader shows it: blanks at the end are not seen, and a text ends with its last line. */
static char *
as_shown (const char *text)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *unix_text = NULL;
  g_autoptr (GString) crs = g_string_new (text != NULL ? text : "");

  g_string_replace (crs, "\r\n", "\n", 0);
  g_string_replace (crs, "\r", "\n", 0);
  g_string_replace (crs, "> > ", ">> ", 0);
  g_string_replace (crs, "\n>From", "\n> From", 0);
  lines = g_strsplit (crs->str, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (!g_str_equal (*line, "-- "))
      g_strchomp (*line);
  unix_text = g_strjoinv ("\n", lines);

  return g_strdup (g_strchomp (unix_text));
}

static void
check_meaning (const ComposerRow *row, TocsinMessage *message)
{
  const char *subject = find_value (row, "subject");
  g_autofree char *blanks = subject != NULL ? g_strdelimit (g_strdup (subject), "\t", ' ') : NULL;
  const char *text = find_value (row, "text");
  g_autofree char *expected = as_shown (text);
  g_autofree char *shown = as_shown (tocsin_message_get_text (message));

  g_assert_cmpstr (tocsin_message_get_subject (message), ==, blanks != NULL ? blanks : "");
  if (text != NULL)
    g_assert_cmpstr (shown, ==, expected);
  g_assert_nonnull (tocsin_message_get_date (message));
  g_assert_nonnull (tocsin_message_get_message_id (message));
}

static void
fail (const char *what, const char *where, const char *bytes, gsize length)
{
  g_test_message ("“%s” is %s\n%.*s", what, where, (int) length, bytes);
  g_test_fail ();
}

static void
check_row (const ComposerRow *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinComposer) composer = recipe_cook (row->recipe, &error);
  g_autoptr (TocsinEnvelope) envelope = NULL;
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) again = NULL;
  const char *bytes;
  gsize length;

  g_test_message ("%s", row->why);
  g_assert_no_error (error);
  raw = recipe_write (composer, &envelope, &error);
  g_assert_no_error (error);
  again = recipe_write (composer, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (raw, again));

  bytes = g_bytes_get_data (raw, &length);
  check_lines (bytes, length);
  if (row->has != NULL && g_strstr_len (bytes, length, row->has) == NULL)
    fail (row->has, "not in", bytes, length);
  if (row->has_not != NULL && g_strstr_len (bytes, length, row->has_not) != NULL)
    fail (row->has_not, "in", bytes, length);

  g_assert_true (tocsin_message_load_bytes (message, raw, &error));
  check_meaning (row, message);
}

static void
test_table (void)
{
  for (gsize i = 0; i < composer_n_rows; i++)
    check_row (&composer_rows[i]);
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *why;
    const char *recipe[6];
    const char *names;
  } rows[] = {
    { "nobody wrote it", { "to=a@b.c" }, "From" },
    { "nobody gets it", { "from=a@b.c" }, "To" },
    { "an empty group gets it", { "from=a@b.c", "to=x:;" }, "To" },
    { "several wrote it", { "from=a@b.c, d@e.f", "to=a@b.c" }, "Sender" },
    { "several send it", { "sender=a@b.c, d@e.f" }, "Sender" },
    { "a line break in a subject", { "subject=a\r\nBcc: x@y.z" }, "Subject" },
    { "a bare LF in a subject", { "subject=a\nb" }, "Subject" },
    { "a bare CR in a subject", { "subject=a\rb" }, "Subject" },
    { "a line break in an address", { "to=a@b.c\r\nBcc: x@y.z" }, "To" },
    { "a line break in a name", { "from=\"a\nb\" <a@b.c>" }, "From" },
    { "a line break in Reply-To", { "reply-to=a@b.c\n" }, "Reply-To" },
    { "a line break in a header", { "header=X-A: b\r\nc" }, "X-A" },
    { "a line break in a header's name", { "header=X-A\r\nB: c" }, "name of a header" },
    { "a blank in a header's name", { "header=X A: c" }, "name of a header" },
    { "a header that is ours", { "header=bcc: x@y.z" }, "bcc" },
    { "and another", { "header=CONTENT-TYPE: text/html" }, "CONTENT-TYPE" },
    { "a line break in an id", { "message-id=<a@b>\r\nX: y" }, "Message-ID" },
    { "no id", { "message-id=<a b>" }, "Message-ID" },
    { "two ids", { "message-id=<a@b> <c@d>" }, "Message-ID" },
    { "a line break in a reference", { "references=<a@b>\n<c@d>" }, "References" },
    { "no references", { "in-reply-to=hello <>" }, "In-Reply-To" },
    { "a line break in a trace", { "automatic=a\nb" }, "trace" },
    { "a line break in a return path", { "return-path=a@b.c\r\nx" }, "Return-Path" },
    { "a line break in a domain", { "message-id-domain=b.c\r\nx" }, "Message-ID" },
    { "a line break in a file's name", { "attach=a\nb|text/plain|x" }, "a\\nb" },
    { "a line break in a type", { "attach=a|text/plain\r\nX: y|x" }, "text/plain" },
    { "a line break in a type's parameter's name", { "attach=a|text|x" }, "text" },
    { "a multipart", { "attach=a|multipart/mixed|x" }, "multipart/mixed" },
    { "a line break in a content id", { "inline=a\r\nb|image/png|x" }, "content id" },
    { "a picture without HTML", { "from=a@b.c", "to=a@b.c", "inline=a|image/png|x" }, "HTML" },
    { "no address", { "to=Bob" }, "To" },
    { "an unquoted comma", { "to=Lovelace, Ada <a@b.c>" }, "Lovelace" },
    { "no comma", { "to=<a@b.c> <d@e.f>" }, "comma" },
    { "text behind an address", { "to=<a@b.c> d@e.f" }, "comma" },
    { "an open quote", { "to=\"Bob <a@b.c>" }, "quotation mark" },
    { "an open bracket", { "to=Bob <a@b.c" }, "<" },
    { "an open comment", { "to=a@b.c (Bob" }, "bracket" },
    { "a bracket too many", { "to=a@b.c>" }, "bracket" },
    { "an open group", { "to=Team: a@b.c" }, "semicolon" },
    { "a group in a group", { "to=A: B: a@b.c;;" }, "group" },
    { "a colon", { "to=:a@b.c;" }, "colon" },
    { "a blank in an address", { "to=a b@c.d" }, "To" },
    { "a blank of no width", { "to=a\u200b@b.c" }, "nobody sees" },
    { "no local part", { "to=@b.c" }, "To" },
    { "no domain", { "to=a@" }, "To" },
    { "two dots in a domain", { "to=a@b..c" }, "To" },
    { "no charset", { "charset=klingon" }, "klingon" },
    { "a charset that is no ASCII", { "charset=UTF-16" }, "UTF-16" },
    { "no importance", { "importance=huge" }, "high" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinComposer) composer = recipe_cook (rows[i].recipe, &error);
      g_autoptr (GBytes) raw = NULL;

      g_test_message ("%s", rows[i].why);
      if (composer != NULL)
        raw = recipe_write (composer, NULL, &error);
      g_assert_null (raw);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].names));
      g_assert_null (strpbrk (error->message, "\r\n"));
    }
}

/* The address of each recipient, with t, c or b before it. */
static char *
describe (TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  g_autoptr (GString) out = g_string_new (tocsin_envelope_get_sender (envelope));

  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);

      g_string_append_printf (out, " %c:%s", "tcb"[recipient->kind], recipient -> address);
      if (recipient->notify != TOCSIN_NOTIFY_DEFAULT)
        g_string_append_printf (out, "!%u", recipient->notify);
    }
  if (tocsin_envelope_get_verp (envelope))
    g_string_append (out, " VERP");

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_envelope (void)
{
  static const struct
  {
    const char *why;
    const char *recipe[6];
    const char *envelope;
  } rows[] = {
    { "all kinds",
      { "from=A <a@b.c>", "to=b@b.c", "cc=c@b.c", "bcc=D <d@b.c>" },
      "a@b.c t:b@b.c c:c@b.c b:d@b.c" },
    { "the sender sends", { "from=a@b.c", "sender=s@b.c", "to=b@b.c" }, "s@b.c t:b@b.c" },
    { "the return path first",
      { "from=a@b.c", "return-path=x+VERP@b.c", "to=b@b.c" },
      "x+VERP@b.c t:b@b.c VERP" },
    { "nobody sends", { "from=a@b.c", "return-path=", "to=b@b.c" }, " t:b@b.c" },
    { "once is enough", { "from=a@b.c", "to=b@b.c", "bcc=b@b.c" }, "a@b.c t:b@b.c" },
    { "domains in ASCII", { "from=a@ü.de", "to=b@ü.de" }, "a@xn--tda.de t:b@xn--tda.de" },
    { "a local part that can't be", { "from=a@b.c", "to=ü@ü.de" }, "a@b.c t:ü@ü.de" },
    { "a group", { "from=a@b.c", "to=T: b@b.c, c@b.c;" }, "a@b.c t:b@b.c t:c@b.c" },
    { "reports", { "from=a@b.c", "to=b@b.c", "notify=" }, "a@b.c t:b@b.c!2" },
    { "reports by the old header, too",
      { "from=a@b.c", "to=b@b.c", "delivery-notification-to=a@b.c" },
      "a@b.c t:b@b.c!6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinComposer) composer = recipe_cook (rows[i].recipe, &error);
      g_autoptr (TocsinEnvelope) envelope = NULL;
      g_autofree char *described = NULL;

      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      envelope = tocsin_composer_make_envelope (composer, &error);
      g_assert_no_error (error);
      described = describe (envelope);
      g_assert_cmpstr (described, ==, rows[i].envelope);
    }
}

static void
test_defaults (void)
{
  static const char *const recipe[] = { "to=b@b.c", "subject=ü", NULL };
  static const char *const full[] = { "to=b@b.c", "from=x@y.z", "reply-to=r@y.z",
                                      "return-path=", NULL };
  TocsinMailDefaults defaults = {
    .from = (char *) "Ada <a@b.c>",
    .reply_to = (char *) "d@b.c",
    .return_path = (char *) "{event}+VERP@b.c",
    .charset = (char *) "iso-8859-1",
    .notify = TOCSIN_NOTIFY_NEVER,
    .message_id_domain = (char *) "ids.example",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinComposer) composer = recipe_cook (recipe, &error);
  g_autoptr (TocsinEnvelope) envelope = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *described = NULL;
  const char *bytes;

  g_assert_true (tocsin_composer_set_defaults (composer, &defaults, "a b<1>", &error));
  raw = recipe_write (composer, &envelope, &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (raw, NULL);
  described = describe (envelope);
  g_assert_cmpstr (described, ==, "a-b-1-+VERP@b.c t:b@b.c!1 VERP");
  g_assert_nonnull (strstr (bytes, "From: Ada <a@b.c>\r\nReply-To: d@b.c\r\n"));
  g_assert_nonnull (strstr (bytes, "@ids.example>\r\n"));
  g_assert_nonnull (strstr (bytes, "=?iso-8859-1?"));

  g_clear_object (&composer);
  g_clear_pointer (&envelope, tocsin_envelope_unref);
  g_clear_pointer (&described, g_free);
  composer = recipe_cook (full, &error);
  g_assert_true (tocsin_composer_set_defaults (composer, &defaults, NULL, &error));
  envelope = tocsin_composer_make_envelope (composer, &error);
  g_assert_no_error (error);
  described = describe (envelope);
  g_assert_cmpstr (described, ==, " t:b@b.c!1");
}

/* A message that holds the boundary that would be chosen gets another. */
static void
test_boundary (void)
{
  const char *recipe[] = {
    "from=a@b.c", "to=a@b.c", "message-id=<1@b.c>", "attach=x||y", NULL, NULL
  };
  g_autofree char *text = NULL;
  g_autofree char *boundary = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinComposer) composer = recipe_cook (recipe, &error);
      g_autoptr (GBytes) raw = NULL;
      const char *bytes, *found;

      g_assert_no_error (error);
      raw = recipe_write (composer, NULL, &error);
      g_assert_no_error (error);
      bytes = g_bytes_get_data (raw, NULL);
      found = strstr (bytes, "boundary=\"");
      g_assert_nonnull (found);
      if (i == 0)
        boundary = g_strndup (found + 10, strcspn (found + 10, "\""));
      else
        g_assert_false (g_str_has_prefix (found + 10, boundary));
      text = text != NULL ? text : g_strdup_printf ("text=--%s--\n", boundary);
      recipe[4] = text;
    }
}

static void
test_limits (void)
{
  g_autoptr (TocsinComposer) composer = tocsin_composer_new ();
  g_autofree char *value = g_strnfill (TOCSIN_COMPOSER_MAX_HEADER + 1, 'a');
  g_autofree char *text = g_strnfill (TOCSIN_COMPOSER_MAX_TEXT + 1, 'a');
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  g_assert_false (tocsin_composer_set_subject (composer, value, NULL));
  value[TOCSIN_COMPOSER_MAX_HEADER] = '\0';
  g_assert_true (tocsin_composer_set_subject (composer, value, NULL));
  g_assert_false (tocsin_composer_set_text (composer, text, NULL));
  g_assert_false (tocsin_composer_set_html (composer, text, NULL));
  text[TOCSIN_COMPOSER_MAX_TEXT] = '\0';
  g_assert_true (tocsin_composer_set_text (composer, text, NULL));
  for (guint i = 0; i < TOCSIN_COMPOSER_MAX_PARTS; i++)
    g_assert_true (tocsin_composer_add_attachment_bytes (composer, bytes, "a", "text/plain", NULL));
  g_assert_false (tocsin_composer_add_attachment_bytes (composer, bytes, "a", "text/plain", NULL));
}

static void
print_json (const ComposerRow *row, GString *out, gsize number)
{
  g_string_append_printf (out, "%s{\"number\": %" G_GSIZE_FORMAT ", \"recipe\": [",
                          number > 0 ? ", " : "", number);
  for (const char *const *line = row->recipe; *line != NULL; line++)
    {
      g_autofree char *hex = NULL;
      g_autoptr (GString) bytes = g_string_new (NULL);

      for (const char *p = *line; *p != '\0'; p++)
        g_string_append_printf (bytes, "%02x", (guchar) *p);
      g_string_append_printf (out, "%s\"%s\"", line > row->recipe ? ", " : "", bytes->str);
    }
  g_string_append (out, "]}");
}

/* For the judge: every message of the table, and what was put in. */
static int
write_all (const char *directory)
{
  g_autoptr (GString) list = g_string_new ("[");
  g_autofree char *path = g_build_filename (directory, "rows.json", NULL);

  for (gsize i = 0; i < composer_n_rows; i++)
    {
      g_autoptr (TocsinComposer) composer = recipe_cook (composer_rows[i].recipe, NULL);
      g_autoptr (GBytes) raw = recipe_write (composer, NULL, NULL);
      g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT ".eml", i);
      g_autofree char *file = g_build_filename (directory, name, NULL);

      g_file_set_contents (file, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), NULL);
      print_json (&composer_rows[i], list, i);
    }
  g_string_append (list, "]");

  return g_file_set_contents (path, list->str, -1, NULL) ? 0 : 1;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    return write_all (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/composer/table", test_table);
  g_test_add_func ("/mail/composer/wrong", test_wrong);
  g_test_add_func ("/mail/composer/envelope", test_envelope);
  g_test_add_func ("/mail/composer/defaults", test_defaults);
  g_test_add_func ("/mail/composer/boundary", test_boundary);
  g_test_add_func ("/mail/composer/limits", test_limits);

  return g_test_run ();
}
