/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/fetch-sections.h"

#include "plugins/imap4/session/fetch.h"
#include "plugins/imap4/wire/uid-set.h"

#include <string.h>

/* Until the response is complete nobody knows whose parts these are: RFC 9051 lets its items come
 * in any order. */
typedef struct
{
  Imap4SectionsFunc func;
  gpointer user_data;
  GHashTable *wanted;
  GHashTable *arriving;
  GByteArray *last;
  guint64 max_bytes;
  guint64 budget;
  gboolean spoilt;
} Sections;

static void
sections_clear (Sections *self)
{
  g_clear_pointer (&self->wanted, g_hash_table_unref);
  g_clear_pointer (&self->arriving, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sections, sections_clear)

/**
 * imap4_sections_request_new:
 * @items: what is wanted, our own words
 *
 * Returns: (transfer full): a request for no message yet.
 */
Imap4SectionsRequest *
imap4_sections_request_new (const char *items)
{
  Imap4SectionsRequest *self = g_new0 (Imap4SectionsRequest, 1);

  self->items = g_strdup (items);
  self->uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  return self;
}

/**
 * imap4_sections_request_free:
 * @self: (transfer full): a request
 */
void
imap4_sections_request_free (Imap4SectionsRequest *self)
{
  g_array_unref (self->uids);
  g_free (self->items);
  g_free (self);
}

/* What is too much is read and dropped; the message is then one that did not come. */
static gboolean
keep (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Sections *self = user_data;
  gsize kept = MIN (length, self->max_bytes - self->last->len);

  if (kept > self->budget)
    self->spoilt = TRUE;
  if (self->spoilt)
    return TRUE;
  self->budget -= kept;
  g_byte_array_append (self->last, (const guint8 *) bytes, (guint) kept);

  return TRUE;
}

static gboolean
take_body (const Imap4BodyAnnouncement *body,
           TocsinSinkFunc *sink,
           gpointer *sink_data,
           gpointer user_data)
{
  Sections *self = user_data;

  if (*body->section == '\0')
    return FALSE;
  self->last = g_byte_array_new ();
  g_hash_table_replace (self->arriving, g_strdup (body->section), self->last);
  *sink = keep;
  *sink_data = self;

  return TRUE;
}

/* What came as literals joins what came as strings, or as nothing (quirks 26 and 27). */
static void
join (const Sections *self, GHashTable *contents)
{
  GHashTableIter iter;
  gpointer section, content;

  g_hash_table_iter_init (&iter, contents);
  while (g_hash_table_iter_next (&iter, &section, &content))
    {
      GByteArray *arrived = g_hash_table_lookup (self->arriving, section);

      if (content == NULL && arrived != NULL)
        g_hash_table_iter_replace (&iter, g_bytes_new (arrived->data, arrived->len));
      else if (content == NULL)
        g_hash_table_iter_remove (&iter);
    }
}

static gboolean
take_data (const Imap4Response *response, gpointer user_data, GError **error)
{
  Sections *self = user_data;
  g_autoptr (Imap4Fetched) fetched = NULL;
  gboolean spoilt = self->spoilt;

  if (!imap4_response_is (response, "FETCH"))
    return TRUE;

  fetched = imap4_fetched_new ();
  if (imap4_fetched_parse (fetched, response, NULL) && !spoilt && fetched->sections != NULL
      && g_hash_table_contains (self->wanted, &fetched->uid))
    {
      join (self, fetched->sections);
      self->func (fetched->uid, fetched->sections, self->user_data);
    }
  g_hash_table_remove_all (self->arriving);
  self->spoilt = FALSE;

  return TRUE;
}

static void
add_commands (GPtrArray *commands, const Imap4SectionsRequest *request)
{
  gsize words = strlen (request->items);
  gsize room = IMAP4_UID_SET_MAX_BYTES - MIN (words, IMAP4_UID_SET_MAX_BYTES / 2);

  for (guint from = 0; from < request->uids->len; from += IMAP4_FETCH_BATCH)
    {
      guint n = MIN (request->uids->len - from, IMAP4_FETCH_BATCH);
      g_autoptr (GPtrArray) sets =
          imap4_uid_sets_build (&g_array_index (request->uids, guint64, from), n, room);

      for (guint i = 0; i < sets->len; i++)
        {
          Imap4Command *command = imap4_command_new ("UID FETCH");

          imap4_command_add (command, " %s (UID %s)", (const char *) g_ptr_array_index (sets, i),
                             request->items);
          g_ptr_array_add (commands, command);
        }
    }
}

/**
 * imap4_fetch_sections:
 * @session: a session with a folder selected
 * @requests: (element-type Imap4SectionsRequest): what is wanted of which messages
 * @max_bytes: of one part; what lies beyond is dropped
 * @func: (scope call): gets the parts of each message
 * @user_data: for @func
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, or what the first refusal means
 *
 * Asks for all of it in one exchange, a few commands under way at once. A message that is gone, or
 * whose parts would go beyond %IMAP4_SECTIONS_MAX_BYTES, is not told.
 *
 * Returns: whether the server answered all of it; @func may have been called all the same.
 */
gboolean
imap4_fetch_sections (TocsinImap4Session *session,
                      GPtrArray *requests,
                      guint64 max_bytes,
                      Imap4SectionsFunc func,
                      gpointer user_data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (Sections) sections = {
    .func = func, .user_data = user_data, .max_bytes = max_bytes, .budget = IMAP4_SECTIONS_MAX_BYTES
  };
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);
  Imap4Listener listener = { take_data, take_body, &sections };

  sections.wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  sections.arriving =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_byte_array_unref);
  for (guint i = 0; i < requests->len; i++)
    {
      const Imap4SectionsRequest *request = g_ptr_array_index (requests, i);

      imap4_uids_sort (request->uids);
      for (guint j = 0; j < request->uids->len; j++)
        g_hash_table_add (sections.wanted, &g_array_index (request->uids, guint64, j));
      add_commands (commands, request);
    }

  return tocsin_imap4_session_run_all (session, commands, &listener, cancellable, error);
}
