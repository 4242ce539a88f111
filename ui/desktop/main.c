/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/locale.h"
#include "ui/desktop/application.h"
#include "ui/desktop/stall-watch.h"

int
main (int argc, char **argv)
{
  g_autoptr (TocsinApplication) application = NULL;

  tocsin_locale_begin ();
  tocsin_stall_watch_begin ();
  g_set_prgname ("tocsin-manager");
  application = tocsin_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
