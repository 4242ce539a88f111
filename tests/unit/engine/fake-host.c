/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-store.h"

typedef struct
{
  GObject parent_instance;

  FakeStore *store;
} FakeHost;

typedef struct
{
  GObjectClass parent_class;
} FakeHostClass;

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  return TOCSIN_CONNECTION (g_object_ref (fake_store_get (((FakeHost *) host)->store)));
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->get_connection = get_connection;
}

static GType fake_host_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FakeHost,
                         fake_host,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
fake_host_class_init (FakeHostClass *klass)
{
}

static void
fake_host_init (FakeHost *self)
{
}

TocsinHost *
fake_store_host_new (FakeStore *self)
{
  FakeHost *host = g_object_new (fake_host_get_type (), NULL);

  host->store = self;

  return TOCSIN_HOST (host);
}
