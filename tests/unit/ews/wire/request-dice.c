/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/request-dice.h"

#include "plugins/ews/wire/directory-requests.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/node.h"
#include "plugins/ews/wire/notification-requests.h"
#include "plugins/ews/wire/send-requests.h"
#include "plugins/ews/wire/update-request.h"

#include <string.h>

#define MOST 4

static const char *const texts[] = {
  "invoice",
  "Ärger & <Übermut> \"mit\" 'Zeichen' ]]>",
  "</t:Constant></s:Body>",
  "<!DOCTYPE x [<!ENTITY e 'boom'>]>&e;",
  "tab\there, line\nthere, return\rthere",
  "bell \a escape \033 delete \177",
  "broken \xff\xfe bytes \xc3",
  "\xf0\x9f\x94\x94 rings, \xef\xbf\xbf is none, \xed\xa0\x80 neither",
  "-- %s%n ${x} ;",
  " ",
};

const char *
request_dice_text (Dice *dice)
{
  return DICE_PICK (dice, texts);
}

static const EwsProperty properties[] = {
  { .field = "item:Subject" },
  { .field = "item:DateTimeReceived" },
  { .field = "message:IsRead" },
  { .field = "item:InternetMessageHeader", .index = "List-Id" },
  { .type = "String", .tag = 0x7d },
  { .type = "Integer", .tag = 0x1090 },
  { .type = "String", .set = "PublicStrings", .name = "Keywords" },
  { .type = "Integer", .set = "00062008-0000-0000-C000-000000000046", .id = 34144 },
  { .type = "StringArray", .set = "InternetHeaders", .name = "X-Loop" },
};

static const EwsFolderRef folders[] = {
  { .distinguished = "inbox" },
  { .id = "AAMkADk0+/==" },
  { .distinguished = "msgfolderroot", .mailbox = "team@example.org" },
  { .id = "\"><t:FolderId Id=\"" },
};

static const EwsItemRef items[] = {
  { .id = "AAMkADk0+/==", .change_key = "CQAAABYA" },
  { .id = "<&>\"'" },
  { .id = "" },
};

static EwsEnvelope
roll_envelope (Dice *dice)
{
  return (EwsEnvelope){
    .version = dice_roll (dice, EWS_VERSION_2016 + 1),
    .impersonate = dice_one_in (dice, 2) ? "ada&bob@example.org" : NULL,
  };
}

static EwsShape
roll_shape (Dice *dice)
{
  guint first = dice_roll (dice, G_N_ELEMENTS (properties));

  return (EwsShape){
    .base = dice_roll (dice, EWS_BASE_SHAPE_ALL + 1),
    .mime_content = dice_one_in (dice, 2),
    .body_type = dice_roll (dice, EWS_BODY_TYPE_TEXT + 1),
    .properties = properties + first,
    .n_properties = dice_roll (dice, G_N_ELEMENTS (properties) - first + 1),
  };
}

static EwsRestriction *
roll_leaf (Dice *dice)
{
  const EwsProperty *property = &DICE_PICK (dice, properties);

  switch (dice_roll (dice, 4))
    {
    case 0:
      return ews_restriction_new_exists (property);
    case 1:
      return ews_restriction_new_contains (
          property, dice_roll (dice, EWS_CONTAINMENT_EXACT_PHRASE + 1),
          dice_roll (dice, EWS_COMPARISON_IGNORE_CASE_AND_MARKS + 1), request_dice_text (dice));
    case 2:
      return ews_restriction_new_compare (dice_roll (dice, EWS_RELATION_AT_LEAST + 1), property,
                                          request_dice_text (dice));
    default:
      return ews_restriction_new_excludes (property, dice_roll (dice, 0x7fffffff));
    }
}

static EwsRestriction *
roll_restriction (Dice *dice, guint depth)
{
  guint kind = depth > 0 ? dice_roll (dice, 4) : 0;
  EwsRestriction *self;

  if (kind == 0)
    return roll_leaf (dice);
  if (kind == 1)
    return ews_restriction_new_not (roll_restriction (dice, depth - 1));

  self = kind == 2 ? ews_restriction_new_and () : ews_restriction_new_or ();
  for (guint n = dice_roll (dice, MOST); n > 0; n--)
    ews_restriction_add (self, roll_restriction (dice, depth - 1));

  return self;
}

static GBytes *
roll_find_folder (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);
  EwsPaging paging = { .offset = dice_roll (dice, 1000), .max = dice_roll (dice, 3) };
  g_autoptr (EwsRestriction) restriction = roll_restriction (dice, 3);

  return ews_find_folder_build (&envelope, &DICE_PICK (dice, folders), dice_one_in (dice, 2),
                                &shape, paging, dice_one_in (dice, 2) ? restriction : NULL);
}

static GBytes *
roll_get_folder (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);

  return ews_get_folder_build (&envelope, folders, 1 + dice_roll (dice, G_N_ELEMENTS (folders)),
                               &shape);
}

static GBytes *
roll_hierarchy (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);

  return ews_sync_folder_hierarchy_build (&envelope,
                                          dice_one_in (dice, 2) ? &DICE_PICK (dice, folders) : NULL,
                                          &shape, dice_one_in (dice, 2) ? "H4sIAAAAA==" : NULL);
}

static GBytes *
roll_create_folder (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);

  return ews_create_folder_build (&envelope, &DICE_PICK (dice, folders), request_dice_text (dice),
                                  dice_one_in (dice, 2) ? "IPF.Note" : NULL);
}

static GBytes *
roll_find_item (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);
  g_autoptr (EwsRestriction) restriction = roll_restriction (dice, 5);
  EwsFindItem what = {
    .folders = folders,
    .n_folders = 1 + dice_roll (dice, G_N_ELEMENTS (folders)),
    .shape = &shape,
    .paging = { .offset = dice_roll (dice, 1000), .max = dice_roll (dice, 3) },
    .restriction = dice_one_in (dice, 2) ? restriction : NULL,
    .sort_by = dice_one_in (dice, 2) ? &DICE_PICK (dice, properties) : NULL,
    .descending = dice_one_in (dice, 2),
    .query = dice_one_in (dice, 2) ? request_dice_text (dice) : NULL,
  };

  return ews_find_item_build (&envelope, &what);
}

static GBytes *
roll_sync (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);

  return ews_sync_folder_items_build (&envelope, &DICE_PICK (dice, folders), &shape,
                                      dice_one_in (dice, 2) ? "H4sIAAAAA==" : NULL,
                                      dice_roll (dice, 2 * EWS_MAX_CHANGES));
}

static GBytes *
roll_get_item (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);

  return ews_get_item_build (&envelope, items, 1 + dice_roll (dice, G_N_ELEMENTS (items)), &shape);
}

static GBytes *
roll_get_attachment (Dice *dice)
{
  static const char *const ids[] = { "AAMk/+=", "<", NULL };
  EwsEnvelope envelope = roll_envelope (dice);
  EwsShape shape = roll_shape (dice);

  return ews_get_attachment_build (&envelope, ids + dice_roll (dice, 2),
                                   dice_one_in (dice, 2) ? &shape : NULL);
}

static GBytes *
roll_transfer (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  guint n = 1 + dice_roll (dice, G_N_ELEMENTS (items));

  return dice_one_in (dice, 2)
             ? ews_move_item_build (&envelope, items, n, &DICE_PICK (dice, folders))
             : ews_copy_item_build (&envelope, items, n, &DICE_PICK (dice, folders));
}

static GBytes *
roll_delete (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);

  return ews_delete_item_build (&envelope, items, 1 + dice_roll (dice, G_N_ELEMENTS (items)),
                                dice_roll (dice, EWS_DISPOSAL_HARD_DELETE + 1));
}

static EwsFieldChange
roll_change (Dice *dice, const char *const *any)
{
  static const char *const yes[] = { "true", NULL };
  static const char *const high[] = { "High", NULL };
  static const char *const flagged[] = { "Flagged", NULL };
  static const char *const number[] = { "2", NULL };
  const EwsFieldChange changes[] = {
    { { .field = "message:IsRead" }, yes },
    { { .field = "item:Importance" }, high },
    { { .field = "item:Flag" }, flagged },
    { { .field = "item:Categories" }, any },
    { { .field = "item:Subject" }, any },
    { { .field = "item:Categories" }, NULL },
    { { .type = "Integer", .tag = 0x1090 }, number },
    { { .type = "Integer", .tag = 0x1090 }, NULL },
    { { .type = "StringArray", .set = "PublicStrings", .name = "Keywords" }, any },
  };

  return DICE_PICK (dice, changes);
}

static GBytes *
roll_update (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  const char *any[] = { request_dice_text (dice), request_dice_text (dice), NULL };
  EwsFieldChange changes[MOST];
  EwsItemChange changed[] = {
    { items[0], changes, 1 + dice_roll (dice, MOST) },
    { items[1], changes, 1 + dice_roll (dice, MOST) },
  };

  for (guint i = 0; i < MOST; i++)
    changes[i] = roll_change (dice, any);

  return ews_update_item_build (&envelope, changed, 1 + dice_roll (dice, G_N_ELEMENTS (changed)),
                                dice_roll (dice, EWS_CONFLICT_ALWAYS_OVERWRITE + 1));
}

static GBytes *
read_whole (GInputStream *stream, guint64 length)
{
  g_autofree char *bytes = g_malloc (length + 1);
  gsize got;

  g_assert_true (g_input_stream_read_all (stream, bytes, length + 1, &got, NULL, NULL));
  g_assert_cmpuint (got, ==, length);

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static GBytes *
roll_create (Dice *dice)
{
  static const char *const people[] = { "ada@example.org", "\"<b>\"@example.org", NULL };
  static const char mime[] = "From: <ada@example.org>\r\n\r\nÄ\0]]></t:MimeContent>";
  EwsEnvelope envelope = roll_envelope (dice);
  const char *any[] = { request_dice_text (dice), NULL };
  EwsFieldChange changes[MOST];
  EwsNewItem what = {
    .disposition = dice_roll (dice, EWS_DISPOSITION_SEND_AND_SAVE + 1),
    .folder = dice_one_in (dice, 2) ? &DICE_PICK (dice, folders) : NULL,
    .from = dice_one_in (dice, 2) ? people[1] : NULL,
    .to = people + dice_roll (dice, 3),
    .cc = people + dice_roll (dice, 3),
    .bcc = dice_one_in (dice, 2) ? people : NULL,
    .is_draft = dice_one_in (dice, 2),
    .is_read = dice_one_in (dice, 2),
    .received = dice_one_in (dice, 2) ? G_GINT64_CONSTANT (1790000000000000) : 0,
    .changes = changes,
    .n_changes = dice_roll (dice, 2),
  };
  gsize size = dice_roll (dice, sizeof mime);
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (mime, sizeof mime, NULL);
  g_autoptr (GInputStream) body = NULL;
  guint64 length;

  changes[0] = roll_change (dice, any);
  body = ews_create_item_open (&envelope, &what, content, size, &length);

  return read_whole (body, length);
}

static GBytes *
roll_send (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);

  return ews_send_item_build (&envelope, items, 1,
                              dice_one_in (dice, 2) ? &DICE_PICK (dice, folders) : NULL);
}

static GBytes *
roll_subscribe (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);
  EwsEventKinds kinds = 1 + dice_roll (dice, EWS_EVENT_MAIL);
  guint n = dice_roll (dice, G_N_ELEMENTS (folders) + 1);

  if (dice_one_in (dice, 2))
    return ews_subscribe_streaming_build (&envelope, folders, n, kinds);

  return ews_subscribe_pull_build (&envelope, folders, n, kinds,
                                   dice_one_in (dice, 2) ? "AAAAAHgGAAAAAAAAAQ==" : NULL,
                                   dice_roll (dice, 2 * EWS_MAX_PULL_MINUTES));
}

static GBytes *
roll_streaming (Dice *dice)
{
  static const char *const ids[] = { "f6bc657d-dde1-4f94", "<bad&id>", NULL };
  EwsEnvelope envelope = roll_envelope (dice);

  return ews_get_streaming_events_build (&envelope, ids + dice_roll (dice, 2),
                                         dice_roll (dice, 2 * EWS_MAX_STREAMING_MINUTES));
}

static GBytes *
roll_events (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);

  return dice_one_in (dice, 2) ? ews_get_events_build (&envelope, "<id>", "AAAAAHgGAAAAAAAAAQ==")
                               : ews_unsubscribe_build (&envelope, "f6bc657d-dde1");
}

static GBytes *
roll_directory (Dice *dice)
{
  EwsEnvelope envelope = roll_envelope (dice);

  return dice_one_in (dice, 2) ? ews_resolve_names_build (&envelope, request_dice_text (dice))
                               : ews_expand_dl_build (&envelope, request_dice_text (dice));
}

static const struct
{
  const char *name;
  GBytes *(*roll) (Dice *dice);
} kinds[] = {
  { "FindFolder", roll_find_folder },
  { "GetFolder", roll_get_folder },
  { "SyncFolderHierarchy", roll_hierarchy },
  { "CreateFolder", roll_create_folder },
  { "FindItem", roll_find_item },
  { "SyncFolderItems", roll_sync },
  { "GetItem", roll_get_item },
  { "GetAttachment", roll_get_attachment },
  { "MoveItem and CopyItem", roll_transfer },
  { "DeleteItem", roll_delete },
  { "UpdateItem", roll_update },
  { "CreateItem", roll_create },
  { "SendItem", roll_send },
  { "Subscribe", roll_subscribe },
  { "GetStreamingEvents", roll_streaming },
  { "GetEvents and Unsubscribe", roll_events },
  { "ResolveNames and ExpandDL", roll_directory },
};

guint
request_dice_count (void)
{
  return G_N_ELEMENTS (kinds);
}

const char *
request_dice_get_name (guint kind)
{
  return kinds[kind].name;
}

GBytes *
request_dice_roll (guint kind, Dice *dice)
{
  return kinds[kind].roll (dice);
}
