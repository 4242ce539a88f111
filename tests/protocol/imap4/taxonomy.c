/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/net/resolver.h"
#include "tests/protocol/imap4/case.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Everything that a Test can say of an IMAP server, each produced by a server that deserves it.
 * What needs certificates is in taxonomy-tls, what concerns signing in in taxonomy-sign-in. */

#define HELLO "S:* OK [CAPABILITY IMAP4rev1] ready\n"
#define LOGIN HELLO "C:LOGIN \"joe\" \"secret\"\n"
#define IN LOGIN "A:OK [CAPABILITY IMAP4rev1 IDLE] in\n"
#define EXAMINE IN "C:EXAMINE INBOX\n"
#define NEVER TOCSIN_RETRY_NEVER
#define USER TOCSIN_RETRY_USER
#define LATER TOCSIN_RETRY_LATER

static const Case settings[] = {
  { "no address", NULL, { "address=" }, "settings", TOCSIN_ERROR_CONFIG_INVALID, USER },
  { "no user name",
    HELLO,
    { "authentication.username=" },
    "login",
    TOCSIN_ERROR_CONFIG_INVALID,
    USER },
  { "no such secret",
    HELLO,
    { "authentication.password=env:TOCSIN_TEST_NOT_SET" },
    "login",
    TOCSIN_ERROR_SECRET_UNAVAILABLE,
    USER },
};

static const Case ports[] = {
  { "SMTP",
    "S:220 mx.example.org ESMTP\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    "usual port is 993",
    "port=993 encryption.mode=implicit",
    "220 mx" },
  { "POP3",
    "S:+OK ready\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    "usual port",
    "port=993 encryption.mode=implicit",
    "+OK ready" },
  { "HTTP",
    "S:HTTP/1.1 400 Bad Request\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    NULL,
    "port=993 encryption.mode=implicit",
    "HTTP/1.1 400" },
  { "SSH",
    "S:SSH-2.0-OpenSSH_9.2\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    NULL,
    "port=993 encryption.mode=implicit",
    "SSH-2.0" },
  { "SMTP, before TLS",
    "S:220 sign in at https://evil.example\n",
    { "encryption.mode=starttls" },
    "greeting",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    NULL,
    "port=993 encryption.mode=implicit",
    "(before TLS, unauthenticated) 220 sign" },
  { "TLS to a plain port",
    HELLO "cut\n",
    { "encryption.mode=implicit" },
    "tls",
    TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
    USER,
    NULL,
    NULL,
    "encryption.mode=starttls",
    "encryption.mode=starttls",
    "(before TLS, unauthenticated) * OK" },
  { "TLS to SMTP",
    "S:220 mx\ncut\n",
    { "encryption.mode=implicit" },
    "tls",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    NULL,
    "port=993 encryption.mode=implicit",
    "(before TLS, unauthenticated) 220" },
  { "TLS to a web server",
    "S:HTTP/1.1 400 Bad Request\ncut\n",
    { "encryption.mode=implicit" },
    "tls",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
    USER,
    NULL,
    NULL,
    NULL,
    "port=993 encryption.mode=implicit",
    "(before TLS, unauthenticated) HTTP/" },
  { "plain to a TLS port",
    "R:\x15\x03\x01\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
    USER,
    NULL,
    NULL,
    "from the first byte",
    "encryption.mode=implicit" },
};

static const Case network[] = {
  { "refused",
    NULL,
    { "port=1" },
    "tcp",
    TOCSIN_ERROR_NET_REFUSED,
    LATER,
    NULL,
    NULL,
    "nothing listens at port 1" },
  { "unreachable",
    NULL,
    { "local-address=192.0.2.1" },
    "tcp",
    TOCSIN_ERROR_NET_UNREACHABLE,
    LATER },
  { "closed without a word",
    "cut\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_NET_CLOSED_EARLY,
    LATER,
    NULL,
    NULL,
    "Too many connections" },
  { "reset", LOGIN "reset\n", { NULL }, "login", TOCSIN_ERROR_NET_RESET, LATER, "LOGIN" },
  { "closed in the middle",
    EXAMINE "R:* 17 EXI\ncut\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_NET_CLOSED_EARLY,
    LATER,
    "EXAMINE" },
  { "no greeting",
    "silence\n",
    { "timeout=1" },
    "greeting",
    TOCSIN_ERROR_NET_GREETING_TIMEOUT,
    LATER,
    NULL,
    NULL,
    "encryption.mode=implicit" },
  { "no answer",
    EXAMINE "silence\n",
    { "protocol-timeout=1" },
    "mailbox",
    TOCSIN_ERROR_TIMEOUT_COMMAND,
    LATER,
    "EXAMINE" },
};

static const Case server[] = {
  { "busy",
    "S:* BYE Too many connections\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    NULL,
    NULL,
    "limits.pool-size",
    NULL,
    "BYE Too many" },
  { "busy, by code",
    "S:* BYE [UNAVAILABLE] later\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    NULL,
    "UNAVAILABLE" },
  { "not you",
    "S:* BYE Your address is on a blocklist: https://rbl.example/1\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_SERVER_REFUSED,
    USER,
    NULL,
    NULL,
    "https://rbl.example/1" },
  { "in use",
    EXAMINE "A:NO [INUSE] locked\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    "EXAMINE",
    "INUSE" },
  { "limit",
    LOGIN "A:NO [LIMIT] no more\n",
    { NULL },
    "login",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    "LOGIN",
    "LIMIT" },
  { "Dovecot's limit",
    LOGIN "A:NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded "
          "(mail_max_userip_connections=10)\n",
    { NULL },
    "login",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    "LOGIN",
    "UNAVAILABLE",
    "limits.pool-size" },
  { "Gmail's limit",
    LOGIN "A:NO [ALERT] Too many simultaneous connections. (Failure)\n",
    { NULL },
    "login",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    "LOGIN",
    "ALERT",
    "limits.pool-size" },
  { "Exchange without tag or star",
    "S:Server Unavailable.\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    NULL,
    "UNAVAILABLE",
    NULL,
    NULL,
    "Server Unavailable." },
  { "no IMAP at all",
    "S:hello there\n",
    { NULL },
    "greeting",
    TOCSIN_ERROR_PROTOCOL_PARSE,
    LATER,
    NULL,
    NULL,
    NULL,
    NULL,
    "hello there" },
  { "a line too long",
    EXAMINE "R:* OK \nlong\n",
    { "limits.max-line-length=1024" },
    "mailbox",
    TOCSIN_ERROR_PROTOCOL_PARSE,
    LATER,
    "EXAMINE",
    NULL,
    NULL,
    NULL,
    "* OK xxx" },
  { "a literal too long",
    EXAMINE "S:* LIST () \"/\" {99999999999}\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_PROTOCOL_PARSE,
    LATER,
    "EXAMINE",
    NULL,
    "limits.max-message-size" },
  { "somebody else's tag",
    EXAMINE "S:other OK done\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_PROTOCOL_PARSE,
    LATER,
    "EXAMINE" },
  { "asks on of what is complete",
    EXAMINE "S:+ go on\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_PROTOCOL_PARSE,
    LATER,
    "EXAMINE" },
};

static const Case starttls[] = {
  { "not offered",
    HELLO "eof\n",
    { "encryption.mode=starttls" },
    "starttls",
    TOCSIN_ERROR_TLS_UNAVAILABLE,
    USER,
    NULL,
    NULL,
    "encryption.mode=implicit",
    "encryption.mode=implicit port=993",
    "(before TLS" },
  { "refused",
    "S:* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC:STARTTLS\nA:NO not today\neof\n",
    { "encryption.mode=starttls" },
    "starttls",
    TOCSIN_ERROR_TLS_REFUSED,
    LATER,
    "STARTTLS",
    NULL,
    "encryption.mode=implicit",
    "encryption.mode=implicit port=993",
    "(before TLS" },
  { "injected",
    "S:* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC:STARTTLS\ninject\neof\n",
    { "encryption.mode=starttls" },
    "starttls",
    TOCSIN_ERROR_TLS_INJECTED,
    NEVER },
  { "signed in already",
    "S:* PREAUTH welcome\neof\n",
    { "encryption.mode=starttls" },
    "greeting",
    TOCSIN_ERROR_TLS_PREAUTH,
    NEVER,
    NULL,
    NULL,
    "encryption.mode=implicit",
    "encryption.mode=implicit port=993" },
  { "BYE in plain says nothing",
    "S:* BYE go to https://evil.example\n",
    { "encryption.mode=starttls" },
    "greeting",
    TOCSIN_ERROR_SERVER_BUSY,
    LATER,
    NULL,
    NULL,
    NULL,
    NULL,
    "(before TLS, unauthenticated) BYE" },
};

static const Case folders[] = {
  { "missing, by code",
    EXAMINE "A:NO [NONEXISTENT] no\nC:LIST \"\" \"*\"\nS:* LIST () \"/\" "
            "INBOXX\nA:OK done\nC:LIST \"\" INBOX\nA:OK done\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_MAILBOX_MISSING,
    USER,
    "EXAMINE",
    "NONEXISTENT",
    "INBOXX" },
  { "not allowed",
    EXAMINE "A:NO [NOPERM] no\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_MAILBOX_NO_PERMISSION,
    USER,
    "EXAMINE",
    "NOPERM",
    "right" },
  { "full",
    EXAMINE "A:NO [OVERQUOTA] no\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_QUOTA_EXCEEDED,
    LATER,
    "EXAMINE",
    "OVERQUOTA",
    "make room" },
  { "NetEase knows no such program",
    EXAMINE "A:NO EXAMINE Unsafe Login. Please contact us\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_AUTH_CONTACT_ADMIN,
    USER,
    "EXAMINE",
    NULL,
    "identify=true" },
  { "not understood",
    EXAMINE "A:BAD what?\n",
    { NULL },
    "mailbox",
    TOCSIN_ERROR_SERVER_BAD,
    NEVER,
    "EXAMINE" },
  { "nothing wrong", EXAMINE "A:OK [READ-ONLY] done\n", { NULL }, NULL },
};

/* Asks no name server, and fails as it is told to. */
#define TEST_TYPE_NAMES (test_names_get_type ())
G_DECLARE_FINAL_TYPE (TestNames, test_names, TEST, NAMES, TocsinResolver)

struct _TestNames
{
  TocsinResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestNames, test_names, TOCSIN_TYPE_RESOLVER)

static GPtrArray *
look_up (TocsinResolver *resolver, const char *host, GError **error)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_str_has_prefix (host, "six"))
    {
      g_ptr_array_add (addresses, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6));
      return addresses;
    }
  g_ptr_array_unref (addresses);
  g_set_error (error, TOCSIN_ERROR,
               g_str_has_prefix (host, "broken") ? TOCSIN_ERROR_DNS_TEMPORARY
                                                 : TOCSIN_ERROR_DNS_NOT_FOUND,
               "%s", host);

  return NULL;
}

static void
test_names_class_init (TestNamesClass *klass)
{
  TOCSIN_RESOLVER_CLASS (klass)->look_up = look_up;
}

static void
test_names_init (TestNames *self)
{
}

static const Case names[] = {
  { "no such name",
    NULL,
    { "address=nowhere.example" },
    "names",
    TOCSIN_ERROR_DNS_NOT_FOUND,
    USER },
  { "a name server that fails",
    NULL,
    { "address=broken.example" },
    "names",
    TOCSIN_ERROR_DNS_TEMPORARY,
    LATER },
  { "no address of the kind",
    NULL,
    { "address=six.example", "ip-version=4" },
    "names",
    TOCSIN_ERROR_DNS_NO_ADDRESS,
    USER },
};

static void
test_names (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (TocsinResolver) resolver = g_object_new (TEST_TYPE_NAMES, NULL);
  g_autoptr (Play) play = play_new ();

  tocsin_resolver_set_default (resolver);
  play_start (play, row->settings[0], row->settings[1], NULL);
  case_run (row, play);
  tocsin_resolver_set_default (NULL);
}

#define ASK "L:CONNECT mail.example.org:993 HTTP/1.1\nL:Host: mail.example.org:993\nL:\n"

static const Case proxies[] = {
  { "refused",
    ASK "S:HTTP/1.1 403 Forbidden\nS:Content-Length: 0\nS:\n",
    { NULL },
    "proxy",
    TOCSIN_ERROR_PROXY_REFUSED,
    LATER,
    "CONNECT",
    "403" },
  { "wants a password",
    ASK "S:HTTP/1.1 407 Who are you?\nS:Proxy-Authenticate: Basic realm=x\nS:"
        "Content-Length: 0\nS:\n",
    { NULL },
    "proxy",
    TOCSIN_ERROR_PROXY_AUTH,
    USER,
    "CONNECT",
    "407" },
  { "is none", ASK "S:* OK IMAP ready\n", { NULL }, "proxy", TOCSIN_ERROR_PROXY_PROTOCOL, LATER },
  { "hangs",
    ASK "silence\n",
    { "timeout=1" },
    "proxy",
    TOCSIN_ERROR_PROXY_TIMEOUT,
    LATER,
    "mail.example.org:993" },
  { "cuts", ASK "R:HTTP/1.1 20\ncut\n", { NULL }, "proxy", TOCSIN_ERROR_PROXY_CUT, LATER },
};

/* The scripted server is the proxy; the mail server behind it nobody sees. */
static void
test_proxy (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (Play) play = play_new ();
  g_autofree char *port =
      g_strdup_printf ("proxy.port=%u", scripted_server_get_port (play->server));

  case_play_script (play, row->script);
  play_start (play, "proxy.type=http", "proxy.address=127.0.0.1", port, "address=mail.example.org",
              "port=993", "encryption.mode=implicit", row->settings[0], NULL);
  case_run (row, play);
}

/* A firewall that swallows everything looks like a queue that is full. */
static void
test_timeout (void)
{
  static const Case row = { "swallowed", NULL, { NULL }, "tcp",     TOCSIN_ERROR_NET_TIMEOUT,
                            LATER,       NULL, NULL,     "firewall" };
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t length = sizeof place;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int waiting[4];
  g_autoptr (Play) play = play_new ();
  g_autofree char *port = NULL;

  g_assert_cmpint (bind (listener, (struct sockaddr *) &place, sizeof place), ==, 0);
  g_assert_cmpint (listen (listener, 0), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &place, &length), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      waiting[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      connect (waiting[i], (struct sockaddr *) &place, sizeof place);
    }
  port = g_strdup_printf ("port=%u", ntohs (place.sin_port));
  play_start (play, port, "timeout=1", NULL);
  case_run (&row, play);

  for (gsize i = 0; i < G_N_ELEMENTS (waiting); i++)
    close (waiting[i]);
  close (listener);
}

static void
test_insecure_secret (void)
{
  static const Case row = {
    "for all to read", HELLO, { NULL }, "login", TOCSIN_ERROR_SECRET_INSECURE, USER
  };
  g_autofree char *directory = g_dir_make_tmp ("tocsin-taxonomy-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "password", NULL);
  g_autofree char *reference = g_strconcat ("authentication.password=file:", path, NULL);
  g_autoptr (Play) play = play_new ();

  g_assert_true (g_file_set_contents (path, "secret\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  case_play_script (play, row.script);
  play_start (play, reference, NULL);
  case_run (&row, play);
  g_unlink (path);
  g_rmdir (directory);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  case_add ("/imap4/taxonomy/settings", settings, G_N_ELEMENTS (settings));
  case_add ("/imap4/taxonomy/ports", ports, G_N_ELEMENTS (ports));
  case_add ("/imap4/taxonomy/network", network, G_N_ELEMENTS (network));
  case_add ("/imap4/taxonomy/server", server, G_N_ELEMENTS (server));
  case_add ("/imap4/taxonomy/starttls", starttls, G_N_ELEMENTS (starttls));
  case_add ("/imap4/taxonomy/folders", folders, G_N_ELEMENTS (folders));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/taxonomy/names/%s", names[i].about);

      g_test_add_data_func (path, &names[i], test_names);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/taxonomy/proxies/%s", proxies[i].about);

      g_test_add_data_func (path, &proxies[i], test_proxy);
    }
  g_test_add_func ("/imap4/taxonomy/network/timeout", test_timeout);
  g_test_add_func ("/imap4/taxonomy/settings/insecure-secret", test_insecure_secret);

  return g_test_run ();
}
