/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/people.h"

#include "tests/generator/encode.h"

#include <string.h>

/* Somebody, and how sure it is that a reader makes out name and address. */
typedef struct
{
  const Script *script;
  char *name;
  char *local;
  const char *domain;
  gboolean sure;
} Person;

static void
person_clear (Person *self)
{
  g_free (self->name);
  g_free (self->local);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static void
person_init (Person *self, Dice *dice)
{
  static const char *const locals[] = { "ada",     "bob.stone", "info",      "no-reply",
                                        "a+tag",   "ADA",       "o'neil",    "x_y",
                                        "\"a b\"", "größe",     "billing=x", "\"q\\\"q\"" };

  self->script = words_choose_script (dice);
  self->name = words_make_phrase (dice, self->script, 2);
  self->local = g_strdup (DICE_PICK (dice, locals));
  self->domain = words_choose_domain (dice);
  self->sure = TRUE;
}

static gboolean
is_atoms (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr (" -_!#$%&'*+/=?^`{|}~", *text) == NULL)
      return FALSE;

  return TRUE;
}

/* A display name: an atom, a quoted string or encoded words; now and then raw or wrong. */
static char *
write_name (Person *self, Dice *dice)
{
  if (dice_one_in (dice, 25))
    {
      self->sure = is_atoms (self->name);
      return encode_header_text (dice, self->script, self->name, &self->sure);
    }
  if (!g_str_is_ascii (self->name) && !dice_one_in (dice, 8))
    return encode_words (dice, words_choose_charset (dice, self->script, self->name), self->name);
  if (is_atoms (self->name) && strstr (self->name, "=?") == NULL && dice_one_in (dice, 2))
    return g_strdup (self->name);

  /* Some readers decode encoded words that stand in quotes, others leave them. */
  self->sure = self->sure && strstr (self->name, "=?") == NULL;
  return encode_quoted_string (self->name);
}

static char *
write_domain (const Person *self, Dice *dice)
{
  g_autofree char *ascii = NULL;

  if (!g_str_is_ascii (self->domain) && !dice_one_in (dice, 3))
    ascii = g_hostname_to_ascii (self->domain);

  return ascii != NULL ? g_steal_pointer (&ascii) : g_strdup (self->domain);
}

static char *
write_person (Person *self, Dice *dice)
{
  g_autofree char *name = write_name (self, dice);
  g_autofree char *domain = write_domain (self, dice);

  switch (dice_roll (dice, 12))
    {
    case 0:
      *self->name = '\0';
      return g_strdup_printf ("%s@%s", self->local, domain);
    case 1:
      *self->name = '\0';
      return g_strdup_printf ("<%s@%s>", self->local, domain);
    case 2:
      self->sure = FALSE;
      return g_strdup_printf ("%s@%s (%s)", self->local, domain, name);
    case 3:
      return g_strdup_printf ("%s\r\n <%s@%s>", name, self->local, domain);
    case 4:
      self->sure = FALSE;
      return g_strdup_printf ("%s (a comment, \\) of) <%s@%s>", name, self->local, domain);
    case 5:
      self->sure = FALSE;
      return g_strdup_printf ("%s <@relay.example,@b.example:%s@%s>", name, self->local, domain);
    case 6:
      self->sure = FALSE;
      return g_strdup_printf ("%s<%s@%s", name, self->local, domain);
    default:
      return g_strdup_printf ("%s <%s@%s>", name, self->local, domain);
    }
}

static void
add_hints (Letter *letter, TocsinQueryField field, const Person *person)
{
  g_autofree char *address = g_strdup_printf ("%s@%s", person->local, person->domain);
  g_autofree char *at_domain = g_strdup_printf ("@%s", person->domain);
  g_autofree char *any_at_domain = g_strdup_printf ("*@%s", person->domain);
  gboolean sure =
      person->sure && g_str_is_ascii (address) && strchr ("\"[", *person->local) == NULL;

  /* These make a pattern for the address. */
  if (strchr (person->name, '*') != NULL || *person->name == '@')
    letter_add_hint (letter, field, NULL, person->name, FALSE);
  else if (*person->name != '\0')
    {
      letter_add_hint (letter, field, NULL, person->name, person->sure);
      letter_add_hint (letter, TOCSIN_QUERY_FIELD_PARTICIPANTS, NULL, person->name,
                       person->sure && field != TOCSIN_QUERY_FIELD_DELIVERED_TO);
    }
  letter_add_hint (letter, field, NULL, address, sure);
  letter_add_hint (letter, field, NULL, person->local, sure);
  letter_add_hint (letter, field, NULL, person->domain, sure);
  letter_add_hint (letter, field, NULL, at_domain, sure);
  letter_add_hint (letter, field, NULL, any_at_domain, sure);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_ANY, NULL, address,
                   sure && field != TOCSIN_QUERY_FIELD_DELIVERED_TO);
}

static void
append_person (Letter *letter, Dice *dice, TocsinQueryField field, gboolean sure, GString *value)
{
  g_auto (Person) person = { 0 };
  g_autofree char *text = NULL;

  person_init (&person, dice);
  text = write_person (&person, dice);
  person.sure = person.sure && sure;
  g_string_append (value, text);
  add_hints (letter, field, &person);
}

/* RFC 5322, section 3.4: a name, and the addresses in it, perhaps none. */
static void
append_group (Letter *letter, Dice *dice, TocsinQueryField field, GString *value)
{
  static const char *const names[] = { "Friends", "undisclosed-recipients", "\"The team\"" };
  const char *name = DICE_PICK (dice, names);

  g_string_append_printf (value, "%s:", name);
  for (guint left = dice_roll (dice, 3); left > 0; left--)
    {
      append_person (letter, dice, field, FALSE, value);
      if (left > 1)
        g_string_append (value, ",\r\n ");
    }
  g_string_append_c (value, ';');
  letter_add_hint (letter, field, NULL, name, FALSE);
}

void
people_add (Letter *letter, Dice *dice, TocsinQueryField field, const char *header, guint most)
{
  g_autoptr (GString) value = g_string_new (NULL);
  /* Somebody whose address is wrong may spoil those beside him. */
  gboolean alone = most == 1 || dice_one_in (dice, 2);

  if (alone)
    append_person (letter, dice, field, TRUE, value);
  for (guint left = alone ? 0 : 1 + dice_roll (dice, most); left > 0; left--)
    {
      if (dice_one_in (dice, 8))
        append_group (letter, dice, field, value);
      else
        append_person (letter, dice, field, FALSE, value);
      if (left > 1)
        g_string_append (value, dice_one_in (dice, 3) ? ",\r\n\t" : ", ");
    }
  letter_add_header (letter, header, value->str);
}
