/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-read.h"
#include "tests/live/imap4/account.h"
#include "tests/unit/mail/corpus.h"

#include <string.h>

/* A message of which a server told headers, structure and the parts that are text says the same as
 * the whole of it: over all messages of the corpus, most of which are odd in some way. */

static char *
with_network_lines (const char *name, gsize *length)
{
  g_autofree char *file = g_strconcat (name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  for (gsize i = 0; i < size; i++)
    {
      if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
        g_string_append_c (lines, '\r');
      g_string_append_c (lines, text[i]);
    }
  *length = lines->len;

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* NUL, which IMAP has no way to say, and headers that are none are what servers refuse. */
static void
append (TocsinMailStore *store, const char *name, GPtrArray *stored)
{
  gsize length;
  g_autofree char *raw = with_network_lines (name, &length);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (raw, (gssize) length, NULL);
  g_autoptr (GError) error = NULL;

  if (memchr (raw, '\0', length) != NULL)
    return;
  if (tocsin_mail_store_append (store, "INBOX", stream, length, NULL, &error))
    g_ptr_array_add (stored, g_strdup (name));
  else
    g_test_message ("%s is refused: %s", name, error->message);
}

typedef struct
{
  GPtrArray *refs;
  GPtrArray *messages;
} Told;

/* They come in any order. */
static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Told *told = user_data;

  g_assert_nonnull (message);
  for (guint i = 0; i < told->refs->len; i++)
    if (((TocsinMessageRef *) g_ptr_array_index (told->refs, i))->uid == ref->uid)
      g_ptr_array_index (told->messages, i) = g_object_ref (message);

  return TRUE;
}

static GPtrArray *
fetch_parts (TocsinMailStore *store, GPtrArray *refs)
{
  GPtrArray *messages = g_ptr_array_new_full (refs->len, g_object_unref);
  Told told = { refs, messages };
  TocsinMailSink sink = { .message = take, .user_data = &told };
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (messages, (int) refs->len);
  tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_HEADERS | TOCSIN_MAIL_PARTS_STRUCTURE,
                           &sink, NULL, &error);
  g_assert_no_error (error);
  tocsin_mail_store_read_texts (store, refs, messages, NULL, &error);
  g_assert_no_error (error);

  return messages;
}

static void
compare (TocsinMailStore *store, TocsinMessageRef *ref, TocsinMessage *told, const char *name)
{
  g_autoptr (TocsinMessage) whole = tocsin_message_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *from_parts = corpus_describe (told);
  g_autofree char *from_whole = NULL;

  g_assert_true (tocsin_mail_read (store, ref, whole, NULL, &error));
  g_assert_no_error (error);
  from_whole = corpus_describe (whole);
  if (g_str_equal (from_parts, from_whole))
    return;
  g_test_message ("by its parts:\n%s\nas a whole:\n%s", from_parts, from_whole);
  g_test_fail ();
}

typedef struct
{
  const char *kind;
  /* The message that it takes apart in a way of its own. */
  const char *except;
} Server;

static const Server servers[] = {
  { "dovecot", "" },
  /* An outer delimiter does not end an inner multipart that was never closed. */
  { "cyrus", "missing-inner-end" },
};

static void
test_agree (gconstpointer data)
{
  const Server *kind = data;
  g_autoptr (MailServer) server = mail_server_start (kind->kind, NULL);
  g_autoptr (GPtrArray) names = corpus_list ();
  g_autoptr (GPtrArray) stored = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) told = NULL;
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinQuery) everything = tocsin_query_parse ("", NULL);
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;
  guint by_parts = 0;

  if (server == NULL)
    return;
  port = g_strdup_printf ("port=%u", mail_server_get_port (server));
  store = account_open (server, "alice", port, "encryption.mode=none",
                        "encryption.allow-cleartext=true", NULL);
  for (guint i = 0; i < names->len; i++)
    append (store, g_ptr_array_index (names, i), stored);
  g_assert_cmpuint (stored->len, >=, names->len * 9 / 10);

  refs = tocsin_mail_store_search (store, "INBOX", everything, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refs->len, ==, stored->len);
  told = fetch_parts (store, refs);
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessage *message = g_ptr_array_index (told, i);
      const char *name = g_ptr_array_index (stored, i);

      if (g_str_equal (name, kind->except))
        continue;
      by_parts += tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_RAW ? 0 : 1;
      compare (store, g_ptr_array_index (refs, i), message, name);
    }

  /* What is read whole because its structure can't be believed agrees with itself. */
  g_assert_cmpuint (by_parts, >=, refs->len * 9 / 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strconcat ("/imap4/live/agree/", servers[i].kind, NULL);

      g_test_add_data_func (path, &servers[i], test_agree);
    }

  return g_test_run ();
}
