/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/feed.h"

#include "plugins/ews/wire/refusal.h"

#include "core/base/error.h"

#include <string.h>

#define FAULT(code, rest)                                                                          \
  FEED_HEAD "<s:Fault><faultcode xmlns:a='t'>a:" code "</faultcode>"                               \
            "<faultstring xml:lang='en-US'>Said so.</faultstring>" rest "</s:Fault>" FEED_TAIL
#define DETAIL(code, rest)                                                                         \
  "<detail><e:ResponseCode xmlns:e='e'>" code "</e:ResponseCode>"                                  \
  "<e:Message xmlns:e='e'>Said more.</e:Message>" rest "</detail>"
#define BACK_OFF(milliseconds)                                                                     \
  "<t:MessageXml><t:Value Name='BackOffMilliseconds'>" milliseconds "</t:Value></t:MessageXml>"
#define REFUSED(code, rest)                                                                        \
  FEED_ONE ("GetItem", "ResponseClass='Error'",                                                    \
            "<m:MessageText>Said so.</m:MessageText><m:ResponseCode>" code                         \
            "</m:ResponseCode>" rest)

static const struct
{
  const char *text;
  int meaning;
  const char *code;
  gint64 wait;
  const char *about;
} rows[] = {
  { REFUSED ("ErrorItemNotFound", ""), TOCSIN_ERROR_MESSAGE_GONE, "ErrorItemNotFound", 0,
    "a message that is gone" },
  { REFUSED ("ErrorFolderNotFound", ""), TOCSIN_ERROR_MAILBOX_MISSING, "ErrorFolderNotFound", 0,
    "a folder that is gone" },
  { REFUSED ("ErrorAccessDenied", ""), TOCSIN_ERROR_MAILBOX_NO_PERMISSION, "ErrorAccessDenied", 0,
    "no right" },
  { REFUSED (" ErrorQuotaExceeded\n", ""), TOCSIN_ERROR_QUOTA_EXCEEDED, "ErrorQuotaExceeded", 0,
    "blanks around the code" },
  { REFUSED ("ErrorInventedTomorrow", ""), TOCSIN_ERROR_SERVICE_FAULT, "ErrorInventedTomorrow", 0,
    "a code that is new" },
  { REFUSED ("ErrorServerBusy", BACK_OFF ("2500")), TOCSIN_ERROR_HTTP_THROTTLED, "ErrorServerBusy",
    3, "throttled in a response, rounded up" },
  { FAULT ("ErrorServerBusy", DETAIL ("ErrorServerBusy", BACK_OFF ("297749"))),
    TOCSIN_ERROR_HTTP_THROTTLED, "ErrorServerBusy", 298, "throttled as a whole" },
  { FAULT ("ErrorServerBusy", DETAIL ("ErrorServerBusy", BACK_OFF ("9999999999999"))),
    TOCSIN_ERROR_HTTP_THROTTLED, "ErrorServerBusy", 86400, "no longer than a day" },
  { FAULT ("ErrorServerBusy", DETAIL ("ErrorServerBusy", BACK_OFF ("-5"))),
    TOCSIN_ERROR_HTTP_THROTTLED, "ErrorServerBusy", 0, "a time in the past" },
  { FAULT ("ErrorInternalServerError", DETAIL ("ErrorInternalServerError", BACK_OFF ("1000"))),
    TOCSIN_ERROR_HTTP_THROTTLED, "ErrorInternalServerError", 1, "whatever names a time" },
  { FAULT ("ErrorIncorrectSchemaVersion", ""), TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
    "ErrorIncorrectSchemaVersion", 0, "a fault without a detail" },
  { FEED_HEAD "<s:Fault><faultcode>soap:Client</faultcode><faultstring>Said so.</faultstring>"
              "</s:Fault>" FEED_TAIL,
    TOCSIN_ERROR_SERVICE_FAULT, "Client", 0, "a fault of SOAP itself" },
  { FEED_HEAD "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>Said so."
              "</s:Text></s:Reason></s:Fault>" FEED_TAIL,
    TOCSIN_ERROR_SERVICE_FAULT, "Sender", 0, "a fault of SOAP 1.2" },
  { FEED_HEAD "<s:Fault/>" FEED_TAIL, TOCSIN_ERROR_SERVICE_FAULT, NULL, 0,
    "a fault that says nothing" },
  { FEED_HEAD "<m:GetItemResponse><m:ResponseMessages/></m:GetItemResponse>" FEED_TAIL,
    TOCSIN_ERROR_PROTOCOL_PARSE, NULL, 0, "no response at all" },
};

static void
test_meanings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EwsAnswer) answer = feed (rows[i].text, 50, NULL, NULL, &error);

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      g_assert_null (ews_answer_get_only (answer, "GetItem", &error));
      g_assert_error (error, TOCSIN_ERROR, rows[i].meaning);
      g_assert_nonnull (strstr (error->message, "GetItem"));
      if (rows[i].code == NULL)
        continue;
      g_assert_cmpstr (tocsin_error_get_response_code (error), ==, rows[i].code);
      g_assert_cmpstr (tocsin_error_get_server_text (error), ==, "Said so.");
      g_assert_cmpint (MAX (tocsin_error_get_retry_after (error), 0), ==, rows[i].wait);
    }
}

/* What the server says of a refusal, by name. */
static void
test_values (void)
{
  g_autoptr (EwsAnswer) answer =
      feed (REFUSED ("ErrorIrresolvableConflict",
                     "<m:MessageXml><t:Value Name='InnerErrorResponseCode'>ErrorX</t:Value>"
                     "<t:FieldURI FieldURI='a'/></m:MessageXml>"),
            9, NULL, NULL, NULL);
  const EwsResponse *response = answer->responses->pdata[0];

  g_assert_cmpstr (ews_response_find_value (response, "InnerErrorResponseCode"), ==, "ErrorX");
  g_assert_null (ews_response_find_value (response, "Other"));
}

/* A warning is no success: the thing was not done. */
static void
test_warning (void)
{
  g_autoptr (EwsAnswer) answer =
      feed (FEED_ONE ("GetItem", "ResponseClass='Warning'",
                      "<m:ResponseCode>ErrorBatchProcessingStopped</m:ResponseCode>"),
            9, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (((EwsResponse *) answer->responses->pdata[0])->outcome, ==, EWS_OUTCOME_WARNING);
  g_assert_false (ews_response_check (answer->responses->pdata[0], "GetItem", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
}

/* The codes are those of the schema, so that none is a slip of the pen. */
static void
test_codes_exist (void)
{
  const char *reference = g_getenv ("TOCSIN_REFERENCE");
  g_autofree char *path =
      g_build_filename (reference != NULL ? reference : "", "ews", "xsd", "messages.xsd", NULL);
  g_autofree char *schema = NULL;
  const EwsRefusal *refusals;
  guint n;

  refusals = ews_refusal_list (&n);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (refusals[i].code, !=, refusals[j].code);
  if (reference == NULL || *reference == '\0' || !g_file_get_contents (path, &schema, NULL, NULL))
    {
      g_test_skip ("the schema is not here");
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", refusals[i].code);

      g_test_message ("%s", refusals[i].code);
      g_assert_nonnull (strstr (schema, quoted));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/meanings/meanings", test_meanings);
  g_test_add_func ("/ews/meanings/values", test_values);
  g_test_add_func ("/ews/meanings/warning", test_warning);
  g_test_add_func ("/ews/meanings/codes-exist", test_codes_exist);

  return g_test_run ();
}
