/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/mistake.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_query_place_get_column:
 * @self: a piece of a query
 *
 * Returns: where it begins, in characters from 1.
 */
guint
tocsin_query_place_get_column (const TocsinQueryPlace *self)
{
  return (guint) g_utf8_pointer_to_offset (self->text, self->begin) + 1;
}

/**
 * tocsin_query_place_read:
 * @self: a piece of a query
 *
 * Returns: (transfer full): what stands there, as it was typed.
 */
char *
tocsin_query_place_read (const TocsinQueryPlace *self)
{
  return g_strndup (self->begin, (gsize) (self->end - self->begin));
}

/**
 * tocsin_query_mistake:
 * @error: (nullable): where to put %TOCSIN_ERROR_CONFIG_INVALID
 * @place: what is wrong
 * @format: printf format of what is wrong with it and what was expected
 *
 * Every mistake has a remedy, too: tocsin_query_advise() or tocsin_query_suggest() or both follow.
 */
void
tocsin_query_mistake (GError **error, const TocsinQueryPlace *place, const char *format, ...)
{
  g_autofree char *message = NULL;
  guint column = tocsin_query_place_get_column (place);
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("Query, column %u: %s"), column,
               message);
  tocsin_error_set_place (*error, place->text, column);
}

/**
 * tocsin_query_advise:
 * @error: (nullable): a mistake that was set
 * @format: printf format of what the person can do
 */
void
tocsin_query_advise (GError **error, const char *format, ...)
{
  g_autofree char *advice = NULL;
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  advice = g_strdup_vprintf (format, args);
  va_end (args);
  tocsin_error_set_hint (*error, "%s", advice);
}

/**
 * tocsin_query_suggest:
 * @error: (nullable): a mistake that was set
 * @place: what would have to be replaced
 * @replacement: by what
 *
 * Whether that makes a query of it is found out by tocsin_query_parse().
 */
void
tocsin_query_suggest (GError **error, const TocsinQueryPlace *place, const char *replacement)
{
  g_autoptr (GString) corrected = NULL;

  if (error == NULL)
    return;

  corrected = g_string_new_len (place->text, place->begin - place->text);
  g_string_append (corrected, replacement);
  g_string_append (corrected, place->end);
  tocsin_error_set_correction (*error, g_strstrip (corrected->str));
}

/**
 * tocsin_query_suggest_nothing:
 * @error: (nullable): a mistake that was set
 *
 * Takes a suggestion back: advice is better.
 */
void
tocsin_query_suggest_nothing (GError **error)
{
  if (error != NULL)
    tocsin_error_set_correction (*error, NULL);
}
