/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Where the mailbox is: a setting becomes a directory. */
#include "plugins/maildir/root.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/maildir-folders.h"
#include "core/mail/maildir.h"
#include "plugins/maildir/new-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define MODE 0700

static void
refuse (const char *address, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (address, -1, 0);

  if (*address == '\0')
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("address: is empty"));
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("address: “%s” is no full path"), shown);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("set it to the full path of the directory, such as "
                                      "address=~/Maildir"));
}

/**
 * maildir_root_find:
 * @settings: a connection
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * A tilde at the begin is the home directory of whom the program runs as: not every shell replaces
 * it behind `address=`.
 *
 * Returns: (transfer full): the full path of the Maildir, whether it is there or not.
 */
char *
maildir_root_find (TocsinConnectionSettings *settings, GError **error)
{
  const char *address = tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "address");

  if (g_str_equal (address, "~"))
    return g_strdup (g_get_home_dir ());
  if (g_str_has_prefix (address, "~/"))
    return g_build_filename (g_get_home_dir (), address + 2, NULL);
  if (g_path_is_absolute (address))
    return g_canonicalize_filename (address, NULL);

  refuse (address, error);

  return NULL;
}

/* Only the last level: what is above it is not there by mistake, or not mounted. */
static gboolean
make (const char *root, GError **error)
{
  if (g_mkdir (root, MODE) != 0 && errno != EEXIST)
    {
      g_autofree char *shown = tocsin_text_escape (root, -1, 0);

      tocsin_error_set_errno (error, errno, _ ("Making the Maildir “%s”"), shown);
      return FALSE;
    }

  return maildir_new_folder_complete (root, TOCSIN_MAILDIR_INBOX, error);
}

/**
 * maildir_root_check:
 * @root: a directory
 * @create: whether to make it a Maildir if it is none
 * @error: where to put why it can't be used, %TOCSIN_ERROR_MAILBOX_MISSING if it is not there
 *
 * A directory that is away may come back, so that is nothing that only other settings can mend.
 *
 * Returns: whether it is a Maildir.
 */
gboolean
maildir_root_check (const char *root, gboolean create, GError **error)
{
  g_autoptr (GError) wrong = NULL;

  if (tocsin_maildir_is_one (root) || (create && make (root, &wrong)))
    return TRUE;
  if (wrong == NULL && tocsin_maildir_folders_check (root, &wrong))
    return TRUE;
  if (wrong->code == TOCSIN_ERROR_CONFIG_NOT_FOUND || wrong->code == TOCSIN_ERROR_CONFIG_INVALID)
    wrong->code = TOCSIN_ERROR_MAILBOX_MISSING;
  if (tocsin_error_get_hint (wrong) == NULL)
    tocsin_error_set_hint (wrong, _ ("maildir.create=true makes it"));
  g_propagate_error (error, g_steal_pointer (&wrong));

  return FALSE;
}
