/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/guard-store.h"

#include "core/plugin/connection.h"

typedef struct
{
  GObject parent_instance;

  TocsinMailStore *behind;
  TocsinConnectionSettings *settings;
} GuardStore;

typedef struct
{
  GObjectClass parent_class;
} GuardStoreClass;

static TocsinMailStore *
get_behind (TocsinMailStore *store)
{
  return ((GuardStore *) store)->behind;
}

static GPtrArray *
list_folders (TocsinMailStore *store, GCancellable *cancellable, GError **error)
{
  return tocsin_mail_store_list_folders (get_behind (store), cancellable, error);
}

static TocsinMailChanges *
changes (TocsinMailStore *store,
         const char *folder,
         GVariant *cursor,
         TocsinQuery *query,
         guint limit,
         GCancellable *cancellable,
         GError **error)
{
  return tocsin_mail_store_changes (get_behind (store), folder, cursor, query, limit, cancellable,
                                    error);
}

static GPtrArray *
search (TocsinMailStore *store,
        const char *folder,
        TocsinQuery *query,
        GCancellable *cancellable,
        GError **error)
{
  return tocsin_mail_store_search (get_behind (store), folder, query, cancellable, error);
}

static gboolean
fetch (TocsinMailStore *store,
       GPtrArray *refs,
       TocsinMailParts parts,
       const TocsinMailSink *sink,
       GCancellable *cancellable,
       GError **error)
{
  return tocsin_mail_store_fetch (get_behind (store), refs, parts, sink, cancellable, error);
}

static gboolean
apply (TocsinMailStore *store,
       GPtrArray *refs,
       const TocsinMailOperation *operation,
       GPtrArray **results,
       GCancellable *cancellable,
       GError **error)
{
  g_assert_not_reached ();
}

static gboolean
append (TocsinMailStore *store,
        const char *folder,
        GInputStream *message,
        guint64 size,
        GCancellable *cancellable,
        GError **error)
{
  g_assert_not_reached ();
}

static gboolean
create_folder (TocsinMailStore *store, const char *name, GCancellable *cancellable, GError **error)
{
  g_assert_not_reached ();
}

static void
store_init (TocsinMailStoreInterface *iface)
{
  iface->list_folders = list_folders;
  iface->changes = changes;
  iface->search = search;
  iface->fetch = fetch;
  iface->apply = apply;
  iface->append = append;
  iface->create_folder = create_folder;
}

static void
connection_init (TocsinConnectionInterface *iface)
{
}

static GType guard_store_get_type (void);
G_DEFINE_TYPE_WITH_CODE (GuardStore,
                         guard_store,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION, connection_init)
                             G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_MAIL_STORE, store_init))

enum
{
  PROP_SETTINGS = 1,
};

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_object (value, ((GuardStore *) object)->settings);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
}

static void
guard_store_finalize (GObject *object)
{
  g_clear_object (&((GuardStore *) object)->settings);

  G_OBJECT_CLASS (guard_store_parent_class)->finalize (object);
}

static void
guard_store_class_init (GuardStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = guard_store_finalize;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  g_object_class_override_property (object_class, PROP_SETTINGS, "settings");
}

static void
guard_store_init (GuardStore *self)
{
}

/* A mailbox of a connection with this id. */
TocsinMailStore *
guard_store_new (TocsinMailStore *behind, const char *id)
{
  GuardStore *self = g_object_new (guard_store_get_type (), NULL);
  static const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  self->behind = behind;
  self->settings = tocsin_connection_settings_new_from_assignments (id, "memory", none, &error);
  g_assert_no_error (error);

  return TOCSIN_MAIL_STORE (self);
}

typedef struct
{
  GObject parent_instance;

  TocsinMailStore *store;
  TocsinMailStore *other;
} GuardHost;

typedef struct
{
  GObjectClass parent_class;
} GuardHostClass;

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  GuardHost *self = (GuardHost *) host;

  return TOCSIN_CONNECTION (g_object_ref (g_str_equal (id, "other") ? self->other : self->store));
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->get_connection = get_connection;
}

static GType guard_host_get_type (void);
G_DEFINE_TYPE_WITH_CODE (GuardHost,
                         guard_host,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
guard_host_class_init (GuardHostClass *klass)
{
}

static void
guard_host_init (GuardHost *self)
{
}

/* Whatever is not called "other" is the first one. */
TocsinHost *
guard_host_new (TocsinMailStore *store, TocsinMailStore *other)
{
  GuardHost *self = g_object_new (guard_host_get_type (), NULL);

  self->store = store;
  self->other = other;

  return TOCSIN_HOST (self);
}
