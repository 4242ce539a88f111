/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/smtp/reader.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A client that says nothing for so long is done, or hangs. */
#define PATIENCE_MS 10000

static void
complain (Reader *self, const char *what)
{
  if (self->wrong == NULL)
    self->wrong = g_strdup (what);
}

/* One byte, -1 at the end. */
static int
take (Reader *self)
{
  struct pollfd waiting = { .fd = self->fd, .events = POLLIN };

  if (self->next < self->n_bytes)
    return self->bytes[self->next++];
  if (poll (&waiting, 1, PATIENCE_MS) <= 0)
    return -1;
  self->n_bytes = recv (self->fd, self->bytes, sizeof self->bytes, 0);
  self->next = 0;

  return self->n_bytes > 0 ? self->bytes[self->next++] : -1;
}

static void
say (Reader *self, const char *line)
{
  g_autofree char *whole = g_strconcat (line, "\r\n", NULL);

  if (send (self->fd, whole, strlen (whole), MSG_NOSIGNAL) != (gssize) strlen (whole))
    complain (self, "the client did not listen");
}

/* A line without its end; NULL at the end of all. */
static GString *
take_line (Reader *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  int byte;

  while ((byte = take (self)) >= 0)
    {
      if (byte == '\r')
        {
          byte = take (self);
          if (byte == '\n')
            return g_steal_pointer (&line);
          complain (self, "a bare CR");
          g_string_append_c (line, '\r');
          if (byte < 0)
            return NULL;
        }
      if (byte == '\n')
        complain (self, "a bare LF");
      if (byte == '\0')
        complain (self, "a NUL");
      g_string_append_c (line, (char) byte);
    }
  if (line->len > 0)
    complain (self, "half a line");

  return NULL;
}

static void
keep (Reader *self, GString *message)
{
  g_ptr_array_add (self->messages, g_bytes_new (message->str, message->len));
  say (self, "250 taken");
}

/* RFC 5321, section 4.5.2. */
static void
take_data (Reader *self)
{
  g_autoptr (GString) message = g_string_new (NULL);

  say (self, "354 go");
  for (;;)
    {
      g_autoptr (GString) line = take_line (self);

      if (line == NULL)
        {
          complain (self, "a message without an end");
          return;
        }
      if (line->len == 1 && line->str[0] == '.')
        break;
      if (line->len > 0 && line->str[0] == '.')
        {
          if (line->str[1] != '.')
            complain (self, "a line that begins with a single dot");
          g_string_erase (line, 0, 1);
        }
      g_string_append_len (message, line->str, (gssize) line->len);
      g_string_append (message, "\r\n");
    }
  keep (self, message);
}

/* RFC 3030, and RFC 5321, section 2.3.8, which holds for what BDAT brings without BINARYMIME. */
static void
check_lines (Reader *self, const GString *message)
{
  for (gsize i = 0; i < message->len; i++)
    {
      if (message->str[i] == '\r' && message->str[i + 1] != '\n')
        complain (self, "a bare CR");
      if (message->str[i] == '\n' && (i == 0 || message->str[i - 1] != '\r'))
        complain (self, "a bare LF");
      if (message->str[i] == '\0')
        complain (self, "a NUL");
    }
}

static void
take_chunk (Reader *self, const char *line)
{
  g_autoptr (GString) message = g_string_new (NULL);
  char *end;
  guint64 size = g_ascii_strtoull (line + strlen ("BDAT "), &end, 10);

  if (!g_str_equal (end, " LAST"))
    complain (self, "a BDAT that is not the last");
  while (size-- > 0)
    {
      int byte = take (self);

      if (byte < 0)
        {
          complain (self, "a chunk without an end");
          return;
        }
      g_string_append_c (message, (char) byte);
    }
  check_lines (self, message);
  keep (self, message);
}

static void
answer (Reader *self, const char *line)
{
  g_autofree char *word = g_strndup (line, strcspn (line, " "));

  if (g_str_equal (word, "BDAT"))
    {
      take_chunk (self, line);
      return;
    }
  g_string_append_printf (self->commands, "%s%s", self->commands->len > 0 ? " " : "", word);
  if (g_str_equal (word, "DATA"))
    take_data (self);
  else if (g_str_equal (word, "EHLO"))
    say (self, self->keywords);
  else if (g_strv_contains ((const char *const[]){ "MAIL", "RCPT", "RSET", "QUIT", NULL }, word))
    say (self, "250 ok");
  else
    {
      complain (self, "no command");
      say (self, "500 what?");
    }
}

static gpointer
serve (gpointer data)
{
  Reader *self = data;
  int at_once = 1;
  GString *line;

  self->fd = accept (self->listener, NULL, NULL);
  if (self->fd < 0)
    return NULL;
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  say (self, "220 reader");
  while ((line = take_line (self)) != NULL)
    {
      answer (self, line->str);
      g_string_free (line, TRUE);
    }
  close (self->fd);

  return NULL;
}

Reader *
reader_new (const char *keywords)
{
  Reader *self = g_new0 (Reader, 1);
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->keywords = keywords;
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->commands = g_string_new (NULL);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 1), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("reader", serve, self);

  return self;
}

/* Waits for the end of the session. */
void
reader_finish (Reader *self)
{
  if (self->thread == NULL)
    return;
  /* Who never came would be waited for, for ever. */
  shutdown (self->listener, SHUT_RDWR);
  g_thread_join (g_steal_pointer (&self->thread));
  close (self->listener);
}

void
reader_free (Reader *self)
{
  reader_finish (self);
  g_ptr_array_unref (self->messages);
  g_string_free (self->commands, TRUE);
  g_free (self->wrong);
  g_free (self);
}
