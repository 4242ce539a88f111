/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/wire/extensions.h"

#include <string.h>

/* More words than that are nothing that anybody offers. */
#define MAX_MECHANISMS 100

static const struct
{
  const char *keyword;
  SmtpFeature feature;
} keywords[] = {
  { "STARTTLS", SMTP_FEATURE_STARTTLS },
  { "AUTH", SMTP_FEATURE_AUTH },
  { "SIZE", SMTP_FEATURE_SIZE },
  { "PIPELINING", SMTP_FEATURE_PIPELINING },
  { "CHUNKING", SMTP_FEATURE_CHUNKING },
  { "8BITMIME", SMTP_FEATURE_8BITMIME },
  { "SMTPUTF8", SMTP_FEATURE_SMTPUTF8 },
  { "DSN", SMTP_FEATURE_DSN },
  { "ENHANCEDSTATUSCODES", SMTP_FEATURE_ENHANCEDSTATUSCODES },
  { "REQUIRETLS", SMTP_FEATURE_REQUIRETLS },
  { "LIMITS", SMTP_FEATURE_LIMITS },
  { "VRFY", SMTP_FEATURE_VRFY },
  { "EXPN", SMTP_FEATURE_EXPN },
  { "SEND", SMTP_FEATURE_SEND },
  { "SOML", SMTP_FEATURE_SOML },
  { "SAML", SMTP_FEATURE_SAML },
};

/**
 * smtp_extensions_clear:
 * @self: what a server can do
 *
 * Forgets all of it.
 */
void
smtp_extensions_clear (SmtpExtensions *self)
{
  g_clear_pointer (&self->mechanisms, g_ptr_array_unref);
  g_clear_pointer (&self->words, g_free);
  memset (self, 0, sizeof *self);
}

static void
add_mechanism (SmtpExtensions *self, const char *name)
{
  g_autofree char *upper = g_ascii_strup (name, -1);

  if (*upper == '\0' || self->mechanisms->len >= MAX_MECHANISMS
      || g_ptr_array_find_with_equal_func (self->mechanisms, upper, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->mechanisms, g_steal_pointer (&upper));
}

/* RFC 9422, section 4.1. What is no number is no limit. */
static void
read_limit (SmtpExtensions *self, const char *word)
{
  const char *equals = strchr (word, '=');
  guint64 value = equals != NULL ? g_ascii_strtoull (equals + 1, NULL, 10) : 0;
  guint limit = (guint) MIN (value, G_MAXUINT);

  if (g_ascii_strncasecmp (word, "MAILMAX=", 8) == 0)
    self->max_mails = limit;
  else if (g_ascii_strncasecmp (word, "RCPTMAX=", 8) == 0)
    self->max_recipients = limit;
  else if (g_ascii_strncasecmp (word, "RCPTDOMAINMAX=", 14) == 0)
    self->max_domains = limit;
}

static void
read_parameters (SmtpExtensions *self, SmtpFeature feature, char **words)
{
  for (; *words != NULL; words++)
    if (feature == SMTP_FEATURE_AUTH)
      add_mechanism (self, *words);
    else if (feature == SMTP_FEATURE_SIZE && g_ascii_isdigit (**words))
      self->max_size = g_ascii_strtoull (*words, NULL, 10);
    else if (feature == SMTP_FEATURE_LIMITS)
      read_limit (self, *words);
}

static void
read_line (SmtpExtensions *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);

  if (words[0] == NULL)
    return;
  /* Quirk 51: old Exchange writes AUTH=LOGIN, of which "X-EXPS=LOGIN" is its own variant. */
  if (g_ascii_strncasecmp (words[0], "AUTH=", 5) == 0)
    {
      self->features |= SMTP_FEATURE_AUTH;
      add_mechanism (self, words[0] + 5);
      read_parameters (self, SMTP_FEATURE_AUTH, words + 1);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (g_ascii_strcasecmp (words[0], keywords[i].keyword) == 0)
      {
        self->features |= keywords[i].feature;
        read_parameters (self, keywords[i].feature, words + 1);
      }
}

/**
 * smtp_extensions_read:
 * @self: where to
 * @reply: a server's yes to EHLO
 *
 * Takes what the server can do. The first line is its name.
 */
void
smtp_extensions_read (SmtpExtensions *self, const SmtpReply *reply)
{
  g_auto (GStrv) lines = g_strsplit (smtp_reply_get_text (reply), "\n", -1);

  smtp_extensions_clear (self);
  self->mechanisms = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    read_line (self, lines[i]);
  self->words = g_strjoinv (", ", lines[0] != NULL && lines[1] != NULL ? lines + 1 : lines);
}

/**
 * smtp_extensions_list_mechanisms:
 * @self: what a server can do
 *
 * Returns: (transfer full): the SASL mechanisms that it offers.
 */
GStrv
smtp_extensions_list_mechanisms (const SmtpExtensions *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->mechanisms != NULL && i < self->mechanisms->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->mechanisms, i));

  return g_strv_builder_end (builder);
}
