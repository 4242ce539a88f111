/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What actions do to messages, many at once. To delete is what Outlook does: into Deleted Items,
 * and from there into what can be recovered. */
#include "plugins/office365/write.h"

#include "core/base/error.h"
#include "plugins/office365/wire/heading.h"

#include <glib/gi18n-lib.h>

/* So often in a row may others change a message while we want to. */
#define TRIES 5

typedef struct
{
  GraphAccount *account;
  const TocsinMailOperation *operation;
  const char *target;
  GCancellable *cancellable;
} Writing;

/**
 * graph_write_has_target:
 * @operation: what to do
 *
 * Returns: whether it needs a folder to do it to.
 */
gboolean
graph_write_has_target (const TocsinMailOperation *operation)
{
  return operation->verb == TOCSIN_MAIL_MOVE || operation->verb == TOCSIN_MAIL_COPY;
}

static gboolean
is_about_keyword (const TocsinMailOperation *operation)
{
  return operation->verb == TOCSIN_MAIL_ADD_KEYWORD
         || operation->verb == TOCSIN_MAIL_REMOVE_KEYWORD;
}

static GraphPart *
new_part (const Writing *self, const TocsinMessageRef *ref, const char *method, const char *action)
{
  const char *user = graph_account_get_service (self->account)->user;
  g_autoptr (GString) target =
      graph_target_new (user, "mailFolders", ref->folder, "messages", ref->key, action, NULL);

  return graph_part_new (method, target->str);
}

static JsonObject *
new_flag (const char *status)
{
  JsonObject *body = json_object_new ();
  JsonObject *flag = json_object_new ();

  json_object_set_string_member (flag, "flagStatus", status);
  json_object_set_object_member (body, "flag", flag);

  return body;
}

static JsonObject *
new_read (gboolean is_read)
{
  JsonObject *body = json_object_new ();

  json_object_set_boolean_member (body, "isRead", is_read);

  return body;
}

static JsonObject *
new_destination (const char *folder)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "destinationId", folder);

  return body;
}

static GraphPart *
new_patch (const Writing *self, const TocsinMessageRef *ref, JsonObject *body)
{
  GraphPart *part = new_part (self, ref, "PATCH", NULL);

  part->body = body;

  return part;
}

static GraphPart *
new_transfer (const Writing *self, const TocsinMessageRef *ref, const char *action)
{
  GraphPart *part = new_part (self, ref, "POST", action);

  part->body = new_destination (self->target);

  return part;
}

static GraphPart *
make_part (const Writing *self, const TocsinMessageRef *ref)
{
  switch (self->operation->verb)
    {
    case TOCSIN_MAIL_MARK_READ:
      return new_patch (self, ref, new_read (TRUE));
    case TOCSIN_MAIL_MARK_UNREAD:
      return new_patch (self, ref, new_read (FALSE));
    case TOCSIN_MAIL_FLAG:
      return new_patch (self, ref, new_flag ("flagged"));
    case TOCSIN_MAIL_UNFLAG:
      return new_patch (self, ref, new_flag ("notFlagged"));
    case TOCSIN_MAIL_MOVE:
      return new_transfer (self, ref, "move");
    case TOCSIN_MAIL_COPY:
      return new_transfer (self, ref, "copy");
    case TOCSIN_MAIL_DELETE:
      return new_part (self, ref, "DELETE", NULL);
    case TOCSIN_MAIL_ADD_KEYWORD:
    case TOCSIN_MAIL_REMOVE_KEYWORD:
    default:
      return new_part (self, ref, "GET", NULL);
    }
}

static GError *
get_problem (const Writing *self, const GraphPart *part)
{
  return graph_part_is_good (part)
             ? NULL
             : graph_trouble_new (part->status, part->answer, part->retry_after,
                                  GRAPH_ABOUT_MESSAGE, graph_account_get_place (self->account));
}

/* One that is gone is no error. */
static gboolean
check_part (const Writing *self, const GraphPart *part, GError **error)
{
  g_autoptr (GError) problem = get_problem (self, part);

  if (problem == NULL || g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

static TocsinMessageRef *
make_result (const Writing *self, const TocsinMessageRef *ref, const GraphPart *part)
{
  const char *id = graph_json_get_string (part->answer, "id");
  TocsinMessageRef *result;

  if (!graph_write_has_target (self->operation) || !graph_part_is_good (part)
      || !graph_page_is_id (id))
    return NULL;
  result = tocsin_message_ref_new (self->target, id);
  result->received = ref->received;
  result->size = ref->size;

  return result;
}

static void
unref_result (gpointer ref)
{
  g_clear_pointer ((TocsinMessageRef **) &ref, tocsin_message_ref_unref);
}

static GPtrArray *
make_parts (const Writing *self, GPtrArray *refs)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) graph_part_free);

  for (guint i = 0; i < refs->len; i++)
    g_ptr_array_add (parts, make_part (self, g_ptr_array_index (refs, i)));

  return parts;
}

static gboolean
write_all (const Writing *self, GPtrArray *refs, GPtrArray *made, GError **error)
{
  g_autoptr (GPtrArray) parts = make_parts (self, refs);

  if (!graph_account_ask_all (self->account, parts, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < refs->len; i++)
    {
      if (!check_part (self, g_ptr_array_index (parts, i), error))
        return FALSE;
      g_ptr_array_add (
          made, make_result (self, g_ptr_array_index (refs, i), g_ptr_array_index (parts, i)));
    }

  return TRUE;
}

/* NULL if the message has what is wanted already. */
static JsonObject *
change_categories (const Writing *self, JsonObject *item)
{
  gboolean adds = self->operation->verb == TOCSIN_MAIL_ADD_KEYWORD;
  g_auto (GStrv) categories = graph_heading_read_categories (item);
  g_autoptr (JsonArray) array = json_array_new ();
  gboolean had = FALSE;
  JsonObject *body;

  for (gsize i = 0; categories[i] != NULL; i++)
    {
      gboolean is_it = g_ascii_strcasecmp (categories[i], self->operation->argument) == 0;

      had = had || is_it;
      if (!is_it || adds)
        json_array_add_string_element (array, categories[i]);
    }
  if (had == adds)
    return NULL;
  if (adds)
    json_array_add_string_element (array, self->operation->argument);
  body = json_object_new ();
  json_object_set_array_member (body, "categories", g_steal_pointer (&array));

  return body;
}

/* Categories are one list, which is read, and written back if nobody else was quicker. Those of
 * whom somebody was are left in @refs. */
static gboolean
change_some (const Writing *self, GPtrArray *refs, GPtrArray *left, GError **error)
{
  g_autoptr (GPtrArray) parts = make_parts (self, refs);
  g_autoptr (GPtrArray) patches = g_ptr_array_new_with_free_func ((GDestroyNotify) graph_part_free);
  g_autoptr (GPtrArray) patched = g_ptr_array_new ();

  if (!graph_account_ask_all (self->account, parts, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    {
      const GraphPart *part = g_ptr_array_index (parts, i);
      JsonObject *body = graph_part_is_good (part) ? change_categories (self, part->answer) : NULL;
      GraphPart *patch;

      if (!check_part (self, part, error))
        return FALSE;
      if (body == NULL)
        continue;
      patch = new_patch (self, g_ptr_array_index (refs, i), body);
      patch->if_match = g_strdup (graph_json_get_string (part->answer, "@odata.etag"));
      g_ptr_array_add (patches, patch);
      g_ptr_array_add (patched, g_ptr_array_index (refs, i));
    }
  if (!graph_account_ask_all (self->account, patches, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < patches->len; i++)
    {
      const GraphPart *patch = g_ptr_array_index (patches, i);

      if (patch->status == 412 || patch->status == 409)
        g_ptr_array_add (left, g_ptr_array_index (patched, i));
      else if (!check_part (self, patch, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
change_keyword (const Writing *self, GPtrArray *refs, GError **error)
{
  g_autoptr (GPtrArray) todo = g_ptr_array_ref (refs);

  for (guint try = 0; try < TRIES && todo->len > 0; try++)
    {
      g_autoptr (GPtrArray) left = g_ptr_array_new ();

      if (!change_some (self, todo, left, error))
        return FALSE;
      g_ptr_array_unref (todo);
      todo = g_steal_pointer (&left);
    }
  if (todo->len == 0)
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
                       _ ("a message is changed by other programs all the time"));

  return FALSE;
}

/* A target that is gone looks like messages that are, and must not be taken for it. */
static gboolean
check_target (const Writing *self, GError **error)
{
  g_autoptr (GString) target =
      graph_target_new (graph_account_get_base (self->account), "mailFolders", self->target, NULL);
  GraphCall call = { "GET", NULL, NULL, NULL, GRAPH_ABOUT_FOLDER, TRUE };
  g_autoptr (JsonObject) answer = NULL;

  graph_target_add (target, "$select", "id");
  call.target = target->str;
  answer = graph_account_ask (self->account, &call, self->cancellable, error);

  return answer != NULL;
}

static gboolean
is_any_missing (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    if (g_ptr_array_index (results, i) == NULL)
      return TRUE;

  return FALSE;
}

static gboolean
is_there_already (GPtrArray *refs, const char *target)
{
  return refs->len > 0
         && g_str_equal (((TocsinMessageRef *) g_ptr_array_index (refs, 0))->folder, target);
}

/**
 * graph_write:
 * @account: an account
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @operation: what to do to them
 * @target: (nullable): for what has one, the id of the folder to do it to
 * @results: (out) (optional): as of tocsin_mail_store_apply()
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; `mailbox.missing` if @target is not there
 *
 * Returns: whether it is done.
 */
gboolean
graph_write (GraphAccount *account,
             GPtrArray *refs,
             const TocsinMailOperation *operation,
             const char *target,
             GPtrArray **results,
             GCancellable *cancellable,
             GError **error)
{
  const Writing writing = { account, operation, target, cancellable };
  g_autoptr (GPtrArray) made = g_ptr_array_new_full (refs->len, unref_result);

  if (operation->verb == TOCSIN_MAIL_MOVE && is_there_already (refs, target))
    for (guint i = 0; i < refs->len; i++)
      g_ptr_array_add (made, tocsin_message_ref_ref (g_ptr_array_index (refs, i)));
  else if (is_about_keyword (operation))
    {
      if (!tocsin_mail_keyword_check (operation->argument, error)
          || !change_keyword (&writing, refs, error))
        return FALSE;
      g_ptr_array_set_size (made, (int) refs->len);
    }
  else if (!write_all (&writing, refs, made, error))
    return FALSE;
  if (graph_write_has_target (operation) && is_any_missing (made)
      && !check_target (&writing, error))
    return FALSE;
  if (results != NULL)
    *results = g_steal_pointer (&made);

  return TRUE;
}
