/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/cli/cli.h"

G_BEGIN_DECLS

/**
 * TocsinCommandFlags:
 * @TOCSIN_COMMAND_SYSTEM: it only asks an engine, so it can ask the system's, too
 *
 * What a command is like.
 */
typedef enum
{
  TOCSIN_COMMAND_SYSTEM = 1 << 0,
} TocsinCommandFlags;

/**
 * TocsinCommand:
 * @name: the words that pick it, such as `connection add`
 * @arguments: what follows them, for people, marked for translation
 * @least: the fewest arguments
 * @most: the most, -1 for any number
 * @summary: what it does, one line
 * @options: (nullable): its own options; their values are variables of its file
 * @run: does it; returns %FALSE with the error set when it failed
 * @flags: what it is like
 *
 * One command of the program. Help, completions and the manual page are made from the table of
 * these.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  int least;
  int most;
  const char *summary;
  const GOptionEntry *options;
  gboolean (*run) (TocsinCli *cli, const char *const *arguments, GError **error);
  TocsinCommandFlags flags;
} TocsinCommand;

extern const TocsinCommand tocsin_connection_commands[];
extern const TocsinCommand tocsin_preset_commands[];
extern const TocsinCommand tocsin_login_commands[];
extern const TocsinCommand tocsin_task_commands[];
extern const TocsinCommand tocsin_trial_commands[];
extern const TocsinCommand tocsin_replay_commands[];
extern const TocsinCommand tocsin_secret_commands[];
extern const TocsinCommand tocsin_mail_commands[];
extern const TocsinCommand tocsin_send_commands[];
extern const TocsinCommand tocsin_outbox_commands[];
extern const TocsinCommand tocsin_query_commands[];
extern const TocsinCommand tocsin_engine_commands[];
extern const TocsinCommand tocsin_pause_commands[];
extern const TocsinCommand tocsin_event_commands[];
extern const TocsinCommand tocsin_transfer_commands[];
extern const TocsinCommand tocsin_doctor_commands[];
extern const TocsinCommand tocsin_help_commands[];

GPtrArray *tocsin_command_list (void);
const TocsinCommand *tocsin_command_find (const char *const *words, guint *used, GError **error);
void tocsin_command_print_list (GPtrArray *commands);
GOptionEntry *tocsin_command_global_options (TocsinCli *cli);
gboolean tocsin_command_execute (TocsinCli *cli, const char *const *words, GError **error);

G_END_DECLS
