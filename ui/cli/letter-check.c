/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What of the options can be looked at before anything is read or sent. */
#include "core/base/error.h"
#include "ui/cli/letter.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
set_not_one_of (const char *option, const char *value, const char *known, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: “%s” is not one of %s"),
               option, value, known);

  return FALSE;
}

static gboolean
check_words (const TocsinLetterOptions *options, GError **error)
{
  g_auto (GStrv) names = g_strsplit (options->dsn != NULL ? options->dsn : "", ",", -1);
  TocsinNotify notify;
  TocsinDsnReturn what;
  TocsinSendVerb verb;

  if (options->verb != NULL && !tocsin_send_verb_from_string (options->verb, &verb))
    return set_not_one_of ("--verb", options->verb, "mail, send, soml, saml", error);
  if (options->dsn_return != NULL && !tocsin_dsn_return_from_string (options->dsn_return, &what))
    return set_not_one_of ("--dsn-return", options->dsn_return, "headers, full", error);
  if (options->dsn == NULL || tocsin_notify_from_strv ((const char *const *) names, &notify, error))
    return TRUE;
  g_prefix_error (error, "--dsn: ");

  return FALSE;
}

static gboolean
set_excluded (const char *one, const char *other, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s and %s exclude each other"),
               one, other);

  return FALSE;
}

/* What would have to change a finished message. */
static const char *
find_content_option (const TocsinLetterOptions *options)
{
  const struct
  {
    const char *name;
    gconstpointer value;
  } given[] = {
    { "--from", options->from },
    { "--sender", options->sender },
    { "--reply-to", options->reply_to },
    { "--subject", options->subject },
    { "--text", options->text },
    { "--text-file", options->text_file },
    { "--html", options->html },
    { "--html-file", options->html_file },
    { "--attach", options->attach },
    { "--inline", options->inline_files },
    { "--header", options->headers },
    { "--date", options->date },
    { "--message-id", options->message_id },
    { "--in-reply-to", options->in_reply_to },
    { "--references", options->references },
    { "--importance", options->importance },
    { "--priority", options->priority },
    { "--sensitivity", options->sensitivity },
    { "--read-receipt-to", options->read_receipt_to },
    { "--delivery-notification-to", options->delivery_notification_to },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    if (given[i].value != NULL)
      return given[i].name;

  return NULL;
}

/* Looked at before anything is sent: a name mistyped among many must not stop them half-way. */
static gboolean
check_files (const TocsinLetterOptions *options, GError **error)
{
  guint n_stdin = 0;

  for (char **file = options->files; *file != NULL; file++)
    {
      n_stdin += g_str_equal (*file, "-") ? 1 : 0;
      if (!g_str_equal (*file, "-") && g_access (*file, R_OK) != 0)
        {
          tocsin_error_set_errno (error, errno, "%s", *file);
          return FALSE;
        }
    }
  if (n_stdin < 2)
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("--eml -: standard input can be read only once"));

  return FALSE;
}

static gboolean
check_text (const TocsinLetterOptions *options, GError **error)
{
  gboolean has_text = options->text != NULL || options->text_file != NULL;
  gboolean has_html = options->html != NULL || options->html_file != NULL;

  if (options->text != NULL && options->text_file != NULL)
    return set_excluded ("--text", "--text-file", error);
  if (options->html != NULL && options->html_file != NULL)
    return set_excluded ("--html", "--html-file", error);
  if (options->inline_files != NULL && !has_html)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("--inline belongs to --html, which shows it by its “cid:”"));
      return FALSE;
    }
  if (has_text || has_html || options->attach != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("The message says nothing: there is no --text, --html or --attach"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("--text-file - takes the text from standard input, --eml - a "
                                      "whole message."));

  return FALSE;
}

static gboolean
check_recipients (const TocsinLetterOptions *options, GError **error)
{
  if (options->to != NULL || options->cc != NULL || options->bcc != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("The message has no recipient"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("--to ADDRESS says whom it goes to."));

  return FALSE;
}

/**
 * tocsin_letter_check_options:
 * @options: what a person said
 * @error: what contradicts what, or is missing
 *
 * Returns: whether messages can be made of it, as far as that is known before.
 */
gboolean
tocsin_letter_check_options (const TocsinLetterOptions *options, GError **error)
{
  const char *content = find_content_option (options);

  if (!check_words (options, error))
    return FALSE;
  if (options->files == NULL)
    return check_recipients (options, error) && check_text (options, error);
  if (content == NULL)
    return check_files (options, error);
  set_excluded (content, "--eml", error);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("A finished message is sent as it is. --to, --cc, --bcc and "
                                      "--return-path say whom it goes to and from instead of its "
                                      "headers."));

  return FALSE;
}
