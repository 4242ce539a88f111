/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/gss.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/errand.h"
#include "core/net/gss-error.h"
#include "core/net/gss-work.h"

struct _TocsinGss
{
  GObject parent_instance;

  TocsinGssMechanism mechanism;
  TocsinGssWork *work; /* NULL when it failed, or a thread that was not waited for has it */
  gboolean started;
};

G_DEFINE_FINAL_TYPE (TocsinGss, tocsin_gss, G_TYPE_OBJECT)

static void
tocsin_gss_finalize (GObject *object)
{
  g_clear_pointer (&TOCSIN_GSS (object)->work, tocsin_gss_work_unref);

  G_OBJECT_CLASS (tocsin_gss_parent_class)->finalize (object);
}

static void
tocsin_gss_class_init (TocsinGssClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_gss_finalize;
}

static void
tocsin_gss_init (TocsinGss *self)
{
}

static gboolean
is_usable (TocsinGss *self, GError **error)
{
  if (self->work != NULL)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                       _ ("Can't go on signing in after a failure"));
  return FALSE;
}

static gboolean
run (TocsinGss *self,
     TocsinErrandFunc function,
     gint64 deadline,
     GCancellable *cancellable,
     GError **error)
{
  TocsinGssWork *work = self->work;
  int ready = tocsin_errand_run (function, tocsin_gss_work_ref (work), tocsin_gss_work_unref,
                                 deadline, cancellable, error);

  if (ready > 0 && work->error == NULL)
    return TRUE;

  if (ready > 0)
    g_propagate_error (error, g_steal_pointer (&work->error));
  else if (ready == 0)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_TEMPORARY,
                         _ ("No server of Kerberos answered in time"));
  g_clear_pointer (&self->work, tocsin_gss_work_unref);
  return FALSE;
}

/**
 * tocsin_gss_new:
 * @mechanism: which
 * @service: the service's name as Kerberos knows it: "imap", "HTTP"
 * @host: the peer's host name
 *
 * Returns: (transfer full): a context not yet begun, for the user whose ticket is in the default
 *   cache.
 */
TocsinGss *
tocsin_gss_new (TocsinGssMechanism mechanism, const char *service, const char *host)
{
  TocsinGss *self;

  g_return_val_if_fail (service != NULL && host != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_GSS, NULL);
  self->mechanism = mechanism;
  self->work = tocsin_gss_work_new (mechanism, service, host);

  return self;
}

/* A user's principal name as Windows has it is one name without a domain: what stands behind the @
 * need not be called like a domain. gss-ntlmssp wants that said, or it takes it apart. */
static char *
make_principal (const char *username)
{
  const char *at = strrchr (username, '@');

  if (at == NULL || strchr (at, '.') == NULL)
    return g_strdup (username);

  return g_strdup_printf ("%.*s\\%s", (int) (at - username), username, at);
}

/* Kerberos has realms in capitals, which Windows makes from its DNS domains; a short Windows domain
 * is none. */
static char *
make_user (TocsinGssMechanism mechanism, const char *username, const char *domain)
{
  g_autofree char *realm = NULL;

  if (domain == NULL || *domain == '\0')
    return mechanism == TOCSIN_GSS_NTLM ? make_principal (username) : g_strdup (username);
  if (mechanism == TOCSIN_GSS_NTLM)
    return g_strdup_printf ("%s\\%s", domain, username);
  if (strchr (domain, '.') == NULL || strchr (username, '@') != NULL)
    return g_strdup (username);

  realm = g_ascii_strup (domain, -1);
  return g_strdup_printf ("%s@%s", username, realm);
}

/**
 * tocsin_gss_set_user:
 * @self: a context not yet begun
 * @username: who we are; `DOMAIN\user` names the domain, too
 * @domain: (nullable): a Windows domain; for Kerberos the realm
 * @password: (nullable): for NTLM, and to get a ticket; %NULL takes the one in the default cache
 */
void
tocsin_gss_set_user (TocsinGss *self,
                     const char *username,
                     const char *domain,
                     TocsinSecret *password)
{
  g_autofree char *own_domain = NULL;
  const char *backslash;

  g_return_if_fail (TOCSIN_IS_GSS (self) && !self->started);
  g_return_if_fail (username != NULL);

  backslash = strchr (username, '\\');
  if (backslash != NULL && (domain == NULL || *domain == '\0'))
    {
      domain = own_domain = g_strndup (username, backslash - username);
      username = backslash + 1;
    }
  g_free (self->work->user);
  self->work->user = make_user (self->mechanism, username, domain);
  g_clear_pointer (&self->work->password, tocsin_secret_unref);
  self->work->password = password != NULL ? tocsin_secret_ref (password) : NULL;
}

/**
 * tocsin_gss_set_binding:
 * @self: a context not yet begun
 * @binding: (nullable): what ties the login to the line it is said on (RFC 5056), with its type
 *   before it: "tls-server-end-point:…". A peer that insists on it (Windows calls that extended
 *   protection) refuses without, one that does not know it takes no notice
 */
void
tocsin_gss_set_binding (TocsinGss *self, GBytes *binding)
{
  g_return_if_fail (TOCSIN_IS_GSS (self) && !self->started);

  g_clear_pointer (&self->work->binding, g_bytes_unref);
  self->work->binding = binding != NULL ? g_bytes_ref (binding) : NULL;
}

/**
 * tocsin_gss_find_ticket:
 * @self: a context not yet begun
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: `auth.no-ticket`, or why it can't be told
 *
 * Looks for a ticket in the default cache, or for a default key to get one with (krb5.conf's
 * `default_client_keytab_name`).
 *
 * Returns: (transfer full): whose it is, "alice@EXAMPLE.ORG". After a failure @self is of no use.
 */
char *
tocsin_gss_find_ticket (TocsinGss *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_GSS (self), NULL);

  if (!is_usable (self, error)
      || !run (self, tocsin_gss_work_find_ticket, deadline, cancellable, error))
    return NULL;

  return g_steal_pointer (&self->work->principal);
}

static gboolean
check_length (GBytes *token, const char *what, GError **error)
{
  if (token == NULL || g_bytes_get_size (token) <= TOCSIN_GSS_MAX_TOKEN)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, _ ("%s is too long"), what);
  return FALSE;
}

/**
 * tocsin_gss_step:
 * @self: a context
 * @token: (nullable): what the peer sent; %NULL to begin
 * @reply: (out) (transfer full): what to send now; it may be empty once the context is complete
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: one of the `auth.*` errors; `auth.temporary` if only Kerberos' own servers or the clock
 *   are to blame
 *
 * Returns: whether it goes on.
 */
gboolean
tocsin_gss_step (TocsinGss *self,
                 GBytes *token,
                 GBytes **reply,
                 gint64 deadline,
                 GCancellable *cancellable,
                 GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_GSS (self), FALSE);
  g_return_val_if_fail (reply != NULL, FALSE);

  if (!is_usable (self, error) || !check_length (token, _ ("The peer's token"), error))
    return FALSE;
  if (self->work->complete || (self->started && token == NULL))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                           _ ("The peer is out of step"));
      return FALSE;
    }

  self->started = TRUE;
  g_clear_pointer (&self->work->token, g_bytes_unref);
  self->work->token = token != NULL ? g_bytes_ref (token) : NULL;
  if (!run (self, tocsin_gss_work_step, deadline, cancellable, error)
      || !check_length (self->work->reply, _ ("Our token"), error))
    return FALSE;
  *reply = g_steal_pointer (&self->work->reply);

  return TRUE;
}

/**
 * tocsin_gss_is_complete:
 * @self: a context
 *
 * Returns: whether it needs no more tokens. The peer may still refuse.
 */
gboolean
tocsin_gss_is_complete (TocsinGss *self)
{
  g_return_val_if_fail (TOCSIN_IS_GSS (self), FALSE);

  return self->work != NULL && self->work->complete;
}

static GBytes *
finish_message (TocsinGss *self, OM_uint32 major, OM_uint32 minor, gss_buffer_t out, GError **error)
{
  GBytes *bytes = NULL;

  if (GSS_ERROR (major))
    tocsin_gss_error_set (error, major, minor, self->work->mechanism,
                          _ ("Can't read or write a protected message"));
  else
    bytes = g_bytes_new (out->value, out->length);
  gss_release_buffer (&minor, out);

  return bytes;
}

/**
 * tocsin_gss_wrap:
 * @self: a complete context
 * @message: what to say
 * @error: `auth.mechanism-failed`
 *
 * Returns: (transfer full): @message with a proof that it comes from us; not encrypted.
 */
GBytes *
tocsin_gss_wrap (TocsinGss *self, GBytes *message, GError **error)
{
  gss_buffer_desc in, out = GSS_C_EMPTY_BUFFER;
  OM_uint32 major, minor;

  g_return_val_if_fail (tocsin_gss_is_complete (self), NULL);

  in.value = (void *) g_bytes_get_data (message, &in.length);
  major = gss_wrap (&minor, self->work->context, FALSE, GSS_C_QOP_DEFAULT, &in, NULL, &out);

  return finish_message (self, major, minor, &out, error);
}

/**
 * tocsin_gss_unwrap:
 * @self: a complete context
 * @token: what the peer said
 * @error: `auth.server-not-proven` if it is not from the peer as it is, `auth.mechanism-failed`
 *
 * Returns: (transfer full): the message in it.
 */
GBytes *
tocsin_gss_unwrap (TocsinGss *self, GBytes *token, GError **error)
{
  gss_buffer_desc in, out = GSS_C_EMPTY_BUFFER;
  OM_uint32 major, minor;

  g_return_val_if_fail (tocsin_gss_is_complete (self), NULL);

  if (!check_length (token, _ ("The peer's token"), error))
    return NULL;
  in.value = (void *) g_bytes_get_data (token, &in.length);
  major = gss_unwrap (&minor, self->work->context, &in, &out, NULL, NULL);

  return finish_message (self, major, minor, &out, error);
}
