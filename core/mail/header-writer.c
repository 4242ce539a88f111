/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/header-writer.h"

#include "core/mail/address-spec.h"
#include "core/mail/address.h"
#include "core/mail/charset-encode.h"

#include <string.h>

/* A longer run of blanks is encoded, for no line may be made of blanks alone. */
#define MAX_BLANKS 8
/* Bytes beside the value in a piece of a parameter: a blank, `*12*=`, `UTF-8''`, a semicolon. */
#define PARAMETER_FRAME 10

struct _TocsinHeaderWriter
{
  GString *block;
  char *charset;
  gsize limit;
  TocsinHeaderLine line;
};

/* A word of a text, with the blanks before it. */
typedef struct
{
  const char *begin;
  const char *word;
  const char *end;
} Word;

/**
 * tocsin_header_writer_new: (skip)
 * @charset: what encoded words are written in, if it can say them
 * @max_length: bytes that a line should have at most, without its end; 0 for as many as there may
 *   be
 *
 * Returns: (transfer full): a writer with an empty block.
 */
TocsinHeaderWriter *
tocsin_header_writer_new (const char *charset, guint max_length)
{
  TocsinHeaderWriter *self = g_new0 (TocsinHeaderWriter, 1);

  self->block = g_string_new (NULL);
  self->charset = g_strdup (charset);
  self->limit = TOCSIN_HEADER_LINE_MAX_LENGTH;
  if (max_length > 0)
    self->limit = CLAMP (max_length, 40, TOCSIN_HEADER_LINE_MAX_LENGTH);

  return self;
}

/**
 * tocsin_header_writer_free: (skip)
 * @self: (transfer full): a writer
 */
void
tocsin_header_writer_free (TocsinHeaderWriter *self)
{
  g_string_free (self->block, TRUE);
  g_free (self->charset);
  g_free (self);
}

static void
begin (TocsinHeaderWriter *self, const char *name)
{
  tocsin_header_line_begin (&self->line, self->block, name, self->charset, self->limit);
}

/* On one line, without what no reader shows: control characters would be taken for blanks or worse.
 */
static char *
clean (const char *value)
{
  char *text = g_utf8_make_valid (value, -1);

  for (char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  return g_strstrip (text);
}

static gboolean
next_word (const char **p, Word *word)
{
  if (**p == '\0')
    return FALSE;

  word->begin = *p;
  word->word = *p + strspn (*p, " ");
  word->end = word->word + strcspn (word->word, " ");
  *p = word->end;

  return TRUE;
}

/* Whether somebody would read it as something else if it stood there as it is. */
static gboolean
needs_encoding (const TocsinHeaderLine *line, const char *word, gsize length)
{
  if (!tocsin_header_line_fits (line, length) || g_strstr_len (word, (gssize) length, "=?") != NULL)
    return TRUE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (word[i]))
      return TRUE;

  return FALSE;
}

static void
add_plain (TocsinHeaderLine *line, const Word *word, gboolean first)
{
  g_autofree char *blanks = g_strndup (word->begin, word->word - word->begin);
  g_autofree char *text = g_strndup (word->word, word->end - word->word);

  tocsin_header_line_add_word (line, first ? " " : blanks, text);
}

/* What is encoded reaches from the first word that needs it to the last. */
static void
find_encoded (const TocsinHeaderLine *line, const char *value, const char **from, const char **to)
{
  Word word;

  *from = *to = NULL;
  for (const char *p = value; next_word (&p, &word);)
    {
      if (word.word - word.begin <= MAX_BLANKS
          && !needs_encoding (line, word.word, word.end - word.word))
        continue;
      if (*from == NULL)
        *from = word.word - word.begin > MAX_BLANKS ? word.begin + 1 : word.word;
      *to = word.end;
    }
}

static void
add_encoded (TocsinHeaderLine *line, const Word *word, gboolean first, const char *to)
{
  g_autofree char *blanks = g_strndup (word->begin, word->word - word->begin);

  tocsin_header_line_add_encoded (line, first ? " " : blanks, word->word, to - word->word);
}

/* Unstructured text, or a phrase, if there is nothing in it that would have to be quoted. */
static void
add_words (TocsinHeaderLine *line, const char *value)
{
  const char *from, *to;
  gboolean first = TRUE;
  Word word;

  find_encoded (line, value, &from, &to);
  for (const char *p = value; next_word (&p, &word); first = FALSE)
    if (from != NULL && word.end >= from && word.begin < to)
      {
        word.word = MIN (word.word, from);
        add_encoded (line, &word, first, to);
        p = to;
      }
    else
      add_plain (line, &word, first);
}

/**
 * tocsin_header_writer_add_text: (skip)
 * @self: a writer
 * @name: a header without syntax (RFC 5322, section 3.6.5), such as Subject
 * @value: what it says
 *
 * Adds a header that people read. What is no ASCII, looks like an encoded word or is too long for
 * a line becomes encoded words (RFC 2047).
 */
void
tocsin_header_writer_add_text (TocsinHeaderWriter *self, const char *name, const char *value)
{
  g_autofree char *text = clean (value);

  begin (self, name);
  add_words (&self->line, text);
  tocsin_header_line_end (&self->line);
}

static gboolean
is_atoms (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-/=?^_`{|}~ ", *p) == NULL)
      return FALSE;

  return strstr (name, "  ") == NULL;
}

static char *
quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');

  return g_string_free (out, FALSE);
}

/* A display name (RFC 5322, section 3.2.5). */
static void
add_phrase (TocsinHeaderLine *line, const char *phrase)
{
  g_autofree char *name = clean (phrase);
  g_autofree char *quoted = quote (name);
  gboolean foreign = !g_str_is_ascii (name) || strstr (name, "=?") != NULL;

  if (!foreign && is_atoms (name))
    add_words (line, name);
  else if (!foreign && tocsin_header_line_fits (line, strlen (quoted) + 1))
    tocsin_header_line_add_word (line, " ", quoted);
  else
    tocsin_header_line_add_encoded (line, " ", name, strlen (name));
}

static void
add_mailbox (TocsinHeaderLine *line, const TocsinAddress *address, const char *behind)
{
  g_autofree char *ascii = tocsin_address_spec_to_ascii (address->address);
  const char *spec = ascii != NULL ? ascii : address->address;
  gboolean named = *address->name != '\0';
  g_autofree char *word = NULL;

  if (named)
    add_phrase (line, address->name);
  word = named ? g_strdup_printf ("<%s>%s", spec, behind) : g_strconcat (spec, behind, NULL);
  tocsin_header_line_add_word (line, " ", word);
}

static const TocsinAddress *
get_address (GPtrArray *addresses, guint i)
{
  return i < addresses->len ? g_ptr_array_index (addresses, i) : NULL;
}

static gboolean
is_same_group (const TocsinAddress *a, const TocsinAddress *b)
{
  return b != NULL && g_strcmp0 (a->group, b->group) == 0;
}

/**
 * tocsin_header_writer_add_addresses: (skip)
 * @self: a writer
 * @name: a header that holds addresses
 * @addresses: (element-type TocsinAddress): what it holds; those that stand together with the same
 *   group make that group
 *
 * Adds a header of addresses. A domain that is no ASCII is written in its ASCII form; where the
 * local part isn't either, the address is UTF-8 (RFC 6532).
 */
void
tocsin_header_writer_add_addresses (TocsinHeaderWriter *self,
                                    const char *name,
                                    GPtrArray *addresses)
{
  const TocsinAddress *before = NULL;

  begin (self, name);
  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = get_address (addresses, i);
      const TocsinAddress *next = get_address (addresses, i + 1);
      gboolean in_group = address->group != NULL;
      gboolean ends = in_group && !is_same_group (address, next);
      const char *comma = next != NULL ? "," : "";

      if (in_group && (before == NULL || !is_same_group (before, address)))
        {
          add_phrase (&self->line, address->group);
          tocsin_header_line_add_glued (&self->line, ":");
        }
      if (*address->address != '\0')
        add_mailbox (&self->line, address, ends ? ";" : comma);
      else if (ends)
        tocsin_header_line_add_glued (&self->line, ";");
      if (ends)
        tocsin_header_line_add_glued (&self->line, comma);
      before = address;
    }
  tocsin_header_line_end (&self->line);
}

/**
 * tocsin_header_writer_add_words: (skip)
 * @self: a writer
 * @name: a header of tokens, such as References
 * @words: (array zero-terminated=1): printable ASCII without blanks, none longer than a line
 *
 * Adds a header whose words are written as they are.
 */
void
tocsin_header_writer_add_words (TocsinHeaderWriter *self,
                                const char *name,
                                const char *const *words)
{
  begin (self, name);
  for (; *words != NULL; words++)
    tocsin_header_line_add_word (&self->line, " ", *words);
  tocsin_header_line_end (&self->line);
}

/**
 * tocsin_header_writer_begin: (skip)
 * @self: a writer
 * @name: a header with parameters, such as Content-Type
 * @value: what stands before them: printable ASCII
 *
 * Begins a header; tocsin_header_writer_add_parameter() goes on, tocsin_header_writer_end() ends.
 */
void
tocsin_header_writer_begin (TocsinHeaderWriter *self, const char *name, const char *value)
{
  begin (self, name);
  tocsin_header_line_add_word (&self->line, " ", value);
}

/* RFC 2045, section 5.1. */
static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text) || strchr ("()<>@,;:\\\"/[]?=", *text) != NULL)
      return FALSE;

  return TRUE;
}

static void
add_plain_parameter (TocsinHeaderLine *line, const char *name, const char *value)
{
  g_autofree char *quoted = is_token (value) ? g_strdup (value) : quote (value);
  g_autofree char *word = g_strdup_printf ("%s=%s", name, quoted);

  tocsin_header_line_add_word (line, " ", word);
}

/* RFC 2231, section 7: what may stand for itself. */
static void
append_extended (GString *out, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (bytes[i]) || (bytes[i] != '\0' && strchr ("!#$&+-.^_`{|}~", bytes[i])))
      g_string_append_c (out, bytes[i]);
    else
      g_string_append_printf (out, "%%%02X", (guchar) bytes[i]);
}

/* The next piece, of whole characters: a reader may decode piece by piece. */
static char *
take_piece (const char **text, const char *charset, gsize room)
{
  GString *out = g_string_new (NULL);

  while (**text != '\0')
    {
      const char *next = g_utf8_next_char (*text);
      gsize before = out->len, n = 0;
      g_autofree char *bytes = tocsin_charset_from_utf8 (*text, next - *text, charset, &n);

      append_extended (out, bytes, n);
      if (out->len > room && before > 0)
        {
          g_string_truncate (out, before);
          break;
        }
      *text = next;
    }

  return g_string_free (out, FALSE);
}

static void
add_extended (TocsinHeaderLine *line, const char *name, const char *value, const char *charset)
{
  gsize frame = strlen (name) + strlen (charset) + PARAMETER_FRAME;
  gsize room = line->limit > 2 * frame ? line->limit - frame : frame;
  g_autofree char *first = take_piece (&value, charset, room);

  if (*value == '\0')
    {
      g_autofree char *word = g_strdup_printf ("%s*=%s''%s", name, charset, first);

      tocsin_header_line_add_word (line, " ", word);
      return;
    }
  for (guint i = 0; *first != '\0'; i++)
    {
      g_autofree char *word = g_strdup_printf ("%s*%u*=%s%s%s", name, i, i == 0 ? charset : "",
                                               i == 0 ? "''" : "", first);

      if (i > 0)
        tocsin_header_line_add_glued (line, ";");
      tocsin_header_line_add_word (line, " ", word);
      g_free (first);
      first = take_piece (&value, charset, room);
    }
}

/* Outlook reads encoded words within the quotes, and drops the folds between them. */
static void
add_encoded_words (TocsinHeaderLine *line, const char *name, const char *value)
{
  g_autofree char *before = g_strdup_printf (" %s=\"", name);

  tocsin_header_line_add_encoded (line, before, value, strlen (value));
  tocsin_header_line_add_glued (line, "\"");
}

/**
 * tocsin_header_writer_add_parameter: (skip)
 * @self: a writer, in a header
 * @name: the parameter's name, a token
 * @value: its value
 * @form: how it is written if it is no short ASCII
 *
 * Adds a parameter.
 */
void
tocsin_header_writer_add_parameter (TocsinHeaderWriter *self,
                                    const char *name,
                                    const char *value,
                                    TocsinParameterForm form)
{
  g_autofree char *text = clean (value);
  gsize length = strlen (name) + strlen (text) + PARAMETER_FRAME;
  const char *charset = tocsin_charset_choose (text, strlen (text), self->charset);

  tocsin_header_line_add_glued (&self->line, ";");
  if (g_str_is_ascii (text) && strstr (text, "=?") == NULL
      && tocsin_header_line_fits (&self->line, length))
    add_plain_parameter (&self->line, name, text);
  else if (form == TOCSIN_PARAMETER_EXTENDED)
    add_extended (&self->line, name, text, charset);
  else
    add_encoded_words (&self->line, name, text);
}

/**
 * tocsin_header_writer_end: (skip)
 * @self: a writer, in a header
 *
 * Ends it.
 */
void
tocsin_header_writer_end (TocsinHeaderWriter *self)
{
  tocsin_header_line_end (&self->line);
}

/**
 * tocsin_header_writer_get_block: (skip)
 * @self: a writer
 *
 * Returns: (transfer none): what was written so far; without the blank line that ends it.
 */
const char *
tocsin_header_writer_get_block (const TocsinHeaderWriter *self)
{
  return self->block->str;
}
