/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/trial-row.h"

#include "core/base/text.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TocsinTrialRow
{
  GObject parent_instance;

  TocsinTrialVerdict verdict;
  gboolean own;
  gboolean fails;
  gboolean destroys;
  char *subject_markup;
  char *sender;
  gint64 time;
  char *verdict_text;
  char *findings_markup;
  char *plans;
  char *notes;
  char *connection;
  char *folder;
  TocsinMessageRef *ref;
};

G_DEFINE_FINAL_TYPE (TocsinTrialRow, tocsin_trial_row, G_TYPE_OBJECT)

static void
tocsin_trial_row_finalize (GObject *object)
{
  TocsinTrialRow *self = TOCSIN_TRIAL_ROW (object);

  g_free (self->subject_markup);
  g_free (self->sender);
  g_free (self->verdict_text);
  g_free (self->findings_markup);
  g_free (self->plans);
  g_free (self->notes);
  g_free (self->connection);
  g_free (self->folder);
  g_clear_pointer (&self->ref, tocsin_message_ref_unref);

  G_OBJECT_CLASS (tocsin_trial_row_parent_class)->finalize (object);
}

static void
tocsin_trial_row_class_init (TocsinTrialRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_trial_row_finalize;
}

static void
tocsin_trial_row_init (TocsinTrialRow *self)
{
}

/* Weight, not only colour: the mark is to be seen by everybody. */
static char *
mark (const char *text, gsize begin, gsize end)
{
  g_autofree char *before = g_markup_escape_text (text, (gssize) begin);
  g_autofree char *marked = g_markup_escape_text (text + begin, (gssize) (end - begin));
  g_autofree char *after = g_markup_escape_text (text + end, -1);

  if (end <= begin)
    return g_markup_escape_text (text, -1);

  return g_strdup_printf ("%s<b><u>%s</u></b>%s", before, marked, after);
}

static gboolean
is_shown (const TocsinQueryFinding *finding)
{
  return finding->verdict == TOCSIN_QUERY_VERDICT_YES && finding->where != NULL;
}

static void
append_line (GString *out, const char *line)
{
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append (out, line);
}

static char *
say_finding (const TocsinQueryFinding *finding)
{
  g_autofree char *term = g_markup_escape_text (finding->term, -1);
  g_autofree char *where = g_markup_escape_text (finding->where, -1);
  g_autofree char *excerpt = NULL;

  if (finding->excerpt == NULL)
    /* Translators: a term of a query, and where in a message it was found. */
    return g_strdup_printf (_ ("%s matches in %s"), term, where);
  excerpt = mark (finding->excerpt, finding->begin, finding->end);

  return g_strdup_printf (_ ("%s matches in %s: %s"), term, where, excerpt);
}

static char *
say_findings (const TocsinTrialFiring *firing)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; firing->findings != NULL && i < firing->findings->len; i++)
    {
      const TocsinQueryFinding *finding = g_ptr_array_index (firing->findings, i);
      g_autofree char *line = is_shown (finding) ? say_finding (finding) : NULL;

      if (line != NULL)
        append_line (out, line);
    }

  return g_strdup (out->str);
}

/* The subject is what people know a message by: what was found in it is marked right there. */
static char *
mark_subject (const TocsinTrialFiring *firing, const char *subject)
{
  for (guint i = 0; firing->findings != NULL && i < firing->findings->len; i++)
    {
      const TocsinQueryFinding *finding = g_ptr_array_index (firing->findings, i);
      g_autofree char *piece = NULL;
      const char *place;

      if (!is_shown (finding) || g_strcmp0 (finding->where, "subject") != 0
          || finding->end <= finding->begin)
        continue;
      piece = g_strndup (finding->excerpt + finding->begin, finding->end - finding->begin);
      place = strstr (subject, piece);
      if (place != NULL)
        return mark (subject, (gsize) (place - subject),
                     (gsize) (place - subject) + strlen (piece));
    }

  return g_markup_escape_text (subject, -1);
}

static const char *
find_sender (TocsinMessage *message)
{
  GPtrArray *senders = tocsin_message_get_addresses (message, "From");
  const TocsinAddress *first =
      senders != NULL && senders->len > 0 ? g_ptr_array_index (senders, 0) : NULL;

  if (first == NULL)
    return "";

  return *first->name != '\0' ? first->name : first->address;
}

/* One line of valid text, whatever a stranger wrote. */
static char *
clean (const char *text)
{
  return tocsin_text_show (text != NULL ? text : "", 0);
}

static void
take_message (TocsinTrialRow *self, const TocsinTrialFiring *firing)
{
  g_autofree char *subject = NULL;

  if (firing->message == NULL)
    {
      self->subject_markup = g_strdup ("");
      self->sender = g_strdup ("");
      self->time = firing->event != NULL ? tocsin_event_get_time (firing->event) : 0;
      return;
    }
  subject = clean (tocsin_message_get_subject (firing->message));
  self->subject_markup = mark_subject (firing, subject);
  self->sender = clean (find_sender (firing->message));
  self->time = tocsin_message_get_received (firing->message);
}

static char *
say_verdict (const TocsinTrialFiring *firing, TocsinTask *tried)
{
  if (firing->verdict == TOCSIN_TRIAL_HIDDEN)
    return g_strdup_printf (_ ("Would not fire: “%s” stops processing"),
                            tocsin_task_get_name (firing->by));
  if (firing->verdict == TOCSIN_TRIAL_UNDECIDED)
    return g_strdup_printf (_ ("Can't be decided: %s"), firing->trouble->message);
  if (firing->task != tried)
    return g_strdup_printf (_ ("“%s” would fire in turn, in “%s”"),
                            tocsin_task_get_name (firing->task), firing->folder);
  if (tocsin_trial_firing_fails (firing))
    return g_strdup (_ ("Would fire, and fail"));

  return g_strdup (_ ("Would fire"));
}

static void
append_step (GString *out, const TocsinTrialStep *step)
{
  g_autofree char *line = NULL;

  if (step->plan != NULL)
    line = g_strdup_printf ("%s: %s", step->action, step->plan->summary);
  else if (step->error != NULL)
    line = g_strdup_printf (_ ("%s would fail: %s"), step->action, step->error->message);
  if (line != NULL)
    append_line (out, line);
  if (step->plan != NULL && step->error != NULL)
    append_line (out, step->error->message);
  for (guint i = 0; i < step->notes->len; i++)
    append_line (out, g_ptr_array_index (step->notes, i));
}

static char *
say_plans (const TocsinTrialFiring *firing)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < firing->steps->len; i++)
    append_step (out, g_ptr_array_index (firing->steps, i));

  return g_strdup (out->str);
}

static char *
say_notes (const TocsinTrialFiring *firing)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < firing->notes->len; i++)
    append_line (out, g_ptr_array_index (firing->notes, i));

  return g_strdup (out->str);
}

/* What leaves the folder is not found there any more by whoever looks for it. */
static gboolean
destroys (const TocsinTrialFiring *firing)
{
  for (guint i = 0; i < firing->steps->len; i++)
    {
      const TocsinTrialStep *step = g_ptr_array_index (firing->steps, i);

      for (guint k = 0; step->plan != NULL && k < step->plan->effects->len; k++)
        {
          const TocsinPlanEffect *effect = g_ptr_array_index (step->plan->effects, k);

          if (effect->verb == TOCSIN_MAIL_MOVE || effect->verb == TOCSIN_MAIL_DELETE)
            return TRUE;
        }
    }

  return FALSE;
}

/**
 * tocsin_trial_row_new:
 * @firing: what came of a message
 * @tried: the task that is tried
 *
 * Returns: (transfer full): the same, to be kept.
 */
TocsinTrialRow *
tocsin_trial_row_new (const TocsinTrialFiring *firing, TocsinTask *tried)
{
  TocsinTrialRow *self = g_object_new (TOCSIN_TYPE_TRIAL_ROW, NULL);

  self->verdict = firing->verdict;
  self->own = firing->task == tried;
  self->fails = tocsin_trial_firing_fails (firing);
  self->destroys = destroys (firing);
  take_message (self, firing);
  self->verdict_text = say_verdict (firing, tried);
  self->findings_markup = say_findings (firing);
  self->plans = say_plans (firing);
  self->notes = say_notes (firing);
  self->connection = g_strdup (firing->connection);
  self->folder = g_strdup (firing->folder);
  self->ref = firing->ref != NULL ? tocsin_message_ref_ref (firing->ref) : NULL;

  return self;
}

/**
 * tocsin_trial_row_get_verdict:
 * @self: a row
 *
 * Returns: what would become of it.
 */
TocsinTrialVerdict
tocsin_trial_row_get_verdict (TocsinTrialRow *self)
{
  return self->verdict;
}

/**
 * tocsin_trial_row_is_own:
 * @self: a row
 *
 * Returns: whether it is the tried task's firing, not another's that it would set off.
 */
gboolean
tocsin_trial_row_is_own (TocsinTrialRow *self)
{
  return self->own;
}

/**
 * tocsin_trial_row_fails:
 * @self: a row
 *
 * Returns: whether an action would fail.
 */
gboolean
tocsin_trial_row_fails (TocsinTrialRow *self)
{
  return self->fails;
}

/**
 * tocsin_trial_row_get_subject_markup:
 * @self: a row
 *
 * Returns: (transfer none): its subject in Pango markup, with what was found in it; "" for what is
 * no message.
 */
const char *
tocsin_trial_row_get_subject_markup (TocsinTrialRow *self)
{
  return self->subject_markup;
}

/**
 * tocsin_trial_row_get_sender:
 * @self: a row
 *
 * Returns: (transfer none): who sent it.
 */
const char *
tocsin_trial_row_get_sender (TocsinTrialRow *self)
{
  return self->sender;
}

/**
 * tocsin_trial_row_get_time:
 * @self: a row
 *
 * Returns: when it was received or would fire, microseconds since 1970.
 */
gint64
tocsin_trial_row_get_time (TocsinTrialRow *self)
{
  return self->time;
}

/**
 * tocsin_trial_row_get_verdict_text:
 * @self: a row
 *
 * Returns: (transfer none): what would become of it, in words.
 */
const char *
tocsin_trial_row_get_verdict_text (TocsinTrialRow *self)
{
  return self->verdict_text;
}

/**
 * tocsin_trial_row_get_findings_markup:
 * @self: a row
 *
 * Returns: (transfer none): which terms were found where, a line each, in Pango markup.
 */
const char *
tocsin_trial_row_get_findings_markup (TocsinTrialRow *self)
{
  return self->findings_markup;
}

/**
 * tocsin_trial_row_get_plans:
 * @self: a row
 *
 * Returns: (transfer none): what each action would do, a line each.
 */
const char *
tocsin_trial_row_get_plans (TocsinTrialRow *self)
{
  return self->plans;
}

/**
 * tocsin_trial_row_get_notes:
 * @self: a row
 *
 * Returns: (transfer none): what a person should know, a line each.
 */
const char *
tocsin_trial_row_get_notes (TocsinTrialRow *self)
{
  return self->notes;
}

/**
 * tocsin_trial_row_get_folder:
 * @self: a row
 *
 * Returns: (transfer none): name of the folder it is in.
 */
const char *
tocsin_trial_row_get_folder (TocsinTrialRow *self)
{
  return self->folder;
}

/**
 * tocsin_trial_row_get_ref:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): where it is.
 */
TocsinMessageRef *
tocsin_trial_row_get_ref (TocsinTrialRow *self)
{
  return self->ref;
}

/**
 * tocsin_trial_row_destroys:
 * @self: a row
 *
 * Returns: whether the message would leave its folder, or be deleted.
 */
gboolean
tocsin_trial_row_destroys (TocsinTrialRow *self)
{
  return self->destroys;
}
