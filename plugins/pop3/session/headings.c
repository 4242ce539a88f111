/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The headers of messages: by TOP, which costs little, or by RETR where TOP is no good (quirk 45):
 * it is optional (RFC 1939, section 7), and some servers and proxies cut or garble what it sends.
 * The first message tells which it is, and of the others each that looks odd is read with RETR. */
#include "plugins/pop3/session/headings.h"

#include "plugins/pop3/session/retrieve.h"

typedef struct
{
  GPtrArray *messages;
  Pop3HeadingFunc func;
  gpointer user_data;
  Pop3Heading heading;
  gboolean whole;
  gboolean trusting; /* nothing looks odd */
  Pop3Top top;
  GPtrArray *late; /* to be read with RETR */
} Reading;

static void
reading_clear (Reading *self)
{
  pop3_heading_clear (&self->heading);
  g_clear_pointer (&self->late, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
begin (guint index, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  pop3_heading_clear (&self->heading);
  pop3_heading_init (&self->heading);

  return TRUE;
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  pop3_heading_add (&((Reading *) user_data)->heading, bytes, length);

  return TRUE;
}

static gboolean
looks_odd (const Reading *self)
{
  return !self->whole && !self->trusting
         && (!pop3_heading_has_fields (&self->heading)
             || (!self->heading.ended && self->top != POP3_TOP_ENDLESS));
}

static gboolean
end (guint index, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  Pop3Message *message = g_ptr_array_index (self->messages, index);

  if (looks_odd (self))
    {
      g_ptr_array_add (self->late, message);
      return TRUE;
    }

  return self->func (message, &self->heading, NULL, self->user_data, error);
}

static gboolean
refused (guint index, const Pop3Reply *reply, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  Pop3Message *message = g_ptr_array_index (self->messages, index);

  if (!self->whole)
    {
      g_ptr_array_add (self->late, message);
      return TRUE;
    }

  return self->func (message, NULL, reply, self->user_data, error);
}

static gboolean
read_with (Reading *self,
           TocsinPop3Session *session,
           GPtrArray *messages,
           gboolean whole,
           GCancellable *cancellable,
           GError **error)
{
  Pop3RetrieveSink sink = { begin, write_bytes, end, refused, self };

  self->messages = messages;
  self->whole = whole;

  return messages->len == 0 || pop3_retrieve (session, messages, whole, &sink, cancellable, error);
}

/* One message, read both ways. */
typedef struct
{
  GBytes *bytes;
  gboolean answered;
  gboolean ended;
} Sample;

static void
sample_clear (Sample *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

static gboolean
take_sample (const Pop3Message *message,
             const Pop3Heading *heading,
             const Pop3Reply *refusal,
             gpointer user_data,
             GError **error)
{
  Sample *self = user_data;

  if (heading == NULL)
    return TRUE;
  self->answered = TRUE;
  self->ended = heading->ended;
  self->bytes = g_bytes_new (heading->bytes->data, heading->bytes->len);

  return TRUE;
}

static gboolean
sample (Sample *self,
        TocsinPop3Session *session,
        Pop3Message *message,
        gboolean whole,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_auto (Reading) reading = { .func = take_sample, .user_data = self, .trusting = TRUE };

  reading.late = g_ptr_array_new ();
  pop3_heading_init (&reading.heading);
  g_ptr_array_add (one, message);

  return read_with (&reading, session, one, whole, cancellable, error);
}

/* Whether TOP tells what RETR tells. A header block without a blank line behind it may be cut. */
static gboolean
try_top (TocsinPop3Session *session,
         Pop3Message *message,
         GCancellable *cancellable,
         GError **error)
{
  Pop3Memory *memory = tocsin_pop3_session_get_memory (session);
  g_auto (Sample) top = { 0 };
  g_auto (Sample) whole = { 0 };

  if (!sample (&top, session, message, FALSE, cancellable, error))
    return FALSE;
  if (top.answered && top.ended)
    {
      pop3_memory_set_top (memory, POP3_TOP_GOOD);
      return TRUE;
    }
  if (!sample (&whole, session, message, TRUE, cancellable, error))
    return FALSE;
  /* Of a message that is not to be had either way nothing is learned. */
  if (!whole.answered)
    return TRUE;
  pop3_memory_set_top (memory, top.answered && g_bytes_equal (top.bytes, whole.bytes)
                                   ? POP3_TOP_ENDLESS
                                   : POP3_TOP_BROKEN);

  return TRUE;
}

/**
 * pop3_headings_read:
 * @session: an open session
 * @messages: (element-type Pop3Message): which ones
 * @func: (scope call): takes them
 * @user_data: for @func
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong with the conversation, or @func's
 *
 * Returns: whether all were told, or refused.
 */
gboolean
pop3_headings_read (TocsinPop3Session *session,
                    GPtrArray *messages,
                    Pop3HeadingFunc func,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  Pop3Memory *memory = tocsin_pop3_session_get_memory (session);
  g_auto (Reading) reading = { .func = func, .user_data = user_data };
  g_autoptr (GPtrArray) late = g_ptr_array_new ();

  reading.late = g_ptr_array_ref (late);
  pop3_heading_init (&reading.heading);
  if (messages->len == 0)
    return TRUE;
  if (pop3_memory_get_top (memory) == POP3_TOP_UNTRIED
      && !try_top (session, g_ptr_array_index (messages, 0), cancellable, error))
    return FALSE;

  reading.top = pop3_memory_get_top (memory);
  if (reading.top == POP3_TOP_BROKEN)
    return read_with (&reading, session, messages, TRUE, cancellable, error);

  return read_with (&reading, session, messages, FALSE, cancellable, error)
         && read_with (&reading, session, late, TRUE, cancellable, error);
}
