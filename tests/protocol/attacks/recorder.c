/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* That nothing was found says something only of one who finds what is there. */
#include <string.h>

#include "tests/protocol/attacks/rows.h"

#define CHAPTER "That the recorder finds what is there"
#define IN_CLEAR "encryption.mode=none encryption.allow-cleartext=true"
#define OFFER(mechanism) "S * OK [CAPABILITY IMAP4rev1 " mechanism "] ready\n"
#define REST "A OK [CAPABILITY IMAP4rev1] in\n" IMAP_LOOK

static const Row rows[] = {
  { "clear/login", "LOGIN on a line without TLS, as the settings allow", OFFER ("") IMAP_LOGIN REST,
    "ok", .gives_away = "the password" },
  { "clear/opportunistic", "LOGIN where STARTTLS is not offered, as the settings allow",
    OFFER ("") IMAP_LOGIN REST, "ok", .settings = "encryption.mode=opportunistic",
    .shows = "starttls: warning", .gives_away = "the password" },
  { "clear/plain", "AUTHENTICATE PLAIN on a line without TLS, as the settings allow",
    OFFER ("SASL-IR AUTH=PLAIN") "C AUTHENTICATE PLAIN "
                                 "AGphbmUuZG9lQGV4YW1wbGUub3JnAEdlaDNpbS1Xb3J0OzQy\n" REST,
    "ok", .gives_away = "the password in base64" },
  { "clear/cram-md5", "AUTHENTICATE CRAM-MD5 on a line without TLS, as the settings allow",
    OFFER ("AUTH=CRAM-MD5") "C AUTHENTICATE CRAM-MD5\nS + PDEuMkBteD4=\nc <<proof>>\n" REST, "ok",
    .gives_away = "the command “AUTHENTICATE”" },
};

static const Row pop3_rows[] = {
  { "clear/pass", "PASS on a line without TLS, as the settings allow", "S +OK ready\n" POP3_INSIDE,
    "ok", .gives_away = "the password" },
};

static const Row smtp_rows[] = {
  { "clear/auth", "AUTH PLAIN on a line without TLS, as the settings allow",
    "S 220 mx\n" SMTP_INSIDE, "ok", .gives_away = "the password in base64" },
};

static char *
find_in (const char *bytes, gsize length, gboolean encrypted)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autoptr (GByteArray) none = g_byte_array_new ();
  ScriptedRecord record = { encrypted ? none : wire, wire };

  g_byte_array_append (wire, (const guint8 *) bytes, (guint) length);

  return secrets_find (&record, TRUE);
}

static void
test_forms (void)
{
  static const struct
  {
    const char *text;
    const char *found;
  } forms[] = {
    { "x" SECRET_PASSWORD "y", "the password" },
    { "R2VoM2ltLVdvcnQ7NDI=", "the password in base64" },
    { "eEdlaDNpbS1Xb3J0OzQyeQ==", "the password in base64" },
    { "eHhHZWgzaW0tV29ydDs0Mnl5", "the password in base64" },
    { "47656833696d2d576f72743b3432", "the password in hex" },
    { "47656833696D2D576F72743B3432", "the password in hex" },
    { "RwBlAGgAMwBpAG0ALQBXAG8AcgB0ADsANAAyAA==", "the password in UTF-16 in base64" },
    { "a1 LOGIN x y\r\n", "the command “LOGIN”" },
    { "EHLO x\r\nauth PLAIN\r\n", "the command “auth”" },
    { "USER x\r\n", "the command “USER”" },
    { "b AUTHENTICATE NTLM\r\n", "the command “AUTHENTICATE”" },
    { "APOP x 00\r\n", "the command “APOP”" },
    { "MAIL FROM:<" SECRET_USER ">\r\n", "the user's name" },
    { "amFuZS5kb2VAZXhhbXBsZS5vcmc=", "the user's name in base64" },
    { "a CAPABILITY\r\nb STARTTLS\r\n", NULL },
    { "CAPA\r\nSTLS\r\n", NULL },
    { "EHLO client.example\r\nSTARTTLS\r\n", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *found = find_in (forms[i].text, strlen (forms[i].text), FALSE);

      g_assert_cmpstr (found, ==, forms[i].found);
    }
}

/* Ciphertext may look like a command by chance, but not like a password. */
static void
test_ciphertext (void)
{
  g_autofree char *command = find_in ("\nUSER x\r\n", 9, TRUE);
  g_autofree char *password = find_in (SECRET_PASSWORD, strlen (SECRET_PASSWORD), TRUE);

  g_assert_null (command);
  g_assert_cmpstr (password, ==, "the password");
}

void
rows_add_recorder (void)
{
  g_test_add_func ("/attacks/recorder/forms", test_forms);
  g_test_add_func ("/attacks/recorder/ciphertext", test_ciphertext);
  table_add_all (CHAPTER, rows, G_N_ELEMENTS (rows), &protocol_imap, IN_CLEAR);
  table_add_all (CHAPTER, pop3_rows, G_N_ELEMENTS (pop3_rows), &protocol_pop3, IN_CLEAR);
  table_add_all (CHAPTER, smtp_rows, G_N_ELEMENTS (smtp_rows), &protocol_smtp, IN_CLEAR);
}
