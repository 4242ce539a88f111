/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

/* Does what an action of a task would: a JSON object a line comes in, with the action's type, its
 * settings, an event's data and the raw message; one goes out, with what was planned, what came of
 * it and the mail that would be sent. --fields and --actions tell what there is. */

#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/mail/template-field.h"
#include "tests/unit/plugins/office.h"
#include "tests/unit/plugins/workshop.h"

#define ID "0123456789abcdef0123456789abcdef"
#define RECEIVED (G_GINT64_CONSTANT (1793520000) * G_USEC_PER_SEC)

static void
print_names (GStrv names)
{
  for (char **name = names; *name != NULL; name++)
    g_print ("%s\n", *name);
  g_strfreev (names);
}

static GStrv
get_settings (JsonObject *order)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = json_object_get_array_member (order, "settings");

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));

  return g_strv_builder_end (builder);
}

static TocsinEvent *
make_event (JsonObject *order)
{
  JsonObject *data = json_object_get_object_member (order, "data");
  const char *raw = json_object_get_string_member (order, "raw");
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (raw, strlen (raw));
  g_autoptr (GError) error = NULL;

  tocsin_message_load_bytes (message, bytes, &error);
  g_assert_no_error (error);

  return tocsin_event_new (ID, "org.tocsin.mail.received.v1", "/connections/work/INBOX",
                           json_object_get_string_member_with_default (data, "message_id", NULL),
                           RECEIVED, data, message, 1);
}

static JsonNode *
describe_mail (Workshop *workshop)
{
  GPtrArray *outbox = workshop_get_outbox (workshop);
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < outbox->len; i++)
    {
      WorkshopMail *mail = outbox->pdata[i];
      GPtrArray *recipients = tocsin_envelope_get_recipients (mail->envelope);
      JsonObject *object = json_object_new ();
      JsonArray *to = json_array_new ();
      g_autofree char *text =
          g_base64_encode ((const guchar *) mail->message, strlen (mail->message));

      for (guint j = 0; j < recipients->len; j++)
        json_array_add_string_element (to, ((TocsinRecipient *) recipients->pdata[j])->address);
      json_object_set_string_member (object, "sender", tocsin_envelope_get_sender (mail->envelope));
      json_object_set_array_member (object, "to", to);
      json_object_set_string_member (object, "message", text);
      json_array_add_object_element (array, object);
    }
  g_ptr_array_set_size (outbox, 0);
  json_node_take_array (node, array);

  return node;
}

static void
set_text (JsonObject *object, const char *member, const char *text, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);

  json_object_set_string_member (object, member, valid);
}

static void
describe_outcome (JsonObject *told, TocsinOutcome *outcome)
{
  g_autofree char *output = NULL;
  gsize length;
  const char *bytes;

  set_text (told, "summary", outcome->summary, -1);
  if (outcome->output == NULL)
    return;

  bytes = g_bytes_get_data (outcome->output, &length);
  output = g_base64_encode ((const guchar *) (bytes != NULL ? bytes : ""), length);
  json_object_set_string_member (told, "output", output);
}

static TocsinOutcome *
act (Workshop *workshop, JsonObject *order, JsonObject *told, GError **error)
{
  g_auto (GStrv) settings = get_settings (order);
  g_autoptr (TocsinEvent) event = make_event (order);
  g_autoptr (TocsinPlan) plan = NULL;
  g_autoptr (TocsinAction) action =
      workshop_try_action (workshop, error, json_object_get_string_member (order, "type"),
                           (const char *const *) settings);

  if (action == NULL || (plan = tocsin_action_plan (action, event, error)) == NULL)
    return NULL;
  set_text (told, "plan", plan->summary, -1);

  return tocsin_action_perform (action, plan, event, TOCSIN_HOST (workshop->host), NULL, error);
}

static void
fire (Workshop *workshop, JsonObject *order)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *told = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = act (workshop, order, told, &error);
  g_autofree char *text = NULL;

  if (outcome != NULL)
    describe_outcome (told, outcome);
  else
    {
      json_object_set_string_member (told, "code", tocsin_error_get_code_name (error));
      set_text (told, "error", error->message, -1);
    }
  json_object_set_member (told, "mail", describe_mail (workshop));
  json_node_take_object (node, told);
  text = json_to_string (node, FALSE);
  /* Not g_print(), which would turn it into what the terminal can show. */
  puts (text);
  fflush (stdout);
}

static void
take_orders (Workshop *workshop)
{
  g_autofree char *line = NULL;
  size_t room = 0;

  while (getline (&line, &room, stdin) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (line, &error);

      g_assert_no_error (error);
      fire (workshop, json_node_get_object (node));
    }
}

/* A Maildir of the caller's for the action that works in mailboxes. */
static void
add_box (Workshop *workshop, const char *directory)
{
  g_autofree char *address = g_strconcat ("address=", directory, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_settings_new_from_assignments (
      "work", "maildir", WITH (address, "maildir.create=true"), &error);
  g_autoptr (TocsinConnection) box = NULL;

  g_assert_no_error (error);
  box = tocsin_registry_new_connection (workshop->registry, settings, &error);
  g_assert_no_error (error);
  workshop_add_connection (workshop, "work", box);
}

int
main (int argc, char **argv)
{
  Workshop workshop = { NULL };

  workshop_set_up (&workshop, NULL);
  if (g_str_equal (argv[1], "--fields"))
    print_names (tocsin_template_field_list_known (TOCSIN_TEMPLATE_FLAGS_ATTACHMENT));
  else if (g_str_equal (argv[1], "--actions"))
    print_names (tocsin_registry_list (workshop.registry, TOCSIN_PLUGIN_ACTION));
  else
    {
      office_add_to (&workshop);
      add_box (&workshop, argv[1]);
      take_orders (&workshop);
    }
  workshop_tear_down (&workshop, NULL);

  return 0;
}
