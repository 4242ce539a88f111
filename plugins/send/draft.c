/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/send/draft.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/address-parse.h"
#include "core/mail/auto-reply.h"
#include "core/mail/subject.h"
#include "plugins/send/encoders.h"
#include "plugins/send/trace.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Recipients that a summary names, and bytes of what it quotes. */
#define MAX_NAMED 3
#define MAX_SHOWN 80
#define MAX_SUBJECT 1000

/**
 * draft_get:
 * @draft: a draft
 * @key: what is wanted of it
 *
 * Returns: (transfer none): a text of it, empty when it has none.
 */
const char *
draft_get (GVariant *draft, const char *key)
{
  const char *text = "";

  g_variant_lookup (draft, key, "&s", &text);

  return text;
}

static TocsinTemplateEncoder
get_encoder (SendField field)
{
  switch (field)
    {
    case SEND_SUBJECT:
      return encode_header;
    case SEND_TEXT:
      return tocsin_template_encode_plain;
    case SEND_HTML:
      return encode_html;
    default:
      return encode_address;
    }
}

static char *
expand (const SendSettings *settings, SendField field, TocsinEvent *event)
{
  JsonObject *data = tocsin_event_get_data (event);

  if (settings->fields[field] == NULL)
    return g_strdup ("");

  return tocsin_template_expand (settings->fields[field], data, NULL, get_encoder (field), data);
}

/* A stranger's text may be endless, and a subject is one line of a list. */
static char *
cut_subject (const char *subject)
{
  gsize length = strlen (subject);

  if (length <= MAX_SUBJECT)
    return g_strdup (subject);
  for (length = MAX_SUBJECT; (subject[length] & 0xc0) == 0x80;)
    length--;

  return g_strdup_printf ("%.*s…", (int) length, subject);
}

static void
set_subject (GVariantDict *draft, const char *subject)
{
  g_autofree char *cut = cut_subject (subject);

  g_variant_dict_insert (draft, "subject", "s", cut);
}

static void
add_fields (GVariantDict *draft, const SendSettings *settings, TocsinEvent *event)
{
  for (int i = 0; i < SEND_N_FIELDS; i++)
    {
      g_autofree char *text = expand (settings, i, event);

      if (i == SEND_SUBJECT)
        set_subject (draft, text);
      else
        g_variant_dict_insert (draft, send_field_get_key (i), "s", text);
    }
  g_variant_dict_insert (draft, "importance", "s", settings->importance);
  g_variant_dict_insert (draft, "priority", "s", settings->priority);
  g_variant_dict_insert (draft, "sensitivity", "s", settings->sensitivity);
  g_variant_dict_insert (draft, "null-sender", "b", settings->null_sender);
  g_variant_dict_insert (draft, "answer", "b", send_settings_is_answer (settings));
  g_variant_dict_insert (draft, "connection", "s", settings->connection);
}

static void
add_headers (GVariantDict *draft, const SendSettings *settings, TocsinEvent *event)
{
  GVariantBuilder headers;

  g_variant_builder_init (&headers, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < settings->headers->len; i++)
    {
      const SendHeader *header = &g_array_index (settings->headers, SendHeader, i);
      g_autofree char *value = tocsin_template_expand (header->value, tocsin_event_get_data (event),
                                                       NULL, encode_header, NULL);

      g_variant_builder_add (&headers, "(ss)", header->name, value);
    }
  g_variant_dict_insert_value (draft, "headers", g_variant_builder_end (&headers));
}

static void
add_subject (GVariantDict *draft, const SendSettings *settings, TocsinMessage *message)
{
  g_autofree char *subject = NULL;

  if (settings->fields[SEND_SUBJECT] != NULL || message == NULL)
    return;
  subject = send_settings_is_answer (settings)
                ? tocsin_subject_of_reply (tocsin_message_get_subject (message))
                : tocsin_subject_of_forward (tocsin_message_get_subject (message));
  set_subject (draft, subject);
}

static void
join (GVariantDict *draft, const char *key, const char *more)
{
  const char *text = "";
  g_autofree char *joined = NULL;

  g_variant_dict_lookup (draft, key, "&s", &text);
  joined = g_strconcat (more, *text != '\0' && *more != '\0' ? ", " : "", text, NULL);
  g_variant_dict_insert (draft, key, "s", joined);
}

/* Where the settings say to whom an answer goes, it goes there alone. */
static gboolean
add_recipients (GVariantDict *draft,
                const SendSettings *settings,
                TocsinMessage *message,
                GError **error)
{
  static const TocsinReplyMode modes[] = { TOCSIN_REPLY_SENDER, TOCSIN_REPLY_ALL,
                                           TOCSIN_REPLY_LIST };
  g_autofree char *to = NULL;
  g_autofree char *cc = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *thread = NULL;

  if (!send_settings_is_answer (settings))
    return TRUE;

  if (settings->fields[SEND_TO] == NULL)
    {
      if (!tocsin_reply_find_recipients (message, modes[settings->mode],
                                         (const char *const *) settings->own, &to, &cc, error))
        return FALSE;
      join (draft, "to", to);
      join (draft, "cc", cc);
    }
  parent = tocsin_reply_find_parent (message);
  thread = tocsin_reply_find_thread (message);
  g_variant_dict_insert (draft, "in-reply-to", "s", parent);
  g_variant_dict_insert (draft, "references", "s", thread);

  return TRUE;
}

static gboolean
wants (const SendSettings *settings, TocsinMessage *message, const TocsinPart *part, GError **error)
{
  g_autofree char *name = tocsin_attachment_filter_name (part);
  guint64 size = part->size;

  if (!tocsin_attachment_filter_wants (&settings->filter, part, name))
    return FALSE;
  if (!tocsin_attachment_filter_measures (&settings->filter))
    return TRUE;

  return tocsin_message_measure_part (message, part, &size, NULL, error)
         && tocsin_attachment_filter_wants_size (&settings->filter, size);
}

static gboolean
add_parts (GVariantDict *draft,
           const SendSettings *settings,
           TocsinMessage *message,
           guint64 *size,
           GError **error)
{
  GPtrArray *parts = settings->carries_attachments && message != NULL
                         ? tocsin_message_get_attachments (message)
                         : NULL;
  g_autoptr (GStrvBuilder) sections = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);
      GError *local = NULL;

      if (wants (settings, message, part, &local))
        {
          g_strv_builder_add (sections, part->section);
          *size += part->size;
        }
      if (local == NULL)
        continue;
      g_propagate_error (error, local);
      return FALSE;
    }
  list = g_strv_builder_end (sections);
  g_variant_dict_insert (draft, "parts", "^as", list);

  return TRUE;
}

/* As they are on the way: three bytes of a file are four. */
static void
add_files (GVariantDict *draft, const SendSettings *settings, TocsinMessage *message, guint64 *size)
{
  gboolean whole = settings->mode == SEND_FORWARD_ATTACHED;
  const char *quote = "";

  if (settings->mode == SEND_FORWARD_INLINE)
    quote = "forward";
  else if (settings->quote && send_settings_is_answer (settings))
    quote = "reply";
  if (message != NULL && *quote != '\0' && tocsin_message_get_text (message) != NULL)
    *size += strlen (tocsin_message_get_text (message));
  if (whole)
    *size += tocsin_message_get_size (message);
  for (char **path = settings->files; *path != NULL; path++)
    {
      GStatBuf info;

      if (g_stat (*path, &info) == 0)
        *size += (guint64) info.st_size * 4 / 3;
    }
  g_variant_dict_insert (draft, "quote", "s", quote);
  g_variant_dict_insert (draft, "message", "b", whole);
  g_variant_dict_insert (draft, "files", "^as", settings->files);
}

static void
add_traces (GVariantDict *draft, const char *own, const char *const *others)
{
  g_autoptr (GStrvBuilder) traces = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  g_strv_builder_add (traces, own);
  g_strv_builder_addv (traces, (const char **) others);
  list = g_strv_builder_end (traces);
  g_variant_dict_insert (draft, "traces", "^as", list);
}

static GVariant *
make_refused (const char *why)
{
  g_auto (GVariantDict) draft = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&draft, "why", "s", why);

  return g_variant_ref_sink (g_variant_dict_end (&draft));
}

static GVariant *
write_draft (const SendSettings *settings,
             TocsinEvent *event,
             const char *own,
             const char *const *traces,
             GError **error)
{
  g_auto (GVariantDict) draft = G_VARIANT_DICT_INIT (NULL);
  TocsinMessage *message = tocsin_event_get_message (event);
  guint64 size = 0;

  add_fields (&draft, settings, event);
  add_headers (&draft, settings, event);
  add_subject (&draft, settings, message);
  add_traces (&draft, own, traces);
  if (!add_recipients (&draft, settings, message, error)
      || !add_parts (&draft, settings, message, &size, error))
    return NULL;
  add_files (&draft, settings, message, &size);
  g_variant_dict_insert (&draft, "size", "t", size);

  return g_variant_ref_sink (g_variant_dict_end (&draft));
}

/* What would not be sent is found out now, so that a trial shows it. */
static gboolean
check (GVariant *draft, GError **error)
{
  g_autoptr (TocsinComposer) composer = draft_compose (draft, error);
  g_autoptr (TocsinEnvelope) envelope = NULL;

  if (composer == NULL)
    return FALSE;
  if (!tocsin_composer_has_addresses (composer, TOCSIN_COMPOSER_FROM)
      && !tocsin_composer_set_addresses (composer, TOCSIN_COMPOSER_FROM, "x@localhost", error))
    return FALSE;
  envelope = tocsin_composer_make_envelope (composer, error);

  return envelope != NULL;
}

/**
 * draft_make:
 * @settings: the action's settings
 * @event: what happened
 * @error: where to put why nothing can be sent, such as an address that is none
 *
 * Returns: (transfer full) (nullable): the draft, or one that says why nothing is to be sent.
 */
GVariant *
draft_make (const SendSettings *settings, TocsinEvent *event, GError **error)
{
  TocsinMessage *message = tocsin_event_get_message (event);
  JsonObject *data = tocsin_event_get_data (event);
  g_autofree char *own = trace_make (tocsin_event_get_field (event, "task"), settings->action);
  g_auto (GStrv) traces = trace_find (data);
  g_autofree char *why = trace_refuse ((const char *const *) traces, own);
  g_autoptr (GVariant) draft = NULL;

  if (settings->mode != SEND_NEW && message == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("this event is about no message that could be answered or sent on"));
      return NULL;
    }
  if (why == NULL && send_settings_is_answer (settings))
    why = tocsin_auto_reply_refusal (message, (const char *const *) settings->own);
  if (why != NULL)
    return make_refused (why);

  draft = write_draft (settings, event, own, (const char *const *) traces, error);
  if (draft == NULL || !check (draft, error))
    return NULL;
  if (send_settings_is_answer (settings))
    why = draft_refuse_self (draft, draft_get (draft, "from"));

  return why != NULL ? make_refused (why) : g_steal_pointer (&draft);
}

static const TocsinAddress *
find_same (GPtrArray *addresses, const TocsinAddress *wanted)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (*wanted->address != '\0' && g_ascii_strcasecmp (address->address, wanted->address) == 0)
        return address;
    }

  return NULL;
}

/**
 * draft_refuse_self:
 * @draft: a draft of an answer
 * @from: who it is from, as typed
 *
 * Returns: (transfer full) (nullable): why it must not be sent, if it would go to its own sender.
 */
char *
draft_refuse_self (GVariant *draft, const char *from)
{
  static const char *const keys[] = { "to", "cc", "bcc" };
  g_autoptr (GPtrArray) senders = tocsin_address_parse (from, "from", NULL);

  for (gsize i = 0; senders != NULL && i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GPtrArray) list = tocsin_address_parse (draft_get (draft, keys[i]), keys[i], NULL);

      for (guint j = 0; j < senders->len; j++)
        {
          const TocsinAddress *same = find_same (list, g_ptr_array_index (senders, j));

          if (same != NULL)
            return g_strdup_printf (_ ("it would go to %s, from where it comes"), same->address);
        }
    }

  return NULL;
}

static void
add_specs (GVariant *draft, const char *key, GStrvBuilder *specs)
{
  g_autoptr (GPtrArray) list = tocsin_address_parse (draft_get (draft, key), key, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (list, i);

      if (*address->address != '\0')
        g_strv_builder_add (specs, address->address);
    }
}

static GStrv
list_recipients (GVariant *draft)
{
  g_autoptr (GStrvBuilder) specs = g_strv_builder_new ();

  add_specs (draft, "to", specs);
  add_specs (draft, "cc", specs);
  add_specs (draft, "bcc", specs);

  return g_strv_builder_end (specs);
}

static char *
name_recipients (GVariant *draft)
{
  g_auto (GStrv) specs = list_recipients (draft);
  guint count = g_strv_length (specs);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < MIN (count, MAX_NAMED); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", specs[i]);
  if (count > MAX_NAMED)
    g_string_append_printf (out, _ (" and %u more"), count - MAX_NAMED);

  return tocsin_text_escape (out->str, -1, 0);
}

/**
 * draft_describe:
 * @draft: a draft
 * @settings: the action's settings
 *
 * Returns: (transfer full): what would be sent, from whom to whom, a sentence for a person.
 */
char *
draft_describe (GVariant *draft, const SendSettings *settings)
{
  const char *what[] = { _ ("reply"),   _ ("reply to all"), _ ("reply to the list"),
                         _ ("forward"), _ ("forward"),      _ ("send") };
  const char *why = draft_get (draft, "why");
  const char *from = draft_get (draft, "from");
  g_autofree char *recipients = name_recipients (draft);
  g_autofree char *subject = tocsin_text_escape (draft_get (draft, "subject"), -1, MAX_SHOWN);
  g_autofree char *sender = tocsin_text_escape (from, -1, MAX_SHOWN);
  g_autofree char *size_text = NULL;
  guint64 size = 0;

  if (*why != '\0')
    return g_strdup_printf (
        send_settings_is_answer (settings) ? _ ("not answered: %s") : _ ("not sent: %s"), why);
  g_variant_lookup (draft, "size", "t", &size);
  size += strlen (draft_get (draft, "text")) + strlen (draft_get (draft, "html"));
  size_text = g_format_size (size);

  return g_strdup_printf (_ ("%s: “%s” to %s%s%s through “%s”, about %s"), what[settings->mode],
                          subject, recipients, *from != '\0' ? _ (" from ") : "", sender,
                          draft_get (draft, "connection"), size_text);
}
