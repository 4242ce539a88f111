/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What people bring along from the search boxes of others, or what they take for a word of ours. */
#include "core/mail/query/foreign.h"

#include "core/mail/query/field-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FOLDERS                                                                                    \
  N_ ("a query does not choose folders: name them with --folder, or in a task with "               \
      "trigger.folders")
#define NO_LABELS                                                                                  \
  N_ ("labels are keywords on a server that has them, as in keyword:later, or else folders, "      \
      "named "                                                                                     \
      "with --folder or trigger.folders")
#define BY_TYPE N_ ("attachments are looked for by name, filename:*.pdf, or by type, type:image/*")
#define NO_THREADS                                                                                 \
  N_ ("messages are looked at one by one; a message is found by msgid:, and its "                  \
      "answers by header:References=")
#define GUESSED N_ ("nobody here decides what is important; senders mark it, as in importance:high")

/* A name, a value where it depends on that, what is meant ($ stands for the value), and what else
 * there is to say. */
typedef struct
{
  const char *name;
  const char *value;
  const char *meant;
  const char *advice;
} Foreign;

static const Foreign foreign[] = {
  { "in", NULL, NULL, FOLDERS },
  { "folder", NULL, NULL, FOLDERS },
  { "mailbox", NULL, NULL, FOLDERS },
  { "path", NULL, NULL, FOLDERS },
  { "label", NULL, "keyword:$", NO_LABELS },
  { "category", NULL, "keyword:$", NO_LABELS },
  { "tag", "unread", "is:unread", NULL },
  { "tag", "flagged", "is:flagged", NULL },
  { "tag", "replied", "is:answered", NULL },
  { "tag", "draft", "is:draft", NULL },
  { "tag", "attachment", "has:attachment", NULL },
  { "tag", "signed", "is:signed", NULL },
  { "tag", "encrypted", "is:encrypted", NULL },
  { "tag", NULL, "keyword:$", NULL },
  { "flag", "flagged", "is:flagged", NULL },
  { "flag", NULL, "keyword:$", NULL },
  { "older_than", NULL, "older:$", NULL },
  { "olderthan", NULL, "older:$", NULL },
  { "older-than", NULL, "older:$", NULL },
  { "larger-than", NULL, "larger:$", NULL },
  { "smaller-than", NULL, "smaller:$", NULL },
  { "newer_than", NULL, "newer:$", NULL },
  { "newerthan", NULL, "newer:$", NULL },
  { "newer-than", NULL, "newer:$", NULL },
  { "age", NULL, NULL, N_ ("an age is written newer:7d or older:7d") },
  { "date", NULL, "on:$", N_ ("dates are written after:, before: and on:") },
  { "received", NULL, "on:$", N_ ("dates are written after:, before: and on:") },
  { "sent", NULL, "sent-after:$", N_ ("the date of the sender is sent-after: or sent-before:") },
  { "since", NULL, "after:$", NULL },
  { "until", NULL, "before:$", NULL },
  { "size", NULL, "larger:$", N_ ("sizes are written larger: and smaller:") },
  { "larger_than", NULL, "larger:$", NULL },
  { "smaller_than", NULL, "smaller:$", NULL },
  { "bigger", NULL, "larger:$", NULL },
  { "greater", NULL, "larger:$", NULL },
  { "less", NULL, "smaller:$", NULL },
  { "sender", NULL, "from:$", NULL },
  { "author", NULL, "from:$", NULL },
  { "recipient", NULL, "(to:$ OR cc:$ OR bcc:$)", NULL },
  { "recipients", NULL, "(to:$ OR cc:$ OR bcc:$)", NULL },
  { "rcpt", NULL, "(to:$ OR cc:$ OR bcc:$)", NULL },
  { "tocc", NULL, "(to:$ OR cc:$)", NULL },
  { "with", NULL, "participants:$", NULL },
  { "people", NULL, "participants:$", NULL },
  { "subj", NULL, "subject:$", NULL },
  { "title", NULL, "subject:$", NULL },
  { "content", NULL, "body:$", NULL },
  { "contents", NULL, "body:$", NULL },
  { "message", NULL, "body:$", NULL },
  { "contains", NULL, "text:$", NULL },
  { "mimetype", NULL, "type:$", NULL },
  { "content-type", NULL, "type:$", NULL },
  { "file", NULL, "filename:$", NULL },
  { "attachmentname", NULL, "filename:$", NULL },
  { "attachmenttype", NULL, "type:$", NULL },
  { "ext", NULL, "filename:*.$", NULL },
  { "id", NULL, "msgid:$", NULL },
  { "mid", NULL, "msgid:$", NULL },
  { "message-id", NULL, "msgid:$", NULL },
  { "messageid", NULL, "msgid:$", NULL },
  { "rfc822msgid", NULL, "msgid:$", NULL },
  { "list-id", NULL, "list:$", NULL },
  { "listid", NULL, "list:$", NULL },
  { "thread", NULL, NULL, NO_THREADS },
  { "conversation", NULL, NULL, NO_THREADS },
  { "hasattachment", "false", "-has:attachment", NULL },
  { "hasattachment", "no", "-has:attachment", NULL },
  { "hasattachment", NULL, "has:attachment", NULL },
  { "hasattachments", "false", "-has:attachment", NULL },
  { "hasattachments", "no", "-has:attachment", NULL },
  { "hasattachments", NULL, "has:attachment", NULL },
  { "isread", "false", "is:unread", NULL },
  { "isread", "no", "is:unread", NULL },
  { "isread", NULL, "is:read", NULL },
  { "read", "false", "is:unread", NULL },
  { "read", "no", "is:unread", NULL },
  { "read", NULL, "is:read", NULL },
  { "unread", "false", "is:read", NULL },
  { "unread", "no", "is:read", NULL },
  { "unread", NULL, "is:unread", NULL },
  { "isflagged", "false", "-is:flagged", NULL },
  { "isflagged", "no", "-is:flagged", NULL },
  { "isflagged", NULL, "is:flagged", NULL },
  { "flagged", NULL, "is:flagged", NULL },
  { "starred", NULL, "is:flagged", NULL },
  { "priority", NULL, "importance:$", NULL },
  { "kind", NULL, NULL, N_ ("everything here is mail: leave it out") },
  { "lang", NULL, NULL, N_ ("nobody here knows the language of a text: look for a word of it") },
  { "cat", NULL, "keyword:$", NO_LABELS },
  { "mailinglist", NULL, "list:$", NULL },
  { "status", NULL, "is:$", NULL },
  { "not", NULL, "-$", NULL },
  { "without", "attachment", "-has:attachment", NULL },
  { "no", "attachment", "-has:attachment", NULL },
  { "re", NULL, NULL,
    N_ ("a text with a colon in it goes in quotes, as in subject:\"re: lunch\"") },
  { "fwd", NULL, NULL,
    N_ ("a text with a colon in it goes in quotes, as in subject:\"fwd: lunch\"") },
  { "is", "starred", "is:flagged", NULL },
  { "is", "seen", "is:read", NULL },
  { "is", "unseen", "is:unread", NULL },
  { "is", "new", "is:unread", NULL },
  { "is", "replied", "is:answered", NULL },
  { "is", "drafts", "is:draft", NULL },
  { "is", "newsletter", "is:bulk", NULL },
  { "is", "automatic", "is:auto", NULL },
  { "is", "bounced", "is:bounce", NULL },
  { "is", "important", "importance:high", GUESSED },
  { "is", "urgent", "importance:high", GUESSED },
  { "is", "pgp", "(is:signed OR is:encrypted)", NULL },
  { "is", "smime", "(is:signed OR is:encrypted)", NULL },
  { "is", "spam", NULL,
    N_ ("spam is in a folder of its own: name it with --folder or "
        "trigger.folders; on some servers keyword:$Junk finds it") },
  { "is", "trash", NULL, FOLDERS },
  { "is", "sent", NULL, FOLDERS },
  { "is", "inbox", NULL, FOLDERS },
  { "is", "muted", NULL, NO_THREADS },
  { "is", "snoozed", NULL, NO_THREADS },
  { "has", "attachments", "has:attachment", NULL },
  { "has", "file", "has:attachment", NULL },
  { "has", "files", "has:attachment", NULL },
  { "has", "invitation", "has:invite", NULL },
  { "has", "calendar", "has:invite", NULL },
  { "has", "pdf", "filename:*.pdf", NULL },
  { "has", "image", "type:image/*", NULL },
  { "has", "images", "type:image/*", NULL },
  { "has", "picture", "type:image/*", NULL },
  { "has", "video", "type:video/*", NULL },
  { "has", "document", NULL, BY_TYPE },
  { "has", "spreadsheet", NULL, BY_TYPE },
  { "has", "presentation", NULL, BY_TYPE },
  { "has", "drive", NULL, N_ ("a link is a part of the text, as in body:drive.") },
  { "has", "youtube", NULL, N_ ("a link is a part of the text, as in body:youtube.com") },
  { "has", "link", "body:http", NULL },
  { "has", "userlabels", NULL, NO_LABELS },
  { "has", "nouserlabels", NULL, NO_LABELS },
  { "has", "star", "is:flagged", NULL },
  { "has", "yellow-star", "is:flagged", NULL },
  { "has", "label", NULL, NO_LABELS },
  { "importance", "urgent", "importance:high", NULL },
  { "importance", "highest", "importance:high", NULL },
  { "importance", "important", "importance:high", NULL },
  { "importance", "medium", "importance:normal", NULL },
  { "importance", "1", "importance:high", NULL },
  { "importance", "3", "importance:normal", NULL },
  { "importance", "5", "importance:low", NULL },
  { "importance", "lowest", "importance:low", NULL },
  { "importance", "yes", "importance:high", NULL },
  { "importance", "true", "importance:high", NULL },
  { "sensitivity", "secret", "sensitivity:confidential", NULL },
  { "sensitivity", "company-confidential", "sensitivity:confidential", NULL },
  { "spf", "ok", "spf:pass", NULL },
  { "spf", "yes", "spf:pass", NULL },
  { "spf", "passed", "spf:pass", NULL },
  { "spf", "failed", "spf:fail", NULL },
  { "spf", "no", "spf:fail", NULL },
  { "spf", "hardfail", "spf:fail", NULL },
  { "dkim", "ok", "dkim:pass", NULL },
  { "dkim", "yes", "dkim:pass", NULL },
  { "dkim", "valid", "dkim:pass", NULL },
  { "dkim", "passed", "dkim:pass", NULL },
  { "dkim", "failed", "dkim:fail", NULL },
  { "dkim", "invalid", "dkim:fail", NULL },
  { "dkim", "no", "dkim:fail", NULL },
  { "dmarc", "ok", "dmarc:pass", NULL },
  { "dmarc", "yes", "dmarc:pass", NULL },
  { "dmarc", "passed", "dmarc:pass", NULL },
  { "dmarc", "failed", "dmarc:fail", NULL },
  { "dmarc", "no", "dmarc:fail", NULL },
  { "attachment", "yes", "has:attachment", NULL },
  { "attachment", "true", "has:attachment", NULL },
  { "attachment", "no", "-has:attachment", NULL },
  { "attachment", "false", "-has:attachment", NULL },
  { "attachments", "yes", "has:attachment", NULL },
  { "attachments", "true", "has:attachment", NULL },
  { "attachments", "no", "-has:attachment", NULL },
  { "attachments", "false", "-has:attachment", NULL },
};

/* Where `older_than:` comes from there are months, but no minutes: `2m` is two months. */
static char *
translate_age (const char *name, const char *value)
{
  gsize n = strlen (value);
  gboolean is_month = g_str_has_suffix (name, "_than") && n > 1 && value[n - 1] == 'm'
                      && strspn (value, "0123456789") == n - 1;

  return is_month ? g_strconcat (value, "o", NULL) : g_strdup (value);
}

static char *
fill_in (const Foreign *row, const char *value)
{
  g_auto (GStrv) pieces = g_strsplit (row->meant, "$", -1);
  g_autofree char *ours = translate_age (row->name, value);

  return g_strjoinv (ours, pieces);
}

static const Foreign *
find (const char *name, const char *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (g_ascii_strcasecmp (foreign[i].name, name) == 0
        && (foreign[i].value == NULL || g_ascii_strcasecmp (foreign[i].value, value) == 0))
      return &foreign[i];

  return NULL;
}

/* `is:attachment` was meant as has:attachment. */
static char *
find_other_choice (const char *value)
{
  static const TocsinQueryField fields[] = { TOCSIN_QUERY_FIELD_HAS, TOCSIN_QUERY_FIELD_IS };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const TocsinQueryChoice *choice = tocsin_query_choice_find (fields[i], value);

      if (choice != NULL)
        return g_strdup_printf ("%s:%s", tocsin_query_field_get_name (fields[i]), choice->word);
    }

  return NULL;
}

/* A typing error in a name or in a value. */
static char *
find_nearest (const char *name, const char *value)
{
  const TocsinQueryFieldInfo *info = tocsin_query_field_find (name);
  const char *nearest = info == NULL ? tocsin_query_field_nearest (name)
                                     : tocsin_query_choice_nearest (info->field, value);

  if (nearest == NULL)
    return info != NULL && info->type == TOCSIN_QUERY_VALUE_TYPE_CHOICE ? find_other_choice (value)
                                                                        : NULL;

  return info == NULL ? g_strdup_printf ("%s:%s", nearest, value)
                      : g_strdup_printf ("%s:%s", info->name, nearest);
}

static gboolean
help (GError **error, const TocsinQueryPlace *term, const char *name, const char *value)
{
  const Foreign *row = find (name, value);
  g_autofree char *meant = NULL;

  if (row == NULL)
    return FALSE;
  if (row->meant != NULL)
    meant = fill_in (row, value);
  if (meant != NULL)
    tocsin_query_suggest (error, term, meant);
  else
    tocsin_query_suggest_nothing (error);
  if (row->advice != NULL)
    tocsin_query_advise (error, "%s", _ (row->advice));

  return TRUE;
}

/**
 * tocsin_query_foreign_help_value:
 * @error: (nullable): a mistake that was set: the field has no such value
 * @term: the whole term
 * @name: the name of its field
 * @value: its value
 *
 * Says what was meant, if that is known for sure.
 */
void
tocsin_query_foreign_help_value (GError **error,
                                 const TocsinQueryPlace *term,
                                 const char *name,
                                 const char *value)
{
  help (error, term, name, value);
}

/**
 * tocsin_query_foreign_help:
 * @error: (nullable): a mistake that was set: there is no such field, or it has no such value
 * @term: the whole term
 * @name: the name of its field, as it was typed
 * @value: its value, as it was typed; empty when there is none
 *
 * Says what was probably meant.
 */
void
tocsin_query_foreign_help (GError **error,
                           const TocsinQueryPlace *term,
                           const char *name,
                           const char *value)
{
  g_autofree char *nearest = NULL;

  if (help (error, term, name, value))
    return;
  nearest = find_nearest (name, value);
  if (nearest != NULL)
    tocsin_query_suggest (error, term, nearest);
}
