# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What may be asked for, and of whom: the resources of Microsoft's and Google's mail, as they are
documented, and one of our own."""

OPENID = ('openid', 'profile', 'email', 'offline_access')
GRAPH = 'https://graph.microsoft.com'
OUTLOOK = 'https://outlook.office365.com'
OTHER_OUTLOOK = 'https://outlook.office.com'
GOOGLE = 'https://mail.google.com/'
_OUTLOOK = {
    'delegated': ('IMAP.AccessAsUser.All', 'POP.AccessAsUser.All', 'SMTP.Send', 'EWS.AccessAsUser.All'),
    'application': ('full_access_as_app', 'IMAP.AccessAsApp', 'POP.AccessAsApp', 'SMTP.SendAsApp'),
}
MICROSOFT = {
    GRAPH: {
        'delegated': ('User.Read', 'Mail.Read', 'Mail.ReadWrite', 'Mail.Send', 'Mail.Read.Shared',
                      'Mail.ReadWrite.Shared', 'Mail.Send.Shared', 'MailboxSettings.Read'),
        'application': ('Mail.Read', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.Read'),
    },
    OUTLOOK: _OUTLOOK,
    OTHER_OUTLOOK: _OUTLOOK,
}
GOOGLE_SCOPES = (GOOGLE, 'https://www.googleapis.com/auth/gmail.readonly',
                 'https://www.googleapis.com/auth/gmail.modify',
                 'https://www.googleapis.com/auth/userinfo.email', *OPENID[:3])
# The only ones that a device may ask Google for, of those.
GOOGLE_DEVICE = (*OPENID[:3], 'https://www.googleapis.com/auth/userinfo.email')
CUSTOM = ('mail', 'imap', 'pop', 'smtp', *OPENID)
CUSTOM_AUDIENCE = 'https://mail.example.org'


class Unknown(Exception):
    """A scope nobody can grant."""


def split_microsoft(scope):
    """(resource, right) of one scope; the resource of a bare name is Graph."""
    for resource in MICROSOFT:
        if scope.startswith(f'{resource}/'):
            return resource, scope[len(resource) + 1:].lstrip('/')
    if '/' in scope:
        raise Unknown(f"AADSTS500011: The resource principal named {scope.rpartition('/')[0]} was not "
                      'found in the tenant')
    return GRAPH, scope


def read_microsoft(text, kind):
    """(resource, rights, of OpenID) of a scope parameter, for a kind of MICROSOFT's."""
    resources, rights, openid = set(), [], []
    for scope in text.split():
        if scope in OPENID:
            openid.append(scope)
            continue
        resource, right = split_microsoft(scope)
        resources.add(resource)
        known = MICROSOFT[resource][kind]
        if right == '.default':
            rights = list(known)
        elif right.lower() in (name.lower() for name in known):
            rights.append(next(name for name in known if name.lower() == right.lower()))
        else:
            raise Unknown(f'AADSTS70011: The provided value for the input parameter scope is not '
                          f'valid. The scope {scope} is not valid')
    if len(resources) > 1:
        raise Unknown('AADSTS28000: Provided value for the input parameter scope is not valid because '
                      'it contains more than one resource')
    if not resources:
        rights = ['User.Read']
    return (resources or {GRAPH}).pop(), rights, openid


def say_microsoft(resource, rights, openid):
    """As an answer says it."""
    return ' '.join([*openid, *(f'{resource}/{right}' for right in rights)])
