/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/engine/sidecar.h"

#include <string.h>

#define LETTER                                                                                     \
  "From: Ada <ada@example.org>\r\nTo: bob@example.org\r\nBcc: eve@example.org\r\n\r\nText.\r\n"

static void
check_text (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strpbrk (text, "\r\n"));
}

/* Whatever was believed can stand in a protocol's line, and comes back from the journal. */
static void
check_envelope (TocsinEnvelope *envelope)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (tocsin_envelope_to_variant (envelope));
  g_autoptr (TocsinEnvelope) again = tocsin_envelope_new_from_variant (kept, NULL);
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);

  g_assert_nonnull (again);
  check_text (tocsin_envelope_get_sender (envelope));
  g_assert_cmpuint (recipients->len, >, 0);
  g_assert_cmpuint (recipients->len, <=, TOCSIN_ENVELOPE_MAX_RECIPIENTS);
  for (guint i = 0; i < recipients->len; i++)
    check_text (((TocsinRecipient *) g_ptr_array_index (recipients, i))->address);
  if (tocsin_envelope_get_envelope_id (envelope) != NULL)
    check_text (tocsin_envelope_get_envelope_id (envelope));
}

/* What any program may leave beside a message in a queue directory. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSidecar) sidecar = tocsin_sidecar_parse ((const char *) data, size, &error);
  g_autoptr (GInputStream) raw =
      g_memory_input_stream_new_from_data (LETTER, strlen (LETTER), NULL);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_autoptr (TocsinRawEnvelope) headers = tocsin_raw_envelope_read (raw, sink, NULL, NULL);
  g_autoptr (TocsinMailDefaults) defaults = tocsin_mail_defaults_new ();
  g_autoptr (TocsinEnvelope) envelope = NULL;

  g_assert_true ((sidecar == NULL) == (error != NULL));
  if (sidecar == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_cmpint (tocsin_sidecar_get_not_before (sidecar), >=, 0);
  envelope = tocsin_sidecar_make_envelope (sidecar, headers, defaults, &error);
  g_assert_true ((envelope == NULL) == (error != NULL));
  if (envelope != NULL)
    check_envelope (envelope);

  return 0;
}
