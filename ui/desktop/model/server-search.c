/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/server-search.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/discovery/discovery.h"

#include <glib/gi18n.h>
#include <string.h>

/* What strangers write is cut to this. */
#define MAX_TEXT 300

struct _TocsinServerSearch
{
  TocsinRegistry *registry;
  char *email;
  char *preset;
  gboolean use_database;
};

/**
 * tocsin_server_search_new:
 * @registry: which protocols are spoken here
 * @email: whose servers are looked for, as it was typed
 *
 * Returns: (transfer full): the search, not begun.
 */
TocsinServerSearch *
tocsin_server_search_new (TocsinRegistry *registry, const char *email)
{
  TocsinServerSearch *self = g_new0 (TocsinServerSearch, 1);

  self->registry = g_object_ref (registry);
  self->email = g_strstrip (g_strdup (email));

  return self;
}

/**
 * tocsin_server_search_set_preset:
 * @self: a search
 * @preset: the id of a provider; nobody else is asked then, and the address may be ""
 */
void
tocsin_server_search_set_preset (TocsinServerSearch *self, const char *preset)
{
  g_free (self->preset);
  self->preset = g_strdup (preset);
}

/**
 * tocsin_server_search_set_use_database:
 * @self: a search
 * @use_database: whether a database that others keep is asked, which learns the domain by it
 */
void
tocsin_server_search_set_use_database (TocsinServerSearch *self, gboolean use_database)
{
  self->use_database = use_database;
}

/**
 * tocsin_server_search_free:
 * @self: a search
 */
void
tocsin_server_search_free (TocsinServerSearch *self)
{
  g_object_unref (self->registry);
  g_free (self->email);
  g_free (self->preset);
  g_free (self);
}

/**
 * tocsin_server_search_knows_address:
 * @text: what somebody is typing
 *
 * Returns: whether it is an e-mail address as far as can be seen.
 */
gboolean
tocsin_server_search_knows_address (const char *text)
{
  g_autofree char *email = g_strstrip (g_strdup (text));
  g_autoptr (TocsinMailAddress) who = tocsin_mail_address_parse (email, NULL);

  return who != NULL && strchr (who->domain, '.') != NULL;
}

static void
add_escaped (GString *text, const char *before, const char *line)
{
  g_autofree char *shown = tocsin_text_escape (line, -1, MAX_TEXT);

  g_string_append_printf (text, "%s%s\n", before, shown);
}

static char *
describe_answers (GPtrArray *answers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < answers->len; i++)
    {
      const TocsinAnswer *answer = answers->pdata[i];

      add_escaped (text, "", answer->question);
      for (guint j = 0; j < answer->notes->len; j++)
        add_escaped (text, "    ", answer->notes->pdata[j]);
      if (answer->error != NULL)
        add_escaped (text, "    ", answer->error->message);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static TocsinServersFound *
describe (TocsinServerSearch *self, const TocsinDiscovery *discovery, const TocsinMailAddress *who)
{
  TocsinServersFound *found = g_new0 (TocsinServersFound, 1);

  found->candidates = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < discovery->candidates->len; i++)
    g_ptr_array_add (found->candidates,
                     tocsin_candidate_item_new (discovery->candidates->pdata[i], self->registry));
  found->asked = describe_answers (discovery->answers);
  if (who != NULL)
    tocsin_discovery_check_found (discovery, who, &found->error);

  return found;
}

static TocsinDiscovery *
discover (TocsinServerSearch *self,
          const TocsinMailAddress *who,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GPtrArray) services = tocsin_service_list ();
  g_autoptr (GPtrArray) presets = tocsin_preset_list ();
  const TocsinDiscoveryOptions options = { .services = services,
                                           .presets = presets,
                                           .use_network = TRUE,
                                           .use_database = self->use_database };
  const TocsinPreset *preset = NULL;

  if (self->preset == NULL)
    return tocsin_discovery_run (who, &options, cancellable, error);
  preset = tocsin_preset_find (presets, self->preset, error);

  return preset != NULL ? tocsin_discovery_new_for_preset (preset, who, &options) : NULL;
}

/**
 * tocsin_server_search_run:
 * @search: a #TocsinServerSearch
 * @cancellable: to stop it
 * @error: why it could not begin, or that it was stopped
 *
 * Looks for the servers; a #TocsinWorkbenchWork. Asks what is known on this machine, the address's
 * domain and its name server; no secret is sent anywhere.
 *
 * Returns: (nullable) (transfer full): the #TocsinServersFound.
 */
gpointer
tocsin_server_search_run (gpointer search, GCancellable *cancellable, GError **error)
{
  TocsinServerSearch *self = search;
  gboolean needs_address = self->preset == NULL || *self->email != '\0';
  g_autoptr (TocsinMailAddress) who =
      needs_address ? tocsin_mail_address_parse (self->email, error) : NULL;
  g_autoptr (TocsinDiscovery) discovery = NULL;

  if (needs_address && who == NULL)
    return NULL;
  discovery = discover (self, who, cancellable, error);

  return discovery != NULL ? describe (self, discovery, who) : NULL;
}

/**
 * tocsin_server_search_list_presets:
 * @unused: nothing
 * @cancellable: (nullable): to stop it
 * @error: not set
 *
 * Reads what is known of providers; a #TocsinWorkbenchWork.
 *
 * Returns: (transfer full): a #GPtrArray of #TocsinPreset.
 */
gpointer
tocsin_server_search_list_presets (gpointer unused, GCancellable *cancellable, GError **error)
{
  return tocsin_preset_list ();
}

/**
 * tocsin_servers_found_free:
 * @self: what was found
 */
void
tocsin_servers_found_free (TocsinServersFound *self)
{
  g_ptr_array_unref (self->candidates);
  g_free (self->asked);
  g_clear_error (&self->error);
  g_free (self);
}
