/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/flags.h"

/**
 * imap4_flags_give:
 * @message: a message
 * @words: (array zero-terminated=1): FLAGS as the server said them
 *
 * Tells @message its flags and keywords.
 */
void
imap4_flags_give (TocsinMessage *message, const char *const *words)
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
  TocsinMessageFlags flags = 0;

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
  g_ptr_array_add (keywords, NULL);
  tocsin_message_set_flags (message, flags, (const char *const *) keywords->pdata);
}
