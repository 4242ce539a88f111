/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/candidate-list.h"

#include <glib/gi18n-lib.h>

/* Protocols by rank; of one, what is safe, then what is encrypted from the first byte, then by who
 * says it. A guess stays behind whatever anybody said. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const TocsinCandidate *one = *(const TocsinCandidate *const *) a;
  const TocsinCandidate *other = *(const TocsinCandidate *const *) b;
  const int keys[][2] = {
    { (int) one->rank, (int) other->rank },
    { !one->is_safe, !other->is_safe },
    { one->source == TOCSIN_SOURCE_GUESS, other->source == TOCSIN_SOURCE_GUESS },
    { (int) one->encryption, (int) other->encryption },
    { (int) one->source, (int) other->source },
    { (int) one->order, (int) other->order },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i][0] != keys[i][1])
      return keys[i][0] < keys[i][1] ? -1 : 1;

  return g_strcmp0 (one->host, other->host);
}

static gboolean
is_same_place (const TocsinCandidate *one, const TocsinCandidate *other)
{
  return g_str_equal (one->protocol, other->protocol)
         && g_ascii_strcasecmp (one->host, other->host) == 0 && one->port == other->port
         && one->encryption == other->encryption && g_strcmp0 (one->url, other->url) == 0;
}

static void
add_texts (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    if (!g_ptr_array_find_with_equal_func (to, from->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (to, g_strdup (from->pdata[i]));
}

static void
take_over (char **to, char *const *from)
{
  if (*to == NULL)
    *to = g_strdup (*from);
}

/* What two sources agree on is one candidate. The better one's word counts where they differ, and a
 * person is told. */
static void
join (TocsinCandidate *self, TocsinCandidate *other)
{
  gboolean knows_ways = self->authentication[0] != NULL;

  if (self->username != NULL && other->username != NULL
      && !g_str_equal (self->username, other->username))
    tocsin_candidate_warn (self, _ ("%s has “%s” as the user name"),
                           (char *) other->origins->pdata[0], other->username);
  for (gsize i = 0; !knows_ways && other->authentication[i] != NULL; i++)
    tocsin_candidate_add_authentication (self, other->authentication[i]);
  self->needs_consent = self->needs_consent && other->needs_consent;
  take_over (&self->username, &other->username);
  take_over (&self->prepare, &other->prepare);
  take_over (&self->documentation, &other->documentation);
  add_texts (self->origins, other->origins);
  /* That a host lies elsewhere is no surprise where the provider is known. */
  if (self->source != TOCSIN_SOURCE_PRESET)
    add_texts (self->warnings, other->warnings);
}

static TocsinCandidate *
find_same_place (GPtrArray *merged, const TocsinCandidate *candidate)
{
  for (guint i = 0; i < merged->len; i++)
    if (is_same_place (merged->pdata[i], candidate))
      return merged->pdata[i];

  return NULL;
}

static gboolean
share_an_origin (const TocsinCandidate *one, const TocsinCandidate *other)
{
  for (guint i = 0; i < one->origins->len; i++)
    if (g_ptr_array_find_with_equal_func (other->origins, one->origins->pdata[i], g_str_equal,
                                          NULL))
      return TRUE;

  return FALSE;
}

/* Two hosts from one source are a choice; from two sources, one of them may be mistaken. */
static void
warn_of_contradictions (GPtrArray *merged)
{
  for (guint i = 0; i < merged->len; i++)
    for (guint j = 0; j < merged->len; j++)
      {
        TocsinCandidate *one = merged->pdata[i];
        const TocsinCandidate *other = merged->pdata[j];

        if (i != j && one->is_safe && other->is_safe && g_str_equal (one->protocol, other->protocol)
            && g_ascii_strcasecmp (one->host, other->host) != 0
            && other->source != TOCSIN_SOURCE_GUESS && !share_an_origin (one, other))
          tocsin_candidate_warn (one, _ ("%s names another host: %s"),
                                 (char *) other->origins->pdata[0], other->host);
      }
}

/**
 * tocsin_candidate_list_merge:
 * @answers: (element-type TocsinAnswer): what the sources said; their candidates are taken out
 *
 * Returns: (transfer full) (element-type TocsinCandidate): all of it, each place once, the one to
 *   be preferred first.
 */
GPtrArray *
tocsin_candidate_list_merge (GPtrArray *answers)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_candidate_free);
  GPtrArray *merged = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_candidate_free);

  for (guint i = 0; i < answers->len; i++)
    {
      GPtrArray *candidates = ((TocsinAnswer *) answers->pdata[i])->candidates;

      while (candidates->len > 0)
        g_ptr_array_add (all, g_ptr_array_steal_index (candidates, 0));
    }
  g_ptr_array_sort (all, compare);
  while (all->len > 0)
    {
      TocsinCandidate *candidate = g_ptr_array_steal_index (all, 0);
      TocsinCandidate *same = find_same_place (merged, candidate);

      if (same == NULL)
        {
          g_ptr_array_add (merged, candidate);
          continue;
        }
      join (same, candidate);
      tocsin_candidate_free (candidate);
    }
  warn_of_contradictions (merged);

  return merged;
}
