/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/preset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/discovery/data-file.h"
#include "core/net/host-name.h"

/* How one protocol is spoken with the provider. */
typedef struct
{
  char *protocol;
  char *address;
  guint16 port;
  TocsinEncryption encryption;
  char *username;
  GPtrArray *settings; /* KEY=VALUE */
} Way;

static void
way_free (Way *self)
{
  g_free (self->protocol);
  g_free (self->address);
  g_free (self->username);
  g_ptr_array_unref (self->settings);
  g_free (self);
}

static Way *
get_way (TocsinPreset *self, const char *protocol)
{
  Way *way;

  for (guint i = 0; i < self->ways->len; i++)
    if (g_str_equal (((Way *) self->ways->pdata[i])->protocol, protocol))
      return self->ways->pdata[i];

  way = g_new0 (Way, 1);
  way->protocol = g_strdup (protocol);
  way->address = g_strdup ("");
  way->settings = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->ways, way);

  return way;
}

static gboolean
set_text (const char *text, char **field)
{
  g_free (*field);
  *field = g_strdup (text);

  return TRUE;
}

static gboolean
set_words (const char *text, char ***field)
{
  g_strfreev (*field);
  *field = tocsin_data_file_split (text);

  return TRUE;
}

static gboolean
set_fact (TocsinPreset *self, const char *key, const char *text, GError **error)
{
  if (g_str_equal (key, "name"))
    return set_text (text, &self->name);
  if (g_str_equal (key, "prepare"))
    return set_text (text, &self->prepare);
  if (g_str_equal (key, "documentation"))
    return set_text (text, &self->documentation);
  if (g_str_equal (key, "domains"))
    return set_words (text, &self->domains);
  if (g_str_equal (key, "mx"))
    return set_words (text, &self->mx);
  if (g_str_equal (key, "sign-in"))
    return set_words (text, &self->sign_in);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("unknown key “%s”"), key);
  return FALSE;
}

static gboolean
refuse (const char *key, const char *text, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s=%s: a preset leads to nothing that is not encrypted and checked"), key, text);
  return FALSE;
}

static gboolean
set_mode (Way *way, const char *text, GError **error)
{
  if (!g_str_equal (text, "implicit") && !g_str_equal (text, "starttls"))
    return refuse ("encryption.mode", text, error);
  way->encryption = text[0] == 'i' ? TOCSIN_ENCRYPTION_IMPLICIT : TOCSIN_ENCRYPTION_STARTTLS;

  return TRUE;
}

static gboolean
set_port (Way *way, const char *text, GError **error)
{
  guint64 port;

  if (!tocsin_data_file_parse_number ("port", text, G_MAXUINT16, &port, error))
    return FALSE;
  way->port = (guint16) port;

  return TRUE;
}

static gboolean
set_address (Way *way, const char *text, GError **error)
{
  g_autofree char *host = tocsin_host_name_parse ("address", text, error);

  return host != NULL && set_text (host, &way->address);
}

static gboolean
set_way (Way *way, const char *key, const char *text, GError **error)
{
  if (g_str_equal (key, "address"))
    return set_address (way, text, error);
  if (g_str_equal (key, "port"))
    return set_port (way, text, error);
  if (g_str_equal (key, "encryption.mode"))
    return set_mode (way, text, error);
  if (g_str_equal (key, "authentication.username"))
    return set_text (text, &way->username);
  if (g_str_equal (key, "encryption.allow-cleartext")
      || (g_str_equal (key, "encryption.verify") && !g_str_equal (text, "full")
          && !g_str_equal (text, "pin")))
    return refuse (key, text, error);
  g_ptr_array_add (way->settings, g_strdup_printf ("%s=%s", key, text));

  return TRUE;
}

static gboolean
set_value (const char *group, const char *key, const char *text, gpointer user_data, GError **error)
{
  TocsinPreset *self = user_data;

  if (g_str_equal (group, "preset"))
    return set_fact (self, key, text, error);

  return set_way (get_way (self, group), key, text, error);
}

/**
 * tocsin_preset_load:
 * @path: a file `ID.preset`
 * @error: `config.invalid` with file and line, or why it can't be read
 *
 * Refused is what would send a secret in clear or to a server that nobody checks.
 *
 * Returns: (transfer full): what it says.
 */
TocsinPreset *
tocsin_preset_load (const char *path, GError **error)
{
  g_autoptr (TocsinPreset) self = g_new0 (TocsinPreset, 1);

  self->id = tocsin_data_file_get_id (path);
  self->name = g_strdup (self->id);
  self->domains = g_new0 (char *, 1);
  self->mx = g_new0 (char *, 1);
  self->sign_in = g_new0 (char *, 1);
  self->ways = g_ptr_array_new_with_free_func ((GDestroyNotify) way_free);
  if (!tocsin_data_file_read (path, set_value, self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_preset_free:
 * @self: (transfer full): a preset
 */
void
tocsin_preset_free (TocsinPreset *self)
{
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->domains);
  g_strfreev (self->mx);
  g_strfreev (self->sign_in);
  g_free (self->prepare);
  g_free (self->documentation);
  g_ptr_array_unref (self->ways);
  g_free (self);
}

static gpointer
load_one (const char *path, GError **error)
{
  return tocsin_preset_load (path, error);
}

/**
 * tocsin_preset_list:
 *
 * Reads all there are. One that is broken is told in the log and left out.
 *
 * Returns: (transfer full) (element-type TocsinPreset): the presets, by id.
 */
GPtrArray *
tocsin_preset_list (void)
{
  return tocsin_data_file_load_all ("presets", ".preset", load_one,
                                    (GDestroyNotify) tocsin_preset_free);
}

/**
 * tocsin_preset_find:
 * @presets: (element-type TocsinPreset): presets
 * @id: what a person typed
 * @error: `config.not-found`, naming the nearest
 *
 * Returns: (transfer none): the preset.
 */
const TocsinPreset *
tocsin_preset_find (GPtrArray *presets, const char *id, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *nearest;

  for (guint i = 0; i < presets->len; i++)
    {
      TocsinPreset *preset = presets->pdata[i];

      if (g_ascii_strcasecmp (preset->id, id) == 0)
        return preset;
      g_ptr_array_add (ids, preset->id);
    }
  g_ptr_array_add (ids, NULL);

  nearest = tocsin_text_nearest (id, (const char *const *) ids->pdata);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
               nearest != NULL ? _ ("there is no preset “%s”; did you mean “%s”?")
                               : _ ("there is no preset “%s”"),
               id, nearest);
  return NULL;
}

static gboolean
matches (char **patterns, const char *name)
{
  for (gsize i = 0; patterns[i] != NULL; i++)
    if (g_pattern_match_simple (patterns[i], name))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_preset_find_domain:
 * @presets: (element-type TocsinPreset): presets
 * @domain: a mail domain in ASCII and lower case
 *
 * Returns: (nullable) (transfer none): the provider whose own domain it is.
 */
const TocsinPreset *
tocsin_preset_find_domain (GPtrArray *presets, const char *domain)
{
  for (guint i = 0; i < presets->len; i++)
    if (matches (((TocsinPreset *) presets->pdata[i])->domains, domain))
      return presets->pdata[i];

  return NULL;
}

/**
 * tocsin_preset_find_mx:
 * @presets: (element-type TocsinPreset): presets
 * @host: a host that takes a domain's mail, in ASCII and lower case
 *
 * Returns: (nullable) (transfer none): the provider whose host it is.
 */
const TocsinPreset *
tocsin_preset_find_mx (GPtrArray *presets, const char *host)
{
  for (guint i = 0; i < presets->len; i++)
    if (matches (((TocsinPreset *) presets->pdata[i])->mx, host))
      return presets->pdata[i];

  return NULL;
}

/**
 * tocsin_preset_list_protocols:
 * @self: a preset
 *
 * Returns: (transfer full): the protocols it knows, in the file's order.
 */
GStrv
tocsin_preset_list_protocols (const TocsinPreset *self)
{
  g_autoptr (GStrvBuilder) protocols = g_strv_builder_new ();

  for (guint i = 0; i < self->ways->len; i++)
    g_strv_builder_add (protocols, ((Way *) self->ways->pdata[i])->protocol);

  return g_strv_builder_end (protocols);
}

static TocsinCandidate *
make_candidate (const TocsinPreset *self, const Way *way, const TocsinMailAddress *who)
{
  TocsinCandidate *candidate = tocsin_candidate_new (way->protocol, TOCSIN_SOURCE_PRESET);

  set_text (way->address, &candidate->host);
  candidate->port = way->port;
  candidate->encryption = way->encryption;
  for (guint i = 0; i < way->settings->len; i++)
    tocsin_candidate_add_setting (candidate, way->settings->pdata[i]);
  for (gsize i = 0; self->sign_in[i] != NULL; i++)
    tocsin_candidate_add_authentication (candidate, self->sign_in[i]);
  if (way->username != NULL && who != NULL)
    candidate->username = tocsin_mail_address_fill_in (who, way->username);
  candidate->preset = g_strdup (self->id);
  candidate->prepare = g_strdup (self->prepare);
  candidate->documentation = g_strdup (self->documentation);
  tocsin_candidate_add_origin (candidate, _ ("preset %s"), self->name);

  return candidate;
}

/**
 * tocsin_preset_list_settings:
 * @self: a preset
 * @protocol: one of its protocols
 *
 * Returns: (nullable) (transfer full): the settings it fills in, with `{address}`, `{local}` and
 *   `{domain}` left as they are; %NULL for another protocol.
 */
GStrv
tocsin_preset_list_settings (const TocsinPreset *self, const char *protocol)
{
  for (guint i = 0; i < self->ways->len; i++)
    {
      const Way *way = self->ways->pdata[i];
      g_autoptr (TocsinCandidate) candidate = NULL;

      if (!g_str_equal (way->protocol, protocol))
        continue;
      candidate = make_candidate (self, way, NULL);
      candidate->username = g_strdup (way->username);
      return tocsin_candidate_list_settings (candidate);
    }

  return NULL;
}

/**
 * tocsin_preset_make_candidates:
 * @self: a preset
 * @who: (nullable): whose mailbox; %NULL leaves the user name open
 *
 * Returns: (transfer full) (element-type TocsinCandidate): one for each protocol.
 */
GPtrArray *
tocsin_preset_make_candidates (const TocsinPreset *self, const TocsinMailAddress *who)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_candidate_free);

  for (guint i = 0; i < self->ways->len; i++)
    g_ptr_array_add (candidates, make_candidate (self, self->ways->pdata[i], who));

  return candidates;
}
