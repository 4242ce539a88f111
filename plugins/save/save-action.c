/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/save/save-action.h"

#include "core/base/error.h"
#include "core/base/file-name.h"
#include "core/base/write-all.h"
#include "plugins/save/foresight.h"
#include "plugins/save/save-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The most names that a summary lists; the output has all. */
#define MAX_LISTED 5

struct _TocsinSaveAction
{
  GObject parent_instance;

  SaveSettings settings;
};

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  return save_settings_take (&TOCSIN_SAVE_ACTION (action)->settings, settings, error);
}

/* Names are settled by the event alone, so with skip and replace a second time ends where the first
 * one did. With numbers it would leave a second file. */
static TocsinActionTraits
get_traits (TocsinAction *action)
{
  TocsinSaveAction *self = TOCSIN_SAVE_ACTION (action);

  return TOCSIN_ACTION_NEEDS_MESSAGE
         | (self->settings.collision != COLLISION_NUMBER ? TOCSIN_ACTION_REPEATABLE : 0);
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  file_name_pattern_list_fields (TOCSIN_SAVE_ACTION (action)->settings.name, fields);
}

static gboolean
needs_measure (TocsinSaveAction *self)
{
  return tocsin_attachment_filter_measures (&self->settings.filter)
         || file_name_pattern_uses (self->settings.name, "attachment.size")
         || file_name_pattern_uses (self->settings.name, "attachment.sha256");
}

static JsonObject *
describe_part (const TocsinPart *part, const char *name, guint64 size, const char *sha256)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "type", part->type);
  json_object_set_int_member (object, "size", (gint64) size);
  json_object_set_string_member (object, "sha256", sha256 != NULL ? sha256 : "");
  json_object_set_string_member (object, "disposition",
                                 part->disposition != NULL ? part->disposition : "");

  return object;
}

/* Two attachments of one message never fall on the same name, not even where upper and lower case
 * are the same: what the person wants done with a file that exists is not meant for them. */
static char *
make_unique (GHashTable *taken, const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *unique = g_strdup (path);

  for (guint number = 2; !g_hash_table_add (taken, g_utf8_casefold (unique, -1)); number++)
    {
      g_autofree char *numbered = tocsin_file_name_number (name, number);

      g_free (unique);
      unique = g_str_equal (directory, ".") ? g_strdup (numbered)
                                            : g_build_filename (directory, numbered, NULL);
    }

  return g_steal_pointer (&unique);
}

static gboolean
plan_part (TocsinSaveAction *self,
           TocsinEvent *event,
           const TocsinPart *part,
           GHashTable *taken,
           GVariantBuilder *files,
           GError **error)
{
  g_autofree char *name = tocsin_attachment_filter_name (part);
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  g_autofree char *unique = NULL;
  g_autoptr (JsonObject) attachment = NULL;
  guint64 size = part->size;

  if (!tocsin_attachment_filter_wants (&self->settings.filter, part, name))
    return TRUE;
  if (needs_measure (self)
      && !tocsin_message_measure_part (tocsin_event_get_message (event), part, &size, &sha256,
                                       error))
    return FALSE;
  if (tocsin_attachment_filter_measures (&self->settings.filter)
      && !tocsin_attachment_filter_wants_size (&self->settings.filter, size))
    return TRUE;

  attachment = describe_part (part, name, size, sha256);
  path = file_name_pattern_expand (self->settings.name, tocsin_event_get_data (event), attachment,
                                   name);
  unique = make_unique (taken, path);
  g_variant_builder_add (files, "(ss)", part->section, unique);

  return TRUE;
}

static gboolean
plan_attachments (TocsinSaveAction *self,
                  TocsinEvent *event,
                  GVariantBuilder *files,
                  GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *parts = tocsin_message_get_attachments (tocsin_event_get_message (event));

  for (guint i = 0; i < parts->len; i++)
    if (!plan_part (self, event, g_ptr_array_index (parts, i), taken, files, error))
      return FALSE;

  return TRUE;
}

static void
plan_message (TocsinSaveAction *self, TocsinEvent *event, GVariantBuilder *files)
{
  g_autofree char *path =
      file_name_pattern_expand (self->settings.name, tocsin_event_get_data (event), NULL,
                                self->settings.what == WHAT_TEXT ? "message.txt" : "message.eml");

  g_variant_builder_add (files, "(ss)", "", path);
}

static char *
list_names (GVariant *files)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize count = g_variant_n_children (files);

  for (gsize i = 0; i < MIN (count, MAX_LISTED); i++)
    {
      const char *path;

      g_variant_get_child (files, i, "(&s&s)", NULL, &path);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", path);
    }
  if (count > MAX_LISTED)
    g_string_append (text, ", …");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static TocsinPlan *
make_plan (TocsinSaveAction *self, GVariant *files)
{
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *names = list_names (files);
  gsize count = g_variant_n_children (files);

  g_variant_dict_insert_value (&details, "files", files);
  if (count == 0)
    return tocsin_plan_new (g_variant_dict_end (&details), _ ("0 attachments matched"));

  return tocsin_plan_new (
      g_variant_dict_end (&details),
      ngettext ("save %u file to %s: %s", "save %u files to %s: %s", (gulong) count), (guint) count,
      self->settings.directory, names);
}

static gboolean
check_message (TocsinEvent *event, GError **error)
{
  TocsinMessage *message = tocsin_event_get_message (event);

  if (message != NULL
      && (tocsin_message_get_layers (message) & TOCSIN_MESSAGE_LAYERS_STRUCTURE) != 0)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("this event comes without a message, so there is nothing to save"));
  return FALSE;
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  TocsinSaveAction *self = TOCSIN_SAVE_ACTION (action);
  g_auto (GVariantBuilder) files = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  if (!check_message (event, error))
    return NULL;

  if (self->settings.what != WHAT_ATTACHMENTS)
    plan_message (self, event, &files);
  else if (!plan_attachments (self, event, &files, error))
    return NULL;

  return make_plan (self, g_variant_builder_end (&files));
}

static TocsinPart *
find_part (TocsinMessage *message, const char *section, GError **error)
{
  GPtrArray *parts = tocsin_message_get_attachments (message);

  for (guint i = 0; i < parts->len; i++)
    {
      TocsinPart *part = g_ptr_array_index (parts, i);

      if (g_str_equal (part->section, section))
        return part;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
               _ ("the message has no part %s any more"), section);
  return NULL;
}

static gboolean
write_text (const char *text, int fd, GError **error)
{
  if (tocsin_write_all (fd, text, strlen (text)))
    return TRUE;
  tocsin_error_set_errno (error, errno, _ ("writing"));

  return FALSE;
}

static gboolean
write_content (TocsinSaveAction *self,
               TocsinMessage *message,
               const char *section,
               int fd,
               GCancellable *cancellable,
               GError **error)
{
  TocsinPart *part;

  if (self->settings.what == WHAT_MESSAGE)
    return tocsin_message_write_raw (message, fd, cancellable, error);
  if (self->settings.what == WHAT_TEXT)
    {
      const char *text = tocsin_message_get_text (message);

      return write_text (text != NULL ? text : "", fd, error);
    }

  part = find_part (message, section, error);

  return part != NULL && tocsin_message_write_part (message, part, fd, cancellable, error);
}

static gboolean
write_file (TocsinSaveAction *self,
            FileSet *set,
            TocsinMessage *message,
            const char *section,
            const char *path,
            GCancellable *cancellable,
            GError **error)
{
  int fd;

  if (!file_set_add (set, path, &fd, error))
    return FALSE;
  if (fd < 0)
    return TRUE;

  if (!write_content (self, message, section, fd, cancellable, error))
    {
      tocsin_error_translate (error, _ ("saving %s/%s"), self->settings.directory, path);
      return FALSE;
    }

  return file_set_seal (set, error);
}

static TocsinOutcome *
make_outcome (TocsinSaveAction *self, FileSet *set)
{
  GPtrArray *placed = file_set_get_placed (set);
  guint skipped = file_set_get_skipped (set);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GString) some = g_string_new (NULL);
  TocsinOutcome *outcome;

  for (guint i = 0; i < placed->len; i++)
    {
      const char *path = g_ptr_array_index (placed, i);

      g_string_append_printf (all, "%s/%s\n", self->settings.directory, path);
      if (i <= MAX_LISTED)
        g_string_append_printf (some, "%s%s", i > 0 ? ", " : ": ", i < MAX_LISTED ? path : "…");
    }
  if (skipped > 0)
    g_string_append_printf (some, _ ("; %u there already"), skipped);
  outcome =
      tocsin_outcome_new (ngettext ("saved %u file to %s%s", "saved %u files to %s%s", placed->len),
                          placed->len, self->settings.directory, some->str);
  outcome->output = g_string_free_to_bytes (g_steal_pointer (&all));

  return outcome;
}

static TocsinOutcome *
save_files (TocsinSaveAction *self,
            GVariant *files,
            TocsinEvent *event,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (Directory) directory = NULL;
  g_autoptr (FileSet) set = NULL;
  GVariantIter iter;
  const char *section, *path;

  directory =
      directory_open (self->settings.directory, directory_mode_for_files (self->settings.mode),
                      self->settings.create, error);
  if (directory == NULL)
    return NULL;

  set = file_set_new (directory, self->settings.mode, self->settings.collision,
                      tocsin_event_get_id (event));
  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&s&s)", &section, &path))
    if (!write_file (self, set, tocsin_event_get_message (event), section, path, cancellable,
                     error))
      return NULL;

  return file_set_commit (set, error) ? make_outcome (self, set) : NULL;
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GVariant) files =
      g_variant_lookup_value (planned->details, "files", G_VARIANT_TYPE ("a(ss)"));

  g_return_val_if_fail (files != NULL, NULL);

  if (!check_message (event, error))
    return NULL;
  if (g_variant_n_children (files) == 0)
    return tocsin_outcome_new ("%s", planned->summary);

  return save_files (TOCSIN_SAVE_ACTION (action), files, event, cancellable, error);
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
  g_autoptr (GVariant) files =
      g_variant_lookup_value (planned->details, "files", G_VARIANT_TYPE ("a(ss)"));

  g_return_val_if_fail (files != NULL, FALSE);

  return save_foresee (&TOCSIN_SAVE_ACTION (action)->settings, files, promised, notes, error);
}

static void
list_places (TocsinAction *action, GPtrArray *places)
{
  g_ptr_array_add (places, g_strdup (TOCSIN_SAVE_ACTION (action)->settings.directory));
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

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinSaveAction,
                               tocsin_save_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_save_action_finalize (GObject *object)
{
  TocsinSaveAction *self = TOCSIN_SAVE_ACTION (object);

  save_settings_clear (&self->settings);

  G_OBJECT_CLASS (tocsin_save_action_parent_class)->finalize (object);
}

static void
tocsin_save_action_class_init (TocsinSaveActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_save_action_finalize;
}

static void
tocsin_save_action_init (TocsinSaveAction *self)
{
}
