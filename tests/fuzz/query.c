/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/mail/query/finding.h"
#include "core/mail/query/push-down.h"

#include <string.h>

static const char mail[] =
    "From: Ada <ada@example.com>\nTo: bob@example.org\nSubject: Invoice\n"
    "Date: Sun, 01 Nov 2026 09:30:00 +0100\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\n\nplease pay\n--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b--\n";

static TocsinMessage *
make_message (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (mail, strlen (mail));
  TocsinMessage *message = tocsin_message_new ();

  g_assert_true (tocsin_message_load_bytes (message, bytes, NULL));
  tocsin_message_set_flags (message, TOCSIN_MESSAGE_FLAGS_FLAGGED, NULL);

  return message;
}

static TocsinPushDown
express (const TocsinQueryNode *term, gpointer user_data)
{
  return (TocsinPushDown) (tocsin_query_node_get_field (term) % 3);
}

/* Looking at every term comes to the same answer as deciding does, and what is shown of it is one
 * short line. */
static void
check_examination (TocsinQuery *query, TocsinMessage *message, TocsinQueryVerdict verdict)
{
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GHashTable) groups = NULL;
  g_autoptr (GError) trouble = NULL;
  TocsinQueryVerdict again =
      tocsin_query_examine (query, message, 0, NULL, &findings, &groups, &trouble);

  g_assert_true ((again == TOCSIN_QUERY_VERDICT_NEEDS_MORE) == (trouble != NULL));
  if (again != TOCSIN_QUERY_VERDICT_NEEDS_MORE && verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    g_assert_cmpint (again, ==, verdict);
  for (guint i = 0; i < findings->len; i++)
    {
      const TocsinQueryFinding *finding = g_ptr_array_index (findings, i);

      if (finding->excerpt == NULL)
        continue;
      g_assert_true (g_utf8_validate (finding->excerpt, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (finding->excerpt, -1), <=, TOCSIN_QUERY_MAX_EXCERPT);
      g_assert_null (strchr (finding->excerpt, '\n'));
      g_assert_cmpuint (finding->begin, <=, finding->end);
      g_assert_cmpuint (finding->end, <=, strlen (finding->excerpt));
    }
}

/* What parses is printed and parsed again to the same; it is matched without a crash; and pushed
 * down it stands for no less. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, &error);
  g_autoptr (TocsinQuery) again = NULL;
  g_autoptr (TocsinQuery) pushed = NULL;
  g_autoptr (TocsinMessage) message = NULL;
  g_autofree char *printed = NULL;
  TocsinMessageLayers needs;
  TocsinQueryVerdict verdict;

  g_assert_true ((query == NULL) == (error != NULL));
  if (query == NULL)
    {
      g_assert_nonnull (strstr (error->message, "column"));
      return 0;
    }

  printed = tocsin_query_to_string (query);
  again = tocsin_query_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_query_equal (query, again));

  message = make_message ();
  pushed = tocsin_query_push_down (query, express, NULL);
  verdict = tocsin_query_match (query, message, 0, NULL, &needs);
  g_assert_cmpint (needs, ==, 0);
  check_examination (query, message, verdict);
  if (verdict == TOCSIN_QUERY_VERDICT_YES)
    g_assert_cmpint (tocsin_query_match (pushed, message, 0, NULL, NULL), !=,
                     TOCSIN_QUERY_VERDICT_NO);

  return 0;
}
