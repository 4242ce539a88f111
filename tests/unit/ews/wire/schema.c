/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/schema.h"

#include <libxml/parser.h>
#include <string.h>

struct _Schema
{
  xmlSchemaPtr schema;
  xmlSchemaValidCtxtPtr validity;
  GString *report;
};

static void G_GNUC_PRINTF (2, 3) note (void *data, const char *format, ...)
{
  Schema *self = data;
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->report, format, args);
  va_end (args);
}

Schema *
schema_load (void)
{
  const char *reference = g_getenv ("TOCSIN_REFERENCE");
  g_autofree char *path =
      g_build_filename (reference != NULL ? reference : "", "ews", "xsd", "messages.xsd", NULL);
  xmlSchemaParserCtxtPtr parser;
  Schema *self;

  if (reference == NULL || *reference == '\0' || !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;

  self = g_new0 (Schema, 1);
  parser = xmlSchemaNewParserCtxt (path);
  self->schema = xmlSchemaParse (parser);
  xmlSchemaFreeParserCtxt (parser);
  g_assert_nonnull (self->schema);
  self->validity = xmlSchemaNewValidCtxt (self->schema);
  xmlSchemaSetValidErrors (self->validity, note, note, self);

  return self;
}

void
schema_free (Schema *self)
{
  xmlSchemaFreeValidCtxt (self->validity);
  xmlSchemaFree (self->schema);
  g_free (self);
}

xmlNodePtr
schema_find (xmlNodePtr node, const char *name)
{
  for (; node != NULL; node = node->next)
    {
      xmlNodePtr inner;

      if (node->type == XML_ELEMENT_NODE && g_str_equal (node->name, name))
        return node;
      inner = schema_find (node->children, name);
      if (inner != NULL)
        return inner;
    }

  return NULL;
}

static gboolean
check_children (Schema *self, xmlNodePtr parent)
{
  for (xmlNodePtr node = parent != NULL ? parent->children : NULL; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE && xmlSchemaValidateOneElement (self->validity, node) != 0)
      return FALSE;

  return TRUE;
}

gboolean
schema_check (Schema *self, xmlDocPtr document, GString *report)
{
  xmlNodePtr root = xmlDocGetRootElement (document);

  self->report = report;

  return check_children (self, schema_find (root, "Header"))
         && check_children (self, schema_find (root, "Body"));
}
