/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/builder.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an element or an attribute costs besides its texts: itself, its place, the allocator. */
#define NODE_COST 160
/* Bytes of base64 decoded at once. */
#define PIECE 8192
/* Characters of a name that are shown. */
#define MAX_SHOWN 100
/* Envelope, Body, GetItemResponse, ResponseMessages: what is in them are the responses. */
#define RESPONSES_DEPTH 4

typedef struct
{
  EwsNode *node;
  GString *text;
} Level;

struct _EwsBuilder
{
  const char *root;
  EwsContentFunc content;
  gpointer user_data;

  Level levels[EWS_MAX_DEPTH];
  guint depth;
  gsize kept;

  /* The content that is being decoded. */
  guint content_depth;
  int state;
  guint save;
};

/**
 * ews_builder_new:
 * @root: the name a document has to begin with, a literal
 * @content: (nullable) (scope notified): where contents go
 * @user_data: given to it
 *
 * Returns: (transfer full): a builder of one document after the other.
 */
EwsBuilder *
ews_builder_new (const char *root, EwsContentFunc content, gpointer user_data)
{
  EwsBuilder *self = g_new0 (EwsBuilder, 1);

  self->root = root;
  self->content = content;
  self->user_data = user_data;

  return self;
}

/**
 * ews_builder_clear:
 * @self: a builder
 *
 * Forgets the document that is open, and begins anew.
 */
void
ews_builder_clear (EwsBuilder *self)
{
  for (guint i = 0; i < self->depth; i++)
    {
      g_clear_pointer (&self->levels[i].node, ews_node_free);
      if (self->levels[i].text != NULL)
        g_string_free (g_steal_pointer (&self->levels[i].text), TRUE);
    }
  self->depth = 0;
  self->content_depth = 0;
  self->kept = 0;
}

/**
 * ews_builder_free:
 * @self: (transfer full): a builder
 */
void
ews_builder_free (EwsBuilder *self)
{
  ews_builder_clear (self);
  g_free (self);
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE, why);

  return FALSE;
}

static gboolean
charge (EwsBuilder *self, gsize bytes, GError **error)
{
  self->kept += bytes;

  return self->kept <= EWS_MAX_KEPT
         || fail (error, _ ("the answer is larger than any answer may be"));
}

static gsize
measure (const char *name, GStrv attributes)
{
  gsize size = NODE_COST + strlen (name);

  for (guint i = 0; attributes != NULL && attributes[i] != NULL; i++)
    size += NODE_COST + strlen (attributes[i]);

  return size;
}

static gboolean
may_open (EwsBuilder *self, const char *name, GStrv attributes, GError **error)
{
  if (!charge (self, measure (name, attributes), error))
    return FALSE;
  if (self->depth == EWS_MAX_DEPTH)
    return fail (error, _ ("the answer is nested too deeply"));
  if (self->depth == 0 && !g_str_equal (name, self->root))
    {
      g_autofree char *shown = tocsin_text_escape (name, -1, MAX_SHOWN);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the answer ought to begin with <%s> but does with <%s>"), self->root, shown);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_content (const EwsBuilder *self)
{
  const char *name = self->levels[self->depth - 1].node->name;

  if (self->content == NULL || self->content_depth > 0 || self->depth < 2)
    return FALSE;
  if (g_str_equal (name, "MimeContent"))
    return TRUE;

  return g_str_equal (name, "Content")
         && g_str_equal (self->levels[self->depth - 2].node->name, "FileAttachment");
}

/* The responses before this one are complete, and in their list. */
static guint
get_index (const EwsBuilder *self)
{
  const EwsNode *list;
  guint index = 0;

  if (self->depth <= RESPONSES_DEPTH)
    return 0;
  list = self->levels[RESPONSES_DEPTH - 1].node;
  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    index += ews_node_is_response (ews_node_get_nth (list, i)) ? 1 : 0;

  return index;
}

/**
 * ews_builder_open:
 * @self: a builder
 * @name: an element's name
 * @attributes: (nullable) (transfer full): names and values by turns
 * @error: `protocol.parse` of what goes beyond a limit or begins with something else
 *
 * Returns: whether to go on.
 */
gboolean
ews_builder_open (EwsBuilder *self, const char *name, GStrv attributes, GError **error)
{
  g_auto (GStrv) owned = attributes;
  Level *level;

  if (!may_open (self, name, owned, error))
    return FALSE;

  level = &self->levels[self->depth++];
  level->node = ews_node_new (name);
  level->node->attributes = g_steal_pointer (&owned);
  if (is_content (self))
    {
      self->content_depth = self->depth;
      self->state = 0;
      self->save = 0;
    }

  return TRUE;
}

/* What GLib skips without a word is looked at here: a hole in a message is no message. */
static gboolean
is_base64 (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && !g_ascii_isspace (text[i]) && text[i] != '+' && text[i] != '/'
        && text[i] != '=')
      return FALSE;

  return TRUE;
}

static gboolean
decode (EwsBuilder *self, const char *text, gsize length, GError **error)
{
  guchar bytes[PIECE];

  if (!is_base64 (text, length))
    return fail (error, _ ("a content in the answer is no base64"));

  while (length > 0)
    {
      gsize piece = MIN (length, PIECE);
      gsize n = g_base64_decode_step (text, piece, bytes, &self->state, &self->save);

      if (n > 0
          && !self->content (get_index (self), (const char *) bytes, n, self->user_data, error))
        return FALSE;
      text += piece;
      length -= piece;
    }

  return TRUE;
}

/**
 * ews_builder_add_text:
 * @self: a builder
 * @text: some text of the element that is open
 * @length: how many bytes
 * @error: `protocol.parse`, or what the function for contents said
 *
 * Returns: whether to go on.
 */
gboolean
ews_builder_add_text (EwsBuilder *self, const char *text, gsize length, GError **error)
{
  Level *level;

  if (self->depth == 0)
    return TRUE;
  if (self->content_depth == self->depth)
    return decode (self, text, length, error);
  if (!charge (self, length, error))
    return FALSE;

  level = &self->levels[self->depth - 1];
  if (level->text == NULL)
    level->text = g_string_new (NULL);
  g_string_append_len (level->text, text, (gssize) length);

  return TRUE;
}

/* What is between elements is layout. */
static char *
take_text (Level *level)
{
  g_autofree char *text = NULL;

  if (level->text == NULL)
    return NULL;
  text = g_string_free (g_steal_pointer (&level->text), FALSE);
  if (ews_node_get_n_children (level->node) > 0 && text[strspn (text, " \t\r\n")] == '\0')
    return NULL;

  return g_steal_pointer (&text);
}

static gboolean
end_content (EwsBuilder *self, GError **error)
{
  self->content_depth = 0;
  if (self->state != 0)
    return fail (error, _ ("a content in the answer is no base64: its end is missing"));

  return self->content (get_index (self), "", 0, self->user_data, error);
}

/**
 * ews_builder_close:
 * @self: a builder
 * @document: (out) (transfer full) (nullable): the whole document, when that was its last element
 * @error: `protocol.parse`, or what the function for contents said
 *
 * Closes the element that was opened last.
 *
 * Returns: whether to go on.
 */
gboolean
ews_builder_close (EwsBuilder *self, EwsNode **document, GError **error)
{
  Level *level;
  EwsNode *node;

  *document = NULL;
  if (self->depth == 0)
    return TRUE;
  if (self->content_depth == self->depth && !end_content (self, error))
    return FALSE;

  level = &self->levels[self->depth - 1];
  level->node->text = take_text (level);
  node = g_steal_pointer (&level->node);
  self->depth--;
  if (self->depth > 0)
    ews_node_take_child (self->levels[self->depth - 1].node, node);
  else
    *document = node;

  return TRUE;
}
