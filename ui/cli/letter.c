/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/letter.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/address-parse.h"
#include "core/mail/raw-envelope.h"
#include "core/mail/raw-stream.h"
#include "ui/cli/letter-private.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/**
 * tocsin_letter_free:
 * @self: (transfer full): a letter
 */
void
tocsin_letter_free (TocsinLetter *self)
{
  g_free (self->name);
  g_free (self->subject);
  g_free (self->message_id);
  g_clear_pointer (&self->envelope, tocsin_envelope_unref);
  close (self->fd);
  g_free (self);
}

/**
 * tocsin_letter_new:
 * @name: (nullable): the file it comes from
 * @error: where to put why no file can be made
 *
 * Returns: (transfer full): a letter without content.
 */
TocsinLetter *
tocsin_letter_new (const char *name, GError **error)
{
  int fd = tocsin_temporary_open (error);
  TocsinLetter *self;

  if (fd < 0)
    return NULL;
  self = g_new0 (TocsinLetter, 1);
  self->name = g_strdup (name);
  self->fd = fd;

  return self;
}

/**
 * tocsin_letter_open:
 * @self: a letter
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): its bytes, as a stream that can seek.
 */
GInputStream *
tocsin_letter_open (TocsinLetter *self, GError **error)
{
  g_autoptr (TocsinRawSource) source =
      tocsin_raw_source_new_from_fd (self->fd, 0, G_MAXUINT64, error);

  return source != NULL ? tocsin_raw_stream_new (source) : NULL;
}

/**
 * tocsin_letter_open_file:
 * @path: a file, or `-` for standard input
 * @cancellable: (nullable): to stop it
 * @error: why it can't be read, beginning with @path
 *
 * Returns: (transfer full): what is in it.
 */
GInputStream *
tocsin_letter_open_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileInputStream *stream;

  if (g_str_equal (path, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    tocsin_error_translate (error, "%s", path);

  return (GInputStream *) stream;
}

static gboolean
check_recipients (TocsinLetter *self, GError **error)
{
  if (tocsin_envelope_get_recipients (self->envelope)->len > 0)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("The message has no recipient: there is nobody in To, Cc or Bcc"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("--to ADDRESS says whom it goes to."));

  return FALSE;
}

/**
 * tocsin_letter_finish:
 * @self: a letter, whose envelope is there
 * @options: what a person said
 * @error: what is none
 *
 * Puts into the envelope what no message says about itself, and measures what has been written.
 *
 * Returns: whether all of it makes sense.
 */
gboolean
tocsin_letter_finish (TocsinLetter *self, const TocsinLetterOptions *options, GError **error)
{
  TocsinSendVerb verb;

  if (!check_recipients (self, error))
    return FALSE;
  self->size = (guint64) lseek (self->fd, 0, SEEK_CUR);
  tocsin_envelope_set_require_tls (self->envelope, options->require_tls);
  if (options->verb != NULL && tocsin_send_verb_from_string (options->verb, &verb))
    tocsin_envelope_set_verb (self->envelope, verb);
  if (options->envelope_id == NULL
      || tocsin_envelope_set_envelope_id (self->envelope, options->envelope_id, error))
    return TRUE;
  g_prefix_error (error, "--envelope-id: ");

  return FALSE;
}

/**
 * tocsin_letter_get_notify:
 * @options: what a person said; it has been checked
 * @defaults: what the connection's settings say
 *
 * Returns: which delivery status notifications are asked for.
 */
TocsinNotify
tocsin_letter_get_notify (const TocsinLetterOptions *options, const TocsinMailDefaults *defaults)
{
  g_auto (GStrv) names = g_strsplit (options->dsn != NULL ? options->dsn : "", ",", -1);
  TocsinNotify notify = TOCSIN_NOTIFY_DEFAULT;

  if (options->dsn == NULL)
    return defaults->notify;
  tocsin_notify_from_strv ((const char *const *) names, &notify, NULL);

  return notify;
}

/**
 * tocsin_letter_get_dsn_return:
 * @options: what a person said; it has been checked
 * @defaults: what the connection's settings say
 *
 * Returns: how much of the message comes back with a notification.
 */
TocsinDsnReturn
tocsin_letter_get_dsn_return (const TocsinLetterOptions *options,
                              const TocsinMailDefaults *defaults)
{
  TocsinDsnReturn what = defaults->dsn_return;

  if (options->dsn_return != NULL)
    tocsin_dsn_return_from_string (options->dsn_return, &what);

  return what;
}

static gboolean
set_not_one_of (const char *option, const char *value, const char *known, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: “%s” is not one of %s"),
               option, value, known);

  return FALSE;
}

static gboolean
check_words (const TocsinLetterOptions *options, GError **error)
{
  g_auto (GStrv) names = g_strsplit (options->dsn != NULL ? options->dsn : "", ",", -1);
  TocsinNotify notify;
  TocsinDsnReturn what;
  TocsinSendVerb verb;

  if (options->verb != NULL && !tocsin_send_verb_from_string (options->verb, &verb))
    return set_not_one_of ("--verb", options->verb, "mail, send, soml, saml", error);
  if (options->dsn_return != NULL && !tocsin_dsn_return_from_string (options->dsn_return, &what))
    return set_not_one_of ("--dsn-return", options->dsn_return, "headers, full", error);
  if (options->dsn == NULL || tocsin_notify_from_strv ((const char *const *) names, &notify, error))
    return TRUE;
  g_prefix_error (error, "--dsn: ");

  return FALSE;
}

static gboolean
set_excluded (const char *one, const char *other, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s and %s exclude each other"),
               one, other);

  return FALSE;
}

/* What would have to change a finished message. */
static const char *
find_content_option (const TocsinLetterOptions *options)
{
  const struct
  {
    const char *name;
    gconstpointer value;
  } given[] = {
    { "--from", options->from },
    { "--sender", options->sender },
    { "--reply-to", options->reply_to },
    { "--subject", options->subject },
    { "--text", options->text },
    { "--text-file", options->text_file },
    { "--html", options->html },
    { "--html-file", options->html_file },
    { "--attach", options->attach },
    { "--inline", options->inline_files },
    { "--header", options->headers },
    { "--date", options->date },
    { "--message-id", options->message_id },
    { "--in-reply-to", options->in_reply_to },
    { "--references", options->references },
    { "--importance", options->importance },
    { "--priority", options->priority },
    { "--sensitivity", options->sensitivity },
    { "--read-receipt-to", options->read_receipt_to },
    { "--delivery-notification-to", options->delivery_notification_to },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    if (given[i].value != NULL)
      return given[i].name;

  return NULL;
}

/* Looked at before anything is sent: a name mistyped among many must not stop them half-way. */
static gboolean
check_files (const TocsinLetterOptions *options, GError **error)
{
  guint n_stdin = 0;

  for (char **file = options->files; *file != NULL; file++)
    {
      n_stdin += g_str_equal (*file, "-") ? 1 : 0;
      if (!g_str_equal (*file, "-") && g_access (*file, R_OK) != 0)
        {
          tocsin_error_set_errno (error, errno, "%s", *file);
          return FALSE;
        }
    }
  if (n_stdin < 2)
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("--eml -: standard input can be read only once"));

  return FALSE;
}

static gboolean
check_text (const TocsinLetterOptions *options, GError **error)
{
  gboolean has_text = options->text != NULL || options->text_file != NULL;
  gboolean has_html = options->html != NULL || options->html_file != NULL;

  if (options->text != NULL && options->text_file != NULL)
    return set_excluded ("--text", "--text-file", error);
  if (options->html != NULL && options->html_file != NULL)
    return set_excluded ("--html", "--html-file", error);
  if (options->inline_files != NULL && !has_html)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("--inline belongs to --html, which shows it by its “cid:”"));
      return FALSE;
    }
  if (has_text || has_html || options->attach != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("The message says nothing: there is no --text, --html or --attach"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("--text-file - takes the text from standard input, --eml - a "
                                      "whole message."));

  return FALSE;
}

/**
 * tocsin_letter_check_options:
 * @options: what a person said
 * @error: what contradicts what, or is missing
 *
 * Returns: whether messages can be made of it, as far as that is known before.
 */
gboolean
tocsin_letter_check_options (const TocsinLetterOptions *options, GError **error)
{
  const char *content = find_content_option (options);

  if (!check_words (options, error))
    return FALSE;
  if (options->files == NULL)
    return check_text (options, error);
  if (content == NULL)
    return check_files (options, error);
  set_excluded (content, "--eml", error);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("A finished message is sent as it is. --to, --cc, --bcc and "
                                      "--return-path say whom it goes to and from instead of its "
                                      "headers."));

  return FALSE;
}

static gboolean
add_typed (TocsinLetter *self,
           const char *option,
           char **typed,
           TocsinRecipientKind kind,
           TocsinNotify notify,
           GError **error)
{
  for (; typed != NULL && *typed != NULL; typed++)
    {
      g_autoptr (GPtrArray) addresses = tocsin_address_parse (*typed, option, error);

      if (addresses == NULL)
        return FALSE;
      for (guint i = 0; i < addresses->len; i++)
        {
          const TocsinAddress *address = g_ptr_array_index (addresses, i);

          if (*address->address != '\0'
              && !tocsin_envelope_add_recipient (self->envelope, address->address, kind, notify,
                                                 NULL, error))
            return FALSE;
        }
    }

  return TRUE;
}

/* Those on the command line, else those in the headers. */
static gboolean
add_recipients (TocsinLetter *self,
                const TocsinLetterOptions *options,
                TocsinRawEnvelope *raw,
                TocsinNotify notify,
                GError **error)
{
  if (options->to == NULL && options->cc == NULL && options->bcc == NULL)
    return tocsin_raw_envelope_add_recipients (raw, self->envelope, notify, error);

  return add_typed (self, "--to", options->to, TOCSIN_RECIPIENT_TO, notify, error)
         && add_typed (self, "--cc", options->cc, TOCSIN_RECIPIENT_CC, notify, error)
         && add_typed (self, "--bcc", options->bcc, TOCSIN_RECIPIENT_BCC, notify, error);
}

/* Where reports of failure go: where the person says, the settings, or whoever sends it. */
static TocsinEnvelope *
make_envelope (const TocsinLetterOptions *options,
               const TocsinMailDefaults *defaults,
               TocsinRawEnvelope *raw,
               GError **error)
{
  g_autofree char *sender = options->return_path != NULL
                                ? g_strdup (options->return_path)
                                : tocsin_mail_defaults_make_return_path (defaults, NULL);
  gboolean verp = sender != NULL && strstr (sender, "VERP") != NULL;
  TocsinEnvelope *envelope;

  if (sender == NULL && (sender = tocsin_raw_envelope_find_sender (raw, error)) == NULL)
    return NULL;
  envelope = tocsin_envelope_new (sender, error);
  if (envelope != NULL)
    tocsin_envelope_set_verp (envelope, verp);

  return envelope;
}

static gboolean
take_envelope (TocsinLetter *self,
               const TocsinLetterOptions *options,
               const TocsinMailDefaults *defaults,
               TocsinRawEnvelope *raw,
               GError **error)
{
  TocsinNotify notify = tocsin_letter_get_notify (options, defaults);

  self->envelope = make_envelope (options, defaults, raw, error);
  if (self->envelope == NULL)
    return FALSE;
  tocsin_envelope_set_dsn_return (self->envelope, tocsin_letter_get_dsn_return (options, defaults));

  return add_recipients (self, options, raw, notify, error)
         && tocsin_letter_finish (self, options, error);
}

static gboolean
read_file (TocsinLetter *self,
           const TocsinLetterOptions *options,
           const TocsinMailDefaults *defaults,
           const char *path,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GOutputStream) content = g_unix_output_stream_new (self->fd, FALSE);
  g_autoptr (GInputStream) stream = tocsin_letter_open_file (path, cancellable, error);
  g_autoptr (TocsinRawEnvelope) raw = NULL;

  if (stream == NULL)
    return FALSE;
  raw = tocsin_raw_envelope_read (stream, content, cancellable, error);
  if (raw == NULL || !take_envelope (self, options, defaults, raw, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  self->subject = tocsin_raw_envelope_get_header (raw, "Subject");
  self->message_id = tocsin_raw_envelope_get_header (raw, "Message-ID");

  return TRUE;
}

/**
 * tocsin_letter_read_file:
 * @options: what a person said; it has been checked
 * @defaults: what the connection's settings say
 * @path: a file with a finished message, or `-` for standard input
 * @cancellable: (nullable): to stop it
 * @error: what is wrong with it, beginning with @path
 *
 * Takes a message as it is. From whom and to whom it goes its headers tell, if nobody else does.
 *
 * Returns: (transfer full): the letter.
 */
TocsinLetter *
tocsin_letter_read_file (const TocsinLetterOptions *options,
                         const TocsinMailDefaults *defaults,
                         const char *path,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (TocsinLetter) self = tocsin_letter_new (path, error);

  if (self == NULL || !read_file (self, options, defaults, path, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}
