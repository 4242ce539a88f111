/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/script.h"

#include <string.h>

#define PAUSE_MS 50

typedef struct
{
  ScriptedServer *server;
  gboolean tagged;
  guint n_commands;
  ScriptedCall call;
} Writer;

static char *
tag_of (const Writer *self)
{
  return self->tagged ? g_strdup_printf ("<<t%u>> ", self->n_commands) : g_strdup ("");
}

static void
say_often (const Writer *self, const char *text)
{
  char *rest;
  guint64 times = g_ascii_strtoull (text, &rest, 10);

  g_assert_true (*rest == ' ');
  scripted_server_send_repeated (self->server, rest + 1, times);
}

static void
say_bytes (const Writer *self, const char *text)
{
  g_autofree char *bytes = g_strdelimit (g_strdup (text), "@", '\0');

  scripted_server_send_bytes (self->server, bytes, strlen (text));
}

static void
write_words (Writer *self, char letter, const char *text)
{
  g_autofree char *raw = g_strcompress (text);
  g_autofree char *tag = NULL;
  g_autofree char *line = NULL;

  self->n_commands += letter == 'C';
  tag = tag_of (self);
  line = g_strconcat (strchr ("CAa", letter) != NULL ? tag : "",
                      strchr ("saBMDd", letter) != NULL ? raw : text,
                      strchr ("SCAc", letter) != NULL ? "\r\n" : "", NULL);
  switch (letter)
    {
    case 'C':
    case 'c':
      scripted_server_expect (self->server, line);
      break;
    case 'B':
      say_bytes (self, line);
      break;
    case 'M':
      say_often (self, line);
      break;
    case 'D':
      scripted_server_drip (self->server, line, PAUSE_MS);
      break;
    case 'd':
      scripted_server_drip (self->server, line, 0);
      break;
    default:
      scripted_server_send (self->server, line);
    }
}

static void
write_event (const Writer *self, char letter)
{
  static const struct
  {
    char letter;
    void (*write) (ScriptedServer *server);
  } events[] = {
    { 'T', scripted_server_start_tls },    { 'F', scripted_server_fail_tls },
    { 'E', scripted_server_expect_eof },   { 'X', scripted_server_hang_up },
    { 'Q', scripted_server_close_notify }, { 'R', scripted_server_reset },
    { 'Z', scripted_server_silence },      { 'N', scripted_server_connection },
  };

  if (letter == 'H')
    {
      scripted_server_discard (self->server, 1);
      return;
    }
  if (letter == '!')
    {
      scripted_server_call (self->server, self->call);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (events[i].letter == letter)
      {
        events[i].write (self->server);
        return;
      }
  g_assert_not_reached ();
}

static char *
fill_in_port (ScriptedServer *server, const char *script)
{
  g_autofree char *port = g_strdup_printf ("%u", scripted_server_get_port (server));
  GString *text = g_string_new (script);

  g_string_replace (text, "%PORT%", port, 0);

  return g_string_free (text, FALSE);
}

void
script_write (ScriptedServer *server, const char *script, gboolean tagged, ScriptedCall call)
{
  Writer writer = { .server = server, .tagged = tagged, .call = call };
  g_autofree char *filled = fill_in_port (server, script);
  g_auto (GStrv) lines = g_strsplit (filled, "\n", -1);

  scripted_server_connection (server);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '\0')
        continue;
      if (lines[i][1] == ' ')
        write_words (&writer, lines[i][0], lines[i] + 2);
      else
        write_event (&writer, lines[i][0]);
    }
}
