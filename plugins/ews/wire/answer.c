/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/answer.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/ews/wire/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Characters of what a server sent that are shown. */
#define MAX_SHOWN 200

#define NO_ERROR "NoError"

/* MessageXml of an answer, and of the detail of a fault: values by name. */
static const EwsNode *
find_message_xml (const EwsNode *node)
{
  const EwsNode *direct = ews_node_find (node, "MessageXml");

  if (direct != NULL)
    return direct;

  return ews_node_find (ews_node_find (node, "detail"), "MessageXml");
}

/**
 * ews_response_find_value:
 * @self: a response
 * @name: such as `InnerErrorResponseCode`
 *
 * Returns: (nullable) (transfer none): what the server says about its refusal under that name.
 */
const char *
ews_response_find_value (const EwsResponse *self, const char *name)
{
  const EwsNode *list = find_message_xml (self->node);

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    {
      const EwsNode *value = ews_node_get_nth (list, i);

      if (g_strcmp0 (ews_node_get_attribute (value, "Name"), name) == 0)
        return ews_node_get_text (value);
    }

  return NULL;
}

static void
response_free (gpointer data)
{
  EwsResponse *self = data;

  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

static EwsResponse *
response_new (const EwsNode *node, EwsOutcome outcome, const char *code, const char *text)
{
  EwsResponse *self = g_new0 (EwsResponse, 1);

  self->node = node;
  self->outcome = outcome;
  self->code = g_strstrip (g_strdup (code != NULL ? code : ""));
  self->text = g_strstrip (g_strdup (text != NULL ? text : ""));
  self->back_off =
      MAX (ews_number_parse (ews_response_find_value (self, "BackOffMilliseconds"), 0), 0);

  return self;
}

static EwsOutcome
read_outcome (const EwsNode *node, const char *code)
{
  const char *said = ews_node_get_attribute (node, "ResponseClass");

  if (g_strcmp0 (said, "Success") == 0)
    return EWS_OUTCOME_SUCCESS;
  if (g_strcmp0 (said, "Warning") == 0)
    return EWS_OUTCOME_WARNING;
  if (said != NULL)
    return EWS_OUTCOME_ERROR;

  return code == NULL || g_str_equal (code, NO_ERROR) ? EWS_OUTCOME_SUCCESS : EWS_OUTCOME_ERROR;
}

/* A few operations answer with several lists of the same kind, each with its own outcome inside. */
static EwsResponse *
read_response (const EwsNode *node)
{
  const char *code = ews_node_find_text (node, "ResponseCode");
  EwsOutcome outcome = read_outcome (node, code);

  if (code == NULL && outcome == EWS_OUTCOME_SUCCESS)
    code = NO_ERROR;

  return response_new (node, outcome, code, ews_node_find_text (node, "MessageText"));
}

/* `ResponseMessages` by the schema; `Responses` was seen. Operations with a single answer are
 * their own. */
static void
read_responses (EwsAnswer *self, const EwsNode *operation)
{
  const EwsNode *list = ews_node_find (operation, "ResponseMessages");

  if (list == NULL)
    list = ews_node_find (operation, "Responses");
  if (list == NULL)
    {
      g_ptr_array_add (self->responses, read_response (operation));
      return;
    }
  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    if (ews_node_is_response (ews_node_get_nth (list, i)))
      g_ptr_array_add (self->responses, read_response (ews_node_get_nth (list, i)));
}

/* `a:ErrorServerBusy` → `ErrorServerBusy`. */
static const char *
skip_prefix (const char *name)
{
  const char *colon = name != NULL ? strrchr (name, ':') : NULL;

  return colon != NULL ? colon + 1 : name;
}

/* SOAP 1.1, section 4.4; 1.2 has other names for the same (section 5.4). */
static EwsResponse *
read_fault (const EwsNode *node)
{
  const EwsNode *detail = ews_node_find (node, "detail");
  const char *code = ews_node_find_text (detail, "ResponseCode");
  const char *text = ews_node_find_text (node, "faultstring");

  if (code == NULL)
    code = skip_prefix (ews_node_find_text (node, "faultcode"));
  if (code == NULL)
    code = skip_prefix (ews_node_find_text (ews_node_find (node, "Code"), "Value"));
  if (text == NULL)
    text = ews_node_find_text (ews_node_find (node, "Reason"), "Text");
  if (text == NULL)
    text = ews_node_find_text (detail, "Message");

  return response_new (node, EWS_OUTCOME_ERROR, code, text);
}

static EwsVersion
read_version (const EwsNode *envelope)
{
  const EwsNode *info = ews_node_find (ews_node_find (envelope, "Header"), "ServerVersionInfo");
  gint64 major = ews_number_parse (ews_node_get_attribute (info, "MajorVersion"), 0);
  gint64 minor = ews_number_parse (ews_node_get_attribute (info, "MinorVersion"), 0);

  if (info == NULL)
    return EWS_VERSION_UNKNOWN;

  return ews_version_from_build ((guint) CLAMP (major, 0, G_MAXINT),
                                 (guint) CLAMP (minor, 0, G_MAXINT),
                                 ews_node_get_attribute (info, "Version"));
}

/**
 * ews_answer_new:
 * @envelope: (transfer full): a document
 * @error: `protocol.parse` of what is no SOAP answer
 *
 * Returns: (transfer full): what it says.
 */
EwsAnswer *
ews_answer_new (EwsNode *envelope, GError **error)
{
  g_autoptr (EwsAnswer) self = g_new0 (EwsAnswer, 1);
  const EwsNode *body = ews_node_find (envelope, "Body");
  const EwsNode *operation;

  self->envelope = envelope;
  self->responses = g_ptr_array_new_with_free_func (response_free);
  if (!g_str_equal (envelope->name, "Envelope") || ews_node_get_n_children (body) == 0)
    {
      g_autofree char *shown = tocsin_text_escape (envelope->name, -1, MAX_SHOWN);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the answer is no SOAP document with a body, but <%s>"), shown);
      return NULL;
    }

  operation = ews_node_get_nth (body, 0);
  self->version = read_version (envelope);
  if (g_str_equal (operation->name, "Fault"))
    {
      self->fault = read_fault (operation);
      return g_steal_pointer (&self);
    }
  self->operation = g_strdup (operation->name);
  read_responses (self, operation);

  return g_steal_pointer (&self);
}

/**
 * ews_answer_free:
 * @self: (transfer full): an answer
 */
void
ews_answer_free (EwsAnswer *self)
{
  g_free (self->operation);
  g_clear_pointer (&self->fault, response_free);
  g_ptr_array_unref (self->responses);
  ews_node_free (self->envelope);
  g_free (self);
}

/**
 * ews_answer_check:
 * @self: an answer
 * @command: what was asked, `GetItem`
 * @error: what the fault means, see ews_response_check()
 *
 * Returns: whether it is no fault: its responses are to be looked at each.
 */
gboolean
ews_answer_check (const EwsAnswer *self, const char *command, GError **error)
{
  return self->fault == NULL || ews_response_check (self->fault, command, error);
}

/**
 * ews_answer_get_only:
 * @self: an answer
 * @command: what was asked, of one thing
 * @error: what the fault or the refusal means; `protocol.parse` of an answer without a response
 *
 * Returns: (transfer none): its first response, which is no refusal.
 */
const EwsResponse *
ews_answer_get_only (const EwsAnswer *self, const char *command, GError **error)
{
  const EwsResponse *response;

  if (!ews_answer_check (self, command, error))
    return NULL;
  if (self->responses->len == 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the answer to %s holds no response"), command);
      return NULL;
    }
  response = self->responses->pdata[0];

  return ews_response_check (response, command, error) ? response : NULL;
}

/**
 * ews_response_is:
 * @self: a response
 * @code: such as `ErrorInvalidSyncStateData`
 *
 * Returns: whether that is its code.
 */
gboolean
ews_response_is (const EwsResponse *self, const char *code)
{
  return g_str_equal (self->code, code);
}

/**
 * ews_response_check:
 * @self: a response
 * @command: what was asked, `GetItem`
 * @error: what the refusal means; with the code as response code, the server's text, and how long
 *   it wants to be left alone. What has no code of ours is `ews.fault`
 *
 * Returns: whether it is success.
 */
gboolean
ews_response_check (const EwsResponse *self, const char *command, GError **error)
{
  if (self->outcome == EWS_OUTCOME_SUCCESS)
    return TRUE;
  g_propagate_error (error, ews_refusal_to_error (self, command));

  return FALSE;
}
