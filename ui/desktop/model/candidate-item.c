/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/candidate-item.h"

#include "core/base/text.h"

#include <glib/gi18n.h>

/* What strangers write is cut to this. */
#define MAX_TEXT 500

struct _TocsinCandidateItem
{
  GObject parent_instance;

  char *protocol;
  char *title;
  char *place;
  char *source;
  char *warnings;
  char *prepare;
  char *documentation;
  GStrv assignments;
  gboolean can_choose;
  gboolean needs_consent;
};

G_DEFINE_FINAL_TYPE (TocsinCandidateItem, tocsin_candidate_item, G_TYPE_OBJECT)

static void
tocsin_candidate_item_finalize (GObject *object)
{
  TocsinCandidateItem *self = TOCSIN_CANDIDATE_ITEM (object);

  g_free (self->protocol);
  g_free (self->title);
  g_free (self->place);
  g_free (self->source);
  g_free (self->warnings);
  g_free (self->prepare);
  g_free (self->documentation);
  g_strfreev (self->assignments);

  G_OBJECT_CLASS (tocsin_candidate_item_parent_class)->finalize (object);
}

static void
tocsin_candidate_item_class_init (TocsinCandidateItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_candidate_item_finalize;
}

static void
tocsin_candidate_item_init (TocsinCandidateItem *self)
{
}

/* What a service of its own address has no port of is never reached without TLS. */
static char *
describe_place (const TocsinCandidate *candidate)
{
  g_autofree char *place = tocsin_candidate_describe_place (candidate);
  g_autofree char *shown = tocsin_text_escape (place, -1, MAX_TEXT);

  if (candidate->url != NULL || candidate->port == 0)
    return g_str_equal (shown, "-") ? g_strdup (_ ("The provider's own service, encrypted"))
                                    : g_steal_pointer (&shown);

  switch (candidate->encryption)
    {
    case TOCSIN_ENCRYPTION_IMPLICIT:
      /* Translators: %s is host and port of a server. */
      return g_strdup_printf (_ ("%s, encrypted with TLS"), shown);
    case TOCSIN_ENCRYPTION_STARTTLS:
      /* Translators: %s is host and port of a server. */
      return g_strdup_printf (_ ("%s, encrypted with STARTTLS"), shown);
    case TOCSIN_ENCRYPTION_OPPORTUNISTIC:
    case TOCSIN_ENCRYPTION_NONE:
    default:
      /* Translators: %s is host and port of a server. */
      return g_strdup_printf (_ ("%s, not encrypted"), shown);
    }
}

static char *
join (GPtrArray *texts, const char *between)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *shown = tocsin_text_escape (texts->pdata[i], -1, MAX_TEXT);

      g_string_append_printf (joined, "%s%s", i > 0 ? between : "", shown);
    }

  return g_string_free (g_steal_pointer (&joined), FALSE);
}

static char *
describe_source (const TocsinCandidate *candidate)
{
  g_autofree char *origins = join (candidate->origins, ", ");

  /* Translators: %s names who says which server it is: "the preset of GMX", a host, a document. */
  return g_strdup_printf (_ ("From %s"), origins);
}

static void
add_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* The reasons not to choose it come first. */
static char *
describe_warnings (const TocsinCandidate *candidate, const TocsinProtocol *protocol)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *own = join (candidate->warnings, "\n");
  g_autofree char *line = NULL;

  if (protocol == NULL)
    {
      line = g_strdup_printf (_ ("No plugin here speaks %s."), candidate->protocol);
      add_line (text, line);
    }
  if (candidate->needs_consent)
    add_line (text, _ ("The server lies outside your address's domain, and nobody has proven to "
                       "speak for that. Choose it only if you know that it is your provider's."));
  if (*own != '\0')
    add_line (text, own);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tocsin_candidate_item_new:
 * @candidate: what was found
 * @registry: which protocols are spoken here
 *
 * Returns: (transfer full): it as a row. May be made on any thread.
 */
TocsinCandidateItem *
tocsin_candidate_item_new (const TocsinCandidate *candidate, TocsinRegistry *registry)
{
  TocsinCandidateItem *self = g_object_new (TOCSIN_TYPE_CANDIDATE_ITEM, NULL);
  const TocsinProtocol *protocol =
      tocsin_registry_find_protocol (registry, candidate->protocol, NULL, NULL);

  self->protocol = g_strdup (candidate->protocol);
  self->title = g_strdup (protocol != NULL ? protocol->title : candidate->protocol);
  self->place = describe_place (candidate);
  self->source = describe_source (candidate);
  self->warnings = describe_warnings (candidate, protocol);
  self->prepare = g_strdup (candidate->prepare);
  self->documentation = g_strdup (candidate->documentation);
  self->assignments = tocsin_candidate_list_settings (candidate);
  self->can_choose = candidate->is_safe && protocol != NULL;
  self->needs_consent = candidate->needs_consent;

  return self;
}

/**
 * tocsin_candidate_item_get_protocol:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none): its protocol, as in the setting.
 */
const char *
tocsin_candidate_item_get_protocol (TocsinCandidateItem *self)
{
  return self->protocol;
}

/**
 * tocsin_candidate_item_get_title:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none): its protocol, as people call it.
 */
const char *
tocsin_candidate_item_get_title (TocsinCandidateItem *self)
{
  return self->title;
}

/**
 * tocsin_candidate_item_get_place:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none): where it leads, and how safely.
 */
const char *
tocsin_candidate_item_get_place (TocsinCandidateItem *self)
{
  return self->place;
}

/**
 * tocsin_candidate_item_get_source:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none): who says so.
 */
const char *
tocsin_candidate_item_get_source (TocsinCandidateItem *self)
{
  return self->source;
}

/**
 * tocsin_candidate_item_get_warnings:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none): what to know before choosing it, a line each, possibly "".
 */
const char *
tocsin_candidate_item_get_warnings (TocsinCandidateItem *self)
{
  return self->warnings;
}

/**
 * tocsin_candidate_item_get_prepare:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none) (nullable): what has to be done at the provider first.
 */
const char *
tocsin_candidate_item_get_prepare (TocsinCandidateItem *self)
{
  return self->prepare;
}

/**
 * tocsin_candidate_item_get_documentation:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none) (nullable): where the provider explains that.
 */
const char *
tocsin_candidate_item_get_documentation (TocsinCandidateItem *self)
{
  return self->documentation;
}

/**
 * tocsin_candidate_item_get_assignments:
 * @self: a way to a mailbox
 *
 * Returns: (transfer none) (array zero-terminated=1): the settings it fills in, as `KEY=VALUE`.
 */
const char *const *
tocsin_candidate_item_get_assignments (TocsinCandidateItem *self)
{
  return (const char *const *) self->assignments;
}

/**
 * tocsin_candidate_item_can_choose:
 * @self: a way to a mailbox
 *
 * Returns: whether it may become a connection: it is safe, and a plugin speaks its protocol.
 */
gboolean
tocsin_candidate_item_can_choose (TocsinCandidateItem *self)
{
  return self->can_choose;
}

/**
 * tocsin_candidate_item_needs_consent:
 * @self: a way to a mailbox
 *
 * Returns: whether only a person can say that it is the provider's (RFC 6186, section 6).
 */
gboolean
tocsin_candidate_item_needs_consent (TocsinCandidateItem *self)
{
  return self->needs_consent;
}
