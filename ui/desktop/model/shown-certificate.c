/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/shown-certificate.h"

#include "core/base/locale.h"
#include "core/base/locale.h"

#include <string.h>

/* A chain that is longer than this is looked at by nobody. */
#define MAX_CHAIN 16

/* The chain's position that a fact speaks of and what it says; -1 for other facts. */
static int
split (const char *name, const char **field)
{
  guint64 i = 0;
  char *end = NULL;

  if (g_str_has_prefix (name, "certificate."))
    {
      *field = name + strlen ("certificate.");
      return 0;
    }
  if (!g_str_has_prefix (name, "chain."))
    return -1;
  i = g_ascii_strtoull (name + strlen ("chain."), &end, 10);
  if (*end != '.' || i == 0 || i >= MAX_CHAIN)
    return -1;
  *field = end + 1;

  return (int) i;
}

/* The moment as the person's own calendar says it. */
static char *
show_time (const char *value)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (value, NULL);
  g_autoptr (GDateTime) here = moment != NULL ? g_date_time_to_local (moment) : NULL;

  return here != NULL ? tocsin_locale_format_day (here) : g_strdup (value);
}

static void
take (TocsinShownCertificate *self, const char *field, const char *value)
{
  const struct
  {
    const char *field;
    char **place;
  } places[] = {
    { "subject", &self->subject }, { "issuer", &self->issuer },           { "names", &self->names },
    { "key", &self->key },         { "fingerprint", &self->fingerprint },
  };

  if (g_str_equal (field, "not-after"))
    {
      g_free (self->not_after);
      self->not_after = show_time (value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (field, places[i].field))
      {
        g_free (*places[i].place);
        *places[i].place = g_strdup (value);
      }
}

static TocsinShownCertificate *
ensure (GPtrArray *list, int i)
{
  while (list->len <= (guint) i)
    g_ptr_array_add (list, g_new0 (TocsinShownCertificate, 1));

  return list->pdata[i];
}

/**
 * tocsin_shown_certificate_owns_fact:
 * @name: a fact's name
 *
 * Returns: whether it tells of a certificate that the server showed.
 */
gboolean
tocsin_shown_certificate_owns_fact (const char *name)
{
  const char *field;

  return split (name, &field) >= 0;
}

/**
 * tocsin_shown_certificate_list:
 * @facts: an `a(ss)`, the facts of a step
 *
 * Returns: (transfer full) (element-type TocsinShownCertificate): the chain that the server showed,
 * its own certificate first; empty when it showed none.
 */
GPtrArray *
tocsin_shown_certificate_list (GVariant *facts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_shown_certificate_free);
  GVariantIter iter;
  const char *name, *value, *field;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    {
      int i = split (name, &field);

      if (i >= 0)
        take (ensure (list, i), field, value);
    }

  return list;
}

/**
 * tocsin_shown_certificate_free:
 * @self: a certificate
 */
void
tocsin_shown_certificate_free (TocsinShownCertificate *self)
{
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->not_after);
  g_free (self->names);
  g_free (self->fingerprint);
  g_free (self->key);
  g_free (self);
}
