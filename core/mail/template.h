/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_TEMPLATE_MAX_LENGTH:
 *
 * Bytes of a pattern.
 */
#define TOCSIN_TEMPLATE_MAX_LENGTH (64 * 1024)

#define TOCSIN_TYPE_TEMPLATE (tocsin_template_get_type ())

/**
 * TocsinTemplate:
 *
 * Text with fields of an event in it: `{date:%Y-%m}/{from.domain}/{attachment.name}`. Parsed once,
 * immutable, reference counted; expanded for many events, from any thread.
 *
 * Fields: every member of the event's data by name; `from`, `sender`, `to`, `cc`, `reply_to` also
 * with `.name`, `.address` and `.domain` (of the first address); `date` and `received` with
 * `:FORMAT` of g_date_time_format() in local time; `header.NAME`; `matched.NAME`;
 * `attachment.name`,
 * `.type`, `.size`, `.sha256`, `.disposition` where an action works on attachments one by one.
 * `{{` and `}}` stand for a brace. What an event does not have is empty.
 */
typedef struct _TocsinTemplate TocsinTemplate;

/**
 * TocsinTemplateFlags:
 * @TOCSIN_TEMPLATE_FLAGS_NONE: a pattern for a whole event
 * @TOCSIN_TEMPLATE_FLAGS_ATTACHMENT: `attachment.…` may stand in it
 *
 * What a pattern may hold.
 */
typedef enum
{
  TOCSIN_TEMPLATE_FLAGS_NONE = 0,
  TOCSIN_TEMPLATE_FLAGS_ATTACHMENT = 1 << 0,
} TocsinTemplateFlags;

/**
 * TocsinTemplateEncoder:
 * @value: what a field holds: text of a stranger, valid UTF-8
 * @field: the field's name
 * @user_data: as given to tocsin_template_expand()
 *
 * Makes @value fit for the place where it goes (a path, a header, an argument).
 *
 * Returns: (transfer full): what is put in.
 */
typedef char *(*TocsinTemplateEncoder) (const char *value, const char *field, gpointer user_data);

GType tocsin_template_get_type (void);
TocsinTemplate *
tocsin_template_new (const char *pattern, TocsinTemplateFlags flags, GError **error);
TocsinTemplate *tocsin_template_ref (TocsinTemplate *self);
void tocsin_template_unref (TocsinTemplate *self);
gboolean tocsin_template_uses_attachment (const TocsinTemplate *self);
void tocsin_template_list_fields (const TocsinTemplate *self, GHashTable *fields);
char *tocsin_template_expand (const TocsinTemplate *self,
                              JsonObject *data,
                              JsonObject *attachment,
                              TocsinTemplateEncoder encode,
                              gpointer user_data);
char *tocsin_template_encode_plain (const char *value, const char *field, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTemplate, tocsin_template_unref)

G_END_DECLS
