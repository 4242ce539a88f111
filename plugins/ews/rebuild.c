/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A message that the server can't write as MIME (ErrorMimeContentConversionFailed, items that were
 * never mail): written from what it tells of it, with its attachments by way of temporary files. */
#include "plugins/ews/rebuild.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/composer.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/item.h"

#define CHUNK (64 * 1024)

typedef struct
{
  EwsAccount *account;
  TocsinComposer *composer;
  GArray *files; /* descriptors of attachments */
} Rebuilding;

static void
rebuilding_clear (Rebuilding *self)
{
  g_clear_object (&self->composer);
  for (guint i = 0; self->files != NULL && i < self->files->len; i++)
    close (g_array_index (self->files, int, i));
  g_clear_pointer (&self->files, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rebuilding, rebuilding_clear)

static gboolean
take_content (guint index, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  return length == 0 || tocsin_temporary_write (GPOINTER_TO_INT (user_data), bytes, length, error);
}

/* One that is refused is left out: the message is better than nothing of it. */
static gboolean
load_attachment (Rebuilding *self,
                 const EwsAttachment *attachment,
                 int fd,
                 gboolean *loaded,
                 GCancellable *cancellable,
                 GError **error)
{
  static const EwsShape shape = { .mime_content = TRUE };
  const char *const ids[] = { attachment->id, NULL };
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  g_autoptr (GBytes) body = ews_get_attachment_build (&envelope, ids, &shape);
  const EwsQuestion question = { .command = "GetAttachment",
                                 .body = body,
                                 .content = take_content,
                                 .user_data = GINT_TO_POINTER (fd),
                                 .expected = attachment->size * 2 };
  g_autoptr (EwsAnswer) answer = ews_ask (self->account, &question, cancellable, error);

  if (answer == NULL)
    return FALSE;
  *loaded = ews_answer_get_only (answer, "GetAttachment", NULL) != NULL;

  return TRUE;
}

static gboolean
add_attachment (Rebuilding *self,
                const EwsAttachment *attachment,
                GCancellable *cancellable,
                GError **error)
{
  const char *type = attachment->is_item ? "message/rfc822" : attachment->content_type;
  gboolean loaded = FALSE;
  int fd;

  if (attachment->id == NULL)
    return TRUE;
  fd = tocsin_temporary_open (error);
  if (fd < 0)
    return FALSE;
  g_array_append_val (self->files, fd);
  if (!load_attachment (self, attachment, fd, &loaded, cancellable, error))
    return FALSE;
  if (!loaded || lseek (fd, 0, SEEK_SET) != 0)
    return TRUE;
  if (tocsin_composer_add_attachment_fd (self->composer, fd, attachment->name, type, NULL))
    return TRUE;

  /* A type that is none. */
  return tocsin_composer_add_attachment_fd (self->composer, fd, attachment->name,
                                            "application/octet-stream", error);
}

static gboolean
has_address (const EwsMailbox *mailbox)
{
  return mailbox->address != NULL && strchr (mailbox->address, '@') != NULL;
}

/* An address of the directory (EX) is none for mail: then the name is all there is. */
static char *
to_address (const EwsMailbox *mailbox)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  if (!has_address (mailbox))
    return NULL;
  if (mailbox->name == NULL || *mailbox->name == '\0')
    return g_strdup (mailbox->address);
  for (const char *c = mailbox->name; *c != '\0'; c++)
    {
      if (strchr ("\"\\", *c) != NULL)
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, g_ascii_iscntrl (*c) ? ' ' : *c);
    }

  return g_strdup_printf ("\"%s\" <%s>", quoted->str, mailbox->address);
}

/* Nothing of what a server tells may keep the rest from being told. */
static void
add_recipients (Rebuilding *self, TocsinRecipientKind kind, GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      g_autofree char *address = to_address (g_ptr_array_index (mailboxes, i));

      if (address != NULL)
        tocsin_composer_add_recipient (self->composer, kind, address, NULL);
    }
}

static void
set_sender (Rebuilding *self, TocsinComposerField field, const EwsMailbox *mailbox)
{
  g_autofree char *address = mailbox != NULL ? to_address (mailbox) : NULL;

  if (address != NULL)
    tocsin_composer_set_addresses (self->composer, field, address, NULL);
}

static char *
to_line (const char *text)
{
  g_autofree char *line = g_strdup (text);

  for (char *c = line; c != NULL && *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';

  return g_steal_pointer (&line);
}

static void
set_text (Rebuilding *self, const EwsItem *item)
{
  const char *body = item->body != NULL ? item->body : "";

  if (!item->body_is_html || !tocsin_composer_set_html (self->composer, body, NULL))
    tocsin_composer_set_text (self->composer, body, NULL);
}

static void
set_facts (Rebuilding *self, const EwsItem *item)
{
  gint64 moment = item->sent != 0 ? item->sent : item->received;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);
  g_autofree char *subject = to_line (item->subject);

  set_sender (self, TOCSIN_COMPOSER_FROM, item->from != NULL ? item->from : item->sender);
  add_recipients (self, TOCSIN_RECIPIENT_TO, item->to);
  add_recipients (self, TOCSIN_RECIPIENT_CC, item->cc);
  if (subject != NULL)
    tocsin_composer_set_subject (self->composer, subject, NULL);
  if (date != NULL && moment != 0)
    tocsin_composer_set_date (self->composer, date);
  if (item->message_id != NULL)
    tocsin_composer_set_message_id (self->composer, item->message_id, NULL);
  if (item->in_reply_to != NULL)
    tocsin_composer_set_in_reply_to (self->composer, item->in_reply_to, NULL);
  if (item->references != NULL)
    tocsin_composer_set_references (self->composer, item->references, NULL);
}

static gboolean
write_out (Rebuilding *self,
           EwsRebuildWrite write,
           gpointer user_data,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autofree char *buffer = g_malloc (CHUNK);
  int fd = tocsin_temporary_open (error);
  gssize n;

  if (fd < 0)
    return FALSE;
  g_array_append_val (self->files, fd);
  stream = g_unix_output_stream_new (fd, FALSE);
  if (!tocsin_composer_write (self->composer, stream, NULL, cancellable, error))
    return FALSE;
  if (!g_output_stream_flush (stream, cancellable, error) || lseek (fd, 0, SEEK_SET) != 0)
    return FALSE;
  while ((n = read (fd, buffer, CHUNK)) > 0)
    if (!write (buffer, (gsize) n, user_data, error))
      return FALSE;

  return n == 0;
}

/**
 * ews_rebuild:
 * @account: an account
 * @id: a message's id
 * @write: (scope call): takes the message
 * @user_data: for @write
 * @gone: (out): whether it is no longer there
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether @write was given a whole message, or it is gone.
 */
gboolean
ews_rebuild (EwsAccount *account,
             const char *id,
             EwsRebuildWrite write,
             gpointer user_data,
             gboolean *gone,
             GCancellable *cancellable,
             GError **error)
{
  static const EwsShape shape = { .base = EWS_BASE_SHAPE_ALL, .body_type = EWS_BODY_TYPE_BEST };
  g_auto (Rebuilding) self = { .account = account };
  EwsEnvelope envelope = ews_account_make_envelope (account);
  const EwsItemRef ref = { .id = id };
  g_autoptr (EwsAnswer) answer = ews_ask_simple (
      account, "GetItem", ews_get_item_build (&envelope, &ref, 1, &shape), cancellable, error);
  const EwsResponse *response = answer != NULL && answer->responses->len > 0
                                    ? g_ptr_array_index (answer->responses, 0)
                                    : NULL;
  g_autoptr (GPtrArray) items = NULL;
  const EwsItem *item;

  *gone = response != NULL && ews_ask_is_gone (response);
  if (answer == NULL || *gone)
    return answer != NULL;
  if (response != NULL && !ews_ask_check_item (response, "GetItem", error))
    return FALSE;
  items = response != NULL ? ews_response_read_items (response) : NULL;
  if (items == NULL || items->len == 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                           _ ("GetItem: the server gives nothing of a message that is there"));
      return FALSE;
    }

  item = g_ptr_array_index (items, 0);
  self.composer = tocsin_composer_new ();
  self.files = g_array_new (FALSE, FALSE, sizeof (int));
  set_facts (&self, item);
  set_text (&self, item);
  for (guint i = 0; i < item->attachments->len; i++)
    if (!add_attachment (&self, g_ptr_array_index (item->attachments, i), cancellable, error))
      return FALSE;

  return write_out (&self, write, user_data, cancellable, error);
}
