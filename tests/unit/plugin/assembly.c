/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A connection that works through one of another protocol. */
#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/plugin/registry.h"
#include "core/plugin/server-connection.h"

static const TocsinProtocol shop_protocol = { "shop", "Shop", NULL, 1, 2 };
static const TocsinProtocol store_protocol = { "store", "Store", NULL, 3, 4 };

/* Has one folder, named as its description says. */
G_DECLARE_FINAL_TYPE (StoreConnection, store_connection, STORE, CONNECTION, TocsinServerConnection)

struct _StoreConnection
{
  TocsinServerConnection parent_instance;
};

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  const char *name = tocsin_snapshot_get_string (
      TOCSIN_SNAPSHOT (tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (store))),
      "description");

  g_ptr_array_add (folders, tocsin_folder_new ("id", name, TOCSIN_FOLDER_ROLE_INBOX, TRUE));

  return folders;
}

static TocsinWatch *
watch (TocsinMailStore *store,
       const char *const *folders,
       GCancellable *cancellable,
       GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_NO, "not today");
  return NULL;
}

static void
store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->watch = watch;
}

static TocsinMailDefaults *
get_defaults (TocsinMailTransport *transport, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "no paper");
  return NULL;
}

static void
transport_init (TocsinMailTransportInterface *iface)
{
  iface->get_defaults = get_defaults;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (StoreConnection,
                               store_connection,
                               TOCSIN_TYPE_SERVER_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, store_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                          transport_init))

static void
store_connection_class_init (StoreConnectionClass *klass)
{
}

static void
store_connection_init (StoreConnection *self)
{
}

/* Has everything done by a store of its own. */
G_DECLARE_FINAL_TYPE (ShopConnection, shop_connection, SHOP, CONNECTION, TocsinServerConnection)

struct _ShopConnection
{
  TocsinServerConnection parent_instance;
  TocsinConnection *store;
};

static gboolean
assemble (TocsinConnection *connection, TocsinRegistry *registry, GError **error)
{
  ShopConnection *self = SHOP_CONNECTION (connection);
  const char *const assignments[] = { "description=back room", NULL };
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_settings_new_from_part (
      TOCSIN_SNAPSHOT (tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self))),
      "store", assignments, error);

  self->store =
      settings != NULL ? tocsin_registry_new_connection (registry, settings, error) : NULL;

  return self->store != NULL;
}

static void
shop_init (TocsinConnectionInterface *iface)
{
  iface->assemble = assemble;
}

static TocsinMailStore *
get_store (TocsinMailStore *store)
{
  return TOCSIN_MAIL_STORE (SHOP_CONNECTION (store)->store);
}

static void
shop_store_init (TocsinMailStoreInterface *iface)
{
  iface->get_inner = get_store;
}

static TocsinMailTransport *
get_transport (TocsinMailTransport *transport)
{
  return TOCSIN_MAIL_TRANSPORT (SHOP_CONNECTION (transport)->store);
}

static void
shop_transport_init (TocsinMailTransportInterface *iface)
{
  iface->get_inner = get_transport;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ShopConnection,
                               shop_connection,
                               TOCSIN_TYPE_SERVER_CONNECTION,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, shop_init)
                                   G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, shop_store_init)
                                       G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_TRANSPORT,
                                                              shop_transport_init))

static void
shop_connection_finalize (GObject *object)
{
  g_clear_object (&SHOP_CONNECTION (object)->store);
  G_OBJECT_CLASS (shop_connection_parent_class)->finalize (object);
}

static void
shop_connection_class_init (ShopConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = shop_connection_finalize;
}

static void
shop_connection_init (ShopConnection *self)
{
}

static TocsinRegistry *
make_registry (gboolean with_store)
{
  TocsinRegistry *registry = tocsin_registry_new ();
  g_autoptr (TocsinPlugin) plugin = tocsin_plugin_new ("here");

  tocsin_plugin_add_connection (plugin, &shop_protocol, shop_connection_get_type ());
  if (with_store)
    tocsin_plugin_add_connection (plugin, &store_protocol, store_connection_get_type ());
  tocsin_registry_adopt (registry, plugin);

  return registry;
}

static TocsinConnection *
open_shop (gboolean with_store, GError **error)
{
  g_autoptr (TocsinRegistry) registry = make_registry (with_store);
  const char *const assignments[] = { "name=Corner", "description=front", NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("corner", "shop", assignments, NULL);

  return tocsin_registry_new_connection (registry, settings, error);
}

static void
test_works_through (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnection) shop = open_shop (TRUE, &error);
  g_autoptr (GPtrArray) folders = NULL;
  const char *const ids[] = { "id", NULL };

  g_assert_no_error (error);
  folders = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (shop), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 0))->name, ==, "back room");

  g_assert_true (tocsin_mail_store_can_watch (TOCSIN_MAIL_STORE (shop)));
  g_assert_null (tocsin_mail_store_watch (TOCSIN_MAIL_STORE (shop), ids, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_NO);
  g_clear_error (&error);
  g_assert_false (tocsin_mail_store_can_append (TOCSIN_MAIL_STORE (shop)));

  g_assert_null (tocsin_mail_transport_get_defaults (TOCSIN_MAIL_TRANSPORT (shop), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

static void
test_part_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_shop (FALSE, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plugin/assembly/works-through", test_works_through);
  g_test_add_func ("/plugin/assembly/part-missing", test_part_missing);

  return g_test_run ();
}
