/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/secret-reference.h"

#include "core/base/error.h"
#include "core/settings/keyring.h"
#include "core/settings/secret-command.h"
#include "core/settings/secret-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whose secret is asked for, and what stands behind the colon of the reference. */
typedef struct
{
  const char *rest;
  const char *owner;
  const char *key;
  GCancellable *cancellable;
} Request;

typedef struct
{
  const char *prefix;
  gboolean (*check) (const char *rest, const char *key, GError **error);
  TocsinSecret *(*resolve) (const Request *request, GError **error);
  gboolean (*store) (const Request *request, TocsinSecret *secret, GError **error);
} Scheme;

static gboolean
refuse (GError **error, const char *key, const char *why)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", key, why);
  return FALSE;
}

/* keyring: the item of the connection itself; keyring:OWNER/KEY that of another, as after a copy.
 */

static gboolean
check_keyring (const char *rest, const char *key, GError **error)
{
  const char *slash = strrchr (rest, '/');

  if (rest[0] == '\0' || (slash != NULL && slash > rest && slash[1] != '\0'))
    return TRUE;

  return refuse (error, key, _ ("“keyring:” stands alone or before CONNECTION/KEY"));
}

static void
keyring_item (const Request *request, char **owner, char **key)
{
  const char *slash = strrchr (request->rest, '/');

  *owner = slash != NULL ? g_strndup (request->rest, (gsize) (slash - request->rest))
                         : g_strdup (request->owner);
  *key = g_strdup (slash != NULL ? slash + 1 : request->key);
}

static TocsinSecret *
resolve_keyring (const Request *request, GError **error)
{
  g_autofree char *owner = NULL;
  g_autofree char *key = NULL;

  keyring_item (request, &owner, &key);
  return tocsin_keyring_look_up (owner, key, request->cancellable, error);
}

static gboolean
store_keyring (const Request *request, TocsinSecret *secret, GError **error)
{
  g_autofree char *owner = NULL;
  g_autofree char *key = NULL;

  keyring_item (request, &owner, &key);
  return tocsin_keyring_store (owner, key, secret, request->cancellable, error);
}

/* file:PATH */

static gboolean
check_file (const char *rest, const char *key, GError **error)
{
  if (rest[0] == '/' || g_str_has_prefix (rest, "~/"))
    return TRUE;

  return refuse (error, key, _ ("“file:” is followed by a whole path, beginning with / or ~/"));
}

static char *
expand_home (const char *path)
{
  return path[0] == '~' ? g_build_filename (g_get_home_dir (), path + 1, NULL) : g_strdup (path);
}

static TocsinSecret *
resolve_file (const Request *request, GError **error)
{
  g_autofree char *path = expand_home (request->rest);

  return tocsin_secret_file_read (path, TRUE, error);
}

static gboolean
store_file (const Request *request, TocsinSecret *secret, GError **error)
{
  g_autofree char *path = expand_home (request->rest);

  return tocsin_secret_file_write (path, secret, error);
}

/* env:NAME */

static gboolean
check_env (const char *rest, const char *key, GError **error)
{
  if (rest[0] != '\0' && strchr (rest, '=') == NULL)
    return TRUE;

  return refuse (error, key, _ ("“env:” is followed by the name of an environment variable"));
}

static TocsinSecret *
resolve_env (const Request *request, GError **error)
{
  const char *value = g_getenv (request->rest);

  if (value != NULL && value[0] != '\0')
    return tocsin_secret_new (value, -1);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
               _ ("The environment variable %s, which is to hold “%s”, is not set"), request->rest,
               request->key);
  return NULL;
}

/* credential:NAME, see systemd.exec(5). Its folder is private; the files' modes say nothing. */

static gboolean
check_credential (const char *rest, const char *key, GError **error)
{
  if (rest[0] != '\0' && rest[0] != '.' && strchr (rest, '/') == NULL)
    return TRUE;

  return refuse (error, key,
                 _ ("“credential:” is followed by the name of a credential, not a path"));
}

static TocsinSecret *
resolve_credential (const Request *request, GError **error)
{
  const char *directory = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *path = NULL;

  if (directory == NULL || directory[0] != '/')
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                   _ ("The credential “%s” can not be read: systemd has given this program none"),
                   request->rest);
      if (error != NULL)
        tocsin_error_set_hint (
            *error, _ ("name it in the unit, with LoadCredential= or SetCredentialEncrypted="));
      return NULL;
    }
  path = g_build_filename (directory, request->rest, NULL);

  return tocsin_secret_file_read (path, FALSE, error);
}

/* command:PROGRAM ARGUMENT… */

static gboolean
check_command (const char *rest, const char *key, GError **error)
{
  if (g_shell_parse_argv (rest, NULL, NULL, NULL))
    return TRUE;

  return refuse (
      error, key,
      _ ("“command:” is followed by a program and its arguments, quoted as for a shell"));
}

static TocsinSecret *
resolve_command (const Request *request, GError **error)
{
  return tocsin_secret_command_run (request->rest, TOCSIN_SECRET_COMMAND_TIMEOUT,
                                    request->cancellable, error);
}

/* pkcs11:… names a key that never leaves its token: the address is what GnuTLS is given. */

static gboolean
check_pkcs11 (const char *rest, const char *key, GError **error)
{
  if (!g_str_has_suffix (key, "-key"))
    return refuse (error, key, _ ("“pkcs11:” names a private key, which this is not"));
  if (strstr (rest, "pin-value=") != NULL)
    return refuse (error, key,
                   _ ("a PIN is a secret, and a secret is never a setting; write "
                      "pin-source=file:PATH, or keep the whole address in a file"));

  return TRUE;
}

static TocsinSecret *
resolve_pkcs11 (const Request *request, GError **error)
{
  return tocsin_secret_new_take (g_strconcat ("pkcs11:", request->rest, NULL), -1);
}

static const Scheme schemes[] = {
  { "keyring:", check_keyring, resolve_keyring, store_keyring },
  { "file:", check_file, resolve_file, store_file },
  { "env:", check_env, resolve_env, NULL },
  { "credential:", check_credential, resolve_credential, NULL },
  { "command:", check_command, resolve_command, NULL },
  { "pkcs11:", check_pkcs11, resolve_pkcs11, NULL },
};

static const Scheme *
find_scheme (const char *reference, const char *key, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_has_prefix (reference, schemes[i].prefix))
      return &schemes[i];

  /* What stands there may be a password: it is not repeated. */
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s: a secret is never a setting; the setting only says where it is kept"), key);
  if (error != NULL)
    tocsin_error_set_hint (
        *error,
        _ ("store it with “tocsin secret set NAME %s”, or write keyring:, file:PATH, env:NAME, "
           "credential:NAME or command:PROGRAM"),
        key);

  return NULL;
}

/**
 * tocsin_secret_reference_check:
 * @reference: the value of a secret key; "" stands for no secret
 * @key: the dotted key, for the message
 * @error: %TOCSIN_ERROR_CONFIG_INVALID, which does not repeat @reference
 *
 * Returns: whether @reference could name a secret, not whether that secret is there
 */
gboolean
tocsin_secret_reference_check (const char *reference, const char *key, GError **error)
{
  const Scheme *scheme;

  g_return_val_if_fail (reference != NULL && key != NULL, FALSE);

  if (reference[0] == '\0')
    return TRUE;
  scheme = find_scheme (reference, key, error);

  return scheme != NULL && scheme->check (reference + strlen (scheme->prefix), key, error);
}

/**
 * tocsin_secret_resolve:
 * @reference: where the secret is: `keyring:`, `file:PATH`, `env:NAME`, `credential:NAME`,
 *   `command:PROGRAM ARGUMENT…`, `pkcs11:…` for a private key
 * @owner: whose it is: a connection's id, `tasks/TASK/ACTION` for an action
 * @key: the dotted key of the setting
 * @cancellable: (nullable): to give up
 * @error: %TOCSIN_ERROR_SECRET_UNAVAILABLE, %TOCSIN_ERROR_SECRET_LOCKED,
 *   %TOCSIN_ERROR_SECRET_INSECURE or %TOCSIN_ERROR_CONFIG_INVALID; no message holds a secret
 *
 * Blocks, up to %TOCSIN_SECRET_COMMAND_TIMEOUT seconds for a command. Asks no person.
 *
 * Returns: (transfer full): the secret, or %NULL
 */
TocsinSecret *
tocsin_secret_resolve (const char *reference,
                       const char *owner,
                       const char *key,
                       GCancellable *cancellable,
                       GError **error)
{
  Request request = { NULL, owner, key, cancellable };
  const Scheme *scheme;

  g_return_val_if_fail (reference != NULL && owner != NULL && key != NULL, NULL);

  if (reference[0] == '\0')
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE, _ ("“%s” has no %s"),
                   owner, key);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("store it with “tocsin secret set %s %s”"), owner, key);
      return NULL;
    }
  scheme = find_scheme (reference, key, error);
  if (scheme == NULL)
    return NULL;
  request.rest = reference + strlen (scheme->prefix);

  return scheme->check (request.rest, key, error) ? scheme->resolve (&request, error) : NULL;
}

/**
 * tocsin_secret_store:
 * @reference: `keyring:` or `file:PATH`
 * @owner: whose it is, as with tocsin_secret_resolve()
 * @key: the dotted key of the setting
 * @secret: what to store
 * @cancellable: (nullable): to give up
 * @error: %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED for a reference that can only be read from
 *
 * Puts a secret where @reference says it is. The setting itself is the caller's to set. A file is
 * made readable by its owner alone; a locked keyring may ask the person to unlock it.
 *
 * Returns: whether it is stored
 */
gboolean
tocsin_secret_store (const char *reference,
                     const char *owner,
                     const char *key,
                     TocsinSecret *secret,
                     GCancellable *cancellable,
                     GError **error)
{
  Request request = { NULL, owner, key, cancellable };
  const Scheme *scheme;

  g_return_val_if_fail (reference != NULL && owner != NULL && key != NULL && secret != NULL, FALSE);

  scheme = find_scheme (reference, key, error);
  if (scheme == NULL)
    return FALSE;
  request.rest = reference + strlen (scheme->prefix);
  if (scheme->store == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                   _ ("Nothing can be stored in a “%s” reference"), scheme->prefix);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("store it in keyring: or in file:PATH"));
      return FALSE;
    }

  return scheme->check (request.rest, key, error) && scheme->store (&request, secret, error);
}

/**
 * tocsin_secret_forget:
 * @reference: what the setting said
 * @owner: whose it is
 * @key: the dotted key of the setting
 * @cancellable: (nullable): to give up
 * @error: a secret error
 *
 * For a setting that is no more: removes the item that `keyring:` keeps for exactly this setting.
 * Files, variables and what belongs to another connection are not ours to remove.
 *
 * Returns: whether nothing of ours is left behind
 */
gboolean
tocsin_secret_forget (const char *reference,
                      const char *owner,
                      const char *key,
                      GCancellable *cancellable,
                      GError **error)
{
  g_return_val_if_fail (reference != NULL && owner != NULL && key != NULL, FALSE);

  if (!g_str_equal (reference, "keyring:"))
    return TRUE;

  return tocsin_keyring_forget (owner, key, cancellable, error);
}
