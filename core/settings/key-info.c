/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-info.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/settings/key-info-private.h"
#include "core/settings/schemas.h"
#include "core/settings/value-text.h"

struct _TocsinKeyInfo
{
  gatomicrefcount refs;
  char *name;
  GSettingsSchema *schema;
  GSettingsSchemaKey *key;
  GVariant *standard;
  char **choices;
  GVariant *least;
  GVariant *most;
};

/* The convention of README.md: XML has no word for these, the last word of the name is it. */
static const char *const secret_words[] = { "password", "secret", "token", "key", NULL };
static const char *const time_words[] = { "timeout", "time",  "interval", "margin",    "linger",
                                          "backoff", "delay", "after",    "reconcile", NULL };
static const char *const multiline_words[] = { "description", "text",    "html",
                                               "template",    "command", NULL };
static const char *const connection_words[] = { "connection", NULL };

G_DEFINE_BOXED_TYPE (TocsinKeyInfo, tocsin_key_info, tocsin_key_info_ref, tocsin_key_info_unref)

static gboolean
last_word_is_in (const TocsinKeyInfo *self, const char *const *words)
{
  const char *name = g_settings_schema_key_get_name (self->key);
  const char *hyphen = strrchr (name, '-');

  return g_strv_contains (words, hyphen != NULL ? hyphen + 1 : name);
}

static gboolean
has_type (const TocsinKeyInfo *self, const GVariantType *type)
{
  return g_variant_type_equal (tocsin_key_info_get_value_type (self), type);
}

static void
read_range (TocsinKeyInfo *self)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (self->key);
  g_autoptr (GVariant) detail = NULL;
  const char *kind;

  g_variant_get (range, "(&sv)", &kind, &detail);
  if (g_str_equal (kind, "enum") || g_str_equal (kind, "flags"))
    self->choices = g_variant_dup_strv (detail, NULL);
  else if (g_str_equal (kind, "range"))
    g_variant_get (detail, "(**)", &self->least, &self->most);
}

/*
 * tocsin_key_info_new:
 * @schema: a schema
 * @key: one of its keys
 *
 * Returns: (transfer full): its description under its plain name
 */
TocsinKeyInfo *
tocsin_key_info_new (GSettingsSchema *schema, const char *key)
{
  TocsinKeyInfo *self = g_new0 (TocsinKeyInfo, 1);

  g_atomic_ref_count_init (&self->refs);
  self->name = g_strdup (key);
  self->schema = g_settings_schema_ref (schema);
  self->key = g_settings_schema_get_key (schema, key);
  self->standard = g_settings_schema_key_get_default_value (self->key);
  read_range (self);

  return self;
}

/*
 * tocsin_key_info_with_prefix:
 * @self: a key under its plain name
 * @prefix: what its dotted name begins with, with the dot at its end, or ""
 *
 * Returns: (transfer full): the same under its dotted name
 */
TocsinKeyInfo *
tocsin_key_info_with_prefix (TocsinKeyInfo *self, const char *prefix)
{
  TocsinKeyInfo *copy;

  if (prefix[0] == '\0')
    return tocsin_key_info_ref (self);

  copy = tocsin_key_info_new (self->schema, g_settings_schema_key_get_name (self->key));
  g_free (copy->name);
  copy->name = g_strconcat (prefix, self->name, NULL);

  return copy;
}

/**
 * tocsin_key_info_ref:
 * @self: a key
 *
 * Returns: (transfer full): another reference
 */
TocsinKeyInfo *
tocsin_key_info_ref (TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * tocsin_key_info_unref:
 * @self: (transfer full): a key
 */
void
tocsin_key_info_unref (TocsinKeyInfo *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->name);
  g_settings_schema_key_unref (self->key);
  g_settings_schema_unref (self->schema);
  g_variant_unref (self->standard);
  g_strfreev (self->choices);
  g_clear_pointer (&self->least, g_variant_unref);
  g_clear_pointer (&self->most, g_variant_unref);
  g_free (self);
}

/**
 * tocsin_key_info_get_name:
 * @self: a key
 *
 * Returns: (transfer none): the name it is typed by, such as `encryption.mode`
 */
const char *
tocsin_key_info_get_name (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/* GLib reads the words from the schema's source when first asked, without a lock. */
static const char *
get_words (const TocsinKeyInfo *self, const char *(*get) (GSettingsSchemaKey *key))
{
  static GMutex mutex;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  const char *words = get (self->key);

  return words != NULL ? words : "";
}

/**
 * tocsin_key_info_get_summary:
 * @self: a key
 *
 * Returns: (transfer none): a few words for a label, translated
 */
const char *
tocsin_key_info_get_summary (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_words (self, g_settings_schema_key_get_summary);
}

/**
 * tocsin_key_info_get_description:
 * @self: a key
 *
 * Returns: (transfer none): what it does, for the person who changes it, translated
 */
const char *
tocsin_key_info_get_description (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get_words (self, g_settings_schema_key_get_description);
}

/**
 * tocsin_key_info_get_value_type:
 * @self: a key
 *
 * Returns: (transfer none): the type of its values
 */
const GVariantType *
tocsin_key_info_get_value_type (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_settings_schema_key_get_value_type (self->key);
}

/**
 * tocsin_key_info_get_default:
 * @self: a key
 *
 * Returns: (transfer none): the value it has when nobody has set it
 */
GVariant *
tocsin_key_info_get_default (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->standard;
}

/**
 * tocsin_key_info_get_default_text:
 * @self: a key
 *
 * Returns: (transfer full): the default as it would be typed
 */
char *
tocsin_key_info_get_default_text (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return tocsin_value_print (self->standard, TOCSIN_VALUE_TYPED);
}

/**
 * tocsin_key_info_get_choices:
 * @self: a key
 *
 * Returns: (nullable) (transfer none) (array zero-terminated=1): the words it takes, or of which
 * its list consists; %NULL when it takes any
 */
const char *const *
tocsin_key_info_get_choices (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->choices;
}

/**
 * tocsin_key_info_get_range:
 * @self: a key
 * @least: (out) (optional) (transfer none): the smallest number it takes
 * @most: (out) (optional) (transfer none): the largest
 *
 * Returns: whether it has a range
 */
gboolean
tocsin_key_info_get_range (const TocsinKeyInfo *self, GVariant **least, GVariant **most)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->least == NULL)
    return FALSE;
  if (least != NULL)
    *least = self->least;
  if (most != NULL)
    *most = self->most;

  return TRUE;
}

static char *
describe_number (const TocsinKeyInfo *self)
{
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;

  if (self->least == NULL)
    return g_strdup (tocsin_key_info_is_time (self) ? _ ("a time such as 30, 5m or 2h")
                                                    : _ ("a number"));

  least = g_variant_print (self->least, FALSE);
  most = g_variant_print (self->most, FALSE);
  if (tocsin_key_info_is_time (self))
    return g_strdup_printf (_ ("a time such as 30, 5m or 2h, from %s to %s seconds"), least, most);

  return g_strdup_printf (_ ("a number from %s to %s"), least, most);
}

/**
 * tocsin_key_info_get_expected:
 * @self: a key
 *
 * Returns: (transfer full): what it takes, to follow "is not", as in "a number from 0 to 65535"
 */
char *
tocsin_key_info_get_expected (const TocsinKeyInfo *self)
{
  g_autofree char *choices = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->choices != NULL)
    choices = g_strjoinv (", ", self->choices);
  if (choices != NULL && has_type (self, G_VARIANT_TYPE_STRING))
    return g_strdup_printf (_ ("one of %s"), choices);
  if (choices != NULL)
    return g_strdup_printf (_ ("a list, separated by commas, out of %s"), choices);

  if (tocsin_key_info_is_secret (self))
    return g_strdup (_ ("a reference to a secret: keyring:, file:PATH, env:NAME, credential:NAME "
                        "or command:PROGRAM"));
  if (has_type (self, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (_ ("true or false"));
  if (has_type (self, G_VARIANT_TYPE_STRING))
    return g_strdup (_ ("text"));
  if (has_type (self, G_VARIANT_TYPE_STRING_ARRAY))
    return g_strdup (_ ("a list such as a,b,c"));
  if (g_variant_type_is_basic (tocsin_key_info_get_value_type (self)))
    return describe_number (self);

  return g_strdup_printf (_ ("GVariant text of type %s"),
                          g_variant_type_peek_string (tocsin_key_info_get_value_type (self)));
}

/**
 * tocsin_key_info_is_secret:
 * @self: a key
 *
 * Returns: whether its value is a reference to a secret (tocsin_secret_resolve())
 */
gboolean
tocsin_key_info_is_secret (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return has_type (self, G_VARIANT_TYPE_STRING) && last_word_is_in (self, secret_words);
}

/**
 * tocsin_key_info_is_time:
 * @self: a key
 *
 * Returns: whether its value is a time in seconds
 */
gboolean
tocsin_key_info_is_time (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return has_type (self, G_VARIANT_TYPE_UINT32) && last_word_is_in (self, time_words);
}

/**
 * tocsin_key_info_is_multiline:
 * @self: a key
 *
 * Returns: whether its value may hold line breaks; all others may end up in a protocol's line
 */
gboolean
tocsin_key_info_is_multiline (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return last_word_is_in (self, multiline_words);
}

/**
 * tocsin_key_info_is_reference:
 * @self: a key
 *
 * Returns: whether its value is the id of a connection
 */
gboolean
tocsin_key_info_is_reference (const TocsinKeyInfo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return has_type (self, G_VARIANT_TYPE_STRING) && last_word_is_in (self, connection_words);
}

/**
 * tocsin_key_info_parse:
 * @self: a key
 * @text: a value as a person types it
 * @error: %TOCSIN_ERROR_CONFIG_INVALID saying what is expected
 *
 * The check that a value has to pass before it can be set, for who asks while it is being typed.
 *
 * Returns: (nullable) (transfer full): the value
 */
GVariant *
tocsin_key_info_parse (const TocsinKeyInfo *self, const char *text, GError **error)
{
  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  return tocsin_value_parse (self, self->name, text, TOCSIN_VALUE_TYPED, error);
}

/**
 * tocsin_key_info_print:
 * @self: a key
 * @value: a value of its type
 *
 * Returns: (transfer full): @value as it would be typed
 */
char *
tocsin_key_info_print (const TocsinKeyInfo *self, GVariant *value)
{
  g_return_val_if_fail (self != NULL && value != NULL, NULL);

  return tocsin_value_print (value, TOCSIN_VALUE_TYPED);
}

/*
 * tocsin_key_info_in_range:
 * @self: a key
 * @value: a value
 *
 * Returns: whether the key takes @value
 */
gboolean
tocsin_key_info_in_range (const TocsinKeyInfo *self, GVariant *value)
{
  return g_variant_is_of_type (value, tocsin_key_info_get_value_type (self))
         && g_settings_schema_key_range_check (self->key, value);
}

/* Only GSettings itself knows the aliases of a schema: let it read the word from a scratch pad. */
static char *
resolve_alias (const TocsinKeyInfo *self, const char *word)
{
  GSettingsBackend *pad = g_memory_settings_backend_new ();
  const char *name = g_settings_schema_key_get_name (self->key);
  const char *fixed = g_settings_schema_get_path (self->schema);
  const char *path = fixed != NULL ? fixed : "/alias/";
  g_autoptr (GSettings) settings = NULL;
  g_autofree char *full = g_strconcat (path, name, NULL);
  g_autoptr (GVariant) found = NULL;

  G_SETTINGS_BACKEND_GET_CLASS (pad)->write (pad, full, g_variant_new_string (word), NULL);
  settings = g_settings_new_full (self->schema, pad, path);
  found = g_settings_get_user_value (settings, name);
  g_object_unref (pad);

  return found != NULL ? g_variant_dup_string (found, NULL) : NULL;
}

/*
 * tocsin_key_info_find_choice:
 * @self: a key with choices
 * @text: what was typed
 *
 * Returns: (nullable) (transfer full): the choice that is meant, whatever the case, by its own name
 *   or by another that the schema knows
 */
char *
tocsin_key_info_find_choice (const TocsinKeyInfo *self, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  g_return_val_if_fail (self->choices != NULL, NULL);

  for (char **choice = self->choices; *choice != NULL; choice++)
    if (g_ascii_strcasecmp (*choice, text) == 0)
      return g_strdup (*choice);
  if (!has_type (self, G_VARIANT_TYPE_STRING))
    return NULL;

  return resolve_alias (self, lower);
}
