/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-error.h"

#include "core/base/error.h"

#include <string.h>

/* Over the line and back, as bytes. */
static GDBusMessage *
send_over (GDBusMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree guchar *bytes = NULL;
  GDBusMessage *arrived;
  gsize size;

  g_dbus_message_set_serial (message, 2);
  bytes = g_dbus_message_to_blob (message, &size, G_DBUS_CAPABILITY_FLAGS_NONE, &error);
  g_assert_no_error (error);
  arrived = g_dbus_message_new_from_blob (bytes, size, G_DBUS_CAPABILITY_FLAGS_NONE, &error);
  g_assert_no_error (error);

  return arrived;
}

static GDBusMessage *
new_question (void)
{
  GDBusMessage *question = g_dbus_message_new_method_call (NULL, "/x", "org.example.X", "Do");

  g_dbus_message_set_serial (question, 1);

  return question;
}

static void
test_whole (void)
{
  g_autoptr (GError) error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, "there is no folder \xff");
  g_autoptr (GDBusMessage) question = new_question ();
  g_autoptr (GDBusMessage) reply = NULL;
  g_autoptr (GDBusMessage) arrived = NULL;
  g_autoptr (GError) taken = NULL;

  tocsin_error_set_hint (error, "did you mean “INBOX”?");
  tocsin_error_set_command (error, "EXAMINE");
  tocsin_error_set_response_code (error, "NONEXISTENT");
  tocsin_error_set_server_text (error, "NO \xfe");
  tocsin_error_add_remedy (error, "port", "993");
  reply = tocsin_control_error_new_reply (question, error);
  arrived = send_over (reply);
  taken = tocsin_control_error_take (arrived);

  g_assert_error (taken, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_cmpstr (taken->message, ==, "there is no folder \xef\xbf\xbd");
  g_assert_cmpstr (tocsin_error_get_hint (taken), ==, "did you mean “INBOX”?");
  g_assert_cmpstr (tocsin_error_get_command (taken), ==, "EXAMINE");
  g_assert_cmpstr (tocsin_error_get_response_code (taken), ==, "NONEXISTENT");
  g_assert_cmpstr (tocsin_error_get_server_text (taken), ==, "NO \xfe");
  g_assert_cmpstr (tocsin_error_get_remedy (taken)[0], ==, "port=993");
}

/* The bus itself, or an engine that knows no details. */
static void
test_foreign (void)
{
  static const char *const names[] = { "org.freedesktop.DBus.Error.UnknownMethod",
                                       "org.example.Error" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GDBusMessage) question = new_question ();
      g_autoptr (GDBusMessage) reply =
          g_dbus_message_new_method_error_literal (question, names[i], "no such thing");
      g_autoptr (GDBusMessage) arrived = send_over (reply);
      g_autoptr (GError) taken = tocsin_control_error_take (arrived);

      g_assert_true (taken->domain == TOCSIN_ERROR);
      g_assert_nonnull (strstr (taken->message, "no such thing"));
      g_assert_null (tocsin_error_get_hint (taken));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/control-error/whole", test_whole);
  g_test_add_func ("/control-error/foreign", test_foreign);

  return g_test_run ();
}
