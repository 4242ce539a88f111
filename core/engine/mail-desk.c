/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/mail-desk.h"

#include "core/base/error.h"
#include "core/mail/raw-stream.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* More than anybody hands over in one call. */
#define MOST_MAILS 250

/**
 * tocsin_mail_desk_list:
 * @outbox: an outbox
 * @filter: an `a{sv}` with any of `connection` (s, its id), `state` (s), `limit` (u), `before` (x),
 *   `oldest-first` (b)
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID for an unknown state, or storage trouble
 *
 * Returns: (transfer none): a floating `aa{sv}` of mail as of tocsin_outbox_mail_describe(), newest
 *   first. Without a state all but removed mail.
 */
GVariant *
tocsin_mail_desk_list (TocsinOutbox *outbox, GVariant *filter, GError **error)
{
  TocsinOutboxFilter wanted = { 0 };
  const char *state = NULL;
  g_autoptr (GPtrArray) mails = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (outbox), NULL);

  g_variant_lookup (filter, "connection", "&s", &wanted.connection);
  g_variant_lookup (filter, "limit", "u", &wanted.limit);
  g_variant_lookup (filter, "before", "x", &wanted.before);
  g_variant_lookup (filter, "oldest-first", "b", &wanted.oldest_first);
  if (g_variant_lookup (filter, "state", "&s", &state))
    {
      TocsinOutboxState parsed;

      if (!tocsin_outbox_state_parse (state, &parsed, error))
        return NULL;
      wanted.states = 1u << parsed;
    }
  mails = tocsin_outbox_list (outbox, &wanted, error);
  if (mails == NULL)
    return NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < mails->len; i++)
    g_variant_builder_add_value (&builder,
                                 tocsin_outbox_mail_describe (g_ptr_array_index (mails, i)));

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_mail_desk_show:
 * @outbox: an outbox
 * @mail: a number
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND or storage trouble
 *
 * Returns: (transfer none): a floating `a{sv}`: the mail as of tocsin_outbox_mail_describe().
 */
GVariant *
tocsin_mail_desk_show (TocsinOutbox *outbox, gint64 mail, GError **error)
{
  g_autoptr (TocsinOutboxMail) row = tocsin_outbox_get (outbox, mail, error);

  return row != NULL ? tocsin_outbox_mail_describe (row) : NULL;
}

/* What is handed over is a file, so that mail of any size crosses the socket at once. */
static GInputStream *
open_file (GUnixFDList *files, gint32 handle, GError **error)
{
  g_autoptr (TocsinRawSource) source = NULL;
  int fd = files != NULL ? g_unix_fd_list_get (files, handle, NULL) : -1;

  if (fd < 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("The call brings no file with the message"));
      return NULL;
    }
  source = tocsin_raw_source_new_from_fd (fd, 0, G_MAXUINT64, error);
  close (fd);

  return source != NULL ? tocsin_raw_stream_new (source) : NULL;
}

static void
clear_order (gpointer data)
{
  TocsinOutboxOrder *order = data;

  g_clear_pointer (&order->envelope, tocsin_envelope_unref);
  g_clear_object (&order->message);
}

static gboolean
read_order (GVariant *mail,
            const char *connection,
            GUnixFDList *files,
            TocsinOutboxOrder *order,
            GError **error)
{
  g_autoptr (GVariant) envelope = NULL;
  const char *key;
  gint32 handle;

  g_variant_get (mail, "(@a{sv}h&s)", &envelope, &handle, &key);
  order->connection = connection;
  order->key = *key != '\0' ? key : NULL;
  order->envelope = tocsin_envelope_new_from_variant (envelope, error);
  order->message = order->envelope != NULL ? open_file (files, handle, error) : NULL;

  return order->message != NULL;
}

/**
 * tocsin_mail_desk_queue: (skip)
 * @outbox: an outbox
 * @connection: id of the connection it is to go through
 * @mails: an `a(a{sv}hs)`: of each its envelope (tocsin_envelope_to_variant()), which of @files
 *   holds the message, and a key or ''
 * @files: (nullable): what came with the call
 * @cancellable: (nullable): to stop it
 * @error: as for tocsin_outbox_queue_all()
 *
 * Queues all of them or none.
 *
 * Returns: (transfer none): a floating `ax`: their numbers.
 */
GVariant *
tocsin_mail_desk_queue (TocsinOutbox *outbox,
                        const char *connection,
                        GVariant *mails,
                        GUnixFDList *files,
                        GCancellable *cancellable,
                        GError **error)
{
  gsize n = g_variant_n_children (mails);
  g_autoptr (GArray) orders = g_array_new (FALSE, TRUE, sizeof (TocsinOutboxOrder));
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  GVariantBuilder ids;

  if (n > MOST_MAILS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("One call takes at most %u mails"), MOST_MAILS);
      return NULL;
    }
  g_array_set_clear_func (orders, clear_order);
  g_array_set_size (orders, (guint) n);
  for (guint i = 0; i < n; i++)
    {
      GVariant *mail = g_variant_get_child_value (mails, i);

      g_ptr_array_add (held, mail);
      if (!read_order (mail, connection, files, &g_array_index (orders, TocsinOutboxOrder, i),
                       error))
        return NULL;
    }
  if (!tocsin_outbox_queue_all (outbox, (TocsinOutboxOrder *) (gpointer) orders->data, n,
                                cancellable, error))
    return NULL;

  g_variant_builder_init (&ids, G_VARIANT_TYPE ("ax"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add (&ids, "x", g_array_index (orders, TocsinOutboxOrder, i).id);

  return g_variant_builder_end (&ids);
}
