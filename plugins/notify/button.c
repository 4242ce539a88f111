/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/button.h"

#include "core/base/error.h"
#include "core/mail/template.h"
#include "core/plugin/command.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>

#define KEY "buttons"

/* What opens an address with the program that the person has chosen for it. */
#define OPENER "xdg-open"

struct _NotifyButton
{
  char *label;
  /* One of the two. */
  TocsinCommand *command;
  TocsinTemplate *address;
};

static void
button_free (gpointer data)
{
  NotifyButton *self = data;

  g_clear_pointer (&self->command, tocsin_command_free);
  g_clear_pointer (&self->address, tocsin_template_unref);
  g_free (self->label);
  g_free (self);
}

/* Its scheme stands there as it is: no mail chooses what kind of thing is opened. */
static gboolean
is_address (const char *const *elements)
{
  g_autofree char *scheme = NULL;

  if (elements[0] == NULL || elements[1] != NULL)
    return FALSE;
  scheme = g_uri_parse_scheme (elements[0]);

  return scheme != NULL;
}

static gboolean
add_button (GPtrArray *buttons, const char *label, const char *const *elements, GError **error)
{
  NotifyButton *self = g_new0 (NotifyButton, 1);

  g_ptr_array_add (buttons, self);
  self->label = g_strdup (label);
  if (*label == '\0')
    return tocsin_refuse_key (error, KEY, _ ("a button has no label"));
  if (buttons->len > NOTIFY_MAX_BUTTONS)
    return tocsin_refuse_key (error, KEY, _ ("there can be %d at most"), NOTIFY_MAX_BUTTONS);
  if (!is_address (elements))
    {
      self->command = tocsin_command_new (KEY, elements, error);
      return self->command != NULL;
    }
  self->address = tocsin_template_new (elements[0], TOCSIN_TEMPLATE_FLAGS_NONE, error);
  if (self->address == NULL)
    tocsin_error_translate (error, KEY);

  return self->address != NULL;
}

/**
 * notify_buttons_new:
 * @settings: as a person wrote them, of type %NOTIFY_BUTTONS_TYPE
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full) (element-type NotifyButton): the buttons.
 */
GPtrArray *
notify_buttons_new (GVariant *settings, GError **error)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new_with_free_func (button_free);
  GVariantIter iter;
  const char *label;
  char **elements;

  g_variant_iter_init (&iter, settings);
  while (g_variant_iter_next (&iter, "(&s^a&s)", &label, &elements))
    {
      gboolean good = add_button (buttons, label, (const char *const *) elements, error);

      g_free (elements);
      if (!good)
        return NULL;
    }

  return g_steal_pointer (&buttons);
}

/**
 * notify_buttons_list_fields:
 * @buttons: (element-type NotifyButton): buttons
 * @fields: (element-type utf8 utf8): a set that gets the names of their fields
 */
void
notify_buttons_list_fields (GPtrArray *buttons, GHashTable *fields)
{
  for (guint i = 0; i < buttons->len; i++)
    {
      const NotifyButton *button = g_ptr_array_index (buttons, i);

      if (button->command != NULL)
        tocsin_command_list_fields (button->command, fields);
      else
        tocsin_template_list_fields (button->address, fields);
    }
}

/* Within an address a value is a value: it can't be the begin of another part of it. */
static char *
encode_in_address (const char *value, const char *field, gpointer user_data)
{
  return g_uri_escape_string (value, NULL, FALSE);
}

static GStrv
expand_address (const NotifyButton *button, TocsinEvent *event)
{
  g_autofree char *address = tocsin_template_expand (button->address, tocsin_event_get_data (event),
                                                     NULL, encode_in_address, NULL);
  const char *const argv[] = { OPENER, address, NULL };

  return g_strdupv ((GStrv) argv);
}

/**
 * notify_buttons_expand:
 * @buttons: (element-type NotifyButton): buttons
 * @event: what fills their fields
 * @error: where to put what went wrong
 *
 * Returns: (transfer none): a floating %NOTIFY_BUTTONS_TYPE with the command that each runs.
 */
GVariant *
notify_buttons_expand (GPtrArray *buttons, TocsinEvent *event, GError **error)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (NOTIFY_BUTTONS_TYPE));

  for (guint i = 0; i < buttons->len; i++)
    {
      const NotifyButton *button = g_ptr_array_index (buttons, i);
      g_auto (GStrv) argv = button->command != NULL
                                ? tocsin_command_expand (button->command, event, error)
                                : expand_address (button, event);

      if (argv == NULL)
        return NULL;
      g_variant_builder_add (&builder, "(s^as)", button->label, argv);
    }

  return g_variant_builder_end (&builder);
}
