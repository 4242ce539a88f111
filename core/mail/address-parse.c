/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Not the reader of received headers (address-list.c), which makes the best of anything: what we
 * are to send to must be meant, so what can't be understood is refused instead of left out. */
#include "core/mail/address-parse.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/address-spec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of what was typed that are shown in an error. */
#define SHOWN 100

/* What stands between two commas. */
typedef struct
{
  /* As a person reads it, unquoted. */
  GString *phrase;
  /* As it stands there, without comments and the blanks at its ends. */
  GString *bare;
  GString *comment;
  /* What stands in angle brackets. */
  char *spec;
  /* What ends it: a comma, a semicolon, the colon of a group, or NUL. */
  char end;
} Item;

typedef struct
{
  const char *p;
  const char *begin;
  const char *field;
  GPtrArray *addresses;
  char *group;
  gboolean group_is_empty;
  GError **error;
} Reader;

static void
item_clear (Item *item)
{
  g_string_free (item->phrase, TRUE);
  g_string_free (item->bare, TRUE);
  g_string_free (item->comment, TRUE);
  g_free (item->spec);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Item, item_clear)

static gboolean
refuse (Reader *self, const char *why)
{
  gsize length = strcspn (self->begin, ",;");
  g_autofree char *shown = NULL;

  if (length == 0)
    length = strlen (self->begin);
  shown = tocsin_text_escape (self->begin, (gssize) length, SHOWN);
  g_set_error (self->error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: “%s” %s", self->field,
               g_strstrip (shown), why);

  return FALSE;
}

static gboolean
read_quoted (Reader *self, GString *plain, GString *raw)
{
  const char *begin = self->p++;

  for (; *self->p != '\0' && *self->p != '"'; self->p++)
    {
      if (*self->p == '\\' && self->p[1] != '\0')
        self->p++;
      g_string_append_c (plain, *self->p);
    }
  if (*self->p == '\0')
    return refuse (self, _ ("has a quotation mark that is never closed"));
  self->p++;
  g_string_append_len (raw, begin, self->p - begin);

  return TRUE;
}

/* Comments may hold comments. */
static gboolean
read_comment (Reader *self, GString *comment)
{
  guint depth = 0;

  if (comment->len > 0)
    g_string_append_c (comment, ' ');
  for (; *self->p != '\0'; self->p++)
    {
      if (*self->p == ')' && --depth == 0)
        break;
      if (*self->p == '\\' && self->p[1] != '\0')
        self->p++;
      else if (*self->p == '(' && depth++ == 0)
        continue;
      g_string_append_c (comment, *self->p);
    }
  if (*self->p == '\0')
    return refuse (self, _ ("has a bracket that is never closed"));
  self->p++;

  return TRUE;
}

static gboolean
read_brackets (Reader *self, Item *item)
{
  g_autoptr (GString) raw = g_string_new (NULL);
  g_autoptr (GString) plain = g_string_new (NULL);

  if (item->spec != NULL)
    return refuse (self, _ ("holds two addresses without a comma between them"));
  for (self->p++; *self->p != '\0' && *self->p != '>';)
    if (*self->p == '"')
      {
        if (!read_quoted (self, plain, raw))
          return FALSE;
      }
    else
      g_string_append_c (raw, *self->p++);
  if (*self->p == '\0')
    return refuse (self, _ ("has a < that is never closed"));
  self->p++;
  item->spec = g_strstrip (g_strdup (raw->str));

  return TRUE;
}

static gboolean
read_literal (Reader *self, Item *item)
{
  gsize length = strcspn (self->p, "]");

  if (self->p[length] == '\0')
    return refuse (self, _ ("has a bracket that is never closed"));
  g_string_append_len (item->bare, self->p, (gssize) length + 1);
  self->p += length + 1;

  return TRUE;
}

static gboolean
read_char (Reader *self, Item *item)
{
  if (strchr ("])>", *self->p) != NULL)
    return refuse (self, _ ("has a bracket that was never opened"));
  if (item->spec != NULL && *self->p != ' ')
    return refuse (self, _ ("goes on behind its address; a comma is missing"));
  g_string_append_c (item->phrase, *self->p);
  g_string_append_c (item->bare, *self->p++);

  return TRUE;
}

static gboolean
read_piece (Reader *self, Item *item)
{
  switch (*self->p)
    {
    case '"':
      return read_quoted (self, item->phrase, item->bare);
    case '(':
      return read_comment (self, item->comment);
    case '<':
      return read_brackets (self, item);
    case '[':
      return read_literal (self, item);
    default:
      return read_char (self, item);
    }
}

static gboolean
read_item (Reader *self, Item *item)
{
  self->begin = self->p;
  while (*self->p != '\0' && strchr (",;:", *self->p) == NULL)
    if (!read_piece (self, item))
      return FALSE;
  item->end = *self->p;
  if (item->end != '\0')
    self->p++;
  g_strstrip (item->phrase->str);
  g_strstrip (item->bare->str);
  g_strstrip (item->comment->str);

  return TRUE;
}

/* What is copied from a web page may hold blanks of no width. */
static gboolean
is_visible (const char *spec)
{
  for (const char *p = spec; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x80 && (!g_unichar_isgraph (c) || g_unichar_type (c) == G_UNICODE_FORMAT))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_ascii_domain (const char *spec)
{
  const char *domain = strrchr (spec, '@') + 1;
  g_autofree char *ascii = NULL;

  if (g_str_is_ascii (domain))
    return TRUE;
  ascii = g_hostname_to_ascii (domain);

  return ascii != NULL && g_str_is_ascii (ascii);
}

static gboolean
check_spec (Reader *self, const char *spec)
{
  g_autoptr (GError) local = NULL;

  if (strchr (spec, '@') == NULL)
    {
      refuse (self, _ ("is no address: there is no @ in it"));
      if (self->error != NULL)
        tocsin_error_set_hint (*self->error,
                               _ ("A name with a comma stands in quotes: \"Lovelace, Ada\" "
                                  "<ada@example.com>"));
      return FALSE;
    }
  if (!is_visible (spec))
    return refuse (self, _ ("holds a character that nobody sees"));
  if (!tocsin_address_spec_check (spec, &local))
    {
      g_propagate_prefixed_error (self->error, g_steal_pointer (&local), "%s: ", self->field);
      return FALSE;
    }
  if (!has_ascii_domain (spec))
    return refuse (self, _ ("has a domain that can't be one"));

  return TRUE;
}

static gboolean
add_item (Reader *self, const Item *item)
{
  const char *spec = item->spec != NULL ? item->spec : item->bare->str;
  const char *name = item->spec != NULL ? item->phrase->str : "";
  g_autofree char *composed = g_utf8_normalize (spec, -1, G_NORMALIZE_DEFAULT_COMPOSE);

  if (item->spec == NULL && *item->bare->str == '\0')
    return TRUE;
  if (composed == NULL || !check_spec (self, composed))
    return FALSE;

  if (*name == '\0')
    name = item->comment->str;
  g_ptr_array_add (self->addresses, tocsin_address_new (name, composed, self->group));
  self->group_is_empty = FALSE;

  return TRUE;
}

static gboolean
begin_group (Reader *self, const Item *item)
{
  if (self->group != NULL)
    return refuse (self, _ ("is a group within a group"));
  if (*item->phrase->str == '\0' || item->spec != NULL)
    return refuse (self, _ ("has a colon that belongs to no group"));
  self->group = g_strdup (item->phrase->str);
  self->group_is_empty = TRUE;

  return TRUE;
}

static void
end_group (Reader *self)
{
  if (self->group != NULL && self->group_is_empty)
    g_ptr_array_add (self->addresses, tocsin_address_new (NULL, NULL, self->group));
  g_clear_pointer (&self->group, g_free);
}

static gboolean
read_all (Reader *self)
{
  while (*self->p != '\0')
    {
      g_auto (Item) item = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };

      if (!read_item (self, &item))
        return FALSE;
      if (item.end == ':' ? !begin_group (self, &item) : !add_item (self, &item))
        return FALSE;
      if (item.end == ';')
        end_group (self);
    }

  return self->group == NULL
         || refuse (self, _ ("ends a group without the semicolon that closes it"));
}

static gboolean
check_text (Reader *self, const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (self, _ ("is no valid UTF-8"));
  if (strlen (text) > TOCSIN_ADDRESS_PARSE_MAX_LENGTH)
    return refuse (self, _ ("is too long"));
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\t')
      return refuse (self, _ ("holds a line break or another control character"));

  return TRUE;
}

/**
 * tocsin_address_parse: (skip)
 * @text: addresses as people type them: `ada@example.com`, `Ada Lovelace <ada@example.com>`,
 *   `"Lovelace, Ada" <ada@example.com>`, `ada@example.com (Ada)`, `Team: a@example.com,
 *   b@example.com;`, with a comma or a semicolon between them
 * @field: what they are for, as an error calls it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names @field and what is wrong
 *
 * Reads addresses (RFC 5322, section 3.4; RFC 6532) that somebody wants mail to go to. The local
 * part stays as it is written, quotes included. A group without members is one entry without
 * address.
 *
 * Returns: (transfer full) (element-type TocsinAddress) (nullable): the addresses in order, none
 *   for a text of blanks.
 */
GPtrArray *
tocsin_address_parse (const char *text, const char *field, GError **error)
{
  g_autoptr (GPtrArray) addresses =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_address_unref);
  g_autofree char *blank = NULL;
  Reader reader = { .field = field, .addresses = addresses, .error = error };
  gboolean good;

  g_return_val_if_fail (text != NULL && field != NULL, NULL);

  reader.begin = text;
  if (!check_text (&reader, text))
    return NULL;
  blank = g_strdelimit (g_strdup (text), "\t", ' ');
  reader.p = reader.begin = blank;
  good = read_all (&reader);
  g_free (reader.group);

  return good ? g_steal_pointer (&addresses) : NULL;
}

/**
 * tocsin_address_format: (skip)
 * @address: an address, perhaps a stranger's
 *
 * Returns: (transfer full): it as tocsin_address_parse() reads it back, if it is a good one; its
 *   group is left out.
 */
char *
tocsin_address_format (const TocsinAddress *address)
{
  g_autoptr (GString) name = g_string_new (NULL);

  g_return_val_if_fail (address != NULL, NULL);

  for (const char *p = address->name; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (name, '\\');
      g_string_append_c (name, g_ascii_iscntrl (*p) ? ' ' : *p);
    }
  if (name->len == 0)
    return g_strdup (address->address);

  return g_strdup_printf ("\"%s\" <%s>", name->str, address->address);
}
