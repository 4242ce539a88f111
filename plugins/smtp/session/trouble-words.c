/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What servers mean by their enhanced codes (RFC 3463, RFC 5248, RFC 7372) and, where these say too
 * little, by their words: those that servers and providers were seen to send. */
#include "plugins/smtp/session/trouble-words.h"

#include "core/net/server-words.h"

#include <string.h>

/* Phases as bits. */
#define AT(phase) (1u << (phase))
#define LOGIN AT (SMTP_PHASE_LOGIN)
#define SENDER AT (SMTP_PHASE_SENDER)
#define RECIPIENT AT (SMTP_PHASE_RECIPIENT)
#define CONTENT AT (SMTP_PHASE_CONTENT)
#define ENVELOPE (SENDER | RECIPIENT)
#define MESSAGE (SENDER | RECIPIENT | CONTENT)
#define ANY (~0u)

/* Whether a row is about refusals for now, for good, or both. */
#define LATER 4
#define NEVER 5
#define BOTH 0

typedef struct
{
  guint phases;
  guint class;
  const char *words;
  TocsinError meaning;
} TextMeaning;

/* In lower case; the first that is found counts. They say more than the codes beside them, which
 * are 550 5.7.1 for nearly everything. */
static const TextMeaning texts[] = {
  /* Microsoft, whose codes of tenants are no RFC's. */
  { LOGIN, NEVER, "smtpclientauthentication is disabled", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { LOGIN, NEVER, "authentication unsuccessful, basic authentication is disabled",
    TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { LOGIN, NEVER, "user is locked by your organization's security defaults",
    TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { LOGIN, NEVER, "mechanism is too weak", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, NEVER, "encryption required", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { LOGIN | SENDER, NEVER, "must issue a starttls", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { LOGIN, NEVER, "smtp access is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { LOGIN, NEVER, "smtp is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { LOGIN, NEVER, "not enabled for smtp", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { LOGIN, NEVER, "enable smtp", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { ENVELOPE, NEVER, "authentication required", TOCSIN_ERROR_SEND_AUTH_REQUIRED },
  { ENVELOPE, NEVER, "authentication is required", TOCSIN_ERROR_SEND_AUTH_REQUIRED },
  { ENVELOPE, NEVER, "client was not authenticated", TOCSIN_ERROR_SEND_AUTH_REQUIRED },
  { MESSAGE, NEVER, "sendasdenied", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { MESSAGE, NEVER, "send as this sender", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { ENVELOPE, NEVER, "sender address rejected", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { ENVELOPE, NEVER, "not owned by user", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { ENVELOPE, NEVER, "sender verify failed", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { RECIPIENT | CONTENT, NEVER, "relay", TOCSIN_ERROR_SEND_RELAY_DENIED },
  { MESSAGE, BOTH, "mailbox full", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, BOTH, "mailbox is full", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, BOTH, "over quota", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, BOTH, "overquota", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, BOTH, "quota exceeded", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, BOTH, "exceeded storage allocation", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, NEVER, "message size exceeds", TOCSIN_ERROR_SEND_TOO_BIG },
  { MESSAGE, NEVER, "message too large", TOCSIN_ERROR_SEND_TOO_BIG },
  { MESSAGE, NEVER, "message too big", TOCSIN_ERROR_SEND_TOO_BIG },
  { MESSAGE, NEVER, "maximum message size", TOCSIN_ERROR_SEND_TOO_BIG },
  { MESSAGE, NEVER, "requiretls", TOCSIN_ERROR_SEND_NEEDS_EXTENSION },
  { MESSAGE, NEVER, "smtputf8", TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8 },
  { MESSAGE, LATER, "greylist", TOCSIN_ERROR_SEND_DEFERRED },
  { MESSAGE, LATER, "graylist", TOCSIN_ERROR_SEND_DEFERRED },
  { MESSAGE, LATER, "grey-list", TOCSIN_ERROR_SEND_DEFERRED },
  { MESSAGE, BOTH, "rate limit", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, BOTH, "ratelimit", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, LATER, "too many messages", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, LATER, "too much mail", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, LATER, "throttl", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, LATER, "slow down", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, BOTH, "daily user sending", TOCSIN_ERROR_SEND_RATE_LIMITED },
  { MESSAGE, BOTH, "sending limit", TOCSIN_ERROR_SEND_RATE_LIMITED },
};

typedef struct
{
  guint phases;
  const char *enhanced;
  TocsinError meaning;
} CodeMeaning;

/* Enhanced codes, or a reply's three digits. */
static const CodeMeaning codes[] = {
  /* RFC 4954, section 6. */
  { LOGIN, "4.7.12", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, "5.7.11", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { LOGIN, "538", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { LOGIN, "5.7.13", TOCSIN_ERROR_AUTH_LOCKED },
  { LOGIN, "5.7.14", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { LOGIN, "5.7.139", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { LOGIN, "525", TOCSIN_ERROR_AUTH_LOCKED },
  { LOGIN, "5.7.9", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, "500", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, "501", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, "502", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, "503", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { LOGIN, "504", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { MESSAGE, "530", TOCSIN_ERROR_SEND_AUTH_REQUIRED },
  { MESSAGE, "5.7.30", TOCSIN_ERROR_SEND_NEEDS_EXTENSION },
  { MESSAGE, "5.6.7", TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8 },
  { MESSAGE, "5.6.9", TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8 },
  { MESSAGE, "5.6.3", TOCSIN_ERROR_SEND_NEEDS_8BITMIME },
  { MESSAGE, "5.3.4", TOCSIN_ERROR_SEND_TOO_BIG },
  { MESSAGE, "5.2.3", TOCSIN_ERROR_SEND_TOO_BIG },
  { MESSAGE, "4.2.2", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { MESSAGE, "5.2.2", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { SENDER | CONTENT, "5.7.60", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { ENVELOPE, "5.1.7", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { ENVELOPE, "5.1.8", TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { CONTENT, "5.1.1", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { CONTENT, "5.5.1", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { SENDER | CONTENT, "552", TOCSIN_ERROR_SEND_TOO_BIG },
};

static gboolean
applies (const TextMeaning *text, const SmtpReply *reply, SmtpPhase phase)
{
  return (text->phases & AT (phase)) != 0
         && (text->class == BOTH || text->class == reply->code / 100);
}

static gboolean
find_text (const SmtpReply *reply, SmtpPhase phase, TocsinError *meaning)
{
  g_autofree char *lower = g_ascii_strdown (smtp_reply_get_text (reply), -1);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (applies (&texts[i], reply, phase) && strstr (lower, texts[i].words) != NULL)
      {
        *meaning = texts[i].meaning;
        return TRUE;
      }

  return FALSE;
}

static gboolean
find_code (const SmtpReply *reply, SmtpPhase phase, TocsinError *meaning)
{
  g_autofree char *code = g_strdup_printf ("%u", reply->code);

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if ((codes[i].phases & AT (phase)) != 0
        && (g_str_equal (codes[i].enhanced, reply->enhanced)
            || g_str_equal (codes[i].enhanced, code)))
      {
        *meaning = codes[i].meaning;
        return TRUE;
      }

  return FALSE;
}

/**
 * smtp_trouble_words_find:
 * @reply: a refusal
 * @phase: what was being done
 * @meaning: (out): what it means
 *
 * Returns: whether its words or its codes say what it means.
 */
gboolean
smtp_trouble_words_find (const SmtpReply *reply, SmtpPhase phase, TocsinError *meaning)
{
  return find_text (reply, phase, meaning)
         || (phase == SMTP_PHASE_LOGIN
             && tocsin_server_words_find (smtp_reply_get_text (reply), TRUE, meaning))
         || find_code (reply, phase, meaning);
}
