/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/candidate.h"

#include <string.h>

/**
 * tocsin_candidate_new:
 * @protocol: the protocol's own name
 * @source: who says it
 *
 * Returns: (transfer full): a candidate without a place yet, encrypted from the first byte.
 */
TocsinCandidate *
tocsin_candidate_new (const char *protocol, TocsinSource source)
{
  TocsinCandidate *self = g_new0 (TocsinCandidate, 1);

  self->protocol = g_strdup (protocol);
  self->host = g_strdup ("");
  self->source = source;
  self->authentication = g_new0 (char *, 1);
  self->settings = g_new0 (char *, 1);
  self->origins = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->is_safe = TRUE;

  return self;
}

/**
 * tocsin_candidate_free:
 * @self: (transfer full): a candidate
 */
void
tocsin_candidate_free (TocsinCandidate *self)
{
  g_free (self->protocol);
  g_free (self->host);
  g_free (self->url);
  g_free (self->username);
  g_strfreev (self->authentication);
  g_strfreev (self->settings);
  g_ptr_array_unref (self->origins);
  g_ptr_array_unref (self->warnings);
  g_free (self->preset);
  g_free (self->prepare);
  g_free (self->documentation);
  g_free (self);
}

static void
add_text (GPtrArray *texts, char *text)
{
  if (g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_free (text);
  else
    g_ptr_array_add (texts, text);
}

/**
 * tocsin_candidate_add_origin:
 * @self: a candidate
 * @format: printf format of who says so
 *
 * One that is there already is not added again.
 */
void
tocsin_candidate_add_origin (TocsinCandidate *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  add_text (self->origins, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * tocsin_candidate_warn:
 * @self: a candidate
 * @format: printf format of what a person should know
 *
 * One that is there already is not added again.
 */
void
tocsin_candidate_warn (TocsinCandidate *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  add_text (self->warnings, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
add_word (char ***words, const char *word)
{
  guint length = g_strv_length (*words);

  if (g_strv_contains ((const char *const *) *words, word))
    return;
  *words = g_renew (char *, *words, length + 2);
  (*words)[length] = g_strdup (word);
  (*words)[length + 1] = NULL;
}

/**
 * tocsin_candidate_add_authentication:
 * @self: a candidate
 * @way: one of the words of @authentication
 */
void
tocsin_candidate_add_authentication (TocsinCandidate *self, const char *way)
{
  add_word (&self->authentication, way);
}

/**
 * tocsin_candidate_add_setting:
 * @self: a candidate
 * @assignment: `KEY=VALUE`
 *
 * For what is neither place nor user name.
 */
void
tocsin_candidate_add_setting (TocsinCandidate *self, const char *assignment)
{
  add_word (&self->settings, assignment);
}

/**
 * tocsin_candidate_get_mode:
 * @self: a candidate
 *
 * Returns: (transfer none): its encryption as `encryption.mode` calls it.
 */
const char *
tocsin_candidate_get_mode (const TocsinCandidate *self)
{
  static const char *const modes[] = { "implicit", "starttls", "opportunistic", "none" };

  return modes[self->encryption];
}

/**
 * tocsin_candidate_describe_place:
 * @self: a candidate
 *
 * Returns: (transfer full): where it leads, for a person.
 */
char *
tocsin_candidate_describe_place (const TocsinCandidate *self)
{
  if (self->url != NULL)
    return g_strdup (self->url);
  if (self->host[0] == '\0')
    return g_strdup ("-");

  return g_strdup_printf (strchr (self->host, ':') != NULL ? "[%s]:%u" : "%s:%u", self->host,
                          self->port);
}

static void
add_setting (GStrvBuilder *settings, const char *key, const char *value)
{
  g_autofree char *assignment = g_strdup_printf ("%s=%s", key, value);

  g_strv_builder_add (settings, assignment);
}

/**
 * tocsin_candidate_list_settings:
 * @self: a candidate
 *
 * Returns: (transfer full): `KEY=VALUE` for each setting of a connection that it fills in, as on
 *   the command line; never `encryption.allow-cleartext`.
 */
GStrv
tocsin_candidate_list_settings (const TocsinCandidate *self)
{
  g_autoptr (GStrvBuilder) settings = g_strv_builder_new ();
  g_autofree char *port = g_strdup_printf ("%u", self->port);

  if (self->url != NULL || self->host[0] != '\0')
    add_setting (settings, "address", self->url != NULL ? self->url : self->host);
  if (self->url == NULL && self->port != 0)
    {
      add_setting (settings, "port", port);
      add_setting (settings, "encryption.mode", tocsin_candidate_get_mode (self));
    }
  if (self->username != NULL)
    add_setting (settings, "authentication.username", self->username);
  if (g_strv_length (self->authentication) == 1 && g_str_equal (self->authentication[0], "oauth2"))
    add_setting (settings, "authentication.method", "oauth2");
  g_strv_builder_addv (settings, (const char **) self->settings);

  return g_strv_builder_end (settings);
}
