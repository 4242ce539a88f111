/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/mailbox/mailbox-action.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/mail-store.h"
#include "core/mail/template.h"
#include "core/plugin/refusal.h"
#include "plugins/mailbox/target-folder.h"
#include "plugins/mailbox/transfer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TocsinMailboxAction
{
  GObject parent_instance;

  GArray *verbs;
  TargetFolder *folder;
  char *keyword;
  char *connection;
  gboolean create;
};

static gboolean
has_verb (TocsinMailboxAction *self, TocsinMailVerb verb)
{
  for (guint i = 0; i < self->verbs->len; i++)
    if (g_array_index (self->verbs, TocsinMailVerb, i) == verb)
      return TRUE;

  return FALSE;
}

static gboolean
takes_away (TocsinMailVerb verb)
{
  return verb == TOCSIN_MAIL_MOVE || verb == TOCSIN_MAIL_DELETE;
}

static gboolean
needs_folder (TocsinMailVerb verb)
{
  return verb == TOCSIN_MAIL_MOVE || verb == TOCSIN_MAIL_COPY;
}

static gboolean
needs_keyword (TocsinMailVerb verb)
{
  return verb == TOCSIN_MAIL_ADD_KEYWORD || verb == TOCSIN_MAIL_REMOVE_KEYWORD;
}

static gboolean
take_operations (TocsinMailboxAction *self, TocsinSnapshot *settings, GError **error)
{
  const char *const *names = tocsin_snapshot_get_strv (settings, "operations");

  if (names[0] == NULL)
    return tocsin_refuse_key (error, "operations", _ ("say what to do, such as mark-read"));

  for (gsize i = 0; names[i] != NULL; i++)
    {
      TocsinMailVerb verb;

      if (!tocsin_mail_verb_from_string (names[i], &verb, error))
        {
          tocsin_error_translate (error, "operations");
          return FALSE;
        }
      if (has_verb (self, verb))
        return tocsin_refuse_key (error, "operations", _ ("“%s” stands there twice"), names[i]);
      if (takes_away (verb) && names[i + 1] != NULL)
        return tocsin_refuse_key (
            error, "operations",
            _ ("after “%s” the message is gone from here: put it last, behind “%s”"), names[i],
            names[i + 1]);
      g_array_append_val (self->verbs, verb);
    }

  return TRUE;
}

static gboolean
take_folder (TocsinMailboxAction *self, TocsinSnapshot *settings, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, "folder");
  gboolean needed = has_verb (self, TOCSIN_MAIL_MOVE) || has_verb (self, TOCSIN_MAIL_COPY);

  if (!needed && text[0] != '\0')
    return tocsin_refuse_key (error, "folder", _ ("only copy and move have a target"));
  if (!needed)
    return TRUE;
  if (text[0] == '\0')
    return tocsin_refuse_key (error, "folder", _ ("copy and move need a target"));

  self->folder = target_folder_new (text, error);
  if (self->folder == NULL)
    tocsin_error_translate (error, "folder");

  return self->folder != NULL;
}

static gboolean
take_keyword (TocsinMailboxAction *self, TocsinSnapshot *settings, GError **error)
{
  const char *keyword = tocsin_snapshot_get_string (settings, "keyword");
  gboolean needed =
      has_verb (self, TOCSIN_MAIL_ADD_KEYWORD) || has_verb (self, TOCSIN_MAIL_REMOVE_KEYWORD);

  if (!needed && keyword[0] != '\0')
    return tocsin_refuse_key (error, "keyword", _ ("only keyword and remove-keyword use one"));
  if (needed && !tocsin_mail_keyword_check (keyword, error))
    {
      tocsin_error_translate (error, "keyword");
      return FALSE;
    }

  self->keyword = g_strdup (keyword);

  return TRUE;
}

static gboolean
take_connection (TocsinMailboxAction *self, TocsinSnapshot *settings, GError **error)
{
  const char *connection = tocsin_snapshot_get_string (settings, "connection");

  if (connection[0] == '\0')
    return TRUE;
  if (self->folder == NULL)
    return tocsin_refuse_key (error, "connection", _ ("only copy and move reach another one"));

  self->connection = g_strdup (connection);

  return TRUE;
}

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  TocsinMailboxAction *self = TOCSIN_MAILBOX_ACTION (action);

  self->create = tocsin_snapshot_get_boolean (settings, "create");

  return take_operations (self, settings, error) && take_folder (self, settings, error)
         && take_keyword (self, settings, error) && take_connection (self, settings, error);
}

/* Flags are what they are however often they are set, and a message that was moved or deleted is
 * not there to be moved again. A copy, and a move that begins with one because it goes to another
 * server, would leave a second one behind. */
static TocsinActionTraits
get_traits (TocsinAction *action)
{
  TocsinMailboxAction *self = TOCSIN_MAILBOX_ACTION (action);

  if (self->connection != NULL)
    return TOCSIN_ACTION_NEEDS_MESSAGE;

  return has_verb (self, TOCSIN_MAIL_COPY) ? 0 : TOCSIN_ACTION_REPEATABLE;
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  TocsinMailboxAction *self = TOCSIN_MAILBOX_ACTION (action);

  if (self->folder != NULL)
    target_folder_list_fields (self->folder, fields);
}

static const char *
get_argument (TocsinMailboxAction *self, TocsinMailVerb verb, const char *folder)
{
  if (needs_folder (verb))
    return folder;

  return needs_keyword (verb) ? self->keyword : "";
}

static GVariant *
list_operations (TocsinMailboxAction *self, const char *folder)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < self->verbs->len; i++)
    {
      TocsinMailVerb verb = g_array_index (self->verbs, TocsinMailVerb, i);

      g_variant_builder_add (&builder, "(ss)", tocsin_mail_verb_to_string (verb),
                             get_argument (self, verb, folder));
    }

  return g_variant_builder_end (&builder);
}

static void
add_effects (TocsinMailboxAction *self, TocsinPlan *plan, const char *folder)
{
  for (guint i = 0; i < self->verbs->len; i++)
    {
      TocsinMailVerb verb = g_array_index (self->verbs, TocsinMailVerb, i);
      TocsinMailOperation operation = { .verb = verb,
                                        .argument = get_argument (self, verb, folder),
                                        .create = self->create };

      tocsin_plan_add_effect (plan, &operation, needs_folder (verb) ? self->connection : NULL);
    }
}

static char *
describe_operations (TocsinMailboxAction *self, const char *folder)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->verbs->len; i++)
    {
      TocsinMailVerb verb = g_array_index (self->verbs, TocsinMailVerb, i);
      g_autofree char *argument = tocsin_text_escape (get_argument (self, verb, folder), -1, 0);

      g_string_append_printf (text, "%s%s%s%s", i > 0 ? ", " : "",
                              tocsin_mail_verb_to_string (verb), argument[0] != '\0' ? " " : "",
                              argument);
      if (needs_folder (verb) && self->connection != NULL)
        g_string_append_printf (text, _ (" on “%s”"), self->connection);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  TocsinMailboxAction *self = TOCSIN_MAILBOX_ACTION (action);
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;
  TocsinPlan *planned;

  if (tocsin_event_get_field (event, "connection") == NULL
      || tocsin_event_get_field (event, "folder_id") == NULL
      || tocsin_event_get_field (event, "ref") == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("this event is about no message in a mailbox"));
      return NULL;
    }

  folder = self->folder != NULL ? target_folder_expand (self->folder, tocsin_event_get_data (event))
                                : g_strdup ("");
  g_variant_dict_insert_value (&details, "operations", list_operations (self, folder));
  text = describe_operations (self, folder);

  planned = tocsin_plan_new (g_variant_dict_end (&details), "%s", text);
  add_effects (self, planned, folder);

  return planned;
}

/* One message, where the event says it was: the folder by the server's own name for it. */
static GPtrArray *
locate (TocsinEvent *event)
{
  TocsinMessageRef *ref = tocsin_message_ref_new (tocsin_event_get_field (event, "folder_id"),
                                                  tocsin_event_get_field (event, "ref"));
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  ref->uid =
      (guint64) json_object_get_int_member_with_default (tocsin_event_get_data (event), "uid", 0);
  g_ptr_array_add (refs, ref);

  return refs;
}

static gboolean
do_operation (TocsinMailboxAction *self,
              const TocsinMailOperation *operation,
              TocsinMailStore *store,
              GPtrArray *refs,
              TocsinEvent *event,
              TocsinHost *host,
              GCancellable *cancellable,
              GError **error)
{
  TocsinMailOperation remove = { .verb = TOCSIN_MAIL_DELETE };
  g_autoptr (TocsinMailStore) target = NULL;

  if (self->connection == NULL || !needs_folder (operation->verb))
    return tocsin_mail_store_apply (store, refs, operation, NULL, cancellable, error);

  target = tocsin_host_get_mail_store (host, self->connection, error);
  if (target == NULL
      || !transfer_message (target, operation, tocsin_event_get_message (event),
                            tocsin_host_get_work_directory (host), cancellable, error))
    return FALSE;

  return operation->verb == TOCSIN_MAIL_COPY
         || tocsin_mail_store_apply (store, refs, &remove, NULL, cancellable, error);
}

static gboolean
do_operations (TocsinMailboxAction *self,
               GVariant *operations,
               TocsinEvent *event,
               TocsinHost *host,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TocsinMailStore) store =
      tocsin_host_get_mail_store (host, tocsin_event_get_field (event, "connection"), error);
  g_autoptr (GPtrArray) refs = locate (event);
  GVariantIter iter;
  const char *name, *argument;

  if (store == NULL)
    return FALSE;

  g_variant_iter_init (&iter, operations);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &argument))
    {
      TocsinMailOperation operation = { .argument = argument, .create = self->create };

      if (!tocsin_mail_verb_from_string (name, &operation.verb, error)
          || !do_operation (self, &operation, store, refs, event, host, cancellable, error))
        {
          tocsin_error_translate (error, "%s", name);
          return FALSE;
        }
    }

  return TRUE;
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GVariant) operations =
      g_variant_lookup_value (planned->details, "operations", G_VARIANT_TYPE ("a(ss)"));

  g_return_val_if_fail (operations != NULL, NULL);

  if (!do_operations (TOCSIN_MAILBOX_ACTION (action), operations, event, host, cancellable, error))
    return NULL;

  return tocsin_outcome_new ("%s", planned->summary);
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = configure;
  iface->get_traits = get_traits;
  iface->list_fields = list_fields;
  iface->plan = plan;
  iface->perform = perform;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinMailboxAction,
                               tocsin_mailbox_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_mailbox_action_finalize (GObject *object)
{
  TocsinMailboxAction *self = TOCSIN_MAILBOX_ACTION (object);

  g_array_unref (self->verbs);
  g_clear_pointer (&self->folder, target_folder_free);
  g_free (self->keyword);
  g_free (self->connection);

  G_OBJECT_CLASS (tocsin_mailbox_action_parent_class)->finalize (object);
}

static void
tocsin_mailbox_action_class_init (TocsinMailboxActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_mailbox_action_finalize;
}

static void
tocsin_mailbox_action_init (TocsinMailboxAction *self)
{
  self->verbs = g_array_new (FALSE, FALSE, sizeof (TocsinMailVerb));
}
