/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/row-factory.h"

#include "ui/desktop/editor/checks-row.h"
#include "ui/desktop/editor/choice-row.h"
#include "ui/desktop/editor/connection-row.h"
#include "ui/desktop/editor/entry-row.h"
#include "ui/desktop/editor/lines-row.h"
#include "ui/desktop/editor/list-row.h"
#include "ui/desktop/editor/number-row.h"
#include "ui/desktop/editor/secret-row.h"
#include "ui/desktop/editor/switch-row.h"

/**
 * tocsin_row_factory_make:
 * @row: a setting
 * @workbench: where connections and folders are known
 *
 * Returns: (transfer floating): the widget by which a person changes it
 */
GtkWidget *
tocsin_row_factory_make (TocsinEditorRow *row, TocsinWorkbench *workbench)
{
  switch (tocsin_editor_row_get_kind (row))
    {
    case TOCSIN_EDITOR_SECRET:
      return tocsin_secret_row_new (row);
    case TOCSIN_EDITOR_LINES:
      return tocsin_lines_row_new (row);
    case TOCSIN_EDITOR_SWITCH:
      return tocsin_switch_row_new (row);
    case TOCSIN_EDITOR_CHOICE:
      return tocsin_choice_row_new (row);
    case TOCSIN_EDITOR_CHOICES:
      return tocsin_checks_row_new (row);
    case TOCSIN_EDITOR_NUMBER:
      return tocsin_number_row_new (row);
    case TOCSIN_EDITOR_LIST:
    case TOCSIN_EDITOR_FOLDERS:
    case TOCSIN_EDITOR_CONNECTIONS:
      return tocsin_list_row_new (row);
    case TOCSIN_EDITOR_CONNECTION:
      return tocsin_connection_row_new (row, workbench);
    case TOCSIN_EDITOR_TEXT:
    case TOCSIN_EDITOR_FILE:
    case TOCSIN_EDITOR_DIRECTORY:
    case TOCSIN_EDITOR_FOLDER:
    case TOCSIN_EDITOR_RAW:
      break;
    }

  return tocsin_entry_row_new (row);
}
