/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-store.h"

#include "core/base/error.h"
#include "core/mail/mail-search.h"
#include "core/mail/offline-file.h"
#include "tests/unit/mail/place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND G_USEC_PER_SEC

static const char plain[] = "From: ada@example.com\nSubject: lunch\n"
                            "Date: Sun, 1 Nov 2026 08:30:00 +0000\n\nAt noon?\n";

typedef struct
{
  char *place;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->place = place_new ();
  self->path = place_make_maildir (self->place, "mail");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->path);
  place_remove (self->place);
}

static TocsinOfflineStore *
open_files (const char *first, const char *second)
{
  const char *const paths[] = { first, second, NULL };
  g_autoptr (GError) error = NULL;
  TocsinOfflineStore *store = tocsin_offline_store_new_for_files (paths, &error);

  g_assert_no_error (error);

  return store;
}

static TocsinOfflineStore *
open_maildir (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  TocsinOfflineStore *store = tocsin_offline_store_new_for_maildir (self->path, &error);

  g_assert_no_error (error);

  return store;
}

static GPtrArray *
list (TocsinOfflineStore *store, const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *refs =
      tocsin_mail_store_search (TOCSIN_MAIL_STORE (store), folder, NULL, NULL, &error);

  g_assert_no_error (error);

  return refs;
}

typedef struct
{
  GString *raw;
  guint64 size;
  TocsinMessage *message;
  gboolean gone;
} Fetched;

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  Fetched *self = user_data;

  self->size = size;
  g_string_truncate (self->raw, 0);

  return TRUE;
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (((Fetched *) user_data)->raw, bytes, length);

  return TRUE;
}

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Fetched *self = user_data;

  g_set_object (&self->message, message);
  self->gone = message == NULL;

  return TRUE;
}

static Fetched *
fetch (TocsinOfflineStore *store, TocsinMessageRef *ref, TocsinMailParts parts)
{
  Fetched *self = g_new0 (Fetched, 1);
  TocsinMailSink sink = { begin, write_bytes, take, self };
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  self->raw = g_string_new (NULL);
  g_ptr_array_add (refs, ref);
  g_assert_true (
      tocsin_mail_store_fetch (TOCSIN_MAIL_STORE (store), refs, parts, &sink, NULL, &error));
  g_assert_no_error (error);

  return self;
}

static void
fetched_free (Fetched *self)
{
  g_string_free (self->raw, TRUE);
  g_clear_object (&self->message);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetched, fetched_free)

static void
test_files (Fixture *self, gconstpointer data)
{
  g_autofree char *late = place_write (self->place, "a.eml", plain, -1, 5);
  g_autofree char *early = place_write (self->place, "b.eml", "Subject: none\n\nx\n", -1, 7);
  g_autoptr (TocsinOfflineStore) store = open_files (late, early);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  const TocsinMessageRef *first = g_ptr_array_index (refs, 0);
  const TocsinMessageRef *second = g_ptr_array_index (refs, 1);

  g_assert_cmpuint (refs->len, ==, 2);
  g_assert_cmpstr (first->key, ==, early);
  g_assert_cmpint (first->received, ==, 7 * SECOND);
  g_assert_cmpstr (second->key, ==, late);
  g_assert_cmpint (second->received, ==, G_GINT64_CONSTANT (1793521800) * SECOND);
  g_assert_cmpuint (first->size, ==, strlen ("Subject: none\r\n\r\nx\r\n"));
}

static void
test_received (Fixture *self, gconstpointer data)
{
  g_autofree char *path = place_write (self->place, "a.eml",
                                       "Received: from b; Mon, 2 Nov 2026 00:00:00 +0000\n"
                                       "Received: from c; Sun, 1 Nov 2026 00:00:00 +0000\n"
                                       "Date: Sat, 31 Oct 2026 00:00:00 +0000\n\nx\n",
                                       -1, 7);
  g_autoptr (TocsinOfflineStore) store = open_files (path, path);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  g_autoptr (Fetched) fetched = fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_FLAGS);

  g_assert_cmpuint (refs->len, ==, 1);
  g_assert_cmpint (tocsin_message_get_received (fetched->message), ==,
                   G_GINT64_CONSTANT (1793577600) * SECOND);
  g_assert_true (tocsin_message_get_layers (fetched->message) & TOCSIN_MESSAGE_LAYERS_FLAGS);
}

/* What a server would send: CR LF, and sizes that count it. */
static void
test_layers (Fixture *self, gconstpointer data)
{
  g_autofree char *path =
      place_write (self->place, "a.eml",
                   "Subject: two\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                   "--b\n\none\r\ntwo\nthree\r\n--b\nContent-Disposition: attachment; "
                   "filename=x\n\n1\n2\n3\n--b--\n",
                   -1, 7);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  TocsinMessageRef *ref = g_ptr_array_index (refs, 0);
  g_autoptr (Fetched) headers = fetch (store, ref, TOCSIN_MAIL_PARTS_HEADERS);
  g_autoptr (Fetched) structure = fetch (store, ref, TOCSIN_MAIL_PARTS_STRUCTURE);
  g_autoptr (Fetched) raw = fetch (store, ref, TOCSIN_MAIL_PARTS_RAW);
  const TocsinPart *part;

  g_assert_cmpstr (tocsin_message_get_subject (headers->message), ==, "two");
  g_assert_cmpuint (headers->raw->len, ==, 0);
  g_assert_cmpint (tocsin_message_get_layers (headers->message)
                       & (TOCSIN_MESSAGE_LAYERS_STRUCTURE | TOCSIN_MESSAGE_LAYERS_RAW),
                   ==, 0);

  g_assert_cmpuint (tocsin_message_get_attachments (structure->message)->len, ==, 1);
  part = g_ptr_array_index (tocsin_message_get_attachments (structure->message), 0);
  g_assert_cmpuint (part->size, ==, strlen ("1\r\n2\r\n3"));
  g_assert_cmpint (tocsin_message_get_layers (structure->message) & TOCSIN_MESSAGE_LAYERS_RAW, ==,
                   0);

  g_assert_null (strstr (raw->raw->str, "\r\r"));
  g_assert_nonnull (strstr (raw->raw->str, "one\r\ntwo\r\nthree\r\n--b\r\n"));
  g_assert_cmpuint (raw->size, ==, raw->raw->len);
  g_assert_cmpuint (tocsin_message_get_size (headers->message), ==, raw->raw->len);
}

static void
test_texts (Fixture *self, gconstpointer data)
{
  g_autofree char *path =
      place_write (self->place, "a.eml",
                   "Subject: two\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
                   "--b\nContent-Transfer-Encoding: base64\n\nb25lCg==\n--b\n"
                   "Content-Disposition: attachment; filename=x\n\nsecret\n--b\n\ntwo\n--b--\n",
                   -1, 7);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  g_autoptr (Fetched) fetched =
      fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_STRUCTURE);
  TocsinMailStore *mail = TOCSIN_MAIL_STORE (store);
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_message_get_text (fetched->message));
  g_assert_true (tocsin_mail_store_can_read_texts (mail));
  g_ptr_array_add (messages, fetched->message);
  g_assert_true (tocsin_mail_store_read_texts (mail, refs, messages, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_message_get_folded_text (fetched->message), ==, "one two");
  g_assert_false (tocsin_message_get_layers (fetched->message) & TOCSIN_MESSAGE_LAYERS_RAW);

  /* What is gone meanwhile stays as it is. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (tocsin_mail_store_read_texts (mail, refs, messages, NULL, &error));
  g_assert_no_error (error);
}

/* What the settings of a connection say of its mail. */
static void
test_settings (Fixture *self, gconstpointer data)
{
  g_autofree char *path =
      place_write (self->place, "a.eml",
                   "Authentication-Results: theirs.example.net; spf=pass\n"
                   "Authentication-Results: ours.example.com; spf=fail\n"
                   "Content-Type: application/pdf; name=\"\xf1\xda.pdf\"\n\nx\n",
                   -1, 7);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  g_autoptr (Fetched) fetched = NULL;
  const TocsinPart *part;

  tocsin_offline_store_set_code_page (store, "koi8-r");
  tocsin_offline_store_set_authserv_id (store, "ours.example.com");
  fetched = fetch (store, g_ptr_array_index (refs, 0),
                   TOCSIN_MAIL_PARTS_HEADERS | TOCSIN_MAIL_PARTS_STRUCTURE);
  part = g_ptr_array_index (tocsin_message_get_attachments (fetched->message), 0);
  g_assert_cmpstr (part->name, ==, "Яз.pdf");
  g_assert_true (tocsin_message_has_authentication_result (fetched->message, "spf", "fail"));
}

/* More than fits into one buffer, with a CR LF over its end. */
static void
test_large (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("Subject: large\r\n\r\n");
  g_autofree char *path = NULL;
  g_autoptr (TocsinOfflineStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (Fetched) raw = NULL;
  g_autoptr (Fetched) headers = NULL;

  while (text->len < 64 * 1024 - 1)
    g_string_append_c (text, 'x');
  g_string_append (text, "\r\n");
  while (text->len < 1024 * 1024)
    g_string_append (text, "lines that end as they should\r\n");
  path = place_write (self->place, "a.eml", text->str, text->len, 7);
  store = open_files (path, NULL);
  refs = list (store, "INBOX");
  raw = fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_RAW);
  g_assert_cmpstr (raw->raw->str, ==, text->str);
  headers = fetch (store, g_ptr_array_index (refs, 0),
                   TOCSIN_MAIL_PARTS_HEADERS | TOCSIN_MAIL_PARTS_STRUCTURE);
  g_assert_cmpstr (tocsin_message_get_subject (headers->message), ==, "large");
  g_assert_cmpuint (tocsin_message_get_size (headers->message), ==, text->len);
  g_assert_cmpuint (tocsin_message_get_structure (headers->message)->size, ==,
                    text->len - strlen ("Subject: large\r\n\r\n"));
}

/* The headers of a message whose second one is filled up to that length. */
static Fetched *
fetch_large_headers (Fixture *self, const char *begin, const char *filler, gsize length)
{
  g_autoptr (GString) text = g_string_new (begin);
  g_autofree char *path = NULL;
  g_autoptr (TocsinOfflineStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;

  while (text->len < length)
    g_string_append (text, filler);
  g_string_append (text, "\nX-Last: y\n\nbody\n");
  path = place_write (self->place, "a.eml", text->str, text->len, 7);
  store = open_files (path, NULL);
  refs = list (store, "INBOX");

  return fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_HEADERS);
}

static void
test_header_limit (Fixture *self, gconstpointer data)
{
  g_autoptr (Fetched) headers = fetch_large_headers (
      self, "Subject: large\nX-Large: ", "xxxxxxxxxxxxxxxx", 2 * TOCSIN_MESSAGE_MAX_HEADER_BYTES);

  g_assert_cmpstr (tocsin_message_get_subject (headers->message), ==, "large");
  g_assert_cmpstr (tocsin_message_get_header (headers->message, "X-Last"), ==, "y");
  g_assert_true (tocsin_message_is_truncated (headers->message));
}

/* Behind a header that large nothing is looked for. */
static void
test_endless_headers (Fixture *self, gconstpointer data)
{
  g_autoptr (Fetched) headers =
      fetch_large_headers (self, "Subject: endless\nX-Endless: ",
                           "and more and more and more and more and more and more and more ",
                           9 * TOCSIN_MESSAGE_MAX_HEADER_BYTES);

  g_assert_cmpstr (tocsin_message_get_subject (headers->message), ==, "endless");
  g_assert_null (tocsin_message_get_header (headers->message, "X-Last"));
  g_assert_true (tocsin_message_is_truncated (headers->message));
}

static void
test_gone (Fixture *self, gconstpointer data)
{
  g_autofree char *path = place_write (self->place, "a.eml", plain, -1, 5);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  g_autoptr (Fetched) fetched = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  fetched = fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_RAW);
  g_assert_true (fetched->gone);
}

static void
check_refused (const char *path, int code, const char *message, const char *hint)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", path);
  g_assert_null (tocsin_offline_store_new_for_files (paths, &error));
  g_assert_error (error, TOCSIN_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, message));
  if (hint == NULL)
    return;
  g_assert_nonnull (tocsin_error_get_hint (error));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), hint));
}

static void
test_bad_paths (Fixture *self, gconstpointer data)
{
  g_autofree char *loop = g_build_filename (self->place, "loop", NULL);
  g_autofree char *pipe = g_build_filename (self->place, "pipe", NULL);
  g_autofree char *missing = g_build_filename (self->place, "missing.eml", NULL);

  g_assert_cmpint (symlink (loop, loop), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  check_refused (missing, TOCSIN_ERROR_CONFIG_NOT_FOUND, "not there", "standard input");
  check_refused ("", TOCSIN_ERROR_CONFIG_NOT_FOUND, "not there", NULL);
  check_refused (self->place, TOCSIN_ERROR_CONFIG_INVALID, "a directory", "message files");
  check_refused (self->path, TOCSIN_ERROR_CONFIG_INVALID, "a directory", "--maildir");
  check_refused (pipe, TOCSIN_ERROR_CONFIG_INVALID, "pipe or a device", "standard input");
  check_refused ("/dev/zero", TOCSIN_ERROR_CONFIG_INVALID, "pipe or a device", "standard input");
  check_refused ("/dev/null", TOCSIN_ERROR_CONFIG_INVALID, "pipe or a device", "standard input");
  check_refused (loop, TOCSIN_ERROR_STORAGE_FAILED, g_strerror (ELOOP), "symbolic link");
}

static void
test_unreadable (Fixture *self, gconstpointer data)
{
  g_autofree char *path = place_write (self->place, "a.eml", plain, -1, 5);

  if (geteuid () == 0)
    {
      g_test_skip ("root may read everything");
      return;
    }
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  check_refused (path, TOCSIN_ERROR_STORAGE_READONLY, g_strerror (EACCES), "allowed to read");
}

static void
test_no_messages (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *bytes;
    gssize length;
    int code;
    const char *message;
    const char *hint;
  } rows[] = {
    { "", 0, TOCSIN_ERROR_MESSAGE_UNPARSABLE, "is empty", "header lines" },
    { "\xd0\xcf\x11\xe0\xa1", 5, TOCSIN_ERROR_MESSAGE_UNPARSABLE, "no message", ".eml" },
    { "\x1f\x8b\x08", 3, TOCSIN_ERROR_MESSAGE_UNPARSABLE, "no message", "gunzip" },
    { "PK\x03\x04", 4, TOCSIN_ERROR_MESSAGE_UNPARSABLE, "no message", "unpack" },
    { "%PDF-1.7\n", 9, TOCSIN_ERROR_MESSAGE_UNPARSABLE, "no message", "PDF" },
    { "a\0b\0", 4, TOCSIN_ERROR_MESSAGE_UNPARSABLE, "no message", "header lines" },
    { "From a@example.com Sun Nov  1 08:30:00 2026\nSubject: a\n\nx\n\n"
      "From b@example.com Sun Nov  1 08:31:00 2026\nSubject: b\n\nx\n",
      -1, TOCSIN_ERROR_CONFIG_INVALID, "several messages", "mailsplit" },
    { "From - Sun Nov  1 08:30:00 2026\r\nSubject: a\r\n\r\nx\r\n\r\n"
      "From - Sun Nov  1 08:31:00 2026\r\nSubject: b\r\n\r\nx\r\n",
      -1, TOCSIN_ERROR_CONFIG_INVALID, "several messages", "mailsplit" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = place_write (self->place, "a.eml", rows[i].bytes, rows[i].length, 5);

      check_refused (path, rows[i].code, rows[i].message, rows[i].hint);
    }
}

/* As it does in a mailbox, a message counts that has a NUL where none may be. */
static void
test_nul (Fixture *self, gconstpointer data)
{
  static const char bytes[] = "From: a@example.com\r\nSubject: a\0b\r\n\r\nx\r\n";
  g_autofree char *path = place_write (self->place, "a.eml", bytes, sizeof bytes - 1, 5);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");

  g_assert_cmpuint (refs->len, ==, 1);
}

/* One message out of a mailbox in mbox form is a message. */
static void
test_separator (Fixture *self, gconstpointer data)
{
  g_autofree char *path = place_write (self->place, "a.eml",
                                       "From a@example.com Sun Nov  1 08:30:00 2026\n"
                                       "Subject: a\n\nx\n\nFrom here on all is text.\n",
                                       -1, 5);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  g_autoptr (Fetched) headers =
      fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_HEADERS);

  g_assert_cmpstr (tocsin_message_get_subject (headers->message), ==, "a");
}

/* A name that is no text can be typed, and its key still stands on one line. */
static void
test_odd_names (Fixture *self, gconstpointer data)
{
  g_autofree char *path = place_write (self->place, "a\nb\xff.eml", plain, -1, 5);
  g_autoptr (TocsinOfflineStore) store = open_files (path, NULL);
  g_autoptr (GPtrArray) refs = list (store, "INBOX");
  TocsinMessageRef *ref = g_ptr_array_index (refs, 0);
  g_autoptr (Fetched) headers = fetch (store, ref, TOCSIN_MAIL_PARTS_HEADERS);

  g_assert_true (g_str_has_suffix (ref->key, "a\\x0Ab\\xFF.eml"));
  g_assert_cmpstr (tocsin_message_get_subject (headers->message), ==, "lunch");
}

/* Reads standard input in a process of its own. */
static void
test_stdin (Fixture *self, gconstpointer data)
{
  g_autofree char *path = place_write (self->place, "a.eml", plain, -1, 5);

  if (g_test_subprocess ())
    {
      g_autoptr (TocsinOfflineStore) store = NULL;
      g_autoptr (GPtrArray) refs = NULL;
      int fd = g_open (path, O_RDONLY, 0);

      g_assert_cmpint (dup2 (fd, STDIN_FILENO), ==, STDIN_FILENO);
      store = open_files ("-", NULL);
      refs = list (store, "INBOX");
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (Fetched) raw =
              fetch (store, g_ptr_array_index (refs, 0), TOCSIN_MAIL_PARTS_RAW);

          g_assert_cmpstr (((TocsinMessageRef *) g_ptr_array_index (refs, 0))->key, ==, "-");
          g_assert_nonnull (strstr (raw->raw->str, "At noon?"));
        }
      close (fd);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_endless_stdin (Fixture *self, gconstpointer data)
{
  static const char *const paths[] = { "-", NULL };
  g_autofree char *path = place_write (self->place, "a.eml", plain, -1, 5);
  g_autoptr (GError) error = NULL;
  int fd;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  fd = g_open (path, O_RDWR, 0);
  g_assert_cmpint (ftruncate (fd, TOCSIN_OFFLINE_FILE_MAX_STDIN + 1), ==, 0);
  g_assert_cmpint (dup2 (fd, STDIN_FILENO), ==, STDIN_FILENO);
  close (fd);
  g_assert_null (tocsin_offline_store_new_for_files (paths, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "64 MiB"));
}

static void
deliver (Fixture *self, const char *name, gint64 seconds)
{
  g_free (place_write (self->path, name, plain, -1, seconds));
}

static GVariant *
look (TocsinOfflineStore *store, GVariant *cursor, guint limit, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (TocsinMailChanges) changes = tocsin_mail_store_changes (
      TOCSIN_MAIL_STORE (store), "INBOX", cursor, NULL, limit, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (changes->rebuilt);
  for (guint i = 0; i < changes->refs->len; i++)
    g_string_append_printf (keys, "%s ",
                            ((TocsinMessageRef *) g_ptr_array_index (changes->refs, i))->key);
  g_string_append (keys, changes->more ? "…" : "");
  g_assert_cmpstr (keys->str, ==, expected);
  g_clear_pointer (&cursor, g_variant_unref);

  return g_variant_ref (changes->cursor);
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinOfflineStore) store = open_maildir (self);
  g_autofree char *old = g_build_filename (self->path, "cur/old:2,", NULL);
  g_autoptr (GVariant) cursor = NULL;

  deliver (self, "cur/old:2,", 1);
  cursor = look (store, NULL, 0, "");
  cursor = look (store, g_steal_pointer (&cursor), 0, "");
  deliver (self, "new/c", 30);
  deliver (self, "new/b", 20);
  deliver (self, "new/a", 40);
  cursor = look (store, g_steal_pointer (&cursor), 2, "b c …");
  cursor = look (store, g_steal_pointer (&cursor), 2, "a ");
  cursor = look (store, g_steal_pointer (&cursor), 2, "");

  /* A key that came back is another message; one that is gone is not remembered. */
  g_assert_cmpint (g_unlink (old), ==, 0);
  place_settle_maildir (self->path);
  cursor = look (store, g_steal_pointer (&cursor), 0, "");
  g_assert_cmpuint (g_variant_n_children (cursor), ==, 3);
  deliver (self, "cur/old:2,S", 1);
  cursor = look (store, g_steal_pointer (&cursor), 0, "old ");
}

static void
test_foreign_cursor (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinOfflineStore) store = open_maildir (self);
  g_autoptr (GVariant) cursor = g_variant_ref_sink (g_variant_new_uint32 (1));
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_mail_store_changes (TOCSIN_MAIL_STORE (store), "INBOX", cursor, NULL, 0,
                                            NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER);
}

static void
test_maildir (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinOfflineStore) store = open_maildir (self);
  g_autofree char *sub = place_make_maildir (self->path, ".Sub.Folder");
  g_autoptr (TocsinFolder) folder = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (Fetched) fetched = NULL;
  g_autoptr (GError) error = NULL;

  deliver (self, ".Sub.Folder/cur/m,W=99:2,FS", 60);
  folder = tocsin_mail_store_find_folder (TOCSIN_MAIL_STORE (store), "Sub/Folder", NULL, &error);
  g_assert_no_error (error);
  refs = list (store, folder->id);
  g_assert_cmpuint (refs->len, ==, 1);
  fetched = fetch (store, g_ptr_array_index (refs, 0),
                   TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS);
  g_assert_cmpint (tocsin_message_get_flags (fetched->message), ==,
                   TOCSIN_MESSAGE_FLAGS_SEEN | TOCSIN_MESSAGE_FLAGS_FLAGGED);
  g_assert_cmpint (tocsin_message_get_received (fetched->message), ==, 60 * SECOND);
  g_assert_cmpuint (tocsin_message_get_size (fetched->message), ==, 99);
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinOfflineStore) store = open_maildir (self);
  static const char *const ids[] = { ".Missing", "../mail", "x" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          tocsin_mail_store_search (TOCSIN_MAIL_STORE (store), ids[i], NULL, NULL, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
    }
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinOfflineStore) offline = open_maildir (self);
  TocsinMailStore *store = TOCSIN_MAIL_STORE (offline);
  TocsinMailOperation operation = { TOCSIN_MAIL_MARK_READ, NULL, FALSE };
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;

  deliver (self, "new/m", 1);
  refs = list (offline, "INBOX");
  g_assert_false (tocsin_mail_store_apply (store, refs, &operation, NULL, NULL, &first));
  g_assert_error (first, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY);
  g_assert_false (tocsin_mail_store_create_folder (store, "New", NULL, &second));
  g_assert_error (second, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY);
  g_assert_false (tocsin_mail_store_can_append (store));
  g_assert_false (tocsin_mail_store_can_watch (store));
}

static gboolean
count (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  (*(guint *) user_data)++;

  return TRUE;
}

static void
test_search (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *query;
    guint found;
  } rows[] = { { "", 3 },
               { "is:unread", 2 },
               { "is:recent", 1 },
               { "body:noon", 3 },
               { "body:dinner", 0 },
               { "lunch -is:unread", 1 },
               { "larger:88", 2 },
               { "larger:89", 0 },
               { "has:attachment", 0 },
               { "on:1970-01-01 subject:lunch", 3 } };
  g_autoptr (TocsinOfflineStore) store = open_maildir (self);

  deliver (self, "new/a", 43200);
  deliver (self, "cur/b:2,", 43200);
  deliver (self, "cur/c,W=50:2,S", 43200);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, &error);
      guint found = 0;

      g_assert_no_error (error);
      g_assert_true (tocsin_mail_search (TOCSIN_MAIL_STORE (store), "INBOX", query, 0, count,
                                         &found, NULL, &error));
      g_assert_no_error (error);
      g_test_message ("%s", rows[i].query);
      g_assert_cmpuint (found, ==, rows[i].found);
    }
}

#define THREADS 4
#define MESSAGES 20
#define ROUNDS 10

static gpointer
fetch_again_and_again (gpointer data)
{
  TocsinOfflineStore *store = data;
  g_autoptr (GPtrArray) refs = list (store, "INBOX");

  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < refs->len; i++)
      {
        g_autoptr (Fetched) fetched =
            fetch (store, g_ptr_array_index (refs, i), TOCSIN_MAIL_PARTS_HEADERS);

        g_assert_false (fetched->gone);
        g_assert_cmpstr (tocsin_message_get_subject (fetched->message), ==, "lunch");
      }

  return GUINT_TO_POINTER (refs->len);
}

/* Somebody marks messages as read and unread while several threads read them. */
static void
test_threads (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinOfflineStore) store = open_maildir (self);
  GThread *threads[THREADS];

  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autofree char *name = g_strdup_printf ("cur/%u:2,", i);

      deliver (self, name, i);
    }
  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("reader", fetch_again_and_again, store);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < MESSAGES; i++)
      {
        g_autofree char *unread = g_strdup_printf ("%s/cur/%u:2,", self->path, i);
        g_autofree char *read = g_strdup_printf ("%s/cur/%u:2,S", self->path, i);

        g_assert_cmpint (round % 2 ? g_rename (read, unread) : g_rename (unread, read), ==, 0);
      }
  for (guint i = 0; i < THREADS; i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, MESSAGES);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/mail/offline-store/files", test_files);
  ADD ("/mail/offline-store/received", test_received);
  ADD ("/mail/offline-store/layers", test_layers);
  ADD ("/mail/offline-store/texts", test_texts);
  ADD ("/mail/offline-store/settings", test_settings);
  ADD ("/mail/offline-store/large", test_large);
  ADD ("/mail/offline-store/header-limit", test_header_limit);
  ADD ("/mail/offline-store/endless-headers", test_endless_headers);
  ADD ("/mail/offline-store/gone", test_gone);
  ADD ("/mail/offline-store/bad-paths", test_bad_paths);
  ADD ("/mail/offline-store/unreadable", test_unreadable);
  ADD ("/mail/offline-store/no-messages", test_no_messages);
  ADD ("/mail/offline-store/nul", test_nul);
  ADD ("/mail/offline-store/separator", test_separator);
  ADD ("/mail/offline-store/odd-names", test_odd_names);
  ADD ("/mail/offline-store/stdin", test_stdin);
  ADD ("/mail/offline-store/endless-stdin", test_endless_stdin);
  ADD ("/mail/offline-store/changes", test_changes);
  ADD ("/mail/offline-store/foreign-cursor", test_foreign_cursor);
  ADD ("/mail/offline-store/maildir", test_maildir);
  ADD ("/mail/offline-store/no-folder", test_no_folder);
  ADD ("/mail/offline-store/read-only", test_read_only);
  ADD ("/mail/offline-store/search", test_search);
  ADD ("/mail/offline-store/threads", test_threads);

  return g_test_run ();
}
