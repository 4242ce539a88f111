/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/connection-draft.h"

#include "core/base/error.h"
#include "core/base/temporary.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a connection is called that has no id yet. */
#define NEW_ID "new"

typedef struct
{
  char *key;
  TocsinSecret *secret;
  int fd; /* a file that only memory holds, while the draft is tried; -1 before */
} TypedSecret;

struct _TocsinConnectionDraft
{
  char *protocol;
  TocsinSnapshot *base;
  GStrv assignments;
  GStrv resets;
  GPtrArray *secrets;
};

static void
typed_secret_free (TypedSecret *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->key);
  tocsin_secret_unref (self->secret);
  g_free (self);
}

/**
 * tocsin_connection_draft_new:
 * @protocol: what is spoken
 * @base: (nullable): the connection as it is saved, %NULL for a new one
 *
 * Returns: (transfer full): a draft without changes.
 */
TocsinConnectionDraft *
tocsin_connection_draft_new (const char *protocol, TocsinSnapshot *base)
{
  TocsinConnectionDraft *self = g_new0 (TocsinConnectionDraft, 1);

  self->protocol = g_strdup (protocol);
  self->base = base != NULL ? g_object_ref (base) : NULL;
  self->assignments = g_new0 (char *, 1);
  self->resets = g_new0 (char *, 1);
  self->secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) typed_secret_free);

  return self;
}

/**
 * tocsin_connection_draft_free:
 * @self: a draft
 */
void
tocsin_connection_draft_free (TocsinConnectionDraft *self)
{
  g_free (self->protocol);
  g_clear_object (&self->base);
  g_strfreev (self->assignments);
  g_strfreev (self->resets);
  g_ptr_array_unref (self->secrets);
  g_free (self);
}

/**
 * tocsin_connection_draft_change:
 * @self: a draft
 * @assignments: (array zero-terminated=1): what is to be different, as `KEY=VALUE`
 * @resets: (array zero-terminated=1): the keys that are to have their defaults again
 */
void
tocsin_connection_draft_change (TocsinConnectionDraft *self,
                                const char *const *assignments,
                                const char *const *resets)
{
  g_strfreev (self->assignments);
  g_strfreev (self->resets);
  self->assignments = g_strdupv ((GStrv) assignments);
  self->resets = g_strdupv ((GStrv) resets);
}

/**
 * tocsin_connection_draft_add_secret:
 * @self: a draft
 * @key: the setting that refers to it
 * @secret: what was typed
 */
void
tocsin_connection_draft_add_secret (TocsinConnectionDraft *self,
                                    const char *key,
                                    TocsinSecret *secret)
{
  TypedSecret *typed = g_new0 (TypedSecret, 1);

  typed->key = g_strdup (key);
  typed->secret = tocsin_secret_ref (secret);
  typed->fd = -1;
  g_ptr_array_add (self->secrets, typed);
}

/**
 * tocsin_connection_draft_get_assignments:
 * @self: a draft
 *
 * Returns: (transfer none) (array zero-terminated=1): what is to be different, as `KEY=VALUE`.
 */
const char *const *
tocsin_connection_draft_get_assignments (const TocsinConnectionDraft *self)
{
  return (const char *const *) self->assignments;
}

/**
 * tocsin_connection_draft_get_resets:
 * @self: a draft
 *
 * Returns: (transfer none) (array zero-terminated=1): the keys that are to have their defaults.
 */
const char *const *
tocsin_connection_draft_get_resets (const TocsinConnectionDraft *self)
{
  return (const char *const *) self->resets;
}

static void
add_base (const TocsinConnectionDraft *self, GStrvBuilder *all)
{
  const char *const *keys = tocsin_snapshot_list_keys (self->base);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *assignment = NULL;

      if (g_str_equal (keys[i], "protocol") || !tocsin_snapshot_is_set (self->base, keys[i])
          || g_strv_contains ((const char *const *) self->resets, keys[i]))
        continue;
      text = tocsin_snapshot_get_text (self->base, keys[i]);
      assignment = g_strdup_printf ("%s=%s", keys[i], text);
      g_strv_builder_add (all, assignment);
    }
}

static TocsinConnectionSettings *
make (const TocsinConnectionDraft *self, const char *const *further, GError **error)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;

  if (self->base != NULL)
    add_base (self, all);
  g_strv_builder_addv (all, (const char **) self->assignments);
  g_strv_builder_addv (all, (const char **) further);
  assignments = g_strv_builder_end (all);

  return tocsin_connection_settings_new_from_assignments (
      self->base != NULL ? tocsin_snapshot_get_id (self->base) : NEW_ID, self->protocol,
      (const char *const *) assignments, error);
}

/**
 * tocsin_connection_draft_make_settings:
 * @self: a draft
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (nullable) (transfer full): the settings as they would be saved.
 */
TocsinConnectionSettings *
tocsin_connection_draft_make_settings (const TocsinConnectionDraft *self, GError **error)
{
  static const char *const none[] = { NULL };

  return make (self, none, error);
}

/* Typed and not saved, it is on no disk either. */
static gboolean
hold (TypedSecret *typed, GError **error)
{
  if (typed->fd >= 0)
    return TRUE;

  typed->fd = memfd_create ("tocsin-secret", MFD_CLOEXEC);
  if (typed->fd >= 0 && fchmod (typed->fd, S_IRUSR | S_IWUSR) == 0)
    return tocsin_temporary_write (typed->fd, tocsin_secret_peek (typed->secret),
                                   tocsin_secret_get_length (typed->secret), error);

  tocsin_error_set_errno (error, errno, _ ("holding what was typed in memory"));
  return FALSE;
}

/**
 * tocsin_connection_draft_make_for_test:
 * @self: a draft, which must outlive the test
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * As tocsin_connection_draft_make_settings(), but the secrets that were typed are read from memory:
 * nothing has to be saved to be tried.
 *
 * Returns: (nullable) (transfer full): the settings.
 */
TocsinConnectionSettings *
tocsin_connection_draft_make_for_test (const TocsinConnectionDraft *self, GError **error)
{
  g_autoptr (GStrvBuilder) further = g_strv_builder_new ();
  g_auto (GStrv) references = NULL;

  for (guint i = 0; i < self->secrets->len; i++)
    {
      TypedSecret *typed = self->secrets->pdata[i];
      g_autofree char *reference = NULL;

      if (!hold (typed, error))
        return NULL;
      reference = g_strdup_printf ("%s=file:/proc/self/fd/%d", typed->key, typed->fd);
      g_strv_builder_add (further, reference);
    }
  references = g_strv_builder_end (further);

  return make (self, (const char *const *) references, error);
}
