"""The certificate made here: whom it names, how long it is kept, who may read its key."""

import ipaddress
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from web.tls import RENEW, VALID, names, self_signed

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_it_names_this_machine(tmp_path: Path) -> None:
    cert_file, key_file = self_signed(tmp_path, NOW)
    cert = x509.load_pem_x509_certificate(cert_file.read_bytes())
    san = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in san.get_values_for_type(x509.DNSName)
    addresses = san.get_values_for_type(x509.IPAddress)
    assert {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")} <= set(addresses)
    assert set(names()[1]) == set(addresses)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert_file, key_file)


def test_it_is_kept_until_shortly_before_its_end(tmp_path: Path) -> None:
    cert_file, _ = self_signed(tmp_path, NOW)
    first = cert_file.read_bytes()
    self_signed(tmp_path, NOW + VALID - RENEW - timedelta(days=1))
    assert cert_file.read_bytes() == first
    self_signed(tmp_path, NOW + VALID - RENEW + timedelta(days=1))
    assert cert_file.read_bytes() != first


def test_it_is_made_anew_where_it_is_no_certificate(tmp_path: Path) -> None:
    cert_file, _ = self_signed(tmp_path, NOW)
    cert_file.write_text("no certificate")
    self_signed(tmp_path, NOW)
    x509.load_pem_x509_certificate(cert_file.read_bytes())
