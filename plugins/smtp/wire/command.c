/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/wire/command.h"

static gboolean
has (const SmtpExtensions *extensions, SmtpFeature feature)
{
  return (extensions->features & feature) != 0;
}

/**
 * smtp_command_add_xtext:
 * @out: where to
 * @text: anything
 *
 * Writes it so that it can be a parameter's value (RFC 3461, section 4).
 */
void
smtp_command_add_xtext (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c <= ' ' || (guchar) *c > '~' || *c == '+' || *c == '=')
      g_string_append_printf (out, "+%02X", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
}

/* RFC 6533, section 3: beyond ASCII as it is, on a line that is UTF-8. */
static void
add_unitext (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c <= ' ' || *c == 0x7f || *c == '+' || *c == '=' || *c == '\\')
      g_string_append_printf (out, "\\x{%02X}", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
}

static const char *
verb_of (TocsinSendVerb verb)
{
  static const char *const verbs[] = { "MAIL", "SEND", "SOML", "SAML" };

  return verbs[verb];
}

/**
 * smtp_command_add_mail:
 * @out: where to
 * @mail: what the server is to be told
 * @extensions: what it can do: of @mail only that is said which it understands
 *
 * Writes MAIL with its line end.
 */
void
smtp_command_add_mail (GString *out, const SmtpMail *mail, const SmtpExtensions *extensions)
{
  g_string_append_printf (out, "%s FROM:<%s>", verb_of (mail->verb), mail->sender);
  if (has (extensions, SMTP_FEATURE_SIZE))
    g_string_append_printf (out, " SIZE=%" G_GUINT64_FORMAT, mail->size);
  if (mail->eight_bit && has (extensions, SMTP_FEATURE_8BITMIME))
    g_string_append (out, " BODY=8BITMIME");
  if (mail->utf8 && has (extensions, SMTP_FEATURE_SMTPUTF8))
    g_string_append (out, " SMTPUTF8");
  if (mail->require_tls && has (extensions, SMTP_FEATURE_REQUIRETLS))
    g_string_append (out, " REQUIRETLS");
  if (has (extensions, SMTP_FEATURE_DSN) && mail->dsn_return != TOCSIN_DSN_RETURN_DEFAULT)
    g_string_append (out, mail->dsn_return == TOCSIN_DSN_RETURN_FULL ? " RET=FULL" : " RET=HDRS");
  if (has (extensions, SMTP_FEATURE_DSN) && mail->envelope_id != NULL)
    {
      g_string_append (out, " ENVID=");
      smtp_command_add_xtext (out, mail->envelope_id);
    }
  g_string_append (out, "\r\n");
}

static void
add_notify (GString *out, TocsinNotify notify)
{
  static const struct
  {
    TocsinNotify flag;
    const char *word;
  } words[] = {
    { TOCSIN_NOTIFY_NEVER, "NEVER" },
    { TOCSIN_NOTIFY_SUCCESS, "SUCCESS" },
    { TOCSIN_NOTIFY_FAILURE, "FAILURE" },
    { TOCSIN_NOTIFY_DELAY, "DELAY" },
  };
  const char *separator = " NOTIFY=";

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((notify & words[i].flag) != 0)
      {
        g_string_append_printf (out, "%s%s", separator, words[i].word);
        separator = ",";
      }
}

static void
add_original (GString *out, const char *original, gboolean utf8)
{
  if (g_str_is_ascii (original))
    {
      g_string_append (out, " ORCPT=rfc822;");
      smtp_command_add_xtext (out, original);
    }
  else if (utf8)
    {
      g_string_append (out, " ORCPT=utf-8;");
      add_unitext (out, original);
    }
}

/**
 * smtp_command_add_recipient:
 * @out: where to
 * @address: the address as it goes over the line
 * @recipient: whose it is
 * @utf8: whether the message was announced with SMTPUTF8
 * @extensions: what the server can do
 *
 * Writes RCPT with its line end.
 */
void
smtp_command_add_recipient (GString *out,
                            const char *address,
                            const TocsinRecipient *recipient,
                            gboolean utf8,
                            const SmtpExtensions *extensions)
{
  g_string_append_printf (out, "RCPT TO:<%s>", address);
  if (has (extensions, SMTP_FEATURE_DSN))
    {
      add_notify (out, recipient->notify);
      if (recipient->original != NULL)
        add_original (out, recipient->original, utf8);
    }
  g_string_append (out, "\r\n");
}
