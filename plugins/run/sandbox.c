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

/* All namespaces but that of control groups: a service may be allowed these alone, and what it
 * would hide is the name of the service. */
static const char *const walls[] = { "--die-with-parent",
                                     "--unshare-user",
                                     "--unshare-ipc",
                                     "--unshare-pid",
                                     "--unshare-net",
                                     "--unshare-uts",
                                     "--cap-drop",
                                     "ALL",
                                     "--ro-bind",
                                     "/",
                                     "/",
                                     "--dev",
                                     "/dev",
                                     "--tmpfs",
                                     "/tmp",
                                     "--tmpfs",
                                     "/var/tmp",
                                     "--tmpfs",
                                     "/run",
                                     NULL };

/* The kernel gives nobody a /proc of his own from whom it keeps parts of the big one, as services
 * do that protect its settings. */
static gboolean
can_have_proc (const char *bubblewrap)
{
  static gsize answer = 0;

  if (g_once_init_enter (&answer))
    {
      const char *argv[] = {
        bubblewrap, "--unshare-user", "--unshare-pid", "--ro-bind", "/",
        "/",        "--proc",         "/proc",         "--",        "/bin/true",
        NULL
      };
      int status = 0;
      gboolean can = g_spawn_sync (NULL, (char **) argv, NULL,
                                   G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                                   NULL, NULL, NULL, &status, NULL)
                     && status == 0;

      g_once_init_leave (&answer, can ? 1 : 2);
    }

  return answer == 1;
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
 * manager, a keyring, a container engine) to do what it may not. So is /proc, where it can't be one
 * of its own.
 *
 * Returns: (transfer full): the command that runs it in a sandbox.
 */
GStrv
sandbox_lock_in (const char *const *argv,
                 const char *directory,
                 const char *attachments,
                 GError **error)
{
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
  g_strv_builder_add_many (builder, can_have_proc (bubblewrap) ? "--proc" : "--tmpfs", "/proc",
                           NULL);
  if (!g_str_equal (directory, "/"))
    add_directory (builder, "--ro-bind", directory);
  if (attachments != NULL)
    add_directory (builder, "--bind", attachments);
  g_strv_builder_add_many (builder, "--chdir", directory, "--", NULL);
  add_all (builder, argv);

  return g_strv_builder_end (builder);
}
