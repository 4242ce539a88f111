/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/row.h"

#include <string.h>

#include "core/base/error.h"
#include "core/net/starttls.h"
#include "tests/protocol/attacks/certificates.h"
#include "tests/protocol/attacks/secrets.h"

#define EVIL "EVIL"

/* What a person would see of it. */
typedef struct
{
  GString *facts;
  GString *transcript;
  guint n_open;
} Shown;

static void
note_step (TocsinReport *report,
           int step,
           int status,
           guint milliseconds,
           GVariant *facts,
           const GError *error,
           gpointer user_data)
{
  Shown *shown = user_data;
  GVariantIter iter;
  const char *name, *value;

  if (status != TOCSIN_STEP_STATUS_NOT_RUN)
    shown->n_open += status == TOCSIN_STEP_STATUS_RUNNING ? 1 : -1;
  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_string_append_printf (shown->facts, "%s: %s=%s\n", tocsin_step_to_string ((TocsinStep) step),
                            name, value);
}

static void
note_line (TocsinTranscript *transcript, const char *text, gpointer user_data)
{
  g_string_append_printf (((Shown *) user_data)->transcript, "%s\n", text);
}

static char *
fill_in (const char *text, guint port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  GString *filled = g_string_new (text);

  g_string_replace (filled, "%PORT%", number, 0);
  g_string_replace (filled, "%CA%", certificates_get_ca_file (), 0);
  if (strstr (text, "%CRL%") != NULL)
    g_string_replace (filled, "%CRL%", certificates_get_crl_file (), 0);

  return g_string_free (filled, FALSE);
}

static TocsinConnectionSettings *
make_settings (
    const Row *row, const Protocol *protocol, const char *common, guint port, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *port_text = g_strdup_printf ("port=%u", port);
  g_autofree char *ca_text = g_strconcat ("encryption.ca-file=", certificates_get_ca_file (), NULL);
  g_autofree char *own = fill_in (row->settings != NULL ? row->settings : "", port);
  g_autofree char *more = g_strjoin (" ", common, own, NULL);
  g_auto (GStrv) words = g_strsplit (more, " ", -1);
  g_auto (GStrv) assignments = NULL;

  g_strv_builder_add_many (builder, "address=127.0.0.1", port_text, ca_text,
                           "authentication.username=" SECRET_USER,
                           "authentication.password=env:ATTACKS_PASSWORD", "limits.linger=0",
                           "limits.pool-size=1", NULL);
  if (protocol->setting != NULL)
    g_strv_builder_add (builder, protocol->setting);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  assignments = g_strv_builder_end (builder);
  return tocsin_connection_settings_new_from_assignments ("attacked", protocol->scheme,
                                                          (const char *const *) assignments, error);
}

static char *
check_words (const GError *error, const Shown *shown)
{
  const char *server_text = error != NULL ? tocsin_error_get_server_text (error) : NULL;
  g_auto (GStrv) facts = g_strsplit (shown->facts->str, "\n", -1);

  for (gsize i = 0; facts[i] != NULL; i++)
    if (strstr (facts[i], EVIL) != NULL && strstr (facts[i], TOCSIN_STARTTLS_LABEL) == NULL)
      return g_strdup_printf ("shown as the server's: %s", facts[i]);
  if (error == NULL)
    return NULL;
  if (strstr (error->message, EVIL) != NULL)
    return g_strdup_printf ("shown as our own words: %s", error->message);
  if (tocsin_error_get_hint (error) != NULL && strstr (tocsin_error_get_hint (error), EVIL) != NULL)
    return g_strdup_printf ("shown as our own advice: %s", tocsin_error_get_hint (error));
  if (server_text != NULL && strstr (server_text, EVIL) != NULL
      && !g_str_has_prefix (server_text, TOCSIN_STARTTLS_LABEL))
    return g_strdup_printf ("shown as the server's: %s", server_text);

  return NULL;
}

/* What a button of a person may do, somebody in between could have wished for. */
static char *
check_remedy (const GError *error)
{
  static const char *const unsafe[] = { "encryption.mode=none",
                                        "encryption.mode=opportunistic",
                                        "encryption.verify=none",
                                        "encryption.verify=chain",
                                        "encryption.level=legacy",
                                        "encryption.allow-cleartext=true",
                                        NULL };
  const char *const *remedy = error != NULL ? tocsin_error_get_remedy (error) : NULL;

  for (gsize i = 0; remedy != NULL && remedy[i] != NULL; i++)
    if (g_strv_contains (unsafe, remedy[i]))
      return g_strdup_printf ("an unsafe remedy: %s", remedy[i]);

  return NULL;
}

static char *
check_shown (const Row *row, const GError *error, const Shown *shown)
{
  char *wrong = check_words (error, shown);

  if (wrong == NULL)
    wrong = check_remedy (error);
  if (wrong == NULL)
    wrong = secrets_find_in_text (shown->facts->str);
  if (wrong == NULL)
    wrong = secrets_find_in_text (shown->transcript->str);
  if (wrong == NULL && error != NULL)
    wrong = secrets_find_in_text (error->message);
  if (wrong == NULL && row->shows != NULL && strstr (shown->facts->str, row->shows) == NULL)
    wrong = g_strdup_printf ("not shown: %s, but\n%s", row->shows, shown->facts->str);

  return wrong;
}

/* What no row lacks an answer to: who saw what, and did the client do as the script has it. */
static char *
check_server (ScriptedServer *server, ScriptedRecord *record, const char *gives_away)
{
  gboolean visitor = scripted_server_has_visitor (server);
  g_autofree char *report = scripted_server_finish_with_report (server);
  g_autofree char *secret = secrets_find (record, TRUE);

  if (g_strcmp0 (secret, gives_away) != 0)
    return g_strdup_printf ("on the wire: %s", secret != NULL ? secret : "nothing");
  if (report != NULL)
    return g_steal_pointer (&report);

  return visitor ? g_strdup ("one connection more than the script has") : NULL;
}

static ScriptedServer *
make_server (const Row *row, const Protocol *protocol, ScriptedRecord *record)
{
  ScriptedServer *server = scripted_server_new ();

  scripted_server_set_record (server, record);
  scripted_server_set_certificate (server, certificates_get (row->certificate));
  if (row->alpn != NULL)
    scripted_server_set_alpn (server, row->alpn);
  if (row->priority != NULL)
    scripted_server_set_priority (server, row->priority);
  if (g_strcmp0 (row->certificate, "wants-ours") == 0)
    scripted_server_require_client_certificate (server);
  if (row->script != NULL)
    {
      script_write (server, row->script, protocol->tagged, row->call);
      scripted_server_start (server);
    }

  return server;
}

static char *
run (const Row *row,
     const Protocol *protocol,
     TocsinConnectionSettings *settings,
     Shown *shown,
     GError **error)
{
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  gboolean done;

  g_signal_connect (report, "step", G_CALLBACK (note_step), shown);
  g_signal_connect (transcript, "line", G_CALLBACK (note_line), shown);
  done = (row->run != NULL ? row->run : protocol->run) (settings, report, transcript, NULL, error);
  if (done != (*error == NULL))
    return g_strdup ("success and an error at once, or neither");
  if (shown->n_open != 0)
    return g_strdup ("a step was begun and not ended");

  return NULL;
}

/* Settings that are refused at once are an answer, too. */
static char *
play (const Row *row,
      const Protocol *protocol,
      const char *common,
      guint port,
      Shown *shown,
      GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings =
      make_settings (row, protocol, common, port, error);

  return settings != NULL ? run (row, protocol, settings, shown, error) : NULL;
}

char *
row_play (const Row *row, const Protocol *protocol, const char *settings, char **seen)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  ScriptedRecord record = { plain, wire };
  ScriptedServer *server = make_server (row, protocol, &record);
  g_autoptr (GString) facts = g_string_new (NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  Shown shown = { facts, lines, 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *broken =
      play (row, protocol, settings, scripted_server_get_port (server), &shown, &error);
  g_autofree char *on_the_line = check_server (server, &record, row->gives_away);
  g_autofree char *on_the_screen = check_shown (row, error, &shown);

  *seen = g_strdup (error != NULL ? tocsin_error_get_code_name (error) : "ok");
  if (error != NULL)
    g_test_message ("%s", error->message);
  if (broken != NULL)
    return g_steal_pointer (&broken);

  return on_the_line != NULL ? g_steal_pointer (&on_the_line) : g_steal_pointer (&on_the_screen);
}
