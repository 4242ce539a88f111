/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/bad-certificates.h"
#include "tests/protocol/net/tls-try.h"

#include <glib/gstdio.h>

static char *directory;

static const char *
code_name (int code)
{
  g_autoptr (GError) error = NULL;

  if (code == BAD_CERTIFICATE_GOOD)
    return "good";

  error = g_error_new (TOCSIN_ERROR, code, "%s", "");
  return tocsin_error_get_code_name (error);
}

/* One setting may stand for the list of what is revoked. */
static char *
make_setting (const BadCertificate *row)
{
  if (g_strcmp0 (row->setting, "crl") == 0)
    return g_strdup_printf ("encryption.crl-file=%s", bad_certificates_get_crl_file ());

  return g_strdup (row->setting != NULL ? row->setting : "description=");
}

static GError *
try_row (const BadCertificate *row, TestCertificate *certificate, gboolean starttls)
{
  g_autofree char *ca = g_strdup_printf ("encryption.ca-file=%s", bad_certificates_get_ca_file ());
  g_autofree char *name =
      g_strdup_printf ("encryption.server-name=%s", row->name != NULL ? row->name : "localhost");
  g_autofree char *more = make_setting (row);
  const char *const settings[] = { ca, name, more, NULL };
  const TlsTry what = { .certificate = certificate,
                        .priority = row->priority,
                        .starttls = starttls,
                        .good = row->code == BAD_CERTIFICATE_GOOD };

  return tls_try (&what, settings, NULL);
}

static void
check_outcome (const BadCertificate *row, const GError *error, const char *how)
{
  const char *seen = error != NULL ? tocsin_error_get_code_name (error) : "good";
  gboolean right = g_str_equal (seen, code_name (row->code));

  /* The table: whoever reads the log sees the whole set at once. */
  g_test_message ("| %-48s | %-8s | %-26s | %-26s |%s", row->about, how, code_name (row->code),
                  seen, right ? "" : " DIFFERENT");
  if (!right)
    g_test_fail_printf ("%s (%s): expected %s, seen %s: %s", row->about, how, code_name (row->code),
                        seen, error != NULL ? error->message : "");
  if (right && row->said != NULL && strstr (error->message, row->said) == NULL)
    g_test_fail_printf ("%s: “%s” is missing in: %s", row->about, row->said, error->message);
}

static void
test_row (gconstpointer data)
{
  const BadCertificate *row = data;
  g_autoptr (TestCertificate) certificate = bad_certificates_make (row);
  g_autoptr (GError) error = try_row (row, certificate, FALSE);
  g_autoptr (GError) behind = NULL;

  check_outcome (row, error, "implicit");
  if (!row->starttls)
    return;

  behind = try_row (row, certificate, TRUE);
  check_outcome (row, behind, "starttls");
}

static void
test_size (void)
{
  guint n_bad = 0;

  for (gsize i = 0; i < n_bad_certificates; i++)
    n_bad += bad_certificates[i].code != BAD_CERTIFICATE_GOOD ? 1 : 0;
  g_test_message ("%u kinds of wrong", n_bad);
  g_assert_cmpuint (n_bad, >=, 40);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  bad_certificates_init (directory);
  g_test_add_func ("/tls-bad-certificates/size", test_size);
  for (gsize i = 0; i < n_bad_certificates; i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/tls-bad-certificates/%s", bad_certificates[i].about);

      g_test_add_data_func (path, &bad_certificates[i], test_row);
    }
  status = g_test_run ();
  bad_certificates_clear ();
  g_rmdir (directory);
  g_free (directory);

  return status;
}
