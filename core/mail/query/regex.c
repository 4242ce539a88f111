/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/regex.h"

#include "core/base/error.h"
#include "core/base/text-compose.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* PCRE2's interpreter, not its just-in-time compiler: with callouts that one loses the short cuts
 * that answer most searches at once, needs memory that is writable and executable, and won little
 * (both measured over 4 MiB). */
#define OPTIONS (PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT)

struct _TocsinQueryRegex
{
  pcre2_code *code;
  char *flags;
  gsize width;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (pcre2_compile_context, pcre2_compile_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pcre2_match_context, pcre2_match_context_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (pcre2_match_data, pcre2_match_data_free)

typedef struct
{
  const char *pattern;
  gsize cluster;
  gsize width;
} Survey;

/* Characters beyond ASCII and escapes are what a set lists one by one; ignoring case doubles it. */
static gsize
count_members (const char *set, gsize length)
{
  gsize count = 0;

  for (const char *p = set; p < set + length; p = g_utf8_next_char (p))
    if ((guchar) *p >= 0x80 || *p == '\\' || *p == '[')
      count += 2;

  return count;
}

/* Looks at each item of a pattern: there is an automatic callout before each. */
static int
survey_item (pcre2_callout_enumerate_block *block, void *user_data)
{
  Survey *self = user_data;
  const char *item = self->pattern + block->pattern_position;
  gsize length = block->next_item_length;

  if (length >= 2 && item[0] == '\\' && item[1] == 'X')
    self->cluster = MIN (self->cluster, block->pattern_position);
  if (length > 0 && item[0] == '[')
    self->width = MAX (self->width, count_members (item, length));

  return 0;
}

static gboolean
fail (gsize where, const char *message, gsize *offset, GError **error)
{
  *offset = where;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, message);

  return FALSE;
}

static gboolean
is_acceptable (TocsinQueryRegex *self, const char *pattern, gsize *offset, GError **error)
{
  Survey survey = { pattern, G_MAXSIZE, 0 };
  gsize size = 0;

  pcre2_pattern_info (self->code, PCRE2_INFO_SIZE, &size);
  if (size > TOCSIN_QUERY_REGEX_MAX_COMPILED)
    return fail (0, _ ("this regular expression is too large when its repeats are written out"),
                 offset, error);

  pcre2_callout_enumerate (self->code, survey_item, &survey);
  self->width = survey.width;
  if (survey.cluster != G_MAXSIZE)
    return fail (survey.cluster, _ ("\\X is not available in a query: expected . or a set"), offset,
                 error);

  return TRUE;
}

/* PCRE2's texts say nothing of where, and end without a full stop: as ours do. */
static gboolean
fail_in_its_words (int code, gsize where, gsize *offset, GError **error)
{
  PCRE2_UCHAR words[256];
  g_autofree char *message = NULL;

  if (pcre2_get_error_message (code, words, sizeof words) < 0)
    words[0] = '\0';
  message = g_strdup_printf (_ ("this is no regular expression: %s"), (const char *) words);

  return fail (where, message, offset, error);
}

static pcre2_compile_context *
make_compile_context (void)
{
  pcre2_compile_context *context = pcre2_compile_context_create (NULL);

  pcre2_set_parens_nest_limit (context, TOCSIN_QUERY_REGEX_MAX_DEPTH);
  /* Whatever the library was built for: the texts of messages have these line ends. */
  pcre2_set_newline (context, PCRE2_NEWLINE_LF);
  pcre2_set_bsr (context, PCRE2_BSR_UNICODE);

  return context;
}

static gboolean
compile (TocsinQueryRegex *self, const char *pattern, gsize *offset, GError **error)
{
  g_autoptr (pcre2_compile_context) context = make_compile_context ();
  guint32 options = OPTIONS;
  PCRE2_SIZE where = 0;
  int code;

  if (strlen (pattern) > TOCSIN_QUERY_REGEX_MAX_LENGTH)
    return fail (0, _ ("this regular expression is too long"), offset, error);
  if (strchr (self->flags, 'i') != NULL)
    options |= PCRE2_CASELESS;
  if (strchr (self->flags, 's') != NULL)
    options |= PCRE2_DOTALL;

  self->code =
      pcre2_compile ((PCRE2_SPTR) pattern, PCRE2_ZERO_TERMINATED, options, &code, &where, context);
  if (self->code == NULL)
    return fail_in_its_words (code, where, offset, error);

  return is_acceptable (self, pattern, offset, error);
}

/**
 * tocsin_query_regex_new:
 * @pattern: what stands between the slashes, valid UTF-8
 * @flags: letters of `i` (whatever the case) and `s` (a dot is a line's end, too)
 * @offset: (out): the byte of @pattern at which it is wrong
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, in PCRE2's words
 *
 * Returns: (transfer full): the regular expression.
 */
TocsinQueryRegex *
tocsin_query_regex_new (const char *pattern, const char *flags, gsize *offset, GError **error)
{
  g_autoptr (TocsinQueryRegex) self = g_new0 (TocsinQueryRegex, 1);
  g_autofree char *composed = tocsin_text_compose (pattern);

  self->flags = g_strconcat (strchr (flags, 'i') != NULL ? "i" : "",
                             strchr (flags, 's') != NULL ? "s" : "", NULL);

  return compile (self, composed, offset, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_query_regex_free:
 * @self: (transfer full): a regular expression
 */
void
tocsin_query_regex_free (TocsinQueryRegex *self)
{
  g_clear_pointer (&self->code, pcre2_code_free);
  g_free (self->flags);
  g_free (self);
}

/**
 * tocsin_query_regex_get_flags:
 * @self: a regular expression
 *
 * Returns: (transfer none): its flags, in the order of the alphabet.
 */
const char *
tocsin_query_regex_get_flags (const TocsinQueryRegex *self)
{
  return self->flags;
}

typedef struct
{
  TocsinClock *clock;
  gint64 deadline;
} Watch;

/* Called before each item of the pattern is tried, wherever that is done again and again. A callout
 * that somebody wrote into a pattern comes by here, too, and does no more. */
static int
look_at_clock (pcre2_callout_block *block, void *user_data)
{
  const Watch *self = user_data;

  return tocsin_clock_get_monotonic (self->clock) < self->deadline ? 0 : PCRE2_ERROR_CALLOUT;
}

/* Entries of @size bytes: two of a number, then the name (pcre2api, "Extracting substrings by
 * name"). */
static PCRE2_SPTR
get_names (const TocsinQueryRegex *self, guint32 *n_names, guint32 *size)
{
  PCRE2_SPTR entry = NULL;

  *n_names = *size = 0;
  pcre2_pattern_info (self->code, PCRE2_INFO_NAMECOUNT, n_names);
  pcre2_pattern_info (self->code, PCRE2_INFO_NAMEENTRYSIZE, size);
  pcre2_pattern_info (self->code, PCRE2_INFO_NAMETABLE, &entry);

  return entry;
}

/**
 * tocsin_query_regex_list_groups:
 * @self: a regular expression
 * @names: (element-type utf8 utf8): a set that gets the names of its groups
 */
void
tocsin_query_regex_list_groups (const TocsinQueryRegex *self, GHashTable *names)
{
  guint32 n_names, size;
  PCRE2_SPTR entry = get_names (self, &n_names, &size);

  for (guint32 i = 0; i < n_names; i++, entry += size)
    g_hash_table_add (names, g_strdup ((const char *) entry + 2));
}

static void
add_groups (const TocsinQueryRegex *self, TocsinQueryRegexHit *hit, pcre2_match_data *data)
{
  const gsize *ends = pcre2_get_ovector_pointer (data);
  guint32 n_ends = pcre2_get_ovector_count (data), n_names, size;
  PCRE2_SPTR entry = get_names (self, &n_names, &size);

  for (guint32 i = 0; i < n_names; i++, entry += size)
    {
      guint32 n = (guint32) entry[0] << 8 | entry[1];

      if (n >= n_ends || ends[2 * n] == PCRE2_UNSET || ends[2 * n] > ends[2 * n + 1])
        continue;
      g_ptr_array_add (hit->groups, g_strdup ((const char *) entry + 2));
      g_ptr_array_add (hit->groups,
                       g_strndup (hit->text + ends[2 * n], ends[2 * n + 1] - ends[2 * n]));
    }
}

static void
take_hit (const TocsinQueryRegex *self,
          TocsinQueryRegexHit *hit,
          char *text,
          pcre2_match_data *data)
{
  const gsize *ends = pcre2_get_ovector_pointer (data);

  hit->text = text;
  hit->begin = MIN (ends[0], ends[1]);
  hit->end = MAX (ends[0], ends[1]);
  hit->groups = g_ptr_array_new_with_free_func (g_free);
  add_groups (self, hit, data);
}

/* Everything but a match or none is a limit that was reached, or a pattern that runs in circles. */
static TocsinQueryRegexResult
run (const TocsinQueryRegex *self,
     const char *text,
     gsize length,
     Watch *watch,
     pcre2_match_data *data)
{
  g_autoptr (pcre2_match_context) context = pcre2_match_context_create (NULL);
  int count;

  pcre2_set_callout (context, look_at_clock, watch);
  pcre2_set_heap_limit (context, TOCSIN_QUERY_REGEX_MAX_HEAP);
  /* The clock counts, not the steps. */
  pcre2_set_match_limit (context, G_MAXUINT32);
  pcre2_set_depth_limit (context, G_MAXUINT32);
  count = pcre2_match (self->code, (PCRE2_SPTR) text, length, 0, 0, data, context);
  if (count >= 0)
    return TOCSIN_QUERY_REGEX_RESULT_YES;

  return count == PCRE2_ERROR_NOMATCH ? TOCSIN_QUERY_REGEX_RESULT_NO
                                      : TOCSIN_QUERY_REGEX_RESULT_STOPPED;
}

/* What would be done with no look at the clock. */
static gboolean
takes_too_long (const TocsinQueryRegex *self, const char *text)
{
  gsize length = strlen (text);

  return (self->width > 0 && length > TOCSIN_QUERY_REGEX_MAX_WORK / self->width)
         || (length > TOCSIN_QUERY_REGEX_MAX_COMPOSED && !tocsin_text_is_composed (text));
}

/**
 * tocsin_query_regex_match:
 * @self: a regular expression
 * @text: where to look for it; valid UTF-8
 * @budget: how long that may take; what it took is taken off
 * @hit: (out): what matched; untouched when nothing did
 *
 * The text is looked at in NFC, as the pattern is: an accent may have been typed either way.
 *
 * Returns: whether it matches, if that could be found out.
 */
TocsinQueryRegexResult
tocsin_query_regex_match (const TocsinQueryRegex *self,
                          const char *text,
                          TocsinQueryRegexBudget *budget,
                          TocsinQueryRegexHit *hit)
{
  g_autofree char *composed = NULL;
  g_autoptr (pcre2_match_data) data = NULL;
  TocsinQueryRegexResult result;
  Watch watch = { budget->clock, 0 };
  gint64 begin;

  if (budget->left <= 0)
    return TOCSIN_QUERY_REGEX_RESULT_STOPPED;

  if (takes_too_long (self, text))
    return TOCSIN_QUERY_REGEX_RESULT_STOPPED;

  begin = tocsin_clock_get_monotonic (budget->clock);
  composed = tocsin_text_compose (text);
  /* From here on: the first composing ever takes long, which is not the pattern's fault. */
  watch.deadline =
      tocsin_clock_get_monotonic (budget->clock) + MIN (budget->left, TOCSIN_QUERY_REGEX_MAX_TIME);
  data = pcre2_match_data_create_from_pattern (self->code, NULL);
  result = run (self, composed, strlen (composed), &watch, data);
  budget->left -= tocsin_clock_get_monotonic (budget->clock) - begin;
  if (result == TOCSIN_QUERY_REGEX_RESULT_YES)
    take_hit (self, hit, g_steal_pointer (&composed), data);

  return result;
}

/**
 * tocsin_query_regex_hit_clear:
 * @hit: what a regular expression matched
 */
void
tocsin_query_regex_hit_clear (TocsinQueryRegexHit *hit)
{
  g_clear_pointer (&hit->text, g_free);
  g_clear_pointer (&hit->groups, g_ptr_array_unref);
}
