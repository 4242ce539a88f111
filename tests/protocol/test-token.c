/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/test-token.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define LABEL "tocsin-test"

struct _TestToken
{
  char *directory;
  char *certificate;
  char *key;
};

static void
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  g_autofree char *complaint = NULL;
  int status = 0;
  va_list args;

  va_start (args, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said,
                &complaint, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s%s", first, said, complaint);
}

static char *
write_file (TestToken *self, const char *name, const char *text)
{
  char *path = g_build_filename (self->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
configure (TestToken *self)
{
  g_autofree char *tokens = g_build_filename (self->directory, "tokens", NULL);
  g_autofree char *text = g_strdup_printf ("directories.tokendir = %s\n"
                                           "objectstore.backend = file\nlog.level = ERROR\n",
                                           tokens);
  g_autofree char *path = write_file (self, "softhsm2.conf", text);

  g_assert_no_errno (g_mkdir (tokens, 0700));
  g_setenv ("SOFTHSM2_CONF", path, TRUE);
}

static void
fill (TestToken *self, TestCertificate *certificate)
{
  g_autofree char *pem = test_certificate_get_key_pem (certificate, NULL);
  g_autofree char *own = write_file (self, "own.pem", test_certificate_get_pem (certificate));
  g_autofree char *key = write_file (self, "own.key", pem);

  run ("softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", TEST_TOKEN_PIN,
       "--so-pin", TEST_TOKEN_PIN, NULL);
  run ("softhsm2-util", "--import", key, "--token", LABEL, "--label", "me", "--id", "01", "--pin",
       TEST_TOKEN_PIN, NULL);
  run ("p11tool", "--batch", "--login", "--set-pin", TEST_TOKEN_PIN, "--write",
       "--load-certificate", own, "--label", "me", "--id", "01", "pkcs11:token=" LABEL, NULL);
}

static gboolean
is_installed (void)
{
  g_autofree char *softhsm = g_find_program_in_path ("softhsm2-util");
  g_autofree char *p11tool = g_find_program_in_path ("p11tool");

  return softhsm != NULL && p11tool != NULL;
}

TestToken *
test_token_new (TestCertificate *certificate)
{
  TestToken *self;

  if (!is_installed ())
    return NULL;

  self = g_new0 (TestToken, 1);
  self->directory = g_dir_make_tmp ("tocsin-token-XXXXXX", NULL);
  self->certificate = g_strdup ("pkcs11:token=" LABEL ";object=me;type=cert");
  self->key = g_strdup ("pkcs11:token=" LABEL ";object=me;type=private");
  configure (self);
  fill (self, certificate);

  return self;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_all (below);
    }
  g_remove (path);
}

void
test_token_free (TestToken *self)
{
  if (self == NULL)
    return;

  remove_all (self->directory);
  g_free (self->directory);
  g_free (self->certificate);
  g_free (self->key);
  g_free (self);
}

void
test_token_skip (void)
{
  if (g_getenv ("CI") != NULL)
    g_error ("softhsm2-util or p11tool is missing (Debian: softhsm2, gnutls-bin)");

  g_test_skip ("softhsm2-util or p11tool is missing (Debian: softhsm2, gnutls-bin)");
}

const char *
test_token_get_address (TestToken *self, const char *type)
{
  return g_str_equal (type, "cert") ? self->certificate : self->key;
}
