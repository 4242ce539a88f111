/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/imap4/account.h"

TocsinMailStore *
account_open (MailServer *server, const char *user, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  const char *assignment;
  va_list args;

  g_ptr_array_add (assignments, g_strconcat ("address=", mail_server_get (server, "HOST"), NULL));
  g_ptr_array_add (assignments, g_strconcat ("authentication.username=", user, NULL));
  g_ptr_array_add (assignments, g_strconcat ("authentication.password=file:",
                                             mail_server_get (server, "PASSWORD_FILE"), NULL));
  g_ptr_array_add (assignments,
                   g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL));
  va_start (args, user);
  while ((assignment = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (assignments, g_strdup (assignment));
  va_end (args);
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_connection_settings_new_from_assignments (
      "live", "imap4", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_IMAP4_CONNECTION, "settings", settings, NULL);
}

TocsinMailChanges *
account_changes (TocsinMailStore *store, const char *folder, GVariant **cursor)
{
  g_autoptr (GError) error = NULL;
  TocsinMailChanges *changes =
      tocsin_mail_store_changes (store, folder, *cursor, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_clear_pointer (cursor, g_variant_unref);
  *cursor = g_variant_ref (changes->cursor);

  return changes;
}

static void
fetched_free (gpointer data)
{
  Fetched *self = data;

  g_free (self->subject);
  g_string_free (self->raw, TRUE);
  g_free (self);
}

typedef struct
{
  GPtrArray *all;
  GString *raw;
} Collecting;

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  g_string_truncate (((Collecting *) user_data)->raw, 0);

  return TRUE;
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (((Collecting *) user_data)->raw, bytes, (gssize) length);

  return TRUE;
}

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Collecting *self = user_data;
  Fetched *fetched = g_new0 (Fetched, 1);

  fetched->gone = message == NULL;
  fetched->raw = g_string_new_len (self->raw->str, (gssize) self->raw->len);
  g_string_truncate (self->raw, 0);
  if (message != NULL)
    {
      fetched->layers = tocsin_message_get_layers (message);
      fetched->subject = g_strdup (tocsin_message_get_subject (message));
      fetched->flags = tocsin_message_get_flags (message);
      if (tocsin_message_get_structure (message) != NULL)
        fetched->n_attachments = tocsin_message_get_attachments (message)->len;
    }
  g_ptr_array_add (self->all, fetched);

  return TRUE;
}

GPtrArray *
account_fetch (TocsinMailStore *store, GPtrArray *refs, TocsinMailParts parts)
{
  g_autoptr (GError) error = NULL;
  Collecting collecting = { g_ptr_array_new_with_free_func (fetched_free), g_string_new (NULL) };
  TocsinMailSink sink = { begin, write_bytes, take_message, &collecting };

  tocsin_mail_store_fetch (store, refs, parts, &sink, NULL, &error);
  g_assert_no_error (error);
  g_string_free (collecting.raw, TRUE);

  return collecting.all;
}

void
account_apply (TocsinMailStore *store,
               GPtrArray *refs,
               TocsinMailVerb verb,
               const char *argument,
               gboolean create,
               GPtrArray **results)
{
  TocsinMailOperation operation = { verb, argument, create };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_apply (store, refs, &operation, results, NULL, &error);
  g_assert_no_error (error);
}
