/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/words.h"

#include <string.h>

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const Script scripts[] = {
  { LIST ("invoice",
          "4711",
          "Friday",
          "lunch",
          "Strasse",
          "Masse",
          "e-mail",
          "don't",
          "C++",
          "100%",
          "a&b",
          "x_y",
          "[list]",
          "(draft)",
          "Re:",
          "WAL-MART",
          "1.5",
          "foo/bar",
          "=?",
          "xn--",
          "back\\slash",
          "5 > 3",
          "O'Neil",
          "AND",
          "or",
          "office",
          "--",
          "*",
          "a*b",
          "what?",
          "~tilde",
          "semi;colon",
          "com,ma",
          "{brace}",
          "#hash",
          "@home",
          "say \"hi\""),
    LIST ("us-ascii", "iso-8859-1", "windows-1252") },
  { LIST ("Größe",
          "Straße",
          "Maß",
          "café",
          "niño",
          "Zürich",
          "über",
          "naïve",
          "Ærø",
          "año",
          "garçon",
          "STRASSE",
          "façade",
          "Öl",
          "straße"),
    LIST ("iso-8859-1", "iso-8859-15", "windows-1252", "ISO-8859-1") },
  { LIST ("příliš", "žluťoučký", "kůň", "łódź", "szczęście", "őrült", "Škoda"),
    LIST ("iso-8859-2", "windows-1250") },
  { LIST ("ırmak", "İstanbul", "ağaç", "şeker", "Iğdır"), LIST ("iso-8859-9", "windows-1254") },
  { LIST ("Привет", "счёт", "оплата", "Москва", "й", "ещё"),
    LIST ("koi8-r", "windows-1251", "iso-8859-5", "KOI8-R") },
  { LIST ("Ελλάδα", "λόγος", "ΛΟΓΟΣ", "σοφίας", "ώρα"), LIST ("iso-8859-7", "windows-1253") },
  { LIST ("שלום", "חשבונית", "תשלום"), LIST ("windows-1255", "iso-8859-8") },
  { LIST ("مرحبا", "فاتورة", "السلام"), LIST ("windows-1256", "iso-8859-6") },
  { LIST ("請求書", "東京", "カタカナ", "ひらがな", "会議", "表"),
    LIST ("iso-2022-jp", "shift_jis", "euc-jp", "ISO-2022-JP") },
  { LIST ("发票", "会议", "中文", "北京"), LIST ("gb2312", "gbk", "gb18030") },
  { LIST ("發票", "會議", "台北", "功"), LIST ("big5") },
  { LIST ("청구서", "회의", "서울"), LIST ("euc-kr") },
  { LIST ("🎉", "👍🏽", "naïve🎈", "ﬁx", "Ⅷ", "ｆｕｌｌ", "K", "Å", "ǆ", "ŉ"), LIST ("utf-8") },
  { LIST ("cafe\u0301", "Ngo\u0302n", "u\u0308ber", "a\u0300\u0323", "Tiếng", "Việt"),
    LIST ("utf-8") },
};

/* Half of all mail is plain. */
const Script *
words_choose_script (Dice *dice)
{
  return dice_one_in (dice, 2) ? &DICE_PICK (dice, scripts) : &scripts[0];
}

const Script *
words_plain_script (void)
{
  return &scripts[0];
}

static const char *
choose (Dice *dice, const char *const *list)
{
  return list[dice_roll (dice, g_strv_length ((char **) list))];
}

const char *
words_choose_word (Dice *dice, const Script *script)
{
  return choose (dice, script->words);
}

char *
words_make_phrase (Dice *dice, const Script *script, guint most)
{
  GString *phrase = g_string_new (words_choose_word (dice, script));

  for (guint left = dice_roll (dice, most); left > 0; left--)
    {
      const Script *used = dice_one_in (dice, 4) ? words_plain_script () : script;

      g_string_append_printf (phrase, " %s", words_choose_word (dice, used));
    }

  return g_string_free (phrase, FALSE);
}

static gboolean
can_say (const char *charset, const char *text)
{
  g_autofree char *there = g_convert (text, -1, charset, "utf-8", NULL, NULL, NULL);
  g_autofree char *back = NULL;

  if (there == NULL)
    return FALSE;
  back = g_convert (there, -1, "utf-8", charset, NULL, NULL, NULL);

  return g_strcmp0 (back, text) == 0;
}

const char *
words_choose_charset (Dice *dice, const Script *script, const char *text)
{
  const char *charset = choose (dice, script->charsets);

  if (dice_one_in (dice, 3) || !can_say (charset, text))
    return dice_one_in (dice, 2) ? "UTF-8" : "utf-8";

  return charset;
}

const char *
words_choose_domain (Dice *dice)
{
  static const char *const domains[] = { "example.com",     "example.org",    "mail.example.net",
                                         "EXAMPLE.COM",     "sub.a.example",  "[192.0.2.1]",
                                         "münchen.example", "пример.example", "例え.example",
                                         "strasse.example", "straße.example" };

  return DICE_PICK (dice, domains);
}
