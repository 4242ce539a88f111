/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/trial-store-private.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_trial_store_get_mail: (skip)
 * @self: a store
 * @ref: a message
 *
 * Returns: (transfer none): what was done to it so far, to be added to.
 */
TocsinTrialMail *
tocsin_trial_store_get_mail (TocsinTrialStore *self, TocsinMessageRef *ref)
{
  char *place = tocsin_trial_store_place (ref);
  TocsinTrialMail *mail = g_hash_table_lookup (self->mails, place);

  if (mail != NULL)
    {
      g_free (place);
      return mail;
    }

  mail = tocsin_trial_mail_new (self->real, ref);
  g_hash_table_insert (self->mails, place, mail);

  return mail;
}

/*< private >
 * tocsin_trial_store_create_folder:
 * @store: a store
 * @name: as a person names it
 * @cancellable: (nullable): to stop it
 * @error: where to put why the real folders can't be listed
 *
 * Returns: whether the trial has it now.
 */
gboolean
tocsin_trial_store_create_folder (TocsinMailStore *store,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GError **error)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (store);
  GPtrArray *folders = tocsin_trial_store_list_folders (self, cancellable, error);

  if (folders == NULL)
    return FALSE;

  g_ptr_array_add (folders, tocsin_folder_new (name, name, TOCSIN_FOLDER_ROLE_NONE, TRUE));
  self->has_new_folders = TRUE;

  return TRUE;
}

static TocsinFolder *
find_target (TocsinTrialStore *self,
             const TocsinMailOperation *operation,
             GCancellable *cancellable,
             GError **error)
{
  GPtrArray *folders = tocsin_trial_store_list_folders (self, cancellable, error);
  g_autoptr (GError) local_error = NULL;
  TocsinFolder *folder;

  if (folders == NULL)
    return NULL;

  folder = tocsin_folder_find (folders, operation->argument, &local_error);
  if (folder != NULL)
    return folder;
  if (!operation->create && !self->assumes_folders)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!tocsin_trial_store_create_folder (TOCSIN_MAIL_STORE (self), operation->argument, cancellable,
                                         error))
    return NULL;

  return tocsin_folder_find (folders, operation->argument, error);
}

/* Nothing that a server could have made. */
static TocsinMessageRef *
make_ref (TocsinTrialStore *self, const char *folder, const TocsinMessageRef *origin)
{
  g_autofree char *key = g_strdup_printf ("trial:%u", ++self->n_arrivals);
  TocsinMessageRef *ref = tocsin_message_ref_new (folder, key);

  ref->size = origin->size;
  ref->received = origin->received;

  return ref;
}

static TocsinTrialMail *
put (TocsinTrialStore *self, const TocsinTrialMail *mail, const char *folder)
{
  g_autoptr (TocsinMessageRef) ref = make_ref (self, folder, mail->ref);
  TocsinTrialMail *copy = tocsin_trial_mail_copy (mail, ref);
  TocsinTrialBox *box = tocsin_trial_store_get_box (self, folder);

  g_hash_table_insert (self->mails, tocsin_trial_store_place (ref), copy);
  g_ptr_array_add (box->refs, tocsin_message_ref_ref (ref));

  return copy;
}

static TocsinMessageRef *
do_operation (TocsinTrialStore *self,
              TocsinTrialMail *mail,
              const TocsinMailOperation *operation,
              const TocsinFolder *target)
{
  TocsinMessageRef *ref = NULL;

  if (mail->gone)
    return NULL;
  if (target != NULL)
    ref = tocsin_message_ref_ref (put (self, mail, target->id)->ref);
  tocsin_trial_mail_mark (mail, operation);
  mail->gone = operation->verb == TOCSIN_MAIL_MOVE || operation->verb == TOCSIN_MAIL_DELETE;

  return ref;
}

static void
free_result (gpointer ref)
{
  g_clear_pointer ((TocsinMessageRef **) &ref, tocsin_message_ref_unref);
}

/*< private >
 * tocsin_trial_store_apply:
 * @store: a store
 * @refs: (element-type TocsinMessageRef): messages
 * @operation: what to do to them
 * @results: (optional) (out): where they are then
 * @cancellable: (nullable): to stop it
 * @error: where to put why it would fail
 *
 * Does it to the trial's picture of the mailbox, and to nothing else.
 */
gboolean
tocsin_trial_store_apply (TocsinMailStore *store,
                          GPtrArray *refs,
                          const TocsinMailOperation *operation,
                          GPtrArray **results,
                          GCancellable *cancellable,
                          GError **error)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (store);
  g_autoptr (TocsinFolder) target = NULL;
  g_autoptr (GPtrArray) moved = g_ptr_array_new_with_free_func (free_result);

  if (operation->verb == TOCSIN_MAIL_MOVE || operation->verb == TOCSIN_MAIL_COPY)
    {
      target = find_target (self, operation, cancellable, error);
      if (target == NULL)
        return FALSE;
    }
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinTrialMail *mail = tocsin_trial_store_get_mail (self, g_ptr_array_index (refs, i));

      g_ptr_array_add (moved, do_operation (self, mail, operation, target));
    }
  if (results != NULL)
    *results = g_steal_pointer (&moved);

  return TRUE;
}

/**
 * tocsin_trial_store_receive: (skip)
 * @self: a store
 * @mail: a message of another store
 * @operation: a move or a copy to here
 * @cancellable: (nullable): to stop it
 * @error: where to put why it would fail
 *
 * Returns: (nullable) (transfer none): the message as it is here.
 */
TocsinTrialMail *
tocsin_trial_store_receive (TocsinTrialStore *self,
                            const TocsinTrialMail *mail,
                            const TocsinMailOperation *operation,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (TocsinFolder) target = find_target (self, operation, cancellable, error);

  return target != NULL ? put (self, mail, target->id) : NULL;
}

/**
 * tocsin_trial_store_get_n_arrivals: (skip)
 * @self: a store
 *
 * Returns: how many messages were moved or copied to somewhere in it.
 */
guint
tocsin_trial_store_get_n_arrivals (TocsinTrialStore *self)
{
  return self->n_arrivals;
}

/**
 * tocsin_trial_store_take_new_folders: (skip)
 * @self: a store
 *
 * Returns: whether there are folders that were not there at the last call.
 */
gboolean
tocsin_trial_store_take_new_folders (TocsinTrialStore *self)
{
  gboolean has = self->has_new_folders;

  self->has_new_folders = FALSE;

  return has;
}

/**
 * tocsin_trial_store_name_folder: (skip)
 * @self: a store
 * @id: id of a folder
 *
 * Returns: (transfer full): what a person calls it.
 */
char *
tocsin_trial_store_name_folder (TocsinTrialStore *self, const char *id)
{
  for (guint i = 0; self->folders != NULL && i < self->folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (self->folders, i);

      if (g_str_equal (folder->id, id))
        return g_strdup (folder->name);
    }

  return g_strdup (id);
}
