/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/text-part.h"

#include "tests/generator/encode.h"

#include <string.h>

/* Blanks that become line ends; a reader takes either for the same. */
static char *
wrap (Dice *dice, const char *text, const char *line_end)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == ' ' && dice_one_in (dice, 4))
        g_string_append (out, line_end);
      else
        g_string_append_c (out, *p);
    }

  return g_string_free (out, FALSE);
}

static void
append_entity (Dice *dice, GString *out, gunichar c)
{
  static const struct
  {
    gunichar c;
    const char *name;
  } named[] = { { 0xfc, "&uuml;" }, { 0xdf, "&szlig;" }, { 0xe9, "&eacute;" }, { '<', "&lt;" },
                { '>', "&gt;" },    { '&', "&amp;" },    { '"', "&quot;" } };

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i].c == c)
      {
        g_string_append (out, named[i].name);
        return;
      }
  if (c < 0x80 || dice_one_in (dice, 2))
    g_string_append_unichar (out, c);
  else
    g_string_append_printf (out, dice_one_in (dice, 2) ? "&#x%X;" : "&#%u;", c);
}

/* Text as HTML: marked up in the middle of words, too. */
static char *
write_html (Dice *dice, const char *text)
{
  static const char *const noise[] = { "<!-- invoice 4711 -->",
                                       "<b></b>",
                                       "<span class='Friday'>",
                                       "<i>",
                                       "</i>",
                                       "<a href=\"http://lunch.example/?a=1&b=2\">" };
  GString *out = g_string_new ("<html><head><style>.invoice { color: red }</style></head><body>");

  if (dice_one_in (dice, 4))
    g_string_append (out, "<script>var Friday = '<p>4711';</script>");
  g_string_append (out, "<p>");
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (dice_one_in (dice, 12))
        g_string_append (out, DICE_PICK (dice, noise));
      if (*p == ' ' && dice_one_in (dice, 6))
        g_string_append (out, dice_one_in (dice, 2) ? "&nbsp;" : "<br>\r\n");
      else
        append_entity (dice, out, g_utf8_get_char (p));
    }

  return g_string_free (g_string_append (out, "</p></body></html>"), FALSE);
}

/* The headers that say how to read it, and the content. */
typedef struct
{
  GString *raw;
  const char *charset;
  const char *type;
  const char *format;
} Leaf;

static void
add_leaf_header (const Leaf *self, Dice *dice, const char *encoding, gboolean declared)
{
  if (declared)
    g_string_append_printf (self->raw,
                            dice_one_in (dice, 2) ? "Content-Type: %s; charset=\"%s\"%s\r\n"
                                                  : "content-type: %s;\r\n\tcharset=%s%s\r\n",
                            self->type, self->charset, self->format);
  else
    g_string_append_printf (self->raw, "Content-Type: %s\r\n", self->type);
  if (encoding != NULL)
    g_string_append_printf (self->raw, "Content-Transfer-Encoding: %s\r\n", encoding);
  g_string_append (self->raw, "\r\n");
}

static void
add_content (const Leaf *self, Dice *dice, const char *content, gboolean declared)
{
  gsize length;
  g_autofree char *bytes = g_convert (content, -1, self->charset, "utf-8", NULL, &length, NULL);
  g_autofree char *encoded = NULL;

  g_assert_nonnull (bytes);
  switch (dice_roll (dice, 3))
    {
    case 1:
      add_leaf_header (self, dice, dice_one_in (dice, 3) ? "Quoted-Printable" : "quoted-printable",
                       declared);
      encoded = encode_quoted_printable (bytes, length, TRUE, 10 + dice_roll (dice, 66));
      break;
    case 2:
      add_leaf_header (self, dice, dice_one_in (dice, 3) ? "BASE64" : "base64", declared);
      encoded = encode_base64 (bytes, length, 4 * (1 + dice_roll (dice, 19)));
      break;
    default:
      add_leaf_header (self, dice, g_str_is_ascii (bytes) ? NULL : "8bit", declared);
      encoded = g_strdup (bytes);
      break;
    }
  g_string_append_printf (self->raw, "%s\r\n", encoded);
}

gboolean
text_part_add (Letter *letter,
               Dice *dice,
               const Script *script,
               const char *text,
               gboolean html,
               gboolean shown)
{
  const Script *used = script != NULL ? script : words_choose_script (dice);
  g_autofree char *own = text == NULL ? words_make_phrase (dice, used, 40) : g_strdup (text);
  g_autofree char *content = NULL;
  Leaf leaf = { letter->raw, "utf-8", html ? "text/html" : "text/plain", "" };
  gboolean declared;

  if (html)
    content = write_html (dice, own);
  else if (dice_one_in (dice, 5))
    {
      leaf.format = "; format=flowed";
      content = wrap (dice, own, " \r\n");
    }
  else
    content = wrap (dice, own, dice_one_in (dice, 4) ? "\r\n\r\n" : "\r\n");

  leaf.charset = words_choose_charset (dice, used, content);
  declared = !dice_one_in (dice, 12);
  /* Without a charset only ASCII is safe; a reader may guess. */
  shown = shown
          && (declared || (g_str_is_ascii (content) && !g_str_equal (leaf.charset, "iso-2022-jp")));
  add_content (&leaf, dice, content, declared);

  letter_add_hint (letter, TOCSIN_QUERY_FIELD_BODY, NULL, own, shown);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_TEXT, NULL, own, shown);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_ANY, NULL, own, shown);

  return shown;
}
