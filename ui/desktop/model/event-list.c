/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-list.h"

#include "ui/desktop/model/event-request.h"
#include "ui/desktop/model/event-rows.h"

/* How many events are read at once, and how near to the end somebody must be. */
#define PAGE 500
#define NEAR 250

/* Changes that come close together are read together; milliseconds. */
#define REFRESH_DELAY 200

/* So many changed events are read one by one; when more change, all are read again. */
#define MOST_CHANGED 100

struct _TocsinEventList
{
  GObject parent_instance;

  TocsinWorkbench *workbench;
  GPtrArray *items;
  TocsinEventFilter filter;
  GArray *changed; /* ids that the engine has told of */
  guint timer;
  gboolean outdated; /* whether all is to be read again */
  gboolean wants_more;
  gboolean complete;
  GCancellable *loading;
  GError *error;
};

enum
{
  PROP_LOADING = 1,
  PROP_COMPLETE,
  PROP_ERROR,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint refreshed;

static GType
get_item_type (GListModel *model)
{
  return TOCSIN_TYPE_EVENT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return TOCSIN_EVENT_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = TOCSIN_EVENT_LIST (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinEventList,
                               tocsin_event_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tocsin_event_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinEventList *self = TOCSIN_EVENT_LIST (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading != NULL);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tocsin_event_list_dispose (GObject *object)
{
  TocsinEventList *self = TOCSIN_EVENT_LIST (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->workbench);
  g_clear_error (&self->error);
  tocsin_event_filter_clear (&self->filter);

  G_OBJECT_CLASS (tocsin_event_list_parent_class)->dispose (object);
}

static void
tocsin_event_list_finalize (GObject *object)
{
  TocsinEventList *self = TOCSIN_EVENT_LIST (object);

  g_ptr_array_unref (self->items);
  g_array_unref (self->changed);

  G_OBJECT_CLASS (tocsin_event_list_parent_class)->finalize (object);
}

static void
tocsin_event_list_class_init (TocsinEventListClass *klass)
{
  const GParamFlags shown = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_event_list_get_property;
  object_class->dispose = tocsin_event_list_dispose;
  object_class->finalize = tocsin_event_list_finalize;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, shown);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, shown);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  refreshed = g_signal_new ("refreshed", TOCSIN_TYPE_EVENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                            NULL, G_TYPE_NONE, 0);
}

static void
tocsin_event_list_init (TocsinEventList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->changed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->filter = (TocsinEventFilter) TOCSIN_EVENT_FILTER_INIT;
}

static void
notify (TocsinEventList *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_error (TocsinEventList *self, GError *error)
{
  gboolean same = error == NULL && self->error == NULL;

  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    notify (self, PROP_ERROR);
}

static void
set_complete (TocsinEventList *self, gboolean complete)
{
  if (self->complete == complete)
    return;
  self->complete = complete;
  notify (self, PROP_COMPLETE);
}

static void
name_all (TocsinEventList *self)
{
  tocsin_event_rows_name_tasks (self->items, self->workbench);
}

static void
replace (TocsinEventList *self, GPtrArray *items)
{
  guint before = self->items->len;

  g_ptr_array_unref (self->items);
  self->items = g_ptr_array_ref (items);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, items->len);
}

static void
append (TocsinEventList *self, GPtrArray *items)
{
  guint before = self->items->len;

  tocsin_event_rows_append (self->items, items);
  if (items->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, items->len);
}

static void
prepend (TocsinEventList *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = self->items;

  self->items = g_ptr_array_new_full (items->len + old->len, g_object_unref);
  tocsin_event_rows_append (self->items, items);
  tocsin_event_rows_append (self->items, old);
  if (items->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, items->len);
}

static void
take_changed (TocsinEventList *self, GPtrArray *changed)
{
  for (guint i = 0; i < changed->len; i++)
    {
      TocsinEventItem *fresh = g_ptr_array_index (changed, i);
      TocsinEventItem *item =
          tocsin_event_rows_find (self->items, tocsin_event_item_get_id (fresh));

      if (item != NULL)
        tocsin_event_item_take (item, fresh);
    }
}

/* What was asked for: all from the beginning, what is newer, or what is older. */
typedef enum
{
  READ_ALL,
  READ_NEWER,
  READ_OLDER,
} Reading;

static void begin_next (TocsinEventList *self);

static void
take_answer (TocsinEventList *self, Reading reading, TocsinEventAnswer *answer)
{
  tocsin_event_rows_name_tasks (answer->items, self->workbench);
  switch (reading)
    {
    case READ_NEWER:
      /* More came than one page holds, so something lies between. */
      self->outdated = self->outdated || (!answer->complete && self->items->len > 0);
      prepend (self, answer->items);
      take_changed (self, answer->changed);
      break;
    case READ_OLDER:
      append (self, answer->items);
      set_complete (self, answer->complete);
      break;
    case READ_ALL:
    default:
      replace (self, answer->items);
      set_complete (self, answer->complete);
      break;
    }
  if (reading != READ_OLDER)
    g_signal_emit (self, refreshed, 0);
}

/* What one errand knows of the list, which may be gone or want something else when it returns. */
typedef struct
{
  GWeakRef list;
  GCancellable *cancellable;
  Reading reading;
} Errand;

static void
errand_free (Errand *errand)
{
  g_weak_ref_clear (&errand->list);
  g_object_unref (errand->cancellable);
  g_free (errand);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  g_autoptr (TocsinEventList) self = g_weak_ref_get (&errand->list);
  GError *error = NULL;
  TocsinEventAnswer *answer =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (self != NULL && self->loading == errand->cancellable)
    {
      g_clear_object (&self->loading);
      if (answer != NULL)
        take_answer (self, errand->reading, answer);
      set_error (self, g_steal_pointer (&error));
      notify (self, PROP_LOADING);
      begin_next (self);
    }
  g_clear_pointer (&answer, tocsin_event_answer_free);
  g_clear_error (&error);
  errand_free (errand);
}

static void
read_journal (TocsinEventList *self, Reading reading, TocsinEventRequest *request)
{
  Errand *errand = g_new0 (Errand, 1);

  self->loading = g_cancellable_new ();
  g_weak_ref_init (&errand->list, self);
  errand->cancellable = g_object_ref (self->loading);
  errand->reading = reading;
  request->limit = PAGE;
  tocsin_workbench_run_async (self->workbench, tocsin_event_request_work, request,
                              tocsin_event_request_free, tocsin_event_answer_free, self->loading,
                              on_read, errand);
  notify (self, PROP_LOADING);
}

/* One thing at a time: what matters most first. */
static void
begin_next (TocsinEventList *self)
{
  TocsinStateDirectory *state = tocsin_workbench_get_state_directory (self->workbench);
  TocsinEventRequest *request;

  if (self->loading != NULL || state == NULL)
    return;
  if (self->outdated)
    {
      self->outdated = FALSE;
      self->wants_more = FALSE;
      g_array_set_size (self->changed, 0);
      read_journal (self, READ_ALL, tocsin_event_request_new (state, &self->filter));
    }
  else if (self->changed->len > 0 && self->timer == 0)
    {
      request = tocsin_event_request_new (state, &self->filter);
      request->newest = tocsin_event_rows_get_id (self->items, 0);
      g_array_append_vals (request->ids, self->changed->data, self->changed->len);
      g_array_set_size (self->changed, 0);
      read_journal (self, READ_NEWER, request);
    }
  else if (self->wants_more && !self->complete)
    {
      self->wants_more = FALSE;
      request = tocsin_event_request_new (state, &self->filter);
      request->before = tocsin_event_rows_get_id (self->items, self->items->len - 1);
      read_journal (self, READ_OLDER, request);
    }
}

static gboolean
on_timer (gpointer user_data)
{
  TocsinEventList *self = user_data;

  self->timer = 0;
  begin_next (self);

  return G_SOURCE_REMOVE;
}

static void
on_event_changed (TocsinEventList *self, GVariant *event)
{
  gint64 id = 0;

  if (!g_variant_lookup (event, "id", "x", &id) || self->changed->len >= MOST_CHANGED)
    self->outdated = TRUE;
  else
    g_array_append_val (self->changed, id);
  if (self->timer == 0)
    self->timer = g_timeout_add (REFRESH_DELAY, on_timer, self);
}

/**
 * tocsin_event_list_new:
 * @workbench: the workbench
 *
 * Returns: (transfer full): the history, which is being read.
 */
TocsinEventList *
tocsin_event_list_new (TocsinWorkbench *workbench)
{
  TocsinEventList *self = g_object_new (TOCSIN_TYPE_EVENT_LIST, NULL);
  TocsinEngineClient *engine = tocsin_workbench_get_engine (workbench);

  self->workbench = g_object_ref (workbench);
  g_signal_connect_object (engine, "event-changed", G_CALLBACK (on_event_changed), self,
                           G_CONNECT_SWAPPED);
  /* What happened while nobody told is seen when an engine comes or goes. */
  g_signal_connect_object (engine, "notify::running", G_CALLBACK (tocsin_event_list_refresh), self,
                           G_CONNECT_SWAPPED);
  /* The history may be read before the names of the tasks are. */
  g_signal_connect_object (workbench, "notify::ready", G_CALLBACK (name_all), self,
                           G_CONNECT_SWAPPED);
  tocsin_event_list_refresh (self);

  return self;
}

/**
 * tocsin_event_list_set_filter:
 * @self: the history
 * @filter: which of it
 */
void
tocsin_event_list_set_filter (TocsinEventList *self, const TocsinEventFilter *filter)
{
  g_return_if_fail (TOCSIN_IS_EVENT_LIST (self));

  if (tocsin_event_filter_equal (&self->filter, filter))
    return;
  tocsin_event_filter_copy (&self->filter, filter);
  /* Nobody waits for what was asked before. */
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  tocsin_event_list_refresh (self);
}

/**
 * tocsin_event_list_get_filter:
 * @self: the history
 *
 * Returns: (transfer none): which of it is listed.
 */
const TocsinEventFilter *
tocsin_event_list_get_filter (TocsinEventList *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT_LIST (self), NULL);

  return &self->filter;
}

/**
 * tocsin_event_list_need:
 * @self: the history
 * @position: a row that comes into view
 *
 * Reads on when the end is near.
 */
void
tocsin_event_list_need (TocsinEventList *self, guint position)
{
  g_return_if_fail (TOCSIN_IS_EVENT_LIST (self));

  if (self->complete || position + NEAR < self->items->len)
    return;
  self->wants_more = TRUE;
  begin_next (self);
}

/**
 * tocsin_event_list_refresh:
 * @self: the history
 *
 * Reads it again from the beginning.
 */
void
tocsin_event_list_refresh (TocsinEventList *self)
{
  g_return_if_fail (TOCSIN_IS_EVENT_LIST (self));

  self->outdated = TRUE;
  begin_next (self);
}

/**
 * tocsin_event_list_is_loading:
 * @self: the history
 *
 * Returns: whether it is being read.
 */
gboolean
tocsin_event_list_is_loading (TocsinEventList *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT_LIST (self), FALSE);

  return self->loading != NULL;
}

/**
 * tocsin_event_list_get_error:
 * @self: the history
 *
 * Returns: (nullable) (transfer none): why it can't be read.
 */
const GError *
tocsin_event_list_get_error (TocsinEventList *self)
{
  g_return_val_if_fail (TOCSIN_IS_EVENT_LIST (self), NULL);

  return self->error;
}
