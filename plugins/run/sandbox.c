/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/run/sandbox.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

static void
add_all (GStrvBuilder *builder, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    g_strv_builder_add (builder, words[i]);
}

/* Behind the empty directories, because it may lie below one of them. */
static void
add_directory (GStrvBuilder *builder, const char *how, const char *path)
{
  const char *const words[] = { how, path, path, NULL };

  add_all (builder, words);
}

/**
 * sandbox_lock_in:
 * @argv: (array zero-terminated=1): a command
 * @directory: where it starts
 * @attachments: (nullable): a directory that it may write to
 * @error: where to put that there is no bubblewrap
 *
 * /run is empty in there, too: through a socket below it a program could ask others (the system's
 * manager, a keyring, a container engine) to do what it may not.
 *
 * Returns: (transfer full): the command that runs it in a sandbox.
 */
GStrv
sandbox_lock_in (const char *const *argv,
                 const char *directory,
                 const char *attachments,
                 GError **error)
{
  static const char *const walls[] = { "--die-with-parent",
                                       "--unshare-all",
                                       "--cap-drop",
                                       "ALL",
                                       "--ro-bind",
                                       "/",
                                       "/",
                                       "--dev",
                                       "/dev",
                                       "--proc",
                                       "/proc",
                                       "--tmpfs",
                                       "/tmp",
                                       "--tmpfs",
                                       "/var/tmp",
                                       "--tmpfs",
                                       "/run",
                                       NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");

  if (bubblewrap == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("sandbox: bubblewrap (bwrap) is not installed"));
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("Install the package bubblewrap, or set sandbox=false."));
      return NULL;
    }

  g_strv_builder_add (builder, bubblewrap);
  add_all (builder, walls);
  if (!g_str_equal (directory, "/"))
    add_directory (builder, "--ro-bind", directory);
  if (attachments != NULL)
    add_directory (builder, "--bind", attachments);
  g_strv_builder_add_many (builder, "--chdir", directory, "--", NULL);
  add_all (builder, argv);

  return g_strv_builder_end (builder);
}
