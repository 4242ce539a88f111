/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-undecided.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>

/* Of a subject, so much tells which message it is. */
#define SUBJECT_BYTES 60

struct _TocsinMailUndecided
{
  guint count;
  GString *names;
  GError *first;
};

/**
 * tocsin_mail_undecided_new:
 *
 * Returns: (transfer full): no message yet.
 */
TocsinMailUndecided *
tocsin_mail_undecided_new (void)
{
  TocsinMailUndecided *self = g_new0 (TocsinMailUndecided, 1);

  self->names = g_string_new (NULL);

  return self;
}

/**
 * tocsin_mail_undecided_free:
 * @self: (transfer full): messages
 */
void
tocsin_mail_undecided_free (TocsinMailUndecided *self)
{
  g_string_free (self->names, TRUE);
  g_clear_error (&self->first);
  g_free (self);
}

static void
append_name (GString *names, const TocsinMessageRef *ref, TocsinMessage *message)
{
  const char *subject = message != NULL ? tocsin_message_get_subject (message) : "";
  g_autofree char *shown = tocsin_text_escape (subject, -1, SUBJECT_BYTES);

  if (*shown != '\0')
    g_string_append_printf (names, "%s%s (“%s”)", names->len > 0 ? ", " : "", ref->key, shown);
  else
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", ref->key);
}

/**
 * tocsin_mail_undecided_add:
 * @self: messages
 * @ref: another one
 * @message: (nullable): what is known of it
 * @why: what went wrong
 */
void
tocsin_mail_undecided_add (TocsinMailUndecided *self,
                           const TocsinMessageRef *ref,
                           TocsinMessage *message,
                           const GError *why)
{
  if (self->count++ < TOCSIN_MAIL_UNDECIDED_NAMED)
    append_name (self->names, ref, message);
  if (self->first == NULL)
    self->first = g_error_copy (why);
}

/**
 * tocsin_mail_undecided_examine:
 * @self: messages
 * @ref: another one
 * @message: all that can be known of it
 * @query: what does not decide on it
 * @now: the time that ages count from, microseconds since 1970
 * @zone: whose days are meant
 *
 * Finds out what is the matter with it, unless it can be decided when it is looked at once more.
 *
 * Returns: whether it matches, as far as that is known now.
 */
TocsinQueryVerdict
tocsin_mail_undecided_examine (TocsinMailUndecided *self,
                               const TocsinMessageRef *ref,
                               TocsinMessage *message,
                               TocsinQuery *query,
                               gint64 now,
                               GTimeZone *zone)
{
  g_autoptr (GError) why = NULL;
  TocsinQueryVerdict verdict = tocsin_query_examine (query, message, now, zone, NULL, NULL, &why);

  if (verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    return verdict;
  if (why == NULL)
    g_set_error_literal (&why, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                         _ ("the server does not tell all that the query asks about"));
  tocsin_mail_undecided_add (self, ref, message, why);

  return verdict;
}

/**
 * tocsin_mail_undecided_finish:
 * @self: messages
 * @error: where to put that there are some: code and hint of the first, and the names
 *
 * Returns: whether there are none.
 */
gboolean
tocsin_mail_undecided_finish (TocsinMailUndecided *self, GError **error)
{
  if (self->count == 0)
    return TRUE;

  if (self->count > TOCSIN_MAIL_UNDECIDED_NAMED)
    g_string_append (self->names, " …");
  g_prefix_error (&self->first,
                  g_dngettext (GETTEXT_PACKAGE, "it is not known whether %u message matches: %s: ",
                               "it is not known whether %u messages match: %s: ", self->count),
                  self->count, self->names->str);
  g_propagate_error (error, g_steal_pointer (&self->first));

  return FALSE;
}
