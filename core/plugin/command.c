/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/command.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/template.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest command line that a summary shows. */
#define MAX_SHOWN 300

struct _TocsinCommand
{
  GPtrArray *elements;
};

/* Which program runs is never left to an event. */
static gboolean
holds_field (const char *element)
{
  for (const char *p = element; *p != '\0'; p++)
    {
      if (*p == '{' && p[1] != '{')
        return TRUE;
      if (*p == '{')
        p++;
    }

  return FALSE;
}

static gboolean
check_program (const char *key, const char *program, GError **error)
{
  if (program == NULL || program[0] == '\0')
    return tocsin_refuse_key (error, key, _ ("say which program is to run"));
  if (holds_field (program))
    return tocsin_refuse_key (error, key, _ ("“%s”: the program itself can't be named by an event"),
                              program);
  if (strchr (program, '/') != NULL && !g_path_is_absolute (program))
    return tocsin_refuse_key (
        error, key, _ ("“%s”: give the full path of the program, or only its name"), program);

  return TRUE;
}

static gboolean
is_shell (const char *element)
{
  static const char *const shells[] = { "sh",  "ash",  "bash", "csh", "dash", "fish",
                                        "ksh", "mksh", "tcsh", "zsh", NULL };
  const char *slash = strrchr (element, '/');

  return g_strv_contains (shells, slash != NULL ? slash + 1 : element);
}

/* There is no shell of ours. Who asks for one gets it, but not with words of strangers in its
 * script, where no quoting helps. */
static gboolean
check_script (const char *key, const char *const *elements, GError **error)
{
  gboolean shell = FALSE;

  for (gsize i = 0; elements[i] != NULL; i++)
    {
      shell |= is_shell (elements[i]);
      if (shell && elements[i][0] == '-' && g_str_has_suffix (elements[i], "c")
          && elements[i + 1] != NULL && holds_field (elements[i + 1]))
        return tocsin_refuse_key (error, key,
                                  _ ("“%s”: who writes a mail could put commands into this script; "
                                     "use variables such as \"$TOCSIN_SUBJECT\" there"),
                                  elements[i + 1]);
    }

  return TRUE;
}

/**
 * tocsin_command_new: (skip)
 * @key: the setting it comes from, for what is said of a mistake
 * @elements: (array zero-terminated=1): as the person wrote it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the command.
 */
TocsinCommand *
tocsin_command_new (const char *key, const char *const *elements, GError **error)
{
  g_autoptr (TocsinCommand) self = g_new0 (TocsinCommand, 1);

  self->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_template_unref);
  if (!check_program (key, elements[0], error) || !check_script (key, elements, error))
    return NULL;

  for (gsize i = 0; elements[i] != NULL; i++)
    {
      TocsinTemplate *element =
          tocsin_template_new (elements[i], TOCSIN_TEMPLATE_FLAGS_NONE, error);

      if (element == NULL)
        {
          tocsin_error_translate (error, "%s", key);
          return NULL;
        }
      g_ptr_array_add (self->elements, element);
    }

  return g_steal_pointer (&self);
}

/**
 * tocsin_command_free: (skip)
 * @self: (transfer full): a command
 */
void
tocsin_command_free (TocsinCommand *self)
{
  g_ptr_array_unref (self->elements);
  g_free (self);
}

/**
 * tocsin_command_list_fields: (skip)
 * @self: a command
 * @fields: (element-type utf8 utf8): a set that gets the names of its fields
 */
void
tocsin_command_list_fields (TocsinCommand *self, GHashTable *fields)
{
  for (guint i = 0; i < self->elements->len; i++)
    tocsin_template_list_fields (g_ptr_array_index (self->elements, i), fields);
}

/* Whatever it holds stays within its argument: there is no shell to read it otherwise. It is only
 * kept from being longer than the kernel takes. */
static char *
encode_argument (const char *value, const char *field, gpointer user_data)
{
  gsize length = strlen (value);

  if (length > TOCSIN_COMMAND_MAX_VALUE)
    for (length = TOCSIN_COMMAND_MAX_VALUE; length > 0 && (value[length] & 0xc0) == 0x80;)
      length--;

  return g_strndup (value, length);
}

/**
 * tocsin_command_expand: (skip)
 * @self: a command
 * @event: what fills its fields
 * @error: where to put that it is too long
 *
 * Returns: (transfer full): program and arguments, as many as the person wrote.
 */
GStrv
tocsin_command_expand (TocsinCommand *self, TocsinEvent *event, GError **error)
{
  g_auto (GStrv) argv = g_new0 (char *, self->elements->len + 1);

  for (guint i = 0; i < self->elements->len; i++)
    {
      argv[i] = tocsin_template_expand (g_ptr_array_index (self->elements, i),
                                        tocsin_event_get_data (event), NULL, encode_argument, NULL);
      if (strlen (argv[i]) > TOCSIN_COMMAND_MAX_ELEMENT)
        {
          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED,
                       _ ("argument %u is longer than a program can be given; use input instead"),
                       i);
          return NULL;
        }
    }

  return g_steal_pointer (&argv);
}

/**
 * tocsin_command_find_program: (skip)
 * @name: a name, or a full path
 * @error: where to put that there is none
 *
 * Returns: (transfer full): the path of the program.
 */
char *
tocsin_command_find_program (const char *name, GError **error)
{
  char *path = g_find_program_in_path (name);

  if (path != NULL)
    return path;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("there is no program “%s”"),
               name);
  if (error != NULL && g_path_is_absolute (name))
    tocsin_error_set_hint (*error, _ ("Does the file exist, and may it be executed?"));
  else if (error != NULL)
    tocsin_error_set_hint (*error, _ ("The PATH is %s; or give its full path."),
                           g_getenv ("PATH") != NULL ? g_getenv ("PATH") : "");
  return NULL;
}

/**
 * tocsin_command_describe: (skip)
 * @argv: (array zero-terminated=1): a command
 *
 * Returns: (transfer full): it as a person would type it, safe to show.
 */
char *
tocsin_command_describe (const char *const *argv)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; argv[i] != NULL && text->len <= MAX_SHOWN; i++)
    {
      g_autofree char *quoted = g_shell_quote (argv[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", quoted);
    }

  return tocsin_text_escape (text->str, (gssize) text->len, MAX_SHOWN);
}
