/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/fact-label.h"

#include <glib/gi18n.h>

/* The facts that a step is about: they make up the line beside it. */
#define MAX_HEADLINES 3

typedef struct
{
  const char *name;
  const char *label;
} Label;

static const Label labels[] = {
  { "address", N_ ("Address") },
  { "addresses", N_ ("Addresses") },
  { "answer", N_ ("Answer") },
  { "capabilities", N_ ("Capabilities") },
  { "client-certificate.not-after", N_ ("Your certificate ends") },
  { "client-certificate.shown", N_ ("Your certificate was shown") },
  { "client-certificate.subject", N_ ("Your certificate") },
  { "clock.difference", N_ ("Difference of the clocks") },
  { "encryption", N_ ("Encryption") },
  { "endpoint", N_ ("Server") },
  { "extensions", N_ ("Extensions") },
  { "failed", N_ ("Did not answer") },
  { "features", N_ ("Features") },
  { "features.missing", N_ ("Missing features") },
  { "folders", N_ ("Folders") },
  { "greeting", N_ ("Greeting") },
  { "host", N_ ("Host") },
  { "limits.append", N_ ("Largest message to be stored") },
  { "limits.expire", N_ ("Messages are kept for") },
  { "limits.login-delay", N_ ("Time between sign-ins") },
  { "limits.message", N_ ("Largest message") },
  { "limits.sessions", N_ ("Sessions at once") },
  { "location", N_ ("Place") },
  { "mailbox.access", N_ ("Access") },
  { "mailbox.bytes", N_ ("Size of the mailbox") },
  { "mailbox.directory", N_ ("Directory") },
  { "mailbox.messages", N_ ("Messages") },
  { "mailbox.name", N_ ("Folder") },
  { "mailbox.owner", N_ ("Owner") },
  { "mailbox.rights", N_ ("Your rights") },
  { "mailbox.unread", N_ ("Unread messages") },
  { "max-message-size", N_ ("Largest message") },
  { "max-messages-per-session", N_ ("Messages in one session") },
  { "max-recipients", N_ ("Recipients of one message") },
  { "mechanism", N_ ("Way to sign in") },
  { "mechanism.passed-over", N_ ("Ways passed over") },
  { "proxy", N_ ("Proxy") },
  { "recipient", N_ ("Recipient") },
  { "sender", N_ ("Sender") },
  { "server", N_ ("Server") },
  { "server.version", N_ ("Version of the server") },
  { "target", N_ ("Goal") },
  { "tls.alpn", N_ ("Agreed protocol (ALPN)") },
  { "tls.binding", N_ ("Channel binding") },
  { "tls.bits", N_ ("Strength in bits") },
  { "tls.cipher", N_ ("Cipher") },
  { "tls.resumed", N_ ("Session resumed") },
  { "tls.version", N_ ("TLS version") },
  { "token.expires", N_ ("Sign-in lasts until") },
  { "token.user", N_ ("Signed in as") },
  { "watch", N_ ("Notice of new mail") },
  { "warning", N_ ("Warning") },
};

static const char *const headlines[TOCSIN_N_STEPS][MAX_HEADLINES] = {
  [TOCSIN_STEP_SETTINGS] = { "endpoint", "location" },
  [TOCSIN_STEP_NAMES] = { "host" },
  [TOCSIN_STEP_TCP] = { "address" },
  [TOCSIN_STEP_PROXY] = { "proxy" },
  [TOCSIN_STEP_TLS] = { "tls.version" },
  [TOCSIN_STEP_GREETING] = { "server", "greeting" },
  [TOCSIN_STEP_STARTTLS] = { "tls.version" },
  [TOCSIN_STEP_LOGIN] = { "mechanism", "token.user" },
  [TOCSIN_STEP_MAILBOX] = { "mailbox.name", "mailbox.messages" },
  [TOCSIN_STEP_FEATURES] = { "watch" },
  [TOCSIN_STEP_SENDING] = { "server" },
};

/**
 * tocsin_fact_label_get:
 * @name: the stable name of a fact that a test found out
 *
 * Returns: (transfer none): what a person calls it; @name itself where we have no word.
 */
const char *
tocsin_fact_label_get (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].name, name))
      return _ (labels[i].label);

  return name;
}

static const char *
look_up (GVariant *facts, const char *wanted)
{
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (g_str_equal (name, wanted))
      return value;

  return NULL;
}

static char *
show (const char *name, const char *value)
{
  guint64 count = 0;

  if (!g_str_equal (name, "mailbox.messages")
      || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &count, NULL))
    return g_strdup (value);

  return g_strdup_printf (g_dngettext (NULL, "%u message", "%u messages", (gulong) count),
                          (guint) count);
}

/**
 * tocsin_fact_label_sum_up:
 * @step: a step of a test
 * @facts: an `a(ss)`, what it found out
 *
 * Returns: (transfer full): one line of what matters most, "" when nothing does.
 */
char *
tocsin_fact_label_sum_up (TocsinStep step, GVariant *facts)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_return_val_if_fail (step < TOCSIN_N_STEPS, NULL);

  for (gsize i = 0; i < MAX_HEADLINES && headlines[step][i] != NULL; i++)
    {
      const char *value = look_up (facts, headlines[step][i]);
      g_autofree char *shown = value != NULL ? show (headlines[step][i], value) : NULL;

      if (shown != NULL && *shown != '\0')
        g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", shown);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}
