/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"
#include "core/engine/postman.h"
#include "core/mail/mail-transport.h"

G_BEGIN_DECLS

/* Connections that send mail to nobody, answering as a test wants; an outbox in a folder; and a
 * postman between them. */

typedef enum
{
  FAKE_ACCEPT,
  FAKE_DEFER,        /* every recipient, for now */
  FAKE_REFUSE,       /* every recipient, for good */
  FAKE_DEFER_SECOND, /* the others have it */
  FAKE_REFUSE_SECOND,
  FAKE_TOO_BIG, /* refused before anything went */
  FAKE_DOWN,    /* no connection */
  FAKE_WRONG_LOGIN,
  FAKE_CUT,         /* lost while the message went */
  FAKE_BUSY,        /* asks for a pause of ten minutes, having seen the mail */
  FAKE_LOST,        /* lost behind the last byte, and says so */
  FAKE_LOST_MUTELY, /* lost behind the last byte, and says only that it was lost */
  FAKE_HANG,        /* until it is told to go on, or cancelled */
} FakeAnswer;

typedef struct
{
  char *folder;
  TocsinClock *clock;
  TocsinOutboxJournal *journal;
  TocsinSpool *spool;
  TocsinOutbox *outbox;
  TocsinHost *host;
  TocsinPostman *postman;
} FakeOffice;

FakeOffice *fake_office_new (const char *folder);
void fake_office_free (FakeOffice *self);
void fake_office_open (FakeOffice *self);
void fake_office_close (FakeOffice *self);
void fake_office_employ (FakeOffice *self, gboolean once);

void fake_office_script (FakeOffice *self, const char *connection, guint times, FakeAnswer answer);
void fake_office_set_pool (FakeOffice *self, const char *connection, guint sessions);
void fake_office_set_keep_sent (FakeOffice *self, const char *connection, gboolean keep);
void fake_office_set_gone (FakeOffice *self, const char *connection, gboolean gone);
/* From now on what is delivered is written down in a file, too: one recipient a line. */
void fake_office_record (FakeOffice *self, const char *path);
void fake_office_go_on (FakeOffice *self);

gint64 fake_office_queue (FakeOffice *self, const char *connection, const char *to, gsize size);
void fake_office_run (FakeOffice *self);
void fake_office_wait_for (FakeOffice *self, const char *connection, guint hanging);
guint fake_office_count (FakeOffice *self, const char *connection);
guint fake_office_get_tries (FakeOffice *self, const char *connection);
guint fake_office_get_most (FakeOffice *self, const char *connection);
guint fake_office_count_for (FakeOffice *self, const char *connection, const char *recipient);
TocsinOutboxMail *fake_office_get (FakeOffice *self, gint64 mail);
void fake_office_assert (FakeOffice *self, gint64 mail, TocsinOutboxState state);

G_END_DECLS
