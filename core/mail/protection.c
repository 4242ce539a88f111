/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/protection.h"

#include <string.h>

#define SIGNED TOCSIN_MESSAGE_PROTECTION_SIGNED
#define ENCRYPTED TOCSIN_MESSAGE_PROTECTION_ENCRYPTED

typedef struct
{
  const char *word;
  TocsinMessageProtection protection;
} Row;

/* What @word stands for, in any case. */
static TocsinMessageProtection
find (const Row *rows, const char *word)
{
  for (; rows->word != NULL; rows++)
    if (g_ascii_strcasecmp (rows->word, word) == 0)
      return rows->protection;

  return 0;
}

static gboolean
is_one_of (const TocsinPart *part, const char *const *types)
{
  return g_strv_contains (types, part->type);
}

static gboolean
is_untyped (const TocsinPart *part)
{
  return g_str_equal (part->type, "application/octet-stream");
}

/* A detached signature. Servers and lists that know its type as little as its use leave its name.
 */
static gboolean
is_signature (const TocsinPart *part)
{
  static const char *const types[] = { "application/pgp-signature", "application/pkcs7-signature",
                                       "application/x-pkcs7-signature", NULL };
  static const Row names[] = { { "smime.p7s", SIGNED },
                               { "signature.asc", SIGNED },
                               { "openpgp_signature", SIGNED },
                               { "openpgp_signature.asc", SIGNED },
                               { NULL, 0 } };

  return is_one_of (part, types)
         || (is_untyped (part) && part->name != NULL && find (names, part->name) != 0);
}

/* RFC 8551, section 3.2: the type says it, or else the ending of the name; what has neither is
 * encrypted in almost all cases. Compressed data and bare certificates protect nothing. */
static TocsinMessageProtection
find_smime (const TocsinPart *part)
{
  static const Row types[] = { { "signed-data", SIGNED },
                               { "enveloped-data", ENCRYPTED },
                               { "authenveloped-data", ENCRYPTED },
                               { "signed-receipt", SIGNED },
                               { NULL, 0 } };
  static const Row endings[] = {
    { ".p7c", 0 }, { ".p7z", 0 }, { ".p7b", 0 }, { ".p7s", SIGNED }, { NULL, 0 }
  };
  const char *type = tocsin_part_get_parameter (part, "smime-type");
  const char *ending = part->name != NULL ? strrchr (part->name, '.') : NULL;

  if (*type != '\0')
    return find (types, type);
  for (const Row *row = endings; ending != NULL && row->word != NULL; row++)
    if (g_ascii_strcasecmp (row->word, ending) == 0)
      return row->protection;

  return ENCRYPTED;
}

static TocsinMessageProtection
find_in_leaf (const TocsinPart *part)
{
  static const char *const smime[] = { "application/pkcs7-mime", "application/x-pkcs7-mime", NULL };
  static const char *const pgp[] = { "application/pgp-encrypted", NULL };
  static const Row names[] = { { "smime.p7m", ENCRYPTED },
                               { "encrypted.asc", ENCRYPTED },
                               { "openpgp_encrypted_message.asc", ENCRYPTED },
                               { NULL, 0 } };
  static const Row actions[] = { { "pgp-signed", SIGNED },        { "sign", SIGNED },
                                 { "signclear", SIGNED },         { "pgp-encrypted", ENCRYPTED },
                                 { "encrypt", ENCRYPTED },        { "encryptsign", ENCRYPTED },
                                 { "encrypt-signed", ENCRYPTED }, { NULL, 0 } };

  if (is_one_of (part, smime))
    return find_smime (part);
  if (is_one_of (part, pgp))
    return ENCRYPTED;
  if (is_untyped (part) && part->name != NULL)
    return find (names, part->name);

  /* What mailers did before RFC 3156, and some do still. */
  return find (actions, tocsin_part_get_parameter (part, "x-action"));
}

/* The signature of a file beside it is named after it. */
static gboolean
is_of_a_file (const TocsinPart *signature, const TocsinPart *parent)
{
  if (signature->name == NULL)
    return FALSE;

  for (guint i = 0; i < parent->children->len; i++)
    {
      const TocsinPart *file = g_ptr_array_index (parent->children, i);

      if (file != signature && file->name != NULL && g_str_has_prefix (signature->name, file->name))
        return TRUE;
    }

  return FALSE;
}

/* Lists and servers take the envelope of a signed message apart: what remains of it is the
 * signature among other parts. */
static TocsinMessageProtection
look_at (const TocsinPart *part, const TocsinPart *parent)
{
  TocsinMessageProtection found = 0;

  if (tocsin_part_is_leaf (part))
    return is_signature (part) && parent != NULL && !is_of_a_file (part, parent)
               ? SIGNED
               : find_in_leaf (part);

  if (g_str_equal (part->type, "multipart/signed"))
    found = SIGNED;
  if (g_str_equal (part->type, "multipart/encrypted"))
    found = ENCRYPTED;
  for (guint i = 0; i < part->children->len; i++)
    found |= look_at (g_ptr_array_index (part->children, i), part);

  return found;
}

/**
 * tocsin_protection_find:
 * @root: a message's tree of parts
 *
 * S/MIME (RFC 8551) and OpenPGP (RFC 3156), wherever in the tree they stand, and what is left of
 * them when a server took a multipart for a mixed one. The leaves that are protected are
 * attachments, like any that is not the shown text; so are detached signatures.
 *
 * Returns: how the message is protected.
 */
TocsinMessageProtection
tocsin_protection_find (const TocsinPart *root)
{
  return look_at (root, NULL);
}

static gboolean
holds_signature (const TocsinPart *part)
{
  if (tocsin_part_is_leaf (part))
    return is_signature (part);
  for (guint i = 0; i < part->children->len; i++)
    if (holds_signature (g_ptr_array_index (part->children, i)))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_protection_has_signature:
 * @root: a message's tree of parts
 *
 * Returns: whether the message is signed, or a detached signature of anything is in it.
 */
gboolean
tocsin_protection_has_signature (const TocsinPart *root)
{
  return (tocsin_protection_find (root) & SIGNED) != 0 || holds_signature (root);
}
