/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/outbox-output.h"

#include "core/base/text.h"
#include "ui/cli/output.h"
#include "ui/cli/send-output.h"

#include <glib/gi18n.h>
#include <inttypes.h>

/* "ada@example.org +2": whom it goes to, as far as a table has room for it. */
static char *
say_recipients (GVariant *mail)
{
  g_autoptr (GVariant) to = g_variant_lookup_value (mail, "to", G_VARIANT_TYPE_STRING_ARRAY);
  gsize n = to != NULL ? g_variant_n_children (to) : 0;
  const char *first;

  if (n == 0)
    return g_strdup ("");
  g_variant_get_child (to, 0, "&s", &first);

  return n == 1 ? g_strdup (first) : g_strdup_printf ("%s +%" G_GSIZE_FORMAT, first, n - 1);
}

static char *
say_size (GVariant *mail)
{
  gint64 size = 0;

  g_variant_lookup (mail, "size", "x", &size);

  return g_format_size ((guint64) size);
}

/* The same dictionary with words in the place of what is counted and listed. */
static GVariant *
make_row (GVariant *mail)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (mail);
  g_autofree char *to = say_recipients (mail);
  g_autofree char *size = say_size (mail);
  g_autofree char *queued = tocsin_output_when (tocsin_output_field (mail, "queued"));
  g_autofree char *due = tocsin_output_next (tocsin_output_field (mail, "due"));

  g_variant_dict_insert (&dict, "to", "s", to);
  g_variant_dict_insert (&dict, "size", "s", size);
  g_variant_dict_insert (&dict, "queued", "s", queued);
  g_variant_dict_insert (&dict, "due", "s", due);

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_outbox_output_list:
 * @mails: what tocsin_mail_desk_list() made
 *
 * Prints a table of it.
 */
void
tocsin_outbox_output_list (GVariant *mails)
{
  static const char *const headings[] = { N_ ("ID"),    N_ ("QUEUED"),   N_ ("CONNECTION"),
                                          N_ ("STATE"), N_ ("TO"),       N_ ("SUBJECT"),
                                          N_ ("SIZE"),  N_ ("NEXT TRY"), N_ ("ERROR"),
                                          NULL };
  static const char *const fields[] = { "id",      "queued", "connection", "state", "to",
                                        "subject", "size",   "due",        "error", NULL };
  g_autoptr (GVariant) rows = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; i < g_variant_n_children (mails); i++)
    {
      g_autoptr (GVariant) mail = g_variant_get_child_value (mails, i);

      g_variant_builder_add_value (&builder, make_row (mail));
    }
  rows = g_variant_ref_sink (g_variant_builder_end (&builder));
  tocsin_output_dicts (headings, fields, rows);
}

/* What the state means for the person who reads it. */
static const char *
explain (const char *state)
{
  static const struct
  {
    const char *state;
    const char *meaning;
  } meanings[] = {
    { "waiting", N_ ("to be sent when it is due") },
    { "sending", N_ ("being sent") },
    { "committing", N_ ("being sent: all but its last byte may be gone") },
    { "sent", N_ ("a server has taken it for everybody") },
    { "failed", N_ ("not sent yet, and tried again") },
    { "dead", N_ ("not sent, and not tried again by itself") },
    { "unknown", N_ ("may have been sent, or not; only you can have it sent again") },
    { "partial", N_ ("sent to some, refused for the others") },
    { "removed", N_ ("taken away") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (state, meanings[i].state))
      return _ (meanings[i].meaning);

  return "";
}

static void
print_state (GVariant *mail)
{
  const char *state = tocsin_output_field (mail, "state");
  gint64 id = 0;

  g_variant_lookup (mail, "id", "x", &id);
  g_print (_ ("state: %s (%s)\n"), state, explain (state));
  if (g_str_equal (state, "dead") || g_str_equal (state, "unknown")
      || g_str_equal (state, "partial"))
    g_print (_ ("  “tocsin outbox retry %" PRId64 "” sends it again, “tocsin outbox remove "
                "%" PRId64 "” takes it away\n"),
             id, id);
}

static void
print_counts (GVariant *mail)
{
  g_autofree char *size = say_size (mail);
  guint attempts = 0;

  g_variant_lookup (mail, "attempts", "u", &attempts);
  g_print (_ ("size: %s\n"), size);
  g_print (_ ("tries: %u\n"), attempts);
}

/* What became of each, or, before the first try, only who they are. */
static void
print_recipients (GVariant *mail)
{
  g_autoptr (GVariant) report = g_variant_lookup_value (mail, "report", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) to = g_variant_lookup_value (mail, "to", G_VARIANT_TYPE_STRING_ARRAY);
  g_autoptr (GVariant) recipients = NULL;

  g_print (_ ("recipients:\n"));
  if (report != NULL)
    recipients = g_variant_lookup_value (report, "recipients", G_VARIANT_TYPE ("aa{sv}"));
  if (recipients != NULL)
    {
      tocsin_send_output_recipients (recipients);
      return;
    }
  for (gsize i = 0; to != NULL && i < g_variant_n_children (to); i++)
    {
      const char *address;
      g_autofree char *escaped = NULL;

      g_variant_get_child (to, i, "&s", &address);
      escaped = tocsin_text_escape (address, -1, 0);
      g_print ("  %s\n", escaped);
    }
}

/**
 * tocsin_outbox_output_mail:
 * @mail: what tocsin_mail_desk_show() made
 *
 * Prints all of it.
 */
void
tocsin_outbox_output_mail (GVariant *mail)
{
  static const char *const fields[] = { "subject",  "connection", "from",       "file",
                                        "key",      "queued",     "due",        "failing-since",
                                        "finished", "error",      "error-code", NULL };

  print_state (mail);
  for (gsize i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *value = tocsin_text_escape (tocsin_output_field (mail, fields[i]), -1, 0);

      if (value[0] != '\0')
        g_print ("%s: %s\n", fields[i], value);
    }
  print_counts (mail);
  print_recipients (mail);
}
