/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/mail/address-parse.h"
#include "core/mail/auto-reply.h"
#include "core/mail/forward.h"
#include "core/mail/reply.h"
#include "core/mail/subject.h"
#include "tests/unit/mail/composer/recipe.h"

#include <string.h>

#define LONGEST_LINE 998
/* What is ours in any message; further headers are those that were asked for. */
static const char *const own_headers[] = { "Date",
                                           "From",
                                           "Sender",
                                           "Reply-To",
                                           "To",
                                           "Cc",
                                           "Message-ID",
                                           "Subject",
                                           "In-Reply-To",
                                           "References",
                                           "Importance",
                                           "X-Priority",
                                           "Priority",
                                           "Sensitivity",
                                           "MIME-Version",
                                           "Content-Type",
                                           "Auto-Submitted",
                                           "X-Tocsin-Task",
                                           "Return-Receipt-To",
                                           "Content-Transfer-Encoding",
                                           "Content-Disposition",
                                           "X-Auto-Response-Suppress",
                                           "Disposition-Notification-To",
                                           NULL };

static void
check_header (const char *line, gsize length, const char *const *asked)
{
  g_autofree char *name = g_strndup (line, strcspn (line, ":"));

  g_assert_cmpuint (strlen (name), <, length);
  g_assert_true (g_strv_contains (own_headers, name) || g_strv_contains (asked, name));
}

/* Nothing that was put in has become a header, a line end or a line too long. */
static void
check_bytes (const char *bytes, gsize length, const char *const *asked)
{
  gboolean in_headers = TRUE;

  for (gsize begin = 0; begin < length;)
    {
      const char *line = bytes + begin;
      const char *lf = memchr (line, '\n', length - begin);
      gsize size = lf != NULL ? (gsize) (lf - line) : 0;

      g_assert_nonnull (lf);
      g_assert_cmpuint (size, >=, 1);
      g_assert_cmpint (lf[-1], ==, '\r');
      g_assert_cmpuint (size - 1, <=, LONGEST_LINE);
      g_assert_true (memchr (line, '\r', size - 1) == NULL);
      g_assert_true (memchr (line, '\0', size) == NULL);
      in_headers = in_headers && size > 1;
      if (in_headers && *line != ' ')
        check_header (line, size, asked);
      begin += size + 1;
    }
  g_assert_false (in_headers);
}

static void
check_envelope (TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);

  g_assert_cmpuint (recipients->len, >, 0);
  for (guint i = 0; i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);

      g_assert_null (strpbrk (recipient->address, "\r\n"));
      g_assert_nonnull (strchr (recipient->address, '@'));
    }
}

/* What refuses to be composed is none of ours; what is composed is read back. */
static void
check_message (TocsinComposer *composer, const char *const *asked)
{
  g_autoptr (TocsinEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = recipe_write (composer, &envelope, &error);
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  gsize length;
  const char *bytes;

  g_assert_true ((raw == NULL) == (error != NULL));
  if (raw == NULL)
    return;

  bytes = g_bytes_get_data (raw, &length);
  check_bytes (bytes, length, asked);
  check_envelope (envelope);
  g_assert_true (tocsin_message_load_bytes (message, raw, NULL));
  g_assert_null (tocsin_message_get_header (message, "Bcc"));
  g_assert_nonnull (tocsin_message_get_date (message));
  g_assert_cmpuint (tocsin_message_get_addresses (message, "From")->len, >, 0);
}

static void
note_header (GPtrArray *asked, const char *line)
{
  const char *colon = strchr (line, ':');

  if (g_str_has_prefix (line, "header=") && colon != NULL)
    g_ptr_array_add (asked, g_strndup (line + 7, colon - line - 7));
}

static TocsinComposer *
cook (char **lines, GPtrArray *asked)
{
  TocsinComposer *composer = tocsin_composer_new ();

  recipe_add (composer, "from=a@example.org", NULL);
  recipe_add (composer, "to=b@example.org", NULL);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autofree char *value = g_strcompress (*line);
      g_autoptr (GError) error = NULL;
      gboolean added = recipe_add (composer, value, &error);

      g_assert_true (added == (error == NULL));
      g_assert_true (error == NULL || strpbrk (error->message, "\r\n") == NULL);
      if (added)
        note_header (asked, value);
    }

  return composer;
}

static void
check_reply (TocsinComposer *composer, TocsinMessage *original, TocsinReplyMode mode)
{
  static const char *const own[] = { "a@example.org", NULL };
  g_autofree char *to = NULL;
  g_autofree char *cc = NULL;
  g_autofree char *parent = tocsin_reply_find_parent (original);
  g_autofree char *thread = tocsin_reply_find_thread (original);
  g_autofree char *why = tocsin_auto_reply_refusal (original, own);

  g_assert_true (why == NULL || strpbrk (why, "\r\n") == NULL);
  g_assert_true (tocsin_composer_set_in_reply_to (composer, parent, NULL));
  g_assert_true (tocsin_composer_set_references (composer, thread, NULL));
  if (!tocsin_reply_find_recipients (original, mode, own, &to, &cc, NULL))
    return;
  g_assert_true (tocsin_composer_add_recipient (composer, TOCSIN_RECIPIENT_TO, to, NULL));
  g_assert_true (tocsin_composer_add_recipient (composer, TOCSIN_RECIPIENT_CC, cc, NULL));
}

/* Everything that can be made of a stranger's message. */
static void
check_original (TocsinComposer *composer, const char *raw, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (raw, length);
  g_autoptr (TocsinMessage) original = tocsin_message_new ();
  g_autofree char *reply = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  GPtrArray *parts;

  if (!tocsin_message_load_bytes (original, bytes, NULL))
    return;
  reply = tocsin_subject_of_reply (tocsin_message_get_subject (original));
  g_free (tocsin_subject_of_forward (reply));
  tocsin_composer_set_subject (composer, reply, NULL);
  for (int mode = TOCSIN_REPLY_SENDER; mode <= TOCSIN_REPLY_LIST; mode++)
    check_reply (composer, original, mode);
  text = tocsin_reply_quote_text (original);
  html = tocsin_forward_quote_html (original);
  g_assert_true (tocsin_composer_set_text (composer, text, NULL));
  g_assert_true (tocsin_composer_set_html (composer, html, NULL));
  parts = tocsin_message_get_attachments (original);
  for (guint i = 0; i < MIN (parts->len, 20); i++)
    g_assert_true (tocsin_forward_attach_part (composer, original, g_ptr_array_index (parts, i),
                                               g_get_tmp_dir (), NULL, NULL));
  g_assert_true (tocsin_forward_attach_message (composer, original, g_get_tmp_dir (), NULL, NULL));
}

/* Lines of a recipe, with escapes as in C; behind an empty line, a message that is answered. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *original = strstr (text, "\n\n");
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinComposer) composer = NULL;
  g_auto (GStrv) lines = NULL;

  if (original != NULL)
    *original = '\0';
  lines = g_strsplit (text, "\n", 100);
  composer = cook (lines, asked);
  g_ptr_array_add (asked, NULL);
  check_message (composer, (const char *const *) asked->pdata);
  if (original == NULL)
    return 0;

  original += 2;
  check_original (composer, original, size - (gsize) (original - text));
  check_message (composer, (const char *const *) asked->pdata);

  return 0;
}
