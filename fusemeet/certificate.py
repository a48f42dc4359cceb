"""A certificate for `make run TLS=1`: self-signed, for this machine's names and addresses, kept until one changes.

`python -m fusemeet.certificate FOLDER` makes it where needed and prints the address that others can reach.
"""

import ipaddress
import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 397  # browsers refuse more
RENEW_DAYS = 7


def network_address() -> str:
    """This machine's address in its own network, or 127.0.0.1 without one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation: only the route is looked up
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def names_of_this_machine(address: str) -> list[x509.GeneralName]:
    addresses = dict.fromkeys(["127.0.0.1", "::1", address])
    names = dict.fromkeys(["localhost", socket.gethostname()])
    return [x509.DNSName(name) for name in names] + [
        x509.IPAddress(ipaddress.ip_address(text)) for text in addresses
    ]


def is_good(path: Path, names: list[x509.GeneralName]) -> bool:
    """Whether the certificate there names all of these and holds for another week."""
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    later = datetime.now(UTC) + timedelta(days=RENEW_DAYS)
    return set(names) <= set(held) and certificate.not_valid_after_utc > later


def write_certificate(folder: Path, names: list[x509.GeneralName]) -> None:
    """FOLDER/cert.pem and FOLDER/key.pem; the key is readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "FuseMeet on this machine")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def main(folder: Path) -> str:
    address = network_address()
    names = names_of_this_machine(address)
    if not (is_good(folder / "cert.pem", names) and (folder / "key.pem").exists()):
        write_certificate(folder, names)
    return address


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])) + "\n")
