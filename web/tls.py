"""A certificate of our own: browsers give cameras only to HTTPS, also in a local network."""

import ipaddress
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ifaddr
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=397)
"""As long as browsers accept any certificate."""
RENEW = timedelta(days=30)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def names() -> tuple[list[str], list[Address]]:
    """The host names and addresses under which this machine may be called."""
    hosts = dict.fromkeys(["localhost", socket.gethostname().lower()])
    addresses: dict[Address, None] = {
        ipaddress.ip_address("127.0.0.1"): None,
        ipaddress.ip_address("::1"): None,
    }
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ipaddress.ip_address(text)
            if not address.is_link_local:
                addresses[address] = None
    return list(hosts), list(addresses)


def self_signed(directory: Path, now: datetime | None = None) -> tuple[Path, Path]:
    """Certificate and key in `directory`, made anew when about to expire or for other addresses."""
    now = now or datetime.now(UTC)
    cert_file, key_file = directory / "cert.pem", directory / "key.pem"
    hosts, addresses = names()
    if not is_good(cert_file, key_file, set(addresses), now):
        directory.mkdir(parents=True, exist_ok=True)
        cert, key = make(hosts, addresses, now)
        write_private(key_file, key)
        cert_file.write_bytes(cert)
    return cert_file, key_file


def is_good(cert_file: Path, key_file: Path, addresses: set[Address], now: datetime) -> bool:
    """Whether the files on disk will do."""
    if not (cert_file.is_file() and key_file.is_file()):
        return False
    try:
        cert = x509.load_pem_x509_certificate(cert_file.read_bytes())
        san = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    named = set(san.get_values_for_type(x509.IPAddress))
    return addresses <= named and cert.not_valid_after_utc - RENEW > now


def make(hosts: list[str], addresses: list[Address], now: datetime) -> tuple[bytes, bytes]:
    """A self-signed P-256 server certificate and its key, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tongxin")])
    san = [x509.DNSName(host) for host in hosts] + [x509.IPAddress(a) for a in addresses]
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName(san), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return cert.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
