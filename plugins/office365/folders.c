/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The tree of folders. The inbox is called by its role: its name is in the language of its owner. A
 * slash within a name is shown as a division slash, as a slash parts the levels. */
#include "plugins/office365/folders.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/office365/pages.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SELECT "id,displayName,childFolderCount,totalItemCount,unreadItemCount"
#define PAGE 100
#define DIVISION_SLASH "\xe2\x88\x95"
#define INBOX "INBOX"

/* Names that Graph knows in every language. */
static const struct
{
  const char *name;
  TocsinFolderRole role;
} well_known[] = {
  { "inbox", TOCSIN_FOLDER_ROLE_INBOX },    { "drafts", TOCSIN_FOLDER_ROLE_DRAFTS },
  { "sentitems", TOCSIN_FOLDER_ROLE_SENT }, { "deleteditems", TOCSIN_FOLDER_ROLE_TRASH },
  { "junkemail", TOCSIN_FOLDER_ROLE_JUNK }, { "archive", TOCSIN_FOLDER_ROLE_ARCHIVE },
};

/* A level of the tree that is still to be listed. */
typedef struct
{
  char *id; /* nullable: the top */
  char *prefix;
} Level;

static void
level_free (gpointer data)
{
  Level *level = data;

  g_free (level->id);
  g_free (level->prefix);
  g_free (level);
}

static Level *
level_new (const char *id, const char *prefix)
{
  Level *level = g_new0 (Level, 1);

  level->id = g_strdup (id);
  level->prefix = g_strdup (prefix);

  return level;
}

typedef struct
{
  GraphAccount *account;
  GHashTable *roles; /* id → role */
  GPtrArray *folders;
  GHashTable *known;
  GQueue levels;
} Survey;

static void
survey_clear (Survey *self)
{
  g_clear_pointer (&self->roles, g_hash_table_unref);
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_queue_clear_full (&self->levels, level_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Survey, survey_clear)

static char *
show_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  return g_strjoinv (DIVISION_SLASH, parts);
}

static TocsinFolderRole
role_of (Survey *self, const char *id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->roles, id));
}

static void
add_folder (Survey *self, JsonObject *item, const char *prefix)
{
  const char *id = graph_json_get_string (item, "id");
  const char *display = graph_json_get_string (item, "displayName");
  g_autofree char *shown = NULL;
  g_autofree char *name = NULL;
  TocsinFolderRole role;
  TocsinFolder *folder;

  /* One that is told twice, as a page moves on, or within itself, is one. */
  if (!graph_page_is_id (id) || !g_hash_table_add (self->known, g_strdup (id)))
    return;
  role = role_of (self, id);
  shown = role == TOCSIN_FOLDER_ROLE_INBOX ? g_strdup (INBOX)
                                           : show_name (display != NULL ? display : id);
  name = g_strconcat (prefix, shown, NULL);
  folder = tocsin_folder_new (id, name, role, TRUE);
  folder->messages = graph_json_get_int (item, "totalItemCount", -1);
  folder->unread = graph_json_get_int (item, "unreadItemCount", -1);
  g_ptr_array_add (self->folders, folder);
  if (graph_json_get_int (item, "childFolderCount", 0) > 0)
    {
      g_autofree char *deeper = g_strconcat (name, "/", NULL);

      g_queue_push_tail (&self->levels, level_new (id, deeper));
    }
}

static GString *
target_of (Survey *self, const Level *level)
{
  const char *base = graph_account_get_base (self->account);
  GString *target = level->id != NULL
                        ? graph_target_new (base, "mailFolders", level->id, "childFolders", NULL)
                        : graph_target_new (base, "mailFolders", NULL);

  graph_target_add (target, "$select", SELECT);
  graph_target_add_number (target, "$top", PAGE);

  return target;
}

typedef struct
{
  Survey *survey;
  const Level *level;
} Listing;

static gboolean
take_page (GraphPage *page, gpointer user_data, GError **error)
{
  const Listing *listing = user_data;

  for (guint i = 0; i < page->items->len; i++)
    if (listing->survey->folders->len < GRAPH_MAX_FOLDERS)
      add_folder (listing->survey, g_ptr_array_index (page->items, i), listing->level->prefix);

  return TRUE;
}

static gboolean
list_level (Survey *self, const Level *level, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) target = target_of (self, level);
  Listing listing = { self, level };
  GraphWalk walk = { .take = take_page, .user_data = &listing };

  return graph_pages_walk (self->account, target->str, &walk, cancellable, error);
}

/* A folder that went meanwhile has no children. */
static gboolean
list_levels (Survey *self, GCancellable *cancellable, GError **error)
{
  g_queue_push_tail (&self->levels, level_new (NULL, ""));
  while (!g_queue_is_empty (&self->levels))
    {
      Level *level = g_queue_pop_head (&self->levels);
      gboolean is_top = level->id == NULL;
      g_autoptr (GError) problem = NULL;
      gboolean listed = list_level (self, level, cancellable, &problem);

      level_free (level);
      if (listed
          || (!is_top && g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING)))
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  return TRUE;
}

static GPtrArray *
ask_roles (GraphAccount *account, GCancellable *cancellable, GError **error)
{
  const char *user = graph_account_get_service (account)->user;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) graph_part_free);

  for (gsize i = 0; i < G_N_ELEMENTS (well_known); i++)
    {
      g_autoptr (GString) target = graph_target_new (user, "mailFolders", well_known[i].name, NULL);

      graph_target_add (target, "$select", SELECT);
      g_ptr_array_add (parts, graph_part_new ("GET", target->str));
    }

  return graph_account_ask_all (account, parts, cancellable, error) ? g_steal_pointer (&parts)
                                                                    : NULL;
}

static gboolean
check_inbox (GraphAccount *account, const GraphPart *inbox, GError **error)
{
  if (graph_part_is_good (inbox) && graph_page_is_id (graph_json_get_string (inbox->answer, "id")))
    return TRUE;
  if (graph_part_is_good (inbox))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the server tells of an inbox without an id"));
      return FALSE;
    }
  g_propagate_error (error,
                     graph_trouble_new (inbox->status, inbox->answer, inbox->retry_after,
                                        GRAPH_ABOUT_MAILBOX, graph_account_get_place (account)));
  return FALSE;
}

static void
note_roles (Survey *self, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const GraphPart *part = g_ptr_array_index (parts, i);
      const char *id = graph_json_get_string (part->answer, "id");

      if (graph_part_is_good (part) && graph_page_is_id (id))
        g_hash_table_insert (self->roles, g_strdup (id), GINT_TO_POINTER (well_known[i].role));
    }
}

/**
 * graph_folders_list:
 * @account: an account
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Of a mailbox of somebody else of which only the inbox is shared, that is all there is.
 *
 * Returns: (transfer full) (element-type TocsinFolder): all folders; the inbox first.
 */
GPtrArray *
graph_folders_list (GraphAccount *account, GCancellable *cancellable, GError **error)
{
  g_auto (Survey) survey = { .account = account, .levels = G_QUEUE_INIT };
  g_autoptr (GPtrArray) parts = ask_roles (account, cancellable, error);
  g_autoptr (GError) problem = NULL;

  if (parts == NULL || !check_inbox (account, g_ptr_array_index (parts, 0), error))
    return NULL;
  survey.roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  survey.known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  survey.folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  note_roles (&survey, parts);
  add_folder (&survey, ((GraphPart *) g_ptr_array_index (parts, 0))->answer, "");
  if (!list_levels (&survey, cancellable, &problem)
      && !g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_NO_PERMISSION))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  return g_steal_pointer (&survey.folders);
}

static gboolean
check_name (char **levels, const char *name, GError **error)
{
  gboolean good = levels[0] != NULL && g_utf8_validate (name, -1, NULL);
  g_autofree char *shown = tocsin_text_escape (name, -1, 0);

  for (gsize i = 0; good && levels[i] != NULL; i++)
    good = levels[i][0] != '\0' && tocsin_text_is_line_safe (levels[i]);
  if (good)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” can't be the name of a folder"), shown);
  return FALSE;
}

static const TocsinFolder *
find_folder (GPtrArray *folders, const char *name)
{
  g_autofree char *wanted = tocsin_text_fold (name);

  for (guint i = 0; i < folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);
      g_autofree char *own = tocsin_text_fold (folder->name);

      if (g_str_equal (own, wanted))
        return folder;
    }

  return NULL;
}

/* Returns the id of the new folder, which somebody else may have made first: then NULL and no
 * error. */
static char *
make_level (GraphAccount *account,
            const char *parent,
            const char *name,
            GCancellable *cancellable,
            GError **error)
{
  const char *base = graph_account_get_base (account);
  g_autoptr (GString) target =
      parent != NULL ? graph_target_new (base, "mailFolders", parent, "childFolders", NULL)
                     : graph_target_new (base, "mailFolders", NULL);
  g_auto (GStrv) parts = g_strsplit (name, DIVISION_SLASH, -1);
  g_autofree char *display = g_strjoinv ("/", parts);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) problem = NULL;
  GraphCall call = { "POST", target->str, body, NULL, GRAPH_ABOUT_FOLDER, FALSE };

  json_object_set_string_member (body, "displayName", display);
  answer = graph_account_ask (account, &call, cancellable, &problem);
  if (answer != NULL)
    return g_strdup (graph_json_get_string (answer, "id"));
  if (!graph_trouble_is_called (problem, "ErrorFolderExists")
      && !graph_trouble_is_called (problem, "nameAlreadyExists")
      && !graph_trouble_is_called (problem, "409"))
    g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}

/* The folder that somebody else made first. What belongs into one that we do not see must not be
 * made elsewhere. */
static char *
find_made (GraphAccount *account, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = graph_folders_list (account, cancellable, error);
  const TocsinFolder *folder = folders != NULL ? find_folder (folders, path) : NULL;

  if (folder != NULL)
    return g_strdup (folder->id);
  if (folders != NULL)
    g_set_error (
        error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING,
        _ ("“%s” can't be made: the server has a folder of this name that it does not show"), path);

  return NULL;
}

/**
 * graph_folders_create:
 * @account: an account
 * @name: a folder as a person names it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Makes it, and the folders above it.
 *
 * Returns: whether it exists now.
 */
gboolean
graph_folders_create (GraphAccount *account,
                      const char *name,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (GStrv) levels = g_strsplit (name, "/", -1);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GString) path = g_string_new (NULL);
  g_autofree char *parent = NULL;

  if (!check_name (levels, name, error))
    return FALSE;
  folders = graph_folders_list (account, cancellable, error);
  for (gsize i = 0; folders != NULL && levels[i] != NULL; i++)
    {
      const TocsinFolder *folder;
      GError *problem = NULL;
      char *id;

      g_string_append_printf (path, "%s%s", i > 0 ? "/" : "", levels[i]);
      folder = find_folder (folders, path->str);
      id = folder != NULL ? g_strdup (folder->id)
                          : make_level (account, parent, levels[i], cancellable, &problem);
      g_free (parent);
      parent = id;
      if (problem == NULL && parent == NULL)
        parent = find_made (account, path->str, cancellable, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
    }

  return folders != NULL;
}
