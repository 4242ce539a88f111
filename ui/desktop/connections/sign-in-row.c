/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/sign-in-row.h"

#include "core/base/locale.h"
#include "core/net/oauth2/token-state.h"
#include "ui/desktop/model/cause.h"

#include <glib/gi18n.h>

struct _TocsinSignInRow
{
  AdwActionRow parent_instance;

  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (TocsinSignInRow, tocsin_sign_in_row, ADW_TYPE_ACTION_ROW)

enum
{
  WANTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_clicked (TocsinSignInRow *self)
{
  g_signal_emit (self, signals[WANTED], 0);
}

static void
tocsin_sign_in_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_SIGN_IN_ROW);

  G_OBJECT_CLASS (tocsin_sign_in_row_parent_class)->dispose (object);
}

static void
tocsin_sign_in_row_class_init (TocsinSignInRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_sign_in_row_dispose;
  signals[WANTED] = g_signal_new ("wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/sign-in-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInRow, button);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
tocsin_sign_in_row_init (TocsinSignInRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe (const TocsinTokenState *state)
{
  g_autofree char *expires =
      state->expires > 0 ? tocsin_locale_format_local (state->expires) : NULL;

  if (state->problem != NULL)
    return g_strdup (tocsin_cause_get_title (state->problem));
  if (!state->signed_in)
    return g_strdup (_ ("Sign in with a browser, so that Tocsin may use the mailbox."));
  if (state->place != NULL)
    return g_strdup_printf (_ ("Kept in %s"), state->place);
  if (expires == NULL)
    return g_strdup (_ ("Renewed by itself."));

  /* Translators: %s is a date and a time. */
  return g_strdup_printf (_ ("Lasts until %s, and is renewed by itself."), expires);
}

static char *
make_title (const TocsinTokenState *state)
{
  if (state->needs_sign_in || !state->signed_in)
    return g_strdup (_ ("Nobody Is Signed In"));
  if (state->user == NULL)
    return g_strdup (_ ("Signed In"));

  return g_strdup_printf (_ ("Signed In as %s"), state->user);
}

static void
show (TocsinSignInRow *self, const TocsinTokenState *state)
{
  g_autofree char *title = make_title (state);
  g_autofree char *text = describe (state);
  gboolean again = state->signed_in && !state->needs_sign_in;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_button_set_label (self->button, again ? _ ("Sign _In Again…") : _ ("Sign _In…"));
  if (again)
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
}

static gpointer
read_state (gpointer settings, GCancellable *cancellable, GError **error)
{
  return tocsin_token_state_read (settings);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TocsinSignInRow) self = data;
  g_autoptr (TocsinTokenState) state =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, NULL);

  /* Gone with its window meanwhile. */
  if (state != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    show (self, state);
}

/**
 * tocsin_sign_in_row_look:
 * @self: the row
 * @workbench: the workbench
 * @settings: the connection as it is saved
 *
 * Has a look at how its sign-in stands.
 */
void
tocsin_sign_in_row_look (TocsinSignInRow *self,
                         TocsinWorkbench *workbench,
                         TocsinSnapshot *settings)
{
  tocsin_workbench_run_async (workbench, read_state, g_object_ref (settings), g_object_unref,
                              (GDestroyNotify) tocsin_token_state_free, NULL, on_read,
                              g_object_ref (self));
}
