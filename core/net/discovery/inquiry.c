/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/inquiry.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/wait.h"

/* What one inquiry may ask; each question is a thread. */
#define MAX_QUESTIONS 64

struct _TocsinInquiry
{
  gatomicrefcount references;
  GMutex mutex;
  gint64 deadline;
  GPtrArray *questions; /* Question, in the order they were asked */
  int flag;             /* raised whenever there is something to look at */
  gboolean is_over;     /* nobody waits any more */
};

/* Belongs to the inquiry and to the thread that asks. */
typedef struct
{
  gatomicrefcount references;
  TocsinInquiry *inquiry;
  TocsinAnswer *answer;  /* the thread's, until it is done */
  TocsinAnswer *instead; /* what stands for it if it is not waited for */
  gint64 deadline;
  GCancellable *cancellable;
  gboolean is_done;
  TocsinAskFunc ask;
  gpointer user_data;
  GDestroyNotify destroy;
} Question;

static Question *
question_ref (Question *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
question_unref (gpointer data)
{
  Question *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  tocsin_inquiry_unref (self->inquiry);
  g_clear_pointer (&self->answer, tocsin_answer_free);
  g_clear_pointer (&self->instead, tocsin_answer_free);
  g_object_unref (self->cancellable);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/**
 * tocsin_inquiry_new: (skip)
 * @deadline: when it ends at the latest, in g_get_monotonic_time() units
 *
 * Returns: (transfer full): an inquiry that asks nothing yet.
 */
TocsinInquiry *
tocsin_inquiry_new (gint64 deadline)
{
  TocsinInquiry *self = g_new0 (TocsinInquiry, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  self->deadline = deadline;
  self->questions = g_ptr_array_new_with_free_func (question_unref);
  self->flag = tocsin_wait_flag_new ();

  return self;
}

/**
 * tocsin_inquiry_ref: (skip)
 * @self: an inquiry
 *
 * Returns: (transfer full): @self.
 */
TocsinInquiry *
tocsin_inquiry_ref (TocsinInquiry *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

/**
 * tocsin_inquiry_unref: (skip)
 * @self: (transfer full): an inquiry
 */
void
tocsin_inquiry_unref (TocsinInquiry *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_mutex_clear (&self->mutex);
  g_ptr_array_unref (self->questions);
  if (self->flag >= 0)
    close (self->flag);
  g_free (self);
}

static void
raise_flag (TocsinInquiry *self)
{
  if (self->flag >= 0)
    tocsin_wait_flag_raise (self->flag);
}

static gpointer
run (gpointer data)
{
  Question *self = data;

  self->ask (self->inquiry, self->answer, self->deadline, self->cancellable, self->user_data);

  g_mutex_lock (&self->inquiry->mutex);
  self->is_done = TRUE;
  raise_flag (self->inquiry);
  g_mutex_unlock (&self->inquiry->mutex);
  question_unref (self);

  return NULL;
}

static void
start (Question *question)
{
  GThread *thread;

  thread = g_thread_try_new ("discovery", run, question_ref (question), &question->answer->error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  tocsin_error_translate (&question->answer->error, "%s", question->answer->question);
  question->is_done = TRUE;
  question_unref (question);
}

/**
 * tocsin_inquiry_ask: (skip)
 * @self: an inquiry
 * @answer: (transfer full): what will be answered
 * @seconds: how long this question may take
 * @ask: asks
 * @user_data: (transfer full): for @ask
 * @destroy: (nullable): lets @user_data go
 *
 * Asks one more question, from any thread. None is asked any more when the inquiry is over.
 */
void
tocsin_inquiry_ask (TocsinInquiry *self,
                    TocsinAnswer *answer,
                    guint seconds,
                    TocsinAskFunc ask,
                    gpointer user_data,
                    GDestroyNotify destroy)
{
  Question *question = g_new0 (Question, 1);
  gint64 own = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;

  g_atomic_ref_count_init (&question->references);
  question->inquiry = tocsin_inquiry_ref (self);
  question->answer = answer;
  question->instead = tocsin_answer_new (answer->source, "%s", answer->question);
  question->deadline = MIN (own, self->deadline);
  question->cancellable = g_cancellable_new ();
  question->ask = ask;
  question->user_data = user_data;
  question->destroy = destroy;

  g_mutex_lock (&self->mutex);
  if (!self->is_over && self->questions->len < MAX_QUESTIONS)
    {
      g_ptr_array_add (self->questions, question_ref (question));
      start (question);
      raise_flag (self);
    }
  g_mutex_unlock (&self->mutex);
  question_unref (question);
}

/* The earliest deadline of those that are waited for, 0 when there are none. */
static gint64
find_deadline (TocsinInquiry *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 earliest = 0;

  for (guint i = 0; i < self->questions->len; i++)
    {
      Question *question = self->questions->pdata[i];

      if (!question->is_done && question->instead->error == NULL)
        earliest = earliest == 0 ? question->deadline : MIN (earliest, question->deadline);
    }

  return earliest;
}

static void
give_up (Question *question)
{
  g_set_error (&question->instead->error, TOCSIN_ERROR, TOCSIN_ERROR_NET_TIMEOUT,
               _ ("no answer in time"));
  g_cancellable_cancel (question->cancellable);
}

static void
give_up_late_ones (TocsinInquiry *self, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < self->questions->len; i++)
    {
      Question *question = self->questions->pdata[i];

      if (!question->is_done && question->instead->error == NULL && now >= question->deadline)
        give_up (question);
    }
}

/* Ends it: what is still asked is cancelled and not waited for. */
static GPtrArray *
collect (TocsinInquiry *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_answer_free);

  self->is_over = TRUE;
  for (guint i = 0; i < self->questions->len; i++)
    {
      Question *question = self->questions->pdata[i];

      g_cancellable_cancel (question->cancellable);
      g_ptr_array_add (answers, question->is_done && question->instead->error == NULL
                                    ? g_steal_pointer (&question->answer)
                                    : g_steal_pointer (&question->instead));
    }
  g_ptr_array_set_size (self->questions, 0);

  return answers;
}

static gboolean
wait_for_more (TocsinInquiry *self, GCancellable *cancellable, GError **error)
{
  guint64 drained;
  gint64 deadline;

  while ((deadline = find_deadline (self)) != 0)
    {
      if (tocsin_wait_fd (self->flag, G_IO_IN, deadline, cancellable, error) < 0)
        return FALSE;
      while (read (self->flag, &drained, sizeof drained) > 0)
        continue;
      give_up_late_ones (self, g_get_monotonic_time ());
    }

  return TRUE;
}

/**
 * tocsin_inquiry_wait: (skip)
 * @self: an inquiry
 * @cancellable: (nullable): ends it
 * @error: `cancelled`
 *
 * Waits until every question has been answered or has run out of time. The inquiry is over then.
 *
 * Returns: (transfer full) (element-type TocsinAnswer): the answers, in the order of the questions.
 */
GPtrArray *
tocsin_inquiry_wait (TocsinInquiry *self, GCancellable *cancellable, GError **error)
{
  gboolean done = wait_for_more (self, cancellable, error);
  g_autoptr (GPtrArray) answers = collect (self);

  return done ? g_steal_pointer (&answers) : NULL;
}
