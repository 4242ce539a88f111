/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

typedef struct
{
  TocsinEndpoint *endpoint;
  TocsinTranscript *transcript;
  TocsinReport *report;
  gulong line_handler;
  gulong step_handler;
  TocsinSessionState state;
  gboolean was_opened;
  gboolean was_closed;
  gint64 end;
} TocsinSessionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TocsinSession, tocsin_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (TocsinSessionState,
                    tocsin_session_state,
                    G_DEFINE_ENUM_VALUE (TOCSIN_SESSION_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (TOCSIN_SESSION_OPENING, "opening"),
                    G_DEFINE_ENUM_VALUE (TOCSIN_SESSION_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (TOCSIN_SESSION_BROKEN, "broken"))

enum
{
  PROP_0,
  PROP_ENDPOINT,
  PROP_SETTINGS,
  PROP_TRANSCRIPT,
  PROP_REPORT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum
{
  STATE_CHANGED,
  TRANSCRIPT_LINE,
  PROGRESS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static TocsinSessionPrivate *
get_private (TocsinSession *self)
{
  return tocsin_session_get_instance_private (self);
}

static void
set_state (TocsinSession *self, TocsinSessionState state)
{
  TocsinSessionPrivate *priv = get_private (self);

  if (priv->state == state)
    return;

  priv->state = state;
  g_signal_emit (self, signals[STATE_CHANGED], 0, state);
}

static void
on_line (TocsinTranscript *transcript, const char *line, TocsinSession *self)
{
  g_signal_emit (self, signals[TRANSCRIPT_LINE], 0, line);
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         const GError *error,
         TocsinSession *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, step, status, milliseconds, facts, error);
}

static void
tocsin_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TocsinSession *self = TOCSIN_SESSION (object);
  TocsinSessionPrivate *priv = get_private (self);

  switch (id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, priv->endpoint);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, tocsin_session_get_settings (self));
      break;
    case PROP_TRANSCRIPT:
      g_value_set_object (value, priv->transcript);
      break;
    case PROP_REPORT:
      g_value_set_object (value, priv->report);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tocsin_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TocsinSession *self = TOCSIN_SESSION (object);

  switch (id)
    {
    case PROP_ENDPOINT:
      get_private (self)->endpoint = g_value_dup_object (value);
      break;
    case PROP_TRANSCRIPT:
      tocsin_session_set_transcript (self, g_value_get_object (value));
      break;
    case PROP_REPORT:
      tocsin_session_set_report (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tocsin_session_dispose (GObject *object)
{
  TocsinSession *self = TOCSIN_SESSION (object);

  tocsin_session_set_transcript (self, NULL);
  tocsin_session_set_report (self, NULL);
  g_clear_object (&get_private (self)->endpoint);

  G_OBJECT_CLASS (tocsin_session_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  /**
   * TocsinSession:endpoint: (attributes org.gtk.Property.get=tocsin_session_get_endpoint)
   */
  props[PROP_ENDPOINT] = g_param_spec_object ("endpoint", NULL, NULL, TOCSIN_TYPE_ENDPOINT,
                                              flags | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_SETTINGS] =
      g_param_spec_object ("settings", NULL, NULL, TOCSIN_TYPE_CONNECTION_SETTINGS,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TRANSCRIPT] =
      g_param_spec_object ("transcript", NULL, NULL, TOCSIN_TYPE_TRANSCRIPT, flags);
  props[PROP_REPORT] = g_param_spec_object ("report", NULL, NULL, TOCSIN_TYPE_REPORT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
install_signals (GType type)
{
  /**
   * TocsinSession::state-changed:
   * @self: the session
   * @state: its new state
   *
   * Emitted on the thread of the session's owner.
   */
  signals[STATE_CHANGED] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, TOCSIN_TYPE_SESSION_STATE);

  /**
   * TocsinSession::transcript-line:
   * @self: the session
   * @line: as #TocsinTranscript::line
   *
   * Emitted on the thread of the session's owner, if the session has a transcript.
   */
  signals[TRANSCRIPT_LINE] = g_signal_new ("transcript-line", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * TocsinSession::progress:
   * @self: the session
   * @step: a #TocsinStep
   * @status: a #TocsinStepStatus
   * @milliseconds: how long it took
   * @facts: an `a(ss)` of names and values
   * @error: (nullable): why it failed
   *
   * #TocsinReport::step of the session's report, if it has one.
   */
  signals[PROGRESS] =
      g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 5,
                    G_TYPE_INT, G_TYPE_INT, G_TYPE_UINT, G_TYPE_VARIANT, G_TYPE_ERROR);
}

static void
tocsin_session_class_init (TocsinSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tocsin_session_dispose;
  object_class->get_property = tocsin_session_get_property;
  object_class->set_property = tocsin_session_set_property;
  install_properties (object_class);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
tocsin_session_init (TocsinSession *self)
{
}

/**
 * tocsin_session_open:
 * @self: a session not yet opened
 * @cancellable: (nullable): ends the wait
 * @error: why it could not be opened
 *
 * Connects and logs in. A session is opened once; if it fails, throw it away.
 */
gboolean
tocsin_session_open (TocsinSession *self, GCancellable *cancellable, GError **error)
{
  TocsinSessionPrivate *priv;

  g_return_val_if_fail (TOCSIN_IS_SESSION (self), FALSE);
  priv = get_private (self);
  g_return_val_if_fail (!priv->was_opened, FALSE);

  priv->was_opened = TRUE;
  set_state (self, TOCSIN_SESSION_OPENING);
  if (!TOCSIN_SESSION_GET_CLASS (self)->open (self, cancellable, error))
    {
      set_state (self, TOCSIN_SESSION_BROKEN);
      return FALSE;
    }

  set_state (self, TOCSIN_SESSION_OPEN);
  return TRUE;
}

/**
 * tocsin_session_probe:
 * @self: an open session
 * @cancellable: (nullable): ends the wait
 * @error: why it is of no more use
 *
 * Returns: whether the server still listens.
 */
gboolean
tocsin_session_probe (TocsinSession *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SESSION (self), FALSE);

  if (get_private (self)->state != TOCSIN_SESSION_OPEN)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                   _ ("The session is not open"));
      return FALSE;
    }
  if (TOCSIN_SESSION_GET_CLASS (self)->probe (self, cancellable, error))
    return TRUE;

  tocsin_session_mark_broken (self);
  return FALSE;
}

/**
 * tocsin_session_close:
 * @self: a session
 * @cancellable: (nullable): cuts the goodbye short
 *
 * Ends the session, politely if it is open. Idempotent.
 */
void
tocsin_session_close (TocsinSession *self, GCancellable *cancellable)
{
  TocsinSessionPrivate *priv;

  g_return_if_fail (TOCSIN_IS_SESSION (self));
  priv = get_private (self);

  if (priv->was_opened && !priv->was_closed)
    {
      priv->was_closed = TRUE;
      TOCSIN_SESSION_GET_CLASS (self)->close (self, cancellable);
    }
  set_state (self, TOCSIN_SESSION_CLOSED);
}

/**
 * tocsin_session_set_end:
 * @self: a session
 * @end: when what it has signed in with ends, in microseconds since 1970 (g_get_real_time()); 0 if
 *   it does not
 */
void
tocsin_session_set_end (TocsinSession *self, gint64 end)
{
  g_return_if_fail (TOCSIN_IS_SESSION (self));

  get_private (self)->end = end;
}

/**
 * tocsin_session_get_time_left:
 * @self: a session
 *
 * Returns: microseconds for which it may still be used; 0 or less if it is to be closed,
 *   %G_MAXINT64 if there is no end.
 */
gint64
tocsin_session_get_time_left (TocsinSession *self)
{
  gint64 end;

  g_return_val_if_fail (TOCSIN_IS_SESSION (self), 0);

  end = get_private (self)->end;
  return end != 0 ? end - g_get_real_time () : G_MAXINT64;
}

/**
 * tocsin_session_get_endpoint:
 * @self: a session
 *
 * Returns: (transfer none): where it leads.
 */
TocsinEndpoint *
tocsin_session_get_endpoint (TocsinSession *self)
{
  g_return_val_if_fail (TOCSIN_IS_SESSION (self), NULL);

  return get_private (self)->endpoint;
}

/**
 * tocsin_session_get_settings:
 * @self: a session
 *
 * Returns: (transfer none): the settings of its connection.
 */
TocsinConnectionSettings *
tocsin_session_get_settings (TocsinSession *self)
{
  g_return_val_if_fail (TOCSIN_IS_SESSION (self), NULL);

  return tocsin_endpoint_get_settings (get_private (self)->endpoint);
}

/**
 * tocsin_session_get_state:
 * @self: a session
 *
 * Returns: what can be done with it.
 */
TocsinSessionState
tocsin_session_get_state (TocsinSession *self)
{
  g_return_val_if_fail (TOCSIN_IS_SESSION (self), TOCSIN_SESSION_CLOSED);

  return get_private (self)->state;
}

/**
 * tocsin_session_get_transcript:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): where what is said is written down.
 */
TocsinTranscript *
tocsin_session_get_transcript (TocsinSession *self)
{
  g_return_val_if_fail (TOCSIN_IS_SESSION (self), NULL);

  return get_private (self)->transcript;
}

/**
 * tocsin_session_set_transcript:
 * @self: a session not yet opened
 * @transcript: (nullable): where to write down what is said; without one ::transcript-line is
 *   silent and nothing is spent on it
 */
void
tocsin_session_set_transcript (TocsinSession *self, TocsinTranscript *transcript)
{
  TocsinSessionPrivate *priv;

  g_return_if_fail (TOCSIN_IS_SESSION (self));
  priv = get_private (self);

  g_clear_signal_handler (&priv->line_handler, priv->transcript);
  g_set_object (&priv->transcript, transcript);
  if (transcript != NULL)
    priv->line_handler = g_signal_connect (transcript, "line", G_CALLBACK (on_line), self);
}

/**
 * tocsin_session_get_report:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): who watches it being opened.
 */
TocsinReport *
tocsin_session_get_report (TocsinSession *self)
{
  g_return_val_if_fail (TOCSIN_IS_SESSION (self), NULL);

  return get_private (self)->report;
}

/**
 * tocsin_session_set_report:
 * @self: a session not yet opened
 * @report: (nullable): who watches it being opened
 */
void
tocsin_session_set_report (TocsinSession *self, TocsinReport *report)
{
  TocsinSessionPrivate *priv;

  g_return_if_fail (TOCSIN_IS_SESSION (self));
  priv = get_private (self);

  g_clear_signal_handler (&priv->step_handler, priv->report);
  g_set_object (&priv->report, report);
  if (report != NULL)
    priv->step_handler = g_signal_connect (report, "step", G_CALLBACK (on_step), self);
}

/**
 * tocsin_session_connect_stream:
 * @self: a session being opened
 * @cancellable: (nullable): ends the wait
 * @error: as tocsin_line_stream_connect()
 *
 * Connects to the session's endpoint under the eyes of its report and transcript.
 *
 * Returns: (transfer full): the stream.
 */
TocsinLineStream *
tocsin_session_connect_stream (TocsinSession *self, GCancellable *cancellable, GError **error)
{
  TocsinSessionPrivate *priv;

  g_return_val_if_fail (TOCSIN_IS_SESSION (self), NULL);
  priv = get_private (self);

  return tocsin_line_stream_connect (priv->endpoint, priv->transcript, priv->report, cancellable,
                                     error);
}

/**
 * tocsin_session_mark_broken:
 * @self: a session
 *
 * Says that it is of no more use: the line is dead, or nobody knows what state the server is in.
 */
void
tocsin_session_mark_broken (TocsinSession *self)
{
  g_return_if_fail (TOCSIN_IS_SESSION (self));

  if (get_private (self)->state != TOCSIN_SESSION_CLOSED)
    set_state (self, TOCSIN_SESSION_BROKEN);
}
