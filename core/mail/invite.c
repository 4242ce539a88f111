/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/invite.h"

#include <string.h>

typedef struct
{
  gboolean any;
  gboolean with_method;
  gboolean invites;
} Calendar;

static gboolean
has_calendar_name (const TocsinPart *part)
{
  const char *dot = part->name != NULL ? strrchr (part->name, '.') : NULL;

  return dot != NULL
         && (g_ascii_strcasecmp (dot, ".ics") == 0 || g_ascii_strcasecmp (dot, ".vcs") == 0);
}

static gboolean
is_calendar (const TocsinPart *part)
{
  static const char *const types[] = { "text/calendar", "application/ics", "text/x-vcalendar",
                                       NULL };

  return g_strv_contains (types, part->type)
         || (g_str_equal (part->type, "application/octet-stream") && has_calendar_name (part));
}

/* What guests send to the organizer, and what is answered to that (RFC 5546, section 1.4). */
static gboolean
is_answer (const char *method)
{
  static const char *const answers[] = { "reply", "refresh", "counter", "declinecounter", NULL };
  g_autofree char *lower = g_ascii_strdown (method, -1);

  return g_strv_contains (answers, lower);
}

static void
look_at (const TocsinPart *part, Calendar *calendar)
{
  if (!tocsin_part_is_leaf (part))
    {
      for (guint i = 0; i < part->children->len; i++)
        look_at (g_ptr_array_index (part->children, i), calendar);
    }
  else if (is_calendar (part))
    {
      const char *method = tocsin_part_get_parameter (part, "method");

      calendar->any = TRUE;
      calendar->with_method = calendar->with_method || *method != '\0';
      calendar->invites = calendar->invites || (*method != '\0' && !is_answer (method));
    }
}

/**
 * tocsin_invite_is_in:
 * @root: a message's tree of parts
 *
 * A part for a calendar is an invitation unless its method says that it answers one (RFC 6047,
 * section 2.4): REQUEST, PUBLISH, ADD and CANCEL are; REPLY, REFRESH, COUNTER and DECLINECOUNTER
 * are not. Answers often have the event attached as a file once more, without a method: where any
 * part has one, those without do not count.
 *
 * Returns: whether the message invites.
 */
gboolean
tocsin_invite_is_in (const TocsinPart *root)
{
  Calendar calendar = { FALSE };

  look_at (root, &calendar);

  return calendar.with_method ? calendar.invites : calendar.any;
}
