/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Graph speaks first to nobody but servers with a public address, so it is asked. What it is asked
 * is what comes after the newest that was told: an answer without messages costs it little. */
#include "plugins/office365/watch.h"

#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* It matters only whether there are any. */
#define PAGE 10

struct _TocsinOffice365Watch
{
  TocsinWatch parent_instance;

  GObject *owner; /* of @account and @memory */
  GraphAccount *account;
  GraphMemory *memory;
  GStrv folders;
  TocsinClock *clock;
  int fd; /* nothing is ever to be read from it: the deadline wakes */
  guint interval;
  gint64 deadline;
  gboolean list_changed;
};

G_DEFINE_FINAL_TYPE (TocsinOffice365Watch, tocsin_office365_watch, TOCSIN_TYPE_WATCH)

static void
set_deadline (TocsinOffice365Watch *self, guint seconds)
{
  self->deadline = tocsin_clock_get_monotonic (self->clock) + (gint64) seconds * G_TIME_SPAN_SECOND;
}

static GraphPart *
new_part (TocsinOffice365Watch *self, const char *link)
{
  const char *version = graph_account_get_service (self->account)->version;
  GraphPart *part =
      graph_part_new ("GET", g_str_has_prefix (link, version) ? link + strlen (version) : link);

  part->prefer = g_strdup_printf ("odata.maxpagesize=%u", PAGE);

  return part;
}

static gboolean
has_news (JsonObject *answer)
{
  g_autoptr (GraphPage) page = graph_page_new (answer, NULL);

  return page == NULL || page->items->len > 0 || page->next != NULL;
}

/* Where the server has forgotten the link or the folder, whoever looks will find out. */
static gboolean
judge (TocsinOffice365Watch *self, const GraphPart *part, gboolean *changed, GError **error)
{
  if (graph_part_is_good (part))
    {
      *changed = has_news (part->answer);
      return TRUE;
    }
  *changed = part->status == 400 || part->status == 404 || part->status == 410;
  self->list_changed = self->list_changed || part->status == 404;
  if (*changed)
    return TRUE;
  g_propagate_error (error, graph_trouble_new (part->status, part->answer, part->retry_after,
                                               GRAPH_ABOUT_FOLDER,
                                               graph_account_get_place (self->account)));
  return FALSE;
}

/* One folder needs no batch. */
static gboolean
ask_one (TocsinOffice365Watch *self,
         const char *link,
         gboolean *changed,
         GCancellable *cancellable,
         GError **error)
{
  guint page_size = PAGE;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GraphPage) page = graph_account_turn (self->account, link, &page_size,
                                                   GRAPH_ABOUT_FOLDER, cancellable, &problem);

  *changed = page != NULL && (page->items->len > 0 || page->next != NULL);
  if (page != NULL)
    return TRUE;
  *changed = g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_GONE)
             || g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING)
             || g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_SERVICE_ERROR);
  if (*changed)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

static gboolean
ask_all (TocsinOffice365Watch *self,
         GPtrArray *links,
         GPtrArray *changed,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) graph_part_free);
  gboolean is_new;

  for (guint i = 0; i < links->len; i++)
    if (g_ptr_array_index (links, i) != NULL)
      g_ptr_array_add (parts, new_part (self, g_ptr_array_index (links, i)));
  if (!graph_account_ask_all (self->account, parts, cancellable, error))
    return FALSE;
  for (guint i = 0, next = 0; i < links->len; i++)
    {
      if (g_ptr_array_index (links, i) == NULL)
        continue;
      if (!judge (self, g_ptr_array_index (parts, next++), &is_new, error))
        return FALSE;
      if (is_new)
        g_ptr_array_add (changed, self->folders[i]);
    }

  return TRUE;
}

/* A folder whose changes nobody has asked for yet, or that has none to be told, is new to the one
 * who will look. */
static gboolean
look (TocsinOffice365Watch *self,
      GPtrArray *changed,
      guint *n_unknown,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  gboolean is_new;

  for (gsize i = 0; self->folders[i] != NULL; i++)
    {
      char *link = graph_memory_get_link (self->memory, self->folders[i]);

      g_ptr_array_add (links, link);
      if (link == NULL)
        g_ptr_array_add (changed, self->folders[i]);
    }
  *n_unknown = changed->len;
  if (links->len > 1 && changed->len < links->len)
    return ask_all (self, links, changed, cancellable, error);
  if (changed->len == links->len)
    return TRUE;
  if (!ask_one (self, g_ptr_array_index (links, 0), &is_new, cancellable, error))
    return FALSE;
  if (is_new)
    g_ptr_array_add (changed, self->folders[0]);

  return TRUE;
}

static gboolean
is_open (TocsinOffice365Watch *self, GError **error)
{
  if (self->fd >= 0)
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("the watch is closed"));

  return FALSE;
}

/* Who is asked too often is asked less often, and goes on. */
static gboolean
bear_with (TocsinOffice365Watch *self, const GError *problem)
{
  gint64 wait = tocsin_error_get_retry_after (problem);

  if (!g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_THROTTLED))
    return FALSE;
  self->interval = GRAPH_WATCH_MOST;
  set_deadline (self, (guint) MAX (wait, GRAPH_WATCH_MOST));

  return TRUE;
}

static void
set_pace (TocsinOffice365Watch *self, gboolean is_lively)
{
  self->interval =
      is_lively ? GRAPH_WATCH_LEAST : MIN (self->interval * 3 / 2 + 1, GRAPH_WATCH_MOST);
  set_deadline (self, self->interval);
}

static GStrv
list_names (GPtrArray *changed)
{
  g_ptr_array_add (changed, NULL);

  return g_strdupv ((char **) changed->pdata);
}

static gboolean
tocsin_office365_watch_resume (TocsinWatch *watch,
                               GStrv *folders,
                               GCancellable *cancellable,
                               GError **error)
{
  TocsinOffice365Watch *self = TOCSIN_OFFICE365_WATCH (watch);
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  g_autoptr (GError) problem = NULL;
  guint n_unknown = 0;

  if (!is_open (self, error))
    return FALSE;
  if (tocsin_clock_get_monotonic (self->clock) >= self->deadline)
    {
      if (look (self, changed, &n_unknown, cancellable, &problem))
        set_pace (self, changed->len > n_unknown);
      else if (!bear_with (self, problem))
        {
          tocsin_watch_close (watch);
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  *folders = list_names (changed);

  return TRUE;
}

static void
tocsin_office365_watch_close (TocsinWatch *watch)
{
  TocsinOffice365Watch *self = TOCSIN_OFFICE365_WATCH (watch);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static int
tocsin_office365_watch_get_fd (TocsinWatch *watch)
{
  return TOCSIN_OFFICE365_WATCH (watch)->fd;
}

static gint64
tocsin_office365_watch_get_deadline (TocsinWatch *watch)
{
  return TOCSIN_OFFICE365_WATCH (watch)->deadline;
}

static gboolean
tocsin_office365_watch_take_list_changed (TocsinWatch *watch)
{
  TocsinOffice365Watch *self = TOCSIN_OFFICE365_WATCH (watch);
  gboolean changed = self->list_changed;

  self->list_changed = FALSE;

  return changed;
}

static void
tocsin_office365_watch_finalize (GObject *object)
{
  TocsinOffice365Watch *self = TOCSIN_OFFICE365_WATCH (object);

  tocsin_office365_watch_close (TOCSIN_WATCH (self));
  g_clear_pointer (&self->folders, g_strfreev);
  g_clear_object (&self->clock);
  g_clear_object (&self->owner);

  G_OBJECT_CLASS (tocsin_office365_watch_parent_class)->finalize (object);
}

static void
tocsin_office365_watch_class_init (TocsinOffice365WatchClass *klass)
{
  TocsinWatchClass *watch_class = TOCSIN_WATCH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_office365_watch_finalize;
  watch_class->get_fd = tocsin_office365_watch_get_fd;
  watch_class->get_deadline = tocsin_office365_watch_get_deadline;
  watch_class->resume = tocsin_office365_watch_resume;
  watch_class->close = tocsin_office365_watch_close;
  watch_class->take_list_changed = tocsin_office365_watch_take_list_changed;
}

static void
tocsin_office365_watch_init (TocsinOffice365Watch *self)
{
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->interval = GRAPH_WATCH_LEAST;
}

/**
 * tocsin_office365_watch_new:
 * @owner: whose @account and @memory are; kept alive
 * @account: an account
 * @memory: what is remembered of its folders
 * @folders: (array zero-terminated=1): their ids
 * @clock: (nullable): the time, for tests
 * @error: where to put that there is no descriptor left
 *
 * Returns: (transfer full): a watch that waits already.
 */
TocsinWatch *
tocsin_office365_watch_new (GObject *owner,
                            GraphAccount *account,
                            GraphMemory *memory,
                            const char *const *folders,
                            TocsinClock *clock,
                            GError **error)
{
  g_autoptr (TocsinOffice365Watch) self = g_object_new (TOCSIN_TYPE_OFFICE365_WATCH, NULL);

  if (self->fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Waiting for mail"));
      return NULL;
    }
  self->owner = g_object_ref (owner);
  self->account = account;
  self->memory = memory;
  self->folders = g_strdupv ((GStrv) folders);
  self->clock = g_object_ref (clock != NULL ? clock : tocsin_clock_get_default ());
  set_deadline (self, self->interval);

  return TOCSIN_WATCH (g_steal_pointer (&self));
}
