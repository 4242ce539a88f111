# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Somebody else's program that answers mail by itself, for better or for worse."""

from email.message import EmailMessage


class Responder:
    """Answers all that comes to carol@ANY DOMAIN.

    polite: as RFC 3834 wants it, but for whom it answers: answers are marked, and come from nobody
    rude: unmarked, as if a person had written them
    shifty: rude, and under another address each time
    """

    def __init__(self, post, manner):
        self.post, self.manner = post, manner
        self.seen = self.answered = 0

    def work(self):
        """Answers what is new; whether there was anything."""
        mails = self.post.mails('carol', self.seen)
        self.seen += len(mails)
        if not mails:
            return False
        with self.post.client('carol') as client:
            for mail in mails:
                self.answer(client, mail)
        return True

    def answer(self, client, mail):
        self.answered += 1
        me = f'carol@{self.answered}.elsewhere.example' if self.manner == 'shifty' else \
            mail['To'].addresses[0].addr_spec
        to = mail['From'].addresses[0].addr_spec
        answer = EmailMessage()
        answer['From'], answer['To'] = me, to
        answer['Subject'] = f'Re: {mail["Subject"]}'
        answer['Message-ID'] = f'<{self.manner}-{self.answered}@elsewhere.example>'
        if self.manner == 'polite':
            answer['In-Reply-To'] = mail['Message-ID']
            answer['Auto-Submitted'] = 'auto-replied'
        answer.set_content('I am on holiday.\n')
        client.send_message(answer, '' if self.manner == 'polite' else me, [to])
