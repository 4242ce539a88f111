/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/structure.h"

#include "plugins/imap4/wire/number.h"

#include <string.h>

/* Where things stand in a leaf (RFC 9051, section 9, body-fields). */
enum
{
  FIELD_TYPE,
  FIELD_SUBTYPE,
  FIELD_PARAMETERS,
  FIELD_ID,
  FIELD_DESCRIPTION,
  FIELD_ENCODING,
  FIELD_SIZE,
  FIELD_BEYOND,
};

typedef struct
{
  const char *code_page;
  guint parts;
} Reading;

static void
append_parameters (GString *value, const Imap4Value *parameters)
{
  for (guint i = 0; i + 1 < imap4_value_get_length (parameters); i += 2)
    {
      const char *name = imap4_value_get_text (imap4_value_get_item (parameters, i));
      const char *text = imap4_value_get_text (imap4_value_get_item (parameters, i + 1));

      if (name != NULL && text != NULL)
        tocsin_part_append_parameter (value, name, text);
    }
}

static char *
header_value (const char *word, const char *subword, const Imap4Value *parameters)
{
  GString *value = g_string_new (word);

  if (subword != NULL)
    g_string_append_printf (value, "/%s", subword);
  append_parameters (value, parameters);

  return g_string_free (value, FALSE);
}

static gboolean
is_disposition_word (const Imap4Value *value)
{
  return imap4_value_is (value, "inline") || imap4_value_is (value, "attachment")
         || imap4_value_is (value, "form-data");
}

/* Servers leave fields out before it, so it is known by its form: a word and a list or NIL; a list
 * of languages has words only. Quirk 29: Exchange sends a bare "inline", and (NIL NIL). */
static char *
find_disposition (const Imap4Value *body, guint from)
{
  for (guint i = from; i < imap4_value_get_length (body); i++)
    {
      const Imap4Value *value = imap4_value_get_item (body, i);
      const Imap4Value *second = imap4_value_get_item (value, 1);
      const char *word = imap4_value_get_text (imap4_value_get_item (value, 0));

      if (is_disposition_word (value))
        return g_strdup (imap4_value_get_text (value));
      if (word == NULL || imap4_value_get_length (value) > 2)
        continue;
      if (second == NULL ? is_disposition_word (imap4_value_get_item (value, 0))
                         : second->kind == IMAP4_VALUE_LIST || second->kind == IMAP4_VALUE_NIL)
        return header_value (word, NULL, second);
    }

  return NULL;
}

static char *
trimmed_id (const Imap4Value *value)
{
  const char *text = imap4_value_get_text (value);
  gsize length = text != NULL ? strlen (text) : 0;

  if (length >= 2 && text[0] == '<' && text[length - 1] == '>')
    return g_strndup (text + 1, length - 2);

  return length > 0 ? g_strdup (text) : NULL;
}

/* Behind the size of an attached message stands its ENVELOPE, and there behind the date its
 * subject. */
static const char *
find_subject (const Imap4Value *body)
{
  const Imap4Value *envelope = imap4_value_get_item (body, FIELD_BEYOND);

  return imap4_value_get_text (imap4_value_get_item (envelope, 1));
}

static TocsinPart *
read_leaf (const Imap4Value *body, const char *section, const Reading *reading)
{
  const char *type = imap4_value_get_text (imap4_value_get_item (body, FIELD_TYPE));
  const char *subtype = imap4_value_get_text (imap4_value_get_item (body, FIELD_SUBTYPE));
  const char *encoding = imap4_value_get_text (imap4_value_get_item (body, FIELD_ENCODING));
  const char *size = imap4_value_get_text (imap4_value_get_item (body, FIELD_SIZE));
  g_autofree char *content_type = NULL;
  g_autofree char *disposition = NULL;
  TocsinPart *part;

  /* An empty multipart loses its body and stands there as a word alone (quirk 29); of a type that
   * is none Dovecot tells nothing. */
  if (type == NULL || subtype == NULL || *type == '\0'
      || g_ascii_strcasecmp (type, "multipart") == 0)
    return NULL;

  content_type = header_value (type, subtype, imap4_value_get_item (body, FIELD_PARAMETERS));
  disposition = find_disposition (body, FIELD_BEYOND);
  part = tocsin_part_new (section, content_type, disposition, reading->code_page);
  part->content_id = trimmed_id (imap4_value_get_item (body, FIELD_ID));
  if (encoding != NULL)
    part->encoding = g_ascii_strdown (encoding, -1);
  if (tocsin_part_is_message (part))
    tocsin_part_name_message (part, find_subject (body), reading->code_page);
  /* Negative sizes exist (quirk 29), and rounded ones (quirk 16). */
  if (size == NULL || !imap4_number_parse_rounded (size, strlen (size), &part->size))
    part->size = 0;

  return part;
}

static TocsinPart *
read_body (const Imap4Value *body, const char *section, guint depth, Reading *reading);

static TocsinPart *
read_multipart (const Imap4Value *body, const char *section, guint depth, Reading *reading)
{
  g_autoptr (TocsinPart) part = NULL;
  g_autofree char *content_type = NULL;
  g_autofree char *disposition = NULL;
  const char *subtype;
  guint n_children = 0;

  while (imap4_value_get_length (imap4_value_get_item (body, n_children)) > 0)
    n_children++;
  subtype = imap4_value_get_text (imap4_value_get_item (body, n_children));
  if (subtype == NULL)
    return NULL;

  content_type = header_value ("multipart", subtype, imap4_value_get_item (body, n_children + 1));
  disposition = find_disposition (body, n_children + 2);
  part = tocsin_part_new (section, content_type, disposition, reading->code_page);

  for (guint i = 0; i < n_children; i++)
    {
      g_autofree char *number =
          g_strdup_printf ("%s%s%u", section, *section != '\0' ? "." : "", i + 1);
      TocsinPart *child = read_body (imap4_value_get_item (body, i), number, depth + 1, reading);

      if (child == NULL)
        return NULL;
      tocsin_part_add_child (part, child);
    }

  return g_steal_pointer (&part);
}

static TocsinPart *
read_body (const Imap4Value *body, const char *section, guint depth, Reading *reading)
{
  const Imap4Value *first = imap4_value_get_item (body, 0);

  if (depth == IMAP4_STRUCTURE_MAX_DEPTH || ++reading->parts > IMAP4_STRUCTURE_MAX_PARTS)
    return NULL;

  /* Quirk 25: Domino's extra parentheses, here around the whole of it. */
  if (imap4_value_get_length (body) == 1 && imap4_value_get_length (first) > 0)
    return read_body (first, section, depth + 1, reading);
  if (imap4_value_get_length (first) > 0)
    return read_multipart (body, section, depth, reading);

  return read_leaf (body, *section != '\0' ? section : "1", reading);
}

/**
 * imap4_structure_to_part:
 * @structure: (nullable): the value of BODYSTRUCTURE
 * @code_page: (nullable): charset of names that declare none
 *
 * BODYSTRUCTURE is the least reliable thing a server says (quirk 29): what is not plausible from
 * top to bottom is no structure at all, and the message itself has to be looked at.
 *
 * Returns: (transfer full) (nullable): the tree of parts.
 */
TocsinPart *
imap4_structure_to_part (const Imap4Value *structure, const char *code_page)
{
  Reading reading = { code_page, 0 };

  return structure != NULL ? read_body (structure, "", 0, &reading) : NULL;
}
