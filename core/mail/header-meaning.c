/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/header-meaning.h"

#include "core/mail/encoded-word.h"
#include "core/mail/mime.h"

#include <string.h>

/* The first word of a value, in lower case: what stands before a parameter. Comments may stand on
 * either side. */
static char *
first_word (const char *raw)
{
  const char *begin = tocsin_mime_skip_comments (raw != NULL ? raw : "");

  begin += strspn (begin, " \t\r\n\"");

  return g_ascii_strdown (begin, (gssize) strcspn (begin, " \t\r\n;(,\""));
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

static gboolean
has (const TocsinHeaderBlock *headers, const char *const *names)
{
  for (; *names != NULL; names++)
    if (tocsin_header_block_find_raw (headers, *names) != NULL)
      return TRUE;

  return FALSE;
}

/* Which kind of report it is (RFC 6522), empty for no report. */
static char *
find_report (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "Content-Type");
  g_autoptr (GMimeContentType) type = NULL;
  const char *kind;

  if (raw == NULL)
    return g_strdup ("");
  type = tocsin_mime_parse_content_type (raw, NULL);
  if (!g_mime_content_type_is_type (type, "multipart", "report"))
    return g_strdup ("");
  kind = g_mime_content_type_get_parameter (type, "report-type");

  return g_ascii_strdown (kind != NULL && *kind != '\0' ? kind : "unknown", -1);
}

/* Nobody's return address: a machine that wants no answer (RFC 5321, section 4.5.5). */
static gboolean
comes_from_nobody (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "Return-Path");
  g_autofree char *path = raw != NULL ? g_mime_utils_header_unfold (raw) : NULL;

  return path != NULL && g_str_equal (g_strstrip (path), "<>");
}

/* Microsoft's servers ask others not to answer what was not written by a person. Not to send
 * receipts (DR, RN, NRN) is asked for people, too. */
static gboolean
wants_no_answer (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "X-Auto-Response-Suppress");
  g_auto (GStrv) words = raw != NULL ? g_strsplit_set (raw, ", ;\t\r\n", -1) : NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], "All") == 0 || g_ascii_strcasecmp (words[i], "OOF") == 0
        || g_ascii_strcasecmp (words[i], "AutoReply") == 0)
      return TRUE;

  return FALSE;
}

/* RFC 3834, section 5: what says so itself, one way or the other. The others are what responders
 * wrote before it, and still do. */
static gboolean
is_auto (const TocsinHeaderBlock *headers, const char *report)
{
  static const char *const names[] = { "X-Autoreply",      "X-Autorespond",   "X-AutoReply-From",
                                       "X-Mail-Autoreply", "X-Autogenerated", NULL };

  if (tocsin_header_block_find_raw (headers, "Auto-Submitted") != NULL)
    return !says (headers, "Auto-Submitted", (const char *[]){ "no", "", NULL });

  return *report != '\0' || has (headers, names) || wants_no_answer (headers)
         || comes_from_nobody (headers)
         || says (headers, "Precedence", (const char *[]){ "auto_reply", "auto-reply", NULL });
}

static gboolean
is_list (const TocsinHeaderBlock *headers)
{
  static const char *const names[] = {
    "List-Id",      "List-Post",        "List-Help",    "List-Subscribe", "List-Owner",
    "List-Archive", "List-Unsubscribe", "Mailing-List", "X-Mailing-List", NULL
  };

  return has (headers, names) || says (headers, "Precedence", (const char *[]){ "list", NULL });
}

/* RFC 3464: the report names itself. Older ones come from nobody, by the mailer's own name. */
static gboolean
is_bounce (const TocsinHeaderBlock *headers, const char *report)
{
  static const char *const names[] = { "X-Failed-Recipients", NULL };
  const char *from = tocsin_header_block_find_raw (headers, "From");
  g_autofree char *sender = g_ascii_strdown (from != NULL ? from : "", -1);

  if (g_str_equal (report, "delivery-status") || has (headers, names))
    return TRUE;

  return comes_from_nobody (headers)
         && (strstr (sender, "mailer-daemon") != NULL || strstr (sender, "postmaster") != NULL);
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
  g_autofree char *report = find_report (headers);
  TocsinMessageMarks marks = 0;

  if (is_auto (headers, report))
    marks |= TOCSIN_MESSAGE_MARKS_AUTO;
  if (says (headers, "Precedence", (const char *[]){ "bulk", "junk", NULL }))
    marks |= TOCSIN_MESSAGE_MARKS_BULK;
  if (is_list (headers))
    marks |= TOCSIN_MESSAGE_MARKS_LIST;
  if (is_bounce (headers, report))
    marks |= TOCSIN_MESSAGE_MARKS_BOUNCE;

  return marks;
}
