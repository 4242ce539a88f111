/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/trial-output.h"

#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/base/text.h"
#include "core/engine/describe.h"
#include "core/mail/query/finding.h"
#include "core/mail/query/query.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>

/* Of a subject so many bytes stand on a line. */
#define LONGEST_SUBJECT 200

static const char *
get_sender (TocsinMessage *message)
{
  GPtrArray *senders = tocsin_message_get_addresses (message, "From");
  const TocsinAddress *first =
      senders != NULL && senders->len > 0 ? g_ptr_array_index (senders, 0) : NULL;

  return first != NULL && first->address != NULL ? first->address : "";
}

static const char *
get_subject (TocsinMessage *message)
{
  const char *subject = tocsin_message_get_subject (message);

  return subject != NULL ? subject : "";
}

static void print_indented (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Words of a mail never speak to the terminal. */
static void
print_indented (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  escaped = tocsin_text_show (text, 0);
  g_print ("    %s\n", escaped);
}

static void
print_head (const TocsinTrialFiring *firing)
{
  g_autofree char *subject = NULL;
  g_autofree char *sender = NULL;
  g_autofree char *key = NULL;
  g_autofree char *time = NULL;

  if (firing->message == NULL)
    {
      time = tocsin_locale_format_local (
          firing->event != NULL ? tocsin_event_get_time (firing->event) : 0);
      g_print ("%s\n", time);
      return;
    }

  subject = tocsin_text_escape (get_subject (firing->message), -1, LONGEST_SUBJECT);
  sender = tocsin_text_escape (get_sender (firing->message), -1, 0);
  key = tocsin_text_escape (firing->ref->key, -1, 0);
  time = tocsin_locale_format_local (tocsin_message_get_received (firing->message));
  g_print ("%s  %s  %s  %s\n", key, time, sender, subject);
}

static void
print_verdict (const TocsinTrialFiring *firing, TocsinTask *tried)
{
  if (firing->verdict == TOCSIN_TRIAL_HIDDEN)
    print_indented (_ ("would not fire: “%s” stops processing"), tocsin_task_get_name (firing->by));
  if (firing->verdict == TOCSIN_TRIAL_UNDECIDED)
    print_indented (_ ("can't be decided: %s [%s]"), firing->trouble->message,
                    tocsin_error_get_code_name (firing->trouble));
  if (firing->task != tried)
    print_indented (_ ("then “%s” would fire for it in “%s”:"), tocsin_task_get_name (firing->task),
                    firing->folder);
}

static void
print_finding (const TocsinQueryFinding *finding)
{
  if (finding->verdict != TOCSIN_QUERY_VERDICT_YES || finding->where == NULL)
    return;
  if (finding->excerpt != NULL)
    print_indented (_ ("%s matches in %s: %s"), finding->term, finding->where, finding->excerpt);
  else
    print_indented (_ ("%s matches in %s"), finding->term, finding->where);
}

static void
print_step (const TocsinTrialStep *step)
{
  if (step->plan != NULL)
    print_indented ("-> %s: %s", step->action, step->plan->summary);
  if (step->error != NULL)
    print_indented (_ ("!! %s would fail: %s [%s]"), step->action, step->error->message,
                    tocsin_error_get_code_name (step->error));
  for (guint i = 0; i < step->notes->len; i++)
    print_indented ("   %s", (const char *) g_ptr_array_index (step->notes, i));
}

static void
print_text (const TocsinTrialFiring *firing, TocsinTask *tried)
{
  print_head (firing);
  print_verdict (firing, tried);
  for (guint i = 0; firing->findings != NULL && i < firing->findings->len; i++)
    print_finding (g_ptr_array_index (firing->findings, i));
  for (guint i = 0; i < firing->notes->len; i++)
    print_indented ("%s", (const char *) g_ptr_array_index (firing->notes, i));
  for (guint i = 0; i < firing->steps->len; i++)
    print_step (g_ptr_array_index (firing->steps, i));
}

static void
insert_texts (GVariantDict *dict, const char *key, GPtrArray *texts)
{
  g_variant_dict_insert_value (dict, key,
                               g_variant_new_strv ((const char *const *) texts->pdata, texts->len));
}

static const char *
name_verdict (TocsinQueryVerdict verdict)
{
  return verdict == TOCSIN_QUERY_VERDICT_YES  ? "yes"
         : verdict == TOCSIN_QUERY_VERDICT_NO ? "no"
                                              : "unknown";
}

static GVariant *
describe_findings (GPtrArray *findings)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const TocsinQueryFinding *finding = g_ptr_array_index (findings, i);
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

      g_variant_dict_insert (&dict, "term", "s", finding->term);
      g_variant_dict_insert (&dict, "matches", "s", name_verdict (finding->verdict));
      tocsin_describe_string (&dict, "where", finding->where);
      tocsin_describe_string (&dict, "excerpt", finding->excerpt);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
describe_groups (GHashTable *groups)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, text;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  if (groups != NULL)
    g_hash_table_iter_init (&iter, groups);
  while (groups != NULL && g_hash_table_iter_next (&iter, &name, &text))
    g_variant_builder_add (&builder, "{ss}", name, text);

  return g_variant_builder_end (&builder);
}

static GVariant *
describe_steps (GPtrArray *steps)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < steps->len; i++)
    {
      const TocsinTrialStep *step = g_ptr_array_index (steps, i);
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

      g_variant_dict_insert (&dict, "action", "s", step->action);
      if (step->plan != NULL)
        {
          g_variant_dict_insert (&dict, "plan", "s", step->plan->summary);
          g_variant_dict_insert_value (&dict, "details", step->plan->details);
        }
      if (step->error != NULL)
        g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (step->error));
      insert_texts (&dict, "notes", step->notes);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  return g_variant_builder_end (&builder);
}

static void
describe_message (const TocsinTrialFiring *firing, GVariantDict *dict)
{
  if (firing->message == NULL)
    {
      if (firing->event != NULL)
        tocsin_describe_time (dict, "time", tocsin_event_get_time (firing->event));
      return;
    }

  g_variant_dict_insert (dict, "connection", "s", firing->connection);
  g_variant_dict_insert (dict, "folder", "s", firing->folder);
  g_variant_dict_insert (dict, "ref", "s", firing->ref->key);
  tocsin_describe_time (dict, "received", tocsin_message_get_received (firing->message));
  g_variant_dict_insert (dict, "from", "s", get_sender (firing->message));
  g_variant_dict_insert (dict, "subject", "s", get_subject (firing->message));
}

static void
print_json (const TocsinTrialFiring *firing)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "kind", "s", "message");
  g_variant_dict_insert (&dict, "task", "s", tocsin_task_get_id (firing->task));
  g_variant_dict_insert (&dict, "verdict", "s", tocsin_trial_verdict_to_string (firing->verdict));
  if (firing->by != NULL)
    g_variant_dict_insert (&dict, "by", "s", tocsin_task_get_id (firing->by));
  describe_message (firing, &dict);
  g_variant_dict_insert_value (&dict, "findings", describe_findings (firing->findings));
  g_variant_dict_insert_value (&dict, "matched", describe_groups (firing->groups));
  if (firing->trouble != NULL)
    g_variant_dict_insert_value (&dict, "trouble", tocsin_describe_error (firing->trouble));
  insert_texts (&dict, "notes", firing->notes);
  g_variant_dict_insert_value (&dict, "actions", describe_steps (firing->steps));
  tocsin_output_json_line (g_variant_dict_end (&dict));
}

/**
 * tocsin_trial_output_firing:
 * @cli: the run
 * @firing: what came of a message
 * @tried: the task that is tried
 *
 * Prints it: for a person some lines, for a program an object on one line.
 */
void
tocsin_trial_output_firing (TocsinCli *cli, const TocsinTrialFiring *firing, TocsinTask *tried)
{
  if (cli->json)
    print_json (firing);
  else
    print_text (firing, tried);
}

static void
print_summary_json (const TocsinTrialSummary *summary)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "kind", "s", "summary");
  g_variant_dict_insert (&dict, "examined", "u", summary->examined);
  g_variant_dict_insert (&dict, "fires", "u", summary->fires);
  g_variant_dict_insert (&dict, "hidden", "u", summary->hidden);
  g_variant_dict_insert (&dict, "undecided", "u", summary->undecided);
  g_variant_dict_insert (&dict, "failing", "u", summary->failing);
  g_variant_dict_insert (&dict, "consequences", "u", summary->consequences);
  g_variant_dict_insert (&dict, "limited", "b", summary->limited);
  insert_texts (&dict, "warnings", summary->warnings);
  tocsin_output_json_line (g_variant_dict_end (&dict));
}

static void
print_summary (const TocsinTrialSummary *summary)
{
  g_print (ngettext ("%u message looked at, ", "%u messages looked at, ", summary->examined),
           summary->examined);
  g_print (ngettext ("it would fire %u time", "it would fire %u times", summary->fires),
           summary->fires);
  if (summary->hidden > 0)
    g_print (_ (", not for %u that an earlier task hides"), summary->hidden);
  if (summary->undecided > 0)
    g_print (_ (", %u can't be decided"), summary->undecided);
  if (summary->failing > 0)
    g_print (_ (", %u would fail"), summary->failing);
  if (summary->consequences > 0)
    g_print (ngettext (", other tasks would fire %u time in turn",
                       ", other tasks would fire %u times in turn", summary->consequences),
             summary->consequences);
  g_print ("%s\n", summary->limited ? _ (" (there may be more: --limit)") : "");
  for (guint i = 0; i < summary->warnings->len; i++)
    {
      g_autofree char *warning =
          tocsin_text_escape (g_ptr_array_index (summary->warnings, i), -1, 0);

      g_print (_ ("note: %s\n"), warning);
    }
}

/**
 * tocsin_trial_output_summary:
 * @cli: the run
 * @summary: what came of a trial
 *
 * Prints it behind the messages.
 */
void
tocsin_trial_output_summary (TocsinCli *cli, const TocsinTrialSummary *summary)
{
  if (cli->json)
    print_summary_json (summary);
  else
    print_summary (summary);
}
