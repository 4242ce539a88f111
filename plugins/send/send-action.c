/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/send/send-action.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/mail-transport.h"
#include "plugins/send/draft.h"
#include "plugins/send/allowance.h"

#include <errno.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Seconds after which a message that found the hour full is tried again. */
#define FULL_HOUR_DELAY 900

struct _TocsinSendAction
{
  GObject parent_instance;

  SendSettings settings;
  /* Between counting what was sent and sending one more. */
  GMutex mutex;
};

static gboolean
configure (TocsinAction *action, TocsinSnapshot *settings, GError **error)
{
  return send_settings_take (&TOCSIN_SEND_ACTION (action)->settings, settings, error);
}

/* The outbox takes the same event and action once. */
static TocsinActionTraits
get_traits (TocsinAction *action)
{
  const SendSettings *settings = &TOCSIN_SEND_ACTION (action)->settings;
  gboolean needs = settings->mode != SEND_NEW || settings->carries_attachments;

  return TOCSIN_ACTION_REPEATABLE | (needs ? TOCSIN_ACTION_NEEDS_MESSAGE : 0);
}

static void
list_fields (TocsinAction *action, GHashTable *fields)
{
  send_settings_list_fields (&TOCSIN_SEND_ACTION (action)->settings, fields);
}

static TocsinPlan *
plan (TocsinAction *action, TocsinEvent *event, GError **error)
{
  const SendSettings *settings = &TOCSIN_SEND_ACTION (action)->settings;
  g_autoptr (GVariant) draft = draft_make (settings, event, error);
  g_autofree char *summary = NULL;

  if (draft == NULL)
    return NULL;
  summary = draft_describe (draft, settings);

  return tocsin_plan_new (draft, "%s", summary);
}

static TocsinMailDefaults *
find_defaults (TocsinHost *host, const char *id, GError **error)
{
  g_autoptr (TocsinMailTransport) transport = tocsin_host_get_mail_transport (host, id, error);

  return transport != NULL ? tocsin_mail_transport_get_defaults (transport, error) : NULL;
}

static TocsinComposer *
compose (GVariant *draft,
         const TocsinMailDefaults *defaults,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (TocsinComposer) composer = draft_compose (draft, error);

  if (composer == NULL
      || !draft_attach (draft, composer, event, tocsin_host_get_work_directory (host), cancellable,
                        error)
      || !tocsin_composer_set_defaults (composer, defaults, tocsin_event_get_id (event), error))
    return NULL;

  return g_steal_pointer (&composer);
}

static GInputStream *
write_message (TocsinComposer *composer,
               const char *directory,
               guint64 *size,
               GCancellable *cancellable,
               GError **error)
{
  int fd = tocsin_temporary_open_in (directory, error);
  g_autoptr (GOutputStream) output = fd >= 0 ? g_unix_output_stream_new (fd, FALSE) : NULL;
  g_autoptr (GInputStream) input = fd >= 0 ? g_unix_input_stream_new (fd, TRUE) : NULL;

  if (fd < 0 || !tocsin_composer_write (composer, output, NULL, cancellable, error))
    return NULL;
  *size = (guint64) lseek (fd, 0, SEEK_CUR);
  lseek (fd, 0, SEEK_SET);

  return g_steal_pointer (&input);
}

static char *
describe_left_out (const SendSettings *settings, const char *why)
{
  return g_strdup_printf (
      send_settings_is_answer (settings) ? _ ("not answered: %s") : _ ("not sent: %s"), why);
}

static TocsinOutcome *
leave_out (const SendSettings *settings, const char *why)
{
  g_autofree char *summary = describe_left_out (settings, why);

  return tocsin_outcome_new ("%s", summary);
}

/* Whom the connection writes as is no part of the plan. */
static char *
refuse_self (const SendSettings *settings, GVariant *draft, const TocsinMailDefaults *defaults)
{
  if (!send_settings_is_answer (settings) || defaults->from == NULL)
    return NULL;

  return draft_refuse_self (draft, defaults->from);
}

static char *
make_origin (TocsinSendAction *self, TocsinEvent *event)
{
  return g_strdup_printf ("%s/%s", tocsin_event_get_field (event, "task"), self->settings.action);
}

/* An answer that comes much later answers nothing any more; other messages wait. */
static TocsinOutcome *
heed_full_hour (const SendSettings *settings, const char *why, GError **error)
{
  GError *local;

  if (send_settings_is_answer (settings))
    return leave_out (settings, why);

  local = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_ACTION_LATER, _ ("not sent yet: %s"), why);
  tocsin_error_set_retry_after (local, FULL_HOUR_DELAY);
  g_propagate_error (error, local);

  return NULL;
}

static char *
make_key (TocsinSendAction *self, TocsinEvent *event)
{
  return g_strdup_printf ("%s/%s", tocsin_event_get_id (event), self->settings.action);
}

/* Who is done again after a crash may have queued it before: no limit counts that against it, and
 * no change of the settings since then has it written anew. */
static gboolean
find_queued (TocsinSendAction *self,
             TocsinPlan *planned,
             TocsinEvent *event,
             TocsinHost *host,
             TocsinOutcome **outcome,
             GError **error)
{
  g_autofree char *key = make_key (self, event);
  g_autofree char *id = NULL;

  if (!tocsin_host_find_mail (host, key, &id, error))
    return FALSE;
  if (id != NULL)
    *outcome = tocsin_outcome_new (_ ("queued before as mail %s: %s"), id, planned->summary);

  return TRUE;
}

static TocsinOutcome *
queue (TocsinSendAction *self,
       TocsinPlan *planned,
       TocsinComposer *composer,
       TocsinEvent *event,
       TocsinHost *host,
       GCancellable *cancellable,
       GError **error)
{
  const char *connection = draft_get (planned->details, "connection");
  g_autofree char *origin = make_origin (self, event);
  g_autofree char *key = make_key (self, event);
  g_autoptr (TocsinEnvelope) envelope = tocsin_composer_make_envelope (composer, error);
  g_auto (Allowance) allowance = { NULL };
  g_autoptr (GInputStream) message = NULL;
  g_autofree char *id = NULL;
  g_autofree char *size_text = NULL;
  guint64 size = 0;

  if (envelope == NULL
      || !allowance_ask (&self->settings, host, origin, envelope, &allowance, error))
    return NULL;
  if (allowance.recipient_why != NULL)
    return leave_out (&self->settings, allowance.recipient_why);
  if (allowance.hour_why != NULL)
    return heed_full_hour (&self->settings, allowance.hour_why, error);

  message =
      write_message (composer, tocsin_host_get_work_directory (host), &size, cancellable, error);
  if (message == NULL)
    return NULL;
  id = tocsin_host_queue_mail (host, connection, envelope, message, key, origin, error);
  size_text = g_format_size (size);

  return id != NULL ? tocsin_outcome_new (_ ("queued as mail %s (%s): %s"), id, size_text,
                                          planned->summary)
                    : NULL;
}

static TocsinOutcome *
perform (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GCancellable *cancellable,
         GError **error)
{
  TocsinSendAction *self = TOCSIN_SEND_ACTION (action);
  GVariant *draft = planned->details;
  g_autoptr (TocsinMailDefaults) defaults = NULL;
  g_autoptr (TocsinComposer) composer = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *why = NULL;
  TocsinOutcome *before = NULL;

  if (*draft_get (draft, "why") != '\0')
    return tocsin_outcome_new ("%s", planned->summary);
  if (!find_queued (self, planned, event, host, &before, error) || before != NULL)
    return before;

  defaults = find_defaults (host, draft_get (draft, "connection"), error);
  if (defaults == NULL)
    return NULL;
  why = refuse_self (&self->settings, draft, defaults);
  if (why != NULL)
    return leave_out (&self->settings, why);
  composer = compose (draft, defaults, event, host, cancellable, error);
  if (composer == NULL)
    return NULL;

  locker = g_mutex_locker_new (&self->mutex);

  return queue (self, planned, composer, event, host, cancellable, error);
}

/* How many messages to @address were foreseen before this one. */
static guint
promise (GHashTable *promised, const char *action, const char *address)
{
  g_autofree char *folded = g_utf8_casefold (address, -1);
  guint count = 0;
  char *key = g_strdup_printf ("send/%s/%s/0", action, folded);

  while (!g_hash_table_add (promised, key))
    key = g_strdup_printf ("send/%s/%s/%u", action, folded, ++count);

  return count;
}

static gboolean
check_files (const SendSettings *settings, GError **error)
{
  for (char **path = settings->files; *path != NULL; path++)
    if (g_access (*path, R_OK) != 0)
      {
        tocsin_error_set_errno (error, errno, _ ("The file “%s” can't be read"), *path);
        return FALSE;
      }

  return TRUE;
}

/* What the outbox would say now, and what was foreseen before. */
static gboolean
foresee_limits (TocsinSendAction *self,
                TocsinEvent *event,
                TocsinHost *host,
                TocsinEnvelope *envelope,
                GHashTable *promised,
                GPtrArray *notes,
                GError **error)
{
  const SendSettings *settings = &self->settings;
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);
  g_autofree char *origin = make_origin (self, event);
  g_auto (Allowance) allowance = { NULL };

  if (!allowance_ask (settings, host, origin, envelope, &allowance, error))
    return FALSE;
  if (allowance.recipient_why != NULL)
    g_ptr_array_add (notes, describe_left_out (settings, allowance.recipient_why));
  else if (allowance.hour_why != NULL)
    g_ptr_array_add (notes, describe_left_out (settings, allowance.hour_why));

  for (guint i = 0; i < recipients->len && settings->limit > 0; i++)
    {
      const char *address = ((TocsinRecipient *) g_ptr_array_index (recipients, i))->address;

      if (promise (promised, settings->action, address) >= settings->limit)
        g_ptr_array_add (notes, g_strdup_printf (_ ("%s gets no more than %u: this one would not "
                                                    "be sent"),
                                                 address, settings->limit));
    }

  return TRUE;
}

/* Whom the connection writes as, files that are missing, and who gets too much. */
static gboolean
foresee (TocsinAction *action,
         TocsinPlan *planned,
         TocsinEvent *event,
         TocsinHost *host,
         GHashTable *promised,
         GPtrArray *notes,
         GError **error)
{
  TocsinSendAction *self = TOCSIN_SEND_ACTION (action);
  GVariant *draft = planned->details;
  g_autoptr (TocsinMailDefaults) defaults = NULL;
  g_autoptr (TocsinComposer) composer = NULL;
  g_autoptr (TocsinEnvelope) envelope = NULL;
  g_autofree char *why = NULL;

  if (*draft_get (draft, "why") != '\0')
    return TRUE;
  defaults = find_defaults (host, draft_get (draft, "connection"), error);
  if (defaults == NULL || !check_files (&self->settings, error))
    return FALSE;
  why = refuse_self (&self->settings, draft, defaults);
  if (why != NULL)
    {
      g_ptr_array_add (notes, describe_left_out (&self->settings, why));
      return TRUE;
    }

  composer = draft_compose (draft, error);
  if (composer == NULL || !tocsin_composer_set_defaults (composer, defaults, NULL, error))
    return FALSE;
  envelope = tocsin_composer_make_envelope (composer, error);
  if (*draft_get (draft, "from") == '\0' && defaults->from != NULL)
    g_ptr_array_add (notes, g_strdup_printf (_ ("from %s"), defaults->from));

  return envelope != NULL && foresee_limits (self, event, host, envelope, promised, notes, error);
}

static void
action_init (TocsinActionInterface *iface)
{
  iface->configure = configure;
  iface->get_traits = get_traits;
  iface->list_fields = list_fields;
  iface->plan = plan;
  iface->perform = perform;
  iface->foresee = foresee;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinSendAction,
                               tocsin_send_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, action_init))

static void
tocsin_send_action_finalize (GObject *object)
{
  TocsinSendAction *self = TOCSIN_SEND_ACTION (object);

  send_settings_clear (&self->settings);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tocsin_send_action_parent_class)->finalize (object);
}

static void
tocsin_send_action_class_init (TocsinSendActionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_send_action_finalize;
}

static void
tocsin_send_action_init (TocsinSendAction *self)
{
  g_mutex_init (&self->mutex);
}
