/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/forward.h"

#include "core/base/file-name.h"
#include "core/base/locale.h"
#include "core/base/temporary.h"
#include "core/mail/quote.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of a list of recipients that is shown, and of a parameter that is carried along. */
#define MAX_SHOWN 1000
#define MAX_PARAMETER 60

static char *
list_addresses (TocsinMessage *original, const char *header)
{
  GPtrArray *addresses = tocsin_message_get_addresses (original, header);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *text = tocsin_address_to_string (g_ptr_array_index (addresses, i));

      if (out->len > MAX_SHOWN)
        {
          g_string_append (out, ", …");
          break;
        }
      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", text);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_line (GString *out, const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (out, "%s %s\n", label, value);
}

static char *
describe (TocsinMessage *original)
{
  GDateTime *date = tocsin_message_get_date (original);
  g_autofree char *from = list_addresses (original, "From");
  g_autofree char *to = list_addresses (original, "To");
  g_autofree char *cc = list_addresses (original, "Cc");
  g_autofree char *moment = date != NULL ? tocsin_locale_format_moment (date) : NULL;
  g_autofree char *zone = date != NULL ? g_date_time_format (date, " %z") : NULL;
  g_autofree char *day = date != NULL ? g_strconcat (moment, zone, NULL) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "-------- %s --------\n", _ ("Forwarded message"));
  add_line (out, _ ("From:"), from);
  add_line (out, _ ("Date:"), day);
  add_line (out, _ ("Subject:"), tocsin_message_get_subject (original));
  add_line (out, _ ("To:"), to);
  add_line (out, _ ("Cc:"), cc);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * tocsin_forward_quote_text:
 * @original: what is sent on
 *
 * Returns: (transfer full): whose it is, and what a reader is shown of it.
 */
char *
tocsin_forward_quote_text (TocsinMessage *original)
{
  g_autofree char *head = describe (original);
  g_autofree char *text = tocsin_quote_cut (tocsin_message_get_text (original));

  return g_strconcat (head, "\n", text, "\n", NULL);
}

/**
 * tocsin_forward_quote_html:
 * @original: what is sent on
 *
 * Returns: (transfer full): the same as HTML; nothing of the original's own markup is in it.
 */
char *
tocsin_forward_quote_html (TocsinMessage *original)
{
  g_autofree char *text = tocsin_forward_quote_text (original);
  g_autofree char *html = tocsin_quote_to_html (text);

  return g_strdup_printf ("<div>%s</div>\n", html);
}

static void
add_parameter (GString *type, const TocsinPart *part, const char *name)
{
  const char *value = tocsin_part_get_parameter (part, name);

  if (value != NULL && strlen (value) <= MAX_PARAMETER
      && value[strspn (value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.")] == '\0')
    g_string_append_printf (type, "; %s=%s", name, value);
}

static gboolean
attach (TocsinComposer *composer, int fd, const TocsinPart *part, GError **error)
{
  g_autoptr (GString) type = g_string_new (part->type);
  g_autofree char *name = NULL;

  if (part->name != NULL)
    name = tocsin_file_name_clean (part->name, "x");
  add_parameter (type, part, "charset");
  add_parameter (type, part, "method");
  if (tocsin_composer_add_attachment_fd (composer, fd, name, type->str, NULL))
    return TRUE;

  /* A stranger's type may be none. */
  return tocsin_composer_add_attachment_fd (composer, fd, name, NULL, error);
}

/**
 * tocsin_forward_attach_part:
 * @composer: what sends it on
 * @original: a message whose content is known
 * @part: one of its attachments
 * @directory: where it may lie until the composer is gone
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Carries an attachment along, byte by byte.
 *
 * Returns: whether it was attached.
 */
gboolean
tocsin_forward_attach_part (TocsinComposer *composer,
                            TocsinMessage *original,
                            const TocsinPart *part,
                            const char *directory,
                            GCancellable *cancellable,
                            GError **error)
{
  int fd = tocsin_temporary_open_in (directory, error);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = tocsin_message_write_part (original, part, fd, cancellable, error)
         && attach (composer, fd, part, error);
  close (fd);

  return done;
}

/**
 * tocsin_forward_attach_message:
 * @composer: what sends it on
 * @original: a message whose raw form is known
 * @directory: where it may lie until the composer is gone
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Attaches the message as it is (message/rfc822), headers and signatures included.
 *
 * Returns: whether it was attached.
 */
gboolean
tocsin_forward_attach_message (TocsinComposer *composer,
                               TocsinMessage *original,
                               const char *directory,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autofree char *stem = tocsin_file_name_clean (tocsin_message_get_subject (original), "message");
  g_autofree char *name = g_strconcat (stem, ".eml", NULL);
  int fd = tocsin_temporary_open_in (directory, error);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = tocsin_message_write_raw (original, fd, cancellable, error)
         && tocsin_composer_add_attachment_fd (composer, fd, name, "message/rfc822", error);
  close (fd);

  return done;
}
