/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "ui/cli/command.h"
#include "ui/cli/item.h"
#include "ui/cli/outbox-client.h"
#include "ui/cli/outbox-output.h"
#include "ui/cli/outbox-round.h"
#include "ui/cli/output.h"
#include "ui/cli/prompt.h"
#include "ui/cli/status-output.h"

#include <glib/gi18n.h>
#include <inttypes.h>

static char *connection_name;
static char *state_name;
static int limit;
static gboolean yes;

/* Mail through connections that are gone is found by the id they had. */
static char *
find_connection_id (TocsinCli *cli, const char *name, GError **error)
{
  TocsinConfig *config = cli->system ? NULL : tocsin_cli_get_config (cli, error);
  char *id;

  if (cli->system)
    return g_strdup (name);
  if (config == NULL)
    return NULL;
  id = tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, name, NULL);

  return id != NULL ? id : g_strdup (name);
}

static GVariant *
make_filter (TocsinCli *cli, GError **error)
{
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *id = NULL;

  if (limit < 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("--limit takes a number from 1 on"));
      return NULL;
    }
  if (connection_name != NULL && (id = find_connection_id (cli, connection_name, error)) == NULL)
    return NULL;
  if (id != NULL)
    g_variant_dict_insert (&filter, "connection", "s", id);
  if (state_name != NULL)
    g_variant_dict_insert (&filter, "state", "s", state_name);
  if (limit > 0)
    g_variant_dict_insert (&filter, "limit", "u", (guint) limit);

  return g_variant_ref_sink (g_variant_dict_end (&filter));
}

/* Mail that waits for its server has no trouble of its own; the connection has. */
static void
print_troubles (TocsinOutboxClient *outbox)
{
  g_autoptr (GVariant) connections = tocsin_outbox_client_list_connections (outbox);

  for (gsize i = 0; connections != NULL && i < g_variant_n_children (connections); i++)
    {
      g_autoptr (GVariant) connection = g_variant_get_child_value (connections, i);
      const char *sending = tocsin_output_field (connection, "sending");
      g_autofree char *next = tocsin_output_next (tocsin_output_field (connection, "next-try"));

      if (!g_str_equal (sending, "held") && !g_str_equal (sending, "parked"))
        continue;
      tocsin_status_output_trouble (connection);
      if (g_str_equal (sending, "held"))
        g_print (_ ("  tried again %s\n"), next);
    }
}

static gboolean
run_list (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (TocsinOutboxClient) outbox = tocsin_outbox_client_new (cli);
  g_autoptr (GVariant) filter = make_filter (cli, error);
  g_autoptr (GVariant) mails = NULL;

  if (filter == NULL)
    return FALSE;
  mails = tocsin_outbox_client_list (outbox, filter, error);
  if (mails == NULL)
    return FALSE;
  if (cli->json)
    tocsin_output_json (mails);
  else
    {
      tocsin_outbox_output_list (mails);
      if (g_variant_n_children (mails) > 0)
        print_troubles (outbox);
    }

  return TRUE;
}

static gboolean
parse_id (const char *text, gint64 *id, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no mail's number; “tocsin outbox list” lists them"), text);
      return FALSE;
    }
  *id = (gint64) number;

  return TRUE;
}

static gboolean
run_show (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (TocsinOutboxClient) outbox = tocsin_outbox_client_new (cli);
  g_autoptr (GVariant) mail = NULL;
  gint64 id;

  if (!parse_id (arguments[0], &id, error)
      || (mail = tocsin_outbox_client_show (outbox, id, error)) == NULL)
    return FALSE;
  if (cli->json)
    tocsin_output_json (mail);
  else
    tocsin_outbox_output_mail (mail);

  return TRUE;
}

static void
print_flushed (TocsinCli *cli, guint n_flushed)
{
  if (cli->json)
    tocsin_output_json (g_variant_new_parsed ("{'flushed': <%u>, 'running': <true>}", n_flushed));
  else if (n_flushed == 0)
    g_print (_ ("Nothing waits.\n"));
  else
    g_print (g_dngettext (NULL, "%u mail is tried now.\n", "%u mails are tried now.\n", n_flushed),
             n_flushed);
}

static void
print_sent (TocsinCli *cli, GVariant *mails)
{
  guint n_flushed = (guint) g_variant_n_children (mails);

  if (cli->json)
    tocsin_output_json (g_variant_new_parsed (
        "{'flushed': <%u>, 'running': <false>, 'mails': <%@aa{sv}>}", n_flushed, mails));
  else if (n_flushed == 0)
    g_print (_ ("Nothing waits.\n"));
  else
    tocsin_outbox_output_list (mails);
}

/* A running engine is told to; where none runs it is done here and now. */
static gboolean
run_flush (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (TocsinOutboxClient) outbox = tocsin_outbox_client_new (cli);
  g_autoptr (GVariant) mails = NULL;
  g_autofree char *id = NULL;
  guint n_flushed = 0;

  if ((arguments[0] != NULL && (id = find_connection_id (cli, arguments[0], error)) == NULL)
      || !tocsin_outbox_client_settle (outbox, error))
    return FALSE;
  if (tocsin_outbox_client_get_outbox (outbox) == NULL)
    {
      if (!tocsin_outbox_client_flush (outbox, id, &n_flushed, error))
        return FALSE;
      print_flushed (cli, n_flushed);
      return TRUE;
    }
  mails = tocsin_outbox_round_send (cli, tocsin_outbox_client_get_outbox (outbox), id, error);
  if (mails == NULL)
    return FALSE;
  print_sent (cli, mails);

  return TRUE;
}

static gboolean
refuse (GError **error, gint64 id)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("mail %" PRId64 " may have been sent already, and was not sent again"), id);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Somebody may get it twice. --yes says that it is wanted."));

  return FALSE;
}

/* Only a person can say that a mail may come twice. */
static gboolean
ask (TocsinCli *cli, gint64 id, GError **error)
{
  char line[16];

  if (yes)
    return TRUE;
  if (!tocsin_prompt_is_possible () || cli->json)
    return refuse (error, id);
  g_printerr (_ ("Mail %" PRId64 " may have been sent already; whoever has it would get it "
                 "twice. Send it again? [y/N] "),
              id);
  tocsin_prompt_read_line (line, sizeof line, cli->cancellable);
  if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
    {
      tocsin_error_translate (error, "%" G_GINT64_FORMAT, id);
      return FALSE;
    }

  return g_ascii_strcasecmp (line, "y") == 0 || g_ascii_strcasecmp (line, "yes") == 0
         || refuse (error, id);
}

static gboolean
retry (TocsinCli *cli, TocsinOutboxClient *outbox, gint64 id, GError **error)
{
  g_autoptr (GVariant) mail = NULL;

  if (!tocsin_outbox_client_settle (outbox, error)
      || (mail = tocsin_outbox_client_show (outbox, id, error)) == NULL)
    return FALSE;
  if (g_str_equal (tocsin_output_field (mail, "state"), "unknown") && !ask (cli, id, error))
    return FALSE;

  return tocsin_outbox_client_retry (outbox, id, error);
}

static gboolean
remove_mail (TocsinCli *cli, TocsinOutboxClient *outbox, gint64 id, GError **error)
{
  return tocsin_outbox_client_remove (outbox, id, error);
}

/* All numbers are looked at before the first is acted on. */
static gboolean
change (TocsinCli *cli,
        const char *const *arguments,
        gboolean (*func) (TocsinCli *cli, TocsinOutboxClient *outbox, gint64 id, GError **error),
        GError **error)
{
  g_autoptr (TocsinOutboxClient) outbox = tocsin_outbox_client_new (cli);
  gint64 id;

  for (gsize i = 0; arguments[i] != NULL; i++)
    if (!parse_id (arguments[i], &id, error))
      return FALSE;
  for (gsize i = 0; arguments[i] != NULL; i++)
    {
      parse_id (arguments[i], &id, NULL);
      if (!func (cli, outbox, id, error))
        return FALSE;
      tocsin_output_done (cli, arguments[i]);
    }

  return TRUE;
}

static gboolean
run_retry (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change (cli, arguments, retry, error);
}

static gboolean
run_remove (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change (cli, arguments, remove_mail, error);
}

static const GOptionEntry list_options[] = {
  { "connection", 0, 0, G_OPTION_ARG_STRING, &connection_name,
    N_ ("Only what goes through this connection"), N_ ("NAME") },
  { "state", 0, 0, G_OPTION_ARG_STRING, &state_name,
    N_ ("Only waiting, sending, committing, sent, failed, dead, unknown, partial or removed mail"),
    N_ ("STATE") },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many"), N_ ("NUMBER") },
  { NULL },
};

static const GOptionEntry retry_options[] = {
  { "yes", 0, 0, G_OPTION_ARG_NONE, &yes,
    N_ ("Don't ask when it may have been sent already and would come twice"), NULL },
  { NULL },
};

const TocsinCommand tocsin_outbox_commands[] = {
  { "outbox list", "", 0, 0, N_ ("List the mail that is to be sent and what became of it"),
    list_options, run_list, TOCSIN_COMMAND_SYSTEM },
  { "outbox show", N_ ("ID"), 1, 1, N_ ("Show a mail with what became of each recipient"), NULL,
    run_show, TOCSIN_COMMAND_SYSTEM },
  { "outbox flush", N_ ("[CONNECTION]"), 0, 1, N_ ("Try what waits for its next try now"), NULL,
    run_flush, TOCSIN_COMMAND_SYSTEM },
  { "outbox retry", N_ ("ID…"), 1, -1, N_ ("Send mail again that was given up"), retry_options,
    run_retry, TOCSIN_COMMAND_SYSTEM },
  { "outbox remove", N_ ("ID…"), 1, -1, N_ ("Take mail away that is not to be sent"), NULL,
    run_remove, TOCSIN_COMMAND_SYSTEM },
  { NULL },
};
