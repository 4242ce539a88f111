/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/base/text.h"
#include "plugins/pop3/wire/capabilities.h"
#include "plugins/pop3/wire/heading.h"
#include "plugins/pop3/wire/listing.h"
#include "plugins/pop3/wire/reply.h"

#include <string.h>

/* The bytes of an answer: each line read as whatever it may be, and all of it as the headers of a
 * message. */

static void
read_reply (const char *line, gsize length)
{
  g_autoptr (Pop3Reply) reply = pop3_reply_parse (line, length);
  g_autofree char *printed = pop3_reply_print (reply);
  g_autoptr (Pop3Reply) again = pop3_reply_parse (printed, strlen (printed));
  g_autofree char *twice = pop3_reply_print (again);

  g_assert_true (reply->kind != POP3_REPLY_ODD || reply->code == NULL);
  if (reply->kind != POP3_REPLY_ODD && tocsin_text_is_line_safe (printed))
    {
      g_assert_cmpint (reply->kind, ==, again->kind);
      g_assert_cmpstr (printed, ==, twice);
    }
}

static void
read_listing (const char *line)
{
  guint32 number = 0;
  guint64 size;
  g_autofree char *id = pop3_listing_parse_id (line, &number);

  if (id != NULL)
    {
      g_assert_cmpuint (number, >, 0);
      g_assert_true (*id != '\0' && strlen (id) <= POP3_LISTING_MAX_ID);
      for (const char *p = id; *p != '\0'; p++)
        g_assert_true (g_ascii_isgraph (*p));
    }
  if (pop3_listing_parse_size (line, &number, &size))
    g_assert_cmpuint (number, >, 0);
}

static void
read_lines (const char *p, const char *end)
{
  g_autoptr (Pop3Capabilities) capabilities = pop3_capabilities_new ();
  g_auto (GStrv) mechanisms = NULL;
  g_autofree char *printed = NULL;
  guint number;

  while (p < end)
    {
      const char *stop = memchr (p, '\n', (gsize) (end - p));
      gsize length = (gsize) ((stop != NULL ? stop : end) - p);
      g_autofree char *line = g_strndup (p, length);

      read_reply (p, length);
      read_listing (line);
      pop3_capabilities_add (capabilities, line);
      p += length + 1;
    }
  mechanisms = pop3_capabilities_list_mechanisms (capabilities);
  printed = pop3_capabilities_print (capabilities);
  pop3_capabilities_get_number (capabilities, "LOGIN-DELAY", &number);
}

/* In whatever pieces it comes, it is the same. */
static void
read_heading (const char *bytes, gsize size)
{
  gsize step = size > 0 ? 1 + (guchar) bytes[0] % 7 : 1;
  g_auto (Pop3Heading) whole = { 0 };
  g_auto (Pop3Heading) pieces = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *other = NULL;

  pop3_heading_init (&whole);
  pop3_heading_init (&pieces);
  pop3_heading_add (&whole, bytes, size);
  for (gsize at = 0; at < size; at += step)
    pop3_heading_add (&pieces, bytes + at, MIN (step, size - at));
  name = pop3_heading_fingerprint (&whole, size);
  other = pop3_heading_fingerprint (&pieces, size);
  g_assert_cmpstr (name, ==, other);
  g_assert_cmpint (whole.ended, ==, pieces.ended);
  g_assert_cmpint (pop3_heading_has_fields (&whole), ==, pop3_heading_has_fields (&pieces));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *bytes = (const char *) data;

  read_lines (bytes, bytes + size);
  read_heading (bytes, size);

  return 0;
}
