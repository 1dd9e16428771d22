#!/usr/bin/env python3
"""Opens the golden vectors without the project's code: the drill for a day when it is gone.

Needs: pip install argon2-cffi pynacl.   Run: python3 read_vault.py golden_v1.json golden_blob_v1.json
"""
import hashlib, hmac, json, sys, unicodedata
from argon2.low_level import Type, hash_secret_raw
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as xchacha

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
u32 = lambda n: n.to_bytes(4, "big")
unhex = bytes.fromhex

def hkdf(material, salt, info):  # one block of output is all that is ever needed
    return hmac.digest(hmac.digest(salt, material, "sha256"), info + b"\x01", "sha256")

def read_code(text):
    text = text.upper().replace("-", "").replace(" ", "").removeprefix("RJ1")
    code = sum(ALPHABET.index(c) << 5 * i for i, c in enumerate(reversed(text[:32]))).to_bytes(20, "big")
    check = int.from_bytes(hashlib.sha256(code).digest(), "big") % 1024
    assert text[32:] == ALPHABET[check >> 5] + ALPHABET[check & 31], "a slip in the recovery code"
    return code

def unlock(keyring, passphrase=None, code=None):
    vault = unhex(keyring["vault_id"])
    kind = "passphrase" if code is None else "recovery_code"
    slot = next(s for s in keyring["slots"] if s["kind"] == kind)
    if code is None:
        a, number, alg = slot["argon2id"], 1, 1
        cost, salt = (a["memory_kib"], a["passes"], a["lanes"]), unhex(a["salt"])
        typed = unicodedata.normalize("NFC", passphrase).strip().encode()
        slow = hash_secret_raw(typed, salt, cost[1], cost[0], cost[2], 32, Type.ID)
        wrapping = hkdf(slow, vault, b"rj/kek/pass/v1")
    else:
        number, alg, cost, salt = 2, 2, (0, 0, 0), b""
        wrapping = hkdf(read_code(code), vault + unhex(slot["id"]), b"rj/kek/recovery/v1")
    aad = b"rj-slot-v1\0" + vault + unhex(slot["id"]) + bytes([number, alg])
    aad += b"".join(map(u32, cost)) + bytes([len(salt)]) + salt
    return xchacha(unhex(slot["ct"]), aad, unhex(slot["nonce"]), wrapping)

def open_epoch(keyring, key, number):
    vault, e = unhex(keyring["vault_id"]), keyring["epochs"][number - 1]
    return xchacha(unhex(e["ct"]), b"rj-epoch-v1\0" + vault + u32(e["epoch"]), unhex(e["nonce"]),
                   hkdf(key, vault, b"rj/wrap/v1"))

def unpad(padded):
    length = int.from_bytes(padded[:4], "big")
    assert length <= len(padded) - 4 and not any(padded[4 + length:])
    return padded[4:4 + length]

def unseal(keyring, key, store_code, store_name, record_id, record):
    vault, epoch, revision = unhex(keyring["vault_id"]), record[4:8], record[8:16]
    assert record[:4] == b"RJR1"
    data_key = open_epoch(keyring, key, int.from_bytes(epoch, "big"))
    aad = b"rj-rec-v1\0" + vault + bytes([store_code]) + record_id + epoch + revision
    return unpad(xchacha(record[40:], aad, record[16:40], hkdf(data_key, vault, b"rj/rec/v1/" + store_name.encode())))

def unseal_slice(keyring, key, seed, blob_id, number, last, sealed):
    data_key = open_epoch(keyring, key, seed["epoch"])
    aad = b"rj-blob-v1\0" + unhex(keyring["vault_id"]) + blob_id + u32(number) + bytes([last])
    return unpad(xchacha(sealed[24:], aad, sealed[:24], hkdf(data_key, unhex(seed["salt"]), b"rj/blob/v1" + blob_id)))

def read_blob(g):
    key = unlock(g["keyring"], g["passphrase"])
    for s in g["slices"]:
        found = unseal_slice(g["keyring"], key, g["seed"], unhex(g["blob_id"]), s["number"], s["last"], unhex(s["sealed"]))
        assert found.hex() == s["slice"]
    print("opened:", len(g["slices"]), "slices of a blob")

def read_records(g):
    first, second = g["first_keyring"], g["second_keyring"]
    for found in (unlock(first, g["first_passphrase"]), unlock(second, g["second_passphrase"]),
                  unlock(first, code=g["recovery_code"]), unlock(second, code=g["recovery_code"])):
        assert found.hex() == g["vault_key"]
    total, index_key = 0, hkdf(found, unhex(second["vault_id"]), b"rj/idx/v1")
    for r in g["records"]:
        sealed = unhex(r["sealed"])
        text = unseal(second, found, g["store_code"], g["store_name"], unhex(r["id"]), sealed)
        assert text.decode() == r["plaintext"]
        total += int.from_bytes(hmac.digest(index_key, unhex(r["id"]) + sealed[8:16] + sealed[-16:], "sha256"), "big")
    assert (total % 2**256).to_bytes(32, "big").hex() == g["catalogue"]["sum"]
    print("opened: 4 ways in,", len(g["records"]), "records, the catalogue's sum agrees")

if __name__ == "__main__":
    assert sys.argv[1:], "name at least one golden vector"
    for path in sys.argv[1:]:
        golden = json.load(open(path, encoding="utf-8"))
        (read_blob if "blob_id" in golden else read_records)(golden)
