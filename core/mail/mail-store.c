/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-store.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (TocsinMailStore, tocsin_mail_store, G_TYPE_OBJECT)

static void
tocsin_mail_store_default_init (TocsinMailStoreInterface *iface)
{
}

/**
 * tocsin_mail_changes_free:
 * @self: (transfer full): changes
 */
void
tocsin_mail_changes_free (TocsinMailChanges *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->refs, g_ptr_array_unref);
  g_clear_pointer (&self->cursor, g_variant_unref);
  g_free (self);
}

/* Who does the work: a connection that works through others leaves it to one of them. */
static TocsinMailStore *
find_worker (TocsinMailStore *self)
{
  TocsinMailStoreInterface *iface = TOCSIN_MAIL_STORE_GET_IFACE (self);
  TocsinMailStore *inner = iface->get_inner != NULL ? iface->get_inner (self) : NULL;

  return inner != NULL ? find_worker (inner) : self;
}

static gboolean
not_supported (TocsinMailStore *self, const char *what, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("%s is not supported by this kind of connection"), what);
  return FALSE;
}

/**
 * tocsin_mail_store_list_folders:
 * @self: a mail store
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer container) (element-type TocsinFolder): all folders.
 */
GPtrArray *
tocsin_mail_store_list_folders (TocsinMailStore *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self), NULL);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->list_folders (self, cancellable, error);
}

/**
 * tocsin_mail_store_find_folder:
 * @self: a mail store
 * @name: a folder as a person names it, or `role:trash` and the like
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING with the nearest names, or other trouble
 *
 * Returns: (transfer full): the folder.
 */
TocsinFolder *
tocsin_mail_store_find_folder (TocsinMailStore *self,
                               const char *name,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  folders = tocsin_mail_store_list_folders (self, cancellable, error);

  return folders != NULL ? tocsin_folder_find (folders, name, error) : NULL;
}

/**
 * tocsin_mail_store_changes: (skip)
 * @self: a mail store
 * @folder: the folder's id
 * @cursor: (nullable): where the last call ended, or %NULL to begin with now
 * @query: (nullable): what is looked for; the store narrows the answer as far as it safely can
 * @limit: the most references to return, 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Costs a constant number of round trips when nothing is new. A cursor never depends on a clock.
 *
 * Returns: (transfer full): what is new, a superset of the new messages that match.
 */
TocsinMailChanges *
tocsin_mail_store_changes (TocsinMailStore *self,
                           const char *folder,
                           GVariant *cursor,
                           TocsinQuery *query,
                           guint limit,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && folder != NULL, NULL);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->changes (self, folder, cursor, query, limit,
                                                      cancellable, error);
}

/**
 * tocsin_mail_store_search:
 * @self: a mail store
 * @folder: the folder's id
 * @query: (nullable): what is looked for, %NULL for everything
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer container) (element-type TocsinMessageRef): a superset of the messages in the
 *   folder that match, oldest first.
 */
GPtrArray *
tocsin_mail_store_search (TocsinMailStore *self,
                          const char *folder,
                          TocsinQuery *query,
                          GCancellable *cancellable,
                          GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && folder != NULL, NULL);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->search (self, folder, query, cancellable, error);
}

/**
 * tocsin_mail_store_fetch:
 * @self: a mail store
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @parts: what to fetch of them
 * @sink: where it goes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Never marks a message as read.
 *
 * Returns: whether the sink was told of every message.
 */
gboolean
tocsin_mail_store_fetch (TocsinMailStore *self,
                         GPtrArray *refs,
                         TocsinMailParts parts,
                         const TocsinMailSink *sink,
                         GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && refs != NULL && sink != NULL, FALSE);

  if (refs->len == 0)
    return TRUE;

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->fetch (self, refs, parts, sink, cancellable, error);
}

/**
 * tocsin_mail_store_can_read_texts:
 * @self: a mail store
 *
 * Returns: whether the text of a message can be had without the rest of it.
 */
gboolean
tocsin_mail_store_can_read_texts (TocsinMailStore *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self), FALSE);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->read_texts != NULL;
}

/**
 * tocsin_mail_store_read_texts:
 * @self: a mail store
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @messages: (element-type TocsinMessage): what is known of them, in the same order
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Gives the messages the content of the parts that a reader is shown, at most
 * %TOCSIN_MESSAGE_MAX_TEXT bytes of each: those then know %TOCSIN_MESSAGE_LAYERS_TEXT. Any that
 * does not afterwards is to be fetched whole: one whose structure is not known or turned out to be
 * wrong, or whose text the server did not want to give by itself. So are all where
 * tocsin_mail_store_can_read_texts() says no; then this does nothing. One that is gone stays as it
 * was. Nothing is marked as read.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_mail_store_read_texts (TocsinMailStore *self,
                              GPtrArray *refs,
                              GPtrArray *messages,
                              GCancellable *cancellable,
                              GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && refs != NULL && messages != NULL, FALSE);
  g_return_val_if_fail (refs->len == messages->len, FALSE);

  if (refs->len == 0 || !tocsin_mail_store_can_read_texts (self))
    return TRUE;

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->read_texts (self, refs, messages, cancellable, error);
}

/**
 * tocsin_mail_store_apply:
 * @self: a mail store
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @operation: what to do to them
 * @results: (out) (optional) (transfer container) (element-type TocsinMessageRef): where each
 *   message is now, in the same order, %NULL where that is not known
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is done.
 */
gboolean
tocsin_mail_store_apply (TocsinMailStore *self,
                         GPtrArray *refs,
                         const TocsinMailOperation *operation,
                         GPtrArray **results,
                         GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && refs != NULL && operation != NULL, FALSE);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->apply (self, refs, operation, results, cancellable,
                                                    error);
}

/**
 * tocsin_mail_store_can_append:
 * @self: a mail store
 *
 * Returns: whether messages from elsewhere can be stored in it.
 */
gboolean
tocsin_mail_store_can_append (TocsinMailStore *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self), FALSE);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->append != NULL;
}

/**
 * tocsin_mail_store_append:
 * @self: a mail store
 * @folder: the folder's id
 * @message: the raw message
 * @size: its exact length in bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is stored.
 */
gboolean
tocsin_mail_store_append (TocsinMailStore *self,
                          const char *folder,
                          GInputStream *message,
                          guint64 size,
                          GCancellable *cancellable,
                          GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && folder != NULL, FALSE);

  if (!tocsin_mail_store_can_append (self))
    return not_supported (self, _ ("Storing a message"), error);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->append (self, folder, message, size, cancellable,
                                                     error);
}

/**
 * tocsin_mail_store_create_folder:
 * @self: a mail store
 * @name: the folder as a person names it, levels parted by `/`
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it exists now; that it existed before is no error.
 */
gboolean
tocsin_mail_store_create_folder (TocsinMailStore *self,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GError **error)
{
  TocsinMailStoreInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && name != NULL, FALSE);

  self = find_worker (self);
  iface = TOCSIN_MAIL_STORE_GET_IFACE (self);
  if (iface->create_folder == NULL)
    return not_supported (self, _ ("Creating a folder"), error);

  return iface->create_folder (self, name, cancellable, error);
}

/**
 * tocsin_mail_store_can_watch:
 * @self: a mail store
 *
 * Returns: whether tocsin_mail_store_watch() is worth a try.
 */
gboolean
tocsin_mail_store_can_watch (TocsinMailStore *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self), FALSE);

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->watch != NULL;
}

/**
 * tocsin_mail_store_watch:
 * @self: a mail store
 * @folders: (array zero-terminated=1): ids of the folders, the most important first
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED when this server can't
 *
 * Returns: (transfer full): a session that waits for the server to speak.
 */
TocsinWatch *
tocsin_mail_store_watch (TocsinMailStore *self,
                         const char *const *folders,
                         GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (folders != NULL && folders[0] != NULL, NULL);

  if (!tocsin_mail_store_can_watch (self))
    {
      not_supported (self, _ ("Waiting for mail"), error);
      return NULL;
    }

  self = find_worker (self);

  return TOCSIN_MAIL_STORE_GET_IFACE (self)->watch (self, folders, cancellable, error);
}

/**
 * tocsin_mail_store_explain: (skip)
 * @self: a mail store
 * @query: a query
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): what would be asked of the server, term by term and in its own words.
 */
TocsinMailExplanation *
tocsin_mail_store_explain (TocsinMailStore *self,
                           TocsinQuery *query,
                           GCancellable *cancellable,
                           GError **error)
{
  TocsinMailStoreInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self) && query != NULL, NULL);

  self = find_worker (self);
  iface = TOCSIN_MAIL_STORE_GET_IFACE (self);

  return iface->explain != NULL ? iface->explain (self, query, cancellable, error)
                                : tocsin_mail_explanation_new (query, NULL, NULL);
}

/**
 * tocsin_mail_store_rest:
 * @self: a mail store
 * @cancellable: (nullable): to stop it
 *
 * Says that nobody wants anything more for now. A store that gives one session the mailbox for
 * itself, or shows it as it was when the session began, ends that session: others get in, and the
 * next call sees what came meanwhile. Any call may follow.
 *
 * Returns: seconds for which the server wants to be left alone; 0 if it does not say so.
 */
guint
tocsin_mail_store_rest (TocsinMailStore *self, GCancellable *cancellable)
{
  TocsinMailStoreInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_MAIL_STORE (self), 0);

  self = find_worker (self);
  iface = TOCSIN_MAIL_STORE_GET_IFACE (self);

  return iface->rest != NULL ? iface->rest (self, cancellable) : 0;
}

static gboolean
is_one_of (const GError *error, const TocsinError *codes, gsize n_codes)
{
  for (gsize i = 0; i < n_codes; i++)
    if (g_error_matches (error, TOCSIN_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_mail_is_about_one_message:
 * @error: what came of a fetch
 *
 * Returns: whether it is trouble that one message can cause, and that leaves the others unharmed:
 *   then each is asked for by itself.
 */
gboolean
tocsin_mail_is_about_one_message (const GError *error)
{
  static const TocsinError codes[] = { TOCSIN_ERROR_MESSAGE_UNPARSABLE, TOCSIN_ERROR_PROTOCOL_PARSE,
                                       TOCSIN_ERROR_SERVER_NO, TOCSIN_ERROR_SERVER_BAD };

  return is_one_of (error, codes, G_N_ELEMENTS (codes));
}

/**
 * tocsin_mail_may_be_about_one_message:
 * @error: what came of a fetch
 *
 * Returns: whether it is trouble that a service has as a rule, but that some have with one message
 *   for ever: only that the others can be had tells which it is.
 */
gboolean
tocsin_mail_may_be_about_one_message (const GError *error)
{
  static const TocsinError codes[] = {
    TOCSIN_ERROR_SERVER_BUSY,  TOCSIN_ERROR_MAILBOX_NO_PERMISSION, TOCSIN_ERROR_HTTP_STATUS,
    TOCSIN_ERROR_HTTP_CONTENT, TOCSIN_ERROR_SERVICE_FAULT,         TOCSIN_ERROR_SERVICE_ERROR
  };

  return is_one_of (error, codes, G_N_ELEMENTS (codes));
}
