/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Which part of a message is its text, and which are attached to it. Graph's JSON has one text, of
 * HTML or plain, and a list of attachments; what means more than that is not sent so. */
#include "plugins/office365/draft-sort.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TocsinPart *body;
  GPtrArray *attachments;
} Sorting;

static gboolean
refuse (const char *what, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("Microsoft Graph can't compose this message anew: %s"), what);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("With exchange.save-sent=true, and if it is not larger than "
                                      "3 MB, it is sent as it is"));
  return FALSE;
}

static gboolean
is_attached (const TocsinPart *part)
{
  return part->name != NULL || g_strcmp0 (part->disposition, "attachment") == 0;
}

static gboolean
is_text (const TocsinPart *part)
{
  return g_str_equal (part->type, "text/plain") || g_str_equal (part->type, "text/html");
}

static gboolean
sort_leaf (Sorting *self, TocsinPart *part, GError **error)
{
  if (g_str_has_prefix (part->type, "application/pkcs7-")
      || g_str_has_prefix (part->type, "application/x-pkcs7-"))
    return refuse (_ ("it is signed or encrypted"), error);
  if (is_attached (part) || !g_str_has_prefix (part->type, "text/"))
    {
      g_ptr_array_add (self->attachments, part);
      return TRUE;
    }
  if (!is_text (part))
    return refuse (_ ("its text is neither plain nor HTML"), error);
  if (self->body != NULL)
    return refuse (_ ("it has several texts"), error);
  self->body = part;

  return TRUE;
}

/* The best that a reader can show: HTML, perhaps with its pictures. Exchange makes the plain text
 * from it. */
static TocsinPart *
choose (const TocsinPart *alternatives)
{
  TocsinPart *plain = NULL;

  for (guint i = alternatives->children->len; i > 0; i--)
    {
      TocsinPart *child = g_ptr_array_index (alternatives->children, i - 1);

      if (g_str_equal (child->type, "text/html") || g_str_equal (child->type, "multipart/related"))
        return child;
      if (g_str_equal (child->type, "text/plain"))
        plain = child;
    }

  return plain;
}

static gboolean
has_only_texts (const TocsinPart *alternatives)
{
  for (guint i = 0; i < alternatives->children->len; i++)
    {
      const TocsinPart *child = g_ptr_array_index (alternatives->children, i);

      if (!is_text (child) && !g_str_equal (child->type, "multipart/related"))
        return FALSE;
    }

  return TRUE;
}

static gboolean
sort_part (Sorting *self, TocsinPart *part, GError **error)
{
  if (tocsin_part_is_leaf (part))
    return sort_leaf (self, part, error);
  if (g_str_equal (part->type, "multipart/alternative"))
    {
      TocsinPart *best = has_only_texts (part) ? choose (part) : NULL;

      return best != NULL ? sort_part (self, best, error)
                          : refuse (_ ("it has a text in a form of its own"), error);
    }
  if (!g_str_equal (part->type, "multipart/mixed")
      && !g_str_equal (part->type, "multipart/related"))
    return refuse (_ ("its parts belong together (it is signed, encrypted or a report)"), error);
  for (guint i = 0; i < part->children->len; i++)
    if (!sort_part (self, g_ptr_array_index (part->children, i), error))
      return FALSE;

  return TRUE;
}

/**
 * graph_draft_sort:
 * @root: the structure of a message
 * @body: (out) (nullable) (transfer none): the part that is its text
 * @attachments: (element-type TocsinPart): where the others go
 * @error: where to put why it can't be said so
 *
 * Returns: whether nothing is lost.
 */
gboolean
graph_draft_sort (TocsinPart *root, TocsinPart **body, GPtrArray *attachments, GError **error)
{
  Sorting sorting = { NULL, attachments };

  if (!sort_part (&sorting, root, error))
    return FALSE;
  *body = sorting.body;

  return TRUE;
}
