/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/form.h"

#include <string.h>

/* Room for all that is usual, so that what grows leaves no copies behind. */
#define USUAL_SIZE (256 * 1024)

/* Shorter than this a text is no secret of its own, but may well be part of a word. */
#define LEAST_SECRET 4

struct _TocsinForm
{
  GString *text;
  GPtrArray *secrets;
};

/**
 * tocsin_form_new: (skip)
 * @grant_type: (nullable): the first value, "refresh_token"
 *
 * Returns: (transfer full): a form.
 */
TocsinForm *
tocsin_form_new (const char *grant_type)
{
  TocsinForm *self = g_new0 (TocsinForm, 1);

  self->text = g_string_sized_new (USUAL_SIZE);
  self->secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_secret_unref);
  if (grant_type != NULL)
    tocsin_form_add (self, "grant_type", grant_type);

  return self;
}

/**
 * tocsin_form_free: (skip)
 * @self: (transfer full): a form
 */
void
tocsin_form_free (TocsinForm *self)
{
  explicit_bzero (self->text->str, self->text->allocated_len);
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->secrets);
  g_free (self);
}

/**
 * tocsin_form_add: (skip)
 * @self: a form
 * @name: a name
 * @value: its value; one that is empty is left out (RFC 6749, section 3.2)
 */
void
tocsin_form_add (TocsinForm *self, const char *name, const char *value)
{
  char *escaped;

  if (*value == '\0')
    return;

  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (self->text, "%s%s=", self->text->len > 0 ? "&" : "", name);
  g_string_append (self->text, escaped);
  explicit_bzero (escaped, strlen (escaped));
  g_free (escaped);
}

/**
 * tocsin_form_add_secret: (skip)
 * @self: a form
 * @name: a name
 * @value: its value, which is never to be shown
 */
void
tocsin_form_add_secret (TocsinForm *self, const char *name, TocsinSecret *value)
{
  tocsin_form_add (self, name, tocsin_secret_peek (value));
  tocsin_form_note_secret (self, value);
}

/**
 * tocsin_form_note_secret: (skip)
 * @self: a form
 * @secret: what goes along in another way, and is never to be shown either
 */
void
tocsin_form_note_secret (TocsinForm *self, TocsinSecret *secret)
{
  g_ptr_array_add (self->secrets, tocsin_secret_ref (secret));
}

static void
free_bytes (gpointer data)
{
  GString *text = data;

  explicit_bzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

/**
 * tocsin_form_to_bytes: (skip)
 * @self: a form
 *
 * Returns: (transfer full): it as application/x-www-form-urlencoded.
 */
GBytes *
tocsin_form_to_bytes (const TocsinForm *self)
{
  GString *copy = g_string_new_len (self->text->str, (gssize) self->text->len);

  return g_bytes_new_with_free_func (copy->str, copy->len, free_bytes, copy);
}

/**
 * tocsin_form_redact: (skip)
 * @self: a form
 * @text: what a server said to it
 *
 * Returns: (transfer full): it without what was secret in the form: some servers repeat what they
 *   were sent.
 */
char *
tocsin_form_redact (const TocsinForm *self, const char *text)
{
  g_autoptr (GString) redacted = g_string_new (text);

  for (guint i = 0; i < self->secrets->len; i++)
    {
      TocsinSecret *secret = g_ptr_array_index (self->secrets, i);

      if (tocsin_secret_get_length (secret) >= LEAST_SECRET)
        g_string_replace (redacted, tocsin_secret_peek (secret), "***", 0);
    }

  return g_string_free (g_steal_pointer (&redacted), FALSE);
}
