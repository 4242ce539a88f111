/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/sign-in-output.h"

#include "ui/cli/output.h"

#include <glib/gi18n.h>

static gboolean
is_so (GVariant *sign_in, const char *key)
{
  gboolean value = FALSE;

  g_variant_lookup (sign_in, key, "b", &value);

  return value;
}

static void
print_signed_in (const char *id, GVariant *sign_in)
{
  const char *user = tocsin_output_field (sign_in, "user");
  const char *expires = tocsin_output_field (sign_in, "expires");
  g_autofree char *when = tocsin_output_when (expires);

  if (user[0] != '\0')
    g_print (_ ("%s: signed in as %s"), id, user);
  else
    g_print (_ ("%s: signed in"), id);
  if (expires[0] != '\0')
    g_print (_ (", end of the latest token: %s"), when);
  g_print ("\n");
}

/**
 * tocsin_sign_in_output_print:
 * @id: a connection
 * @sign_in: what tocsin_token_state_describe() made of its tokens
 *
 * Prints how its sign-in stands, for people.
 */
void
tocsin_sign_in_output_print (const char *id, GVariant *sign_in)
{
  const char *problem = tocsin_output_field (sign_in, "problem");
  const char *stored = tocsin_output_field (sign_in, "stored");

  if (is_so (sign_in, "signed-in"))
    print_signed_in (id, sign_in);
  else if (is_so (sign_in, "needs-sign-in"))
    g_print (_ ("%s: somebody has to sign in: tocsin login %s\n"), id, id);
  else
    g_print (_ ("%s: no token yet\n"), id);
  if (stored[0] != '\0')
    g_print (_ ("  the refresh token is kept in %s: where the settings say, nothing can be "
                "written\n"),
             stored);
  if (problem[0] != '\0')
    g_print ("  [%s] %s\n", tocsin_output_field (sign_in, "code"), problem);
}
