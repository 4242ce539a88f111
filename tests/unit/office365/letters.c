/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/office365/draft.h"
#include "plugins/office365/service.h"
#include "plugins/office365/upload-stream.h"

#include <string.h>

static char *
read_all (GInputStream *stream, gsize piece)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *buffer = g_malloc (piece);
  gssize n_read;

  while ((n_read = g_input_stream_read (stream, buffer, piece, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n_read);
  g_assert_cmpint (n_read, ==, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static guint n_ends;

static gboolean
count_end (gpointer user_data, GError **error)
{
  n_ends++;

  return TRUE;
}

/* Any length, any pieces, twice: and the end is told once. */
static void
test_stream (void)
{
  static const gsize sizes[] = { 1, 2, 3, 4, 48 * 1024 - 2, 48 * 1024, 48 * 1024 + 1, 200001 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *bytes = g_strnfill (sizes[i], 'x');
      g_autoptr (GBytes) head = g_bytes_new_static ("head", 4);
      g_autoptr (GInputStream) source =
          g_memory_input_stream_new_from_data (bytes, (gssize) sizes[i], NULL);
      GraphUploadHooks hooks = { .end = count_end };
      g_autoptr (GInputStream) stream = graph_upload_stream_new (head, source, 0, sizes[i], &hooks);
      g_autofree char *whole = g_strconcat ("head", bytes, NULL);
      g_autofree char *wanted = g_base64_encode ((const guchar *) whole, strlen (whole));

      n_ends = 0;
      for (guint try = 0; try < 2; try++)
        {
          g_autofree char *text = NULL;

          g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL));
          text = read_all (stream, 1000);
          g_assert_cmpstr (text, ==, wanted);
          g_assert_cmpuint (strlen (text), ==,
                            graph_upload_stream_get_length (GRAPH_UPLOAD_STREAM (stream)));
        }
      g_assert_cmpuint (n_ends, ==, 1);
    }
}

static gboolean
open_letter (GraphLetter *letter, const char *text, const char *const *recipients, GError **error)
{
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("a@example.org", NULL);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (g_strdup (text), (gssize) strlen (text), g_free);

  for (gsize i = 0; recipients[i] != NULL; i++)
    tocsin_envelope_add_recipient (envelope, recipients[i], TOCSIN_RECIPIENT_TO,
                                   TOCSIN_NOTIFY_DEFAULT, NULL, NULL);

  return graph_letter_init (letter, envelope, stream, strlen (text), NULL, error);
}

static void
assert_head (const char *text, const char *const *recipients, const char *head)
{
  g_auto (GraphLetter) letter = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (open_letter (&letter, text, recipients, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (letter.head, NULL), g_bytes_get_size (letter.head), head,
                   strlen (head));
}

static void
test_letter (void)
{
  static const char *const one[] = { "B@example.org", NULL };
  static const char *const two[] = { "b@example.org", "c@example.org", "C@EXAMPLE.ORG", NULL };
  g_auto (GraphLetter) letter = { 0 };
  g_autoptr (GError) error = NULL;

  assert_head ("To: b@example.org\r\n\r\nx", one, "To: b@example.org\r\n\r\n");
  assert_head ("To: b@example.org\nBcc: old@example.org,\n more@example.org\nSubject: s\n\nx", two,
               "Bcc: <c@example.org>\r\nTo: b@example.org\nSubject: s\n\n");
  g_assert_false (open_letter (&letter, "To: b@example.org, d@example.org\n\nx", two, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

static void
assert_draft (const char *text, const char *content_type, guint n_attachments)
{
  static const char *const recipients[] = { "b@example.org", NULL };
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("a@example.org", NULL);
  g_autofree char *whole = g_strconcat ("To: b@example.org\n", text, NULL);
  g_auto (GraphLetter) letter = { 0 };
  g_auto (GraphDraft) draft = { 0 };
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (open_letter (&letter, whole, recipients, &error));
  if (content_type == NULL)
    {
      g_assert_false (graph_draft_init (&draft, &letter, envelope, NULL, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
      return;
    }
  g_assert_true (graph_draft_init (&draft, &letter, envelope, NULL, &error));
  g_assert_no_error (error);
  object = graph_draft_write (&draft, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (graph_json_get_string (graph_json_get_object (object, "body"), "contentType"),
                   ==, content_type);
  g_assert_cmpuint (draft.attachments->len, ==, n_attachments);
}

/* What JSON can carry, and what it can't. */
static void
test_draft (void)
{
  assert_draft ("\nplain", "text", 0);
  assert_draft ("Content-Type: text/html\n\n<p>", "html", 0);
  assert_draft ("Content-Type: text/calendar\n\nBEGIN", NULL, 0);
  assert_draft ("Content-Type: application/pdf\n\nx", "text", 1);
  assert_draft ("Content-Type: application/pkcs7-mime\n\nx", NULL, 0);
  assert_draft ("Content-Type: multipart/alternative; boundary=b\n\n--b\n\na\n--b\n"
                "Content-Type: text/html\n\nb\n--b--\n",
                "html", 0);
  assert_draft ("Content-Type: multipart/alternative; boundary=b\n\n--b\n\na\n--b\n"
                "Content-Type: text/calendar\n\nb\n--b--\n",
                NULL, 0);
  assert_draft ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b\n"
                "Content-Type: image/png\n\nb\n--b--\n",
                "text", 1);
  assert_draft ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b\n\nb\n--b--\n", NULL,
                0);
  assert_draft ("Content-Type: multipart/signed; boundary=b\n\n--b\n\na\n--b\n\nb\n--b--\n", NULL,
                0);
  assert_draft ("Content-Type: multipart/report; boundary=b\n\n--b\n\na\n--b\n\nb\n--b--\n", NULL,
                0);
}

static void
assert_service (const char *const *assignments,
                const char *url,
                const char *version,
                const char *user,
                const char *sender)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("unit", "office365", assignments, &error);
  g_auto (GraphService) service = { 0 };

  g_assert_no_error (error);
  if (url == NULL)
    {
      g_assert_false (graph_service_init (&service, settings, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      return;
    }
  g_assert_true (graph_service_init (&service, settings, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (service.url, ==, url);
  g_assert_cmpstr (service.version, ==, version);
  g_assert_cmpstr (service.user, ==, user);
  g_assert_cmpstr (service.sender, ==, sender);
}

static void
test_service (void)
{
#define ALONE "authentication.oauth2-grant=client-credentials"
#define BOB "authentication.mailbox=bob smith@example.org"
  assert_service ((const char *const[]){ NULL }, "https://graph.microsoft.com", "/v1.0", "/me",
                  "/me");
  assert_service ((const char *const[]){ BOB, NULL }, "https://graph.microsoft.com", "/v1.0",
                  "/users/bob%20smith@example.org", "/me");
  assert_service ((const char *const[]){ BOB, "exchange.send-as=mailbox", NULL },
                  "https://graph.microsoft.com", "/v1.0", "/users/bob%20smith@example.org",
                  "/users/bob%20smith@example.org");
  assert_service ((const char *const[]){ ALONE, BOB, NULL }, "https://graph.microsoft.com", "/v1.0",
                  "/users/bob%20smith@example.org", "/users/bob%20smith@example.org");
  assert_service ((const char *const[]){ ALONE, NULL }, NULL, NULL, NULL, NULL);
  assert_service (
      (const char *const[]){ "authentication.authority=https://login.microsoftonline.us/x", NULL },
      "https://graph.microsoft.us", "/v1.0", "/me", "/me");
  assert_service ((const char *const[]){ "endpoint=https://gateway.example/graph/beta/", NULL },
                  "https://gateway.example/graph/beta/", "/graph/beta", "/me", "/me");
  assert_service ((const char *const[]){ "endpoint=https://gateway.example/?x=1", NULL }, NULL,
                  NULL, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/office365/letters/stream", test_stream);
  g_test_add_func ("/office365/letters/letter", test_letter);
  g_test_add_func ("/office365/letters/draft", test_draft);
  g_test_add_func ("/office365/letters/service", test_service);

  return g_test_run ();
}
