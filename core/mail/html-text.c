/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/html-text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define CHUNK 4096

typedef struct
{
  htmlParserCtxtPtr parser;
  GString *out;
  guint depth;
  guint hidden;
  gboolean space;
} Reader;

static gboolean
is_one_of (const xmlChar *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (g_ascii_strcasecmp ((const char *) name, *names) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_hidden (const xmlChar *name)
{
  static const char *const names[] = { "script",   "style",  "head",     "title",
                                       "template", "object", "noscript", NULL };

  return is_one_of (name, names);
}

static gboolean
breaks_line (const xmlChar *name)
{
  static const char *const names[] = { "p",       "div",    "br",     "tr",         "li",
                                       "ul",      "ol",     "table",  "blockquote", "pre",
                                       "hr",      "h1",     "h2",     "h3",         "h4",
                                       "h5",      "h6",     "dt",     "dd",         "section",
                                       "article", "header", "footer", "center",     "form",
                                       "address", "body",   NULL };

  return is_one_of (name, names);
}

static gboolean
parts_words (const xmlChar *name)
{
  static const char *const names[] = { "td", "th", "img", "option", "button", "input", NULL };

  return is_one_of (name, names);
}

static void
break_line (Reader *self)
{
  self->space = FALSE;
  if (self->out->len > 0 && self->out->str[self->out->len - 1] != '\n')
    g_string_append_c (self->out, '\n');
}

static void
part (Reader *self, const xmlChar *name)
{
  if (breaks_line (name))
    break_line (self);
  else if (parts_words (name))
    self->space = TRUE;
}

static void
start_element (void *data, const xmlChar *name, const xmlChar **attributes)
{
  Reader *self = data;

  part (self, name);
  if (is_hidden (name))
    self->hidden++;
  self->depth++;
}

static void
end_element (void *data, const xmlChar *name)
{
  Reader *self = data;

  part (self, name);
  if (is_hidden (name) && self->hidden > 0)
    self->hidden--;
  if (self->depth > 0)
    self->depth--;
}

/* Runs of blanks are one blank to a reader, and none at the begin of a line. */
static void
characters (void *data, const xmlChar *text, int length)
{
  Reader *self = data;

  if (self->hidden > 0)
    return;

  for (int i = 0; i < length; i++)
    {
      if (g_ascii_isspace (text[i]))
        {
          self->space = TRUE;
          continue;
        }
      if (self->space && self->out->len > 0 && self->out->str[self->out->len - 1] != '\n')
        g_string_append_c (self->out, ' ');
      self->space = FALSE;
      g_string_append_c (self->out, text[i]);
    }
}

static void
init_libxml (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      xmlInitParser ();
      g_once_init_leave (&done, 1);
    }
}

static void
open_parser (Reader *self)
{
  static htmlSAXHandler handler = {
    .startElement = start_element,
    .endElement = end_element,
    .characters = characters,
    .ignorableWhitespace = characters,
  };

  self->parser = htmlCreatePushParserCtxt (&handler, self, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
  if (self->parser != NULL)
    htmlCtxtUseOptions (self->parser, HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING
                                          | HTML_PARSE_RECOVER | HTML_PARSE_IGNORE_ENC);
}

static void
close_parser (Reader *self)
{
  htmlParseChunk (self->parser, "", 0, 1);
  g_clear_pointer (&self->parser, htmlFreeParserCtxt);
  self->depth = 0;
  self->hidden = 0;
}

/**
 * tocsin_html_to_text:
 * @html: an HTML document in UTF-8, whatever charset it says itself
 *
 * Returns: (transfer full): what a reader sees of it, a line for each block.
 */
char *
tocsin_html_to_text (const char *html)
{
  Reader self = { .out = g_string_new (NULL) };
  gsize length = strlen (html);

  init_libxml ();
  open_parser (&self);
  while (length > 0 && self.parser != NULL)
    {
      gboolean too_deep = self.depth > TOCSIN_HTML_TEXT_MAX_DEPTH;
      gsize n = too_deep ? strcspn (html, "<") : MIN (length, CHUNK);

      htmlParseChunk (self.parser, html, (int) n, 0);
      html += n;
      length -= n;

      /* A closing tag is looked up among all open ones, which would be quadratic. Starting over
       * before the next tag forgets what is open, and loses no text. */
      if (too_deep)
        {
          close_parser (&self);
          open_parser (&self);
        }
    }
  if (self.parser != NULL)
    close_parser (&self);

  return g_string_free (self.out, FALSE);
}
