/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* GSSAPI (RFC 4752) and NTLM, whose tokens go as they are. */
#include "core/net/sasl-backend.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/gss.h"

/* RFC 4752, section 3.3: a bit for each layer, then the largest message in three bytes. */
#define LAYER_NONE 1
#define LAYERS_LENGTH 4

typedef struct
{
  const TocsinSaslFacts *facts;
  TocsinGss *gss;
  gboolean negotiates; /* layers, once the context stands */
  gboolean began;
  gboolean done;
} Gss;

static void
gss_free (gpointer state)
{
  Gss *self = state;

  g_object_unref (self->gss);
  g_free (self);
}

static gpointer
gss_begin (const TocsinSaslFacts *facts, GError **error)
{
  gboolean ntlm = g_str_equal (facts->mechanism, "NTLM");
  Gss *self = g_new0 (Gss, 1);

  self->facts = facts;
  self->negotiates = !ntlm;
  self->gss =
      tocsin_gss_new (ntlm ? TOCSIN_GSS_NTLM : TOCSIN_GSS_KERBEROS, facts->service, facts->host);
  if (facts->password != NULL)
    tocsin_gss_set_user (self->gss, facts->username, NULL, facts->password);

  return self;
}

static TocsinSecret *
to_response (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return tocsin_secret_new (length > 0 ? data : "", (gssize) length);
}

static TocsinSecret *
exchange (Gss *self, GBytes *token, gboolean *done, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + self->facts->timeout * G_TIME_SPAN_SECOND;
  g_autoptr (GBytes) reply = NULL;

  if (!tocsin_gss_step (self->gss, token, &reply, deadline, cancellable, error))
    return NULL;
  self->done = *done = tocsin_gss_is_complete (self->gss) && !self->negotiates;

  return to_response (reply);
}

static TocsinSecret *
refuse_layer (Gss *self, GError **error)
{
  tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                    _ ("the server wants to protect the session with it, which TLS does"), error);
  return NULL;
}

/* With a user name set, we say whom we mean: the ticket may be somebody else's. */
static TocsinSecret *
choose_layer (Gss *self, GBytes *token, gboolean *done, GError **error)
{
  const char *who = self->facts->authorization;
  g_autoptr (GBytes) offer = tocsin_gss_unwrap (self->gss, token, error);
  g_autoptr (GByteArray) choice = g_byte_array_new ();
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) reply = NULL;
  gsize length;
  const guint8 *layers;

  if (offer == NULL)
    return NULL;
  layers = g_bytes_get_data (offer, &length);
  if (length != LAYERS_LENGTH || (layers[0] & LAYER_NONE) == 0)
    return refuse_layer (self, error);

  g_byte_array_append (choice, (const guint8[]){ LAYER_NONE, 0, 0, 0 }, LAYERS_LENGTH);
  g_byte_array_append (choice, (const guint8 *) who, strlen (who));
  message = g_byte_array_free_to_bytes (g_steal_pointer (&choice));
  reply = tocsin_gss_wrap (self->gss, message, error);
  if (reply == NULL)
    return NULL;
  self->done = *done = TRUE;

  return to_response (reply);
}

static TocsinSecret *
gss_step (gpointer state,
          const char *challenge,
          gsize length,
          gboolean *done,
          GCancellable *cancellable,
          GError **error)
{
  Gss *self = state;
  g_autoptr (GBytes) token = g_bytes_new (challenge, length);
  gboolean began = self->began;

  if (self->done)
    {
      tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("the server asks once more after the end"), error);
      return NULL;
    }
  if (tocsin_gss_is_complete (self->gss))
    return choose_layer (self, token, done, error);

  self->began = TRUE;
  return exchange (self, began ? token : NULL, done, cancellable, error);
}

const TocsinSaslBackend tocsin_sasl_gss = { gss_begin, gss_step, NULL, gss_free };
