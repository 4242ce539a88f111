/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/header-block.h"

#include <string.h>

typedef struct
{
  char *name;
  GString *raw;
  char *value;
} Entry;

struct _TocsinHeaderBlock
{
  GArray *entries;
  gboolean skipping;
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_string_free (entry->raw, TRUE);
  g_free (entry->value);
}

/**
 * tocsin_header_block_new:
 *
 * Returns: (transfer full): an empty block.
 */
TocsinHeaderBlock *
tocsin_header_block_new (void)
{
  TocsinHeaderBlock *self = g_new0 (TocsinHeaderBlock, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);

  return self;
}

/**
 * tocsin_header_block_free:
 * @self: (transfer full): a block
 */
void
tocsin_header_block_free (TocsinHeaderBlock *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static gsize
name_length (const char *line, gsize length)
{
  gsize n = 0;

  while (n < length && line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
    n++;

  return n;
}

/**
 * tocsin_header_block_is_header_line:
 * @line: a line
 * @length: its length
 *
 * Returns: whether it begins a header (RFC 5322, section 3.6.8; blanks before the colon, which its
 *   obsolete syntax had, included).
 */
gboolean
tocsin_header_block_is_header_line (const char *line, gsize length)
{
  gsize n = name_length (line, length);

  if (n == 0)
    return FALSE;
  while (n < length && (line[n] == ' ' || line[n] == '\t'))
    n++;

  return n < length && line[n] == ':';
}

/* A NUL would hide the rest of the line from everything written in C. */
static void
append_without_nul (GString *raw, const char *text, gsize length)
{
  gsize start = raw->len;

  g_string_append_len (raw, text, length);
  for (gsize i = start; i < raw->len; i++)
    if (raw->str[i] == '\0')
      raw->str[i] = ' ';
}

static void
add_header (TocsinHeaderBlock *self, const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);
  gsize value = colon + 1 - line;
  Entry entry = { NULL };

  entry.name = g_strndup (line, name_length (line, length));
  entry.raw = g_string_sized_new (length - value + 1);
  append_without_nul (entry.raw, line + value, length - value);
  g_array_append_val (self->entries, entry);
}

static gboolean
spend (TocsinHeaderBudget *budget, gsize bytes, guint lines)
{
  if (bytes > budget->bytes || lines > budget->lines)
    {
      budget->exceeded = TRUE;
      return FALSE;
    }
  budget->bytes -= bytes;
  budget->lines -= lines;

  return TRUE;
}

/**
 * tocsin_header_block_add_line:
 * @self: a block
 * @line: a line of the message
 * @length: its length, the line end included
 * @continued: whether it is another piece of the line before
 * @budget: what may still be kept
 *
 * Adds a header, or the continuation of the last one. What is neither is passed over.
 */
void
tocsin_header_block_add_line (TocsinHeaderBlock *self,
                              const char *line,
                              gsize length,
                              gboolean continued,
                              TocsinHeaderBudget *budget)
{
  if (!continued && tocsin_header_block_is_header_line (line, length))
    {
      self->skipping = !spend (budget, length, 1);
      if (!self->skipping)
        add_header (self, line, length);
      return;
    }
  if (!continued && (length == 0 || (line[0] != ' ' && line[0] != '\t')))
    {
      self->skipping = TRUE;
      return;
    }
  if (self->skipping || self->entries->len == 0)
    return;

  self->skipping = !spend (budget, length, 0);
  if (!self->skipping)
    append_without_nul (g_array_index (self->entries, Entry, self->entries->len - 1).raw, line,
                        length);
}

/**
 * tocsin_header_block_get_length:
 * @self: a block
 *
 * Returns: how many headers it has.
 */
guint
tocsin_header_block_get_length (const TocsinHeaderBlock *self)
{
  return self->entries->len;
}

/**
 * tocsin_header_block_get_name:
 * @self: a block
 * @index: which header
 *
 * Returns: (transfer none): its name as sent.
 */
const char *
tocsin_header_block_get_name (const TocsinHeaderBlock *self, guint index)
{
  return g_array_index (self->entries, Entry, index).name;
}

/**
 * tocsin_header_block_get_raw:
 * @self: a block
 * @index: which header
 *
 * Returns: (transfer none): its value as sent, folds and line ends included.
 */
const char *
tocsin_header_block_get_raw (const TocsinHeaderBlock *self, guint index)
{
  return g_array_index (self->entries, Entry, index).raw->str;
}

/**
 * tocsin_header_block_get_value:
 * @self: a block
 * @index: which header
 * @code_page: (nullable): charset of what declares none; counts at the first call only
 *
 * Returns: (transfer none): its value decoded.
 */
const char *
tocsin_header_block_get_value (TocsinHeaderBlock *self, guint index, const char *code_page)
{
  Entry *entry = &g_array_index (self->entries, Entry, index);

  if (entry->value == NULL)
    entry->value = tocsin_mime_decode_text (entry->raw->str, code_page);

  return entry->value;
}

/**
 * tocsin_header_block_find_raw:
 * @self: a block
 * @name: in any case
 *
 * Returns: (nullable) (transfer none): the raw value of the first header of that name.
 */
const char *
tocsin_header_block_find_raw (const TocsinHeaderBlock *self, const char *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (self, i), name) == 0)
      return tocsin_header_block_get_raw (self, i);

  return NULL;
}
