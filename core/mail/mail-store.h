/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/folder.h"
#include "core/mail/mail-explanation.h"
#include "core/mail/mail-operation.h"
#include "core/mail/message-ref.h"
#include "core/mail/message.h"
#include "core/mail/query/query.h"
#include "core/mail/watch.h"

G_BEGIN_DECLS

/**
 * TocsinMailParts:
 * @TOCSIN_MAIL_PARTS_FLAGS: flags and keywords
 * @TOCSIN_MAIL_PARTS_HEADERS: the whole header block, as sent
 * @TOCSIN_MAIL_PARTS_STRUCTURE: the tree of MIME parts; a hint (quirk 29). A store whose server
 *   tells it only with the whole message leaves it out: whoever needs it reads the message
 * @TOCSIN_MAIL_PARTS_RAW: the whole message, streamed
 *
 * What to fetch. Received date and size always come along.
 */
typedef enum
{
  TOCSIN_MAIL_PARTS_FLAGS = 1 << 0,
  TOCSIN_MAIL_PARTS_HEADERS = 1 << 1,
  TOCSIN_MAIL_PARTS_STRUCTURE = 1 << 2,
  TOCSIN_MAIL_PARTS_RAW = 1 << 3,
} TocsinMailParts;

/**
 * TocsinMailSink:
 * @begin: (nullable): a raw message begins; its size is a hint. Only with %TOCSIN_MAIL_PARTS_RAW
 * @write: (nullable): some of its bytes. Only with %TOCSIN_MAIL_PARTS_RAW
 * @message: what was asked for of @ref is complete; @message is %NULL when it is gone. The sink
 *   takes references to what it wants to keep
 * @user_data: for all three
 *
 * Where fetched messages go, one after the other, in the order the server likes. A function that
 * fails ends the fetch; the store reads the rest of the answer away or drops the session. When a
 * session dies in the middle of a raw message, `message` is not called for it: a sink that gets
 * another `begin` (or nothing more) throws the torn bytes away.
 */
typedef struct
{
  gboolean (*begin) (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error);
  gboolean (*write) (const char *bytes, gsize length, gpointer user_data, GError **error);
  gboolean (*message) (TocsinMessageRef *ref,
                       TocsinMessage *message,
                       gpointer user_data,
                       GError **error);
  gpointer user_data;
} TocsinMailSink;

/**
 * TocsinMailChanges:
 * @refs: (element-type TocsinMessageRef): the messages that came since the cursor, oldest first,
 *   among which the query's matches surely are
 * @cursor: the position after them; opaque to everybody but the store
 * @rebuilt: whether the server gave the folder a new identity (UIDVALIDITY): @refs are then all
 *   messages of the folder, and the caller sorts out those it has seen under their old keys
 * @more: whether the limit was reached and there are further ones behind @cursor
 *
 * What is new in a folder.
 */
typedef struct
{
  GPtrArray *refs;
  GVariant *cursor;
  gboolean rebuilt;
  gboolean more;
} TocsinMailChanges;

void tocsin_mail_changes_free (TocsinMailChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMailChanges, tocsin_mail_changes_free)

#define TOCSIN_TYPE_MAIL_STORE (tocsin_mail_store_get_type ())

/**
 * TocsinMailStore:
 *
 * The role of a connection whose server holds mail. All calls block, may come from any thread and
 * at the same time: the store takes a session from its pool for each. None marks a message as read
 * or changes anything else in the mailbox but tocsin_mail_store_apply(), _append() and
 * _create_folder().
 */
G_DECLARE_INTERFACE (TocsinMailStore, tocsin_mail_store, TOCSIN, MAIL_STORE, GObject)

/**
 * TocsinMailStoreInterface:
 * @list_folders: all folders, an array of #TocsinFolder; INBOX is always among them
 * @changes: what came since a cursor; %NULL as the cursor means "from now on": no refs, only the
 *   position
 * @search: all messages of the folder among which the query's matches surely are, oldest first
 * @fetch: parts of messages, into a sink
 * @read_texts: (nullable): gives messages whose structure is known the content of those parts that
 * a reader is shown, and of no other. See tocsin_mail_store_read_texts()
 * @apply: does something to messages; those that are gone are not an error. @results (nullable)
 *   gets an array as long as @refs: the new #TocsinMessageRef after move or copy, or %NULL
 * @append: (nullable): stores a raw message of known length in a folder
 * @create_folder: (nullable): makes a folder, named as a person names it
 * @watch: (nullable): a waiting session for these folders; stores without it are polled. It waits
 *   from the moment the call returns, so whoever catches up afterwards misses nothing. A store that
 *   can't watch all of them at once (IMAP without NOTIFY) watches the first and looks after the
 *   others at its deadlines
 * @explain: (nullable): what the server would be asked for; nothing is searched for
 * @rest: (nullable): ends what calls before have left open and would hold up others. See
 *   tocsin_mail_store_rest()
 * @get_inner: (nullable): the store that every call goes to instead, for a connection that works
 *   through another one (transfer none); %NULL when it does its work itself. The same one always
 */
struct _TocsinMailStoreInterface
{
  GTypeInterface parent_iface;

  GPtrArray *(*list_folders) (TocsinMailStore *self, GCancellable *cancellable, GError **error);
  TocsinMailChanges *(*changes) (TocsinMailStore *self,
                                 const char *folder,
                                 GVariant *cursor,
                                 TocsinQuery *query,
                                 guint limit,
                                 GCancellable *cancellable,
                                 GError **error);
  GPtrArray *(*search) (TocsinMailStore *self,
                        const char *folder,
                        TocsinQuery *query,
                        GCancellable *cancellable,
                        GError **error);
  gboolean (*fetch) (TocsinMailStore *self,
                     GPtrArray *refs,
                     TocsinMailParts parts,
                     const TocsinMailSink *sink,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*read_texts) (TocsinMailStore *self,
                          GPtrArray *refs,
                          GPtrArray *messages,
                          GCancellable *cancellable,
                          GError **error);
  gboolean (*apply) (TocsinMailStore *self,
                     GPtrArray *refs,
                     const TocsinMailOperation *operation,
                     GPtrArray **results,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*append) (TocsinMailStore *self,
                      const char *folder,
                      GInputStream *message,
                      guint64 size,
                      GCancellable *cancellable,
                      GError **error);
  gboolean (*create_folder) (TocsinMailStore *self,
                             const char *name,
                             GCancellable *cancellable,
                             GError **error);
  TocsinWatch *(*watch) (TocsinMailStore *self,
                         const char *const *folders,
                         GCancellable *cancellable,
                         GError **error);
  TocsinMailExplanation *(*explain) (TocsinMailStore *self,
                                     TocsinQuery *query,
                                     GCancellable *cancellable,
                                     GError **error);
  guint (*rest) (TocsinMailStore *self, GCancellable *cancellable);
  TocsinMailStore *(*get_inner) (TocsinMailStore *self);

  /*< private >*/
  gpointer padding[6];
};

GPtrArray *
tocsin_mail_store_list_folders (TocsinMailStore *self, GCancellable *cancellable, GError **error);
TocsinFolder *tocsin_mail_store_find_folder (TocsinMailStore *self,
                                             const char *name,
                                             GCancellable *cancellable,
                                             GError **error);
TocsinMailChanges *tocsin_mail_store_changes (TocsinMailStore *self,
                                              const char *folder,
                                              GVariant *cursor,
                                              TocsinQuery *query,
                                              guint limit,
                                              GCancellable *cancellable,
                                              GError **error);
GPtrArray *tocsin_mail_store_search (TocsinMailStore *self,
                                     const char *folder,
                                     TocsinQuery *query,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean tocsin_mail_store_fetch (TocsinMailStore *self,
                                  GPtrArray *refs,
                                  TocsinMailParts parts,
                                  const TocsinMailSink *sink,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tocsin_mail_store_can_read_texts (TocsinMailStore *self);
gboolean tocsin_mail_store_read_texts (TocsinMailStore *self,
                                       GPtrArray *refs,
                                       GPtrArray *messages,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean tocsin_mail_store_apply (TocsinMailStore *self,
                                  GPtrArray *refs,
                                  const TocsinMailOperation *operation,
                                  GPtrArray **results,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tocsin_mail_store_can_append (TocsinMailStore *self);
gboolean tocsin_mail_store_append (TocsinMailStore *self,
                                   const char *folder,
                                   GInputStream *message,
                                   guint64 size,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean tocsin_mail_store_create_folder (TocsinMailStore *self,
                                          const char *name,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean tocsin_mail_store_can_watch (TocsinMailStore *self);
TocsinWatch *tocsin_mail_store_watch (TocsinMailStore *self,
                                      const char *const *folders,
                                      GCancellable *cancellable,
                                      GError **error);
TocsinMailExplanation *tocsin_mail_store_explain (TocsinMailStore *self,
                                                  TocsinQuery *query,
                                                  GCancellable *cancellable,
                                                  GError **error);
guint tocsin_mail_store_rest (TocsinMailStore *self, GCancellable *cancellable);

gboolean tocsin_mail_is_about_one_message (const GError *error);
gboolean tocsin_mail_may_be_about_one_message (const GError *error);

G_END_DECLS
