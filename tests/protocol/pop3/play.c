/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/pop3/play.h"

#include "core/base/error.h"
#include "tests/protocol/attacks/script.h"
#include "tests/protocol/scripted-settings.h"

static TocsinConnectionSettings *
make_settings (Play *self, va_list args)
{
  static const char *const usual[] = {
    "authentication.username=joe",
    "authentication.password=env:POP3_TEST_PASSWORD",
    "encryption.allow-cleartext=true",
    NULL,
  };

  g_setenv ("POP3_TEST_PASSWORD", "secret", TRUE);

  return scripted_settings_new (self->server, "pop3", usual, args);
}

Play *
play_start (const char *script, ...)
{
  Play *self = g_new0 (Play, 1);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  va_list args;

  self->server = scripted_server_new ();
  script_write (self->server, script, FALSE, NULL);
  scripted_server_start (self->server);
  va_start (args, script);
  settings = make_settings (self, args);
  va_end (args);
  self->store = g_object_new (TOCSIN_TYPE_POP3_CONNECTION, "settings", settings, NULL);

  return self;
}

void
play_finish (Play *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->cursor, g_variant_unref);
  scripted_server_finish (self->server);
  g_free (self);
}

static void
add_word (GString *text, const char *word)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
}

static char *
list_keys (GPtrArray *refs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < refs->len; i++)
    add_word (text, ((TocsinMessageRef *) g_ptr_array_index (refs, i))->key);

  return g_string_free (text, FALSE);
}

void
play_look (Play *self, guint limit, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes =
      tocsin_mail_store_changes (self->store, "INBOX", self->cursor, NULL, limit, NULL, &error);
  g_autoptr (GString) text = NULL;
  g_autofree char *keys = NULL;

  g_assert_no_error (error);
  keys = list_keys (changes->refs);
  text = g_string_new (keys);
  if (changes->more)
    add_word (text, "...");
  if (changes->rebuilt)
    add_word (text, "rebuilt");
  g_assert_cmpstr (text->str, ==, expected);

  g_clear_pointer (&self->cursor, g_variant_unref);
  self->cursor = g_variant_ref (changes->cursor);
}

void
play_look_fails (Play *self, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes =
      tocsin_mail_store_changes (self->store, "INBOX", self->cursor, NULL, 0, NULL, &error);

  g_assert_null (changes);
  g_test_message ("%s", error->message);
  g_assert_error (error, TOCSIN_ERROR, code);
}

void
play_rest (Play *self)
{
  tocsin_mail_store_rest (self->store, NULL);
}

void
play_search (Play *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs = tocsin_mail_store_search (self->store, "INBOX", NULL, NULL, &error);
  g_autofree char *keys = NULL;

  g_assert_no_error (error);
  keys = list_keys (refs);
  g_assert_cmpstr (keys, ==, expected);
}

static GPtrArray *
make_refs (const char *keys)
{
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  g_auto (GStrv) words = g_strsplit (keys, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", words[i]));

  return refs;
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

  g_string_append_printf (out, "%s: %s\n", ref->key,
                          message == NULL ? "gone" : tocsin_message_get_subject (message));

  return TRUE;
}

void
play_fetch (Play *self, const char *keys, TocsinMailParts parts, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);
  TocsinMailSink sink = { begin, write_bytes, take_message, out };
  g_autoptr (GPtrArray) refs = make_refs (keys);
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_fetch (self->store, refs, parts, &sink, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out->str, ==, expected);
}

void
play_fetch_fails (Play *self, const char *keys, TocsinMailParts parts, int code)
{
  g_autoptr (GString) out = g_string_new (NULL);
  TocsinMailSink sink = { begin, write_bytes, take_message, out };
  g_autoptr (GPtrArray) refs = make_refs (keys);
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_fetch (self->store, refs, parts, &sink, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, code);
  g_test_message ("%s", error->message);
}

static void
apply (Play *self, const char *keys, GError **error)
{
  TocsinMailOperation operation = { TOCSIN_MAIL_DELETE, NULL, FALSE };
  g_autoptr (GPtrArray) refs = make_refs (keys);
  g_autoptr (GPtrArray) results = NULL;

  if (tocsin_mail_store_apply (self->store, refs, &operation, &results, NULL, error))
    g_assert_cmpuint (results->len, ==, refs->len);
}

void
play_remove (Play *self, const char *keys)
{
  g_autoptr (GError) error = NULL;

  apply (self, keys, &error);
  g_assert_no_error (error);
}

void
play_remove_fails (Play *self, const char *keys, int code)
{
  g_autoptr (GError) error = NULL;

  apply (self, keys, &error);
  g_assert_error (error, TOCSIN_ERROR, code);
  g_test_message ("%s", error->message);
}

static void
note_step (TocsinReport *report,
           int step,
           int status,
           guint milliseconds,
           GVariant *facts,
           const GError *error,
           gpointer user_data)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_string_append_printf (user_data, "%s: %s\n", name, value);
}

char *
play_test (Play *self, GError **error)
{
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  g_signal_connect (report, "step", G_CALLBACK (note_step), text);
  tocsin_connection_test (TOCSIN_CONNECTION (self->store), report, NULL, NULL, error);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
