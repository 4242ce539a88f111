/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/listed.h"

#include "plugins/imap4/wire/folder-id.h"
#include "plugins/imap4/wire/number.h"

#include <string.h>

/**
 * imap4_listed_free:
 * @self: (transfer full): a listed folder
 */
void
imap4_listed_free (Imap4Listed *self)
{
  g_free (self->id);
  g_strfreev (self->attributes);
  g_free (self);
}

/**
 * imap4_folder_status_free:
 * @self: (transfer full): a status
 */
void
imap4_folder_status_free (Imap4FolderStatus *self)
{
  g_free (self->id);
  g_free (self);
}

/* Behind a name may come extended data in parentheses (RFC 5258), and STATUS has its items there.
 */
static gsize
measure_bare_name (const Imap4Scanner *scanner)
{
  const char *end = scanner->end;

  while (end > scanner->p && end[-1] == ' ')
    end--;
  if (end > scanner->p && end[-1] == ')')
    {
      const char *open = g_strstr_len (scanner->p, end - scanner->p, " (");

      if (open != NULL)
        end = open;
    }

  return (gsize) (end - scanner->p);
}

/* The id of the mailbox whose name comes next. Quirk 32: the name may be a literal, NIL, raw UTF-8,
 * or hold blanks and control characters without being quoted. */
static char *
take_name (Imap4Scanner *scanner, gboolean utf8, GError **error)
{
  g_autoptr (Imap4Value) value = NULL;
  g_autofree char *bare = NULL;

  imap4_scanner_skip_blanks (scanner);
  if (strchr ("\"{~", imap4_scanner_peek (scanner)) != NULL && !imap4_scanner_is_at_end (scanner))
    {
      value = imap4_scanner_take_value (scanner, error);
      if (value == NULL)
        return NULL;
      if (imap4_value_get_text (value) == NULL)
        return imap4_scanner_fail (scanner, "name", error), NULL;
      return imap4_folder_id_from_wire (imap4_value_get_text (value), utf8);
    }

  bare = g_strndup (scanner->p, measure_bare_name (scanner));
  scanner->p += strlen (bare);
  if (*bare == '\0')
    return imap4_scanner_fail (scanner, "name", error), NULL;

  return imap4_folder_id_from_wire (bare, utf8);
}

/* What parts levels is one character of ASCII, or there are no levels. */
static char
delimiter_from (const Imap4Value *value)
{
  const char *text = imap4_value_get_text (value);

  return text != NULL && g_ascii_isgraph (*text) ? *text : '\0';
}

/**
 * imap4_listed_parse:
 * @response: a LIST, LSUB or XLIST response
 * @utf8: whether the session speaks UTF-8
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: (transfer full): the folder it names.
 */
Imap4Listed *
imap4_listed_parse (const Imap4Response *response, gboolean utf8, GError **error)
{
  g_autoptr (Imap4Listed) self = g_new0 (Imap4Listed, 1);
  g_autoptr (Imap4Value) attributes = NULL;
  g_autoptr (Imap4Value) delimiter = NULL;
  Imap4Scanner scanner = response->rest;

  attributes = imap4_scanner_take_value (&scanner, error);
  if (attributes == NULL)
    return NULL;
  delimiter = imap4_scanner_take_value (&scanner, error);
  if (delimiter == NULL)
    return NULL;

  self->delimiter = delimiter_from (delimiter);
  self->attributes = imap4_value_to_strv (attributes);
  self->id = take_name (&scanner, utf8, error);

  return self->id != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * imap4_listed_has:
 * @self: a listed folder
 * @attribute: such as `\Noselect`
 *
 * Returns: whether it has the attribute, in upper or lower case (quirk 15).
 */
gboolean
imap4_listed_has (const Imap4Listed *self, const char *attribute)
{
  for (guint i = 0; self->attributes[i] != NULL; i++)
    if (g_ascii_strcasecmp (self->attributes[i], attribute) == 0)
      return TRUE;

  return FALSE;
}

static void
set_status_item (Imap4FolderStatus *self, const Imap4Value *name, const Imap4Value *value)
{
  const char *text = imap4_value_get_text (value);
  guint64 number;

  if (text == NULL || !imap4_number_parse_rounded (text, strlen (text), &number))
    return;

  if (imap4_value_is (name, "MESSAGES"))
    self->messages = (gint64) number;
  else if (imap4_value_is (name, "UNSEEN"))
    self->unseen = (gint64) number;
  else if (imap4_value_is (name, "UIDNEXT") && imap4_value_get_number (value, &number))
    self->uid_next = number;
  else if (imap4_value_is (name, "UIDVALIDITY") && imap4_value_get_number (value, &number))
    self->uid_validity = number;
}

/**
 * imap4_folder_status_parse:
 * @response: a STATUS response
 * @utf8: whether the session speaks UTF-8
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: (transfer full): what it says.
 */
Imap4FolderStatus *
imap4_folder_status_parse (const Imap4Response *response, gboolean utf8, GError **error)
{
  g_autoptr (Imap4FolderStatus) self = g_new0 (Imap4FolderStatus, 1);
  g_autoptr (Imap4Value) items = NULL;
  Imap4Scanner scanner = response->rest;

  self->messages = -1;
  self->unseen = -1;
  self->id = take_name (&scanner, utf8, error);
  if (self->id == NULL)
    return NULL;
  items = imap4_scanner_take_value (&scanner, error);
  if (items == NULL)
    return NULL;

  for (guint i = 0; i + 1 < imap4_value_get_length (items); i += 2)
    set_status_item (self, imap4_value_get_item (items, i), imap4_value_get_item (items, i + 1));

  return g_steal_pointer (&self);
}

/**
 * imap4_namespace_parse:
 * @response: a NAMESPACE response (RFC 2342)
 * @prefix: (out) (transfer full): of the first personal namespace, as it came over the line
 * @delimiter: (out): what parts its levels
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: whether it could be read; without a personal namespace the prefix is empty.
 */
gboolean
imap4_namespace_parse (const Imap4Response *response,
                       char **prefix,
                       char *delimiter,
                       GError **error)
{
  Imap4Scanner scanner = response->rest;
  g_autoptr (Imap4Value) personal = imap4_scanner_take_value (&scanner, error);
  const Imap4Value *first;
  const char *text;

  if (personal == NULL)
    return FALSE;

  first = imap4_value_get_item (personal, 0);
  text = imap4_value_get_text (imap4_value_get_item (first, 0));
  *prefix = g_strdup (text != NULL ? text : "");
  *delimiter = delimiter_from (imap4_value_get_item (first, 1));

  return TRUE;
}
