/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/composer/recipe.h"

#include "core/base/error.h"

#include <string.h>

/* `name|type|content`; what is empty is not given. */
static gboolean
add_part (TocsinComposer *composer, const char *value, gboolean inside, GError **error)
{
  g_auto (GStrv) pieces = g_strsplit (value, "|", 3);
  const char *name = pieces[0] != NULL ? pieces[0] : "";
  const char *type = pieces[0] != NULL && pieces[1] != NULL ? pieces[1] : "";
  const char *content = *type != '\0' || g_strv_length (pieces) == 3 ? pieces[2] : NULL;
  g_autoptr (GBytes) bytes = NULL;

  content = content != NULL ? content : "";
  bytes = g_bytes_new (content, strlen (content));
  if (inside)
    return tocsin_composer_add_inline_bytes (composer, bytes, name, type, error);

  return tocsin_composer_add_attachment_bytes (composer, bytes, *name != '\0' ? name : NULL, type,
                                               error);
}

static gboolean
add_header (TocsinComposer *composer, const char *value, GError **error)
{
  g_auto (GStrv) pieces = g_strsplit (value, ": ", 2);

  if (g_strv_length (pieces) < 2)
    return TRUE;

  return tocsin_composer_add_header (composer, pieces[0], pieces[1], error);
}

static gboolean
add_setting (TocsinComposer *composer, const char *key, const char *value, GError **error)
{
  g_autoptr (GDateTime) date = NULL;

  if (g_str_equal (key, "max-header-length"))
    tocsin_composer_set_max_header_length (composer, (guint) g_ascii_strtoull (value, NULL, 10));
  if (g_str_equal (key, "date"))
    date = g_date_time_new_from_iso8601 (value, NULL);
  if (date != NULL)
    tocsin_composer_set_date (composer, date);
  if (g_str_equal (key, "notify"))
    tocsin_composer_set_notify (composer, TOCSIN_NOTIFY_SUCCESS, TOCSIN_DSN_RETURN_HEADERS);
  if (g_str_equal (key, "automatic"))
    return tocsin_composer_set_automatic (composer, TRUE, value, error);
  if (g_str_equal (key, "attach") || g_str_equal (key, "inline"))
    return add_part (composer, value, g_str_equal (key, "inline"), error);
  if (g_str_equal (key, "header"))
    return add_header (composer, value, error);

  return TRUE;
}

/**
 * recipe_add:
 * @composer: a composer
 * @line: `KEY=VALUE`; a key that nobody knows adds nothing
 * @error: what the composer says
 */
gboolean
recipe_add (TocsinComposer *composer, const char *line, GError **error)
{
  static const struct
  {
    const char *key;
    gboolean (*set) (TocsinComposer *composer, const char *value, GError **error);
  } texts[] = {
    { "charset", tocsin_composer_set_charset },
    { "message-id-domain", tocsin_composer_set_message_id_domain },
    { "return-path", tocsin_composer_set_return_path },
    { "subject", tocsin_composer_set_subject },
    { "text", tocsin_composer_set_text },
    { "html", tocsin_composer_set_html },
    { "message-id", tocsin_composer_set_message_id },
    { "in-reply-to", tocsin_composer_set_in_reply_to },
    { "references", tocsin_composer_set_references },
    { "importance", tocsin_composer_set_importance },
    { "priority", tocsin_composer_set_priority },
    { "sensitivity", tocsin_composer_set_sensitivity },
  };
  static const char *const fields[] = { "from", "sender", "reply-to", "read-receipt-to",
                                        "delivery-notification-to" };
  static const char *const kinds[] = { "to", "cc", "bcc" };
  const char *equals = strchr (line, '=');
  g_autofree char *key = equals != NULL ? g_strndup (line, equals - line) : g_strdup (line);
  const char *value = equals != NULL ? equals + 1 : "";

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (key, texts[i].key))
      return texts[i].set (composer, value, error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (key, fields[i]))
      return tocsin_composer_set_addresses (composer, (TocsinComposerField) i, value, error);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (key, kinds[i]))
      return tocsin_composer_add_recipient (composer, (TocsinRecipientKind) i, value, error);

  return add_setting (composer, key, value, error);
}

/**
 * recipe_cook:
 * @lines: (array zero-terminated=1): for recipe_add()
 * @error: the first thing that is refused
 */
TocsinComposer *
recipe_cook (const char *const *lines, GError **error)
{
  g_autoptr (TocsinComposer) composer = tocsin_composer_new ();

  for (; *lines != NULL; lines++)
    if (!recipe_add (composer, *lines, error))
      return NULL;

  return g_steal_pointer (&composer);
}

/**
 * recipe_write:
 * @composer: a composer
 * @envelope: (out): its envelope
 * @error: what the composer says
 */
GBytes *
recipe_write (TocsinComposer *composer, TocsinEnvelope **envelope, GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  if (!tocsin_composer_write (composer, stream, envelope, NULL, error)
      || !g_output_stream_close (stream, NULL, error))
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}
