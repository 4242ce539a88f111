/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/trouble.h"
#include "core/mail/mail-transport.h"
#include "ui/cli/command.h"
#include "ui/cli/letter.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"
#include "ui/cli/send-output.h"
#include "ui/cli/outbox-client.h"

#include <glib/gi18n.h>

static TocsinLetterOptions options;
static gboolean queue;

/* Messages on their way through one connection. */
typedef struct
{
  TocsinCli *cli;
  TocsinConnection *connection;
  TocsinMailTransport *transport;
  TocsinMailDefaults *defaults;
  TocsinOutboxClient *outbox;
} Post;

static void
post_clear (Post *post)
{
  if (post->connection != NULL)
    tocsin_connection_close (post->connection);
  g_clear_object (&post->connection);
  g_clear_pointer (&post->defaults, tocsin_mail_defaults_free);
  g_clear_pointer (&post->outbox, tocsin_outbox_client_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Post, post_clear)

static void
on_progress (guint64 sent, guint64 size, gpointer user_data)
{
  tocsin_progress_set_bytes (user_data, sent, size);
}

static void
show (Post *post, const TocsinLetter *letter, TocsinSendReport *report)
{
  if (post->cli->json)
    tocsin_output_json_line (tocsin_send_output_describe (letter, report));
  else
    tocsin_send_output_report (letter, report);
}

/* Some recipients that were refused are a failure, though the others have it. */
static gboolean
send_letter (Post *post, TocsinLetter *letter, GError **error)
{
  g_autoptr (TocsinProgress) progress =
      tocsin_progress_new (letter->name != NULL ? letter->name : _ ("sending"));
  const TocsinSendWatch watch = { .progress = on_progress, .user_data = progress };
  g_autoptr (GInputStream) stream = tocsin_letter_open (letter, error);
  g_autoptr (TocsinSendReport) report = NULL;
  g_autoptr (GError) failure = NULL;

  if (stream == NULL)
    return FALSE;
  tocsin_mail_transport_send (post->transport, letter->envelope, stream, letter->size, &watch,
                              &report, post->cli->cancellable, &failure);
  g_clear_pointer (&progress, tocsin_progress_free);
  if (report != NULL)
    show (post, letter, report);
  if (failure == NULL)
    {
      if (tocsin_send_report_get_outcome (report) != TOCSIN_SEND_SENT)
        post->cli->status = MAX (post->cli->status, 1);
      return TRUE;
    }
  if (letter->name != NULL)
    g_prefix_error (&failure, "%s: ", letter->name);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* Said only when it is on the disk: whoever reads it may switch the machine off. */
static gboolean
queue_letter (Post *post, TocsinLetter *letter, GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_get_settings (post->connection);
  gint64 id = tocsin_outbox_client_queue (
      post->outbox, tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (settings)), letter, error);

  if (id < 0)
    return FALSE;
  tocsin_send_output_queued (post->cli, letter, id);

  return TRUE;
}

static gboolean
post_letter (Post *post, TocsinLetter *letter, GError **error)
{
  return queue ? queue_letter (post, letter, error) : send_letter (post, letter, error);
}

/* What is wrong with one message need not keep the others; what is wrong with the server does. */
static gboolean
concerns_the_message (const GError *error)
{
  TocsinTrouble trouble = tocsin_trouble_judge (error, 0);

  return g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_DEFERRED)
         || trouble == TOCSIN_TROUBLE_GIVE_UP;
}

static gboolean
post_file (Post *post, const char *path, GError **error)
{
  g_autoptr (TocsinLetter) letter =
      tocsin_letter_read_file (&options, post->defaults, path, post->cli->cancellable, error);

  return letter != NULL && post_letter (post, letter, error);
}

static void
tell_untried (char **files)
{
  g_autofree char *names = g_strjoinv (", ", files);

  if (*files != NULL)
    g_printerr (_ ("Not tried: %s\n"), names);
}

/* Each that fails is told of at once; the exit status is that of the gravest. */
static void
post_files (Post *post, char **files)
{
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (post_file (post, files[i], &failure))
        continue;
      if (post->cli->json)
        tocsin_output_json_line (tocsin_send_output_describe_failure (files[i], failure));
      else
        tocsin_cli_print_error ("", failure);
      post->cli->status = MAX (post->cli->status, tocsin_trouble_exit_status (failure));
      if (concerns_the_message (failure))
        continue;
      tell_untried (files + i + 1);
      break;
    }
}

static gboolean
open_post (Post *post, TocsinCli *cli, const char *name, GError **error)
{
  post->cli = cli;
  post->outbox = tocsin_outbox_client_new (cli);
  post->connection = tocsin_cli_open_transport (cli, name, error);
  if (post->connection == NULL)
    return FALSE;
  post->transport = TOCSIN_MAIL_TRANSPORT (post->connection);
  post->defaults = tocsin_mail_transport_get_defaults (post->transport, error);

  return post->defaults != NULL;
}

/* The shell makes `--eml a.eml b.eml` of `--eml *.eml`: what follows the connection are files. */
static gboolean
take_files (const char *const *arguments, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (arguments[1] == NULL)
    return TRUE;
  if (options.files == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s”: files of messages are given with --eml, recipients with --to"),
                   arguments[1]);
      return FALSE;
    }
  g_strv_builder_addv (builder, (const char **) options.files);
  g_strv_builder_addv (builder, (const char **) arguments + 1);
  g_strfreev (options.files);
  options.files = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
run_send (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_auto (Post) post = { 0 };
  g_autoptr (TocsinLetter) letter = NULL;

  if (!take_files (arguments, error) || !tocsin_letter_check_options (&options, error)
      || !open_post (&post, cli, arguments[0], error))
    return FALSE;
  if (options.files != NULL && options.files[1] != NULL)
    {
      post_files (&post, options.files);
      return TRUE;
    }
  if (options.files != NULL)
    return post_file (&post, options.files[0], error);
  letter = tocsin_letter_compose (&options, post.defaults, cli->cancellable, error);

  return letter != NULL && post_letter (&post, letter, error);
}

typedef GStrv (*Ask) (TocsinMailTransport *transport,
                      const char *address,
                      GCancellable *cancellable,
                      GError **error);

static gboolean
ask (TocsinCli *cli, const char *const *arguments, Ask func, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_transport (cli, arguments[0], error);
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (_ ("asking the server"));
  g_auto (GStrv) lines = NULL;

  if (connection == NULL)
    return FALSE;
  lines = func (TOCSIN_MAIL_TRANSPORT (connection), arguments[1], cli->cancellable, error);
  tocsin_connection_close (connection);
  if (lines == NULL)
    return FALSE;
  g_clear_pointer (&progress, tocsin_progress_free);
  if (cli->json)
    tocsin_output_json (g_variant_new_strv ((const char *const *) lines, -1));
  for (gsize i = 0; !cli->json && lines[i] != NULL; i++)
    tocsin_output_lines (lines[i]);

  return TRUE;
}

static gboolean
run_verify (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return ask (cli, arguments, tocsin_mail_transport_verify, error);
}

static gboolean
run_expand (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return ask (cli, arguments, tocsin_mail_transport_expand, error);
}

static const GOptionEntry send_options[] = {
  { "to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.to,
    N_ ("To whom, such as 'Ada <ada@example.org>'; several with commas, or given several times"),
    N_ ("ADDRESS") },
  { "cc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.cc, N_ ("Who gets a copy"), N_ ("ADDRESS") },
  { "bcc", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.bcc,
    N_ ("Who gets a copy that the others are not told of"), N_ ("ADDRESS") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
    N_ ("Who wrote it, instead of what the connection's settings say"), N_ ("ADDRESS") },
  { "sender", 0, 0, G_OPTION_ARG_STRING, &options.sender,
    N_ ("Who sends it, if that is somebody else"), N_ ("ADDRESS") },
  { "reply-to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.reply_to, N_ ("Where answers go"),
    N_ ("ADDRESS") },
  { "return-path", 0, 0, G_OPTION_ARG_STRING, &options.return_path,
    N_ ("Where reports of failure go; '' for nowhere"), N_ ("ADDRESS") },
  { "subject", 0, 0, G_OPTION_ARG_STRING, &options.subject, N_ ("Its subject"), N_ ("TEXT") },
  { "text", 0, 0, G_OPTION_ARG_STRING, &options.text,
    N_ ("What it says; - reads it from standard input"), N_ ("TEXT") },
  { "text-file", 0, 0, G_OPTION_ARG_FILENAME, &options.text_file, N_ ("The same from a file"),
    N_ ("FILE") },
  { "html", 0, 0, G_OPTION_ARG_STRING, &options.html,
    N_ ("What it says in HTML; - reads it from standard input"), N_ ("HTML") },
  { "html-file", 0, 0, G_OPTION_ARG_FILENAME, &options.html_file, N_ ("The same from a file"),
    N_ ("FILE") },
  { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.attach,
    N_ ("A file to attach; may be given several times"), N_ ("FILE") },
  { "inline", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.inline_files,
    N_ ("A picture that the HTML shows as cid:ID; without ID= the file's name is it"),
    N_ ("[ID=]FILE") },
  { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.headers, N_ ("A further header"),
    N_ ("NAME:VALUE") },
  { "date", 0, 0, G_OPTION_ARG_STRING, &options.date, N_ ("When it was written, instead of now"),
    N_ ("TIME") },
  { "message-id", 0, 0, G_OPTION_ARG_STRING, &options.message_id,
    N_ ("Its Message-ID, instead of a new one"), N_ ("ID") },
  { "in-reply-to", 0, 0, G_OPTION_ARG_STRING, &options.in_reply_to,
    N_ ("The Message-ID of what it answers"), N_ ("ID") },
  { "references", 0, 0, G_OPTION_ARG_STRING, &options.references,
    N_ ("The Message-IDs of the conversation"), N_ ("IDS") },
  { "importance", 0, 0, G_OPTION_ARG_STRING, &options.importance, N_ ("low, normal or high"),
    N_ ("WORD") },
  { "priority", 0, 0, G_OPTION_ARG_STRING, &options.priority, N_ ("normal, urgent or non-urgent"),
    N_ ("WORD") },
  { "sensitivity", 0, 0, G_OPTION_ARG_STRING, &options.sensitivity,
    N_ ("personal, private or company-confidential"), N_ ("WORD") },
  { "read-receipt-to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.read_receipt_to,
    N_ ("Ask readers to say here that they have read it"), N_ ("ADDRESS") },
  { "delivery-notification-to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.delivery_notification_to,
    N_ ("Ask servers to say here that it was delivered"), N_ ("ADDRESS") },
  { "dsn", 0, 0, G_OPTION_ARG_STRING, &options.dsn,
    N_ ("Of what the return path is told: never, or some of success,failure,delay"), N_ ("WORDS") },
  { "dsn-return", 0, 0, G_OPTION_ARG_STRING, &options.dsn_return,
    N_ ("What comes back with that: headers or full"), N_ ("WORD") },
  { "envelope-id", 0, 0, G_OPTION_ARG_STRING, &options.envelope_id,
    N_ ("What the message is called in that"), N_ ("ID") },
  { "verb", 0, 0, G_OPTION_ARG_STRING, &options.verb,
    N_ ("Where it appears: mail, send, soml or saml, if the server lists it"), N_ ("VERB") },
  { "require-tls", 0, 0, G_OPTION_ARG_NONE, &options.require_tls,
    N_ ("Only over encrypted lines, up to the last server"), NULL },
  { "eml", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files,
    N_ ("Send a finished message as it is, to those in its headers; - reads standard input"),
    N_ ("FILE") },
  { "queue", 0, 0, G_OPTION_ARG_NONE, &queue,
    N_ ("Write it down and let the engine send it, again and again if need be"), NULL },
  { NULL },
};

const TocsinCommand tocsin_send_commands[] = {
  { "mail send", N_ ("CONNECTION [FILE…]"), 1, -1, N_ ("Send a message"), send_options, run_send },
  { "mail verify", N_ ("CONNECTION ADDRESS"), 2, 2,
    N_ ("Ask the server whether it knows an address"), NULL, run_verify },
  { "mail expand", N_ ("CONNECTION LIST"), 2, 2, N_ ("Ask the server who is on a list"), NULL,
    run_expand },
  { NULL },
};
