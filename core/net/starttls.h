/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/net/line-stream.h"

G_BEGIN_DECLS

/**
 * TOCSIN_STARTTLS_LABEL:
 *
 * What stands before words that anybody on the way may have put there.
 */
#define TOCSIN_STARTTLS_LABEL "(before TLS, unauthenticated) "

/**
 * TOCSIN_STARTTLS_MAX_PLAIN:
 *
 * So many bytes are read in all before TLS begins: a greeting and a few answers.
 */
#define TOCSIN_STARTTLS_MAX_PLAIN (64 * 1024)

/**
 * TocsinStarttlsOffer:
 * @TOCSIN_STARTTLS_OFFERED: TLS is among what the server can do
 * @TOCSIN_STARTTLS_NOT_OFFERED: the server told what it can do, and TLS is not among it
 * @TOCSIN_STARTTLS_UNTOLD: the server would not tell what it can do
 */
typedef enum
{
  TOCSIN_STARTTLS_OFFERED,
  TOCSIN_STARTTLS_NOT_OFFERED,
  TOCSIN_STARTTLS_UNTOLD,
} TocsinStarttlsOffer;

/**
 * TocsinStarttlsAnswer:
 * @TOCSIN_STARTTLS_AGREED: the one answer that the protocol has for "begin TLS now"
 * @TOCSIN_STARTTLS_REFUSED: a proper no
 * @TOCSIN_STARTTLS_ODD: anything else
 */
typedef enum
{
  TOCSIN_STARTTLS_AGREED,
  TOCSIN_STARTTLS_REFUSED,
  TOCSIN_STARTTLS_ODD,
} TocsinStarttlsAnswer;

/**
 * TocsinStarttlsDialect:
 * @command: the name of the command, for people
 * @tagged: whether an answer names the command it belongs to. Where it does not, an answer that is
 *   there before its command was sent ends the session
 * @greet: reads the greeting, all lines of it. Sets @signed_in if the server takes us for signed in
 *   already. Fails if the server sends us away or speaks another protocol
 * @look: asks what the server can do, unless it is known. @told is what the server said, for
 *   people. That it refuses to tell is no failure but %TOCSIN_STARTTLS_UNTOLD, and nothing else is
 *   tried then
 * @request: sends the command, nothing behind it, and reads the answer. @words is what it said
 * @forget: drops all that was learned from the server: capabilities, what is under way, state
 *
 * What a protocol brings along for tocsin_starttls_open(). The calls get its @user_data; those that
 * fail set an error in %TOCSIN_ERROR. None of them decides anything, none shows what the server
 * said while tocsin_line_stream_is_distrusted(). Static data.
 */
typedef struct
{
  const char *command;
  gboolean tagged;
  gboolean (*greet) (gpointer user_data,
                     gboolean *signed_in,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*look) (gpointer user_data,
                    TocsinStarttlsOffer *offer,
                    char **told,
                    GCancellable *cancellable,
                    GError **error);
  gboolean (*request) (gpointer user_data,
                       TocsinStarttlsAnswer *answer,
                       char **words,
                       GCancellable *cancellable,
                       GError **error);
  void (*forget) (gpointer user_data);
} TocsinStarttlsDialect;

gboolean tocsin_starttls_open (TocsinLineStream *stream,
                               const TocsinStarttlsDialect *dialect,
                               gpointer user_data,
                               TocsinReport *report,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
