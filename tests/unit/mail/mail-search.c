/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-search.h"

#include "core/base/error.h"

#include <string.h>

/* A store that finds everything and counts what is fetched of it. Of a message with "untold" in its
 * subject it gives no text by itself, "broken" can't be read whole, "gone" is gone by then, and one
 * that is "spoilt" spoils the answer for all that are asked for with it. */
#define FAKE_TYPE_STORE (fake_store_get_type ())
G_DECLARE_FINAL_TYPE (FakeStore, fake_store, FAKE, STORE, GObject)

struct _FakeStore
{
  GObject parent_instance;

  GPtrArray *raws;
  guint64 text_size;
  guint heads;
  guint batches;
  guint texts;
  guint text_calls;
  guint wholes;
};

static GBytes *
raw_of (FakeStore *self, const TocsinMessageRef *ref)
{
  return g_ptr_array_index (self->raws, (guint) ref->uid - 1);
}

static gboolean
holds (GBytes *raw, const char *word)
{
  gsize length;
  const char *text = g_bytes_get_data (raw, &length);

  return g_strstr_len (text, (gssize) length, word) != NULL;
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  FakeStore *self = FAKE_STORE (store);
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  for (guint i = 0; i < self->raws->len; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i + 1);
      TocsinMessageRef *ref = tocsin_message_ref_new (folder, key);

      ref->uid = i + 1;
      ref->size = g_bytes_get_size (g_ptr_array_index (self->raws, i));
      ref->received = G_USEC_PER_SEC;
      g_ptr_array_add (refs, ref);
    }

  return refs;
}

/* What is known of a message when all but its content is. */
static TocsinMessage *
make_head (FakeStore *self, GBytes *raw)
{
  g_autoptr (TocsinMessage) whole = tocsin_message_new ();
  TocsinMessage *head = tocsin_message_new ();
  const char *text = g_bytes_get_data (raw, NULL);
  g_autoptr (GBytes) block = g_bytes_new (text, (gsize) (strstr (text, "\n\n") + 2 - text));
  TocsinPart *root;

  g_assert_true (tocsin_message_load_bytes (whole, raw, NULL));
  root = tocsin_message_get_structure (whole);
  if (self->text_size > 0)
    root->size = self->text_size;
  tocsin_message_set_headers (head, block);
  tocsin_message_set_structure (head, tocsin_part_ref (root));

  return head;
}

static gboolean
give_whole (FakeStore *self, TocsinMessageRef *ref, const TocsinMailSink *sink, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (raw_of (self, ref), &length);
  g_autoptr (TocsinMessage) message = tocsin_message_new ();

  self->wholes++;
  if (holds (raw_of (self, ref), "broken"))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_NO, "can't read it");
      return FALSE;
    }

  return sink->begin (ref, length, sink->user_data, error)
         && sink->write (bytes, length, sink->user_data, error)
         && sink->message (ref, message, sink->user_data, error);
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  FakeStore *self = FAKE_STORE (store);

  self->batches += (parts & TOCSIN_MAIL_PARTS_RAW) == 0;
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      g_autoptr (TocsinMessage) head = NULL;

      if (parts & TOCSIN_MAIL_PARTS_RAW)
        return give_whole (self, ref, sink, error);
      if (holds (raw_of (self, ref), "spoilt"))
        {
          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE, "nonsense");
          return FALSE;
        }
      self->heads++;
      if (!holds (raw_of (self, ref), "gone"))
        head = make_head (self, raw_of (self, ref));
      if (!sink->message (ref, head, sink->user_data, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_texts (TocsinMailStore *store,
            GPtrArray *refs,
            GPtrArray *messages,
            GCancellable *cancellable,
            GError **error)
{
  FakeStore *self = FAKE_STORE (store);

  self->text_calls++;
  for (guint i = 0; i < refs->len; i++)
    {
      GBytes *raw = raw_of (self, g_ptr_array_index (refs, i));
      const char *body = strstr (g_bytes_get_data (raw, NULL), "\n\n") + 2;
      g_autoptr (GBytes) content = g_bytes_new (body, strlen (body));

      self->texts++;
      if (!holds (raw, "untold"))
        tocsin_message_set_content (g_ptr_array_index (messages, i), "1", content);
    }

  return TRUE;
}

static void
store_init (TocsinMailStoreInterface *iface)
{
  iface->search = search;
  iface->fetch = fetch;
  iface->read_texts = read_texts;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeStore,
                               fake_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, store_init))

static void
fake_store_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_STORE (object)->raws);
  G_OBJECT_CLASS (fake_store_parent_class)->finalize (object);
}

static void
fake_store_class_init (FakeStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_store_finalize;
}

static void
fake_store_init (FakeStore *self)
{
  self->raws = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static FakeStore *
new_store (const char *const *texts)
{
  FakeStore *self = g_object_new (FAKE_TYPE_STORE, NULL);

  for (gsize i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (self->raws, g_bytes_new (texts[i], strlen (texts[i]) + 1));

  return self;
}

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT " ", ref->uid);

  return TRUE;
}

static void
check (FakeStore *store, const char *text, const char *expected, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &wrong);
  g_autoptr (GString) found = g_string_new (NULL);
  gboolean done;

  g_assert_no_error (wrong);
  done = tocsin_mail_search (TOCSIN_MAIL_STORE (store), "INBOX", query, G_USEC_PER_SEC, take, found,
                             NULL, error);
  g_assert_cmpint (done, ==, error == NULL || *error == NULL);
  g_assert_cmpstr (found->str, ==, expected);
}

static const char *const some[] = {
  "Subject: one\n\nfirst\n",    "Subject: two\n\nsecond\n", "Subject: gone\n\nfirst\n",
  "Subject: untold\n\nfirst\n", "Subject: two\n\nfirst\n",  NULL,
};

/* Heads decide what they can; texts are read of the others, all at once, and a whole message only
 * where its text was not given. */
static void
test_steps (void)
{
  g_autoptr (FakeStore) store = new_store (some);

  check (store, "subject:two", "2 5 ", NULL);
  g_assert_cmpuint (store->text_calls + store->wholes, ==, 0);
  check (store, "subject:one OR body:first", "1 4 5 ", NULL);
  g_assert_cmpuint (store->texts, ==, 3);
  g_assert_cmpuint (store->text_calls, ==, 1);
  g_assert_cmpuint (store->wholes, ==, 1);
}

/* What can't be decided is named, behind all that can. */
static void
test_undecided (void)
{
  static const char *const texts[] = { "Subject: untold, broken\n\nfirst\n",
                                       "Subject: good\n\nfirst\n", "Subject: spoilt\n\nfirst\n",
                                       "Subject: last\n\nfirst\n", NULL };
  g_autoptr (FakeStore) store = new_store (texts);
  g_autoptr (GError) error = NULL;

  check (store, "body:first", "2 4 ", &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "2 messages"));
  g_assert_nonnull (strstr (error->message, "k1 (“untold, broken”)"));
  g_assert_nonnull (strstr (error->message, "k3"));
}

/* A pattern without end is stopped, and its message named. */
static void
test_endless_pattern (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: trap\n\n");
  const char *texts[] = { "Subject: good\n\naab\n", NULL, NULL };
  g_autoptr (FakeStore) store = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 60000; i++)
    g_string_append_c (text, 'a');
  texts[1] = text->str;
  store = new_store (texts);
  check (store, "body:/^(a|aa)+b/", "1 ", &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "k2 (“trap”)"));
}

/* Beyond ten, the number tells. */
static void
test_many_undecided (void)
{
  const char *texts[16] = { NULL };
  g_autoptr (FakeStore) store = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 15; i++)
    texts[i] = "Subject: untold, broken\n\nfirst\n";
  store = new_store (texts);
  check (store, "body:first", "", &error);
  g_assert_nonnull (strstr (error->message, "15 messages"));
  g_assert_nonnull (strstr (error->message, "k10"));
  g_assert_null (strstr (error->message, "k11"));
}

/* In batches, in order, and no more text at once than may be in memory. */
static void
test_bounded (void)
{
  const char *texts[251] = { NULL };
  g_autoptr (FakeStore) store = NULL;

  for (guint i = 0; i < 250; i++)
    texts[i] = i == 0 || i == 120 || i == 249 ? "Subject: x\n\nneedle\n" : "Subject: x\n\nhay\n";
  store = new_store (texts);
  check (store, "body:needle", "1 121 250 ", NULL);
  g_assert_cmpuint (store->batches, ==, 3);
  g_assert_cmpuint (store->text_calls, ==, 3);

  store->text_calls = 0;
  store->text_size = TOCSIN_MAIL_SEARCH_TEXT_BYTES / 10;
  check (store, "body:needle", "1 121 250 ", NULL);
  g_assert_cmpuint (store->text_calls, ==, 25);
}

/* Size and date come with the list: what they rule out is not fetched. */
static void
test_out_of_question (void)
{
  g_autoptr (FakeStore) store = new_store (some);

  check (store, "larger:1M", "", NULL);
  check (store, "after:2020-01-01 body:first", "", NULL);
  g_assert_cmpuint (store->heads, ==, 0);
  check (store, "larger:22 body:first", "4 ", NULL);
  g_assert_cmpuint (store->heads, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-search/steps", test_steps);
  g_test_add_func ("/mail-search/undecided", test_undecided);
  g_test_add_func ("/mail-search/endless-pattern", test_endless_pattern);
  g_test_add_func ("/mail-search/many-undecided", test_many_undecided);
  g_test_add_func ("/mail-search/bounded", test_bounded);
  g_test_add_func ("/mail-search/out-of-question", test_out_of_question);

  return g_test_run ();
}
