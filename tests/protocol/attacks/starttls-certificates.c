/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/rows.h"

#define CHAPTER "Whose certificate it is"

/* The same whether TLS begins at once or after plain text. */
static const struct
{
  const char *id;
  const char *what;
  const char *certificate;
  const char *expected;
} kinds[] = {
  { "T_1", "signed by itself", "self-signed", "tls.cert.self-signed" },
  { "T_2", "of an unknown authority", "unknown-root", "tls.cert.untrusted-issuer" },
  { "T_3", "of another host", "other-host", "tls.cert.hostname" },
  { "T_3/common-name", "of another host, with our name as its common name", "common-name",
    "tls.cert.hostname" },
  { "T_3/star", "a star for every host", "star", "tls.cert.hostname" },
  { "T_3/nul", "our name, a NUL and another host", "nul", "tls.cert.hostname" },
  { "T_4", "expired", "expired", "tls.cert.expired" },
  { "T_4/early", "not valid yet", "not-yet-valid", "tls.cert.not-yet-valid" },
  { "T/purpose", "for clients only", "client-only", "tls.cert.wrong-purpose" },
  { "T/weak", "with a key that is too weak", "weak", "tls.cert.weak" },
  { "T/incomplete", "without the intermediate authority", "incomplete",
    "tls.cert.incomplete-chain" },
};

static const struct
{
  const Protocol *protocol;
  const char *ask;
} protocols[] = {
  { &protocol_imap, IMAP_ASK "A OK begin\nF\n" },
  { &protocol_pop3, POP3_ASK "S +OK\nF\n" },
  { &protocol_smtp, SMTP_ASK "S 220 go\nF\n" },
};

/* Somebody leads the connection to another service of the same name, whose certificate is good:
 * only that no protocol is agreed upon tells (RFC 7301). */
static const Row services[] = {
  { "ALPN", "the service asked for", IMAP_ASK "A OK begin\nT\n" IMAP_INSIDE, "ok", .alpn = "imap" },
  { "ALPN/starttls", "another service of the same host", IMAP_ASK "A OK begin\nF\n",
    "tls.handshake", .alpn = "managesieve" },
  { "ALPN/implicit", "another service of the same host", "F\n", "tls.handshake",
    .settings = "encryption.mode=implicit", .alpn = "http/1.1" },
};

static void
add_kind (gsize kind, gsize protocol, const char *mode, const char *script)
{
  g_autofree char *settings = g_strconcat ("encryption.mode=", mode, NULL);
  const Row row = { kinds[kind].id, kinds[kind].what, script, kinds[kind].expected,
                    .certificate = kinds[kind].certificate };

  table_add (CHAPTER, table_make_row (&row, mode), protocols[protocol].protocol,
             g_intern_string (settings));
}

void
rows_add_certificates (void)
{
  for (gsize protocol = 0; protocol < G_N_ELEMENTS (protocols); protocol++)
    for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      {
        add_kind (kind, protocol, "starttls", protocols[protocol].ask);
        add_kind (kind, protocol, "implicit", "F\n");
      }
  table_add_all (CHAPTER, services, G_N_ELEMENTS (services), &protocol_imap,
                 "encryption.mode=starttls");
}
