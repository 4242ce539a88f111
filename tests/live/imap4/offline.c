/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A query finds the same in a Maildir, whether a server stands before it, a connection to the
 * directory, or nobody. */
#include "core/mail/mail-search.h"
#include "core/mail/offline-store.h"
#include "plugins/maildir/connection.h"
#include "tests/generator/query.h"
#include "tests/live/imap4/account.h"
#include "tests/unit/mail/place.h"
#include "tests/unit/mail/query/table/rows.h"
#include "tests/unit/mail/query/table/table-mail.h"

#include <locale.h>
#include <string.h>

/* TOCSIN_SEED=N tries another mailbox. */
#define SEED 1
#define LETTERS 40
#define QUERIES 200

typedef struct
{
  MailServer *server;
  TocsinMailStore *online;
  TocsinOfflineStore *offline;
  TocsinMailStore *local;
  GHashTable *names;
} Fixture;

/* Dovecot's own list of which file has which UID: “7 :NAME”, perhaps with more in between. */
static void
read_names (Fixture *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "dovecot-uidlist", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines + 1; *line != NULL && **line != '\0'; line++)
    {
      g_auto (GStrv) words = g_strsplit (*line, ":", 3);

      g_assert_cmpuint (g_strv_length (words), >=, 2);
      g_hash_table_insert (self->names,
                           GUINT_TO_POINTER ((guint) g_ascii_strtoull (words[0], NULL, 10)),
                           g_strdup (words[1]));
    }
}

static TocsinMailStore *
open_local (const char *directory)
{
  g_autofree char *address = g_strconcat ("address=", directory, NULL);
  const char *const assignments[] = { address, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("local", "maildir", assignments, &error);

  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_MAILDIR_CONNECTION, "settings", settings, NULL);
}

static gboolean
set_up (Fixture *self, const char *maildir)
{
  g_autofree char *port = NULL;
  g_autofree char *directory = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  self->server = mail_server_start ("dovecot", "--maildir", maildir, NULL);
  if (self->server == NULL)
    return FALSE;
  port = g_strdup_printf ("port=%u", mail_server_get_port (self->server));
  self->online = account_open (self->server, "alice", port, "encryption.mode=none",
                               "encryption.allow-cleartext=true", NULL);
  refs = tocsin_mail_store_search (self->online, "INBOX", NULL, NULL, &error);
  g_assert_no_error (error);

  directory = g_build_filename (mail_server_get (self->server, "RUN"), "mail/alice/mail", NULL);
  read_names (self, directory);
  g_assert_cmpuint (g_hash_table_size (self->names), ==, refs->len);
  self->offline = tocsin_offline_store_new_for_maildir (directory, &error);
  g_assert_no_error (error);
  self->local = open_local (directory);

  return TRUE;
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_object (&self->offline);
  g_clear_object (&self->local);
  g_clear_object (&self->online);
  g_clear_pointer (&self->server, mail_server_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

typedef struct
{
  Fixture *fixture;
  GHashTable *found;
} Finding;

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Finding *self = user_data;
  const char *name =
      ref->uid > 0 ? g_hash_table_lookup (self->fixture->names, GUINT_TO_POINTER ((guint) ref->uid))
                   : ref->key;

  g_assert_nonnull (name);
  g_assert_true (g_hash_table_add (self->found, g_strdup (name)));

  return TRUE;
}

/* The names of what is found. */
static GHashTable *
search (Fixture *self, TocsinMailStore *store, TocsinQuery *query, gint64 now)
{
  Finding finding = { self, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr (GError) error = NULL;

  tocsin_mail_search (store, "INBOX", query, now, take, &finding, NULL, &error);
  g_assert_no_error (error);

  return finding.found;
}

static void
append_missing (GString *out, GHashTable *from, GHashTable *in, const char *mark)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, in);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (from, name))
      g_string_append_printf (out, " %s%s", mark, (char *) name);
}

static void
compare (TocsinQuery *query, GHashTable *found, GHashTable *expected)
{
  g_autoptr (GString) differs = g_string_new (NULL);
  g_autofree char *text = tocsin_query_to_string (query);

  append_missing (differs, found, expected, "not by the server: ");
  append_missing (differs, expected, found, "by the server alone: ");
  if (differs->len == 0)
    return;
  g_test_message ("%s: found%s", text, differs->str);
  g_test_fail ();
}

/* What a server and a directory can't agree on: who saw a message first; “passed on”, which Dovecot
 * does not read from a name; and ages, where the clock stands still. */
static gboolean
is_comparable_term (const TocsinQueryNode *term, gboolean clock_stands)
{
  const char *value = tocsin_query_node_get_value (term);

  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return !clock_stands;
    default:
      return g_strcmp0 (value, "recent") != 0 && g_strcmp0 (value, "$forwarded") != 0;
    }
}

static gboolean
is_comparable (const TocsinQueryNode *node, gboolean clock_stands)
{
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    return is_comparable_term (node, clock_stands);
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (!is_comparable (tocsin_query_node_get_child (node, i), clock_stands))
      return FALSE;

  return TRUE;
}

static GHashTable *
expect (const TableMail *mail, const Row *row)
{
  GHashTable *expected = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < mail->names->len; i++)
    if (row->expected[i])
      g_hash_table_add (expected, g_ptr_array_index (mail->names, i));

  return expected;
}

/* The table of queries, by way of a server. */
static void
test_table (void)
{
  g_autoptr (TableMail) mail = table_mail_new ();
  g_autoptr (GPtrArray) rows = rows_read (mail->names);
  g_auto (Fixture) self = { 0 };

  if (!set_up (&self, mail->maildir))
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);
      g_autoptr (GHashTable) expected = expect (mail, row);
      g_autoptr (GHashTable) found = NULL;

      if (!is_comparable (tocsin_query_get_root (row->query), TRUE))
        continue;
      found = search (&self, self.online, row->query, TABLE_NOW);
      compare (row->query, found, expected);
    }
}

static char *
get_unique_name (guint number)
{
  return g_strdup_printf ("%u.M%u.generated", 1700000000 + number, number);
}

static char *
name_letter (const Letter *letter, guint number, GPtrArray *keywords)
{
  static const struct
  {
    char letter;
    TocsinMessageFlags flag;
  } flags[] = { { 'D', TOCSIN_MESSAGE_FLAGS_DRAFT },
                { 'F', TOCSIN_MESSAGE_FLAGS_FLAGGED },
                { 'R', TOCSIN_MESSAGE_FLAGS_ANSWERED },
                { 'S', TOCSIN_MESSAGE_FLAGS_SEEN },
                { 'T', TOCSIN_MESSAGE_FLAGS_DELETED } };
  g_autofree char *unique = get_unique_name (number);
  GString *name = g_string_new (unique);

  g_string_append (name, ":2,");
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (letter->flags & flags[i].flag)
      g_string_append_c (name, flags[i].letter);
  for (guint i = 0; i < letter->keywords->len; i++)
    {
      const char *keyword = g_ptr_array_index (letter->keywords, i);
      guint index;

      if (!g_ptr_array_find_with_equal_func (keywords, keyword, g_str_equal, &index))
        {
          index = keywords->len;
          g_ptr_array_add (keywords, g_strdup (keyword));
        }
      g_assert_cmpuint (index, <, 26);
      g_string_append_c (name, (char) ('a' + index));
    }

  return g_string_free (name, FALSE);
}

/* Every other letter as a program on the machine writes it, with LF alone. */
static char *
deliver (const Mailbox *mailbox, const char *place)
{
  char *maildir = place_make_maildir (place, "generated");
  g_autoptr (GPtrArray) keywords = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < mailbox->letters->len; i++)
    {
      const Letter *letter = g_ptr_array_index (mailbox->letters, i);
      g_autofree char *name = name_letter (letter, i, keywords);
      g_autofree char *path = g_build_filename ("cur", name, NULL);
      GString *raw = i % 2 ? letter_get_canonical (letter)
                           : g_string_new_len (letter->raw->str, letter->raw->len);

      g_free (place_write (maildir, path, raw->str, raw->len, letter->received));
      g_string_free (raw, TRUE);
    }
  for (guint i = 0; i < keywords->len; i++)
    g_string_append_printf (list, "%u %s\n", i, (char *) g_ptr_array_index (keywords, i));
  g_free (place_write (maildir, "dovecot-keywords", list->str, -1, 1));

  return maildir;
}

/* The letters on which two answers differ. */
static void
describe (const Mailbox *mailbox, GHashTable *online, GHashTable *offline)
{
  for (guint i = 0; i < mailbox->letters->len; i++)
    {
      g_autofree char *name = get_unique_name (i);
      g_autofree char *story = NULL;

      if (g_hash_table_contains (online, name) == g_hash_table_contains (offline, name))
        continue;
      story = mailbox_describe (mailbox, i);
      g_test_message ("%s", story);
    }
}

static void
check_generated (const char *place, guint32 seed)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC * G_USEC_PER_SEC;
  g_autoptr (Dice) dice = dice_new (seed);
  g_autoptr (Mailbox) mailbox = NULL;
  g_autofree char *maildir = NULL;
  g_auto (Fixture) self = { 0 };
  guint hits = 0;

  /* What Dovecot can be asked for by no word at all is left out. */
  dice_make_findable (dice);
  mailbox = mailbox_new (dice, LETTERS, now / G_USEC_PER_SEC);
  maildir = deliver (mailbox, place);
  if (!set_up (&self, maildir))
    return;
  g_test_message ("seed %u", seed);
  for (guint i = 0; i < QUERIES; i++)
    {
      g_autofree char *text = query_make (dice, mailbox);
      g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

      g_autoptr (GHashTable) online = NULL;
      g_autoptr (GHashTable) offline = NULL;
      g_autoptr (GHashTable) local = NULL;

      if (!is_comparable (tocsin_query_get_root (query), FALSE))
        continue;
      online = search (&self, self.online, query, now);
      offline = search (&self, TOCSIN_MAIL_STORE (self.offline), query, now);
      local = search (&self, self.local, query, now);
      compare (query, online, offline);
      compare (query, local, offline);
      describe (mailbox, online, offline);
      hits += g_hash_table_size (offline) > 0;
    }
  /* Nothing is found easily in both. */
  g_assert_cmpuint (hits, >, QUERIES / 4);
}

static void
test_generated (void)
{
  const char *seed = g_getenv ("TOCSIN_SEED");
  char *place = place_new ();

  check_generated (place, seed != NULL ? (guint32) g_ascii_strtoull (seed, NULL, 10) : SEED);
  place_remove (place);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_setenv ("TZ", TABLE_ZONE, TRUE);
  g_test_add_func ("/imap4/live/offline/table", test_table);
  g_test_add_func ("/imap4/live/offline/generated", test_generated);

  return g_test_run ();
}
