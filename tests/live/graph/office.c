/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/graph/office.h"

#include "plugins/office365/connection.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SCOPE "https://graph.microsoft.com/.default"

/* Both start slowly, so that all tests of a program share them. */
static MailServer *oauth;
static MailServer *graph;

gboolean
office_start (Office *self)
{
  if (oauth == NULL)
    oauth = mail_server_start ("oauth", NULL);
  if (oauth != NULL && graph == NULL)
    graph = mail_server_start ("graph", "--oauth", mail_server_get (oauth, "DIR"), NULL);
  *self = (Office){ oauth, graph, NULL };

  return graph != NULL;
}

void
office_clear (Office *self)
{
  if (self->graph != NULL)
    office_fault (self, NULL);
  g_clear_pointer (&self->token, g_free);
  self->oauth = self->graph = NULL;
}

void
office_end (void)
{
  g_clear_pointer (&graph, mail_server_free);
  g_clear_pointer (&oauth, mail_server_free);
}

static void
get_token (Office *self, const char *user)
{
  g_autofree char *token =
      user != NULL ? mail_server_run (self->oauth, "token", "--user", user, "--scope", SCOPE, NULL)
                   : mail_server_run (self->oauth, "token", "--app", "--scope", SCOPE, NULL);
  g_autoptr (GError) error = NULL;

  /* Whoever has the same reference shares the token. */
  g_free (self->token);
  self->token =
      g_build_filename (mail_server_get (self->graph, "DIR"), user != NULL ? user : "app", NULL);
  g_file_set_contents_full (self->token, token, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static gpointer
connect_with (Office *self, const char *user, const char *first, va_list more)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  get_token (self, user);
  g_ptr_array_add (assignments,
                   g_strconcat ("endpoint=", mail_server_get (self->graph, "URL"), NULL));
  g_ptr_array_add (assignments,
                   g_strconcat ("authentication.bearer-token=file:", self->token, NULL));
  g_ptr_array_add (assignments, g_strconcat ("encryption.ca-file=",
                                             mail_server_get (self->graph, "CA_FILE"), NULL));
  for (const char *next = first; next != NULL; next = va_arg (more, const char *))
    g_ptr_array_add (assignments, g_strdup (next));
  g_ptr_array_add (assignments, NULL);
  settings = tocsin_connection_settings_new_from_assignments (
      "live", "office365", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_OFFICE365_CONNECTION, "settings", settings, NULL);
}

gpointer
office_connect (Office *self, const char *first, ...)
{
  gpointer connection;
  va_list more;

  va_start (more, first);
  connection = connect_with (self, "alice", first, more);
  va_end (more);

  return connection;
}

gpointer
office_connect_as (Office *self, const char *user, const char *first, ...)
{
  gpointer connection;
  va_list more;

  va_start (more, first);
  connection = connect_with (self, user, first, more);
  va_end (more);

  return connection;
}

char *
office_deliver (Office *self, const char *folder, const char *message)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("tocsin-XXXXXX.eml", &path, &error);
  char *id;

  g_assert_no_error (error);
  close (fd);
  g_file_set_contents (path, message, -1, &error);
  g_assert_no_error (error);
  id = mail_server_run (self->graph, "deliver", "--folder", folder, path, NULL);
  g_unlink (path);

  return g_strchomp (id);
}

void
office_set (Office *self, const char *id, const char *change)
{
  g_free (mail_server_run (self->graph, "set", id, change, NULL));
}

void
office_move (Office *self, const char *id, const char *folder)
{
  g_free (mail_server_run (self->graph, "move", id, folder, NULL));
}

void
office_delete (Office *self, const char *id)
{
  g_free (mail_server_run (self->graph, "delete", id, NULL));
}

void
office_fault (Office *self, const char *fault)
{
  g_free (fault != NULL ? mail_server_run (self->graph, "fault", fault, NULL)
                        : mail_server_run (self->graph, "fault", NULL));
}

char *
office_requests (Office *self)
{
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (mail_server_get (self->graph, "REQUESTS"), &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

void
office_assert_no_violation (Office *self)
{
  g_autofree char *requests = office_requests (self);
  gboolean clean = strstr (requests, "violation") == NULL;

  if (!clean)
    g_test_message ("%s", requests);
  g_assert_true (clean);
}

TocsinFolder *
office_find (gpointer store, const char *name)
{
  g_autoptr (GError) error = NULL;
  TocsinFolder *folder = tocsin_mail_store_find_folder (store, name, NULL, &error);

  g_assert_no_error (error);

  return folder;
}

TocsinMailChanges *
office_look (gpointer store, const char *folder, GVariant **cursor)
{
  g_autoptr (GError) error = NULL;
  TocsinMailChanges *changes =
      tocsin_mail_store_changes (store, folder, *cursor, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (changes->more);
  g_clear_pointer (cursor, g_variant_unref);
  *cursor = g_variant_ref (changes->cursor);

  return changes;
}

static gboolean
take_subject (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  g_string_append_printf (user_data, "%s;",
                          message != NULL ? tocsin_message_get_subject (message) : "gone");

  return TRUE;
}

char *
office_subjects (gpointer store, GPtrArray *refs)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TocsinMailSink sink = { .message = take_subject, .user_data = text };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_HEADERS, &sink, NULL, &error);
  g_assert_no_error (error);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
