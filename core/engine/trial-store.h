/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/trial-mail.h"
#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TOCSIN_TRIAL_FIRST_WINDOW:
 *
 * How many messages are shown first; each time it is twice as many, so that what is found first is
 * told soon and the rest goes fast.
 */
#define TOCSIN_TRIAL_FIRST_WINDOW 10

/**
 * TOCSIN_TRIAL_HEAD:
 *
 * How many of the newest messages are shown before the server is asked to search for others.
 */
#define TOCSIN_TRIAL_HEAD 100

/**
 * TocsinTrialSeen:
 * @ref: where it is
 * @message: what is known of it
 * @position: its place among all that were asked for
 *
 * A message that was just looked at.
 */
typedef struct
{
  TocsinMessageRef *ref;
  TocsinMessage *message;
  guint64 position;
} TocsinTrialSeen;

#define TOCSIN_TYPE_TRIAL_STORE (tocsin_trial_store_get_type ())

/**
 * TocsinTrialStore:
 *
 * A mailbox as tasks would find it and leave it: it reads from a real one, and what is done to it
 * stays in memory. Of the real store nothing is called that could change anything.
 *
 * Mail that is there seems to come in after the first look, newest first: that is how a task sees
 * mail when it is let loose. Belongs to one thread.
 */
G_DECLARE_FINAL_TYPE (TocsinTrialStore, tocsin_trial_store, TOCSIN, TRIAL_STORE, GObject)

TocsinTrialStore *
tocsin_trial_store_new (TocsinConnectionSettings *settings, TocsinMailStore *real);
void tocsin_trial_store_show (TocsinTrialStore *self, const char *const *folders, gint64 since);
void tocsin_trial_store_narrow (TocsinTrialStore *self, TocsinQuery *query);
void tocsin_trial_store_show_only (TocsinTrialStore *self, GPtrArray *refs);
void tocsin_trial_store_assume_folders (TocsinTrialStore *self, const char *inbox);
void tocsin_trial_store_show_no_more (TocsinTrialStore *self);
guint tocsin_trial_store_get_progress (TocsinTrialStore *self);
guint tocsin_trial_store_get_n_arrivals (TocsinTrialStore *self);
gboolean tocsin_trial_store_take_new_folders (TocsinTrialStore *self);

GPtrArray *tocsin_trial_store_take_seen (TocsinTrialStore *self);
TocsinTrialMail *tocsin_trial_store_find_mail (TocsinTrialStore *self, const TocsinMessageRef *ref);
TocsinTrialMail *tocsin_trial_store_get_mail (TocsinTrialStore *self, TocsinMessageRef *ref);
TocsinTrialMail *tocsin_trial_store_receive (TocsinTrialStore *self,
                                             const TocsinTrialMail *mail,
                                             const TocsinMailOperation *operation,
                                             GCancellable *cancellable,
                                             GError **error);
char *tocsin_trial_store_name_folder (TocsinTrialStore *self, const char *id);
gboolean
tocsin_trial_store_is_meant (TocsinTrialStore *self, const char *id, const char *const *patterns);

G_END_DECLS
