/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/parser.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/ews/wire/builder.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* Bytes given to the parser at once. */
#define SLICE 16384
/* Characters of what is wrong that are shown. */
#define MAX_SHOWN 200

struct _EwsParser
{
  gboolean many;
  EwsBuilder *builder;
  xmlParserCtxtPtr parser; /* of the document that is open */
  GError *problem;
  gsize silent;     /* bytes since the parser had something to tell */
  guint n_complete; /* documents so far */
  gsize behind;     /* bytes in hand behind the one that was completed last */
  GQueue documents;
};

static void
fail (EwsParser *self, GError *problem)
{
  if (self->problem != NULL)
    g_error_free (problem);
  else
    self->problem = problem;
  if (self->parser != NULL)
    xmlStopParser (self->parser);
}

static void
fail_to_parse (EwsParser *self, const char *what, const char *shown)
{
  g_autofree char *escaped = tocsin_text_escape (shown, -1, MAX_SHOWN);

  fail (self, g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE, "%s: %s", what, escaped));
}

/* A parser that was stopped may still have something to tell. */
static gboolean
is_good (EwsParser *self)
{
  self->silent = 0;

  return self->problem == NULL;
}

/* libxml2 hands each attribute over as five pointers: name, prefix, namespace, value and its end.
 */
static GStrv
copy_attributes (const xmlChar **attributes, int n)
{
  GStrv copy = n > 0 ? g_new0 (char *, 2 * (gsize) n + 1) : NULL;

  for (int i = 0; i < n; i++, attributes += 5)
    {
      copy[2 * i] = g_strdup ((const char *) attributes[0]);
      copy[2 * i + 1] =
          g_strndup ((const char *) attributes[3], (gsize) (attributes[4] - attributes[3]));
    }

  return copy;
}

static void
on_start (void *data,
          const xmlChar *name,
          const xmlChar *prefix,
          const xmlChar *uri,
          int n_namespaces,
          const xmlChar **namespaces,
          int n_attributes,
          int n_defaulted,
          const xmlChar **attributes)
{
  EwsParser *self = data;
  GError *problem = NULL;

  if (is_good (self)
      && !ews_builder_open (self->builder, (const char *) name,
                            copy_attributes (attributes, n_attributes), &problem))
    fail (self, problem);
}

/* Another document may begin behind the last tag. Of one in two-byte characters, which libxml2 has
 * translated already, nobody can tell. */
static gsize
count_behind (const xmlParserInput *input)
{
  if (input->buf != NULL && input->buf->encoder != NULL)
    return 0;

  return (gsize) (input->end - input->cur);
}

static void
on_end (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  EwsParser *self = data;
  EwsNode *document = NULL;
  GError *problem = NULL;

  if (!is_good (self))
    return;
  if (!ews_builder_close (self->builder, &document, &problem))
    fail (self, problem);
  if (document == NULL)
    return;
  self->n_complete++;
  self->behind = count_behind (self->parser->input);
  g_queue_push_tail (&self->documents, document);
  xmlStopParser (self->parser);
}

static void
on_characters (void *data, const xmlChar *text, int length)
{
  EwsParser *self = data;
  GError *problem = NULL;

  if (is_good (self)
      && !ews_builder_add_text (self->builder, (const char *) text, (gsize) length, &problem))
    fail (self, problem);
}

static void
on_comment (void *data, const xmlChar *text)
{
  is_good (data);
}

static void
on_instruction (void *data, const xmlChar *target, const xmlChar *text)
{
  is_good (data);
}

/* SOAP 1.1, section 3: there is none; and with none there are no entities to blow up. */
static void
on_doctype (void *data, const xmlChar *name, const xmlChar *id, const xmlChar *uri)
{
  fail_to_parse (data, _ ("the answer has a document type"), (const char *) name);
}

/* What harms a character only. The rest harms the structure: then nothing can be believed. */
static gboolean
is_forgiven (int code)
{
  static const int forgiven[] = {
    XML_ERR_INVALID_HEX_CHARREF,  XML_ERR_INVALID_DEC_CHARREF, XML_ERR_INVALID_CHARREF,
    XML_ERR_INVALID_CHAR,         XML_ERR_INVALID_ENCODING,    XML_ERR_UNKNOWN_ENCODING,
    XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_UNDECLARED_ENTITY,   XML_WAR_UNDECLARED_ENTITY,
    XML_ERR_RESERVED_XML_NAME,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forgiven); i++)
    if (code == forgiven[i])
      return TRUE;

  return FALSE;
}

static void
on_error (void *data, xmlErrorPtr error)
{
  EwsParser *self = data;

  if (error->level == XML_ERR_WARNING || error->domain == XML_FROM_NAMESPACE
      || is_forgiven (error->code))
    return;
  fail_to_parse (self, _ ("the answer is no XML"), error->message != NULL ? error->message : "");
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

static gboolean
open_document (EwsParser *self)
{
  static xmlSAXHandler handler = {
    .internalSubset = on_doctype,
    .characters = on_characters,
    .ignorableWhitespace = on_characters,
    .cdataBlock = on_characters,
    .comment = on_comment,
    .processingInstruction = on_instruction,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .serror = (xmlStructuredErrorFunc) on_error,
    .initialized = XML_SAX2_MAGIC,
  };

  self->parser = xmlCreatePushParserCtxt (&handler, self, NULL, 0, NULL);
  if (self->parser == NULL)
    return FALSE;
  xmlCtxtUseOptions (self->parser, XML_PARSE_RECOVER | XML_PARSE_NONET);
  self->silent = 0;

  return TRUE;
}

static void
close_document (EwsParser *self)
{
  ews_builder_clear (self->builder);
  g_clear_pointer (&self->parser, xmlFreeParserCtxt);
}

/**
 * ews_parser_new:
 * @root: the name every document has to begin with, a literal
 * @many: whether documents may follow one another; else what stands behind the first is not looked
 *   at
 * @content: (nullable) (scope notified): where contents go; without it they are text like any other
 * @user_data: given to it
 *
 * Returns: (transfer full): a parser.
 */
EwsParser *
ews_parser_new (const char *root, gboolean many, EwsContentFunc content, gpointer user_data)
{
  EwsParser *self = g_new0 (EwsParser, 1);

  init_libxml ();
  self->many = many;
  self->builder = ews_builder_new (root, content, user_data);
  g_queue_init (&self->documents);

  return self;
}

/**
 * ews_parser_free:
 * @self: (transfer full): a parser
 */
void
ews_parser_free (EwsParser *self)
{
  close_document (self);
  ews_builder_free (self->builder);
  g_clear_error (&self->problem);
  g_queue_clear_full (&self->documents, (GDestroyNotify) ews_node_free);
  g_free (self);
}

/* Blanks, UTF-8's byte order mark, and what is left of a line end in two-byte characters. */
static gsize
count_between (const char *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && bytes[n] != '\0' && strchr (" \t\r\n\xef\xbb\xbf", bytes[n]) != NULL)
    n++;

  return n;
}

/* Returns how many bytes were used up: all, or up to the end of the document. */
static gsize
parse_slice (EwsParser *self, const char *bytes, gsize length)
{
  guint before = self->n_complete;

  if (self->parser == NULL && !open_document (self))
    {
      fail (self, g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                                       _ ("libxml2 gives no parser")));
      return length;
    }
  self->silent += length;
  xmlParseChunk (self->parser, bytes, (int) length, 0);
  if (self->n_complete > before)
    {
      close_document (self);
      return length - MIN (self->behind, length);
    }
  if (self->silent > EWS_MAX_MARKUP)
    fail (self, g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                                     _ ("a tag in the answer is larger than any may be")));
  else if (self->problem == NULL && self->parser->disableSAX != 0)
    fail (self, g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                                     _ ("the answer is no XML")));

  return length;
}

/**
 * ews_parser_feed:
 * @self: a parser
 * @bytes: some of the answer
 * @length: how many
 * @error: `protocol.parse` when that can be no answer, or what the function for contents said.
 *   After that nothing more can be read
 *
 * Returns: whether to go on.
 */
gboolean
ews_parser_feed (EwsParser *self, const char *bytes, gsize length, GError **error)
{
  while (length > 0 && self->problem == NULL)
    {
      gsize n = self->parser == NULL ? count_between (bytes, length) : 0;

      if (n == 0 && !self->many && self->n_complete > 0)
        return TRUE;
      if (n == 0)
        n = parse_slice (self, bytes, MIN (length, SLICE));
      bytes += n;
      length -= n;
    }
  if (self->problem == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->problem));

  return FALSE;
}

/**
 * ews_parser_take:
 * @self: a parser
 *
 * Returns: (nullable) (transfer full): the next document that is complete; %NULL if there is none
 *   yet.
 */
EwsNode *
ews_parser_take (EwsParser *self)
{
  return g_queue_pop_head (&self->documents);
}

/**
 * ews_parser_finish:
 * @self: a parser that has been fed all there is
 * @error: `net.closed-early` when the end of the document is missing, `http.content` when there was
 *   nothing at all
 *
 * Returns: (transfer full): the document.
 */
EwsNode *
ews_parser_finish (EwsParser *self, GError **error)
{
  EwsNode *document = ews_parser_take (self);

  if (document != NULL)
    return document;
  if (self->problem != NULL)
    g_propagate_error (error, g_error_copy (self->problem));
  else if (self->parser != NULL)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                         _ ("the answer breaks off"));
  else
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT, _ ("the answer is empty"));

  return NULL;
}

/**
 * ews_parser_read:
 * @bytes: a whole document
 * @root: the name it has to begin with, a literal
 * @error: as for ews_parser_feed() and ews_parser_finish()
 *
 * Returns: (transfer full): the document.
 */
EwsNode *
ews_parser_read (GBytes *bytes, const char *root, GError **error)
{
  g_autoptr (EwsParser) self = ews_parser_new (root, FALSE, NULL, NULL);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (!ews_parser_feed (self, data, length, error))
    return NULL;

  return ews_parser_finish (self, error);
}
