/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/header-meaning.h"

#include "core/mail/encoded-word.h"

#include <string.h>

/* The first word of a value, in lower case: what stands before a comment or a parameter. */
static char *
first_word (const char *raw)
{
  g_autofree char *unfolded = raw != NULL ? g_mime_utils_header_unfold (raw) : g_strdup ("");
  char *word = g_strstrip (g_ascii_strdown (unfolded, -1));

  word[strcspn (word, " \t;(,")] = '\0';

  return word;
}

static gboolean
says (const TocsinHeaderBlock *headers, const char *name, const char *const *words)
{
  g_autofree char *word = first_word (tocsin_header_block_find_raw (headers, name));

  return g_strv_contains (words, word);
}

/**
 * tocsin_header_meaning_date:
 * @headers: a header block
 *
 * Returns: (transfer full) (nullable): when the sender says it was sent, in the sender's zone.
 */
GDateTime *
tocsin_header_meaning_date (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "Date");

  return raw != NULL ? g_mime_utils_header_decode_date (raw) : NULL;
}

/**
 * tocsin_header_meaning_received:
 * @headers: a header block
 *
 * For mail that comes without a store's word on it: the newest Received header stands first, and
 * its date behind the last semicolon.
 *
 * Returns: when it was received, or else sent, microseconds since 1970; 0 when neither is told.
 */
gint64
tocsin_header_meaning_received (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "Received");
  const char *semicolon = raw != NULL ? strrchr (raw, ';') : NULL;
  g_autoptr (GDateTime) date = NULL;

  if (semicolon != NULL)
    date = g_mime_utils_header_decode_date (semicolon + 1);
  if (date == NULL)
    date = tocsin_header_meaning_date (headers);

  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
}

/**
 * tocsin_header_meaning_importance:
 * @headers: a header block
 *
 * Importance (RFC 2156) counts first, then X-Priority, then Priority.
 *
 * Returns: (transfer none): `high`, `normal` or `low`.
 */
const char *
tocsin_header_meaning_importance (const TocsinHeaderBlock *headers)
{
  static const struct
  {
    const char *header;
    const char *words[3];
    const char *meaning;
  } rows[] = {
    { "Importance", { "high" }, "high" },        { "Importance", { "low" }, "low" },
    { "Importance", { "normal" }, "normal" },    { "X-Priority", { "1", "2" }, "high" },
    { "X-Priority", { "4", "5" }, "low" },       { "X-Priority", { "3" }, "normal" },
    { "X-MSMail-Priority", { "high" }, "high" }, { "X-MSMail-Priority", { "low" }, "low" },
    { "Priority", { "urgent" }, "high" },        { "Priority", { "non-urgent" }, "low" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (says (headers, rows[i].header, rows[i].words))
      return rows[i].meaning;

  return "normal";
}

/**
 * tocsin_header_meaning_sensitivity:
 * @headers: a header block
 *
 * Returns: (transfer none): `normal`, `personal`, `private` or `confidential` (RFC 2156, section
 *   5.3.4; it calls the last one Company-Confidential).
 */
const char *
tocsin_header_meaning_sensitivity (const TocsinHeaderBlock *headers)
{
  static const struct
  {
    const char *words[3];
    const char *meaning;
  } rows[] = {
    { { "personal" }, "personal" },
    { { "private" }, "private" },
    { { "company-confidential", "confidential" }, "confidential" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (says (headers, "Sensitivity", rows[i].words))
      return rows[i].meaning;

  return "normal";
}

/* RFC 3834, section 5; the others are what responders wrote before it. */
static gboolean
is_auto (const TocsinHeaderBlock *headers)
{
  const char *submitted = tocsin_header_block_find_raw (headers, "Auto-Submitted");

  if (submitted != NULL && !says (headers, "Auto-Submitted", (const char *[]){ "no", "", NULL }))
    return TRUE;

  return tocsin_header_block_find_raw (headers, "X-Autoreply") != NULL
         || tocsin_header_block_find_raw (headers, "X-Autorespond") != NULL
         || says (headers, "Precedence", (const char *[]){ "auto_reply", NULL });
}

static gboolean
is_list (const TocsinHeaderBlock *headers)
{
  static const char *const names[] = { "List-Id",        "List-Post",        "List-Help",
                                       "List-Subscribe", "List-Unsubscribe", "List-Owner",
                                       "List-Archive" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (tocsin_header_block_find_raw (headers, names[i]) != NULL)
      return TRUE;

  return says (headers, "Precedence", (const char *[]){ "list", NULL });
}

/* RFC 3464: the report names itself. Older ones come from nobody (RFC 5321, section 4.5.5), by the
 * mailer's own name. */
static gboolean
is_bounce (const TocsinHeaderBlock *headers)
{
  const char *content_type = tocsin_header_block_find_raw (headers, "Content-Type");
  const char *return_path = tocsin_header_block_find_raw (headers, "Return-Path");
  const char *from = tocsin_header_block_find_raw (headers, "From");
  g_autofree char *type = g_ascii_strdown (content_type != NULL ? content_type : "", -1);
  g_autofree char *sender = g_ascii_strdown (from != NULL ? from : "", -1);

  if (strstr (type, "multipart/report") != NULL && strstr (type, "delivery-status") != NULL)
    return TRUE;
  if (tocsin_header_block_find_raw (headers, "X-Failed-Recipients") != NULL)
    return TRUE;

  return return_path != NULL && strstr (return_path, "<>") != NULL
         && strstr (sender, "mailer-daemon") != NULL;
}

/**
 * tocsin_header_meaning_marks:
 * @headers: a header block
 *
 * Returns: what it says about how the message came to be.
 */
TocsinMessageMarks
tocsin_header_meaning_marks (const TocsinHeaderBlock *headers)
{
  TocsinMessageMarks marks = 0;

  if (is_auto (headers))
    marks |= TOCSIN_MESSAGE_MARKS_AUTO;
  if (says (headers, "Precedence", (const char *[]){ "bulk", "junk", NULL }))
    marks |= TOCSIN_MESSAGE_MARKS_BULK;
  if (is_list (headers))
    marks |= TOCSIN_MESSAGE_MARKS_LIST;
  if (is_bounce (headers))
    marks |= TOCSIN_MESSAGE_MARKS_BOUNCE;

  return marks;
}
