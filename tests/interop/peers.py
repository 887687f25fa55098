"""openbadgeslib: python peers.py issue-di|issue-jwt DRAFTS OUT, verify-di|verify-jwt FOLDER [PUBLIC-KEY-PEM],
or verdicts FOLDER OUT

Every command but the last prints `DONE OF-HOW-MANY` and the first failure.
"""
import json
import os
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner, OB3LdpVerifier
from openbadgeslib.ob3.signer import OB3Signer
from openbadgeslib.ob3.verifier import OB3Verifier


def every(folder, work):
    good, first, names = 0, "", sorted(os.listdir(folder))
    for name in names:
        try:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                work(name, file.read())
            good += 1
        except Exception as error:  # whatever a peer says is the finding
            first = first or "%s: %s: %s" % (name, type(error).__name__, error)
    print(good, len(names), first[:600])


def key_pem():
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def base58_decode(text):
    number = 0
    for letter in text:
        number = number * 58 + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def issue(folder, out, signer, did):
    def one(name, text):
        draft = json.loads(text)
        draft["issuer"]["id"] = did
        draft["credentialSubject"].setdefault("id", "urn:uuid:00000000-0000-4000-8000-000000000001")
        signed = signer.sign(OpenBadgeCredential.from_vc_document(draft))
        with open(os.path.join(out, name), "w", encoding="utf-8") as file:
            file.write(signed if isinstance(signed, str) else json.dumps(signed))
    every(folder, one)


def verdicts(folder, out):
    verifier = OB3LdpVerifier()
    with open(out, "w", encoding="utf-8") as lines:
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read()
            try:
                verifier.verify(text)
                verdict = "valid"
            except Exception as error:  # whatever it says is its verdict
                verdict = "invalid\t%s: %s" % (type(error).__name__, str(error).replace("\n", " ")[:200])
            lines.write("%s\t%s\n" % (name, verdict))


def main():
    command, folder = sys.argv[1:3]
    if command == "issue-di":
        signer = OB3LdpSigner(key_pem())
        issue(folder, sys.argv[3], signer, signer.verification_method.split("#")[0])
    elif command == "issue-jwt":
        private = key_pem()
        # The key has no place in its tokens, so the verifier is told of it by the issuer's did:key.
        did = OB3LdpSigner(private).verification_method.split("#")[0]
        issue(folder, sys.argv[3], OB3Signer(private, "EdDSA"), did)
    elif command == "verify-di":
        every(folder, lambda name, text: OB3LdpVerifier().verify(text))
    elif command == "verify-jwt":
        with open(sys.argv[3], "rb") as file:
            verifier = OB3Verifier(file.read())
        every(folder, lambda name, text: verifier.verify(text))
    elif command == "verdicts":
        verdicts(folder, sys.argv[3])
    elif command == "pem":
        with open(folder, encoding="utf-8") as file:
            raw = base58_decode(json.load(file)["publicKeyMultibase"][1:])[2:]
        key = ed25519.Ed25519PublicKey.from_public_bytes(raw)
        pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        sys.stdout.write(pem.decode())
    else:
        raise SystemExit("unknown command " + command)


main()
