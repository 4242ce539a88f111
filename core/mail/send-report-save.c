/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/send-report.h"

#include "core/base/error.h"

static const char *const outcome_names[] = { "not-sent", "partial", "sent", "unknown" };
static const char *const state_names[] = { "untried", "accepted", "refused", "unknown" };

/**
 * tocsin_send_outcome_to_string:
 * @outcome: what became of a message
 *
 * Returns: (transfer none): `not-sent`, `partial`, `sent` or `unknown`.
 */
const char *
tocsin_send_outcome_to_string (TocsinSendOutcome outcome)
{
  g_return_val_if_fail ((gsize) outcome < G_N_ELEMENTS (outcome_names), NULL);

  return outcome_names[outcome];
}

/**
 * tocsin_send_state_to_string:
 * @state: what became of a message for one recipient
 *
 * Returns: (transfer none): `untried`, `accepted`, `refused` or `unknown`.
 */
const char *
tocsin_send_state_to_string (TocsinSendState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (state_names), NULL);

  return state_names[state];
}

static void
insert_text (GVariantDict *dict, const char *key, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid != NULL)
    g_variant_dict_insert (dict, key, "s", valid);
}

static const char *
name_error (int code)
{
  g_autoptr (GError) error = g_error_new_literal (TOCSIN_ERROR, code, "");

  return tocsin_error_get_code_name (error);
}

static GVariant *
save_result (const TocsinSendResult *result)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  insert_text (&dict, "address", result->address);
  insert_text (&dict, "state", tocsin_send_state_to_string (result->state));
  g_variant_dict_insert (&dict, "accepted", "b", result->state == TOCSIN_SEND_STATE_ACCEPTED);
  if (result->state == TOCSIN_SEND_STATE_REFUSED)
    {
      g_variant_dict_insert (&dict, "permanent", "b", result->permanent);
      insert_text (&dict, "error", name_error (result->error_code));
    }
  if (result->code > 0)
    g_variant_dict_insert (&dict, "code", "u", result->code);
  insert_text (&dict, "enhanced", result->enhanced);
  insert_text (&dict, "text", result->text);

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_send_report_to_variant:
 * @self: a report
 *
 * Returns: (transfer none): a floating `a{sv}` of it: `outcome`, `recipients` (each `address`,
 *   `state`, `accepted`, `permanent`, `error`, `code`, `enhanced`, `text`), `server-text`, `bytes`.
 *   It is what is kept, sent over the control socket and printed.
 */
GVariant *
tocsin_send_report_to_variant (TocsinSendReport *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) recipients = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < tocsin_send_report_get_n_results (self); i++)
    g_variant_builder_add_value (&recipients,
                                 save_result (tocsin_send_report_get_result (self, i)));
  insert_text (&dict, "outcome",
               tocsin_send_outcome_to_string (tocsin_send_report_get_outcome (self)));
  g_variant_dict_insert_value (&dict, "recipients", g_variant_builder_end (&recipients));
  insert_text (&dict, "server-text", tocsin_send_report_get_server_text (self));
  g_variant_dict_insert (&dict, "bytes", "t", tocsin_send_report_get_bytes (self));

  return g_variant_dict_end (&dict);
}

static TocsinSendState
find_state (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_str_equal (name, state_names[i]))
      return (TocsinSendState) i;

  /* Never sent again by mistake. */
  return TOCSIN_SEND_STATE_UNKNOWN;
}

static int
find_error (const char *name)
{
  for (int code = 0; code <= TOCSIN_ERROR_LAST; code++)
    if (g_str_equal (name, name_error (code)))
      return code;

  return TOCSIN_ERROR_INTERNAL;
}

static void
restore_result (TocsinSendReport *self, guint index, GVariantDict *dict)
{
  TocsinSendResult *result = tocsin_send_report_get_result (self, index);
  const char *enhanced = NULL;
  const char *text = NULL;
  const char *name;
  guint code = 0;

  if (g_variant_dict_lookup (dict, "state", "&s", &name))
    result->state = find_state (name);
  g_variant_dict_lookup (dict, "permanent", "b", &result->permanent);
  if (g_variant_dict_lookup (dict, "error", "&s", &name))
    result->error_code = find_error (name);
  g_variant_dict_lookup (dict, "code", "u", &code);
  g_variant_dict_lookup (dict, "enhanced", "&s", &enhanced);
  g_variant_dict_lookup (dict, "text", "&s", &text);
  tocsin_send_report_set_answer (self, index, code, enhanced, text);
}

/**
 * tocsin_send_report_new_from_variant:
 * @variant: an `a{sv}` of tocsin_send_report_to_variant(), perhaps from a newer version: what is
 *   not known is left out
 *
 * Returns: (transfer full): the report.
 */
TocsinSendReport *
tocsin_send_report_new_from_variant (GVariant *variant)
{
  g_autoptr (TocsinSendReport) self = tocsin_send_report_new (NULL);
  g_autoptr (GVariant) recipients = NULL;
  const char *text;
  guint64 bytes;

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT), NULL);

  recipients = g_variant_lookup_value (variant, "recipients", G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; recipients != NULL && i < g_variant_n_children (recipients); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (recipients, i);
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (child);
      const char *address = "";

      g_variant_dict_lookup (&dict, "address", "&s", &address);
      restore_result (self, tocsin_send_report_add_result (self, address), &dict);
    }
  if (g_variant_lookup (variant, "server-text", "&s", &text))
    tocsin_send_report_set_server_text (self, text);
  if (g_variant_lookup (variant, "bytes", "t", &bytes))
    tocsin_send_report_set_bytes (self, bytes);

  return g_steal_pointer (&self);
}

/**
 * tocsin_send_report_to_json:
 * @self: a report
 *
 * Returns: (transfer full): the same as JSON.
 */
JsonNode *
tocsin_send_report_to_json (TocsinSendReport *self)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (tocsin_send_report_to_variant (self));

  return json_gvariant_serialize (variant);
}
