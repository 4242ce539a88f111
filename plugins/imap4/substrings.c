/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Whether a server finds parts of words, as it should (RFC 9051, section 6.4.4), or only whole ones
 * (quirk 43: Gmail, and whoever answers from an index of words). Nothing it says of itself tells;
 * so it is asked, once an account, for the inner part of a word of a message that is there. */
#include "plugins/imap4/substrings.h"

#include "core/base/error.h"
#include "plugins/imap4/push-down.h"
#include "plugins/imap4/session/fetch.h"

#include <string.h>

/* A word of so many letters has a part inside it that is no word by chance. */
#define WORD_LENGTH 6

/* What is tried: part of a sender's address and, if there is one, of the subject. */
typedef struct
{
  guint64 uid;
  char *sender;
  char *subject;
} Sample;

static void
sample_clear (Sample *self)
{
  g_clear_pointer (&self->sender, g_free);
  g_clear_pointer (&self->subject, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

/* The inner part of a word of @text that is nothing but lower-case letters. */
static char *
find_part (const char *text)
{
  for (const char *p = text; *p != '\0';)
    {
      gsize length = strspn (p, "abcdefghijklmnopqrstuvwxyz");
      gboolean stands_alone = p == text || strchr (" @.<", p[-1]) != NULL;

      if (length >= WORD_LENGTH && stands_alone && strchr (" @.>", p[length]) != NULL)
        return g_strndup (p + 1, length - 2);
      p += MAX (length, 1);
    }

  return NULL;
}

/* Of a plain header, which everybody reads the same. */
static char *
find_part_of_header (TocsinMessage *message, GBytes *block, const char *name)
{
  const char *value = tocsin_message_get_header (message, name);
  gsize length;
  const char *bytes = g_bytes_get_data (block, &length);

  if (value == NULL || !g_str_is_ascii (value)
      || g_strstr_len (bytes, (gssize) length, "=?") != NULL)
    return NULL;

  return find_part (strchr (value, '<') != NULL ? strchr (value, '<') : value);
}

static gboolean
take_sample (const Imap4Fetched *fetched, gpointer user_data, GError **error)
{
  Sample *self = user_data;
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_auto (Sample) sample = { .uid = fetched->uid };

  if (fetched->header == NULL)
    return TRUE;
  tocsin_message_set_headers (message, fetched->header);
  sample.sender = find_part_of_header (message, fetched->header, "From");
  sample.subject = find_part_of_header (message, fetched->header, "Subject");
  if (sample.sender == NULL || (self->subject != NULL && sample.subject == NULL))
    return TRUE;

  sample_clear (self);
  *self = sample;
  memset (&sample, 0, sizeof sample);

  return TRUE;
}

static gboolean
is_refusal (const GError *error)
{
  return error->code == TOCSIN_ERROR_SERVER_NO || error->code == TOCSIN_ERROR_SERVER_BAD;
}

static gboolean
fetch_sample (TocsinImap4Session *session,
              Sample *sample,
              GCancellable *cancellable,
              GError **error)
{
  guint64 next = tocsin_imap4_session_get_mailbox (session)->uid_next;
  guint64 first = next > IMAP4_SUBSTRINGS_SAMPLE ? next - IMAP4_SUBSTRINGS_SAMPLE : 1;
  Imap4FetchSink sink = { take_sample, NULL, NULL, sample };
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) refusal = NULL;

  for (guint64 uid = first; uid < next; uid++)
    g_array_append_val (uids, uid);
  if (uids->len == 0
      || imap4_fetch (session, uids, "UID BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)]", 0, &sink,
                      cancellable, &refusal)
      || is_refusal (refusal))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static Imap4SearchPlan *
make_plan (const Sample *sample)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);
  Imap4Command *command = imap4_command_new ("FROM \"%s\"", sample->sender);

  if (sample->subject != NULL)
    imap4_command_add (command, " SUBJECT \"%s\"", sample->subject);
  g_ptr_array_add (commands, command);

  return imap4_search_plan_new (IMAP4_SEARCH_SHORT, commands);
}

static gboolean
finds_sample (TocsinImap4Session *session,
              const Sample *sample,
              gboolean *found,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (Imap4SearchPlan) plan = make_plan (sample);
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) refusal = NULL;

  *found = FALSE;
  if (!imap4_search_by_plan (session, plan, sample->uid, sample->uid, uids, cancellable, &refusal)
      && !is_refusal (refusal))
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  for (guint i = 0; refusal == NULL && i < uids->len; i++)
    *found = *found || g_array_index (uids, guint64, i) == sample->uid;

  return TRUE;
}

static Imap4SearchMemory *
memory_of (TocsinImap4Session *session)
{
  return imap4_search_memory_of (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
}

/**
 * imap4_substrings_need_trial:
 * @session: an open session
 * @query: what is to be searched for
 *
 * Returns: whether it matters for @query how the server compares words, and is not known yet.
 */
gboolean
imap4_substrings_need_trial (TocsinImap4Session *session, TocsinQuery *query)
{
  Imap4SearchMemory *memory = memory_of (session);

  return imap4_search_memory_get_substrings (memory) == IMAP4_SUBSTRINGS_UNKNOWN
         && imap4_search_memory_get_level (memory) < IMAP4_SEARCH_PLAIN
         && !tocsin_imap4_session_has (session, "X-GM-EXT-1") && imap4_criteria_need_text (query);
}

/**
 * imap4_substrings_try:
 * @session: a session with a folder selected
 * @query: (nullable): what is to be searched for
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Finds out how the server compares words, if that matters for @query and is not known yet. Where
 * no message is fit for it, it stays unknown.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
imap4_substrings_try (TocsinImap4Session *session,
                      TocsinQuery *query,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (Sample) sample = { 0 };
  gboolean found;

  if (query == NULL || !imap4_substrings_need_trial (session, query))
    return TRUE;
  if (!fetch_sample (session, &sample, cancellable, error))
    return FALSE;
  if (sample.sender == NULL)
    return TRUE;
  if (!finds_sample (session, &sample, &found, cancellable, error))
    return FALSE;
  imap4_search_memory_set_substrings (memory_of (session),
                                      found ? IMAP4_SUBSTRINGS_FOUND : IMAP4_SUBSTRINGS_MISSED);

  return TRUE;
}
