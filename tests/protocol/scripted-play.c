/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/scripted-server-private.h"

#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/* Replaces every known <<word>>; one that isn't known yet ends the text, and @word is its name. */
static GString *
fill_in (ScriptedServer *self, const char **text, char **word)
{
  GString *filled = g_string_new (NULL);

  *word = NULL;
  while (**text != '\0')
    {
      const char *end = g_str_has_prefix (*text, "<<") ? strstr (*text, ">>") : NULL;
      g_autofree char *name = end != NULL ? g_strndup (*text + 2, (gsize) (end - *text - 2)) : NULL;
      const char *value = name != NULL ? g_hash_table_lookup (self->words, name) : NULL;

      if (name == NULL)
        {
          g_string_append_c (filled, *(*text)++);
          continue;
        }
      *text = end + 2;
      if (value == NULL)
        {
          *word = g_steal_pointer (&name);
          break;
        }
      g_string_append (filled, value);
    }

  return filled;
}

static ScriptedOutcome
expect_bytes (ScriptedServer *self, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      ScriptedOutcome outcome = scripted_need (self, i);

      if (outcome != OUTCOME_DONE || self->input->data[i] != (guint8) bytes[i])
        return scripted_report_difference (self, bytes, length, i, outcome);
    }

  g_byte_array_remove_range (self->input, 0, (guint) length);
  return OUTCOME_DONE;
}

static ScriptedOutcome
take_word (ScriptedServer *self, char *name)
{
  gsize length = 0;
  ScriptedOutcome outcome;

  while ((outcome = scripted_need (self, length)) == OUTCOME_DONE
         && strchr (" \r\n", self->input->data[length]) == NULL)
    length++;
  if (outcome != OUTCOME_DONE || length == 0)
    {
      g_autofree char *what = g_strdup_printf ("<<%s>>", name);

      g_free (name);
      return scripted_report_difference (self, what, strlen (what), 0, outcome);
    }

  g_hash_table_insert (self->words, name, g_strndup ((const char *) self->input->data, length));
  g_byte_array_remove_range (self->input, 0, (guint) length);
  return OUTCOME_DONE;
}

static ScriptedOutcome
expect_text (ScriptedServer *self, const char *text)
{
  while (*text != '\0')
    {
      char *word = NULL;
      g_autoptr (GString) filled = fill_in (self, &text, &word);
      ScriptedOutcome outcome = expect_bytes (self, filled->str, filled->len);

      if (outcome == OUTCOME_DONE && word != NULL)
        outcome = take_word (self, word);
      else
        g_free (word);
      if (outcome != OUTCOME_DONE)
        return outcome;
    }

  return OUTCOME_DONE;
}

static ScriptedOutcome
send_text (ScriptedServer *self, const char *text)
{
  char *word = NULL;
  g_autoptr (GString) filled = fill_in (self, &text, &word);

  /* A script that says a word which it never took is wrong itself. */
  g_assert_null (word);
  return scripted_transmit (self, filled->str, filled->len);
}

/* A TLS record holds so much. */
#define BATCH_BYTES 16384

static ScriptedOutcome
send_repeated (ScriptedServer *self, const char *bytes, gsize length, guint64 times)
{
  guint64 batch = CLAMP (BATCH_BYTES / MAX (length, 1), 1, MAX (times, 1));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint64 i = 0; i < batch; i++)
    g_string_append_len (text, bytes, (gssize) length);
  for (; times > 0; times -= MIN (batch, times))
    if (scripted_transmit (self, text->str, (gsize) MIN (batch, times) * length) != OUTCOME_DONE)
      return OUTCOME_GONE;

  return OUTCOME_DONE;
}

static ScriptedOutcome
drip (ScriptedServer *self, const char *text, guint interval_ms)
{
  char *word = NULL;
  g_autoptr (GString) filled = fill_in (self, &text, &word);

  g_assert_null (word);
  for (gsize i = 0; i < filled->len; i++)
    {
      GPollFD stop = { .fd = self->stop, .events = G_IO_IN };

      if (scripted_transmit (self, filled->str + i, 1) != OUTCOME_DONE
          || (interval_ms > 0 && g_poll (&stop, 1, (int) interval_ms) > 0))
        return OUTCOME_GONE;
    }

  return OUTCOME_DONE;
}

static ScriptedOutcome
scripted_discard (ScriptedServer *self, guint64 length)
{
  while (length > 0)
    {
      ScriptedOutcome outcome = scripted_need (self, 0);
      guint piece = (guint) MIN (length, self->input->len);

      if (outcome != OUTCOME_DONE)
        {
          scripted_report (self, "%" G_GUINT64_FORMAT " bytes are missing", length);
          return OUTCOME_WRONG;
        }
      g_byte_array_remove_range (self->input, 0, piece);
      length -= piece;
    }

  return OUTCOME_DONE;
}

static ScriptedOutcome
keep_silent (ScriptedServer *self)
{
  do
    g_byte_array_set_size (self->input, 0);
  while (scripted_need (self, 0) == OUTCOME_DONE);

  return OUTCOME_GONE;
}

static ScriptedOutcome
wait_for_go (ScriptedServer *self)
{
  guint64 count;

  g_assert_no_errno (eventfd_write (self->waiting, 1));
  if (scripted_poll_one (self->go, G_IO_IN, self->stop, SCRIPTED_SERVER_PATIENCE * 1000)
      && read (self->go, &count, sizeof count) > 0)
    return OUTCOME_DONE;

  scripted_report (self, "the test never said go");
  return OUTCOME_WRONG;
}

static ScriptedOutcome
play_step (ScriptedServer *self, const ScriptedStep *step)
{
  gsize length = 0;
  const char *bytes = step->bytes != NULL ? g_bytes_get_data (step->bytes, &length) : NULL;
  g_autofree char *text = g_strndup (bytes != NULL ? bytes : "", length);

  switch (step->type)
    {
    case STEP_CONNECTION:
      return scripted_take_connection (self);
    case STEP_EXPECT:
      return expect_text (self, text);
    case STEP_EXPECT_BYTES:
      return expect_bytes (self, bytes, length);
    case STEP_SEND:
      return send_text (self, text);
    case STEP_SEND_BYTES:
      return send_repeated (self, bytes, length, step->count);
    case STEP_DRIP:
      return drip (self, text, (guint) step->count);
    case STEP_DISCARD:
      return scripted_discard (self, step->count);
    case STEP_START_TLS:
      return scripted_start_tls (self);
    case STEP_FAIL_TLS:
      return scripted_fail_tls (self);
    case STEP_REFUSE_TLS:
      return scripted_refuse_tls (self, (guint) step->count);
    case STEP_CLOSE_NOTIFY:
      return scripted_end_politely (self);
    case STEP_CUT:
      return scripted_cut (self, FALSE);
    case STEP_HANG_UP:
      shutdown (self->fd, SHUT_WR);
      return keep_silent (self);
    case STEP_RESET:
      return scripted_cut (self, TRUE);
    case STEP_SILENCE:
      return keep_silent (self);
    case STEP_EXPECT_EOF:
      return scripted_expect_end (self);
    case STEP_WAIT:
      return wait_for_go (self);
    case STEP_CALL:
      step->call (self->words);
      return OUTCOME_DONE;
    default:
      g_assert_not_reached ();
    }
}

/* A client that went early has missed what it should still have said. */
static gsize
skip_to_connection (ScriptedServer *self, gsize index)
{
  for (; index < self->steps->len; index++)
    {
      const ScriptedStep *step = &g_array_index (self->steps, ScriptedStep, index);

      if (step->type == STEP_CONNECTION)
        break;
      if (step->type == STEP_EXPECT || step->type == STEP_EXPECT_BYTES)
        {
          g_autofree char *wanted = scripted_escape (g_bytes_get_data (step->bytes, NULL),
                                                     g_bytes_get_size (step->bytes));

          scripted_report (self, "the client closed early\n  expected: %s", wanted);
          return self->steps->len;
        }
    }

  scripted_drop_connection (self);
  return index;
}

gpointer
scripted_play (gpointer data)
{
  ScriptedServer *self = data;
  gsize i = 0;
  ScriptedOutcome outcome = OUTCOME_DONE;

  while (i < self->steps->len && outcome != OUTCOME_WRONG)
    {
      outcome = play_step (self, &g_array_index (self->steps, ScriptedStep, i));
      i++;
      if (outcome == OUTCOME_GONE)
        i = skip_to_connection (self, i);
    }
  if (outcome == OUTCOME_DONE)
    scripted_end_politely (self);
  scripted_drop_connection (self);

  return NULL;
}
