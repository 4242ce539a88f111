/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "plugins/smtp/session/trouble.h"
#include "plugins/smtp/wire/clean.h"
#include "plugins/smtp/wire/dots.h"
#include "plugins/smtp/wire/extensions.h"

#include <string.h>

/* The bytes of an answer, with all that may be made of it; and as a message, cut in two: no cut
 * makes a difference, and what comes out can't be taken for anything but one message. */

static void
read_answer (const char *bytes, gsize length)
{
  g_auto (SmtpReply) reply = { 0 };
  gboolean more = TRUE;

  smtp_reply_begin (&reply);
  while (more)
    {
      const char *lf = memchr (bytes, '\n', length);
      gsize line = lf != NULL ? (gsize) (lf - bytes) : length;

      if (!smtp_reply_add_line (&reply, bytes, line, &more, NULL) || lf == NULL)
        break;
      bytes = lf + 1;
      length -= line + 1;
    }
  if (reply.code == 0)
    return;
  for (SmtpPhase phase = SMTP_PHASE_PLAIN; phase <= SMTP_PHASE_COMMAND; phase++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (smtp_trouble_check (&reply, phase, "X", &error) == (error == NULL));
    }
  if (!more)
    {
      g_auto (SmtpExtensions) extensions = { 0 };

      smtp_extensions_read (&extensions, &reply);
    }
}

static GString *
put (const char *bytes, gsize length, gsize cut, GString *clean)
{
  GString *wire = g_string_new (NULL);
  SmtpClean cleaner = { 0 };
  SmtpDots dots = { 0 };

  smtp_clean_add (&cleaner, bytes, cut, clean);
  smtp_clean_add (&cleaner, bytes + cut, length - cut, clean);
  smtp_clean_finish (&cleaner, clean);
  cut = MIN (cut, clean->len);
  smtp_dots_add (&dots, clean->str, cut, wire);
  smtp_dots_add (&dots, clean->str + cut, clean->len - cut, wire);
  g_string_append (wire, ".\r\n");

  return wire;
}

static void
check (const GString *wire)
{
  const char *end = memmem (wire->str, wire->len, "\r\n.\r\n", 5);

  g_assert_null (memchr (wire->str, '\0', wire->len));
  for (gsize i = 0; i < wire->len; i++)
    {
      g_assert_true (wire->str[i] != '\r' || wire->str[i + 1] == '\n');
      g_assert_true (wire->str[i] != '\n' || (i > 0 && wire->str[i - 1] == '\r'));
    }
  g_assert_true (end == NULL ? wire->len == 3 : end + 5 == wire->str + wire->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *bytes = (const char *) data;
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (GString) whole = put (bytes, size, 0, clean);
  g_autoptr (GString) cut = put (bytes, size, size > 0 ? data[0] % size : 0, again);

  read_answer (bytes, size);
  check (whole);
  g_assert_true (g_string_equal (whole, cut));

  return 0;
}
