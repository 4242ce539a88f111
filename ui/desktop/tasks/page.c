/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/page.h"

#include "ui/desktop/page-header.h"

struct _TocsinTasksPage
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
};

G_DEFINE_FINAL_TYPE (TocsinTasksPage, tocsin_tasks_page, ADW_TYPE_BIN)

enum
{
  PROP_WORKBENCH = 1,
};

static void
tocsin_tasks_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, TOCSIN_TASKS_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_tasks_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    TOCSIN_TASKS_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_tasks_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TASKS_PAGE);
  g_clear_object (&TOCSIN_TASKS_PAGE (object)->workbench);

  G_OBJECT_CLASS (tocsin_tasks_page_parent_class)->dispose (object);
}

static void
tocsin_tasks_page_class_init (TocsinTasksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_tasks_page_get_property;
  object_class->set_property = tocsin_tasks_page_set_property;
  object_class->dispose = tocsin_tasks_page_dispose;
  g_object_class_install_property (
      object_class, PROP_WORKBENCH,
      g_param_spec_object ("workbench", NULL, NULL, TOCSIN_TYPE_WORKBENCH,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_type_ensure (TOCSIN_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/tocsin/Manager/tasks/page.ui");
}

static void
tocsin_tasks_page_init (TocsinTasksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_tasks_page_show:
 * @self: the page
 * @id: what to show
 *
 * Goes to it.
 */
void
tocsin_tasks_page_show (TocsinTasksPage *self, const char *id)
{
}
