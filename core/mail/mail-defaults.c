/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-defaults.h"

/* RFC 5322, section 2.1.1. */
#define HEADER_LENGTH 78

G_DEFINE_BOXED_TYPE (TocsinMailDefaults,
                     tocsin_mail_defaults,
                     tocsin_mail_defaults_copy,
                     tocsin_mail_defaults_free)

/**
 * tocsin_mail_defaults_new:
 *
 * Returns: (transfer full): what holds where a connection says nothing.
 */
TocsinMailDefaults *
tocsin_mail_defaults_new (void)
{
  TocsinMailDefaults *self = g_new0 (TocsinMailDefaults, 1);

  self->charset = g_strdup ("UTF-8");
  self->max_header_length = HEADER_LENGTH;

  return self;
}

/**
 * tocsin_mail_defaults_copy:
 * @self: defaults
 *
 * Returns: (transfer full): the same once more.
 */
TocsinMailDefaults *
tocsin_mail_defaults_copy (const TocsinMailDefaults *self)
{
  TocsinMailDefaults *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->from = g_strdup (self->from);
  copy->return_path = g_strdup (self->return_path);
  copy->reply_to = g_strdup (self->reply_to);
  copy->charset = g_strdup (self->charset);
  copy->message_id_domain = g_strdup (self->message_id_domain);
  copy->queue_directory = g_strdup (self->queue_directory);

  return copy;
}

/**
 * tocsin_mail_defaults_free:
 * @self: (transfer full): defaults
 */
void
tocsin_mail_defaults_free (TocsinMailDefaults *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->from);
  g_free (self->return_path);
  g_free (self->reply_to);
  g_free (self->charset);
  g_free (self->message_id_domain);
  g_free (self->queue_directory);
  g_free (self);
}

/**
 * tocsin_mail_defaults_make_return_path:
 * @self: defaults
 * @event: (nullable): what `{event}` in the return path stands for: from which event a bounce comes
 *
 * Returns: (transfer full) (nullable): the envelope sender of a message that names none; %NULL
 * where the settings don't, either.
 */
char *
tocsin_mail_defaults_make_return_path (const TocsinMailDefaults *self, const char *event)
{
  g_auto (GStrv) pieces = NULL;
  g_autofree char *word = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->return_path == NULL || *self->return_path == '\0')
    return NULL;
  pieces = g_strsplit (self->return_path, "{event}", -1);
  word = g_strdup (event != NULL ? event : "");
  g_strcanon (word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '-');

  return g_strjoinv (word, pieces);
}
