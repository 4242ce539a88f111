/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/keyring.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

/* What an item in the keyring is found by. Part of what users have stored: never rename. */
static const SecretSchema schema = {
  "org.tocsin.Secret",
  SECRET_SCHEMA_NONE,
  {
      { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "key", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

/* Whoever keeps passwords on a session bus. */
#define KEYRING_NAME "org.freedesktop.secrets"

static GHashTable *
attributes_for (const char *owner, const char *key)
{
  return secret_attributes_build (&schema, "connection", owner, "key", key, NULL);
}

static void
set_locked (GError **error, const char *owner, const char *key)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_LOCKED,
               _ ("The keyring that holds “%s” of “%s” is locked"), key, owner);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("unlock it, for instance by logging in to the desktop; what "
                                      "waits for it goes on by itself"));
}

static void
explain_absence (GError **error)
{
  if (error == NULL || *error == NULL)
    return;
  if ((*error)->code == TOCSIN_ERROR_CANCELLED)
    return;

  (*error)->code = TOCSIN_ERROR_SECRET_UNAVAILABLE;
  tocsin_error_set_hint (*error,
                         _ ("without a keyring, keep the secret in a file only you can read "
                            "(file:PATH), in a systemd credential (credential:NAME), in the "
                            "environment (env:NAME), or let a program print it (command:PROGRAM)"));
}

/* GIO ends the process when the session bus goes away, which is not for a keyring to decide. */
static GDBusConnection *
get_session_bus (GCancellable *cancellable, GError **error)
{
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);

  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);

  return bus;
}

/* Opened anew each time: a kept session does not survive a restart of the keyring's daemon. */
static SecretService *
open_service (GCancellable *cancellable, GError **error)
{
  g_autoptr (GDBusConnection) bus = get_session_bus (cancellable, error);
  SecretService *service = NULL;

  if (bus != NULL)
    service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION,
                                        cancellable, error);
  if (service == NULL)
    {
      tocsin_error_translate (error, _ ("No keyring (Secret Service) can be reached"));
      explain_absence (error);
    }

  return service;
}

static gboolean
ask_bus (GDBusConnection *bus,
         const char *method,
         GVariant *arguments,
         const char *reply_type,
         GVariant **reply,
         GCancellable *cancellable,
         GError **error)
{
  *reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
      arguments, G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE, -1, cancellable, error);

  return *reply != NULL;
}

static gboolean
is_offered (GDBusConnection *bus, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GVariant) startable = NULL;
  g_autofree const char **names = NULL;
  gboolean is_owned;

  if (!ask_bus (bus, "NameHasOwner", g_variant_new ("(s)", KEYRING_NAME), "(b)", &owned,
                cancellable, error)
      || !ask_bus (bus, "ListActivatableNames", NULL, "(as)", &startable, cancellable, error))
    return FALSE;
  g_variant_get (owned, "(b)", &is_owned);
  g_variant_get (startable, "(^a&s)", &names);
  if (is_owned || g_strv_contains (names, KEYRING_NAME))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                       _ ("none is running, and none can be started"));

  return FALSE;
}

/**
 * tocsin_keyring_check:
 * @cancellable: (nullable): to give up
 * @error: %TOCSIN_ERROR_SECRET_UNAVAILABLE with what to do without one
 *
 * Starts none, and unlocks none.
 *
 * Returns: whether there is a keyring, running or to be started.
 */
gboolean
tocsin_keyring_check (GCancellable *cancellable, GError **error)
{
  g_autoptr (GDBusConnection) bus = get_session_bus (cancellable, error);

  if (bus != NULL && is_offered (bus, cancellable, error))
    return TRUE;
  tocsin_error_translate (error, _ ("No keyring (Secret Service) can be reached"));
  explain_absence (error);

  return FALSE;
}

static GList *
search (const char *owner, const char *key, GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = open_service (cancellable, error);
  g_autoptr (GHashTable) attributes = attributes_for (owner, key);
  GError *problem = NULL;
  GList *items;

  if (service == NULL)
    return NULL;

  items = secret_service_search_sync (service, &schema, attributes, SECRET_SEARCH_LOAD_SECRETS,
                                      cancellable, &problem);
  if (problem != NULL)
    {
      tocsin_error_translate (&problem, _ ("Asking the keyring for “%s” of “%s”"), key, owner);
      explain_absence (&problem);
      g_propagate_error (error, problem);
    }
  else if (items == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                   _ ("The keyring holds no “%s” for “%s”"), key, owner);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("store it with “tocsin secret set %s %s”"), owner, key);
    }

  return items;
}

/**
 * tocsin_keyring_look_up:
 * @owner: whose secret, a connection's id
 * @key: the dotted key it belongs to
 * @cancellable: (nullable): to give up
 * @error: %TOCSIN_ERROR_SECRET_LOCKED or %TOCSIN_ERROR_SECRET_UNAVAILABLE
 *
 * Never asks a person to unlock anything: who waits for the secret runs where nobody looks.
 *
 * Returns: (transfer full): the secret, or %NULL
 */
TocsinSecret *
tocsin_keyring_look_up (const char *owner,
                        const char *key,
                        GCancellable *cancellable,
                        GError **error)
{
  GList *items = search (owner, key, cancellable, error);
  g_autoptr (SecretValue) value = NULL;
  TocsinSecret *secret = NULL;
  const char *bytes;
  gsize length;

  if (items == NULL)
    return NULL;

  value = secret_item_get_secret (items->data);
  if (value == NULL)
    set_locked (error, owner, key);
  else
    {
      bytes = secret_value_get (value, &length);
      secret = tocsin_secret_new (bytes, (gssize) length);
    }
  g_list_free_full (items, g_object_unref);

  return secret;
}

static gboolean
translate_store_failure (GError *problem, const char *owner, const char *key, GError **error)
{
  if (g_error_matches (problem, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    {
      g_error_free (problem);
      set_locked (error, owner, key);
      return FALSE;
    }

  if (problem == NULL)
    problem = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("the keyring stayed locked"));
  tocsin_error_translate (&problem, _ ("Storing “%s” of “%s” in the keyring"), key, owner);
  explain_absence (&problem);
  g_propagate_error (error, problem);

  return FALSE;
}

/* With nobody there to be asked, a prompt for a locked keyring is dismissed and the item missing.
 */
static gboolean
default_is_locked (SecretService *service, GCancellable *cancellable)
{
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_sync (
      service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, NULL);
  g_autolist (GObject) unlocked = NULL;
  GList list = { collection, NULL, NULL };

  if (collection == NULL || !secret_collection_get_locked (collection))
    return FALSE;

  return secret_service_unlock_sync (service, &list, cancellable, &unlocked, NULL) < 1;
}

/**
 * tocsin_keyring_store:
 * @owner: whose secret, a connection's id
 * @key: the dotted key it belongs to
 * @secret: what to store; replaces what was stored for the same key
 * @cancellable: (nullable): to give up
 * @error: as with tocsin_keyring_look_up()
 *
 * Lets the desktop ask the person to unlock a locked keyring.
 *
 * Returns: whether it is stored
 */
gboolean
tocsin_keyring_store (const char *owner,
                      const char *key,
                      TocsinSecret *secret,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (SecretService) service = open_service (cancellable, error);
  g_autoptr (GHashTable) attributes = attributes_for (owner, key);
  g_autoptr (SecretValue) value = NULL;
  g_autofree char *label = NULL;
  GError *problem = NULL;

  if (service == NULL)
    return FALSE;
  if (default_is_locked (service, cancellable))
    {
      set_locked (error, owner, key);
      return FALSE;
    }

  /* Translators: how the keyring's own programs show the entry: connection, key. */
  label = g_strdup_printf (_ ("Tocsin: %s, %s"), owner, key);
  value = secret_value_new (tocsin_secret_peek (secret), (gssize) tocsin_secret_get_length (secret),
                            "text/plain");
  if (!secret_service_store_sync (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                                  value, cancellable, &problem))
    return translate_store_failure (problem, owner, key, error);

  return TRUE;
}

/**
 * tocsin_keyring_forget:
 * @owner: whose secret, a connection's id
 * @key: the dotted key it belongs to
 * @cancellable: (nullable): to give up
 * @error: as with tocsin_keyring_look_up()
 *
 * Returns: whether the keyring now holds no such item, also when it never did
 */
gboolean
tocsin_keyring_forget (const char *owner,
                       const char *key,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (SecretService) service = open_service (cancellable, error);
  g_autoptr (GHashTable) attributes = attributes_for (owner, key);
  GError *problem = NULL;

  if (service == NULL)
    return FALSE;

  secret_service_clear_sync (service, &schema, attributes, cancellable, &problem);
  if (problem == NULL)
    return TRUE;

  tocsin_error_translate (&problem, _ ("Removing “%s” of “%s” from the keyring"), key, owner);
  explain_absence (&problem);
  g_propagate_error (error, problem);

  return FALSE;
}
