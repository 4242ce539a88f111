/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/resolver.h"

#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/wait.h"

/* A name server that hangs holds a thread for each name until the system's resolver gives up; the
 * good names behind them must not wait for that. */
#define MAX_THREADS 128

/* One name that is being looked up, by one thread, for all who asked meanwhile. The thread and each
 * who waits hold a reference. */
typedef struct
{
  gatomicrefcount references;
  char *host;
  GArray *flags; /* of descriptors, one for each who waits */
  GPtrArray *addresses;
  GError *error;
} LookUp;

typedef struct
{
  GMutex mutex;
  GThreadPool *threads;
  GHashTable *look_ups; /* host → LookUp under way */
} TocsinResolverPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (TocsinResolver, tocsin_resolver, G_TYPE_OBJECT)

static LookUp *
look_up_ref (LookUp *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
look_up_unref (LookUp *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_free (self->host);
  g_array_unref (self->flags);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LookUp, look_up_unref)

/* On one of our threads. */
static void
run_look_up (gpointer data, gpointer user_data)
{
  g_autoptr (LookUp) look_up = data;
  TocsinResolver *self = TOCSIN_RESOLVER (user_data);
  TocsinResolverPrivate *priv = tocsin_resolver_get_instance_private (self);
  GError *error = NULL;
  GPtrArray *addresses = TOCSIN_RESOLVER_GET_CLASS (self)->look_up (self, look_up->host, &error);

  g_mutex_lock (&priv->mutex);
  look_up->addresses = addresses;
  look_up->error = error;
  g_hash_table_remove (priv->look_ups, look_up->host);
  for (guint i = 0; i < look_up->flags->len; i++)
    tocsin_wait_flag_raise (g_array_index (look_up->flags, int, i));
  g_mutex_unlock (&priv->mutex);
}

static void
fail_look_up (const char *host, int status, GError **error)
{
  int code = TOCSIN_ERROR_DNS_TEMPORARY;

  if (status == EAI_NONAME)
    code = TOCSIN_ERROR_DNS_NOT_FOUND;
#ifdef EAI_NODATA
  if (status == EAI_NODATA)
    code = TOCSIN_ERROR_DNS_NO_ADDRESS;
#endif
#ifdef EAI_ADDRFAMILY
  if (status == EAI_ADDRFAMILY)
    code = TOCSIN_ERROR_DNS_NO_ADDRESS;
#endif

  g_set_error (error, TOCSIN_ERROR, code, _ ("Can't look up “%s”: %s"), host,
               gai_strerror (status));
  if (error != NULL && code == TOCSIN_ERROR_DNS_NOT_FOUND)
    tocsin_error_set_hint (*error, _ ("Check the host name in address."));
}

static GPtrArray *
convert_addresses (const struct addrinfo *list)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  for (const struct addrinfo *info = list; info != NULL; info = info->ai_next)
    {
      g_autoptr (GSocketAddress) address =
          g_socket_address_new_from_native (info->ai_addr, info->ai_addrlen);

      if (G_IS_INET_SOCKET_ADDRESS (address))
        g_ptr_array_add (addresses, g_object_ref (g_inet_socket_address_get_address (
                                        G_INET_SOCKET_ADDRESS (address))));
    }

  return addresses;
}

static GPtrArray *
system_look_up (TocsinResolver *self, const char *host, GError **error)
{
  const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *list = NULL;
  GPtrArray *addresses;
  int status = getaddrinfo (host, NULL, &hints, &list);

  if (status != 0)
    {
      fail_look_up (host, status, error);
      return NULL;
    }

  addresses = convert_addresses (list);
  freeaddrinfo (list);

  return addresses;
}

static void
tocsin_resolver_finalize (GObject *object)
{
  TocsinResolverPrivate *priv = tocsin_resolver_get_instance_private (TOCSIN_RESOLVER (object));

  g_thread_pool_free (priv->threads, FALSE, TRUE);
  g_hash_table_unref (priv->look_ups);
  g_mutex_clear (&priv->mutex);

  G_OBJECT_CLASS (tocsin_resolver_parent_class)->finalize (object);
}

static void
tocsin_resolver_class_init (TocsinResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_resolver_finalize;
  klass->look_up = system_look_up;
}

static void
tocsin_resolver_init (TocsinResolver *self)
{
  TocsinResolverPrivate *priv = tocsin_resolver_get_instance_private (self);

  g_mutex_init (&priv->mutex);
  priv->threads = g_thread_pool_new (run_look_up, self, MAX_THREADS, FALSE, NULL);
  priv->look_ups = g_hash_table_new (g_str_hash, g_str_equal);
}

static TocsinResolver *chosen = NULL;

/**
 * tocsin_resolver_get_default:
 *
 * Returns: (transfer none): the resolver that asks the system, or the one chosen instead.
 */
TocsinResolver *
tocsin_resolver_get_default (void)
{
  static TocsinResolver *resolver = NULL;

  if (chosen != NULL)
    return chosen;
  if (g_once_init_enter (&resolver))
    g_once_init_leave (&resolver, g_object_new (TOCSIN_TYPE_RESOLVER, NULL));

  return resolver;
}

/**
 * tocsin_resolver_set_default:
 * @resolver: (nullable): who is to be asked from now on; %NULL for the one that asks the system
 *
 * For tests; to be called while nobody looks a name up.
 */
void
tocsin_resolver_set_default (TocsinResolver *resolver)
{
  g_set_object (&chosen, resolver);
}

/* Joins the look-up of that name that is under way, or begins one. */
static LookUp *
join_look_up (TocsinResolver *self, const char *host, int flag)
{
  TocsinResolverPrivate *priv = tocsin_resolver_get_instance_private (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&priv->mutex);
  LookUp *look_up = g_hash_table_lookup (priv->look_ups, host);

  if (look_up == NULL)
    {
      look_up = g_new0 (LookUp, 1);
      g_atomic_ref_count_init (&look_up->references);
      look_up->host = g_strdup (host);
      look_up->flags = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (priv->look_ups, look_up->host, look_up);
      g_thread_pool_push (priv->threads, look_up, NULL);
    }
  g_array_append_val (look_up->flags, flag);

  return look_up_ref (look_up);
}

static void
leave_look_up (TocsinResolver *self, LookUp *look_up, int flag)
{
  TocsinResolverPrivate *priv = tocsin_resolver_get_instance_private (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&priv->mutex);

  for (guint i = 0; i < look_up->flags->len; i++)
    if (g_array_index (look_up->flags, int, i) == flag)
      {
        g_array_remove_index_fast (look_up->flags, i);
        return;
      }
}

static GPtrArray *
copy_result (TocsinResolver *self, LookUp *look_up, GError **error)
{
  TocsinResolverPrivate *priv = tocsin_resolver_get_instance_private (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&priv->mutex);

  if (look_up->error != NULL)
    {
      g_propagate_error (error, g_error_copy (look_up->error));
      return NULL;
    }

  return g_ptr_array_ref (look_up->addresses);
}

static GPtrArray *
ask (TocsinResolver *self,
     const char *host,
     gint64 deadline,
     GCancellable *cancellable,
     GError **error)
{
  int flag = tocsin_wait_flag_new ();
  g_autoptr (LookUp) look_up = NULL;
  int ready;

  if (flag < 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY,
                   _ ("Can't look up “%s”: no descriptors left"), host);
      return NULL;
    }

  look_up = join_look_up (self, host, flag);
  ready = tocsin_wait_fd (flag, G_IO_IN, deadline, cancellable, error);
  leave_look_up (self, look_up, flag);
  close (flag);

  if (ready == 0)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY,
                 _ ("Can't look up “%s”: the name server did not answer in time"), host);

  return ready > 0 ? copy_result (self, look_up, error) : NULL;
}

/* RFC 6761, section 6.3: localhost is this machine, whatever a name server says. */
static GPtrArray *
answer_at_once (const char *host)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  GInetAddress *literal = g_inet_address_new_from_string (host);

  if (literal != NULL)
    {
      g_ptr_array_add (addresses, literal);
      return g_steal_pointer (&addresses);
    }
  if (g_ascii_strcasecmp (host, "localhost") != 0)
    return NULL;

  g_ptr_array_add (addresses, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6));
  g_ptr_array_add (addresses, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  return g_steal_pointer (&addresses);
}

static void
take_family (GPtrArray *from, GSocketFamily family, GPtrArray *to)
{
  for (guint i = 0; i < from->len; i++)
    if (g_inet_address_get_family (from->pdata[i]) == family)
      g_ptr_array_add (to, g_object_ref (from->pdata[i]));
}

/* RFC 8305, section 4: families take turns, so that one that doesn't work costs one stagger. */
static GPtrArray *
interleave (GPtrArray *all, GSocketFamily first)
{
  GSocketFamily second =
      first == G_SOCKET_FAMILY_IPV6 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
  g_autoptr (GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) other = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *mixed = g_ptr_array_new_with_free_func (g_object_unref);

  take_family (all, first, one);
  take_family (all, second, other);
  for (guint i = 0; i < MAX (one->len, other->len); i++)
    {
      if (i < one->len)
        g_ptr_array_add (mixed, g_object_ref (one->pdata[i]));
      if (i < other->len)
        g_ptr_array_add (mixed, g_object_ref (other->pdata[i]));
    }

  return mixed;
}

static GPtrArray *
arrange (GPtrArray *all, TocsinFamilies families)
{
  GPtrArray *only = NULL;

  if (families == TOCSIN_FAMILIES_ANY && all->len > 0)
    return interleave (all, g_inet_address_get_family (all->pdata[0]));
  if (families == TOCSIN_FAMILIES_PREFER4)
    return interleave (all, G_SOCKET_FAMILY_IPV4);
  if (families == TOCSIN_FAMILIES_PREFER6)
    return interleave (all, G_SOCKET_FAMILY_IPV6);

  only = g_ptr_array_new_with_free_func (g_object_unref);
  take_family (all, families == TOCSIN_FAMILIES_ONLY4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6,
               only);
  return only;
}

/**
 * tocsin_resolver_resolve:
 * @self: a resolver
 * @host: a host name in ASCII, or an address
 * @families: which addresses are wanted, and which first
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait; the look-up itself goes on for others
 * @error: `dns.not-found`, `dns.temporary`, `dns.no-address` or `cancelled`
 *
 * Addresses and `localhost` are answered at once, without a thread.
 *
 * Returns: (transfer full) (element-type GInetAddress): at least one address, in the order to be
 *   tried, families by turns.
 */
GPtrArray *
tocsin_resolver_resolve (TocsinResolver *self,
                         const char *host,
                         TocsinFamilies families,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) wanted = NULL;

  g_return_val_if_fail (TOCSIN_IS_RESOLVER (self), NULL);
  g_return_val_if_fail (host != NULL, NULL);

  all = answer_at_once (host);
  if (all == NULL)
    all = ask (self, host, deadline, cancellable, error);
  if (all == NULL)
    return NULL;

  wanted = arrange (all, families);
  if (wanted->len > 0)
    return g_steal_pointer (&wanted);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_NO_ADDRESS,
               all->len > 0 ? _ ("“%s” has no address of the kind that ip-version asks for")
                            : _ ("“%s” has no address"),
               host);
  return NULL;
}
