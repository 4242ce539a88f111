/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/ews/office.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "core/mail/mail-search.h"

TocsinConnectionSettings *
office_settings (MailServer *server, const char *user, const char *const *more)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings;

  g_ptr_array_add (assignments,
                   g_strconcat ("endpoint=", mail_server_get (server, "EWS_URL"), NULL));
  g_ptr_array_add (assignments, g_strconcat ("authentication.username=", user, NULL));
  g_ptr_array_add (assignments, g_strconcat ("authentication.password=file:",
                                             mail_server_get (server, "PASSWORD_FILE"), NULL));
  g_ptr_array_add (assignments, g_strdup ("authentication.mechanisms=Basic"));
  g_ptr_array_add (assignments,
                   g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL));
  for (gsize i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (assignments, g_strdup (more[i]));
  g_ptr_array_add (assignments, NULL);
  settings = tocsin_connection_settings_new_from_assignments (
      "live", "exchange", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return settings;
}

TocsinEwsConnection *
office_open (MailServer *server, const char *user, ...)
{
  g_autoptr (GPtrArray) more = g_ptr_array_new ();
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  const char *assignment;
  va_list args;

  va_start (args, user);
  while ((assignment = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (more, (gpointer) assignment);
  va_end (args);
  g_ptr_array_add (more, NULL);
  settings = office_settings (server, user, (const char *const *) more->pdata);

  return g_object_new (TOCSIN_TYPE_EWS_CONNECTION, "settings", settings, NULL);
}

char *
office_find (TocsinEwsConnection *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinFolder) folder =
      tocsin_mail_store_find_folder (TOCSIN_MAIL_STORE (self), name, NULL, &error);

  g_assert_no_error (error);

  return g_strdup (folder->id);
}

static gboolean
take_subject (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  if (message != NULL)
    g_hash_table_insert (user_data, g_strdup (ref->key),
                         g_strdup (tocsin_message_get_subject (message)));

  return TRUE;
}

static char *
join_subjects (TocsinEwsConnection *self, GPtrArray *refs)
{
  g_autoptr (GHashTable) subjects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  TocsinMailSink sink = { NULL, NULL, take_subject, subjects };
  g_autoptr (GError) error = NULL;
  GString *joined = g_string_new (NULL);

  if (refs->len > 0)
    tocsin_mail_store_fetch (TOCSIN_MAIL_STORE (self), refs, TOCSIN_MAIL_PARTS_HEADERS, &sink, NULL,
                             &error);
  g_assert_no_error (error);
  for (guint i = 0; i < refs->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "," : "",
                            (const char *) g_hash_table_lookup (
                                subjects, ((TocsinMessageRef *) g_ptr_array_index (refs, i))->key));

  return g_string_free (joined, FALSE);
}

char *
office_news (TocsinEwsConnection *self, const char *folder, GVariant **cursor, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes = tocsin_mail_store_changes (
      TOCSIN_MAIL_STORE (self), folder, *cursor, NULL, limit, NULL, &error);
  g_autofree char *subjects = NULL;

  g_assert_no_error (error);
  if (*cursor != NULL)
    g_variant_unref (*cursor);
  *cursor = g_variant_ref (changes->cursor);
  subjects = join_subjects (self, changes->refs);

  return g_strconcat (changes->rebuilt ? "*" : "", subjects, changes->more ? "…" : "", NULL);
}

static gboolean
add_found (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  GString *found = user_data;

  g_string_append_printf (found, "%s%s", found->len > 0 ? "," : "",
                          tocsin_message_get_subject (message));

  return TRUE;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Of those that came within a second a server tells one or the other first. */
static char *
sort_words (const char *joined)
{
  g_auto (GStrv) words = g_strsplit (joined, ",", -1);

  qsort (words, g_strv_length (words), sizeof (char *), compare_words);

  return g_strjoinv (",", words);
}

char *
office_search (TocsinEwsConnection *self, const char *folder, const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) parsed = tocsin_query_parse (query, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  tocsin_mail_search (TOCSIN_MAIL_STORE (self), folder, parsed, g_get_real_time (), add_found,
                      found, NULL, &error);
  g_assert_no_error (error);

  return sort_words (found->str);
}

GPtrArray *
office_refs (TocsinEwsConnection *self, const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *refs = tocsin_mail_store_search (TOCSIN_MAIL_STORE (self), folder, NULL, NULL, &error);

  g_assert_no_error (error);

  return refs;
}

static gboolean
begin_raw (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  g_string_truncate (user_data, 0);

  return TRUE;
}

static gboolean
write_raw (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (user_data, bytes, (gssize) length);

  return TRUE;
}

static gboolean
end_raw (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  if (message == NULL)
    g_string_assign (user_data, "(gone)");

  return TRUE;
}

char *
office_raw (TocsinEwsConnection *self, TocsinMessageRef *ref)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  GString *raw = g_string_new (NULL);
  TocsinMailSink sink = { begin_raw, write_raw, end_raw, raw };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (refs, ref);
  tocsin_mail_store_fetch (TOCSIN_MAIL_STORE (self), refs, TOCSIN_MAIL_PARTS_RAW, &sink, NULL,
                           &error);
  g_assert_no_error (error);

  return g_string_free (raw, FALSE);
}

void
office_apply (TocsinEwsConnection *self,
              GPtrArray *refs,
              TocsinMailVerb verb,
              const char *argument,
              GPtrArray **results)
{
  TocsinMailOperation operation = { verb, argument, TRUE };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_apply (TOCSIN_MAIL_STORE (self), refs, &operation, results, NULL, &error);
  g_assert_no_error (error);
}

void
office_fault (MailServer *server, const char *soap_fault)
{
  g_free (mail_server_run (server, "soap-fault", soap_fault, NULL));
}

char *
office_list (MailServer *server, const char *user, const char *folder)
{
  g_autofree char *text =
      mail_server_run (server, "list", "--user", user, "--folder", folder, NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (char **line = lines; *line != NULL && **line != '\0'; line++)
    {
      g_autoptr (JsonNode) node = json_from_string (*line, NULL);

      g_string_append_printf (
          joined, "%s%s", joined->len > 0 ? "," : "",
          json_object_get_string_member (json_node_get_object (node), "subject"));
    }

  return sort_words (joined->str);
}

guint
office_count_asked (MailServer *server, const char *operation)
{
  g_autofree char *log = NULL;
  g_autofree char *wanted = g_strdup_printf ("\"operation\": \"%s\"", operation);
  guint count = 0;

  g_assert_true (g_file_get_contents (mail_server_get (server, "REQUESTS"), &log, NULL, NULL));
  for (const char *p = strstr (log, wanted); p != NULL; p = strstr (p + 1, wanted))
    count++;

  return count;
}

gboolean
office_has_asked (MailServer *server, const char *operation)
{
  return office_count_asked (server, operation) > 0;
}
