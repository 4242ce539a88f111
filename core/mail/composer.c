/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/composer.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/address-parse.h"
#include "core/mail/address-spec.h"
#include "core/mail/charset-encode.h"
#include "core/mail/composer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_HEADER_LENGTH 78
/* Bytes of a wrong value that are shown. */
#define SHOWN 100

G_DEFINE_FINAL_TYPE (TocsinComposer, tocsin_composer, G_TYPE_OBJECT)

static void
tocsin_composer_finalize (GObject *object)
{
  TocsinComposer *self = TOCSIN_COMPOSER (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->fields); i++)
    g_ptr_array_unref (self->fields[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    g_ptr_array_unref (self->recipients[i]);
  g_ptr_array_unref (self->attachments);
  g_ptr_array_unref (self->inlines);
  g_ptr_array_unref (self->headers);
  g_free (self->charset);
  g_free (self->message_id_domain);
  g_free (self->return_path);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_clear_pointer (&self->date, g_date_time_unref);
  g_free (self->message_id);
  g_strfreev (self->in_reply_to);
  g_strfreev (self->references);
  g_free (self->trace);

  G_OBJECT_CLASS (tocsin_composer_parent_class)->finalize (object);
}

static void
tocsin_composer_class_init (TocsinComposerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_composer_finalize;
}

static GPtrArray *
make_addresses (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_address_unref);
}

static void
tocsin_composer_init (TocsinComposer *self)
{
  self->charset = g_strdup ("UTF-8");
  self->max_header_length = DEFAULT_HEADER_LENGTH;
  for (gsize i = 0; i < G_N_ELEMENTS (self->fields); i++)
    self->fields[i] = make_addresses ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    self->recipients[i] = make_addresses ();
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_compose_part_unref);
  self->inlines = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_compose_part_unref);
  self->headers = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tocsin_composer_new:
 *
 * Returns: (transfer full): a composer of an empty message.
 */
TocsinComposer *
tocsin_composer_new (void)
{
  return g_object_new (TOCSIN_TYPE_COMPOSER, NULL);
}

/**
 * tocsin_composer_field_to_header: (skip)
 * @field: a header of addresses
 *
 * Returns: (transfer none): its name.
 */
const char *
tocsin_composer_field_to_header (TocsinComposerField field)
{
  static const char *const names[] = { "From", "Sender", "Reply-To", "Disposition-Notification-To",
                                       "Return-Receipt-To" };

  return names[field];
}

/**
 * tocsin_composer_kind_to_header: (skip)
 * @kind: a kind of recipients
 *
 * Returns: (transfer none): the header that names them.
 */
const char *
tocsin_composer_kind_to_header (TocsinRecipientKind kind)
{
  static const char *const names[] = { "To", "Cc", "Bcc" };

  return names[kind];
}

/**
 * tocsin_composer_check_value: (skip)
 * @field: a header's name
 * @value: what it is to say
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names @field
 *
 * Returns: whether @value can stand in one header and begins no other.
 */
gboolean
tocsin_composer_check_value (const char *field, const char *value, GError **error)
{
  const char *why = NULL;

  if (strpbrk (value, "\r\n") != NULL)
    why = _ ("holds a line break, which a header can't");
  else if (!g_utf8_validate (value, -1, NULL))
    why = _ ("is no valid UTF-8");
  else if (strlen (value) > TOCSIN_COMPOSER_MAX_HEADER)
    why = _ ("is too long for a header");
  if (why == NULL)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", field, why);

  return FALSE;
}

/**
 * tocsin_composer_set_charset:
 * @self: a composer
 * @charset: what text and headers are written in that are no ASCII; what it can't say is written in
 *   UTF-8
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it is a charset for mail.
 */
gboolean
tocsin_composer_set_charset (TocsinComposer *self, const char *charset, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && charset != NULL, FALSE);

  if (!tocsin_charset_is_for_mail (charset))
    {
      g_autofree char *shown = tocsin_text_escape (charset, -1, SHOWN);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no character set that mail can be written in"), shown);
      return FALSE;
    }
  g_free (self->charset);
  self->charset = g_strdup (charset);

  return TRUE;
}

/**
 * tocsin_composer_set_max_header_length:
 * @self: a composer
 * @length: bytes that a header's line should have at most, without its end; 0 for the 998 that any
 *   line may have
 */
void
tocsin_composer_set_max_header_length (TocsinComposer *self, guint length)
{
  g_return_if_fail (TOCSIN_IS_COMPOSER (self));

  self->max_header_length = length;
}

/**
 * tocsin_composer_set_message_id_domain:
 * @self: a composer
 * @domain: (nullable): right-hand side of a Message-ID that is made up; %NULL or empty for the
 *   sender's domain
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it is a domain.
 */
gboolean
tocsin_composer_set_message_id_domain (TocsinComposer *self, const char *domain, GError **error)
{
  g_autofree char *spec = NULL;
  g_autofree char *ascii = NULL;

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  g_clear_pointer (&self->message_id_domain, g_free);
  if (domain == NULL || *domain == '\0')
    return TRUE;

  spec = g_strconcat ("x@", domain, NULL);
  if (tocsin_address_spec_check (spec, NULL))
    ascii = tocsin_address_spec_to_ascii (spec);
  if (ascii == NULL)
    {
      g_autofree char *shown = tocsin_text_escape (domain, -1, SHOWN);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("Message-ID: “%s” is no domain"), shown);
      return FALSE;
    }
  self->message_id_domain = g_strdup (ascii + strlen ("x@"));

  return TRUE;
}

static GHashTable *
make_known (GPtrArray *addresses)
{
  GHashTable *known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < addresses->len; i++)
    g_hash_table_add (known, ((TocsinAddress *) g_ptr_array_index (addresses, i))->address);

  return known;
}

/* Twice the same recipient is once. */
static gboolean
add_addresses (GPtrArray *addresses, const char *header, const char *text, GError **error)
{
  g_autoptr (GPtrArray) more = tocsin_address_parse (text, header, error);
  g_autoptr (GHashTable) known = NULL;

  if (more == NULL)
    return FALSE;
  if (more->len + addresses->len > TOCSIN_ENVELOPE_MAX_RECIPIENTS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: more than %d addresses"), header, TOCSIN_ENVELOPE_MAX_RECIPIENTS);
      return FALSE;
    }
  known = make_known (addresses);
  for (guint i = 0; i < more->len; i++)
    {
      TocsinAddress *address = g_ptr_array_index (more, i);

      if (*address->address == '\0' || g_hash_table_add (known, address->address))
        g_ptr_array_add (addresses, tocsin_address_ref (address));
    }

  return TRUE;
}

/**
 * tocsin_composer_set_addresses:
 * @self: a composer
 * @field: a header
 * @addresses: (nullable): what it holds, as people type it; %NULL or empty for none
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names the header
 *
 * Returns: whether all of them are addresses.
 */
gboolean
tocsin_composer_set_addresses (TocsinComposer *self,
                               TocsinComposerField field,
                               const char *addresses,
                               GError **error)
{
  const char *header = tocsin_composer_field_to_header (field);
  g_autoptr (GPtrArray) given = make_addresses ();

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  if (addresses != NULL && !add_addresses (given, header, addresses, error))
    return FALSE;
  if (field == TOCSIN_COMPOSER_SENDER && given->len > 1)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("Sender: only one can send a message"));
      return FALSE;
    }
  g_ptr_array_unref (self->fields[field]);
  self->fields[field] = g_steal_pointer (&given);

  return TRUE;
}

/**
 * tocsin_composer_has_addresses:
 * @self: a composer
 * @field: a header
 *
 * Returns: whether it holds an address.
 */
gboolean
tocsin_composer_has_addresses (TocsinComposer *self, TocsinComposerField field)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  return self->fields[field]->len > 0;
}

/**
 * tocsin_composer_add_recipient:
 * @self: a composer
 * @kind: how the message names them; those of %TOCSIN_RECIPIENT_BCC stand in the envelope alone
 * @addresses: one or more, as people type them
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names the header
 *
 * Adds recipients; one that is there already is not added again.
 *
 * Returns: whether all of them are addresses; none is added otherwise.
 */
gboolean
tocsin_composer_add_recipient (TocsinComposer *self,
                               TocsinRecipientKind kind,
                               const char *addresses,
                               GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && addresses != NULL, FALSE);

  return add_addresses (self->recipients[kind], tocsin_composer_kind_to_header (kind), addresses,
                        error);
}

/**
 * tocsin_composer_set_return_path:
 * @self: a composer
 * @address: (nullable): a bare `local@domain` that reports of failure go to; empty for nobody (the
 *   null sender), %NULL for Sender, else From
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it is an address.
 */
gboolean
tocsin_composer_set_return_path (TocsinComposer *self, const char *address, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self), FALSE);

  if (address != NULL && *address != '\0' && !tocsin_address_spec_check (address, error))
    {
      tocsin_error_translate (error, "Return-Path");
      return FALSE;
    }
  g_free (self->return_path);
  self->return_path = g_strdup (address);

  return TRUE;
}

/**
 * tocsin_composer_set_notify:
 * @self: a composer
 * @notify: which delivery status notifications are asked for, of all recipients
 * @what: how much of the message comes back with them
 */
void
tocsin_composer_set_notify (TocsinComposer *self, TocsinNotify notify, TocsinDsnReturn what)
{
  g_return_if_fail (TOCSIN_IS_COMPOSER (self));

  self->notify = notify;
  self->dsn_return = what;
}

static gboolean
use_addresses (TocsinComposer *self, TocsinComposerField field, const char *text, GError **error)
{
  return text == NULL || self->fields[field]->len > 0
         || tocsin_composer_set_addresses (self, field, text, error);
}

/**
 * tocsin_composer_set_defaults:
 * @self: a composer that was told all that it is told
 * @defaults: what the connection that sends it says
 * @event: (nullable): what `{event}` in the return path stands for
 * @error: where to put which of them is wrong
 *
 * Fills in what the message does not say itself.
 *
 * Returns: whether the defaults are good.
 */
gboolean
tocsin_composer_set_defaults (TocsinComposer *self,
                              const TocsinMailDefaults *defaults,
                              const char *event,
                              GError **error)
{
  g_autofree char *return_path = NULL;

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (self) && defaults != NULL, FALSE);

  self->max_header_length = defaults->max_header_length;
  if (self->notify == TOCSIN_NOTIFY_DEFAULT)
    tocsin_composer_set_notify (self, defaults->notify, defaults->dsn_return);
  if (defaults->charset != NULL && *defaults->charset != '\0'
      && !tocsin_composer_set_charset (self, defaults->charset, error))
    return FALSE;
  if (self->message_id_domain == NULL
      && !tocsin_composer_set_message_id_domain (self, defaults->message_id_domain, error))
    return FALSE;
  if (!use_addresses (self, TOCSIN_COMPOSER_FROM, defaults->from, error)
      || !use_addresses (self, TOCSIN_COMPOSER_REPLY_TO, defaults->reply_to, error))
    return FALSE;
  return_path = tocsin_mail_defaults_make_return_path (defaults, event);

  return self->return_path != NULL || return_path == NULL
         || tocsin_composer_set_return_path (self, return_path, error);
}
