/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/attachment-filter.h"

#include "core/base/file-name.h"
#include "core/base/text.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of a MIME type that are looked at: matching a pattern takes longer than its text. */
#define MAX_TYPE 200

static gboolean
take_patterns (GStrv *patterns, TocsinSnapshot *settings, const char *key, GError **error)
{
  const char *const *list = tocsin_snapshot_get_strv (settings, key);

  *patterns = g_new0 (char *, g_strv_length ((char **) list) + 1);
  for (gsize i = 0; list[i] != NULL; i++)
    {
      if (list[i][0] == '\0')
        return tocsin_refuse_key (
            error, key, _ ("the pattern number %zu is empty and would match nothing"), i + 1);
      (*patterns)[i] = tocsin_text_fold (list[i]);
    }

  return TRUE;
}

/**
 * tocsin_attachment_filter_configure: (skip)
 * @self: a filter, zeroed
 * @settings: the action's settings
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether the settings are good; clear @self in any case.
 */
gboolean
tocsin_attachment_filter_configure (TocsinAttachmentFilter *self,
                                    TocsinSnapshot *settings,
                                    GError **error)
{
  self->min_size = tocsin_snapshot_get_uint64 (settings, "min-size");
  self->max_size = tocsin_snapshot_get_uint64 (settings, "max-size");
  self->pictures = tocsin_snapshot_get_boolean (settings, "inline");

  if (self->max_size != 0 && self->max_size < self->min_size)
    return tocsin_refuse_key (error, "max-size", _ ("is less than min-size: nothing could match"));

  return take_patterns (&self->names, settings, "names", error)
         && take_patterns (&self->types, settings, "types", error);
}

/**
 * tocsin_attachment_filter_clear: (skip)
 * @self: a filter
 */
void
tocsin_attachment_filter_clear (TocsinAttachmentFilter *self)
{
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->types, g_strfreev);
}

/**
 * tocsin_attachment_filter_measures: (skip)
 * @self: a filter
 *
 * Returns: whether tocsin_attachment_filter_wants_size() has an opinion.
 */
gboolean
tocsin_attachment_filter_measures (const TocsinAttachmentFilter *self)
{
  return self->min_size > 0 || self->max_size > 0;
}

static gboolean
matches_any (GStrv patterns, const char *text)
{
  g_autofree char *folded = NULL;

  if (patterns[0] == NULL)
    return TRUE;

  folded = tocsin_text_fold (text);
  for (gsize i = 0; patterns[i] != NULL; i++)
    if (g_pattern_match_simple (patterns[i], folded))
      return TRUE;

  return FALSE;
}

/* Programs disagree about the disposition (some send a PDF as inline), so it is the content id by
 * which the text can show a picture that tells. */
static gboolean
is_picture_within_text (const TocsinPart *part)
{
  return part->content_id != NULL && g_str_has_prefix (part->type, "image/")
         && g_strcmp0 (part->disposition, "attachment") != 0;
}

/**
 * tocsin_attachment_filter_wants: (skip)
 * @self: a filter
 * @part: an attachment
 * @name: its tocsin_attachment_filter_name()
 *
 * Returns: whether it is wanted, as far as can be told without measuring it.
 */
gboolean
tocsin_attachment_filter_wants (const TocsinAttachmentFilter *self,
                                const TocsinPart *part,
                                const char *name)
{
  g_autofree char *type = g_utf8_make_valid (part->type, (gssize) strnlen (part->type, MAX_TYPE));

  if (is_picture_within_text (part) && !self->pictures)
    return FALSE;

  return matches_any (self->names, name) && matches_any (self->types, type);
}

/**
 * tocsin_attachment_filter_wants_size: (skip)
 * @self: a filter
 * @size: bytes of an attachment, decoded
 *
 * Returns: whether it is wanted.
 */
gboolean
tocsin_attachment_filter_wants_size (const TocsinAttachmentFilter *self, guint64 size)
{
  return size >= self->min_size && (self->max_size == 0 || size <= self->max_size);
}

static const char *
get_extension (const char *type)
{
  static const struct
  {
    const char *type;
    const char *extension;
  } known[] = {
    { "message/rfc822", ".eml" },  { "application/pdf", ".pdf" }, { "application/zip", ".zip" },
    { "text/plain", ".txt" },      { "text/html", ".html" },      { "text/calendar", ".ics" },
    { "text/csv", ".csv" },        { "text/vcard", ".vcf" },      { "text/xml", ".xml" },
    { "application/xml", ".xml" }, { "image/jpeg", ".jpg" },      { "image/png", ".png" },
    { "image/gif", ".gif" },       { "image/tiff", ".tiff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].type, type))
      return known[i].extension;

  return "";
}

/**
 * tocsin_attachment_filter_name: (skip)
 * @part: an attachment
 *
 * Returns: (transfer full): what its file is called, clean; one is made up for a part without.
 */
char *
tocsin_attachment_filter_name (const TocsinPart *part)
{
  g_autofree char *fallback = g_strconcat ("attachment", get_extension (part->type), NULL);

  return tocsin_file_name_clean (part->name != NULL ? part->name : "", fallback);
}
