/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/envelope.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/address-spec.h"

/* RFC 3461, section 4.4. */
#define MAX_ENVELOPE_ID 100

/* What VERP's senders are made from: bounces+VERP@example.org. */
#define VERP_WORD "VERP"

struct _TocsinEnvelope
{
  char *sender;
  gboolean verp;
  GPtrArray *recipients;
  GHashTable *addresses;
  char *envelope_id;
  TocsinDsnReturn dsn_return;
  gboolean require_tls;
  TocsinSendVerb verb;
  gatomicrefcount ref_count;
};

G_DEFINE_BOXED_TYPE (TocsinEnvelope, tocsin_envelope, tocsin_envelope_ref, tocsin_envelope_unref)

static TocsinEnvelope *
make_empty (void)
{
  TocsinEnvelope *self = g_new0 (TocsinEnvelope, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_recipient_unref);
  self->addresses = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

/**
 * tocsin_envelope_new:
 * @sender: where reports of failure go, a bare `local@domain`; "" is the null sender of what must
 *   not be answered
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when it is no address
 *
 * Returns: (transfer full): an envelope without recipients.
 */
TocsinEnvelope *
tocsin_envelope_new (const char *sender, GError **error)
{
  g_autoptr (TocsinEnvelope) self = make_empty ();

  return tocsin_envelope_set_sender (self, sender, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_envelope_copy:
 * @self: an envelope
 *
 * Returns: (transfer full): another with the same in it, for who wants to change some of it.
 */
TocsinEnvelope *
tocsin_envelope_copy (TocsinEnvelope *self)
{
  TocsinEnvelope *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = make_empty ();
  copy->sender = g_strdup (self->sender);
  copy->verp = self->verp;
  for (guint i = 0; i < self->recipients->len; i++)
    tocsin_envelope_take_recipient (copy,
                                    tocsin_recipient_ref (g_ptr_array_index (self->recipients, i)));
  copy->envelope_id = g_strdup (self->envelope_id);
  copy->dsn_return = self->dsn_return;
  copy->require_tls = self->require_tls;
  copy->verb = self->verb;

  return copy;
}

/**
 * tocsin_envelope_ref:
 * @self: an envelope
 *
 * Returns: (transfer full): @self.
 */
TocsinEnvelope *
tocsin_envelope_ref (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_envelope_unref:
 * @self: (transfer full): an envelope
 */
void
tocsin_envelope_unref (TocsinEnvelope *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->sender);
  g_hash_table_unref (self->addresses);
  g_ptr_array_unref (self->recipients);
  g_free (self->envelope_id);
  g_free (self);
}

/**
 * tocsin_envelope_add_recipient:
 * @self: an envelope
 * @address: a bare `local@domain`
 * @kind: how the message names it
 * @notify: which reports are asked for
 * @original: (nullable): the address that the sender wrote, if it was another
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when it is no address
 *
 * An address that is among the recipients already is not added again.
 *
 * Returns: whether it is a recipient now.
 */
gboolean
tocsin_envelope_add_recipient (TocsinEnvelope *self,
                               const char *address,
                               TocsinRecipientKind kind,
                               TocsinNotify notify,
                               const char *original,
                               GError **error)
{
  TocsinRecipient *recipient;

  g_return_val_if_fail (self != NULL, FALSE);

  recipient = tocsin_recipient_new (address, kind, notify, original, error);
  if (recipient == NULL)
    return FALSE;
  tocsin_envelope_take_recipient (self, recipient);

  return TRUE;
}

/**
 * tocsin_envelope_take_recipient:
 * @self: an envelope
 * @recipient: (transfer full): one more; dropped if its address is there already
 */
void
tocsin_envelope_take_recipient (TocsinEnvelope *self, TocsinRecipient *recipient)
{
  g_return_if_fail (self != NULL && recipient != NULL);

  if (g_hash_table_add (self->addresses, recipient->address))
    g_ptr_array_add (self->recipients, recipient);
  else
    tocsin_recipient_unref (recipient);
}

/**
 * tocsin_envelope_clear_recipients:
 * @self: an envelope
 */
void
tocsin_envelope_clear_recipients (TocsinEnvelope *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_remove_all (self->addresses);
  g_ptr_array_set_size (self->recipients, 0);
}

/**
 * tocsin_envelope_set_sender:
 * @self: an envelope
 * @sender: a bare `local@domain`, or "" for the null sender
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when it is no address
 *
 * Returns: whether it is the sender now.
 */
gboolean
tocsin_envelope_set_sender (TocsinEnvelope *self, const char *sender, GError **error)
{
  g_return_val_if_fail (self != NULL && sender != NULL, FALSE);

  if (*sender != '\0' && !tocsin_address_spec_check (sender, error))
    return FALSE;
  g_free (self->sender);
  self->sender = g_strdup (sender);

  return TRUE;
}

/**
 * tocsin_envelope_set_verp:
 * @self: an envelope
 * @verp: whether each recipient gets a sender of its own. See tocsin_envelope_make_sender()
 */
void
tocsin_envelope_set_verp (TocsinEnvelope *self, gboolean verp)
{
  g_return_if_fail (self != NULL);

  self->verp = verp;
}

/**
 * tocsin_envelope_set_envelope_id:
 * @self: an envelope
 * @id: (nullable): what reports name the message by (RFC 3461, ENVID): printable ASCII, at most 100
 *   characters
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when it is not
 *
 * Returns: whether it is set now.
 */
gboolean
tocsin_envelope_set_envelope_id (TocsinEnvelope *self, const char *id, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (const char *c = id; c != NULL && *c != '\0'; c++)
    if (!g_ascii_isprint (*c))
      {
        g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                     _ ("An envelope id has printable ASCII characters only"));
        return FALSE;
      }
  if (id != NULL && strlen (id) > MAX_ENVELOPE_ID)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("An envelope id has at most %d characters"), MAX_ENVELOPE_ID);
      return FALSE;
    }
  g_free (self->envelope_id);
  self->envelope_id = id != NULL && *id != '\0' ? g_strdup (id) : NULL;

  return TRUE;
}

/**
 * tocsin_envelope_set_dsn_return:
 * @self: an envelope
 * @what: how much of the message comes back with a report
 */
void
tocsin_envelope_set_dsn_return (TocsinEnvelope *self, TocsinDsnReturn what)
{
  g_return_if_fail (self != NULL);

  self->dsn_return = what;
}

/**
 * tocsin_envelope_set_require_tls:
 * @self: an envelope
 * @required: whether it may only pass over verified TLS, all the way (RFC 8689)
 */
void
tocsin_envelope_set_require_tls (TocsinEnvelope *self, gboolean required)
{
  g_return_if_fail (self != NULL);

  self->require_tls = required;
}

/**
 * tocsin_envelope_set_verb:
 * @self: an envelope
 * @verb: where the message is to appear
 */
void
tocsin_envelope_set_verb (TocsinEnvelope *self, TocsinSendVerb verb)
{
  g_return_if_fail (self != NULL);

  self->verb = verb;
}

/**
 * tocsin_envelope_get_sender:
 * @self: an envelope
 *
 * Returns: (transfer none): the sender as it was set, "" for the null sender.
 */
const char *
tocsin_envelope_get_sender (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sender;
}

/**
 * tocsin_envelope_get_verp:
 * @self: an envelope
 *
 * Returns: whether each recipient gets a sender of its own.
 */
gboolean
tocsin_envelope_get_verp (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->verp;
}

/**
 * tocsin_envelope_make_sender:
 * @self: an envelope
 * @recipient: one of its recipients
 *
 * The sender that @recipient is sent the message from. With tocsin_envelope_set_verp() the word
 * `VERP` in it is replaced by the recipient, `ada=example.org` for `ada@example.org`, so that a
 * bounce says by its address alone whom it is about.
 *
 * Returns: (transfer full): the sender; the plain one where VERP would make it no address.
 */
char *
tocsin_envelope_make_sender (TocsinEnvelope *self, const TocsinRecipient *recipient)
{
  g_autofree char *made = NULL;
  const char *at;
  const char *word;

  g_return_val_if_fail (self != NULL && recipient != NULL, NULL);

  word = self->verp ? strstr (self->sender, VERP_WORD) : NULL;
  at = strrchr (recipient->address, '@');
  if (word == NULL || at == NULL)
    return g_strdup (self->sender);

  made = g_strdup_printf ("%.*s%.*s=%s%s", (int) (word - self->sender), self->sender,
                          (int) (at - recipient->address), recipient->address, at + 1,
                          word + strlen (VERP_WORD));

  return g_strdup (tocsin_address_spec_check (made, NULL) ? made : self->sender);
}

/**
 * tocsin_envelope_get_recipients:
 * @self: an envelope
 *
 * Returns: (transfer none) (element-type TocsinRecipient): its recipients, in order.
 */
GPtrArray *
tocsin_envelope_get_recipients (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->recipients;
}

/**
 * tocsin_envelope_get_envelope_id:
 * @self: an envelope
 *
 * Returns: (transfer none) (nullable): what reports name the message by.
 */
const char *
tocsin_envelope_get_envelope_id (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->envelope_id;
}

/**
 * tocsin_envelope_get_dsn_return:
 * @self: an envelope
 *
 * Returns: how much of the message comes back with a report.
 */
TocsinDsnReturn
tocsin_envelope_get_dsn_return (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, TOCSIN_DSN_RETURN_DEFAULT);

  return self->dsn_return;
}

/**
 * tocsin_envelope_get_require_tls:
 * @self: an envelope
 *
 * Returns: whether it may only pass over verified TLS.
 */
gboolean
tocsin_envelope_get_require_tls (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->require_tls;
}

/**
 * tocsin_envelope_get_verb:
 * @self: an envelope
 *
 * Returns: where the message is to appear.
 */
TocsinSendVerb
tocsin_envelope_get_verb (TocsinEnvelope *self)
{
  g_return_val_if_fail (self != NULL, TOCSIN_SEND_VERB_MAIL);

  return self->verb;
}
