/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/feed.h"

#include "plugins/ews/autodiscover/found.h"
#include "plugins/ews/wire/changes.h"
#include "plugins/ews/wire/notification.h"
#include "plugins/ews/wire/page.h"
#include "plugins/ews/wire/resolution.h"

#include "core/base/error.h"

#include <string.h>

/* Microsoft's examples of answers: all operations, also those that are never asked. */

static char *
find_examples (void)
{
  const char *reference = g_getenv ("TOCSIN_REFERENCE");
  g_autofree char *path =
      g_build_filename (reference != NULL ? reference : "", "ews", "examples", NULL);

  if (reference == NULL || *reference == '\0' || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the examples are not here");
      return NULL;
    }

  return g_steal_pointer (&path);
}

static char *
read_example (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* A fragment that shows where elements stand, and no answer of a server. */
#define FRAGMENT "AutodiscoverResponse__"

static gboolean
is_answer (const char *name)
{
  g_autofree char *kind = g_strndup (name, strcspn (name, "_"));

  if (g_str_has_prefix (name, FRAGMENT))
    return FALSE;

  return g_str_has_suffix (kind, "Response") || g_str_has_suffix (kind, "ResponseMessage")
         || g_str_equal (kind, "Fault") || g_str_equal (kind, "Envelope");
}

/* Whatever reads answers takes every answer. */
static void
read_as_everything (const EwsResponse *response)
{
  g_autoptr (GPtrArray) items = ews_response_read_items (response);
  g_autoptr (GPtrArray) folders = ews_response_read_folders (response);
  g_autoptr (GPtrArray) attachments = ews_response_read_attachments (response);
  g_autoptr (GPtrArray) notifications = ews_response_read_notifications (response);
  g_autoptr (EwsChanges) changes = ews_response_read_changes (response);
  gboolean complete;
  g_autoptr (GPtrArray) people = ews_response_read_resolutions (response, &complete);
  g_autoptr (GPtrArray) members = ews_response_read_expansion (response, &complete);
  g_auto (GStrv) bad = ews_response_read_bad_subscriptions (response);

  ews_response_read_page (response);
  g_assert_nonnull (bad);
}

static void
test_all (void)
{
  g_autofree char *directory = find_examples ();
  g_autoptr (GDir) listing = directory != NULL ? g_dir_open (directory, 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *text = is_answer (name) ? read_example (directory, name) : NULL;
      g_autoptr (EwsAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;

      if (text == NULL)
        continue;
      g_test_message ("%s", name);
      answer = feed (text, 100, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (answer->fault != NULL, ==, g_str_has_prefix (name, "Fault"));
      for (guint i = 0; i < answer->responses->len; i++)
        read_as_everything (answer->responses->pdata[i]);
      n++;
    }
  if (listing != NULL)
    g_assert_cmpuint (n, >, 190);
}

typedef enum
{
  ITEMS,
  FOLDERS,
  CHANGES,
  NOTIFICATIONS,
  ATTACHMENTS,
  RESOLUTIONS,
  MEMBERS,
  SUBSCRIPTION,
  REFUSAL,
} Kind;

/* What those that we ask for hold. */
static const struct
{
  const char *name;
  Kind kind;
  guint n;
  const char *code;
} wanted[] = {
  { "CopyItemResponse__copyitem-operation_1.xml", ITEMS, 1, "NoError" },
  { "CreateItemResponse__createitem-operation-email-message_1.xml", ITEMS, 0, "NoError" },
  { "FindItemResponse__finditem-operation_1.xml", ITEMS, 2, "NoError" },
  { "MoveItemResponse__moveitem-operation_1.xml", ITEMS, 1, "NoError" },
  { "UpdateItemResponse__updateitem-operation_3.xml", ITEMS, 1, "NoError" },
  { "FindFolderResponse__findfolder-operation_1.xml", FOLDERS, 1, "NoError" },
  { "CreateFolderResponse__createfolder-operation_1.xml", FOLDERS, 1, "NoError" },
  { "SyncFolderItemsResponse__syncfolderitems-operation_1.xml", CHANGES, 1, "NoError" },
  { "SyncFolderHierarchyResponse__syncfolderhierarchy-operation_1.xml", CHANGES, 1, "NoError" },
  { "GetEventsResponse__getevents-operation_1.xml", NOTIFICATIONS, 1, "NoError" },
  { "GetAttachmentResponse__getattachment-operation_1.xml", ATTACHMENTS, 1, "NoError" },
  { "ResolveNamesResponse__resolvenames-operation_1.xml", RESOLUTIONS, 1, "NoError" },
  { "ExpandDLResponse__expanddl-operation_2.xml", MEMBERS, 3, "NoError" },
  { "SubscribeResponse__subscribe-operation_1.xml", SUBSCRIPTION, 1, "NoError" },
  { "DeleteItemResponse__deleteitem-operation_2.xml", REFUSAL, 0, "ErrorItemNotFound" },
  { "SyncFolderItemsResponse__syncfolderitems-operation_2.xml", REFUSAL, 0,
    "ErrorInvalidSyncStateData" },
  { "UnsubscribeResponse__unsubscribe-operation_2.xml", REFUSAL, 0, "ErrorSubscriptionNotFound" },
  { "SendItemResponse__senditem-operation_1.xml", ITEMS, 0, "NoError" },
};

static guint
count (const EwsResponse *response, Kind kind)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (EwsChanges) changes = NULL;
  g_autoptr (EwsSubscription) subscription = NULL;
  gboolean complete;

  if (kind == ITEMS)
    list = ews_response_read_items (response);
  else if (kind == FOLDERS)
    list = ews_response_read_folders (response);
  else if (kind == NOTIFICATIONS)
    list = ews_response_read_notifications (response);
  else if (kind == ATTACHMENTS)
    list = ews_response_read_attachments (response);
  else if (kind == RESOLUTIONS)
    list = ews_response_read_resolutions (response, &complete);
  else if (kind == MEMBERS)
    list = ews_response_read_expansion (response, &complete);
  else if (kind == CHANGES)
    changes = ews_response_read_changes (response);
  else if (kind == SUBSCRIPTION)
    subscription = ews_response_read_subscription (response, NULL);

  if (changes != NULL)
    return changes->list->len;

  return list != NULL ? list->len : subscription != NULL;
}

static void
test_ours (void)
{
  g_autofree char *directory = find_examples ();

  for (guint i = 0; directory != NULL && i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *text = read_example (directory, wanted[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (EwsAnswer) answer = feed (text, 1000, NULL, NULL, &error);
      const EwsResponse *response;

      g_test_message ("%s", wanted[i].name);
      g_assert_no_error (error);
      response = answer->responses->pdata[0];
      g_assert_cmpstr (response->code, ==, wanted[i].code);
      g_assert_cmpuint (count (response, wanted[i].kind), ==, wanted[i].n);
      g_assert_cmpint (answer->version, !=, EWS_VERSION_UNKNOWN);
    }
}

/* Each says where the service is, or who ought to be asked, or why nobody. */
static void
test_autodiscover (void)
{
  static const struct
  {
    const char *name;
    EwsFoundKind kind;
    const char *first;
  } rows[] = {
    { "Autodiscover__handling-autodiscover-error-messages_1.xml", EWS_FOUND_REDIRECT_ADDRESS,
      "elvin@mail.contoso.com" },
    { "Autodiscover__pox-autodiscover-response-for-exchange_0.xml", EWS_FOUND_SETTINGS,
      "https://mail.contoso.com/ews/exchange.asmx" },
    { "Autodiscover__pox-autodiscover-response-for-exchange_1.xml", EWS_FOUND_REFUSAL, "600" },
    { "Autodiscover__autodiscover-pox_1.xml", EWS_FOUND_SETTINGS, NULL },
  };
  g_autofree char *directory = find_examples ();

  for (guint i = 0; directory != NULL && i < G_N_ELEMENTS (rows); i++)
    {
      char *text = read_example (directory, rows[i].name);
      g_autoptr (GBytes) document = g_bytes_new_take (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (EwsFound) found = ews_found_parse_pox (document, &error);

      g_test_message ("%s", rows[i].name);
      g_assert_no_error (error);
      g_assert_cmpint (found->kind, ==, rows[i].kind);
      if (found->kind == EWS_FOUND_SETTINGS)
        g_assert_cmpstr (found->urls[0], ==, rows[i].first);
      else if (found->kind == EWS_FOUND_REFUSAL)
        g_assert_cmpstr (found->code, ==, rows[i].first);
      else
        g_assert_cmpstr (found->redirect, ==, rows[i].first);
    }
}

static void
test_user_settings (void)
{
  g_autofree char *directory = find_examples ();
  char *text =
      directory != NULL ? read_example (
          directory, "GetUserSettingsResponseMessage__getusersettings-operation-soap_1.xml")
                        : NULL;
  g_autoptr (GBytes) document = NULL;
  g_autoptr (EwsFound) found = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return;
  document = g_bytes_new_take (text, strlen (text));
  found = ews_found_parse_soap (document, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->kind, ==, EWS_FOUND_SETTINGS);
  g_assert_cmpint (found->version, ==, EWS_VERSION_2010);
  g_assert_null (found->urls[0]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/examples/all", test_all);
  g_test_add_func ("/ews/examples/ours", test_ours);
  g_test_add_func ("/ews/examples/autodiscover", test_autodiscover);
  g_test_add_func ("/ews/examples/user-settings", test_user_settings);

  return g_test_run ();
}
