/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/wire/capabilities.h"

#include <string.h>

/* RFC 2449, section 3: a line of the answer has at most 512 bytes. */
#define MAX_LINE 512

struct _Pop3Capabilities
{
  GPtrArray *lines;
};

/**
 * pop3_capabilities_new:
 *
 * Returns: (transfer full): nothing yet.
 */
Pop3Capabilities *
pop3_capabilities_new (void)
{
  Pop3Capabilities *self = g_new0 (Pop3Capabilities, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * pop3_capabilities_free:
 * @self: (transfer full): capabilities
 */
void
pop3_capabilities_free (Pop3Capabilities *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * pop3_capabilities_add:
 * @self: capabilities
 * @line: another line, without its end
 *
 * What is more than any server has to say is left out.
 */
void
pop3_capabilities_add (Pop3Capabilities *self, const char *line)
{
  g_autofree char *shown = g_strndup (line, MAX_LINE);

  g_strstrip (shown);
  if (self->lines->len < POP3_CAPABILITIES_MAX && *shown != '\0')
    g_ptr_array_add (self->lines, g_steal_pointer (&shown));
}

/**
 * pop3_capabilities_get_words:
 * @self: (nullable): capabilities, if they are known
 * @name: such as `SASL`
 *
 * Returns: (nullable) (transfer none): what stands behind it, perhaps nothing; %NULL if the server
 *   does not have it.
 */
const char *
pop3_capabilities_get_words (const Pop3Capabilities *self, const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; self != NULL && i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      if (strcspn (line, " \t") == length && g_ascii_strncasecmp (line, name, length) == 0)
        return line + length + strspn (line + length, " \t");
    }

  return NULL;
}

/**
 * pop3_capabilities_has:
 * @self: (nullable): capabilities, if they are known
 * @name: such as `TOP`
 *
 * Returns: whether the server has it.
 */
gboolean
pop3_capabilities_has (const Pop3Capabilities *self, const char *name)
{
  return pop3_capabilities_get_words (self, name) != NULL;
}

/**
 * pop3_capabilities_list_mechanisms:
 * @self: (nullable): capabilities, if they are known
 *
 * Returns: (transfer full): the SASL mechanisms (RFC 5034).
 */
GStrv
pop3_capabilities_list_mechanisms (const Pop3Capabilities *self)
{
  const char *words = pop3_capabilities_get_words (self, "SASL");
  g_auto (GStrv) split = g_strsplit_set (words != NULL ? words : "", " \t", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; split[i] != NULL; i++)
    if (*split[i] != '\0')
      g_strv_builder_add (builder, split[i]);

  return g_strv_builder_end (builder);
}

/**
 * pop3_capabilities_get_number:
 * @self: (nullable): capabilities, if they are known
 * @name: such as `LOGIN-DELAY`
 * @number: (out): what stands behind it
 *
 * A second word, `USER`, means that it may be another for each user (RFC 2449, section 6.5), who
 * learns it after signing in.
 *
 * Returns: whether there is a number.
 */
gboolean
pop3_capabilities_get_number (const Pop3Capabilities *self, const char *name, guint *number)
{
  const char *words = pop3_capabilities_get_words (self, name);
  g_autofree char *word = NULL;
  guint64 value;

  if (words == NULL)
    return FALSE;
  word = g_strndup (words, strcspn (words, " \t"));
  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT, &value, NULL))
    return FALSE;
  *number = (guint) value;

  return TRUE;
}

/**
 * pop3_capabilities_print:
 * @self: (nullable): capabilities, if they are known
 *
 * Returns: (transfer full): what the server can do, for people.
 */
char *
pop3_capabilities_print (const Pop3Capabilities *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; self != NULL && i < self->lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (self->lines, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
