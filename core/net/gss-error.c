/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/gss-error.h"

#include <glib/gi18n-lib.h>
#include <krb5.h>

#include "core/base/error.h"

/* Of what a library says about one failure. */
#define MAX_MESSAGES 8

typedef struct
{
  OM_uint32 status;
  TocsinError code;
  const char *hint;
} Meaning;

#define HINT_CLOCK N_ ("set the clock: Kerberos allows a difference of five minutes")
#define HINT_TICKET N_ ("get a ticket with kinit")
#define HINT_PASSWORD N_ ("check authentication.username and authentication.password")
#define HINT_SERVER                                                                                \
  N_ ("Kerberos knows no such service: check that address is the name under which the server is "  \
      "known there, not an alias or a number")
#define HINT_KDC N_ ("no server of Kerberos could be asked; nothing is wrong with the password")
#define HINT_REALM N_ ("tell Kerberos about the realm, in krb5.conf or by DNS")

/* What Kerberos says by its own number, whichever way GSS-API sums it up. */
static const Meaning of_kerberos[] = {
  { (OM_uint32) KRB5_FCC_NOFILE, TOCSIN_ERROR_AUTH_NO_TICKET, HINT_TICKET },
  { (OM_uint32) KRB5_CC_NOTFOUND, TOCSIN_ERROR_AUTH_NO_TICKET, HINT_TICKET },
  { (OM_uint32) KRB5_CC_END, TOCSIN_ERROR_AUTH_NO_TICKET, HINT_TICKET },
  { (OM_uint32) KRB5KRB_AP_ERR_TKT_EXPIRED, TOCSIN_ERROR_AUTH_NO_TICKET, HINT_TICKET },
  { (OM_uint32) KRB5KRB_AP_ERR_TKT_NYV, TOCSIN_ERROR_AUTH_TEMPORARY, HINT_CLOCK },
  { (OM_uint32) KRB5KRB_AP_ERR_SKEW, TOCSIN_ERROR_AUTH_TEMPORARY, HINT_CLOCK },
  { (OM_uint32) KRB5_KDCREP_SKEW, TOCSIN_ERROR_AUTH_TEMPORARY, HINT_CLOCK },
  { (OM_uint32) KRB5_KDC_UNREACH, TOCSIN_ERROR_AUTH_TEMPORARY, HINT_KDC },
  { (OM_uint32) KRB5KDC_ERR_SVC_UNAVAILABLE, TOCSIN_ERROR_AUTH_TEMPORARY, HINT_KDC },
  { (OM_uint32) KRB5_REALM_CANT_RESOLVE, TOCSIN_ERROR_AUTH_TEMPORARY, HINT_KDC },
  { (OM_uint32) KRB5_REALM_UNKNOWN, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, HINT_REALM },
  { (OM_uint32) KRB5_CONFIG_NODEFREALM, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, HINT_REALM },
  { (OM_uint32) KRB5KDC_ERR_WRONG_REALM, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, HINT_REALM },
  { (OM_uint32) KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, HINT_SERVER },
  { (OM_uint32) KRB5KDC_ERR_SERVER_NOMATCH, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, HINT_SERVER },
  { (OM_uint32) KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, TOCSIN_ERROR_AUTH_REJECTED, HINT_PASSWORD },
  { (OM_uint32) KRB5KDC_ERR_PREAUTH_FAILED, TOCSIN_ERROR_AUTH_REJECTED, HINT_PASSWORD },
  { (OM_uint32) KRB5KRB_AP_ERR_BAD_INTEGRITY, TOCSIN_ERROR_AUTH_REJECTED, HINT_PASSWORD },
  { (OM_uint32) KRB5KDC_ERR_CLIENT_REVOKED, TOCSIN_ERROR_AUTH_LOCKED, NULL },
  { (OM_uint32) KRB5KDC_ERR_KEY_EXP, TOCSIN_ERROR_AUTH_EXPIRED, NULL },
  { (OM_uint32) KRB5KDC_ERR_NAME_EXP, TOCSIN_ERROR_AUTH_EXPIRED, NULL },
  { (OM_uint32) KRB5KRB_AP_ERR_MUT_FAIL, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, NULL },
};

static const Meaning of_gss[] = {
  { GSS_S_NO_CRED, TOCSIN_ERROR_AUTH_NO_TICKET, HINT_TICKET },
  { GSS_S_CREDENTIALS_EXPIRED, TOCSIN_ERROR_AUTH_NO_TICKET, HINT_TICKET },
  { GSS_S_BAD_MECH, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
    N_ ("it is not installed here; NTLM needs the package gss-ntlmssp") },
  { GSS_S_BAD_SIG, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, NULL },
  { GSS_S_BAD_BINDINGS, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, NULL },
};

static const Meaning *
find_meaning (const Meaning *table, gsize n_rows, OM_uint32 status)
{
  for (gsize i = 0; i < n_rows; i++)
    if (table[i].status == status)
      return &table[i];

  return NULL;
}

static void
append_messages (GString *text, OM_uint32 status, int type, gss_OID mechanism)
{
  OM_uint32 context = 0, minor;

  for (guint i = 0; i < MAX_MESSAGES; i++)
    {
      gss_buffer_desc message = GSS_C_EMPTY_BUFFER;

      if (GSS_ERROR (gss_display_status (&minor, status, type, mechanism, &context, &message)))
        return;
      if (message.length > 0)
        g_string_append_printf (text, "%s%.*s", text->len > 0 ? "; " : "", (int) message.length,
                                (const char *) message.value);
      gss_release_buffer (&minor, &message);
      if (context == 0)
        return;
    }
}

/**
 * tocsin_gss_error_set: (skip)
 * @error: where to put it
 * @major: the status of a call that failed
 * @minor: the mechanism's own
 * @mechanism: whose @minor it is
 * @what: what was being done
 */
void
tocsin_gss_error_set (
    GError **error, OM_uint32 major, OM_uint32 minor, gss_OID mechanism, const char *what)
{
  static const Meaning unknown = { 0, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, NULL };
  const Meaning *meaning = find_meaning (of_kerberos, G_N_ELEMENTS (of_kerberos), minor);
  g_autoptr (GString) text = g_string_new (NULL);
  GError *failure;

  if (meaning == NULL)
    meaning = find_meaning (of_gss, G_N_ELEMENTS (of_gss), GSS_ROUTINE_ERROR (major));
  if (meaning == NULL)
    meaning = &unknown;

  append_messages (text, major, GSS_C_GSS_CODE, GSS_C_NO_OID);
  if (minor != 0)
    append_messages (text, minor, GSS_C_MECH_CODE, mechanism);
  failure = g_error_new (TOCSIN_ERROR, meaning->code, "%s: %s", what, text->str);
  if (meaning->hint != NULL)
    tocsin_error_set_hint (failure, "%s", _ (meaning->hint));
  g_propagate_error (error, failure);
}
