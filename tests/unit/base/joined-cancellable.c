/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/joined-cancellable.h"

typedef struct
{
  GCancellable *closing;
  GCancellable *caller;
  TocsinJoinedCancellable *joined;
} Joint;

static void
set_up (Joint *self, gconstpointer data)
{
  self->closing = g_cancellable_new ();
  self->caller = g_cancellable_new ();
  self->joined = tocsin_joined_cancellable_new (self->closing, self->caller);
}

static void
tear_down (Joint *self, gconstpointer data)
{
  tocsin_joined_cancellable_free (self->joined);
  g_clear_object (&self->closing);
  g_clear_object (&self->caller);
}

static gboolean
is_cancelled (Joint *self)
{
  return g_cancellable_is_cancelled (tocsin_joined_cancellable_get (self->joined));
}

static void
test_closing (Joint *self, gconstpointer data)
{
  g_assert_false (is_cancelled (self));
  g_cancellable_cancel (self->closing);
  g_assert_true (is_cancelled (self));
  g_assert_false (g_cancellable_is_cancelled (self->caller));
}

static void
test_caller (Joint *self, gconstpointer data)
{
  g_cancellable_cancel (self->caller);
  g_assert_true (is_cancelled (self));
  g_assert_false (g_cancellable_is_cancelled (self->closing));
}

static void
test_another_caller (Joint *self, gconstpointer data)
{
  g_autoptr (GCancellable) another = g_cancellable_new ();

  tocsin_joined_cancellable_set_caller (self->joined, NULL);
  g_cancellable_cancel (self->caller);
  g_assert_false (is_cancelled (self));
  tocsin_joined_cancellable_set_caller (self->joined, another);
  g_cancellable_cancel (another);
  g_assert_true (is_cancelled (self));
}

static void
test_cancelled_before (Joint *self, gconstpointer data)
{
  g_autoptr (TocsinJoinedCancellable) late = NULL;

  g_cancellable_cancel (self->closing);
  late = tocsin_joined_cancellable_new (self->closing, NULL);
  g_assert_true (g_cancellable_is_cancelled (tocsin_joined_cancellable_get (late)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/base/joined-cancellable/closing", Joint, NULL, set_up, test_closing, tear_down);
  g_test_add ("/base/joined-cancellable/caller", Joint, NULL, set_up, test_caller, tear_down);
  g_test_add ("/base/joined-cancellable/another-caller", Joint, NULL, set_up, test_another_caller,
              tear_down);
  g_test_add ("/base/joined-cancellable/cancelled-before", Joint, NULL, set_up,
              test_cancelled_before, tear_down);

  return g_test_run ();
}
