/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/quota.h"

#include <glib/gi18n-lib.h>

/* From so much on a mailbox is soon full. */
#define WARN_PERCENT 90

/**
 * imap4_quota_free:
 * @self: (transfer full): a limit
 */
void
imap4_quota_free (Imap4Quota *self)
{
  g_free (self->root);
  g_free (self->resource);
  g_free (self);
}

static gboolean
is_known (GPtrArray *quotas, const char *root, const char *resource)
{
  for (guint i = 0; i < quotas->len; i++)
    {
      const Imap4Quota *quota = g_ptr_array_index (quotas, i);

      if (g_str_equal (quota->root, root) && g_str_equal (quota->resource, resource))
        return TRUE;
    }

  return FALSE;
}

/**
 * imap4_quota_take:
 * @quotas: (element-type Imap4Quota): what is known so far
 * @response: a QUOTA response: `"root" (STORAGE 10 512 MESSAGE 7 100)`
 *
 * Adds the limits that can be read.
 */
void
imap4_quota_take (GPtrArray *quotas, const Imap4Response *response)
{
  Imap4Scanner scanner = response->rest;
  g_autoptr (Imap4Value) root = imap4_scanner_take_value (&scanner, NULL);
  g_autoptr (Imap4Value) list = imap4_scanner_take_value (&scanner, NULL);
  const char *name = imap4_value_get_text (root);

  for (guint i = 0; i + 2 < imap4_value_get_length (list) && quotas->len < IMAP4_QUOTA_MAX; i += 3)
    {
      const char *word = imap4_value_get_text (imap4_value_get_item (list, i));
      g_autoptr (Imap4Quota) quota = g_new0 (Imap4Quota, 1);

      quota->root = g_strdup (name != NULL ? name : "");
      quota->resource = g_ascii_strdown (word != NULL ? word : "", -1);
      if (*quota->resource != '\0'
          && imap4_value_get_number (imap4_value_get_item (list, i + 1), &quota->used)
          && imap4_value_get_number (imap4_value_get_item (list, i + 2), &quota->limit)
          && !is_known (quotas, quota->root, quota->resource))
        g_ptr_array_add (quotas, g_steal_pointer (&quota));
    }
}

/* Used may be more than the limit, and the limit 0. */
static guint64
percent (const Imap4Quota *quota)
{
  return quota->limit > 0 ? (guint64) ((double) quota->used * 100 / (double) quota->limit) : 100;
}

static char *
describe_amount (const Imap4Quota *quota)
{
  g_autofree char *used = NULL;
  g_autofree char *limit = NULL;

  /* RFC 9208, section 5.1: in units of 1024 octets. */
  if (g_str_equal (quota->resource, "storage") && quota->limit < G_MAXUINT64 / 1024
      && quota->used < G_MAXUINT64 / 1024)
    {
      used = g_format_size_full (quota->used * 1024, G_FORMAT_SIZE_IEC_UNITS);
      limit = g_format_size_full (quota->limit * 1024, G_FORMAT_SIZE_IEC_UNITS);
    }
  else
    {
      used = g_strdup_printf ("%" G_GUINT64_FORMAT, quota->used);
      limit = g_strdup_printf ("%" G_GUINT64_FORMAT, quota->limit);
    }

  return g_strdup_printf (_ ("%s of %s"), used, limit);
}

/**
 * imap4_quota_tell:
 * @quotas: (element-type Imap4Quota): limits
 * @report: (nullable): who watches
 */
void
imap4_quota_tell (GPtrArray *quotas, TocsinReport *report)
{
  for (guint i = 0; i < quotas->len; i++)
    {
      const Imap4Quota *quota = g_ptr_array_index (quotas, i);
      g_autofree char *name = g_strconcat ("quota.", quota->resource, NULL);
      g_autofree char *amount = describe_amount (quota);

      tocsin_report_fact (report, name, "%s (%" G_GUINT64_FORMAT " %%)%s%s", amount,
                          percent (quota), *quota->root != '\0' ? ", " : "", quota->root);
      if (percent (quota) >= WARN_PERCENT)
        tocsin_report_warn (report, _ ("The mailbox is nearly full (%s): %s"), quota->resource,
                            amount);
    }
}
