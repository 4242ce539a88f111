# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""How the Graph server refuses."""


class GraphError(Exception):
    """A status, and the code and the message of its body."""

    def __init__(self, status, code, message, headers=()):
        super().__init__(f'{status} {code}: {message}')
        self.status, self.code, self.message, self.headers = status, code, message, list(headers)


def not_found():
    return GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')


def malformed_id():
    return GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.')


def denied():
    return GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')


def not_allowed():
    return GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request '
                      'target.')
