/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/discovery.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/discovery/ask-dns.h"
#include "core/net/discovery/ask-web.h"
#include "core/net/discovery/candidate-list.h"
#include "core/net/discovery/guess.h"

#define DEFAULT_TIMEOUT 20

static TocsinDiscovery *
discovery_new (void)
{
  TocsinDiscovery *self = g_new0 (TocsinDiscovery, 1);

  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_answer_free);

  return self;
}

/**
 * tocsin_discovery_free:
 * @self: (transfer full): a discovery
 */
void
tocsin_discovery_free (TocsinDiscovery *self)
{
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

static void
add_preset (TocsinDiscovery *self,
            const TocsinPreset *preset,
            const TocsinMailAddress *who,
            GPtrArray *services)
{
  TocsinAnswer *answer = tocsin_answer_new (TOCSIN_SOURCE_PRESET, _ ("preset %s"), preset->name);
  g_autoptr (GPtrArray) candidates = tocsin_preset_make_candidates (preset, who);

  while (candidates->len > 0)
    {
      TocsinCandidate *candidate = g_ptr_array_steal_index (candidates, 0);
      const TocsinService *service = tocsin_service_find (services, candidate->protocol);

      if (service != NULL)
        {
          candidate->rank = service->rank;
          tocsin_answer_add (answer, candidate);
        }
      else
        tocsin_candidate_free (candidate);
    }
  g_ptr_array_add (self->answers, answer);
}

/* Whether there is anything that a guess could only be worse than. */
static gboolean
has_offer (const TocsinDiscovery *self, GPtrArray *services)
{
  for (guint i = 0; i < self->answers->len; i++)
    {
      const TocsinAnswer *answer = self->answers->pdata[i];

      for (guint j = 0; j < answer->candidates->len; j++)
        {
          const TocsinCandidate *candidate = answer->candidates->pdata[j];
          const TocsinService *service = tocsin_service_find (services, candidate->protocol);

          if (candidate->is_safe && service != NULL && service->guesses[0] != NULL)
            return TRUE;
        }
    }

  return FALSE;
}

/* The answer that tells whether there is such a domain at all. */
static gboolean
is_missing_domain (const TocsinDiscovery *self)
{
  for (guint i = 0; i < self->answers->len; i++)
    {
      const TocsinAnswer *answer = self->answers->pdata[i];

      if (answer->source == TOCSIN_SOURCE_PRESET
          && g_error_matches (answer->error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_NOT_FOUND))
        return TRUE;
    }

  return FALSE;
}

static gboolean
take_answers (TocsinDiscovery *self,
              TocsinInquiry *inquiry,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GPtrArray) answers = tocsin_inquiry_wait (inquiry, cancellable, error);

  if (answers == NULL)
    return FALSE;
  while (answers->len > 0)
    g_ptr_array_add (self->answers, g_ptr_array_steal_index (answers, 0));

  return TRUE;
}

static gboolean
ask_all (TocsinDiscovery *self,
         TocsinSubject *subject,
         const TocsinDiscoveryOptions *options,
         gint64 deadline,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (TocsinInquiry) inquiry = tocsin_inquiry_new (deadline);

  tocsin_ask_mx (inquiry, subject);
  tocsin_ask_srv (inquiry, subject);
  tocsin_ask_documents (inquiry, subject, subject->who->domain, TRUE);
  tocsin_ask_autodiscover (inquiry, subject);
  if (options->use_database)
    tocsin_ask_database (inquiry, subject);

  return take_answers (self, inquiry, cancellable, error);
}

static gboolean
guess (TocsinDiscovery *self,
       TocsinSubject *subject,
       gint64 deadline,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (TocsinInquiry) inquiry = tocsin_inquiry_new (deadline);

  tocsin_guess_ask (inquiry, subject);

  return take_answers (self, inquiry, cancellable, error);
}

static gboolean
ask_network (TocsinDiscovery *self,
             const TocsinMailAddress *who,
             const TocsinDiscoveryOptions *options,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (TocsinSubject) subject = tocsin_subject_new (who, options->services, options->presets);
  guint seconds = options->timeout != 0 ? options->timeout : DEFAULT_TIMEOUT;
  gint64 deadline = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;

  /* Those who are asked are left alone when it is cancelled, not waited for: better ask nobody. */
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("Cancelled"));
      return FALSE;
    }
  if (!ask_all (self, subject, options, deadline, cancellable, error))
    return FALSE;
  if (has_offer (self, options->services) || is_missing_domain (self))
    return TRUE;

  return guess (self, subject, deadline, cancellable, error);
}

/* Whose mailbox it is is known: a protocol that wants to be told is. */
static void
add_own_address (TocsinCandidate *candidate, const TocsinMailAddress *who, GPtrArray *services)
{
  const TocsinService *service = tocsin_service_find (services, candidate->protocol);
  g_autofree char *assignment = NULL;

  if (service == NULL || service->own_address == NULL)
    return;
  assignment = g_strdup_printf ("%s=%s", service->own_address, who->full);
  tocsin_candidate_add_setting (candidate, assignment);
}

static void
take_candidates (TocsinDiscovery *self, const TocsinMailAddress *who, GPtrArray *services)
{
  self->candidates = tocsin_candidate_list_merge (self->answers);
  for (guint i = 0; who != NULL && i < self->candidates->len; i++)
    add_own_address (self->candidates->pdata[i], who, services);
}

/**
 * tocsin_discovery_run:
 * @who: whose mailbox
 * @options: what to look for, and whom to ask
 * @cancellable: (nullable): ends it
 * @error: `cancelled`
 *
 * Looks for servers: a provider whose own domain it is ends the search before anybody is asked.
 * Else DNS, autoconfiguration and Autodiscover are asked at the same time; usual names are guessed
 * only if none of them offers a protocol that has such names. Nobody is signed in to. Blocks;
 * starts threads of its own.
 *
 * Returns: (transfer full): what was found, be it nothing.
 */
TocsinDiscovery *
tocsin_discovery_run (const TocsinMailAddress *who,
                      const TocsinDiscoveryOptions *options,
                      GCancellable *cancellable,
                      GError **error)
{
  const TocsinPreset *preset = tocsin_preset_find_domain (options->presets, who->domain);
  g_autoptr (TocsinDiscovery) self = NULL;

  if (preset != NULL)
    return tocsin_discovery_new_for_preset (preset, who, options);

  self = discovery_new ();
  if (options->use_network && !ask_network (self, who, options, cancellable, error))
    return NULL;
  take_candidates (self, who, options->services);

  return g_steal_pointer (&self);
}

/**
 * tocsin_discovery_new_for_preset:
 * @preset: a preset that a person chose
 * @who: (nullable): whose mailbox
 * @options: what to look for
 *
 * Returns: (transfer full): what the preset says, nobody asked.
 */
TocsinDiscovery *
tocsin_discovery_new_for_preset (const TocsinPreset *preset,
                                 const TocsinMailAddress *who,
                                 const TocsinDiscoveryOptions *options)
{
  TocsinDiscovery *self = discovery_new ();

  add_preset (self, preset, who, options->services);
  take_candidates (self, who, options->services);

  return self;
}

static guint
count_silent (const TocsinDiscovery *self)
{
  guint count = 0;

  for (guint i = 0; i < self->answers->len; i++)
    {
      const TocsinAnswer *answer = self->answers->pdata[i];

      count += g_error_matches (answer->error, TOCSIN_ERROR, TOCSIN_ERROR_NET_TIMEOUT)
               || g_error_matches (answer->error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY);
    }

  return count;
}

/**
 * tocsin_discovery_check_found:
 * @self: a discovery
 * @who: whose it is
 * @error: `dns.not-found` when there is no such domain, `net.timeout` when some who were asked did
 *   not answer, `config.not-found` when all did and nobody offers anything
 *
 * Returns: whether there is something that may be chosen.
 */
gboolean
tocsin_discovery_check_found (const TocsinDiscovery *self,
                              const TocsinMailAddress *who,
                              GError **error)
{
  guint silent = count_silent (self);

  for (guint i = 0; i < self->candidates->len; i++)
    if (((TocsinCandidate *) self->candidates->pdata[i])->is_safe)
      return TRUE;

  if (is_missing_domain (self))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_NOT_FOUND, _ ("there is no domain “%s”"),
                 who->domain);
  else if (silent > 0)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_TIMEOUT,
                 _ ("nothing was found for %s; %u of those who were asked did not answer"),
                 who->full, silent);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                 _ ("nothing that is safe was found for %s"), who->full);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Ask your provider for the server's name and give it: "
                                      "address=HOST."));

  return FALSE;
}
