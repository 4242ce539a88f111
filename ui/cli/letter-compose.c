/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/composer.h"
#include "core/mail/message.h"
#include "core/mail/query/moment.h"
#include "ui/cli/letter-private.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <string.h>

typedef gboolean (*SetText) (TocsinComposer *composer, const char *text, GError **error);

/* Says which option it was, where the composer does not. */
static gboolean
blame (const char *option, GError **error)
{
  if (error != NULL && !g_str_has_prefix ((*error)->message, "--"))
    g_prefix_error (error, "%s: ", option);

  return FALSE;
}

static gboolean
set_text (
    TocsinComposer *composer, const char *option, const char *text, SetText set, GError **error)
{
  return text == NULL || set (composer, text, error) || blame (option, error);
}

static gboolean
set_addresses (TocsinComposer *composer,
               const char *option,
               TocsinComposerField field,
               const char *const *typed,
               GError **error)
{
  g_autofree char *list = typed != NULL ? g_strjoinv (", ", (char **) typed) : NULL;

  return list == NULL || tocsin_composer_set_addresses (composer, field, list, error)
         || blame (option, error);
}

static gboolean
set_address (TocsinComposer *composer,
             const char *option,
             TocsinComposerField field,
             const char *typed,
             GError **error)
{
  const char *const one[] = { typed, NULL };

  return typed == NULL || set_addresses (composer, option, field, one, error);
}

static gboolean
add_recipients (TocsinComposer *composer,
                const char *option,
                TocsinRecipientKind kind,
                char **typed,
                GError **error)
{
  for (; typed != NULL && *typed != NULL; typed++)
    if (!tocsin_composer_add_recipient (composer, kind, *typed, error))
      return blame (option, error);

  return TRUE;
}

static gboolean
set_people (TocsinComposer *composer, const TocsinLetterOptions *options, GError **error)
{
  return set_address (composer, "--from", TOCSIN_COMPOSER_FROM, options->from, error)
         && set_address (composer, "--sender", TOCSIN_COMPOSER_SENDER, options->sender, error)
         && set_addresses (composer, "--reply-to", TOCSIN_COMPOSER_REPLY_TO,
                           (const char *const *) options->reply_to, error)
         && set_addresses (composer, "--read-receipt-to", TOCSIN_COMPOSER_READ_RECEIPT_TO,
                           (const char *const *) options->read_receipt_to, error)
         && set_addresses (composer, "--delivery-notification-to",
                           TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO,
                           (const char *const *) options->delivery_notification_to, error)
         && set_text (composer, "--return-path", options->return_path,
                      tocsin_composer_set_return_path, error)
         && add_recipients (composer, "--to", TOCSIN_RECIPIENT_TO, options->to, error)
         && add_recipients (composer, "--cc", TOCSIN_RECIPIENT_CC, options->cc, error)
         && add_recipients (composer, "--bcc", TOCSIN_RECIPIENT_BCC, options->bcc, error);
}

/* As in a header, so that what `date -R` prints is understood. */
static GDateTime *
parse_mail_date (const char *text)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autofree char *line = g_strdup_printf ("Date: %s\r\n\r\n", text);
  g_autoptr (GBytes) block = g_bytes_new (line, strlen (line));
  GDateTime *date;

  tocsin_message_set_headers (message, block);
  date = strchr (text, ':') != NULL ? tocsin_message_get_date (message) : NULL;

  return date != NULL ? g_date_time_ref (date) : NULL;
}

static gboolean
set_date (TocsinComposer *composer, const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) date = NULL;

  if (text == NULL)
    return TRUE;
  date = g_date_time_new_from_iso8601 (text, zone);
  if (date == NULL)
    date = parse_mail_date (text);
  if (date == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("--date: “%s” is no time such as 2026-11-21T16:30 or one from “date -R”"),
                   text);
      return FALSE;
    }
  tocsin_composer_set_date (composer, date);

  return TRUE;
}

static gboolean
add_header (TocsinComposer *composer, const char *text, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL;
  g_autofree char *value = colon != NULL ? g_strdup (colon + 1) : NULL;

  if (colon == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("--header: “%s” is not of the form “NAME: VALUE”"), text);
      return FALSE;
    }

  return tocsin_composer_add_header (composer, g_strchomp (name), g_strchug (value), error)
         || blame ("--header", error);
}

static gboolean
set_headers (TocsinComposer *composer, const TocsinLetterOptions *options, GError **error)
{
  for (char **header = options->headers; header != NULL && *header != NULL; header++)
    if (!add_header (composer, *header, error))
      return FALSE;

  return set_text (composer, "--subject", options->subject, tocsin_composer_set_subject, error)
         && set_date (composer, options->date, error)
         && set_text (composer, "--message-id", options->message_id, tocsin_composer_set_message_id,
                      error)
         && set_text (composer, "--in-reply-to", options->in_reply_to,
                      tocsin_composer_set_in_reply_to, error)
         && set_text (composer, "--references", options->references, tocsin_composer_set_references,
                      error)
         && set_text (composer, "--importance", options->importance, tocsin_composer_set_importance,
                      error)
         && set_text (composer, "--priority", options->priority, tocsin_composer_set_priority,
                      error)
         && set_text (composer, "--sensitivity", options->sensitivity,
                      tocsin_composer_set_sensitivity, error);
}

/* A file's text; longer than the composer takes it is not read to its end. */
static char *
read_text (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = tocsin_letter_open_file (path, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char block[16 * 1024];
  gssize n;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (stream, block, sizeof block, cancellable, error)) > 0
         && bytes->len <= TOCSIN_COMPOSER_MAX_TEXT)
    g_byte_array_append (bytes, (const guint8 *) block, (guint) n);
  if (n < 0)
    {
      tocsin_error_translate (error, "%s", path);
      return NULL;
    }
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  if (g_utf8_validate ((const char *) bytes->data, (gssize) bytes->len - 1, NULL))
    return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s is not a text in UTF-8"),
               path);
  return NULL;
}

/* The text itself, or `-`, or the name of a file that holds it. */
static gboolean
set_body (TocsinComposer *composer,
          const char *option,
          const char *text,
          const char *file,
          SetText set,
          GCancellable *cancellable,
          GError **error)
{
  const char *path = text != NULL && g_str_equal (text, "-") ? text : file;
  g_autofree char *content = NULL;

  if (path == NULL)
    return set_text (composer, option, text, set, error);
  content = read_text (path, cancellable, error);

  return content != NULL && set_text (composer, option, content, set, error);
}

/* `FILE`, which the HTML calls by its name, or `ID=FILE`. */
static gboolean
add_inline (TocsinComposer *composer, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *id = NULL;

  if (equals == NULL || g_file_test (text, G_FILE_TEST_EXISTS))
    id = g_path_get_basename (text);
  else
    id = g_strndup (text, (gsize) (equals - text));

  return tocsin_composer_add_inline (
      composer, equals == NULL || g_file_test (text, G_FILE_TEST_EXISTS) ? text : equals + 1, id,
      NULL, error);
}

static gboolean
set_content (TocsinComposer *composer,
             const TocsinLetterOptions *options,
             GCancellable *cancellable,
             GError **error)
{
  if (!set_body (composer, "--text", options->text, options->text_file, tocsin_composer_set_text,
                 cancellable, error)
      || !set_body (composer, "--html", options->html, options->html_file, tocsin_composer_set_html,
                    cancellable, error))
    return FALSE;
  for (char **file = options->attach; file != NULL && *file != NULL; file++)
    if (!tocsin_composer_add_attachment (composer, *file, NULL, NULL, error))
      return blame ("--attach", error);
  for (char **file = options->inline_files; file != NULL && *file != NULL; file++)
    if (!add_inline (composer, *file, error))
      return blame ("--inline", error);

  return TRUE;
}

static TocsinComposer *
make_composer (const TocsinLetterOptions *options,
               const TocsinMailDefaults *defaults,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TocsinComposer) composer = tocsin_composer_new ();

  tocsin_composer_set_notify (composer, tocsin_letter_get_notify (options, defaults),
                              tocsin_letter_get_dsn_return (options, defaults));
  if (!set_people (composer, options, error) || !set_headers (composer, options, error)
      || !set_content (composer, options, cancellable, error)
      || !tocsin_composer_set_defaults (composer, defaults, NULL, error))
    return NULL;

  return g_steal_pointer (&composer);
}

/**
 * tocsin_letter_compose:
 * @options: what a person said; it has been checked
 * @defaults: what the connection's settings say
 * @cancellable: (nullable): to stop it
 * @error: what can't be, with the option's name
 *
 * Makes a message.
 *
 * Returns: (transfer full): the letter.
 */
TocsinLetter *
tocsin_letter_compose (const TocsinLetterOptions *options,
                       const TocsinMailDefaults *defaults,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (TocsinComposer) composer = make_composer (options, defaults, cancellable, error);
  g_autoptr (TocsinLetter) self = composer != NULL ? tocsin_letter_new (NULL, error) : NULL;
  g_autoptr (GOutputStream) content = NULL;

  if (self == NULL)
    return NULL;
  content = g_unix_output_stream_new (self->fd, FALSE);
  if (!tocsin_composer_write (composer, content, &self->envelope, cancellable, error)
      || !tocsin_letter_finish (self, options, error))
    return NULL;
  self->subject = g_strdup (options->subject);
  self->message_id = tocsin_composer_get_message_id (composer);

  return g_steal_pointer (&self);
}
