/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/folder-name.h"

#include "core/base/text.h"

#include <string.h>

/* Modified UTF-7 (RFC 3501, section 5.1.3), in which servers and directories of mail write names:
 * base64 with a comma for the slash and without padding, of UTF-16. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* Adds one UTF-16 unit; a pair of surrogates gives one character. */
static gboolean
add_unit (GString *out, guint unit, guint *high)
{
  if (*high != 0)
    {
      if (unit < 0xdc00 || unit > 0xdfff)
        return FALSE;
      g_string_append_unichar (out, 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00));
      *high = 0;
      return TRUE;
    }
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      *high = unit;
      return TRUE;
    }
  if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;
  g_string_append_unichar (out, unit);

  return TRUE;
}

/* From behind the ampersand to behind the hyphen; %NULL when it is not well formed. */
static const char *
decode_shifted (GString *out, const char *p)
{
  guint buffer = 0, bits = 0, high = 0;

  for (; *p != '-'; p++)
    {
      const char *digit = *p != '\0' ? strchr (alphabet, *p) : NULL;

      if (digit == NULL)
        return NULL;
      buffer = (buffer << 6 | (guint) (digit - alphabet)) & 0xfffff;
      bits += 6;
      if (bits < 16)
        continue;
      bits -= 16;
      if (!add_unit (out, buffer >> bits & 0xffff, &high))
        return NULL;
    }
  if (high != 0 || bits >= 6 || (buffer & ((1u << bits) - 1)) != 0)
    return NULL;

  return p + 1;
}

/**
 * tocsin_folder_name_decode:
 * @name: a folder as a server or a directory names it
 *
 * Returns: (transfer full) (nullable): it in UTF-8; %NULL when it is not modified UTF-7, as when
 * the server sent raw bytes (quirk 32).
 */
char *
tocsin_folder_name_decode (const char *name)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = name; *p != '\0';)
    {
      if ((guchar) *p >= 0x80)
        return NULL;
      if (*p != '&')
        {
          g_string_append_c (out, *p++);
          continue;
        }
      p++;
      if (*p == '-')
        {
          g_string_append_c (out, '&');
          p++;
          continue;
        }
      p = decode_shifted (out, p);
      if (p == NULL)
        return NULL;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_six (GString *out, guint *buffer, guint *bits)
{
  while (*bits >= 6)
    {
      *bits -= 6;
      g_string_append_c (out, alphabet[*buffer >> *bits & 0x3f]);
    }
}

static void
encode_unit (GString *out, guint unit, guint *buffer, guint *bits)
{
  *buffer = (*buffer & 0x3f) << 16 | unit;
  *bits += 16;
  add_six (out, buffer, bits);
}

static const char *
encode_shifted (GString *out, const char *p)
{
  guint buffer = 0, bits = 0;

  g_string_append_c (out, '&');
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x20 && c <= 0x7e)
        break;
      if (c >= 0x10000)
        {
          encode_unit (out, 0xd800 + ((c - 0x10000) >> 10), &buffer, &bits);
          c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
      encode_unit (out, c, &buffer, &bits);
    }
  if (bits > 0)
    {
      buffer <<= 6 - bits;
      bits = 6;
      add_six (out, &buffer, &bits);
    }
  g_string_append_c (out, '-');

  return p;
}

/**
 * tocsin_folder_name_encode:
 * @name: valid UTF-8
 *
 * Returns: (transfer full): it in modified UTF-7.
 */
char *
tocsin_folder_name_encode (const char *name)
{
  GString *out = g_string_new (NULL);

  for (const char *p = name; *p != '\0';)
    {
      if (*p == '&')
        {
          g_string_append (out, "&-");
          p++;
        }
      else if (*p >= 0x20 && *p <= 0x7e)
        g_string_append_c (out, *p++);
      else
        p = encode_shifted (out, p);
    }

  return g_string_free (out, FALSE);
}

/**
 * tocsin_folder_name_to_display:
 * @id: a folder as a server or a directory names it
 * @delimiter: what parts its levels, NUL if nothing does
 *
 * Returns: (transfer full): the name for people: UTF-8, levels parted by a slash. A slash within a
 *   level becomes a division slash (U+2215), so that it is not taken for a level.
 */
char *
tocsin_folder_name_to_display (const char *id, char delimiter)
{
  g_autofree char *decoded = tocsin_folder_name_decode (id);
  g_autoptr (GString) out = g_string_new (NULL);

  if (decoded == NULL)
    decoded = g_utf8_validate (id, -1, NULL) ? g_strdup (id) : tocsin_text_escape (id, -1, 0);

  for (const char *p = decoded; *p != '\0'; p++)
    {
      if (delimiter != '\0' && *p == delimiter)
        g_string_append_c (out, '/');
      else if (*p == '/' && delimiter != '/')
        g_string_append (out, "∕");
      else
        g_string_append_c (out, *p);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * tocsin_folder_name_from_display:
 * @name: a name as a person gives it, levels parted by a slash, valid UTF-8
 * @delimiter: what parts its levels there, NUL if nothing does
 *
 * Returns: (transfer full): the name for the server; the inverse of tocsin_folder_name_to_display()
 * for names that are proper modified UTF-7.
 */
char *
tocsin_folder_name_from_display (const char *name, char delimiter)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = name; *p != '\0';)
    {
      if (*p == '/')
        g_string_append_c (out, delimiter != '\0' ? delimiter : '/');
      else if (delimiter != '/' && g_str_has_prefix (p, "∕"))
        {
          g_string_append_c (out, '/');
          p += strlen ("∕");
          continue;
        }
      else
        g_string_append_c (out, *p);
      p++;
    }

  return tocsin_folder_name_encode (out->str);
}
