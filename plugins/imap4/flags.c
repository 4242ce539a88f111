/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/flags.h"

#include "plugins/imap4/labels.h"

/**
 * imap4_flags_items:
 * @session: an open session
 *
 * Returns: (transfer none): what to fetch for imap4_flags_give().
 */
const char *
imap4_flags_items (TocsinImap4Session *session)
{
  return imap4_labels_are_kept (session) ? "FLAGS X-GM-LABELS" : "FLAGS";
}

/**
 * imap4_flags_give:
 * @message: a message
 * @session: the session that told of it, with its folder open
 * @fetched: what it told, flags among it
 *
 * Tells @message its flags and keywords.
 */
void
imap4_flags_give (TocsinMessage *message, TocsinImap4Session *session, const Imap4Fetched *fetched)
{
  static const struct
  {
    const char *word;
    TocsinMessageFlags flag;
  } known[] = {
    { "\\Seen", TOCSIN_MESSAGE_FLAGS_SEEN },       { "\\Answered", TOCSIN_MESSAGE_FLAGS_ANSWERED },
    { "\\Flagged", TOCSIN_MESSAGE_FLAGS_FLAGGED }, { "\\Deleted", TOCSIN_MESSAGE_FLAGS_DELETED },
    { "\\Draft", TOCSIN_MESSAGE_FLAGS_DRAFT },     { "\\Recent", TOCSIN_MESSAGE_FLAGS_RECENT }
  };
  g_autoptr (GPtrArray) keywords = g_ptr_array_new ();
  g_auto (GStrv) labels = NULL;
  const char *const *words = (const char *const *) fetched->flags;
  TocsinMessageFlags flags = 0;

  if (fetched->gmail_labels != NULL)
    labels = imap4_labels_to_keywords (session, (const char *const *) fetched->gmail_labels);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint k = 0;

      while (k < G_N_ELEMENTS (known) && g_ascii_strcasecmp (known[k].word, words[i]) != 0)
        k++;
      if (k < G_N_ELEMENTS (known))
        flags |= known[k].flag;
      else if (g_utf8_validate (words[i], -1, NULL))
        g_ptr_array_add (keywords, (gpointer) words[i]);
    }
  for (guint i = 0; labels != NULL && labels[i] != NULL; i++)
    g_ptr_array_add (keywords, labels[i]);
  g_ptr_array_add (keywords, NULL);
  tocsin_message_set_flags (message, flags, (const char *const *) keywords->pdata);
}
