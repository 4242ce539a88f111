/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/trial-store.h"

G_BEGIN_DECLS

/**
 * TocsinTrialBox:
 * @refs: (element-type TocsinMessageRef): the messages, in the order in which they are shown
 * @shown: how many of them were shown
 * @headed: whether the newest of the real folder are among them
 * @listed: whether all of it that anybody asks for are
 * @window: how many are shown next
 * @last_uid: the number of the message that came last in the trial
 *
 * A folder in a trial.
 */
typedef struct
{
  GPtrArray *refs;
  guint shown;
  gboolean headed;
  gboolean listed;
  guint window;
  guint64 last_uid;
} TocsinTrialBox;

struct _TocsinTrialStore
{
  GObject parent_instance;

  TocsinConnectionSettings *settings;
  TocsinMailStore *real;
  GStrv patterns;
  gint64 since;
  TocsinQuery *query;
  GPtrArray *only;
  gboolean assumes_folders;
  char *inbox;
  gboolean ends;

  GPtrArray *folders;
  gboolean has_new_folders;
  GHashTable *boxes; /* id of a folder → TocsinTrialBox */
  GHashTable *mails; /* place → TocsinTrialMail */
  GHashTable *seen;  /* place → TocsinTrialSeen */
  GPtrArray *seen_order;
  guint64 n_asked;
  guint progress;
  guint n_arrivals;
};

void tocsin_trial_seen_free (gpointer data);
char *tocsin_trial_store_place (const TocsinMessageRef *ref);
TocsinTrialBox *tocsin_trial_store_get_box (TocsinTrialStore *self, const char *folder);
GPtrArray *
tocsin_trial_store_list_folders (TocsinTrialStore *self, GCancellable *cancellable, GError **error);

TocsinMailChanges *tocsin_trial_store_changes (TocsinMailStore *store,
                                               const char *folder,
                                               GVariant *cursor,
                                               TocsinQuery *query,
                                               guint limit,
                                               GCancellable *cancellable,
                                               GError **error);
GPtrArray *tocsin_trial_store_search (TocsinMailStore *store,
                                      const char *folder,
                                      TocsinQuery *query,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean tocsin_trial_store_fetch (TocsinMailStore *store,
                                   GPtrArray *refs,
                                   TocsinMailParts parts,
                                   const TocsinMailSink *sink,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean tocsin_trial_store_read_texts (TocsinMailStore *store,
                                        GPtrArray *refs,
                                        GPtrArray *messages,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean tocsin_trial_store_apply (TocsinMailStore *store,
                                   GPtrArray *refs,
                                   const TocsinMailOperation *operation,
                                   GPtrArray **results,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean tocsin_trial_store_create_folder (TocsinMailStore *store,
                                           const char *name,
                                           GCancellable *cancellable,
                                           GError **error);

G_END_DECLS
