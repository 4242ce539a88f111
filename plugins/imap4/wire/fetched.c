/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/fetched.h"

#include "plugins/imap4/wire/date.h"
#include "plugins/imap4/wire/number.h"

#include <string.h>

/* One pair of parentheses is Domino's (quirk 25); more are somebody's joke. */
#define MAX_EXTRA_PARENTHESES 3

/**
 * imap4_fetched_new:
 *
 * Returns: (transfer full): nothing yet.
 */
Imap4Fetched *
imap4_fetched_new (void)
{
  return g_new0 (Imap4Fetched, 1);
}

/**
 * imap4_fetched_free:
 * @self: (transfer full): what was fetched
 */
void
imap4_fetched_free (Imap4Fetched *self)
{
  g_strfreev (self->flags);
  g_strfreev (self->gmail_labels);
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->sections, g_hash_table_unref);
  g_clear_pointer (&self->structure, imap4_value_free);
  g_free (self);
}

static GBytes *
bytes_of (const Imap4Value *value)
{
  /* Quirk 27: NIL or "" where a literal belongs means that it is empty. */
  return value->bytes != NULL ? g_bytes_ref (value->bytes) : g_bytes_new_static ("", 0);
}

static void
set_size (Imap4Fetched *self, const Imap4Value *value)
{
  const char *text = imap4_value_get_text (value);

  /* Negative sizes exist too (quirk 29): then it is not known. */
  self->has_size = text != NULL && imap4_number_parse_rounded (text, strlen (text), &self->size);
}

static void
set_modseq (Imap4Fetched *self, const Imap4Value *value)
{
  /* Quirk 23: Zoho says 0 or -1; both mean that there is none. */
  if (!imap4_value_get_number (imap4_value_get_item (value, 0), &self->modseq))
    self->modseq = 0;
}

static gboolean
is_body (const char *name)
{
  return g_str_equal (name, "BODY[]") || g_str_has_prefix (name, "BODY[]<")
         || g_str_equal (name, "BINARY[]") || g_str_equal (name, "RFC822");
}

static void
set_body (Imap4Fetched *self, const Imap4Value *value)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->has_body = TRUE;
  if (value->kind != IMAP4_VALUE_ELSEWHERE)
    self->body = bytes_of (value);
}

/**
 * imap4_section_is_valid:
 * @section: number of a part
 *
 * Returns: whether it is one as IMAP counts (RFC 9051, section 6.4.5.1): `1`, `2.1`.
 */
gboolean
imap4_section_is_valid (const char *section)
{
  gsize length = strlen (section);

  if (length == 0 || length >= IMAP4_SECTION_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (section[i])
        && (section[i] != '.' || i == 0 || !g_ascii_isdigit (section[i + 1])))
      return FALSE;

  return TRUE;
}

/* "BODY[1.2]" and "BODY[1.2]<0>" */
static gboolean
is_section (const char *name, char section[IMAP4_SECTION_MAX])
{
  const char *begin, *end;

  if (!g_str_has_prefix (name, "BODY["))
    return FALSE;
  begin = name + strlen ("BODY[");
  end = strchr (begin, ']');
  if (end == NULL || end - begin >= IMAP4_SECTION_MAX || (end[1] != '\0' && end[1] != '<'))
    return FALSE;
  memcpy (section, begin, (gsize) (end - begin));
  section[end - begin] = '\0';

  return imap4_section_is_valid (section);
}

static void
unref_bytes (gpointer bytes)
{
  if (bytes != NULL)
    g_bytes_unref (bytes);
}

static void
set_section (Imap4Fetched *self, const char *section, const Imap4Value *value)
{
  if (self->sections == NULL)
    self->sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_bytes);
  g_hash_table_replace (self->sections, g_strdup (section),
                        value->kind != IMAP4_VALUE_ELSEWHERE ? bytes_of (value) : NULL);
}

static void
set_item (Imap4Fetched *self, const char *name, Imap4Value *value)
{
  const char *text = imap4_value_get_text (value);
  char section[IMAP4_SECTION_MAX];

  if (g_str_equal (name, "UID"))
    {
      if (!imap4_value_get_number (value, &self->uid))
        self->uid = 0;
    }
  else if (g_str_equal (name, "FLAGS"))
    {
      g_strfreev (self->flags);
      self->flags = imap4_value_to_strv (value);
    }
  else if (g_str_equal (name, "X-GM-MSGID"))
    {
      if (!imap4_value_get_number (value, &self->gmail_id))
        self->gmail_id = 0;
    }
  else if (g_str_equal (name, "X-GM-LABELS"))
    {
      g_strfreev (self->gmail_labels);
      self->gmail_labels = imap4_value_to_strv (value);
    }
  else if (g_str_equal (name, "RFC822.SIZE"))
    set_size (self, value);
  else if (g_str_equal (name, "INTERNALDATE"))
    {
      if (text == NULL || !imap4_date_parse (text, &self->received))
        self->received = 0;
    }
  else if (g_str_equal (name, "MODSEQ"))
    set_modseq (self, value);
  else if (g_str_has_prefix (name, "BODY[HEADER") || g_str_equal (name, "RFC822.HEADER"))
    {
      g_clear_pointer (&self->header, g_bytes_unref);
      self->header = bytes_of (value);
    }
  else if (is_body (name))
    set_body (self, value);
  else if (is_section (name, section))
    set_section (self, section, value);
}

static gboolean take_items (Imap4Fetched *self, Imap4Scanner *scanner, guint extra, GError **error);

static gboolean
take_item (Imap4Fetched *self, Imap4Scanner *scanner, GError **error)
{
  g_autofree char *name = imap4_scanner_take_item_name (scanner, error);
  g_autoptr (Imap4Value) value = NULL;

  if (name == NULL)
    return FALSE;
  imap4_scanner_skip_blanks (scanner);

  /* Quirk 26: Yandex leaves out the value of an empty part: "BODY[2] )". */
  if (strchr (name, '[') != NULL && imap4_scanner_peek (scanner) == ')')
    value = imap4_value_new (IMAP4_VALUE_NIL);
  else
    value = imap4_scanner_take_value (scanner, error);
  if (value == NULL)
    return FALSE;

  if (g_str_equal (name, "BODYSTRUCTURE"))
    {
      g_clear_pointer (&self->structure, imap4_value_free);
      self->structure = g_steal_pointer (&value);
      return TRUE;
    }
  set_item (self, name, value);

  return TRUE;
}

static gboolean
take_items (Imap4Fetched *self, Imap4Scanner *scanner, guint extra, GError **error)
{
  for (;;)
    {
      imap4_scanner_skip_blanks (scanner);
      if (imap4_scanner_take (scanner, ')'))
        return TRUE;

      /* Quirk 25: Domino puts parentheses around ENVELOPE and what follows it. */
      if (imap4_scanner_peek (scanner) == '(' && extra < MAX_EXTRA_PARENTHESES)
        {
          scanner->p++;
          if (!take_items (self, scanner, extra + 1, error))
            return FALSE;
        }
      else if (!take_item (self, scanner, error))
        return FALSE;
    }
}

/**
 * imap4_fetched_parse:
 * @self: where to put what is understood
 * @response: a FETCH response
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: whether all of it is understood; if not, @self holds what came before.
 */
gboolean
imap4_fetched_parse (Imap4Fetched *self, const Imap4Response *response, GError **error)
{
  Imap4Scanner scanner = response->rest;

  if (!imap4_scanner_take (&scanner, '('))
    return imap4_scanner_fail (&scanner, "(", error);

  return take_items (self, &scanner, 0, error);
}

/* The item whose value the announced literal is: the last word before it. */
static gboolean
last_item_is_body (const char *text, gsize length, char section[IMAP4_SECTION_MAX])
{
  const char *end = text + length, *begin;
  g_autofree char *name = NULL;

  while (end > text && end[-1] != '{')
    end--;
  if (end > text)
    end--;
  if (end > text && end[-1] == '~')
    end--;
  while (end > text && end[-1] == ' ')
    end--;
  for (begin = end; begin > text && strchr (" (", begin[-1]) == NULL; begin--)
    ;
  name = g_ascii_strup (begin, end - begin);
  section[0] = '\0';

  return is_body (name) || is_section (name, section);
}

/**
 * imap4_fetched_announces_body:
 * @frame: a response whose last line announced a literal
 * @body: (out): what is known of it
 *
 * Returns: whether the literal is the body of a message or of a part of it, to be streamed and not
 *   collected.
 */
gboolean
imap4_fetched_announces_body (const Imap4Frame *frame, Imap4BodyAnnouncement *body)
{
  g_autoptr (Imap4Fetched) sofar = imap4_fetched_new ();
  g_autofree char *number = NULL, *keyword = NULL;
  Imap4Scanner scanner;
  gsize length;
  const char *text = imap4_frame_get_text (frame, &length);

  if (!last_item_is_body (text, length, body->section))
    return FALSE;

  imap4_scanner_init (&scanner, frame);
  if (!imap4_scanner_take (&scanner, '*'))
    return FALSE;
  imap4_scanner_skip_blanks (&scanner);
  number = imap4_scanner_take_word (&scanner);
  imap4_scanner_skip_blanks (&scanner);
  keyword = imap4_scanner_take_word (&scanner);
  imap4_scanner_skip_blanks (&scanner);
  if (g_ascii_strcasecmp (keyword, "FETCH") != 0 || !imap4_scanner_take (&scanner, '('))
    return FALSE;

  /* It fails where the text ends; what came before is what we are after. */
  take_items (sofar, &scanner, 0, NULL);
  body->uid = sofar->uid;
  body->size = imap4_frame_get_announced (frame);

  return TRUE;
}
