/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Finished messages. */
#include "core/mail/address-parse.h"
#include "core/mail/raw-envelope.h"
#include "ui/cli/letter-private.h"

#include <gio/gunixoutputstream.h>
#include <string.h>

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
  g_autoptr (GInputStream) stream = tocsin_letter_open_file (path, error);
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
