/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages into a sink: flags and headers of many at once, whole messages one by one. Graph knows
 * no structure as it was sent, so nobody is given any; whoever needs it reads the message. */
#include "plugins/office365/read.h"

#include "core/base/error.h"
#include "plugins/office365/whole.h"
#include "plugins/office365/wire/heading.h"

typedef struct
{
  GraphAccount *account;
  GraphMemory *memory;
  const TocsinMailSink *sink;
  TocsinMailParts parts;
  const char *code_page;
  const char *authserv_id;
  guint64 max_size;
  GCancellable *cancellable;
} Reading;

static gboolean
wants (const Reading *self, TocsinMailParts part)
{
  return (self->parts & part) != 0;
}

static gboolean
tell (const Reading *self, TocsinMessageRef *ref, TocsinMessage *message, GError **error)
{
  return self->sink->message (ref, message, self->sink->user_data, error);
}

static TocsinMessage *
new_message (const Reading *self)
{
  TocsinMessage *message = tocsin_message_new ();

  tocsin_message_set_code_page (message, *self->code_page != '\0' ? self->code_page : NULL);
  tocsin_message_set_authserv_id (message, self->authserv_id);

  return message;
}

/* The size in the mailbox is another than that of the message as it was sent, which queries mean.
 * It is told only where it forbids to read the message at all. */
static gboolean
is_too_large (const Reading *self, JsonObject *item)
{
  return self->max_size > 0 && graph_heading_read_size (item) > self->max_size;
}

static void
fill (const Reading *self, TocsinMessage *message, JsonObject *item)
{
  gint64 received = graph_time_read (graph_json_get_string (item, "receivedDateTime"));

  if (received != 0)
    tocsin_message_set_received (message, received);
  if (is_too_large (self, item))
    tocsin_message_set_size (message, graph_heading_read_size (item));
  if (wants (self, TOCSIN_MAIL_PARTS_FLAGS))
    {
      g_auto (GStrv) keywords = graph_heading_read_categories (item);

      tocsin_message_set_flags (message, graph_heading_read_flags (item),
                                (const char *const *) keywords);
    }
}

/* What is gone is told as such; what is refused for a reason of its own must not hold up others. */
static gboolean
take_refusal (const Reading *self, TocsinMessageRef *ref, GError *problem, GError **error)
{
  g_autoptr (GError) owned = problem;

  if (g_error_matches (owned, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE))
    return tell (self, ref, NULL, error);
  if (g_error_matches (owned, TOCSIN_ERROR, TOCSIN_ERROR_SERVICE_ERROR))
    owned->code = TOCSIN_ERROR_MESSAGE_UNPARSABLE;
  g_propagate_error (error, g_steal_pointer (&owned));

  return FALSE;
}

/* The message itself, for those who want it, and for those headers that Graph does not have. */
static gboolean
read_whole (const Reading *self,
            TocsinMessageRef *ref,
            TocsinMessage *message,
            guint64 size,
            GError **error)
{
  const TocsinMailSink *sink = wants (self, TOCSIN_MAIL_PARTS_RAW) ? self->sink : NULL;
  g_autoptr (GBytes) block = NULL;
  g_autoptr (GError) problem = NULL;

  if (!graph_whole_read (self->account, ref, sink, size, &block, self->cancellable, &problem))
    return take_refusal (self, ref, g_steal_pointer (&problem), error);
  if (wants (self, TOCSIN_MAIL_PARTS_HEADERS))
    tocsin_message_set_headers (message, block);

  return tell (self, ref, message, error);
}

static gboolean
take_heading (const Reading *self, TocsinMessageRef *ref, JsonObject *item, GError **error)
{
  g_autoptr (TocsinMessage) message = new_message (self);
  g_autoptr (GBytes) block = NULL;

  if (graph_memory_is_elsewhere (self->memory, ref->folder,
                                 graph_json_get_string (item, "parentFolderId")))
    return tell (self, ref, NULL, error);
  fill (self, message, item);
  if (wants (self, TOCSIN_MAIL_PARTS_RAW) && !is_too_large (self, item))
    return read_whole (self, ref, message, graph_heading_read_size (item), error);
  if (!wants (self, TOCSIN_MAIL_PARTS_HEADERS))
    return tell (self, ref, message, error);
  block = graph_heading_read_block (item);
  if (block == NULL)
    return read_whole (self, ref, message, 0, error);
  tocsin_message_set_headers (message, block);

  return tell (self, ref, message, error);
}

static GPtrArray *
make_parts (const Reading *self, TocsinMessageRef *const *refs, guint n_refs)
{
  const char *user = graph_account_get_service (self->account)->user;
  gboolean with_headers =
      wants (self, TOCSIN_MAIL_PARTS_HEADERS) && !wants (self, TOCSIN_MAIL_PARTS_RAW);
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) graph_part_free);

  for (guint i = 0; i < n_refs; i++)
    {
      g_autoptr (GString) target =
          graph_target_new (user, "mailFolders", refs[i]->folder, "messages", refs[i]->key, NULL);

      graph_target_add (target, "$select", with_headers ? GRAPH_SELECT_HEADERS : GRAPH_SELECT_HEAD);
      graph_target_add (target, "$expand", GRAPH_EXPAND_HEAD);
      g_ptr_array_add (parts, graph_part_new ("GET", target->str));
    }

  return parts;
}

static gboolean
take_part (const Reading *self, TocsinMessageRef *ref, const GraphPart *part, GError **error)
{
  if (graph_part_is_good (part))
    return take_heading (self, ref, part->answer, error);

  return take_refusal (self, ref,
                       graph_trouble_new (part->status, part->answer, part->retry_after,
                                          GRAPH_ABOUT_MESSAGE,
                                          graph_account_get_place (self->account)),
                       error);
}

static gboolean
read_some (const Reading *self, TocsinMessageRef *const *refs, guint n_refs, GError **error)
{
  g_autoptr (GPtrArray) parts = make_parts (self, refs, n_refs);

  if (!graph_account_ask_all (self->account, parts, self->cancellable, error))
    return FALSE;
  for (guint i = 0; i < n_refs; i++)
    if (!take_part (self, refs[i], g_ptr_array_index (parts, i), error))
      return FALSE;

  return TRUE;
}

/**
 * graph_read:
 * @account: an account
 * @memory: what is remembered of its folders
 * @refs: (element-type TocsinMessageRef): messages
 * @parts: what of them
 * @sink: where to
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_fetch(). A message that takes more than `limits.max-message-size` in its
 * mailbox comes without its body. One that moved to another folder is gone.
 *
 * Returns: whether the sink was told of every message.
 */
gboolean
graph_read (GraphAccount *account,
            GraphMemory *memory,
            GPtrArray *refs,
            TocsinMailParts parts,
            const TocsinMailSink *sink,
            GCancellable *cancellable,
            GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (graph_account_get_settings (account));
  const Reading reading = {
    .account = account,
    .memory = memory,
    .sink = sink,
    .parts = parts,
    .code_page = tocsin_snapshot_get_string (settings, "code-page"),
    .authserv_id = tocsin_snapshot_get_string (settings, "authserv-id"),
    .max_size = tocsin_snapshot_get_uint64 (settings, "limits.max-message-size"),
    .cancellable = cancellable,
  };

  for (guint i = 0; i < refs->len; i += GRAPH_BATCH_MAX)
    if (!read_some (&reading, (TocsinMessageRef *const *) refs->pdata + i,
                    MIN (refs->len - i, GRAPH_BATCH_MAX), error))
      return FALSE;

  return TRUE;
}
