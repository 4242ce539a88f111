/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in on another device (RFC 8628). */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/oauth2/consent-private.h"
#include "core/net/oauth2/jwt.h"
#include "core/net/oauth2/token-talk.h"
#include "core/net/wait.h"

#define DEVICE_CODE "urn:ietf:params:oauth:grant-type:device_code"

/* RFC 8628, section 3.2; whatever a provider says. */
#define DEFAULT_INTERVAL 5
#define MOST_INTERVAL 60
#define DEFAULT_LIFETIME 900
#define MOST_LIFETIME 3600
#define MAX_CODE 64
#define MAX_ADDRESS 2000

typedef struct
{
  TocsinSecret *device_code;
  const char *code;
  const char *address;
  const char *complete;
  guint seconds;
  guint interval;
} Device;

static void
device_clear (Device *self)
{
  g_clear_pointer (&self->device_code, tocsin_secret_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Device, device_clear)

static guint
read_number (JsonObject *object, const char *name, guint fallback, guint most)
{
  gint64 microseconds = tocsin_jwt_get_time (object, name);

  if (microseconds < G_TIME_SPAN_SECOND)
    return fallback;

  return (guint) MIN (microseconds / G_TIME_SPAN_SECOND, most);
}

/* It is shown to a person, who opens it. */
static gboolean
is_address (const char *text)
{
  return text != NULL && strlen (text) <= MAX_ADDRESS
         && (g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://"))
         && tocsin_text_is_line_safe (text) && g_uri_is_valid (text, G_URI_FLAGS_NONE, NULL);
}

static gboolean
read_device (Device *self, JsonObject *object, GError **error)
{
  const char *device_code = tocsin_jwt_get_text (object, "device_code");
  const char *address = tocsin_jwt_get_text (object, "verification_uri");
  const char *complete = tocsin_jwt_get_text (object, "verification_uri_complete");

  self->code = tocsin_jwt_get_text (object, "user_code");
  /* As in the drafts, and so still at a large provider. */
  self->address = address != NULL ? address : tocsin_jwt_get_text (object, "verification_url");
  self->complete = is_address (complete) ? complete : NULL;
  if (device_code == NULL || self->code == NULL || strlen (self->code) > MAX_CODE
      || !tocsin_text_is_line_safe (self->code) || !is_address (self->address))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
                           _ ("the provider's answer is no code for another device"));
      return FALSE;
    }

  self->device_code = tocsin_secret_new (device_code, -1);
  self->seconds = read_number (object, "expires_in", DEFAULT_LIFETIME, MOST_LIFETIME);
  self->interval = read_number (object, "interval", DEFAULT_INTERVAL, MOST_INTERVAL);
  return TRUE;
}

static gboolean
is_word (const GError *problem, const char *word)
{
  return g_strcmp0 (tocsin_error_get_response_code (problem), word) == 0;
}

/* RFC 8628, section 3.5: pending goes on; so does a line that fails, more slowly. */
static gboolean
may_go_on (Device *device, const GError *problem)
{
  if (is_word (problem, "authorization_pending"))
    return TRUE;
  if (!is_word (problem, "slow_down") && !tocsin_error_is_network (problem)
      && !g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_THROTTLED))
    return FALSE;

  device->interval = MIN (device->interval + DEFAULT_INTERVAL, MOST_INTERVAL);
  return TRUE;
}

static gboolean
pause_between (const Device *device, GCancellable *cancellable, GError **error)
{
  GPollFD nothing = { -1, 0, 0 };
  gint64 until = g_get_monotonic_time () + (gint64) device->interval * G_TIME_SPAN_SECOND;

  return tocsin_wait_fds (&nothing, 1, until, cancellable, error) >= 0;
}

static TocsinTokenAnswer *
ask_once (const TocsinConsent *self,
          const Device *device,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (TocsinForm) form = tocsin_form_new (DEVICE_CODE);

  tocsin_form_add_secret (form, "device_code", device->device_code);
  return tocsin_consent_ask (self, form, cancellable, error);
}

static TocsinTokenAnswer *
wait_for_person (const TocsinConsent *self,
                 Device *device,
                 GCancellable *cancellable,
                 GError **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) device->seconds * G_TIME_SPAN_SECOND;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GError) problem = NULL;
      TocsinTokenAnswer *answer;

      if (!pause_between (device, cancellable, error))
        return NULL;
      answer = ask_once (self, device, cancellable, &problem);
      if (answer != NULL)
        return answer;
      if (!may_go_on (device, problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED,
                       _ ("nobody has signed in while the code was good"));
  return NULL;
}

static JsonObject *
ask_for_code (const TocsinConsent *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinForm) form = tocsin_form_new (NULL);

  if (*self->provider->device == '\0')
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("this provider knows no sign-in on another device"));
      return NULL;
    }
  tocsin_form_add (form, "scope", self->scope);

  return tocsin_token_talk_post (self->grant, self->provider, self->provider->device, form,
                                 cancellable, error);
}

/**
 * tocsin_consent_by_device: (skip)
 * @self: a sign-in
 * @cancellable: (nullable): to stop it
 * @error: as of tocsin_oauth2_sign_in()
 *
 * Returns: (transfer full): the tokens, once the person has signed in elsewhere.
 */
TocsinTokenAnswer *
tocsin_consent_by_device (const TocsinConsent *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) object = ask_for_code (self, cancellable, error);
  g_auto (Device) device = { NULL };

  if (object == NULL || !read_device (&device, object, error))
    return NULL;
  self->prompts->show_code (device.address, device.complete, device.code, device.seconds,
                            self->user_data);

  return wait_for_person (self, &device, cancellable, error);
}
