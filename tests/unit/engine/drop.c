/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/drop-folder.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-office.h"
#include "tests/unit/engine/scratch.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Queue directories: what other programs put there, whatever it is. */

#define LETTER                                                                                     \
  "From: Ada <ada@example.org>\r\nTo: bob@example.org\r\nBcc: eve@example.org\r\n"                 \
  "Subject: Hello\r\n\r\nText.\r\n"

typedef struct
{
  char *folder;
  char *path;
  FakeOffice *office;
  TocsinDropFolder *drop;
  TocsinMailDefaults *defaults;
  gboolean unsettled;
} Scene;

static void
set_up (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  scene->folder = scratch_new ();
  scene->path = g_build_filename (scene->folder, "outbox", "out", NULL);
  scene->office = fake_office_new (scene->folder);
  scene->defaults = tocsin_mail_defaults_new ();
  scene->drop = tocsin_drop_folder_new ("out", scene->office->outbox, scene->office->clock);
  g_assert_true (tocsin_drop_folder_open (scene->drop, scene->path, &error));
  g_assert_no_error (error);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  tocsin_drop_folder_free (scene->drop);
  tocsin_mail_defaults_free (scene->defaults);
  fake_office_free (scene->office);
  g_free (scene->path);
  scratch_free (scene->folder);
}

static char *
locate (Scene *scene, const char *name)
{
  return g_build_filename (scene->path, name, NULL);
}

static gboolean
exists (Scene *scene, const char *name)
{
  g_autofree char *path = locate (scene, name);
  GStatBuf status;

  return g_lstat (path, &status) == 0;
}

static char *
read_file (Scene *scene, const char *name)
{
  g_autofree char *path = locate (scene, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

/* In place, as cp does it. */
static void
put_bytes (Scene *scene, const char *name, const char *bytes, gsize length)
{
  g_autofree char *path = locate (scene, name);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, length), ==, (gssize) length);
  close (fd);
}

static void
put (Scene *scene, const char *name, const char *text)
{
  put_bytes (scene, name, text, strlen (text));
}

static void
take_moved (Scene *scene, const char *moved)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  if (moved != NULL)
    g_hash_table_add (names, (gpointer) moved);
  g_assert_true (tocsin_drop_folder_take (scene->drop, scene->defaults, names, &scene->unsettled,
                                          NULL, &error));
  g_assert_no_error (error);
}

/* Sees it, and sees it again when it has lain still for long enough. */
static void
take (Scene *scene)
{
  take_moved (scene, NULL);
  fake_clock_advance (scene->office->clock, 11);
  take_moved (scene, NULL);
}

static GPtrArray *
list (Scene *scene)
{
  TocsinOutboxFilter all = { .oldest_first = TRUE };
  GPtrArray *mails = tocsin_outbox_list (scene->office->outbox, &all, NULL);

  g_assert_nonnull (mails);

  return mails;
}

static guint
count (Scene *scene)
{
  g_autoptr (GPtrArray) mails = list (scene);

  return mails->len;
}

static char *
list_recipients (const TocsinOutboxMail *mail)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (mail->envelope);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = recipients->pdata[i];

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "",
                              tocsin_recipient_kind_to_string (recipient->kind),
                              recipient->address);
    }

  return g_string_free (text, FALSE);
}

static char *
read_mail (Scene *scene, const TocsinOutboxMail *mail)
{
  g_autoptr (GInputStream) stream = tocsin_outbox_open_message (scene->office->outbox, mail, NULL);
  g_autofree char *bytes = g_malloc0 ((gsize) mail->size + 1);
  gsize n;

  g_assert_true (g_input_stream_read_all (stream, bytes, (gsize) mail->size, &n, NULL, NULL));

  return g_steal_pointer (&bytes);
}

/* Without a sidecar the headers say it, and Bcc is not among what is sent. */
static void
test_headers (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) mails = NULL;
  TocsinOutboxMail *mail;
  g_autofree char *recipients = NULL;
  g_autofree char *text = NULL;

  put (scene, "hello.eml", LETTER);
  take_moved (scene, "hello.eml");
  g_assert_false (exists (scene, "hello.eml"));
  mails = list (scene);
  g_assert_cmpuint (mails->len, ==, 1);
  mail = mails->pdata[0];
  g_assert_cmpstr (tocsin_envelope_get_sender (mail->envelope), ==, "ada@example.org");
  recipients = list_recipients (mail);
  g_assert_cmpstr (recipients, ==, "to:bob@example.org bcc:eve@example.org");
  g_assert_cmpstr (mail->name, ==, "hello.eml");
  g_assert_cmpstr (mail->connection, ==, "out");
  text = read_mail (scene, mail);
  g_assert_null (strstr (text, "eve"));
  g_assert_true (g_str_has_suffix (text, "Text.\r\n"));
}

static void
test_sidecar (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) mails = NULL;
  TocsinOutboxMail *mail;
  g_autofree char *recipients = NULL;

  put (scene, "hello.json",
       "{\"from\": \"\", \"to\": \"a@example.net\", \"bcc\": [\"b@example.net\"],"
       " \"dsn\": [\"success\", \"delay\"], \"dsn-return\": \"headers\", \"envelope-id\": \"id\","
       " \"require-tls\": true, \"verb\": \"soml\", \"not-before\": \"2027-01-01T00:00:00Z\"}");
  put (scene, "hello.eml", LETTER);
  take (scene);
  g_assert_false (exists (scene, "hello.eml"));
  g_assert_false (exists (scene, "hello.json"));
  mails = list (scene);
  g_assert_cmpuint (mails->len, ==, 1);
  mail = mails->pdata[0];
  g_assert_cmpstr (tocsin_envelope_get_sender (mail->envelope), ==, "");
  recipients = list_recipients (mail);
  g_assert_cmpstr (recipients, ==, "to:a@example.net bcc:b@example.net");
  g_assert_cmpstr (tocsin_envelope_get_envelope_id (mail->envelope), ==, "id");
  g_assert_true (tocsin_envelope_get_require_tls (mail->envelope));
  g_assert_cmpint (tocsin_envelope_get_verb (mail->envelope), ==, TOCSIN_SEND_VERB_SOML);
  g_assert_cmpint (tocsin_envelope_get_dsn_return (mail->envelope), ==, TOCSIN_DSN_RETURN_HEADERS);
  g_assert_cmpint (mail->due, ==, G_GINT64_CONSTANT (1798761600) * G_USEC_PER_SEC);
}

/* A message as large as one likes does not pass through memory. */
static void
test_large (Scene *scene, gconstpointer data)
{
  GString *text = g_string_new (LETTER);
  g_autoptr (GPtrArray) mails = NULL;

  while (text->len < 3000000)
    g_string_append (text, "A line that is repeated until there is enough.\r\n");
  put_bytes (scene, "large.eml", text->str, text->len);
  take (scene);
  mails = list (scene);
  g_assert_cmpuint (mails->len, ==, 1);
  g_assert_nonnull (((TocsinOutboxMail *) mails->pdata[0])->spool);
  g_assert_cmpint (((TocsinOutboxMail *) mails->pdata[0])->size, ==,
                   (gint64) (text->len - strlen ("Bcc: eve@example.org\r\n")));
  g_string_free (text, TRUE);
}

/* Not before it lies still, and not while somebody has it open. */
static void
test_growing (Scene *scene, gconstpointer data)
{
  g_autofree char *path = locate (scene, "slow.eml");
  int fd;

  put (scene, "slow.eml", "From: a@example.org\r\n");
  take_moved (scene, NULL);
  g_assert_cmpuint (count (scene), ==, 0);
  g_assert_true (scene->unsettled);
  put (scene, "slow.eml", LETTER);
  fake_clock_advance (scene->office->clock, 0.5);
  take_moved (scene, NULL);
  g_assert_cmpuint (count (scene), ==, 0);

  /* Whatever it has been told of, and however long it takes. */
  fd = g_open (path, O_WRONLY | O_APPEND, 0);
  for (int i = 0; i < 3; i++)
    {
      fake_clock_advance (scene->office->clock, 100);
      take_moved (scene, "slow.eml");
      g_assert_cmpuint (count (scene), ==, 0);
    }
  g_assert_false (scene->unsettled);
  close (fd);
  take (scene);
  g_assert_cmpuint (count (scene), ==, 1);
}

/* A sidecar that still grows keeps its message waiting. */
static void
test_growing_sidecar (Scene *scene, gconstpointer data)
{
  g_autofree char *path = locate (scene, "slow.json");
  int fd;

  put (scene, "slow.json", "{\"to\": ");
  fd = g_open (path, O_WRONLY | O_APPEND, 0);
  put (scene, "slow.eml", LETTER);
  take (scene);
  g_assert_cmpuint (count (scene), ==, 0);
  g_assert_true (exists (scene, "slow.eml"));
  g_assert_cmpint (write (fd, "\"c@example.org\"}", 16), ==, 16);
  close (fd);
  take (scene);
  g_assert_cmpuint (count (scene), ==, 1);
}

/* The same file is one mail, however often it is found; another one of that name is another. */
static void
test_once (Scene *scene, gconstpointer data)
{
  g_autofree char *path = locate (scene, "same.eml");
  g_autofree char *kept = g_build_filename (scene->folder, "kept", NULL);

  for (guint i = 1; i <= 3; i++)
    {
      put (scene, "same.eml", LETTER);
      take (scene);
      g_assert_cmpuint (count (scene), ==, i);
      g_assert_false (exists (scene, "same.eml"));
    }

  /* What can't be removed is not sent again. */
  put (scene, "stays.eml", LETTER);
  take_moved (scene, NULL);
  g_assert_cmpint (g_chmod (scene->path, 0500), ==, 0);
  fake_clock_advance (scene->office->clock, 11);
  for (guint i = 0; i < 3; i++)
    take_moved (scene, NULL);
  g_assert_cmpint (g_chmod (scene->path, 0700), ==, 0);
  g_assert_cmpuint (count (scene), ==, 4);
}

static void
test_key (Scene *scene, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      put (scene, "a.json", "{\"key\": \"invoice 7\"}");
      put (scene, "a.eml", LETTER);
      take (scene);
      g_assert_false (exists (scene, "a.eml"));
    }
  g_assert_cmpuint (count (scene), ==, 1);
}

static void
assert_refused (Scene *scene, const char *stem, const char *expected)
{
  g_autofree char *name = g_strconcat (stem, ".eml", NULL);
  g_autofree char *aside = g_strconcat ("failed/", name, NULL);
  g_autofree char *result = g_strconcat ("failed/", stem, ".result.json", NULL);
  g_autofree char *text = NULL;

  g_assert_false (exists (scene, name));
  g_assert_true (exists (scene, aside));
  text = read_file (scene, result);
  g_assert_nonnull (strstr (text, "\"refused\""));
  if (strstr (text, expected) == NULL)
    g_error ("%s does not say “%s”: %s", result, expected, text);
}

/* What strangers leave there. */
static void
test_hostile (Scene *scene, gconstpointer data)
{
  g_autofree char *link = locate (scene, "link.eml");
  g_autofree char *fifo = locate (scene, "fifo.eml");
  g_autofree char *directory = locate (scene, "directory.eml");
  g_autofree char *hard = locate (scene, "hard.eml");
  g_autofree char *secret = g_build_filename (scene->folder, "secret", NULL);
  g_autofree char *sidecar = locate (scene, "linked.json");
  g_autofree char *brackets = g_strnfill (100000, '[');

  g_assert_true (g_file_set_contents (secret, LETTER, -1, NULL));
  g_assert_cmpint (symlink (secret, link), ==, 0);
  g_assert_cmpint (linkat (AT_FDCWD, secret, AT_FDCWD, hard, 0), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (directory, 0700), ==, 0);
  g_assert_cmpint (symlink (secret, sidecar), ==, 0);
  put (scene, "linked.eml", LETTER);
  put (scene, "deep.json", brackets);
  put (scene, "deep.eml", LETTER);
  put_bytes (scene, "nul.eml", "\0\0\0\0", 4);
  put (scene, "nobody.eml", "From: a@example.org\r\n\r\nText\r\n");
  put (scene, "nosender.eml", "To: a@example.org\r\n\r\nText\r\n");
  put (scene, "noaddress.eml", "From: a@example.org\r\nTo: @@@\r\n\r\nText\r\n");
  put (scene, "unknown.json", "{\"form\": \"a@example.org\"}");
  put (scene, "unknown.eml", LETTER);
  put (scene, "break.json", "{\"to\": \"a@example.org\\r\\nDATA\"}");
  put (scene, "break.eml", LETTER);
  put (scene, "good.eml", LETTER);
  put (scene, ".hidden.eml", LETTER);
  put (scene, "other.txt", LETTER);
  /* What is linked may be on its way here. */
  take (scene);
  fake_clock_advance (scene->office->clock, 30);
  take (scene);

  assert_refused (scene, "link", "symbolic link");
  assert_refused (scene, "hard", "hard link");
  assert_refused (scene, "fifo", "regular file");
  assert_refused (scene, "directory", "regular file");
  assert_refused (scene, "linked", "linked.json is a symbolic link");
  assert_refused (scene, "deep", "not one JSON object");
  assert_refused (scene, "nul", "message.unparsable");
  assert_refused (scene, "nobody", "nobody is named");
  assert_refused (scene, "nosender", "message.unparsable");
  assert_refused (scene, "noaddress", "To");
  assert_refused (scene, "unknown", "from");
  assert_refused (scene, "break", "config.invalid");
  g_assert_true (exists (scene, "failed/unknown.json"));
  g_assert_true (exists (scene, ".hidden.eml"));
  g_assert_true (exists (scene, "other.txt"));
  g_assert_true (g_file_test (secret, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count (scene), ==, 1);
}

/* Nothing there is overwritten. */
static void
test_aside_again (Scene *scene, gconstpointer data)
{
  for (int i = 0; i < 3; i++)
    {
      put (scene, "bad.eml", "no message");
      take (scene);
    }
  g_assert_true (exists (scene, "failed/bad.eml"));
  g_assert_true (exists (scene, "failed/bad-2.eml"));
  g_assert_true (exists (scene, "failed/bad-3.result.json"));
}

/* Nobody leads what is put aside elsewhere. */
static void
test_link_aside (Scene *scene, gconstpointer data)
{
  g_autofree char *failed = locate (scene, "failed");
  g_autofree char *elsewhere = g_build_filename (scene->folder, "elsewhere", NULL);

  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  g_assert_cmpint (symlink (elsewhere, failed), ==, 0);
  put (scene, "bad.eml", "no message");
  take (scene);
  g_assert_true (exists (scene, "bad.eml"));
  g_assert_cmpuint (scratch_count (elsewhere), ==, 0);
}

static void
test_settings (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) mails = NULL;
  TocsinOutboxMail *mail;

  scene->defaults->return_path = g_strdup ("bounces-VERP@example.org");
  scene->defaults->notify = TOCSIN_NOTIFY_FAILURE;
  put (scene, "a.eml", LETTER);
  take (scene);
  mails = list (scene);
  mail = mails->pdata[0];
  g_assert_cmpstr (tocsin_envelope_get_sender (mail->envelope), ==, "bounces-VERP@example.org");
  g_assert_true (tocsin_envelope_get_verp (mail->envelope));
  g_assert_cmpint (
      ((TocsinRecipient *) tocsin_envelope_get_recipients (mail->envelope)->pdata[0])->notify, ==,
      TOCSIN_NOTIFY_FAILURE);
}

static void
test_many (Scene *scene, gconstpointer data)
{
  for (int i = 0; i < 150; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.eml", i);

      put (scene, name, LETTER);
    }
  take (scene);
  g_assert_cmpuint (count (scene), ==, 150);
  g_assert_cmpuint (scratch_count (scene->path), ==, 0);
}

/* From the folder to the server, and back to it with what became of it. */
static void
test_results (Scene *scene, gconstpointer data)
{
  static const char *const senders[] = { "out", NULL };
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *sent = NULL;
  g_autofree char *result = NULL;
  g_autoptr (GError) error = NULL;

  put (scene, "refused.eml", LETTER);
  take (scene);
  fake_office_set_keep_sent (scene->office, "out", TRUE);
  fake_office_script (scene->office, "out", 1, FAKE_REFUSE);
  fake_office_employ (scene->office, FALSE);
  fake_office_run (scene->office);
  put (scene, "taken.eml", LETTER);
  tocsin_postman_apply (scene->office->postman, senders, none);
  fake_office_run (scene->office);
  /* A file that has just been written is not whole for sure; the postman looks again. */
  while (!exists (scene, "sent/2-taken.result.json"))
    {
      fake_clock_advance (scene->office->clock, 1);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_true (exists (scene, "failed/1-refused.eml"));
  result = read_file (scene, "failed/1-refused.result.json");
  g_assert_nonnull (strstr (result, "smtp.recipient-refused"));
  g_assert_nonnull (strstr (result, "no such user"));
  sent = read_file (scene, "sent/2-taken.eml");
  g_assert_nonnull (strstr (sent, "Text.\r\n"));
  g_assert_null (strstr (sent, "eve@"));
  g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 2);
}

static GLogWriterOutput
drop_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0
             ? g_log_writer_default (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Scene *scene, gconstpointer data);
  } tests[] = {
    { "/drop/headers", test_headers },
    { "/drop/sidecar", test_sidecar },
    { "/drop/large", test_large },
    { "/drop/growing", test_growing },
    { "/drop/growing-sidecar", test_growing_sidecar },
    { "/drop/once", test_once },
    { "/drop/key", test_key },
    { "/drop/hostile", test_hostile },
    { "/drop/aside-again", test_aside_again },
    { "/drop/link-aside", test_link_aside },
    { "/drop/settings", test_settings },
    { "/drop/many", test_many },
    { "/drop/results", test_results },
  };

  g_test_init (&argc, &argv, NULL);
  /* What is put aside is warned of. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (drop_log, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Scene, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
