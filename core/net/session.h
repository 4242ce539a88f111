/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/endpoint.h"
#include "core/net/line-stream.h"

G_BEGIN_DECLS

/**
 * TocsinSessionState:
 * @TOCSIN_SESSION_CLOSED: not open yet, or no longer
 * @TOCSIN_SESSION_OPENING: on its way
 * @TOCSIN_SESSION_OPEN: usable
 * @TOCSIN_SESSION_BROKEN: of no more use; only close it
 */
typedef enum
{
  TOCSIN_SESSION_CLOSED,
  TOCSIN_SESSION_OPENING,
  TOCSIN_SESSION_OPEN,
  TOCSIN_SESSION_BROKEN,
} TocsinSessionState;

#define TOCSIN_TYPE_SESSION_STATE (tocsin_session_state_get_type ())
GType tocsin_session_state_get_type (void);

#define TOCSIN_TYPE_SESSION (tocsin_session_get_type ())

/**
 * TocsinSession:
 *
 * A conversation with a server, logged in. A protocol derives from it. It has one owner at a time
 * (a worker, the pool or the watcher), is handed over by pointer and has no locks. A session that
 * broke is thrown away and a new one made; it is never opened twice.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinSession, tocsin_session, TOCSIN, SESSION, GObject)

/**
 * TocsinSessionClass:
 * @open: connects and logs in
 * @probe: makes sure that the server still listens (NOOP)
 * @close: says goodbye, waiting no longer than `limits.linger`; must not fail, must release the
 *   descriptor; called once at most, also for a session that broke or never opened
 * @look_at: (nullable): opens a folder (%NULL: the one where mail arrives) as reading does, and
 *   tells @report what there is to know about it; changes nothing
 * @describe: (nullable): tells @report what the server is, can do and allows, as far as the session
 *   has learned it; asks nothing
 *
 * What a protocol fills in. @open, @probe and @look_at block and set an error in %TOCSIN_ERROR.
 */
struct _TocsinSessionClass
{
  GObjectClass parent_class;

  gboolean (*open) (TocsinSession *self, GCancellable *cancellable, GError **error);
  gboolean (*probe) (TocsinSession *self, GCancellable *cancellable, GError **error);
  void (*close) (TocsinSession *self, GCancellable *cancellable);
  gboolean (*look_at) (TocsinSession *self,
                       const char *folder,
                       TocsinReport *report,
                       GCancellable *cancellable,
                       GError **error);
  void (*describe) (TocsinSession *self, TocsinReport *report);

  /*< private >*/
  gpointer padding[6];
};

gboolean tocsin_session_open (TocsinSession *self, GCancellable *cancellable, GError **error);
gboolean tocsin_session_probe (TocsinSession *self, GCancellable *cancellable, GError **error);
void tocsin_session_close (TocsinSession *self, GCancellable *cancellable);
gboolean tocsin_session_check (TocsinSession *self,
                               const char *const *folders,
                               TocsinReport *report,
                               TocsinTranscript *transcript,
                               GCancellable *cancellable,
                               GError **error);

TocsinEndpoint *tocsin_session_get_endpoint (TocsinSession *self);
TocsinConnectionSettings *tocsin_session_get_settings (TocsinSession *self);
TocsinSessionState tocsin_session_get_state (TocsinSession *self);
TocsinTranscript *tocsin_session_get_transcript (TocsinSession *self);
void tocsin_session_set_transcript (TocsinSession *self, TocsinTranscript *transcript);
TocsinReport *tocsin_session_get_report (TocsinSession *self);
void tocsin_session_set_report (TocsinSession *self, TocsinReport *report);

/**
 * TocsinSessionTry: (skip)
 * @self: a session that is being opened
 * @again: (out): set if it failed and another connection may mend that
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Connects and logs in, once.
 *
 * Returns: whether the session is open.
 */
typedef gboolean (*TocsinSessionTry) (TocsinSession *self,
                                      gboolean *again,
                                      GCancellable *cancellable,
                                      GError **error);

/**
 * TocsinSessionHangUp: (skip)
 * @self: a session
 *
 * Lets go of the connection and of what was learned over it.
 */
typedef void (*TocsinSessionHangUp) (TocsinSession *self);

/* For those who derive. */
void tocsin_session_set_end (TocsinSession *self, gint64 end);
gint64 tocsin_session_get_time_left (TocsinSession *self);
TocsinLineStream *
tocsin_session_connect_stream (TocsinSession *self, GCancellable *cancellable, GError **error);
gboolean tocsin_session_open_in_tries (TocsinSession *self,
                                       TocsinSessionTry open_once,
                                       TocsinSessionHangUp hang_up,
                                       GCancellable *cancellable,
                                       GError **error);
void tocsin_session_mark_broken (TocsinSession *self);

G_END_DECLS
