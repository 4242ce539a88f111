/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/envelope.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

/* address, kind, notify, original */
#define RECIPIENT_FORMAT "(suus)"

static const char *const return_names[] = { "", "headers", "full" };
static const char *const verb_names[] = { "mail", "send", "soml", "saml" };

static int
find_name (const char *const *names, gsize n_names, const char *name)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return (int) i;

  return -1;
}

/**
 * tocsin_dsn_return_to_string:
 * @what: how much comes back
 *
 * Returns: (transfer none): `headers`, `full`, or "" for the server's choice.
 */
const char *
tocsin_dsn_return_to_string (TocsinDsnReturn what)
{
  g_return_val_if_fail ((gsize) what < G_N_ELEMENTS (return_names), NULL);

  return return_names[what];
}

/**
 * tocsin_dsn_return_from_string:
 * @name: `headers`, `full` or ""
 * @what: (out): how much comes back
 *
 * Returns: whether it is one of them.
 */
gboolean
tocsin_dsn_return_from_string (const char *name, TocsinDsnReturn *what)
{
  int found = find_name (return_names, G_N_ELEMENTS (return_names), name);

  if (found >= 0)
    *what = (TocsinDsnReturn) found;

  return found >= 0;
}

/**
 * tocsin_send_verb_to_string:
 * @verb: where the message is to appear
 *
 * Returns: (transfer none): `mail`, `send`, `soml` or `saml`.
 */
const char *
tocsin_send_verb_to_string (TocsinSendVerb verb)
{
  g_return_val_if_fail ((gsize) verb < G_N_ELEMENTS (verb_names), NULL);

  return verb_names[verb];
}

/**
 * tocsin_send_verb_from_string:
 * @name: `mail`, `send`, `soml` or `saml`, in any case
 * @verb: (out): where the message is to appear
 *
 * Returns: whether it is one of them.
 */
gboolean
tocsin_send_verb_from_string (const char *name, TocsinSendVerb *verb)
{
  int found = find_name (verb_names, G_N_ELEMENTS (verb_names), name);

  if (found >= 0)
    *verb = (TocsinSendVerb) found;

  return found >= 0;
}

/**
 * tocsin_envelope_to_variant:
 * @self: an envelope
 *
 * Returns: (transfer none): a floating `a{sv}` with all that is in it, to be kept on disk.
 */
GVariant *
tocsin_envelope_to_variant (TocsinEnvelope *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) recipients =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" RECIPIENT_FORMAT));
  GPtrArray *all;

  g_return_val_if_fail (self != NULL, NULL);

  all = tocsin_envelope_get_recipients (self);
  for (guint i = 0; i < all->len; i++)
    {
      TocsinRecipient *recipient = g_ptr_array_index (all, i);

      g_variant_builder_add (&recipients, RECIPIENT_FORMAT, recipient->address, recipient->kind,
                             recipient->notify,
                             recipient->original != NULL ? recipient->original : "");
    }
  g_variant_dict_insert (&dict, "sender", "s", tocsin_envelope_get_sender (self));
  g_variant_dict_insert (&dict, "verp", "b", tocsin_envelope_get_verp (self));
  g_variant_dict_insert_value (&dict, "recipients", g_variant_builder_end (&recipients));
  if (tocsin_envelope_get_envelope_id (self) != NULL)
    g_variant_dict_insert (&dict, "envelope-id", "s", tocsin_envelope_get_envelope_id (self));
  g_variant_dict_insert (&dict, "dsn-return", "s",
                         tocsin_dsn_return_to_string (tocsin_envelope_get_dsn_return (self)));
  g_variant_dict_insert (&dict, "require-tls", "b", tocsin_envelope_get_require_tls (self));
  g_variant_dict_insert (&dict, "verb", "s",
                         tocsin_send_verb_to_string (tocsin_envelope_get_verb (self)));

  return g_variant_dict_end (&dict);
}

static gboolean
restore_recipients (TocsinEnvelope *self, GVariant *recipients, GError **error)
{
  gsize n_recipients = g_variant_n_children (recipients);

  if (n_recipients > TOCSIN_ENVELOPE_MAX_RECIPIENTS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("An envelope has at most %d recipients"), TOCSIN_ENVELOPE_MAX_RECIPIENTS);
      return FALSE;
    }
  for (gsize i = 0; i < n_recipients; i++)
    {
      const char *address;
      const char *original;
      guint kind;
      guint notify;

      g_variant_get_child (recipients, i, "(&suu&s)", &address, &kind, &notify, &original);
      if (!tocsin_envelope_add_recipient (
              self, address, (TocsinRecipientKind) MIN (kind, TOCSIN_RECIPIENT_BCC),
              (TocsinNotify) (notify & 0xf), *original != '\0' ? original : NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
restore_options (TocsinEnvelope *self, GVariantDict *dict, GError **error)
{
  TocsinDsnReturn what;
  TocsinSendVerb verb;
  const char *text;
  gboolean yes;

  if (g_variant_dict_lookup (dict, "verp", "b", &yes))
    tocsin_envelope_set_verp (self, yes);
  if (g_variant_dict_lookup (dict, "require-tls", "b", &yes))
    tocsin_envelope_set_require_tls (self, yes);
  if (g_variant_dict_lookup (dict, "dsn-return", "&s", &text)
      && tocsin_dsn_return_from_string (text, &what))
    tocsin_envelope_set_dsn_return (self, what);
  if (g_variant_dict_lookup (dict, "verb", "&s", &text)
      && tocsin_send_verb_from_string (text, &verb))
    tocsin_envelope_set_verb (self, verb);

  return !g_variant_dict_lookup (dict, "envelope-id", "&s", &text)
         || tocsin_envelope_set_envelope_id (self, text, error);
}

/**
 * tocsin_envelope_new_from_variant:
 * @variant: an `a{sv}` of tocsin_envelope_to_variant(), perhaps from a newer version: what is not
 *   known is left out
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when an address in it is none
 *
 * Returns: (transfer full): the envelope.
 */
TocsinEnvelope *
tocsin_envelope_new_from_variant (GVariant *variant, GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (TocsinEnvelope) self = NULL;
  g_autoptr (GVariant) recipients = NULL;
  const char *sender = "";

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("What was kept of an envelope can not be read"));
      return NULL;
    }
  g_variant_dict_clear (&dict);
  g_variant_dict_init (&dict, variant);
  g_variant_dict_lookup (&dict, "sender", "&s", &sender);
  self = tocsin_envelope_new (sender, error);
  if (self == NULL || !restore_options (self, &dict, error))
    return NULL;
  recipients =
      g_variant_dict_lookup_value (&dict, "recipients", G_VARIANT_TYPE ("a" RECIPIENT_FORMAT));
  if (recipients != NULL && !restore_recipients (self, recipients, error))
    return NULL;

  return g_steal_pointer (&self);
}
