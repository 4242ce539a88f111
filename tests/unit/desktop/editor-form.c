/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-form.h"

#include "core/base/error.h"

#include <string.h>

static const char whole[] =
    "<?xml version='1.0'?><!-- words --><form title='Page' icon='face' when='a=b'>"
    "<hide keys='one  two.*\n three'/>"
    "<change key='address' title='Directory' kind='directory'/>"
    "<group title='First' description='Words.' folded='true' when='c=d'>"
    "<row key='mode' title='Mode' kind='choice' unit='days' fields='event' zero='None'"
    " problems='net.* dns.*' when='e!='>"
    "<choice value='x' title='The x' warning='Careful'/><choice value=''/></row>"
    "<row key='port'/></group><group/></form>";

static void
test_whole (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEditorForm) form = tocsin_editor_form_parse (whole, -1, "whole", &error);
  const TocsinEditorFormRow *row, *change;
  const TocsinEditorFormGroup *group;
  const TocsinEditorChoice *choice;

  g_assert_no_error (error);
  g_assert_cmpstr (form->title, ==, "Page");
  g_assert_cmpstr (form->icon, ==, "face");
  g_assert_nonnull (form->when);
  g_assert_cmpuint (g_strv_length (form->hidden), ==, 3);
  g_assert_cmpstr (form->hidden[2], ==, "three");

  g_assert_cmpuint (form->changes->len, ==, 1);
  change = g_ptr_array_index (form->changes, 0);
  g_assert_cmpstr (change->key, ==, "address");
  g_assert_cmpstr (change->kind, ==, "directory");

  g_assert_cmpuint (form->groups->len, ==, 2);
  group = g_ptr_array_index (form->groups, 0);
  g_assert_cmpstr (group->title, ==, "First");
  g_assert_cmpstr (group->description, ==, "Words.");
  g_assert_true (group->folded);
  g_assert_nonnull (group->when);

  row = tocsin_editor_form_find_row (form, "mode");
  g_assert_nonnull (row);
  g_assert_cmpstr (row->title, ==, "Mode");
  g_assert_cmpstr (row->unit, ==, "days");
  g_assert_cmpstr (row->fields, ==, "event");
  g_assert_cmpstr (row->zero, ==, "None");
  g_assert_cmpuint (g_strv_length (row->problems), ==, 2);
  g_assert_cmpuint (row->choices->len, ==, 2);
  choice = g_ptr_array_index (row->choices, 0);
  g_assert_cmpstr (choice->title, ==, "The x");
  g_assert_cmpstr (choice->warning, ==, "Careful");
  g_assert_nonnull (tocsin_editor_form_find_row (form, "port"));
  g_assert_null (tocsin_editor_form_find_row (form, "colour"));
}

typedef struct
{
  const char *about;
  const char *text;
} Mistake;

static const Mistake mistakes[] = {
  { "nothing", "" },
  { "no XML", "[form]" },
  { "not ended", "<form><group>" },
  { "another element", "<schema/>" },
  { "a row on no group", "<form><row key='a'/></form>" },
  { "a row without a key", "<form><group><row/></group></form>" },
  { "an attribute that there is not", "<form><group colour='red'/></form>" },
  { "a condition that is none", "<form><group when='maybe'/></form>" },
  { "a choice of nothing", "<form><choice value='a'/></form>" },
  { "a choice without a value", "<form><group><row key='a'><choice/></row></group></form>" },
  { "neither yes nor no", "<form><group folded='perhaps'/></form>" },
  { "hides nothing", "<form><hide/></form>" },
};

static void
test_mistakes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", mistakes[i].about);
      g_assert_null (tocsin_editor_form_parse (mistakes[i].text, -1, "here.form.xml", &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, "here.form.xml"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-form/whole", test_whole);
  g_test_add_func ("/desktop/editor-form/mistakes", test_mistakes);

  return g_test_run ();
}
