/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/query.h"

#include "tests/generator/encode.h"
#include "tests/generator/variant.h"

#include <string.h>

#define MOST_DEPTH 3

/* Where terms come from: the letter that they shall find, if it can be. */
typedef struct
{
  Dice *dice;
  const Mailbox *mailbox;
  const Letter *target;
} Maker;

/* What needs no quotes anywhere. */
static gboolean
is_simple (const char *text)
{
  if (g_str_equal (text, "AND") || g_str_equal (text, "OR") || g_str_equal (text, "NOT"))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)) && (p == text || strchr (".-@", *p) == NULL))
      return FALSE;

  return *text != '\0';
}

static gboolean
is_verbatim (TocsinQueryField field)
{
  return field == TOCSIN_QUERY_FIELD_ATTACHMENT || field == TOCSIN_QUERY_FIELD_ATTACHMENTS;
}

char *
query_write_term (TocsinQueryField field, const char *header, const char *value)
{
  g_autofree char *written =
      is_simple (value) || is_verbatim (field) ? g_strdup (value) : encode_quoted_string (value);

  if (field == TOCSIN_QUERY_FIELD_ANY)
    return g_steal_pointer (&written);
  if (field == TOCSIN_QUERY_FIELD_HEADER && *value == '\0')
    return g_strdup_printf ("header:%s", header);
  if (field == TOCSIN_QUERY_FIELD_HEADER)
    return g_strdup_printf ("header:%s=%s", header, written);

  return g_strdup_printf ("%s:%s", tocsin_query_field_get_name (field), written);
}

char *
query_from_hint (const Hint *hint)
{
  return query_write_term (hint->field, hint->header, hint->value);
}

/* Not all of the language may be there. */
static gboolean
is_known (const char *query)
{
  g_autoptr (TocsinQuery) parsed = tocsin_query_parse (query, NULL);

  return parsed != NULL;
}

static char *
make_regex_term (Maker *self, const Hint *hint)
{
  static const char *const forms[] = { "/%s/",     "/%s/i", "/(?<found>%s)/is",
                                       "/^.*%s/s", "/%s$/", "/\\b%s\\b/i" };
  g_autofree char *piece = variant_of_text (self->dice, hint->value);
  g_autoptr (GString) escaped = g_string_new (NULL);
  g_autoptr (GString) value = g_string_new (DICE_PICK (self->dice, forms));
  g_autofree char *safe = g_regex_escape_string (piece, -1);

  g_string_append (escaped, safe);
  g_string_replace (escaped, "/", "\\/", 0);
  g_string_replace (value, "%s", escaped->str, 1);
  if (hint->field == TOCSIN_QUERY_FIELD_ANY)
    return g_strdup (value->str);
  if (hint->field == TOCSIN_QUERY_FIELD_HEADER)
    return g_strdup_printf ("header:%s=%s", hint->header, value->str);

  return g_strdup_printf ("%s:%s", tocsin_query_field_get_name (hint->field), value->str);
}

static gboolean
is_text (TocsinQueryField field)
{
  return field <= TOCSIN_QUERY_FIELD_MESSAGE_ID || field == TOCSIN_QUERY_FIELD_FILENAME;
}

/* The same text, looked for elsewhere: where it is, too, or where it is not. */
static char *
make_text_term (Maker *self, const Hint *hint)
{
  static const TocsinQueryField elsewhere[] = {
    TOCSIN_QUERY_FIELD_ANY,          TOCSIN_QUERY_FIELD_TEXT,    TOCSIN_QUERY_FIELD_BODY,
    TOCSIN_QUERY_FIELD_PARTICIPANTS, TOCSIN_QUERY_FIELD_SUBJECT, TOCSIN_QUERY_FIELD_FROM,
    TOCSIN_QUERY_FIELD_TO,           TOCSIN_QUERY_FIELD_CC,      TOCSIN_QUERY_FIELD_FILENAME,
    TOCSIN_QUERY_FIELD_LIST,         TOCSIN_QUERY_FIELD_HEADER,
  };
  static const char *const headers[] = { "From",       "To",       "Subject",
                                         "Message-ID", "X-Mailer", "Content-Type" };
  g_autofree char *value = variant_of_text (self->dice, hint->value);

  if (dice_one_in (self->dice, 12) && is_known ("subject:/a/"))
    return make_regex_term (self, hint);
  if (hint->field == TOCSIN_QUERY_FIELD_HEADER)
    return query_write_term (hint->field, hint->header, dice_one_in (self->dice, 3) ? "" : value);
  if (dice_one_in (self->dice, 4))
    return query_write_term (DICE_PICK (self->dice, elsewhere), DICE_PICK (self->dice, headers),
                             value);

  return query_write_term (hint->field, NULL, value);
}

static char *
make_number_term (Maker *self, const Hint *hint)
{
  static const char *const operators[] = { "=", ">", "<", ">=", "<=", "" };
  gboolean count = hint->field == TOCSIN_QUERY_FIELD_ATTACHMENTS;
  guint64 number = g_ascii_strtoull (hint->value + strspn (hint->value, "<>="), NULL, 10);
  g_autofree char *text = count ? g_strdup_printf ("%u", dice_roll (self->dice, 4))
                                : variant_of_number (self->dice, number, TRUE);
  gboolean compared = count || hint->field == TOCSIN_QUERY_FIELD_ATTACHMENT;

  return g_strdup_printf ("%s:%s%s", tocsin_query_field_get_name (hint->field),
                          compared ? DICE_PICK (self->dice, operators) : "", text);
}

static char *
make_hinted_term (Maker *self)
{
  const Hint *hint =
      g_ptr_array_index (self->target->hints, dice_roll (self->dice, self->target->hints->len));
  g_autofree char *value = NULL;

  if (is_text (hint->field))
    return make_text_term (self, hint);
  switch (hint->field)
    {
    case TOCSIN_QUERY_FIELD_ATTACHMENT:
    case TOCSIN_QUERY_FIELD_ATTACHMENTS:
    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      return make_number_term (self, hint);
    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_SENT_AFTER:
    case TOCSIN_QUERY_FIELD_SENT_BEFORE:
      value = variant_of_date (self->dice, hint->value);
      return g_strdup_printf ("%s:%s", tocsin_query_field_get_name (hint->field), value);
    default:
      return query_from_hint (hint);
    }
}

static char *
make_age_term (Maker *self)
{
  static const struct
  {
    const char *unit;
    gint64 seconds;
  } units[] = { { "d", 86400 },     { "h", 3600 },        { "m", 60 },
                { "w", 7 * 86400 }, { "mo", 30 * 86400 }, { "y", 365 * 86400 } };
  guint unit = dice_roll (self->dice, G_N_ELEMENTS (units));
  gint64 age = self->mailbox->now - self->target->received;
  gint64 count = age / units[unit].seconds + dice_roll (self->dice, 3) - 1;

  count = CLAMP (count, 0, 100000);

  return g_strdup_printf ("%s:%" G_GINT64_FORMAT "%s",
                          dice_one_in (self->dice, 2) ? "newer" : "older", count, units[unit].unit);
}

/* What can be asked of any letter. */
static char *
make_common_term (Maker *self)
{
  static const char *const terms[] = {
    "is:unread",
    "is:read",
    "is:flagged",
    "is:answered",
    "is:draft",
    "is:recent",
    "is:list",
    "is:auto",
    "is:bulk",
    "is:bounce",
    "has:attachment",
    "has:html",
    "has:invite",
    "attachments:>=1",
    "type:text/*",
    "type:multipart/*",
    "type:image",
    "importance:high",
    "importance:normal",
    "keyword:LATER",
    "header:Date",
    "header:List-Id",
    "filename:*.pdf",
    "larger:1K",
    "smaller:800",
    "is:signed",
    "is:encrypted",
    "has:signature",
    "sensitivity:normal",
    "sensitivity:private",
    "spf:pass",
    "dkim:fail",
    "dmarc:none",
  };
  const char *term = DICE_PICK (self->dice, terms);

  return g_strdup (is_known (term) ? term : "is:unread");
}

static char *
make_term (Maker *self)
{
  for (guint tries = 0; tries < 5; tries++)
    {
      guint way = dice_roll (self->dice, 10);
      g_autofree char *term = way < 7    ? make_hinted_term (self)
                              : way == 7 ? make_age_term (self)
                                         : make_common_term (self);

      if (is_known (term))
        return g_steal_pointer (&term);
    }

  return g_strdup ("has:attachment");
}

static void
choose_target (Maker *self)
{
  self->target =
      mailbox_get_letter (self->mailbox, dice_roll (self->dice, self->mailbox->letters->len));
}

static char *make_node (Maker *self, guint depth);

static char *
make_joined (Maker *self, guint depth, const char *between, gboolean one_target)
{
  GString *text = g_string_new (NULL);
  guint count = 2 + dice_roll (self->dice, 3);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *child = NULL;

      if (!one_target)
        choose_target (self);
      child = make_node (self, depth - 1);
      g_string_append_printf (text, "%s(%s)", i > 0 ? between : "", child);
    }

  return g_string_free (text, FALSE);
}

static char *
make_group (Maker *self)
{
  static const TocsinQueryField fields[] = { TOCSIN_QUERY_FIELD_SUBJECT, TOCSIN_QUERY_FIELD_FROM,
                                             TOCSIN_QUERY_FIELD_BODY,
                                             TOCSIN_QUERY_FIELD_PARTICIPANTS };
  GString *text = g_string_new (NULL);
  const char *name = tocsin_query_field_get_name (DICE_PICK (self->dice, fields));
  const char *between = dice_one_in (self->dice, 3) ? " " : " OR ";
  guint count = 2 + dice_roll (self->dice, 2);

  g_string_append_printf (text, "%s:(", name);
  for (guint i = 0; i < count; i++)
    {
      const Hint *hint =
          g_ptr_array_index (self->target->hints, dice_roll (self->dice, self->target->hints->len));
      g_autofree char *value = variant_of_text (self->dice, hint->value);
      g_autofree char *quoted = encode_quoted_string (value);
      g_autofree char *alone = g_strdup_printf ("%s:%s", name, quoted);

      g_string_append_printf (text, "%s%s%s", i > 0 ? between : "",
                              dice_one_in (self->dice, 6) ? "-" : "",
                              is_known (alone) ? quoted : "friday");
      choose_target (self);
    }

  return g_string_free (g_string_append_c (text, ')'), FALSE);
}

static char *
make_negated (Maker *self, guint depth)
{
  g_autofree char *child = make_node (self, depth - 1);

  return g_strdup_printf ("%s(%s)", dice_one_in (self->dice, 2) ? "-" : "NOT ", child);
}

static char *
make_node (Maker *self, guint depth)
{
  switch (depth > 0 ? dice_roll (self->dice, 10) : 0)
    {
    case 4:
      return make_joined (self, depth, " ", TRUE);
    case 5:
      return make_joined (self, depth, " AND ", !dice_one_in (self->dice, 4));
    case 6:
    case 7:
      return make_joined (self, depth, " OR ", FALSE);
    case 8:
      return make_negated (self, depth);
    case 9:
      return make_group (self);
    default:
      return make_term (self);
    }
}

char *
query_make (Dice *dice, const Mailbox *mailbox)
{
  Maker maker = { dice, mailbox, NULL };

  choose_target (&maker);

  return make_node (&maker, MOST_DEPTH);
}
