/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/mail/folder-name.h"
#include "plugins/imap4/wire/capabilities.h"
#include "plugins/imap4/wire/fetched.h"
#include "plugins/imap4/wire/found.h"
#include "plugins/imap4/wire/listed.h"
#include "plugins/imap4/wire/structure.h"

#include <string.h>

/* The bytes of one answer, lines and literals as the session reads them; then everything that may
 * be read in it. */

static gboolean
fill (Imap4Frame *frame, const char *p, const char *end)
{
  gboolean more = TRUE;

  while (more)
    {
      const char *stop = p < end ? memchr (p, '\n', (gsize) (end - p)) : NULL;
      Imap4BodyAnnouncement body;
      guint64 left;

      if (stop == NULL || !imap4_frame_add_line (frame, p, (gsize) (stop - p), &more, NULL))
        return FALSE;
      p = stop + 1;
      if (!more)
        return TRUE;
      left = MIN (imap4_frame_get_announced (frame), (guint64) (end - p));
      if (imap4_fetched_announces_body (frame, &body))
        imap4_frame_send_elsewhere (frame);
      else
        imap4_frame_add_bytes (frame, p, (gsize) left);
      p += left;
    }

  return TRUE;
}

static void
read_data (const Imap4Response *response)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (Imap4Fetched) fetched = imap4_fetched_new ();
  g_autoptr (Imap4Listed) listed = imap4_listed_parse (response, FALSE, NULL);
  g_autoptr (Imap4FolderStatus) status = imap4_folder_status_parse (response, TRUE, NULL);
  g_autoptr (TocsinPart) part = NULL;
  g_autofree char *prefix = NULL;
  char delimiter;

  imap4_found_parse (response, uids, NULL);
  imap4_namespace_parse (response, &prefix, &delimiter, NULL);
  if (listed != NULL)
    {
      g_autofree char *name = tocsin_folder_name_to_display (listed->id, listed->delimiter);
      g_autofree char *back = tocsin_folder_name_from_display (name, listed->delimiter);

      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_true (g_str_is_ascii (back));
    }
  if (imap4_fetched_parse (fetched, response, NULL))
    part = imap4_structure_to_part (fetched->structure, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (Imap4Frame) frame = imap4_frame_new ();
  g_autoptr (Imap4Response) response = NULL;

  if (!fill (frame, (const char *) data, (const char *) data + size))
    return 0;
  response = imap4_response_parse (g_steal_pointer (&frame), NULL);
  if (response == NULL)
    return 0;
  if (response->kind == IMAP4_RESPONSE_DATA)
    read_data (response);
  else if (response->code_text != NULL)
    imap4_capabilities_free (imap4_capabilities_new (response->code_text));

  return 0;
}
