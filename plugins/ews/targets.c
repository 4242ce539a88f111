/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/targets.h"

#include "core/base/error.h"
#include "plugins/ews/folders.h"

struct _EwsTargets
{
  GMutex lock;
  GHashTable *ids; /* name → id */
};

/**
 * ews_targets_new:
 *
 * Returns: (transfer full): with nothing known.
 */
EwsTargets *
ews_targets_new (void)
{
  EwsTargets *self = g_new0 (EwsTargets, 1);

  g_mutex_init (&self->lock);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * ews_targets_free:
 * @self: (transfer full): targets
 */
void
ews_targets_free (EwsTargets *self)
{
  g_hash_table_unref (self->ids);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* What is deleted goes to the trash. */
static const char *
name_of (const TocsinMailOperation *operation)
{
  switch (operation->verb)
    {
    case TOCSIN_MAIL_MOVE:
    case TOCSIN_MAIL_COPY:
      return operation->argument;
    case TOCSIN_MAIL_DELETE:
      return "role:trash";
    default:
      return NULL;
    }
}

/**
 * ews_targets_has_any:
 * @operation: what is to be done
 *
 * Returns: whether another folder has a part in it.
 */
gboolean
ews_targets_has_any (const TocsinMailOperation *operation)
{
  return name_of (operation) != NULL;
}

static char *
recall (EwsTargets *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (g_hash_table_lookup (self->ids, name));
}

static void
note (EwsTargets *self, const char *name, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (id != NULL)
    g_hash_table_replace (self->ids, g_strdup (name), g_strdup (id));
  else
    g_hash_table_remove (self->ids, name);
}

/**
 * ews_targets_forget:
 * @self: targets
 * @operation: what could not be done, as the folder is not there any more
 */
void
ews_targets_forget (EwsTargets *self, const TocsinMailOperation *operation)
{
  note (self, name_of (operation), NULL);
}

static TocsinFolder *
look_up (EwsAccount *account, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = ews_folders_list (account, cancellable, error);

  return folders != NULL ? tocsin_folder_find (folders, name, error) : NULL;
}

/**
 * ews_targets_find:
 * @self: targets
 * @account: an account
 * @operation: what is to be done
 * @cancellable: (nullable): to stop it
 * @error: `mailbox.missing`, or what else went wrong
 *
 * Returns: (transfer full): the id of the folder that a person means, made if that is wanted; ''
 *   for a mailbox without a trash.
 */
char *
ews_targets_find (EwsTargets *self,
                  EwsAccount *account,
                  const TocsinMailOperation *operation,
                  GCancellable *cancellable,
                  GError **error)
{
  const char *name = name_of (operation);
  char *id = recall (self, name);
  g_autoptr (TocsinFolder) folder = NULL;
  g_autoptr (GError) missing = NULL;

  if (id != NULL)
    return id;
  folder = look_up (account, name, cancellable, &missing);
  if (folder == NULL && missing->code == TOCSIN_ERROR_MAILBOX_MISSING)
    {
      if (operation->verb == TOCSIN_MAIL_DELETE)
        return g_strdup ("");
      if (operation->create)
        {
          if (!ews_folders_create (account, name, cancellable, error))
            return NULL;
          g_clear_error (&missing);
          folder = look_up (account, name, cancellable, &missing);
        }
    }
  if (folder == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return NULL;
    }
  note (self, name, folder->id);

  return g_strdup (folder->id);
}
