/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/labels.h"

#include "core/mail/folder-name.h"

/* Gmail's own labels, which it writes with a backslash. A label of the user's may begin with one
 * too, so they are told apart by name alone. */
static const char *const own_labels[] = { "Inbox",   "Sent",  "Draft", "Drafts", "Important",
                                          "Starred", "Muted", "Spam",  "Trash" };

/* No label of the user's begins like these: the folders of Gmail's own. */
static const char *const own_folders[] = { "[Gmail]", "[GoogleMail]" };

static const char *
find_own (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (own_labels); i++)
    if (g_ascii_strcasecmp (name, own_labels[i]) == 0)
      return own_labels[i];

  return NULL;
}

/**
 * imap4_labels_are_kept:
 * @session: an open session
 *
 * Returns: whether the server is Gmail, as far as it can do what Gmail can.
 */
gboolean
imap4_labels_are_kept (TocsinImap4Session *session)
{
  return tocsin_imap4_session_has (session, "X-GM-EXT-1");
}

static char *
to_keyword (const char *label, gboolean utf8)
{
  char *name = NULL;

  if (label[0] == '\\' && find_own (label + 1) != NULL)
    return g_strdup (find_own (label + 1));
  if (!utf8)
    name = tocsin_folder_name_decode (label);

  return name != NULL ? name : g_strdup (label);
}

/**
 * imap4_label_of_folder:
 * @folder: (nullable): a folder's id
 *
 * Gmail leaves the label of the open folder out when it tells the labels of messages.
 *
 * Returns: (transfer full) (nullable): the keyword that all messages in it have; %NULL for a folder
 *   that is no label, and for those of Gmail's whose names differ from language to language.
 */
char *
imap4_label_of_folder (const char *folder)
{
  if (folder == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (own_folders); i++)
    if (g_str_has_prefix (folder, own_folders[i]))
      return NULL;

  return g_str_equal (folder, "INBOX") ? g_strdup ("Inbox") : to_keyword (folder, FALSE);
}

/**
 * imap4_labels_to_keywords:
 * @session: the session that told them, with its folder open
 * @labels: (array zero-terminated=1): labels as Gmail writes them
 *
 * Returns: (transfer full) (array zero-terminated=1): them as keywords, with that of the folder.
 */
GStrv
imap4_labels_to_keywords (TocsinImap4Session *session, const char *const *labels)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *own = imap4_label_of_folder (tocsin_imap4_session_get_mailbox (session)->folder);
  gboolean utf8 = tocsin_imap4_session_is_utf8 (session);

  for (gsize i = 0; labels[i] != NULL; i++)
    {
      g_autofree char *keyword = to_keyword (labels[i], utf8);

      if (*keyword != '\0' && g_utf8_validate (keyword, -1, NULL) && g_strcmp0 (keyword, own) != 0)
        g_strv_builder_add (builder, keyword);
    }
  if (own != NULL)
    g_strv_builder_add (builder, own);

  return g_strv_builder_end (builder);
}

/**
 * imap4_label_of_keyword:
 * @keyword: a keyword
 *
 * Returns: (transfer full): the label, decoded: as Gmail takes it in a search, and as it is written
 *   elsewhere but for the charset.
 */
char *
imap4_label_of_keyword (const char *keyword)
{
  const char *own = find_own (keyword);

  return own != NULL ? g_strconcat ("\\", own, NULL) : g_strdup (keyword);
}
