/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/http/faults.h"

#define EMPTY "Content-Length: 0\r\n\r\n"
#define STATUS(line) "HTTP/1.1 " line "\r\n" EMPTY
#define PAGE "Content-Type: text/html\r\nContent-Length: 13\r\n\r\n<p>Sorry.</p>"
#define BEARER "WWW-Authenticate: Bearer realm=\"mail\""
#define RIGHT "HTTP/1.1 200 OK\r\nContent-Type: {type}; charset=utf-8\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n\r\n"

/* Of Exchange Web Services. */
#define SOAP(status, code, text) SOAP_WITH (status, code, text, "")
#define SOAP_WITH(status, code, text, more)                                                        \
  "HTTP/1.1 " status "\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n"                     \
  "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>"            \
  "<faultcode>s:Server</faultcode><faultstring>" text "</faultstring><detail>"                     \
  "<e:ResponseCode xmlns:e=\"http://schemas.microsoft.com/exchange/services/2006/errors\">" code   \
  "</e:ResponseCode>" more "</detail></s:Fault></s:Body></s:Envelope>"

/* Of Microsoft Graph. */
#define JSON(status, code)                                                                         \
  "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"             \
  "{\"error\":{\"code\":\"" code "\",\"message\":\"Sorry.\"}}"
#define FOLDER(id)                                                                                 \
  "{\"id\":\"" id "\",\"status\":200,\"body\":{\"id\":\"f" id "\",\"displayName\":\"f" id "\"}}"
#define FOLDERS                                                                                    \
  FOLDER ("1")                                                                                     \
  "," FOLDER ("2") "," FOLDER ("3") "," FOLDER ("4") "," FOLDER ("5") "," FOLDER (                 \
      "6") "," FOLDER ("7") "," FOLDER ("8") "," FOLDER ("9") "," FOLDER ("10")
/* An empty list, and to whom asks for several things at once an answer for each. */
#define LIST(rest)                                                                                 \
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"                 \
  "{\"value\":[],\"responses\":[" FOLDERS "]," rest "}"

const FaultRow fault_rows[] = {
  { "401, saying nothing", STATUS ("401 Unauthorized"), 0, 0, { "auth.oauth-invalid" } },
  { "401, the token is invalid",
    "HTTP/1.1 401 x\r\n" BEARER ", error=\"invalid_token\"\r\n" EMPTY,
    0,
    0,
    { "auth.oauth-expired" } },
  { "401, Basic is wanted",
    "HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=\"mail\"\r\n" EMPTY,
    0,
    0,
    { "auth.oauth-invalid" } },
  { "403",
    STATUS ("403 Forbidden"),
    0,
    0,
    { "http.status", "ews.disabled", "mailbox.no-permission" } },
  { "403, the scope does not suffice",
    "HTTP/1.1 403 x\r\n" BEARER ", error=\"insufficient_scope\", scope=\"mail\"\r\n" EMPTY,
    0,
    0,
    { "auth.oauth-scope" } },
  { "404", STATUS ("404 Not Found"), 0, 0, { "http.status", "http.status", "auth.not-connected" } },
  { "404, a page",
    "HTTP/1.1 404 x\r\n" PAGE,
    0,
    0,
    { "http.status", "http.status", "auth.not-connected" } },
  { "405",
    STATUS ("405 Method Not Allowed"),
    0,
    0,
    { "http.status", "http.status", "graph.error" } },
  { "407",
    STATUS ("407 Proxy Authentication Required"),
    0,
    0,
    { "http.status", "http.status", "graph.error" } },
  { "408", STATUS ("408 Request Timeout"), 0, 0, { "http.status", "http.status", "graph.error" } },
  { "410", STATUS ("410 Gone"), 0, 0, { "http.gone" } },
  { "413",
    STATUS ("413 Content Too Large"),
    0,
    0,
    { "http.status", "http.status", "smtp.too-big" } },
  { "429, for two hours",
    "HTTP/1.1 429 x\r\nRetry-After: 7000\r\n" EMPTY,
    0,
    0,
    { "http.throttled" } },
  { "500",
    STATUS ("500 Internal Server Error"),
    0,
    0,
    { "http.status", "http.status", "server.busy" } },
  { "502, a page",
    "HTTP/1.1 502 x\r\n" PAGE,
    0,
    0,
    { "http.status", "http.status", "server.busy" } },
  { "503",
    STATUS ("503 Service Unavailable"),
    0,
    0,
    { "http.status", "http.status", "server.busy" } },
  { "503, for two hours",
    "HTTP/1.1 503 x\r\nRetry-After: 7000\r\n" EMPTY,
    0,
    0,
    { "http.throttled" } },
  { "504, a page",
    "HTTP/1.1 504 x\r\n" PAGE,
    0,
    0,
    { "http.status", "http.status", "server.busy" } },
  { "507",
    STATUS ("507 Insufficient Storage"),
    0,
    0,
    { "http.status", "http.status", "quota.exceeded" } },
  { "a status that is none",
    STATUS ("999 Whatever"),
    0,
    0,
    { "http.status", "http.status", "server.busy" } },
  { "302 to another host",
    "HTTP/1.1 302 x\r\nLocation: {elsewhere}\r\n" EMPTY,
    0,
    0,
    { "http.redirected" } },
  { "307 to another host",
    "HTTP/1.1 307 x\r\nLocation: {elsewhere}\r\n" EMPTY,
    0,
    0,
    { "http.redirected" } },
  { "308 to nowhere", STATUS ("308 Permanent Redirect"), 0, 0, { "http.redirected" } },
  { "200, a page", "HTTP/1.1 200 OK\r\n" PAGE, 0, 0, { "http.content" } },
  { "200, nothing", RIGHT EMPTY, 0, 0, { "ok", "http.content", "protocol.parse" } },
  { "200, not what it says it is",
    RIGHT "Content-Length: 7\r\n\r\n\x01\x02<{ab\xff",
    0,
    0,
    { "ok", "protocol.parse" } },
  { "200, 100 MB of nonsense",
    RIGHT "Content-Length: 104857600\r\n\r\n",
    FAULT_LONG,
    0,
    { "ok", "protocol.parse", "http.content" } },
  { "500, 100 MB of nonsense",
    "HTTP/1.1 500 x\r\nContent-Length: 104857600\r\n\r\n",
    FAULT_LONG,
    0,
    { "http.status", "http.status", "server.busy" } },
  { "100 MB of head", "HTTP/1.1 200 OK\r\nX: ", FAULT_LONG, 1, { "protocol.parse" } },
  { "nothing, and the end", "", 0, 1, { "net.closed-early" } },
  { "a reset", "", 0, -1, { "net.reset" } },
  { "cut in the first line", "HTTP/1.", 0, 1, { "net.closed-early" } },
  { "cut in the head", "HTTP/1.1 200 OK\r\nContent-Ty", 0, 1, { "net.closed-early" } },
  { "cut behind the head", RIGHT "Content-Length: 9\r\n\r\n", 0, 1, { "net.closed-early" } },
  { "cut in the body", RIGHT "Content-Length: 9\r\n\r\n<{\"", 0, 1, { "net.closed-early" } },
  { "cut in a chunk", RIGHT CHUNKED "9\r\n<{\"", 0, 1, { "net.closed-early" } },
  { "cut before the last chunk", RIGHT CHUNKED "2\r\n{}\r\n", 0, 1, { "net.closed-early" } },
  { "two lengths",
    RIGHT "Content-Length: 4\r\nContent-Length: 2\r\n\r\n{}{}",
    0,
    1,
    { "protocol.parse" } },
  { "another protocol", "220 mail.example.org ESMTP\r\n\r\n", 0, 1, { "protocol.parse" } },

  { "SOAP fault: no rights",
    SOAP ("500 x", "ErrorAccessDenied", "Access is denied."),
    0,
    1,
    { "http.status", "mailbox.no-permission", "server.busy" } },
  { "SOAP fault with 200",
    SOAP ("200 OK", "ErrorInternalServerError", "An internal error."),
    0,
    1,
    { "ok", "ews.fault", "http.content" } },
  { "SOAP fault: a code nobody knows",
    SOAP ("500 x", "ErrorSomethingNew", "Something new."),
    0,
    1,
    { "http.status", "ews.fault", "server.busy" } },
  { "SOAP fault: busy, for two hours",
    SOAP_WITH (
        "500 x",
        "ErrorServerBusy",
        "The server is busy.",
        "<t:MessageXml xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\">"
        "<t:Value Name=\"BackOffMilliseconds\">7000000</t:Value></t:MessageXml>"),
    0,
    1,
    { "http.status", "http.throttled", "server.busy" } },
  { "XML that grows without end",
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n"
    "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">"
    "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]>"
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">&e;&e;</s:Envelope>",
    0,
    1,
    { "ok", "protocol.parse", "http.content" } },
  { "XML that asks for a file",
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n"
    "<!DOCTYPE a [<!ENTITY b SYSTEM \"{elsewhere}\">]>"
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">&b;</s:Envelope>",
    0,
    1,
    { "ok", "protocol.parse", "http.content" } },
  { "malformed XML",
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n<s:Envelope><a></b>",
    0,
    1,
    { "ok", "protocol.parse", "http.content" } },

  { "JSON: no rights",
    JSON ("403 x", "ErrorAccessDenied"),
    0,
    1,
    { "http.status", "ews.disabled", "mailbox.no-permission" } },
  { "JSON: the token is invalid",
    JSON ("401 x", "InvalidAuthenticationToken"),
    0,
    1,
    { "auth.oauth-invalid" } },
  { "JSON: the mailbox is elsewhere",
    JSON ("404 x", "MailboxNotEnabledForRESTAPI"),
    0,
    1,
    { "http.status", "http.status", "auth.not-connected" } },
  { "JSON: a code nobody knows",
    JSON ("400 x", "ErrorSomethingNew"),
    0,
    1,
    { "http.status", "http.status", "graph.error" } },
  { "malformed JSON",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"value\":[{]}",
    0,
    1,
    { "http.content", "http.content", "protocol.parse" } },
  { "a next page on another host",
    LIST ("\"@odata.nextLink\":\"{elsewhere}\""),
    0,
    1,
    { "http.content", "http.content", "http.redirected" } },
};

const gsize n_fault_rows = G_N_ELEMENTS (fault_rows);
