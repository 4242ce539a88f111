/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/html-text.h"

#include <string.h>

static const struct
{
  const char *why;
  const char *html;
  const char *text;
} rows[] = {
  { "plain words", "Hello", "Hello\n" },
  { "inline markup does not part a word", "<p>wo<b>r</b>ld</p>", "world\n" },
  { "blocks are lines", "<p>one</p><div>two</div>", "one\ntwo\n" },
  { "so are breaks", "one<br>two", "one\ntwo\n" },
  { "cells are parted", "<table><tr><td>a</td><td>b</td></tr></table>", "a b\n" },
  { "runs of blanks are one", "<p>a  \n\t b</p>", "a b\n" },
  { "entities", "<p>&lt;a&gt; &amp; &eacute; &#8364;</p>", "<a> & é €\n" },
  { "what is not shown", "<head><title>t</title><style>s</style></head><script>x</script>y",
    "y\n" },
  { "comments", "a<!-- b -->c", "ac\n" },
  { "unclosed elements", "<p>one<p>two<b>three", "one\ntwothree\n" },
  { "a charset of its own does not count", "<meta charset=koi8-r><p>é</p>", "é\n" },
  { "unknown elements", "<o:p>a</o:p>", "a\n" },
  { "nothing", "", "" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = tocsin_html_to_text (rows[i].html);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* However many elements are left open, all text is read; and it does not take forever. */
static void
test_depth (void)
{
  g_autoptr (GString) html = g_string_new ("<p>before</p>");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100 * TOCSIN_HTML_TEXT_MAX_DEPTH; i++)
    g_string_append (html, "<b>");
  g_string_append (html, "<p>between</p>");
  for (guint i = 0; i < 100 * TOCSIN_HTML_TEXT_MAX_DEPTH; i++)
    g_string_append (html, "</i>");
  g_string_append (html, "<p>behind</p>");
  text = tocsin_html_to_text (html->str);

  g_assert_cmpstr (text, ==, "before\nbetween\nbehind\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/html-text/table", test_table);
  g_test_add_func ("/mail/html-text/depth", test_depth);

  return g_test_run ();
}
