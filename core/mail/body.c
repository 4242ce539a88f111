/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/body.h"

#include <string.h>

/* Some senders put an empty text beside their HTML: a line break is no text. */
#define LINE_BREAK 2

static gboolean
is_type (const TocsinPart *part, const char *type)
{
  return g_str_equal (part->type, type);
}

/* What a mail reader shows as text. The last four as they stand: their markup is readable. */
static gboolean
is_readable (const TocsinPart *part)
{
  static const char *const types[] = {
    "text/plain",      "text/html", "text/enriched", "text/richtext", "text/markdown",
    "text/x-markdown", NULL
  };

  return g_strv_contains (types, part->type);
}

/* Meant to be read where it stands, not to be put away. A reader that gets only one part, or one
 * that is called inline before there was any text, shows it though it has a name. */
static gboolean
is_shown (const TocsinPart *part, gboolean alone, gboolean first)
{
  gboolean is_inline = g_strcmp0 (part->disposition, "inline") == 0;

  if (!is_readable (part) || (part->disposition != NULL && !is_inline))
    return FALSE;

  return part->name == NULL || alone || (first && is_inline);
}

/* Another form of the shown text (text/enriched, AMP), of no interest beside it. An invitation is
 * more than that. */
static gboolean
is_rendition (const TocsinPart *part)
{
  return g_str_has_prefix (part->type, "text/") && !is_type (part, "text/calendar")
         && part->name == NULL && g_strcmp0 (part->disposition, "attachment") != 0;
}

static gboolean
holds_plain_text (GPtrArray *shown)
{
  for (guint i = 0; i < shown->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (shown, i);

      if (is_type (part, "text/plain") && part->size > LINE_BREAK)
        return TRUE;
    }

  return FALSE;
}

static void
append (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_ptr_array_index (from, i));
}

static void choose (
    TocsinPart *part, gboolean alone, GPtrArray *shown, GPtrArray *attachments, gboolean *has_html);

/* RFC 2046, section 5.1.4: the same in several forms. Plain text is shown if there is any. */
static void
choose_alternative (TocsinPart *part, GPtrArray *shown, GPtrArray *attachments, gboolean *has_html)
{
  g_autoptr (GPtrArray) best = NULL;

  for (guint i = 0; i < part->children->len; i++)
    {
      TocsinPart *child = g_ptr_array_index (part->children, i);
      g_autoptr (GPtrArray) candidate = g_ptr_array_new ();

      if (tocsin_part_is_leaf (child) && !is_readable (child) && is_rendition (child))
        continue;
      choose (child, FALSE, candidate, attachments, has_html);
      if (candidate->len == 0 || (best != NULL && holds_plain_text (best)))
        continue;
      g_clear_pointer (&best, g_ptr_array_unref);
      best = g_steal_pointer (&candidate);
    }
  if (best != NULL)
    append (shown, best);
}

/* RFC 2387: the document is the part that `start` names, or else the first. */
static guint
find_document (const TocsinPart *part)
{
  const char *start = tocsin_part_get_parameter (part, "start");
  gsize length = strlen (start);

  if (length > 2 && start[0] == '<' && start[length - 1] == '>')
    for (guint i = 0; i < part->children->len; i++)
      {
        const TocsinPart *child = g_ptr_array_index (part->children, i);

        if (child->content_id != NULL && strlen (child->content_id) == length - 2
            && strncmp (child->content_id, start + 1, length - 2) == 0)
          return i;
      }

  return 0;
}

/* The others are its pictures. */
static void
choose_related (TocsinPart *part, GPtrArray *shown, GPtrArray *attachments, gboolean *has_html)
{
  guint document = find_document (part);

  for (guint i = 0; i < part->children->len; i++)
    {
      g_autoptr (GPtrArray) put_away = g_ptr_array_new ();
      TocsinPart *child = g_ptr_array_index (part->children, i);
      gboolean ignored = FALSE;

      if (i == document)
        {
          choose (child, FALSE, shown, attachments, has_html);
          continue;
        }
      choose (child, FALSE, put_away, put_away, &ignored);
      append (attachments, put_away);
    }
}

static void
choose (
    TocsinPart *part, gboolean alone, GPtrArray *shown, GPtrArray *attachments, gboolean *has_html)
{
  if (tocsin_part_is_leaf (part))
    {
      gboolean show = is_shown (part, alone, shown->len == 0);

      *has_html = *has_html || (show && is_type (part, "text/html"));
      g_ptr_array_add (show ? shown : attachments, part);
    }
  else if (is_type (part, "multipart/alternative"))
    choose_alternative (part, shown, attachments, has_html);
  else if (is_type (part, "multipart/related"))
    choose_related (part, shown, attachments, has_html);
  else
    for (guint i = 0; i < part->children->len; i++)
      choose (g_ptr_array_index (part->children, i), FALSE, shown, attachments, has_html);
}

/**
 * tocsin_body_choose:
 * @root: a message's tree of parts
 * @shown: (element-type TocsinPart): gets the parts whose text a reader is shown, borrowed
 * @attachments: (element-type TocsinPart): gets the attachments, borrowed
 * @has_html: (out): whether the text has an HTML form
 *
 * The one rule of what an attachment is: any leaf that is not the text a reader is shown, nor that
 * text in another form. So inline pictures, attached messages, invitations and detached signatures
 * are attachments; nothing falls between the two.
 */
void
tocsin_body_choose (TocsinPart *root, GPtrArray *shown, GPtrArray *attachments, gboolean *has_html)
{
  *has_html = FALSE;
  choose (root, TRUE, shown, attachments, has_html);
}
