/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/uid-set.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Two UIDs of 20 digits, a colon and a comma. */
#define MAX_RANGE_LENGTH 42

/**
 * imap4_uids_add_number:
 * @uids: (element-type guint64): where to add it
 * @text: digits
 * @length: how many bytes
 *
 * Returns: whether it was a UID (never 0) and there was room for it.
 */
gboolean
imap4_uids_add_number (GArray *uids, const char *text, gsize length)
{
  guint64 uid;

  if (uids->len >= IMAP4_UIDS_MAX || !imap4_number_parse (text, length, &uid) || uid == 0)
    return FALSE;
  g_array_append_val (uids, uid);

  return TRUE;
}

static gboolean
add_range (GArray *uids, const char *text, gsize length)
{
  const char *colon = memchr (text, ':', length);
  guint64 first, last;

  if (colon == NULL)
    return imap4_uids_add_number (uids, text, length);

  if (!imap4_number_parse (text, (gsize) (colon - text), &first)
      || !imap4_number_parse (colon + 1, (gsize) (text + length - colon - 1), &last))
    return FALSE;
  /* 4:2 is 2:4 (RFC 9051, section 9, seq-range). */
  if (first > last)
    {
      guint64 swap = first;

      first = last;
      last = swap;
    }
  if (first == 0 || last - first >= IMAP4_UIDS_MAX - uids->len)
    return FALSE;

  for (guint64 uid = first; uid <= last; uid++)
    g_array_append_val (uids, uid);

  return TRUE;
}

/**
 * imap4_uids_add_set:
 * @uids: (element-type guint64): where to add them
 * @text: a set such as `2:4,7`; the server has resolved every star; empty adds nothing
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Adds the numbers in the order of the set. What stands in @uids after a failure is of no use.
 *
 * Returns: whether it is a set within the limit.
 */
gboolean
imap4_uids_add_set (GArray *uids, const char *text, GError **error)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, ",");

      if (!add_range (uids, text, length))
        {
          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("the server sent a set of numbers that is wrong or too large: %.40s"),
                       text);
          return FALSE;
        }
      text += length;
      if (*text == ',')
        text++;
    }

  return TRUE;
}

static int
compare_uids (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a, right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

/**
 * imap4_uids_sort:
 * @uids: (element-type guint64): UIDs in the server's order, which means nothing (quirk 37)
 *
 * Brings them into ascending order, each once.
 */
void
imap4_uids_sort (GArray *uids)
{
  guint kept = 0;

  g_array_sort (uids, compare_uids);
  for (guint i = 0; i < uids->len; i++)
    if (kept == 0 || g_array_index (uids, guint64, i) != g_array_index (uids, guint64, kept - 1))
      g_array_index (uids, guint64, kept++) = g_array_index (uids, guint64, i);
  g_array_set_size (uids, kept);
}

static void
flush (GPtrArray *sets, GString *set)
{
  if (set->len == 0)
    return;
  g_ptr_array_add (sets, g_strndup (set->str, set->len));
  g_string_truncate (set, 0);
}

/**
 * imap4_uid_sets_build:
 * @uids: (array length=n_uids): in ascending order
 * @n_uids: how many
 * @max_bytes: the longest set wanted
 *
 * Returns: (transfer full) (element-type utf8): all of them as compact sets, cut so that no command
 *   line grows too long.
 */
GPtrArray *
imap4_uid_sets_build (const guint64 *uids, gsize n_uids, gsize max_bytes)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) set = g_string_new (NULL);

  for (gsize i = 0; i < n_uids;)
    {
      char range[MAX_RANGE_LENGTH + 1];
      gsize j = i;

      while (j + 1 < n_uids && uids[j + 1] == uids[j] + 1)
        j++;
      if (i == j)
        g_snprintf (range, sizeof range, "%" G_GUINT64_FORMAT, uids[i]);
      else
        g_snprintf (range, sizeof range, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, uids[i],
                    uids[j]);
      if (set->len + 1 + strlen (range) > max_bytes)
        flush (sets, set);
      if (set->len > 0)
        g_string_append_c (set, ',');
      g_string_append (set, range);
      i = j + 1;
    }
  flush (sets, set);

  return sets;
}
