#!/usr/bin/env python3
"""Checks sealed bundles (paragraf/bundle@1) with nothing but Python's standard library.

Written from docs/seal.md and the specifications named there, apart from the Rust code, so that one mistake does not
hide in both. Slow and for checking only: it never signs, so that it need not guard a secret.

usage: independent.py --key VKEY [--witness VKEY]... BUNDLE...     exit code 0: all hold, 1: one does not
"""

import argparse
import base64
import hashlib
import json
import sys


class Refused(Exception):
    pass


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def sha256(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "base64 of another form: " + text)
    return raw


def members(part, always, sometimes=()):
    need(set(always) <= set(part) <= {*always, *sometimes}, "members that do not belong there, or too few")


# --- canonical JSON (RFC 8785), for texts, whole numbers, booleans, null, lists and objects -----------------------

def canonical(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    need(not isinstance(value, float), "a fraction, which this verifier does not write")
    need(isinstance(value, (str, bool, type(None))) or abs(value) < 2**53, "a number that is too large")
    return json.dumps(value, ensure_ascii=False)


# --- Ed25519, verification only (RFC 8032 section 5.1) ------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
ZERO = (0, 1)


def add(one, other):
    (x, y), (u, v) = one, other
    xu, yv = x * u % P, y * v % P
    both = D * xu * yv % P
    return ((x * v + u * y) * pow(1 + both, -1, P) % P, (yv + xu) * pow(1 - both, -1, P) % P)


def times(number, point):
    total = ZERO
    for bit in bin(number)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def point(raw):
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    need(y < P, "a point beyond the field")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    need((x * x - square) % P == 0 and not (x == 0 and sign), "not on the curve")
    found = (x if x % 2 == sign else P - x, y)
    need(times(8, found) != ZERO, "a point of small order")
    return found


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(public, message, signature):
    need(len(signature) == 64, "a signature of another length")
    commitment, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    need(scalar < ORDER, "a malleable signature")
    challenge = hashlib.sha512(commitment + public + message).digest()
    challenge = int.from_bytes(challenge, "little") % ORDER
    right = add(point(commitment), times(challenge, point(public)))
    need(times(scalar, BASE) == right, "a signature that does not hold")


# --- keys and notes (C2SP signed-note, tlog-cosignature, tlog-checkpoint) -----------------------------------------

def key(text):
    name, identity, encoded = text.split("+", 2)
    raw = unbase64(encoded)
    need(len(raw) == 33 and raw[0] in (1, 4), "a key of another kind")
    need(sha256(name.encode(), b"\n", raw)[:4].hex() == identity, "a key's identity is another's")
    return name, raw[0], raw[1:], bytes.fromhex(identity)


def checkpoint(note, keys):
    """The origin, size and root of a note whose every signature is that of the key at its place."""
    cut = note.rindex("\n\n")
    text, lines = note[:cut + 1], note[cut + 2:]
    need(lines.endswith("\n"), "the note breaks off")
    lines = lines[:-1].split("\n")
    need(len(lines) == len(keys), "signatures and keys of different number")
    for line, (name, kind, public, identity) in zip(lines, map(key, keys)):
        dash, signer, encoded = line.split(" ")
        raw = unbase64(encoded)
        need((dash, signer, raw[:4]) == ("\u2014", name, identity), "a signature of another key")
        message, raw = text, raw[4:]
        if kind == 4:
            message = "cosignature/v1\ntime %d\n%s" % (int.from_bytes(raw[:8], "big"), text)
            raw = raw[8:]
        signed(public, message.encode(), raw)
    origin, size, root, rest = text.split("\n")
    need(rest == "" and str(int(size)) == size and int(size) >= 0, "not a checkpoint")
    need(key(keys[0])[0] == origin and key(keys[0])[1] == 1, "the key is another log's")
    return origin, int(size), unbase64(root)


# --- Merkle trees (RFC 6962 section 2.1), by the recursive definition ---------------------------------------------

def leaf_hash(entry):
    return sha256(b"\0", entry)


def node(left, right):
    return sha256(b"\1", left, right)


def split(size):
    return 1 << (size - 1).bit_length() - 1


def root(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256()
    middle = split(len(hashes))
    return node(root(hashes[:middle]), root(hashes[middle:]))


def included(leaf, index, size, proof):
    """The root of a tree of this size with the leaf at this place."""
    need(0 <= index < size, "beyond the end of the log")
    if size == 1:
        need(not proof, "a proof that is too long")
        return leaf
    need(proof, "a proof that is too short")
    middle = split(size)
    if index < middle:
        return node(included(leaf, index, middle, proof[:-1]), proof[-1])
    return node(proof[-1], included(leaf, index - middle, size - middle, proof[:-1]))


def consistent(size, later, proof, known):
    """The roots of the tree of `size` and of the later one; `known` is the former while it needs no proof."""
    if size == later:
        if known is None:
            need(len(proof) == 1, "a consistency proof of another length")
            return proof[0], proof[0]
        need(not proof, "a consistency proof that is too long")
        return known, known
    need(proof, "a consistency proof that is too short")
    middle, side = split(later), proof[-1]
    if size <= middle:
        old, new = consistent(size, middle, proof[:-1], known)
        return old, node(new, side)
    old, new = consistent(size - middle, later - middle, proof[:-1], None)
    return node(side, old), node(side, new)


# --- the bundle ---------------------------------------------------------------------------------------------------

def check(raw, trusted, witnesses):
    bundle = json.loads(raw)
    need(canonical(bundle).encode() == raw, "not in canonical form")
    members(bundle, ["format", "leaves", "log", "unit"])
    members(bundle["log"], ["checkpoint", "index", "key", "origin", "proof"], ["cosigners", "earlier"])
    need(bundle["format"] == "paragraf/bundle@1", "another format")
    hashes = []
    for leaf in bundle["leaves"]:
        members(leaf, ["hash"], ["members"])
        if "members" in leaf:
            commitments = {}
            for pointer, member in leaf["members"].items():
                if "value" in member:
                    salt = unbase64(member["salt"])
                    members(member, ["salt", "value"])
                    need(len(salt) == 16, "a salt of another length")
                    value = canonical(member["value"]).encode()
                    raw_commitment = sha256(b"paragraf/commitment@1\n", salt, value)
                else:
                    members(member, ["commitment"], ["shown"])
                    raw_commitment = unbase64(member["commitment"])
                commitments[pointer] = base64.b64encode(raw_commitment).decode()
            entry = canonical({"format": "paragraf/leaf@1", "members": commitments})
            need(leaf_hash(entry.encode()) == unbase64(leaf["hash"]), "leaf %d" % len(hashes))
        hashes.append(unbase64(leaf["hash"]))
    unit, log = bundle["unit"], bundle["log"]
    need(unit == {"format": "paragraf/unit@1", "size": len(hashes),
                  "root": base64.b64encode(root(hashes)).decode()}, "the unit")
    need(log["key"] == trusted, "the key is not the trusted one")
    cosigners = log.get("cosigners", [])
    need(all(witness in cosigners for witness in witnesses), "a witness is missing")
    origin, size, top = checkpoint(log["checkpoint"], [log["key"], *cosigners])
    need(origin == log["origin"], "another log")
    entry = leaf_hash(canonical(unit).encode())
    proof = [unbase64(step) for step in log["proof"]]
    need(included(entry, log["index"], size, proof) == top, "the place in the log")
    if "earlier" in log:
        members(log["earlier"], ["checkpoint", "proof"])
        before, small, old = checkpoint(log["earlier"]["checkpoint"], [trusted])
        need(before == origin and 0 < small <= size, "the earlier checkpoint")
        steps = [unbase64(step) for step in log["earlier"]["proof"]]
        need(consistent(small, size, steps, old) == (old, top), "the earlier checkpoint is contradicted")


def main():
    parser = argparse.ArgumentParser(description="Checks sealed bundles.")
    parser.add_argument("--key", required=True, help="the log's key, name+identity+base64")
    parser.add_argument("--witness", action="append", default=[], help="a witness that must have signed")
    parser.add_argument("bundles", nargs="+")
    arguments = parser.parse_args()
    failed = False
    for path in arguments.bundles:
        with open(path, "rb") as file:
            raw = file.read()
        try:
            check(raw, arguments.key, arguments.witness)
            print(path + ": holds")
        except (Refused, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            failed = True
            print("%s: refused: %s" % (path, error or type(error).__name__))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
