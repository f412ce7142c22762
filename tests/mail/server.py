"""A mail server for tests: keeps what it takes, and answers as the file `manner` in its folder says.

`well` takes everything; a number refuses with that reply, `550 rcpt` already the recipient; `slow` takes nothing in time;
`deaf` takes the mail and does not say so in time, as a connection that breaks after the last byte.

Each mail is kept as JSON once it was read by Python's `email` with a policy that takes no defect: headers, both texts, and
what came to it by way of the envelope.
"""

import asyncio
import json
import os
import pathlib
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP

STRICT = policy.default.clone(raise_on_defect=True)


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def manner(self):
        try:
            return (self.folder / "manner").read_text().split()
        except FileNotFoundError:
            return ["well"]

    async def handle_RCPT(self, server, session, envelope, address, options):
        manner = self.manner()
        if manner[-1] == "rcpt":
            return f"{manner[0]} refused <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        manner = self.manner()
        if manner[0].isdigit():
            return f"{manner[0]} not taken from {envelope.rcpt_tos[0]}"
        if manner[0] == "slow":
            await asyncio.sleep(60)
            return "451 too late"
        self.keep(envelope)
        if manner[0] == "deaf":
            await asyncio.sleep(60)
        return "250 OK"

    def keep(self, envelope):
        raw = envelope.original_content
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "raw": raw.decode("ascii", "backslashreplace")}
        try:
            message = message_from_bytes(raw, policy=STRICT)
            kept["headers"] = [[name, str(value)] for name, value in message.items()]
            kept["defects"] = [repr(found) for part in message.walk() for found in part.defects]
            kept["kinds"] = [part.get_content_type() for part in message.walk()]
            kept["text"] = message.get_body(("plain",)).get_content()
            kept["html"] = message.get_body(("html",)).get_content()
        except Exception as error:  # what cannot be read is a finding, not an end
            kept["error"] = repr(error)
        number = len(list(self.folder.glob("*.json")))
        path = self.folder / f"{number:04}.json"
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(kept))
        os.replace(beside, path)


async def main(folder, port):
    keeper = Keeper(pathlib.Path(folder))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, hostname="localhost"), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0))
