/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mime-scanner.h"

#include "core/mail/line-reader.h"
#include "core/mail/message.h"
#include "core/mail/part-content.h"

#include <string.h>

/* Why GMime's parser is not used here: it has no limits. Eight MiB of empty parts made it take two
 * GiB and ten seconds. Values, addresses, encodings and charsets are GMime's work all the same. */

typedef struct
{
  char *text;
  gsize length;
} Boundary;

typedef struct
{
  TocsinLineReader *reader;
  guint64 length;
  const char *code_page;
  TocsinHeaderBudget budget;
  guint parts_left;
  gboolean truncated;
  Boundary boundaries[TOCSIN_MESSAGE_MAX_DEPTH];
  guint depth;
  /* The delimiter that ended the last content: which boundary (-1: the message's end), and
   * whether it was the closing one. */
  int met;
  gboolean closing;
} Scanner;

static gboolean
is_blank (const TocsinLine *line)
{
  return line->text[0] == '\n'
         || (line->length == 2 && line->text[0] == '\r' && line->text[1] == '\n');
}

/* Nested messages often leave out inner closing delimiters: every open boundary counts. */
static gboolean
meets_boundary (Scanner *self, const TocsinLine *line)
{
  const char *text = line->text + 2;
  gsize length = line->length;

  if (length < 2 || line->continued || line->text[0] != '-' || line->text[1] != '-')
    return FALSE;

  for (length -= 2; length > 0 && g_ascii_isspace (text[length - 1]);)
    length--;
  for (int i = (int) self->depth - 1; i >= 0; i--)
    {
      const Boundary *boundary = &self->boundaries[i];

      if (length < boundary->length || memcmp (text, boundary->text, boundary->length) != 0)
        continue;
      self->closing = length == boundary->length + 2 && text[boundary->length] == '-'
                      && text[boundary->length + 1] == '-';
      if (self->closing || length == boundary->length)
        {
          self->met = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* Reads up to the next delimiter or the end. Returns where the content ended: the line break
 * before a delimiter belongs to the delimiter (RFC 2046, section 5.1.1). */
static guint64
skip_content (Scanner *self)
{
  guint64 begin = tocsin_line_reader_tell (self->reader);
  guint break_length = 0;
  TocsinLine line;

  self->met = -1;
  if (self->depth == 0)
    tocsin_line_reader_seek (self->reader, self->length);
  while (tocsin_line_reader_next (self->reader, &line))
    {
      if (meets_boundary (self, &line))
        return MAX (begin, line.offset - break_length);
      break_length = 0;
      if (line.text[line.length - 1] == '\n')
        break_length = line.length > 1 && line.text[line.length - 2] == '\r' ? 2 : 1;
    }

  return tocsin_line_reader_tell (self->reader);
}

static gboolean
is_folded (const TocsinLine *line)
{
  return line->continued || line->text[0] == ' ' || line->text[0] == '\t';
}

/* A line that is no header is rubbish when another header follows; else the body begins with it,
 * without the blank line (quirk 48). Returns whether it is the former. */
static gboolean
is_rubbish (TocsinLineReader *reader, guint64 offset)
{
  guint64 after = tocsin_line_reader_tell (reader);
  TocsinLine next;
  gboolean rubbish = tocsin_line_reader_next (reader, &next)
                     && tocsin_header_block_is_header_line (next.text, next.length);

  tocsin_line_reader_seek (reader, rubbish ? after : offset);

  return rubbish;
}

/* Returns whether the headers ended as they should, not with a delimiter. */
static gboolean
read_headers (Scanner *self, TocsinHeaderBlock *headers)
{
  TocsinLine line;

  while (tocsin_line_reader_next (self->reader, &line))
    {
      if (is_blank (&line))
        return TRUE;
      if (self->depth > 0 && meets_boundary (self, &line))
        return FALSE;
      if (!is_folded (&line) && !tocsin_header_block_is_header_line (line.text, line.length))
        {
          if (!is_rubbish (self->reader, line.offset))
            return TRUE;
          continue;
        }
      tocsin_header_block_add_line (headers, line.text, line.length, line.continued, &self->budget);
    }
  self->met = -1;

  return TRUE;
}

/* Some POP3 servers and mailbox files put their separator in front (quirk 48). */
static gboolean
is_mbox_line (const TocsinLine *line)
{
  static const char separator[] = "From ";
  const char *text = line->text;
  gsize length = line->length;

  if (text[0] == '>')
    {
      text++;
      length--;
    }

  return length > strlen (separator) && memcmp (text, separator, strlen (separator)) == 0
         && !tocsin_header_block_is_header_line (text, length);
}

static void
skip_mbox_line (TocsinLineReader *reader)
{
  TocsinLine line;

  if (!tocsin_line_reader_next (reader, &line) || !is_mbox_line (&line))
    tocsin_line_reader_seek (reader, 0);
}

static char *
find_boundary (const char *content_type, const char *code_page)
{
  g_autoptr (GMimeContentType) type = NULL;
  g_autofree char *boundary = NULL;

  if (content_type == NULL)
    return NULL;
  type = tocsin_mime_parse_content_type (content_type, code_page);
  if (!g_mime_content_type_is_type (type, "multipart", "*"))
    return NULL;
  boundary = g_strdup (g_mime_content_type_get_parameter (type, "boundary"));

  /* An empty one would be met at every line of dashes. */
  return boundary != NULL && *g_strchomp (boundary) != '\0' ? g_steal_pointer (&boundary) : NULL;
}

static char *
read_token (const char *raw)
{
  g_autofree char *token = raw != NULL ? g_ascii_strdown (raw, -1) : NULL;

  if (token == NULL)
    return NULL;
  token[strcspn (token, ";(")] = '\0';
  g_strstrip (token);

  return *token != '\0' ? tocsin_mime_clean_line (g_steal_pointer (&token)) : NULL;
}

static char *
read_content_id (const char *raw)
{
  g_autofree char *id = raw != NULL ? g_mime_utils_decode_message_id (raw) : NULL;

  return tocsin_mime_clean_line (g_steal_pointer (&id));
}

static TocsinPart *
make_part (Scanner *self, TocsinHeaderBlock *headers, const char *section, const char *fallback)
{
  const char *content_type = tocsin_header_block_find_raw (headers, "Content-Type");
  TocsinPart *part;

  part = tocsin_part_new (section, content_type != NULL ? content_type : fallback,
                          tocsin_header_block_find_raw (headers, "Content-Disposition"),
                          self->code_page);
  part->encoding = read_token (tocsin_header_block_find_raw (headers, "Content-Transfer-Encoding"));
  part->content_id = read_content_id (tocsin_header_block_find_raw (headers, "Content-Id"));

  return part;
}

static TocsinPart *read_entity (Scanner *self,
                                TocsinHeaderBlock *headers,
                                gboolean has_content,
                                const char *section,
                                const char *fallback);

static void
read_child (Scanner *self, TocsinPart *parent)
{
  g_autoptr (TocsinHeaderBlock) headers = tocsin_header_block_new ();
  g_autofree char *section = NULL;
  guint number = parent->children != NULL ? parent->children->len + 1 : 1;
  gboolean has_content = read_headers (self, headers);

  section =
      g_strdup_printf ("%s%s%u", parent->section, *parent->section != '\0' ? "." : "", number);
  tocsin_part_add_child (parent, read_entity (self, headers, has_content, section,
                                              g_str_equal (parent->type, "multipart/digest")
                                                  ? "message/rfc822"
                                                  : "text/plain"));
}

/* Returns where the content ended, as far as it matters: when no part was found. */
static guint64
read_children (Scanner *self, TocsinPart *part, const char *boundary)
{
  int level = self->depth;
  guint64 end;

  self->boundaries[level].text = (char *) boundary;
  self->boundaries[level].length = strlen (boundary);
  self->depth++;
  end = skip_content (self);
  while (self->met == level && !self->closing)
    {
      if (self->parts_left == 0)
        {
          self->truncated = TRUE;
          self->met = -1;
          break;
        }
      read_child (self, part);
    }
  self->depth--;

  /* What follows the closing delimiter is nobody's, up to the next delimiter of a parent. */
  if (self->met >= level)
    skip_content (self);

  return end;
}

static TocsinPart *
read_entity (Scanner *self,
             TocsinHeaderBlock *headers,
             gboolean has_content,
             const char *section,
             const char *fallback)
{
  TocsinPart *part = make_part (self, headers, section, fallback);
  g_autofree char *boundary = NULL;

  self->parts_left--;
  part->begin = part->end = tocsin_line_reader_tell (self->reader);
  if (!has_content)
    return part;

  boundary =
      find_boundary (tocsin_header_block_find_raw (headers, "Content-Type"), self->code_page);
  if (boundary != NULL && self->depth == TOCSIN_MESSAGE_MAX_DEPTH)
    {
      self->truncated = TRUE;
      g_clear_pointer (&boundary, g_free);
    }
  part->end = boundary != NULL ? read_children (self, part, boundary) : skip_content (self);
  part->size = part->end - part->begin;

  return part;
}

/**
 * tocsin_mime_scan_headers:
 * @source: a raw message
 * @body: (out): where its body begins
 * @truncated: (out): whether there are more headers than were kept
 *
 * Returns: (transfer full): its header block.
 */
TocsinHeaderBlock *
tocsin_mime_scan_headers (TocsinRawSource *source, guint64 *body, gboolean *truncated)
{
  g_autoptr (TocsinLineReader) reader = tocsin_line_reader_new (source);
  Scanner self = {
    .reader = reader,
    .length = tocsin_raw_source_get_length (source),
    .budget = { TOCSIN_MESSAGE_MAX_HEADER_BYTES, TOCSIN_MESSAGE_MAX_HEADERS, FALSE },
  };
  TocsinHeaderBlock *headers = tocsin_header_block_new ();

  skip_mbox_line (reader);
  read_headers (&self, headers);
  *body = tocsin_line_reader_tell (reader);
  *truncated = self.budget.exceeded || tocsin_line_reader_has_failed (reader);

  return headers;
}

/* A multipart in which no part was found is shown as the text that it is. */
static void
make_text_of_empty (TocsinPart *part)
{
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    make_text_of_empty (g_ptr_array_index (part->children, i));
  if (part->children != NULL || !g_str_has_prefix (part->type, "multipart/"))
    return;

  g_free (part->type);
  part->type = g_strdup ("text/plain");
}

/* Its own headers name an attached message that has no name. */
static void
name_messages (TocsinPart *part, TocsinRawSource *source, const char *code_page)
{
  g_autoptr (GByteArray) begin = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TocsinRawSource) message = NULL;
  g_autoptr (TocsinHeaderBlock) headers = NULL;
  gboolean truncated;
  guint64 body;

  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    name_messages (g_ptr_array_index (part->children, i), source, code_page);
  if (!tocsin_part_is_message (part) || part->name != NULL)
    return;

  begin = tocsin_part_content_read (source, part->begin, part->end, part->encoding,
                                    TOCSIN_MIME_MAX_ATTACHED_HEADERS);
  bytes = g_bytes_new (begin->data, begin->len);
  message = tocsin_raw_source_new_from_bytes (bytes);
  headers = tocsin_mime_scan_headers (message, &body, &truncated);
  tocsin_part_name_message (part, tocsin_header_block_find_raw (headers, "Subject"), code_page);
}

/**
 * tocsin_mime_scan_structure:
 * @source: a raw message
 * @headers: its header block
 * @body: where its body begins
 * @code_page: (nullable): charset of names that declare none
 * @truncated: (inout): set when there is more than was kept
 *
 * Returns: (transfer full): its tree of parts, with the place of their content.
 */
TocsinPart *
tocsin_mime_scan_structure (TocsinRawSource *source,
                            TocsinHeaderBlock *headers,
                            guint64 body,
                            const char *code_page,
                            gboolean *truncated)
{
  g_autoptr (TocsinLineReader) reader = tocsin_line_reader_new (source);
  Scanner self = {
    .reader = reader,
    .length = tocsin_raw_source_get_length (source),
    .code_page = code_page,
    .budget = { TOCSIN_MESSAGE_MAX_HEADER_BYTES, TOCSIN_MESSAGE_MAX_HEADERS, FALSE },
    .parts_left = TOCSIN_MESSAGE_MAX_PARTS,
  };
  TocsinPart *root;

  tocsin_line_reader_seek (reader, body);
  root = read_entity (&self, headers, TRUE, "", "text/plain");
  make_text_of_empty (root);
  name_messages (root, source, code_page);
  if (root->children == NULL)
    {
      g_free (root->section);
      root->section = g_strdup ("1");
    }
  *truncated = *truncated || self.truncated || self.budget.exceeded
               || tocsin_line_reader_has_failed (reader);

  return root;
}
