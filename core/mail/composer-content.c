/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a composer is told that a message says. */
#include "core/base/error.h"
#include "core/mail/compose-attachment.h"
#include "core/mail/composer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of an attachment's name, and of a Content-ID. */
#define MAX_NAME 1000
#define MAX_CONTENT_ID 200

/**
 * tocsin_composer_set_subject:
 * @self: a composer
 * @subject: (nullable): the subject
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it may stand in a header.
 */
gboolean
tocsin_composer_set_subject (TocsinComposer *self, const char *subject, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  if (subject != NULL && !tocsin_composer_check_value ("Subject", subject, error))
    return FALSE;
  g_free (self->subject);
  self->subject = g_strdup (subject);

  return TRUE;
}

static gboolean
take_text (char **text, const char *field, const char *given, GError **error)
{
  const char *why = NULL;

  if (given != NULL && strlen (given) > TOCSIN_COMPOSER_MAX_TEXT)
    why = _ ("is too long; send it as an attachment");
  else if (given != NULL && !g_utf8_validate (given, -1, NULL))
    why = _ ("is no valid UTF-8");
  if (why != NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", field, why);
      return FALSE;
    }
  g_free (*text);
  *text = g_strdup (given);

  return TRUE;
}

/**
 * tocsin_composer_set_text:
 * @self: a composer
 * @text: (nullable): what it says, in plain text with any line ends, a paragraph a line. With HTML
 *   and without this, text is made from the HTML
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it can be sent.
 */
gboolean
tocsin_composer_set_text (TocsinComposer *self, const char *text, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  return take_text (&self->text, _ ("the text"), text, error);
}

/**
 * tocsin_composer_set_html:
 * @self: a composer
 * @html: (nullable): what it says, as HTML
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it can be sent.
 */
gboolean
tocsin_composer_set_html (TocsinComposer *self, const char *html, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  return take_text (&self->html, _ ("the HTML"), html, error);
}

static gboolean
check_name (const char *name, GError **error)
{
  g_autofree char *shown = NULL;
  gboolean good = g_utf8_validate (name, -1, NULL) && strlen (name) <= MAX_NAME;

  for (const char *p = name; *p != '\0'; p++)
    good = good && !g_ascii_iscntrl (*p);
  if (good)
    return TRUE;

  shown = g_strescape (name, NULL);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%.100s” can't be the name of an attachment"), shown);

  return FALSE;
}

/* RFC 2392: what may stand in an address of a page (`cid:`) without being encoded. */
static gboolean
check_content_id (const char *id, GError **error)
{
  gsize length = strlen (id);
  gboolean good = length > 0 && length <= MAX_CONTENT_ID;

  for (gsize i = 0; i < length; i++)
    good = good && g_ascii_isgraph (id[i]) && strchr ("<>\"()[]\\,;%", id[i]) == NULL;
  if (good)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("The content id of a part within the text should be a word like “logo”, "
                          "which the HTML shows as “cid:logo”"));

  return FALSE;
}

static gboolean
add (TocsinComposer *self,
     TocsinRawSource *content,
     const char *name,
     const char *content_id,
     const char *type,
     GError **error)
{
  g_autoptr (TocsinComposePart) part = NULL;
  GPtrArray *parts = content_id != NULL ? self->inlines : self->attachments;

  if (content == NULL || (name != NULL && !check_name (name, error))
      || (content_id != NULL && !check_content_id (content_id, error)))
    return FALSE;
  if (self->inlines->len + self->attachments->len >= TOCSIN_COMPOSER_MAX_PARTS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("A message can have %d attachments at most"), TOCSIN_COMPOSER_MAX_PARTS);
      return FALSE;
    }

  part = tocsin_compose_attachment (content, name, type, error);
  if (part == NULL)
    return FALSE;
  part->disposition = g_strdup (content_id != NULL ? "inline" : "attachment");
  part->content_id = g_strdup (content_id);
  g_ptr_array_add (parts, g_steal_pointer (&part));

  return TRUE;
}

static gboolean
add_file (TocsinComposer *self,
          const char *path,
          const char *name,
          const char *content_id,
          const char *type,
          GError **error)
{
  g_autoptr (TocsinRawSource) content = NULL;
  g_autofree char *display = g_filename_display_basename (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no file that could be attached"), path);
      return FALSE;
    }
  content = tocsin_raw_source_new_from_file (path, error);
  if (content == NULL)
    {
      tocsin_error_translate (error, _ ("Attaching “%s”"), path);
      return FALSE;
    }

  return add (self, content, name != NULL ? name : display, content_id, type, error);
}

static gboolean
add_bytes (TocsinComposer *self,
           GBytes *bytes,
           const char *name,
           const char *content_id,
           const char *type,
           GError **error)
{
  g_autoptr (TocsinRawSource) content = tocsin_raw_source_new_from_bytes (bytes);

  return add (self, content, name, content_id, type, error);
}

static gboolean
add_fd (TocsinComposer *self,
        int fd,
        const char *name,
        const char *content_id,
        const char *type,
        GError **error)
{
  g_autoptr (TocsinRawSource) content = tocsin_raw_source_new_from_fd (fd, 0, G_MAXUINT64, error);

  return add (self, content, name, content_id, type, error);
}

/**
 * tocsin_composer_add_attachment:
 * @self: a composer
 * @path: a file; kept open, and read when the message is written
 * @name: (nullable): what the file is called in the message; %NULL for its own name
 * @type: (nullable): its MIME type; %NULL or empty to tell by name and content
 * @error: where to put why not
 *
 * Returns: whether it was added.
 */
gboolean
tocsin_composer_add_attachment (
    TocsinComposer *self, const char *path, const char *name, const char *type, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && path != NULL, FALSE);

  return add_file (self, path, name, NULL, type, error);
}

/**
 * tocsin_composer_add_attachment_bytes:
 * @self: a composer
 * @bytes: the content
 * @name: (nullable): what the file is called
 * @type: (nullable): its MIME type; %NULL or empty to tell by name and content
 * @error: where to put why not
 *
 * Returns: whether it was added.
 */
gboolean
tocsin_composer_add_attachment_bytes (
    TocsinComposer *self, GBytes *bytes, const char *name, const char *type, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && bytes != NULL, FALSE);

  return add_bytes (self, bytes, name, NULL, type, error);
}

/**
 * tocsin_composer_add_attachment_fd:
 * @self: a composer
 * @fd: a regular file, from its begin; duplicated, its position is not used
 * @name: (nullable): what the file is called
 * @type: (nullable): its MIME type; %NULL or empty to tell by name and content
 * @error: where to put why not
 *
 * Returns: whether it was added.
 */
gboolean
tocsin_composer_add_attachment_fd (
    TocsinComposer *self, int fd, const char *name, const char *type, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && fd >= 0, FALSE);

  return add_fd (self, fd, name, NULL, type, error);
}

/**
 * tocsin_composer_add_inline:
 * @self: a composer
 * @path: a file, kept open
 * @content_id: by what the HTML names it: `logo` for `<img src="cid:logo">`
 * @type: (nullable): its MIME type; %NULL or empty to tell by name and content
 * @error: where to put why not
 *
 * Adds a part that the HTML shows (multipart/related, RFC 2387).
 *
 * Returns: whether it was added.
 */
gboolean
tocsin_composer_add_inline (TocsinComposer *self,
                            const char *path,
                            const char *content_id,
                            const char *type,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && path != NULL && content_id != NULL, FALSE);

  return add_file (self, path, NULL, content_id, type, error);
}

/**
 * tocsin_composer_add_inline_bytes:
 * @self: a composer
 * @bytes: the content
 * @content_id: by what the HTML names it
 * @type: (nullable): its MIME type; %NULL or empty to tell by the content
 * @error: where to put why not
 *
 * Returns: whether it was added.
 */
gboolean
tocsin_composer_add_inline_bytes (
    TocsinComposer *self, GBytes *bytes, const char *content_id, const char *type, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && bytes != NULL && content_id != NULL, FALSE);

  return add_bytes (self, bytes, NULL, content_id, type, error);
}
