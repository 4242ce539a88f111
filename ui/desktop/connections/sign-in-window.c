/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/sign-in-window.h"

#include "core/base/error.h"
#include "ui/desktop/connections/duty.h"
#include "ui/desktop/model/cause.h"
#include "ui/desktop/model/sign-in.h"

#include <glib/gi18n.h>

struct _TocsinSignInWindow
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  TocsinSignIn *sign_in;
  char *id;
  char *address;

  GtkButton *close;
  AdwStatusPage *page;
  GtkSpinner *spinner;
  GtkLabel *code;
  GtkWidget *copy_code;
  GtkWidget *open;
  GtkWidget *copy_address;
  GtkWidget *browser;
  GtkWidget *device;
};

G_DEFINE_FINAL_TYPE (TocsinSignInWindow, tocsin_sign_in_window, ADW_TYPE_WINDOW)

enum
{
  SIGNED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The texts of others may hold what looks like markup. */
static void
show (TocsinSignInWindow *self, const char *icon, const char *title, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (self->page, icon);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, escaped);
}

static void
open_page (TocsinSignInWindow *self)
{
  gtk_show_uri (GTK_WINDOW (self), self->address, GDK_CURRENT_TIME);
}

static void
show_address (TocsinSignInWindow *self, const char *address)
{
  g_free (self->address);
  self->address = g_strdup (address);
  gtk_widget_set_visible (self->open, TRUE);
  gtk_widget_set_visible (self->copy_address, TRUE);
}

static void
on_address (TocsinSignInWindow *self, const char *address)
{
  show (self, "web-browser-symbolic", _ ("Sign In with Your Browser"),
        _ ("Your provider's page opens in the browser. Come back here when you are done; Tocsin "
           "never sees your password."));
  show_address (self, address);
  open_page (self);
}

static void
on_code (TocsinSignInWindow *self,
         const char *address,
         const char *complete,
         const char *code,
         guint seconds)
{
  g_autofree char *text = g_strdup_printf (
      _ ("On any device go to %s and type this code there. It is good for %u minutes."), address,
      seconds / 60);

  show (self, "phone-symbolic", _ ("Sign In on Another Device"), text);
  gtk_label_set_text (self->code, code);
  gtk_widget_set_visible (GTK_WIDGET (self->code), TRUE);
  gtk_widget_set_visible (self->copy_code, TRUE);
  show_address (self, complete != NULL ? complete : address);
}

static void
hide_all (TocsinSignInWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->code), FALSE);
  gtk_widget_set_visible (self->copy_code, FALSE);
  gtk_widget_set_visible (self->open, FALSE);
  gtk_widget_set_visible (self->copy_address, FALSE);
}

static void
forget (TocsinSignInWindow *self)
{
  if (self->sign_in == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->sign_in, self);
  tocsin_sign_in_stop (self->sign_in);
  g_clear_object (&self->sign_in);
}

static void
show_failure (TocsinSignInWindow *self, const GError *error)
{
  g_autofree char *words = tocsin_cause_dup_server_words (error);
  const char *hint = tocsin_error_get_hint (error);
  g_autofree char *text =
      g_strjoin ("\n\n", error->message, words != NULL ? words : (hint != NULL ? hint : ""),
                 words != NULL ? hint : NULL, NULL);

  show (self, "dialog-warning-symbolic", tocsin_cause_get_title (error), text);
  gtk_button_set_label (self->close, _ ("_Close"));
  gtk_widget_set_visible (self->browser, TRUE);
  gtk_widget_set_visible (self->device, TRUE);
}

static void
on_ended (TocsinSignInWindow *self, const GError *error, const char *other)
{
  g_autofree char *text = NULL;

  gtk_spinner_stop (self->spinner);
  hide_all (self);
  if (error != NULL)
    {
      show_failure (self, error);
      return;
    }
  text = other != NULL
             ? g_strdup_printf (_ ("You have signed in as somebody else than %s, whom the settings "
                                   "name. Change the user name, or sign in again."),
                                other)
             : g_strdup (_ ("You can close this window. The sign-in is renewed by itself."));
  show (self, "emblem-ok-symbolic", _ ("You Are Signed In"), text);
  gtk_button_set_label (self->close, _ ("_Done"));
  gtk_widget_set_visible (self->browser, other != NULL);
  gtk_widget_set_visible (self->device, FALSE);
  tocsin_duty_try_again (self->workbench, self->id);
  g_signal_emit (self, signals[SIGNED_IN], 0);
}

static void
start (TocsinSignInWindow *self, TocsinConsentWay way)
{
  forget (self);
  hide_all (self);
  show (self, "avatar-default-symbolic", _ ("Sign In"), _ ("Asking your provider…"));
  gtk_button_set_label (self->close, _ ("_Cancel"));
  gtk_widget_set_visible (self->browser, way == TOCSIN_CONSENT_DEVICE);
  gtk_widget_set_visible (self->device, way == TOCSIN_CONSENT_BROWSER);
  gtk_spinner_start (self->spinner);
  self->sign_in = tocsin_sign_in_start (self->workbench, self->id, way);
  g_signal_connect_swapped (self->sign_in, "address", G_CALLBACK (on_address), self);
  g_signal_connect_swapped (self->sign_in, "code", G_CALLBACK (on_code), self);
  g_signal_connect_swapped (self->sign_in, "ended", G_CALLBACK (on_ended), self);
}

static void
on_browser (TocsinSignInWindow *self)
{
  start (self, TOCSIN_CONSENT_BROWSER);
}

static void
on_device (TocsinSignInWindow *self)
{
  start (self, TOCSIN_CONSENT_DEVICE);
}

static void
on_copy_code (TocsinSignInWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->code));
}

static void
on_copy_address (TocsinSignInWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->address);
}

static void
tocsin_sign_in_window_dispose (GObject *object)
{
  TocsinSignInWindow *self = TOCSIN_SIGN_IN_WINDOW (object);

  forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_SIGN_IN_WINDOW);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_sign_in_window_parent_class)->dispose (object);
}

static void
tocsin_sign_in_window_finalize (GObject *object)
{
  TocsinSignInWindow *self = TOCSIN_SIGN_IN_WINDOW (object);

  g_free (self->id);
  g_free (self->address);

  G_OBJECT_CLASS (tocsin_sign_in_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/sign-in-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, close);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, page);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, code);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, copy_code);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, open);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, copy_address);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, browser);
  gtk_widget_class_bind_template_child (widget_class, TocsinSignInWindow, device);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_code);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_address);
  gtk_widget_class_bind_template_callback (widget_class, open_page);
  gtk_widget_class_bind_template_callback (widget_class, on_browser);
  gtk_widget_class_bind_template_callback (widget_class, on_device);
}

static void
tocsin_sign_in_window_class_init (TocsinSignInWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_sign_in_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_sign_in_window_finalize;
  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tocsin_sign_in_window_init (TocsinSignInWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_sign_in_window_new:
 * @parent: the window it belongs to
 * @workbench: the workbench
 * @id: a connection's id
 *
 * Returns: (transfer none): the window, in which the sign-in has begun.
 */
TocsinSignInWindow *
tocsin_sign_in_window_new (GtkWindow *parent, TocsinWorkbench *workbench, const char *id)
{
  TocsinSignInWindow *self =
      g_object_new (TOCSIN_TYPE_SIGN_IN_WINDOW, "transient-for", parent, NULL);

  self->workbench = g_object_ref (workbench);
  self->id = g_strdup (id);
  start (self, TOCSIN_CONSENT_BROWSER);

  return self;
}
