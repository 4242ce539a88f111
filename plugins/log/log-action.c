/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/log/log-action.h"

#include "core/base/error.h"
#include "core/base/notice.h"
#include "core/base/text.h"
#include "core/mail/template.h"
#include "core/plugin/refusal.h"
#include "plugins/log/log-file.h"

#include <glib/gi18n-lib.h>

/* The longest line in the log of the system; a file takes all of it. */
#define MAX_LOG_LINE 4096

/* The longest piece of a line that a summary shows. */
#define MAX_SHOWN 200

struct _TocsinLogAction
{
  GObject parent_instance;

  char *file;
  TocsinTemplate *format;
};

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (action);
  const char *file = tocsin_snapshot_get_string (settings, "file");
  const char *format = tocsin_snapshot_get_string (settings, "format");

  if (file[0] != '\0' && !g_path_is_absolute (file))
    return tocsin_refuse_key (error, "file", _ ("“%s” is no full path"), file);

  self->file = file[0] != '\0' ? g_strdup (file) : NULL;
  if (format[0] == '\0')
    return TRUE;

  self->format = tocsin_template_new (format, TOCSIN_TEMPLATE_FLAGS_NONE, error);
  if (self->format == NULL)
    tocsin_error_translate (error, "format");

  return self->format != NULL;
}

/* Nobody minds a line of the system's log that stands there twice; who reads a file of JSON counts
 * its lines. */
static TocsinActionTraits
get_traits (TocsinAction *action)
{
  return TOCSIN_LOG_ACTION (action)->file == NULL ? TOCSIN_ACTION_REPEATABLE : 0;
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (action);

  if (self->format != NULL)
    tocsin_template_list_fields (self->format, fields);
}

static void
list_places (TocsinAction *action, GPtrArray *places)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (action);

  if (self->file != NULL)
    g_ptr_array_add (places, g_path_get_dirname (self->file));
}

static char *
expand (TocsinLogAction *self, TocsinEvent *event)
{
  return tocsin_template_expand (self->format, tocsin_event_get_data (event), NULL,
                                 tocsin_template_encode_plain, NULL);
}

static char *
make_journal_line (TocsinLogAction *self, TocsinEvent *event)
{
  const char *subject = tocsin_event_get_subject (event);
  g_autofree char *text = NULL;

  if (self->format != NULL)
    text = expand (self, event);
  else
    text = g_strdup_printf ("%s %s%s%s", tocsin_event_get_event_type (event),
                            tocsin_event_get_id (event), subject != NULL ? " " : "",
                            subject != NULL ? subject : "");

  return tocsin_text_escape (text, -1, MAX_LOG_LINE);
}

/* With a format, still a JSON document: whoever reads the file reads nothing else. */
static JsonNode *
make_short_document (TocsinLogAction *self, TocsinEvent *event)
{
  g_autoptr (JsonNode) whole = tocsin_event_to_json (event);
  JsonObject *all = json_node_get_object (whole);
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = expand (self, event);

  if (json_object_has_member (all, "time"))
    json_object_set_string_member (object, "time", json_object_get_string_member (all, "time"));
  json_object_set_string_member (object, "id", tocsin_event_get_id (event));
  json_object_set_string_member (object, "text", text);
  json_node_take_object (node, object);

  return node;
}

static char *
make_file_line (TocsinLogAction *self, TocsinEvent *event)
{
  g_autoptr (JsonNode) node =
      self->format != NULL ? make_short_document (self, event) : tocsin_event_to_json (event);

  return json_to_string (node, FALSE);
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (action);
  g_autofree char *line =
      self->file != NULL ? make_file_line (self, event) : make_journal_line (self, event);
  g_autofree char *shown = tocsin_text_escape (line, -1, MAX_SHOWN);
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&details, "line", "s", line);
  if (self->file == NULL)
    return tocsin_plan_new (g_variant_dict_end (&details), _ ("log “%s”"), shown);

  return tocsin_plan_new (g_variant_dict_end (&details), _ ("add a line to %s: %s"), self->file,
                          shown);
}

static void
write_to_journal (TocsinEvent *event, const char *line)
{
  const char *task = tocsin_event_get_field (event, "task");

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "MESSAGE_ID", TOCSIN_NOTICE_EVENT_LOGGED,
                    "TASK_ID", task != NULL ? task : "", "EVENT_ID", tocsin_event_get_id (event),
                    "EVENT_TYPE", tocsin_event_get_event_type (event), "MESSAGE", "%s", line);
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (action);
  const char *line;

  if (!g_variant_lookup (planned->details, "line", "&s", &line))
    g_return_val_if_reached (NULL);

  if (self->file == NULL)
    {
      write_to_journal (event, line);
      return tocsin_outcome_new (_ ("logged"));
    }
  if (!log_file_append (self->file, line, error))
    return NULL;

  return tocsin_outcome_new (_ ("added a line to %s"), self->file);
}

static gboolean
foresee (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GHashTable *promised,
         GPtrArray *notes,
         GError **error)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (action);

  return self->file == NULL || log_file_foresee (self->file, error);
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = configure;
  iface->get_traits = get_traits;
  iface->list_fields = list_fields;
  iface->list_places = list_places;
  iface->plan = plan;
  iface->perform = perform;
  iface->foresee = foresee;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinLogAction,
                               tocsin_log_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_log_action_finalize (GObject *object)
{
  TocsinLogAction *self = TOCSIN_LOG_ACTION (object);

  g_free (self->file);
  g_clear_pointer (&self->format, tocsin_template_unref);

  G_OBJECT_CLASS (tocsin_log_action_parent_class)->finalize (object);
}

static void
tocsin_log_action_class_init (TocsinLogActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_log_action_finalize;
}

static void
tocsin_log_action_init (TocsinLogAction *self)
{
}
