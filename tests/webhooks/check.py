"""Checks what a receiver got with the reference library of Standard Webhooks.

Reads a list in JSON: {secret, headers, body}. Prints how many hold, and how many hold still with one byte changed.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

held = forged = 0
for got in json.load(sys.stdin):
    webhook = Webhook(got["secret"])
    webhook.verify(got["body"], got["headers"])
    held += 1
    body = got["body"]
    place = len(body) // 2
    changed = body[:place] + ("0" if body[place] != "0" else "1") + body[place + 1 :]
    later = dict(got["headers"])
    later["webhook-timestamp"] = str(int(later["webhook-timestamp"]) + 1)
    other = dict(got["headers"])
    other["webhook-id"] = other["webhook-id"] + "0"
    for body, headers in [(changed, got["headers"]), (got["body"], later), (got["body"], other)]:
        try:
            webhook.verify(body, headers)
            forged += 1
        except WebhookVerificationError:
            pass
print(json.dumps({"held": held, "forged": forged}))
