/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/ews/box.h"
#include "tests/protocol/ews/desk.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* Messages from 1 MB up, each read by a process of its own: it takes as much memory for a large one
 * as for a small one. */

#define MEGABYTE (1 << 20)
/* What a process needs more or less for reasons of its own. */
#define TOLERANCE 1.10

/* Three bytes of message are four of base64; a line of it, as a server breaks them. */
#define LINE "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n"
#define LINE_BYTES 57

static void
answer (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  guint64 *megabytes = user_data;

  if (strstr (request, "IncludeMimeContent") == NULL)
    {
      answer->head = box_answer (
          operation, "<m:Items><t:Message><t:ItemId Id='m' ChangeKey='k'/></t:Message></m:Items>");
      return;
    }
  answer->head = g_strdup (BOX_HEAD "<m:GetItemResponse><m:ResponseMessages>"
                                    "<m:GetItemResponseMessage ResponseClass='Success'>" BOX_FINE
                                    "<m:Items><t:Message><t:MimeContent CharacterSet='UTF-8'>");
  answer->filler = LINE;
  answer->times = *megabytes * MEGABYTE / LINE_BYTES;
  answer->tail =
      g_strdup ("</t:MimeContent><t:ItemId Id='m' ChangeKey='k'/></t:Message></m:Items>"
                "</m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>" BOX_TAIL);
}

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  return TRUE;
}

static gboolean
count_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  *(guint64 *) user_data += length;

  return TRUE;
}

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  return message != NULL;
}

/* The process that is measured. */
static int
read_one (const char *endpoint, guint64 megabytes)
{
  g_autoptr (TocsinMailStore) store = box_open (endpoint);
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  guint64 total = 0;
  TocsinMailSink sink = { begin, count_bytes, take, &total };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (refs, tocsin_message_ref_new ("f", "m"));
  tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_RAW, &sink, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, megabytes * MEGABYTE / LINE_BYTES * LINE_BYTES);

  return 0;
}

/* Freed memory must be given back, which the sanitizer does not of itself. */
static char **
make_environment (void)
{
  const char *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *lean =
      g_strconcat (options != NULL ? options : "",
                   ":quarantine_size_mb=1:"
                   "thread_local_quarantine_size_kb=64:malloc_context_size=0:detect_leaks=0",
                   NULL);

  return g_environ_setenv (g_get_environ (), "ASAN_OPTIONS", lean, TRUE);
}

/* Returns kilobytes at most. */
static double
measure (guint64 megabytes)
{
  g_autoptr (Desk) desk = desk_new (answer, &megabytes);
  g_autofree char *endpoint = desk_get_endpoint (desk);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, megabytes);
  char *arguments[] = { (char *) "/proc/self/exe", (char *) "--read", endpoint, size, NULL };
  g_auto (GStrv) environment = make_environment ();
  g_autoptr (GError) error = NULL;
  struct rusage usage;
  GPid pid;
  int status;

  g_spawn_async (NULL, arguments, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wait4 (pid, &status, 0, &usage), ==, pid);
  g_assert_cmpint (status, ==, 0);
  g_test_message ("%" G_GUINT64_FORMAT " MB: %ld KiB", megabytes, usage.ru_maxrss);

  return (double) usage.ru_maxrss;
}

static void
test_constant (void)
{
  static const guint64 quick[] = { 1, 24, 0 };
  static const guint64 all[] = { 1, 10, 50, 100, 200, 0 };
  const guint64 *sizes = g_test_slow () ? all : quick;
  double least = measure (*sizes);
  double most = least;

  for (sizes++; *sizes > 0; sizes++)
    {
      double now = measure (*sizes);

      least = MIN (least, now);
      most = MAX (most, now);
    }
  g_test_message ("from %.0f to %.0f KiB", least, most);
  g_assert_cmpfloat (most / least, <, TOLERANCE);
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--read"))
    return read_one (argv[2], g_ascii_strtoull (argv[3], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/memory/constant", test_constant);

  return g_test_run ();
}
