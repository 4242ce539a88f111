/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

/* Tells ThreadSanitizer what GLib's locks, queues, reference counts and main contexts order.
 *
 * GLib itself is not built with it, and its locks are futexes, not pthread mutexes, so without this
 * every lock-protected access would be reported. Included before all else, and only in that build:
 * the names below are redirected before GLib's headers declare them, so that GLib's inline
 * functions (GMutexLocker, g_autoptr) go the same way. The definitions are weak because each object
 * file has them. */

#define g_mutex_lock annotated_mutex_lock
#define g_mutex_trylock annotated_mutex_trylock
#define g_mutex_unlock annotated_mutex_unlock
#define g_rec_mutex_lock annotated_rec_mutex_lock
#define g_rec_mutex_unlock annotated_rec_mutex_unlock
#define g_rw_lock_writer_lock annotated_rw_lock_writer_lock
#define g_rw_lock_writer_unlock annotated_rw_lock_writer_unlock
#define g_rw_lock_reader_lock annotated_rw_lock_reader_lock
#define g_rw_lock_reader_unlock annotated_rw_lock_reader_unlock
#define g_cond_wait annotated_cond_wait
#define g_cond_wait_until annotated_cond_wait_until
#define g_async_queue_push annotated_async_queue_push
#define g_async_queue_pop annotated_async_queue_pop
#define g_async_queue_try_pop annotated_async_queue_try_pop
#define g_async_queue_timeout_pop annotated_async_queue_timeout_pop
#define g_atomic_ref_count_dec annotated_atomic_ref_count_dec
#define g_object_unref annotated_object_unref
#define g_bytes_unref annotated_bytes_unref
#define g_variant_unref annotated_variant_unref
#define g_ptr_array_unref annotated_ptr_array_unref
#define g_hash_table_unref annotated_hash_table_unref
#define g_thread_pool_new annotated_thread_pool_new
#define g_thread_pool_push annotated_thread_pool_push
#define g_idle_add annotated_idle_add
#define g_idle_add_full annotated_idle_add_full
#define g_main_context_invoke annotated_main_context_invoke
#define g_main_context_invoke_full annotated_main_context_invoke_full
#define g_source_set_callback annotated_source_set_callback
#define g_source_attach annotated_source_attach

#include <glib-object.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#define REAL(type, name, arguments) extern type real_##name arguments __asm__("g_" #name)
#define WEAK __attribute__ ((weak))

/* Taking a lock sees all that was done before it was given back. */
#define TAKING(name, Lock)                                                                         \
  REAL (void, name, (Lock * lock));                                                                \
  WEAK void annotated_##name (Lock *lock)                                                          \
  {                                                                                                \
    real_##name (lock);                                                                            \
    __tsan_acquire (lock);                                                                         \
  }
#define GIVING(name, Lock)                                                                         \
  REAL (void, name, (Lock * lock));                                                                \
  WEAK void annotated_##name (Lock *lock)                                                          \
  {                                                                                                \
    __tsan_release (lock);                                                                         \
    real_##name (lock);                                                                            \
  }
TAKING (mutex_lock, GMutex)
GIVING (mutex_unlock, GMutex)
TAKING (rec_mutex_lock, GRecMutex)
GIVING (rec_mutex_unlock, GRecMutex)
TAKING (rw_lock_writer_lock, GRWLock)
GIVING (rw_lock_writer_unlock, GRWLock)
TAKING (rw_lock_reader_lock, GRWLock)
GIVING (rw_lock_reader_unlock, GRWLock)

REAL (gboolean, mutex_trylock, (GMutex * mutex));
WEAK gboolean
annotated_mutex_trylock (GMutex *mutex)
{
  gboolean taken = real_mutex_trylock (mutex);

  if (taken)
    __tsan_acquire (mutex);
  return taken;
}

REAL (void, cond_wait, (GCond * cond, GMutex *mutex));
WEAK void
annotated_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  real_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

REAL (gboolean, cond_wait_until, (GCond * cond, GMutex *mutex, gint64 end));
WEAK gboolean
annotated_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end)
{
  gboolean woken;

  __tsan_release (mutex);
  woken = real_cond_wait_until (cond, mutex, end);
  __tsan_acquire (mutex);
  return woken;
}

REAL (void, async_queue_push, (GAsyncQueue * queue, gpointer data));
WEAK void
annotated_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  real_async_queue_push (queue, data);
}

#define POPPING(name, parameters, arguments)                                                       \
  REAL (gpointer, name, parameters);                                                               \
  WEAK gpointer annotated_##name parameters                                                        \
  {                                                                                                \
    gpointer data = real_##name arguments;                                                         \
                                                                                                   \
    __tsan_acquire (queue);                                                                        \
    return data;                                                                                   \
  }
POPPING (async_queue_pop, (GAsyncQueue * queue), (queue))
POPPING (async_queue_try_pop, (GAsyncQueue * queue), (queue))
POPPING (async_queue_timeout_pop, (GAsyncQueue * queue, guint64 timeout), (queue, timeout))

/* Whoever gives up the last reference sees what all others did. */
#define DROPPING(name, Type)                                                                       \
  REAL (void, name, (Type object));                                                                \
  WEAK void annotated_##name (Type object)                                                         \
  {                                                                                                \
    __tsan_release ((void *) object);                                                              \
    __tsan_acquire ((void *) object);                                                              \
    real_##name (object);                                                                          \
  }
DROPPING (object_unref, gpointer)
DROPPING (bytes_unref, GBytes *)
DROPPING (variant_unref, GVariant *)
DROPPING (ptr_array_unref, GPtrArray *)
DROPPING (hash_table_unref, GHashTable *)

REAL (gboolean, atomic_ref_count_dec, (gatomicrefcount * count));
WEAK gboolean
annotated_atomic_ref_count_dec (gatomicrefcount *count)
{
  gboolean last;

  __tsan_release (count);
  last = real_atomic_ref_count_dec (count);
  __tsan_acquire (count);
  return last;
}

#undef g_once_init_enter
#undef g_once_init_leave
#define g_once_init_enter(location)                                                                \
  (G_GNUC_EXTENSION ({                                                                             \
    gboolean first_ = (g_once_init_enter) (location);                                              \
    if (!first_)                                                                                   \
      __tsan_acquire ((void *) (location));                                                        \
    first_;                                                                                        \
  }))
#define g_once_init_leave(location, result)                                                        \
  (__tsan_release ((void *) (location)), (g_once_init_leave) ((location), (gsize) (result)))

/* A thread pool's work sees what its giver did. */
typedef struct
{
  GFunc function;
  gpointer user_data;
} AnnotatedWork;

static G_GNUC_UNUSED void
annotated_work (gpointer data, gpointer user_data)
{
  AnnotatedWork *work = user_data;

  __tsan_acquire (data);
  work->function (data, work->user_data);
}

REAL (GThreadPool *,
      thread_pool_new,
      (GFunc function, gpointer data, gint most, gboolean exclusive, GError **error));
WEAK GThreadPool *
annotated_thread_pool_new (
    GFunc function, gpointer data, gint most, gboolean exclusive, GError **error)
{
  /* As long as the process: the pool may outlive whoever made it. */
  AnnotatedWork *work = g_new (AnnotatedWork, 1);

  work->function = function;
  work->user_data = data;
  return real_thread_pool_new (annotated_work, work, most, exclusive, error);
}

REAL (gboolean, thread_pool_push, (GThreadPool * pool, gpointer data, GError **error));
WEAK gboolean
annotated_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  __tsan_release (data);
  return real_thread_pool_push (pool, data, error);
}

/* What is posted to a main context sees what its poster did. */
typedef struct
{
  GSourceFunc function;
  gpointer data;
  GDestroyNotify notify;
} AnnotatedPost;

static G_GNUC_UNUSED gboolean
annotated_post (gpointer data)
{
  AnnotatedPost *post = data;

  __tsan_acquire (post);
  if (g_main_current_source () != NULL)
    __tsan_acquire (g_main_current_source ());
  return post->function (post->data);
}

static G_GNUC_UNUSED void
annotated_post_free (gpointer data)
{
  AnnotatedPost *post = data;

  __tsan_acquire (post);
  if (post->notify != NULL)
    post->notify (post->data);
  g_free (post);
}

static G_GNUC_UNUSED AnnotatedPost *
annotated_post_new (GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  AnnotatedPost *post = g_new (AnnotatedPost, 1);

  post->function = function;
  post->data = data;
  post->notify = notify;
  __tsan_release (post);
  return post;
}

REAL (guint,
      idle_add_full,
      (gint priority, GSourceFunc function, gpointer data, GDestroyNotify notify));
WEAK guint
annotated_idle_add_full (gint priority, GSourceFunc function, gpointer data, GDestroyNotify notify)
{
  return real_idle_add_full (priority, annotated_post, annotated_post_new (function, data, notify),
                             annotated_post_free);
}

WEAK guint
annotated_idle_add (GSourceFunc function, gpointer data)
{
  return annotated_idle_add_full (G_PRIORITY_DEFAULT_IDLE, function, data, NULL);
}

REAL (void,
      main_context_invoke_full,
      (GMainContext * context,
       gint priority,
       GSourceFunc function,
       gpointer data,
       GDestroyNotify notify));
WEAK void
annotated_main_context_invoke_full (GMainContext *context,
                                    gint priority,
                                    GSourceFunc function,
                                    gpointer data,
                                    GDestroyNotify notify)
{
  real_main_context_invoke_full (context, priority, annotated_post,
                                 annotated_post_new (function, data, notify), annotated_post_free);
}

WEAK void
annotated_main_context_invoke (GMainContext *context, GSourceFunc function, gpointer data)
{
  annotated_main_context_invoke_full (context, G_PRIORITY_DEFAULT, function, data, NULL);
}

REAL (void,
      source_set_callback,
      (GSource * source, GSourceFunc function, gpointer data, GDestroyNotify notify));
WEAK void
annotated_source_set_callback (GSource *source,
                               GSourceFunc function,
                               gpointer data,
                               GDestroyNotify notify)
{
  /* Others' callbacks have parameters of their own, and are called where they were made. */
  if (source->source_funcs == &g_idle_funcs || source->source_funcs == &g_timeout_funcs)
    real_source_set_callback (source, annotated_post, annotated_post_new (function, data, notify),
                              annotated_post_free);
  else
    real_source_set_callback (source, function, data, notify);
}

REAL (guint, source_attach, (GSource * source, GMainContext *context));
WEAK guint
annotated_source_attach (GSource *source, GMainContext *context)
{
  __tsan_release (source);
  return real_source_attach (source, context);
}
