/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is answered about mail to be sent. */
#include "core/engine/control-private.h"

#include "core/engine/mail-desk.h"

static char *
find_connection (TocsinControlCall *call, const char *name)
{
  return tocsin_connections_find_id (tocsin_engine_get_connections (call->control->engine), name);
}

/* The filter names a connection as a person does. */
static GVariant *
resolve_filter (TocsinControlCall *call)
{
  g_autoptr (GVariant) filter = g_variant_get_child_value (call->arguments, 0);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (filter);
  const char *name;

  if (g_variant_dict_lookup (&dict, "connection", "&s", &name))
    {
      g_autofree char *id = find_connection (call, name);

      g_variant_dict_insert (&dict, "connection", "s", id);
    }

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
list_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  g_autoptr (GVariant) filter = resolve_filter (call);

  tocsin_control_take_answer (
      call, "(@aa{sv})",
      tocsin_mail_desk_list (tocsin_engine_get_outbox (call->control->engine), filter,
                             &call->error));
}

static void
show_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_control_take_answer (
      call, "(@a{sv})",
      tocsin_mail_desk_show (tocsin_engine_get_outbox (call->control->engine), id, &call->error));
}

static void
queue_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  TocsinEngine *engine = call->control->engine;
  g_autoptr (GVariant) mails = NULL;
  g_autofree char *id = NULL;
  const char *name;

  g_variant_get (call->arguments, "(&s@a(a{sv}hs))", &name, &mails);
  id = tocsin_connections_find_sender (tocsin_engine_get_connections (engine), name, &call->error);
  if (id != NULL)
    tocsin_control_take_answer (
        call, "(@ax)",
        tocsin_mail_desk_queue (tocsin_engine_get_outbox (engine), id, mails,
                                g_dbus_message_get_unix_fd_list (
                                    g_dbus_method_invocation_get_message (call->invocation)),
                                cancellable, &call->error));
}

static void
flush_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  g_autofree char *id = NULL;
  const char *name;
  guint n_flushed;

  g_variant_get (call->arguments, "(&s)", &name);
  id = *name != '\0' ? find_connection (call, name) : NULL;
  if (tocsin_outbox_flush (tocsin_engine_get_outbox (call->control->engine), id, &n_flushed,
                           &call->error))
    call->answer = g_variant_ref_sink (g_variant_new ("(u)", n_flushed));
}

static void
retry_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_outbox_retry (tocsin_engine_get_outbox (call->control->engine), id, &call->error);
}

static void
remove_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_outbox_remove (tocsin_engine_get_outbox (call->control->engine), id, &call->error);
}

const TocsinControlMethod tocsin_control_mail_methods[] = {
  { "ListMail", TOCSIN_CONTROL_RIGHT_READ, NULL, list_on_worker, NULL },
  { "GetMail", TOCSIN_CONTROL_RIGHT_READ, NULL, show_on_worker, NULL },
  { "QueueMail", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, queue_on_worker, NULL },
  { "FlushMail", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, flush_on_worker, NULL },
  { "RetryMail", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, retry_on_worker, NULL },
  { "RemoveMail", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, remove_on_worker, NULL },
  { NULL },
};
