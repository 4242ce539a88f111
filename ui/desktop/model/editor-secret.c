/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The usual one first; what only keys have stands at the end. */
static const TocsinEditorSource sources[] = {
  { "keyring:", N_ ("Keyring"), N_ ("stored in the keyring") },
  { "file:", N_ ("File"), N_ ("read from this file") },
  { "command:", N_ ("Program"), N_ ("given by this program") },
  { "credential:", N_ ("Credential of systemd"), N_ ("the credential of systemd called") },
  { "env:", N_ ("Environment variable"), N_ ("read from this environment variable") },
  { "pkcs11:", N_ ("Security token"), N_ ("on a security token, at the address pkcs11:") },
};

/**
 * tocsin_editor_secret_list_sources:
 * @key: the key of a secret
 * @count: (out): how many
 *
 * Returns: (transfer none) (array length=count): where its secret can be kept; titles and states
 *   are still to be translated
 */
const TocsinEditorSource *
tocsin_editor_secret_list_sources (const char *key, gsize *count)
{
  *count = G_N_ELEMENTS (sources) - (g_str_has_suffix (key, "-key") ? 0 : 1);

  return sources;
}

/**
 * tocsin_editor_secret_find_source:
 * @reference: the value of such a key
 *
 * Returns: (transfer none): where its secret is kept; the keyring when that is not said
 */
const TocsinEditorSource *
tocsin_editor_secret_find_source (const char *reference)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_has_prefix (reference, sources[i].scheme))
      return &sources[i];

  return &sources[0];
}
