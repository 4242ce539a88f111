/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/sign-in.h"

#include "core/engine/login.h"
#include "core/net/endpoint.h"
#include "core/net/oauth2/token-state.h"

struct _TocsinSignIn
{
  GObject parent_instance;

  TocsinWorkbench *workbench;
  TocsinRegistry *registry;
  GCancellable *cancellable;
  char *id;
  TocsinConsentWay way;
};

G_DEFINE_FINAL_TYPE (TocsinSignIn, tocsin_sign_in, G_TYPE_OBJECT)

enum
{
  ADDRESS,
  CODE,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_sign_in_finalize (GObject *object)
{
  TocsinSignIn *self = TOCSIN_SIGN_IN (object);

  g_clear_object (&self->workbench);
  g_clear_object (&self->registry);
  g_clear_object (&self->cancellable);
  g_free (self->id);

  G_OBJECT_CLASS (tocsin_sign_in_parent_class)->finalize (object);
}

static void
tocsin_sign_in_class_init (TocsinSignInClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_sign_in_finalize;
  signals[ADDRESS] = g_signal_new ("address", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CODE] = g_signal_new ("code", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_ERROR, G_TYPE_STRING);
}

static void
tocsin_sign_in_init (TocsinSignIn *self)
{
  self->cancellable = g_cancellable_new ();
}

/* What the thread that signs in has to say to the person. */
typedef struct
{
  TocsinSignIn *self;
  char *address;
  char *complete;
  char *code;
  guint seconds;
} Prompt;

static void
prompt_free (gpointer data)
{
  Prompt *prompt = data;

  g_object_unref (prompt->self);
  g_free (prompt->address);
  g_free (prompt->complete);
  g_free (prompt->code);
  g_free (prompt);
}

static gboolean
tell (gpointer data)
{
  Prompt *prompt = data;

  if (prompt->code != NULL)
    g_signal_emit (prompt->self, signals[CODE], 0, prompt->address, prompt->complete, prompt->code,
                   prompt->seconds);
  else
    g_signal_emit (prompt->self, signals[ADDRESS], 0, prompt->address);

  return G_SOURCE_REMOVE;
}

static void
show_code (
    const char *address, const char *complete, const char *code, guint seconds, gpointer user_data)
{
  Prompt *prompt = g_new0 (Prompt, 1);

  prompt->self = g_object_ref (user_data);
  prompt->address = g_strdup (address);
  prompt->complete = g_strdup (complete);
  prompt->code = g_strdup (code);
  prompt->seconds = seconds;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, tell, prompt, prompt_free);
}

static void
show_address (const char *address, gpointer user_data)
{
  show_code (address, NULL, NULL, 0, user_data);
}

static void
end (TocsinSignIn *self, const GError *error, const char *other)
{
  g_signal_emit (self, signals[ENDED], 0, error, other);
  g_object_unref (self);
}

/* Who has signed in belongs into the settings. */
static gpointer
note_user (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  TocsinSignIn *self = data;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (config, self->id, error);
  g_autoptr (TocsinTokenState) state = settings != NULL ? tocsin_token_state_read (settings) : NULL;
  char *other = NULL;

  if (settings != NULL && state != NULL)
    tocsin_login_note_user (config, self->id, state, &other, error);

  return other;
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  end (data, error, other);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  TocsinSignIn *self = data;
  g_autoptr (GError) error = NULL;

  tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (error != NULL)
    end (self, error, NULL);
  else
    tocsin_workbench_edit_async (self->workbench, note_user, g_object_ref (self), g_object_unref,
                                 g_free, NULL, on_noted, self);
}

typedef struct
{
  TocsinSignIn *self;
  TocsinConnectionSettings *settings;
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_object_unref (visit->self);
  g_object_unref (visit->settings);
  g_free (visit);
}

/* What signs in may be another connection that this one works through. */
static gpointer
sign_in (gpointer data, GCancellable *cancellable, GError **error)
{
  static const TocsinConsentPrompts prompts = { show_address, show_code };
  Visit *visit = data;
  g_autoptr (TocsinConnection) connection =
      tocsin_registry_new_connection (visit->self->registry, visit->settings, error);
  g_autoptr (TocsinEndpoint) endpoint =
      connection != NULL ? tocsin_connection_get_endpoint (connection, error) : NULL;

  if (endpoint != NULL)
    tocsin_oauth2_sign_in (tocsin_endpoint_get_settings (endpoint),
                           tocsin_endpoint_get_defaults (endpoint)->scopes, visit->self->way,
                           &prompts, visit->self, cancellable, error);

  return NULL;
}

static gpointer
prepare (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  TocsinSignIn *self = data;

  if (!tocsin_login_prepare (config, self->id, NULL, TRUE, error))
    return NULL;

  return tocsin_config_load_connection (config, self->id, error);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  TocsinSignIn *self = data;
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  Visit *visit;

  if (settings == NULL)
    {
      end (self, error, NULL);
      return;
    }
  visit = g_new0 (Visit, 1);
  visit->self = g_object_ref (self);
  visit->settings = settings;
  tocsin_workbench_run_async (self->workbench, sign_in, visit, visit_free, NULL, self->cancellable,
                              on_signed_in, self);
}

/**
 * tocsin_sign_in_start:
 * @workbench: the workbench
 * @id: a connection's id
 * @way: how the person signs in
 *
 * Returns: (transfer full): the sign-in, which goes on until it has ended or is stopped.
 */
TocsinSignIn *
tocsin_sign_in_start (TocsinWorkbench *workbench, const char *id, TocsinConsentWay way)
{
  TocsinSignIn *self = g_object_new (TOCSIN_TYPE_SIGN_IN, NULL);

  self->workbench = g_object_ref (workbench);
  self->registry = g_object_ref (tocsin_workbench_get_registry (workbench));
  self->id = g_strdup (id);
  self->way = way;
  tocsin_workbench_edit_async (workbench, prepare, g_object_ref (self), g_object_unref,
                               g_object_unref, NULL, on_prepared, g_object_ref (self));

  return self;
}

/**
 * tocsin_sign_in_stop:
 * @self: a sign-in
 *
 * Gives up; it ends soon.
 */
void
tocsin_sign_in_stop (TocsinSignIn *self)
{
  g_cancellable_cancel (self->cancellable);
}
