/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/send/send-settings.h"

#include "core/base/error.h"
#include "core/mail/address-spec.h"
#include "core/mail/composer.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * send_field_get_key:
 * @field: a field
 *
 * Returns: (transfer none): the key that holds it.
 */
const char *
send_field_get_key (SendField field)
{
  static const char *const keys[] = {
    "from",    "to",   "cc",  "bcc", "reply-to", "read-receipt-to", "delivery-notification-to",
    "subject", "text", "html"
  };

  return keys[field];
}

/**
 * send_settings_is_answer:
 * @self: settings
 *
 * Returns: whether a message is answered.
 */
gboolean
send_settings_is_answer (const SendSettings *self)
{
  return self->mode <= SEND_REPLY_LIST;
}

static SendMode
find_mode (const char *word)
{
  static const char *const words[] = { "reply",          "reply-all",        "reply-list",
                                       "forward-inline", "forward-attached", "new" };
  SendMode mode = SEND_REPLY;

  while (mode < SEND_NEW && !g_str_equal (words[mode], word))
    mode++;

  return mode;
}

static gboolean
take_fields (SendSettings *self, TocsinSnapshot *settings, GError **error)
{
  for (int i = 0; i < SEND_N_FIELDS; i++)
    {
      const char *text = tocsin_snapshot_get_string (settings, send_field_get_key (i));

      if (*text == '\0')
        continue;
      self->fields[i] = tocsin_template_new (text, TOCSIN_TEMPLATE_FLAGS_NONE, error);
      if (self->fields[i] != NULL)
        continue;
      tocsin_error_translate (error, "%s", send_field_get_key (i));
      return FALSE;
    }

  return TRUE;
}

static void
clear_header (gpointer data)
{
  SendHeader *header = data;

  g_free (header->name);
  g_clear_pointer (&header->value, tocsin_template_unref);
}

/* The composer knows which headers may be added. */
static gboolean
check_header (const char *name, GError **error)
{
  g_autoptr (TocsinComposer) composer = tocsin_composer_new ();

  return tocsin_composer_add_header (composer, name, "", error);
}

static gboolean
take_headers (SendSettings *self, TocsinSnapshot *settings, GError **error)
{
  const char *const *lines = tocsin_snapshot_get_strv (settings, "headers");

  self->headers = g_array_new (FALSE, FALSE, sizeof (SendHeader));
  g_array_set_clear_func (self->headers, clear_header);
  for (; *lines != NULL; lines++)
    {
      const char *colon = strchr (*lines, ':');
      SendHeader header = { NULL };

      if (colon == NULL)
        return tocsin_refuse_key (error, "headers", _ ("“%s” should be like “X-Ticket: 12”"),
                                  *lines);
      header.name = g_strndup (*lines, colon - *lines);
      header.value = tocsin_template_new (colon + 1 + strspn (colon + 1, " "),
                                          TOCSIN_TEMPLATE_FLAGS_NONE, error);
      if (header.value != NULL)
        g_array_append_val (self->headers, header);
      else
        g_free (header.name);
      if (header.value == NULL || !check_header (header.name, error))
        {
          tocsin_error_translate (error, "headers");
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
take_files (SendSettings *self, TocsinSnapshot *settings, GError **error)
{
  const char *const *paths = tocsin_snapshot_get_strv (settings, "files");
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

  for (; *paths != NULL; paths++)
    {
      gboolean home = g_str_has_prefix (*paths, "~/");
      g_autofree char *path =
          home ? g_build_filename (g_get_home_dir (), *paths + 2, NULL) : g_strdup (*paths);

      if (!g_path_is_absolute (path))
        return tocsin_refuse_key (error, "files", _ ("“%s” is no full path"), *paths);
      g_strv_builder_add (files, path);
    }
  self->files = g_strv_builder_end (files);

  return TRUE;
}

static gboolean
take_own (SendSettings *self, TocsinSnapshot *settings, GError **error)
{
  const char *const *own = tocsin_snapshot_get_strv (settings, "own-addresses");

  for (gsize i = 0; own[i] != NULL; i++)
    if (strchr (own[i], '@') == NULL || !tocsin_address_spec_check (own[i], NULL))
      return tocsin_refuse_key (error, "own-addresses",
                                _ ("“%s” is no address like ada@example.com"), own[i]);
  self->own = g_strdupv ((char **) own);

  return TRUE;
}

/* Unless somebody says otherwise, answers are rare, and what one's own task sends is not. */
static void
take_limits (SendSettings *self, TocsinSnapshot *settings)
{
  gboolean said = tocsin_snapshot_is_set (settings, "limit");

  self->limit =
      said || send_settings_is_answer (self) ? tocsin_snapshot_get_uint (settings, "limit") : 0;
  self->limit_time = tocsin_snapshot_get_uint (settings, "limit-time");
  self->hourly_limit = tocsin_snapshot_get_uint (settings, "hourly-limit");
}

static gboolean
check_whole (const SendSettings *self, GError **error)
{
  gboolean has_words = self->fields[SEND_TEXT] != NULL || self->fields[SEND_HTML] != NULL;
  gboolean has_recipients = self->fields[SEND_TO] != NULL || self->fields[SEND_CC] != NULL
                            || self->fields[SEND_BCC] != NULL;

  if (*self->connection == '\0')
    return tocsin_refuse_key (error, "connection", _ ("say through which connection to send"));
  if (send_settings_is_answer (self) && !has_words)
    return tocsin_refuse_key (error, "text", _ ("say what to answer"));
  if (!send_settings_is_answer (self) && !has_recipients)
    return tocsin_refuse_key (error, "to", _ ("say whom to send it to"));
  if (self->mode == SEND_NEW && self->fields[SEND_SUBJECT] == NULL)
    return tocsin_refuse_key (error, "subject", _ ("a new message needs one"));
  if (self->mode == SEND_NEW && !has_words && self->files[0] == NULL && !self->carries_attachments)
    return tocsin_refuse_key (error, "text", _ ("the message would say nothing"));

  return TRUE;
}

/**
 * send_settings_take:
 * @self: settings, zeroed
 * @settings: as they stand in the task
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether they are good; clear @self in any case.
 */
gboolean
send_settings_take (SendSettings *self, TocsinSnapshot *settings, GError **error)
{
  const char *attachments = tocsin_snapshot_get_string (settings, "attachments");

  self->mode = find_mode (tocsin_snapshot_get_string (settings, "mode"));
  self->action = g_strdup (tocsin_snapshot_get_id (settings));
  self->connection = g_strdup (tocsin_snapshot_get_string (settings, "connection"));
  self->quote = tocsin_snapshot_get_boolean (settings, "quote");
  self->carries_attachments =
      g_str_equal (attachments, "all")
      || (g_str_equal (attachments, "auto") && self->mode == SEND_FORWARD_INLINE);
  self->importance = g_strdup (tocsin_snapshot_get_string (settings, "importance"));
  self->priority = g_strdup (tocsin_snapshot_get_string (settings, "priority"));
  self->sensitivity = g_strdup (tocsin_snapshot_get_string (settings, "sensitivity"));
  self->null_sender = tocsin_snapshot_get_boolean (settings, "null-sender");
  take_limits (self, settings);

  return take_fields (self, settings, error) && take_headers (self, settings, error)
         && take_files (self, settings, error) && take_own (self, settings, error)
         && tocsin_attachment_filter_configure (&self->filter, settings, error)
         && check_whole (self, error);
}

/**
 * send_settings_clear:
 * @self: settings
 */
void
send_settings_clear (SendSettings *self)
{
  for (int i = 0; i < SEND_N_FIELDS; i++)
    g_clear_pointer (&self->fields[i], tocsin_template_unref);
  g_clear_pointer (&self->headers, g_array_unref);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->own, g_strfreev);
  g_clear_pointer (&self->action, g_free);
  g_clear_pointer (&self->connection, g_free);
  g_clear_pointer (&self->importance, g_free);
  g_clear_pointer (&self->priority, g_free);
  g_clear_pointer (&self->sensitivity, g_free);
  tocsin_attachment_filter_clear (&self->filter);
}

/**
 * send_settings_list_fields:
 * @self: settings
 * @fields: (element-type utf8 utf8): a set that gets the names of the fields of all patterns
 */
void
send_settings_list_fields (const SendSettings *self, GHashTable *fields)
{
  for (int i = 0; i < SEND_N_FIELDS; i++)
    if (self->fields[i] != NULL)
      tocsin_template_list_fields (self->fields[i], fields);
  for (guint i = 0; i < self->headers->len; i++)
    tocsin_template_list_fields (g_array_index (self->headers, SendHeader, i).value, fields);
}
