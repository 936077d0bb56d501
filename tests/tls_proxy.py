"""What stands before a Chroma server: TLS and a token, which the server itself has not.

In: the address of a server, a token, a folder. Out: an https address, and the file of its certificate.
"""

import datetime
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit


@contextmanager
def tls_proxy(url: str, token: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Passes on what comes with the token, and refuses the rest with 401."""
    behind = urlsplit(url)

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, reply = 401, b'{"message": "no"}'
            if self.headers.get("Authorization") == f"Bearer {token}":
                connection = http.client.HTTPConnection(behind.hostname or "", behind.port)
                connection.request(self.command, self.path, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                status, reply = answer.status, answer.read()
                connection.close()
            self.send_response(status)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_POST = _pass_on  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Nothing."""

    certificate = _certificate(folder)
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
    threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{proxy.server_port}", certificate
    finally:
        proxy.shutdown()
        proxy.server_close()


def _certificate(folder: Path) -> Path:
    """A key and a certificate of this machine, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "papers")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "papers.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file
