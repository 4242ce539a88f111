/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/state-mark.h"

struct _TocsinStateMark
{
  GtkWidget parent_instance;

  char *state;
  GtkWidget *image;
};

G_DEFINE_FINAL_TYPE (TocsinStateMark, tocsin_state_mark, GTK_TYPE_WIDGET)

enum
{
  PROP_STATE = 1,
};

typedef struct
{
  const char *state;
  const char *icon;
  const char *style;
} Look;

static const Look looks[] = {
  { "watching", "emblem-ok-symbolic", "success" },
  { "polling", "emblem-synchronizing-symbolic", "success" },
  { "ready", "emblem-default-symbolic", "success" },
  { "connecting", "content-loading-symbolic", "accent" },
  { "waiting", "network-offline-symbolic", "warning" },
  { "stalled", "dialog-warning-symbolic", "warning" },
  { "parked", "changes-prevent-symbolic", "error" },
  { "paused", "media-playback-pause-symbolic", "warning" },
  { "unused", "list-remove-symbolic", "dim-label" },
  { "resting", "media-playback-stop-symbolic", "dim-label" },
  { "off", "system-shutdown-symbolic", "dim-label" },
  { "broken", "dialog-error-symbolic", "error" },
  { "queued", "document-open-recent-symbolic", "accent" },
  { "running", "media-playback-start-symbolic", "accent" },
  { "done", "emblem-ok-symbolic", "success" },
  { "failed", "view-refresh-symbolic", "warning" },
  { "dead", "dialog-error-symbolic", "error" },
  { "interrupted", "dialog-question-symbolic", "warning" },
  { "discarded", "user-trash-symbolic", "dim-label" },
  /* What a newer engine may tell. */
  { NULL, "dialog-question-symbolic", "dim-label" },
};

static const Look *
find_look (const char *state)
{
  const Look *look = looks;

  while (look->state != NULL && g_strcmp0 (look->state, state) != 0)
    look++;

  return look;
}

static void
show_state (TocsinStateMark *self)
{
  const Look *look = find_look (self->state);
  const char *classes[] = { look->style, NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), look->icon);
  gtk_widget_set_css_classes (self->image, classes);
}

static void
tocsin_state_mark_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_STATE)
    g_value_set_string (value, TOCSIN_STATE_MARK (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_state_mark_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TocsinStateMark *self = TOCSIN_STATE_MARK (object);

  if (id != PROP_STATE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
      return;
    }
  g_free (self->state);
  self->state = g_value_dup_string (value);
  show_state (self);
}

static void
tocsin_state_mark_dispose (GObject *object)
{
  TocsinStateMark *self = TOCSIN_STATE_MARK (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->state, g_free);

  G_OBJECT_CLASS (tocsin_state_mark_parent_class)->dispose (object);
}

static void
tocsin_state_mark_class_init (TocsinStateMarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_state_mark_get_property;
  object_class->set_property = tocsin_state_mark_set_property;
  object_class->dispose = tocsin_state_mark_dispose;
  g_object_class_install_property (
      object_class, PROP_STATE,
      g_param_spec_string ("state", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tocsin_state_mark_init (TocsinStateMark *self)
{
  self->image =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));
  show_state (self);
}
