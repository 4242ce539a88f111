/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/query/table/table-mail.h"

#include "core/mail/mail-read.h"
#include "tests/unit/mail/place.h"

#include <string.h>

static char *
get_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "unit", "mail", "query", "table", name, NULL);
}

static GKeyFile *
read_list (void)
{
  GKeyFile *list = g_key_file_new ();
  g_autofree char *path = get_path ("messages.txt");
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_file (list, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);

  return list;
}

static gint64
read_received (GKeyFile *list, const char *name)
{
  g_autofree char *text = g_key_file_get_string (list, name, "received", NULL);
  g_autoptr (GDateTime) received = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  g_assert_nonnull (received);

  return g_date_time_to_unix (received);
}

/* The letters of keywords: their places in @known, which new ones are added to. */
static char *
read_letters (GKeyFile *list, const char *name, GPtrArray *known)
{
  g_autofree char *text = g_key_file_get_string (list, name, "keywords", NULL);
  g_auto (GStrv) keywords = g_strsplit (text != NULL ? text : "", " ", -1);
  GString *letters = g_string_new (NULL);

  for (char **keyword = keywords; *keyword != NULL; keyword++)
    {
      guint index;

      if (!g_ptr_array_find_with_equal_func (known, *keyword, g_str_equal, &index))
        {
          index = known->len;
          g_ptr_array_add (known, g_strdup (*keyword));
        }
      g_string_append_c (letters, (char) ('a' + index));
    }

  return g_string_free (letters, FALSE);
}

static void
deliver (GKeyFile *list, const char *name, const char *maildir, GPtrArray *keywords)
{
  g_autofree char *file = g_strdup_printf ("messages/%s.eml", name);
  g_autofree char *path = get_path (file);
  g_autofree char *flags = g_key_file_get_string (list, name, "flags", NULL);
  g_autofree char *letters = read_letters (list, name, keywords);
  g_autofree char *target = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  if (g_key_file_get_boolean (list, name, "new", NULL))
    target = g_strdup_printf ("new/%s", name);
  else
    target = g_strdup_printf ("cur/%s:2,%s%s", name, flags != NULL ? flags : "", letters);
  g_free (place_write (maildir, target, bytes, (gssize) length, read_received (list, name)));
}

static void
write_keywords (const char *maildir, GPtrArray *keywords)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < keywords->len; i++)
    g_string_append_printf (text, "%u %s\n", i, (char *) g_ptr_array_index (keywords, i));
  g_free (place_write (maildir, "dovecot-keywords", text->str, -1, 1));
}

static void
open_store (TableMail *self)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  self->store = tocsin_offline_store_new_for_maildir (self->maildir, &error);
  g_assert_no_error (error);
  refs = tocsin_mail_store_search (TOCSIN_MAIL_STORE (self->store), "INBOX", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refs->len, ==, self->names->len);

  g_ptr_array_set_size (self->refs, (int) self->names->len);
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      guint index;

      g_assert_true (g_ptr_array_find_with_equal_func (self->names, ref->key, g_str_equal, &index));
      g_ptr_array_index (self->refs, index) = tocsin_message_ref_ref (ref);
    }
}

/* All of them in a Maildir, as their server received them. */
TableMail *
table_mail_new (void)
{
  TableMail *self = g_new0 (TableMail, 1);
  g_autoptr (GKeyFile) list = read_list ();
  g_autoptr (GPtrArray) keywords = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) names = g_key_file_get_groups (list, NULL);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->about = g_ptr_array_new_with_free_func (g_free);
  self->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  self->fetched = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->place = place_new ();
  self->maildir = place_make_maildir (self->place, "table");
  for (char **name = names; *name != NULL; name++)
    {
      g_ptr_array_add (self->names, g_strdup (*name));
      g_ptr_array_add (self->about, g_key_file_get_string (list, *name, "about", NULL));
      deliver (list, *name, self->maildir, keywords);
    }
  write_keywords (self->maildir, keywords);
  open_store (self);

  return self;
}

void
table_mail_free (TableMail *self)
{
  g_hash_table_unref (self->fetched);
  g_object_unref (self->store);
  g_ptr_array_unref (self->refs);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->about);
  g_free (self->maildir);
  place_remove (self->place);
  g_free (self);
}

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  g_set_object ((TocsinMessage **) user_data, message);

  return TRUE;
}

static TocsinMessage *
fetch (const TableMail *self, guint index, TocsinMessageLayers layers)
{
  TocsinMailStore *store = TOCSIN_MAIL_STORE (self->store);
  TocsinMessageRef *ref = g_ptr_array_index (self->refs, index);
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  TocsinMessage *message = NULL;
  TocsinMailSink sink = { NULL, NULL, take, &message };
  TocsinMailParts parts = 0;
  g_autoptr (GError) error = NULL;

  parts |= layers & TOCSIN_MESSAGE_LAYERS_FLAGS ? TOCSIN_MAIL_PARTS_FLAGS : 0;
  parts |= layers & TOCSIN_MESSAGE_LAYERS_HEADERS ? TOCSIN_MAIL_PARTS_HEADERS : 0;
  parts |= layers & TOCSIN_MESSAGE_LAYERS_STRUCTURE ? TOCSIN_MAIL_PARTS_STRUCTURE : 0;
  g_ptr_array_add (refs, ref);
  tocsin_mail_store_fetch (store, refs, parts, &sink, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_ptr_array_add (messages, message);
  if (layers & TOCSIN_MESSAGE_LAYERS_TEXT)
    tocsin_mail_store_read_texts (store, refs, messages, NULL, &error);
  g_assert_no_error (error);
  if (layers & TOCSIN_MESSAGE_LAYERS_RAW)
    tocsin_mail_read (store, ref, message, NULL, &error);
  g_assert_no_error (error);

  return message;
}

/* What the store gives when it is asked for @layers of a message, and for nothing else. The caller
 * gets a reference. */
TocsinMessage *
table_mail_fetch (const TableMail *self, guint index, TocsinMessageLayers layers)
{
  gpointer key = GUINT_TO_POINTER (index << 8 | layers);
  TocsinMessage *message = g_hash_table_lookup (self->fetched, key);

  if (message == NULL)
    {
      message = fetch (self, index, layers);
      g_hash_table_insert (self->fetched, key, message);
    }

  return g_object_ref (message);
}
