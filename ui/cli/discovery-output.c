/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/discovery-output.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

/**
 * tocsin_discovery_output_can_choose:
 * @cli: the run
 * @candidate: a candidate
 *
 * Returns: whether it may become a connection: it is safe, and a plugin speaks its protocol.
 */
gboolean
tocsin_discovery_output_can_choose (TocsinCli *cli, const TocsinCandidate *candidate)
{
  return candidate->is_safe
         && tocsin_registry_find_protocol (tocsin_cli_get_registry (cli), candidate->protocol, NULL,
                                           NULL)
                != NULL;
}

static char *
escape (const char *text)
{
  return tocsin_text_escape (text, -1, 300);
}

static char *
join_texts (GPtrArray *texts)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? ", " : "", (char *) texts->pdata[i]);

  return tocsin_text_escape (joined->str, -1, 1000);
}

/* A service that has no port of a protocol of its own is never reached without TLS. */
static const char *
describe_safety (const TocsinCandidate *candidate)
{
  if (candidate->url != NULL)
    return "https";

  return candidate->port == 0 ? "tls" : tocsin_candidate_get_mode (candidate);
}

static void
print_candidate (TocsinCli *cli,
                 const TocsinCandidate *candidate,
                 const char *number,
                 void (*print) (const char *format, ...))
{
  g_autofree char *place = tocsin_candidate_describe_place (candidate);
  g_autofree char *shown = escape (place);
  g_autofree char *username = escape (candidate->username != NULL ? candidate->username : "");
  g_autofree char *sign_in = g_strjoinv (", ", candidate->authentication);
  g_autofree char *origins = join_texts (candidate->origins);

  print ("%3s  %s  %s  %s  %s  %s\n", number, candidate->protocol, shown,
         describe_safety (candidate), username, sign_in);
  print (_ ("       from %s\n"), origins);
  for (guint i = 0; i < candidate->warnings->len; i++)
    {
      g_autofree char *warning = escape (candidate->warnings->pdata[i]);

      print ("       ! %s\n", warning);
    }
  if (candidate->is_safe && !tocsin_discovery_output_can_choose (cli, candidate))
    print (_ ("       no plugin here speaks %s\n"), candidate->protocol);
}

/**
 * tocsin_discovery_output_print:
 * @cli: the run
 * @discovery: what was found
 * @print: g_print() or g_printerr()
 *
 * Shows the candidates; those that may be chosen have a number.
 */
void
tocsin_discovery_output_print (TocsinCli *cli,
                               const TocsinDiscovery *discovery,
                               void (*print) (const char *format, ...))
{
  guint count = 0;

  for (guint i = 0; i < discovery->candidates->len; i++)
    {
      const TocsinCandidate *candidate = discovery->candidates->pdata[i];
      gboolean can_choose = tocsin_discovery_output_can_choose (cli, candidate);
      g_autofree char *number = can_choose ? g_strdup_printf ("%u", ++count) : g_strdup ("-");

      print_candidate (cli, candidate, number, print);
    }
}

/**
 * tocsin_discovery_output_print_answers:
 * @discovery: what was found
 *
 * Tells on stderr who was asked and what came of it.
 */
void
tocsin_discovery_output_print_answers (const TocsinDiscovery *discovery)
{
  for (guint i = 0; i < discovery->answers->len; i++)
    {
      const TocsinAnswer *answer = discovery->answers->pdata[i];
      g_autofree char *question = escape (answer->question);

      g_printerr (_ ("asked: %s\n"), question);
      for (guint j = 0; j < answer->notes->len; j++)
        {
          g_autofree char *note = escape (answer->notes->pdata[j]);

          g_printerr ("  %s\n", note);
        }
      if (answer->error != NULL)
        g_printerr ("  %s [%s]\n", answer->error->message,
                    tocsin_error_get_code_name (answer->error));
    }
}

static GVariant *
list_texts (GPtrArray *texts)
{
  return g_variant_new_strv ((const char *const *) texts->pdata, (gssize) texts->len);
}

static GVariant *
describe_candidate (TocsinCli *cli, const TocsinCandidate *candidate, guint *count)
{
  static const char *const sources[] = { "preset", "srv", "autoconfig", "autodiscover", "guess" };
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GStrv) settings = tocsin_candidate_list_settings (candidate);
  gboolean can_choose = tocsin_discovery_output_can_choose (cli, candidate);

  if (can_choose)
    g_variant_dict_insert (&dict, "candidate", "u", ++*count);
  g_variant_dict_insert (&dict, "protocol", "s", candidate->protocol);
  g_variant_dict_insert (&dict, "host", "s", candidate->host);
  g_variant_dict_insert (&dict, "port", "u", (guint) candidate->port);
  g_variant_dict_insert (&dict, "url", "s", candidate->url != NULL ? candidate->url : "");
  g_variant_dict_insert (&dict, "encryption", "s", tocsin_candidate_get_mode (candidate));
  g_variant_dict_insert (&dict, "username", "s",
                         candidate->username != NULL ? candidate->username : "");
  g_variant_dict_insert (&dict, "sign-in", "^as", candidate->authentication);
  g_variant_dict_insert (&dict, "source", "s", sources[candidate->source]);
  g_variant_dict_insert_value (&dict, "sources", list_texts (candidate->origins));
  g_variant_dict_insert_value (&dict, "warnings", list_texts (candidate->warnings));
  g_variant_dict_insert (&dict, "safe", "b", candidate->is_safe);
  g_variant_dict_insert (&dict, "needs-consent", "b", candidate->needs_consent);
  g_variant_dict_insert (&dict, "settings", "^as", settings);
  g_variant_dict_insert (&dict, "prepare", "s",
                         candidate->prepare != NULL ? candidate->prepare : "");
  g_variant_dict_insert (&dict, "documentation", "s",
                         candidate->documentation != NULL ? candidate->documentation : "");

  return g_variant_dict_end (&dict);
}

static GVariant *
describe_answer (const TocsinAnswer *answer)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "question", "s", answer->question);
  g_variant_dict_insert_value (&dict, "notes", list_texts (answer->notes));
  if (answer->error != NULL)
    {
      g_variant_dict_insert (&dict, "code", "s", tocsin_error_get_code_name (answer->error));
      g_variant_dict_insert (&dict, "message", "s", answer->error->message);
    }

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_discovery_output_print_json:
 * @cli: the run
 * @discovery: what was found
 * @id: (nullable): the connection that was made of it
 *
 * Prints all of it as one document.
 */
void
tocsin_discovery_output_print_json (TocsinCli *cli,
                                    const TocsinDiscovery *discovery,
                                    const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder candidates;
  GVariantBuilder answers;
  guint count = 0;

  g_variant_builder_init (&candidates, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < discovery->candidates->len; i++)
    g_variant_builder_add_value (&candidates,
                                 describe_candidate (cli, discovery->candidates->pdata[i], &count));
  g_variant_builder_init (&answers, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < discovery->answers->len; i++)
    g_variant_builder_add_value (&answers, describe_answer (discovery->answers->pdata[i]));

  g_variant_dict_insert_value (&dict, "candidates", g_variant_builder_end (&candidates));
  g_variant_dict_insert_value (&dict, "asked", g_variant_builder_end (&answers));
  if (id != NULL)
    g_variant_dict_insert (&dict, "id", "s", id);
  tocsin_output_json (g_variant_dict_end (&dict));
}

/**
 * tocsin_discovery_output_print_next:
 * @candidate: what was chosen
 * @id: the connection that was made of it
 *
 * Tells on stderr what is left to the person.
 */
void
tocsin_discovery_output_print_next (const TocsinCandidate *candidate, const char *id)
{
  const char *const *ways = (const char *const *) candidate->authentication;
  gboolean takes_password = ways[0] == NULL || g_strv_contains (ways, "password")
                            || g_strv_contains (ways, "app-password");
  g_autofree char *prepare = candidate->prepare != NULL ? escape (candidate->prepare) : NULL;
  g_autofree char *page =
      candidate->documentation != NULL ? escape (candidate->documentation) : NULL;

  if (prepare != NULL)
    g_printerr ("%s\n", prepare);
  if (page != NULL)
    g_printerr (_ ("More about it: %s\n"), page);
  if (g_strv_contains (ways, "oauth2"))
    g_printerr (_ ("“tocsin connection set %s authentication.client-id=…” names your application, "
                   "“tocsin login %s” signs in with it\n"),
                id, id);
  if (takes_password)
    g_printerr (_ ("“tocsin secret set %s authentication.password” takes the password\n"), id);
}
