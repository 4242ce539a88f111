/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/autodiscover/found.h"
#include "plugins/ews/autodiscover/request.h"

#include "core/base/error.h"

#include <string.h>

typedef EwsFound *(*Parse) (GBytes *, GError **);

#define POX(content)                                                                               \
  "<?xml version='1.0'?><Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/"  \
  "responseschema/2006'><Response xmlns='http://schemas.microsoft.com/exchange/autodiscover/"      \
  "outlook/responseschema/2006a'>" content "</Response></Autodiscover>"
#define ACCOUNT(content) POX ("<Account><AccountType>email</AccountType>" content "</Account>")
#define PROTOCOL(type, content) "<Protocol><Type>" type "</Type>" content "</Protocol>"
#define SOAP(content)                                                                              \
  "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>"                       \
  "<GetUserSettingsResponseMessage><Response>" content                                             \
  "</Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>"
#define USER(content)                                                                              \
  SOAP ("<ErrorCode>NoError</ErrorCode><UserResponses><UserResponse>" content                      \
        "</UserResponse></UserResponses>")
#define SETTING(name, value)                                                                       \
  "<UserSetting><Name>" name "</Name><Value>" value "</Value></UserSetting>"

/* What was found: addresses, or where to ask, or the code, with blanks between. */
static const struct
{
  Parse parse;
  const char *text;
  EwsFoundKind kind;
  const char *said;
  EwsVersion version;
  const char *about;
} rows[] = {
  { ews_found_parse_pox,
    ACCOUNT ("<Action>settings</Action>" PROTOCOL (
        "EXCH", "<EwsUrl>https://in/e</EwsUrl><ServerVersion>73C18088</ServerVersion>")
                 PROTOCOL ("EXPR", "<ASUrl>https://out/a</ASUrl><EwsUrl>https://out/e</EwsUrl>")),
    EWS_FOUND_SETTINGS, "https://out/e https://in/e", EWS_VERSION_2016,
    "the way from outside comes first" },
  { ews_found_parse_pox,
    ACCOUNT (PROTOCOL ("EXHTTP", "<EwsUrl>https://out/e</EwsUrl>")
                 PROTOCOL ("EXHTTP", "<EwsUrl>https://in/e</EwsUrl>")
                     PROTOCOL ("EXPR", "<EwsUrl> https://out/e\n</EwsUrl>")),
    EWS_FOUND_SETTINGS, "https://out/e https://in/e", EWS_VERSION_UNKNOWN,
    "the same one is said once" },
  { ews_found_parse_pox,
    ACCOUNT (PROTOCOL ("EXPR",
                       "<ASUrl>https://old/a</ASUrl>"
                       "<ServerVersion>72008287</ServerVersion>")),
    EWS_FOUND_SETTINGS, "https://old/a", EWS_VERSION_2007, "2007 had another name for it" },
  { ews_found_parse_pox, ACCOUNT (PROTOCOL ("IMAP", "<Server>mail</Server>")), EWS_FOUND_SETTINGS,
    "", EWS_VERSION_UNKNOWN, "a hoster without Exchange" },
  { ews_found_parse_pox, POX (""), EWS_FOUND_SETTINGS, "", EWS_VERSION_UNKNOWN, "nothing" },
  { ews_found_parse_pox,
    ACCOUNT ("<Action>redirectUrl</Action><RedirectUrl>https://else/x</RedirectUrl>"),
    EWS_FOUND_REDIRECT_URL, "https://else/x", EWS_VERSION_UNKNOWN, "somewhere else" },
  { ews_found_parse_pox,
    ACCOUNT ("<Action>redirectAddr</Action><RedirectAddr>a@else</RedirectAddr>"),
    EWS_FOUND_REDIRECT_ADDRESS, "a@else", EWS_VERSION_UNKNOWN, "somebody else" },
  { ews_found_parse_pox, ACCOUNT ("<Action>redirectUrl</Action>"), EWS_FOUND_REFUSAL, "",
    EWS_VERSION_UNKNOWN, "somewhere, but it does not say where" },
  { ews_found_parse_pox,
    POX ("<Error Time='1' Id='2'><ErrorCode>500</ErrorCode><Message>none</Message></Error>"),
    EWS_FOUND_REFUSAL, "500", EWS_VERSION_UNKNOWN, "nobody" },

  { ews_found_parse_soap,
    USER ("<ErrorCode>NoError</ErrorCode><UserSettings>" SETTING ("InternalEwsUrl", "https://in/e")
              SETTING ("ExternalEwsUrl", "https://out/e")
                  SETTING ("EwsSupportedSchemas", "Exchange2007, Exchange2013_SP1, Exchange2010")
                      SETTING ("CasVersion", "15.01.2507.006") "</UserSettings>"),
    EWS_FOUND_SETTINGS, "https://out/e https://in/e", EWS_VERSION_2013_SP1,
    "the newest dialect counts, then the build" },
  { ews_found_parse_soap,
    USER ("<UserSettings>" SETTING ("CasVersion", "15.02.0986.005") "</UserSettings>"),
    EWS_FOUND_SETTINGS, "", EWS_VERSION_2016, "a build alone" },
  { ews_found_parse_soap,
    USER ("<ErrorCode>RedirectAddress</ErrorCode><RedirectTarget>a@else</RedirectTarget>"),
    EWS_FOUND_REDIRECT_ADDRESS, "a@else", EWS_VERSION_UNKNOWN, "somebody else" },
  { ews_found_parse_soap,
    SOAP ("<ErrorCode>RedirectUrl</ErrorCode><RedirectTarget>https://else</RedirectTarget>"),
    EWS_FOUND_REDIRECT_URL, "https://else", EWS_VERSION_UNKNOWN, "somewhere, as a whole" },
  { ews_found_parse_soap,
    USER ("<ErrorCode>InvalidUser</ErrorCode><ErrorMessage>who?</ErrorMessage>"), EWS_FOUND_REFUSAL,
    "InvalidUser", EWS_VERSION_UNKNOWN, "nobody" },
  { ews_found_parse_soap,
    "<s:Envelope xmlns:s='s'><s:Body><s:Fault><faultcode>s:Busy</faultcode></s:Fault></s:Body>"
    "</s:Envelope>",
    EWS_FOUND_REFUSAL, "Busy", EWS_VERSION_UNKNOWN, "a fault" },

  { ews_found_parse_json, "{\"Protocol\":\"EWS\",\"Url\":\"https://out/e\"}", EWS_FOUND_SETTINGS,
    "https://out/e", EWS_VERSION_UNKNOWN, "the short form" },
  { ews_found_parse_json, "\xef\xbb\xbf{\"Url\":\"https://out/e\"}", EWS_FOUND_SETTINGS,
    "https://out/e", EWS_VERSION_UNKNOWN, "with a byte order mark" },
  { ews_found_parse_json, "{\"ErrorCode\":\"UserNotFound\",\"ErrorMessage\":\"who?\"}",
    EWS_FOUND_REFUSAL, "UserNotFound", EWS_VERSION_UNKNOWN, "nobody" },
  { ews_found_parse_json, "{\"Url\":7}", EWS_FOUND_REFUSAL, "", EWS_VERSION_UNKNOWN,
    "a number for an address" },
};

static char *
say (const EwsFound *found)
{
  if (found->kind == EWS_FOUND_SETTINGS)
    return g_strjoinv (" ", found->urls);
  if (found->kind == EWS_FOUND_REFUSAL)
    return g_strdup (found->code != NULL ? found->code : "");

  return g_strdup (found->redirect);
}

static void
test_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) document = g_bytes_new (rows[i].text, strlen (rows[i].text));
      g_autoptr (GError) error = NULL;
      g_autoptr (EwsFound) found = rows[i].parse (document, &error);
      g_autofree char *said = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      said = say (found);
      g_assert_cmpint (found->kind, ==, rows[i].kind);
      g_assert_cmpstr (said, ==, rows[i].said);
      g_assert_cmpint (found->version, ==, rows[i].version);
      g_assert_cmpint (ews_found_check (found, "a@b", &error), ==,
                       rows[i].kind != EWS_FOUND_REFUSAL);
    }
}

static const struct
{
  Parse parse;
  const char *text;
  const char *about;
} bad[] = {
  { ews_found_parse_pox, "<html><body/></html>", "a page" },
  { ews_found_parse_pox, "<Autodiscover/>", "no response" },
  { ews_found_parse_pox, "<Autodiscover><Response>", "cut" },
  { ews_found_parse_pox, "<!DOCTYPE a><Autodiscover><Response/></Autodiscover>", "a type" },
  { ews_found_parse_soap, "<Envelope><Body><Other/></Body></Envelope>", "another answer" },
  { ews_found_parse_soap, "<Autodiscover/>", "the other form" },
  { ews_found_parse_json, "[]", "a list" },
  { ews_found_parse_json, "{\"Url\":", "cut" },
  { ews_found_parse_json, "\xef\xbb\xbf", "a mark and nothing else" },
  { ews_found_parse_json, "<html/>", "a page" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) document = g_bytes_new (bad[i].text, strlen (bad[i].text));
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].about);
      g_assert_null (bad[i].parse (document, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == TOCSIN_ERROR);
    }
}

/* EWS_AUTODISCOVER_MAX_JSON and EWS_AUTODISCOVER_MAX_URLS. */
static void
test_limits (void)
{
  g_autoptr (GString) json = g_string_new ("{\"Url\":\"https://out/e\"");
  g_autoptr (GString) pox = g_string_new ("<Autodiscover><Response><Account>");
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) many = NULL;
  g_autoptr (EwsFound) found = NULL;
  g_autoptr (GError) error = NULL;

  while (json->len < EWS_AUTODISCOVER_MAX_JSON)
    g_string_append_c (json, ' ');
  g_string_append_c (json, '}');
  large = g_bytes_new (json->str, json->len);
  g_assert_null (ews_found_parse_json (large, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);

  for (guint i = 0; i < 2 * EWS_AUTODISCOVER_MAX_URLS; i++)
    g_string_append_printf (pox, PROTOCOL ("EXPR", "<EwsUrl>https://%u/</EwsUrl>"), i);
  g_string_append (pox, "</Account></Response></Autodiscover>");
  many = g_bytes_new (pox->str, pox->len);
  found = ews_found_parse_pox (many, NULL);
  g_assert_cmpuint (g_strv_length (found->urls), ==, EWS_AUTODISCOVER_MAX_URLS);
  g_assert_cmpstr (found->urls[0], ==, "https://0/");
}

static void
test_codes (void)
{
  static const struct
  {
    const char *text;
    int meaning;
  } codes[] = {
    { "{\"ErrorCode\":\"UserNotFound\"}", TOCSIN_ERROR_MAILBOX_MISSING },
    { "{\"ErrorCode\":\"ServerBusy\"}", TOCSIN_ERROR_SERVER_BUSY },
    { "{\"ErrorCode\":\"Invented\"}", TOCSIN_ERROR_SERVICE_FAULT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GBytes) document = g_bytes_new (codes[i].text, strlen (codes[i].text));
      g_autoptr (EwsFound) found = ews_found_parse_json (document, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (ews_found_check (found, "a@b", &error));
      g_assert_error (error, TOCSIN_ERROR, codes[i].meaning);
      g_assert_nonnull (strstr (error->message, "a@b"));
    }
}

/* Whatever an address holds stays where it is put. */
static void
test_requests (void)
{
  static const char address[] = "a&b+<c>\"d'@example.org";
  g_autoptr (GBytes) pox = ews_autodiscover_pox_build (address);
  g_autoptr (GBytes) soap = ews_autodiscover_soap_build (address, "https://x/y?a&b");
  g_autofree char *target = ews_autodiscover_json_target (address);
  g_autofree char *pox_text = g_strndup (g_bytes_get_data (pox, NULL), g_bytes_get_size (pox));
  g_autofree char *soap_text = g_strndup (g_bytes_get_data (soap, NULL), g_bytes_get_size (soap));

  g_assert_nonnull (strstr (pox_text, "<EMailAddress>a&amp;b+&lt;c&gt;&quot;d'@example.org</"));
  g_assert_nonnull (strstr (pox_text, "<AcceptableResponseSchema>http://schemas.microsoft.com/"
                                      "exchange/autodiscover/outlook/responseschema/2006a</"));
  g_assert_nonnull (strstr (soap_text, "<a:Mailbox>a&amp;b+&lt;c&gt;&quot;d'@example.org</"));
  g_assert_nonnull (strstr (soap_text, "<wsa:To>https://x/y?a&amp;b</wsa:To>"));
  g_assert_nonnull (strstr (soap_text, "<a:Setting>ExternalEwsUrl</a:Setting>"));
  g_assert_cmpstr (target, ==,
                   "/autodiscover/autodiscover.json?Email=a%26b%2B%3Cc%3E%22d%27%40example.org"
                   "&Protocol=EWS");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/autodiscover/found", test_found);
  g_test_add_func ("/ews/autodiscover/bad", test_bad);
  g_test_add_func ("/ews/autodiscover/limits", test_limits);
  g_test_add_func ("/ews/autodiscover/codes", test_codes);
  g_test_add_func ("/ews/autodiscover/requests", test_requests);

  return g_test_run ();
}
