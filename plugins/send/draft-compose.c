/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/auto-reply.h"
#include "core/mail/forward.h"
#include "core/mail/reply.h"
#include "plugins/send/draft.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
set_addresses (GVariant *draft, TocsinComposer *composer, GError **error)
{
  static const struct
  {
    const char *key;
    TocsinComposerField field;
  } fields[] = {
    { "from", TOCSIN_COMPOSER_FROM },
    { "reply-to", TOCSIN_COMPOSER_REPLY_TO },
    { "read-receipt-to", TOCSIN_COMPOSER_READ_RECEIPT_TO },
    { "delivery-notification-to", TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO },
  };
  static const char *const kinds[] = { "to", "cc", "bcc" };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!tocsin_composer_set_addresses (composer, fields[i].field, draft_get (draft, fields[i].key),
                                        error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (!tocsin_composer_add_recipient (composer, (TocsinRecipientKind) i,
                                        draft_get (draft, kinds[i]), error))
      return FALSE;

  return TRUE;
}

static gboolean
set_marks (GVariant *draft, TocsinComposer *composer, GError **error)
{
  gboolean null_sender = FALSE;

  g_variant_lookup (draft, "null-sender", "b", &null_sender);
  if (null_sender && !tocsin_composer_set_return_path (composer, "", error))
    return FALSE;

  return tocsin_composer_set_subject (composer, draft_get (draft, "subject"), error)
         && tocsin_composer_set_importance (composer, draft_get (draft, "importance"), error)
         && tocsin_composer_set_priority (composer, draft_get (draft, "priority"), error)
         && tocsin_composer_set_sensitivity (composer, draft_get (draft, "sensitivity"), error)
         && tocsin_composer_set_in_reply_to (composer, draft_get (draft, "in-reply-to"), error)
         && tocsin_composer_set_references (composer, draft_get (draft, "references"), error);
}

static gboolean
add_headers (GVariant *draft, TocsinComposer *composer, GError **error)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *name, *value;

  g_variant_lookup (draft, "headers", "a(ss)", &iter);
  while (iter != NULL && g_variant_iter_next (iter, "(&s&s)", &name, &value))
    if (!tocsin_composer_add_header (composer, name, value, error))
      return FALSE;

  return TRUE;
}

/* Our own trace, and those of the tasks that the message came through. */
static gboolean
stamp (GVariant *draft, TocsinComposer *composer, GError **error)
{
  g_autofree const char **traces = NULL;
  gboolean answer = FALSE;

  g_variant_lookup (draft, "answer", "b", &answer);
  if (!g_variant_lookup (draft, "traces", "^a&s", &traces) || traces[0] == NULL)
    return tocsin_composer_set_automatic (composer, answer, NULL, error);

  for (gsize i = 1; traces[i] != NULL; i++)
    if (!tocsin_composer_add_header (composer, TOCSIN_AUTO_REPLY_TRACE, traces[i], error))
      return FALSE;

  return tocsin_composer_set_automatic (composer, answer, traces[0], error);
}

/**
 * draft_compose:
 * @draft: a draft that does not say why there is none
 * @error: where to put what can't be sent
 *
 * Returns: (transfer full) (nullable): a composer that knows all but what the message says.
 */
TocsinComposer *
draft_compose (GVariant *draft, GError **error)
{
  g_autoptr (TocsinComposer) composer = tocsin_composer_new ();

  if (!set_addresses (draft, composer, error) || !set_marks (draft, composer, error)
      || !add_headers (draft, composer, error) || !stamp (draft, composer, error))
    return NULL;

  return g_steal_pointer (&composer);
}

static char *
quote_text (TocsinMessage *message, const char *how)
{
  return g_str_equal (how, "reply") ? tocsin_reply_quote_text (message)
                                    : tocsin_forward_quote_text (message);
}

static char *
quote_html (TocsinMessage *message, const char *how)
{
  return g_str_equal (how, "reply") ? tocsin_reply_quote_html (message)
                                    : tocsin_forward_quote_html (message);
}

/* The quote stands in both forms, or in the one that there is. */
static gboolean
set_words (GVariant *draft, TocsinComposer *composer, TocsinMessage *message, GError **error)
{
  const char *text = draft_get (draft, "text");
  const char *html = draft_get (draft, "html");
  const char *how = draft_get (draft, "quote");
  gboolean quotes = *how != '\0' && message != NULL;
  g_autofree char *text_quote = quotes ? quote_text (message, how) : g_strdup ("");
  g_autofree char *html_quote = quotes ? quote_html (message, how) : g_strdup ("");
  g_autofree char *all_text =
      g_strconcat (text, *text != '\0' && quotes ? "\n\n" : "", text_quote, NULL);
  g_autofree char *all_html = g_strconcat (html, "\n", html_quote, NULL);

  if (*html != '\0' && !tocsin_composer_set_html (composer, all_html, error))
    return FALSE;
  if (*html != '\0' && *text == '\0')
    return TRUE;

  return *all_text == '\0' || tocsin_composer_set_text (composer, all_text, error);
}

static const TocsinPart *
find_part (TocsinMessage *message, const char *section)
{
  GPtrArray *parts = tocsin_message_get_attachments (message);

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);

      if (g_str_equal (part->section, section))
        return part;
    }

  return NULL;
}

static gboolean
attach_parts (GVariant *draft,
              TocsinComposer *composer,
              TocsinMessage *message,
              const char *directory,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *section;

  g_variant_lookup (draft, "parts", "as", &iter);
  while (iter != NULL && g_variant_iter_next (iter, "&s", &section))
    {
      const TocsinPart *part = message != NULL ? find_part (message, section) : NULL;

      if (part == NULL)
        {
          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
                       _ ("the message has no part %s any more"), section);
          return FALSE;
        }
      if (!tocsin_forward_attach_part (composer, message, part, directory, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
attach_files (GVariant *draft, TocsinComposer *composer, GError **error)
{
  g_autoptr (GVariantIter) iter = NULL;
  const char *path;

  g_variant_lookup (draft, "files", "as", &iter);
  while (iter != NULL && g_variant_iter_next (iter, "&s", &path))
    if (!tocsin_composer_add_attachment (composer, path, NULL, NULL, error))
      return FALSE;

  return TRUE;
}

/**
 * draft_attach:
 * @draft: a draft
 * @composer: what draft_compose() made of it
 * @event: what it was made from
 * @directory: where attachments may lie until @composer is gone
 * @cancellable: (nullable): to stop it
 * @error: where to put what can't be read
 *
 * Puts in what the message says.
 *
 * Returns: whether all of it is in.
 */
gboolean
draft_attach (GVariant *draft,
              TocsinComposer *composer,
              TocsinEvent *event,
              const char *directory,
              GCancellable *cancellable,
              GError **error)
{
  TocsinMessage *message = tocsin_event_get_message (event);
  gboolean whole = FALSE;

  g_variant_lookup (draft, "message", "b", &whole);

  return set_words (draft, composer, message, error)
         && attach_parts (draft, composer, message, directory, cancellable, error)
         && (!whole || message == NULL
             || tocsin_forward_attach_message (composer, message, directory, cancellable, error))
         && attach_files (draft, composer, error);
}
