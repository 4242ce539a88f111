/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/service.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/discovery/data-file.h"

static gboolean
set_port (const char *key, const char *text, guint16 *port, GError **error)
{
  guint64 number;

  if (!tocsin_data_file_parse_number (key, text, G_MAXUINT16, &number, error))
    return FALSE;
  *port = (guint16) number;

  return TRUE;
}

static gboolean
set_text (const char *text, char **field)
{
  g_free (*field);
  *field = g_strdup (text);

  return TRUE;
}

static gboolean
set_rank (TocsinService *self, const char *text, GError **error)
{
  guint64 number;

  if (!tocsin_data_file_parse_number ("rank", text, 1000, &number, error))
    return FALSE;
  self->rank = (guint) number;

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
set_value (const char *group, const char *key, const char *text, gpointer user_data, GError **error)
{
  TocsinService *self = user_data;
  const struct
  {
    const char *key;
    char **field;
  } texts[] = {
    { "title", &self->title },
    { "srv-implicit", &self->srv_implicit },
    { "srv-starttls", &self->srv_starttls },
    { "autodiscover", &self->autodiscover },
    { "own-address", &self->own_address },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (key, texts[i].key))
      return set_text (text, texts[i].field);
  if (g_str_equal (key, "rank"))
    return set_rank (self, text, error);
  if (g_str_equal (key, "implicit-port"))
    return set_port (key, text, &self->implicit_port, error);
  if (g_str_equal (key, "starttls-port"))
    return set_port (key, text, &self->starttls_port, error);
  if (g_str_equal (key, "guesses"))
    return set_words (text, &self->guesses);
  if (g_str_equal (key, "document-types"))
    return set_words (text, &self->document_types);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("unknown key “%s”"), key);
  return FALSE;
}

/**
 * tocsin_service_load:
 * @path: a file `PROTOCOL.discovery`
 * @error: `config.invalid` with file and line, or why it can't be read
 *
 * Returns: (transfer full): what it says.
 */
TocsinService *
tocsin_service_load (const char *path, GError **error)
{
  g_autoptr (TocsinService) self = g_new0 (TocsinService, 1);

  self->protocol = tocsin_data_file_get_id (path);
  self->title = g_strdup (self->protocol);
  self->rank = G_MAXUINT;
  self->guesses = g_new0 (char *, 1);
  self->document_types = g_new0 (char *, 1);
  if (!tocsin_data_file_read (path, set_value, self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_service_free:
 * @self: (transfer full): a service
 */
void
tocsin_service_free (TocsinService *self)
{
  g_free (self->protocol);
  g_free (self->title);
  g_free (self->srv_implicit);
  g_free (self->srv_starttls);
  g_free (self->autodiscover);
  g_free (self->own_address);
  g_strfreev (self->guesses);
  g_strfreev (self->document_types);
  g_free (self);
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  guint one = (*(const TocsinService *const *) a)->rank;
  guint other = (*(const TocsinService *const *) b)->rank;

  return one < other ? -1 : one > other;
}

static gpointer
load_one (const char *path, GError **error)
{
  return tocsin_service_load (path, error);
}

/**
 * tocsin_service_list:
 *
 * Reads all there are. One that is broken is told in the log and left out.
 *
 * Returns: (transfer full) (element-type TocsinService): the services, by rank.
 */
GPtrArray *
tocsin_service_list (void)
{
  GPtrArray *services = tocsin_data_file_load_all ("discovery", ".discovery", load_one,
                                                   (GDestroyNotify) tocsin_service_free);

  g_ptr_array_sort (services, compare_ranks);

  return services;
}

/**
 * tocsin_service_find_type:
 * @services: (element-type TocsinService): services
 * @type: what a document calls it, in any case
 *
 * Returns: (nullable) (transfer none): the service.
 */
const TocsinService *
tocsin_service_find_type (GPtrArray *services, const char *type)
{
  for (guint i = 0; i < services->len; i++)
    {
      const TocsinService *service = services->pdata[i];

      for (gsize j = 0; service->document_types[j] != NULL; j++)
        if (g_ascii_strcasecmp (service->document_types[j], type) == 0)
          return service;
    }

  return NULL;
}

/**
 * tocsin_service_find:
 * @services: (element-type TocsinService): services
 * @protocol: a protocol's own name
 *
 * Returns: (nullable) (transfer none): the service.
 */
const TocsinService *
tocsin_service_find (GPtrArray *services, const char *protocol)
{
  for (guint i = 0; i < services->len; i++)
    if (g_str_equal (((const TocsinService *) services->pdata[i])->protocol, protocol))
      return services->pdata[i];

  return NULL;
}
