/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/send-output.h"

#include "core/base/text.h"
#include "core/engine/describe.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>
#include <inttypes.h>

/* A server's words are shown up to so many bytes. */
#define LONGEST_SERVER_TEXT 500

static const char *
say_state (GVariant *recipient)
{
  const char *state = tocsin_output_field (recipient, "state");
  gboolean permanent = FALSE;

  g_variant_lookup (recipient, "permanent", "b", &permanent);
  if (g_str_equal (state, "accepted"))
    return _ ("accepted");
  if (g_str_equal (state, "refused"))
    return permanent ? _ ("refused for good") : _ ("refused for now");
  if (g_str_equal (state, "unknown"))
    return _ ("may have been sent");

  return _ ("not tried");
}

/* "550 5.1.1 No such user": what the server said, with its numbers. */
static char *
say_answer (GVariant *recipient)
{
  const char *enhanced = tocsin_output_field (recipient, "enhanced");
  g_autofree char *text =
      tocsin_text_escape (tocsin_output_field (recipient, "text"), -1, LONGEST_SERVER_TEXT);
  guint code = 0;

  if (!g_variant_lookup (recipient, "code", "u", &code))
    return g_strdup (text);

  return g_strdup_printf ("%u%s%s%s%s", code, enhanced[0] != '\0' ? " " : "", enhanced,
                          text[0] != '\0' ? " " : "", text);
}

/**
 * tocsin_send_output_recipients:
 * @recipients: the `recipients` of what tocsin_send_report_to_variant() made
 *
 * Prints what became of a message for each of them.
 */
void
tocsin_send_output_recipients (GVariant *recipients)
{
  for (gsize i = 0; i < g_variant_n_children (recipients); i++)
    {
      g_autoptr (GVariant) recipient = g_variant_get_child_value (recipients, i);
      g_autofree char *address =
          tocsin_text_escape (tocsin_output_field (recipient, "address"), -1, 0);
      g_autofree char *answer = say_answer (recipient);

      g_print ("  %s: %s%s%s\n", address, say_state (recipient), answer[0] != '\0' ? ": " : "",
               answer);
    }
}

static char *
say_outcome (TocsinSendReport *report)
{
  guint all = tocsin_send_report_get_n_results (report);
  g_autofree char *size = g_format_size (tocsin_send_report_get_bytes (report));
  guint accepted = 0;

  for (guint i = 0; i < all; i++)
    accepted += tocsin_send_report_was_accepted (report, i) ? 1 : 0;
  switch (tocsin_send_report_get_outcome (report))
    {
    case TOCSIN_SEND_SENT:
      return g_strdup_printf (
          g_dngettext (NULL, "sent to %u recipient (%s)", "sent to %u recipients (%s)", all), all,
          size);
    case TOCSIN_SEND_PARTIAL:
      return g_strdup_printf (_ ("sent to %u of %u recipients (%s)"), accepted, all, size);
    case TOCSIN_SEND_UNKNOWN:
      return g_strdup (_ ("may have been sent, or not: nobody knows, and it is not sent again"));
    default:
      return g_strdup (_ ("not sent"));
    }
}

/* The file's name, where there may be several: it may hold anything but a slash. */
static void
print_name (const TocsinLetter *letter)
{
  g_autofree char *name = letter->name != NULL ? tocsin_text_escape (letter->name, -1, 0) : NULL;

  if (name != NULL)
    g_print ("%s: ", name);
}

/**
 * tocsin_send_output_report:
 * @letter: a message
 * @report: what became of it
 *
 * Prints it for a person.
 */
void
tocsin_send_output_report (const TocsinLetter *letter, TocsinSendReport *report)
{
  g_autoptr (GVariant) described = g_variant_ref_sink (tocsin_send_report_to_variant (report));
  g_autoptr (GVariant) recipients =
      g_variant_lookup_value (described, "recipients", G_VARIANT_TYPE ("aa{sv}"));
  const char *server_text = tocsin_send_report_get_server_text (report);
  g_autofree char *outcome = say_outcome (report);

  print_name (letter);
  g_print ("%s\n", outcome);
  if (tocsin_send_report_get_outcome (report) == TOCSIN_SEND_SENT && server_text != NULL)
    {
      g_autofree char *escaped = tocsin_text_escape (server_text, -1, LONGEST_SERVER_TEXT);

      g_print ("  %s %s\n", _ ("the server says:"), escaped);
    }
  if (tocsin_send_report_get_outcome (report) != TOCSIN_SEND_SENT)
    tocsin_send_output_recipients (recipients);
}

/**
 * tocsin_send_output_describe:
 * @letter: a message
 * @report: what became of it
 *
 * Returns: (transfer none): a floating `a{sv}` of both.
 */
GVariant *
tocsin_send_output_describe (const TocsinLetter *letter, TocsinSendReport *report)
{
  g_autoptr (GVariant) described = g_variant_ref_sink (tocsin_send_report_to_variant (report));
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (described);

  tocsin_describe_string (&dict, "file", letter->name);
  tocsin_describe_string (&dict, "message-id", letter->message_id);

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_send_output_describe_failure:
 * @file: one of several files
 * @error: why it was not sent
 *
 * Returns: (transfer none): a floating `a{sv}` that says so.
 */
GVariant *
tocsin_send_output_describe_failure (const char *file, const GError *error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  tocsin_describe_string (&dict, "file", file);
  g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (error));

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_send_output_queued:
 * @cli: the run
 * @letter: a message
 * @id: its number in the outbox
 *
 * Says that it is queued.
 */
void
tocsin_send_output_queued (TocsinCli *cli, const TocsinLetter *letter, gint64 id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "id", "x", id);
  tocsin_describe_string (&dict, "file", letter->name);
  tocsin_describe_string (&dict, "message-id", letter->message_id);
  if (cli->json)
    {
      tocsin_output_json_line (g_variant_dict_end (&dict));
      return;
    }
  print_name (letter);
  g_print (_ ("queued as %" PRId64 "\n"), id);
}
