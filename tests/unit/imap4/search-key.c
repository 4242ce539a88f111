/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/search-key.h"

#include <string.h>

static char *
print (const Imap4SearchKey *key)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("%s", "");

  imap4_search_key_write (key, command);

  return imap4_command_to_string (command);
}

static Imap4SearchKey *
join (Imap4SearchKeyKind kind, Imap4SearchKey *first, Imap4SearchKey *second)
{
  g_autoptr (GPtrArray) both =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);

  g_ptr_array_add (both, first);
  g_ptr_array_add (both, second);

  return imap4_search_key_new_joined (kind, both);
}

/* A tree of keys that are single letters, 'A' to 'Z' each true or false in a world of 26 bits.
 * @meant gets the same in the simplest words. */
static Imap4SearchKey *
generate (GRand *rand, guint depth, GString *meant)
{
  guint kind = depth == 0 ? 0 : (guint) g_rand_int_range (rand, 0, 5);
  gint n_children = 0;
  g_autoptr (GPtrArray) children = NULL;

  if (kind < 2)
    {
      char letter[] = { (char) g_rand_int_range (rand, 'A', 'Z' + 1), '\0' };

      g_string_append (meant, letter);
      return imap4_search_key_new_plain (letter);
    }
  if (kind == 2)
    {
      g_string_append (meant, "NOT ");
      return imap4_search_key_new_not (generate (rand, depth - 1, meant));
    }

  children = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
  n_children = g_rand_int_range (rand, 2, 6);
  g_string_append (meant, kind == 3 ? "(" : "");
  for (gint i = 0; i < n_children; i++)
    {
      g_string_append (meant, i > 0 ? " " : "");
      g_string_append (meant, kind == 4 && i + 1 < n_children ? "OR " : "");
      g_ptr_array_add (children, generate (rand, depth - 1, meant));
    }
  g_string_append (meant, kind == 3 ? ")" : "");

  return imap4_search_key_new_joined (kind == 3 ? IMAP4_SEARCH_KEY_AND : IMAP4_SEARCH_KEY_OR,
                                      children);
}

/* Reads what was written, as a server does. */
static gboolean
evaluate (const char **text, guint32 world)
{
  gboolean all = TRUE, first;

  *text += strspn (*text, " ");
  if (g_str_has_prefix (*text, "OR "))
    {
      *text += 3;
      first = evaluate (text, world);
      return evaluate (text, world) || first;
    }
  if (g_str_has_prefix (*text, "NOT "))
    {
      *text += 4;
      return !evaluate (text, world);
    }
  if (**text != '(')
    return (world >> (*(*text)++ - 'A')) & 1;

  for ((*text)++; **text != ')';)
    all = evaluate (text, world) && all;
  (*text)++;

  return all;
}

static gboolean
is_found (const char *text, guint32 world)
{
  gboolean found = evaluate (&text, world);

  g_assert_cmpint (*text, ==, '\0');

  return found;
}

static gboolean
is_found_by_any (GPtrArray *texts, guint32 world)
{
  for (guint i = 0; i < texts->len; i++)
    if (is_found (g_ptr_array_index (texts, i), world))
      return TRUE;

  return FALSE;
}

/* However it is cut, nothing is lost, and all commands are as short as wanted. */
static void
test_cut (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint several = 0, none = 0, narrowed = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) meant = g_string_new (NULL);
      g_autoptr (Imap4SearchKey) key = generate (rand, 3, meant);
      g_autofree char *whole = print (key);
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      gsize max = (gsize) g_rand_int_range (rand, 10, 100);
      g_autoptr (GPtrArray) cut = imap4_search_key_cut (key, max);

      if (cut == NULL)
        {
          none++;
          continue;
        }
      several += cut->len > 1;
      for (guint j = 0; j < cut->len; j++)
        {
          g_ptr_array_add (texts, print (g_ptr_array_index (cut, j)));
          g_assert_cmpuint (strlen (g_ptr_array_index (texts, j)), <=, max);
        }
      for (guint j = 0; j < 20; j++)
        {
          guint32 world = g_rand_int (rand);
          gboolean found = is_found_by_any (texts, world);

          g_assert_cmpint (is_found (whole, world), ==, is_found (meant->str, world));
          if (is_found (whole, world))
            g_assert_true (found);
          narrowed += !found;
        }
    }
  g_assert_cmpuint (several, >, 50);
  g_assert_cmpuint (none, >, 5);
  g_assert_cmpuint (narrowed, >, 1000);
}

static Imap4SearchKey *
make (const char *letters, Imap4SearchKeyKind kind)
{
  g_autoptr (GPtrArray) children =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);

  for (; *letters != '\0'; letters++)
    g_ptr_array_add (children, imap4_search_key_new_plain ((const char[]){ *letters, '\0' }));

  return imap4_search_key_new_joined (kind, children);
}

static void
expect (Imap4SearchKey *key, const char *text)
{
  g_autofree char *written = print (key);

  g_assert_cmpstr (written, ==, text);
  imap4_search_key_unref (key);
}

/* The only form in which Dovecot 2.3 has been seen to lose nothing. */
static void
test_written (void)
{
  const Imap4SearchKeyKind and = IMAP4_SEARCH_KEY_AND, or = IMAP4_SEARCH_KEY_OR;
  Imap4SearchKey *(*not ) (Imap4SearchKey *) = imap4_search_key_new_not;

  expect (make ("ABC", and), "(A B C)");
  expect (make ("ABCD", or), "OR OR A B OR C D");
  expect (not(make ("A", and)), "NOT A");
  expect (not(not(make ("A", and))), "A");
  expect (not(make ("AB", and)), "OR NOT A NOT B");
  expect (not(make ("AB", or)), "(NOT A NOT B)");
  expect (join (and, make ("A", and), make ("BC", and)), "(A B C)");
  expect (join (or, make ("A", or), make ("BC", or)), "OR OR A B C");
  expect (join (and, make ("A", and), not(make ("BC", or))), "(A NOT B NOT C)");
  expect (imap4_search_key_new_day ("1-Nov-2026", TRUE), "SINCE 1-Nov-2026");
  expect (not(imap4_search_key_new_day ("1-Nov-2026", TRUE)), "BEFORE 1-Nov-2026");
  expect (not(imap4_search_key_new_day ("1-Nov-2026", FALSE)), "SINCE 1-Nov-2026");
  expect (not(not(imap4_search_key_new_day ("1-Nov-2026", FALSE))), "BEFORE 1-Nov-2026");
}

static Imap4SearchKey *
make_or (guint n)
{
  g_autoptr (GPtrArray) children =
      g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (children, imap4_search_key_new_plain ("FROM \"0123456789\""));

  return imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, children);
}

/* Five hundred senders in commands of a thousand bytes, unread ones only: what all have in common
 * stands in each. */
static void
test_common (void)
{
  g_autoptr (Imap4SearchKey) key =
      join (IMAP4_SEARCH_KEY_AND, make_or (500), imap4_search_key_new_plain ("UNSEEN"));
  g_autoptr (GPtrArray) cut = imap4_search_key_cut (key, 1000);

  g_assert_nonnull (cut);
  g_assert_cmpuint (cut->len, >, 10);
  for (guint i = 0; i < cut->len; i++)
    {
      g_autofree char *text = print (g_ptr_array_index (cut, i));

      g_assert_true (g_str_has_prefix (text, "(UNSEEN OR "));
      g_assert_cmpuint (strlen (text), <=, 1000);
    }
}

/* Beyond a number of commands, all messages are cheaper. */
static void
test_too_many (void)
{
  g_autoptr (Imap4SearchKey) key = make_or (2000);

  g_assert_null (imap4_search_key_cut (key, 1000));
}

/* Not all servers follow brackets without end. */
static void
test_depth (void)
{
  Imap4SearchKey *key = imap4_search_key_new_plain ("A");
  g_autoptr (GPtrArray) cut = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 40; i++)
    {
      Imap4SearchKeyKind kind = i % 2 ? IMAP4_SEARCH_KEY_AND : IMAP4_SEARCH_KEY_OR;

      key = join (kind, imap4_search_key_new_plain ("B"), key);
    }
  cut = imap4_search_key_cut (key, 8000);
  g_assert_nonnull (cut);
  text = print (g_ptr_array_index (cut, 0));
  g_assert_cmpstr (text, ==, "(B OR B (B OR B (B OR B (B OR B (B OR B B)))))");
  imap4_search_key_unref (key);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/search-key/written", test_written);
  g_test_add_func ("/imap4/search-key/cut", test_cut);
  g_test_add_func ("/imap4/search-key/common", test_common);
  g_test_add_func ("/imap4/search-key/too-many", test_too_many);
  g_test_add_func ("/imap4/search-key/depth", test_depth);

  return g_test_run ();
}
