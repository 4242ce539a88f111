/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/properties.h"

#include <string.h>

const EwsProperty ews_property_message_flags = { .tag = 0x0e07, .type = "Integer" };
const EwsProperty ews_property_flag_status = { .tag = 0x1090, .type = "Integer" };
const EwsProperty ews_property_last_verb = { .tag = 0x1081, .type = "Integer" };
const EwsProperty ews_property_transport_headers = { .tag = 0x007d, .type = "String" };
const EwsProperty ews_property_received = { .field = "item:DateTimeReceived" };
const EwsProperty ews_property_size = { .field = "item:Size" };
const EwsProperty ews_property_categories = { .field = "item:Categories" };
const EwsProperty ews_property_subject = { .field = "item:Subject" };
const EwsProperty ews_property_message_id = { .field = "message:InternetMessageId" };
const EwsProperty ews_property_is_read = { .field = "message:IsRead" };

static gint64
read_integer (const EwsItem *item, const EwsProperty *property)
{
  g_auto (GStrv) values = ews_item_find_property (item, property);

  return values != NULL && values[0] != NULL ? g_ascii_strtoll (values[0], NULL, 10) : 0;
}

/**
 * ews_properties_read_flags:
 * @item: an item that was asked for with the message flags, the flag status and the last verb
 *
 * Returns: its flags.
 */
TocsinMessageFlags
ews_properties_read_flags (const EwsItem *item)
{
  gint64 bits = read_integer (item, &ews_property_message_flags);
  gint64 verb = read_integer (item, &ews_property_last_verb);
  TocsinMessageFlags flags = 0;

  if (bits & EWS_MESSAGE_FLAG_READ)
    flags |= TOCSIN_MESSAGE_FLAGS_SEEN;
  if (bits & EWS_MESSAGE_FLAG_UNSENT)
    flags |= TOCSIN_MESSAGE_FLAGS_DRAFT;
  if (read_integer (item, &ews_property_flag_status) == EWS_FLAG_STATUS_FLAGGED)
    flags |= TOCSIN_MESSAGE_FLAGS_FLAGGED;
  if (verb == EWS_VERB_REPLIED || verb == EWS_VERB_REPLIED_TO_ALL)
    flags |= TOCSIN_MESSAGE_FLAGS_ANSWERED;

  return flags;
}

/* Old servers put a line of their own before the first header. */
static const char *
skip_title (const char *block)
{
  static const char title[] = "Microsoft Mail Internet Headers";
  const char *end;

  if (!g_str_has_prefix (block, title))
    return block;
  end = strchr (block, '\n');

  return end != NULL ? end + 1 : block + strlen (block);
}

/**
 * ews_properties_read_headers:
 * @item: an item that was asked for with the transport headers
 *
 * Returns: (transfer full) (nullable): the header block as it was sent, with CR LF at the end of
 *   its lines; %NULL where the server has none: of what was never sent.
 */
char *
ews_properties_read_headers (const EwsItem *item)
{
  g_auto (GStrv) values = ews_item_find_property (item, &ews_property_transport_headers);
  const char *block = values != NULL && values[0] != NULL ? skip_title (values[0]) : NULL;
  GString *lines;

  if (block == NULL || strchr (block, ':') == NULL)
    return NULL;

  /* XML knows only LF. */
  lines = g_string_sized_new (strlen (block) + 64);
  for (const char *c = block; *c != '\0'; c++)
    if (*c == '\n')
      g_string_append (lines, "\r\n");
    else if (*c != '\r')
      g_string_append_c (lines, *c);
  if (lines->len == 0 || lines->str[lines->len - 1] != '\n')
    g_string_append (lines, "\r\n");

  return g_string_free (lines, FALSE);
}
