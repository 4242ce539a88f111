/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

#include <string.h>

/* A message of the corpus by its name, without the .eml. */
TocsinMessage *
corpus_load (const char *name)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autofree char *file = g_strconcat (name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", file, NULL);
  g_autoptr (GError) error = NULL;

  tocsin_message_load_file (message, path, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&message);
}

TocsinMessage *
corpus_from_text (const char *text)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  tocsin_message_load_bytes (message, bytes, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&message);
}

/* The names of all messages of the corpus. */
GPtrArray *
corpus_list (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".eml"))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (".eml")));
  g_assert_cmpuint (names->len, >=, 60);

  return names;
}

/* Not the charset: servers write out RFC 2045's default, senders leave it away. */
static void
describe_parts (GString *out, const char *title, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);

      g_string_append_printf (out, "%s: %s %s name=%s disposition=%s id=%s\n", title, part->section,
                              part->type, part->name, part->disposition, part->content_id);
    }
}

static void
describe_addresses (GString *out, TocsinMessage *message, const char *header)
{
  GPtrArray *addresses = tocsin_message_get_addresses (message, header);

  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      g_string_append_printf (out, "%s: %s <%s> %s\n", header, address->name, address->address,
                              address->group);
    }
}

/* All that is read in a message, however it came: two that differ are read differently. */
char *
corpus_describe (TocsinMessage *message)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < tocsin_message_get_n_headers (message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (message, i);

      g_string_append_printf (out, "header: %s=%s\n", header.name, header.value);
    }
  describe_addresses (out, message, "From");
  describe_addresses (out, message, "To");
  describe_addresses (out, message, "Cc");
  g_string_append_printf (
      out,
      "importance: %s\nsensitivity: %s\nmarks: %u\nprotection: %u\nhtml: %d\n"
      "invite: %d\nsignature: %d\n",
      tocsin_message_get_importance (message), tocsin_message_get_sensitivity (message),
      tocsin_message_get_marks (message), tocsin_message_get_protection (message),
      tocsin_message_has_html (message), tocsin_message_has_invite (message),
      tocsin_message_has_signature (message));
  describe_parts (out, "text", tocsin_message_get_text_parts (message));
  describe_parts (out, "attachment", tocsin_message_get_attachments (message));
  g_string_append_printf (out, "text: %s\n", tocsin_message_get_text (message));

  return g_string_free (out, FALSE);
}
