/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/addressees.h"

#include <string.h>

static const struct
{
  const char *why;
  const char *headers;
  const char *envelope;
  const char *to;
  const char *cc;
  const char *bcc;
  gboolean drop_to;
  gboolean drop_cc;
} rows[] = {
  { "as the headers have it", "To: Ada <a@x.org>\r\nCc: b@x.org\r\n", "a@x.org b@x.org", NULL, NULL,
    NULL, FALSE, FALSE },
  { "letters of any size", "To: A@X.org\r\n", "a@x.org", NULL, NULL, NULL, FALSE, FALSE },
  { "somebody whom no header names", "To: a@x.org\r\n", "a@x.org s@x.org", NULL, NULL, "s@x.org",
    FALSE, FALSE },
  { "not all of To", "To: a@x.org, b@x.org\r\n", "b@x.org", "b@x.org", NULL, NULL, FALSE, FALSE },
  { "nobody of To", "To: a@x.org\r\nCc: b@x.org\r\n", "b@x.org", NULL, NULL, NULL, TRUE, FALSE },
  { "nobody of Cc", "To: a@x.org\r\nCc: b@x.org\r\n", "a@x.org", NULL, NULL, NULL, FALSE, TRUE },
  { "nobody of either", "To: a@x.org\r\nCc: b@x.org\r\n", "c@x.org", NULL, NULL, "c@x.org", TRUE,
    TRUE },
  { "no headers for it at all", "Subject: x\r\n", "a@x.org", NULL, NULL, "a@x.org", FALSE, FALSE },
  { "only a list", "To: undisclosed-recipients:;\r\n", "a@x.org", NULL, NULL, "a@x.org", FALSE,
    FALSE },
};

static char *
join (GStrv list)
{
  return list != NULL ? g_strjoinv (" ", list) : NULL;
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (rows[i].headers, "\r\nTo: z@x.org is text\r\n", NULL);
      g_autoptr (GInputStream) stream =
          g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
      g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("me@x.org", NULL);
      g_auto (GStrv) words = g_strsplit (rows[i].envelope, " ", -1);
      g_auto (EwsAddressees) self = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree char *to = NULL, *cc = NULL, *bcc = NULL;

      g_test_message ("%s", rows[i].why);
      for (char **word = words; *word != NULL; word++)
        tocsin_envelope_add_recipient (envelope, *word, TOCSIN_RECIPIENT_TO, 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (ews_addressees_read (&self, envelope, stream, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, 0);
      to = join (self.to);
      cc = join (self.cc);
      bcc = join (self.bcc);
      g_assert_cmpstr (to, ==, rows[i].to);
      g_assert_cmpstr (cc, ==, rows[i].cc);
      g_assert_cmpstr (bcc, ==, rows[i].bcc);
      g_assert_cmpint (self.drop_to, ==, rows[i].drop_to);
      g_assert_cmpint (self.drop_cc, ==, rows[i].drop_cc);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/addressees/rows", test_rows);

  return g_test_run ();
}
