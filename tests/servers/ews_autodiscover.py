# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Autodiscover as Exchange has it: POX, SOAP, and JSON version 2. `redirects` of the options, by address:
`@OTHER` an address to ask for instead, `URL` where to ask instead."""

import html
import re
import urllib.parse

from ews_xml import Fault, parse
from web_server import Answer

POX, SOAP = '/autodiscover/autodiscover.xml', '/autodiscover/autodiscover.svc'
PATHS = (POX, SOAP)
ASKED = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
TOLD = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006'
OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
NEW = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'
ADDRESSING = 'http://www.w3.org/2005/08/addressing'
ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
GET_USER_SETTINGS = f'{NEW}/Autodiscover/GetUserSettings'
DOCUMENT = '<?xml version="1.0" encoding="utf-8"?>\n<Autodiscover xmlns="{0}">{1}</Autodiscover>'
ERROR = ('<Response><Error Time="10:00:00.0000000" Id="1054084152"><ErrorCode>{0}</ErrorCode>'
         '<Message>{1}</Message><DebugData /></Error></Response>')
SETTINGS = ('<Response xmlns="{outlook}"><User><DisplayName>{name}</DisplayName>'
            '<LegacyDN>/o=Test/ou=Exchange Administrative Group/cn=Recipients/cn={name}</LegacyDN>'
            '<AutoDiscoverSMTPAddress>{address}</AutoDiscoverSMTPAddress></User>'
            '<Account><AccountType>email</AccountType><Action>settings</Action>'
            '<Protocol><Type>EXCH</Type><Server>inside.exchange.test</Server>'
            '<ServerVersion>73C18880</ServerVersion><ASUrl>https://inside.exchange.test/EWS/Exchange.asmx'
            '</ASUrl><EwsUrl>https://inside.exchange.test/EWS/Exchange.asmx</EwsUrl></Protocol>'
            '<Protocol><Type>EXPR</Type><Server>{host}</Server><SSL>On</SSL><AuthPackage>Basic'
            '</AuthPackage><ASUrl>{ews}</ASUrl><EwsUrl>{ews}</EwsUrl></Protocol></Account></Response>')
REDIRECT = ('<Response xmlns="{0}"><Account><Action>{1}</Action><{2}>{3}</{2}></Account></Response>')
TEXT = 'text/xml; charset=utf-8'


def ews_url(service):
    return f'{service.options["URL"]}/EWS/Exchange.asmx'


def answer(service, request, caller):
    if request.method == 'GET' and request.path.lower() == POX:
        return Answer(200, DOCUMENT.format(TOLD, ERROR.format(600, 'Invalid Request')).encode(), TEXT)
    if request.method != 'POST':
        return service.refuse(405, 'Method Not Allowed')
    try:
        root = parse(bytes(request.body.xml))
    except Fault:
        return Answer(200, DOCUMENT.format(TOLD, ERROR.format(600, 'Invalid Request')).encode(), TEXT)
    return answer_pox(service, root) if request.path.lower() == POX else \
        answer_soap(service, root, request, caller)


def answer_pox(service, root):
    address = root.findtext(f'{{{ASKED}}}Request/{{{ASKED}}}EMailAddress') or ''
    wanted = root.findtext(f'{{{ASKED}}}Request/{{{ASKED}}}AcceptableResponseSchema')
    if root.tag != f'{{{ASKED}}}Autodiscover' or not address:
        content = ERROR.format(600, 'Invalid Request')
    elif wanted != OUTLOOK:
        content = ERROR.format(601, 'Provider is not available')
    else:
        content = pox_content(service, address)
    return Answer(200, DOCUMENT.format(TOLD, content).encode(), TEXT)


def pox_content(service, address):
    target = service.options['redirects'].get(address.lower())
    if target and target.startswith('@'):
        return REDIRECT.format(OUTLOOK, 'redirectAddr', 'RedirectAddr', html.escape(target[1:]))
    if target:
        return REDIRECT.format(OUTLOOK, 'redirectUrl', 'RedirectUrl', html.escape(target))
    mailbox = service.exchange.mailboxes.get(address.lower())
    if mailbox is None:
        return ERROR.format(500, 'The email address can\'t be found.')
    return SETTINGS.format(outlook=OUTLOOK, name=mailbox.name, address=mailbox.address,
                           host=urllib.parse.urlsplit(service.options['URL']).hostname,
                           ews=ews_url(service))


def answer_soap(service, root, request, _caller):
    action = root.findtext(f'.//{{{ADDRESSING}}}Action')
    version = root.findtext(f'.//{{{NEW}}}RequestedServerVersion')
    if action != GET_USER_SETTINGS or not version:
        return Answer(500, soap_document('<s:Fault><faultcode>s:Client</faultcode><faultstring>'
                                         'ActionNotSupported</faultstring></s:Fault>').encode(), TEXT)
    request.notes['operation'] = 'GetUserSettings'
    users = [element.text or '' for element in root.iterfind(
        f'.//{{{NEW}}}Users/{{{NEW}}}User/{{{NEW}}}Mailbox')]
    asked = [element.text or '' for element in root.iterfind(
        f'.//{{{NEW}}}RequestedSettings/{{{NEW}}}Setting')]
    content = ''.join(user_response(service, user, asked) for user in users)
    return Answer(200, soap_document(
        f'<GetUserSettingsResponseMessage xmlns="{NEW}"><Response><ErrorCode>NoError</ErrorCode>'
        f'<ErrorMessage/><UserResponses>{content}</UserResponses></Response>'
        '</GetUserSettingsResponseMessage>').encode(), TEXT)


def soap_document(content):
    return (f'<s:Envelope xmlns:s="{ENVELOPE}" xmlns:a="{ADDRESSING}"><s:Header>'
            f'<a:Action s:mustUnderstand="1">{GET_USER_SETTINGS}Response</a:Action>'
            f'<h:ServerVersionInfo xmlns:h="{NEW}"><h:MajorVersion>15</h:MajorVersion>'
            '<h:MinorVersion>1</h:MinorVersion><h:Version>Exchange2016</h:Version>'
            f'</h:ServerVersionInfo></s:Header><s:Body>{content}</s:Body></s:Envelope>')


def user_response(service, user, asked):
    target = service.options['redirects'].get(user.lower())
    if target:
        code = 'RedirectAddress' if target.startswith('@') else 'RedirectUrl'
        return response(code, f'<RedirectTarget>{html.escape(target.lstrip("@"))}</RedirectTarget>')
    if user.lower() not in service.exchange.mailboxes:
        return response('InvalidUser', '')
    values = {'ExternalEwsUrl': ews_url(service), 'EwsSupportedSchemas': ', '.join(service.versions),
              'InternalEwsUrl': 'https://inside.exchange.test/EWS/Exchange.asmx'}
    settings = ''.join(f'<UserSetting i:type="StringSetting"><Name>{name}</Name><Value>'
                       f'{html.escape(values[name])}</Value></UserSetting>'
                       for name in asked if name in values)
    errors = ''.join(f'<UserSettingError><ErrorCode>InvalidSetting</ErrorCode><ErrorMessage/>'
                     f'<SettingName>{html.escape(name)}</SettingName></UserSettingError>'
                     for name in asked if name not in values)
    return response('NoError', '', errors, settings)


def response(code, target, errors='', settings=''):
    return (f'<UserResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ErrorCode>{code}'
            f'</ErrorCode><ErrorMessage/>{target}<UserSettingErrors>{errors}</UserSettingErrors>'
            f'<UserSettings>{settings}</UserSettings></UserResponse>')


def answer_json(service, request):
    """Version 2, which tells anybody where a protocol is spoken."""
    match = re.fullmatch(r'/autodiscover/autodiscover\.json(?:/v1\.0/([^/]+))?', request.path, re.I)
    query = {name.lower(): value for name, value in request.query}
    address = urllib.parse.unquote(match[1] or '') if match else ''
    address = (address or query.get('email', '')).lower()
    protocol = query.get('protocol', '')
    if not match or '@' not in address:
        return json_error(400, 'InvalidRequest', 'The address is not valid.')
    if protocol.lower() not in ('ews', 'autodiscoverv1'):
        return json_error(400, 'InvalidProtocol', f"The given protocol value '{protocol}' is invalid. "
                          "Supported values are 'EWS,AutodiscoverV1'")
    target = service.options['redirects'].get(address)
    if target and not target.startswith('@'):
        return Answer(302, b'', headers=[('Location', target)])
    if address not in service.exchange.mailboxes:
        return json_error(404, 'UserNotFound', 'The given user is not found.')
    url = ews_url(service) if protocol.lower() == 'ews' else f'{service.options["URL"]}{POX}'
    return Answer.of_json(200, {'Protocol': 'EWS' if protocol.lower() == 'ews' else 'AutodiscoverV1',
                                'Url': url})


def json_error(status, code, words):
    return Answer.of_json(status, {'ErrorCode': code, 'ErrorMessage': words})
