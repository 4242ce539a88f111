/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"

/* What transcript-tls writes down, and what it must not. */

static TestCertificate *certificate;

static void
on_line (TocsinTranscript *transcript, const char *line, GString *all)
{
  /* The time differs each time. */
  g_string_append_printf (all, "%s\n", strchr (line, ' ') + 1);
}

static char *
write_down (const char *priority, const char *const *settings, gboolean good)
{
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (GString) all = g_string_new (NULL);
  const TlsTry what = {
    .certificate = certificate, .priority = priority, .good = good, .transcript = transcript
  };
  g_autoptr (GError) error = NULL;

  g_signal_connect (transcript, "line", G_CALLBACK (on_line), all);
  error = tls_try (&what, settings, NULL);
  g_assert_true (good == (error == NULL));

  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
test_messages (void)
{
  static const char *const settings[] = { "encryption.verify=none", "transcript-tls=true", NULL };
  static const struct
  {
    const char *priority;
    const char *lines[8];
  } rows[] = {
    { "NORMAL:-VERS-ALL:+VERS-TLS1.2",
      { "->  TLS handshake: CLIENT HELLO (1), ", "<-  TLS handshake: SERVER HELLO (2), ",
        "<-  TLS handshake: CERTIFICATE (11), ", "<-  TLS handshake: SERVER KEY EXCHANGE (12), ",
        "->  TLS handshake: CLIENT KEY EXCHANGE (16), ", "->🔒 TLS handshake: FINISHED (20), 12",
        "<-🔒 TLS handshake: FINISHED (20), 12", "**  TLS: (TLS1.2)" } },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.3",
      { "->  TLS handshake: CLIENT HELLO (1), ", "<-  TLS handshake: SERVER HELLO (2), ",
        "<-🔒 TLS handshake: ENCRYPTED EXTENSIONS (8), ", "<-🔒 TLS handshake: CERTIFICATE (11), ",
        "<-🔒 TLS handshake: CERTIFICATE VERIFY (15), ", "<-🔒 TLS handshake: FINISHED (20), ",
        "->🔒 TLS handshake: FINISHED (20), ", "**  TLS: (TLS1.3)" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *all = write_down (rows[i].priority, settings, TRUE);
      const char *from = all;

      for (gsize j = 0; j < G_N_ELEMENTS (rows[i].lines); j++)
        {
          const char *found = strstr (from, rows[i].lines[j]);

          if (found == NULL)
            g_error ("“%s” is missing behind line %" G_GSIZE_FORMAT " of:\n%s", rows[i].lines[j], j,
                     all);
          from = found;
        }
    }
}

static void
test_only_if_asked (void)
{
  static const char *const settings[] = { "encryption.verify=none", NULL };
  g_autofree char *all = write_down (NULL, settings, TRUE);

  g_assert_null (strstr (all, "TLS handshake"));
  g_assert_nonnull (strstr (all, "<-🔒 hello"));
}

/* Why we left, in the alert's own name. */
static void
test_alerts (void)
{
  static const char *const settings[] = { "transcript-tls=true", NULL };
  g_autofree char *all = write_down ("NORMAL:-VERS-ALL:+VERS-TLS1.2", settings, FALSE);

  g_assert_nonnull (strstr (all, "->  TLS alert: "));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, NULL);
  g_test_add_func ("/tls-log/messages", test_messages);
  g_test_add_func ("/tls-log/only-if-asked", test_only_if_asked);
  g_test_add_func ("/tls-log/alerts", test_alerts);
  status = g_test_run ();
  test_certificate_free (certificate);

  return status;
}
