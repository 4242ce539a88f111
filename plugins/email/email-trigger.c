/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/email/email-trigger.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/schedule.h"
#include "core/plugin/mail-trigger.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TocsinEmailTrigger
{
  GObject parent_instance;

  TocsinMailRule rule;
};

static gboolean
take_connection (TocsinMailRule *rule, TocsinSnapshot *settings, GError **error)
{
  rule->connection = g_strdup (tocsin_snapshot_get_string (settings, "connection"));
  if (rule->connection[0] == '\0')
    return tocsin_refuse_key (error, "connection", _ ("say which connection's mailbox is watched"));

  return TRUE;
}

static gboolean
take_folders (TocsinMailRule *rule, TocsinSnapshot *settings, GError **error)
{
  rule->folders = g_strdupv ((char **) tocsin_snapshot_get_strv (settings, "folders"));
  if (rule->folders[0] == NULL)
    return tocsin_refuse_key (error, "folders", _ ("name at least one folder, such as INBOX"));

  for (gsize i = 0; rule->folders[i] != NULL; i++)
    if (rule->folders[i][0] == '\0' || !tocsin_text_is_line_safe (rule->folders[i]))
      return tocsin_refuse_key (error, "folders",
                                _ ("the name number %zu is empty or holds a line break"), i + 1);

  return TRUE;
}

static gboolean
take_query (TocsinMailRule *rule, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "query");

  if (text[0] == '\0')
    return TRUE;

  rule->query = tocsin_query_parse (text, error);
  if (rule->query == NULL)
    tocsin_error_translate (error, "query");

  return rule->query != NULL;
}

static gboolean
take_check (TocsinMailRule *rule, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "check");
  g_autoptr (TocsinSchedule) schedule = tocsin_schedule_parse (text, error);

  if (schedule == NULL)
    {
      tocsin_error_translate (error, "check");
      return FALSE;
    }
  rule->check = tocsin_schedule_to_string (schedule);

  return TRUE;
}

static gboolean
take_last (TocsinMailRule *rule, const char *number, GError **error)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT, &count, NULL))
    return tocsin_refuse_key (error, "start", _ ("“last:%s” should be like last:20"), number);

  rule->start = TOCSIN_MAIL_START_LAST;
  rule->start_value = (gint64) count;

  return TRUE;
}

/* A day begins at midnight where the person is who wrote it. */
static GDateTime *
parse_date (const char *text)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *midnight = NULL;

  if (strchr (text, 'T') != NULL)
    return g_date_time_new_from_iso8601 (text, local);

  midnight = g_strconcat (text, "T00:00:00", NULL);

  return g_date_time_new_from_iso8601 (midnight, local);
}

static gboolean
take_since (TocsinMailRule *rule, const char *date, GError **error)
{
  g_autoptr (GDateTime) since = parse_date (date);

  if (since == NULL)
    return tocsin_refuse_key (
        error, "start",
        _ ("“since:%s” should be like since:2026-11-01 or since:2026-11-01T08:00:00+01:00"), date);

  rule->start = TOCSIN_MAIL_START_SINCE;
  rule->start_value = g_date_time_to_unix (since);

  return TRUE;
}

static gboolean
take_start (TocsinMailRule *rule, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "start");

  if (g_str_has_prefix (text, "last:"))
    return take_last (rule, text + strlen ("last:"), error);
  if (g_str_has_prefix (text, "since:"))
    return take_since (rule, text + strlen ("since:"), error);

  if (g_str_equal (text, "now"))
    rule->start = TOCSIN_MAIL_START_NOW;
  else if (g_str_equal (text, "unread"))
    rule->start = TOCSIN_MAIL_START_UNREAD;
  else if (g_str_equal (text, "all"))
    rule->start = TOCSIN_MAIL_START_ALL;
  else
    return tocsin_refuse_key (
        error, "start", _ ("“%s” is none of now, unread, all, last:NUMBER, since:DATE"), text);

  return TRUE;
}

static gboolean
take_code_page (TocsinMailRule *rule, TocsinSnapshot *settings, GError **error)
{
  const char *code_page = tocsin_snapshot_get_string (settings, "code-page");
  GIConv converter;

  if (code_page[0] == '\0')
    return TRUE;

  converter = g_iconv_open ("UTF-8", code_page);
  if (converter == (GIConv) -1)
    return tocsin_refuse_key (error, "code-page", _ ("this system knows no character set “%s”"),
                              code_page);

  g_iconv_close (converter);
  rule->code_page = g_strdup (code_page);

  return TRUE;
}

static gboolean
configure (TocsinTrigger *trigger, TocsinSnapshot *settings, GError **error)
{
  TocsinMailRule *rule = &TOCSIN_EMAIL_TRIGGER (trigger)->rule;

  rule->each = g_str_equal (tocsin_snapshot_get_string (settings, "when"), "each");
  rule->stop_processing = tocsin_snapshot_get_boolean (settings, "stop-processing");

  return take_connection (rule, settings, error) && take_folders (rule, settings, error)
         && take_query (rule, settings, error) && take_check (rule, settings, error)
         && take_start (rule, settings, error) && take_code_page (rule, settings, error);
}

static const TocsinMailRule *
get_rule (TocsinMailTrigger *trigger)
{
  return &TOCSIN_EMAIL_TRIGGER (trigger)->rule;
}

static void
trigger_init (TocsinTriggerInterface *iface)
{
  iface->configure = configure;
}

static void
mail_trigger_init (TocsinMailTriggerInterface *iface)
{
  iface->get_rule = get_rule;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinEmailTrigger,
                               tocsin_email_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_TRIGGER, trigger_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRIGGER,
                                                          mail_trigger_init))

static void
tocsin_email_trigger_finalize (GObject *object)
{
  TocsinMailRule *rule = &TOCSIN_EMAIL_TRIGGER (object)->rule;

  g_free (rule->connection);
  g_strfreev (rule->folders);
  g_clear_pointer (&rule->query, tocsin_query_unref);
  g_free (rule->check);
  g_free (rule->code_page);

  G_OBJECT_CLASS (tocsin_email_trigger_parent_class)->finalize (object);
}

static void
tocsin_email_trigger_class_init (TocsinEmailTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_email_trigger_finalize;
}

static void
tocsin_email_trigger_init (TocsinEmailTrigger *self)
{
}
