// SPDX-License-Identifier: LGPL-2.1-or-later
// SPDX-FileCopyrightText: The Tocsin authors
//
// nodemailer.js HOST PORT FILE MESSAGES CONNECTIONS: the seconds that nodemailer takes for it.

const fs = require('fs');
const nodemailer = require('nodemailer');

const [host, port, file, messages, connections] = process.argv.slice(2);
const raw = fs.readFileSync(file);
const transport = nodemailer.createTransport({
  host, port: Number(port), secure: false, ignoreTLS: true, pool: true,
  maxConnections: Number(connections), maxMessages: Infinity,
});
const envelope = { from: 'alice@example.org', to: ['bob@example.org'] };
const begun = process.hrtime.bigint();

Promise.all(Array.from({ length: Number(messages) }, () => transport.sendMail({ envelope, raw })))
  .then(() => {
    console.log(Number(process.hrtime.bigint() - begun) / 1e9);
    transport.close();
  });
