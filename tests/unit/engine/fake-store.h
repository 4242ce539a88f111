/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

/* A mailbox in memory, with the bad habits that a test gives it. What it is asked it answers as a
 * server would: a superset by the query, the oldest first. */

typedef enum
{
  FAKE_LIST,
  FAKE_CHANGES,
  FAKE_SEARCH,
  FAKE_FETCH,
  FAKE_FETCH_RAW,
  FAKE_READ_TEXTS,
  FAKE_WATCH,
  FAKE_RESUME,
  FAKE_REST,
  FAKE_N_CALLS,
} FakeCall;

typedef enum
{
  FAKE_SOUND,
  FAKE_UNDELIVERED,   /* announced, never there */
  FAKE_VANISHING,     /* announced, gone when it is asked for */
  FAKE_READ_WHOLE,    /* its structure can't be believed: its head comes with all of it */
  FAKE_HEADERS_ALONE, /* its structure costs as much as the message, and comes with that alone */

  FAKE_FAILS = 1000, /* every answer with it fails: and a code */
  FAKE_UNREADABLE = FAKE_FAILS + TOCSIN_ERROR_PROTOCOL_PARSE,
  FAKE_REFUSED = FAKE_FAILS + TOCSIN_ERROR_MAILBOX_NO_PERMISSION,

  FAKE_RAW_FAILS = 2000, /* only its body can't be had */
  FAKE_RAW_UNREADABLE = FAKE_RAW_FAILS + TOCSIN_ERROR_PROTOCOL_PARSE,
  FAKE_RAW_REFUSED = FAKE_RAW_FAILS + TOCSIN_ERROR_MAILBOX_NO_PERMISSION,
} FakeHabit;

typedef struct _FakeStore FakeStore;

FakeStore *fake_store_new (const char *first_assignment, ...) G_GNUC_NULL_TERMINATED;
void fake_store_free (FakeStore *self);
TocsinMailStore *fake_store_get (FakeStore *self);
TocsinHost *fake_store_host_new (FakeStore *self);

void fake_store_add_folder (FakeStore *self, const char *name);
guint64
fake_store_deliver (FakeStore *self, const char *folder, const char *subject, gint64 received);
guint64 fake_store_deliver_raw (
    FakeStore *self, const char *folder, const char *raw, gint64 received, FakeHabit habit);
void
fake_store_set_flags (FakeStore *self, const char *folder, guint64 uid, TocsinMessageFlags flags);
void fake_store_remove (FakeStore *self, const char *folder, guint64 uid);
void fake_store_renumber (FakeStore *self, const char *folder);
void fake_store_set_gives_texts (FakeStore *self, gboolean gives_texts);
void fake_store_set_told_size (FakeStore *self, const char *folder, guint64 uid, guint64 size);

void fake_store_fail (FakeStore *self, FakeCall call, TocsinError code, guint times);
void fake_store_fail_folder (FakeStore *self, const char *folder, TocsinError code);
void fake_store_set_retry_after (FakeStore *self, gint64 seconds);
void fake_store_set_pause (FakeStore *self, guint seconds);
guint fake_store_count (FakeStore *self, FakeCall call);
void fake_store_hold (FakeStore *self, FakeCall call);
void fake_store_await (FakeStore *self);
void fake_store_let_go (FakeStore *self);

void fake_store_set_pushes (FakeStore *self, gboolean can_watch, gboolean tells);
void fake_store_hang_up (FakeStore *self);
guint fake_store_get_watches (FakeStore *self);
guint64 fake_store_get_raw_bytes (FakeStore *self);
guint64 fake_store_get_text_bytes (FakeStore *self);

G_END_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeStore, fake_store_free)
