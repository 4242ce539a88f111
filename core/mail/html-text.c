/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/html-text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define CHUNK 4096
/* So much of a style attribute is looked at. */
#define MAX_STYLE 1024

typedef struct
{
  htmlParserCtxtPtr parser;
  GString *out;
  guint depth;
  /* The depth of the outermost element that is not shown, 0 when all are. */
  guint hidden_at;
  guint preformatted;
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

static const char *
find_attribute (const xmlChar **attributes, const char *name)
{
  for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
    if (g_ascii_strcasecmp ((const char *) attributes[0], name) == 0)
      return attributes[1] != NULL ? (const char *) attributes[1] : "";

  return NULL;
}

/* Newsletters hide what only the list of messages shall show; others, what only filters shall see.
 */
static gboolean
is_styled_away (const char *style)
{
  g_autoptr (GString) packed = g_string_new (NULL);

  for (; *style != '\0' && packed->len < MAX_STYLE; style++)
    if (!g_ascii_isspace (*style))
      g_string_append_c (packed, g_ascii_tolower (*style));

  return strstr (packed->str, "display:none") != NULL
         || strstr (packed->str, "visibility:hidden") != NULL;
}

static gboolean
is_hidden (const xmlChar *name, const xmlChar **attributes)
{
  static const char *const names[] = { "script",   "style",  "head", "title",
                                       "template", "object", NULL };
  const char *style = find_attribute (attributes, "style");

  return is_one_of (name, names) || find_attribute (attributes, "hidden") != NULL
         || (style != NULL && is_styled_away (style));
}

static gboolean
is_preformatted (const xmlChar *name)
{
  return is_one_of (name, (const char *[]){ "pre", "listing", "xmp", NULL });
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

/* Runs of blanks are one blank to a reader, and none at the begin of a line. */
static void
characters (void *data, const xmlChar *text, int length)
{
  Reader *self = data;

  if (self->hidden_at > 0)
    return;

  for (int i = 0; i < length; i++)
    {
      if (text[i] == '\n' && self->preformatted > 0)
        break_line (self);
      else if (g_ascii_isspace (text[i]))
        self->space = TRUE;
      else
        {
          if (self->space && self->out->len > 0 && self->out->str[self->out->len - 1] != '\n')
            g_string_append_c (self->out, ' ');
          self->space = FALSE;
          g_string_append_c (self->out, text[i]);
        }
    }
}

static void
start_element (void *data, const xmlChar *name, const xmlChar **attributes)
{
  Reader *self = data;
  const char *alternative = find_attribute (attributes, "alt");

  part (self, name);
  self->depth++;
  if (self->hidden_at == 0 && is_hidden (name, attributes))
    self->hidden_at = self->depth;
  if (is_preformatted (name))
    self->preformatted++;

  /* Pictures are mostly not loaded; this is read in their place. */
  if (alternative != NULL && parts_words (name))
    {
      characters (self, (const xmlChar *) alternative, (int) strlen (alternative));
      self->space = TRUE;
    }
}

static void
end_element (void *data, const xmlChar *name)
{
  Reader *self = data;

  if (self->hidden_at == self->depth)
    self->hidden_at = 0;
  if (self->depth > 0)
    self->depth--;
  if (is_preformatted (name) && self->preformatted > 0)
    self->preformatted--;
  part (self, name);
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
  self->hidden_at = 0;
  self->preformatted = 0;
}

/* Office writes `<![if !mso]>`, which libxml2 takes for text. HTML takes it for a comment, but not
 * where it stands within one. */
static char *
without_declarations (const char *html)
{
  GString *out = g_string_sized_new (strlen (html));

  while (*html != '\0')
    {
      const char *end = html + 1;

      if (strncmp (html, "<!--", 4) == 0)
        {
          while (*end != '\0' && strncmp (end, "-->", 3) != 0)
            end++;
        }
      else if (strncmp (html, "<![", 3) == 0)
        {
          html += strcspn (html + 1, "<>") + 1;
          html += *html == '>' ? 1 : 0;
          continue;
        }
      else
        end += strcspn (end, "<");
      g_string_append_len (out, html, end - html);
      html = end;
    }

  return g_string_free (out, FALSE);
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
  g_autofree char *cleaned = without_declarations (html);
  const char *p = cleaned;
  gsize length = strlen (cleaned);

  init_libxml ();
  open_parser (&self);
  while (length > 0 && self.parser != NULL)
    {
      gboolean too_deep = self.depth > TOCSIN_HTML_TEXT_MAX_DEPTH;
      gsize n = too_deep ? strcspn (p, "<") : MIN (length, CHUNK);

      htmlParseChunk (self.parser, p, (int) n, 0);
      p += n;
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
