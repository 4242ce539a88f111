/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/remedy-settings.h"

#include <glib/gi18n.h>
#include <string.h>

/* The value that an assignment gives to @key. */
static const char *
look_up (const char *const *assignments, const char *key)
{
  gsize length = strlen (key);

  for (gsize i = 0; assignments[i] != NULL; i++)
    if (strncmp (assignments[i], key, length) == 0 && assignments[i][length] == '=')
      return assignments[i] + length + 1;

  return NULL;
}

static gboolean
is_value (const char *const *assignments, const char *key, const char *value)
{
  const char *found = look_up (assignments, key);

  return found != NULL && g_str_equal (found, value);
}

static gboolean
is_pinned (TocsinSnapshot *settings)
{
  return settings != NULL && tocsin_snapshot_has_key (settings, "encryption.verify")
         && g_str_equal (tocsin_snapshot_get_string (settings, "encryption.verify"), "pin");
}

/* A pin that no longer fits is the stronger sign: most people should ask before they press. */
static void
speak_of_pin (TocsinRemedy *self, const char *pin, TocsinSnapshot *settings)
{
  if (is_pinned (settings))
    {
      self->label = g_strdup (_ ("_Trust the New Certificate…"));
      self->question = g_strdup_printf (
          _ ("This is not the certificate that you trusted before. Either the server has a new "
             "one, "
             "or somebody is in between.\n\nAsk the server's operator whether its fingerprint "
             "is:\n%s\n\nFrom then on this connection, and no other, believes just this one."),
          pin);
      return;
    }

  self->label = g_strdup (_ ("_Trust This Certificate…"));
  self->question = g_strdup_printf (
      _ ("Whoever is in between could show such a certificate too. Ask the server's operator "
         "whether its fingerprint is:\n%s\n\nFrom then on this connection, and no other, believes "
         "just this one."),
      pin);
}

static void
speak_of_versions (TocsinRemedy *self, const char *versions)
{
  g_auto (GStrv) parts = g_strsplit (versions, ",", -1);
  g_autofree char *list = g_strjoinv (", ", parts);
  gboolean old = g_strv_contains ((const char *const *) parts, "tls1.0")
                 || g_strv_contains ((const char *const *) parts, "tls1.1")
                 || g_strv_contains ((const char *const *) parts, "ssl3");

  if (!old)
    {
      self->label = g_strdup (_ ("Allow _Today's Versions of TLS"));
      return;
    }
  self->label = g_strdup (_ ("Allow _Old Versions of TLS…"));
  self->question = g_strdup_printf (_ ("This connection then allows %s. The oldest of these are "
                                       "broken: whoever is in between may "
                                       "be able to read along."),
                                    list);
}

static void
speak_of_name (TocsinRemedy *self, const char *name)
{
  self->label = g_strdup_printf (_ ("_Expect “%s”…"), name);
  self->question = g_strdup_printf (
      _ ("Whoever owns the name %s is then believed to be your server, by this connection only."),
      name);
}

static void
speak_of_address (TocsinRemedy *self, const char *address)
{
  self->label = g_strdup (_ ("_Go Where the Server Says…"));
  self->question = g_strdup_printf (_ ("From then on you sign in at %s."), address);
}

static void
speak_of_encryption (TocsinRemedy *self, const char *mode, const char *port)
{
  if (port != NULL && g_str_equal (mode, "implicit"))
    self->label = g_strdup_printf (_ ("Use _Port %s with TLS"), port);
  else if (port != NULL)
    self->label = g_strdup_printf (_ ("Use _Port %s with STARTTLS"), port);
  else if (g_str_equal (mode, "implicit"))
    self->label = g_strdup (_ ("Use _TLS from the First Byte"));
  else
    self->label = g_strdup (_ ("Use _STARTTLS"));
}

/* What we have no words for is shown as it is. */
static void
speak_of_others (TocsinRemedy *self, const char *const *assignments)
{
  g_autofree char *list = g_strjoinv ("\n", (GStrv) assignments);

  self->label = g_strdup (_ ("_Change the Settings…"));
  self->question = g_strdup_printf (_ ("These settings would change:\n%s"), list);
}

/**
 * tocsin_remedy_new_for_assignments:
 * @error: what went wrong
 * @assignments: (array zero-terminated=1): settings that would put it right, as `KEY=VALUE`
 * @settings: (nullable): the settings it went wrong with
 *
 * Finds the words for a change of settings that an error proposes. Less safe settings are asked
 * about first, and those that we have no words for.
 *
 * Returns: (transfer full): the remedy.
 */
TocsinRemedy *
tocsin_remedy_new_for_assignments (const GError *error,
                                   const char *const *assignments,
                                   TocsinSnapshot *settings)
{
  const char *pin = look_up (assignments, "encryption.pinned-certificate");
  const char *mode = look_up (assignments, "encryption.mode");
  const char *versions = look_up (assignments, "encryption.versions");
  const char *name = look_up (assignments, "encryption.server-name");
  const char *address = look_up (assignments, "address");
  TocsinRemedy *self = g_new0 (TocsinRemedy, 1);

  self->kind = TOCSIN_REMEDY_SET;
  self->assignments = g_strdupv ((GStrv) assignments);
  if (pin != NULL)
    speak_of_pin (self, pin, settings);
  else if (versions != NULL)
    speak_of_versions (self, versions);
  else if (name != NULL)
    speak_of_name (self, name);
  else if (mode != NULL && (g_str_equal (mode, "implicit") || g_str_equal (mode, "starttls")))
    speak_of_encryption (self, mode, look_up (assignments, "port"));
  else if (address != NULL)
    speak_of_address (self, address);
  else if (is_value (assignments, "authentication.method", "auto"))
    self->label = g_strdup (_ ("Let the _Server Choose How to Sign In"));
  else
    speak_of_others (self, assignments);

  return self;
}
