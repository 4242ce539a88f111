/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/guard.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define POLKIT_NAME "org.freedesktop.PolicyKit1"
#define POLKIT_OBJECT "/org/freedesktop/PolicyKit1/Authority"
#define POLKIT_INTERFACE "org.freedesktop.PolicyKit1.Authority"

/* CheckAuthorizationFlags. */
#define NO_INTERACTION 0u
#define ALLOW_INTERACTION 1u

/* A person may be asked for a password; nobody types for longer. Milliseconds. */
#define TYPING_TIMEOUT (5 * 60 * 1000)

/* A question that polkit is thinking about. */
typedef struct
{
  TocsinGuardAnswer answer;
  gpointer user_data;
  char *action;
  char *sender;
} Question;

static void
end (Question *question, GError *error)
{
  question->answer (error, question->user_data);
  g_free (question->action);
  g_free (question->sender);
  g_free (question);
}

/* Of what a caller may not do without showing who it is, a program on a terminal can't show it. */
static GError *
refuse (const char *action, gboolean is_challenge)
{
  GError *error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED,
                   is_challenge ? _ ("the system's engine wants you to authenticate first (%s)")
                                : _ ("the system's engine does not let you do that (%s)"),
                   action);

  tocsin_error_set_hint (error, _ ("An administrator may, or whoever polkit's rules allow it."));

  return error;
}

static void
on_user (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &problem);
  Question *question = user_data;
  guint user = G_MAXUINT;

  if (reply != NULL)
    g_variant_get (reply, "(u)", &user);
  end (question, user == 0 || user == geteuid () ? NULL : refuse (question->action, FALSE));
}

/* Without polkit there are still those who could stop the engine by a signal. */
static void
ask_for_user (GDBusConnection *bus, Question *question)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "GetConnectionUnixUser",
                          g_variant_new ("(s)", question->sender), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_user, question);
}

static void
on_answer (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &problem);
  Question *question = user_data;
  gboolean allowed = FALSE, challenge = FALSE;

  if (reply == NULL)
    {
      g_debug ("polkit can't be asked: %s", problem->message);
      ask_for_user (G_DBUS_CONNECTION (bus), question);
      return;
    }
  g_variant_get (reply, "((bb@a{ss}))", &allowed, &challenge, NULL);
  end (question, allowed ? NULL : refuse (question->action, challenge));
}

/**
 * tocsin_guard_ask: (skip)
 * @invocation: a call on a message bus
 * @action: an action of polkit
 * @answer: who is told
 * @user_data: for @answer
 *
 * Where polkit can't be asked, root and the engine's own user are allowed everything and nobody
 * else anything.
 */
void
tocsin_guard_ask (GDBusMethodInvocation *invocation,
                  const char *action,
                  TocsinGuardAnswer answer,
                  gpointer user_data)
{
  GDBusMessageFlags flags =
      g_dbus_message_get_flags (g_dbus_method_invocation_get_message (invocation));
  gboolean may_ask = (flags & G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;
  Question *question = g_new0 (Question, 1);
  GVariantBuilder subject;

  question->answer = answer;
  question->user_data = user_data;
  question->action = g_strdup (action);
  question->sender = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  g_variant_builder_init (&subject, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&subject, "{sv}", "name", g_variant_new_string (question->sender));
  g_dbus_connection_call (g_dbus_method_invocation_get_connection (invocation), POLKIT_NAME,
                          POLKIT_OBJECT, POLKIT_INTERFACE, "CheckAuthorization",
                          g_variant_new ("((sa{sv})sa{ss}us)", "system-bus-name", &subject, action,
                                         NULL, may_ask ? ALLOW_INTERACTION : NO_INTERACTION, ""),
                          G_VARIANT_TYPE ("((bba{ss}))"), G_DBUS_CALL_FLAGS_NONE, TYPING_TIMEOUT,
                          NULL, on_answer, question);
}
