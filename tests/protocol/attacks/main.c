/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/certificates.h"
#include "tests/protocol/attacks/rows.h"

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("ATTACKS_PASSWORD", SECRET_PASSWORD, TRUE);
  g_setenv ("ATTACKS_TOKEN", "ya29.token", TRUE);
  rows_add_starttls_imap ();
  rows_add_starttls_pop3 ();
  rows_add_starttls_smtp ();
  rows_add_certificates ();
  rows_add_withstand ();
  rows_add_errors ();
  rows_add_recorder ();
  mutations_add ();
  status = table_finish (g_test_run ());
  certificates_clear ();

  return status;
}
