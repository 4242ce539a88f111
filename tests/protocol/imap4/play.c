/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/imap4/play.h"

#include "core/base/error.h"
#include "tests/protocol/scripted-settings.h"

#include <string.h>

Play *
play_new (void)
{
  Play *self = g_new0 (Play, 1);

  self->server = scripted_server_new ();

  return self;
}

void
play_connect (Play *self, const char *greeting)
{
  scripted_server_connection (self->server);
  scripted_server_send (self->server, greeting);
}

void
play_expect (Play *self, const char *command)
{
  g_autofree char *line = g_strdup_printf ("<<t%u>> %s\r\n", ++self->tags, command);

  scripted_server_expect (self->server, line);
}

void
play_say (Play *self, const char *lines)
{
  scripted_server_send (self->server, lines);
}

void
play_answer (Play *self, const char *answer)
{
  g_autofree char *line = g_strdup_printf ("<<t%u>> %s\r\n", self->tags, answer);

  scripted_server_send (self->server, line);
}

void
play_command (Play *self, const char *command, const char *lines, const char *answer)
{
  play_expect (self, command);
  if (lines != NULL)
    play_say (self, lines);
  play_answer (self, answer);
}

void
play_sign_in (Play *self, const char *capabilities)
{
  g_autofree char *answer = g_strdup_printf ("OK [CAPABILITY IMAP4rev1 %s] in", capabilities);

  play_command (self, "LOGIN \"joe\" \"secret\"", NULL, answer);
}

void
play_begin (Play *self, const char *capabilities)
{
  play_connect (self, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
  play_sign_in (self, capabilities);
}

void
play_examine (Play *self, const char *folder, guint exists, guint64 uid_next)
{
  g_autofree char *command = g_strdup_printf ("EXAMINE %s", folder);
  g_autofree char *lines = g_strdup_printf ("* %u EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n"
                                            "* OK [UIDNEXT %" G_GUINT64_FORMAT "] next\r\n",
                                            exists, uid_next);

  play_command (self, command, lines, "OK [READ-ONLY] done");
}

void
play_summary (Play *self, guint uid)
{
  g_autofree char *command = g_strdup_printf ("UID FETCH %u (UID RFC822.SIZE INTERNALDATE)", uid);
  g_autofree char *lines = g_strdup_printf ("* %u FETCH (UID %u)\r\n", uid, uid);

  play_command (self, command, lines, "OK done");
}

static TocsinConnectionSettings *
make_settings (Play *self, va_list args)
{
  static const char *const usual[] = {
    "authentication.username=joe",
    "authentication.password=env:IMAP4_TEST_PASSWORD",
    "encryption.allow-cleartext=true",
    "limits.pool-size=1",
    NULL,
  };

  g_setenv ("IMAP4_TEST_PASSWORD", "secret", TRUE);

  return scripted_settings_new (self->server, "imap4", usual, args);
}

void
play_start (Play *self, ...)
{
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  va_list args;

  scripted_server_start (self->server);
  va_start (args, self);
  settings = make_settings (self, args);
  va_end (args);
  self->store = g_object_new (TOCSIN_TYPE_IMAP4_CONNECTION, "settings", settings, NULL);
}

void
play_finish (Play *self)
{
  g_clear_object (&self->store);
  scripted_server_finish (self->server);
  g_free (self);
}

GVariant *
play_cursor (guint64 uid_next)
{
  return g_variant_ref_sink (g_variant_new ("(tttut)", G_GUINT64_CONSTANT (1), uid_next,
                                            G_GUINT64_CONSTANT (0), 0, G_GUINT64_CONSTANT (0)));
}

TocsinMailChanges *
play_changes (Play *self, guint64 uid_next)
{
  g_autoptr (GVariant) cursor = play_cursor (uid_next);
  g_autoptr (GError) error = NULL;
  TocsinMailChanges *changes =
      tocsin_mail_store_changes (self->store, "INBOX", cursor, NULL, 0, NULL, &error);

  g_assert_no_error (error);

  return changes;
}

void
play_list (Play *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (self->store, NULL, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);

      g_string_append_printf (names, "%s%s%s%s", names->len > 0 ? " " : "", folder->name,
                              folder->role > TOCSIN_FOLDER_ROLE_INBOX ? ":" : "",
                              folder->role > TOCSIN_FOLDER_ROLE_INBOX
                                  ? tocsin_folder_role_to_string (folder->role)
                                  : "");
    }
  g_assert_cmpstr (names->str, ==, expected);
}

void
play_expect_error (Play *self, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (self->store, NULL, &error);

  g_assert_null (folders);
  g_test_message ("%s", error->message);
  g_assert_error (error, TOCSIN_ERROR, code);
}

GPtrArray *
play_refs (Play *self, const char *first, ...)
{
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  va_list args;

  va_start (args, first);
  for (const char *key = first; key != NULL; key = va_arg (args, const char *))
    g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", key));
  va_end (args);

  return refs;
}

void
play_apply (Play *self, GPtrArray *refs, TocsinMailVerb verb, const char *argument)
{
  TocsinMailOperation operation = { verb, argument, FALSE };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_apply (self->store, refs, &operation, NULL, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  g_string_append (user_data, "<");

  return TRUE;
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (user_data, bytes, (gssize) length);

  return TRUE;
}

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  GString *out = user_data;
  const char *subject = message != NULL ? tocsin_message_get_subject (message) : NULL;
  TocsinMessageLayers layers = message != NULL ? tocsin_message_get_layers (message) : 0;

  g_string_append_printf (out, "%s %s", ref->key, message == NULL ? "gone" : "");
  if (subject != NULL)
    g_string_append_printf (out, "%s", subject);
  if (layers & TOCSIN_MESSAGE_LAYERS_FLAGS)
    g_string_append_printf (out, " F%d", tocsin_message_get_flags (message));
  if (layers & TOCSIN_MESSAGE_LAYERS_STRUCTURE)
    g_string_append_printf (out, " S%s", tocsin_message_get_structure (message)->type);
  if (layers & TOCSIN_MESSAGE_LAYERS_RAW)
    g_string_append (out, " R");
  g_string_append_c (out, '\n');

  return TRUE;
}

void
play_fetch (Play *self, GPtrArray *refs, TocsinMailParts parts, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);
  TocsinMailSink sink = { begin, write_bytes, take_message, out };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_fetch (self->store, refs, parts, &sink, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out->str, ==, expected);
}

void
play_find (Play *self, const char *text, guint64 uid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autoptr (GPtrArray) refs = NULL;

  g_assert_no_error (error);
  refs = tocsin_mail_store_search (self->store, "INBOX", query, NULL, &error);
  if (refs == NULL)
    g_test_fail_printf ("%s: %s", text, error->message);
  else if (refs->len != (uid > 0)
           || (uid > 0 && ((TocsinMessageRef *) g_ptr_array_index (refs, 0))->uid != uid))
    g_test_fail_printf ("%s: found %u", text, refs->len);
}
