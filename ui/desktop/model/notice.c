/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/notice.h"

#include "core/base/error.h"

struct _TocsinNotice
{
  GObject parent_instance;

  char *id;
  char *title;
  char *detail;
  char *button;
  char *action;
};

G_DEFINE_FINAL_TYPE (TocsinNotice, tocsin_notice, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_BUTTON,
  PROP_ACTION,
  N_PROPERTIES,
};

static void
tocsin_notice_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinNotice *self = TOCSIN_NOTICE (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_BUTTON:
      g_value_set_string (value, self->button);
      break;
    case PROP_ACTION:
      g_value_set_string (value, self->action);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tocsin_notice_finalize (GObject *object)
{
  TocsinNotice *self = TOCSIN_NOTICE (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->button);
  g_free (self->action);

  G_OBJECT_CLASS (tocsin_notice_parent_class)->finalize (object);
}

static void
tocsin_notice_class_init (TocsinNoticeClass *klass)
{
  static const char *const names[] = { NULL, "id", "title", "detail", "button", "action" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_notice_get_property;
  object_class->finalize = tocsin_notice_finalize;
  for (guint id = PROP_ID; id < N_PROPERTIES; id++)
    g_object_class_install_property (
        object_class, id,
        g_param_spec_string (names[id], NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
tocsin_notice_init (TocsinNotice *self)
{
}

/**
 * tocsin_notice_new:
 * @id: tells it from others
 * @title: what is missing or wrong, one sentence
 * @detail: what that means and what to do, or ""
 *
 * Returns: (transfer full): the notice.
 */
TocsinNotice *
tocsin_notice_new (const char *id, const char *title, const char *detail)
{
  TocsinNotice *self = g_object_new (TOCSIN_TYPE_NOTICE, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);

  return self;
}

/**
 * tocsin_notice_new_for_error:
 * @id: tells it from others
 * @error: what is wrong
 *
 * Returns: (transfer full): the notice, with the error's hint as what to do.
 */
TocsinNotice *
tocsin_notice_new_for_error (const char *id, const GError *error)
{
  const char *hint = tocsin_error_get_hint (error);

  return tocsin_notice_new (id, error->message, hint != NULL ? hint : "");
}

/**
 * tocsin_notice_set_button:
 * @self: a notice that nobody has seen yet
 * @button: a label with a mnemonic
 * @action: the detailed name of the action behind it
 *
 * Offers a way out.
 */
void
tocsin_notice_set_button (TocsinNotice *self, const char *button, const char *action)
{
  g_return_if_fail (TOCSIN_IS_NOTICE (self) && self->button == NULL);

  self->button = g_strdup (button);
  self->action = g_strdup (action);
}

/**
 * tocsin_notice_get_id:
 * @self: a notice
 *
 * Returns: (transfer none): what tells it from others.
 */
const char *
tocsin_notice_get_id (TocsinNotice *self)
{
  g_return_val_if_fail (TOCSIN_IS_NOTICE (self), NULL);

  return self->id;
}

/**
 * tocsin_notice_get_title:
 * @self: a notice
 *
 * Returns: (transfer none): what is missing or wrong.
 */
const char *
tocsin_notice_get_title (TocsinNotice *self)
{
  g_return_val_if_fail (TOCSIN_IS_NOTICE (self), NULL);

  return self->title;
}

/**
 * tocsin_notice_get_detail:
 * @self: a notice
 *
 * Returns: (transfer none): what that means and what to do, or "".
 */
const char *
tocsin_notice_get_detail (TocsinNotice *self)
{
  g_return_val_if_fail (TOCSIN_IS_NOTICE (self), NULL);

  return self->detail;
}

/**
 * tocsin_notice_get_button:
 * @self: a notice
 *
 * Returns: (nullable) (transfer none): the label of its button.
 */
const char *
tocsin_notice_get_button (TocsinNotice *self)
{
  g_return_val_if_fail (TOCSIN_IS_NOTICE (self), NULL);

  return self->button;
}

/**
 * tocsin_notice_get_action:
 * @self: a notice
 *
 * Returns: (nullable) (transfer none): the action behind its button.
 */
const char *
tocsin_notice_get_action (TocsinNotice *self)
{
  g_return_val_if_fail (TOCSIN_IS_NOTICE (self), NULL);

  return self->action;
}

/**
 * tocsin_notice_equal:
 * @self: a notice
 * @other: another one
 *
 * Returns: whether both say the same.
 */
gboolean
tocsin_notice_equal (TocsinNotice *self, TocsinNotice *other)
{
  g_return_val_if_fail (TOCSIN_IS_NOTICE (self) && TOCSIN_IS_NOTICE (other), FALSE);

  return g_str_equal (self->id, other->id) && g_str_equal (self->title, other->title)
         && g_str_equal (self->detail, other->detail)
         && g_strcmp0 (self->button, other->button) == 0
         && g_strcmp0 (self->action, other->action) == 0;
}
