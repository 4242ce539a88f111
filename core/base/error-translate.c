/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How the errors of others become ours. */
#include "core/base/error.h"

#include <errno.h>

static int
code_from_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return TOCSIN_ERROR_CANCELLED;
    case G_IO_ERROR_TIMED_OUT:
      return TOCSIN_ERROR_NET_TIMEOUT;
    case G_IO_ERROR_CONNECTION_REFUSED:
      return TOCSIN_ERROR_NET_REFUSED;
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return TOCSIN_ERROR_NET_UNREACHABLE;
    case G_IO_ERROR_CONNECTION_CLOSED: /* also BROKEN_PIPE */
      return TOCSIN_ERROR_NET_RESET;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return TOCSIN_ERROR_DNS_NOT_FOUND;
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return TOCSIN_ERROR_PROXY_REFUSED;
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
      return TOCSIN_ERROR_PROXY_AUTH;
    case G_IO_ERROR_NO_SPACE:
      return TOCSIN_ERROR_STORAGE_FULL;
    case G_IO_ERROR_READ_ONLY:
    case G_IO_ERROR_PERMISSION_DENIED:
      return TOCSIN_ERROR_STORAGE_READONLY;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_IS_DIRECTORY:
    case G_IO_ERROR_NOT_DIRECTORY:
    case G_IO_ERROR_EXISTS:
    case G_IO_ERROR_FILENAME_TOO_LONG:
    case G_IO_ERROR_TOO_MANY_OPEN_FILES:
      return TOCSIN_ERROR_STORAGE_FAILED;
    default:
      return TOCSIN_ERROR_INTERNAL;
    }
}

static int
code_from_resolver (int code)
{
  return code == G_RESOLVER_ERROR_NOT_FOUND ? TOCSIN_ERROR_DNS_NOT_FOUND
                                            : TOCSIN_ERROR_DNS_TEMPORARY;
}

static int
code_from_file (int code)
{
  switch (code)
    {
    case G_FILE_ERROR_NOSPC:
      return TOCSIN_ERROR_STORAGE_FULL;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
    case G_FILE_ERROR_ROFS:
      return TOCSIN_ERROR_STORAGE_READONLY;
    default:
      return TOCSIN_ERROR_STORAGE_FAILED;
    }
}

static int
code_from_foreign (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return code_from_io (error->code);
  if (error->domain == G_RESOLVER_ERROR)
    return code_from_resolver (error->code);
  if (error->domain == G_FILE_ERROR)
    return code_from_file (error->code);

  return TOCSIN_ERROR_INTERNAL;
}

/**
 * tocsin_error_translate:
 * @error: (inout) (nullable): where an error of any domain is
 * @format: printf format of what was being done, without a colon
 *
 * Turns a foreign error into one of %TOCSIN_ERROR and puts "what was being done: " before its
 * message. An error that is ours already keeps its code and details.
 */
void
tocsin_error_translate (GError **error, const char *format, ...)
{
  g_autofree char *doing = NULL;
  GError *ours;
  va_list args;

  if (error == NULL || *error == NULL)
    return;

  va_start (args, format);
  doing = g_strdup_vprintf (format, args);
  va_end (args);

  if ((*error)->domain == TOCSIN_ERROR)
    {
      g_prefix_error (error, "%s: ", doing);
      return;
    }

  ours = g_error_new (TOCSIN_ERROR, code_from_foreign (*error), "%s: %s", doing, (*error)->message);
  g_error_free (*error);
  *error = ours;
}

static int
code_from_file_errno (int saved_errno)
{
  if (saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG)
    return TOCSIN_ERROR_STORAGE_FULL;
  if (saved_errno == EROFS || saved_errno == EACCES || saved_errno == EPERM)
    return TOCSIN_ERROR_STORAGE_READONLY;

  return TOCSIN_ERROR_STORAGE_FAILED;
}

static int
code_from_socket_errno (int saved_errno, int otherwise)
{
  switch (saved_errno)
    {
    case ECONNREFUSED:
      return TOCSIN_ERROR_NET_REFUSED;
    case ETIMEDOUT:
      return TOCSIN_ERROR_NET_TIMEOUT;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:
      return TOCSIN_ERROR_NET_UNREACHABLE;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
      return TOCSIN_ERROR_NET_RESET;
    default:
      return otherwise;
    }
}

static void G_GNUC_PRINTF (4, 0)
    set_errno (GError **error, int code, int saved_errno, const char *format, va_list args)
{
  g_autofree char *doing = g_strdup_vprintf (format, args);

  g_set_error (error, TOCSIN_ERROR, code, "%s: %s", doing, g_strerror (saved_errno));
}

/**
 * tocsin_error_set_errno:
 * @error: (out) (optional): where to put it
 * @saved_errno: the value of errno, saved before anything else ran
 * @format: printf format of what was being done, without a colon
 *
 * Sets an error from a system call's errno: files give storage codes, sockets network codes.
 */
void
tocsin_error_set_errno (GError **error, int saved_errno, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_errno (error, code_from_socket_errno (saved_errno, code_from_file_errno (saved_errno)),
             saved_errno, format, args);
  va_end (args);
}

/**
 * tocsin_error_set_socket_errno:
 * @error: (out) (optional): where to put it
 * @saved_errno: the value of errno, saved before anything else ran
 * @format: printf format of what was being done, without a colon
 *
 * As tocsin_error_set_errno() for calls on a socket, where everything is the network's: a firewall
 * here that says EPERM is no read-only disk.
 */
void
tocsin_error_set_socket_errno (GError **error, int saved_errno, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  set_errno (error, code_from_socket_errno (saved_errno, TOCSIN_ERROR_NET_UNREACHABLE), saved_errno,
             format, args);
  va_end (args);
}

/**
 * tocsin_error_is_network:
 * @error: any error
 *
 * Returns: whether the way to the server is to blame (name, route, time, a proxy), never a
 * password.
 */
gboolean
tocsin_error_is_network (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != TOCSIN_ERROR)
    return FALSE;

  return (error->code >= TOCSIN_ERROR_DNS_NOT_FOUND
          && error->code <= TOCSIN_ERROR_NET_GREETING_TIMEOUT)
         || error->code == TOCSIN_ERROR_PROXY_REFUSED || error->code == TOCSIN_ERROR_PROXY_PROTOCOL
         || error->code == TOCSIN_ERROR_PROXY_TIMEOUT || error->code == TOCSIN_ERROR_PROXY_CUT
         || error->code == TOCSIN_ERROR_TIMEOUT_COMMAND;
}
