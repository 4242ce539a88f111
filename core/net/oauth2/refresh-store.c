/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A refresh token is kept where `authentication.refresh-token` says. Where nothing can be written
 * (a variable, a credential, the output of a command), or writing fails, a file of the state
 * directory takes over: it names what it stands in for by a digest, and holds only as long as that
 * is still what the reference leads to. Who signs in anew or sets another token wins so. */
#include "core/net/oauth2/refresh-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/state-path.h"
#include "core/net/wait.h"
#include "core/settings/secret-file.h"
#include "core/settings/secret-reference.h"

#define KEY "authentication.refresh-token"

/* How often somebody else's lock is looked at, and how long in all: longer than a request may last.
 */
#define LOCK_PAUSE (50 * G_TIME_SPAN_MILLISECOND)
#define LOCK_PATIENCE (120 * G_TIME_SPAN_SECOND)

struct _TocsinRefreshStore
{
  const char *owner;
  const char *reference;
  char *stand_in; /* the file of the state directory */
  gboolean stands_in;
  int lock_fd;
};

/* New tokens that could not be stored anywhere: what they replace is worth nothing any more, so
 * they are all there is until the disk has room again. */
static GMutex unstored_mutex;
static GHashTable *unstored = NULL; /* stand-in's path → secret */

static TocsinSecret *
find_unstored (const TocsinRefreshStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unstored_mutex);
  TocsinSecret *secret = unstored != NULL ? g_hash_table_lookup (unstored, self->stand_in) : NULL;

  return secret != NULL ? tocsin_secret_ref (secret) : NULL;
}

static void
note_unstored (const TocsinRefreshStore *self, TocsinSecret *secret)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&unstored_mutex);

  if (unstored == NULL)
    unstored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) tocsin_secret_unref);
  if (secret != NULL)
    g_hash_table_replace (unstored, g_strdup (self->stand_in), tocsin_secret_ref (secret));
  else
    g_hash_table_remove (unstored, self->stand_in);
}

static const char *
get_reference (const TocsinGrant *grant)
{
  return tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (grant->settings), KEY);
}

/**
 * tocsin_refresh_store_choose_path: (skip)
 * @grant: a grant
 * @suffix: what the name ends with
 *
 * Returns: (transfer full): the file of the state directory that belongs to what the grant is
 *   renewed from: connections that name the same refresh token share it.
 */
char *
tocsin_refresh_store_choose_path (const TocsinGrant *grant, const char *suffix)
{
  const char *reference = get_reference (grant);
  const char *id = tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (grant->settings));
  gboolean own = *reference == '\0' || g_str_equal (reference, "keyring:");
  g_autofree char *whose = tocsin_grant_needs_sign_in (grant)
                               ? g_strconcat (own ? id : "", "\n", reference, NULL)
                               : g_strconcat (id, "\n", grant->name, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whose, -1);
  g_autofree char *name = g_strconcat (digest, suffix, NULL);
  g_autofree char *state = tocsin_state_path_choose (NULL);

  return g_build_filename (state, "tokens", name, NULL);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  tocsin_error_set_errno (error, errno, _ ("Creating the folder %s"), folder);
  return FALSE;
}

/* Of the open file and not of the process, so that two threads exclude each other, too. */
static gboolean
take_lock (TocsinRefreshStore *self, const char *path, GCancellable *cancellable, GError **error)
{
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  gint64 patience = g_get_monotonic_time () + LOCK_PATIENCE;
  GPollFD nothing = { -1, 0, 0 };

  self->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->lock_fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Opening %s"), path);
      return FALSE;
    }
  while (fcntl (self->lock_fd, F_OFD_SETLK, &whole) != 0)
    {
      if ((errno != EAGAIN && errno != EACCES) || g_get_monotonic_time () > patience)
        {
          tocsin_error_set_errno (error, errno, _ ("Locking %s"), path);
          return FALSE;
        }
      if (tocsin_wait_fds (&nothing, 1, g_get_monotonic_time () + LOCK_PAUSE, cancellable, error)
          < 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_refresh_store_open: (skip)
 * @grant: a grant; must outlive the store
 * @cancellable: (nullable): to stop waiting for who has it
 * @error: a storage error, or `cancelled`
 *
 * Returns: (transfer full): the place, which nobody else uses until it is closed.
 */
TocsinRefreshStore *
tocsin_refresh_store_open (const TocsinGrant *grant, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinRefreshStore) self = g_new0 (TocsinRefreshStore, 1);
  g_autofree char *lock = tocsin_refresh_store_choose_path (grant, ".lock");

  self->lock_fd = -1;
  self->owner = tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (grant->settings));
  self->reference = get_reference (grant);
  self->stand_in = tocsin_refresh_store_choose_path (grant, ".token");
  if (!make_folder (lock, error) || !take_lock (self, lock, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_refresh_store_close: (skip)
 * @self: (transfer full): a store
 *
 * Lets the next use it.
 */
void
tocsin_refresh_store_close (TocsinRefreshStore *self)
{
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->stand_in);
  g_free (self);
}

static char *
digest_of (TocsinSecret *secret)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                      (const guchar *) tocsin_secret_peek (secret),
                                      tocsin_secret_get_length (secret));
}

/* The file has two lines: the digest of what it stands in for, or "-", and the token. */
static TocsinSecret *
read_stand_in (const TocsinRefreshStore *self, TocsinSecret *referred)
{
  g_autoptr (TocsinSecret) both = tocsin_secret_file_read (self->stand_in, TRUE, NULL);
  const char *text = both != NULL ? tocsin_secret_peek (both) : "";
  const char *end = strchr (text, '\n');
  g_autofree char *digest = NULL;

  if (end == NULL || end[1] == '\0')
    return NULL;
  digest = referred != NULL ? digest_of (referred) : g_strdup ("-");
  /* What can't be read at the moment is no reason to forget what replaced it. */
  if (referred != NULL
      && (strlen (digest) != (gsize) (end - text) || strncmp (text, digest, strlen (digest)) != 0))
    return NULL;

  return tocsin_secret_new (end + 1, -1);
}

static gboolean
write_stand_in (const TocsinRefreshStore *self,
                TocsinSecret *token,
                TocsinSecret *referred,
                GError **error)
{
  g_autofree char *digest = referred != NULL ? digest_of (referred) : g_strdup ("-");
  g_autoptr (TocsinSecret) both =
      tocsin_secret_new_take (g_strconcat (digest, "\n", tocsin_secret_peek (token), NULL), -1);

  return tocsin_secret_file_write (self->stand_in, both, error);
}

static TocsinSecret *
read_referred (const TocsinRefreshStore *self, GCancellable *cancellable, GError **error)
{
  return tocsin_secret_resolve (self->reference, self->owner, KEY, cancellable, error);
}

/**
 * tocsin_refresh_store_read: (skip)
 * @self: a store
 * @cancellable: (nullable): to stop it
 * @error: `auth.oauth-refresh-failed` if nobody has signed in yet, `secret.*`
 *
 * Returns: (transfer full): the token to renew from.
 */
TocsinSecret *
tocsin_refresh_store_read (TocsinRefreshStore *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (TocsinSecret) referred = NULL;
  TocsinSecret *token = find_unstored (self);

  if (token != NULL)
    return token;
  if (*self->reference != '\0')
    referred = read_referred (self, cancellable, &reason);
  if (reason != NULL && reason->code == TOCSIN_ERROR_CANCELLED)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  token = read_stand_in (self, referred);
  self->stands_in = token != NULL;
  if (token != NULL)
    return token;
  if (referred != NULL)
    return g_steal_pointer (&referred);

  if (reason == NULL)
    {
      reason = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED,
                                    _ ("nobody has signed in for this connection yet"));
      tocsin_error_set_hint (reason, _ ("sign in: tocsin login %s"), self->owner);
    }
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

/* Nothing is stored twice: what stood in is of no more use. */
static gboolean
store_at_reference (TocsinRefreshStore *self,
                    TocsinSecret *token,
                    GCancellable *cancellable,
                    GError **error)
{
  int saved = tocsin_fault_hit ("refresh-token-store");

  if (saved != 0)
    {
      tocsin_error_set_errno (error, saved, _ ("Storing the refresh token"));
      return FALSE;
    }
  if (!tocsin_secret_store (self->reference, self->owner, KEY, token, cancellable, error))
    return FALSE;

  g_unlink (self->stand_in);
  self->stands_in = FALSE;
  return TRUE;
}

/**
 * tocsin_refresh_store_replace: (skip)
 * @self: a store
 * @token: what a provider has given in place of the old one
 * @cancellable: (nullable): to stop it
 * @error: a storage error; the token is kept in memory then, and given by the next
 *   tocsin_refresh_store_read()
 *
 * Returns: whether it is on the disk, where the old one was or in place of it.
 */
gboolean
tocsin_refresh_store_replace (TocsinRefreshStore *self,
                              TocsinSecret *token,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (TocsinSecret) referred = NULL;
  g_autoptr (GError) reason = NULL;

  note_unstored (self, token);
  if (*self->reference != '\0' && store_at_reference (self, token, cancellable, &reason))
    {
      note_unstored (self, NULL);
      return TRUE;
    }
  if (*self->reference != '\0')
    referred = read_referred (self, cancellable, NULL);
  if (!write_stand_in (self, token, referred, error))
    return FALSE;
  if (reason != NULL && reason->code != TOCSIN_ERROR_CONFIG_NOT_SUPPORTED)
    g_message ("%s: %s; %s", self->owner, reason->message, self->stand_in);

  note_unstored (self, NULL);
  self->stands_in = TRUE;
  return TRUE;
}

/**
 * tocsin_refresh_store_has: (skip)
 * @self: a store
 * @token: what tocsin_refresh_store_read() gave
 *
 * Returns: whether it is on the disk; not if there was no room for it.
 */
gboolean
tocsin_refresh_store_has (TocsinRefreshStore *self, TocsinSecret *token)
{
  g_autoptr (TocsinSecret) unsaved = find_unstored (self);

  return unsaved == NULL || !tocsin_secret_equal (unsaved, token);
}

/**
 * tocsin_refresh_store_get_place: (skip)
 * @self: a store that was read or written
 *
 * Returns: (transfer none) (nullable): the file that stands in for what the settings name; %NULL if
 *   none does.
 */
const char *
tocsin_refresh_store_get_place (TocsinRefreshStore *self)
{
  return self->stands_in ? self->stand_in : NULL;
}
