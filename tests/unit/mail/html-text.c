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
  { "what is styled away", "a<div style=\"color:red; Display : NONE\">b<p>c</p></div>d", "a\nd\n" },
  { "what is called hidden", "<p>a</p><p hidden>b</p><span style='visibility:hidden'>c</span>d",
    "a\nd\n" },
  { "hidden within hidden", "<div style=display:none>a<div style=display:none>b</div>c</div>d",
    "d\n" },
  { "hidden, and never closed", "a<div style=display:none>b", "a\n" },
  { "an empty element that is hidden", "a<img style=display:none alt=b><br style=display:none>c",
    "a\nc\n" },
  { "a cell of a table that is hidden", "<table><tr><td style=display:none>a<td>b</table>c",
    "b\nc\n" },
  { "other styles", "<p style=\"display:block\">a</p><p style>b</p>", "a\nb\n" },
  { "pictures say what they are", "a<img src=x alt=\"our  logo\">b<img alt=''><img>",
    "a our logo b\n" },
  { "a picture that is a link", "<a href=x><img alt=Buy></a><a>now</a>", "Buy now\n" },
  { "an address of a link is not shown", "<a href=\"http://example.com\">here</a>", "here\n" },
  { "preformatted lines stay lines", "<pre>a\n  b\n\nc</pre>d\ne", "a\nb\nc\nd e\n" },
  { "what is for readers without scripts", "<noscript>a</noscript>", "a\n" },
  { "what is for Microsoft", "a<!--[if mso]>b<![endif]-->c<![if !mso]>d<![endif]>", "acd\n" },
  { "entities of HTML 5 and of nobody", "&apos;&hellip;&nosuch;&#x20AC;&#128512;",
    "'…&nosuch;€😀\n" },
  { "broken tags", "a < b <c d", "a < b\n" },
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
