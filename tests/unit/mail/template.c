/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/template.h"

#include "core/base/error.h"

#include <string.h>

static const char event[] =
    "{\"task\":\"bills\",\"subject\":\"Invoice {4711}\",\"size\":1234,\"html\":true,"
    "\"message_id\":null,\"flags\":[\"seen\",\"later\"],"
    "\"date\":\"2026-11-01T09:30:00+01:00\",\"received\":\"2026-11-02T00:00:00+00:00\","
    "\"from\":[{\"name\":\"Ada Lovelace\",\"address\":\"ada@example.com\"}],"
    "\"to\":[{\"name\":\"\",\"address\":\"bob@example.org\"},"
    "{\"name\":\"Carol\",\"address\":\"carol@example.net\"}],"
    "\"cc\":[],"
    "\"headers\":[{\"name\":\"X-Foo\",\"value\":\"bar\"},{\"name\":\"X-Foo\",\"value\":\"2\"}],"
    "\"matched\":{\"number\":\"4711\"},"
    "\"attachments\":[{\"name\":\"a.pdf\",\"type\":\"application/pdf\",\"size\":16,"
    "\"sha256\":null,\"disposition\":\"attachment\"}]}";

static JsonNode *
read_event (void)
{
  JsonNode *node = json_from_string (event, NULL);

  g_assert_nonnull (node);

  return node;
}

static const struct
{
  const char *pattern;
  const char *expanded;
} rows[] = {
  { "", "" },
  { "no fields", "no fields" },
  { "{subject}", "Invoice {4711}" },
  { "[{subject}]", "[Invoice {4711}]" },
  { "{{subject}}", "{subject}" },
  { "{{{task}}}", "{bills}" },
  { "{from}", "Ada Lovelace <ada@example.com>" },
  { "{from.name}|{from.address}|{from.domain}", "Ada Lovelace|ada@example.com|example.com" },
  { "{to}", "bob@example.org, Carol <carol@example.net>" },
  { "{to.address}", "bob@example.org" },
  { "{cc}{cc.domain}", "" },
  { "{sender.name}", "" },
  { "{date}", "2026-11-01T08:30:00Z" },
  { "{date:%Y-%m}", "2026-11" },
  { "{date:%H:%M}", "08:30" },
  { "{received:%F}", "2026-11-02" },
  { "{header.X-Foo}", "bar" },
  { "{header.x-foo}", "bar" },
  { "{header.X-Absent}", "" },
  { "{matched.number}", "4711" },
  { "{matched.absent}", "" },
  { "{size} {html} {flags}", "1234 true seen later" },
  { "{message_id}{text}{uid}", "" },
  { "{attachment.name} {attachment.type} {attachment.size}", "a.pdf application/pdf 16" },
  { "{attachment.sha256}{attachment.disposition}", "attachment" },
  { "grün {task} €", "grün bills €" },
};

static void
test_table (void)
{
  g_autoptr (JsonNode) node = read_event ();
  JsonObject *data = json_node_get_object (node);
  JsonObject *attachment =
      json_array_get_object_element (json_object_get_array_member (data, "attachments"), 0);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTemplate) template =
          tocsin_template_new (rows[i].pattern, TOCSIN_TEMPLATE_FLAGS_ATTACHMENT, &error);
      g_autofree char *expanded = NULL;

      g_assert_no_error (error);
      expanded =
          tocsin_template_expand (template, data, attachment, tocsin_template_encode_plain, NULL);
      g_assert_cmpstr (expanded, ==, rows[i].expanded);
      g_assert_true (tocsin_template_uses_attachment (template)
                     == (strstr (rows[i].pattern, "attachment") != NULL));
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *pattern;
    const char *says;
  } cases[] = {
    { "{subjct}", "did you mean {subject}?" },
    { "{Subject}", "did you mean {subject}?" },
    { "x{from.domian}", "column 2" },
    { "{}", "unknown field {}" },
    { "{ subject }", "unknown field" },
    { "{header.}", "unknown field" },
    { "ü{subject", "column 2" },
    { "{subject", "never closed" },
    { "subject}", "without a {" },
    { "{subject:%Y}", "no date" },
    { "{date:%!}", "no format of a date" },
    { "{attachment.name}", "one by one" },
    { "{qqqqqqqqqqqqqq}", "expected one such as" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTemplate) template =
          tocsin_template_new (cases[i].pattern, TOCSIN_TEMPLATE_FLAGS_NONE, &error);

      g_assert_null (template);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s: %s", cases[i].pattern, error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_limits (void)
{
  g_autofree char *long_pattern = g_strnfill (TOCSIN_TEMPLATE_MAX_LENGTH + 1, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_template_new (long_pattern, 0, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);
  g_assert_null (tocsin_template_new ("\xff", 0, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

static char *
encode (const char *value, const char *field, gpointer user_data)
{
  (*(guint *) user_data)++;

  return g_strdup_printf ("<%s=%zu>", field, strlen (value));
}

/* Each value goes through the encoder, the pattern's own text does not. */
static void
test_encoder (void)
{
  g_autoptr (JsonNode) node = read_event ();
  g_autoptr (TocsinTemplate) template =
      tocsin_template_new ("a/{subject}/{date:%Y}/{header.X-Absent}{{", 0, NULL);
  g_autofree char *expanded = NULL;
  guint calls = 0;

  expanded = tocsin_template_expand (template, json_node_get_object (node), NULL, encode, &calls);
  g_assert_cmpstr (expanded, ==, "a/<subject=14>/<date=4>/<header.X-Absent=0>{");
  g_assert_cmpuint (calls, ==, 3);
}

/* A message without a date that anybody understands has at least come. */
static void
test_no_date (void)
{
  g_autoptr (JsonNode) node =
      json_from_string ("{\"date\":null,\"received\":\"2026-11-02T00:00:00+00:00\"}", NULL);
  g_autoptr (TocsinTemplate) template = tocsin_template_new ("{date:%F}", 0, NULL);
  g_autofree char *expanded = tocsin_template_expand (template, json_node_get_object (node), NULL,
                                                      tocsin_template_encode_plain, NULL);

  g_assert_cmpstr (expanded, ==, "2026-11-02");
}

/* An event of another kind, or a broken one, leaves fields empty and nothing worse. */
static void
test_odd_events (void)
{
  static const char *const events[] = {
    "{}", "{\"from\":\"ada\",\"headers\":[1,null,{}],\"matched\":[],\"date\":7}",
    "{\"from\":[[]],\"flags\":[{}],\"subject\":{\"a\":1},\"date\":\"x\"}"
  };
  g_autoptr (TocsinTemplate) template =
      tocsin_template_new ("{from}{from.name}{header.X}{matched.a}{flags}{subject}{date}", 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (events[i], NULL);
      g_autofree char *expanded = tocsin_template_expand (template, json_node_get_object (node),
                                                          NULL, tocsin_template_encode_plain, NULL);

      g_assert_cmpstr (expanded, ==, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/template/table", test_table);
  g_test_add_func ("/mail/template/errors", test_errors);
  g_test_add_func ("/mail/template/limits", test_limits);
  g_test_add_func ("/mail/template/encoder", test_encoder);
  g_test_add_func ("/mail/template/no-date", test_no_date);
  g_test_add_func ("/mail/template/odd-events", test_odd_events);

  return g_test_run ();
}
