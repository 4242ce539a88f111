/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Sending in two steps: the message becomes a draft, which may go wrong as often as it likes, and
 * the draft is sent by a request of a few lines. Should the answer to that be lost, deleting the
 * draft tells: what can still be deleted has not been sent, and now never will be. */
#include "plugins/ews/send.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trouble.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/letter.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/item.h"
#include "plugins/ews/wire/send-requests.h"

typedef struct
{
  EwsAccount *account;
  TocsinEnvelope *envelope;
  const TocsinSendWatch *watch;
  TocsinSendReport *report;
  char *id;
  char *change_key;
} Sending;

static void
sending_clear (Sending *self)
{
  g_free (self->id);
  g_free (self->change_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sending, sending_clear)

static TocsinSnapshot *
settings_of (const Sending *self)
{
  return TOCSIN_SNAPSHOT (ews_account_get_settings (self->account));
}

/* In whose name, where that is not the user's own, and who sends it on behalf. */
static gboolean
choose_sender (const Sending *self, const char **from, const char **sender, GError **error)
{
  const char *how = tocsin_snapshot_get_string (settings_of (self), "exchange.send-as");
  const char *username = tocsin_snapshot_get_string (settings_of (self), "authentication.username");
  const char *mailbox = ews_account_get_whom (self->account)->mailbox;

  *from = *sender = NULL;
  if (mailbox == NULL || g_str_equal (how, "self"))
    return TRUE;
  *from = mailbox;
  if (g_str_equal (how, "on-behalf") && strchr (username, '@') != NULL)
    *sender = username;
  if (tocsin_snapshot_get_boolean (settings_of (self), "exchange.allow-delegate"))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("sending for %s is not allowed here"), mailbox);
  if (error != NULL)
    {
      tocsin_error_set_hint (*error, _ ("Set exchange.allow-delegate to true if this is meant."));
      tocsin_error_add_remedy (*error, "exchange.allow-delegate", "true");
    }
  return FALSE;
}

static gboolean
check_wishes (const Sending *self, GError **error)
{
  if (tocsin_envelope_get_require_tls (self->envelope))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_NEEDS_EXTENSION,
                           _ ("Exchange Web Services can't be told to send over TLS only"));
      return FALSE;
    }
  if (tocsin_envelope_get_verb (self->envelope) != TOCSIN_SEND_VERB_MAIL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("Exchange Web Services deliver into mailboxes only"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
take_draft (Sending *self, const EwsAnswer *answer, const char *command, GError **error)
{
  const EwsResponse *response = ews_answer_get_only (answer, command, error);
  g_autoptr (GPtrArray) items = NULL;
  const EwsItem *item;

  if (response == NULL)
    return FALSE;
  items = ews_response_read_items (response);
  item = items->len > 0 ? g_ptr_array_index (items, 0) : NULL;
  if (item == NULL || item->id == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("%s: the server does not say what it made"), command);
      return FALSE;
    }
  g_free (self->id);
  g_free (self->change_key);
  self->id = g_strdup (item->id);
  self->change_key = g_strdup (item->change_key);

  return TRUE;
}

static gboolean
make_draft (Sending *self, const EwsLetter *letter, GCancellable *cancellable, GError **error)
{
  static const EwsFolderRef drafts = { .distinguished = "drafts" };
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  const EwsNewItem item = {
    .disposition = EWS_DISPOSITION_SAVE_ONLY, .folder = &drafts, .is_draft = TRUE, .is_read = TRUE
  };
  EwsQuestion question = { .command = "CreateItem", .once = TRUE };
  g_autoptr (GInputStream) stream =
      ews_create_item_open (&envelope, &item, letter->stream, letter->size, &question.length);
  g_autoptr (EwsAnswer) answer = NULL;

  question.stream = stream;
  answer = ews_ask (self->account, &question, cancellable, error);
  if (answer == NULL || !take_draft (self, answer, "CreateItem", error))
    return FALSE;
  tocsin_send_report_set_bytes (self->report, letter->size);
  if (self->watch != NULL && self->watch->progress != NULL)
    self->watch->progress (letter->size, letter->size, self->watch->user_data);

  return TRUE;
}

typedef enum
{
  DRAFT_DELETED,
  DRAFT_GONE,
  DRAFT_UNCLEAR,
} DraftFate;

/* Also when we are being stopped: what is left half done here somebody may send by hand. Asked
 * twice, it would seem gone because we deleted it. */
static DraftFate
delete_draft (Sending *self)
{
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  const EwsItemRef item = { .id = self->id };
  EwsQuestion question = { .command = "DeleteItem", .once = TRUE };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response;

  if (self->id == NULL)
    return DRAFT_DELETED;
  question.body = body = ews_delete_item_build (&envelope, &item, 1, EWS_DISPOSAL_HARD_DELETE);
  answer = ews_ask (self->account, &question, NULL, NULL);
  response = answer != NULL && answer->responses->len > 0 ? g_ptr_array_index (answer->responses, 0)
                                                          : NULL;
  if (response == NULL)
    return DRAFT_UNCLEAR;
  if (response->outcome == EWS_OUTCOME_SUCCESS)
    return DRAFT_DELETED;

  return ews_ask_is_gone (response) ? DRAFT_GONE : DRAFT_UNCLEAR;
}

static void
set_all (Sending *self, TocsinSendState state)
{
  for (guint i = 0; i < tocsin_send_report_get_n_results (self->report); i++)
    tocsin_send_report_set_state (self->report, i, state);
}

static void
refuse_all (Sending *self, const GError *refusal)
{
  gboolean permanent = tocsin_trouble_judge (refusal, 0) == TOCSIN_TROUBLE_GIVE_UP;

  for (guint i = 0; i < tocsin_send_report_get_n_results (self->report); i++)
    tocsin_send_report_refuse (self->report, i, permanent, refusal);
}

/* The server wanted to hear nothing, or nothing of us: then it did not listen to that either. */
static gboolean
was_not_heard (const GError *trouble)
{
  return trouble->code == TOCSIN_ERROR_HTTP_THROTTLED
         || g_str_has_prefix (tocsin_error_get_code_name (trouble), "auth.");
}

/* The line broke when the server may have had the request. */
static gboolean
resolve (Sending *self, GError *trouble, GError **error)
{
  g_autoptr (GError) owned = trouble;

  switch (delete_draft (self))
    {
    case DRAFT_GONE:
      set_all (self, TOCSIN_SEND_STATE_ACCEPTED);
      return TRUE;

    case DRAFT_DELETED:
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;

    case DRAFT_UNCLEAR:
    default:
      break;
    }
  if (was_not_heard (owned))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }

  set_all (self, TOCSIN_SEND_STATE_UNKNOWN);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
               _ ("The message may have been sent: the server was told to, and then %s"),
               owned->message);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Look into Drafts and Sent Items before you send it again"));
  return FALSE;
}

static gboolean
send_draft (Sending *self, GCancellable *cancellable, GError **error)
{
  gboolean keeps = tocsin_snapshot_get_boolean (settings_of (self), "exchange.save-sent");
  static const EwsFolderRef sent = { .distinguished = "sentitems" };
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  const EwsItemRef item = { self->id, self->change_key };
  g_autoptr (GBytes) body = ews_send_item_build (&envelope, &item, 1, keeps ? &sent : NULL);
  const EwsQuestion question = { .command = "SendItem", .body = body, .once = TRUE };
  g_autoptr (GError) trouble = NULL;
  g_autoptr (EwsAnswer) answer = ews_ask (self->account, &question, cancellable, &trouble);

  if (answer == NULL)
    return resolve (self, g_steal_pointer (&trouble), error);
  if (ews_answer_get_only (answer, "SendItem", &trouble) != NULL)
    {
      set_all (self, TOCSIN_SEND_STATE_ACCEPTED);
      return TRUE;
    }
  refuse_all (self, trouble);
  delete_draft (self);
  g_propagate_error (error, g_steal_pointer (&trouble));

  return FALSE;
}

static gboolean
commit (Sending *self, GError **error)
{
  return self->watch == NULL || self->watch->commit == NULL
         || self->watch->commit (self->watch->user_data, error);
}

/**
 * ews_send:
 * @account: an account
 * @envelope: to whom; from whom is the user's own address, or the mailbox's, whatever it says
 * @message: the message, seekable, where it begins
 * @size: its size in bytes
 * @watch: (nullable): who is told meanwhile
 * @report: what becomes of it
 * @cancellable: (nullable): to stop it
 * @error: why nobody was sent it, or that nobody knows
 *
 * Returns: as tocsin_mail_transport_send().
 */
gboolean
ews_send (EwsAccount *account,
          TocsinEnvelope *envelope,
          GInputStream *message,
          guint64 size,
          const TocsinSendWatch *watch,
          TocsinSendReport *report,
          GCancellable *cancellable,
          GError **error)
{
  g_auto (Sending)
      self = { .account = account, .envelope = envelope, .watch = watch, .report = report };
  g_auto (EwsAddressees) addressees = { NULL };
  g_auto (EwsLetter) letter = { NULL };
  g_autoptr (GError) refusal = NULL;
  const char *from, *sender;

  if (!check_wishes (&self, error) || !choose_sender (&self, &from, &sender, error)
      || !ews_addressees_read (&addressees, envelope, message, cancellable, error)
      || !ews_letter_write (&letter, message, size, &addressees, from, sender, cancellable, error))
    return FALSE;
  if (!make_draft (&self, &letter, cancellable, &refusal) || !commit (&self, &refusal))
    {
      if (self.id != NULL)
        delete_draft (&self);
      if (tocsin_trouble_judge (refusal, 0) == TOCSIN_TROUBLE_GIVE_UP)
        refuse_all (&self, refusal);
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  return send_draft (&self, cancellable, error);
}
