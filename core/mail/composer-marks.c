/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a composer is told about a message besides whom it is for and what it says. */
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/composer-private.h"
#include "core/mail/message-ids.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of a header's name. */
#define MAX_NAME 70
#define MAX_HEADERS 500

static gboolean
refuse (const char *field, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", field, why);
  return FALSE;
}

/**
 * tocsin_composer_set_date:
 * @self: a composer
 * @date: (nullable): when it was written, in the writer's zone; %NULL for now
 */
void
tocsin_composer_set_date (TocsinComposer *self, GDateTime *date)
{
  g_return_if_fail (TOCSIN_IS_COMPOSER (self));

  g_clear_pointer (&self->date, g_date_time_unref);
  if (date != NULL)
    self->date = g_date_time_ref (date);
}

static gboolean
take_ids (GStrv *ids, const char *field, const char *text, GError **error)
{
  g_auto (GStrv) given = NULL;

  if (!tocsin_composer_check_value (field, text, error))
    return FALSE;
  given = tocsin_message_ids_read (text);
  if (given[0] == NULL && text[strspn (text, " \t")] != '\0')
    return refuse (field, _ ("holds no Message-ID (like <1234@example.com>)"), error);
  g_strfreev (*ids);
  *ids = g_steal_pointer (&given);

  return TRUE;
}

/**
 * tocsin_composer_set_message_id:
 * @self: a composer
 * @id: (nullable): the Message-ID, in angle brackets or not; %NULL or empty to make one up
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it is one.
 */
gboolean
tocsin_composer_set_message_id (TocsinComposer *self, const char *id, GError **error)
{
  g_auto (GStrv) ids = NULL;

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  if (!take_ids (&ids, "Message-ID", id != NULL ? id : "", error))
    return FALSE;
  if (ids[0] != NULL && (ids[1] != NULL || strchr (ids[0], '@') == NULL))
    return refuse ("Message-ID", _ ("is not one id like <1234@example.com>"), error);
  g_free (self->message_id);
  self->message_id = g_strdup (ids[0]);

  return TRUE;
}

/**
 * tocsin_composer_set_in_reply_to:
 * @self: a composer
 * @ids: the Message-IDs of what is answered
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether there is an id in it, or nothing.
 */
gboolean
tocsin_composer_set_in_reply_to (TocsinComposer *self, const char *ids, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && ids != NULL, FALSE);

  return take_ids (&self->in_reply_to, "In-Reply-To", ids, error);
}

/**
 * tocsin_composer_set_references:
 * @self: a composer
 * @ids: the Message-IDs of the thread, the oldest first
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether there is an id in it, or nothing.
 */
gboolean
tocsin_composer_set_references (TocsinComposer *self, const char *ids, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && ids != NULL, FALSE);

  return take_ids (&self->references, "References", ids, error);
}

/* Of @rows, word and meaning in turn, the meaning of @word. */
static gboolean
choose (const char *field,
        const char *const rows[][2],
        const char *word,
        const char **chosen,
        GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (gsize i = 0; rows[i][0] != NULL; i++)
    {
      if (g_ascii_strcasecmp (rows[i][0], word) == 0)
        {
          *chosen = rows[i][1];
          return TRUE;
        }
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", rows[i][0]);
    }
  shown = tocsin_text_escape (word, -1, MAX_NAME);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: “%s” is none of %s"),
               field, shown, known->str);

  return FALSE;
}

/**
 * tocsin_composer_set_importance:
 * @self: a composer
 * @importance: `high`, `normal` or `low`
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * How important it is to whom reads it (RFC 2156): Importance, and X-Priority for older readers.
 *
 * Returns: whether it is one of these.
 */
gboolean
tocsin_composer_set_importance (TocsinComposer *self, const char *importance, GError **error)
{
  static const char *const rows[][2] = {
    { "high", "high" }, { "normal", NULL }, { "low", "low" }, { NULL }
  };

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && importance != NULL, FALSE);

  return choose ("Importance", rows, importance, &self->importance, error);
}

/**
 * tocsin_composer_set_priority:
 * @self: a composer
 * @priority: `urgent`, `normal` or `non-urgent`
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * How fast it is to be carried (RFC 2156): Priority.
 *
 * Returns: whether it is one of these.
 */
gboolean
tocsin_composer_set_priority (TocsinComposer *self, const char *priority, GError **error)
{
  static const char *const rows[][2] = {
    { "urgent", "urgent" }, { "normal", NULL }, { "non-urgent", "non-urgent" }, { NULL }
  };

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && priority != NULL, FALSE);

  return choose ("Priority", rows, priority, &self->priority, error);
}

/**
 * tocsin_composer_set_sensitivity:
 * @self: a composer
 * @sensitivity: `normal`, `personal`, `private` or `confidential`
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Whom it is for (RFC 2156): Sensitivity.
 *
 * Returns: whether it is one of these.
 */
gboolean
tocsin_composer_set_sensitivity (TocsinComposer *self, const char *sensitivity, GError **error)
{
  static const char *const rows[][2] = { { "normal", NULL },
                                         { "personal", "Personal" },
                                         { "private", "Private" },
                                         { "confidential", "Company-Confidential" },
                                         { "company-confidential", "Company-Confidential" },
                                         { NULL } };

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && sensitivity != NULL, FALSE);

  return choose ("Sensitivity", rows, sensitivity, &self->sensitivity, error);
}

/**
 * tocsin_composer_set_automatic:
 * @self: a composer
 * @replied: whether it answers a message, which no person decided to answer
 * @trace: (nullable): what names the task that sends it to us, and to nobody else
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Stamps the message as one that nobody wrote (RFC 3834, section 5), so that nobody's machine
 * answers it, ours included.
 *
 * Returns: whether @trace may stand in a header.
 */
gboolean
tocsin_composer_set_automatic (TocsinComposer *self,
                               gboolean replied,
                               const char *trace,
                               GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  if (trace != NULL && !tocsin_message_id_is_good (trace, strlen (trace)))
    return refuse (_ ("the trace of the task"), _ ("is no word of ASCII"), error);
  self->automatic = TRUE;
  self->replied = replied;
  g_free (self->trace);
  self->trace = g_strdup (trace);

  return TRUE;
}

static gboolean
is_own_header (const char *name)
{
  static const char *const names[] = { "From",
                                       "Sender",
                                       "Reply-To",
                                       "To",
                                       "Cc",
                                       "Bcc",
                                       "Resent-Bcc",
                                       "Subject",
                                       "Date",
                                       "Message-ID",
                                       "In-Reply-To",
                                       "References",
                                       "MIME-Version",
                                       "Content-Type",
                                       "Content-ID",
                                       "Content-Transfer-Encoding",
                                       "Return-Path",
                                       "Received",
                                       "Importance",
                                       "Content-Disposition",
                                       "Priority",
                                       "Sensitivity",
                                       "X-Priority",
                                       "Disposition-Notification-To",
                                       NULL };

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return TRUE;

  return FALSE;
}

/* RFC 5322, section 2.2. */
static gboolean
is_name (const char *name)
{
  gsize length = strlen (name);

  if (length == 0 || length > MAX_NAME)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (name[i]) || name[i] == ':')
      return FALSE;

  return TRUE;
}

/**
 * tocsin_composer_add_header:
 * @self: a composer
 * @name: a header that the composer has no call of its own for
 * @value: what it says, decoded
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names the header
 *
 * Adds a header; several of one name stand below each other.
 *
 * Returns: whether it may stand in a message.
 */
gboolean
tocsin_composer_add_header (TocsinComposer *self,
                            const char *name,
                            const char *value,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && name != NULL && value != NULL, FALSE);

  if (!is_name (name))
    {
      g_autofree char *shown = tocsin_text_escape (name, -1, MAX_NAME);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no name of a header"), shown);
      return FALSE;
    }
  if (is_own_header (name))
    return refuse (name, _ ("has an option of its own, or is written by others"), error);
  if (!tocsin_composer_check_value (name, value, error))
    return FALSE;
  if (self->headers->len >= 2 * MAX_HEADERS)
    return refuse (name, _ ("too many headers"), error);
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));

  return TRUE;
}
