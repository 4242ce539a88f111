/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-operation.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const verb_names[] = { "mark-read", "mark-unread", "flag",
                                          "unflag",    "keyword",     "remove-keyword",
                                          "move",      "copy",        "delete",
                                          NULL };

/**
 * tocsin_mail_verb_to_string:
 * @verb: a verb
 *
 * Returns: (transfer none): its stable name.
 */
const char *
tocsin_mail_verb_to_string (TocsinMailVerb verb)
{
  g_return_val_if_fail ((gsize) verb < G_N_ELEMENTS (verb_names) - 1, NULL);

  return verb_names[verb];
}

/**
 * tocsin_mail_verb_from_string:
 * @name: the name of a verb
 * @verb: (out): the verb
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether there is such a verb.
 */
gboolean
tocsin_mail_verb_from_string (const char *name, TocsinMailVerb *verb, GError **error)
{
  g_autofree char *known = NULL;

  g_return_val_if_fail (name != NULL && verb != NULL, FALSE);

  for (gsize i = 0; verb_names[i] != NULL; i++)
    if (g_str_equal (name, verb_names[i]))
      {
        *verb = (TocsinMailVerb) i;
        return TRUE;
      }

  known = g_strjoinv (", ", (char **) verb_names);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” is nothing that can be done to a message; there are: %s"), name, known);
  return FALSE;
}

/**
 * tocsin_mail_keyword_check:
 * @keyword: (nullable): what is to be a keyword
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether it can be one everywhere: an atom of RFC 9051, section 9 (flag-keyword).
 */
gboolean
tocsin_mail_keyword_check (const char *keyword, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (keyword != NULL ? keyword : "", -1, 0);
  gboolean good = keyword != NULL && *keyword != '\0';

  for (const char *p = keyword; good && *p != '\0'; p++)
    good = *p > ' ' && *p < 0x7f && strchr ("(){%*\"\\]", *p) == NULL;
  if (good)
    return TRUE;

  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
      _ ("“%s” can't be a keyword: it must be one word of ASCII without ( ) { %% * \" \\ ]"),
      shown);
  return FALSE;
}
