# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The XML of Exchange Web Services: names, building, SOAP envelopes, and what a valid one is."""

import os

from lxml import etree

import ews_grammar
from message_parts import clean

NAMESPACES = {
    's': 'http://schemas.xmlsoap.org/soap/envelope/',
    'm': 'http://schemas.microsoft.com/exchange/services/2006/messages',
    't': 'http://schemas.microsoft.com/exchange/services/2006/types',
    'e': 'http://schemas.microsoft.com/exchange/services/2006/errors',
}
# Many builds of each; what a version of the service says of itself.
BUILDS = {
    'Exchange2007_SP1': (8, 1, 240, 5), 'Exchange2010': (14, 0, 639, 20),
    'Exchange2010_SP1': (14, 1, 218, 13), 'Exchange2010_SP2': (14, 2, 247, 5),
    'Exchange2013': (15, 0, 516, 29), 'Exchange2013_SP1': (15, 0, 847, 31),
    'Exchange2016': (15, 1, 2507, 27),
}
VERSIONS = list(BUILDS)
# In the schema, too; for a service of today they are all the last one.
FURTHER_VERSIONS = ('V2015_10_05', 'V2016_01_06', 'V2016_04_13', 'V2016_07_13', 'V2016_10_10',
                    'V2017_01_07', 'V2017_04_14', 'V2017_07_11')


class Fault(Exception):
    """A SOAP fault, which ends a whole request."""

    def __init__(self, code, text, back_off=None, status=500):
        super().__init__(code)
        self.code, self.text, self.back_off, self.status = code, text, back_off, status


def qualified(tag):
    prefix, local = tag.split(':')
    return f'{{{NAMESPACES[prefix]}}}{local}'


def local_name(element):
    return etree.QName(element).localname


def add(parent, tag, text=None, **attributes):
    """Appends an element `prefix:Name`."""
    element = etree.SubElement(parent, qualified(tag), attributes)
    if text is not None:
        element.text = clean({True: 'true', False: 'false'}.get(text, text)
                             if isinstance(text, bool) else str(text))
    return element


def find(element, *tags):
    """Down a path of names, or None."""
    for tag in tags:
        element = element.find(qualified(tag)) if element is not None else None
    return element


def text_of(element, *tags):
    found = find(element, *tags)
    return None if found is None else found.text or ''


def time_text(moment):
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')


def new_response(operation):
    """(the element to answer with, where its response messages go)."""
    root = etree.Element(qualified(f'm:{operation}Response'),
                         nsmap={'m': NAMESPACES['m'], 't': NAMESPACES['t']})
    return root, add(root, 'm:ResponseMessages')


def add_message(messages, name, failure=None):
    """One response message; a failure is the whole of it."""
    element = add(messages, f'm:{name}', ResponseClass='Error' if failure else 'Success')
    if failure:
        add(element, 'm:MessageText', failure.text)
    add(element, 'm:ResponseCode', failure.code if failure else 'NoError')
    if failure:
        add(element, 'm:DescriptiveLinkKey', '0')
        if failure.more:
            details = add(element, 'm:MessageXml')
            for key, value in failure.more.items():
                add(details, 't:Value', value, Name=key)
    return element


def envelope(version, body):
    root = etree.Element(qualified('s:Envelope'), nsmap={'s': NAMESPACES['s']})
    header = add(root, 's:Header')
    major, minor, build, revision = BUILDS[version]
    info = etree.SubElement(header, qualified('t:ServerVersionInfo'), nsmap={'h': NAMESPACES['t']})
    info.attrib.update({'MajorVersion': str(major), 'MinorVersion': str(minor),
                        'MajorBuildNumber': str(build), 'MinorBuildNumber': str(revision)})
    if version != 'Exchange2007_SP1':
        info.set('Version', version)
    add(root, 's:Body').append(body)
    return root


def fault_body(fault):
    root = etree.Element(qualified('s:Fault'), nsmap={'s': NAMESPACES['s']})
    code = etree.SubElement(root, 'faultcode', nsmap={'a': NAMESPACES['t']})
    code.text = f'a:{fault.code}'
    text = etree.SubElement(root, 'faultstring')
    text.set('{http://www.w3.org/XML/1998/namespace}lang', 'en-US')
    text.text = fault.text
    detail = etree.SubElement(root, 'detail')
    add(detail, 'e:ResponseCode', fault.code)
    add(detail, 'e:Message', fault.text)
    if fault.back_off is not None:
        add(add(detail, 't:MessageXml'), 't:Value', fault.back_off, Name='BackOffMilliseconds')
    return root


class Schema:
    """Checks by Microsoft's own schema where it is at hand, else by a grammar of ours."""

    def __init__(self, folder):
        path = f'{folder}/messages.xsd'
        self.schema = etree.XMLSchema(file=path) if folder and os.path.exists(path) else None

    def complain(self, element):
        """What is wrong with an element, or None."""
        if self.schema is None:
            return ews_grammar.complain(element)
        if self.schema.validate(element):
            return None
        return '; '.join(f'{error.line}: {error.message}' for error in self.schema.error_log)[:2000]


class Call:
    """A request: its headers, checked, and its one operation."""

    def __init__(self, schema, root):
        if root.tag != qualified('s:Envelope'):
            raise Fault('ErrorSchemaValidation', 'The request is no SOAP 1.1 envelope.')
        header, body = find(root, 's:Header'), find(root, 's:Body')
        children = [child for child in body if isinstance(child.tag, str)] if body is not None else []
        if len(children) != 1:
            raise Fault('ErrorInvalidRequest', 'The request has no one operation.')
        self.body = children[0]
        if etree.QName(self.body).namespace != NAMESPACES['m']:
            raise Fault('ErrorInvalidRequest', f'The operation {self.body.tag} is not known.')
        self.operation = local_name(self.body)
        self.headers = {local_name(child): child for child in (header if header is not None else ())
                        if isinstance(child.tag, str)}
        for element in (*self.headers.values(), self.body):
            complaint = schema.complain(element)
            if complaint:
                raise Fault('ErrorSchemaValidation',
                            f'The request failed schema validation: {complaint}')
        version = self.headers.get('RequestServerVersion')
        self.version = 'Exchange2007_SP1' if version is None else version.get('Version')

    @property
    def impersonated(self):
        """(kind, who), or None."""
        header = self.headers.get('ExchangeImpersonation')
        if header is None:
            return None
        who = find(header, 't:ConnectingSID')[0]
        return local_name(who), who.text or ''


def parse(data):
    """A request; nothing from elsewhere, and no entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True,
                             remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Fault('ErrorSchemaValidation', f'The request is not well-formed: {error}') from error
    if root.getroottree().docinfo.doctype:
        raise Fault('ErrorSchemaValidation', 'A document type has no place in SOAP.')
    return root
