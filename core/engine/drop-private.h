/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/drop-folder.h"

#include <sys/stat.h>

G_BEGIN_DECLS

/* Shared by drop-folder.c, which takes over what is there, drop-letter.c, which reads one message,
 * and drop-result.c, which puts results there. */

struct _TocsinDropFolder
{
  char *connection;
  TocsinOutbox *outbox;
  TocsinClock *clock;

  char *path;
  int fd;
  GHashTable *sightings; /* name → what was last seen of it */
  GHashTable *stuck;     /* names that could not be put aside, with the reason */
};

/* A message on its way from the folder to the outbox. */
typedef struct
{
  char *name; /* with its .eml */
  struct stat status;
  TocsinEnvelope *envelope;
  GInputStream *message;
  char *key;
  gint64 not_before;
} TocsinDropLetter;

TocsinDropLetter *tocsin_drop_letter_read (TocsinDropFolder *folder,
                                           const char *name,
                                           int fd,
                                           const struct stat *status,
                                           const TocsinMailDefaults *defaults,
                                           GCancellable *cancellable,
                                           GError **error);
void tocsin_drop_letter_free (TocsinDropLetter *self);
char *tocsin_drop_letter_name_sidecar (const char *name);

gboolean tocsin_drop_result_put_aside (TocsinDropFolder *folder,
                                       const char *name,
                                       const GError *reason,
                                       GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinDropLetter, tocsin_drop_letter_free)

G_END_DECLS
