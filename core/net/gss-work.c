/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/gss-work.h"

#include <glib/gi18n-lib.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/gss-error.h"

/* 1.3.6.1.5.5.2 (RFC 4178) and 1.3.6.1.4.1.311.2.2.10 (MS-NLMP). */
static gss_OID_desc negotiate_oid = { 6, (void *) "\x2b\x06\x01\x05\x05\x02" };
static gss_OID_desc ntlm_oid = { 10, (void *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };

/**
 * tocsin_gss_work_new: (skip)
 * @mechanism: which
 * @service: the service's name
 * @host: the peer's host name
 *
 * Returns: (transfer full): a context not yet begun.
 */
TocsinGssWork *
tocsin_gss_work_new (TocsinGssMechanism mechanism, const char *service, const char *host)
{
  TocsinGssWork *self = g_new0 (TocsinGssWork, 1);

  g_atomic_ref_count_init (&self->references);
  self->target = g_strdup_printf ("%s@%s", service, host);
  self->context = GSS_C_NO_CONTEXT;
  self->credential = GSS_C_NO_CREDENTIAL;
  self->name = GSS_C_NO_NAME;
  self->wanted = mechanism == TOCSIN_GSS_NTLM ? 0 : GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG;
  if (mechanism == TOCSIN_GSS_KERBEROS)
    self->mechanism = gss_mech_krb5;
  else if (mechanism == TOCSIN_GSS_NEGOTIATE)
    self->mechanism = &negotiate_oid;
  else
    self->mechanism = &ntlm_oid;

  return self;
}

/**
 * tocsin_gss_work_ref: (skip)
 * @self: a context
 *
 * Returns: (transfer full): @self.
 */
TocsinGssWork *
tocsin_gss_work_ref (TocsinGssWork *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * tocsin_gss_work_unref: (skip)
 * @data: (transfer full): a context
 */
void
tocsin_gss_work_unref (gpointer data)
{
  TocsinGssWork *self = data;
  OM_uint32 minor;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  gss_delete_sec_context (&minor, &self->context, GSS_C_NO_BUFFER);
  gss_release_cred (&minor, &self->credential);
  gss_release_name (&minor, &self->name);
  g_free (self->target);
  g_free (self->user);
  g_free (self->principal);
  g_clear_pointer (&self->password, tocsin_secret_unref);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_clear_pointer (&self->token, g_bytes_unref);
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
check (TocsinGssWork *self, OM_uint32 major, OM_uint32 minor, const char *what)
{
  if (!GSS_ERROR (major))
    return TRUE;

  g_clear_error (&self->error);
  tocsin_gss_error_set (&self->error, major, minor, self->mechanism, what);
  return FALSE;
}

static gboolean
import_name (TocsinGssWork *self, const char *text, gss_OID type, gss_name_t *name)
{
  gss_buffer_desc buffer = { strlen (text), (void *) text };
  OM_uint32 minor;
  OM_uint32 major = gss_import_name (&minor, &buffer, type, name);

  return check (self, major, minor, _ ("Can't use the name"));
}

static gboolean
acquire_by_password (TocsinGssWork *self)
{
  gss_OID_set_desc mechanisms = { 1, self->mechanism };
  gss_buffer_desc password = { tocsin_secret_get_length (self->password),
                               (void *) tocsin_secret_peek (self->password) };
  gss_name_t user = GSS_C_NO_NAME;
  OM_uint32 major, minor;

  if (!import_name (self, self->user, GSS_C_NT_USER_NAME, &user))
    return FALSE;
  major = gss_acquire_cred_with_password (&minor, user, &password, GSS_C_INDEFINITE, &mechanisms,
                                          GSS_C_INITIATE, &self->credential, NULL, NULL);
  gss_release_name (&(OM_uint32){ 0 }, &user);

  return check (self, major, minor, _ ("Can't sign in with user name and password"));
}

static gboolean
prepare (TocsinGssWork *self)
{
  if (self->name == GSS_C_NO_NAME
      && !import_name (self, self->target, GSS_C_NT_HOSTBASED_SERVICE, &self->name))
    return FALSE;

  return self->password == NULL || self->credential != GSS_C_NO_CREDENTIAL
         || acquire_by_password (self);
}

static gboolean
check_mutual (TocsinGssWork *self, OM_uint32 flags)
{
  if (self->mechanism != gss_mech_krb5 || (flags & GSS_C_MUTUAL_FLAG) != 0)
    return TRUE;

  g_set_error_literal (&self->error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN,
                       _ ("The server did not prove itself to Kerberos"));
  return FALSE;
}

/**
 * tocsin_gss_work_step: (skip)
 * @data: a context; its token is answered by its reply, or its error set
 *
 * Runs on a thread of its own: the first step may ask the network.
 */
void
tocsin_gss_work_step (gpointer data)
{
  TocsinGssWork *self = data;
  gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
  struct gss_channel_bindings_struct binding = { 0 };
  OM_uint32 major, minor, flags = 0;

  if (!prepare (self))
    return;
  if (self->token != NULL)
    in.value = (void *) g_bytes_get_data (self->token, &in.length);
  if (self->binding != NULL)
    binding.application_data.value =
        (void *) g_bytes_get_data (self->binding, &binding.application_data.length);

  major = gss_init_sec_context (
      &minor, self->credential, &self->context, self->name, self->mechanism, self->wanted, 0,
      self->binding != NULL ? &binding : GSS_C_NO_CHANNEL_BINDINGS, &in, NULL, &out, &flags, NULL);
  if (!check (self, major, minor, _ ("Can't sign in"))
      || (major == GSS_S_COMPLETE && !check_mutual (self, flags)))
    {
      gss_release_buffer (&minor, &out);
      return;
    }

  self->complete = major == GSS_S_COMPLETE;
  self->reply = g_bytes_new (out.value, out.length);
  gss_release_buffer (&minor, &out);
}

/* Whose the credential is. Kerberos puts off looking for it until somebody asks; of one that is
 * over MIT's library loses the name, so that is asked for last. */
static gboolean
inquire (TocsinGssWork *self, gss_cred_id_t credential)
{
  gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
  gss_name_t name = GSS_C_NO_NAME;
  OM_uint32 major, minor, lifetime = 0;

  major = gss_inquire_cred (&minor, credential, NULL, &lifetime, NULL, NULL);
  if (!GSS_ERROR (major) && lifetime == 0)
    major = GSS_S_CREDENTIALS_EXPIRED;
  if (!GSS_ERROR (major))
    major = gss_inquire_cred (&minor, credential, &name, NULL, NULL, NULL);
  if (!GSS_ERROR (major))
    major = gss_display_name (&minor, name, &text, NULL);
  gss_release_name (&(OM_uint32){ 0 }, &name);
  if (!check (self, major, minor, _ ("No ticket")))
    return FALSE;

  self->principal = g_strndup (text.value, text.length);
  gss_release_buffer (&minor, &text);
  return TRUE;
}

/**
 * tocsin_gss_work_find_ticket: (skip)
 * @data: a context; its principal or its error is set
 *
 * Runs on a thread of its own: a key may be used to get a ticket.
 */
void
tocsin_gss_work_find_ticket (gpointer data)
{
  TocsinGssWork *self = data;
  gss_OID_set_desc mechanisms = { 1, self->mechanism };
  gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
  OM_uint32 minor;
  OM_uint32 major = gss_acquire_cred (&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms,
                                      GSS_C_INITIATE, &credential, NULL, NULL);

  if (check (self, major, minor, _ ("No ticket")))
    inquire (self, credential);
  gss_release_cred (&minor, &credential);
}
