/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/body.h"

#include "tests/generator/encode.h"
#include "tests/generator/text-part.h"

#include <string.h>

#define MOST_DEPTH 4
#define MOST_ATTACHMENT 6000

typedef struct
{
  Letter *letter;
  Dice *dice;
  guint n_boundaries;
  guint n_attachments;
} Writer;

static void add_entity (Writer *self, guint depth, gboolean shown);

static GString *
raw (const Writer *self)
{
  return self->letter->raw;
}

static char *
make_boundary (Writer *self)
{
  static const char *const forms[] = { "b%u", "----=_Part_%u.x", "b (%u) c", "=_%u?=", "'b%u'" };
  g_autoptr (GString) boundary = g_string_new (DICE_PICK (self->dice, forms));
  g_autofree char *number = g_strdup_printf ("%u", self->n_boundaries++);

  g_string_replace (boundary, "%u", number, 1);

  return g_string_free (g_steal_pointer (&boundary), FALSE);
}

/* @parameters go behind the boundary. */
static char *
begin_multipart (Writer *self, const char *type, const char *parameters)
{
  char *boundary = make_boundary (self);

  g_string_append_printf (raw (self), "Content-Type: multipart/%s; boundary=\"%s\"%s\r\n\r\n", type,
                          boundary, parameters);
  if (dice_one_in (self->dice, 3))
    g_string_append (raw (self), "This is a multi-part message in MIME format: Friday.\r\n");

  return boundary;
}

static void
begin_part (Writer *self, const char *boundary)
{
  g_string_append_printf (raw (self), "\r\n--%s%s\r\n", boundary,
                          dice_one_in (self->dice, 15) ? "  " : "");
}

static void
end_multipart (Writer *self, const char *boundary)
{
  g_string_append_printf (raw (self), "\r\n--%s--\r\n", boundary);
  /* With a blank line: where the delimiter above is broken, some servers take this for headers. */
  if (dice_one_in (self->dice, 5))
    g_string_append (raw (self), "\r\nAn epilogue: invoice\r\n");
}

static const char *
choose_type (Dice *dice, const char **ending)
{
  static const char *const types[][2] = {
    { "application/pdf", ".pdf" }, { "image/png", ".png" },
    { "text/csv", ".csv" },        { "application/octet-stream", ".bin" },
    { "IMAGE/JPEG", ".JPG" },      { "text/plain", ".log" },
    { "text/html", ".html" },      { "application/x-zip-compressed", ".tar.gz" },
    { "application/ics", ".ics" }, { "application/pkcs7-signature", ".p7s" },
  };
  guint row = dice_roll (dice, G_N_ELEMENTS (types));

  *ending = types[row][1];

  return types[row][0];
}

static void
add_attachment_content (Writer *self, gboolean is_text)
{
  gsize length = dice_roll (self->dice, dice_one_in (self->dice, 3) ? MOST_ATTACHMENT : 60);
  g_autofree char *bytes = g_malloc (length + 1);
  g_autofree char *encoded = NULL;
  g_autofree char *size = g_strdup_printf ("=%" G_GSIZE_FORMAT, length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = is_text ? "word 4711 = \t."[i % 14] : (char) ((i * 37 + length) & 0xff);
  if (is_text && dice_one_in (self->dice, 2))
    {
      encoded = encode_quoted_printable (bytes, length, FALSE, 60);
      g_string_append (raw (self), "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    }
  else
    {
      encoded = encode_base64 (bytes, length, dice_one_in (self->dice, 4) ? 60 : 76);
      g_string_append (raw (self), "Content-Transfer-Encoding: base64\r\n\r\n");
    }
  g_string_append (raw (self), encoded);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_ATTACHMENT, NULL, size, FALSE);
}

static void
add_attachment_hints (
    Writer *self, const char *type, const char *name, gboolean put_away, gboolean sure)
{
  g_autofree char *lower = g_ascii_strdown (type, -1);
  const char *ending = strrchr (name, '.');
  g_autofree char *glob = g_strdup_printf ("*%s", ending != NULL ? ending : "");
  gboolean is_glob = strpbrk (name, "*?") != NULL;

  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_FILENAME, NULL, name,
                   put_away && sure && !is_glob);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_FILENAME, NULL, glob, put_away && sure);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_ANY, NULL, name, put_away && sure);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_TYPE, NULL, lower, TRUE);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_HAS, NULL, "attachment", put_away);
  self->n_attachments += put_away ? 1 : 0;
}

/* A file, named in one header or the other, or in both. */
static void
add_attachment (Writer *self)
{
  const Script *script = words_choose_script (self->dice);
  const char *ending, *type = choose_type (self->dice, &ending);
  gboolean is_text = g_ascii_strncasecmp (type, "text/", 5) == 0;
  gboolean is_inline = dice_one_in (self->dice, 4), in_type = dice_one_in (self->dice, 3);
  g_autofree char *stem = words_make_phrase (self->dice, script, 3);
  g_autofree char *name = g_strconcat (stem, ending, NULL);
  gboolean sure = TRUE;
  g_autofree char *parameter =
      encode_parameter (self->dice, script, in_type ? "name" : "filename", name, &sure);

  g_string_append_printf (raw (self), "Content-Type: %s%s\r\n", type, in_type ? parameter : "");
  g_string_append_printf (raw (self), "Content-Disposition: %s%s\r\n",
                          is_inline ? "INLINE" : "attachment", in_type ? "" : parameter);
  if (dice_one_in (self->dice, 5))
    g_string_append (raw (self), "Content-ID: <part@example.com>\r\n");
  /* Inline text may be shown where it stands; what encoded words in a name become is the reader's
   * own decision. */
  add_attachment_hints (self, type, name, !is_text || !is_inline,
                        sure && strstr (name, "=?") == NULL);
  add_attachment_content (self, is_text);
}

static void
add_invite (Writer *self)
{
  g_string_append (raw (self), "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n"
                               "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:lunch\r\n"
                               "END:VCALENDAR\r\n");
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_HAS, NULL, "invite", TRUE);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_TYPE, NULL, "text/calendar", TRUE);
}

static void
add_forwarded (Writer *self)
{
  const Script *script = words_choose_script (self->dice);
  g_autofree char *text = words_make_phrase (self->dice, script, 5);

  g_string_append_printf (raw (self),
                          "Content-Type: message/rfc822\r\n%s\r\n"
                          "From: Forwarded <fwd@example.net>\r\nSubject: %s\r\n\r\n%s\r\n",
                          dice_one_in (self->dice, 2)
                              ? "Content-Disposition: attachment; filename=\"fwd.eml\"\r\n"
                              : "",
                          g_str_is_ascii (text) ? text : "x", text);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_TYPE, NULL, "message/rfc822", TRUE);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_BODY, NULL, text, FALSE);
}

static void
add_alternative (Writer *self, guint depth, gboolean shown)
{
  const Script *script = words_choose_script (self->dice);
  g_autofree char *text = words_make_phrase (self->dice, script, 30);
  g_autofree char *boundary = begin_multipart (self, "alternative", "");

  begin_part (self, boundary);
  shown = text_part_add (self->letter, self->dice, script, text, FALSE, shown);
  if (!dice_one_in (self->dice, 5))
    {
      begin_part (self, boundary);
      text_part_add (self->letter, self->dice, script, text, TRUE, shown);
      letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_HAS, NULL, "html", shown);
    }
  if (dice_one_in (self->dice, 6))
    {
      begin_part (self, boundary);
      add_invite (self);
    }
  end_multipart (self, boundary);
}

static void
add_mixed (Writer *self, guint depth, gboolean shown)
{
  g_autofree char *boundary =
      begin_multipart (self, dice_one_in (self->dice, 4) ? "related" : "mixed", "");

  if (!dice_one_in (self->dice, 8))
    {
      begin_part (self, boundary);
      add_entity (self, depth + 1, shown);
    }
  for (guint left = dice_roll (self->dice, 4); left > 0; left--)
    {
      begin_part (self, boundary);
      if (dice_one_in (self->dice, 6))
        add_invite (self);
      else if (dice_one_in (self->dice, 6))
        add_forwarded (self);
      else if (dice_one_in (self->dice, 8))
        add_entity (self, depth + 1, FALSE);
      else
        add_attachment (self);
    }
  end_multipart (self, boundary);
}

static void
add_signed (Writer *self, guint depth, gboolean shown)
{
  gboolean pgp = dice_one_in (self->dice, 2);
  g_autofree char *boundary =
      begin_multipart (self, "signed",
                       pgp ? "; micalg=pgp-sha256; protocol=\"application/pgp-signature\""
                           : "; micalg=sha-256;\r\n protocol=\"application/pkcs7-signature\"");

  begin_part (self, boundary);
  add_entity (self, depth + 1, shown);
  begin_part (self, boundary);
  if (pgp)
    g_string_append (raw (self), "Content-Type: application/pgp-signature; name=\"sig.asc\"\r\n\r\n"
                                 "-----BEGIN PGP SIGNATURE-----\r\n");
  else
    g_string_append (raw (self), "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                                 "Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");
  end_multipart (self, boundary);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_IS, NULL, "signed", FALSE);
  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_HAS, NULL, "signature", FALSE);
}

static void
add_encrypted (Writer *self)
{
  g_autofree char *boundary = NULL;

  letter_add_hint (self->letter, TOCSIN_QUERY_FIELD_IS, NULL, "encrypted", FALSE);
  if (dice_one_in (self->dice, 2))
    {
      g_string_append (raw (self),
                       "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; "
                       "name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");
      return;
    }
  boundary = begin_multipart (self, "encrypted", "; protocol=\"application/pgp-encrypted\"");
  begin_part (self, boundary);
  g_string_append (raw (self), "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n");
  begin_part (self, boundary);
  g_string_append (raw (self), "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n"
                               "-----BEGIN PGP MESSAGE-----\r\n");
  end_multipart (self, boundary);
}

static void
add_bounce (Writer *self)
{
  g_autofree char *boundary = begin_multipart (self, "report", "; report-type=delivery-status");

  begin_part (self, boundary);
  text_part_add (self->letter, self->dice, NULL, NULL, FALSE, FALSE);
  begin_part (self, boundary);
  g_string_append (raw (self), "Content-Type: message/delivery-status\r\n\r\n"
                               "Reporting-MTA: dns; mx.example.org\r\n\r\n"
                               "Final-Recipient: rfc822; gone@example.org\r\nAction: failed\r\n");
  begin_part (self, boundary);
  add_forwarded (self);
  end_multipart (self, boundary);
}

static void
add_entity (Writer *self, guint depth, gboolean shown)
{
  switch (depth < MOST_DEPTH ? dice_roll (self->dice, 10) : 0)
    {
    case 1:
    case 2:
      text_part_add (self->letter, self->dice, NULL, NULL, TRUE, shown);
      return;
    case 3:
    case 4:
      add_alternative (self, depth, shown);
      return;
    case 5:
    case 6:
    case 7:
      add_mixed (self, depth, shown);
      return;
    case 8:
      add_signed (self, depth, shown);
      return;
    case 9:
      /* All of it, or it is something else. */
      if (depth == 0)
        {
          if (dice_one_in (self->dice, 2))
            add_bounce (self);
          else
            add_encrypted (self);
          return;
        }
      G_GNUC_FALLTHROUGH;
    default:
      text_part_add (self->letter, self->dice, NULL, NULL, FALSE, shown);
      return;
    }
}

void
body_add (Letter *letter, Dice *dice)
{
  Writer writer = { letter, dice, 0, 0 };
  g_autofree char *count = NULL;

  if (!dice_one_in (dice, 10))
    letter_add_header (letter, "MIME-Version", "1.0");
  if (dice_one_in (dice, 12))
    add_attachment (&writer);
  else
    add_entity (&writer, 0, TRUE);
  count = g_strdup_printf (">=%u", writer.n_attachments);
  letter_add_hint (letter, TOCSIN_QUERY_FIELD_ATTACHMENTS, NULL, count, TRUE);
}
